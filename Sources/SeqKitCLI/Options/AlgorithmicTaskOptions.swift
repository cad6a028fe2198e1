import ArgumentParser
import SeqData
import SeqKit
import SeqLayers
import SeqModels
import SeqTensor
import SeqTraining

extension AlgorithmicTask: ExpressibleByArgument {
  /// Its name, or `recall` for the longest of them.
  public init?(argument: String) {
    if argument == "recall" { self = .associativeRecall } else { self.init(rawValue: argument) }
  }
}

extension NeuralTuringMachineConfiguration.Controller: ExpressibleByArgument {}
extension NeuralTuringMachineConfiguration.InitialWeighting: ExpressibleByArgument {}

/// What holds for a Neural Turing Machine and a task where no flag is given. Help reads it from the code.
private struct TaskDefaults {
  let task: AlgorithmicTask
  let machine: NeuralTuringMachineConfiguration
  let training: SequenceTrainingSettings

  init(_ task: AlgorithmicTask) {
    let settings = AlgorithmicTaskSettings(task)
    self.task = task
    machine = SequenceLearner.standardMachine(settings)
    training = .standard(settings)
  }

  var initialMemory: String {
    switch machine.initialMemory {
    case .constant: "constant"
    case .learnedRow: "learned"
    case .random: "random"
    }
  }

  var optimizer: String {
    switch training.optimizer {
    case .sgd(let momentum): momentum == 0 ? "sgd" : "momentum"
    case .adagrad: "adagrad"
    case .rmsProp: "rmsprop"
    case .rmsPropGraves: "rmsprop-graves"
    case .adam(_, _, _, let decay): decay == 0 ? "adam" : "adamw"
    }
  }
}

/// The default that most tasks have, and which have another: "100 (sort: 200; priority-sort: 150)".
private func ofTasks(_ value: (TaskDefaults) -> String) -> String {
  let all = AlgorithmicTask.allCases.map { (task: $0.rawValue, value: value(TaskDefaults($0))) }
  let counts = all.map { entry in all.count { $0.value == entry.value } }
  // The first of those that are equally frequent.
  let usual = zip(all, counts).first { $0.1 == counts.max() }?.0.value ?? ""
  let others = all.filter { $0.value != usual }.map { "\($0.task): \($0.value)" }
  return others.isEmpty ? usual : "\(usual) (\(others.joined(separator: "; ")))"
}

/// Which task, and what its sequences are like.
struct AlgorithmicTaskOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "copy, repeat-copy, associative-recall (or recall), ngrams, sort or priority-sort.", valueName: "task"))
  var task: AlgorithmicTask

  @Option(
    help: ArgumentHelp(
      "Bits of a vector. A machine knows only vectors of the width it learned. Default: "
        + "\(ofTasks { "\($0.training.task.bits)" }).", valueName: "n"))
  var bits: Int?

  @Option(
    help: ArgumentHelp(
      "Length of the random sequence: vectors, items of a recall, bits of n-grams. In a training the longest length. "
        + "Default there: \(ofTasks { "\($0.training.task.longest)" }).", valueName: "n"))
  var length: Int?

  @Option(
    help: ArgumentHelp(
      "Slots of the memory; a learned machine runs with any number. Default: \(ofTasks { "\($0.machine.memory.slots)" }).",
      valueName: "n"))
  var slots: Int?

  func validate() throws {
    if let bits, !(1...64).contains(bits) {
      throw ValidationError("--bits must lie between 1 and 64, not \(bits)")
    }
    if let length, !(1...10_000).contains(length) {
      throw ValidationError("--length must lie between 1 and 10,000, not \(length)")
    }
    if let slots, !(1...65_536).contains(slots) {
      throw ValidationError("--slots must lie between 1 and 65,536, not \(slots)")
    }
  }

  /// The task as it is to be learned.
  ///
  /// - Parameter base: what holds where no flag was given; nil for the task's own lengths and widths.
  func settings(over base: AlgorithmicTaskSettings? = nil, mostRepeats: Int?) throws
    -> AlgorithmicTaskSettings
  {
    var settings = base ?? AlgorithmicTaskSettings(task)
    if let bits { settings.bits = bits }
    if let length {
      settings.longest = length
      settings.shortest = min(settings.shortest, length)
      // N-grams and priority sort have one length.
      if task == .ngrams || task == .prioritySort { settings.shortest = length }
    }
    if let mostRepeats { settings.mostRepeats = mostRepeats }
    if let problem = settings.problem { throw Failure(unfit: problem) }
    return settings
  }
}

