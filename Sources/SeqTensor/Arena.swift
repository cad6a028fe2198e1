/// Memory for everything one training step makes: bumped, never freed, reset and used again.
///
/// An arena grows by whole chunks, so what it handed out stays where it is; after a first, cold step a
/// step of the same size asks the system for nothing. Not thread safe: an arena belongs to one tape, a
/// tape to one task.
package final class Arena {
  private var chunks: [UnsafeMutableRawBufferPointer]
  private var chunk = 0
  private var next: UnsafeMutableRawPointer
  private var free: Int

  /// How often the system was asked for memory. A warm step leaves it alone.
  package var systemAllocations: Int { chunks.count }

  package init() {
    let first = Self.makeChunk(holding: 0)
    chunks = [first]
    next = first.baseAddress!
    free = first.count
  }

  deinit { for chunk in chunks { chunk.deallocate() } }

  /// `count` scalars with arbitrary contents, aligned to a cache line, valid until `reset()`.
  package func allocate(_ count: Int) -> Scalars {
    Scalars(start: memory(for: count, of: Scalar.self), count: count)
  }

  /// `count` zeros, aligned to a cache line, valid until `reset()`.
  package func allocateZeros(_ count: Int) -> Scalars {
    let scalars = allocate(count)
    scalars.fill(with: 0)
    return scalars
  }

  /// `count` whole numbers with arbitrary contents, aligned to a cache line, valid until `reset()`.
  package func allocateIntegers(_ count: Int) -> Integers {
    Integers(start: memory(for: count, of: Int32.self), count: count)
  }

  @inline(__always)
  private func memory<Element>(for count: Int, of _: Element.Type) -> UnsafeMutablePointer<Element> {
    let bytes = (count * MemoryLayout<Element>.stride + 63) & ~63
    if bytes > free { moveToChunk(holding: bytes) }
    let start = next.assumingMemoryBound(to: Element.self)
    next += bytes
    free -= bytes
    return start
  }

  /// Runs of nothing, for where none is needed.
  package var none: Scalars { Scalars(start: next.assumingMemoryBound(to: Scalar.self), count: 0) }
  package var noIntegers: Integers { Integers(start: next.assumingMemoryBound(to: Int32.self), count: 0) }

  /// Takes back everything handed out and keeps the memory.
  package func reset() { use(chunk: 0) }

  @inline(never)
  private func moveToChunk(holding bytes: Int) {
    repeat {
      // As much again as there is: steps of different sizes soon find chunks that fit.
      if chunk + 1 == chunks.count {
        chunks.append(Self.makeChunk(holding: max(bytes, chunks.reduce(0) { $0 + $1.count })))
      }
      use(chunk: chunk + 1)
    } while bytes > free
  }

  private func use(chunk index: Int) {
    chunk = index
    next = chunks[index].baseAddress!
    free = chunks[index].count
  }

  /// Not cleared: whatever is handed out is written before it is read, and pages never touched cost nothing.
  private static func makeChunk(holding bytes: Int) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer.allocate(byteCount: max(bytes, 1 << 20), alignment: 64)
  }
}

/// A run of scalars in an arena: an address and a count, plain old data.
///
/// Valid until its arena is reset or freed, which nothing checks: only `package` code can get hold of
/// one. The type itself is `public` because the compiler inlines across modules what is public, and not
/// what is `package`; a call for every element cost more than all the rest of a small operation.
/// Indices are checked in debug builds only.
public struct Scalars: BitwiseCopyable {
  fileprivate let start: UnsafeMutablePointer<Scalar>
  public let count: Int

  /// A view of memory that somebody else owns and keeps alive.
  package init(start: UnsafeMutablePointer<Scalar>, count: Int) {
    self.start = start
    self.count = count
  }

  public var indices: Range<Int> { 0..<count }

  public subscript(index: Int) -> Scalar {
    get {
      assert(indices.contains(index), "index \(index) out of \(count)")
      return start[index]
    }
    nonmutating set {
      assert(indices.contains(index), "index \(index) out of \(count)")
      start[index] = newValue
    }
  }

  public subscript(range: Range<Int>) -> Scalars {
    assert(range.lowerBound >= 0 && range.upperBound <= count, "range \(range) out of \(count)")
    return Scalars(start: start + range.lowerBound, count: range.count)
  }

  public func fill(with value: Scalar) { start.update(repeating: value, count: count) }

  /// For kernels in C. `public` for the same reason as the type.
  public var pointer: UnsafeMutablePointer<Scalar> { start }

  /// Copies `elements` into the first places.
  package func assign(_ elements: [Scalar]) {
    assert(elements.count <= count, "\(elements.count) elements do not fit in \(count)")
    elements.withUnsafeBufferPointer { source in
      if let first = source.baseAddress { start.update(from: first, count: source.count) }
    }
  }

  /// Copies another run of the same count.
  package func assign(_ other: Scalars) {
    assert(other.count == count, "\(other.count) elements for \(count)")
    start.update(from: other.start, count: count)
  }

  /// A copy of the elements.
  package var elements: [Scalar] { Array(UnsafeBufferPointer(start: start, count: count)) }
}

/// A run of whole numbers in an arena (token ids, lengths): what `Scalars` is for scalars.
public struct Integers: BitwiseCopyable {
  fileprivate let start: UnsafeMutablePointer<Int32>
  public let count: Int

  public var indices: Range<Int> { 0..<count }

  public subscript(index: Int) -> Int32 {
    get {
      assert(indices.contains(index), "index \(index) out of \(count)")
      return start[index]
    }
    nonmutating set {
      assert(indices.contains(index), "index \(index) out of \(count)")
      start[index] = newValue
    }
  }

  /// A part, in the same memory.
  public subscript(range: Range<Int>) -> Integers {
    assert(range.lowerBound >= 0 && range.upperBound <= count, "\(range) out of \(count)")
    return Integers(start: start + range.lowerBound, count: range.count)
  }

  /// For kernels in C.
  public var pointer: UnsafeMutablePointer<Int32> { start }

  /// Copies `elements` into the first places.
  package func assign(_ elements: [Int32]) {
    assert(elements.count <= count, "\(elements.count) elements do not fit in \(count)")
    elements.withUnsafeBufferPointer { source in
      if let first = source.baseAddress { start.update(from: first, count: source.count) }
    }
  }
}
