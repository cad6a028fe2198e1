import SeqAutodiff
import SeqData
import SeqModels
import SeqTensor

/// Where several trainings of one network stand, without their weights.
public struct MemoryRestartProgress: Sendable, Hashable, Codable {
  /// From 0: the training under way.
  public internal(set) var restart = 0
  public internal(set) var training = MemoryTrainingProgress()
  /// The last epoch of the best finished training; nil before the first is finished.
  public internal(set) var best: MemoryEpochReport?
  /// All epochs of that training; nil before the first is finished, and in checkpoints of versions that did not keep them.
  public internal(set) var bestHistory: [MemoryEpochReport]?

  public init() {}
}

/// One network trained several times from other random weights, of which the training with the lowest error on its own
/// questions counts: Sukhbaatar et al. 2015, section 4.2. Of equals the one with the smaller loss counts. The test never
/// decides.
public final class MemoryNetworkRestarts {
  public let configuration: EndToEndMemoryConfiguration
  /// Those of the first training; every other has a seed of its own.
  public let settings: MemoryTrainingSettings
  public let restarts: Int
  /// The training under way, or the last one.
  public private(set) var trainer: MemoryNetworkTrainer
  /// The weights of the best finished training.
  package private(set) var bestValues: [Scalar]?
  private var restart = 0
  private var best: MemoryEpochReport?
  /// All epochs of the best finished training; nil before the first is finished.
  public private(set) var bestHistory: [MemoryEpochReport]?
  private let questions: [StoryCodec.Question]

  /// - Parameter restarts: at least 1.
  public init(
    _ configuration: EndToEndMemoryConfiguration, settings: MemoryTrainingSettings, restarts: Int,
    questions: [StoryCodec.Question]
  ) {
    self.configuration = configuration
    self.settings = settings
    self.restarts = restarts
    self.questions = questions
    trainer = MemoryNetworkTrainer(configuration, settings: settings, questions: questions)
  }

  public var progress: MemoryRestartProgress {
    var progress = MemoryRestartProgress()
    progress.restart = restart
    progress.training = trainer.progress
    progress.best = best
    progress.bestHistory = bestHistory
    return progress
  }

  /// The finished epochs of the training under way, the linear start first.
  public var history: [MemoryEpochReport] { trainer.progress.history ?? [] }

  public var isFinished: Bool { trainer.isFinished && restart + 1 >= restarts }

  /// The finished epochs of all trainings so far, linear ones included; a linear start that ended early counts whole.
  public var epochsPassed: Int {
    let progress = trainer.progress
    return restart * (settings.linearEpochs + settings.epochs) + progress.linearEpoch + progress.epoch
  }

  /// One epoch of the training under way, or the first one of the next; nil when all are over.
  ///
  /// - Throws: if the loss or a gradient is no number any more.
  public func next() throws(TrainingDiverged) -> MemoryEpochReport? {
    if trainer.isFinished {
      guard restart + 1 < restarts else { return nil }
      begin(restart + 1)
    }
    guard let report = try trainer.next() else { return nil }
    if trainer.isFinished,
      best.map({
        (report.trainingError, report.trainingLoss) < ($0.trainingError, $0.trainingLoss)
      }) ?? true
    {
      best = report
      bestValues = trainer.parameters.values.elements
      bestHistory = trainer.progress.history
    }
    return report
  }

  /// Gives `trainer` the weights of the best finished training.
  ///
  /// - Returns: its last epoch; nil if none was finished.
  public func useBest() -> MemoryEpochReport? {
    guard let best, let bestValues else { return nil }
    trainer.parameters.values.assign(bestValues)
    trainer.parameters.valuesChanged()
    return best
  }

  private func begin(_ number: Int) {
    restart = number
    var settings = settings
    settings.seed &+= UInt64(number) &* 1000
    trainer = MemoryNetworkTrainer(configuration, settings: settings, questions: questions)
  }

  /// Puts back what a checkpoint kept; the weights of the training under way are filled in by the caller.
  package func restore(_ progress: MemoryRestartProgress, bestValues: [Scalar]?) {
    begin(progress.restart)
    trainer.restore(progress.training)
    best = progress.best
    bestHistory = progress.bestHistory
    self.bestValues = bestValues
  }
}
