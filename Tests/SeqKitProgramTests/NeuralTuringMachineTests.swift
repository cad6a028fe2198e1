import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// `seqkit ntm`, run as a program: the shipped machine, bad input, training from scratch.
@Suite struct NeuralTuringMachineCommandTests {
  private static let tiny = [
    "--bits", "2", "--length", "3", "--hidden", "16", "--width", "4", "--slots", "8", "--threads", "1",
    "--no-runs",
  ]

  @Test func theShippedMachineCopies() throws {
    for length in ["1", "20", "60"] {
      let run = try ProgramRun.seqkit("ntm", "copy", "--length", length, "--seed", "7")
      #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
      #expect(run.output.contains("all \(length == "1" ? 8 : length == "20" ? 160 : 480) bits right"))
      for words in ["input", "target", "output", "write", "read"] { #expect(run.output.contains(words)) }
    }
  }

  @Test func theShippedMachineIsScoredByLength() throws {
    let run = try ProgramRun.seqkit(
      "evaluate", "ntm", "copy", "--lengths", "5", "20", "--sequences", "10", "--json")
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == 2)
    for (line, length) in zip(lines, [5, 20]) {
      #expect(line.contains("\"length\": \(length), \"sequences\": 10, "))
      #expect(line.contains("\"wrong_bits\": 0.0, \"wrong_sequences\": 0.0"))
    }
    let commas = try ProgramRun.seqkit(
      "evaluate", "ntm", "copy", "--lengths", "5,20", "--sequences", "10", "--json")
    #expect(commas.output == run.output, "\(commas.errors)")
    // The same seed draws the same sequences, on any number of threads.
    func cost(_ arguments: String...) throws -> String {
      try ProgramRun.seqkit(["evaluate", "ntm", "ngrams", "--sequences", "120"] + arguments).output
    }
    let once = try cost("--threads", "1")
    #expect(try once.contains("120") && cost("--threads", "2") == once && cost("--seed", "2") != once)
    let table = try ProgramRun.seqkit("evaluate", "ntm", "sort", "--sequences", "5")
    #expect(table.status == 0 && table.output.hasPrefix("length  sequences  cost in bits"))
    for (arguments, words) in [
      (["copy", "--lengths", "129"], "129 vectors do not fit in a memory of 128 slots"),
      (["copy", "--lengths", "0"], "--lengths must lie between 1 and 10,000, not 0"),
      (["copy", "--lengths", "5,x"], "--lengths must lie between 1 and 10,000, not x"),
      (["copy", "--sequences", "0"], "--sequences must lie between 1 and 1,000,000, not 0"),
    ] {
      let refused = try ProgramRun.seqkit(["evaluate", "ntm"] + arguments)
      #expect(refused.status == 64 && refused.errors.contains(words), "\(refused.errors)")
    }
  }

  @Test func errorsByLengthAreDrawn() throws {
    let folder = try TemporaryFolder()
    let run = try ProgramRun.seqkit(
      "evaluate", "ntm", "copy", "--lengths", "20", "5", "--sequences", "5", "--svg", folder.file("a.svg"))
    #expect(run.status == 0 && run.output.hasPrefix("length  sequences"), "\(run.errors)")
    let svg = try String(contentsOfFile: folder.file("a.svg"), encoding: .utf8)
    #expect(svg.contains(">copy: errors by length, 5 sequences each<") && svg.contains(">wrong, %<"))
    for words in ["bits: 5, 0.0000", "bits: 20, 0.0000", "sequences: 5, 0.0000", "sequences: 20, 0.0000"] {
      #expect(svg.contains("<title>\(words)</title>"), "\(words)")
    }
    // Without lengths those that were learned, all in one.
    let mixed = try ProgramRun.seqkit("evaluate", "ntm", "copy", "--sequences", "5", "--svg", "-")
    #expect(mixed.status == 0 && mixed.output.contains(" mixed<"), "\(mixed.output)")
    #expect(mixed.output.components(separatedBy: "<circle").count == 1 + 2)
  }

