import SeqAutodiff
import SeqData
import SeqLayers
import SeqModels
import SeqTensor

/// Every choice of a translator's training that is not one of its model.
public struct TranslationTrainingSettings: Sendable, Hashable, Codable {
  public var seed: UInt64 = 1
  /// Passes over the data; 0 chooses by their size (see `resolved(tokens:)`).
  public var epochs = 0
  /// How many padded tokens, source and target together, a batch may have; 0 chooses by the size of the data.
  public var batchTokens = 0
  /// Pairs with a longer side, in tokens, are left out.
  public var maximumLength = 60
  public var optimizer = OptimizerKind.adam()
  public var learningRate: Scalar = 0.001
  /// A cosine whose `total` is 0 ends with the training.
  public var schedule = Schedule.cosine(warmup: 200, total: 0)
  /// Gradients are scaled down to this norm; 0 leaves them.
  public var clipNorm: Scalar = 1
  /// Every gradient is limited to ± this; 0 leaves them.
  public var clipValue: Scalar = 0
  public var labelSmoothing: Scalar = 0.1
  /// With which probability, at the end, the decoder is given its own token in place of the right one. It grows
  /// linearly from 0 over the training (Bengio et al. 2015, section 2.4, linear decay).
  public var scheduledSampling: Scalar = 0
  /// Which weights are evaluated and become the model.
  public var averaging = Averaging.none
  /// How many parts every batch is worked on in. A setting of the result, unlike the number of threads.
  public var shards = 2
  /// Training stops after so many evaluations without a better one; 0 never.
  public var patience = 0
  /// What the best model is chosen by.
  public var metric = Metric.loss

  public enum Metric: String, Sendable, Hashable, Codable, CaseIterable {
    /// The mean loss on the held-out pairs, without smoothing, in nats a token.
    case loss
    /// BLEU of greedy translations of held-out sources.
    case bleu
  }

  public init() {}

  /// Why there can be no such training; nil if there can.
  public var problem: String? {
    for (name, value, range) in [
      ("epochs", epochs, 0...100_000), ("batchTokens", batchTokens, 0...10_000_000),
      ("maximumLength", maximumLength, 1...100_000), ("shards", shards, 1...64),
      ("patience", patience, 0...100_000),
    ] where !range.contains(value) {
      return "\(name) must lie between \(range.lowerBound) and \(range.upperBound), not \(value)"
    }
    for (name, value) in [("learningRate", learningRate), ("clipNorm", clipNorm), ("clipValue", clipValue)]
    where !(value >= 0 && value.isFinite) {
      return "\(name) must be a number of at least 0, not \(value)"
    }
    if !(0..<1).contains(labelSmoothing) {
      return "labelSmoothing must be at least 0 and below 1, not \(labelSmoothing)"
    }
    if !(0...1).contains(scheduledSampling) {
      return "scheduledSampling must lie between 0 and 1, not \(scheduledSampling)"
    }
    return optimizer.problem ?? schedule.problem ?? averaging.problem
  }

  /// The same with everything that was left open chosen for `tokens` source and target tokens an epoch.
  ///
  /// A small file needs small batches and many passes: there should be a hundred updates an epoch and thousands in all. Below
  /// forty updates an epoch, which a few hundred words have, more than 60 passes make up for it, 500 at most.
  public func resolved(tokens: Int) -> TranslationTrainingSettings {
    var settings = self
    if batchTokens == 0 { settings.batchTokens = min(max(tokens / 100, 300), 1500) }
    // Padding makes batches a little smaller than their budget.
    let updates = max(tokens * 21 / 20 / settings.batchTokens, 1)
    if epochs == 0 {
      let most = min(max(2400 / updates, 60), 500)
      settings.epochs = min(max(6000 / updates, 10), most)
    }
    if case .cosine(let warmup, 0, let floor) = schedule {
      settings.schedule = .cosine(
        warmup: min(warmup, settings.epochs * updates / 10), total: 0, floor: floor)
    }
    return settings
  }
}

/// Where a training stands, apart from the large blocks of numbers.
public struct TrainingProgress: Sendable, Hashable, Codable {
  /// Finished epochs.
  public internal(set) var epoch = 0
  /// Finished batches of this epoch.
  public internal(set) var batch = 0
  /// Updates made.
  public internal(set) var update = 0
  /// Sum of losses and tokens of this epoch so far.
  public internal(set) var epochLoss = 0.0
  public internal(set) var epochTokens = 0
  /// How often a plateau has reduced the learning rate.
  public internal(set) var reductions = 0
  public internal(set) var watch: MetricWatch
  /// The epoch that gave the best model, from 1; 0 before there is one.
  public internal(set) var bestEpoch = 0
  /// How many weights the mean has taken in.
  public internal(set) var averaged = 0

  init(metric: TranslationTrainingSettings.Metric) {
    watch = MetricWatch(goal: metric == .loss ? .smaller : .larger)
  }
}

