import ArgumentParser
import SeqTensor
import SystemPackage

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where the program starts and where it ends: arguments in, one exit status out.
///
/// Commands throw; only here are errors printed and is the process ended.
@main
enum Program {
  static func main() async {
    reserveStandardDescriptors()
    // A write to a closed pipe shall be an error that we can answer, not the end of a training.
    signal(SIGPIPE, SIG_IGN)
    let status = await run(Array(CommandLine.arguments.dropFirst()))
    exit(status.rawValue)
  }

  static func run(_ arguments: [String]) async -> ExitStatus {
    let clock = ContinuousClock()
    let begin = clock.now
    let flags = arguments.prefix { $0 != "--" }
    defer {
      if flags.contains("--verbose") || flags.contains("-v") { sayWhatItTook(clock.now - begin) }
    }
    do {
      try SeqKitCommand.checkNames(of: arguments)
      var command = try SeqKitCommand.parsed(arguments)
      try SeqKitCommand.checkRepetitions(in: arguments, of: command)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      return .success
    } catch {
      return report(error, asJSON: flags.contains("--json"))
    }
  }

  /// Says what went wrong, or prints the help, version or completion script that swift-argument-parser hands
  /// out as an "error", and gives the status to end with.
  private static func report(_ error: any Error, asJSON: Bool) -> ExitStatus {
    let failure: Failure
    switch SeqKitCommand.exitCode(for: error) {
    case .success:
      do {
        try Output.write(SeqKitCommand.fullMessage(for: error) + "\n")
        return .success
      } catch let closed {
        if closed is ClosedPipe { return .success }
        failure = Failure(closed)
      }
    case .validationFailure: failure = Failure(usage: error)
    default:
      if error is ClosedPipe { return .success }
      failure = Failure(error)
    }
    Output.note(asJSON ? failure.json.line + "\n" : failure.text)
    return failure.status
  }

  /// Time, memory and kernels of the run, for those who have asked for more.
  private static func sayWhatItTook(_ time: Duration) {
    var usage = rusage()
    getrusage(0, &usage)  // RUSAGE_SELF, whose type differs between platforms
    #if canImport(Darwin)
      let bytes = usage.ru_maxrss
    #else
      let bytes = usage.ru_maxrss * 1024
    #endif
    Output.note(
      "\(fixed(time.seconds, 3)) s, at most \(bytes >> 20) MB of memory, kernels for \(instructionSet)\n")
  }

  /// Where a standard descriptor is closed, opens `/dev/null` in its place, the wrong way round: otherwise
  /// the next file opened would become "standard output". Reading or writing it still fails, as it should.
  private static func reserveStandardDescriptors() {
    for (descriptor, mode) in [(0, O_WRONLY), (1, O_RDONLY), (2, O_RDONLY)] as [(Int32, Int32)] {
      // Descriptors are given out from the lowest, and those below are open by now.
      if fcntl(descriptor, F_GETFD) == -1, errno == EBADF { _ = open("/dev/null", mode) }
    }
  }
}
