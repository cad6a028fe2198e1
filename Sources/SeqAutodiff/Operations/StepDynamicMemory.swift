import SeqTensor

/// One time step of a differentiable neural computer's memory: free gates and usage, allocation, writing, temporal links,
/// reading (Graves et al. 2016, Methods). Reading sees what the same step wrote.
///
/// a: the interface vectors before their functions, [B, W R + 3 W + 5 R + 3]; b: the state before; out: the state after,
/// both [B (W N + (3 + R + N) N + R W)], in the order of `DynamicMemorySizes`. A step has no use for the last reads, so these
/// have their gradient from elsewhere. The attributes are the sizes; saved is the kernel's. The order of the slots by usage
/// counts as constant, as in the authors' code. The gradient of `out`, which nobody reads after this, is used up.
private enum StepDynamicMemory: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    stepDynamicMemory(
      sizes(of: out), interface: tape[out.a].values, state: tape[out.b].values, saved: out.saved,
      next: out.values)
  }

  static func pullback(_ out: Node, on tape: Tape) {
    stepDynamicMemoryPullback(
      sizes(of: out), interface: tape[out.a].values, state: tape[out.b].values, saved: out.saved,
      next: out.values, dNext: out.outGradient, dInterface: tape.gradient(of: out.a),
      dState: tape.gradient(of: out.b))
  }

  static func attributes(_ sizes: DynamicMemorySizes) -> SIMD4<Int32> {
    [Int32(sizes.slots), Int32(sizes.width), Int32(sizes.readHeads), 0]
  }

  private static func sizes(of out: Node) -> DynamicMemorySizes {
    DynamicMemorySizes(
      slots: Int(out.attributes[0]), width: Int(out.attributes[1]), readHeads: Int(out.attributes[2]))
  }
}

extension Variable {
  /// The state of B computers' memories after a step, of the shape of `self`, the state before.
  ///
  /// - Parameters:
  ///   - interface: the interface vectors before their functions, [B, W R + 3 W + 5 R + 3].
  ///   - isPassing: only the next step reads the result.
  package func steppingDynamicMemory(
    _ sizes: DynamicMemorySizes, interface: Variable, isPassing: Bool = false
  ) -> Variable {
    let (state, vector) = (shape, interface.shape)
    guard vector.rank == 2, vector[1] == sizes.interfaceCount, state.rank == 1,
      state[0] == vector[0] * sizes.stateCount, sizes.slots > 0, sizes.readHeads > 0
    else {
      shapeFailure(
        "steppingDynamicMemory", state, vector,
        because: "[B \(sizes.stateCount)] and [B, \(sizes.interfaceCount)] are needed")
    }
    return tape.record(
      StepDynamicMemory.self, state, interface, self, attributes: StepDynamicMemory.attributes(sizes),
      saved: vector[0] * sizes.savedCount,
      in: isPassing ? tape.passingMemory(state.count, beside: scalars) : nil)
  }
}
