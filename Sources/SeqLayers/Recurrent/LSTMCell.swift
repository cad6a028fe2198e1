import SeqAutodiff
import SeqTensor

/// One step of a long short-term memory.
///
/// In four steps, with [h, x] the last output and the new input side by side:
///
///     forget   f = σ(W_f [h, x] + b_f)
///     write    i = σ(Wᵢ [h, x] + bᵢ),   g = tanh(W_g [h, x] + b_g)
///     update   c′ = f ⊙ c + i ⊙ g
///     output   o = σ(Wₒ [h, x] + bₒ),   h′ = o ⊙ tanh(c′)
///
/// In PyTorch's form, which the parameters have, W [h, x] + b is W x + b_ih + U h + b_hh, and the gates lie side
/// by side in the order i, f, g, o: `weight_ih` is [4H, I], `weight_hh` [4H, H], the biases [4H].
/// x: [B, I]; h, c and the gates: [B, H].
///
/// Hochreiter and Schmidhuber, "Long Short-Term Memory" (1997), with the forget gate of Gers,
/// Schmidhuber and Cummins, "Learning to Forget" (2000). No peepholes, no projection.
public struct LSTMCell: RecurrentCell {
  private let gates: GateParameters
  public var inputSize: Int { gates.inputSize }
  public var hiddenSize: Int { gates.hiddenSize }

  /// Declares the parameters, whose names end with `suffix`. inputSize: I; hiddenSize: H.
  public init(inputSize: Int, hiddenSize: Int, suffix: String = "", scope: inout ParameterScope) {
    gates = GateParameters(
      gates: 4, inputSize: inputSize, hiddenSize: hiddenSize, suffix: suffix, scope: &scope)
  }

  public func initialState(batchSize: Int, on tape: Tape) -> RecurrentState {
    let zeros = tape.zeros([batchSize, hiddenSize])
    return RecurrentState(hidden: zeros, cell: zeros)
  }

  public func callAsFunction(_ x: Variable, _ state: RecurrentState) -> RecurrentState {
    let size = hiddenSize
    let gates = gates.fromInput(x) + gates.fromHidden(state.hidden)  // [B, 4H]

    let input = sigmoid(gates[columns: 0..<size])  // [B, H], and so are all below
    let forget = sigmoid(gates[columns: size..<2 * size])
    let candidate = tanh(gates[columns: 2 * size..<3 * size])
    let output = sigmoid(gates[columns: 3 * size..<4 * size])

    let cell = forget * memory(state) + input * candidate
    return RecurrentState(hidden: output * tanh(cell), cell: cell)
  }

  public func project(_ inputs: Variable) -> Variable {
    gates.project(inputs, bias: bias(on: inputs.tape))
  }

  public func projections(of inputs: Variable) -> ProjectedSequence {
    gates.projections(of: inputs, bias: bias(on: inputs.tape))
  }

  private func bias(on tape: Tape) -> Variable { tape[gates.inputBias] + tape[gates.hiddenBias] }

  public func step(_ projected: Variable, feed: Variable?, _ state: RecurrentState, active: ActiveRows?)
    -> RecurrentState
  {
    let all = gates.adding(feed: feed, to: projected)
      .addingInPlace(state.hidden, projectedBy: projected.tape[gates.hiddenWeight])
    let next = lstmStep(
      gates: all, hidden: state.hidden, cell: memory(state), active: active, in: state.room)
    return RecurrentState(hidden: next.hidden, cell: next.cell)
  }

  private func memory(_ state: RecurrentState) -> Variable {
    guard let cell = state.cell else {
      shapeFailure("LSTMCell", state.hidden.shape, because: "the state has no memory cell")
    }
    return cell
  }
}
