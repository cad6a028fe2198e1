import SeqTensor

// The element-wise half of one recurrent step, fused; the products before it are `Project`. Each has a twin
// of plain operations in the cells of SeqLayers that it is tested against.
//
// `lengths` and `time`: a row of the batch whose sequence has ended hands its state on unchanged, which serves
// both directions: forwards it keeps the last state, backwards the first.

/// `(h′, c′)` of an LSTM from gates i, f, g, o [B, 4H] (pre-activations, overwritten by activations) and (h, c).
///
/// a: gates, b: h, c: c. values: h′ then c′, each [B, H]; saved: tanh(c′).
private enum LSTMGates: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    let (hidden, cell) = halves(of: out.values)
    lstmGates(
      tape[out.a].values, previousHidden: tape[out.b].values, previousCell: tape[out.c].values,
      hidden: hidden,
      cell: cell, tanhCell: out.saved, hiddenSize: out.shape.columns, lengths: lengths(of: out),
      time: Int(out.attributes[1]))
  }

  static func pullback(_ out: Node, on tape: Tape) {
    let (dHidden, dCell) = halves(of: out.outGradient)
    lstmGatesPullback(
      tape[out.a].values, previousCell: tape[out.c].values, tanhCell: out.saved, dHidden: dHidden,
      dCell: dCell,
      dGates: tape.claimGradient(of: out.a).scalars, dPreviousHidden: tape.gradient(of: out.b),
      dPreviousCell: tape.gradient(of: out.c), hiddenSize: out.shape.columns, lengths: lengths(of: out),
      time: Int(out.attributes[1]))
  }

  private static func halves(of scalars: Scalars) -> (Scalars, Scalars) {
    let half = scalars.count / 2
    return (scalars[0..<half], scalars[half..<2 * half])
  }
}

/// `h′` of a GRU in PyTorch's reset-after form from W x + b (a) and U h + b (b), each r, z, n [B, 3H], and h (c).
///
/// The activations r, z, n take the place of a.
private enum GRUGates: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    gruGates(
      tape[out.a].values, fromHidden: tape[out.b].values, previousHidden: tape[out.c].values,
      hidden: out.values, hiddenSize: out.shape.columns, lengths: lengths(of: out),
      time: Int(out.attributes[1]))
  }

  static func pullback(_ out: Node, on tape: Tape) {
    gruGatesPullback(
      gates: tape[out.a].values, fromHidden: tape[out.b].values, previousHidden: tape[out.c].values,
      dHidden: out.outGradient, dFromInput: tape.claimGradient(of: out.a).scalars,
      dFromHidden: tape.claimGradient(of: out.b).scalars, dPreviousHidden: tape.gradient(of: out.c),
      hiddenSize: out.shape.columns, lengths: lengths(of: out), time: Int(out.attributes[1]))
  }
}

/// `h′ = tanh(a)` or `relu(a)` of a simple recurrent network; a: [B, H], b: h, attribute 2 the function.
private enum RNNGate: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    rnnGate(
      preactivation: tape[out.a].values, previousHidden: tape[out.b].values, hidden: out.values,
      activation: activation(of: out), hiddenSize: out.shape.columns, lengths: lengths(of: out),
      time: Int(out.attributes[1]))
  }

  static func pullback(_ out: Node, on tape: Tape) {
    rnnGatePullback(
      out.values, dHidden: out.outGradient, dPreactivation: tape.claimGradient(of: out.a).scalars,
      dPreviousHidden: tape.gradient(of: out.b), activation: activation(of: out),
      hiddenSize: out.shape.columns,
      lengths: lengths(of: out), time: Int(out.attributes[1]))
  }

  private static func activation(of out: Node) -> RNNActivation { out.attributes[2] == 0 ? .tanh : .relu }
}

private func lengths(of out: Node) -> Integers? { out.attributes[0] == 1 ? out.integers : nil }

/// Which rows of a batch still have input at a time step.
public struct ActiveRows {
  /// [B], in the tape's memory.
  package let lengths: Integers
  package let time: Int

  public init(lengths: Integers, time: Int) {
    self.lengths = lengths
    self.time = time
  }
}

/// One LSTM step after its products. gates: [B, 4H], consumed; hidden, cell: [B, H].
///
/// - Parameter room: [2, B, H], where the new h and c are to lie; where no gradients are wanted `cell` may lie in the place of h,
///   and is then gone.
package func lstmStep(
  gates: Variable, hidden: Variable, cell: Variable, active: ActiveRows?, in room: Scalars? = nil
) -> (hidden: Variable, cell: Variable) {
  let shape = hidden.shape
  checkStep("lstmStep", gates, 4, hidden)
  checkStep("lstmStep", cell, 1, hidden)
  let both = gates.tape.record(
    LSTMGates.self, [2, shape[0], shape[1]], gates, hidden, cell, attributes: attributes(active),
    saved: shape.count, integers: active?.lengths, in: room)
  return (both[0], both[1])
}

/// One GRU step after its products. fromInput, fromHidden: [B, 3H], the former consumed, the latter used for nothing else;
/// hidden: [B, H].
///
/// - Parameter room: [B, H], where the new h is to lie.
package func gruStep(
  fromInput: Variable, fromHidden: Variable, hidden: Variable, active: ActiveRows?, in room: Scalars? = nil
) -> Variable {
  checkStep("gruStep", fromInput, 3, hidden)
  checkStep("gruStep", fromHidden, 3, hidden)
  return hidden.tape.record(
    GRUGates.self, hidden.shape, fromInput, fromHidden, hidden, attributes: attributes(active),
    integers: active?.lengths, in: room)
}

/// One step of a simple recurrent network after its products. preactivation: [B, H], used for nothing else.
///
/// - Parameter room: [B, H], where the new h is to lie.
package func rnnStep(
  preactivation: Variable, hidden: Variable, activation: RNNActivation, active: ActiveRows?,
  in room: Scalars? = nil
) -> Variable {
  checkStep("rnnStep", preactivation, 1, hidden)
  var attributes = attributes(active)
  attributes[2] = activation == .tanh ? 0 : 1
  return hidden.tape.record(
    RNNGate.self, hidden.shape, preactivation, hidden, attributes: attributes, integers: active?.lengths,
    in: room)
}

private func attributes(_ active: ActiveRows?) -> SIMD4<Int32> {
  guard let active else { return .zero }
  return [1, Int32(active.time), 0, 0]
}

private func checkStep(_ operation: String, _ a: Variable, _ multiple: Int, _ hidden: Variable) {
  let (shape, state) = (a.shape, hidden.shape)
  guard state.rank == 2, shape.rank == 2, shape[0] == state[0], shape[1] == multiple * state[1] else {
    shapeFailure(operation, shape, state, because: "[B, \(multiple)H] and [B, H] are needed")
  }
}
