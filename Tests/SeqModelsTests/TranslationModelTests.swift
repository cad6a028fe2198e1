import SeqAutodiff
import SeqLayers
import SeqModels
import SeqTensor
import TestSupport
import Testing

/// A configuration at toy width; sizes small and all different.
func toyConfiguration(
  _ cell: CellKind = .lstm, attention: AttentionKind = .general,
  _ change: (inout TranslationConfiguration) -> Void = { _ in }
) -> TranslationConfiguration {
  var configuration = TranslationConfiguration(sourceVocabularySize: 9, targetVocabularySize: 7)
  configuration.cell = cell
  configuration.attention = attention
  configuration.embeddingSize = 3
  configuration.hiddenSize = 4
  change(&configuration)
  return configuration
}

func toyModel(_ configuration: TranslationConfiguration, seed: UInt64 = 1) -> (
  TranslationModel, ParameterStore
) {
  var scope = ParameterScope()
  let model = TranslationModel(configuration, scope: &scope)
  return (model, scope.finish(random: RandomSource(seed: seed)))
}

/// Sources of lengths 3, 1 and 4, targets of lengths 2, 3 and 1.
let toyBatch = TranslationBatch(
  source: TokenBatch([[5, 4, 3], [3], [8, 6, 7, 3]]), input: TokenBatch([[2, 4], [2, 5, 6], [2]]),
  target: TokenBatch([[4, 3], [5, 6, 3], [3]]))

/// Sizes of a toy model, and a batch that fits them.
struct ToySizes: Sendable {
  let sourceVocabulary, targetVocabulary, embedding, hidden: Int
  let batch: TranslationBatch

  func applied(to configuration: TranslationConfiguration) -> TranslationConfiguration {
    var configuration = configuration
    configuration.sourceVocabularySize = sourceVocabulary
    configuration.targetVocabularySize = targetVocabulary
    configuration.embeddingSize = embedding
    configuration.hiddenSize = hidden
    return configuration
  }
}

/// Those of `toyConfiguration`; one sentence, read by as little as one unit a direction; words of one number, a source with
/// nothing to read, and a target with nothing to write.
let toySizes = [
  ToySizes(sourceVocabulary: 9, targetVocabulary: 7, embedding: 3, hidden: 4, batch: toyBatch),
  ToySizes(
    sourceVocabulary: 11, targetVocabulary: 8, embedding: 5, hidden: 2,
    batch: TranslationBatch(
      source: TokenBatch([[10, 5, 3]]), input: TokenBatch([[2, 4, 7, 6]]), target: TokenBatch([[4, 7, 6, 3]]))
  ),
  ToySizes(
    sourceVocabulary: 10, targetVocabulary: 6, embedding: 1, hidden: 4,
    batch: TranslationBatch(
      source: TokenBatch([[4, 8, 9, 5, 3], [], [6, 3]]), input: TokenBatch([[2, 5], [2, 4], []]),
      target: TokenBatch([[5, 3], [4, 3], []]))),
]

let toyConfigurations: [(String, TranslationConfiguration)] = [
  ("LSTM, general", toyConfiguration()),
  ("GRU, dot", toyConfiguration(.gru, attention: .dot)),
  ("RNN, concat", toyConfiguration(.rnn, attention: .concat)),
  ("LSTM, additive", toyConfiguration(.lstm, attention: .additive)),
  (
    "GRU, additive, tied, normalised",
    toyConfiguration(.gru, attention: .additive) {
      $0.tiedEmbeddings = true
      $0.layerNormalization = true
    }
  ),
  ("LSTM, general, tied", toyConfiguration { $0.tiedEmbeddings = true }),
  (
    "LSTM, general, no input feeding, one direction",
    toyConfiguration {
      $0.inputFeeding = false
      $0.isBidirectional = false
    }
  ),
  ("LSTM, none", toyConfiguration(.lstm, attention: .none)),
  ("RNN with relu, none, tied", toyConfiguration(.rnnRelu, attention: .none) { $0.tiedEmbeddings = true }),
  (
    "LSTM, dense bridge, 1 over 2 layers",
    toyConfiguration {
      $0.bridge = .dense
      $0.encoderLayers = 1
    }
  ),
  ("LSTM, dropout", toyConfiguration { $0.dropout = 0.3 }),
  (
    "LSTM, variational dropout",
    toyConfiguration {
      $0.dropout = 0.3
      $0.variationalDropout = true
    }
  ),
]

@Suite struct TranslationModelTests {
  @Test(arguments: toyConfigurations)
  func lossAgreesWithFiniteDifferences(_ name: String, _ configuration: TranslationConfiguration) {
    for (number, sizes) in toySizes.enumerated() {
      let configuration = sizes.applied(to: configuration)
      #expect(configuration.problem == nil)
      for seed in 1...3 as ClosedRange<UInt64> {
        let (model, parameters) = toyModel(configuration, seed: seed)
        let worst = gradientCheck(of: parameters, seed: seed) { tape in
          var regularization =
            configuration.dropout > 0 ? Regularization.training(RandomSource(seed: 7)) : .none
          return model.loss(sizes.batch, labelSmoothing: 0.1, on: tape, regularization: &regularization)
        }
        #expect(worst.error <= gradientTolerance, "\(name), sizes \(number), seed \(seed): \(worst)")
      }
    }
  }

