import SeqAutodiff
import SeqLayers
import SeqTensor
import TestSupport
import Testing

@Suite struct RecurrentTests {
  /// A cell with everything it is differentiated by: T 4, B 3, I 5, H 2, lengths 4, 1 and 3.
  struct Setup {
    let cell: any RecurrentCell
    let inputs, hidden, memory: Parameter
    let parameters: ParameterStore
    let hasMemory: Bool

    init(_ kind: CellKind, seed: UInt64 = 3) {
      var scope = ParameterScope()
      let normal = Initializer.normal(deviation: 1)
      cell = kind.makeCell(inputSize: 5, hiddenSize: 2, scope: &scope)
      inputs = scope.parameter("inputs", [4, 3, 5], normal)
      hidden = scope.parameter("hidden", [3, 2], normal)
      memory = scope.parameter("memory", [3, 2], normal)
      parameters = scope.finish(random: RandomSource(seed: seed))
      hasMemory = kind == .lstm
    }

    func initial(_ tape: Tape) -> RecurrentState {
      RecurrentState(hidden: tape[hidden], cell: hasMemory ? tape[memory] : nil)
    }

    /// The outputs of all steps, plain, with the masks written out.
    func plain(_ tape: Tape, lengths: [Int32], direction: Direction) -> Variable {
      var state = initial(tape)
      var outputs = [Variable](repeating: state.hidden, count: 4)
      for index in 0..<4 {
        let t = direction == .forward ? index : 3 - index
        let next = cell(tape[inputs][t], state)
        let active = tape.constant(lengths.map { Int($0) > t ? 1 : 0 }, [3, 1])
        state = RecurrentState(
          hidden: active * next.hidden + (1 - active) * state.hidden,
          cell: next.cell.flatMap { new in state.cell.map { active * new + (1 - active) * $0 } })
        outputs[t] = active * state.hidden
      }
      return concatenatedRows([
        stacked(outputs), stacked([state.hidden]), stacked([state.cell ?? state.hidden]),
      ])
    }

    /// The same by the fused path.
    func fused(_ tape: Tape, lengths: [Int32], direction: Direction) -> Variable {
      let (outputs, state) = cell.unroll(
        tape[inputs], lengths: tape.integers(lengths), initial: initial(tape), direction: direction)
      return concatenatedRows([outputs, stacked([state.hidden]), stacked([state.cell ?? state.hidden])])
    }
  }

  @Test(arguments: CellKind.allCases, [Direction.forward, .backward])
  func fusedEqualsTheEquations(_ kind: CellKind, _ direction: Direction) {
    let setup = Setup(kind)
    let gradients = (Gradients(for: setup.parameters), Gradients(for: setup.parameters))
    let tape = Tape()
    var values: [[Scalar]] = []
    for (fused, gradients) in [(false, gradients.0), (true, gradients.1)] {
      _ = tape.valueAndGradients(of: setup.parameters, into: gradients) { tape in
        let lengths: [Int32] = [4, 1, 3]
        let all =
          fused
          ? setup.fused(tape, lengths: lengths, direction: direction)
          : setup.plain(tape, lengths: lengths, direction: direction)
        values.append(all.elements)
        return (all * all).sum()
      }
    }
    // A few dozen roundings apart.
    let tolerance: Scalar = isDouble ? 1e-13 : 1e-5
    #expect(distance(values[0], values[1]) < tolerance)
    for (name, parameter) in setup.parameters.entries {
      #expect(distance(gradients.0[parameter], gradients.1[parameter]) < 10 * tolerance, "\(name)")
    }
  }

  @Test(arguments: CellKind.allCases, [Direction.forward, .backward])
  func unrolledAgreesWithFiniteDifferences(_ kind: CellKind, _ direction: Direction) {
    for seed in 1...3 as ClosedRange<UInt64> {
      let setup = Setup(kind, seed: seed)
      let worst = gradientCheck(of: setup.parameters, seed: seed) { tape in
        setup.fused(tape, lengths: [4, 1, 3], direction: direction)
      }
      #expect(worst.error <= gradientTolerance, "\(worst)")
    }
  }

