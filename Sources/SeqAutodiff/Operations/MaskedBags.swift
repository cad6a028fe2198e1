import SeqTensor

/// `out[r] = Σⱼ mask[pⱼ] ⊙ table[idⱼ]`: sentences as sums of their words' vectors under learned masks.
///
/// a: table [V, d], b: masks [P, d]. The integers: R + 1 starts, then the ids, then the places of the words.
/// dtable[idⱼ] += mask[pⱼ] ⊙ dout[r], dmask[pⱼ] += table[idⱼ] ⊙ dout[r].
private enum MaskedBags: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    let (table, masks, columns) = (tape[out.a].values, tape[out.b].values, out.shape[1])
    out.values.fill(with: 0)
    eachWord(out) { row, id, place in
      multiplyAccumulate(
        masks[place * columns..<(place + 1) * columns], table[id * columns..<(id + 1) * columns],
        into: out.values[row * columns..<(row + 1) * columns])
    }
  }

  static func pullback(_ out: Node, on tape: Tape) {
    let (table, masks, columns) = (tape[out.a].values, tape[out.b].values, out.shape[1])
    let (dTable, dMasks) = (tape.gradient(of: out.a), tape.gradient(of: out.b))
    eachWord(out) { row, id, place in
      let dout = out.outGradient[row * columns..<(row + 1) * columns]
      let (word, mask) = (id * columns..<(id + 1) * columns, place * columns..<(place + 1) * columns)
      multiplyAccumulate(masks[mask], dout, into: dTable[word])
      multiplyAccumulate(table[word], dout, into: dMasks[mask])
    }
  }

  @inline(__always)
  private static func eachWord(_ out: Node, _ body: (_ row: Int, _ id: Int, _ place: Int) -> Void) {
    let rows = out.shape[0]
    let words = (out.integers.count - rows - 1) / 2
    for row in 0..<rows {
      for word in Int(out.integers[row])..<Int(out.integers[row + 1]) {
        body(row, Int(out.integers[rows + 1 + word]), Int(out.integers[rows + 1 + words + word]))
      }
    }
  }
}

/// Sentences as vectors [R, d], each the sum of its words' rows of `table` [V, d], multiplied element by element with rows of
/// `masks` [P, d]. `places`: for each word of `bags` its row of the masks.
public func maskedBags(_ table: Variable, masks: Variable, _ bags: WordBags, places: [Int32]) -> Variable {
  let (t, m) = (table.shape, masks.shape)
  guard t.rank == 2, m.rank == 2, t[1] == m[1], places.count == bags.ids.count,
    bags.ids.allSatisfy({ (0..<Int32(t[0])).contains($0) }),
    places.allSatisfy({ (0..<Int32(m[0])).contains($0) })
  else { shapeFailure("maskedBags", t, m, because: "the words or their places do not fit") }
  return table.tape.record(
    MaskedBags.self, [bags.count, t[1]], table, masks,
    integers: table.tape.integers(bags.starts + bags.ids + places))
}
