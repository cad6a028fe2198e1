import Foundation
import SeqAutodiff
import SeqData
import SeqModels
import SeqTensor
import SeqTraining
import Testing

@Suite struct SequenceTrainerTests {
  /// A state of zero that stays so costs a bit a step, while its gradient grows a hundredfold on the way back through each.
  @Test func overflownGradientsAreLeftOut() throws {
    let task = AlgorithmicTaskSettings(.ngrams)
    let lstm = RecurrentPredictor.Configuration(inputSize: task.inputSize, outputSize: task.outputSize)
    let trainer = SequenceTrainer(.lstm(lstm), settings: SequenceTrainingSettings(task: task))
    let parameters = trainer.parameters
    for entry in parameters.entries {
      let value: Scalar =
        switch entry.name {
        case "rnn.weight_hh_l0": 100
        case "output.weight": .greatestFiniteMagnitude / 10
        default: 0
        }
      parameters[entry.parameter] = parameters[entry.parameter].map { _ in value }
    }
    func values() -> [Scalar] { parameters.entries.flatMap { parameters[$0.parameter] } }
    let before = values()
    for number in 1...3 {
      let report = try #require(try trainer.next(1))
      #expect(abs(report.bits - Double(task.longest - task.context)) < 1e-3 && report.sequences == number)
      #expect(trainer.progress.leftOut == number && trainer.progress.updates == 0)
    }
    let error = #expect(throws: TrainingDiverged.self) { try trainer.next(1) }
    #expect(error?.loss.isFinite == true && error?.gradientNorm.isFinite == false)
    #expect(values() == before)
  }

  /// A learner is written under its kind, and read too as it was written before, with "_0" between.
  @Test(arguments: [
    ("machine", SequenceLearner.machine(.init(inputSize: 3, outputSize: 2))),
    ("computer", SequenceLearner.computer(.init(inputSize: 3, outputSize: 2))),
    ("lstm", SequenceLearner.lstm(.init(inputSize: 3, outputSize: 2))),
  ]) func bothFormsOfALearnerAreRead(kind: String, learner: SequenceLearner) throws {
    let data = try JSONEncoder().encode(learner)
    let written = try #require(try JSONSerialization.jsonObject(with: data) as? [String: [String: Any]])
    let configuration = try #require(written[kind])
    #expect(written.count == 1 && configuration["inputSize"] as? Int == 3 && configuration["_0"] == nil)
    #expect(try JSONDecoder().decode(SequenceLearner.self, from: data) == learner)
    func read(_ object: [String: Any]) throws -> SequenceLearner {
      try JSONDecoder().decode(SequenceLearner.self, from: JSONSerialization.data(withJSONObject: object))
    }
    #expect(try read([kind: ["_0": configuration]]) == learner)
    let nothing: [String: Any] = [:]
    let bad: [[String: Any]] = [nothing, ["turing": configuration], [kind: ["_0": nothing]], [kind: 5]]
    for bad in bad {
      #expect(throws: DecodingError.self) { _ = try read(bad) }
    }
  }

  /// A memory's first contents are written by name, and a constant is read too as it was written before.
  @Test(arguments: [
    (NeuralTuringMachineConfiguration.InitialMemory.constant(0.5), #"{"constant":0.5}"#),
    (.constant(0.5), #"{"constant":{"_0":0.5}}"#),
    (.learnedRow, #"{"learnedRow":{}}"#),
    (
      .random(deviation: 0.5, seed: 18_446_744_073_709_551_615),
      #"{"random":{"deviation":0.5,"seed":18446744073709551615}}"#
    ),
  ]) func bothFormsOfAnInitialMemoryAreRead(
    memory: NeuralTuringMachineConfiguration.InitialMemory, json: String
  ) throws {
    typealias Memory = NeuralTuringMachineConfiguration.InitialMemory
    #expect(try JSONDecoder().decode(Memory.self, from: Data(json.utf8)) == memory)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let written = String(decoding: try encoder.encode(memory), as: UTF8.self)
    #expect(written == json.replacing(#"{"_0":0.5}"#, with: "0.5"))
    for bad in ["{}", #"{"constant":{}}"#, #"{"constant":"x"}"#, #"{"random":{}}"#, #"{"zeros":0}"#] {
      #expect(throws: DecodingError.self) { _ = try JSONDecoder().decode(Memory.self, from: Data(bad.utf8)) }
    }
  }

  /// Knowing nothing costs a bit a bit; what costs a thousand times that has diverged, though it is a number.
  @Test(arguments: [1, 4]) func anExplodedCostIsNoEnd(sequences: Int) {
    var settings = SequenceTrainingSettings(task: AlgorithmicTaskSettings(.copy))
    settings.task.longest = 3
    settings.sequences = sequences
    settings.learningRate = 1e10
    let learner = SequenceLearner.machine(
      .init(inputSize: settings.task.inputSize, outputSize: settings.task.outputSize))
    let trainer = SequenceTrainer(learner, settings: settings)
    #expect(throws: TrainingDiverged.self) { while try trainer.next(1) != nil {} }
  }

  @Test func impossibleTrainingsAreNamed() {
    func problem(_ change: (inout SequenceTrainingSettings) -> Void) -> String? {
      var settings = SequenceTrainingSettings(task: AlgorithmicTaskSettings(.copy))
      change(&settings)
      return settings.problem
    }
    #expect(problem { _ in } == nil)
    #expect(problem { $0.sequences = 0 }?.contains("sequence") == true)
    #expect(problem { $0.batchSize = 4097 }?.contains("batch") == true)
    #expect(problem { $0.trainingSlots = 0 }?.contains("slots") == true)
    #expect(problem { $0.clipValue = .infinity }?.contains("clipping value") == true)
    #expect(problem { $0.optimizer = .sgd(momentum: 1) }?.contains("momentum") == true)
    #expect(problem { $0.optimizer = .adam(epsilon: .nan) }?.contains("epsilon") == true)
    func lstmProblem(_ change: (inout RecurrentPredictor.Configuration) -> Void) -> String? {
      var lstm = RecurrentPredictor.Configuration(inputSize: 9, outputSize: 8)
      change(&lstm)
      return SequenceLearner.lstm(lstm).problem
    }
    #expect(lstmProblem { _ in } == nil)
    #expect(lstmProblem { $0.hiddenSize = 0 }?.contains("hiddenSize") == true)
    #expect(lstmProblem { $0.layers = 65 }?.contains("layers") == true)
  }
}
