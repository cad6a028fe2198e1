import SeqData
import SeqTensor
import SystemPackage
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a call of a reader gives: a line as bytes, or the number and fault of a line that is none.
private enum Reading: Equatable {
  case line([UInt8])
  case fault(line: Int?, String)
}

private func read(_ path: String, longestLine: Int = LineReader.longestLine) throws -> [Reading] {
  var reader = try LineReader(path, longestLine: longestLine)
  var readings: [Reading] = []
  while true {
    do throws(CorpusError) {
      guard let line = try reader.next() else { return readings }
      readings.append(.line(bytes(line)))
    } catch {
      #expect(error.path == path && error.advice != nil)
      readings.append(.fault(line: error.line, error.what))
    }
  }
}

@Suite struct LineReaderTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  static let contents: [(text: String, lines: [String])] = [
    ("", []), ("a", ["a"]), ("a\n", ["a"]), ("a\nb", ["a", "b"]), ("\n", [""]), ("\n\n", ["", ""]),
    ("a\n\nb\n", ["a", "", "b"]),
    // Only the CR before the end belongs to it.
    ("a\r\nb\r\n", ["a", "b"]), ("\r\n", [""]), ("a\rb\r\r\n", ["a\rb\r"]), ("a\r", ["a"]),
    // A mark is only at the start; there may be nothing after it.
    ("\u{FEFF}a\n\u{FEFF}b\n", ["a", "\u{FEFF}b"]), ("\u{FEFF}\u{FEFF}a", ["\u{FEFF}a"]), ("\u{FEFF}", []),
    ("\u{FEFF}\n", [""]), ("\u{FEFF}\r\na", ["", "a"]),
    // What Unicode calls a line end besides is text to us, as it is to every tool that counts lines.
    ("a\u{85}b\u{2028}c\u{0B}d\u{0C}e\n", ["a\u{85}b\u{2028}c\u{0B}d\u{0C}e"]), ("a\u{0}b\n", ["a\u{0}b"]),
    // No normalisation, no graphemes: a combining accent at the start of a line stays there.
    ("caf\u{E9}\ncafe\u{301}\n\u{301}\n", ["caf\u{E9}", "cafe\u{301}", "\u{301}"]),
    ("👩‍👩‍👧‍👦\n🇫🇷🇩🇪\n你好", ["👩‍👩‍👧‍👦", "🇫🇷🇩🇪", "你好"]),
  ]

  @Test("Lines are what stands between line ends, byte for byte", arguments: contents)
  func lines(_ text: String, _ lines: [String]) throws {
    let results = try read(try folder.write(text, to: "file"))
    #expect(results == lines.map { .line(bytes($0)) })
  }

  @Test("Random lines come back, however they end", arguments: 1...8 as ClosedRange<UInt64>)
  func randomLines(seed: UInt64) throws {
    var random = RandomSource(seed: seed)
    // Long enough for many chunks, so that their borders fall within characters and within CR LF.
    let lines = (0..<4000).map { _ in
      Samples.text(length: random.below(40), &random).unicodeScalars.filter { $0 != "\n" && $0 != "\r" }
    }
    var content: [UInt8] = []
    for line in lines { content += bytes(String(line)) + (random.below(2) == 0 ? [13, 10] : [10]) }
    let results = try read(try folder.write(content, to: "file"))
    #expect(results == lines.map { .line(bytes(String($0))) }, "seed \(seed)")
  }

  @Test("A line end may fall on the border of a chunk", arguments: -4...4)
  func chunkBorder(_ offset: Int) throws {
    let line = String(repeating: "x", count: 1 << 16 + offset) + "é"
    #expect(
      try read(try folder.write(line + "\r\n\r\nb", to: "file"))
        == [.line(bytes(line)), .line([]), .line([0x62])])
  }

  @Test("A line of 10 MB is a line")
  func longLine() throws {
    let long = [UInt8](repeating: UInt8(ascii: "x"), count: 10_000_000)
    #expect(try read(try folder.write(long + [10, 98], to: "file")) == [.line(long), .line([98])])
  }

  @Test(
    "A line over the limit is refused, ended or not, and nothing follows", arguments: ["", "\n", "\nb\n"])
  func tooLong(_ end: String) throws {
    for length in [100, 101, 1_000_000] {
      let path = try folder.write("a\n" + String(repeating: "x", count: length) + end, to: "file")
      let results = try read(path, longestLine: 100)
      if length == 100 {
        #expect(results.count == (end == "\nb\n" ? 3 : 2))
      } else {
        #expect(results == [.line([97]), .fault(line: 2, "a line of more than 100 bytes")])
      }
    }
  }

  /// Each with the place, from 1, of the byte that begins what is wrong.
  static let invalid: [(bytes: [UInt8], byte: Int)] = [
    ([0xFF], 1), ([0x61, 0xFE, 0x62], 2), ([0x61, 0x80], 2),  // no lead byte
    ([0xC3], 1), ([0x61, 0xC3], 2), ([0xE2, 0x82], 1), ([0xF0, 0x9F, 0x98], 1),
    ([0xC3, 0x61], 1),  // cut short
    ([0xC0, 0x80], 1), ([0xE0, 0x80, 0x80], 1), ([0xF0, 0x82, 0x82, 0xAC], 1),  // longer than need be
    ([0xED, 0xA0, 0x80], 1), ([0xF4, 0x90, 0x80, 0x80], 1), ([0xF5, 0x80, 0x80, 0x80], 1),  // no scalars
    ([0xC3, 0xA9, 0xE4, 0xBD, 0xA0, 0xF0, 0x9F, 0x98, 0x80, 0xE9, 0x74], 10),  // Latin-1 after UTF-8
  ]

  static func invalidWords(_ byte: Int) -> String { "not valid UTF-8 at byte \(byte) of the line" }

  @Test("What is no UTF-8 is refused with its line and byte; the next line is read", arguments: invalid)
  func invalidUTF8(_ line: [UInt8], _ byte: Int) throws {
    let path = try folder.write([0x61, 10] + line + [10, 0x62, 10], to: "middle")
    #expect(
      try read(path) == [
        .line([0x61]), .fault(line: 2, Self.invalidWords(byte)), .line([0x62]),
      ])
    let last = try folder.write(line, to: "last")
    #expect(try read(last) == [.fault(line: 1, Self.invalidWords(byte))])
    // The byte order mark is no text, but it has its place in the file.
    let marked = try folder.write([0xEF, 0xBB, 0xBF] + line, to: "marked")
    #expect(try read(marked) == [.fault(line: 1, Self.invalidWords(byte + 3))])
  }

  @Test("A line is given before the next is sent")
  func streams() throws {
    let pipe = try FileDescriptor.pipe()
    defer { try? pipe.readEnd.close() }
    var reader = LineReader(pipe.readEnd, name: "pipe")
    #expect((reader.hasLine as Bool) == false)
    // Were the reader to wait for more than a line, this would never end.
    for number in 0..<3 {
      try pipe.writeEnd.writeAll(bytes("line \(number)\n"))
      #expect(try reader.next() == "line \(number)")
      #expect((reader.hasLine as Bool) == false)
    }
    try pipe.writeEnd.writeAll(bytes("two\nat on"))
    #expect(try reader.next() == "two")
    #expect((reader.hasLine as Bool) == false)
    try pipe.writeEnd.writeAll(bytes("ce\nlast"))
    #expect(try reader.next() == "at once")
    try pipe.writeEnd.close()
    #expect(try reader.next() == "last")
    #expect(try reader.next() == nil)
    #expect(try reader.next() == nil)
    #expect(reader.count == 6)
  }

  @Test("Two lines that came together are both at hand")
  func linesAtHand() throws {
    let pipe = try FileDescriptor.pipe()
    defer { try? pipe.readEnd.close() }
    try pipe.writeEnd.writeAll(bytes("a\nb\nc"))
    var reader = LineReader(pipe.readEnd, name: "pipe")
    #expect(try reader.next() == "a")
    #expect((reader.hasLine as Bool) == true)
    #expect(try reader.next() == "b")
    #expect((reader.hasLine as Bool) == false)
    try pipe.writeEnd.close()
  }

  @Test("What is no file is refused with what the system says")
  func noFile() throws {
    func code(_ path: String) -> Errno? {
      do throws(CorpusError) {
        var reader = try LineReader(path)
        _ = try reader.next()
        return nil
      } catch {
        #expect(error.path == path && error.line == nil)
        return error.code
      }
    }
    #expect(code(folder.file("missing")) == .noSuchFileOrDirectory)
    #expect(code("") == .noSuchFileOrDirectory)
    #expect(code(try folder.write("a", to: "file") + "/b") == .notDirectory)
    // A folder can be opened, but not read.
    #expect(code(folder.path) == .isDirectory)
  }

  @Test("A reader closes what it opened, and only that")
  func closing() throws {
    let path = try folder.write("a\n", to: "file")
    let file = try FileDescriptor.open(FilePath(path), .readOnly)
    do {
      var reader = LineReader(file, name: "open")
      #expect(try reader.next() == "a")
    }
    try file.close()
  }

  #if os(Linux)
    @Test("More readers than a process may have files open")
    func manyReaders() async throws {
      let path = try folder.write("a\n", to: "file")
      await #expect(processExitsWith: .success) { [path = path as String] in
        var limit = rlimit(rlim_cur: 64, rlim_max: 64)
        setrlimit(__rlimit_resource_t(7), &limit)  // RLIMIT_NOFILE
        for _ in 0..<200 {
          var reader = try LineReader(path)
          guard try reader.next() == "a" else { exit(1) }
        }
      }
    }
  #endif

  @Test("A reader that failed gives no more")
  func failedRead() throws {
    let file = try FileDescriptor.open(FilePath(try folder.write("a\n", to: "file")), .writeOnly)
    defer { try? file.close() }
    var reader = LineReader(file, name: "write-only")
    do throws(CorpusError) {
      _ = try reader.next()
      Issue.record("a line was read")
    } catch {
      #expect(error.code == .badFileDescriptor && error.path == "write-only")
    }
    #expect(try reader.next() == nil)
  }
}

