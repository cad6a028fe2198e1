import SeqData
import SystemPackage
import TestSupport
import Testing

@Suite struct PhraseTableTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func table(_ text: String) throws -> PhraseTable {
    try PhraseTable(contentsOf: folder.write(text, to: "table.tsv"))
  }

  private func targets(in sentence: String, _ table: PhraseTable) -> [String] {
    table.phrases(in: sentence).map(\.target)
  }

  @Test func phrasesAreFoundByTheirWords() throws {
    let table = try table("New York\tNew York City\nYork\tYork (UK) \r\nit's\tc'est\nHello!\tSalut !\n")
    #expect(table.count == 4)
    #expect(table["York"] == "York (UK)" && table["new york"] == nil && table["Yorks"] == nil)
    #expect(table["New  York"] == "New York City" && table["it\u{2019}s"] == "c'est")
    #expect(table["Hello !"] == "Salut !" && table["Hello"] == nil)
    // The longest from the left, none within another, and nothing twice that stands once.
    #expect(
      targets(in: "York is not New York, but New York.", table) == [
        "York (UK)", "New York City", "New York City",
      ])
    #expect(targets(in: "New Yorkers say it’s new", table) == ["c'est"])
    #expect(table.phrases(in: "it’s  New\tYork").map(\.source) == ["it's", "New York"], "as in the table")
    for text in ["", " ", "New", "!"] { #expect(table.phrases(in: text).isEmpty) }
  }

  @Test func phrasesCanBeSet() {
    var table = PhraseTable()
    #expect(table.phrases(in: "a b").isEmpty && table.count == 0)
    table["a b"] = "c"
    #expect(targets(in: "x a b", table) == ["c"])
    table["a b"] = nil
    #expect(table.count == 0)
  }

  static let bad: [(text: String, line: Int?, words: String)] = [
    ("a\tb\nc d\n", 2, "without a tab"), ("a\tb\n\nc\td\n", 2, "without a tab"), ("a\tb\tc\n", 1, "2 tabs"),
    ("\tb\n", 1, "source"), (" \tb\n", 1, "source"), ("a\tb\na\t \n", 2, "target"),
    ("a b\tc\nx\ty\na  b\td\n", 3, "line 1"), ("", nil, "empty"), ("\u{FEFF}", nil, "empty"),
    (String(repeating: "a", count: 20_000) + "\tb\n", 1, "more than"),
  ]

  @Test(arguments: bad) func malformedLinesAreNamed(_ text: String, _ line: Int?, _ words: String) throws {
    let path = try folder.write(text, to: "bad.tsv")
    do throws(CorpusError) {
      _ = try PhraseTable(contentsOf: path)
      Issue.record("taken: \(text.prefix(40))")
    } catch {
      #expect(error.line == line && error.path == path && error.description.contains(words), "\(error)")
    }
    // The same line twice says nothing new.
    #expect(try table("a\tb\na\tb\n").count == 1)
  }

  @Test func whatIsNoTableIsRefused() throws {
    for bytes in [[0x61, 0x09, 0xff, 0x0a], [0xc3, 0x28]] as [[UInt8]] {
      let path = try folder.write(bytes, to: "bytes")
      #expect(throws: CorpusError.self) { try PhraseTable(contentsOf: path) }
    }
    #expect { try PhraseTable(contentsOf: "/no/such/table") } throws: {
      ($0 as? CorpusError)?.code == .noSuchFileOrDirectory
    }
  }
}
