import SystemPackage

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The lines of a file or of standard input, each as soon as it is complete.
///
/// Strict UTF-8; LF and CRLF both end a line; a byte order mark before the first is dropped; a last line
/// without an end counts. Nothing is read ahead of what the system hands over, so that a pipe which sends one
/// line is answered before it sends the next. A file whose name ends in .gz is unpacked on the way.
public struct LineReader: ~Copyable {
  /// The longest line that is taken unless told otherwise, in bytes: 16 MiB. Input without line ends is
  /// refused before it fills the memory.
  public static let longestLine = 1 << 24

  /// The path, or "standard input", for messages.
  public let name: String
  /// How many lines have been read, those that were refused included.
  public private(set) var count = 0
  private let file: FileDescriptor
  private let closes: Bool
  private var gunzip: Gunzip?
  private let limit: Int
  private var buffer: [UInt8] = []
  /// Where the next line starts in `buffer`, and up to where it is known to hold no line end.
  private var start = 0
  private var searched = 0
  private var ended = false

  /// Opens `path`, or standard input where it is `-`.
  ///
  /// - Throws: if there is no such file or it may not be read.
  public init(_ path: String, longestLine: Int = Self.longestLine) throws(CorpusError) {
    limit = longestLine
    guard path != "-" else {
      (name, file, closes) = ("standard input", .standardInput, false)
      return
    }
    let opened: FileDescriptor
    do {
      opened = try .open(FilePath(path), .readOnly, options: .closeOnExec)
    } catch {
      throw CorpusError(reading: path, error)
    }
    guard Gunzip.isCompressed(path) else {
      (name, file, closes) = (path, opened, true)
      return
    }
    defer { try? opened.close() }
    let gunzip = try Gunzip(opened, name: path)
    (name, file, closes) = (path, gunzip.output, false)
    self.gunzip = gunzip
  }

  /// Reads what is open already; whoever opened it closes it.
  ///
  /// - Parameter name: for messages.
  public init(_ file: FileDescriptor, name: String, longestLine: Int = Self.longestLine) {
    (self.name, self.file, closes, limit) = (name, file, false, longestLine)
  }

  deinit {
    if closes { try? file.close() }
    _ = gunzip?.finish()
  }

  /// The next line without its end; nil after the last.
  ///
  /// - Throws: if the line is not UTF-8, after which the next can be read; if it is too long or reading fails,
  ///   after which there is none.
  public mutating func next() throws(CorpusError) -> String? {
    while true {
      if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = start..<end
        (start, searched) = (end + 1, end + 1)
        return try text(of: line)
      }
      searched = buffer.count
      if ended {
        let rest = start..<buffer.count
        start = buffer.count
        // A file of a mark alone has no line.
        let isLine = !rest.isEmpty && !(count == 0 && buffer[rest] == Self.byteOrderMark[...])
        return isLine ? try text(of: rest) : nil
      }
      guard buffer.count - start <= limit else {
        count += 1
        throw tooLong()
      }
      try fill()
    }
  }

  /// The next line if it can be had without waiting for whoever writes it; else, and after the last, nil.
  ///
  /// A file never makes anyone wait, so of one all lines come; of a pipe those that have been sent.
  ///
  /// - Throws: as `next`.
  public mutating func nextWithoutWaiting() throws(CorpusError) -> String? {
    while !hasLine, !ended, buffer.count - start <= limit {
      var request = pollfd(fd: file.rawValue, events: Int16(POLLIN), revents: 0)
      guard poll(&request, 1, 0) > 0 else { return nil }
      searched = buffer.count
      try fill()
    }
    return try next()
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
      end()
      throw CorpusError(reading: name, error)
    }
    if chunk.isEmpty {
      ended = true
      if let gunzip {
        self.gunzip = nil
        guard gunzip.finish() else {
          end()
          throw CorpusError(
            "it is not a whole gzip file", name, expected: "what gzip writes", advice: "fetch it again")
        }
      }
    }
    buffer += chunk
  }

  private mutating func text(of range: Range<Int>) throws(CorpusError) -> String {
    count += 1
    guard range.count <= limit else { throw tooLong() }
    var bytes = buffer[range]
    if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    if count == 1, bytes.starts(with: Self.byteOrderMark) { bytes.removeFirst(Self.byteOrderMark.count) }
    guard let line = String(validating: bytes, as: UTF8.self) else {
      let place = bytes.startIndex - range.lowerBound + Self.validLength(of: bytes) + 1
      throw CorpusError(
        "not valid UTF-8 at byte \(place) of the line", name, line: count,
        advice: "convert it, for example with iconv")
    }
    return line
  }

  private static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]

  /// How many bytes come before the first that is no UTF-8.
  private static func validLength(of bytes: ArraySlice<UInt8>) -> Int {
    var parser = UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var length = 0
    while case .valid(let scalar) = parser.parseScalar(from: &iterator) { length += scalar.count }
    return length
  }

  /// Ends the reading, and says why.
  private mutating func tooLong() -> CorpusError {
    end()
    return CorpusError(
      "a line of more than \(limit) bytes", name, line: count, expected: "one sentence a line",
      advice: "check that it is a text file")
  }

  private mutating func end() {
    ended = true
    (start, searched) = (buffer.count, buffer.count)
  }
}
