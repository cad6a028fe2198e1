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

/// Every choice of a training on an algorithmic task that is not one of its model.
public struct SequenceTrainingSettings: Sendable, Hashable, Codable {
  public var task: AlgorithmicTaskSettings
  public var seed: UInt64 = 1
  /// How many sequences are learned from.
  public var sequences = 50_000
  /// How many make an update. Up to eight go side by side on a tape, and the tapes' gradients are added in order.
  public var batchSize = 1
  public var optimizer = OptimizerKind.rmsPropGraves()
  public var learningRate: Scalar = 1e-4
  /// The rate falls to this share of itself, linearly over the last half of the training; 1 for no fall.
  public var finalRate: Scalar = 1
  /// The mean gradient of a batch is scaled down to this norm; 0 for no limit.
  public var clipNorm: Scalar = 0
  /// Every single gradient is limited to this; 0 for no limit. The paper's is 10.
  public var clipValue: Scalar = 10
  /// How many slots a machine's memory has for every other sequence that it learns from; nil for as many as otherwise.
  ///
  /// In a memory that is hardly larger than a sequence, what a head does to slots that it should leave alone costs something.
  /// In a large one it costs nothing, is not unlearned, and harms when a longer sequence fills the memory.
  public var trainingSlots: Int?
  /// Whether the longest length grows from the shortest as the task is learned, by one whenever the mean over the last
  /// hundred sequences is below one bit in twenty.
  public var curriculum = false

  public init(task: AlgorithmicTaskSettings) { self.task = task }

  /// Why there can be no such training; nil if there can.
  public var problem: String? {
    if let problem = task.problem { return problem }
    if let trainingSlots, !(1...65_536).contains(trainingSlots) {
      return "while learning a memory has 1 to 65,536 slots, not \(trainingSlots)"
    }
    if sequences < 1 { return "at least one sequence is needed to learn from, not \(sequences)" }
    if !(1...4096).contains(batchSize) { return "a batch has 1 to 4,096 sequences, not \(batchSize)" }
    for (name, value) in [
      ("learning rate", learningRate), ("final rate", finalRate), ("clipping norm", clipNorm),
      ("clipping value", clipValue),
    ] where !(value.isFinite && value >= 0) {
      return "the \(name) must be a number of at least 0, not \(value)"
    }
    return optimizer.problem
  }
}

/// How a training goes, over the sequences since the last report.
public struct SequenceReport: Sendable, Hashable {
  /// How many sequences have been learned from.
  public let sequences: Int
  /// Mean cost in bits a sequence while training.
  public let bits: Double
  /// The largest gradient norm before clipping.
  public let gradientNorm: Double
  /// The longest length that sequences are drawn from.
  public let longest: Int
}

/// Where a training stands: with parameters and moments all that it needs to go on.
public struct SequenceProgress: Sendable, Hashable, Codable {
  public var sequences = 0
  public var updates = 0
  public var longest: Int
  /// The mean cost of the last hundred sequences or so, in bits.
  public var recentBits: Double?
  /// After how many sequences the task was first found to be solved; nil before.
  public var solvedAt: Int?
  /// After how many sequences the weights stood that are kept as a solution; nil where none are.
  public var solutionAt: Int?
  /// How many batches one after another were left out up to now, because their gradient had overflowed; nil for none.
  public var leftOut: Int?

  public init(longest: Int) { self.longest = longest }
}

/// The loop: draw, loss and gradients, clip, step. The same seed and settings give the same bits on any number of threads.
public final class SequenceTrainer {
  public let predictor: any SequencePredictor
  public let parameters: ParameterStore
  public let learner: SequenceLearner
  public private(set) var settings: SequenceTrainingSettings
  public private(set) var progress: SequenceProgress
  /// The weights with which the task was last found to be solved, since what is learned after it can undo it; nil before.
  public private(set) var solution: ParameterStore?
  package let optimizer: Optimizer
  /// The predictor with the other memory that it learns with, over the same parameters.
  private let learning: any SequencePredictor
  private let sharded: ShardedStep
  private let random: RandomSource

  /// A fresh learner. Neither configuration nor task may have a `problem`.
  public init(_ learner: SequenceLearner, settings: SequenceTrainingSettings, threads: Int = 1) {
    self.learner = learner
    self.settings = settings
    random = RandomSource(seed: settings.seed)
    var scope = ParameterScope()
    predictor = learner.makePredictor(scope: &scope)
    if let machine = predictor as? any MemoryMachine, let slots = settings.trainingSlots {
      learning = machine.withSlots(slots)
    } else {
      learning = predictor
    }
    parameters = scope.finish(random: random.stream(named: "parameters"))
    optimizer = Optimizer(settings.optimizer, for: parameters)
    let shards = Self.shards(first: 0, settings.batchSize, settings).count
    sharded = ShardedStep(parameters: parameters, shards: shards, threads: threads)
    let task = settings.task
    progress = SequenceProgress(longest: settings.curriculum ? task.shortest : task.longest)
  }

  public var isFinished: Bool { progress.sequences >= settings.sequences }

  /// Notes that the task is solved by now, and keeps the weights that solve it.
  public func noteSolved() {
    if progress.solvedAt == nil { progress.solvedAt = progress.sequences }
    progress.solutionAt = progress.sequences
    roomForSolution().copy(parameters)
  }

