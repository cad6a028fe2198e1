/// Calls `body` with 0 ..< count, on at most `threads` threads at once, and returns when all calls have.
///
/// How work is cut into `count` parts must not depend on the number of threads: then 1 and 2 threads give the
/// same bits. Whichever thread is free takes the next number, so that none idles before the last part is begun;
/// the longest parts first leave the least to wait for.
package func inParallel(_ count: Int, threads: Int, _ body: (Int) -> Void) {
  guard count > 1, threads > 1 else {
    for index in 0..<count { body(index) }
    return
  }
  withoutActuallyEscaping(body) { body in
    withUnsafePointer(to: body) { shareOut(count, threads: threads, $0) }
  }
}

/// Ranges of at most `length` that cover 0 ..< count in order.
package func chunks(of count: Int, length: Int) -> [Range<Int>] {
  stride(from: 0, to: count, by: length).map { $0..<min($0 + length, count) }
}
