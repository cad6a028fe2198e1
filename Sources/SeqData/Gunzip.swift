import SystemPackage

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A compressed file, unpacked by the system's `gzip` as it is read.
///
/// A program of its own and a pipe: every system that data sets are fetched on has it, and nothing of it has to be linked.
struct Gunzip {
  /// Where the unpacked bytes come from.
  let output: FileDescriptor
  private let process: pid_t

  /// Whether a file of that name is taken for compressed.
  static func isCompressed(_ path: String) -> Bool { path.hasSuffix(".gz") }

  /// - Parameter file: open for reading; it may be closed afterwards.
  /// - Throws: if it is a folder, there is no such program or the system starts none.
  init(_ file: FileDescriptor, name: String) throws(CorpusError) {
    // A folder can be opened, and the program would call it a damaged file.
    var fileStatus = stat()
    if fstat(file.rawValue, &fileStatus) == 0, fileStatus.st_mode & S_IFMT == S_IFDIR {
      throw CorpusError(reading: name, Errno.isDirectory)
    }
    let ends: (readEnd: FileDescriptor, writeEnd: FileDescriptor)
    do { ends = try FileDescriptor.pipe() } catch { throw CorpusError(reading: name, error) }
    // Neither this child nor another one may keep our end open.
    _ = fcntl(ends.readEnd.rawValue, F_SETFD, FD_CLOEXEC)
    _ = fcntl(ends.writeEnd.rawValue, F_SETFD, FD_CLOEXEC)
    defer { try? ends.writeEnd.close() }
    #if canImport(Glibc)
      var actions = posix_spawn_file_actions_t()
    #else
      var actions: posix_spawn_file_actions_t?
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, file.rawValue, 0)
    posix_spawn_file_actions_adddup2(&actions, ends.writeEnd.rawValue, 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var child: pid_t = 0
    var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("gzip"), strdup("-dc"), nil]
    defer { for argument in arguments { free(argument) } }
    let code = posix_spawnp(&child, "gzip", &actions, nil, &arguments, environ)
    guard code == 0 else {
      try? ends.readEnd.close()
      throw CorpusError(
        "it is compressed, and the program gzip, which would unpack it, cannot be started", name,
        advice: "install gzip, or unpack the file elsewhere")
    }
    (output, process) = (ends.readEnd, child)
  }

  /// Closes the pipe and waits for the program.
  ///
  /// - Returns: whether it has unpacked the whole file and found it sound, whatever may follow what was packed.
  func finish() -> Bool {
    try? output.close()
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 { if errno != EINTR { return false } }
    // An exit with 2 is a warning: behind the end is something else.
    return status == 0 || status == 2 << 8
  }
}
