import SeqAutodiff
import SeqLayers
import SeqTensor
import TestSupport
import Testing

@Suite struct RecurrentTests {
  /// I, H and T, and how many of the T steps each of the B sequences has.
  struct Sizes: Sendable, CustomStringConvertible {
    var input = 5, hidden = 2, time = 4
    var lengths: [Int32] = [4, 1, 3]
    var batch: Int { lengths.count }
    var description: String { "I \(input), H \(hidden), T \(time), lengths \(lengths)" }
  }

  /// All sizes differ. One has a single sequence, one a single unit and a sequence without a step, the last so many sequences
  /// and so wide inputs that these are projected some steps at a time.
  static let sizes = [
    Sizes(), Sizes(input: 2, hidden: 4, time: 3, lengths: [3]),
    Sizes(input: 4, hidden: 1, time: 5, lengths: [5, 0]),
    Sizes(input: 65, hidden: 3, time: 4, lengths: (0..<21).map { 4 - $0 % 5 }),
  ]

  /// A cell with everything it is differentiated by.
  struct Setup {
    let cell: any RecurrentCell
    let sizes: Sizes
    let inputs, hidden, memory: Parameter
    let parameters: ParameterStore
    let hasMemory: Bool

    init(_ kind: CellKind, _ sizes: Sizes = Sizes(), seed: UInt64 = 3) {
      var scope = ParameterScope()
      let normal = Initializer.normal(deviation: 1)
      self.sizes = sizes
      cell = kind.makeCell(inputSize: sizes.input, hiddenSize: sizes.hidden, scope: &scope)
      inputs = scope.parameter("inputs", [sizes.time, sizes.batch, sizes.input], normal)
      hidden = scope.parameter("hidden", [sizes.batch, sizes.hidden], normal)
      memory = scope.parameter("memory", [sizes.batch, sizes.hidden], normal)
      parameters = scope.finish(random: RandomSource(seed: seed))
      hasMemory = kind == .lstm
    }

    func initial(_ tape: Tape) -> RecurrentState {
      RecurrentState(hidden: tape[hidden], cell: hasMemory ? tape[memory] : nil)
    }

