import SeqAutodiff
import SeqLayers
import SeqTensor

/// What thinks in a machine with a memory: hₜ from the inputs and from what the heads read last.
///
///     hₜ = LSTM([xₜ, rₜ₋₁], hₜ₋₁)    or    tanh(V [xₜ, rₜ₋₁] + b)
struct MemoryController: Sendable {
  /// H.
  let hiddenSize: Int
  private let inputSize: Int
  private let kind: Kind

  private enum Kind: Sendable {
    case lstm(LSTMCell)
    case feedForward(weight: Parameter, bias: Parameter)
  }

  /// - Parameters:
  ///   - inputSize: X.
  ///   - readCount: R W, numbers that all heads read together.
  init(
    _ kind: NeuralTuringMachineConfiguration.Controller, inputSize: Int, readCount: Int, hiddenSize: Int,
    scope: inout ParameterScope
  ) {
    let width = inputSize + readCount
    let uniform = Initializer.uniform(bound: 1 / Scalar(width).squareRoot())
    self.inputSize = inputSize
    self.hiddenSize = hiddenSize
    switch kind {
    case .lstm: self.kind = .lstm(LSTMCell(inputSize: width, hiddenSize: hiddenSize, scope: &scope))
    case .feedForward:
      self.kind = .feedForward(
        weight: scope.parameter("weight", [hiddenSize, width], uniform),
        bias: scope.parameter("bias", [hiddenSize], uniform))
    }
  }

  /// The controller over the steps of a sequence; what the inputs contribute is worked out for some steps at once.
  struct Steps {
    private let controller: MemoryController
    private var projected: ProjectedSequence
    private var state: RecurrentState?

    /// - Parameter inputs: [T, B, X].
    init(_ controller: MemoryController, _ inputs: Variable) {
      let shape = inputs.shape
      guard shape.rank == 3, shape[0] > 0, shape[1] > 0, shape[2] == controller.inputSize else {
        shapeFailure("run", shape, because: "[T, B, \(controller.inputSize)] with T > 0 is needed")
      }
      self.controller = controller
      let tape = inputs.tape
      switch controller.kind {
      case .lstm(let cell):
        projected = cell.projections(of: inputs)
        state = cell.initialState(batchSize: inputs.shape[1], on: tape)
      case .feedForward(let weight, let bias):
        projected = ProjectedSequence(inputs, by: tape[weight], bias: tape[bias])
      }
    }

    /// Every step, one after another: hₜ from what was read before it, the memory's state after it, and what is read there.
    ///
    /// - Parameters:
    ///   - first: the state before the first step.
    ///   - reads: rₜ in a state, [B, R W].
    ///   - step: the state after a step, from hₜ, [B, H], and the state before.
    mutating func run<State>(
      from first: State, reads: (State) -> Variable, step: (_ hidden: Variable, _ state: State) -> State
    ) -> (hidden: [Variable], reads: [Variable], states: [State]) {
      var state = first
      var read = reads(state)
      var (allHidden, allReads, states) = ([Variable](), [Variable](), [state])
      for t in 0..<projected.count {
        let hidden = self(t, reads: read)
        state = step(hidden, state)
        read = reads(state)
        allHidden.append(hidden)
        allReads.append(read)
        states.append(state)
      }
      return (allHidden, allReads, states)
    }

    /// hₜ, [B, H], from the reads of the step before, [B, R W].
    mutating func callAsFunction(_ t: Int, reads: Variable) -> Variable {
      switch controller.kind {
      case .lstm(let cell):
        let last = state ?? cell.initialState(batchSize: reads.shape[0], on: reads.tape)
        let next = cell.step(projected[t], feed: reads, last, active: nil)
        state = next
        return next.hidden
      case .feedForward(let weight, _):
        return tanh(
          projected[t].addingInPlace(
            reads, projectedBy: reads.tape[weight], firstColumn: controller.inputSize))
      }
    }
  }
}

/// What a machine says: U [hₜ, rₜ] + c, from what its controller holds and what its heads read.
struct MemoryReadout: Sendable {
  private let hiddenSize: Int
  private let weight, bias: Parameter

  /// - Parameters:
  ///   - hiddenSize: H.
  ///   - readCount: R W, numbers that all heads read together.
  ///   - outputSize: Y.
  init(hiddenSize: Int, readCount: Int, outputSize: Int, scope: inout ParameterScope) {
    self.hiddenSize = hiddenSize
    let width = hiddenSize + readCount
    let uniform = Initializer.uniform(bound: 1 / Scalar(width).squareRoot())
    weight = scope.parameter("weight", [outputSize, width], uniform)
    bias = scope.parameter("bias", [outputSize], uniform)
  }

  /// The logits [steps, B, Y] at some steps of a run.
  ///
  /// - Parameter bypass: what becomes of h, [steps, B, H], on its way past the memory.
  func callAsFunction(
    _ run: MemoryRun, at steps: some Collection<Int>, bypass: (Variable) -> Variable = { $0 }
  ) -> Variable {
    let hidden = bypass(stacked(steps.map { run.hidden[$0] }))
    let reads = stacked(steps.map { run.reads[$0] })
    let tape = hidden.tape
    return hidden.projected(by: tape[weight], bias: tape[bias])
      .addingInPlace(reads, projectedBy: tape[weight], firstColumn: hiddenSize)
  }
}
