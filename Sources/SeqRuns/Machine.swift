#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a training ran on.
public struct Machine: Sendable, Hashable {
  /// "AMD EPYC 9B14".
  public var processor: String
  public var cores: Int
  /// "Linux 6.1.0 x86_64".
  public var system: String
  public var instructionSet: String
  public var host: String

  public static func current(instructionSet: String) -> Machine {
    var names = utsname()
    uname(&names)
    let models = lines(of: "/proc/cpuinfo").filter { $0.hasPrefix("model name") }
    let model = models.first?.split(separator: ":", maxSplits: 1).last.map { trimmed($0) }
    return Machine(
      processor: model ?? text(names.machine), cores: max(Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))), 1),
      system: [text(names.sysname), text(names.release), text(names.machine)].joined(separator: " "),
      instructionSet: instructionSet, host: text(names.nodename))
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.drop { $0 == " " })
  }

  /// A fixed array of characters, which Swift sees as a tuple.
  private static func text<Characters>(_ characters: Characters) -> String {
    withUnsafeBytes(of: characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}

/// Which process records a run, so that one that was killed is told from one that is at work.
struct RunProcess: Equatable {
  let process: Int
  /// Boot, process namespace and start time in clock ticks: a number may be given out again, this cannot.
  let start: String

  static var current: RunProcess {
    let process = Int(getpid())
    return RunProcess(process: process, start: mark(of: process) ?? "")
  }

  /// Whether the process is still there; nil where nobody here can know, because it ran on another machine or in
  /// another container.
  func isAlive(on host: String) -> Bool? {
    guard host == Machine.current(instructionSet: "").host else { return nil }
    guard let own = Self.mark(of: Int(getpid())), !start.isEmpty else { return nil }
    let (there, here) = (start.split(separator: " "), own.split(separator: " "))
    // After a restart of the machine nothing is alive that was before.
    if there.first != here.first { return false }
    if there.dropFirst().first != here.dropFirst().first { return nil }
    return Self.mark(of: process) == start
  }

  /// nil where there is no such process, or no /proc.
  private static func mark(of process: Int) -> String? {
    guard let status = lines(of: "/proc/\(process)/stat").first, let close = status.lastIndex(of: ")"),
      let boot = lines(of: "/proc/sys/kernel/random/boot_id").first
    else { return nil }
    // Field 3 is the first after the name in parentheses; 3 is the state, 22 the start time.
    let fields = status[status.index(after: close)...].split(separator: " ")
    guard fields.count > 19, fields[0] != "Z" else { return nil }
    var space = stat()
    _ = stat("/proc/self/ns/pid", &space)
    return "\(boot) \(space.st_ino) \(fields[19])"
  }
}

/// The lines of a small file of the system; none where it cannot be read.
private func lines(of path: String) -> [String] {
  guard let file = fopen(path, "re") else { return [] }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var part = [UInt8](repeating: 0, count: 4096)
  while bytes.count < 1 << 20 {
    let count = fread(&part, 1, part.count, file)
    if count == 0 { break }
    bytes += part[..<count]
  }
  return bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
}
