import SeqAutodiff
import SeqLayers
import SeqTensor

/// A differentiable neural computer: the successor of the Neural Turing Machine, which keeps account of what its memory is used
/// for and in which order it was written.
///
///     hₜ = controller(xₜ, rₜ₋₁)              an LSTM, or tanh(V [xₜ, rₜ₋₁] + b)
///     ξₜ = W_ξ hₜ + b                         what the controller tells the memory
///     (Mₜ, uₜ, pₜ, Lₜ, wₜ, rₜ) from those of t − 1   usage, allocation, links, reading
///     yₜ = W_y hₜ + W_r rₜ + c
///
/// Graves et al., "Hybrid computing using a neural network with dynamic external memory", Nature 538 (2016), Methods. One
/// layer of the controller; everything begins with zeros. The biases are ours. The parameters do not depend on the number of
/// slots N. No sparse links, and no limit of 20 on the controller's numbers, which the authors' code has.
public struct DifferentiableNeuralComputerModel: MemoryMachine {
  public private(set) var configuration: DifferentiableNeuralComputerConfiguration
  private let controller: MemoryController
  private let interfaceWeight, interfaceBias: Parameter
  private let readout: MemoryReadout

  /// The configuration must have no `problem`.
  public init(_ configuration: DifferentiableNeuralComputerConfiguration, scope: inout ParameterScope) {
    if let problem = configuration.problem { fatalError("DifferentiableNeuralComputerModel: \(problem)") }
    self.configuration = configuration
    let (hidden, memory) = (configuration.controllerSize, configuration.memory)
    func uniform(_ size: Int) -> Initializer { .uniform(bound: 1 / Scalar(size).squareRoot()) }
    controller = scope.nested("controller") { scope in
      MemoryController(
        configuration.controller, inputSize: configuration.inputSize, readCount: memory.readCount,
        hiddenSize: hidden, scope: &scope)
    }
    (interfaceWeight, interfaceBias) = scope.nested("interface") { scope in
      (
        scope.parameter("weight", [memory.interfaceCount, hidden], uniform(hidden)),
        scope.parameter("bias", [memory.interfaceCount], uniform(hidden))
      )
    }
    readout = scope.nested("output") { scope in
      MemoryReadout(
        hiddenSize: hidden, readCount: memory.readCount, outputSize: configuration.outputSize, scope: &scope)
    }
  }

  public func logits(_ inputs: Variable, at steps: Range<Int>) -> Variable {
    logits(of: run(inputs, keepsStates: false), at: Array(steps))
  }

  /// W_y hₜ + W_r rₜ + c at some steps of a run, [steps, B, Y].
  ///
  /// - Parameter bypass: what becomes of h, [steps, B, H], on its way past the memory.
  public func logits(of run: MemoryRun, at steps: [Int], bypass: (Variable) -> Variable = { $0 })
    -> Variable
  {
    readout(run, at: steps, bypass: bypass)
  }

  /// Every step in a few fused operations. inputs: [T, B, X].
  ///
  /// - Parameter keepsStates: whether the state after every step is kept even where no gradients are wanted.
  public func run(_ inputs: Variable, keepsStates: Bool = true) -> MemoryRun {
    run(inputs, keepsStates: keepsStates) { _ in }
  }

  /// - Parameter watch: is shown the state after every step.
  private func run(_ inputs: Variable, keepsStates: Bool, watch: (Scalars) -> Void) -> MemoryRun {
    let (tape, sizes) = (inputs.tape, configuration.memory)
    let isPassing = !keepsStates && !tape.wantsGradients
    tape.reusesWeights = true
    var steps = MemoryController.Steps(controller, inputs)
    let batch = inputs.shape[1]
    let run = steps.run(from: tape.zeros([batch * sizes.stateCount])) { state in
      let reads = state.part(from: batch * sizes.rowCount, [batch, sizes.readCount])
      // What is read is wanted at the end, when the state's memory has long been that of others.
      return isPassing ? concatenatedRows([reads]) : reads
    } step: { hidden, state in
      let interface = hidden.projected(by: tape[interfaceWeight], bias: tape[interfaceBias], isPassing: true)
      let next = state.steppingDynamicMemory(sizes, interface: interface, isPassing: isPassing)
      watch(next.scalars)
      return next
    }
    return MemoryRun(hidden: run.hidden, reads: run.reads, states: isPassing ? [] : run.states)
  }

  /// The same, operation by operation, as `DynamicMemoryState` writes it.
  package func runPlainly(_ inputs: Variable) -> MemoryRun {
    let (tape, sizes) = (inputs.tape, configuration.memory)
    var steps = MemoryController.Steps(controller, inputs)
    let first = DynamicMemoryState(sizes, batch: inputs.shape[1], on: tape)
    let run = steps.run(from: first) { state in
      concatenated(state.reads)
    } step: { hidden, state in
      let interface = matrixProduct(hidden, tape[interfaceWeight].transposed) + tape[interfaceBias]
      return state.stepped(sizes, interface: interface)
    }
    return MemoryRun(hidden: run.hidden, reads: run.reads, states: [])
  }
}

// Its tape.
extension DifferentiableNeuralComputerModel {
  public var slots: Int { configuration.memory.slots }

  public func problem(withSlots slots: Int) -> String? {
    var configuration = configuration
    configuration.memory.slots = slots
    return configuration.problem
  }

  public func withSlots(_ slots: Int) -> Self {
    if let problem = problem(withSlots: slots) {
      fatalError("DifferentiableNeuralComputerModel: \(problem)")
    }
    var machine = self
    machine.configuration.memory.slots = slots
    return machine
  }

  public func watchedRun(_ inputs: Variable, at steps: Range<Int>) -> WatchedRun {
    let sizes = configuration.memory
    var reads = [[[Scalar]]](repeating: [], count: sizes.readHeads)
    var (writes, usage) = ([[Scalar]](), [[Scalar]]())
    let run = self.run(inputs, keepsStates: false) { state in
      let parts = DynamicMemoryParts(state, sizes)
      for head in 0..<sizes.readHeads { reads[head].append(parts.reads.ofHead(head, slots: sizes.slots)) }
      writes.append(parts.write.elements)
      usage.append(parts.usage.elements)
    }
    return WatchedRun(
      logits: logits(of: run, at: Array(steps)), readWeightings: reads, writeWeightings: [writes],
      usage: usage)
  }

  public var watchedCount: Int { (configuration.memory.readHeads + 2) * configuration.memory.slots }

  public var runBytes: (start: Int, step: Int) {
    let sizes = configuration.memory
    // The state before the first step and the two that take turns.
    return machineBytes(
      start: 3 * sizes.stateCount + sizes.savedCount + sizes.interfaceCount,
      inputs: configuration.inputSize, hidden: configuration.controllerSize, reads: sizes.readCount,
      outputs: configuration.outputSize)
  }
}