    /// The outputs of all steps, plain, with the masks written out.
    func plain(_ tape: Tape, direction: Direction) -> Variable {
      var state = initial(tape)
      var outputs = [Variable](repeating: state.hidden, count: sizes.time)
      for index in 0..<sizes.time {
        let t = direction == .forward ? index : sizes.time - 1 - index
        let next = cell(tape[inputs][t], state)
        let active = tape.constant(sizes.lengths.map { Int($0) > t ? 1 : 0 }, [sizes.batch, 1])
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
    func fused(_ tape: Tape, direction: Direction) -> Variable {
      let (outputs, state) = cell.unroll(
        tape[inputs], lengths: tape.integers(sizes.lengths), initial: initial(tape), direction: direction)
      return concatenatedRows([outputs, stacked([state.hidden]), stacked([state.cell ?? state.hidden])])
    }
  }

  @Test(arguments: CellKind.allCases, [Direction.forward, .backward])
  func fusedEqualsTheEquations(_ kind: CellKind, _ direction: Direction) {
    for sizes in Self.sizes {
      let setup = Setup(kind, sizes)
      let gradients = (Gradients(for: setup.parameters), Gradients(for: setup.parameters))
      let tape = Tape()
      var values: [[Scalar]] = []
      for (fused, gradients) in [(false, gradients.0), (true, gradients.1)] {
        _ = tape.valueAndGradients(of: setup.parameters, into: gradients) { tape in
          let all =
            fused ? setup.fused(tape, direction: direction) : setup.plain(tape, direction: direction)
          values.append(all.elements)
          return (all * all).sum()
        }
      }
      // A few dozen roundings apart.
      let tolerance: Scalar = isDouble ? 1e-13 : 1e-5
      #expect(distance(values[0], values[1]) < tolerance, "\(sizes)")
      for (name, parameter) in setup.parameters.entries {
        let apart = distance(gradients.0[parameter], gradients.1[parameter])
        #expect(apart < 10 * tolerance, "\(sizes): \(name)")
      }
    }
  }

  /// Through weights, inputs and first states, in either direction. In single precision the differences of so many sums as the
  /// last sizes give are too coarse; there it is held by the comparison with the equations.
  @Test(arguments: CellKind.allCases, [Direction.forward, .backward])
  func unrolledAgreesWithFiniteDifferences(_ kind: CellKind, _ direction: Direction) {
    for sizes in isDouble ? Self.sizes : Self.sizes.dropLast() {
      for seed in 1...3 as ClosedRange<UInt64> {
        let setup = Setup(kind, sizes, seed: seed)
        let worst = gradientCheck(of: setup.parameters, seed: seed) { tape in
          setup.fused(tape, direction: direction)
        }
        #expect(worst.error <= gradientTolerance, "\(sizes), seed \(seed): \(worst)")
      }
    }
  }

  /// What is not kept where no gradients are wanted was not needed.
  @Test(arguments: CellKind.allCases, [Direction.forward, .backward])
  func withoutGradientsTheNumbersAreTheSame(_ kind: CellKind, _ direction: Direction) {
    for sizes in Self.sizes {
      let setup = Setup(kind, sizes)
      let tape = Tape()
      let plain = tape.evaluate(with: setup.parameters) { setup.fused($0, direction: direction).elements }
      _ = tape.valueAndGradients(of: setup.parameters, into: Gradients(for: setup.parameters)) { tape in
        let kept = setup.fused(tape, direction: direction)
        #expect(kept.elements == plain, "\(sizes)")
        return kept.sum()
      }
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

  /// Layers one over the other, what they read, and whether dropout between them keeps one mask over time.
  static let stacks = [
    (layers: 2, isVariational: true, sizes: Sizes(input: 5, hidden: 2, time: 4, lengths: [4, 0, 3])),
    (layers: 3, isVariational: false, sizes: Sizes(input: 3, hidden: 1, time: 2, lengths: [2, 1, 2, 2])),
    (layers: 2, isVariational: false, sizes: Sizes(input: 4, hidden: 3, time: 2, lengths: [2])),
  ]

  /// Of any cell, in one direction or in both; through weights, inputs and the first states of all layers.
  @Test(arguments: CellKind.allCases, [false, true])
  func stackAgreesWithFiniteDifferences(_ kind: CellKind, _ isBidirectional: Bool) {
    for (layers, isVariational, sizes) in Self.stacks {
      for seed in 1...3 as ClosedRange<UInt64> {
        var scope = ParameterScope()
        let network = RecurrentNetwork(
          kind, inputSize: sizes.input, hiddenSize: sizes.hidden, layers: layers,
          bidirectional: isBidirectional, dropout: .init(rate: 0.3, isVariational: isVariational),
          scope: &scope)
        let normal = Initializer.normal(deviation: 1)
        let inputs = scope.parameter("inputs", [sizes.time, sizes.batch, sizes.input], normal)
        let directions = isBidirectional ? 2 : 1
        var hidden: [Parameter] = []
        var memory: [Parameter] = []
        for number in 0..<layers * directions {
          hidden.append(scope.parameter("hidden.\(number)", [sizes.batch, sizes.hidden], normal))
          if kind == .lstm {
            memory.append(scope.parameter("memory.\(number)", [sizes.batch, sizes.hidden], normal))
          }
        }
        let parameters = scope.finish(random: RandomSource(seed: seed))
        let worst = gradientCheck(of: parameters, seed: seed) { tape in
          func state(_ number: Int) -> RecurrentState {
            RecurrentState(hidden: tape[hidden[number]], cell: memory.isEmpty ? nil : tape[memory[number]])
          }
          var regularization = Regularization.training(RandomSource(seed: 9))
          let (outputs, states) = network(
            tape[inputs], lengths: sizes.lengths,
            initial: (0..<layers).map {
              (state(directions * $0), isBidirectional ? state(directions * $0 + 1) : nil)
            },
            regularization: &regularization)
          var parts = [outputs]
          for (forward, backward) in states {
            for state in [forward, backward].compactMap(\.self) {
              parts.append(state.hidden)
              if let cell = state.cell { parts.append(cell) }
            }
          }
          return concatenated(parts.map { $0.reshaped(to: [1, $0.shape.count]) })
        }
        #expect(
          worst.error <= gradientTolerance, "\(layers) layers, \(sizes), seed \(seed): \(worst)")
      }
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
