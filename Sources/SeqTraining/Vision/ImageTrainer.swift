import SeqAutodiff
import SeqData
import SeqLayers
import SeqModels
import SeqTensor

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Every choice of a picture classifier's training that is not one of its network.
public struct ImageTrainingSettings: Sendable, Hashable, Codable {
  public var seed: UInt64 = 1
  public var epochs = 30
  public var batchSize = 32
  public var optimizer = OptimizerKind.adam()
  public var learningRate: Scalar = 0.001
  public var schedule = Schedule.constant
  public var augmentation = Augmentation()
  public var labelSmoothing: Scalar = 0
  /// Parameters that one of these names, as `ParameterPattern` reads it, are trained, and all others held fast; nil: all
  /// are trained.
  public var unfrozen: [String]?
  /// What the rate of all but the new classifier is multiplied by: discriminative learning rates (Howard and Ruder 2018,
  /// section 3.2).
  public var baseRateFactor: Scalar = 1
  /// What the rate is multiplied by once more for every layer with weights from the classifier down: the paper has
  /// η⁽ˡ⁻¹⁾ = η⁽ˡ⁾ / 2.6. Nil: all layers below the classifier have one rate.
  public var layerRateFactor: Scalar?

  public init() {}

  /// Why there can be no such training; nil if there can.
  public var problem: String? {
    for (name, value) in [("epochs", epochs), ("batchSize", batchSize)] where !(1...1_000_000).contains(value)
    {
      return "\(name) must lie between 1 and 1,000,000, not \(value)"
    }
    if !(learningRate > 0 && learningRate.isFinite) {
      return "learningRate must be a number above 0, not \(learningRate)"
    }
    if !(baseRateFactor >= 0 && baseRateFactor.isFinite) {
      return "baseRateFactor must be a number of at least 0, not \(baseRateFactor)"
    }
    if let layerRateFactor, !(0...1).contains(layerRateFactor) {
      return "layerRateFactor must lie between 0 and 1, not \(layerRateFactor)"
    }
    if !(0..<1).contains(labelSmoothing) {
      return "labelSmoothing must be at least 0 and below 1, not \(labelSmoothing)"
    }
    if case .reduceOnPlateau = schedule {
      return "the schedule must not be reduceOnPlateau: for pictures none goes by a metric"
    }
    return optimizer.problem ?? schedule.problem ?? augmentation.problem
  }
}

/// Names of parameters: `features.3` is that layer with all within it, as is Caffe's `fire9` of `fire9/squeeze1x1`, and `*`
/// and `?` stand for any letters and for one.
public struct ParameterPattern: Sendable, Hashable {
  private let letters: [Character]

  public init(_ pattern: String) {
    // "head." and "head" are the same layer.
    letters = Array(pattern.last == "." ? pattern.dropLast() : pattern[...])
  }

  /// Whether a parameter is named, or lies within a layer that is.
  public func matches(_ name: String) -> Bool {
    var start = name.startIndex
    while let end = name[start...].firstIndex(where: { $0 == "." || $0 == "/" }) {
      if fits(Array(name[..<end])) { return true }
      start = name.index(after: end)
    }
    return fits(Array(name))
  }

  /// Goes back to the last star, if there is one, where letters differ.
  private func fits(_ name: [Character]) -> Bool {
    var (i, j) = (0, 0)
    var star: (pattern: Int, name: Int)?
    while j < name.count {
      if i < letters.count, letters[i] == "*" {
        star = (i, j)
        i += 1
      } else if i < letters.count, letters[i] == "?" || letters[i] == name[j] {
        i += 1
        j += 1
      } else if let last = star {
        star = (last.pattern, last.name + 1)
        (i, j) = (last.pattern + 1, last.name + 1)
      } else {
        return false
      }
    }
    return letters[i...].allSatisfy { $0 == "*" }
  }
}