/// Flags that decide the learner; those not given leave it as it is.
struct MachineFlags: ParsableArguments {
  enum Preset: String, ExpressibleByArgument, CaseIterable {
    /// The defaults.
    case standard
    /// The textbook machine.
    case chapter
  }

  enum Machine: String, ExpressibleByArgument, CaseIterable {
    /// A Neural Turing Machine.
    case ntm
    /// A differentiable neural computer.
    case dnc
  }

  enum Memory: String, ExpressibleByArgument, CaseIterable {
    case constant, learned, random
  }

  @Option(
    help: "ntm, a Neural Turing Machine, or dnc, a differentiable neural computer. Default: ntm.")
  var machine: Machine?
  @Option(
    help: "chapter is the textbook's machine: 128 slots of 16, an LSTM, head layers from normal(0, 0.5).")
  var preset = Preset.standard
  @Option(help: "lstm or feed-forward. Default: \(ofTasks { $0.machine.controller.rawValue }).")
  var controller: NeuralTuringMachineConfiguration.Controller?
  @Option(
    help: ArgumentHelp(
      "Size of the hidden state. Default: \(ofTasks { "\($0.machine.controllerSize)" }).", valueName: "n"))
  var hidden: Int?
  @Option(
    help: ArgumentHelp(
      "Numbers in a slot. Default: \(ofTasks { "\($0.machine.memory.width)" }).", valueName: "n"))
  var width: Int?
  @Option(
    help: ArgumentHelp(
      "Heads that read. Default: \(ofTasks { "\($0.machine.memory.readHeads)" }).", valueName: "n"))
  var readHeads: Int?
  @Option(
    help: ArgumentHelp(
      "Heads that write. Default: \(ofTasks { "\($0.machine.memory.writeHeads)" }).", valueName: "n"))
  var writeHeads: Int?
  @Option(
    help: ArgumentHelp(
      "How far a head moves at most in a step. Default: \(ofTasks { "\($0.machine.memory.shiftRange)" }).",
      valueName: "n"))
  var shiftRange: Int?
  @Option(
    help:
      "constant, learned or random: what the slots hold at first. Default: \(ofTasks { $0.initialMemory }).")
  var initialMemory: Memory?
  @Option(
    help:
      "first or uniform: where the heads stand at first. Default: \(ofTasks { $0.machine.initialWeighting.rawValue })."
  )
  var initialWeighting: NeuralTuringMachineConfiguration.InitialWeighting?
  @Flag(help: "Let key strengths fall below 1: softplus in place of 1 + softplus.")
  var strengthFromZero = false
  @Flag(help: "Train an LSTM in place of the machine, for comparison: 256 units, --layers of them.")
  var lstm = false
  @Option(help: ArgumentHelp("Layers of that LSTM; the paper's has 3. Default: 1.", valueName: "n"))
  var layers: Int?

