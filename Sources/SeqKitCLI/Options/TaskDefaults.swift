import SeqData
import SeqKit
import SeqModels
import SeqTraining

/// What holds for a Neural Turing Machine and a task where no flag is given. Help reads it from the code.
struct TaskDefaults {
  let machine: NeuralTuringMachineConfiguration
  let training: SequenceTrainingSettings

  init(_ task: AlgorithmicTask) {
    let settings = AlgorithmicTaskSettings(task)
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
    case .sgd(let momentum, _): momentum == 0 ? "sgd" : "momentum"
    case .adagrad: "adagrad"
    case .rmsProp: "rmsprop"
    case .rmsPropGraves: "rmsprop-graves"
    case .adam(_, _, _, let decay): decay == 0 ? "adam" : "adamw"
    }
  }
}

/// The default that most tasks have, and which have another: "100 (sort: 200; priority-sort: 150)".
func ofTasks(_ value: (TaskDefaults) -> String) -> String {
  let all = AlgorithmicTask.allCases.map { (task: $0.rawValue, value: value(TaskDefaults($0))) }
  let counts = all.map { entry in all.count { $0.value == entry.value } }
  // The first of those that are equally frequent.
  let usual = zip(all, counts).first { $0.1 == counts.max() }?.0.value ?? ""
  let others = all.filter { $0.value != usual }.map { "\($0.task): \($0.value)" }
  return others.isEmpty ? usual : "\(usual) (\(others.joined(separator: "; ")))"
}
