import SeqAutodiff
import SeqData
import SeqLayers
import SeqModels
import SeqTensor

/// Every choice of a memory network's training that is not one of its model. The defaults are the paper's: Sukhbaatar et
/// al. 2015, section 4.2.
public struct MemoryTrainingSettings: Sendable, Hashable, Codable {
  public var seed: UInt64 = 1
  public var epochs = 100
  public var batchSize = 32
  /// Of plain gradient descent; the loss is summed over a batch, not averaged.
  public var learningRate: Scalar = 0.01
  /// The rate is halved after every so many epochs.
  public var halvedEvery = 25
  /// Gradients are scaled down to this norm.
  public var clipNorm: Scalar = 40
  /// How likely an empty memory stands after a fact while training: 10 %.
  public var timeNoise = 0.1
  /// How many epochs first go without the softmax of the hops (linear start); 0 for none. The paper stops
  /// them when the held-out loss no longer falls, the authors' own code after a fixed number, which learns more tasks.
  public var linearEpochs = 20
  /// Whether the linear start ends as soon as the held-out loss no longer falls, `linearEpochs` then being the most.
  public var linearEndsByHeldOutLoss = false
  /// The share of the training questions that is set aside.
  public var heldOut = 0.1

  public init() {}

  /// Why there can be no such training; nil if there can.
  public var problem: String? {
    for (name, value) in [("epochs", epochs), ("batchSize", batchSize), ("halvedEvery", halvedEvery)]
    where !(1...1_000_000).contains(value) {
      return "\(name) must lie between 1 and 1,000,000, not \(value)"
    }
    if !(0...1_000_000).contains(linearEpochs) {
      return "linearEpochs must lie between 0 and 1,000,000, not \(linearEpochs)"
    }
    for (name, value) in [("timeNoise", timeNoise), ("heldOut", heldOut)] where !(0..<1).contains(value) {
      return "\(name) must be at least 0 and below 1, not \(value)"
    }
    for (name, value) in [("learningRate", learningRate), ("clipNorm", clipNorm)]
    where !(value > 0 && value.isFinite) {
      return "\(name) must be a number above 0, not \(value)"
    }
    return nil
  }

  /// A task alone to the letter of the paper: the linear start ends by the held-out loss.
  public static var paper: MemoryTrainingSettings {
    var settings = MemoryTrainingSettings()
    settings.linearEpochs = 100
    settings.linearEndsByHeldOutLoss = true
    return settings
  }

  /// For all tasks together: three halvings within 60 epochs, after a linear start of as many (of 30, 45 and 60 the best on
  /// questions set aside).
  public static var joint: MemoryTrainingSettings {
    var settings = MemoryTrainingSettings()
    settings.epochs = 60
    settings.halvedEvery = 15
    settings.linearEpochs = 60
    return settings
  }
}

/// How good a memory network is after an epoch.
public struct MemoryEpochReport: Sendable, Hashable, Codable {
  /// From 1; those of the linear start are counted by themselves.
  public let epoch: Int
  public let isLinear: Bool
  public let learningRate: Scalar
  /// Mean loss while training, in nats a question.
  public let trainingLoss: Double
  /// Wrong answers to training questions while training, from 0 to 1.
  public let trainingError: Double
  /// Mean loss and wrong answers on the questions set aside; those of training where none are.
  public let heldOutLoss, heldOutError: Double
}

/// Where a training of a memory network stands: with the parameters all that it needs to go on, since plain gradient descent
/// has no moments and every draw is of an epoch's own stream.
public struct MemoryTrainingProgress: Sendable, Hashable, Codable {
  /// Finished epochs, those of the linear start by themselves.
  public internal(set) var epoch = 0
  public internal(set) var linearEpoch = 0
  /// The least held-out loss of the linear start; nil before its first epoch.
  public internal(set) var leastLinearLoss: Double?
  /// The last finished epoch; nil before the first.
  public internal(set) var last: MemoryEpochReport?
  /// Every finished epoch, the linear start first; nil before the first, and in checkpoints of versions that did not keep it.
  public internal(set) var history: [MemoryEpochReport]?

  public init() {}
}

/// The loop for one memory network: shuffle, batch, loss and gradients, clip, step.
///
/// It runs on one thread: networks are so small that restarts and tasks side by side use the others better. The same seed,
/// settings and questions give the same bits.
public final class MemoryNetworkTrainer {
  public let model: EndToEndMemoryNetwork
  public let parameters: ParameterStore
  public let settings: MemoryTrainingSettings

  private let training, heldOut: [StoryBatch.Item]
  private let gradients: Gradients
  private let optimizer: Optimizer
  private let tape = Tape()
  public private(set) var progress = MemoryTrainingProgress()
  private var isLinear: Bool { progress.linearEpoch < settings.linearEpochs }
  /// So many epochs are kept for the learning curves, the first ones.
  private static let mostKept = 100_000

