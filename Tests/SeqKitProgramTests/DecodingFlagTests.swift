import Foundation
import TestSupport
import Testing

/// The flags of `seqkit translate` that choose how is looked for what, run as a program.
@Suite struct DecodingFlagTests {
  private func lines(_ arguments: [String], input: String = "") throws -> [String] {
    let run = try ProgramRun.seqkit(["translate"] + arguments, input: input)
    #expect(run.status == 0, "\(arguments): \(run.errors)")
    return run.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }

  @Test func wordScoresAndAlignmentsAreColumns() throws {
    let line = try lines(["--scores", "--word-scores", "--alignments", "I love you and him."])[0]
    let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
    #expect(columns.count == 4)
    let words = columns[1].split(separator: " ")
    #expect(columns[2].split(separator: " ").compactMap { Double($0) }.count == words.count)
    let links = columns[3].split(separator: " ").map { $0.split(separator: "-").compactMap { Int($0) } }
    #expect(links.map { $0[1] } == Array(words.indices) && links.allSatisfy { (0..<5).contains($0[0]) })
    let json = try lines(["--json", "--word-scores", "--alignments", "I love you."])[0]
    for key in ["\"words\": [", "\"word_scores\": [", "\"alignment\": [[", "\"log_probability\": "] {
      #expect(json.contains(key))
    }
    #expect(try lines(["--word-scores", "--alignments", " "]) == ["\t\t"])
  }

  /// One text has one score, by whatever beam it was found; without normalisation it is the log p that --score gives.
  @Test func greedyAndBeamScoresCanBeCompared() throws {
    func scored(_ flags: [String]) throws -> (score: Double, text: String) {
      let columns = try lines(["--scores"] + flags + ["I love you."])[0].split(separator: "\t")
      return (try #require(Double(columns[0])), String(columns[1]))
    }
    let (greedy, beam) = (try scored(["--beam", "1"]), try scored(["--beam", "5"]))
    #expect(greedy.text == beam.text && abs(greedy.score - beam.score) < 0.001, "\(greedy), \(beam)")
    let plain = try scored(["--beam", "1", "--length-penalty", "0"])
    let given = try #require(Double(try lines(["--score"], input: "I love you.\t\(greedy.text)\n")[0]))
    #expect(plain.text == greedy.text && abs(plain.score - given) < 0.001 && plain.score < greedy.score)
  }

  @Test func penaltiesLimitsAndBlocksAreObeyed() throws {
    let text = "I love you very much and I want to go home."
    let plain = try lines(["--scores", text])[0]
    let covered = try lines(["--scores", "--coverage-penalty", "0.5", text])[0]
    let score = { (line: String) in line.split(separator: "\t").first.flatMap { Double($0) } ?? .nan }
    #expect(score(covered) < score(plain))
    let short = try ProgramRun.seqkit("translate", "--max-length", "3", "--json", text).output
    #expect(
      short.components(separatedBy: "\"tokens\": [")[1].prefix { $0 != "]" }.split(separator: ",").count <= 3)
    let long = try ProgramRun.seqkit("translate", "--min-length", "15", "--json", "Go.").output
    let tokens = long.components(separatedBy: "\"token_scores\": [")[1].prefix { $0 != "]" }.split(
      separator: ",")
    #expect(tokens.count >= 15)
    let blocked = try lines(["--no-repeat-ngram", "1", "--json", "no no no no no no no no"])[0]
    let pieces = blocked.components(separatedBy: "\"tokens\": [")[1].prefix { $0 != "]" }
      .components(separatedBy: ", ")
    #expect(Set(pieces).count == pieces.count, "\(pieces)")
  }

