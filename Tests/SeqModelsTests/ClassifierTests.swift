import SeqAutodiff
import SeqLayers
import SeqModels
import SeqTensor
import TestSupport
import Testing

@Suite struct ClassifierTests {
  private static let sequences = [
    SequenceClassifier.Example(tokens: [1, 2, 3, 4, 1], label: 2), .init(tokens: [5], label: 0),
    .init(tokens: [3, 3, 6], label: 1),
  ]

  /// V, C, E and H, and examples that fit them.
  private struct Sizes: Sendable {
    var vocabulary = 7, classes = 3, embedding = 4, hidden = 5
    var examples = ClassifierTests.sequences
  }

  /// All sizes differ. One has a single sequence, one words of a single number.
  private static let sizes = [
    Sizes(),
    Sizes(
      vocabulary: 6, classes: 2, embedding: 3, hidden: 4,
      examples: [.init(tokens: [4, 5, 0, 2, 1], label: 1)]),
    Sizes(
      vocabulary: 8, classes: 5, embedding: 1, hidden: 3,
      examples: [
        .init(tokens: [7, 2], label: 4), .init(tokens: [3], label: 0), .init(tokens: [2, 6], label: 1),
        .init(tokens: [5], label: 4),
      ]),
  ]

  private func reader(_ cell: CellKind, layers: Int, _ sizes: Sizes = Sizes(), seed: UInt64) -> (
    SequenceClassifier, ParameterStore
  ) {
    var configuration = SequenceClassifierConfiguration(
      vocabularySize: sizes.vocabulary, classCount: sizes.classes)
    configuration.cell = cell
    configuration.layers = layers
    configuration.embeddingSize = sizes.embedding
    configuration.hiddenSize = sizes.hidden
    var scope = ParameterScope()
    let model = SequenceClassifier(configuration, scope: &scope)
    return (model, scope.finish(random: RandomSource(seed: seed)))
  }

  private func logits<Model: ExampleClassifier>(
    _ model: Model, _ examples: [Model.Example], _ parameters: ParameterStore
  ) -> [Scalar] {
    var regularization = Regularization.none
    return Tape().evaluate(with: parameters) {
      model.scores(examples, on: $0, regularization: &regularization).logits.elements
    }
  }

  @Test(arguments: CellKind.allCases, [1, 2])
  func aReadersLossAgreesWithFiniteDifferences(_ cell: CellKind, _ layers: Int) {
    for (number, sizes) in Self.sizes.enumerated() {
      for seed in 1...3 as ClosedRange<UInt64> {
        let (model, parameters) = reader(cell, layers: layers, sizes, seed: seed)
        let worst = gradientCheck(of: parameters, seed: seed) { tape in
          var regularization = Regularization.none
          let (logits, answers) = model.scores(sizes.examples, on: tape, regularization: &regularization)
          return softmaxCrossEntropy(logits, targets: answers)
        }
        #expect(
          worst.error <= gradientTolerance,
          "\(cell), \(layers) layers, sizes \(number), seed \(seed): \(worst)")
      }
    }
  }

  /// Neither others in the batch nor padding change a score: the last state is that after a sequence's own last token.
  @Test func paddingIsNotRead() {
    let (model, parameters) = reader(.lstm, layers: 2, seed: 3)
    let alone = Self.sequences.flatMap { logits(model, [$0], parameters) }
    #expect(distance(logits(model, Self.sequences, parameters), alone) < 1e-6)
  }

  @Test func theOrderOfTokensCounts() {
    let (model, parameters) = reader(.lstm, layers: 1, seed: 3)
    let turned = SequenceClassifier.Example(tokens: [6, 3, 3], label: 1)
    #expect(
      distance(logits(model, [Self.sequences[2]], parameters), logits(model, [turned], parameters)) > 1e-4)
  }

  @Test func aBagIsASumOfRows() throws {
    var scope = ParameterScope()
    let model = BagClassifier(featureCount: 4, classCount: 2, scope: &scope)
    let parameters = scope.finish(random: RandomSource(seed: 1))
    let examples = [
      BagClassifier.Example(features: [0, 3], label: 1), .init(features: [], label: 0),
      .init(features: [1, 2, 3], label: 0),
    ]
    #expect(logits(model, examples, parameters) == [0, 0, 0, 0, 0, 0])
    parameters[try #require(parameters["weight"])] = [1, 2, 3, 4, 5, 6, 7, 8]
    parameters[try #require(parameters["bias"])] = [10, 20]
    #expect(logits(model, examples, parameters) == [18, 30, 10, 20, 25, 38])
    let worst = gradientCheck(of: parameters) { tape in
      var regularization = Regularization.none
      return model.scores(examples, on: tape, regularization: &regularization).logits
    }
    #expect(worst.error <= gradientTolerance, "\(worst)")
  }

  @Test func problemsAreNamed() {
    var configuration = SequenceClassifierConfiguration(vocabularySize: 7, classCount: 3)
    #expect(configuration.problem == nil)
    configuration.dropout = 1
    #expect(configuration.problem?.contains("dropout") == true)
    configuration.hiddenSize = 0
    #expect(configuration.problem?.contains("hidden size") == true)
  }
}
