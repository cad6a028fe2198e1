import SystemPackage

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Writes a file so that at any moment either the old or the new one is there, whole.
///
/// A unique temporary name in the same folder, write, fsync, rename, fsync of the folder. If anything fails the
/// old file stays as it was and the temporary one is removed.
public enum AtomicFile {
  /// - Parameter parts: written one after another.
  /// - Throws: `cannotCreate` if the folder does not take a new file, `inputOutput` if writing fails.
  public static func write(_ parts: [UnsafeRawBufferPointer], to path: FilePath) throws(FileError) {
    let target = path.string
    var status = stat()
    if stat(target, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      throw FileError(.cannotCreate, target, "cannot write it: it is a folder")
    }
    let folder = path.removingLastComponent().isEmpty ? "." : path.removingLastComponent().string
    var template = Array((target + ".XXXXXX").utf8CString)
    let descriptor = mkstemp(&template)
    let temporary = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    guard descriptor >= 0 else {
      throw FileError(
        .cannotCreate, target, "cannot write it: \(Errno(rawValue: errno).words) (folder \(folder))")
    }
    func failure() -> FileError {
      let reason = Errno(rawValue: errno)
      unlink(temporary)
      return FileError(
        .inputOutput, target, "writing failed: \(reason.words); what was there before is unchanged")
    }
    // mkstemp gives 0600; a model is as readable as any other file that its user makes.
    let mask = umask(0)
    umask(mask)
    fchmod(descriptor, 0o666 & ~mask)
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
    guard close(descriptor) == 0, rename(temporary, target) == 0 else { throw failure() }
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
