import SeqAutodiff
import SeqTensor

/// One step of a gated recurrent unit.
///
///     r = σ(W_r x + U_r h + b_r)              reset gate
///     z = σ(W_z x + U_z h + b_z)              update gate
///     n = tanh(W_n x + b_in + r ⊙ (U_n h + b_hn))   candidate
///     h′ = (1 − z) ⊙ n + z ⊙ h
///
/// With update z = 0 and reset r = 1 that is the simple recurrent network. This is PyTorch's form: the reset gate
/// comes *after* the product with U_n, whereas Cho et al. write U_n (r ⊙ h) and exchange the roles of z and
/// 1 − z. The gates lie side by side in the order r, z, n: `weight_ih` is [3H, I], `weight_hh` [3H, H], the biases
/// [3H]. x: [B, I]; h and the gates: [B, H].
///
/// Cho et al., "Learning Phrase Representations using RNN Encoder-Decoder" (2014), equations 5 to 8.
public struct GRUCell: RecurrentCell {
  private let gates: GateParameters
  public var inputSize: Int { gates.inputSize }
  public var hiddenSize: Int { gates.hiddenSize }

  /// Declares the parameters, whose names end with `suffix`. inputSize: I; hiddenSize: H.
  public init(inputSize: Int, hiddenSize: Int, suffix: String = "", scope: inout ParameterScope) {
    gates = GateParameters(
      gates: 3, inputSize: inputSize, hiddenSize: hiddenSize, suffix: suffix, scope: &scope)
  }

  public func initialState(batchSize: Int, on tape: Tape) -> RecurrentState {
    RecurrentState(hidden: tape.zeros([batchSize, hiddenSize]))
  }

  public func callAsFunction(_ x: Variable, _ state: RecurrentState) -> RecurrentState {
    let size = hiddenSize
    let fromInput = gates.fromInput(x)  // [B, 3H]
    let fromHidden = gates.fromHidden(state.hidden)  // [B, 3H]

    let both = fromInput + fromHidden
    let reset = sigmoid(both[columns: 0..<size])  // [B, H], and so are all below
    let update = sigmoid(both[columns: size..<2 * size])
    let candidate = tanh(
      fromInput[columns: 2 * size..<3 * size] + reset * fromHidden[columns: 2 * size..<3 * size])

    return RecurrentState(hidden: (1 - update) * candidate + update * state.hidden)
  }

  public func project(_ inputs: Variable) -> Variable {
    gates.project(inputs, bias: inputs.tape[gates.inputBias])
  }

  public func projections(of inputs: Variable) -> ProjectedSequence {
    gates.projections(of: inputs, bias: inputs.tape[gates.inputBias])
  }

  public func step(_ projected: Variable, feed: Variable?, _ state: RecurrentState, active: ActiveRows?)
    -> RecurrentState
  {
    let tape = projected.tape
    let fromInput = gates.adding(feed: feed, to: projected)
    // U h + b_hh stays apart from W x, because the reset gate multiplies a third of it.
    let fromHidden = state.hidden.projected(
      by: tape[gates.hiddenWeight], bias: tape[gates.hiddenBias], isPassing: true, givesWay: true)
    return RecurrentState(
      hidden: gruStep(
        fromInput: fromInput, fromHidden: fromHidden, hidden: state.hidden, active: active, in: state.room))
  }
}
