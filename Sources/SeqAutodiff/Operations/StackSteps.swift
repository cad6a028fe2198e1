import SeqTensor

/// `out[t] = partₜ`, with zeros in the rows of sequences that are over at t. Each part's gradient is its dout[t].
///
/// integers: the places of the T parts, then the lengths [B] if the attribute is 1.
private enum StackSteps: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    eachRun(out) { input, rows, run in
      let part = tape[input].values
      out.values[run].assign(part[rows])
    } ended: { run in
      out.values[run].fill(with: 0)
    }
  }

  static func pullback(_ out: Node, on tape: Tape) {
    eachRun(out) { input, rows, run in
      if tape.wantsGradient(input) { accumulate(out.outGradient[run], into: tape.gradient(of: input)[rows]) }
    } ended: { _ in
    }
  }

  /// Calls `body` with each part, a range of its elements, and the range in the whole; `ended` with ranges of zeros.
  private static func eachRun(
    _ out: Node, _ body: (Int32, Range<Int>, Range<Int>) -> Void, ended: (Range<Int>) -> Void
  ) {
    let (time, batch, columns) = (out.shape[0], out.shape[1], out.shape[2])
    for t in 0..<time {
      let start = t * batch * columns
      if out.attributes[0] == 0 {
        body(out.integers[t], 0..<batch * columns, start..<start + batch * columns)
        continue
      }
      for row in 0..<batch {
        let rows = row * columns..<(row + 1) * columns
        let run = start + rows.lowerBound..<start + rows.upperBound
        if Int(out.integers[time + row]) > t { body(out.integers[t], rows, run) } else { ended(run) }
      }
    }
  }
}

/// The outputs of T steps, [B, H] each, as [T, B, H], with zeros beyond each sequence's length.
package func stacked(_ steps: [Variable], lengths: Integers?) -> Variable {
  guard let first = steps.first else { fatalError("stacked: there is nothing to join") }
  for step in steps where step.shape != first.shape || step.shape.rank != 2 {
    shapeFailure("stacked", first.shape, step.shape, because: "they must all be the same [B, H]")
  }
  return first.tape.record(
    StackSteps.self, first.shape.withAxis(steps.count), all: steps, lengths: lengths,
    attributes: [lengths == nil ? 0 : 1, 0, 0, 0])
}
