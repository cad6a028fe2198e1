import SeqAutodiff
import SeqTensor
import TestSupport
import Testing

@Suite struct TapeTests {
  /// A sequence's outputs that lie beside each other are not copied; others, and those with rows to clear, are.
  @Test func whatLiesTogetherIsNotCopied() {
    let (parameters, _) = declared([])
    Tape().evaluate(with: parameters) { tape in
      let (a, b) = (tape.filled(1, [4, 8]), tape.filled(2, [4, 8]))
      let whole = stacked([a, b], lengths: nil)
      #expect(whole.scalars.pointer == a.scalars.pointer)
      #expect(whole.elements == a.elements + b.elements)
      for other in [
        stacked([b, a], lengths: nil), stacked([a, a], lengths: nil),
        stacked([a, b], lengths: tape.integers([2, 1, 2, 0])),
      ] { #expect(other.scalars.pointer != a.scalars.pointer && other.scalars.pointer != b.scalars.pointer) }
    }
  }

  /// After the first a step of the same operations asks the system for nothing, neither for numbers nor for nodes.
  @Test func aWarmStepLeavesTheSystemAlone() {
    let (parameters, inputs) = declared([[64, 64]])
    let (tape, gradients) = (Tape(), Gradients(for: parameters))
    func step() {
      _ = tape.valueAndGradients(of: parameters, into: gradients) { tape in
        var y = tape[inputs[0]]
        for _ in 0..<1500 { y = tanh(y) }
        return y.sum()
      }
    }
    step()
    let (allocations, capacity, count) = (tape.systemAllocations, tape.nodeCapacity, tape.nodeCount)
    // More than there was room for at first.
    #expect(allocations > 1 && count > 1500 && capacity >= count)
    for _ in 0..<3 { step() }
    #expect(tape.systemAllocations == allocations && tape.nodeCapacity == capacity && tape.nodeCount == count)
  }

  /// Operations that work out the gradients of all their inputs at once: what is held fast has none, the others have theirs.
  @Test(
    arguments: gradientTable.filter {
      [
        "layer normalisation", "prelu", "cells of entities", "masked bags of words", "reading from stories",
        "attention",
      ].contains($0.testDescription)
    })
  func whatIsHeldFastHasNoGradient(_ row: GradientRow) {
    let (parameters, inputs) = declared(row.shapes[0])
    let (tape, gradients) = (Tape(), Gradients(for: parameters))
    func step(holding held: Int?) -> [[Scalar]] {
      tape.frozen = inputs.indices.map { $0 == held }
      _ = tape.valueAndGradients(of: parameters, into: gradients) { tape in
        let output = row.apply(inputs.map { tape[$0] })
        return (output * output).sum()
      }
      return inputs.map { gradients[$0] }
    }
    let all = step(holding: nil)
    for held in inputs.indices {
      #expect(all[held].contains { $0 != 0 })
      var expected = all
      expected[held] = all[held].map { _ in 0 }
      #expect(step(holding: held) == expected, "input \(held)")
    }
  }
}
