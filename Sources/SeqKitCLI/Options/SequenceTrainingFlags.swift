import ArgumentParser
import SeqData
import SeqTensor
import SeqTraining

/// Flags that decide the training; those not given leave it as it is.
struct SequenceTrainingFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How many sequences to learn from. Default: \(ofTrainings { grouped($0.sequences) }).",
      valueName: "n"))
  var sequences: Int?
  @Option(
    help: ArgumentHelp(
      "Sequences that make one update. Default: \(ofTasks { "\($0.training.batchSize)" }).", valueName: "n"))
  var batch: Int?
  @Option(
    help: ArgumentHelp(
      "sgd, momentum, adagrad, rmsprop, rmsprop-graves, adam or adamw. Default: "
        + ofMachines({ $0.optimizer }, { $0.optimizer }) + "."))
  var optimizer: OptimisationFlags.Rule?
  @Option(
    help: ArgumentHelp(
      "Learning rate. Default: \(ofTrainings { "\($0.learningRate)" }).", valueName: "rate"))
  var learningRate: Double?
  @Option(
    help: ArgumentHelp(
      "The rate falls to this share of itself over the last half. Default: \(ofTasks { "\($0.training.finalRate)" }).",
      valueName: "share"))
  var finalRate: Double?
  @Option(
    help: ArgumentHelp(
      "Largest gradient norm; 0 for no limit. Default: \(ofTrainings { "\($0.clipNorm)" }).",
      valueName: "norm"))
  var clipNorm: Double?
  @Option(
    help: ArgumentHelp(
      "Largest single gradient; 0 for no limit. Default: \(ofTrainings { "\($0.clipValue)" }).",
      valueName: "value"))
  var clipValue: Double?
  @Option(
    help: ArgumentHelp(
      "Slots of the memory for every other sequence that is learned from, so that a head learns to leave alone what it "
        + "should; 0 for no difference. Default: 0; a Neural Turing Machine to copy half as many again as the longest length and 2.",
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