  /// What a machine learned does not depend on the number of slots.
  @Test func longerThanItsMemory() throws {
    let refused = try ProgramRun.seqkit("ntm", "copy", "--length", "129")
    #expect(refused.status == 64 && refused.output.isEmpty)
    #expect(refused.errors.contains("129 vectors do not fit in a memory of 128 slots"))
    #expect(refused.errors.contains("give --slots 129 or more"))
    let fitting = try ProgramRun.seqkit("ntm", "copy", "--length", "129", "--slots", "160", "--json")
    #expect(fitting.status == 0 && fitting.output.contains("\"slots\": 160"), "\(fitting.errors)")
    let single = try ProgramRun.seqkit("ntm", "copy", "--length", "1", "--slots", "1")
    #expect(single.status == 0, "\(single.errors)")
  }

  @Test func aGivenSequenceAndItsPicture() throws {
    let folder = try TemporaryFolder()
    let sequence = try folder.write("10110010\n\n00000000\r\n11111111\n", to: "bits")
    let svg = folder.path + "/tape.svg"
    let run = try ProgramRun.seqkit("ntm", "copy", "--sequence", sequence, "--svg", svg, "--json")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.split(separator: "\n").count == 1)
    #expect(
      run.output.contains("\"targets\": [[1.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 0.0], [0.0, ")
        && run.output.contains("\"wrong_bits\": 0, \"target_bits\": 24"))
    let picture = try String(contentsOfFile: svg, encoding: .utf8)
    #expect(picture.hasPrefix("<?xml") && picture.contains("<title id=\"title\">copy, 7 steps</title>"))
    let piped = try ProgramRun.seqkit(["ntm", "copy", "--sequence", "-"], input: "10110010\n")
    #expect(piped.status == 0 && piped.output.contains("all 8 bits right"))
  }

  @Test func badSequencesAreNamedByLine() throws {
    let folder = try TemporaryFolder()
    func expect(_ text: String, _ status: Int32, _ words: String, _ more: String...) throws {
      let path = try folder.write(text, to: "bits")
      let run = try ProgramRun.seqkit(["ntm", "copy", "--sequence", path] + more)
      #expect(run.status == status && run.output.isEmpty, "\(text): \(run.errors)")
      #expect(run.errors.contains(words), "\(run.errors)")
    }
    try expect("", 65, "the sequence is empty")
    try expect("\n\n \n", 65, "the sequence is empty")
    try expect("10110010\n1011001\n", 65, "line 2 of the sequence has 7 bits")
    try expect("10110012\n", 65, "line 1 of the sequence is no bit vector")
    try expect("10110010 0.5\n", 65, "line 1 of the sequence has 2 fields")
    try expect(String(repeating: "10110010\n", count: 200), 65, "give --slots 200 or more")
    try expect(String(repeating: "10110010\n", count: 10_001), 65, "too long")
    try expect("10110010\n", 64, "--sequence and --length exclude each other", "--length", "3")
    let binary = folder.file("binary")
    try Data([0xff, 0xfe, 0, 1, 2]).write(to: URL(filePath: binary))
    #expect(try ProgramRun.seqkit("ntm", "copy", "--sequence", binary).status == 65)
    #expect(try ProgramRun.seqkit("ntm", "copy", "--sequence", "/no/such/file").status == 66)
    #expect(try ProgramRun.seqkit("ntm", "copy", "--sequence", folder.path).status == 66)
  }

  @Test func badFlags() throws {
    func expect(_ arguments: [String], _ words: String) throws {
      let run = try ProgramRun.seqkit(["ntm"] + arguments)
      #expect(run.status == 64 && run.output.isEmpty, "\(arguments): \(run.errors)")
      #expect(run.errors.contains(words), "\(arguments): \(run.errors)")
    }
    try expect(["copy", "--length", "0"], "--length must lie between 1 and 10,000, not 0")
    try expect(["copy", "--bits", "7"], "the machine learned vectors of 8 bits, not of 7")
    try expect(["copy", "--slots", "0"], "--slots must lie between 1")
    try expect(["copy", "--repeats", "2"], "--repeats belongs to repeat-copy")
    try expect(["copy", "--query", "0"], "--query counts from 1")
    try expect(["cpy"], "'cpy' is invalid")
    try expect([], "Missing expected argument '<task>'")
    try expect(["copy", "--hidden", "10"], "--hidden goes with --train only")
    try expect(["copy", "--train", "--model", "m"], "--model does not go with --train")
    try expect(["copy", "--train", "--slots", "10"], "do not fit in a memory of 10 slots")
    try expect(["copy", "--train", "--width", "0"], "width must lie between 1")
    try expect(["copy", "--train", "--sequences", "0"], "--sequences must lie between 1 and ")
    try expect(["copy", "--train", "--learning-rate", "nan"], "--learning-rate")
    try expect(["recall", "--train", "--length", "1"], "the shortest associative-recall has length 2")
    try expect(["copy", "--train", "--resume"], "--resume needs --out or --checkpoint")
    try expect(["copy", "--machine", "dnc"], "--machine goes with --train only")
    try expect(["copy", "--train", "--machine", "turing"], "'turing' is invalid")
    try expect(["copy", "--train", "--machine", "dnc", "--lstm"], "--machine does not go with --lstm")
    try expect(
      ["copy", "--train", "--machine", "dnc", "--shift-range", "2"],
      "--shift-range does not go with --machine dnc")
    try expect(
      ["copy", "--train", "--machine", "dnc", "--preset", "chapter"],
      "--preset does not go with --machine dnc")
    try expect(
      ["copy", "--train", "--machine", "dnc", "--slots", "5000"], "slots must lie between 1 and 4,096")
    try expect(
      ["copy", "--train", "--machine", "dnc", "--slots", "10"], "do not fit in a memory of 10 slots")
    try expect(["copy", "--train", "--machine", "dnc", "--read-heads", "0"], "readHeads must lie between 1")
    try expect(
      ["copy", "--train", "--machine", "dnc", "--training-slots", "5000"],
      "while learning, slots must lie between 1 and 4,096")
  }

  /// A cost that explodes ends the training; one update is seen to have been too many as well.
  @Test(arguments: ["300", "1"]) func explodedTrainingsWriteNoMachine(_ sequences: String) throws {
    let folder = try TemporaryFolder()
    let run = try ProgramRun.seqkit(
      [
        "train", "ntm", "copy", "--learning-rate", "1e10", "--sequences", sequences, "--out",
        folder.file("m"),
      ]
        + Self.tiny)
    #expect(run.status == 75 && run.errors.contains("diverged at update"), "\(run.status) \(run.errors)")
    #expect(folder.bytes("m") == nil)
  }

  /// The card has the command with all that decides the machine.
  @Test func theCardMakesTheMachineAgain() throws {
    let folder = try TemporaryFolder()
    let run = try ProgramRun.seqkit(
      [
        "train", "ntm", "copy", "--machine", "dnc", "--out", folder.file("it's.safetensors"), "--sequences",
        "20",
      ] + Self.tiny)
    #expect(run.status == 0, "\(run.errors)")
    let card = try ProgramRun.seqkit("model", "show", folder.file("it's.safetensors")).output
    #expect(
      card.contains(
        "seqkit train ntm copy --machine dnc --out 'it'\\''s.safetensors' --sequences 20 "), "\(card)")
    #expect(!card.contains("--threads") && !card.contains("--no-runs"), "\(card)")
  }

  @Test func otherModelsAreRefused() throws {
    let folder = try TemporaryFolder()
    let model = folder.file("sort.safetensors")
    let trained = try ProgramRun.seqkit(
      ["train", "ntm", "sort", "--out", model, "--sequences", "10", "--quiet"] + Self.tiny)
    #expect(trained.status == 0, "\(trained.errors)")
    let other = try ProgramRun.seqkit("ntm", "copy", "--model", model)
    #expect(other.status == 65 && other.errors.contains("expected copy, found sort"), "\(other.errors)")
    #expect(try ProgramRun.seqkit("ntm", "sort", "--model", model, "--length", "2").status == 0)
    #expect(try ProgramRun.seqkit("model", "show", model).output.contains("ntm"))
    #expect(try ProgramRun.seqkit("model", "show", "ntm-copy", "--tensors").output.contains("heads.weight"))
    let translator = try ProgramRun.seqkit("translate", "--model", model, "hello")
    #expect(translator.status == 65 && translator.errors.contains("of the kind ntm"))
    #expect(try ProgramRun.seqkit("ntm", "copy", "--model", "/no/such/file").status == 66)
    // Cut short at any place it is refused, and never read half.
    let bytes = try Data(contentsOf: URL(filePath: model))
    for length in [0, 4, 8, 100, bytes.count / 2, bytes.count - 1] {
      try bytes.prefix(length).write(to: URL(filePath: folder.file("cut")))
      let cut = try ProgramRun.seqkit("ntm", "sort", "--model", folder.file("cut"))
      #expect(cut.status == 65, "\(length) bytes: \(cut.errors)")
    }
  }

  @Test func learnsAndSaysSo() throws {
    let folder = try TemporaryFolder()
    let model = folder.file("copy.safetensors")
    let run = try ProgramRun.seqkit(
      ["ntm", "copy", "--train", "--out", model, "--sequences", "3000", "--learning-rate", "0.002"]
        + Self.tiny)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("bits a sequence") && run.output.contains("length 3: "))
    #expect(run.errors.contains("3,000 sequences") && run.errors.contains("machine written to"))
    let json = try ProgramRun.seqkit(
      ["train", "ntm", "copy", "--sequences", "20", "--json", "--quiet"] + Self.tiny)
    #expect(json.status == 0 && json.errors.isEmpty && json.output.contains("\"type\": \"verdict\""))
    let lstm = try ProgramRun.seqkit(
      ["train", "ntm", "copy", "--sequences", "20", "--lstm", "--quiet"] + Self.tiny)
    #expect(lstm.status == 0 && lstm.output.contains("bits a sequence"), "\(lstm.errors)")
    #expect(try ProgramRun.seqkit("train", "ntm", "copy", "--lstm", "--out", model).status == 64)
  }

  /// A differentiable neural computer by the same commands; its tape shows what is in use.
  @Test func aComputerLearnsAndShowsItsTape() throws {
    let folder = try TemporaryFolder()
    let model = folder.file("copy.safetensors")
    let run = try ProgramRun.seqkit(
      [
        "ntm", "copy", "--train", "--machine", "dnc", "--read-heads", "2", "--out", model, "--sequences",
        "200",
      ] + Self.tiny)
    #expect(run.status == 0 && run.output.contains("bits a sequence"), "\(run.errors)")
    let tape = try ProgramRun.seqkit("ntm", "copy", "--model", model, "--length", "3")
    #expect(tape.status == 0, "\(tape.errors)")
    for words in ["write", "read 1", "read 2", "usage"] {
      #expect(tape.output.contains(words), "\(tape.output)")
    }
    let json = try ProgramRun.seqkit("ntm", "copy", "--model", model, "--slots", "11", "--json")
    #expect(json.status == 0 && json.output.contains("\"usage\": [[0.0, 0.0, "), "\(json.errors)")
    let card = try ProgramRun.seqkit("model", "show", model)
    #expect(card.output.contains("differentiable neural computer"), "\(card.output)")
    let large = try ProgramRun.seqkit("ntm", "copy", "--model", model, "--slots", "5000")
    #expect(large.status == 64 && large.errors.contains("slots must lie between"), "\(large.errors)")
    let bytes = try Data(contentsOf: URL(filePath: model))
    for length in [0, 8, 100, bytes.count / 2, bytes.count - 1] {
      try bytes.prefix(length).write(to: URL(filePath: folder.file("cut")))
      #expect(try ProgramRun.seqkit("ntm", "copy", "--model", folder.file("cut")).status == 65)
    }
  }

  /// Interrupted and resumed gives the machine of a training that was never interrupted, to the last bit.
  @Test func interruptedTrainingGoesOn() throws {
    let folder = try TemporaryFolder()
    let (whole, parts) = (folder.file("whole.safetensors"), folder.file("parts.safetensors"))
    let flags = ["--sequences", "8000"] + Self.tiny
    let first = try ProgramRun.seqkit(["train", "ntm", "copy", "--out", whole] + flags)
    #expect(first.status == 0, "\(first.errors)")
    let interrupted = try ProgramRun.seqkit(
      ["train", "ntm", "copy", "--out", parts] + flags, input: "", signal: (SIGINT, "weights"))
    #expect(interrupted.status == 130, "\(interrupted.errors)")
    #expect(interrupted.errors.contains("go on with --resume"))
    let resumed = try ProgramRun.seqkit(["train", "ntm", "copy", "--out", parts, "--resume"] + flags)
    #expect(resumed.status == 0 && resumed.errors.contains("resumed after"), "\(resumed.errors)")
    let weights = try [whole, parts].map { path in
      let bytes = try Data(contentsOf: URL(filePath: path))
      let header = Int(bytes.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) })
      return bytes.dropFirst(8 + header)
    }
    #expect(weights[0] == weights[1] && weights[0].count > 1000)
    let other = try ProgramRun.seqkit(["train", "ntm", "sort", "--out", parts, "--resume"] + flags)
    #expect(other.status == 65 && other.errors.contains("of another task"))
  }

  /// A checkpoint's settings hold: what asks for others is refused and not passed over, as with every training.
  @Test func resumedTrainingsKeepTheirSettings() throws {
    let folder = try TemporaryFolder()
    let model = folder.file("m.safetensors")
    let flags = ["--out", model, "--final-rate", "1"] + Self.tiny
    let first = try ProgramRun.seqkit(["train", "ntm", "copy", "--sequences", "100"] + flags)
    #expect(first.status == 0, "\(first.errors)")
    let checkpoint = try #require(folder.bytes("m.safetensors.checkpoint"))
    let resume = ["train", "ntm", "copy", "--resume"] + flags
    for other in [
      ["--learning-rate", "0.5"], ["--batch", "2"], ["--seed", "2"], ["--curriculum"],
      ["--optimizer", "sgd"], ["--machine", "dnc"], ["--preset", "chapter"], ["--read-heads", "2"],
      ["--training-slots", "0"],
    ] {
      let run = try ProgramRun.seqkit(resume + other)
      #expect(run.status == 64 && run.output.isEmpty, "\(other): \(run.errors)")
      #expect(run.errors.contains("other settings are asked for than the checkpoint's"), "\(run.errors)")
      #expect(run.errors.contains("expected the same, or a larger --sequences alone;"), "\(run.errors)")
    }
    let fewer = try ProgramRun.seqkit(resume + ["--sequences", "50"])
    #expect(fewer.status == 64 && fewer.errors.contains("does not become one of 50"), "\(fewer.errors)")
    #expect(folder.bytes("m.safetensors.checkpoint") == checkpoint, "what is refused changes nothing")
    // What repeats the settings is none that changes them, and a rate that does not fall can go on for longer.
    let more = try ProgramRun.seqkit(resume + ["--seed", "1", "--machine", "ntm", "--sequences", "300"])
    #expect(more.status == 0 && more.errors.contains("300 sequences"), "\(more.errors)")
    let whole = try ProgramRun.seqkit(
      ["train", "ntm", "copy", "--sequences", "300", "--checkpoint", folder.file("c"), "--final-rate", "1"]
        + Self.tiny)
    #expect(whole.status == 0 && folder.bytes("m.safetensors.checkpoint") == folder.bytes("c"))
    // The standard rate has fallen at the end.
    let fallen = ["train", "ntm", "copy", "--checkpoint", folder.file("fallen")] + Self.tiny
    #expect(try ProgramRun.seqkit(fallen + ["--sequences", "100"]).status == 0)
    let late = try ProgramRun.seqkit(fallen + ["--sequences", "200", "--resume"])
    #expect(late.status == 64 && late.errors.contains("the learning rate is falling already"))
  }

  /// Killed in the first seconds a training has something to go on from, and says under which number it is recorded.
  @Test func killedTrainingsGoOn() throws {
    let folder = try TemporaryFolder()
    let flags = [
      "train", "ntm", "copy", "--checkpoint", folder.file("c"), "--sequences", "1000000", "--runs",
      folder.file("runs"), "--save-every", "100",
    ]
    let tiny = Array(Self.tiny.dropLast())
    // The first line of progress comes after the checkpoints of its sequences.
    let killed = try ProgramRun.seqkit(flags + tiny, input: "", signal: (SIGKILL, "sequences/s"))
    #expect(killed.status == 128 + SIGKILL, "\(killed.errors)")
    #expect(killed.errors.contains("recorded as run "), "\(killed.errors)")
    let resumed = try ProgramRun.seqkit(
      flags + tiny + ["--resume"], input: "", signal: (SIGINT, "resumed after"))
    #expect(resumed.status == 130 && resumed.errors.contains("; the checkpoint's settings hold"))
    #expect(!resumed.errors.contains("resumed after 0 sequences"), "\(resumed.errors)")
    for (arguments, words) in [
      (["--save-every", "0", "--out", "m"], "--save-every must be at least 1, not 0"),
      (["--save-every", "5"], "--save-every needs --out or --checkpoint"),
    ] {
      let refused = try ProgramRun.seqkit(["train", "ntm", "copy"] + arguments)
      #expect(refused.status == 64 && refused.errors.contains(words), "\(refused.errors)")
    }
  }

  /// Where the two machines differ help says what each has.
  @Test func helpHasTheDefaultsOfBothMachines() throws {
    let help = try ProgramRun.seqkit("train", "ntm", "--help").output.split(whereSeparator: \.isWhitespace)
      .joined(separator: " ")
    for words in [
      "Default in a training: 128; with --machine dnc 64 (associative-recall: 32)",
      "Heads that write. Default: 1 (priority-sort: 4).",
      "(associative-recall: rmsprop-graves); with --machine dnc adam.",
    ] { #expect(help.contains(words), "\(words): \(help)") }
  }

  @Test func oneSlotLearnsOneVector() throws {
    let run = try ProgramRun.seqkit(
      [
        "train", "ntm", "copy", "--bits", "2", "--length", "1", "--slots", "1", "--hidden", "8", "--width",
        "3",
      ]
        + ["--sequences", "50", "--quiet", "--no-runs"])
    #expect(run.status == 0, "\(run.errors)")
  }

  /// On a terminal the tape is drawn in place; nothing is left of it at the end but the verdict.
  @Test func aLivePictureOnATerminal() throws {
    let run = try ProgramRun.seqkit(
      ["train", "ntm", "copy", "--sequences", "3000"] + Self.tiny, to: .terminal)
    #expect(run.status == 0)
    #expect(run.output.contains("\u{1b}[") && run.output.contains("A\r\u{1b}[J"))
    #expect(run.output.contains("write") && run.output.contains("sequences/s"))
  }
}
