import SeqAutodiff
import SeqLayers
import SeqModels
import SeqTensor
import TestSupport
import Testing

/// The equations of the memory, each on a case that can be worked out by hand.
@Suite struct DynamicMemoryTests {
  private func evaluated(_ body: (Tape) -> Variable) -> [Scalar] {
    Tape().evaluate(with: declared([[1]]).0) { body($0).elements }
  }

  /// The least used slot gets most: 1 − 0.2, then of what is left 0.2 × (1 − 0.5), then 0.2 × 0.5 × (1 − 0.9).
  @Test func allocationPicksTheLeastUsedSlot() {
    let found = evaluated {
      DynamicMemory.allocation(usage: $0.constant([0.9, 0.2, 0.5, 1, 0, 0, 1, 1, 1], [3, 3]))
    }
    // Of two free slots the first; where all are in use nothing.
    #expect(distance(found, [0.01, 0.8, 0.1, 0, 1, 0, 0, 0, 0]) < 1e-6)
  }

  /// What a head has read and frees is no longer in use; what it has not read stays.
  @Test func theFreeGateEmptiesASlot() {
    for (gate, left) in [(1, 0), (0, 1), (0.25, 0.75)] as [(Scalar, Scalar)] {
      let found = evaluated { tape in
        let retention = DynamicMemory.retention(
          freeGates: [tape.constant([gate], [1, 1]), tape.constant([0], [1, 1])],
          reads: [tape.constant([0, 1, 0], [1, 3]), tape.constant([1, 0, 0], [1, 3])])
        return DynamicMemory.usage(
          tape.constant([1, 1, 0], [1, 3]), written: tape.constant([0, 0, 0.5], [1, 3]), retention: retention)
      }
      #expect(distance(found, [1, left, 0.5]) < 1e-6)
    }
  }

  /// Slots 2, 0 and 1 are written one after another: from 2 the links lead on to 0 and from there to 1, and back again.
  @Test func linksFollowTheOrderOfWriting() {
    let (slots, order) = (4, [2, 0, 1])
    let links = evaluated { tape in
      var links = tape.zeros([1, slots, slots])
      var last = tape.zeros([1, slots])
      for slot in order {
        let weighting = tape.constant((0..<slots).map { $0 == slot ? 1 : 0 }, [1, slots])
        links = DynamicMemory.linked(links, writing: weighting, precedence: last)
        last = DynamicMemory.precedence(last, writing: weighting)
      }
      return links
    }
    for (to, from) in (0..<slots).flatMap({ to in (0..<slots).map { (to, $0) } }) {
      let isNext = (from, to) == (2, 0) || (from, to) == (0, 1)
      #expect(links[to * slots + from] == (isNext ? 1 : 0), "from \(from) to \(to)")
    }
  }

  /// A slot that is written again loses its old links; a step that writes nothing leaves precedence and links as they are.
  @Test func writingAgainBreaksLinks() {
    let found = evaluated { tape in
      func one(_ slot: Int?) -> Variable { tape.constant((0..<3).map { $0 == slot ? 1 : 0 }, [1, 3]) }
      var (links, last) = (tape.zeros([1, 3, 3]), tape.zeros([1, 3]))
      for slot in [0, 1, nil, 2, 1] as [Int?] {
        links = DynamicMemory.linked(links, writing: one(slot), precedence: last)
        last = DynamicMemory.precedence(last, writing: one(slot))
      }
      return concatenatedRows([links.reshaped(to: [3, 3]), last])
    }
    #expect(found == [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0])
  }
}

