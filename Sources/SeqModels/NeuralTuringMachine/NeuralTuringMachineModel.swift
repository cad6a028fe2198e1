import SeqAutodiff
import SeqLayers
import SeqTensor

/// A Neural Turing Machine: a controller that reads and writes a memory through heads, all of it differentiable.
///
///     hₜ = controller(xₜ, rₜ₋₁)             an LSTM, or tanh(V [xₜ, rₜ₋₁] + b)
///     (k, β, g, s, γ, e, a)ₜ = W hₜ + b      for every head
///     (Mₜ, wₜ, rₜ) from (Mₜ₋₁, wₜ₋₁)         equations 2 to 9
///     yₜ = σ(U [hₜ, rₜ] + c)
///
/// Graves, Wayne and Danihelka, "Neural Turing Machines" (2014). The parameters do not depend on the number of slots N, so
/// that a machine can be run with another memory than it was trained with.
public struct NeuralTuringMachineModel: MemoryMachine {
  public private(set) var configuration: NeuralTuringMachineConfiguration
  private let controller: MemoryController
  private let headWeight, headBias: Parameter
  private let readout: MemoryReadout
  private let memoryRow: Parameter?
  /// r₀, learned.
  private let firstReads: Parameter

  /// The configuration must have no `problem`.
  public init(_ configuration: NeuralTuringMachineConfiguration, scope: inout ParameterScope) {
    if let problem = configuration.problem { fatalError("NeuralTuringMachineModel: \(problem)") }
    self.configuration = configuration
    let (hidden, memory) = (configuration.controllerSize, configuration.memory)
    func uniform(_ size: Int) -> Initializer { .uniform(bound: 1 / Scalar(size).squareRoot()) }
    controller = scope.nested("controller") { scope in
      MemoryController(
        configuration.controller, inputSize: configuration.inputSize, readCount: memory.readCount,
        hiddenSize: hidden, scope: &scope)
    }
    let head = configuration.headDeviation.map { Initializer.normal(deviation: $0) } ?? uniform(hidden)
    (headWeight, headBias) = scope.nested("heads") { scope in
      (
        scope.parameter("weight", [memory.parameterCount, hidden], head),
        scope.parameter("bias", [memory.parameterCount], head)
      )
    }
    readout = scope.nested("output") { scope in
      MemoryReadout(
        hiddenSize: hidden, readCount: memory.readCount, outputSize: configuration.outputSize, scope: &scope)
    }
    memoryRow =
      configuration.initialMemory == .learnedRow
      ? scope.parameter("memory", [memory.width], .uniform(bound: 1 / Scalar(memory.width).squareRoot()))
      : nil
    firstReads = scope.parameter("reads", [memory.readCount], .zeros)
  }

  public func logits(_ inputs: Variable, at steps: Range<Int>) -> Variable {
    logits(of: run(inputs, keepsStates: false), at: steps)
  }

  /// U [hₜ, rₜ] + c at some steps of a run, [steps, B, Y].
  public func logits(of run: MemoryRun, at steps: Range<Int>) -> Variable { readout(run, at: steps) }

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
    let run = steps.run(from: flatState(batch: batch, on: tape)) { state in
      let reads = state.part(
        from: batch * (sizes.memoryCount + sizes.weightingCount), [batch, sizes.readCount])
      // What is read is wanted at the end, when the state's memory has long been that of others.
      return isPassing ? concatenatedRows([reads]) : reads
    } step: { hidden, state in
      let parameters = hidden.projected(by: tape[headWeight], bias: tape[headBias], isPassing: true)
      let next = state.steppingMemory(sizes, parameters: parameters, isPassing: isPassing)
      watch(next.scalars)
      return next
    }
    return MemoryRun(hidden: run.hidden, reads: run.reads, states: isPassing ? [] : run.states)
  }

  /// The same, operation by operation, as `MemoryState` writes it.
  package func runPlainly(_ inputs: Variable) -> MemoryRun {
    let (tape, sizes) = (inputs.tape, configuration.memory)
    var steps = MemoryController.Steps(controller, inputs)
    let batch = inputs.shape[1]
    let memory = stacked((0..<batch).map { _ in initialMemory(on: tape).swappingFirstAxes() })
    let weighting = initialWeighting(rows: batch, on: tape)
    let reads = initialReads(rows: batch, on: tape)
    let first = MemoryState(
      memory: memory, weightings: (0..<sizes.heads).map { _ in weighting },
      reads: (0..<sizes.readHeads).map { reads[columns: $0 * sizes.width..<($0 + 1) * sizes.width] })
    let run = steps.run(from: first) { state in
      concatenated(state.reads)
    } step: { hidden, state in
      let parameters = matrixProduct(hidden, tape[headWeight].transposed) + tape[headBias]
      return state.stepped(sizes, parameters: parameters)
    }
    return MemoryRun(hidden: run.hidden, reads: run.reads, states: [])
  }
}

