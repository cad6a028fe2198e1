import SeqData
import SystemPackage
import TestSupport
import Testing

@Suite struct LineReaderTests {
  private func lines(_ bytes: [UInt8]) throws -> [String] {
    let folder = try TemporaryFolder()
    var input = try LineReader(folder.write(bytes, to: "lines"))
    var lines: [String] = []
    while let line = try input.next() { lines.append(line) }
    return lines
  }

  @Test func lineEndsMarksAndEmptyLines() throws {
    #expect(try lines([]) == [])
    #expect(try lines(Array("a\nb".utf8)) == ["a", "b"])
    #expect(try lines(Array("\u{feff}a\r\n\r\n\nb\r\n".utf8)) == ["a", "", "", "b"])
    #expect(try lines(Array("\n".utf8)) == [""])
  }

  @Test func aLineOfTenMegabytes() throws {
    let long = [UInt8](repeating: UInt8(ascii: "x"), count: 10_000_000)
    #expect(try lines(long + Array("\nshort\n".utf8)).map(\.utf8.count) == [10_000_000, 5])
  }

  @Test func invalidUTF8HasALineNumber() {
    let failure = #expect(throws: CorpusError.self) { try lines(Array("fine\n".utf8) + [0xc3, 0x28, 0x0a]) }
    #expect(failure?.code == nil && failure?.line == 2)
    #expect(failure?.what == "not valid UTF-8")
    #expect(failure?.description.contains("lines, line 2: not valid UTF-8") == true)
  }

  @Test func noFileAndAFolder() throws {
    let folder = try TemporaryFolder()
    let missing = #expect(throws: CorpusError.self) { _ = try LineReader(folder.path + "/none") }
    #expect(missing?.code == .noSuchFileOrDirectory)
    let directory = #expect(throws: CorpusError.self) {
      var input = try LineReader(folder.path)
      _ = try input.next()
    }
    #expect(directory?.code == .isDirectory)
  }
}

@Suite struct CorpusTests {
  @Test func pairsOfOneFileAndOfTwo() throws {
    let folder = try TemporaryFolder()
    let one = try folder.write("Hi.\tSalut.\tsome attribution\r\n你好。\tBonjour.\n", to: "one")
    let expected = [
      SentencePair(source: "Hi.", target: "Salut."), SentencePair(source: "你好。", target: "Bonjour."),
    ]
    #expect(try Corpus.pairs(of: one) == expected)
    let source = try folder.write("Hi.\n\n你好。\n", to: "source")
    let target = try folder.write("Salut.\nvide\nBonjour.", to: "target")
    #expect(try Corpus.pairs(of: source, and: target) == expected)
  }

  @Test func damagedLinesAreNamed() throws {
    let folder = try TemporaryFolder()
    func expect(_ text: String, line: Int?, _ words: String) throws {
      let path = try folder.write(text, to: "pairs")
      let error = #expect(throws: CorpusError.self) { try Corpus.pairs(of: path) }
      #expect(error?.line == line && error?.description.contains(words) == true, "\(text)")
    }
    try expect("", line: nil, "no sentence pairs")
    try expect("a\tb\nno tab\n", line: 2, "without a tab")
    try expect("\t\n", line: 1, "empty side")
    try expect("a\t \n", line: 1, "empty side")
    let short = try folder.write("one\n", to: "short")
    let long = try folder.write("one\ntwo\n", to: "long")
    let error = #expect(throws: CorpusError.self) { try Corpus.pairs(of: short, and: long) }
    #expect(error?.what.contains("after line 1") == true)
  }
}
