import ArgumentParser
import SeqData
import SeqKit
import SeqModels
import SeqTraining

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
      "Size of the hidden state. Default: "
        + ofMachines({ "\($0.machine.controllerSize)" }, { "\($0.computer.controllerSize)" }) + ".",
      valueName: "n"))
  var hidden: Int?
  @Option(
    help: ArgumentHelp(
      "Numbers in a slot. Default: "
        + ofMachines({ "\($0.machine.memory.width)" }, { "\($0.computer.memory.width)" }) + ".",
      valueName: "n"))
  var width: Int?
  @Option(
    help: ArgumentHelp(
      "Heads that read. Default: "
        + ofMachines({ "\($0.machine.memory.readHeads)" }, { "\($0.computer.memory.readHeads)" }) + ".",
      valueName: "n"))
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