extension ImageTrainingSettings {
  /// Whether a parameter is trained.
  public func trains(_ name: String) -> Bool {
    unfrozen.map { $0.contains { ParameterPattern($0).matches(name) } } ?? true
  }

  /// What the rates of the layers' parameters are multiplied by, by the layers' names.
  func rateFactors(of layers: [NamedLayer]) -> [String: Scalar] {
    var factors: [String: Scalar] = [:]
    var factor = baseRateFactor
    for layer in ImageNetwork.flattened(layers).reversed() {
      let isHead = layer.name.hasPrefix("head")
      factors[layer.name] = isHead ? 1 : factor
      // Normalisation comes with the layer before it.
      if case .batchNorm = layer.layer { continue }
      if !isHead, layer.trainable > 0 { factor *= layerRateFactor ?? 1 }
    }
    return factors
  }
}

/// What one epoch came to.
public struct ImageEpochReport: Sendable, Hashable, Codable {
  /// From 1.
  public let epoch: Int
  /// Mean loss in nats and share of right answers while training.
  public let loss, accuracy: Double
  /// The same on the validation pictures afterwards; nil where there are none.
  public let validationLoss, validationAccuracy: Double?
  /// Whether the validation accuracy is the best so far, or as good with a lower loss; without validation every epoch is.
  public let isBest: Bool

  package init(
    epoch: Int, loss: Double, accuracy: Double, validationLoss: Double?, validationAccuracy: Double?,
    isBest: Bool
  ) {
    self.epoch = epoch
    self.loss = loss
    self.accuracy = accuracy
    self.validationLoss = validationLoss
    self.validationAccuracy = validationAccuracy
    self.isBest = isBest
  }
}

public enum ImageEvent: Sendable {
  /// From 1 within the epoch, which has `batches`; mean loss and accuracy of the epoch so far.
  case updated(epoch: Int, batch: Int, batches: Int, loss: Double, accuracy: Double)
  case epoch(ImageEpochReport)
}

/// Where a training stands, without its weights and moments.
public struct ImageTrainingProgress: Sendable, Hashable, Codable {
  /// Finished epochs, and finished batches of the one under way.
  public internal(set) var epoch = 0
  public internal(set) var batch = 0
  var lossSum = 0.0
  var right = 0
  var seen = 0
  public internal(set) var updates = 0
  public internal(set) var history: [ImageEpochReport] = []

  /// Whether the validation of an epoch is better than that of the best one so far.
  func improves(accuracy: Double, loss: Double) -> Bool {
    guard let best = history.last(where: \.isBest), let highest = best.validationAccuracy,
      let lowest = best.validationLoss
    else { return true }
    return accuracy > highest || accuracy == highest && loss < lowest
  }

  /// How much of a training of so many epochs is over, from 0 to 1.
  func share(batches: Int, epochs: Int) -> Scalar {
    (Scalar(epoch) + Scalar(batch) / Scalar(max(batches, 1))) / Scalar(max(epochs, 1))
  }
}

/// The loop for one picture network: shuffle, batch, augment, loss and gradients, step, gather statistics.
///
/// Operations cut their own work over the threads; the same seed, settings and pictures give the same bits on any number of
/// them. Every random choice is a function of seed, epoch and picture, so that a training that goes on from a checkpoint
/// makes the same ones.
public final class ImageTrainer: RestorableTraining {
  public let layers: [NamedLayer]
  public let parameters: ParameterStore
  public let settings: ImageTrainingSettings
  public private(set) var progress = ImageTrainingProgress()
  /// The weights of the best epoch so far; nil before the first epoch ends.
  public private(set) var bestValues: [Scalar]?
  package let optimizer: Optimizer

