import SeqAutodiff
import SeqLayers
import SeqTensor

/// An LSTM that says bits: what a Neural Turing Machine is measured against.
public struct RecurrentPredictor: SequencePredictor {
  /// The sizes of a `RecurrentPredictor`.
  public struct Configuration: Sendable, Hashable, Codable {
    /// X.
    public var inputSize: Int
    /// Y.
    public var outputSize: Int
    /// H of every layer.
    public var hiddenSize = 256
    /// How many layers lie over one another.
    public var layers = 1

    public init(inputSize: Int, outputSize: Int) {
      self.inputSize = inputSize
      self.outputSize = outputSize
    }

    /// The paper's: three layers of 256 (table 3 there).
    public static func paper(inputSize: Int, outputSize: Int) -> Self {
      var configuration = Self(inputSize: inputSize, outputSize: outputSize)
      configuration.layers = 3
      return configuration
    }
  }

  public let configuration: Configuration
  private let network: RecurrentNetwork
  private let output: Linear

  /// Declares the parameters.
  public init(_ configuration: Configuration, scope: inout ParameterScope) {
    self.configuration = configuration
    network = scope.nested("rnn") { scope in
      RecurrentNetwork(
        .lstm, inputSize: configuration.inputSize, hiddenSize: configuration.hiddenSize,
        layers: configuration.layers, scope: &scope)
    }
    output = scope.nested("output") { scope in
      Linear(inputSize: configuration.hiddenSize, outputSize: configuration.outputSize, scope: &scope)
    }
  }

  public func logits(_ inputs: Variable, at steps: Range<Int>) -> Variable {
    inputs.tape.reusesWeights = true
    var none = Regularization.none
    return output(network(inputs, regularization: &none).outputs[rows: steps])
  }
}
