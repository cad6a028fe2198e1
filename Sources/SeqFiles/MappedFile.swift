import SystemPackage

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The bytes of a file, mapped read-only and unmapped when nobody holds them any more.
final class MappedFile: @unchecked Sendable {
  let bytes: UnsafeRawBufferPointer

  /// - Throws: `noInput` if it cannot be opened or is a folder, `badData` if it is empty.
  init(_ path: FilePath) throws(FileError) {
    func failure(_ errno: Errno) -> FileError {
      FileError(.noInput, path.string, "cannot read it: \(errno.words)")
    }
    let descriptor = open(path.string, O_RDONLY)
    guard descriptor >= 0 else { throw failure(Errno(rawValue: errno)) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(Errno(rawValue: errno)) }
    if status.st_mode & S_IFMT == S_IFDIR { throw failure(.isDirectory) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw FileError(.noInput, path.string, "it is not a file")
    }
    guard status.st_size > 0 else { throw FileError(.badData, path.string, "the file is empty") }
    let start = mmap(nil, Int(status.st_size), PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard let start, start != MAP_FAILED else { throw failure(Errno(rawValue: errno)) }
    bytes = UnsafeRawBufferPointer(start: start, count: Int(status.st_size))
  }

  deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count) }
}
