import SeqTensor

/// One time step of a Neural Turing Machine's memory: every head finds its weighting (Graves et al. 2014, equations 5 to
/// 9), reads with it (2) or erases and adds with it (3, 4). All heads address and read the memory that the step before left.
///
/// a: the heads' parameters before their functions [B, P], in the order of `MemorySizes`; b: the state before; out: the
/// state after, both [B (W N + heads N + R W)]: memories, weightings, reads. A step has no use for the last reads, so
/// these have their gradient from elsewhere. The attributes are the sizes; saved is the kernel's.
private enum StepMemory: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    stepMemory(
      sizes(of: out), parameters: tape[out.a].values, state: tape[out.b].values, saved: out.saved,
      next: out.values)
  }

  static func pullback(_ out: Node, on tape: Tape) {
    stepMemoryPullback(
      sizes(of: out), parameters: tape[out.a].values, state: tape[out.b].values, saved: out.saved,
      next: out.values, dNext: out.outGradient, dParameters: tape.gradient(of: out.a),
      dState: tape.gradient(of: out.b))
  }

  static func attributes(_ sizes: MemorySizes) -> SIMD4<Int32> {
    [
      Int32(sizes.slots), Int32(sizes.width), Int32(sizes.readHeads << 16 | sizes.writeHeads),
      Int32(sizes.shiftRange << 1 | (sizes.strengthFromOne ? 1 : 0)),
    ]
  }

  private static func sizes(of out: Node) -> MemorySizes {
    let (heads, shifts) = (Int(out.attributes[2]), Int(out.attributes[3]))
    return MemorySizes(
      slots: Int(out.attributes[0]), width: Int(out.attributes[1]), readHeads: heads >> 16,
      writeHeads: heads & 0xffff, shiftRange: shifts >> 1, strengthFromOne: shifts & 1 == 1)
  }
}

extension Variable {
  /// The state of B machines' memories after a step, of the shape of `self`, the state before.
  ///
  /// - Parameters:
  ///   - parameters: of all heads, before their functions, [B, P].
  ///   - isPassing: only the next step reads the result.
  package func steppingMemory(_ sizes: MemorySizes, parameters: Variable, isPassing: Bool = false) -> Variable
  {
    let (state, heads) = (shape, parameters.shape)
    guard heads.rank == 2, heads[1] == sizes.parameterCount, state.rank == 1,
      state[0] == heads[0] * sizes.stateCount, sizes.slots > 0, sizes.heads < 1 << 15
    else {
      shapeFailure(
        "steppingMemory", state, heads,
        because: "[B \(sizes.stateCount)] and [B, \(sizes.parameterCount)] are needed")
    }
    return tape.record(
      StepMemory.self, state, parameters, self, attributes: StepMemory.attributes(sizes),
      saved: heads[0] * sizes.savedCount,
      in: isPassing ? tape.passingMemory(state.count, beside: scalars) : nil)
  }
}