@Suite struct DifferentiableNeuralComputerTests {
  static let configurations: [DifferentiableNeuralComputerConfiguration] = {
    let sizes = [
      DynamicMemorySizes(slots: 6, width: 4), DynamicMemorySizes(slots: 1, width: 3),
      DynamicMemorySizes(slots: 5, width: 3, readHeads: 2),
      DynamicMemorySizes(slots: 2, width: 2, readHeads: 3),
    ]
    return sizes.flatMap { sizes in
      NeuralTuringMachineConfiguration.Controller.allCases.map { controller in
        var configuration = DifferentiableNeuralComputerConfiguration(inputSize: 3, outputSize: 2)
        configuration.controller = controller
        configuration.controllerSize = 5
        configuration.memory = sizes
        return configuration
      }
    }
  }()

  /// - Parameter scale: makes the interface livelier than fresh weights do.
  private func made(
    _ configuration: DifferentiableNeuralComputerConfiguration, seed: UInt64 = 3, scale: Scalar = 3
  ) -> (DifferentiableNeuralComputerModel, ParameterStore) {
    var scope = ParameterScope()
    let model = DifferentiableNeuralComputerModel(configuration, scope: &scope)
    let parameters = scope.finish(random: RandomSource(seed: seed))
    for name in ["interface.weight", "interface.bias"] {
      if let parameter = parameters[name] { parameters[parameter] = parameters[parameter].map { scale * $0 } }
    }
    return (model, parameters)
  }

  /// Outputs and gradients of the fused step are those of the equations one by one.
  @Test(arguments: configurations)
  func fusedEqualsPlain(_ configuration: DifferentiableNeuralComputerConfiguration) {
    let (model, parameters) = made(configuration)
    let fused = outputsAndGradients(parameters) {
      model.logits(of: model.run(machineInputs($0, time: 7, batch: 2)), at: [1, 2, 4, 6])
    }
    let plain = outputsAndGradients(parameters) {
      model.logits(of: model.runPlainly(machineInputs($0, time: 7, batch: 2)), at: [1, 2, 4, 6])
    }
    #expect(distance(fused.outputs, plain.outputs) < 1e-5)
    #expect(distance(fused.gradients, plain.gradients) < 1e-5)
  }

