import SeqAutodiff
import SeqData
import SeqLayers
import SeqModels
import SeqTensor
import SeqTraining
import TestSupport
import Testing

/// The loop that trains translators: in which order it feeds a source, and how it clips.
@Suite struct TranslationTrainerTests {
  /// Ids without markers. Each source is another one read from its end, with another target: the order decides.
  private static let pairs = [
    EncodedPair(source: [4, 5, 6], target: [4, 5]), EncodedPair(source: [6, 5, 4], target: [5, 4, 6]),
    EncodedPair(source: [7, 4], target: [6]), EncodedPair(source: [4, 7], target: [4]),
  ]
  /// Of all targets, their end markers counted.
  private static let tokens = 11

  private func made(_ order: SourceOrder) -> (TranslationModel, ParameterStore) {
    var configuration = TranslationConfiguration(sourceVocabularySize: 8, targetVocabularySize: 7)
    configuration.embeddingSize = 6
    configuration.hiddenSize = 8
    configuration.encoderLayers = 1
    configuration.decoderLayers = 1
    configuration.isBidirectional = false
    configuration.sourceOrder = order
    var scope = ParameterScope()
    let model = TranslationModel(configuration, scope: &scope)
    return (model, scope.finish(random: RandomSource(seed: 2)))
  }

  private func settings(_ change: (inout TranslationTrainingSettings) -> Void = { _ in })
    -> TranslationTrainingSettings
  {
    var settings = TranslationTrainingSettings()
    settings.epochs = 200
    settings.batchTokens = 1000
    settings.learningRate = 0.02
    settings.schedule = .constant
    settings.labelSmoothing = 0
    change(&settings)
    return settings
  }

  /// Passes and batch of so many tokens an epoch, from a handful of words to a large corpus.
  @Test(arguments: [(100, 500, 300), (1500, 480, 300), (12_000, 60, 300), (1_000_000, 10, 1500)])
  func passesAndBatchesFollowFromTheSize(_ tokens: Int, _ epochs: Int, _ batch: Int) {
    let open = TranslationTrainingSettings()
    #expect(open.resolved(tokens: tokens).epochs == epochs)
    #expect(open.resolved(tokens: tokens).batchTokens == batch)
    var chosen = open
    chosen.epochs = 7
    #expect(chosen.resolved(tokens: tokens).epochs == 7, "what is asked for holds")
  }

  @Test func aPairFitsWithinTheLengthOfBothSides() {
    let pair = EncodedPair(source: [4, 5, 6], target: [4, 5])
    #expect(pair.fits(within: 3) && !pair.fits(within: 2))
    #expect(!EncodedPair(source: [], target: [4]).fits(within: 3))
    #expect(!EncodedPair(source: [4], target: []).fits(within: 3))
  }

  /// −log p of all targets, in nats a token, as a search reads the sources.
  private func searched(_ model: TranslationModel, _ parameters: ParameterStore) throws -> Double {
    let found = try Ensemble([.init(model, parameters)]).score(
      Self.pairs.map { SearchSentence($0.source) }, targets: Self.pairs.map(\.target))
    return -found.reduce(0) { $0 + $1.logProbability } / Double(Self.tokens)
  }

  @Test func arrangementsByHand() {
    #expect(SourceOrder.forward.arranged([5, 6, 7]) == [5, 6, 7, 3])
    #expect(SourceOrder.reversed.arranged([5, 6, 7]) == [7, 6, 5, 3])
    #expect(SourceOrder.twice.arranged([5, 6, 7]) == [5, 6, 7, 5, 6, 7, 3])
  }

