import SeqAutodiff
import SeqData
import SeqLayers
import SeqModels
import SeqTensor
import SeqTraining
import TestSupport
import Testing

@Suite struct ImageTrainerTests {
  /// Noise with a bright bar, lying or standing: two classes that a small network tells apart.
  static func bars(_ count: Int, seed: UInt64, size: Int = 16) -> PictureSet {
    var random = RandomSource(seed: seed)
    var pixels: [UInt8] = []
    var labels: [Int32] = []
    for number in 0..<count {
      let stands = number % 2 == 1
      let place = random.below(size - 3) + 1
      for y in 0..<size {
        for x in 0..<size {
          let isBright = abs((stands ? x : y) - place) <= 1
          for _ in 0..<3 { pixels.append(UInt8(random.below(100) + (isBright ? 120 : 0))) }
        }
      }
      labels.append(stands ? 1 : 0)
    }
    return PictureSet(
      classes: ["lying", "standing"], width: size, height: size, channels: 3, pixels: pixels, labels: labels)
  }

  private static func trainer(
    _ network: NetworkKind = .resnet20, size: Int = 16, threads: Int = 1,
    _ change: (inout ImageTrainingSettings) -> Void = { _ in }
  ) -> ImageTrainer {
    let builder = network.declared(input: (size, size, 3), outputs: 2)
    let model = network.network(builder)
    var settings = ImageTrainingSettings()
    settings.epochs = 2
    settings.batchSize = 10
    change(&settings)
    return ImageTrainer(
      layers: model.layers, parameters: builder.finish(random: RandomSource(seed: 5)), settings: settings,
      training: ImageSamples(bars(64, seed: 1, size: size), preprocessing: model.preprocessing),
      validation: ImageSamples(bars(20, seed: 2, size: size), preprocessing: model.preprocessing),
      threads: threads)
  }

  @Test(arguments: [
    ("layer3", "layer3.0.conv1.weight", true), ("layer3.", "layer3.0.conv1.weight", true),
    ("layer3.1", "layer3.10.conv1.weight", false), ("layer", "layer3.0.conv1.weight", false),
    ("layer?", "layer3.0.conv1.weight", true), ("layer?", "layer30.conv1.weight", false),
    ("*.bias", "layer3.0.bn1.bias", true), ("*.bias", "layer3.0.bn1.weight", false),
    ("layer*.conv1", "layer3.0.conv1.weight", true), ("*bn*", "layer3.0.bn1.weight", true),
    ("*", "fc.weight", true), ("", "fc.weight", false), ("fc.weight", "fc.weight", true),
    ("c*b*d", "cababd", true), ("c*b*d", "cabab", false),
    ("fire9", "fire9/squeeze1x1.weight", true), ("fire9/squeeze1x1", "fire9/squeeze1x1.weight", true),
    ("fire", "fire9/squeeze1x1.weight", false), ("fire9/*3x3", "fire9/expand3x3.bias", true),
    ("fire9/*3x3", "fire9/expand1x1.bias", false),
  ])
  func patternsNameLayersAndWhatIsInThem(_ pattern: String, _ name: String, _ fits: Bool) {
    #expect(ParameterPattern(pattern).matches(name) == fits)
  }

