#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A folder of its own for a test, removed with everything in it at the end.
public final class TemporaryFolder {
  public let path: String

  public init() {
    var template = Array("/tmp/seqkit-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { fatalError("no temporary folder can be made") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    guard let folder = opendir(path) else { return }
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { unlink(path + "/" + name) }
    }
    closedir(folder)
    rmdir(path)
  }

  public func file(_ name: String) -> String { path + "/" + name }

  /// Writes a small file and gives its path.
  public func write(_ name: String, _ bytes: [UInt8]) -> String {
    let path = file(name)
    if let stream = fopen(path, "w") {
      fwrite(bytes, 1, bytes.count, stream)
      fclose(stream)
    }
    return path
  }

  public func write(_ name: String, _ text: String) -> String { write(name, Array(text.utf8)) }

  /// The bytes of a file in it; nil if there is none.
  public func bytes(_ name: String) -> [UInt8]? {
    guard let stream = fopen(file(name), "r") else { return nil }
    defer { fclose(stream) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&buffer, 1, buffer.count, stream), count > 0 { bytes += buffer[..<count] }
    return bytes
  }
}
