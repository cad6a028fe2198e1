import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// SIGINT and SIGTERM as a flag that a training asks after every step, so that it can save and end.
///
/// The first signal only sets the flag; another ends the program at once, if it comes more than half a second later. Sooner it
/// is the same request: `timeout`, for one, signals its child and then the child's group. Commands with nothing to save never
/// install the handlers and die of the signal as any program does.
package enum Interruption {
  /// The number of the first signal, 0 before it. The handler touches nothing but this and the next atomic and reads the
  /// clock, which is what a signal handler may do.
  private static let received = Atomic<Int32>(0)
  /// When it came, by `now`; 0 before it.
  private static let firstTime = Atomic<Int64>(0)
  /// In nanoseconds.
  private static let patience: Int64 = 500_000_000

  /// Nanoseconds of a clock that only goes forward.
  private static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  package static func install() {
    // The first use initialises the globals; that must not happen inside the handler. An earlier signal still counts.
    _ = (received.load(ordering: .relaxed), firstTime.load(ordering: .relaxed), patience)
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        let now = Interruption.now
        let (isFirst, time) = Interruption.firstTime.compareExchange(
          expected: 0, desired: now, ordering: .relaxed)
        if isFirst {
          Interruption.received.store(number, ordering: .relaxed)
        } else if now - time > Interruption.patience {
          _exit(128 + number)
        }
      }
    }
  }

  /// Whether to save and stop.
  package static var isRequested: Bool { received.load(ordering: .relaxed) != 0 }

  /// What a command that has saved throws to end with 130 or 143.
  package static var failure: Failure {
    received.load(ordering: .relaxed) == SIGTERM
      ? Failure(.terminated, "terminated") : Failure(.interrupted, "interrupted")
  }
}