  /// After one step of plain gradient descent a weight has moved by its layer's share of the rate.
  @Test func eachLayerHasItsOwnRate() throws {
    func moved(_ change: (inout ImageTrainingSettings) -> Void) throws -> [String: [Scalar]] {
      let trainer = Self.trainer(.basic, size: 22) {
        $0.optimizer = .sgd()
        $0.learningRate = 0.001
        change(&$0)
      }
      let before = trainer.parameters.entries.map { trainer.parameters[$0.parameter] }
      _ = try trainer.next()
      return Dictionary(
        uniqueKeysWithValues: zip(trainer.parameters.entries, before).map { entry, old in
          (entry.name, zip(trainer.parameters[entry.parameter], old).map { $0 - $1 })
        })
    }
    let whole = try moved { _ in }
    let falling = try moved {
      $0.baseRateFactor = 0.5
      $0.layerRateFactor = 0.25
    }
    // From the last layer down, as there is no new classifier.
    let names = ["dense2", "dense1", "conv3", "conv2", "conv1"]
    for (name, factor) in zip(names, [0.5, 0.125, 0.03125, 0.0078125, 0.001953125] as [Scalar]) {
      for part in [".weight", ".bias"] {
        let (all, share) = (whole[name + part] ?? [], falling[name + part] ?? [])
        #expect(all.contains { $0 != 0 }, "\(name)")
        let largest = all.map(abs).max() ?? 0
        // A weight of 1 is rounded to 1e-7 of that.
        #expect(
          zip(all, share).allSatisfy { abs($0 * factor - $1) <= largest * factor * 0.02 + 2e-7 }, "\(name)")
      }
    }
  }

  private func finish(_ trainer: ImageTrainer) throws -> [ImageEpochReport] {
    while try trainer.next() != nil {}
    return trainer.progress.history
  }

  @Test func barsAreLearned() throws {
    let history = try finish(Self.trainer { $0.epochs = 8 })
    #expect(history.count == 8)
    #expect(history.last?.validationAccuracy ?? 0 >= 0.95)
    #expect((history.first?.loss ?? 0) > 2 * (history.last?.loss ?? 1))
  }

  /// Of epochs that are equally accurate the one with the lower loss is kept.
  @Test func lossDecidesBetweenEquallyAccurateEpochs() throws {
    // So small a rate that hardly an answer changes.
    let trainer = Self.trainer(.basic, size: 22) {
      $0.optimizer = .sgd()
      $0.learningRate = 1e-4
      $0.epochs = 5
    }
    var best: ImageEpochReport?
    var ties = 0
    for report in try finish(trainer) {
      let accuracy = try #require(report.validationAccuracy)
      let loss = try #require(report.validationLoss)
      let highest = best?.validationAccuracy ?? -1
      let isTie = accuracy == highest && loss < best?.validationLoss ?? 0
      #expect(report.isBest == (accuracy > highest || isTie), "\(report)")
      if report.isBest {
        ties += isTie ? 1 : 0
        best = report
      }
    }
    #expect(ties > 0, "no two epochs were equally accurate")
    trainer.useBest()
    let kind = NetworkKind.basic
    let network = kind.network(kind.declared(input: (22, 22, 3), outputs: 2))
    let held = ImageSamples(Self.bars(20, seed: 2, size: 22), preprocessing: network.preprocessing)
    let score = try trainer.evaluate(held)
    #expect(score.accuracy == best?.validationAccuracy)
    #expect(abs(score.loss - (best?.validationLoss ?? 0)) < 1e-6)
  }

  /// A loss of a thousand times log C has diverged, though it is a number; after the only update the validation shows it.
  @Test(arguments: [(NetworkKind.resnet20, 3), (.basic, 1)])
  func anExplodedLossIsNoEnd(network: NetworkKind, epochs: Int) throws {
    let builder = network.declared(input: (22, 22, 3), outputs: 2)
    let model = network.network(builder)
    var settings = ImageTrainingSettings()
    settings.epochs = epochs
    settings.batchSize = 64
    settings.learningRate = 1e8
    settings.optimizer = .sgd()
    let trainer = ImageTrainer(
      layers: model.layers, parameters: builder.finish(random: RandomSource(seed: 5)), settings: settings,
      training: ImageSamples(Self.bars(64, seed: 1, size: 22), preprocessing: model.preprocessing),
      validation: ImageSamples(Self.bars(20, seed: 2, size: 22), preprocessing: model.preprocessing),
      threads: 1)
    #expect(throws: TrainingDiverged.self) { _ = try finish(trainer) }
  }

  /// While statistics are gathered the validation may be far off, but a loss that is no number has diverged.
  @Test func aValidationLossThatIsNoNumberIsNoEnd() throws {
    let builder = NetworkKind.resnet20.declared(input: (22, 22, 3), outputs: 2)
    let model = NetworkKind.resnet20.network(builder)
    let parameters = builder.finish(random: RandomSource(seed: 5))
    let variance = try #require(parameters.entries.first { $0.name == "bn1.running_var" })
    // No variance: its square root is no number, and one epoch's batches do not outweigh it.
    parameters.values[variance.parameter.range].fill(with: -1e6)
    parameters.valuesChanged()
    var settings = ImageTrainingSettings()
    settings.epochs = 1
    let trainer = ImageTrainer(
      layers: model.layers, parameters: parameters, settings: settings,
      training: ImageSamples(Self.bars(20, seed: 1, size: 22), preprocessing: model.preprocessing),
      validation: ImageSamples(Self.bars(20, seed: 2, size: 22), preprocessing: model.preprocessing),
      threads: 1)
    #expect(throws: TrainingDiverged.self) { _ = try finish(trainer) }
  }

  /// A preparation that is stopped leaves the pictures as they were; a later one makes them all.
  @Test func aStoppedPreparationIsNone() throws {
    let trainer = Self.trainer { $0.unfrozen = ["layer3", "fc"] }
    var told = 0
    try trainer.prepare {
      told += $0
    } isStopped: {
      told > 0
    }
    #expect(told == 32 && trainer.unpreparedCount == 84)
    _ = try finish(trainer)
    #expect(trainer.unpreparedCount == 0 && trainer.progress.history.count == 2)
  }

  @Test func augmentationsHaveLimits() {
    var settings = ImageTrainingSettings()
    settings.augmentation = .textbook
    #expect(settings.problem == nil)
    for (path, value) in [
      (\Augmentation.rotation, Float.nan), (\.zoom, 1e38), (\.shear, -1), (\.shiftX, .infinity),
      (\.shiftY, 2),
    ] {
      settings.augmentation = .textbook
      settings.augmentation[keyPath: path] = value
      #expect(settings.problem?.contains("augmentation.") == true, "\(value)")
    }
  }

  /// What would end in numbers that are none, or would silently change nothing, is refused.
  @Test func rulesAndSchedulesThatCannotBeAreRefused() {
    func problem(_ change: (inout ImageTrainingSettings) -> Void) -> String? {
      var settings = ImageTrainingSettings()
      change(&settings)
      return settings.problem
    }
    #expect(problem { $0.optimizer = .sgd(momentum: 2) }?.contains("momentum") == true)
    #expect(problem { $0.schedule = .cosine(warmup: -1, total: 0) }?.contains("updates") == true)
    #expect(
      problem { $0.schedule = .reduceOnPlateau(factor: 0.5, patience: 1) }?.contains("reduceOnPlateau")
        == true)
    #expect(problem { $0.schedule = .cosine(warmup: 10, total: 0) } == nil)
  }

  @Test func threadsChangeNothing() throws {
    func run(_ threads: Int) throws -> ([Scalar], [ImageEpochReport]) {
      let trainer = Self.trainer(threads: threads) { $0.augmentation = .textbook }
      let history = try finish(trainer)
      return (trainer.parameters.entries.flatMap { trainer.parameters[$0.parameter] }, history)
    }
    let (one, two) = (try run(1), try run(2))
    #expect(one.0 == two.0)
    #expect(one.1 == two.1)
  }

  /// Pictures that stay in their files train a network to the same bits as pictures in memory, on any number of threads.
  @Test(arguments: [1, 2]) func streamsTrainAsMemoryDoes(threads: Int) throws {
    let folder = try TemporaryFolder()
    let set = Self.bars(44, seed: 1)
    for index in 0..<set.count {
      let picture = set.picture(index)
      try folder.write(
        Array("P6 16 16 255\n".utf8) + picture.pixels,
        to: "\(set.classes[Int(set.labels[index])])/\(index).ppm")
    }
    let pictures = try PictureFolder(folder.path)
    func run(memory: Int) throws -> ([Scalar], [ImageEpochReport]) {
      let network = NetworkKind.resnet20
      let source = try pictures.open(width: 16, height: 16, channels: 3, threads: threads, memory: memory)
        .source
      let builder = network.declared(input: (16, 16, 3), outputs: 2)
      let model = network.network(builder)
      var settings = ImageTrainingSettings()
      settings.epochs = 2
      settings.batchSize = 10
      settings.augmentation = .textbook
      let samples = ImageSamples(source, preprocessing: model.preprocessing)
      let trainer = ImageTrainer(
        layers: model.layers, parameters: builder.finish(random: RandomSource(seed: 5)), settings: settings,
        training: samples, validation: samples, threads: threads)
      let history = try finish(trainer)
      return (trainer.parameters.values.elements, history)
    }
    let (memory, files) = (try run(memory: 1 << 30), try run(memory: 0))
    #expect(memory.0 == files.0)
    #expect(memory.1 == files.1)
  }

  @Test func statisticsAreGatheredAndHeldFastWhereFrozen() throws {
    let trainer = Self.trainer { $0.unfrozen = ["layer3", "fc"] }
    let before = trainer.parameters.entries.map { trainer.parameters[$0.parameter] }
    _ = try finish(trainer)
    for (number, (name, parameter)) in trainer.parameters.entries.enumerated() {
      let changed = trainer.parameters[parameter] != before[number]
      #expect(changed == (name.hasPrefix("layer3") || name.hasPrefix("fc")), "\(name)")
    }
    let all = Self.trainer()
    _ = try finish(all)
    let mean = try #require(all.parameters["bn1.running_mean"])
    #expect(all.parameters[mean].contains { $0 != 0 })
  }

  /// Layers that are held fast run once where nothing is drawn at random, and the result is that of running them always.
  @Test func heldLayersRunOnce() throws {
    func run(_ change: (inout ImageTrainingSettings) -> Void) throws -> ImageTrainer {
      let trainer = Self.trainer {
        $0.unfrozen = ["layer3", "fc"]
        change(&$0)
      }
      _ = try finish(trainer)
      return trainer
    }
    let once = Self.trainer { $0.unfrozen = ["layer3", "fc"] }
    #expect(once.unpreparedCount == 84)
    var told = 0
    try once.prepare { told += $0 }
    #expect(told == 84 && once.unpreparedCount == 0)
    _ = try finish(once)
    // An augmentation that changes nothing keeps the layers running.
    let always = try run { $0.augmentation.zoom = 1e-12 }
    #expect(
      once.parameters.entries.allSatisfy {
        distance(once.parameters[$0.parameter], always.parameters[$0.parameter]) < 1e-3
      })
    let samples = ImageSamples(Self.bars(20, seed: 2), preprocessing: NetworkKind.resnet20.preprocessing)
    #expect(abs(try once.evaluate(samples).loss - (once.progress.history.last?.validationLoss ?? 0)) < 1e-5)
  }

  /// A classifier on features, its scaling absorbed, answers as the loop that trained it did.
  @Test func featureHeadsAreInstalledWithTheirScaling() throws {
    var random = RandomSource(seed: 3)
    func samples(_ count: Int) -> (features: [[Scalar]], labels: [Int32]) {
      let labels = (0..<count).map { Int32($0 % 3) }
      return (
        labels.map { label in
          (0..<5).map { 100 + 7 * (random.normal() + (Int32($0) == label ? 4 : 0)) }
        }, labels
      )
    }
    let (training, validation) = (samples(90), samples(30))
    var settings = ImageTrainingSettings()
    settings.epochs = 30
    settings.learningRate = 0.02
    let head = FeatureHead(
      training: training, validation: validation, outputs: 3, dropout: 0, settings: settings, threads: 1)
    let history = try finish(head.trainer)
    #expect(history.last?.validationAccuracy ?? 0 > 0.9)
    var builder = NetworkBuilder(vector: 5)
    builder.head(3, dropout: 0)
    let network = builder.network(name: "head")
    let parameters = builder.finishEmpty()
    head.install(into: parameters)
    let probabilities = try ImageInference(network: network, parameters: parameters, threads: 1)
      .probabilities(
        ImageSamples(vectors: validation.features.flatMap(\.self), labels: validation.labels))
    let right = zip(probabilities, validation.labels).count { row, label in
      row.indices.max { row[$0] < row[$1] } == Int(label)
    }
    let best = history.compactMap(\.validationAccuracy).max() ?? 0
    #expect(abs(Double(right) / 30 - best) < 0.04)
  }

  /// Worked out by hand: four samples of two classes.
  @Test func classificationScores() {
    let scores = ClassificationScores(
      probabilities: [[0.9, 0.1], [0.4, 0.6], [0.35, 0.65], [0.2, 0.8]], labels: [0, 0, 1, 1], classes: 2)
    #expect(scores.confusion == [[1, 1], [0, 2]])
    #expect(scores.accuracy == 0.75)
    #expect(scores.topAccuracy(2) == 1)
    let second = scores.ofClass(1)
    #expect(abs(second.precision - 2 / 3) < 1e-12)
    #expect(second.recall == 1)
    #expect(abs(second.f1 - 0.8) < 1e-12)
    #expect(second.rocArea == 1)
    // All alike: no better than chance, whatever the order.
    let alike = ClassificationScores(
      probabilities: [[0.5, 0.5], [0.5, 0.5], [0.5, 0.5]], labels: [0, 1, 1], classes: 2)
    #expect(alike.ofClass(0).rocArea == 0.5)
    #expect(
      ClassificationScores(probabilities: [[1, 0]], labels: [0], classes: 2).ofClass(0).rocArea == nil)
  }

  /// Of seven classes the sample's own is the first, third, fifth and sixth likeliest.
  @Test func classesAmongTheLikeliestCount() {
    let row = [0.3, 0.25, 0.2, 0.12, 0.08, 0.04, 0.01]
    let scores = ClassificationScores(
      probabilities: [row, row, row, row], labels: [0, 2, 4, 5], classes: 7)
    #expect(scores.accuracy == 0.25 && scores.topAccuracy(1) == 0.25)
    #expect([2, 3, 4, 5, 6].map(scores.topAccuracy) == [0.25, 0.5, 0.5, 0.75, 1])
    // Of equals the first counts as likelier.
    let alike = ClassificationScores(
      probabilities: [[Double]](repeating: [0.25, 0.25, 0.25, 0.25], count: 4), labels: [0, 1, 2, 3],
      classes: 4)
    #expect([1, 2, 3, 4].map(alike.topAccuracy) == [0.25, 0.5, 0.75, 1])
  }

  @Test func augmentationLeavesAPictureOfOneColourAsItIs() {
    let grey = PictureSet(
      classes: ["a", "b"], width: 9, height: 7, channels: 3, pixels: [UInt8](repeating: 90, count: 9 * 7 * 3),
      labels: [0])
    let from = grey.pixels
    var to = [Scalar](repeating: 0, count: from.count)
    var random = RandomSource(seed: 1)
    for _ in 0..<20 {
      to.withUnsafeMutableBufferPointer { to in
        from.withUnsafeBufferPointer { from in
          guard let from = from.baseAddress, let to = to.baseAddress else { return }
          Augmentation.textbook.apply(from, width: 9, height: 7, channels: 3, random: &random, into: to)
        }
      }
      #expect(to.allSatisfy { abs($0 - 90) < 1e-3 })
    }
    #expect(random.counter == 20 * 7)
  }
}
