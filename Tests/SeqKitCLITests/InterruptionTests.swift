import SeqKitCLI
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Signals as a request to save and stop, and when they end the program at once.
@Suite struct InterruptionTests {
  @Test func theFirstSignalIsOnlyARequest() async {
    await #expect(processExitsWith: .exitCode(7)) {
      Interruption.install()
      guard !Interruption.isRequested else { exit(1) }
      // To the process: the threads of tasks take no signals.
      kill(getpid(), SIGTERM)
      // At most ten seconds.
      for _ in 0..<1000 where !Interruption.isRequested { usleep(10_000) }
      // Another at once is the same request.
      kill(getpid(), SIGINT)
      usleep(50_000)
      exit(Interruption.failure.status == .terminated ? 7 : 2)
    }
  }

  @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
  func anotherLaterEndsTheProgram(_ number: Int32, _ status: Int32) async {
    await #expect(processExitsWith: .exitCode(status)) { [number = number as Int32] in
      Interruption.install()
      kill(getpid(), SIGINT)
      for _ in 0..<1000 where !Interruption.isRequested { usleep(10_000) }
      usleep(600_000)
      kill(getpid(), number)
      sleep(10)
      exit(1)
    }
  }
}