  @Test func drawsRepeatWithTheSeed() throws {
    let input = (0..<30).map { "I saw \($0) dogs." }.joined(separator: "\n") + "\n"
    let flags = ["--sample", "--temperature", "1.2", "--top-k", "50"]
    let one = try lines(flags + ["--seed", "5", "--threads", "1"], input: input)
    #expect(one.count == 30)
    #expect(try lines(flags + ["--seed", "5", "--threads", "3"], input: input) == one)
    #expect(try lines(flags + ["--seed", "6"], input: input) != one)
    #expect(try lines(flags + ["--n-best", "7", "I love you."]).count == 7)
    #expect(try lines(["--sample", "--top-k", "1", "I love you."]) == lines(["--beam", "1", "I love you."]))
  }

  /// Lines belong together by their number alone.
  @Test func everySentenceHasAsManyLines() throws {
    let input = "I love you.\n\nThank you.\n   \n"
    let found = try lines(["--n-best", "2"], input: input)
    #expect(found.count == 8 && found.map(\.isEmpty) == [false, false, true, true, false, false, true, true])
    let columns = try lines(
      ["--n-best", "3", "--scores", "--word-scores", "--alignments"], input: input)
    #expect(columns.count == 12, "\(columns)")
    #expect(columns.allSatisfy { line in line.count { $0 == "\t" } == 3 }, "\(columns)")
    #expect(try lines(["--sample", "--n-best", "4"], input: "\nHello.\n").count == 8)
    #expect(try lines(["--json", "--n-best", "2"], input: input).count == 4, "one object a line")
    let help = try ProgramRun.seqkit("translate", "--help").output.split(whereSeparator: \.isWhitespace)
    #expect(help.joined(separator: " ").contains("there are always n"))
  }

  @Test func givenTargetsAreScored() throws {
    let good = "I love you.\tJe t'aime.\n"
    let scores = try lines(["--score"], input: good + "I love you.\tLa gare est loin.\nI love you.\t\n\t\n")
    let numbers = scores.compactMap { Double($0) }
    #expect(numbers.count == 4 && numbers[0] > -2 && numbers[1] < -10 && numbers.allSatisfy { $0 < 0 })
    let folder = try TemporaryFolder()
    let targets = try folder.write("Je t'aime.\r\nMerci.\n", to: "targets")
    let two = try lines(["--score-target", targets], input: "I love you.\nThank you.\n")
    #expect(two[0] == scores[0] && two.count == 2)
    #expect(try lines(["--score-target", targets, "I love you."]) == [scores[0]])
    let json = try lines(["--score", "--json", "--alignments", "--attention", "--word-scores"], input: good)[
      0]
    for part in [
      "\"type\": \"score\"", "\"target\": \"Je t'aime.\"", "\"attention\": [[", "\"token_scores\": [",
    ] {
      #expect(json.contains(part))
    }
    for (input, words) in [("a\nb\nc\n", "fewer targets"), ("a\n", "more targets")] {
      let run = try ProgramRun.seqkit(["translate", "--score-target", targets], input: input)
      #expect(run.status == 65 && run.errors.contains(words), "\(run.errors)")
    }
    let bad = try ProgramRun.seqkit(["translate", "--score"], input: good + "no tab\n" + good)
    #expect(bad.status == 65 && bad.errors.contains("line 2") && bad.output == scores[0] + "\n")
  }

