import SeqAutodiff
import SeqLayers
import SeqTensor

/// Reads a source sentence: what the decoder attends to, and the state it starts from.
struct SourceEncoder: Sendable {
  let embedding: Embedding
  private let norm: LayerNorm?
  private let rnn: RecurrentNetwork
  private let dropout: Scalar
  private let isVariational: Bool

  init(_ configuration: TranslationConfiguration, scope: inout ParameterScope) {
    let size = configuration.embeddingSize
    embedding = scope.nested("embedding") {
      Embedding(
        vocabularySize: configuration.sourceVocabularySize, size: size,
        deviation: 1 / Scalar(size).squareRoot(), scope: &$0)
    }
    norm = configuration.layerNormalization ? scope.nested("norm") { LayerNorm(size: size, scope: &$0) } : nil
    rnn = scope.nested("rnn") {
      RecurrentNetwork(
        configuration.cell, inputSize: size,
        hiddenSize: configuration.isBidirectional ? configuration.hiddenSize / 2 : configuration.hiddenSize,
        layers: configuration.encoderLayers, bidirectional: configuration.isBidirectional,
        dropout: .init(rate: configuration.dropout, isVariational: configuration.variationalDropout),
        scope: &$0)
    }
    dropout = configuration.dropout
    isVariational = configuration.variationalDropout
  }

  /// The columns of `outputs`.
  var outputSize: Int { rnn.outputSize }

  /// source: ids [S, B]. The outputs are [S, B, H]; the states are each layer's last, both directions side by side.
  func callAsFunction(_ source: TokenBatch, on tape: Tape, regularization: inout Regularization)
    -> (outputs: Variable, states: [RecurrentState])
  {
    var embedded = embedding(source, on: tape)  // [S, B, E]
    if let norm { embedded = norm(embedded) }
    embedded = regularization.drop(embedded, rate: dropout, sharedAlongTime: isVariational)
    let (outputs, states) = rnn(
      embedded, lengths: tape.integers(source.lengths), regularization: &regularization)
    let joined = states.map { forward, backward in
      guard let backward else { return forward }
      var cell: Variable?
      if let first = forward.cell, let second = backward.cell { cell = concatenated([first, second]) }
      return RecurrentState(hidden: concatenated([forward.hidden, backward.hidden]), cell: cell)
    }
    return (outputs, joined)
  }
}

/// Hands the encoder's last states to the decoder's layers.
struct Bridge: Sendable {
  private struct Map: Sendable {
    let hidden: Linear
    let cell: Linear?
  }

  /// One map a decoder layer; none where states are copied.
  private let maps: [Map]

  init(_ configuration: TranslationConfiguration, scope: inout ParameterScope) {
    guard configuration.bridge == .dense else {
      maps = []
      return
    }
    let size = configuration.hiddenSize
    maps = (0..<configuration.decoderLayers).map { layer in
      Map(
        hidden: scope.nested("hidden_l\(layer)") { Linear(inputSize: size, outputSize: size, scope: &$0) },
        cell: configuration.cell == .lstm
          ? scope.nested("cell_l\(layer)") { Linear(inputSize: size, outputSize: size, scope: &$0) } : nil)
    }
  }

  /// One state an encoder layer gives one a decoder layer; the top encoder layer serves those that have none.
  func callAsFunction(_ states: [RecurrentState]) -> [RecurrentState] {
    guard !maps.isEmpty else { return states }
    return maps.enumerated().map { layer, map in
      let state = states[min(layer, states.count - 1)]
      var cell: Variable?
      if let map = map.cell, let previous = state.cell { cell = map(previous) }
      return RecurrentState(hidden: tanh(map.hidden(state.hidden)), cell: cell)
    }
  }
}