  func validate() throws {
    if let layers, !(1...16).contains(layers) {
      throw ValidationError("--layers must lie between 1 and 16, not \(layers)")
    }
    if layers != nil && !lstm { throw ValidationError("--layers belongs to --lstm") }
    if lstm && machine != nil { throw ValidationError("--machine does not go with --lstm") }
    if machine == .dnc {
      // What a differentiable neural computer has in one form only, or not at all.
      let all: [(String, Bool)] = [
        ("preset", preset != .standard), ("write-heads", writeHeads != nil),
        ("shift-range", shiftRange != nil),
        ("initial-memory", initialMemory != nil), ("initial-weighting", initialWeighting != nil),
        ("strength-from-zero", strengthFromZero),
      ]
      if let flag = all.first(where: { $0.1 })?.0 {
        throw ValidationError("--\(flag) does not go with --machine dnc")
      }
    }
  }

  /// What the preset or the kind of machine is without other flags.
  func standardLearner(_ task: AlgorithmicTaskSettings) -> SequenceLearner {
    if lstm { return .lstm(.init(inputSize: task.inputSize, outputSize: task.outputSize)) }
    if machine == .dnc { return .computer(SequenceLearner.standardComputer(task)) }
    return .machine(
      preset == .chapter
        ? .chapter(inputSize: task.inputSize, outputSize: task.outputSize)
        : SequenceLearner.standardMachine(task))
  }

  /// - Parameter base: what holds where no flag was given.
  /// - Throws: a `Failure` if there can be no such learner.
  func learner(over base: SequenceLearner, slots: Int?) throws -> SequenceLearner {
    switch base {
    case .lstm(var configuration):
      if let hidden { configuration.hiddenSize = hidden }
      if let layers { configuration.layers = layers }
      guard (1...4096).contains(configuration.hiddenSize) else {
        throw Failure(unfit: "hidden must lie between 1 and 4,096, not \(configuration.hiddenSize)")
      }
      let learner = SequenceLearner.lstm(configuration)
      if let problem = learner.problem { throw Failure(unfit: problem) }
      return learner
    case .computer(var computer):
      if let controller { computer.controller = controller }
      if let hidden { computer.controllerSize = hidden }
      if let slots { computer.memory.slots = slots }
      if let width { computer.memory.width = width }
      if let readHeads { computer.memory.readHeads = readHeads }
      if let problem = computer.problem { throw Failure(unfit: problem) }
      return .computer(computer)
    case .machine(let machine): return .machine(try self.machine(over: machine, slots))
    }
  }

  private func machine(over base: NeuralTuringMachineConfiguration, _ slots: Int?) throws
    -> NeuralTuringMachineConfiguration
  {
    var machine = base
    func set<Value>(_ value: Value?, _ path: WritableKeyPath<NeuralTuringMachineConfiguration, Value>) {
      if let value { machine[keyPath: path] = value }
    }
    set(controller, \.controller)
    set(hidden, \.controllerSize)
    set(slots, \.memory.slots)
    set(width, \.memory.width)
    set(readHeads, \.memory.readHeads)
    set(writeHeads, \.memory.writeHeads)
    set(shiftRange, \.memory.shiftRange)
    set(initialWeighting, \.initialWeighting)
    if strengthFromZero { machine.memory.strengthFromOne = false }
    switch initialMemory {
    case .constant: machine.initialMemory = .constant(1e-6)
    case .learned: machine.initialMemory = .learnedRow
    case .random: machine.initialMemory = .random(deviation: 0.1, seed: 1)
    case nil: break
    }
    if let problem = machine.problem { throw Failure(unfit: problem) }
    return machine
  }
}