  @Test func modelsTranslateTogether() throws {
    let alone = try lines(["--scores", "Where is the station?"])
    #expect(try lines(["--scores", "--model", "en-fr,en-fr", "Where is the station?"]) == alone)
    #expect(
      try lines(["--scores", "--model", "en-fr", "--model", "en-fr", "Where is the station?"]) == alone)
    let run = try ProgramRun.seqkit("translate", "--model", "en-fr,en-de", "hello")
    #expect(run.status == 65 && run.errors.contains("token ") && run.errors.contains("same vocabularies"))
    #expect(try ProgramRun.seqkit("translate", "--model", "en-fr,/no/such", "hello").status == 66)
    #expect(try ProgramRun.seqkit("translate", "--model", "en-fr,", "hello").status == 64)
  }

  @Test func phrasesOverride() throws {
    let folder = try TemporaryFolder()
    let table = try folder.write("home\tau zoo\nHello\tSalut toi\ncold beer\tcervoise fraîche\n", to: "t.tsv")
    let input = "I go home now.\nHello\nI want a cold beer.\nI love you.\n"
    for beam in ["1", "4"] {
      let found = try lines(["--phrase-table", table, "--beam", beam], input: input)
      #expect(found[0].contains("au zoo") && found[1] == "Salut toi" && found[2].contains("cervoise fraîche"))
      #expect(try found[3] == lines(["--beam", beam, "I love you."])[0])
    }
    // Where it belongs, and not after all else has been said.
    let terms = try folder.write("station\tstation de métro\n", to: "terms.tsv")
    for beam in ["1", "5"] {
      let found = try lines(["--phrase-table", terms, "--beam", beam], input: "The station is closed.\n")[0]
      #expect(found.hasPrefix("La station de métro ") && found.count { ".!?".contains($0) } == 1, "\(found)")
    }
    let capitals = try folder.write("station\tGARE CENTRALE\n", to: "capitals.tsv")
    let asked = try lines(["--phrase-table", capitals, "Where is the station?"])[0]
    let marks = asked.drop { !".!?".contains($0) }
    #expect(asked.contains("GARE CENTRALE") && marks.count <= 1, "\(asked)")
    let bad = try folder.write("a\tb\nc d\n", to: "bad.tsv")
    let run = try ProgramRun.seqkit("translate", "--phrase-table", bad, "hello")
    #expect(run.status == 65 && run.errors.contains("line 2") && run.errors.contains("without a tab"))
    #expect(try ProgramRun.seqkit("translate", "--phrase-table", "/no/such", "hello").status == 66)
  }

  @Test func flagsThatDoNotFitAreNamed() throws {
    for (flags, words) in [
      (["--temperature", "2"], "--sample"), (["--top-k", "2"], "--sample"),
      (["--sample", "--beam", "2"], "--beam"),
      (["--sample", "--length-penalty", "0"], "--length-penalty"),
      (["--sample", "--n-best", "0"], "--n-best"),
      (["--sample", "--temperature", "0"], "--temperature"),
      (["--sample", "--temperature", "nan"], "--temperature"),
      (["--sample", "--top-k", "-1"], "--top-k"), (["--sample", "--phrase-table", "x"], "--phrase-table"),
      (["--n-best", "6"], "beam width 5"), (["--beam", "0"], "--beam"),
      (["--no-repeat-ngram", "-1"], "ngram"),
      (["--max-length", "0"], "--max-length"), (["--min-length", "4", "--max-length", "3"], "--min-length"),
      (["--length-ratio", "nan"], "--length-ratio"), (["--coverage-penalty", "-1"], "--coverage-penalty"),
      (["--score", "--beam", "3"], "search options"), (["--score", "--scores"], "--scores"),
      (["--score", "--score-target", "x"], "exclude"), (["--svg", "-", "--n-best", "2"], "name a file"),
    ] {
      let run = try ProgramRun.seqkit(["translate"] + flags + ["hello"])
      #expect(run.status == 64 && run.errors.contains(words), "\(flags): \(run.status) \(run.errors)")
      #expect(run.output.isEmpty)
    }
  }

  @Test func everyTranslationsAttentionIsDrawn() throws {
    let folder = try TemporaryFolder()
    let svg = folder.path + "/my.pictures/a.b.svg"
    try folder.write("", to: "my.pictures/x")
    let run = try ProgramRun.seqkit("translate", "I love you.", "--n-best", "3", "--attention", "--svg", svg)
    #expect(run.status == 0 && run.output.components(separatedBy: "target by source").count == 4)
    let pictures = ["a.b.svg", "a.b-2.svg", "a.b-3.svg"].map { folder.bytes("my.pictures/" + $0) }
    #expect(pictures.allSatisfy { $0 != nil } && Set(pictures).count == 3)
    #expect(folder.bytes("my.pictures/a.b-4.svg") == nil)
    let plain = folder.path + "/picture"
    #expect(try ProgramRun.seqkit("translate", "I love you.", "--n-best", "2", "--svg", plain).status == 0)
    #expect(folder.bytes("picture-2") != nil)
  }

  @Test func attentionThatIsMissingIsNamed() throws {
    let folder = try TemporaryFolder()
    let pairs = try folder.write(
      (0..<60).map { "a b \($0 % 7)\tx y \($0 % 7)" }.joined(separator: "\n") + "\n", to: "pairs")
    let model = folder.path + "/model"
    let training = try ProgramRun.seqkit(
      "train", "translator", "--pairs", pairs, "--out", model, "--epochs", "1", "--attention", "none",
      "--tokenizer",
      "word", "--hidden", "8", "--embedding", "8", "--quiet")
    #expect(training.status == 0, "\(training.errors)")
    for flags in [["--attention"], ["--alignments"], ["--replace-unknown"], ["--coverage-penalty", "1"]] {
      let run = try ProgramRun.seqkit(["translate", "--model", model] + flags + ["a b"])
      #expect(run.status == 69 && run.errors.contains(flags[0]), "\(flags): \(run.errors)")
    }
    // What the attention of one member of an ensemble shows is enough; alone it is not.
    #expect(try ProgramRun.seqkit("translate", "--model", model, "--word-scores", "a b").status == 0)
  }

  @Test func aConversationHasCommands() throws {
    func talk(_ typed: String, _ flags: [String] = []) throws -> ProgramRun {
      try ProgramRun.seqkit(["translate"] + flags, input: typed + "\u{4}", to: .terminal)
    }
    let many = try talk(":n-best 3\nI love you.\n")
    #expect(many.status == 0 && many.output.contains("beam 5, n-best 3"))
    #expect(many.output.contains("Je t'aime.\n") && many.output.contains("Je t'aime !\n"))
    let other = try talk(":model en-de\nI love you.\n")
    #expect(other.output.contains("Ich liebe dich.") && !other.output.contains("Je t'aime."))
    let map = try talk(":attention on\nI love you.\n:attention off\nThank you.\n").output
    #expect(map.components(separatedBy: "target by source").count == 2)
    let help = try talk(":help\n").output
    for command in [":beam", ":n-best", ":attention", ":model", ":quit", "::"] {
      #expect(help.contains(command))
    }
    // Wrong commands change nothing and end nothing.
    let wrong = try talk(
      ":beam x\n:beam 0\n:n-best -1\n:model /no/such\n:attention maybe\n:) nice\n:\n:model\n:quit now\nI love you.\n"
    )
    #expect(wrong.status == 0 && wrong.output.contains("Je t'aime."))
    for words in ["takes a number", "between 1 and 1000", "no such file", "on or off", "no command ':)'"] {
      #expect(wrong.output.contains(words), "\(words)")
    }
    let colon = try talk("::) quit\n:quit\nI love you.\n")
    #expect(colon.status == 0 && !colon.output.contains("no command") && !colon.output.contains("Je t'aime."))
    // Sentences that read like commands are sentences.
    let sentences = try talk("quit\nhelp\n").output
    #expect(!sentences.contains("::sentence") && sentences.components(separatedBy: "> ").count == 4)
  }

  /// More lines than are taken together keep number and order, and the same ones give the same.
  @Test func manyLinesAreWindowed() throws {
    let input = (0..<2500).map { "I have \($0 % 50)." }
    let found = try lines(["--beam", "1"], input: input.joined(separator: "\n"))
    #expect(found.count == 2500)
    #expect(found.enumerated().allSatisfy { $1 == found[$0 % 50] })
  }
}
