import SeqAutodiff
import SeqTensor
import TestSupport
import Testing

/// What operations do with inputs of which no gradient could tell.
@Suite struct OperationTests {
  @Test func aNaNIsTheLargestOfItsRow() {
    let rows: [[Scalar]] = [[1, .nan, 2], [.nan, 1, 2], [1, 2, .nan], [1, 3, 2]]
    let (parameters, _) = declared([])
    Tape().evaluate(with: parameters) { tape in
      let largest = tape.constant(rows.flatMap { $0 }, [4, 3]).maximum().elements
      #expect(largest[..<3].allSatisfy { $0.isNaN } && largest[3] == 3)
    }
  }

  /// With gradients each step has memory of its own, without them some steps at a time have the same.
  @Test func aProjectedSequenceIsTheProjectionOfItsSteps() {
    for (time, batch) in [(1, 1), (7, 3), (9, 16), (5, 20), (3, 70)] {
      let (parameters, inputs) = declared([[time, batch, 64], [5, 64], [5]])
      let gradients = Gradients(for: parameters)
      let steps = Array(0..<time)
      for order in [steps, steps.reversed(), steps.filter { $0 % 2 == 0 }] {
        var values: [[Scalar]] = []
        func read(_ tape: Tape) {
          let (x, weight, bias) = (tape[inputs[0]], tape[inputs[1]], tape[inputs[2]])
          var projected = ProjectedSequence(x, by: weight, bias: bias)
          values.append(order.flatMap { projected[$0].elements })
        }
        let tape = Tape()
        tape.evaluate(with: parameters) { read($0) }
        _ = tape.valueAndGradients(of: parameters, into: gradients) { tape in
          read(tape)
          return tape.filled(1, [1]).sum()
        }
        tape.evaluate(with: parameters) { tape in
          let whole = tape[inputs[0]].projected(by: tape[inputs[1]], bias: tape[inputs[2]])
          values.append(order.flatMap { whole[$0].elements })
        }
        #expect(values[0] == values[2] && values[1] == values[2], "\(time), \(batch), \(order)")
      }
    }
  }

  #if os(Linux) || os(macOS)
    @Test func stepsOutOfOrderStopTheProgram() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let (parameters, inputs) = declared([[3, 2, 1], [1, 1], [1]])
        Tape().evaluate(with: parameters) { tape in
          var steps = ProjectedSequence(tape[inputs[0]], by: tape[inputs[1]], bias: tape[inputs[2]])
          _ = (steps[0], steps[2], steps[1])
        }
      }
      let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      #expect(message.contains("step 1 after step 2: steps are taken in order"), "\(message)")
    }

    @Test func averagePoolingWithDilationStopsTheProgram() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let (parameters, _) = declared([])
        Tape().evaluate(with: parameters) { tape in
          _ = tape.filled(1, [1, 5, 5, 2]).averagePooled(Window(2, dilation: 2))
        }
      }
      let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      #expect(message.contains("the dilation is 2 by 2"), "\(message)")
    }
  #endif
}
