import SeqAutodiff
import SeqLayers
import SeqModels
import SeqTensor

/// A question with everything that is shown while training: the supporting facts and the answer.
public struct ReaderQuestion: Sendable {
  public var memory: MentionMemory
  public var factCount: Int
  public var question: MentionMemory.Sentence
  /// The facts that the answer follows from, in the order in which they are to be read; none where there is no answer.
  public var support: [Int]
  /// Names and words; `[.unknown]` where there is no answer.
  public var answer: [ReaderChoice]

  public init(
    memory: MentionMemory, factCount: Int, question: MentionMemory.Sentence, support: [Int],
    answer: [ReaderChoice]
  ) {
    self.memory = memory
    self.factCount = factCount
    self.question = question
    self.support = support
    self.answer = answer
  }

  /// Every decision on the way to the answer, after the right ones before it.
  func decisions(_ model: ReaderNetwork) -> [(step: ReaderStep, target: ReaderChoice)] {
    let limits = model.configuration
    var decisions: [(ReaderStep, ReaderChoice)] = []
    let support = support.prefix(limits.hopLimit)
    for hop in 0...support.count {
      let step = ReaderStep(
        memory: memory, factCount: factCount, question: question, decision: .hop,
        chosen: Array(support.prefix(hop)))
      guard step.isReadable else { return [] }
      decisions.append((step, hop < support.count ? .fact(support[hop]) : .stop))
    }
    var answered: [Int32] = []
    for word in answer.prefix(limits.answerLimit) + [.stop] {
      let step = ReaderStep(
        memory: memory, factCount: factCount, question: question, decision: .answer, chosen: Array(support),
        answered: answered)
      decisions.append((step, word))
      guard case .name(let name) = word else { break }
      answered.append(name)
    }
    return decisions.filter { model.offers($0.1, in: $0.0) }
  }
}

/// Every choice of a reader's training that is not one of its model.
public struct ReaderTrainingSettings: Sendable, Hashable, Codable {
  public var seed: UInt64 = 1
  public var epochs = 20
  /// Decisions.
  public var batchSize = 64
  /// Of Adam; it follows a cosine down over the training. The loss is a mean over a batch.
  public var learningRate: Scalar = 0.004
  public var clipNorm: Scalar = 5
  /// Decisions of a question that are learned from in an epoch, drawn anew each time: a list has many.
  public var decisionsPerQuestion = 4
  /// How many parts every batch is worked on in; unlike threads it decides the result.
  public var shards = 2

  public init() {}

  /// Why there can be no such training; nil if there can.
  public var problem: String? {
    for (name, value, most) in [
      ("epochs", epochs, 100_000), ("batchSize", batchSize, 1_000_000),
      ("decisionsPerQuestion", decisionsPerQuestion, 10_000), ("shards", shards, 64),
    ] where !(1...most).contains(value) {
      return "\(name) must lie between 1 and \(most), not \(value)"
    }
    for (name, value) in [("learningRate", learningRate), ("clipNorm", clipNorm)]
    where !(value > 0 && value.isFinite) {
      return "\(name) must be a number above 0, not \(value)"
    }
    return nil
  }
}

/// How a reader does after an epoch.
public struct ReaderEpochReport: Sendable, Hashable, Codable {
  /// From 1.
  public let epoch: Int
  /// Mean loss of a decision in nats while training, and the share of decisions that were right.
  public let loss, accuracy: Double
}

/// The loop for one reader: questions to decisions, batches, loss and gradients, clip, step.
public final class ReaderTrainer {
  public let model: ReaderNetwork
  public let parameters: ParameterStore
  public let settings: ReaderTrainingSettings
  private let threads: Int
  private let step: ShardedStep
  package let optimizer: Optimizer
  public private(set) var epoch = 0
  /// Every finished epoch, those before a checkpoint included.
  public private(set) var history: [ReaderEpochReport] = []

