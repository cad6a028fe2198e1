import SeqAutodiff
import SeqData
import SeqLayers
import SeqModels
import SeqTensor

/// A capsule network, or a network of logits that is compared with it.
public enum DigitNetwork: Sendable {
  case capsules(CapsuleNetwork)
  case plain(ImageNetwork)
}

/// The loop for capsule networks and for what is compared with them: shuffle, batch, move, loss and gradients, step.
///
/// The weights of the last epoch count; nothing is chosen on the way. The same seed, settings and pictures give the same
/// bits on any number of threads.
public final class CapsuleTrainer: RestorableTraining {
  public let network: DigitNetwork
  public let parameters: ParameterStore
  public let settings: ImageTrainingSettings
  public private(set) var progress = ImageTrainingProgress()
  /// Always nil: nothing is chosen, so the weights of no epoch are kept.
  public var bestValues: [Scalar]? { nil }
  package let optimizer: Optimizer

  private let training: DigitSamples
  private let threads: Int
  private let gradients: Gradients
  private let tape = Tape()
  private var order: [Int] = []

  /// Of the settings those of augmentation and frozen parameters are not used: pictures are moved as `training` says.
  public init(
    _ network: DigitNetwork, parameters: ParameterStore, settings: ImageTrainingSettings,
    training: DigitSamples, threads: Int
  ) {
    self.network = network
    self.parameters = parameters
    self.settings = settings
    self.training = training
    self.threads = threads
    gradients = Gradients(for: parameters)
    optimizer = Optimizer(settings.optimizer, for: parameters)
    tape.threads = threads
  }

  public var isFinished: Bool { progress.epoch >= settings.epochs }
  public var batchesAnEpoch: Int { (training.count + settings.batchSize - 1) / settings.batchSize }

  package func restore(_ progress: ImageTrainingProgress, bestValues: [Scalar]?) {
    self.progress = progress
    optimizer.restore(updates: progress.updates)
    order = []
  }

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
    var right = 0
    let loss = tape.valueAndGradients(of: parameters, into: gradients) { tape in
      let batch = training.batch(
        chosen, random: epochRandom.stream(named: "moves"), isTraining: true, on: tape)
      switch network {
      case .capsules(let network):
        // The capsules are worked out once, for the loss and for the answers.
        let capsules = network(batch.pictures)
        right = Self.right(network.lengths(capsules), batch.things.map(\.labels))
        return network.loss(of: capsules, showing: batch.things)
      case .plain(let network):
        var pass = ImagePass.training(epochRandom.stream(named: "dropout \(progress.batch)"))
        let logits = network(batch.pictures, &pass)
        right = Self.right(logits, batch.things.map(\.labels))
        return Self.plainLoss(logits, batch.things.map(\.labels)) / Scalar(chosen.count)
      }
    }
    let norm = gradients.norm(threads: threads)
    guard loss.isFinite, norm.isFinite else {
      throw TrainingDiverged(update: progress.updates + 1, loss: Double(loss), gradientNorm: norm)
    }
    let rate =
      settings.learningRate
      * settings.schedule.factor(
        update: progress.updates + 1, epoch: progress.epoch, reductions: 0,
        share: progress.share(batches: batchesAnEpoch, epochs: settings.epochs))
    optimizer.update(parameters, with: gradients, rate: rate, threads: threads)
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

  private func endEpoch() -> ImageEpochReport {
    let seen = Double(max(progress.seen, 1))
    let report = ImageEpochReport(
      epoch: progress.epoch + 1, loss: progress.lossSum / seen, accuracy: Double(progress.right) / seen,
      validationLoss: nil, validationAccuracy: nil, isBest: true)
    progress.history.append(report)
    progress.epoch += 1
    (progress.batch, progress.lossSum, progress.right, progress.seen) = (0, 0, 0, 0)
    order = []
    return report
  }

  /// The share of pictures on which a class is wrong: of two things, if either is.
  ///
  /// - Parameters:
  ///   - random: where the partners of overlapping pictures are drawn from.
  ///   - didFinish: told after each batch how many pictures it had.
  public func error(on samples: DigitSamples, random: RandomSource, didFinish: (Int) -> Void = { _ in })
    -> Double
  {
    var right = 0
    let all = Array(0..<samples.count)
    for range in chunks(of: samples.count, length: 32) {
      right += tape.evaluate(with: parameters) { tape in
        let batch = samples.batch(all[range], random: random, isTraining: false, on: tape)
        let scores: Variable
        switch network {
        case .capsules(let network): scores = network.lengths(network(batch.pictures))
        case .plain(let network):
          var pass = ImagePass.inference
          scores = network(batch.pictures, &pass)
        }
        return Self.right(scores, batch.things.map(\.labels))
      }
      didFinish(range.count)
    }
    return 1 - Double(right) / Double(max(samples.count, 1))
  }

  /// Summed over the batch, in nats: cross-entropy of one class, or for several the likelihood of each class's presence.
  private static func plainLoss(_ logits: Variable, _ labels: [[Int32]]) -> Variable {
    if labels.count == 1 { return softmaxCrossEntropy(logits, targets: labels[0]) }
    let classes = logits.shape[1]
    var present = [Scalar](repeating: 0, count: logits.shape.count)
    for thing in labels { for (row, label) in thing.enumerated() { present[row * classes + Int(label)] = 1 } }
    return bernoulliCrossEntropy(logits, targets: logits.tape.constant(present, logits.shape))
  }

  /// On how many pictures the highest scores, one or two, are those of the classes there. Of equal scores the first counts.
  static func right(_ scores: Variable, _ labels: [[Int32]]) -> Int {
    let (elements, classes) = (scores.elements, scores.shape[1])
    return (0..<scores.shape[0]).count { row in
      let own = elements[row * classes..<(row + 1) * classes]
      let best = (0..<classes).sorted { (own[own.startIndex + $0], -$0) > (own[own.startIndex + $1], -$1) }
      return Set(best.prefix(labels.count).map(Int32.init)) == Set(labels.map { $0[row] })
    }
  }
}
