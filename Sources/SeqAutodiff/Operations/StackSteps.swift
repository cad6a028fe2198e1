import SeqTensor

/// `out[t] = partₜ`, with zeros in the rows of sequences that are over at t. Each part's gradient is its dout[t].
///
/// integers: the places of the T parts, then the lengths [B] if the attribute is 1. Parts that follow each other in memory and
/// have no rows to clear are the whole as they lie.
private enum StackSteps: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    if out.values.pointer == tape[out.a].values.pointer { return }
    eachStep(out) { input, run in out.values[run].assign(tape[input].values) }
    eachEnd(out) { out.values[$0].fill(with: 0) }
  }

  static func pullback(_ out: Node, on tape: Tape) {
    let dout = out.outGradient
    eachEnd(out) { dout[$0].fill(with: 0) }
    eachStep(out) { input, run in
      guard tape.wantsGradient(input) else { return }
      // Nobody reads dout after this: where a step has no gradient yet, its part of dout becomes that.
      if tape.adoptGradient(dout[run], of: input) { return }
      let claimed = tape.claimGradient(of: input)
      if claimed.holdsShare {
        accumulate(dout[run], into: claimed.scalars)
      } else {
        claimed.scalars.assign(dout[run])
      }
    }
  }

  /// Calls `body` with each part and its range in the whole.
  private static func eachStep(_ out: Node, _ body: (Int32, Range<Int>) -> Void) {
    let size = out.shape[1] * out.shape[2]
    for t in 0..<out.shape[0] { body(out.integers[t], t * size..<(t + 1) * size) }
  }

  /// Calls `body` with each row, as a range in the whole, of a sequence that is over.
  private static func eachEnd(_ out: Node, _ body: (Range<Int>) -> Void) {
    guard out.attributes[0] == 1 else { return }
    let (time, batch, columns) = (out.shape[0], out.shape[1], out.shape[2])
    for row in 0..<batch {
      for t in min(Int(out.integers[time + row]), time)..<time {
        let start = (t * batch + row) * columns
        body(start..<start + columns)
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
    attributes: [lengths == nil ? 0 : 1, 0, 0, 0], in: lengths == nil ? joined(steps.map(\.scalars)) : nil)
}
