import SeqData
import SeqKit
import SeqModels
import SeqTraining

/// What holds for a machine and a task where no flag is given. Help reads it from the code.
struct TaskDefaults {
  let machine: NeuralTuringMachineConfiguration
  let computer: DifferentiableNeuralComputerConfiguration
  /// A Neural Turing Machine's, and in the defaults of a differentiable neural computer that one's.
  let training: SequenceTrainingSettings

  init(_ task: AlgorithmicTask, isComputer: Bool = false) {
    let settings = AlgorithmicTaskSettings(task)
    machine = SequenceLearner.standardMachine(settings)
    computer = SequenceLearner.standardComputer(settings)
    training = isComputer ? .computer(settings) : .standard(settings)
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
    case .sgd(let momentum, _): momentum == 0 ? "sgd" : "momentum"
    case .adagrad: "adagrad"
    case .rmsProp: "rmsprop"
    case .rmsPropGraves: "rmsprop-graves"
    case .adam(_, _, _, let decay): decay == 0 ? "adam" : "adamw"
    }
  }
}

/// The default that most tasks have, and which have another: "100 (sort: 200; priority-sort: 150)".
func ofTasks(isComputer: Bool = false, _ value: (TaskDefaults) -> String) -> String {
  let all = AlgorithmicTask.allCases.map { task in
    (task: task.rawValue, value: value(TaskDefaults(task, isComputer: isComputer)))
  }
  let counts = all.map { entry in all.count { $0.value == entry.value } }
  // The first of those that are equally frequent.
  let usual = zip(all, counts).first { $0.1 == counts.max() }?.0.value ?? ""
  let others = all.filter { $0.value != usual }.map { "\($0.task): \($0.value)" }
  return others.isEmpty ? usual : "\(usual) (\(others.joined(separator: "; ")))"
}

/// The defaults of both machines: "128; with --machine dnc 64 (associative-recall: 32)".
func ofMachines(_ machine: (TaskDefaults) -> String, _ computer: (TaskDefaults) -> String) -> String {
  let (usual, other) = (ofTasks(machine), ofTasks(isComputer: true, computer))
  return usual == other ? usual : "\(usual); with --machine dnc \(other)"
}

/// The same for what trainings of both have.
func ofTrainings(_ value: (SequenceTrainingSettings) -> String) -> String {
  ofMachines({ value($0.training) }, { value($0.training) })
}
