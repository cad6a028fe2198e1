import SeqAutodiff
import SeqData
import SeqLayers
import SeqModels
import SeqTensor
import SeqTraining
import Testing

@Suite struct SequenceCostTests {
  private func sequences(_ task: AlgorithmicTaskSettings, _ lengths: [Int]) -> [TaskSequence] {
    var random = RandomSource(seed: 4)
    return lengths.map { task.sequence(task.content(length: $0, random: &random)) }
  }

  private func learners(_ task: AlgorithmicTaskSettings) -> [SequenceLearner] {
    var machine = NeuralTuringMachineConfiguration(inputSize: task.inputSize, outputSize: task.outputSize)
    machine.memory = MemorySizes(slots: 7, width: 5)
    machine.controllerSize = 11
    var other = machine
    other.controller = .feedForward
    other.initialMemory = .learnedRow
    var lstm = RecurrentPredictor.Configuration(inputSize: task.inputSize, outputSize: task.outputSize)
    (lstm.hiddenSize, lstm.layers) = (9, 2)
    var computer = DifferentiableNeuralComputerConfiguration(
      inputSize: task.inputSize, outputSize: task.outputSize)
    (computer.memory.slots, computer.memory.width, computer.controllerSize) = (7, 5, 11)
    return [.machine(machine), .machine(other), .computer(computer), .lstm(lstm)]
  }

  /// Sequences of several lengths cost side by side what they cost one by one, and their gradients are the sum.
  @Test(arguments: [AlgorithmicTask.copy, .repeatCopy, .associativeRecall, .sort])
  func sideBySideIsOneByOne(kind: AlgorithmicTask) {
    var task = AlgorithmicTaskSettings(kind)
    task.bits = 3
    let sequences = sequences(task, [2, 5, 3])
    for learner in learners(task) {
      var scope = ParameterScope()
      let predictor = learner.makePredictor(scope: &scope)
      let parameters = scope.finish(random: RandomSource(seed: 8))
      let tape = Tape()
      let (together, sum) = (Gradients(for: parameters), Gradients(for: parameters))
      let cost = tape.valueAndGradients(of: parameters, into: together) {
        predictor.cost(of: sequences, on: $0)
      }
      var total = 0.0
      for sequence in sequences {
        let one = Gradients(for: parameters)
        total += Double(
          tape.valueAndGradients(of: parameters, into: one) { predictor.cost(of: [sequence], on: $0) })
        sum.add(one, threads: 1)
      }
      #expect(abs(Double(cost) - total) < 1e-5 * total, "\(learner)")
      for entry in parameters.entries {
        for (a, b) in zip(together[entry.parameter], sum[entry.parameter]) {
          #expect(abs(a - b) < 1e-4 * max(1, abs(b)), "\(entry.name): \(a) and \(b), \(learner)")
        }
      }
    }
  }
}