  /// From the initial state to the outputs.
  @Test(arguments: configurations)
  func gradientsAgreeWithFiniteDifferences(_ configuration: DifferentiableNeuralComputerConfiguration) {
    for (isFused, batch) in [(true, 2), (false, 2), (true, 1)] {
      for seed in gradientSeeds() {
        let (model, parameters) = made(configuration, seed: seed)
        let worst = gradientCheck(of: parameters, seed: seed + 1) { tape in
          let inputs = machineInputs(tape, time: 5, batch: batch)
          return model.logits(of: isFused ? model.run(inputs) : model.runPlainly(inputs), at: Array(0..<5))
        }
        #expect(
          worst.error <= gradientTolerance, "fused \(isFused), \(batch) sequences, seed \(seed): \(worst)")
      }
    }
  }

  @Test func parametersDoNotDependOnTheSlots() {
    let counts = [1, 64, 256].map { slots in
      var configuration = DifferentiableNeuralComputerConfiguration(inputSize: 9, outputSize: 8)
      configuration.memory.slots = slots
      var scope = ParameterScope()
      _ = DifferentiableNeuralComputerModel(configuration, scope: &scope)
      return scope.count
    }
    #expect(counts == [counts[0], counts[0], counts[0]])
    let (model, parameters) = made(Self.configurations[0])
    let (small, large) = (model.withSlots(3), model.withSlots(20))
    #expect(small.slots == 3 && large.slots == 20 && model.problem(withSlots: 0) != nil)
    for model in [small, large] {
      Tape().evaluate(with: parameters) { tape in
        let run = model.watchedRun(machineInputs(tape, time: 9, batch: 1), at: 2..<9)
        #expect(run.logits.shape == [7, 1, 2] && run.logits.elements.allSatisfy { $0.isFinite })
        #expect(run.usage.count == 9 && run.usage.allSatisfy { $0.count == model.slots })
        #expect(run.writeWeightings.count == 1 && run.readWeightings.count == 1)
      }
    }
  }

  @Test func aBatchEqualsOneByOne() {
    let (model, parameters) = made(Self.configurations[4])
    expectABatchEqualsOneByOne(model, parameters)
  }

  /// A computer that runs for long, with weights far from where they began, stays among the numbers, and all that is a
  /// weighting or a usage stays one; so do the gradients.
  @Test(arguments: [1, 8, 40] as [Scalar]) func longRunsStayNumbers(_ scale: Scalar) {
    let (model, parameters) = made(Self.configurations[4], scale: scale)
    let sizes = model.configuration.memory
    let gradients = Gradients(for: parameters)
    _ = Tape().valueAndGradients(of: parameters, into: gradients) { tape in
      let run = model.run(machineInputs(tape, time: 300, batch: 1))
      for state in run.states.dropFirst() {
        let parts = DynamicMemoryParts(state.scalars, sizes)
        #expect(parts.usage.elements.allSatisfy { $0 >= 0 && $0 <= 1 })
        let weightings = [parts.write.elements, parts.precedence.elements]
        for row in weightings + parts.reads.elements.rows(of: sizes.slots) {
          #expect(row.allSatisfy { $0 >= 0 } && row.reduce(0, +) < 1 + 1e-4)
        }
        for slot in 0..<sizes.slots { #expect(parts.links[slot * sizes.slots + slot] == 0) }
      }
      return model.logits(of: run, at: Array(0..<300)).sum()
    }
    #expect(parameters.entries.allSatisfy { gradients[$0.parameter].allSatisfy { $0.isFinite } })
  }

  @Test func impossibleConfigurationsAreNamed() {
    func problem(_ change: (inout DifferentiableNeuralComputerConfiguration) -> Void) -> String? {
      var configuration = DifferentiableNeuralComputerConfiguration(inputSize: 9, outputSize: 8)
      change(&configuration)
      return configuration.problem
    }
    #expect(problem { _ in } == nil)
    #expect(problem { $0.memory.slots = 0 }?.contains("slots") == true)
    #expect(problem { $0.memory.slots = 4097 }?.contains("slots") == true)
    #expect(problem { $0.memory.width = -1 }?.contains("width") == true)
    #expect(problem { $0.memory.readHeads = 0 }?.contains("readHeads") == true)
    #expect(
      problem { $0.memory = DynamicMemorySizes(slots: 4096, width: 65_536) }?.contains("too large") == true)
  }
}

@Suite struct StoryComputerTests {
  private func examples() -> [StoryComputer.Example] {
    var (first, second) = (StoryComputer.Example(), StoryComputer.Example())
    first.tell([4, 5])
    first.ask(2, for: 6)
    first.tell([5])
    first.ask(2, for: 4)
    second.tell([6])
    second.ask(2, for: -1)
    return [first, second]
  }

  /// Every question has a row, in the stories' order, with the numbers that its story has when it is read alone.
  @Test func storiesAreReadTogetherAsAlone() {
    var configuration = DifferentiableNeuralComputerConfiguration(inputSize: 7, outputSize: 7)
    configuration.controllerSize = 6
    configuration.memory = DynamicMemorySizes(slots: 4, width: 3, readHeads: 2)
    var scope = ParameterScope()
    let model = StoryComputer(configuration, bypassDropout: 0.5, scope: &scope)
    let parameters = scope.finish(random: RandomSource(seed: 2))
    func scores(_ examples: [StoryComputer.Example]) -> ([Scalar], [Int32]) {
      var regularization = Regularization.none
      return Tape().evaluate(with: parameters) { tape in
        let (logits, answers) = model.scores(examples, on: tape, regularization: &regularization)
        #expect(logits.shape == [answers.count, 7])
        return (logits.elements, answers)
      }
    }
    let all = examples()
    let (together, answers) = scores(all)
    #expect(answers == [6, 4, -1] && all.map(StoryComputer.length) == [5, 2])
    #expect(distance(together, scores([all[0]]).0 + scores([all[1]]).0) < 1e-6)
  }
}
