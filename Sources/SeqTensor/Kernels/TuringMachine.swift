package import CKernels

/// The memory of a Neural Turing Machine and what addresses it: N slots of W numbers, read and write heads, shifts.
public struct MemorySizes: Sendable, Hashable, Codable {
  /// N, how many slots.
  public var slots: Int
  /// W, how many numbers a slot has. (The paper's M.)
  public var width: Int
  public var readHeads: Int
  public var writeHeads: Int
  /// R: a head moves by −R … R slots in a step.
  public var shiftRange: Int
  /// Whether the key strength is 1 + softplus, so at least 1; else softplus, the paper's β > 0.
  public var strengthFromOne: Bool

  public init(
    slots: Int, width: Int, readHeads: Int = 1, writeHeads: Int = 1, shiftRange: Int = 1,
    strengthFromOne: Bool = true
  ) {
    self.slots = slots
    self.width = width
    self.readHeads = readHeads
    self.writeHeads = writeHeads
    self.shiftRange = shiftRange
    self.strengthFromOne = strengthFromOne
  }

  public var heads: Int { readHeads + writeHeads }
  public var shifts: Int { 2 * shiftRange + 1 }
  /// Parameters that one head is addressed by: key, strength, gate, shifts, sharpening.
  public var addressCount: Int { width + 3 + shifts }
  /// Parameters of all heads together: addresses, then what the write heads erase, then what they add.
  public var parameterCount: Int { heads * addressCount + 2 * writeHeads * width }

  // The state of one machine: memory [W, N], weightings [heads, N], reads [heads that read, W].
  public var memoryCount: Int { width * slots }
  public var weightingCount: Int { heads * slots }
  public var readCount: Int { readHeads * width }
  public var stateCount: Int { memoryCount + weightingCount + readCount }

  /// Calls `body` with the sizes as kernels take them.
  package func withKernelSizes<Result>(_ body: (UnsafePointer<seqkit_memory_sizes>) -> Result) -> Result {
    let sizes = seqkit_memory_sizes(
      slots: slots, width: width, reads: readHeads, writes: writeHeads, shift_range: shiftRange,
      strength_floor: strengthFromOne ? 1 : 0)
    return withUnsafePointer(to: sizes, body)
  }

  /// How many scalars a step of one machine wants kept for its pullback.
  package var savedCount: Int {
    withKernelSizes { kernels.memory_saved($0) }
  }
}

/// The parts of a state of B machines: memories [B, W, N], weightings [B, heads, N], reads [B, R W], one after another.
package struct MemoryParts {
  package let memory, weightings, reads: Scalars

  package init(_ state: Scalars, _ sizes: MemorySizes) {
    let batch = state.count / max(sizes.stateCount, 1)
    let (first, second) = (batch * sizes.memoryCount, batch * (sizes.memoryCount + sizes.weightingCount))
    memory = state[0..<first]
    weightings = state[first..<second]
    reads = state[second..<state.count]
  }
}

/// One step of every machine of a batch: heads address, read, erase and add. parameters: [B, parameterCount].
package func stepMemory(
  _ sizes: MemorySizes, parameters: Scalars, state: Scalars, saved: Scalars, next: Scalars
) {
  let (old, new) = (MemoryParts(state, sizes), MemoryParts(next, sizes))
  let (batch, kept) = (state.count / sizes.stateCount, sizes.savedCount)
  sizes.withKernelSizes { kernel in
    for row in 0..<batch {
      kernels.memory_step(
        kernel, parameters.pointer + row * sizes.parameterCount, old.memory.pointer + row * sizes.memoryCount,
        old.weightings.pointer + row * sizes.weightingCount, saved.pointer + row * kept,
        new.memory.pointer + row * sizes.memoryCount, new.weightings.pointer + row * sizes.weightingCount,
        new.reads.pointer + row * sizes.readCount)
    }
  }
}

/// Adds to the gradients of parameters and state; `saved` is as the step left it.
package func stepMemoryPullback(
  _ sizes: MemorySizes, parameters: Scalars, state: Scalars, saved: Scalars, next: Scalars, dNext: Scalars,
  dParameters: Scalars, dState: Scalars
) {
  let (old, new) = (MemoryParts(state, sizes), MemoryParts(next, sizes))
  let (dOld, dNew) = (MemoryParts(dState, sizes), MemoryParts(dNext, sizes))
  let (batch, kept) = (state.count / sizes.stateCount, sizes.savedCount)
  sizes.withKernelSizes { kernel in
    for row in 0..<batch {
      let (m, w) = (row * sizes.memoryCount, row * sizes.weightingCount)
      kernels.memory_step_pullback(
        kernel, parameters.pointer + row * sizes.parameterCount, old.memory.pointer + m,
        old.weightings.pointer + w, new.weightings.pointer + w, saved.pointer + row * kept,
        dNew.memory.pointer + m, dNew.weightings.pointer + w, dNew.reads.pointer + row * sizes.readCount,
        dParameters.pointer + row * sizes.parameterCount, dOld.memory.pointer + m,
        dOld.weightings.pointer + w)
    }
  }
}
