import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// SIGINT and SIGTERM as a flag that a training asks after every step, so that it can save and end.
///
/// The first signal only sets the flag; the second ends the program at once. Commands with nothing to save
/// never install the handlers and die of the signal as any program does.
package enum Interruption {
  /// The number of the first signal, 0 before it. The handler touches nothing but this atomic, which is what
  /// a signal handler may do.
  private static let received = Atomic<Int32>(0)

  package static func install() {
    // The first use initialises the global; that must not happen inside the handler. An earlier signal still counts.
    _ = received.load(ordering: .relaxed)
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        if Interruption.received.exchange(number, ordering: .relaxed) != 0 { _exit(128 + number) }
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