  /// Pictures; after `prepare` what the layers before `firstLayer` made of them.
  private var training: ImageSamples
  private var validation: ImageSamples?
  /// The first layer that has to run in every epoch.
  private let firstLayer: Int
  private var isPrepared: Bool
  private let threads: Int
  private let gradients: Gradients
  private let tape = Tape()
  private let groups: [ParameterGroup]
  private let isFrozen: [Bool]
  private let frozenNames: Set<String>
  private var order: [Int] = []
  /// Knowing nothing costs log C nats, C the number of classes: a thousand times that is no loss that comes down again.
  private let mostLoss: Double
  /// Whether batch normalisations that are trained go by what they have gathered so far when pictures are scored.
  private let gathersStatistics: Bool
  private var lastNorm = 0.0
  /// What layers that are held fast give is kept if it takes no more bytes than these; else they run in every epoch.
  private static let mostPrepared = 2 << 30

  /// - Parameters:
  ///   - layers: of the network, whose last gives logits: one a class, or a single one for the second of two classes.
  public init(
    layers: [NamedLayer], parameters: ParameterStore, settings: ImageTrainingSettings, training: ImageSamples,
    validation: ImageSamples?, threads: Int
  ) {
    self.layers = layers
    self.parameters = parameters
    self.settings = settings
    self.training = training
    self.validation = validation
    self.threads = threads
    gradients = Gradients(for: parameters)
    optimizer = Optimizer(settings.optimizer, for: parameters)
    let factors = settings.rateFactors(of: layers)
    var groups: [ParameterGroup] = []
    var isFrozen: [Bool] = []
    var frozenNames: Set<String> = []
    for (name, parameter) in parameters.entries {
      let isTrained = settings.trains(name)
      isFrozen.append(!isTrained)
      let layer = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
      if !isTrained { frozenNames.insert(layer) }
      guard isTrained, !BatchNorm.isStatistic(name) else { continue }
      let factor = factors[layer] ?? 1
      if let last = groups.last, last.factor == factor, last.range.upperBound == parameter.range.lowerBound {
        groups[groups.count - 1].range = last.range.lowerBound..<parameter.range.upperBound
      } else {
        groups.append(ParameterGroup(range: parameter.range, factor: factor))
      }
    }
    self.groups = groups
    self.isFrozen = isFrozen.contains(true) ? isFrozen : []
    self.frozenNames = frozenNames
    mostLoss = 1000 * log(Double(max(layers.last?.output.count ?? 2, 2)))
    gathersStatistics = parameters.entries.contains { name, _ in
      BatchNorm.isStatistic(name) && settings.trains(name)
    }
    // What no training step changes and no chance disturbs is worked out once.
    let changing = layers.firstIndex { layer in
      ImageNetwork.flattened([layer]).contains { inner in
        if case .dropout = inner.layer { return true }
        return parameters.entries.indices.contains {
          !isFrozen[$0] && parameters.entries[$0].name.hasPrefix(inner.name + ".")
        }
      }
    }
    let first = settings.augmentation.isNone ? changing ?? 0 : 0
    let count = training.count + (validation?.count ?? 0)
    let size = first > 0 ? layers[first - 1].output.count * MemoryLayout<Scalar>.size : 0
    firstLayer = size * count <= Self.mostPrepared ? first : 0
    isPrepared = firstLayer == 0
    tape.threads = threads
  }

  /// How many pictures `prepare` has to run through the layers that are held fast: 0 where it is all done.
  public var unpreparedCount: Int { isPrepared ? 0 : training.count + (validation?.count ?? 0) }

  /// Runs the leading layers that are held fast once over all pictures; the first call of `next` does it otherwise.
  ///
  /// - Parameters:
  ///   - didRun: told after each batch how many pictures it had.
  ///   - isStopped: asked before each batch; a preparation that is stopped leaves all as it was.
  /// - Throws: if a picture cannot be read any more.
  public func prepare(didRun: (Int) -> Void = { _ in }, isStopped: () -> Bool = { false })
    throws(CorpusError)
  {
    guard !isPrepared else { return }
    func described(_ samples: ImageSamples) throws(CorpusError) -> ImageSamples {
      var (maps, shape) = ([Scalar](), Shape())
      try eachBatch(samples, through: layers[..<firstLayer], isStopped: isStopped) { output, labels in
        let own = output.shape
        shape = Shape(extents: Array(own.array.dropFirst()))
        if maps.isEmpty { maps.reserveCapacity(samples.count * shape.count) }
        maps += output.elements
        didRun(labels.count)
      }
      return ImageSamples(maps: maps, shape: shape, labels: samples.labels)
    }
    let (learned, held) = (try described(training), try validation.map(described))
    if isStopped() { return }
    (training, validation) = (learned, held)
    isPrepared = true
  }