  /// - Parameter parameters: where to begin; fresh ones if nil.
  public init(
    _ configuration: ReaderConfiguration, parameters: ParameterStore? = nil, settings: ReaderTrainingSettings,
    threads: Int
  ) {
    self.settings = settings
    self.threads = threads
    var scope = ParameterScope()
    model = ReaderNetwork(configuration, scope: &scope)
    let fresh = scope.finish(random: RandomSource(seed: settings.seed).stream(named: "parameters"))
    self.parameters = parameters ?? fresh
    step = ShardedStep(parameters: self.parameters, shards: settings.shards, threads: threads)
    optimizer = Optimizer(.adam(), for: self.parameters)
  }

  public var isFinished: Bool { epoch >= settings.epochs }

  /// Puts back what a checkpoint kept.
  package func restore(epoch: Int, updates: Int, history: [ReaderEpochReport]) {
    self.epoch = epoch
    self.history = history
    optimizer.restore(updates: updates)
  }

  /// One pass over some questions, the same ones each time or others.
  ///
  /// - Parameter goesOn: asked after every batch; told how many are done and how many there are.
  /// - Returns: nil if it was told to stop: the epoch is then half done and the trainer of no more use.
  /// - Throws: if the loss or a gradient is no number any more.
  public func next(
    _ questions: [ReaderQuestion], goesOn: (_ batch: Int, _ of: Int) -> Bool = { _, _ in true }
  ) throws(TrainingDiverged) -> ReaderEpochReport? {
    let random = RandomSource(seed: settings.seed).stream(named: "epoch \(epoch)")
    let batches = batches(of: questions, random)
    var (loss, right, count) = (0.0, 0, 0)
    for (number, batch) in batches.enumerated() {
      let parts = min(settings.shards, batch.count)
      var rights = [Int](repeating: 0, count: parts)
      let (total, gradients) = rights.withUnsafeMutableBufferPointer { rights in
        nonisolated(unsafe) let rights = rights
        return step(of: parameters, shards: parts) { shard, tape in
          let part = stride(from: shard, to: batch.count, by: parts).map { batch[$0] }
          let result = model.loss(part.map(\.step), targets: part.map(\.target), on: tape)
          rights[shard] = result.right
          return result.loss / Scalar(batch.count)
        }
      }
      let share = (Scalar(epoch) + Scalar(number) / Scalar(batches.count)) / Scalar(settings.epochs)
      let rate =
        settings.learningRate
        * Schedule.cosine(warmup: 20, total: 2000).factor(
          update: Int(share * 2000) + 1, epoch: 0, reductions: 0, share: share)
      try optimizer.update(
        parameters, with: gradients, of: total, rate: rate, clipNorm: settings.clipNorm, threads: threads)
      loss += total * Double(batch.count)
      right += rights.reduce(0, +)
      count += batch.count
      if !goesOn(number + 1, batches.count) { return nil }
    }
    epoch += 1
    let report = ReaderEpochReport(
      epoch: epoch, loss: loss / Double(max(count, 1)), accuracy: Double(right) / Double(max(count, 1)))
    history.append(report)
    return report
  }

  /// Decisions of stories of like length together, the batches in random order.
  private func batches(of questions: [ReaderQuestion], _ random: RandomSource)
    -> [[(step: ReaderStep, target: ReaderChoice)]]
  {
    var draw = random.stream(named: "decisions")
    var all: [(step: ReaderStep, target: ReaderChoice)] = []
    for question in questions {
      var decisions = question.decisions(model)
      if decisions.count > settings.decisionsPerQuestion { draw.shuffle(&decisions) }
      all += decisions.prefix(settings.decisionsPerQuestion)
    }
    draw.shuffle(&all)
    let order = all.indices.sorted { (all[$0].step.factCount, $0) < (all[$1].step.factCount, $1) }
    var batches = chunks(of: order.count, length: settings.batchSize).map { $0.map { all[order[$0]] } }
    draw.shuffle(&batches)
    return batches
  }
}
