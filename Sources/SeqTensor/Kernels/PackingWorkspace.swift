#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Memory that packs blocks of a matrix, one for each thread that multiplies, freed when the thread ends.
enum PackingWorkspace {
  /// The calling thread's workspace, of at least `count` scalars; contents arbitrary.
  static func ofThisThread(count: Int) -> UnsafeMutablePointer<Scalar> {
    if let kept = pthread_getspecific(key) { return kept.assumingMemoryBound(to: Scalar.self) }
    // Every call asks for the same count, so that one size serves for ever.
    let fresh = UnsafeMutableRawPointer.allocate(
      byteCount: count * MemoryLayout<Scalar>.stride, alignment: 64)
    pthread_setspecific(key, fresh)
    return fresh.bindMemory(to: Scalar.self, capacity: count)
  }

  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key) { $0?.deallocate() }
    return key
  }()
}
