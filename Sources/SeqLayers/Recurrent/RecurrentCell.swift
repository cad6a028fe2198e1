import SeqAutodiff
import SeqTensor

/// What one step of a recurrent network hands to the next.
public struct RecurrentState {
  /// h: [B, H], also the step's output.
  public var hidden: Variable
  /// c: [B, H], an LSTM's memory cell; the other cells have none.
  public var cell: Variable?
  /// Where the next state is to lie, if it matters: h, and behind it an LSTM's memory cell.
  var room: Scalars?

  public init(hidden: Variable, cell: Variable? = nil) {
    self.hidden = hidden
    self.cell = cell
  }
}

/// One step of a recurrent network: (input, state) → state, whose `hidden` is the output.
///
/// A cell can be applied in two ways that give the same numbers. Called as a function it is the paper's
/// equations, operation by operation. For whole sequences `projections` computes what the inputs of many steps contribute in
/// one product, and `step` does the rest of a step in two fused operations.
public protocol RecurrentCell: Sendable {
  /// I.
  var inputSize: Int { get }
  /// H.
  var hiddenSize: Int { get }

  /// The state before the first input: zeros, [B, H].
  func initialState(batchSize: Int, on tape: Tape) -> RecurrentState

  /// One step as the paper writes it. x: [B, I].
  func callAsFunction(_ x: Variable, _ state: RecurrentState) -> RecurrentState

  /// The inputs' part of every step's pre-activations. inputs: [T, B, K]; the result: [T, B, G H] for G gates.
  ///
  /// The inputs may be the first K ≤ I columns only; `step` is then given the others.
  func project(_ inputs: Variable) -> Variable

  /// The same for the steps of a sequence [T, B, K], worked out as they are asked for.
  func projections(of inputs: Variable) -> ProjectedSequence

  /// One step from its part of `project` or `projections`, which it consumes.
  ///
  /// - Parameters:
  ///   - projected: [B, G H].
  ///   - feed: the last columns of the input, [B, I − K], where they depend on the step before.
  ///   - active: which rows still have input; the others keep their state.
  func step(_ projected: Variable, feed: Variable?, _ state: RecurrentState, active: ActiveRows?)
    -> RecurrentState
}

extension RecurrentCell {
  public func projections(of inputs: Variable) -> ProjectedSequence { ProjectedSequence(project(inputs)) }
}

/// Which cell a layer is made of.
public enum CellKind: String, Sendable, Hashable, Codable, CaseIterable {
  case rnn
  case rnnRelu = "rnn-relu"
  case gru
  case lstm

  /// Declares a cell. `suffix` ends each parameter's name, such as `_l0_reverse` in `weight_ih_l0_reverse`.
  public func makeCell(inputSize: Int, hiddenSize: Int, suffix: String = "", scope: inout ParameterScope)
    -> any RecurrentCell
  {
    switch self {
    case .rnn:
      RNNCell(inputSize: inputSize, hiddenSize: hiddenSize, activation: .tanh, suffix: suffix, scope: &scope)
    case .rnnRelu:
      RNNCell(inputSize: inputSize, hiddenSize: hiddenSize, activation: .relu, suffix: suffix, scope: &scope)
    case .gru: GRUCell(inputSize: inputSize, hiddenSize: hiddenSize, suffix: suffix, scope: &scope)
    case .lstm: LSTMCell(inputSize: inputSize, hiddenSize: hiddenSize, suffix: suffix, scope: &scope)
    }
  }
}

/// The four parameters that every cell has, under PyTorch's names.
///
/// G gates side by side: `weight_ih` is [G H, I], `weight_hh` [G H, H], `bias_ih` and `bias_hh` [G H].
/// All begin uniform in ±1/√H, as in PyTorch. G is 1, 3 or 4, and so is the ratio of the parameter counts.
struct GateParameters: Sendable {
  let inputSize, hiddenSize: Int
  let inputWeight, hiddenWeight, inputBias, hiddenBias: Parameter

  init(gates: Int, inputSize: Int, hiddenSize: Int, suffix: String, scope: inout ParameterScope) {
    let uniform = Initializer.uniform(bound: 1 / Scalar(hiddenSize).squareRoot())
    self.inputSize = inputSize
    self.hiddenSize = hiddenSize
    inputWeight = scope.parameter("weight_ih" + suffix, [gates * hiddenSize, inputSize], uniform)
    hiddenWeight = scope.parameter("weight_hh" + suffix, [gates * hiddenSize, hiddenSize], uniform)
    inputBias = scope.parameter("bias_ih" + suffix, [gates * hiddenSize], uniform)
    hiddenBias = scope.parameter("bias_hh" + suffix, [gates * hiddenSize], uniform)
  }

  /// W x + b_ih, as plain operations. x: [.., I].
  func fromInput(_ x: Variable) -> Variable {
    matrixProduct(x, x.tape[inputWeight].transposed) + x.tape[inputBias]
  }

  /// U h + b_hh, as plain operations. h: [.., H].
  func fromHidden(_ hidden: Variable) -> Variable {
    matrixProduct(hidden, hidden.tape[hiddenWeight].transposed) + hidden.tape[hiddenBias]
  }

  /// W x for all inputs at once, with the given bias.
  func project(_ inputs: Variable, bias: Variable) -> Variable {
    inputs.projected(by: inputs.tape[inputWeight], bias: bias)
  }

  /// The same for the steps of a sequence.
  func projections(of inputs: Variable, bias: Variable) -> ProjectedSequence {
    ProjectedSequence(inputs, by: inputs.tape[inputWeight], bias: bias)
  }

  /// Adds the part of W x that belongs to the last columns of x.
  func adding(feed: Variable?, to projected: Variable) -> Variable {
    guard let feed else { return projected }
    return projected.addingInPlace(
      feed, projectedBy: feed.tape[inputWeight], firstColumn: inputSize - feed.shape.columns)
  }
}