/// What one update did.
public struct UpdateReport: Sendable, Hashable {
  public let update: Int
  public let epoch: Int
  /// Batches of this epoch, done and in all.
  public let batch, batches: Int
  /// The batch's mean loss, with smoothing, in nats a target token.
  public let loss: Double
  public let targetTokens: Int
  public let gradientNorm: Double
  public let learningRate: Scalar

  package init(
    update: Int, epoch: Int, batch: Int, batches: Int, loss: Double, targetTokens: Int, gradientNorm: Double,
    learningRate: Scalar
  ) {
    self.update = update
    self.epoch = epoch
    self.batch = batch
    self.batches = batches
    self.loss = loss
    self.targetTokens = targetTokens
    self.gradientNorm = gradientNorm
    self.learningRate = learningRate
  }
}

/// A loss that exploded, or a loss or gradient that is no number any more: the training cannot go on from here.
public struct TrainingDiverged: Error, Sendable, Hashable, CustomStringConvertible {
  public let update: Int
  public let loss: Double
  public let gradientNorm: Double

  package init(update: Int, loss: Double, gradientNorm: Double) {
    self.update = update
    self.loss = loss
    self.gradientNorm = gradientNorm
  }

  public var description: String {
    "training diverged at update \(update): loss \(loss), gradient norm \(gradientNorm); "
      + "a smaller learning rate or clipping norm may help"
  }
}

/// The loop: batch, loss and gradients, clip, update, report.
///
/// It reads no files, prints nothing and keeps no clock; whoever drives it decides when to evaluate and save.
/// Same settings, data and binary give the same bits on any number of threads, also across `restore`.
public final class TranslationTrainer {
  public let model: TranslationModel
  public let parameters: ParameterStore
  public let settings: TranslationTrainingSettings
  public private(set) var progress: TrainingProgress
  package let optimizer: Optimizer
  private let average: ParameterAverage?

  /// Knowing nothing costs log V, some ten nats a token: a thousand times that is no loss that comes down again.
  package static let mostLoss = 10_000.0
  /// Of the last update; NaN before the first since the trainer was made.
  package private(set) var lastNorm = Double.nan
  private let threads: Int
  private let step: ShardedStep
  private let order: SourceOrder
  /// The pairs of the epoch that is under way, and which of them go together.
  private var training: [EncodedPair] = []
  private var plan: [[Int]] = []
  private var plannedEpoch = -1

  public init(
    model: TranslationModel, parameters: ParameterStore, settings: TranslationTrainingSettings, threads: Int
  ) {
    self.model = model
    self.parameters = parameters
    self.settings = settings
    self.threads = threads
    order = model.configuration.sourceOrder
    progress = TrainingProgress(metric: settings.metric)
    optimizer = Optimizer(settings.optimizer, for: parameters)
    average = ParameterAverage(settings.averaging, of: parameters)
    step = ShardedStep(parameters: parameters, shards: settings.shards, threads: threads)
  }

  /// The weights that are evaluated and become the model: a mean, or those that are trained.
  public var evaluated: ParameterStore { average?.parameters ?? parameters }

  /// Whether all epochs are done, or nothing has got better for as long as the settings allow.
  public var isFinished: Bool {
    progress.epoch >= settings.epochs || (settings.patience > 0 && progress.watch.stale >= settings.patience)
      || (hasEpoch && plan.isEmpty)
  }

  /// Whether `begin` has been called for the epoch that is under way.
  public var hasEpoch: Bool { plannedEpoch == progress.epoch }

  /// Whether the epoch's batches are done, so that `endEpoch` is to be called.
  public var isAtEndOfEpoch: Bool { progress.batch >= plan.count }

  /// Takes the pairs of an epoch and plans its batches: the same for the same seed, epoch and pairs, so that a resumed
  /// run finds its place. Pairs of ids without markers; those that are empty or too long are left out.
  public func begin(_ pairs: [EncodedPair]) {
    training = pairs.filter { $0.fits(within: settings.maximumLength) }
    let random = RandomSource(seed: settings.seed).stream(named: "batches").stream(
      named: "epoch \(progress.epoch)")
    plan = BatchPlan(pairs: training, tokenBudget: settings.batchTokens, random: random).batches
    plannedEpoch = progress.epoch
  }

  /// Puts back what a checkpoint kept; the blocks are filled by the caller.
  package func restore(_ progress: TrainingProgress) {
    self.progress = progress
    optimizer.restore(updates: progress.update)
    evaluated.valuesChanged()
  }

