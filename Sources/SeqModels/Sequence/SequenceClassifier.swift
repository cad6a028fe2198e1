import SeqAutodiff
import SeqLayers
import SeqTensor

/// The sizes and choices of a `SequenceClassifier`, everything that decides its parameters.
public struct SequenceClassifierConfiguration: Sendable, Hashable, Codable {
  /// V.
  public var vocabularySize: Int
  /// C.
  public var classCount: Int
  /// What the layers are made of.
  public var cell = CellKind.lstm
  /// E.
  public var embeddingSize = 32
  /// H.
  public var hiddenSize = 64
  /// How many lie over one another.
  public var layers = 1
  /// Of the embeddings and of the last state, while training.
  public var dropout: Scalar = 0

  public init(vocabularySize: Int, classCount: Int) {
    self.vocabularySize = vocabularySize
    self.classCount = classCount
  }

  /// What is wrong with the sizes, or nil.
  public var problem: String? {
    for (name, size, limit) in [
      ("vocabulary", vocabularySize, 1_000_000), ("number of classes", classCount, 1_000_000),
      ("embedding size", embeddingSize, 16_384), ("hidden size", hiddenSize, 16_384), ("layers", layers, 64),
    ] where !(1...limit).contains(size) {
      return "\(name) is \(size); it must lie between 1 and \(limit)"
    }
    return (0..<1).contains(dropout) ? nil : "dropout is \(dropout); it must lie between 0 and 1"
  }
}

/// Which class a sequence of tokens belongs to: a recurrent network reads it to its end, and its last state decides.
///
///     hₜ = cell(E xₜ, hₜ₋₁),   y = softmax(W h_T + b)
///
/// xₜ: ids [B], hₜ: [B, H], W: [C, H], y: [B, C]. There is no attention and no memory but the state: what was read early must
/// survive in H numbers. On stories, words first and the question last, it is the weakly supervised LSTM baseline of Weston
/// et al. 2015 (arXiv:1502.05698), table 3.
public struct SequenceClassifier: ExampleClassifier {
  public let configuration: SequenceClassifierConfiguration
  private let embedding: Embedding
  private let network: RecurrentNetwork
  private let output: Linear

  /// A sequence and its class.
  public struct Example: Sendable, Hashable {
    /// At least one token.
    public var tokens: [Int32]
    /// The class, in 0 ..< C.
    public var label: Int32

    public init(tokens: [Int32], label: Int32) {
      self.tokens = tokens
      self.label = label
    }
  }

  /// Declares the parameters. The configuration must have no `problem`.
  public init(_ configuration: SequenceClassifierConfiguration, scope: inout ParameterScope) {
    if let problem = configuration.problem { fatalError("SequenceClassifier: \(problem)") }
    self.configuration = configuration
    let (size, hidden) = (configuration.embeddingSize, configuration.hiddenSize)
    embedding = scope.nested("embedding") {
      Embedding(
        vocabularySize: configuration.vocabularySize, size: size, deviation: 1 / Scalar(size).squareRoot(),
        scope: &$0)
    }
    network = scope.nested("rnn") {
      RecurrentNetwork(
        configuration.cell, inputSize: size, hiddenSize: hidden, layers: configuration.layers,
        dropout: .init(rate: configuration.dropout), scope: &$0)
    }
    output = scope.nested("output") {
      Linear(inputSize: hidden, outputSize: configuration.classCount, scope: &$0)
    }
  }

  /// The scores of all classes, before the softmax: [B, C].
  public func callAsFunction(
    _ tokens: TokenBatch, on tape: Tape, regularization: inout Regularization
  ) -> Variable {
    let words = regularization.drop(embedding(tokens, on: tape), rate: configuration.dropout)  // [T, B, E]
    let states = network(words, lengths: tape.integers(tokens.lengths), regularization: &regularization)
      .states
    let last = states[states.count - 1].forward.hidden  // [B, H]
    return output(regularization.drop(last, rate: configuration.dropout))
  }

  public func scores(_ examples: [Example], on tape: Tape, regularization: inout Regularization) -> (
    logits: Variable, answers: [Int32]
  ) {
    (
      self(TokenBatch(examples.map(\.tokens)), on: tape, regularization: &regularization),
      examples.map(\.label)
    )
  }

  public static func length(of example: Example) -> Int { example.tokens.count }
}
