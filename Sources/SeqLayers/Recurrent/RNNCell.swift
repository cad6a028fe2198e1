import SeqAutodiff
import SeqTensor

/// One step of a simple recurrent network.
///
///     h′ = f(W x + U h + b),   f = tanh or relu
///
/// In PyTorch's form b is b_ih + b_hh. `weight_ih` is W [H, I], `weight_hh` U [H, H], the biases [H].
/// x: [B, I]; h: [B, H].
///
/// Elman, "Finding Structure in Time" (1990).
public struct RNNCell: RecurrentCell {
  /// f.
  public let activation: RNNActivation
  private let gates: GateParameters
  public var inputSize: Int { gates.inputSize }
  public var hiddenSize: Int { gates.hiddenSize }

  /// Declares the parameters, whose names end with `suffix`. inputSize: I; hiddenSize: H.
  public init(
    inputSize: Int, hiddenSize: Int, activation: RNNActivation = .tanh, suffix: String = "",
    scope: inout ParameterScope
  ) {
    self.activation = activation
    gates = GateParameters(
      gates: 1, inputSize: inputSize, hiddenSize: hiddenSize, suffix: suffix, scope: &scope)
  }

  public func initialState(batchSize: Int, on tape: Tape) -> RecurrentState {
    RecurrentState(hidden: tape.zeros([batchSize, hiddenSize]))
  }

  public func callAsFunction(_ x: Variable, _ state: RecurrentState) -> RecurrentState {
    let sum = gates.fromInput(x) + gates.fromHidden(state.hidden)
    return RecurrentState(hidden: activation == .tanh ? tanh(sum) : relu(sum))
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
    let sum = gates.adding(feed: feed, to: projected)
      .addingInPlace(state.hidden, projectedBy: projected.tape[gates.hiddenWeight])
    return RecurrentState(
      hidden: rnnStep(
        preactivation: sum, hidden: state.hidden, activation: activation, active: active, in: state.room))
  }
}
