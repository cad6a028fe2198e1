import FoundationEssentials
import SeqAutodiff
import SeqData
import SeqLayers
import SeqModels
import SeqTensor
import SeqTraining
import SystemPackage

/// A Neural Turing Machine or a differentiable neural computer and the task that it learned, in a model file.
///
/// The part "machine" of the metadata says which of them; files without it hold a Neural Turing Machine.
public enum NeuralTuringMachineFile {
  public static let kind = "ntm"

  /// Everything that such a machine is made of.
  public struct Contents: Sendable {
    public let model: any MemoryMachine
    public let parameters: ParameterStore
    public let task: AlgorithmicTaskSettings

    public init(model: any MemoryMachine, parameters: ParameterStore, task: AlgorithmicTaskSettings) {
      self.model = model
      self.parameters = parameters
      self.task = task
    }
  }

  private enum Kind: String, Sendable, Codable {
    case turing = "ntm"
    case computer = "dnc"
  }

  /// Makes the machine that a file describes.
  public static func load(from file: ModelFile) throws(FileError) -> Contents {
    guard file.kind == kind else {
      throw FileError(
        .badData, file.tensors.name,
        "it holds a model of the kind \(file.kind); a Neural Turing Machine (\(kind)) is needed")
    }
    let learner = try learner(of: file)
    let task = try file.decode(AlgorithmicTaskSettings.self, "task")
    if let problem = learner.problem ?? task.problem {
      throw FileError(.badData, file.tensors.name, "its configuration cannot be: \(problem)")
    }
    guard learner.inputSize == task.inputSize, learner.outputSize == task.outputSize else {
      throw FileError(
        .badData, file.tensors.name,
        "the machine has \(learner.inputSize) inputs and \(learner.outputSize) outputs, its task "
          + "\(task.task.rawValue) has \(task.inputSize) and \(task.outputSize)")
    }
    var scope = ParameterScope()
    guard let model = learner.makePredictor(scope: &scope) as? any MemoryMachine else {
      throw FileError(.badData, file.tensors.name, "what it describes has no memory")
    }
    try file.checkRoom(for: scope.count)
    let parameters = scope.finishEmpty()
    try file.load(into: parameters)
    return Contents(model: model, parameters: parameters, task: task)
  }

  private static func learner(of file: ModelFile) throws(FileError) -> SequenceLearner {
    let kind =
      file.tensors.metadata["seqkit.machine"] == nil ? .turing : try file.decode(Kind.self, "machine")
    switch kind {
    case .turing:
      return .machine(try file.decode(NeuralTuringMachineConfiguration.self, "configuration"))
    case .computer:
      return .computer(try file.decode(DifferentiableNeuralComputerConfiguration.self, "configuration"))
    }
  }

  /// Writes a machine.
  ///
  /// - Parameter training: the settings it was trained with, kept for the record.
  public static func write(
    _ contents: Contents, card: ModelCard, training: SequenceTrainingSettings? = nil, storage: WeightStorage,
    to path: FilePath
  ) throws(FileError) {
    var parts: [(String, any Encodable & Sendable)] = [("task", contents.task)]
    switch contents.model {
    case let model as NeuralTuringMachineModel: parts.append(("configuration", model.configuration))
    case let model as DifferentiableNeuralComputerModel:
      parts += [("machine", Kind.computer), ("configuration", model.configuration)]
    default: throw FileError(.badData, path.string, "there is no file for a machine of this kind")
    }
    if let training { parts.append(("training", training)) }
    try ModelFile.write(
      kind: kind, card: card, parts: parts, parameters: contents.parameters, storage: storage, to: path)
  }
}

/// Everything that a training on an algorithmic task needs to go on as if it had never stopped, in one file.
public enum SequenceCheckpoint {
  private static let kind = "ntm checkpoint"

  /// Makes the trainer that a file describes, as it stood.
  public static func load(_ path: FilePath, threads: Int) throws(FileError) -> SequenceTrainer {
    let file = try ModelFile(contentsOf: path)
    guard file.kind == kind else {
      throw FileError(.badData, path.string, "it holds a \(file.kind); a \(kind) is needed to resume")
    }
    let learner = try file.decode(SequenceLearner.self, "learner")
    let settings = try file.decode(SequenceTrainingSettings.self, "settings")
    let progress = try file.progress(SequenceProgress.self)
    if let problem = problem(learner, settings, progress) {
      throw FileError(.badData, path.string, "its settings cannot be: \(problem)")
    }
    var scope = ParameterScope()
    _ = learner.makePredictor(scope: &scope)
    guard let block = file.tensors["parameters"], block.count == scope.count else {
      throw FileError(.badData, path.string, "its weights do not fit the model that its settings describe")
    }
    let trainer = SequenceTrainer(learner, settings: settings, threads: threads)
    if progress.solutionAt != nil { _ = trainer.roomForSolution() }
    for (name, block) in blocks(of: trainer) { try file.tensors.fill(block, fromBlock: name) }
    trainer.parameters.valuesChanged()
    trainer.solution?.valuesChanged()
    trainer.restore(progress)
    return trainer
  }

  private static func problem(
    _ learner: SequenceLearner, _ settings: SequenceTrainingSettings, _ progress: SequenceProgress
  ) -> String? {
    let task = settings.task
    if let problem = settings.problem { return problem }
    if !(task.shortest...task.longest).contains(progress.longest) {
      return "longest length \(progress.longest)"
    }
    if let problem = learner.problem { return problem }
    if let slots = settings.trainingSlots, let problem = learner.withSlots(slots).problem { return problem }
    return learner.inputSize == task.inputSize && learner.outputSize == task.outputSize
      ? nil : "learner and task differ in width"
  }

  public static func write(_ trainer: SequenceTrainer, to path: FilePath) throws(FileError) {
    try ModelFile.writeCheckpoint(
      kind: kind, blocks: blocks(of: trainer).map { ($0.0, $0.1.elements) },
      parts: [
        ("learner", trainer.learner), ("settings", trainer.settings), ("progress", trainer.progress),
      ], to: path)
  }

  private static func blocks(of trainer: SequenceTrainer) -> [(String, Scalars)] {
    [("parameters", trainer.parameters.values)]
      + trainer.optimizer.moments.enumerated().map { ("moment.\($0)", $1) }
      + (trainer.solution.map { [("solution", $0.values)] } ?? [])
  }
}
