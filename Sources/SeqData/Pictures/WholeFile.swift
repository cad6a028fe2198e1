import SystemPackage

/// The bytes of a whole file, unpacked where its name ends in .gz, or of standard input where it is `-`.
enum WholeFile {
  /// What a file is called in messages.
  static func name(of path: String) -> String { path == "-" ? "standard input" : path }

  /// - Throws: if there is no such file, reading fails, or a packed file is damaged.
  static func bytes(of path: String) throws(CorpusError) -> [UInt8] {
    do {
      if path == "-" { return try all(of: .standardInput) }
      let file = try FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec)
      defer { try? file.close() }
      guard Gunzip.isCompressed(path) else { return try all(of: file) }
      let gunzip = try Gunzip(file, name: path)
      let bytes: [UInt8]
      do { bytes = try all(of: gunzip.output) } catch {
        _ = gunzip.finish()
        throw error
      }
      guard gunzip.finish() else { throw CorpusError("this gzip file is damaged", path) }
      return bytes
    } catch let error as CorpusError {
      throw error
    } catch {
      throw CorpusError(reading: name(of: path), error)
    }
  }

  private static func all(of file: FileDescriptor) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while true {
      let part = try [UInt8](unsafeUninitializedCapacity: 1 << 18) { buffer, count in
        count = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
      }
      if part.isEmpty { return bytes }
      bytes += part
    }
  }
}
