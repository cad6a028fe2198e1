import SystemPackage

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Everything that leaves the program: results on standard output, files, and remarks on standard error.
///
/// Nothing is buffered here: what was written is out when the call returns, and an error is thrown by the
/// call that caused it and not lost at exit. Callers hand over whole lines or more.
package enum Output {
  /// Writes results to standard output.
  ///
  /// Throws `ClosedPipe` when the reader has gone and a `Failure` when the disk behind it is full.
  package static func write(_ text: String) throws {
    try write(text, to: .standardOutput, named: "standard output")
  }

  package static func writeLine(_ text: String) throws { try write(text + "\n") }

  package static func writeLine(_ value: JSON) throws { try write(value.line + "\n") }

  /// Writes a small text file, or standard output where `path` is `-`.
  ///
  /// Models and checkpoints are written atomically elsewhere; this is for pictures and tables.
  package static func write(_ text: String, toFile path: String) throws {
    if path == "-" { return try write(text) }
    let file = try open(path, .truncate)
    do {
      try write(text, to: file, named: path)
    } catch {
      try? file.close()
      throw error
    }
    do { try file.close() } catch { throw Failure(writing: path, errno(of: error)) }
  }

  /// Adds to a text file, which is made if there is none.
  package static func append(_ text: String, toFile path: String) throws {
    let file = try open(path, .append)
    defer { try? file.close() }
    try write(text, to: file, named: path)
  }

  /// Opens a text file for writing, and makes it if there is none.
  private static func open(_ path: String, _ option: FileDescriptor.OpenOptions) throws -> FileDescriptor {
    do {
      return try FileDescriptor.open(
        FilePath(path), .writeOnly, options: [.create, .closeOnExec, option],
        permissions: [.ownerReadWrite, .groupRead, .otherRead])
    } catch {
      throw Failure(writing: path, errno(of: error))
    }
  }

  /// Throws where it is plain that a file cannot be written, before the work whose results it is to hold.
  package static func check(_ path: String) throws {
    let folder = FilePath(path).removingLastComponent()
    if SystemCalls.isFolder(FilePath(path)) { throw Failure(writing: path, .isDirectory) }
    if !folder.isEmpty, !SystemCalls.isFolder(folder) { throw Failure(writing: path, .noSuchFileOrDirectory) }
  }

  /// Says something on standard error. Nobody listening there is no reason to stop.
  package static func note(_ text: String) {
    try? write(text, to: .standardError, named: "standard error")
  }

  private static func write(_ text: String, to file: FileDescriptor, named name: String) throws {
    var text = text
    try text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while !rest.isEmpty {
        do {
          let count = try file.write(rest)
          rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        } catch {
          switch errno(of: error) {
          case .resourceTemporarilyUnavailable:  // someone set the descriptor to non-blocking
            var waiting = pollfd(fd: file.rawValue, events: Int16(POLLOUT), revents: 0)
            _ = poll(&waiting, 1, -1)
          case .brokenPipe: throw ClosedPipe()
          case let code: throw Failure(writing: name, code)
          }
        }
      }
    }
  }
}

/// The code of an error that swift-system threw: it throws nothing else.
func errno(of error: any Error) -> Errno { error as? Errno ?? .ioError }