  /// Token by token, however long the source; in batches too.
  @Test(arguments: SourceOrder.allCases) func arrangedIsWhatSearchReads(_ order: SourceOrder) {
    for length in 0..<6 {
      let source = (0..<length).map { Int32(10 + $0) }
      let ended = source + [Marker.end]
      #expect(order.places(ofSource: ended.count).map { ended[$0] } == order.arranged(source))
    }
    let batch = TranslationBatch(Self.pairs, order: order)
    for (number, pair) in Self.pairs.enumerated() {
      #expect(batch.source[sequence: number] == order.arranged(pair.source))
      #expect(batch.input[sequence: number] == [Marker.start] + pair.target)
      #expect(batch.target[sequence: number] == pair.target + [Marker.end])
    }
  }

  /// What training says of its first batch is what a search says of the same sentences, before and after it has learned; and who
  /// reads them from the other end finds them worse.
  @Test(arguments: SourceOrder.allCases) func trainingFeedsWhatSearchReads(_ order: SourceOrder) throws {
    let (model, parameters) = made(order)
    let before = try searched(model, parameters)
    let trainer = TranslationTrainer(model: model, parameters: parameters, settings: settings(), threads: 1)
    trainer.begin(Self.pairs)
    let first = try trainer.update()
    #expect(first.batches == 1 && first.targetTokens == Self.tokens)
    #expect(abs(first.loss - before) < 1e-4)
    while true {
      trainer.finishEpoch()
      _ = trainer.endEpoch(metric: 0)
      if trainer.isFinished { break }
      trainer.begin(Self.pairs)
      _ = try trainer.update()
    }
    #expect(trainer.progress.update == 200)
    let after = try searched(model, parameters)
    #expect(abs(trainer.meanLoss(of: Self.pairs) - after) < 1e-4)
    #expect(after < 0.5 * before)
    let other = try searched(made(order == .reversed ? .forward : .reversed).0, parameters)
    #expect(other > 2 * after, "\(after) as it was trained, \(other) from the other end")
  }

  /// What one update takes off each weight: plain gradient descent at rate 1, so the gradient as it is clipped.
  private func taken(_ change: (inout TranslationTrainingSettings) -> Void) throws -> (
    gradient: [Scalar], norm: Double
  ) {
    let (model, parameters) = made(.forward)
    let before = parameters.values.elements
    let settings = settings {
      $0.optimizer = .sgd()
      $0.learningRate = 1
      change(&$0)
    }
    let trainer = TranslationTrainer(model: model, parameters: parameters, settings: settings, threads: 1)
    trainer.begin(Self.pairs)
    let report = try trainer.update()
    return (zip(before, parameters.values.elements).map { $0 - $1 }, report.gradientNorm)
  }

  private func norm(_ x: [Scalar]) -> Double { x.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot() }

  @Test func gradientsAreScaledDownToTheNorm() throws {
    let whole = try taken { $0.clipNorm = 0 }
    #expect(whole.norm > 0.1 && abs(norm(whole.gradient) - whole.norm) < 1e-4 * whole.norm)
    let limit = Scalar(whole.norm / 4)
    let clipped = try taken { $0.clipNorm = limit }
    #expect(clipped.norm == whole.norm, "reported as it was before")
    #expect(abs(norm(clipped.gradient) - Double(limit)) < 1e-4 * Double(limit))
    #expect(distance(clipped.gradient, whole.gradient.map { $0 / 4 }) < 1e-6, "in the same direction")
    let loose = try taken { $0.clipNorm = 8 * limit }
    #expect(loose.gradient == whole.gradient, "a smaller norm is left alone")
  }

  /// Each by itself; the norm is that of what is left.
  @Test func gradientsAreLimitedByValue() throws {
    let whole = try taken { $0.clipNorm = 0 }
    let limit = try #require(whole.gradient.map { abs($0) }.max()) / 3
    let clipped = try taken {
      $0.clipNorm = 0
      $0.clipValue = limit
    }
    #expect(distance(clipped.gradient, whole.gradient.map { min(max($0, -limit), limit) }) < 1e-6)
    #expect(clipped.norm < whole.norm && abs(norm(clipped.gradient) - clipped.norm) < 1e-4 * clipped.norm)
  }
}
