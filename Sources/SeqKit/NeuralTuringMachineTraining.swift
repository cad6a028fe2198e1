import SeqAutodiff
import SeqData
import SeqFiles
import SeqModels
import SeqTensor
import SeqTraining
import SystemPackage

/// The training of a Neural Turing Machine or a differentiable neural computer, or of an LSTM for comparison, on an algorithmic
/// task.
///
///     let training = try NeuralTuringMachineTraining(.machine(configuration), settings: settings)
///     while let report = try training.next() { … }
///     training.chooseWeights()
///     let verdict = training.verdict()
///     try training.saveModel(to: "copy.safetensors", card: card)
///
/// Whoever calls `next` decides when to save and when to stop; nothing runs between two calls.
public final class NeuralTuringMachineTraining {
  private let trainer: SequenceTrainer
  private let threads: Int
  /// Whether the solution that was kept stands in the place of the last weights.
  private var usesSolution = false

  /// A fresh learner.
  ///
  /// - Throws: if there can be no such learner or training.
  public init(_ learner: SequenceLearner, settings: SequenceTrainingSettings, threads: Int = 1)
    throws(SettingsError)
  {
    if let problem = settings.problem { throw SettingsError(problem) }
    if let problem = learner.problem { throw SettingsError(problem) }
    if let slots = settings.trainingSlots, let problem = learner.withSlots(slots).problem {
      throw SettingsError("while learning, \(problem)")
    }
    trainer = SequenceTrainer(learner, settings: settings, threads: threads)
    self.threads = threads
  }

  /// Goes on as if it had never stopped.
  ///
  /// - Throws: what is wrong with the checkpoint.
  public init(resuming checkpoint: FilePath, threads: Int = 1) throws(FileError) {
    trainer = try SequenceCheckpoint.load(checkpoint, threads: threads)
    self.threads = threads
  }

  /// What learns.
  public var learner: SequenceLearner { trainer.learner }
  /// How it learns.
  public var settings: SequenceTrainingSettings { trainer.settings }
  /// Where the training stands.
  public var progress: SequenceProgress { trainer.progress }
  /// How many weights the learner has.
  public var parameterCount: Int { trainer.parameters.count }
  /// Whether as many sequences have been learned from as the settings say.
  public var isFinished: Bool { trainer.isFinished }

  /// After how many sequences the weights stood that are judged, shown and written.
  public var weightsAt: Int { (usesSolution ? progress.solutionAt : nil) ?? progress.sequences }

  /// The weights that are judged, shown and written.
  private var parameters: ParameterStore {
    (usesSolution ? trainer.solution : nil) ?? trainer.parameters
  }

  /// Learns from more sequences in all than the settings said.
  ///
  /// - Throws: where that is not the training that would have been with so many from the start: fewer, or more once the
  ///   learning rate has begun to fall, which it does over the last half.
  public func lengthen(to sequences: Int) throws(SettingsError) {
    guard sequences != settings.sequences else { return }
    guard sequences > settings.sequences else {
      throw SettingsError("a training of \(settings.sequences) sequences does not become one of \(sequences)")
    }
    guard settings.finalRate == 1 || progress.sequences <= settings.sequences / 2 else {
      throw SettingsError(
        "after \(progress.sequences) of \(settings.sequences) sequences the learning rate is falling already, and with "
          + "\(sequences) it would not be")
    }
    trainer.lengthen(to: sequences)
  }

  /// Learns from so many sequences more; nil when the training is over.
  ///
  /// Where the cost is low the task is tried on 1,000 fresh sequences, and the first time that it is solved is noted. From then
  /// on it is tried every 5,000 sequences, and the last weights that solve it are kept: what is learned later can undo it.
  ///
  /// - Throws: if the loss or a gradient is no number any more.
  public func next(_ count: Int = 100) throws(TrainingDiverged) -> SequenceReport? {
    usesSolution = false
    let before = progress.sequences
    guard let report = try trainer.next(count) else { return nil }
    // How low the cost of n-grams can be depends on the sequences: they are tried at intervals from the start.
    let isDue =
      (progress.solvedAt == nil && settings.task.task != .ngrams)
      || before / Self.solutionInterval < progress.sequences / Self.solutionInterval
    if isDue, report.longest == settings.task.longest, mayBeSolved(report.bits) {
      // The first hundred of the thousand tell most failures apart, for a tenth of the time.
      if [100, 1000].allSatisfy({ settings.task.isSolved(by: score($0)) }) { trainer.noteSolved() }
    }
    return report
  }