  /// Through tokens of the decoder's own, which a small step does not change.
  @Test(arguments: toyConfigurations)
  func scheduledSamplingAgreesWithFiniteDifferences(_ name: String, _ configuration: TranslationConfiguration)
  {
    for (number, sizes) in gradientSizes(toySizes).enumerated() {
      for seed in gradientSeeds(to: 4) {
        let (model, parameters) = toyModel(sizes.applied(to: configuration), seed: seed)
        let worst = gradientCheck(of: parameters, seed: seed) { tape in
          var regularization = Regularization.training(RandomSource(seed: 7), scheduledSampling: 0.5)
          return model.loss(sizes.batch, labelSmoothing: 0.1, on: tape, regularization: &regularization)
        }
        #expect(worst.error <= gradientTolerance, "\(name), sizes \(number), seed \(seed): \(worst)")
      }
    }
  }

  /// Always its own token: the loss is that of teacher forcing with the tokens that greedy steps choose.
  @Test(arguments: [AttentionKind.general, .additive, .none])
  func sampledInputsAreTheDecodersOwn(_ attention: AttentionKind) {
    let (model, parameters) = toyModel(toyConfiguration(attention: attention))
    func loss(_ batch: TranslationBatch, _ regularization: Regularization) -> Scalar {
      Tape().evaluate(with: parameters) { tape in
        var regularization = regularization
        return model.loss(batch, on: tape, regularization: &regularization).item
      }
    }
    let target: [Int32] = [4, 5, 6, 3]
    let tapes = [Tape(), Tape()]
    var none = Regularization.none
    tapes[0].begin(with: parameters)
    let encoded = model.encode(TokenBatch([[5, 4, 3]]), on: tapes[0], regularization: &none)
    var input: [Int32] = [Marker.start]
    var state = encoded.state
    while input.count < target.count {
      let step = model.step([input[input.count - 1]], state, memory: encoded.memory, on: tapes[0])
      state = step.state
      let scores = step.logits.elements
      input.append(Int32(scores.indices.max { (scores[$0], -$0) < (scores[$1], -$1) } ?? 0))
    }
    func batch(_ input: [Int32]) -> TranslationBatch {
      TranslationBatch(
        source: TokenBatch([[5, 4, 3]]), input: TokenBatch([input]), target: TokenBatch([target]))
    }
    let given = batch([Marker.start] + target.dropLast())
    let sampled = loss(given, .training(RandomSource(seed: 1), scheduledSampling: 1))
    #expect(abs(sampled - loss(batch(input), .none)) < 1e-5)
    #expect(input != [Marker.start] + target.dropLast(), "else the test shows nothing")
    #expect(abs(loss(given, .training(RandomSource(seed: 1))) - loss(given, .none)) < 1e-6)
  }

  /// What is beyond a sentence's length must not change anything: the ids there, and the company in the batch.
  @Test(arguments: toyConfigurations)
  func paddingDoesNotMatter(_ name: String, _ configuration: TranslationConfiguration) {
    guard configuration.dropout == 0 else { return }
    let (model, parameters) = toyModel(configuration)
    func loss(_ batch: TranslationBatch) -> Scalar {
      Tape().evaluate(with: parameters) { tape in
        var none = Regularization.none
        return model.loss(batch, on: tape, regularization: &none).item
      }
    }
    let alone = (0..<3).map { index in
      loss(
        TranslationBatch(
          source: TokenBatch([toyBatch.source[sequence: index]]),
          input: TokenBatch([toyBatch.input[sequence: index]]),
          target: TokenBatch([toyBatch.target[sequence: index]])))
    }
    let together = loss(toyBatch)
    #expect(abs(alone.reduce(0, +) - together) < (isDouble ? 1e-12 : 1e-4))
    let other = TranslationBatch(
      source: TokenBatch((0..<3).map { toyBatch.source[sequence: $0] }, padding: 6),
      input: TokenBatch((0..<3).map { toyBatch.input[sequence: $0] }, padding: 5),
      target: TokenBatch((0..<3).map { toyBatch.target[sequence: $0] }, padding: 5))
    #expect(loss(other) == together)
  }

  @Test func chapterMachineHasTheTextbooksParameters() {
    let configuration = toyConfiguration(.lstm, attention: .none) {
      $0.isBidirectional = false
      $0.inputFeeding = false
    }
    var scope = ParameterScope()
    _ = TranslationModel(configuration, scope: &scope)
    // Two embeddings, two layers a side, projection to V logits.
    let layers = 4 * 4 * (3 + 4 + 2) + 4 * 4 * (4 + 4 + 2)
    #expect(scope.count == 9 * 3 + 7 * 3 + 2 * layers + 7 * 4 + 7)
    #expect(scope.declarations.contains { $0.name == "decoder.output.weight" && $0.shape == [7, 4] })
  }

  @Test func problemsAreNamed() {
    #expect(toyConfiguration { $0.hiddenSize = 5 }.problem?.contains("odd") == true)
    #expect(toyConfiguration { $0.encoderLayers = 3 }.problem?.contains("bridge") == true)
    #expect(toyConfiguration { $0.dropout = 1 }.problem?.contains("dropout") == true)
    #expect(toyConfiguration { $0.dropout = .nan }.problem?.contains("dropout") == true)
    #expect(toyConfiguration { $0.embeddingSize = 0 }.problem?.contains("embedding") == true)
  }
}