  public var isFinished: Bool { progress.epoch >= settings.epochs }
  public var batchesAnEpoch: Int { (training.count + settings.batchSize - 1) / settings.batchSize }

  /// Puts back what a checkpoint kept; the parameters and moments have been put back already.
  package func restore(_ progress: ImageTrainingProgress, bestValues: [Scalar]?) {
    self.progress = progress
    self.bestValues = bestValues
    optimizer.restore(updates: progress.updates)
    order = []
  }

  /// One update, or the end of an epoch; nil when the training is over.
  ///
  /// - Throws: if the loss explodes or a gradient is no number any more, or a picture cannot be read any more.
  public func next() throws -> ImageEvent? {
    guard !isFinished, training.count > 0 else { return nil }
    try prepare()
    if progress.batch >= batchesAnEpoch { return .epoch(try endEpoch()) }
    let epochRandom = RandomSource(seed: settings.seed).stream(named: "epoch \(progress.epoch)")
    if order.isEmpty {
      order = Array(0..<training.count)
      var draw = epochRandom.stream(named: "order")
      draw.shuffle(&order)
    }
    let start = progress.batch * settings.batchSize
    let chosen = order[start..<min(start + settings.batchSize, order.count)]
    let following = order[chosen.endIndex..<min(chosen.endIndex + settings.batchSize, order.count)]
    let labels = chosen.map { training.labels[$0] }
    var found: [(layer: BatchNorm, found: BatchStatistics)] = []
    var right = 0
    tape.frozen = isFrozen
    let loss = try tape.valueAndGradients(of: parameters, into: gradients) { tape in
      let input = try training.batch(
        chosen, augmentation: (settings.augmentation, epochRandom.stream(named: "augmentation")),
        next: following, on: tape)
      var pass = ImagePass.training(epochRandom.stream(named: "dropout \(progress.batch)"))
      pass.isFrozen = { self.frozenNames.contains($0) }
      let logits = pass.run(Array(layers[firstLayer...]), on: input)
      right = Self.right(logits, labels)
      found = pass.statistics
      var loss = Self.loss(logits, labels, smoothing: settings.labelSmoothing)
      // Szegedy et al. 2015, section 5: auxiliary losses count 0.3 each.
      for side in pass.auxiliary {
        loss = loss + 0.3 * Self.loss(side, labels, smoothing: settings.labelSmoothing)
      }
      return loss / Scalar(chosen.count)
    }
    let norm = gradients.norm(threads: threads)
    guard Double(loss) < mostLoss, norm.isFinite else {
      throw TrainingDiverged(update: progress.updates + 1, loss: Double(loss), gradientNorm: norm)
    }
    lastNorm = norm
    let rate =
      settings.learningRate
      * settings.schedule.factor(
        update: progress.updates + 1, epoch: progress.epoch, reductions: 0,
        share: progress.share(batches: batchesAnEpoch, epochs: settings.epochs))
    optimizer.update(
      parameters, with: gradients,
      groups: groups.map { ParameterGroup(range: $0.range, factor: rate * $0.factor) }, threads: threads)
    for (layer, statistics) in found { layer.gather(statistics, into: parameters) }
    progress.updates += 1
    progress.batch += 1
    progress.lossSum += Double(loss) * Double(chosen.count)
    progress.right += right
    progress.seen += chosen.count
    return .updated(
      epoch: progress.epoch + 1, batch: progress.batch, batches: batchesAnEpoch,
      loss: progress.lossSum / Double(progress.seen), accuracy: Double(progress.right) / Double(progress.seen)
    )
  }