/// Files that gzip has packed.
@Suite struct GunzipTests {
  private func packed(_ text: String) throws -> (folder: TemporaryFolder, path: String) {
    let folder = try TemporaryFolder()
    let path = try folder.write(Array(text.utf8), to: "lines.txt")
    #expect(system("gzip '\(path)'") == 0)
    return (folder, path + ".gz")
  }

  private func lines(_ path: String) throws(CorpusError) -> [String] {
    var reader = try LineReader(path)
    var found: [String] = []
    while let line = try reader.next() { found.append(line) }
    return found
  }

  @Test func packedLinesAreTheLines() throws {
    let lines = (0..<50_000).map { "line \($0), 第\($0)行" }
    let (folder, path) = try packed(lines.map { $0 + "\n" }.joined())
    #expect(try self.lines(path) == lines)
    // Given up half-way, the child is waited for and the next reading is not disturbed.
    for _ in 0..<3 {
      var reader = try LineReader(path)
      #expect(try reader.next() == lines[0])
    }
    #expect(try self.lines(path).count == lines.count)
    _ = folder
  }

  /// All that was packed is there, whatever follows it.
  @Test func whatFollowsThePackedLinesIsPassedOver() throws {
    let (folder, _) = try packed("one\ntwo\n")
    let whole = try #require(folder.bytes("lines.txt.gz"))
    #expect(try lines(folder.write(whole + Array("junk".utf8), to: "longer.gz")) == ["one", "two"])
    _ = folder
  }

  @Test func aFolderIsNoDamagedFile() throws {
    let folder = try TemporaryFolder()
    try folder.write("a", to: "folder.gz/a")
    let error = #expect(throws: CorpusError.self) { _ = try lines(folder.file("folder.gz")) }
    #expect(error?.code == .isDirectory)
    _ = folder
  }

  @Test func damagedFilesAreNamed() throws {
    let (folder, path) = try packed(String(repeating: "some text\n", count: 10_000))
    let whole = try #require(folder.bytes("lines.txt.gz"))
    for (name, bytes) in [
      ("cut.gz", Array(whole.dropLast(9))), ("plain.gz", Array("no gzip\n".utf8)), ("empty.gz", []),
      ("flipped.gz", whole.enumerated().map { $0.offset == whole.count / 2 ? ~$0.element : $0.element }),
    ] {
      let path = try folder.write(bytes, to: name)
      #expect(throws: CorpusError.self, "\(name)") { _ = try lines(path) }
    }
    #expect(throws: CorpusError.self) { _ = try lines(folder.file("missing.gz")) }
    _ = path
  }
}
