import SeqAutodiff
import SeqData
import SeqLayers
import SeqModels
import SeqTensor
import SeqTraining
import TestSupport
import Testing

@Suite struct CapsuleTrainerTests {
  /// Bright bars on black, lying, standing or slanting: three classes.
  private static func bars(_ count: Int, seed: UInt64) -> PictureSet {
    var random = RandomSource(seed: seed)
    var pixels: [UInt8] = []
    for number in 0..<count {
      let place = random.below(3) - 1
      for y in 0..<11 {
        for x in 0..<11 {
          let distance = [y - 5 - place, x - 5 - place, x - y - place][number % 3]
          pixels.append(abs(distance) < 1 ? UInt8(200 + random.below(56)) : UInt8(random.below(20)))
        }
      }
    }
    return PictureSet(
      classes: ["lying", "standing", "slanting"], width: 11, height: 11, channels: 1, pixels: pixels,
      labels: (0..<count).map { Int32($0 % 3) })
  }

  private static func trainer(
    _ samples: DigitSamples, size: Int = 11, threads: Int = 1, isPlain: Bool = false, epochs: Int = 2
  ) -> CapsuleTrainer {
    var configuration = CapsuleConfiguration()
    (configuration.height, configuration.width) = (size, size)
    configuration.filters = 8
    configuration.kernel = 3
    configuration.primaryKinds = 4
    configuration.primarySize = 4
    configuration.classes = 3
    configuration.classSize = 6
    configuration.decoderSizes = [16]
    var settings = ImageTrainingSettings()
    settings.epochs = epochs
    settings.batchSize = 10
    settings.learningRate = 0.01
    let random = RandomSource(seed: 5)
    if isPlain {
      let builder = configuration.plainTwin()
      let network = builder.network(name: "plain")
      return CapsuleTrainer(
        .plain(network), parameters: builder.finish(random: random), settings: settings, training: samples,
        threads: threads)
    }
    var scope = ParameterScope()
    let network = CapsuleNetwork(configuration, scope: &scope)
    return CapsuleTrainer(
      .capsules(network), parameters: scope.finish(random: random), settings: settings, training: samples,
      threads: threads)
  }

  private func finish(_ trainer: CapsuleTrainer) throws { while try trainer.next() != nil {} }

  @Test(arguments: [false, true]) func barsAreLearned(isPlain: Bool) throws {
    let trainer = Self.trainer(
      .single(Self.bars(90, seed: 1), shift: 1), isPlain: isPlain, epochs: isPlain ? 6 : 12)
    try finish(trainer)
    let history = trainer.progress.history
    #expect((history.first?.loss ?? 0) > 2 * (history.last?.loss ?? 1))
    let error = trainer.error(on: .single(Self.bars(60, seed: 2), shift: 0), random: RandomSource(seed: 3))
    #expect(error <= 0.05, "\(error)")
  }

  @Test(arguments: [false, true]) func pairsAreLearned(isPlain: Bool) throws {
    let samples = DigitSamples.overlapping(try OverlappingPictures(Self.bars(90, seed: 1), margin: 1))
    let trainer = Self.trainer(samples, size: 13, isPlain: isPlain, epochs: 25)
    try finish(trainer)
    let test = DigitSamples.overlapping(try OverlappingPictures(Self.bars(60, seed: 2), margin: 1))
    let error = trainer.error(on: test, random: RandomSource(seed: 3))
    // Chance is wrong two times in three.
    #expect(error < 0.25, "\(error)")
    #expect(error == trainer.error(on: test, random: RandomSource(seed: 3)))
  }

  @Test(arguments: [false, true]) func threadsChangeNothing(overlaps: Bool) throws {
    func run(_ threads: Int) throws -> ([Scalar], [ImageEpochReport]) {
      let set = Self.bars(33, seed: 1)
      let trainer =
        overlaps
        ? Self.trainer(.overlapping(try OverlappingPictures(set, margin: 1)), size: 13, threads: threads)
        : Self.trainer(.single(set, shift: 2), threads: threads)
      try finish(trainer)
      return (trainer.parameters.values.elements, trainer.progress.history)
    }
    let (one, two) = (try run(1), try run(2))
    #expect(one.0 == two.0)
    #expect(one.1 == two.1)
  }

  @Test func curvesHaveAStartASlopeAndAnAsymptote() throws {
    func report(_ epoch: Int, _ accuracy: Double?) -> ImageEpochReport {
      ImageEpochReport(
        epoch: epoch, loss: 1, accuracy: 1, validationLoss: nil, validationAccuracy: accuracy, isBest: false)
    }
    let curve = try #require(
      LearningCurve([0.5, 0.6, 0.9, 0.8, 0.7, 0.8, 0.6, 0.7].enumerated().map { report($0.0 + 1, $0.1) }))
    #expect(curve.start == 0.5)
    #expect(curve.best == 0.9 && curve.bestEpoch == 3)
    #expect(abs((curve.slope ?? 0) - 0.2) < 1e-12)
    #expect(abs(curve.asymptote - 0.65) < 1e-12)
    #expect(try #require(LearningCurve([report(1, 0.4)])).slope == nil)
    #expect(LearningCurve([report(1, nil)]) == nil)
  }
}