  private static let solutionInterval = 5000

  /// Whether it is worth while to look: trying takes as long as learning from some hundred sequences.
  private func mayBeSolved(_ bits: Double) -> Bool {
    switch settings.task.task {
    case .copy, .repeatCopy: bits < 0.05
    case .associativeRecall: bits < 0.1
    case .ngrams: true
    case .sort, .prioritySort: bits < 1
    }
  }

  /// How good it is on fresh sequences: of one length, or of the lengths that it is trained on.
  public func score(_ count: Int, length: Int? = nil) -> SequenceScore {
    evaluate(
      trainer.predictor, parameters, settings.task,
      on: settings.task.freshContents(count, length: length, seed: settings.seed), threads: threads)
  }

  /// Ends a training: where the last weights do not solve the task and earlier ones did, those are judged, shown and written.
  ///
  /// A checkpoint goes on from the last weights nevertheless.
  public func chooseWeights() {
    usesSolution = false
    usesSolution = trainer.solution != nil && !settings.task.isSolved(by: score(1000))
  }

  /// What came out of the training, with the last weights or those that were chosen.
  public func verdict() -> SequenceVerdict {
    let score = score(1000)
    let isSolved = settings.task.isSolved(by: score)
    var lengths: [(length: Int, score: SequenceScore)] = []
    for length in settings.task.testLengths where fits(length) {
      lengths.append((length, self.score(20, length: length)))
    }
    return SequenceVerdict(
      score: score, isSolved: isSolved, solvedAt: isSolved ? progress.solvedAt ?? progress.sequences : nil,
      solutionAt: usesSolution ? weightsAt : nil, lengths: lengths)
  }

  /// Whether a machine's memory has room for the vectors of such a sequence.
  private func fits(_ length: Int) -> Bool {
    guard let slots = learner.slots, settings.task.needsSlotForEachVector else { return true }
    return length <= slots
  }

  /// The machine as it is now, over the parameters that are still being trained or those that were chosen; nil for an LSTM.
  public func machine(card: ModelCard = ModelCard(name: "", summary: "")) -> NeuralTuringMachine? {
    guard let model = trainer.predictor as? any MemoryMachine else { return nil }
    return NeuralTuringMachine(
      card: card, model: model, parameters: parameters, task: settings.task)
  }

  /// Writes what `init(resuming:threads:)` needs.
  ///
  /// - Throws: a `FileError` if the file cannot be written; what was there before is then unchanged.
  public func save(to path: FilePath) throws(FileError) { try SequenceCheckpoint.write(trainer, to: path) }

  /// Writes the machine.
  ///
  /// - Throws: a `FileError` if the file cannot be written; what was there before is then unchanged. An LSTM is no machine
  ///   and has no model file.
  public func saveModel(to path: FilePath, card: ModelCard, storage: WeightStorage = .float16)
    throws(FileError)
  {
    guard let model = trainer.predictor as? any MemoryMachine else {
      throw FileError(.badData, path.string, "an LSTM that was trained for comparison has no model file")
    }
    try NeuralTuringMachineFile.write(
      .init(model: model, parameters: parameters, task: settings.task), card: card,
      training: settings, storage: storage, to: path)
  }
}

/// What came out of a training on an algorithmic task.
public struct SequenceVerdict: Sendable {
  /// On 1,000 fresh sequences of the lengths that were trained on.
  public let score: SequenceScore
  /// By `AlgorithmicTaskSettings.isSolved(by:)`.
  public let isSolved: Bool
  /// After how many sequences the task was first found to be solved, if it is solved at the end.
  public let solvedAt: Int?
  /// After how many sequences the weights stood, where the last ones do not solve the task and these do; nil for the last.
  public let solutionAt: Int?
  /// On 20 fresh sequences each of other lengths, most of them longer.
  public let lengths: [(length: Int, score: SequenceScore)]

