import SeqData
import TestSupport
import Testing

/// Pairs as bytes: composed and decomposed accents are equal as strings.
private func bytes(_ pairs: [SentencePair]) -> [[[UInt8]]] {
  pairs.map { [bytes($0.source), bytes($0.target)] }
}

@Suite struct CorpusTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func error(_ body: () throws(CorpusError) -> [SentencePair]) -> CorpusError? {
    do throws(CorpusError) {
      _ = try body()
      return nil
    } catch {
      return error
    }
  }

  private func tsv(_ text: String) throws -> String { try folder.write(text, to: "pairs.tsv") }

  // MARK: One file

  static let good: [(text: String, pairs: [(String, String)])] = [
    ("Go.\tVa !\n", [("Go.", "Va !")]), ("Go.\tVa !", [("Go.", "Va !")]),
    ("\u{FEFF}Go.\tVa !\r\nHi.\tSalut !\r\n", [("Go.", "Va !"), ("Hi.", "Salut !")]),
    // Tatoeba's attribution.
    ("Go.\tVa !\tCC-BY 2.0 (France) #1 (a)\n", [("Go.", "Va !")]), ("Go.\tVa !\t\t\t\n", [("Go.", "Va !")]),
    // Nothing is trimmed, joined or normalised.
    (" a \t b \n", [(" a ", " b ")]), ("e\u{301}\t\u{301}\u{E9}\n", [("e\u{301}", "\u{301}\u{E9}")]),
    ("👩‍👩‍👧‍👦\t👍🏽\n", [("👩‍👩‍👧‍👦", "👍🏽")]), ("a\rb\tc\n", [("a\rb", "c")]),
    ("a\tb\na\tb\n", [("a", "b"), ("a", "b")]),
  ]

  @Test("Pairs are the first two columns, byte for byte", arguments: good)
  func pairs(_ text: String, _ pairs: [(String, String)]) throws {
    let found = try Corpus.pairs(of: try tsv(text))
    #expect(bytes(found) == bytes(pairs.map { SentencePair(source: $0, target: $1) }))
  }

  static let bad: [(text: String, line: Int?, what: String)] = [
    ("", nil, "the file has no sentence pairs"), ("\u{FEFF}", nil, "the file has no sentence pairs"),
    ("\n", 1, "a line without a tab"), ("a\tb\nno tab\nc\td\n", 2, "a line without a tab"),
    ("a\tb\n\n", 2, "a line without a tab"), ("a\tb\nlast", 2, "a line without a tab"),
    ("\t", 1, "an empty side of a pair, the source"),
    ("a\tb\n\t\n", 2, "an empty side of a pair, the source"),
    ("\tb\n", 1, "an empty side of a pair, the source"), ("a\t\n", 1, "an empty side of a pair, the target"),
    ("a\t\r\n", 1, "an empty side of a pair, the target"),
    ("a\t\tc\n", 1, "an empty side of a pair, the target"),
    ("a\t \u{A0}\u{3000}\n", 1, "an empty side of a pair, the target"),
  ]

  @Test("A line that is no pair is refused with its number", arguments: bad)
  func badLines(_ text: String, _ line: Int?, _ what: String) throws {
    let path = try tsv(text)
    let found = error { () throws(CorpusError) in try Corpus.pairs(of: path) }
    #expect(found?.what == what)
    #expect(found?.path == path && found?.line == line && found?.code == nil)
    #expect(found?.expected?.hasPrefix("source, tab, target") == true)
  }

  @Test("Invalid UTF-8 is refused with its line and byte")
  func invalidUTF8() throws {
    let path = try folder.write(bytes("a\tb\nc\t") + [0xE9, 10], to: "latin.tsv")
    let found = error { () throws(CorpusError) in try Corpus.pairs(of: path) }
    #expect(
      found?.description
        == "\(path), line 2: not valid UTF-8 at byte 3 of the line; convert it, for example with iconv")
  }

  @Test("A side of 10 MB is a side")
  func longLine() throws {
    let long = String(repeating: "ab ", count: 3_333_333)
    #expect(try Corpus.pairs(of: try tsv("a\t\(long)\n")) == [SentencePair(source: "a", target: long)])
  }

  // MARK: Two files

  private func aligned(_ source: String, _ target: String) throws -> (String, String) {
    (try folder.write(source, to: "a.en"), try folder.write(target, to: "a.fr"))
  }

  @Test("Two files make pairs line by line, but for blank sides")
  func twoFiles() throws {
    // A tab is text here, and each file has its own line ends.
    let (source, target) = try aligned("a\n\nc\n \ne\tf", "\u{FEFF}A\r\nB\r\nC\r\nD\r\nE\r\n")
    #expect(
      try Corpus.pairs(of: source, and: target)
        == [("a", "A"), ("c", "C"), ("e\tf", "E")].map { SentencePair(source: $0, target: $1) })
  }

  @Test("Files of different length are refused, the shorter one named with its length")
  func unequal() throws {
    for (texts, lines) in [(("a\nb\nc\n", "A\nB\n"), 2), (("", "A\n"), 0), (("a\n", "A\n\n"), 1)] {
      let (source, target) = try aligned(texts.0, texts.1)
      let short = lines == 2 ? target : source
      let found = error { () throws(CorpusError) in try Corpus.pairs(of: source, and: target) }
      #expect(
        found?.what == "the files do not correspond line for line: \(short) ends after line \(lines)")
      #expect(found?.line == nil && found?.code == nil)
    }
  }

  @Test(
    "Files without a pair are refused, both named", arguments: [("", ""), ("\n\n", "A\n\n"), ("a\n", " \n")])
  func twoEmptyFiles(_ source: String, _ target: String) throws {
    let paths = try aligned(source, target)
    let found = error { () throws(CorpusError) in try Corpus.pairs(of: paths.0, and: paths.1) }
    #expect(found?.what == "the files have no sentence pairs")
    #expect(found?.path == "\(paths.0) and \(paths.1)")
  }

  @Test("Standard input gives one side at most")
  func standardInputTwice() {
    let found = error { () throws(CorpusError) in try Corpus.pairs(of: "-", and: "-") }
    #expect(found?.path == "standard input" && found?.advice == "name a file for one of them")
  }

  @Test("The file with the fault is named, be it the second")
  func faultInSecond() throws {
    let (source, _) = try aligned("a\n", "A\n")
    let target = try folder.write([0x41, 0xFF], to: "bad.fr")
    let found = error { () throws(CorpusError) in try Corpus.pairs(of: source, and: target) }
    #expect(found?.path == target && found?.line == 1)
    let missing = folder.file("missing")
    #expect(
      error { () throws(CorpusError) in try Corpus.pairs(of: source, and: missing) }?.path == missing)
  }

  // MARK: Real data

  @Test(
    "Tatoeba's files are read whole",
    .enabled(if: TestData.has("tatoeba/fra-eng.tsv"), "tatoeba is in no data folder"),
    arguments: ["fra", "deu", "cmn"])
  func tatoeba(_ language: String) throws {
    let name = "tatoeba/\(language)-eng.tsv"
    let path = try #require(TestData.path(name))
    let pairs = try Corpus.pairs(of: path)
    let lines = TestData.lines(name)
    try #require(pairs.count == lines.count)
    let isSame = zip(pairs, lines).allSatisfy { pair, line in
      bytes(line).starts(with: bytes(pair.source + "\t" + pair.target))
    }
    #expect(isSame)
  }
}
