import SeqAutodiff
import SeqData
import SeqLayers
import SeqModels
import SeqTensor

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
  /// Parameters whose names begin with one of these are trained, and all others held fast; nil: all are trained.
  public var unfrozen: [String]?
  /// What the rate of all but the new classifier is multiplied by: discriminative learning rates (Howard and Ruder 2018,
  /// section 3.2).
  public var baseRateFactor: Scalar = 1

  public init() {}
}

/// What one epoch came to.
public struct ImageEpochReport: Sendable, Hashable, Codable {
  /// From 1.
  public let epoch: Int
  /// Mean loss in nats and share of right answers while training.
  public let loss, accuracy: Double
  /// The same on the validation pictures afterwards; nil where there are none.
  public let validationLoss, validationAccuracy: Double?
  /// Whether the validation accuracy is the best so far; without validation every epoch is.
  public let isBest: Bool
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
  public internal(set) var bestAccuracy: Double?
  public internal(set) var history: [ImageEpochReport] = []
}

/// The loop for one picture network: shuffle, batch, augment, loss and gradients, step, gather statistics.
///
/// Operations cut their own work over the threads; the same seed, settings and pictures give the same bits on any number of
/// them. Every random choice is a function of seed, epoch and picture, so that a training that goes on from a checkpoint
/// makes the same ones.
public final class ImageTrainer {
  public let layers: [NamedLayer]
  public let parameters: ParameterStore
  public let settings: ImageTrainingSettings
  public private(set) var progress = ImageTrainingProgress()
  /// The weights of the best epoch so far; nil before the first epoch ends.
  public private(set) var bestValues: [Scalar]?
  package let optimizer: Optimizer