  /// One update. The epoch must have begun, and not be over.
  ///
  /// - Throws: if the loss explodes, or it or a gradient is no number any more.
  public func update() throws(TrainingDiverged) -> UpdateReport {
    guard hasEpoch, !isAtEndOfEpoch else {
      fatalError(
        "update: epoch \(progress.epoch) must have begun and not be over; it stands at batch \(progress.batch) of "
          + "\(plan.count), planned for epoch \(plannedEpoch)")
    }
    let shards = shards(of: plan[progress.batch])
    let tokens = shards.reduce(0) { $0 + $1.target.tokenCount }
    let number = progress.update + 1
    let dropout = RandomSource(seed: settings.seed).stream(named: "dropout").stream(named: "update \(number)")
    // How much of the training is over, from 0 to 1.
    let share =
      (Scalar(progress.epoch) + Scalar(progress.batch) / Scalar(plan.count)) / Scalar(settings.epochs)
    let sampling = settings.scheduledSampling * min(share, 1)
    let (total, gradients) = step(of: parameters, shards: shards.count) { shard, tape in
      var regularization = Regularization.training(
        dropout.stream(named: "shard \(shard)"), scheduledSampling: sampling)
      return model.loss(
        shards[shard], labelSmoothing: settings.labelSmoothing, on: tape, regularization: &regularization)
        / Scalar(tokens)
    }
    if settings.clipValue > 0 { gradients.clip(to: settings.clipValue, threads: threads) }
    let norm = gradients.norm(threads: threads)
    guard total < Self.mostLoss, norm.isFinite else {
      throw TrainingDiverged(update: number, loss: total, gradientNorm: norm)
    }
    lastNorm = norm
    let scale =
      settings.clipNorm > 0 && norm > Double(settings.clipNorm) ? settings.clipNorm / Scalar(norm) : 1
    let rate =
      settings.learningRate
      * settings.schedule.factor(
        update: number, epoch: progress.epoch, reductions: progress.reductions, share: share)
    optimizer.update(parameters, with: gradients, rate: rate, gradientScale: scale, threads: threads)
    average?.noteUpdate(of: parameters, count: &progress.averaged, threads: threads)

    progress.update = number
    progress.batch += 1
    progress.epochLoss += total * Double(tokens)
    progress.epochTokens += tokens
    return UpdateReport(
      update: number, epoch: progress.epoch, batch: progress.batch, batches: plan.count, loss: total,
      targetTokens: tokens, gradientNorm: norm, learningRate: rate)
  }

  /// To be called once an epoch's batches are done, before the model is evaluated.
  public func finishEpoch() {
    average?.noteEpoch(progress.epoch + 1, of: parameters, count: &progress.averaged, threads: threads)
  }

  /// Closes an epoch with its metric on held-out data, and says whether the model is the best so far.
  public func endEpoch(metric: Double) -> Bool {
    progress.epoch += 1
    progress.batch = 0
    progress.epochLoss = 0
    progress.epochTokens = 0
    let isBest = progress.watch.improves(metric)
    if isBest { progress.bestEpoch = progress.epoch }
    if case .reduceOnPlateau(_, let patience) = settings.schedule, !isBest,
      progress.watch.stale % max(patience, 1) == 0
    {
      progress.reductions += 1
    }
    return isBest
  }

  /// The mean cross-entropy of pairs, without smoothing and dropout, in nats a target token (`</s>` counted).
  public func meanLoss(of pairs: [EncodedPair]) -> Double {
    let plan = BatchPlan(
      pairs: pairs, tokenBudget: settings.batchTokens, random: RandomSource(seed: settings.seed))
    var sums = [(loss: Double, tokens: Int)](repeating: (0, 0), count: plan.batches.count)
    sums.withUnsafeMutableBufferPointer { sums in
      nonisolated(unsafe) let sums = sums
      inParallel(plan.batches.count, threads: threads) { index in
        let batch = TranslationBatch(plan.batches[index].map { pairs[$0] }, order: order)
        let loss = Tape().evaluate(with: evaluated) { tape in
          var none = Regularization.none
          return model.loss(batch, on: tape, regularization: &none).item
        }
        sums[index] = (Double(loss), batch.target.tokenCount)
      }
    }
    let total = sums.reduce((0.0, 0)) { ($0.0 + $1.loss, $0.1 + $1.tokens) }
    return total.0 / Double(max(total.1, 1))
  }

  private func shards(of batch: [Int]) -> [TranslationBatch] {
    let count = min(settings.shards, batch.count)
    return (0..<count).map { shard in
      // Every count-th pair: the plan sorts by length, so the shards are equally long.
      TranslationBatch(
        stride(from: shard, to: batch.count, by: count).map { training[batch[$0]] }, order: order)
    }
  }
}

extension EncodedPair {
  /// Whether there is something on both sides, and on neither of them more than so many tokens.
  package func fits(within maximumLength: Int) -> Bool {
    !source.isEmpty && !target.isEmpty && max(source.count, target.count) <= maximumLength
  }
}

extension TranslationBatch {
  /// Pairs of ids with the markers that the model wants: `</s>` ends source and target, `<s>` begins the input.
  public init(_ pairs: [EncodedPair], order: SourceOrder) {
    self.init(
      source: TokenBatch(pairs.map { order.arranged($0.source) }),
      input: TokenBatch(pairs.map { [Marker.start] + $0.target }),
      target: TokenBatch(pairs.map { $0.target + [Marker.end] }))
  }
}

extension SourceOrder {
  /// A source as the encoder reads it, ended by the marker that switches from reading to writing.
  public func arranged(_ source: [Int32]) -> [Int32] {
    switch self {
    case .forward: source + [Marker.end]
    case .reversed: source.reversed() + [Marker.end]
    case .twice: source + source + [Marker.end]
    }
  }
}
