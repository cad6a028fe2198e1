import SystemPackage

/// The lines of a file or of standard input, each as soon as it is complete.
///
/// Strict UTF-8; LF and CRLF both end a line; a byte order mark before the first is dropped; a last line
/// without an end counts. Nothing is read ahead of what the system hands over, so that a pipe which sends one
/// line is answered before it sends the next.
public struct LineReader: ~Copyable {
  /// The path, or "standard input", for messages.
  public let name: String
  /// How many lines have been handed out.
  public private(set) var count = 0
  private let file: FileDescriptor
  private let closes: Bool
  private var buffer: [UInt8] = []
  /// Where the next line starts in `buffer`, and up to where it is known to hold no line end.
  private var start = 0
  private var searched = 0
  private var ended = false

  /// Opens `path`, or standard input where it is `-`.
  ///
  /// - Throws: if there is no such file or it may not be read.
  public init(_ path: String) throws(CorpusError) {
    guard path != "-" else {
      (name, file, closes) = ("standard input", .standardInput, false)
      return
    }
    do {
      (name, file, closes) = (path, try .open(FilePath(path), .readOnly, options: .closeOnExec), true)
    } catch {
      throw CorpusError(reading: path, error)
    }
  }

  deinit { if closes { try? file.close() } }

  /// The next line without its end; nil after the last.
  ///
  /// - Throws: if the line is not UTF-8, or reading fails.
  public mutating func next() throws(CorpusError) -> String? {
    while true {
      if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { (start, searched) = (end + 1, end + 1) }
        return try text(of: start..<end)
      }
      searched = buffer.count
      if ended {
        guard start < buffer.count else { return nil }
        defer { start = buffer.count }
        return try text(of: start..<buffer.count)
      }
      try fill()
    }
  }

  /// Whether another line is at hand, so that `next` will not wait.
  public var hasLine: Bool {
    buffer[searched...].contains(UInt8(ascii: "\n")) || (ended && start < buffer.count)
  }

  private mutating func fill() throws(CorpusError) {
    buffer.removeSubrange(..<start)
    (start, searched) = (0, buffer.count)
    let chunk: [UInt8]
    do {
      chunk = try [UInt8](unsafeUninitializedCapacity: 1 << 16) { bytes, count in
        count = try file.read(into: UnsafeMutableRawBufferPointer(bytes))
      }
    } catch {
      throw CorpusError(reading: name, error)
    }
    if chunk.isEmpty { ended = true }
    buffer += chunk
  }

  private mutating func text(of range: Range<Int>) throws(CorpusError) -> String {
    var bytes = buffer[range]
    if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    if count == 0, bytes.starts(with: [0xef, 0xbb, 0xbf]) { bytes.removeFirst(3) }
    count += 1
    guard let line = String(validating: bytes, as: UTF8.self) else {
      throw CorpusError("not valid UTF-8", name, line: count, advice: "convert it, for example with iconv")
    }
    return line
  }
}
