import SystemPackage

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Writes a file so that at any moment either the old or the new one is there, whole.
///
/// A unique temporary name in the same folder, write, fsync, rename, fsync of the folder. If anything fails the
/// old file stays as it was and the temporary one is removed. What a killed process could not remove, the next
/// writing of the same file does: a temporary file is locked as long as its process lives (flock(2), which ends with
/// the process however it ends), so one that can be locked belongs to nobody.
public enum AtomicFile {
  /// Between a file's name and six random characters: no name that anybody else would give.
  private static let infix = ".seqkit-part-"

  /// What a symbolic link names is written, and the link stays. A file that was there keeps its permissions.
  ///
  /// - Parameter parts: written one after another.
  /// - Throws: `cannotCreate` if the folder does not take a new file, or what is there is no file, such as a folder, a device
  ///   or a pipe; `inputOutput` if writing fails.
  public static func write(_ parts: [UnsafeRawBufferPointer], to path: FilePath) throws(FileError) {
    let path = followed(path)
    let target = path.string
    var status = stat()
    if stat(target, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      throw FileError(
        .cannotCreate, target, "cannot write it: it is \(isFolder ? "a folder" : "a device or a pipe")")
    }
    let folder = path.removingLastComponent().isEmpty ? "." : path.removingLastComponent().string
    removeLeftovers(of: path, in: folder)
    guard let (descriptor, temporary) = makeTemporary(for: target) else {
      throw FileError(
        .cannotCreate, target, "cannot write it: \(Errno(rawValue: errno).words) (folder \(folder))")
    }
    // Who may read a file is not changed by new contents: a private one stays private.
    if status.st_mode & S_IFMT == S_IFREG { fchmod(descriptor, status.st_mode & 0o777) }
    func failure() -> FileError {
      let reason = Errno(rawValue: errno)
      unlink(temporary)
      return FileError(
        .inputOutput, target, "writing failed: \(reason.words); what was there before is unchanged")
    }
    for part in parts {
      guard writeAll(part, to: descriptor) else {
        let error = failure()
        close(descriptor)
        throw error
      }
    }
    guard fsync(descriptor) == 0 else {
      let error = failure()
      close(descriptor)
      throw error
    }
    // Renamed before it is closed: closing ends the lock.
    guard rename(temporary, target) == 0 else {
      let error = failure()
      close(descriptor)
      throw error
    }
    guard close(descriptor) == 0 else {
      throw FileError(.inputOutput, target, "writing failed: \(Errno(rawValue: errno).words)")
    }
    // Without this the new name may be lost with the power; the contents are safe either way.
    let directory = open(folder, O_RDONLY)
    if directory >= 0 {
      fsync(directory)
      close(directory)
    }
  }

  public static func write(_ text: String, to path: FilePath) throws(FileError) {
    var text = text
    var failed: FileError?
    text.withUTF8 { bytes in
      do throws(FileError) { try write([UnsafeRawBufferPointer(bytes)], to: path) } catch { failed = error }
    }
    if let failed { throw failed }
  }

  /// Where a path leads if it is a symbolic link to something, else the path.
  private static func followed(_ path: FilePath) -> FilePath {
    var status = stat()
    guard lstat(path.string, &status) == 0, status.st_mode & S_IFMT == S_IFLNK,
      let resolved = realpath(path.string, nil)
    else { return path }
    defer { free(resolved) }
    return FilePath(platformString: resolved)
  }

  /// What a name is longer by until the file is whole.
  package static let longestAddition = infix + String(repeating: "0", count: suffixLength)
  private static let suffixLength = 6

  private static func suffix() -> String {
    let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    return String((0..<suffixLength).map { _ in letters[Int.random(in: letters.indices)] })
  }

  /// A new file beside the target, locked; nil and `errno` where there can be none.
  private static func makeTemporary(for target: String) -> (descriptor: Int32, path: String)? {
    while true {
      let path = target + infix + suffix()
      // Not mkstemp, which gives 0600: a model is as readable as any other file that its user makes. A child that inherited
      // the file would keep the lock.
      let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor < 0 && errno == EEXIST { continue }
      guard descriptor >= 0 else { return nil }
      // A file system without locks keeps what a killed process leaves.
      flock(descriptor, LOCK_EX | LOCK_NB)
      // Another process may have come between the two calls, locked the file first and removed it.
      var status = stat()
      if fstat(descriptor, &status) == 0, status.st_nlink > 0 { return (descriptor, path) }
      close(descriptor)
    }
  }

  /// Removes temporary files of the target whose processes are gone.
  private static func removeLeftovers(of path: FilePath, in folder: String) {
    guard let name = path.lastComponent?.string, let entries = opendir(folder) else { return }
    defer { closedir(entries) }
    let prefix = name + infix
    while let entry = readdir(entries) {
      let found = withUnsafeBytes(of: entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard found.utf8.count == prefix.utf8.count + 6, found.hasPrefix(prefix) else { continue }
      let leftover = FilePath(folder).appending(found).string
      let descriptor = open(leftover, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
      guard descriptor >= 0 else { continue }
      defer { close(descriptor) }
      var (locked, named) = (stat(), stat())
      // Still the file of that name: its owner may just have renamed it.
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0, fstat(descriptor, &locked) == 0,
        lstat(leftover, &named) == 0, locked.st_ino == named.st_ino, locked.st_dev == named.st_dev
      {
        unlink(leftover)
      }
    }
  }

  private static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = UnsafeRawBufferPointer(rebasing: rest).withMemoryRebound(to: UInt8.self) {
        #if canImport(Glibc)
          Glibc.write(descriptor, $0.baseAddress, $0.count)
        #else
          Darwin.write(descriptor, $0.baseAddress, $0.count)
        #endif
      }
      if written < 0 {
        if errno == EINTR { continue }
        return false
      }
      rest = rest.dropFirst(written)
    }
    return true
  }
}
