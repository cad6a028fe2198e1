import SeqTensor

/// `out[r] = time[tᵣ] + Σⱼ lⱼ ⊙ table[id_{r,j}]`: sentences as sums of their words' vectors, in one pass.
///
/// a: table [V, C], b: times [N, C] or the table again where there are none. The integers: R + 1 starts, then the
/// R times, then the ids. Attributes: R, the period d, J or 0 where positions do not count, whether there are times.
/// Saved: the slope k/d of every column [C]. dtable[id_{r,j}] += lⱼ ⊙ dout[r], dtime[tᵣ] += dout[r].
private enum EmbedBags: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    let (bags, columns) = (Parts(out), out.shape[1])
    let period = Int(out.attributes[1])
    for column in out.saved.indices { out.saved[column] = Scalar(column % period + 1) / Scalar(period) }
    if bags.hasTimes {
      gatherRows(tape[out.b].values, bags.times, columns: columns, into: out.values)
    } else {
      out.values.fill(with: 0)
    }
    embedBags(
      tape[out.a].values, ids: bags.ids, starts: bags.starts, slope: out.saved,
      sentenceLength: bags.sentenceLength, columns: columns, into: out.values)
  }

  static func pullback(_ out: Node, on tape: Tape) {
    let (bags, columns) = (Parts(out), out.shape[1])
    if tape.wantsGradient(out.a) {
      embedBagsPullback(
        out.outGradient, ids: bags.ids, starts: bags.starts, slope: out.saved,
        sentenceLength: bags.sentenceLength, columns: columns, into: tape.gradient(of: out.a))
    }
    if bags.hasTimes, tape.wantsGradient(out.b) {
      scatterAddRows(out.outGradient, bags.times, columns: columns, into: tape.gradient(of: out.b))
    }
  }

  private struct Parts {
    let starts, times, ids: Integers
    let sentenceLength: Int
    let hasTimes: Bool

    init(_ out: Node) {
      let rows = Int(out.attributes[0])
      hasTimes = out.attributes[3] == 1
      sentenceLength = Int(out.attributes[2])
      let firstId = rows + 1 + (hasTimes ? rows : 0)
      starts = out.integers[0..<rows + 1]
      times = out.integers[rows + 1..<firstId]
      ids = out.integers[firstId..<out.integers.count]
    }
  }
}

/// Sentences as vectors [R, C], each the sum of its words' rows of `table` [V, C].
///
/// - Parameters:
///   - sentenceLength: J, the most words that a sentence has. It weights word j by 2 lₖⱼ, lₖⱼ = (1 − j/J) − (k/d)(1 − 2j/J),
///     Sukhbaatar et al. 2015, section 4.1, where k counts within each of the tables of width d = `period` that lie side by
///     side in `table`. Twice the paper's, as in the authors' own code: a word counts once on average. With nil each
///     word counts once.
///   - times: adds row tᵣ of another table [N, C] to each sentence r.
public func embeddedBags(
  _ table: Variable, _ bags: WordBags, period: Int, sentenceLength: Int?,
  times: (table: Variable, rows: [Int32])? = nil
) -> Variable {
  let shape = table.shape
  guard shape.rank == 2, period > 0, shape[1] % period == 0 else {
    shapeFailure("embeddedBags", shape, because: "a period of \(period) columns does not divide it")
  }
  if let times {
    guard times.table.shape.rank == 2, times.table.shape[1] == shape[1], times.rows.count == bags.count else {
      shapeFailure(
        "embeddedBags", shape, times.table.shape,
        because: "\(times.rows.count) times do not fit \(bags.count) bags"
      )
    }
  }
  return table.tape.record(
    EmbedBags.self, [bags.count, shape[1]], table, times?.table,
    attributes: [Int32(bags.count), Int32(period), Int32(sentenceLength ?? 0), times == nil ? 0 : 1],
    saved: shape[1], integers: table.tape.integers(bags.starts + (times?.rows ?? []) + bags.ids))
}
