import SeqAutodiff
import SeqLayers
import SeqModels
import SeqTensor
import TestSupport
import Testing

@Suite struct NeuralTuringMachineTests {
  /// Small machines of every kind.
  static let configurations: [NeuralTuringMachineConfiguration] = {
    let sizes = [
      MemorySizes(slots: 7, width: 4), MemorySizes(slots: 1, width: 3),
      MemorySizes(slots: 5, width: 3, readHeads: 2, writeHeads: 2, shiftRange: 2, strengthFromOne: false),
      MemorySizes(slots: 4, width: 2, writeHeads: 0, shiftRange: 0),
      // More slots than the registers hold, and some over.
      MemorySizes(slots: 150, width: 3),
    ]
    return sizes.flatMap { sizes in
      NeuralTuringMachineConfiguration.Controller.allCases.map { controller in
        var configuration = NeuralTuringMachineConfiguration(inputSize: 3, outputSize: 2)
        configuration.controller = controller
        configuration.controllerSize = 5
        configuration.memory = sizes
        configuration.headDeviation = 0.5
        configuration.initialMemory = sizes.slots == 5 ? .random(deviation: 0.5, seed: 2) : .learnedRow
        configuration.initialWeighting = sizes.slots == 7 ? .first : .uniform
        return configuration
      }
    }
  }()

  private func made(_ configuration: NeuralTuringMachineConfiguration, seed: UInt64 = 3)
    -> (NeuralTuringMachineModel, ParameterStore)
  {
    var scope = ParameterScope()
    let model = NeuralTuringMachineModel(configuration, scope: &scope)
    let parameters = scope.finish(random: RandomSource(seed: seed))
    if let reads = parameters["reads"] { parameters[reads] = parameters[reads].map { _ in 0.3 } }
    return (model, parameters)
  }

  /// Outputs and gradients of the fused step are those of the equations one by one.
  @Test(arguments: configurations) func fusedEqualsPlain(_ configuration: NeuralTuringMachineConfiguration) {
    let (model, parameters) = made(configuration)
    let fused = outputsAndGradients(parameters) {
      model.logits(of: model.run(machineInputs($0, time: 5, batch: 2)), at: 1..<5)
    }
    let plain = outputsAndGradients(parameters) {
      model.logits(of: model.runPlainly(machineInputs($0, time: 5, batch: 2)), at: 1..<5)
    }
    #expect(distance(fused.outputs, plain.outputs) < 1e-5)
    #expect(distance(fused.gradients, plain.gradients) < 1e-5)
  }

  /// From the initial state, the learned row and the first reads, to the outputs.
  @Test(arguments: configurations)
  func gradientsAgreeWithFiniteDifferences(_ configuration: NeuralTuringMachineConfiguration) {
    for (isFused, batch) in [(true, 2), (false, 2), (true, 1)] {
      for seed in gradientSeeds() {
        let (model, parameters) = made(configuration, seed: seed)
        let worst = gradientCheck(of: parameters, seed: seed + 1) { tape in
          let inputs = machineInputs(tape, time: 4, batch: batch)
          return model.logits(of: isFused ? model.run(inputs) : model.runPlainly(inputs), at: 0..<4)
        }
        #expect(
          worst.error <= gradientTolerance, "fused \(isFused), \(batch) sequences, seed \(seed): \(worst)")
      }
    }
  }

  @Test func parametersDoNotDependOnTheSlots() {
    for memory in [.constant(1e-6), .learnedRow, .random(deviation: 0.1, seed: 1)]
      as [NeuralTuringMachineConfiguration.InitialMemory]
    {
      let counts = [16, 128, 1024].map { slots in
        var configuration = NeuralTuringMachineConfiguration(inputSize: 9, outputSize: 8)
        configuration.memory.slots = slots
        configuration.initialMemory = memory
        var scope = ParameterScope()
        _ = NeuralTuringMachineModel(configuration, scope: &scope)
        return scope.count
      }
      #expect(counts == [counts[0], counts[0], counts[0]])
    }
  }

  /// The textbook's machine has the textbook's sizes.
  @Test func chapterPreset() throws {
    let chapter = NeuralTuringMachineConfiguration.chapter(inputSize: 9, outputSize: 8)
    #expect(chapter.memory == MemorySizes(slots: 128, width: 16) && chapter.memory.shifts == 3)
    #expect(chapter.headDeviation == 0.5 && chapter.controller == .lstm && chapter.problem == nil)
    let (_, parameters) = made(chapter, seed: 1)
    let values = parameters[try #require(parameters["heads.weight"])]
    let variance = values.reduce(0) { $0 + $1 * $1 } / Scalar(values.count)
    #expect(abs(variance.squareRoot() - 0.5) < 0.02)
  }

  @Test func aBatchEqualsOneByOne() {
    let (model, parameters) = made(Self.configurations[0])
    expectABatchEqualsOneByOne(model, parameters)
  }

  /// A machine that runs for long, with weights far from where they began, stays among the numbers; weightings sum to one.
  @Test func longRunsStayNumbers() {
    var configuration = NeuralTuringMachineConfiguration(inputSize: 3, outputSize: 2)
    configuration.headDeviation = 8
    let (model, parameters) = made(configuration)
    let sizes = configuration.memory
    Tape().evaluate(with: parameters) { tape in
      let run = model.run(machineInputs(tape, time: 500, batch: 1))
      #expect(model.logits(of: run, at: 0..<500).elements.allSatisfy { $0.isFinite })
      for state in run.states.dropFirst() {
        let weightings = MemoryParts(state.scalars, sizes).weightings.elements
        for head in 0..<2 {
          let row = weightings[head * sizes.slots..<(head + 1) * sizes.slots]
          #expect(abs(row.reduce(0, +) - 1) < 1e-4 && row.allSatisfy { $0 >= 0 })
        }
      }
    }
  }

  @Test func impossibleConfigurationsAreNamed() {
    func problem(_ change: (inout NeuralTuringMachineConfiguration) -> Void) -> String? {
      var configuration = NeuralTuringMachineConfiguration(inputSize: 9, outputSize: 8)
      change(&configuration)
      return configuration.problem
    }
    #expect(problem { _ in } == nil)
    #expect(problem { $0.memory.slots = 0 }?.contains("slots") == true)
    #expect(problem { $0.memory.width = -1 }?.contains("width") == true)
    #expect(problem { $0.memory.readHeads = 0 }?.contains("readHeads") == true)
    #expect(problem { $0.memory.shiftRange = -1 }?.contains("shiftRange") == true)
    #expect(problem { $0.initialMemory = .constant(.nan) }?.contains("memory") == true)
    #expect(problem { $0.memory = MemorySizes(slots: 65_536, width: 65_536) }?.contains("too large") == true)
  }
}
