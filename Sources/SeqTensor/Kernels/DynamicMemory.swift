package import CKernels

/// The memory of a differentiable neural computer: N slots of W numbers, R heads that read and one that writes.
public struct DynamicMemorySizes: Sendable, Hashable, Codable {
  /// N, how many slots.
  public var slots: Int
  /// W, how many numbers a slot has.
  public var width: Int
  /// R.
  public var readHeads: Int

  public init(slots: Int, width: Int, readHeads: Int = 1) {
    self.slots = slots
    self.width = width
    self.readHeads = readHeads
  }

  /// Numbers of the interface vector ξ: W R + 3 W + 5 R + 3.
  public var interfaceCount: Int { width * readHeads + 3 * width + 5 * readHeads + 3 }

  // The state of one machine: memory [W, N], usage [N], precedence [N], write weighting [N], read weightings [R, N],
  // links [N, N]; then, of all machines side by side, reads [R, W].
  public var memoryCount: Int { width * slots }
  public var readCount: Int { readHeads * width }
  /// Of a machine without its reads.
  public var rowCount: Int { memoryCount + (3 + readHeads + slots) * slots }
  public var stateCount: Int { rowCount + readCount }

  /// Calls `body` with the sizes as kernels take them.
  package func withKernelSizes<Result>(_ body: (UnsafePointer<seqkit_dynamic_sizes>) -> Result) -> Result {
    withUnsafePointer(to: seqkit_dynamic_sizes(slots: slots, width: width, heads: readHeads), body)
  }

  /// How many scalars a step of one machine wants kept for its pullback.
  package var savedCount: Int { withKernelSizes { kernels.dynamic_memory_saved($0) } }
}

/// The parts of one machine's state.
package struct DynamicMemoryParts {
  package let memory, usage, precedence, write, reads, links: Scalars

  /// - Parameters:
  ///   - state: of B machines: a row each, then the reads [B, R W].
  ///   - machine: which of them.
  package init(_ state: Scalars, _ sizes: DynamicMemorySizes, machine: Int = 0) {
    var first = machine * sizes.rowCount
    func next(_ count: Int) -> Scalars {
      defer { first += count }
      return state[first..<first + count]
    }
    memory = next(sizes.memoryCount)
    usage = next(sizes.slots)
    precedence = next(sizes.slots)
    write = next(sizes.slots)
    reads = next(sizes.readHeads * sizes.slots)
    links = next(sizes.slots * sizes.slots)
  }
}

/// One step of every machine of a batch: free, allocate, write, link, read. interface: [B, interfaceCount].
package func stepDynamicMemory(
  _ sizes: DynamicMemorySizes, interface: Scalars, state: Scalars, saved: Scalars, next: Scalars
) {
  let (batch, kept) = (state.count / sizes.stateCount, sizes.savedCount)
  sizes.withKernelSizes { kernel in
    for row in 0..<batch {
      kernels.dynamic_memory_step(
        kernel, interface.pointer + row * sizes.interfaceCount, state.pointer + row * sizes.rowCount,
        saved.pointer + row * kept, next.pointer + row * sizes.rowCount,
        next.pointer + batch * sizes.rowCount + row * sizes.readCount)
    }
  }
}

/// Adds to the gradients of interface and state; `saved` is as the step left it. `dNext` is used up.
package func stepDynamicMemoryPullback(
  _ sizes: DynamicMemorySizes, interface: Scalars, state: Scalars, saved: Scalars, next: Scalars,
  dNext: Scalars, dInterface: Scalars, dState: Scalars
) {
  let (batch, kept) = (state.count / sizes.stateCount, sizes.savedCount)
  sizes.withKernelSizes { kernel in
    for row in 0..<batch {
      let (i, s) = (row * sizes.interfaceCount, row * sizes.rowCount)
      kernels.dynamic_memory_step_pullback(
        kernel, interface.pointer + i, state.pointer + s, next.pointer + s, saved.pointer + row * kept,
        dNext.pointer + s, dNext.pointer + batch * sizes.rowCount + row * sizes.readCount,
        dInterface.pointer + i, dState.pointer + s)
    }
  }
}
