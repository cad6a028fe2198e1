import ArgumentParser
import SeqData
import SeqModels

extension AlgorithmicTask: ExpressibleByArgument {
  /// Its name, or `recall` for the longest of them.
  public init?(argument: String) {
    if argument == "recall" { self = .associativeRecall } else { self.init(rawValue: argument) }
  }
}

extension NeuralTuringMachineConfiguration.Controller: ExpressibleByArgument {}
extension NeuralTuringMachineConfiguration.InitialWeighting: ExpressibleByArgument {}

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
      "Slots of the memory; a learned machine runs with any number. Default in a training: "
        + ofMachines({ "\($0.machine.memory.slots)" }, { "\($0.computer.memory.slots)" })
        + "; later what it learned with.", valueName: "n"))
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
