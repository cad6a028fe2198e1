import Foundation
import TestSupport
import Testing

/// `-` for standard input and output in every command, and what is said where somebody is to type.
@Suite struct StandardStreamsTests {
  private static let fixture = #filePath.replacing(
    "SeqKitProgramTests/StandardStreamsTests.swift", with: "SeqFilesTests/Fixtures/translator-v1.safetensors")

  private static func fixtureBytes() throws -> [UInt8] {
    try Array(Data(contentsOf: URL(filePath: fixture)))
  }

  @Test func aDashForTheSentenceIsStandardInput() throws {
    let input = "I love you.\n\nThank you.\n"
    let run = try ProgramRun.seqkit(["translate", "-"], input: input)
    #expect(run.status == 0 && run.output.split(separator: "\n").count == 2, "\(run.errors)")
    #expect(try run.output == ProgramRun.seqkit(["translate"], input: input).output)
    let scored = try ProgramRun.seqkit(["translate", "--score", "-"], input: "I love you.\tJe t'aime.\n")
    #expect(scored.status == 0 && scored.output.hasPrefix("-"), "\(scored.errors)")
    // After -- it is a text, and among words always.
    #expect(try ProgramRun.seqkit(["translate", "--", "-"], input: input).output == "-\n")
    let words = try ProgramRun.seqkit(["translate", "hello", "-"], input: input)
    #expect(words.status == 0 && words.output.split(separator: "\n").count == 1)
  }

  @Test func settingsFromStandardInput() throws {
    let model = ["train", "translator", "--pairs", "x", "--out", "y", "--print-config", "--config", "-"]
    let run = try ProgramRun.seqkit(model, input: #"{"model": {"hiddenSize": 48}}"#)
    #expect(run.status == 0 && run.output.contains("\"hiddenSize\" : 48"), "\(run.errors)")
    // Two times asked for, once read.
    let machine = try ProgramRun.seqkit(
      ["train", "ntm", "copy", "--print-config", "--config", "-"],
      input: #"{"training": {"sequences": 7, "task": {"bits": 3}}}"#)
    #expect(machine.output.contains("\"sequences\" : 7") && machine.output.contains("\"bits\" : 3"))
    let bad = try ProgramRun.seqkit(model, input: "no JSON")
    #expect(bad.status == 65, "\(bad.errors)")
    #expect(bad.errors.contains("not JSON, standard input"), "\(bad.errors)")
  }

  @Test func aModelFromStandardInput() throws {
    let bytes = try Self.fixtureBytes()
    let shown = try ProgramRun.seqkit(["model", "show", "-"], input: bytes)
    #expect(shown.status == 0, "\(shown.errors)")
    #expect(try shown.output == ProgramRun.seqkit("model", "show", Self.fixture).output)
    let translated = try ProgramRun.seqkit(["translate", "--model", "-", "--json", "one two"], input: bytes)
    #expect(translated.status == 0, "\(translated.errors)")
    #expect(
      try translated.output
        == ProgramRun.seqkit("translate", "--model", Self.fixture, "--json", "one two").output)
    for (input, words) in [("", "only 0 bytes"), ("this is no model, whatever it says", "safetensors")] {
      let run = try ProgramRun.seqkit(["model", "show", "-"], input: input)
      #expect(run.status == 65 && run.errors.contains(words), "\(run.errors)")
      #expect(run.errors.contains("standard input"), "\(run.errors)")
    }
    let typed = try ProgramRun.seqkit(["model", "show", "-"], input: "\u{4}", to: .terminal)
    #expect(typed.status == 64 && typed.output.contains("a model cannot be typed"), "\(typed.output)")
  }

  @Test(arguments: [
    "translate --model -", "translate --model - -", "translate --phrase-table -",
    "translate --phrase-table - --model - hello", "qa --model -", "qa --model - --story -",
    "evaluate qa --stories - -", "evaluate qa --stories - --model -",
    "evaluate memory --model - --stories -", "evaluate translator --model - --pairs -",
    "evaluate translator --pairs - --phrase-table -", "ntm copy --model - --sequence -",
    "model average - - --out m", "train translator --pairs - --config - --out m",
    "train translator --pairs - --from - --out m", "train qa --stories - --names - --out m",
    "train memory --stories - --config - --out m", "transfer predict --model - -",
    "transfer predict --model m - a.jpg -",
    "train transfer --images pets --network basic --weights - --config - --out m",
  ])
  func standardInputIsReadOnce(_ command: String) throws {
    let run = try ProgramRun.seqkit(command.split(separator: " ").map(String.init), input: "hello\n")
    #expect(run.status == 64 && run.output.isEmpty, "\(run.status) \(run.output)")
    #expect(run.errors.contains("can be only one of the inputs"), "\(run.errors)")
  }

  /// A file of that name is never made.
  @Test(arguments: [
    "model average en-fr --out -", "train translator --pairs PAIRS --no-runs --out -",
    "train translator --pairs PAIRS --no-runs --out m --checkpoint -",
    "train translator --pairs PAIRS --out m --runs -", "train qa --stories STORY --no-runs --out -",
    "train memory --stories STORY --no-runs --out -", "train ntm copy --no-runs --out -",
    "ntm copy --train --no-runs --checkpoint -",
    "evaluate translator --model en-fr --pairs PAIRS --output -",
    "qa --story STORY --svg -",
    "train transfer --images PETS --mode scratch --network basic --no-runs --out -",
    "train transfer --images PETS --network basic --weights PAIRS --no-runs --out -",
    "train transfer --images PETS --mode scratch --network basic --no-runs --out m --checkpoint -",
    "train transfer --images - --mode scratch --network basic --no-runs --out m",
    "transfer split PETS --train 1 --validation 1 --out -",
    "transfer split - --train 1 --validation 1 --out m",
    "transfer features --images - --model m --out f.csv", "evaluate transfer --images - --model m",
    "transfer report --images PETS --network basic --weights PAIRS --checkpoint -",
  ])
  func whatIsAFileGoesToNoStream(_ command: String) throws {
    let folder = try TemporaryFolder()
    let empty = try TemporaryFolder()
    let story = try folder.write("1 Ann went to the hall.\n2 Where is Ann?\thall\t1\n", to: "s.txt")
    let pairs = try folder.write("one\tun\n", to: "p.tsv")
    try folder.bars("pets", each: 2)
    let names = ["PAIRS": pairs, "STORY": story, "PETS": folder.file("pets")]
    let arguments = command.split(separator: " ").map { names[String($0)] ?? String($0) }
    let run = try ProgramRun.seqkit(arguments, workingFolder: empty.path)
    #expect(run.status == 64 && run.output.isEmpty, "\(run.status) \(run.errors)")
    #expect(run.errors.contains("name a file") || run.errors.contains("name one"), "\(run.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: empty.path).isEmpty)
  }

  /// Where the picture goes to standard output nothing else does.
  @Test func aPictureAlone() throws {
    let folder = try TemporaryFolder()
    let stories = try folder.write("1 Ann went to the hall.\n2 Where is Ann?\thall\t1\n", to: "s.txt")
    let pairs = try folder.write("I love you.\tJe t'aime.\n", to: "p.tsv")
    for arguments in [
      ["translate", "I love you.", "--svg", "-"], ["ntm", "copy", "--length", "3", "--svg", "-"],
      ["evaluate", "ntm", "copy", "--sequences", "2", "--svg", "-"],
      ["evaluate", "qa", "--stories", stories, "--svg", "-"],
      ["evaluate", "translator", "--pairs", pairs, "--quiet", "--svg", "-"],
      [
        "train", "ntm", "copy", "--bits", "2", "--length", "2", "--hidden", "8", "--sequences", "20",
        "--no-runs", "--svg", "-",
      ],
    ] {
      let run = try ProgramRun.seqkit(arguments)
      #expect(run.status == 0, "\(arguments): \(run.errors)")
      #expect(run.output.hasPrefix("<?xml") && run.output.hasSuffix("</svg>\n"), "\(run.output)")
      #expect(run.output.components(separatedBy: "<?xml").count == 2)
    }
    for flag in ["--json", "--scores", "--word-scores", "--alignments", "--attention"] {
      let run = try ProgramRun.seqkit("translate", "I love you.", "--svg", "-", flag)
      #expect(run.status == 64 && run.errors.contains("name a file"), "\(flag): \(run.errors)")
      #expect(run.output.isEmpty)
    }
    for command in [
      "train ntm copy --no-runs", "ntm copy", "ntm copy --train", "evaluate ntm copy",
      "evaluate qa --stories -",
      "evaluate translator --pairs -", "evaluate transfer --model m --images x", "runs plot",
      "transfer report --images x --network basic --weights w",
    ] {
      let run = try ProgramRun.seqkit(
        command.split(separator: " ").map(String.init) + ["--svg", "-", "--json"])
      #expect(run.status == 64 && run.errors.contains("name a file"), "\(command): \(run.errors)")
    }
    let shown = try ProgramRun.seqkit(
      "evaluate", "translator", "--pairs", pairs, "--show", "1", "--svg", "-")
    #expect(shown.status == 64 && shown.errors.contains("no room for --show"), "\(shown.errors)")
  }

  /// Commands that read what is typed, what is typed, and what they call it.
  static let waiting = [
    ("translate -", "I love you.\n", "sentences, one a line"),
    ("translate --score", "I love you.\tJe t'aime.\n", "source, tab, target"),
    ("translate --score-target TARGET", "I love you.\n", "the sources"),
    ("translate hello --phrase-table -", "home\tau zoo\n", "phrases"),
    ("translate hello --score-target -", "bonjour\n", "the target"),
    ("qa --story -", "Joe went to the hall.\nWhere is Joe?\n", "facts and questions"),
    ("ntm copy --sequence -", "10110010\n", "bit vectors"),
    ("evaluate qa --stories -", "1 Ann went to the hall.\n2 Where is Ann?\thall\t1\n", "stories"),
    ("evaluate translator --hypotheses - --target TARGET", "bonjour\n", "translations, one a line"),
    ("evaluate translator --pairs - --model en-fr", "no tab\n", "source, tab, reference"),
    ("train translator --pairs - --no-runs --out MODEL", "no tab\n", "source, tab, target"),
    ("train translator --source - --target TARGET --no-runs --out MODEL", "one\ntwo\n", "sources"),
    ("train qa --stories - --no-runs --out MODEL", "no number\n", "stories"),
    ("train memory --stories - --no-runs --out MODEL", "no number\n", "stories"),
    ("train ntm copy --print-config --config -", "{}\n", "settings as JSON"),
  ]

  @Test(arguments: waiting) func nobodyWaitsWithoutAWord(_ command: String, _ typed: String, _ words: String)
    throws
  {
    let folder = try TemporaryFolder()
    let target = try folder.write("bonjour\n", to: "target")
    let arguments = command.split(separator: " ").map { word in
      word == "TARGET" ? target : word == "MODEL" ? folder.file("m") : String(word)
    }
    let run = try ProgramRun.seqkit(arguments, input: typed + "\u{4}", to: .terminal)
    #expect(run.output.components(separatedBy: "Ctrl-D").count == 2, "said once: \(run.output)")
    let line = run.output.split(separator: "\n").first { $0.contains("Ctrl-D") } ?? ""
    #expect(line.contains(words), "\(line)")
    let quiet = try ProgramRun.seqkit(arguments + ["--quiet"], input: typed + "\u{4}", to: .terminal)
    #expect(quiet.status == run.status && !quiet.output.contains("Ctrl-D"), "\(quiet.output)")
    // A pipe is told nothing.
    let piped = try ProgramRun.seqkit(arguments, input: typed)
    #expect(!(piped.output + piped.errors).contains("Ctrl-D"), "\(piped.errors)")
  }
}