  /// The greatest length up to which no bit was wrong at any length tried; nil if there is none.
  public var longestFaultless: Int? { lengths.prefix { $0.score.bitErrors == 0 }.last?.length }
}

extension AlgorithmicTaskSettings {
  /// Lengths that a verdict tries: half the longest, the longest, and up to six times that.
  public var testLengths: [Int] {
    if task == .ngrams { return [] }
    let multiples: [Double] =
      task == .associativeRecall ? [0.5, 1, 5 / 3, 2.5, 10 / 3] : [0.5, 1, 1.5, 2.5, 4, 6]
    // Several fall together where there is one length only.
    return Set(multiples.map { max(Int((Double(longest) * $0).rounded()), shortest) }).sorted()
  }
}

extension SequenceLearner {
  /// The machine that learns a task by default.
  public static func standardMachine(_ task: AlgorithmicTaskSettings) -> NeuralTuringMachineConfiguration {
    var machine = NeuralTuringMachineConfiguration(inputSize: task.inputSize, outputSize: task.outputSize)
    switch task.task {
    // It compares numbers bit by bit: 100 units did so on one seed of three.
    case .sort: machine.controllerSize = 200
    case .prioritySort:
      machine.controllerSize = 150
      machine.memory.readHeads = 4
      machine.memory.writeHeads = 4
      // Slots that differ from the start can be told apart by content, so that a priority can name one.
      machine.initialMemory = .random(deviation: 0.1, seed: 1)
    default: break
    }
    return machine
  }

  /// The differentiable neural computer that learns a task by default.
  public static func standardComputer(_ task: AlgorithmicTaskSettings)
    -> DifferentiableNeuralComputerConfiguration
  {
    var computer = DifferentiableNeuralComputerConfiguration(
      inputSize: task.inputSize, outputSize: task.outputSize)
    if task.task == .associativeRecall {
      computer.memory = DynamicMemorySizes(slots: 32, width: 20, readHeads: 2)
    }
    return computer
  }
}

extension SequenceTrainingSettings {
  /// How a task is learned by default, with a rate that falls in the second half: recall by the paper's gradient descent, faster;
  /// the others by Adam. The former leaves the last bits wrong where a machine has to count or to compare, and of machines that
  /// copy more of those by Adam go on without a fault far beyond the lengths that they learned.
  public static func standard(_ task: AlgorithmicTaskSettings) -> SequenceTrainingSettings {
    var settings = SequenceTrainingSettings(task: task)
    settings.learningRate = 2e-4
    settings.finalRate = 0.05
    switch task.task {
    case .copy:
      settings.sequences = 50_000
      settings.trainingSlots = task.longest * 3 / 2 + 2
      settings.learnByAdam(beta2: 0.95, epsilon: 1e-4)
    case .repeatCopy:
      settings.sequences = 60_000
      settings.learnByAdam(beta2: 0.95, epsilon: 1e-4)
    case .associativeRecall: settings.sequences = 50_000
    case .ngrams:
      settings.sequences = 30_000
      settings.learnByAdam()
    case .sort, .prioritySort:
      settings.sequences = task.task == .sort ? 150_000 : 300_000
      settings.learnByAdam()
    }
    return settings
  }

  /// How a differentiable neural computer learns a task by default: by Adam, with which recall takes far fewer sequences than
  /// with Graves' RMSProp.
  public static func computer(_ task: AlgorithmicTaskSettings) -> SequenceTrainingSettings {
    var settings = standard(task)
    settings.trainingSlots = nil
    settings.learnByAdam()
    switch task.task {
    case .copy: settings.sequences = 40_000
    case .associativeRecall: settings.sequences = 80_000
    default: break
    }
    return settings
  }

  /// A machine that copies learns sooner with the decay and the ε of the paper's rule, 0.95 and 1e-4; with the usual ones a
  /// gradient that comes when all others have vanished makes a step that undoes what was learned. A machine that sorts is
  /// better with the usual ones.
  private mutating func learnByAdam(beta2: Scalar = 0.999, epsilon: Scalar = 1e-8) {
    optimizer = .adam(beta2: beta2, epsilon: epsilon)
    learningRate = 1e-3
    clipValue = 0
    clipNorm = 10
  }
}