  /// Where a solution is kept, all zero until it is written.
  package func roomForSolution() -> ParameterStore {
    if let solution { return solution }
    var scope = ParameterScope()
    _ = learner.makePredictor(scope: &scope)
    let room = scope.finishEmpty()
    solution = room
    return room
  }

  /// Learns from so many sequences in all, whatever the settings said.
  package func lengthen(to sequences: Int) { settings.sequences = sequences }

  /// Puts back what a checkpoint kept besides parameters and moments.
  package func restore(_ progress: SequenceProgress) {
    self.progress = progress
    optimizer.restore(updates: progress.updates)
  }

  /// Learns from at least `count` sequences more, whole batches, or as many as are left; nil when there are none.
  ///
  /// - Throws: if the cost explodes, or it or a gradient is no number any more.
  public func next(_ count: Int = 100) throws(TrainingDiverged) -> SequenceReport? {
    guard !isFinished else { return nil }
    var (bits, done, worst) = (0.0, 0, 0.0)
    while done < count, !isFinished {
      let batch = min(settings.batchSize, settings.sequences - progress.sequences)
      let (loss, norm) = try update(batch)
      bits += loss
      worst = max(worst, norm)
      done += batch
      progress.sequences += batch
      progress.updates = optimizer.updates
      advance(meanBits: loss / Double(batch), batch)
    }
    if isFinished { try checkLastUpdate(gradientNorm: worst) }
    return SequenceReport(
      sequences: progress.sequences, bits: bits / Double(done), gradientNorm: worst,
      longest: progress.longest)
  }

  /// The sequences of a batch that share a tape: those of one memory, by eights, whatever the number of threads.
  private static func shards(first: Int, _ batch: Int, _ settings: SequenceTrainingSettings) -> [[Int]] {
    let all = Array(first..<first + batch)
    let groups =
      settings.trainingSlots == nil
      ? [all] : [all.filter { $0.isMultiple(of: 2) }, all.filter { !$0.isMultiple(of: 2) }]
    return groups.flatMap { group in
      stride(from: 0, to: group.count, by: 8).map { Array(group[$0..<min($0 + 8, group.count)]) }
    }
  }

  /// Over hundreds of steps a gradient can overflow though the loss is a number and the parameters are sound. Such a batch
  /// teaches nothing and is left out; with so many one after another the training has diverged.
  private static let mostLeftOut = 3

  /// One update; the batch's cost in bits and its gradient norm.
  private func update(_ batch: Int) throws(TrainingDiverged) -> (bits: Double, norm: Double) {
    let shards = Self.shards(first: progress.sequences, batch, settings)
    let sequences = shards.map { $0.map(drawn) }
    let (loss, gradients) = sharded(of: parameters, shards: shards.count) { shard, tape in
      let predictor = shards[shard][0].isMultiple(of: 2) ? self.learning : self.predictor
      return predictor.cost(of: sequences[shard], on: tape)
    }
    let norm = gradients.norm(threads: 1)
    let isSound = loss < Self.mostCost(of: sequences.flatMap(\.self))
    if isSound, !norm.isFinite, progress.leftOut ?? 0 < Self.mostLeftOut {
      progress.leftOut = (progress.leftOut ?? 0) + 1
      return (loss / M_LN2, 0)
    }
    guard isSound, norm.isFinite else {
      throw TrainingDiverged(update: optimizer.updates + 1, loss: loss, gradientNorm: norm)
    }
    progress.leftOut = nil
    var scale = 1 / Scalar(batch)
    if settings.clipNorm > 0, Scalar(norm) * scale > settings.clipNorm {
      scale = settings.clipNorm / Scalar(norm)
    }
    if settings.clipValue > 0 { gradients.clip(to: settings.clipValue / scale, threads: 1) }
    optimizer.update(parameters, with: gradients, rate: rate, gradientScale: scale)
    return (loss / M_LN2, norm / Double(batch))
  }

  /// The sequence of a number, the same whenever it is drawn while lengths do not grow.
  private func drawn(_ number: Int) -> TaskSequence {
    var draw = random.stream(named: "sequences").stream(named: "\(number)")
    return settings.task.sequence(settings.task.content(longest: progress.longest, random: &draw))
  }

  /// Knowing nothing costs a bit a bit: a thousand times that, here in nats, is no cost that comes down again.
  private static func mostCost(of sequences: [TaskSequence]) -> Double {
    1000 * M_LN2 * Double(sequences.reduce(0) { $0 + $1.targets.count })
  }

  /// What the last update did shows only in a sequence after it, which is not learned from.
  private func checkLastUpdate(gradientNorm: Double) throws(TrainingDiverged) {
    let sequence = drawn(progress.sequences)
    let cost = Tape().evaluate(with: parameters) { Double(predictor.cost(of: [sequence], on: $0).item) }
    guard cost < Self.mostCost(of: [sequence]) else {
      throw TrainingDiverged(update: optimizer.updates, loss: cost, gradientNorm: gradientNorm)
    }
  }

  private var rate: Scalar {
    let done = Scalar(progress.sequences) / Scalar(max(settings.sequences, 1))
    return settings.learningRate * (1 - (1 - settings.finalRate) * max(0, 2 * done - 1))
  }

  private func advance(meanBits: Double, _ batch: Int) {
    let share = min(0.5, 0.01 * Double(batch))
    let recent = progress.recentBits.map { $0 + share * (meanBits - $0) } ?? meanBits
    progress.recentBits = recent
    if progress.longest < settings.task.longest, recent < 0.05 * Double(settings.task.bits) {
      progress.longest += 1
    }
  }
}