  @Test func feedIsTheLastColumnsOfTheInput() {
    for kind in CellKind.allCases {
      let setup = Setup(kind)
      setup.parameters.valuesChanged()
      Tape().evaluate(with: setup.parameters) { tape in
        let state = setup.initial(tape)
        let input = tape[setup.inputs][0]
        let whole = setup.cell.step(setup.cell.project(input), feed: nil, state, active: nil)
        let parted = setup.cell.step(
          setup.cell.project(input[columns: 0..<3]), feed: input[columns: 3..<5], state, active: nil)
        #expect(distance(whole.hidden.elements, parted.hidden.elements) < 1e-6)
      }
    }
  }

  @Test func stackAgreesWithFiniteDifferencesAlsoInInitialStates() {
    for (kind, bidirectional) in [(CellKind.lstm, true), (.gru, false), (.rnn, true)] {
      var scope = ParameterScope()
      let network = RecurrentNetwork(
        kind, inputSize: 3, hiddenSize: 2, layers: 2, bidirectional: bidirectional,
        dropout: .init(rate: 0.3, isVariational: true), scope: &scope)
      let normal = Initializer.normal(deviation: 1)
      let inputs = scope.parameter("inputs", [4, 2, 3], normal)
      let initial = (0..<8).map { scope.parameter("state.\($0)", [2, 2], normal) }
      let parameters = scope.finish(random: RandomSource(seed: 5))
      let worst = gradientCheck(of: parameters) { tape in
        func state(_ number: Int) -> RecurrentState {
          RecurrentState(hidden: tape[initial[number]], cell: kind == .lstm ? tape[initial[number + 1]] : nil)
        }
        var regularization = Regularization.training(RandomSource(seed: 9))
        let (outputs, states) = network(
          tape[inputs], lengths: [4, 3],
          initial: (0..<2).map { (state(4 * $0), bidirectional ? state(4 * $0 + 2) : nil) },
          regularization: &regularization)
        return concatenated([
          outputs.reshaped(to: [1, outputs.shape.count]), states[1].forward.hidden.reshaped(to: [1, 4]),
        ])
      }
      #expect(worst.error <= gradientTolerance, "\(kind): \(worst)")
    }
  }

  @Test func defaultStateFitsAndIsZero() {
    for kind in CellKind.allCases {
      let setup = Setup(kind)
      Tape().evaluate(with: setup.parameters) { tape in
        let state = setup.cell.initialState(batchSize: 3, on: tape)
        #expect(state.hidden.elements == [0, 0, 0, 0, 0, 0])
        let (outputs, last) = setup.cell.unroll(tape[setup.inputs])
        #expect(outputs.shape == [4, 3, 2] && last.hidden.shape == [3, 2])
        #expect(last.hidden.elements == outputs[3].elements)
      }
    }
  }

  @Test func parametersAreOneToThreeToFour() {
    func count(_ kind: CellKind) -> Int {
      var scope = ParameterScope()
      _ = kind.makeCell(inputSize: 7, hiddenSize: 5, scope: &scope)
      return scope.count
    }
    #expect(count(.gru) == 3 * count(.rnn))
    #expect(count(.lstm) == 4 * count(.rnn))
    #expect(count(.rnn) == 5 * 7 + 5 * 5 + 5 + 5)
  }

  /// h = (1 − z) n + z h with z = 0 and r = 1 is h = tanh(W x + b + U h + b).
  @Test func gruWithoutGatesIsTheSimpleNetwork() {
    let (gru, rnn) = (Setup(.gru), Setup(.rnn))
    for name in ["weight_ih", "weight_hh", "bias_ih", "bias_hh"] {
      guard let from = rnn.parameters[name], let to = gru.parameters[name] else {
        Issue.record("no parameter \(name)")
        return
      }
      let columns = from.shape.rank == 2 ? from.shape[1] : 1
      let zeros = [Scalar](repeating: 0, count: 2 * columns)
      // r = σ(100) = 1 and z = σ(−100) = 0, whatever the inputs.
      let gates: [Scalar] = name == "bias_ih" ? [100, 100, -100, -100] : zeros + zeros
      gru.parameters[to] = gates + rnn.parameters[from]
    }
    for setup in [gru, rnn] {
      setup.parameters[setup.inputs] = rnn.parameters[rnn.inputs]
      setup.parameters[setup.hidden] = rnn.parameters[rnn.hidden]
    }
    func outputs(_ setup: Setup) -> [Scalar] {
      Tape().evaluate(with: setup.parameters) { tape in
        setup.cell.unroll(tape[setup.inputs], initial: setup.initial(tape)).outputs.elements
      }
    }
    #expect(distance(outputs(gru), outputs(rnn)) < 1e-6)
  }
}
