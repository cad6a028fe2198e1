import SystemPackage

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The few calls of the system that no library of ours wraps.
enum SystemCalls {
  static var process: Int { Int(getpid()) }

  static func remove(_ path: FilePath) { _ = path.withPlatformString { unlink($0) } }

  static func isFolder(_ path: FilePath) -> Bool {
    var status = stat()
    return path.withPlatformString { stat($0, &status) } == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Whether the folder that a file lies in, or would, is there.
  static func isFolder(ofFile path: String) -> Bool {
    let folder = FilePath(path).removingLastComponent()
    return isFolder(folder.isEmpty ? "." : folder)
  }

  static func isRegularFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// What a regular file is, whatever it is called.
  struct FileIdentity: Equatable {
    let device: dev_t
    let inode: ino_t
  }

  /// - Parameter path: `-` for standard input.
  /// - Returns: nil where there is no such file, or something else, such as a pipe.
  static func identity(ofFile path: String) -> FileIdentity? {
    var status = stat()
    let isThere = (path == "-" ? fstat(0, &status) : stat(path, &status)) == 0
    guard isThere, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return FileIdentity(device: status.st_dev, inode: status.st_ino)
  }

  /// The path from the root, links in its folders followed; the file itself need not exist.
  static func absolute(_ path: String) -> String {
    let file = FilePath(path)
    guard let name = file.lastComponent else { return path }
    let folder = file.removingLastComponent()
    return resolved(folder.isEmpty ? "." : folder)?.appending(name).string ?? path
  }

  /// The path from the root, links followed; nil for what does not exist.
  private static func resolved(_ path: FilePath) -> FilePath? {
    guard let found = realpath(path.string, nil) else { return nil }
    defer { free(found) }
    return FilePath(platformString: found)
  }

  /// Whether something that may not exist yet would lie in a folder, at any depth.
  static func lies(_ path: String, in folder: String) -> Bool {
    guard let outer = resolved(FilePath(folder)) else { return false }
    var inner = FilePath(path)
    while true {
      if let found = resolved(inner.isEmpty ? "." : inner) { return found.starts(with: outer) }
      guard inner.removeLastComponent() else { return false }
    }
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Whether a file is there and another is not, or was changed before it.
  static func isNewer(_ path: String, than other: String) -> Bool {
    var (status, before) = (stat(), stat())
    guard stat(path, &status) == 0 else { return false }
    guard stat(other, &before) == 0 else { return true }
    #if canImport(Glibc)
      let (a, b) = (status.st_mtim, before.st_mtim)
    #else
      let (a, b) = (status.st_mtimespec, before.st_mtimespec)
    #endif
    return (a.tv_sec, a.tv_nsec) > (b.tv_sec, b.tv_nsec)
  }

  /// When a regular file was last written: "2026-01-31 17:05:09 UTC"; nil where there is none.
  static func lastChange(ofFile path: String) -> String? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    #if canImport(Glibc)
      var seconds = status.st_mtim.tv_sec
    #else
      var seconds = status.st_mtimespec.tv_sec
    #endif
    var time = tm()
    guard gmtime_r(&seconds, &time) != nil else { return nil }
    func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return "\(1900 + time.tm_year)-\(two(time.tm_mon + 1))-\(two(time.tm_mday)) "
      + "\(two(time.tm_hour)):\(two(time.tm_min)):\(two(time.tm_sec)) UTC"
  }

  /// Makes a folder, and those that it lies in.
  static func makeFolders(_ path: String) throws {
    var made = ""
    for (number, part) in path.split(separator: "/", omittingEmptySubsequences: false).enumerated() {
      made += number == 0 ? String(part) : "/" + part
      if part.isEmpty { continue }
      if mkdir(made, 0o777) != 0, errno != EEXIST { throw Failure(writing: made, Errno(rawValue: errno)) }
    }
  }

  /// Writes a new file.
  static func write(_ bytes: [UInt8], to path: String) throws {
    do {
      let file = try FileDescriptor.open(
        FilePath(path), .writeOnly, options: [.create, .truncate, .closeOnExec],
        permissions: [.ownerReadWrite, .groupRead, .otherRead])
      try file.closeAfter { _ = try file.writeAll(bytes) }
    } catch {
      throw Failure(writing: path, errno(of: error))
    }
  }

  /// The bytes of a whole file, or of standard input where the path is `-`.
  static func bytes(of path: String) throws -> [UInt8] {
    let isStandard = path == "-"
    do {
      let file: FileDescriptor =
        try isStandard ? .standardInput : .open(FilePath(path), .readOnly, options: .closeOnExec)
      defer { if !isStandard { try? file.close() } }
      var bytes: [UInt8] = []
      while true {
        let part = try [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
          count = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
        }
        if part.isEmpty { return bytes }
        bytes += part
      }
    } catch {
      throw Failure(reading: StandardInput.name(of: path), errno(of: error))
    }
  }
}
