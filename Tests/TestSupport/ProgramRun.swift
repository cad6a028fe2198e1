import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// One run of the built `seqkit`, as a shell would start it: whole output, exit status.
public struct ProgramRun {
  /// The exit status; 128 plus the number where a signal ended it.
  public var status: Int32
  public var output: String
  public var errors: String

  /// Where standard output leads.
  public enum Destination: Sendable {
    case captured
    /// Closed before the start, as by `>&-`.
    case closed
    /// A disk without space: `/dev/full`.
    case fullDisk
    /// A pipe that nobody reads any more.
    case closedPipe
    /// A terminal, which is then standard input and standard error too; all it showed is `output`.
    case terminal
  }

  /// - Parameters:
  ///   - input: what standard input holds (on a terminal: what is typed).
  ///   - environment: added to a bare one: `HOME` is an empty folder, the locale is UTF-8.
  ///   - workingFolder: where it runs; nil for where the tests do.
  ///   - signal: sent once standard error contains a text.
  ///   - secondSignal: sent right after it.
  ///   - launcher: what starts it: a program's path and arguments, to which its own are added.
  public static func seqkit(
    _ arguments: [String], input: some Collection<UInt8>, to destination: Destination = .captured,
    environment: [String: String] = [:], workingFolder: String? = nil,
    signal: (number: Int32, whenErrorsContain: String)? = nil, secondSignal: Int32? = nil,
    launcher: [String] = []
  ) throws -> ProgramRun {
    let folder = try TemporaryFolder()
    let base = ["PATH": "/usr/bin:/bin", "HOME": folder.path, "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"]
    let variables = base.merging(environment) { $1 }.map { "\($0.key)=\($0.value)" }.sorted()
    let inputFile = folder.path + "/input"
    let (outputFile, errorFile) = (folder.path + "/output", folder.path + "/errors")
    try Data(input).write(to: URL(filePath: inputFile))

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    var opened: [Int32] = []
    defer { for descriptor in opened { close(descriptor) } }
    var terminal: Int32?

    posix_spawn_file_actions_addopen(&actions, 0, inputFile, O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, errorFile, O_WRONLY | O_CREAT, 0o600)
    switch destination {
    case .captured: posix_spawn_file_actions_addopen(&actions, 1, outputFile, O_WRONLY | O_CREAT, 0o600)
    case .closed: posix_spawn_file_actions_addclose(&actions, 1)
    case .fullDisk: posix_spawn_file_actions_addopen(&actions, 1, "/dev/full", O_WRONLY, 0)
    case .closedPipe:
      var ends: [Int32] = [0, 0]
      guard pipe(&ends) == 0 else { throw SpawnError(code: errno) }
      close(ends[0])
      opened.append(ends[1])
      posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    case .terminal:
      let (master, name) = try openTerminal()
      terminal = master
      opened.append(master)
      for descriptor: Int32 in 0...2 {
        posix_spawn_file_actions_addopen(&actions, descriptor, name, O_RDWR | O_NOCTTY, 0)
      }
    }

    var child = pid_t()
    // The portable functions that Swift sees cannot change the folder; `env` can, and then becomes the program.
    let launcher = launcher + (workingFolder.map { ["/usr/bin/env", "-C", $0] } ?? [])
    let words = launcher.isEmpty ? ["seqkit"] : launcher + [executable]
    let code = withCStrings(words + arguments) { arguments in
      withCStrings(variables) {
        posix_spawn(&child, launcher.first ?? executable, &actions, nil, arguments, $0)
      }
    }
    guard code == 0 else { throw SpawnError(code: code) }
    var shown = ""
    if let terminal {
      let typed = Array(input)
      _ = write(terminal, typed, typed.count)
      shown = readUntilHangUp(terminal).replacingOccurrences(of: "\r\n", with: "\n")
    }
    if let signal {
      let numbers = [signal.number] + [secondSignal].compactMap(\.self)
      send(numbers, to: child, once: errorFile, contains: signal.whenErrorsContain)
    }
    var status: Int32 = 0
    while waitpid(child, &status, 0) == -1, errno == EINTR {}
    let ended = status & 0x7f
    return ProgramRun(
      status: ended == 0 ? (status >> 8) & 0xff : 128 + ended,
      output: terminal == nil ? (try? String(contentsOfFile: outputFile, encoding: .utf8)) ?? "" : shown,
      errors: (try? String(contentsOfFile: errorFile, encoding: .utf8)) ?? "")
  }

  public static func seqkit(
    _ arguments: [String], input: String = "", to destination: Destination = .captured,
    environment: [String: String] = [:], workingFolder: String? = nil,
    signal: (number: Int32, whenErrorsContain: String)? = nil, secondSignal: Int32? = nil,
    launcher: [String] = []
  ) throws -> ProgramRun {
    try seqkit(
      arguments, input: input.utf8, to: destination, environment: environment, workingFolder: workingFolder,
      signal: signal, secondSignal: secondSignal, launcher: launcher)
  }

  /// What makes a program obey the permissions of files: nothing, and for root, who may write everywhere, less power; nil
  /// where that cannot be had.
  public static let obeyingPermissions: [String]? = {
    if getuid() != 0 { return [] }
    let launcher = ["/usr/bin/setpriv", "--bounding-set=-dac_override,-dac_read_search"]
    let probe = try? seqkit(["--version"], launcher: launcher)
    return probe?.status == 0 ? launcher : nil
  }()

  /// Waits for a text at most a minute; a program that has ended by then gets no signal.
  private static func send(_ signals: [Int32], to child: pid_t, once file: String, contains text: String) {
    for _ in 0..<6000 {
      if let said = try? String(contentsOfFile: file, encoding: .utf8), said.contains(text) { break }
      usleep(10_000)
    }
    for signal in signals { kill(child, signal) }
  }

  public static func seqkit(
    _ arguments: String..., input: String = "", to destination: Destination = .captured,
    environment: [String: String] = [:]
  ) throws -> ProgramRun {
    try seqkit(arguments, input: input, to: destination, environment: environment)
  }

  /// The program lies beside the test bundle that runs.
  public static let executable: String = {
    let bundle = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    return bundle.deletingLastPathComponent().appending(path: "seqkit").path
  }()

  /// A new pseudo-terminal: our end, and the name of the program's. By Linux's own requests, since the
  /// portable functions are not among those that Swift sees.
  private static func openTerminal() throws -> (descriptor: Int32, name: String) {
    let (unlock, number): (UInt, UInt) = (0x4004_5431, 0x8004_5430)  // TIOCSPTLCK, TIOCGPTN
    let master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var (locked, index): (CInt, CUnsignedInt) = (0, 0)
    guard master >= 0, ioctl(master, unlock, &locked) == 0, ioctl(master, number, &index) == 0 else {
      throw SpawnError(code: errno)
    }
    return (master, "/dev/pts/\(index)")
  }

  private static func readUntilHangUp(_ descriptor: Int32) -> String {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count > 0 {
        bytes += chunk[..<count]
      } else if count == 0 || errno != EINTR {
        return String(decoding: bytes, as: UTF8.self)
      }
    }
  }

  private static func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result {
    let copies = strings.map { strdup($0) } + [nil]
    defer { for copy in copies { free(copy) } }
    return copies.withUnsafeBufferPointer { body($0.baseAddress!) }
  }
}

private struct SpawnError: Error { var code: Int32 }
