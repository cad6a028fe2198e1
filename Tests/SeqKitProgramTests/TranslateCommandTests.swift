import Foundation
import TestSupport
import Testing

/// `seqkit translate` with the shipped models, run as a program.
@Suite struct TranslateCommandTests {
  @Test func aSentenceGivesALine() throws {
    let run = try ProgramRun.seqkit("translate", "Where is the station?")
    #expect(run.status == 0)
    #expect(run.output == "Où est la gare ?\n")
    #expect(run.errors.isEmpty)
    let german = try ProgramRun.seqkit("translate", "--to", "de", "Where is the station?")
    #expect(german.output == "Wo ist der Bahnhof?\n")
  }

  /// The shipped pronouncer, on words and on what is none.
  @Test func wordsArePronounced() throws {
    let run = try ProgramRun.seqkit(["translate", "--model", "g2p"], input: "hello\nEncyclopedia\nknight\n")
    #expect(run.output == "HH EH L OW\nAH N S AY K L AH P IY D IY AH\nN AY T\n")
    for odd in ["123", "你好", "a b c", "🙂"] {
      #expect(try ProgramRun.seqkit("translate", "--model", "g2p", odd).status == 0)
    }
  }

  @Test func wordsNeedNoQuotesAndAreNeverCommands() throws {
    #expect(
      try ProgramRun.seqkit("translate", "Where", "is", "the", "station?").output
        == ProgramRun.seqkit("translate", "Where is the station?").output)
    for words in [["train"], ["help"], ["--", "--help me"], ["translate"], ["data"]] {
      let run = try ProgramRun.seqkit(["translate"] + words)
      #expect(run.status == 0 && run.output.hasSuffix("\n") && run.output.count > 1, "\(words)")
      #expect(!run.output.contains("USAGE") && !run.output.contains("OVERVIEW"))
    }
    let dashed = try ProgramRun.seqkit("translate", "--help me")
    #expect(dashed.status == 64 && dashed.output.isEmpty)
    #expect(dashed.errors.contains("'--help me'; put -- before a text"), "\(dashed.errors)")
    #expect(try ProgramRun.seqkit("translate", "").output == "\n", "a line in, a line out")
  }

  @Test func linesKeepTheirNumberAndOrder() throws {
    let run = try ProgramRun.seqkit(
      ["translate"], input: "I love you.\r\n\nThank you.\n   \nI love you.")
    #expect(run.status == 0)
    let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 6, "one line out for each line in")
    #expect(lines[0] == lines[4] && !lines[0].isEmpty && lines[1].isEmpty && lines[3].isEmpty)
    #expect(run.errors.isEmpty, "a pipe sees no progress")
  }

  @Test func aByteOrderMarkIsNoText() throws {
    let run = try ProgramRun.seqkit(["translate"], input: "\u{feff}I love you.\n")
    #expect(run.output == (try ProgramRun.seqkit("translate", "I love you.").output))
  }

  @Test func oddLinesGiveLines() throws {
    let odd = ["👩‍👩‍👧‍👦🏳️‍🌈", "你好，世界！", String(repeating: "word ", count: 1000), "\u{7f}\u{1}", "ⴰⵣⵓⵍ ⴰⵎⴰⴹⴰⵍ"]
    let run = try ProgramRun.seqkit(["translate", "--beam", "1"], input: odd.joined(separator: "\n"))
    #expect(run.status == 0)
    #expect(run.output.split(separator: "\n", omittingEmptySubsequences: false).count == odd.count + 1)
  }

  @Test func aLineOfTenMegabytesIsCutAndAnswered() throws {
    let run = try ProgramRun.seqkit(
      ["translate", "--beam", "1"], input: String(repeating: "a", count: 10_000_000) + "\nThank you.\n")
    #expect(run.status == 0)
    #expect(run.output.split(separator: "\n").count == 2)
  }

  @Test func invalidUTF8NamesItsLine() throws {
    let run = try ProgramRun.seqkit(["translate"], input: Array("I love you.\n".utf8) + [0xc3, 0x28, 0x0a])
    #expect(run.status == 65)
    #expect(run.errors.contains("line 2"))
    #expect(!run.output.isEmpty, "what came before it is translated")
  }

  @Test func scoresNBestAndJSON() throws {
    let run = try ProgramRun.seqkit("translate", "I love you.", "--n-best", "3", "--scores")
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == 3)
    let scores = lines.compactMap { $0.split(separator: "\t").first.flatMap { Double($0) } }
    #expect(scores.count == 3 && scores[0] >= scores[1] && scores[1] >= scores[2] && scores[0] < 0)
    let json = try ProgramRun.seqkit("translate", "I love you.", "--json", "--attention").output
    for key in ["\"version\": 1", "\"type\": \"translation\"", "\"attention\": [[", "\"source_tokens\": ["] {
      #expect(json.contains(key))
    }
    #expect(json.split(separator: "\n").count == 1)
  }

  @Test func attentionIsDrawn() throws {
    let folder = try TemporaryFolder()
    let run = try ProgramRun.seqkit(
      "translate", "I love you.", "--attention", "--svg", folder.path + "/a.svg")
    #expect(run.status == 0)
    #expect(
      run.output.contains("target by source") && run.output.contains("█") && !run.output.contains("\u{1b}"))
    let svg = folder.bytes("a.svg").map { String(decoding: $0, as: UTF8.self) }
    #expect(svg?.hasPrefix("<?xml") == true && svg?.contains("</svg>") == true)
    let ascii = try ProgramRun.seqkit(
      ["translate", "I love you.", "--attention"], environment: ["LC_ALL": "C"])
    #expect(!ascii.output.contains("█"))
  }

  /// What went to the end of the source has a column as well; the full stop reads most from there.
  @Test func rowsOfAttentionSumToOne() throws {
    struct Line: Decodable {
      struct Found: Decodable {
        var tokens, sourceTokens: [String]
        var attention: [[Double]]
      }
      var translations: [Found]
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let texts = ["I am reading a book.", "Thank you very much. I love you. Where is the station?"]
    for text in texts {
      let json = try ProgramRun.seqkit("translate", text, "--json", "--attention").output
      let found = try #require(try decoder.decode(Line.self, from: Data(json.utf8)).translations.first)
      #expect(found.attention.count == found.tokens.count && found.sourceTokens.last == "</s>")
      for row in found.attention {
        #expect(row.count == found.sourceTokens.count && abs(row.reduce(0, +) - 1) < 1e-4, "\(row)")
      }
    }
    let map = try ProgramRun.seqkit("translate", texts[0], "--attention").output
    #expect(map.contains("</s>"))
    let nothing = try ProgramRun.seqkit("translate", "😀", "--json", "--attention").output
    #expect(nothing.contains("\"source_tokens\": [], \"attention\": []"), "nothing is read, not even an end")
  }

  @Test func aConversationOnATerminal() throws {
    // The second sentence is the first, with what arrow keys send.
    let run = try ProgramRun.seqkit(
      ["translate"], input: "I love you.\n\u{1b}[AI love\u{1b}[C you.\n:help\n\u{4}", to: .terminal)
    #expect(run.status == 0 && run.output.contains("rlwrap seqkit translate"))
    let answers = run.output.split(separator: "\n").filter { $0.contains("Je t") }
    #expect(answers.count == 2 && !run.output.contains("\u{1b}"), "\(run.output)")
    #expect(run.output.contains("a sentence a line") && run.output.contains("> "))
  }

  @Test func badModelsAreNamed() throws {
    let folder = try TemporaryFolder()
    func expect(_ model: String, _ status: Int32, _ words: String) throws {
      let run = try ProgramRun.seqkit("translate", "--model", model, "hello")
      #expect(run.status == status, "\(model): \(run.errors)")
      #expect(run.errors.contains(words), "\(run.errors)")
      #expect(run.output.isEmpty && run.errors.hasPrefix("seqkit: "))
    }
    try expect("/no/such/model", 66, "no such file")
    try expect("/tmp", 66, "folder")
    try expect(try folder.write("", to: "empty"), 65, "empty")
    try expect(try folder.write("this is no model, whatever its name says", to: "text"), 65, "safetensors")
    try expect(
      folder.write(Array("\u{2}\0\0\0\0\0\0\0{}".utf8), to: "other"), 65, "not written by seqkit")
  }

  @Test func flagsAreChecked() throws {
    for arguments in [
      ["--beam", "0"], ["--n-best", "6"], ["--to", "xx"], ["--to", "fr", "--model", "en-de"],
      ["--svg", "a.svg"],
      ["--length-penalty", "-1"], ["--nonsense"],
    ] {
      #expect(try ProgramRun.seqkit(["translate"] + arguments).status == 64, "\(arguments)")
    }
  }

  @Test func outputsThatFail() throws {
    #expect(try ProgramRun.seqkit(["translate", "hello"], to: .fullDisk).status == 74)
    #expect(try ProgramRun.seqkit(["translate", "hello"], to: .closed).status == 74)
    let closed = try ProgramRun.seqkit(["translate", "hello"], to: .closedPipe)
    #expect(closed.status == 0 && closed.errors.isEmpty)
    let svg = try ProgramRun.seqkit("translate", "hello", "--svg", "/no/such/folder/a.svg")
    #expect(svg.status == 73)
  }

  @Test func cardsOfTheShippedModels() throws {
    let list = try ProgramRun.seqkit("model", "list")
    #expect(list.output.contains("en-fr") && list.output.contains("en-de"))
    for name in ["en-fr", "en-de"] {
      let card = try ProgramRun.seqkit("model", "show", name).output
      for words in ["CC BY 2.0", "tatoeba.org", "manythings.org", "BLEU", "seqkit reproduce translate-"] {
        #expect(card.contains(words), "\(name): \(words)")
      }
    }
    #expect(
      try ProgramRun.seqkit("model", "show", "en-fr", "--json", "--tensors").output.contains(
        "\"tensors\": [{"))
  }

  /// The models are in the program: moved to an empty folder, without an environment, it still translates.
  @Test func theMovedProgramStillTranslates() throws {
    let folder = try TemporaryFolder()
    let copy = folder.file("seqkit")
    let process = Process()
    // Copied by a program that has ended: a descriptor open for writing in one of ours would keep it from running.
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = [
      "-c", "/bin/cp \"$0\" \"$1\" && exec \"$1\" translate 'Where is the station?'", ProgramRun.executable,
      copy,
    ]
    process.currentDirectoryURL = URL(filePath: folder.path)
    process.environment = [:]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0 && text == "Où est la gare ?\n")
  }
}