  /// A fresh network. The configuration must have no `problem`.
  public init(
    _ configuration: EndToEndMemoryConfiguration, settings: MemoryTrainingSettings,
    questions: [StoryCodec.Question]
  ) {
    self.settings = settings
    var scope = ParameterScope()
    model = EndToEndMemoryNetwork(configuration, scope: &scope)
    let random = RandomSource(seed: settings.seed)
    parameters = scope.finish(random: random.stream(named: "parameters"))
    gradients = Gradients(for: parameters)
    optimizer = Optimizer(.sgd(), for: parameters)
    (training, heldOut) = questions.map { StoryBatch.Item($0) }
      .split(heldOut: settings.heldOut, random: random)
  }

  public var isFinished: Bool { progress.epoch >= settings.epochs }

  /// Puts back what a checkpoint kept besides the parameters. The number of updates follows from that of the epochs; a linear
  /// start that ended early counts whole.
  package func restore(_ progress: MemoryTrainingProgress) {
    self.progress = progress
    let batches = chunks(of: training.count, length: settings.batchSize).count
    optimizer.restore(updates: (progress.linearEpoch + progress.epoch) * batches)
  }

  /// One pass over the training questions; nil when the training is over.
  ///
  /// - Throws: if the loss or a gradient is no number any more.
  public func next() throws(TrainingDiverged) -> MemoryEpochReport? {
    guard !isFinished, !training.isEmpty else { return nil }
    let number = isLinear ? progress.linearEpoch : progress.epoch
    let random = RandomSource(seed: settings.seed).stream(named: isLinear ? "linear" : "epoch")
      .stream(named: "\(number)")
    let rate =
      isLinear
      ? settings.learningRate
      : settings.learningRate / Scalar(1 << min(progress.epoch / max(settings.halvedEvery, 1), 30))
    var order = Array(training.indices)
    var draw = random.stream(named: "order")
    draw.shuffle(&order)
    var (loss, wrong, norm) = (0.0, 0, 0.0)
    for range in chunks(of: order.count, length: settings.batchSize) {
      let batch = StoryBatch(
        order[range].map { training[$0] }, memorySize: model.configuration.memorySize,
        timeNoise: settings.timeNoise, random: random.stream(named: "times \(range.lowerBound)"))
      let value = tape.valueAndGradients(of: parameters, into: gradients) { tape in
        let reading = model(batch, isLinear: isLinear, on: tape)
        wrong += wrongAnswers(reading.logits, batch.answers)
        return softmaxCrossEntropy(reading.logits, targets: batch.answers)
      }
      norm = try optimizer.update(
        parameters, with: gradients, of: Double(value), rate: rate, clipNorm: settings.clipNorm)
      loss += Double(value)
    }
    let (trainingLoss, trainingError) = (
      loss / Double(training.count), Double(wrong) / Double(training.count)
    )
    let held = heldOut.isEmpty ? (loss: trainingLoss, error: trainingError) : evaluate(heldOut, isLinear)
    // What the last update did shows here first.
    guard held.loss.isFinite else {
      throw TrainingDiverged(update: optimizer.updates, loss: held.loss, gradientNorm: norm)
    }
    let report = MemoryEpochReport(
      epoch: number + 1, isLinear: isLinear, learningRate: rate, trainingLoss: trainingLoss,
      trainingError: trainingError, heldOutLoss: held.loss, heldOutError: held.error)
    if isLinear {
      let least = progress.leastLinearLoss ?? .infinity
      progress.linearEpoch += 1
      if settings.linearEndsByHeldOutLoss && held.loss >= least {
        progress.linearEpoch = settings.linearEpochs
      }
      progress.leastLinearLoss = min(least, held.loss)
    } else {
      progress.epoch += 1
    }
    progress.last = report
    if progress.history == nil { progress.history = [] }
    // The header of a checkpoint has an end.
    if progress.linearEpoch + progress.epoch <= Self.mostKept {
      progress.history?.append(report)
    }
    return report
  }

  /// Mean loss in nats and the share of wrong answers over other questions, with the softmax in place.
  public func evaluate(_ questions: [StoryCodec.Question]) -> (loss: Double, error: Double) {
    evaluate(questions.map { StoryBatch.Item($0) }, false)
  }

  private func evaluate(_ items: [StoryBatch.Item], _ isLinear: Bool) -> (loss: Double, error: Double) {
    var (loss, wrong) = (0.0, 0)
    for range in chunks(of: items.count, length: 256) {
      let batch = StoryBatch(items[range], memorySize: model.configuration.memorySize)
      loss += tape.evaluate(with: parameters) { tape in
        let reading = model(batch, isLinear: isLinear, on: tape)
        wrong += wrongAnswers(reading.logits, batch.answers)
        return Double(softmaxCrossEntropy(reading.logits, targets: batch.answers).item)
      }
    }
    return (loss / Double(max(items.count, 1)), Double(wrong) / Double(max(items.count, 1)))
  }
}

extension StoryBatch.Item {
  public init(_ question: StoryCodec.Question) {
    self.init(facts: question.facts, question: question.question, answer: question.answer)
  }
}