// The state before the first step.
extension NeuralTuringMachineModel {
  /// M₀ of one machine, transposed: [W, N].
  private func initialMemory(on tape: Tape) -> Variable {
    let shape: Shape = [configuration.memory.width, configuration.memory.slots]
    switch configuration.initialMemory {
    case .constant(let value): return tape.filled(value, shape)
    case .learnedRow:
      guard let memoryRow else { fatalError("NeuralTuringMachineModel: there is no row to learn") }
      return tape.zeros(shape) + tape[memoryRow].reshaped(to: [shape[0], 1])
    case .random(let deviation, let seed):
      var random = RandomSource(seed: seed).stream(named: "memory")
      return tape.constant((0..<shape.count).map { _ in random.normal() * deviation }, shape)
    }
  }

  /// w₀: [rows, N].
  private func initialWeighting(rows: Int, on tape: Tape) -> Variable {
    let slots = configuration.memory.slots
    switch configuration.initialWeighting {
    case .uniform: return tape.filled(1 / Scalar(slots), [rows, slots])
    case .first: return tape.constant((0..<rows * slots).map { $0 % slots == 0 ? 1 : 0 }, [rows, slots])
    }
  }

  private func initialReads(rows: Int, on tape: Tape) -> Variable {
    tape.zeros([rows, configuration.memory.readCount]) + tape[firstReads]
  }

  /// All of it in the order that `steppingMemory` wants.
  private func flatState(batch: Int, on tape: Tape) -> Variable {
    let sizes = configuration.memory
    let memory = initialMemory(on: tape).reshaped(to: Shape(sizes.memoryCount))
    let weightings = initialWeighting(rows: batch * sizes.heads, on: tape)
    return concatenatedRows(
      (0..<batch).map { _ in memory } + [
        weightings.reshaped(to: Shape(batch * sizes.weightingCount)),
        initialReads(rows: batch, on: tape).reshaped(to: Shape(batch * sizes.readCount)),
      ])
  }
}

// Its tape.
extension NeuralTuringMachineModel {
  public var slots: Int { configuration.memory.slots }

  public func problem(withSlots slots: Int) -> String? {
    var configuration = configuration
    configuration.memory.slots = slots
    return configuration.problem
  }

  public func withSlots(_ slots: Int) -> Self {
    if let problem = problem(withSlots: slots) { fatalError("NeuralTuringMachineModel: \(problem)") }
    var machine = self
    machine.configuration.memory.slots = slots
    return machine
  }

  public func watchedRun(_ inputs: Variable, at steps: Range<Int>) -> WatchedRun {
    let sizes = configuration.memory
    var weightings = [[[Scalar]]](repeating: [], count: sizes.heads)
    let run = self.run(inputs, keepsStates: false) { state in
      let all = MemoryParts(state, sizes).weightings
      for head in 0..<sizes.heads { weightings[head].append(all.ofHead(head, slots: sizes.slots)) }
    }
    return WatchedRun(
      logits: logits(of: run, at: steps), readWeightings: Array(weightings.prefix(sizes.readHeads)),
      writeWeightings: Array(weightings.dropFirst(sizes.readHeads)), usage: [])
  }

  public var watchedCount: Int { configuration.memory.weightingCount }

  public var runBytes: (start: Int, step: Int) {
    let sizes = configuration.memory
    // M₀ and what it is made of, w₀, the state before the first step and the two that take turns.
    return machineBytes(
      start: 6 * sizes.stateCount + sizes.savedCount + sizes.parameterCount,
      inputs: configuration.inputSize, hidden: configuration.controllerSize, reads: sizes.readCount,
      outputs: configuration.outputSize)
  }
}
