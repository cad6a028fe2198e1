#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Memory of one size that each thread has for itself, made at its first use and freed when the thread ends.
struct ThreadWorkspace: @unchecked Sendable {
  /// What products pack on the way.
  static let packing = ThreadWorkspace(count: kernels.workspace)
  /// Patches of pictures, and what they are multiplied by.
  static let patches = ThreadWorkspace(count: 1 << 17)
  static let packedPatches = ThreadWorkspace(count: 1 << 17)
  /// The planes of Winograd's convolution; what is not used of it costs nothing.
  static let planes = ThreadWorkspace(count: 1 << 22)

  let count: Int
  private let key: pthread_key_t

  private init(count: Int) {
    self.count = count
    var key = pthread_key_t()
    pthread_key_create(&key) { $0?.deallocate() }
    self.key = key
  }

  /// The calling thread's memory, `count` scalars; contents arbitrary.
  var ofThisThread: UnsafeMutablePointer<Scalar> {
    if let kept = pthread_getspecific(key) { return kept.assumingMemoryBound(to: Scalar.self) }
    let fresh = UnsafeMutableRawPointer.allocate(
      byteCount: count * MemoryLayout<Scalar>.stride, alignment: 64)
    pthread_setspecific(key, fresh)
    return fresh.bindMemory(to: Scalar.self, capacity: count)
  }
}