/// Flags that decide the training; those not given leave it as it is.
struct SequenceTrainingFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How many sequences to learn from. Default: \(ofTasks { grouped($0.training.sequences) }).",
      valueName: "n"))
  var sequences: Int?
  @Option(
    help: ArgumentHelp(
      "Sequences that make one update. Default: \(ofTasks { "\($0.training.batchSize)" }).", valueName: "n"))
  var batch: Int?
  @Option(
    help:
      "sgd, momentum, adagrad, rmsprop, rmsprop-graves, adam or adamw. Default: \(ofTasks { $0.optimizer }).")
  var optimizer: OptimisationFlags.Rule?
  @Option(
    help: ArgumentHelp(
      "Learning rate. Default: \(ofTasks { "\($0.training.learningRate)" }).", valueName: "rate"))
  var learningRate: Double?
  @Option(
    help: ArgumentHelp(
      "The rate falls to this share of itself over the last half. Default: \(ofTasks { "\($0.training.finalRate)" }).",
      valueName: "share"))
  var finalRate: Double?
  @Option(
    help: ArgumentHelp(
      "Largest gradient norm; 0 for no limit. Default: \(ofTasks { "\($0.training.clipNorm)" }).",
      valueName: "norm"))
  var clipNorm: Double?
  @Option(
    help: ArgumentHelp(
      "Largest single gradient; 0 for no limit. Default: \(ofTasks { "\($0.training.clipValue)" }).",
      valueName: "value"))
  var clipValue: Double?
  @Option(
    help: ArgumentHelp(
      "Slots of the memory for every other sequence that is learned from, so that a head learns to leave alone what it "
        + "should; 0 for no difference. Default: 0, to copy half as many again as the longest length and 2.",
      valueName: "n"))
  var trainingSlots: Int?
  @Flag(help: "Begin with the shortest sequences; longer ones follow as the task is learned.")
  var curriculum = false
  @Option(
    help: ArgumentHelp(
      "Repeat copy: most repeats in a training. Default: \(AlgorithmicTaskSettings(.repeatCopy).mostRepeats).",
      valueName: "n")) var mostRepeats: Int?

  func validate() throws {
    for (name, value, range) in [
      ("sequences", sequences, 1...1_000_000_000), ("batch", batch, 1...4096),
      ("training-slots", trainingSlots, 0...65_536), ("most-repeats", mostRepeats, 1...1000),
    ] {
      if let value, !range.contains(value) {
        throw ValidationError(
          "--\(name) must lie between \(grouped(range.lowerBound)) and \(grouped(range.upperBound)), not \(value)"
        )
      }
    }
    for (name, value) in [
      ("learning-rate", learningRate), ("final-rate", finalRate), ("clip-norm", clipNorm),
      ("clip-value", clipValue),
    ] {
      if let value, !(value >= 0 && value.isFinite) {
        throw ValidationError("--\(name) must be a number of at least 0, not \(value)")
      }
    }
  }

  /// - Parameter base: what holds where no flag was given.
  /// - Throws: a `Failure` if there can be no such training.
  func settings(over base: SequenceTrainingSettings, seed: UInt64?) throws -> SequenceTrainingSettings {
    var settings = base
    if let seed { settings.seed = seed }
    func set<Value>(_ value: Value?, _ path: WritableKeyPath<SequenceTrainingSettings, Value>) {
      if let value { settings[keyPath: path] = value }
    }
    set(sequences, \.sequences)
    set(batch, \.batchSize)
    set(learningRate.map { Scalar($0) }, \.learningRate)
    set(finalRate.map { Scalar($0) }, \.finalRate)
    set(clipNorm.map { Scalar($0) }, \.clipNorm)
    set(clipValue.map { Scalar($0) }, \.clipValue)
    if let trainingSlots { settings.trainingSlots = trainingSlots == 0 ? nil : trainingSlots }
    settings.curriculum = settings.curriculum || curriculum
    switch optimizer {
    case .sgd: settings.optimizer = .sgd()
    case .momentum: settings.optimizer = .sgd(momentum: 0.9)
    case .adagrad: settings.optimizer = .adagrad()
    case .rmsprop: settings.optimizer = .rmsProp()
    case .rmspropGraves: settings.optimizer = .rmsPropGraves()
    case .adam: settings.optimizer = .adam()
    case .adamw: settings.optimizer = .adam(weightDecay: 0.01)
    case nil: break
    }
    if let problem = settings.problem { throw Failure(unfit: problem) }
    return settings
  }
}
