import SeqAutodiff
import SeqTensor

/// Which way through a sequence.
public enum Direction: Sendable {
  case forward, backward
}

/// A sequence of fewer steps gains too little from packed weights: packing them costs what some hundred steps gain.
private let fewestStepsToPackFor = 16

extension RecurrentCell {
  /// The cell applied to a whole sequence, whichever cell it is.
  ///
  /// - Parameters:
  ///   - inputs: [T, B, I].
  ///   - lengths: [B], how many of the T inputs each sequence has; nil where all have T. Beyond its length a
  ///     sequence keeps its state and its outputs are zero, as PyTorch's packed sequences do.
  ///   - initial: the state before the first step; zeros if nil.
  /// - Returns: the outputs h of all steps, [T, B, H], at the places of their inputs in either direction, and the
  ///   state after each sequence's last step.
  public func unroll(
    _ inputs: Variable, lengths: Integers? = nil, initial: RecurrentState? = nil,
    direction: Direction = .forward
  ) -> (outputs: Variable, state: RecurrentState) {
    let shape = inputs.shape
    guard shape.rank == 3, shape.columns == inputSize, shape[0] > 0 else {
      shapeFailure("unroll", shape, because: "[T, B, \(inputSize)] with T > 0 is needed")
    }
    let time = shape[0]
    let tape = inputs.tape
    let reusedBefore = tape.reusesWeights
    // Every step wants the weights again, and packed they come from the cache a little faster. With gradients they change before
    // that has paid.
    if !tape.wantsGradients, time >= fewestStepsToPackFor { tape.reusesWeights = true }
    defer { tape.reusesWeights = reusedBefore }
    var state = initial ?? initialState(batchSize: shape[1], on: inputs.tape)
    var projected = projections(of: inputs)
    let rooms = rooms(for: state, time: time, direction)
    var hidden = [Variable](repeating: state.hidden, count: time)
    for index in 0..<time {
      let t = direction == .forward ? index : time - 1 - index
      let active = lengths.map { ActiveRows(lengths: $0, time: t) }
      state.room = rooms?[t]
      state = step(projected[t], feed: nil, state, active: active)
      hidden[t] = state.hidden
    }
    state.room = nil
    return (stacked(hidden, lengths: lengths), state)
  }

  /// Where the states of all steps lie, h beside h, so that they are the outputs as they lie.
  ///
  /// An LSTM's memory cell lies where the next step puts its h, which is done with c by then; where gradients are wanted c is kept,
  /// and h lies beside it.
  private func rooms(for state: RecurrentState, time: Int, _ direction: Direction) -> [Scalars]? {
    let tape = state.hidden.tape
    let size = state.hidden.shape.count
    let each = state.cell == nil ? size : 2 * size
    if state.cell != nil, direction == .backward || tape.wantsGradients { return nil }
    let all = tape.scratch((time - 1) * size + each)
    return (0..<time).map { all[$0 * size..<$0 * size + each] }
  }

  /// The same with the lengths as an array: [B], each in 0 ... T.
  public func unroll(
    _ inputs: Variable, lengths: [Int32], initial: RecurrentState? = nil, direction: Direction = .forward
  ) -> (outputs: Variable, state: RecurrentState) {
    unroll(
      inputs, lengths: inputs.checkedLengths(lengths, of: "unroll"), initial: initial, direction: direction)
  }
}

extension Variable {
  /// Lengths [B] of sequences [T, B, ..].
  func checkedLengths(_ lengths: [Int32], of operation: String) -> Integers {
    guard shape.rank == 3, lengths.count == shape[1],
      lengths.allSatisfy({ (0...Int32(shape[0])).contains($0) })
    else { shapeFailure(operation, shape, because: "[B] lengths in 0 ... T are needed, not \(lengths)") }
    return tape.integers(lengths)
  }
}
