import SeqAutodiff
import TestSupport
import Testing

@Suite struct TapeTests {
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
}
