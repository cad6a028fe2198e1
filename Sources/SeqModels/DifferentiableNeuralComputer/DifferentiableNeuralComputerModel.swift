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
  public let configuration: DifferentiableNeuralComputerConfiguration
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

  private init(copying other: Self, _ configuration: DifferentiableNeuralComputerConfiguration) {
    self.configuration = configuration
    controller = other.controller
    (interfaceWeight, interfaceBias) = (other.interfaceWeight, other.interfaceBias)
    readout = other.readout
  }

  /// What every step left behind.
  public struct Run {
    /// hₜ: [B, H].
    public let hidden: [Variable]
    /// rₜ of all heads side by side: [B, R W].
    public let reads: [Variable]
    /// The flat states from before the first step to after the last, where the run was fused.
    package let states: [Variable]
  }

  public func logits(_ inputs: Variable, at steps: Range<Int>) -> Variable {
    logits(of: run(inputs), at: Array(steps))
  }

  /// W_y hₜ + W_r rₜ + c at some steps of a run, [steps, B, Y].
  ///
  /// - Parameter bypass: what becomes of h, [steps, B, H], on its way past the memory.
  public func logits(of run: Run, at steps: [Int], bypass: (Variable) -> Variable = { $0 }) -> Variable {
    readout(
      hidden: bypass(stacked(steps.map { run.hidden[$0] })), reads: stacked(steps.map { run.reads[$0] }))
  }

  /// Every step in a few fused operations. inputs: [T, B, X].
  public func run(_ inputs: Variable) -> Run {
    let (tape, sizes) = (inputs.tape, configuration.memory)
    tape.reusesWeights = true
    var step = MemoryController.Steps(controller, inputs)
    let batch = inputs.shape[1]
    var state = tape.zeros([batch * sizes.stateCount])
    var reads = reads(of: state, batch)
    var (allHidden, allReads, states) = ([Variable](), [Variable](), [state])
    for t in 0..<inputs.shape[0] {
      let hidden = step(t, reads: reads)
      let interface = hidden.projected(by: tape[interfaceWeight]).addingInPlace(bias: tape[interfaceBias])
      state = state.steppingDynamicMemory(sizes, interface: interface)
      reads = self.reads(of: state, batch)
      allHidden.append(hidden)
      allReads.append(reads)
      states.append(state)
    }
    return Run(hidden: allHidden, reads: allReads, states: states)
  }

  /// The same, operation by operation, as `DynamicMemoryState` writes it.
  package func runPlainly(_ inputs: Variable) -> Run {
    let (tape, sizes) = (inputs.tape, configuration.memory)
    var step = MemoryController.Steps(controller, inputs)
    let batch = inputs.shape[1]
    var state = DynamicMemoryState(sizes, batch: batch, on: tape)
    var (allHidden, allReads) = ([Variable](), [Variable]())
    for t in 0..<inputs.shape[0] {
      let hidden = step(t, reads: concatenated(state.reads))
      let interface = matrixProduct(hidden, tape[interfaceWeight].transposed) + tape[interfaceBias]
      state = state.stepped(sizes, interface: interface)
      allHidden.append(hidden)
      allReads.append(concatenated(state.reads))
    }
    return Run(hidden: allHidden, reads: allReads, states: [])
  }

  private func reads(of state: Variable, _ batch: Int) -> Variable {
    let sizes = configuration.memory
    return state.part(from: batch * sizes.rowCount, [batch, sizes.readCount])
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
    var configuration = configuration
    configuration.memory.slots = slots
    return Self(copying: self, configuration)
  }

  public func watchedRun(_ inputs: Variable, at steps: Range<Int>) -> WatchedRun {
    let (run, sizes) = (run(inputs), configuration.memory)
    let parts = run.states.dropFirst().map { DynamicMemoryParts($0.scalars, sizes) }
    let heads = (0..<sizes.readHeads).map { head in
      parts.map { Array($0.reads.elements[head * sizes.slots..<(head + 1) * sizes.slots]) }
    }
    return WatchedRun(
      logits: logits(of: run, at: Array(steps)), readWeightings: heads,
      writeWeightings: [parts.map(\.write.elements)], usage: parts.map(\.usage.elements))
  }
}
