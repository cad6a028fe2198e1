import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// `seqkit train` and `evaluate`, run as a program on a toy language.
@Suite struct TrainCommandTests {
  /// Letters and their capitals, a language that a small model learns in seconds.
  private static let pairs: String = {
    let words = ["ba", "ke", "li", "mo", "nu", "pa", "re", "si", "to", "wu"]
    return (0..<300).map { i in
      let text = [words[i % 10], words[i / 10 % 10], words[(i * 7 + i / 30) % 10]].joined(separator: " ")
      return text + "\t" + text.uppercased()
    }.joined(separator: "\n") + "\n"
  }()

  private static let small = flags()

  private static func flags(learningRate: String = "0.02", hidden: String = "32", dropout: String = "0")
    -> [String]
  {
    [
      "--tokenizer", "word", "--embedding", "16", "--hidden", hidden, "--layers", "1", "--dropout", dropout,
      "--no-variants",
      "--learning-rate", learningRate, "--batch-tokens", "200", "--label-smoothing", "0", "--threads", "1",
    ]
  }

  @Test func learnsEvaluatesAndTranslates() throws {
    let folder = try TemporaryFolder()
    let pairs = try folder.write(Self.pairs, to: "pairs.tsv")
    let model = folder.path + "/model.safetensors"
    let run = try ProgramRun.seqkit(
      ["train", "translator", "--pairs", pairs, "--out", model, "--epochs", "12"] + Self.small)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.isEmpty, "results only; talk goes to standard error")
    for words in ["pairs to learn from", "epoch 12", "perplexity", "translation", "model written to"] {
      #expect(run.errors.contains(words), "\(words)")
    }
    #expect(try ProgramRun.seqkit("translate", "--model", model, "ba nu to").output == "BA NU TO\n")
    let scores = try ProgramRun.seqkit(
      "evaluate", "translator", "--model", model, "--pairs", pairs, "--json", "--beam", "1")
    #expect(scores.status == 0 && scores.output.contains("\"bleu\": ") && scores.output.contains("tok:13a"))
    #expect(try ProgramRun.seqkit("model", "show", model).output.contains("a translator trained with seqkit"))
  }

  @Test func pairsFromStandardInputAndFromTwoFiles() throws {
    let folder = try TemporaryFolder()
    let model = folder.path + "/m"
    let flags = ["--out", model, "--epochs", "1", "--quiet"] + Self.small
    let piped = try ProgramRun.seqkit(["train", "translator", "--pairs", "-"] + flags, input: Self.pairs)
    #expect(piped.status == 0 && piped.errors.isEmpty, "\(piped.errors)")
    let lines = Self.pairs.split(separator: "\n").map { $0.split(separator: "\t") }
    let source = try folder.write(lines.map { $0[0] }.joined(separator: "\n"), to: "source")
    let target = try folder.write(lines.map { $0[1] }.joined(separator: "\r\n"), to: "target")
    let two = try ProgramRun.seqkit(["train", "translator", "--source", source, "--target", target] + flags)
    #expect(two.status == 0, "\(two.errors)")
    let short = try folder.write("one line\n", to: "short")
    let uneven = try ProgramRun.seqkit(
      ["train", "translator", "--source", source, "--target", short] + flags)
    #expect(uneven.status == 65 && uneven.errors.contains("line for line"))
  }

  @Test func badPairsAreNamedByLine() throws {
    let folder = try TemporaryFolder()
    func expect(_ pairs: String, _ status: Int32, _ words: String) throws {
      let run = try ProgramRun.seqkit(
        ["train", "translator", "--pairs", pairs, "--out", folder.path + "/m", "--epochs", "1"] + Self.small)
      #expect(run.status == status, "\(pairs): \(run.errors)")
      #expect(run.errors.contains(words), "\(run.errors)")
    }
    try expect("/no/such/file", 66, "no such file")
    try expect(folder.path, 66, "folder")
    try expect(try folder.write("", to: "empty"), 65, "no sentence pairs")
    try expect(try folder.write("a\tb\nno tab here\n", to: "tab"), 65, "line 2")
    try expect(try folder.write("\t\n", to: "lone"), 65, "an empty side")
    try expect(try folder.write(Array("a\tb\nc\t".utf8) + [0xe9, 0x0a], to: "latin"), 65, "line 2")
    try expect(try folder.write("\u{feff}a\tb\r\n", to: "bom"), 0, "1 pair to learn from, 0 held out")
  }

  @Test func outputsThatCannotBeMadeAreRefusedAtOnce() throws {
    let folder = try TemporaryFolder()
    let pairs = try folder.write(Self.pairs, to: "pairs.tsv")
    for (out, words) in [
      ("/no/such/folder/m", "the folder of the file does not exist, /no/such/folder/m; make it first"),
      (pairs + "/m", "the folder of the file does not exist"),
      (folder.path, "a folder where a file is needed"),
      ("/proc/m", "the folder does not take files, /proc/m; write elsewhere"), ("/dev/full", ""),
    ] {
      let run = try ProgramRun.seqkit(["train", "translator", "--pairs", pairs, "--out", out] + Self.small)
      #expect(run.status == 73 && run.errors.hasPrefix("seqkit: " + words), "\(out): \(run.errors)")
    }
  }

  /// With too few pairs to set any aside there is no held-out loss to speak of.
  @Test func withoutHeldOutPairsNothingIsSaidOfThem() throws {
    let folder = try TemporaryFolder()
    let pairs = try folder.write(Self.pairs, to: "pairs.tsv")
    let run = try ProgramRun.seqkit(
      [
        "train", "translator", "--pairs", pairs, "--out", folder.path + "/m", "--epochs", "1", "--held-out",
        "0",
      ]
        + Self.small + ["--json"])
    #expect(run.status == 0 && !run.errors.contains("held-out loss"), "\(run.errors)")
    #expect(run.output.contains("\"held_out_loss\": null"), "\(run.output)")
  }

  @Test func configurationIsReadMergedAndChecked() throws {
    let folder = try TemporaryFolder()
    let printed = try ProgramRun.seqkit(
      "train", "translator", "--pairs", "x", "--out", "y", "--print-config", "--hidden", "48")
    #expect(printed.status == 0 && printed.output.contains("\"hiddenSize\" : 48"))
    #expect(printed.errors.contains("it follows from the data"))
    let config = try folder.write(
      #"{"model": {"hiddenSize": 64, "cell": "gru"}, "training": {"epochs": 3}}"#, to: "c.json")
    let merged = try ProgramRun.seqkit(
      "train", "translator", "--pairs", "x", "--out", "y", "--print-config", "--config", config, "--hidden",
      "48")
    for words in ["\"hiddenSize\" : 48", "\"cell\" : \"gru\"", "\"epochs\" : 3"] {
      #expect(merged.output.contains(words))
    }
    let whole = try folder.write(printed.output, to: "whole.json")
    #expect(
      try ProgramRun.seqkit(
        "train", "translator", "--pairs", "x", "--out", "y", "--print-config", "--config", whole
      ).output == printed.output)
    for (text, words) in [
      ("not json", "not JSON"), (#"{"model": {"hidenSize": 3}}"#, "hiddenSize"),
      (#"{"training": {"epochs": "many"}}"#, "training.epochs"),
      (#"{"model": {"cell": "lsmt"}}"#, "model.cell"),
    ] {
      let run = try ProgramRun.seqkit(
        "train", "translator", "--pairs", "x", "--out", "y", "--print-config", "--config",
        try folder.write(text, to: "bad.json"))
      #expect(run.status == 65 && run.errors.contains(words), "\(text): \(run.errors)")
    }
  }

  @Test func aDivergingTrainingEndsWith75() throws {
    let folder = try TemporaryFolder()
    let run = try ProgramRun.seqkit(
      [
        "train", "translator", "--pairs", folder.write(Self.pairs, to: "pairs.tsv"), "--out",
        folder.path + "/m",
        "--optimizer", "sgd", "--clip-norm", "0",
      ] + Self.flags(learningRate: "1e30"))
    #expect(run.status == 75 && run.errors.contains("diverged"))
  }

  /// A signal saves; resuming gives the bytes that an uninterrupted training gives.
  @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
  func aSignalSavesAndResumingGoesOn(_ signal: Int32, _ status: Int32) throws {
    let folder = try TemporaryFolder()
    let pairs = try folder.write(Self.pairs, to: "pairs.tsv")
    func arguments(_ out: String, _ flags: [String] = Self.small) -> [String] {
      ["train", "translator", "--pairs", pairs, "--out", folder.path + "/" + out, "--epochs", "60"] + flags
    }
    let stopped = try ProgramRun.seqkit(arguments("stopped"), signal: (signal, "epoch 3 "))
    #expect(stopped.status == status, "\(stopped.errors)")
    #expect(stopped.errors.contains("--resume"))
    let checkpoint = folder.bytes("stopped.checkpoint")
    let forgotten = try ProgramRun.seqkit(arguments("stopped"))
    #expect(forgotten.status == 73 && forgotten.errors.contains("--resume"), "\(forgotten.errors)")
    for flags in [Self.flags(hidden: "34"), Self.flags(dropout: "0.3"), Self.small + ["--seed", "9"]] {
      let other = try ProgramRun.seqkit(arguments("stopped", flags) + ["--resume"])
      #expect(other.status == 64, "\(flags): \(other.errors)")
      #expect(
        other.errors.contains("other settings are asked for than the checkpoint's, which hold with --resume;")
      )
      #expect(other.errors.contains("expected the same, or --epochs alone;"), "\(other.errors)")
    }
    #expect(folder.bytes("stopped.checkpoint") == checkpoint)
    let resumed = try ProgramRun.seqkit(arguments("stopped") + ["--resume"])
    #expect(resumed.status == 0 && resumed.errors.contains("resumed at epoch"), "\(resumed.errors)")
    let whole = try ProgramRun.seqkit(arguments("whole"))
    #expect(whole.status == 0)
    #expect(folder.bytes("stopped.checkpoint") == folder.bytes("whole.checkpoint"))
    let refused = try ProgramRun.seqkit(
      [
        "train", "translator", "--pairs", folder.write("a\tb\n", to: "other.tsv"), "--out",
        folder.path + "/stopped", "--resume",
      ])
    #expect(refused.status == 65 && refused.errors.contains("other sentences"))
  }

  /// As `timeout` sends them, to its child and then to the child's group: one request to save and stop, and not two.
  @Test func twoSignalsAtOnceSave() throws {
    let folder = try TemporaryFolder()
    let pairs = try folder.write(Self.pairs, to: "pairs.tsv")
    let run = try ProgramRun.seqkit(
      ["train", "translator", "--pairs", pairs, "--out", folder.file("m"), "--epochs", "60", "--no-runs"]
        + Self.small, signal: (SIGINT, "epoch 2 "), secondSignal: SIGTERM)
    // Which of the two is taken up first is the system's choice.
    #expect(run.status == 130 || run.status == 143, "\(run.errors)")
    #expect(run.errors.contains("saved to ") && folder.bytes("m.checkpoint") != nil, "\(run.errors)")
  }

  @Test func reproduceWithoutDataSaysHowToGetThem() throws {
    let run = try ProgramRun.seqkit(
      ["reproduce", "translate-fr"], environment: ["SEQKIT_DATA": "/no/such/folder"])
    #expect(run.status == 66 && run.errors.contains("curl") && run.errors.contains("fra-eng"))
  }
}