  private let training: ImageSamples
  private let validation: ImageSamples?
  private let threads: Int
  private let gradients: Gradients
  private let tape = Tape()
  private let groups: [ParameterGroup]
  private let isFrozen: [Bool]
  private let frozenNames: Set<String>
  private var order: [Int] = []

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
    var groups: [ParameterGroup] = []
    var isFrozen: [Bool] = []
    var frozenNames: Set<String> = []
    for (name, parameter) in parameters.entries {
      let isTrained = settings.unfrozen.map { $0.contains { name.hasPrefix($0) } } ?? true
      isFrozen.append(!isTrained)
      if !isTrained, let dot = name.lastIndex(of: ".") { frozenNames.insert(String(name[..<dot])) }
      guard isTrained, !BatchNorm.isStatistic(name) else { continue }
      let factor: Scalar = name.hasPrefix("head.") ? 1 : settings.baseRateFactor
      if let last = groups.last, last.factor == factor, last.range.upperBound == parameter.range.lowerBound {
        groups[groups.count - 1].range = last.range.lowerBound..<parameter.range.upperBound
      } else {
        groups.append(ParameterGroup(range: parameter.range, factor: factor))
      }
    }
    self.groups = groups
    self.isFrozen = isFrozen.contains(true) ? isFrozen : []
    self.frozenNames = frozenNames
    tape.threads = threads
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
  /// - Throws: if the loss or a gradient is no number any more.
  public func next() throws(TrainingDiverged) -> ImageEvent? {
    guard !isFinished, training.count > 0 else { return nil }
    if progress.batch >= batchesAnEpoch { return .epoch(endEpoch()) }
    let epochRandom = RandomSource(seed: settings.seed).stream(named: "epoch \(progress.epoch)")
    if order.isEmpty {
      order = Array(0..<training.count)
      var draw = epochRandom.stream(named: "order")
      draw.shuffle(&order)
    }
    let start = progress.batch * settings.batchSize
    let chosen = order[start..<min(start + settings.batchSize, order.count)]
    let labels = chosen.map { training.labels[$0] }
    var found: [(layer: BatchNorm, found: BatchStatistics)] = []
    var right = 0
    tape.frozen = isFrozen
    let loss = tape.valueAndGradients(of: parameters, into: gradients) { tape in
      let input = training.batch(
        chosen, augmentation: (settings.augmentation, epochRandom.stream(named: "augmentation")), on: tape)
      var pass = ImagePass.training(epochRandom.stream(named: "dropout \(progress.batch)"))
      pass.isFrozen = { self.frozenNames.contains($0) }
      let logits = pass.run(layers, on: input)
      right = Self.right(logits, labels)
      found = pass.statistics
      var loss = Self.loss(logits, labels, smoothing: settings.labelSmoothing)
      // Szegedy et al. 2015, section 5: auxiliary losses count 0.3 each.
      for side in pass.auxiliary { loss = loss + 0.3 * Self.loss(side, labels, smoothing: settings.labelSmoothing) }
      return loss / Scalar(chosen.count)
    }
    let norm = gradients.norm(threads: threads)
    guard loss.isFinite, norm.isFinite else {
      throw TrainingDiverged(update: progress.updates + 1, loss: Double(loss), gradientNorm: norm)
    }
    let rate =
      settings.learningRate
      * settings.schedule.factor(update: progress.updates + 1, epoch: progress.epoch, reductions: 0)
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
      loss: progress.lossSum / Double(progress.seen), accuracy: Double(progress.right) / Double(progress.seen))
  }

  private func endEpoch() -> ImageEpochReport {
    let held = validation.map { evaluate($0) }
    let accuracy = held?.accuracy
    let isBest = accuracy.map { value in progress.bestAccuracy.map { value > $0 } ?? true } ?? true
    if isBest {
      bestValues = parameters.values.elements
      progress.bestAccuracy = accuracy
    }
    let seen = Double(max(progress.seen, 1))
    let report = ImageEpochReport(
      epoch: progress.epoch + 1, loss: progress.lossSum / seen, accuracy: Double(progress.right) / seen,
      validationLoss: held?.loss, validationAccuracy: accuracy, isBest: isBest)
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
  public func evaluate(_ samples: ImageSamples) -> (loss: Double, accuracy: Double) {
    var (loss, right) = (0.0, 0)
    eachBatch(samples) { logits, labels in
      loss += Double(Self.loss(logits, labels, smoothing: 0).item)
      right += Self.right(logits, labels)
    }
    return (loss / Double(max(samples.count, 1)), Double(right) / Double(max(samples.count, 1)))
  }

  private func eachBatch(_ samples: ImageSamples, _ body: (Variable, [Int32]) -> Void) {
    let all = Array(0..<samples.count)
    for range in chunks(of: samples.count, length: 32) {
      tape.evaluate(with: parameters) { tape in
        var pass = ImagePass.inference
        body(pass.run(layers, on: samples.batch(all[range], on: tape)), range.map { samples.labels[$0] })
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

/// A trained network at work: probabilities and features of pictures, many at a time.
public struct ImageInference {
  public let network: ImageNetwork
  public let parameters: ParameterStore
  public let threads: Int

  public init(network: ImageNetwork, parameters: ParameterStore, threads: Int) {
    self.network = network
    self.parameters = parameters
    self.threads = threads
  }

  /// The probability of every class, [count, classes].
  ///
  /// - Parameter didFinish: told how many are done after each batch.
  public func probabilities(_ samples: ImageSamples, didFinish: (Int) -> Void = { _ in }) -> [[Scalar]] {
    each(samples, wanted: nil, didFinish) { logits, _ in
      if logits.shape[1] == 1 { return sigmoid(logits).elements.map { [1 - $0, $0] } }
      return Self.rows(softmax(logits))
    }
  }

  /// The output of a layer, averaged over its places where it is a map, or all of it flattened.
  ///
  /// - Returns: [count, size], nil if there is no such layer.
  public func features(
    _ samples: ImageSamples, layer: String, averages: Bool = true, didFinish: (Int) -> Void = { _ in }
  ) -> [[Scalar]]? {
    guard network.flattened.contains(where: { $0.name == layer }) else { return nil }
    return each(samples, wanted: layer, didFinish) { _, found in
      guard let found else { return [] }
      if found.shape.rank < 4 { return Self.rows(found) }
      if averages { return Self.rows(found.globalAveragePooled()) }
      return Self.rows(
        found.channelsFirst().reshaped(to: [found.shape[0], found.shape.count / found.shape[0]]))
    }
  }

  private static func rows(_ values: Variable) -> [[Scalar]] {
    let (elements, columns) = (values.elements, values.shape.columns)
    return (0..<values.shape.rows).map { Array(elements[$0 * columns..<($0 + 1) * columns]) }
  }

  private func each(
    _ samples: ImageSamples, wanted: String?, _ didFinish: (Int) -> Void,
    _ body: (_ logits: Variable, _ found: Variable?) -> [[Scalar]]
  ) -> [[Scalar]] {
    let tape = Tape()
    tape.threads = threads
    let all = Array(0..<samples.count)
    var results: [[Scalar]] = []
    for range in chunks(of: samples.count, length: 16) {
      results += tape.evaluate(with: parameters) { tape in
        var pass = ImagePass.inference
        pass.wanted = wanted
        let logits = pass.run(network.layers, on: samples.batch(all[range], on: tape))
        return body(logits, pass.found)
      }
      didFinish(range.count)
    }
    return results
  }
}