  private func endEpoch() throws -> ImageEpochReport {
    var held: (loss: Double, accuracy: Double)?
    if let validation { held = try score(validation, layers[firstLayer...]) }
    // What the last update did shows here first. Statistics of batches that are still being gathered can mislead as much, but
    // not to what is no number.
    if let held, !(held.loss < (gathersStatistics ? .infinity : mostLoss)) {
      throw TrainingDiverged(update: progress.updates, loss: held.loss, gradientNorm: lastNorm)
    }
    let isBest = held.map { progress.improves(accuracy: $0.accuracy, loss: $0.loss) } ?? true
    if isBest { bestValues = parameters.values.elements }
    let seen = Double(max(progress.seen, 1))
    let report = ImageEpochReport(
      epoch: progress.epoch + 1, loss: progress.lossSum / seen, accuracy: Double(progress.right) / seen,
      validationLoss: held?.loss, validationAccuracy: held?.accuracy, isBest: isBest)
    progress.history.append(report)
    progress.epoch += 1
    (progress.batch, progress.lossSum, progress.right, progress.seen) = (0, 0, 0, 0)
    order = []
    return report
  }

  /// Takes the weights of the best epoch.
  public func useBest() {
    guard let bestValues else { return }
    parameters.values.assign(bestValues)
    parameters.valuesChanged()
  }

  /// Mean loss and share of right answers on other samples.
  ///
  /// - Throws: if a picture cannot be read any more.
  public func evaluate(_ samples: ImageSamples) throws(CorpusError) -> (loss: Double, accuracy: Double) {
    try score(samples, layers[...])
  }

  private func score(_ samples: ImageSamples, _ layers: ArraySlice<NamedLayer>) throws(CorpusError)
    -> (
      loss: Double, accuracy: Double
    )
  {
    var (loss, right) = (0.0, 0)
    try eachBatch(samples, through: layers) { logits, labels in
      loss += Double(Self.loss(logits, labels, smoothing: 0).item)
      right += Self.right(logits, labels)
    }
    return (loss / Double(max(samples.count, 1)), Double(right) / Double(max(samples.count, 1)))
  }

  private func eachBatch(
    _ samples: ImageSamples, through layers: ArraySlice<NamedLayer>, isStopped: () -> Bool = { false },
    _ body: (Variable, [Int32]) -> Void
  ) throws(CorpusError) {
    let layers = Array(layers)
    let all = Array(0..<samples.count)
    for range in chunks(of: samples.count, length: 32) where !isStopped() {
      try tape.evaluate(with: parameters) { tape throws(CorpusError) in
        var pass = ImagePass.inference
        let input = try samples.batch(all[range], next: all[range.upperBound...].prefix(32), on: tape)
        body(pass.run(layers, on: input), range.map { samples.labels[$0] })
      }
    }
  }

  // MARK: - Loss and answers

  /// Summed over the batch, in nats.
  static func loss(_ logits: Variable, _ labels: [Int32], smoothing: Scalar) -> Variable {
    if logits.shape[1] == 1 {
      return bernoulliCrossEntropy(
        logits, targets: logits.tape.constant(labels.map { Scalar($0) }, logits.shape))
    }
    return softmaxCrossEntropy(logits, targets: labels, labelSmoothing: smoothing)
  }

  static func right(_ logits: Variable, _ labels: [Int32]) -> Int {
    let columns = logits.shape[1]
    let elements = logits.elements
    return labels.indices.count { row in
      if columns == 1 { return (elements[row] > 0) == (labels[row] == 1) }
      let scores = elements[row * columns..<(row + 1) * columns]
      var best = scores.startIndex
      for place in scores.indices where scores[place] > scores[best] { best = place }
      return best - scores.startIndex == Int(labels[row])
    }
  }
}
