import Foundation
import TestSupport
import Testing

/// Every flag holds or is refused, beside a configuration and a checkpoint too: none is passed over.
@Suite struct FlagTests {
  private static let tiny = [
    "--bits", "2", "--length", "3", "--hidden", "16", "--width", "4", "--slots", "8", "--threads", "1",
    "--no-runs",
  ]

  private func settings(_ flags: [String]) throws -> ProgramRun {
    try ProgramRun.seqkit(["train", "ntm", "copy", "--print-config"] + flags)
  }

  @Test func theMachineThatFlagsNameLearns() throws {
    let folder = try TemporaryFolder()
    let ntm = try folder.write(settings([]).output, to: "ntm.json")
    let dnc = try folder.write(settings(["--machine", "dnc"]).output, to: "dnc.json")
    for (flags, kind) in [
      (["--config", dnc], "computer"), (["--config", dnc, "--machine", "dnc"], "computer"),
      (["--config", dnc, "--machine", "ntm"], "machine"), (["--config", dnc, "--lstm"], "lstm"),
      (["--config", dnc, "--machine", "ntm", "--write-heads", "3"], "machine"),
      (["--config", ntm], "machine"), (["--config", ntm, "--machine", "dnc"], "computer"),
      (["--config", ntm, "--lstm"], "lstm"),
    ] {
      let run = try settings(flags)
      let kinds = ["machine", "computer", "lstm"].filter { run.output.contains("\"\($0)\" : {") }
      #expect(run.status == 0 && kinds == [kind], "\(flags): \(run.output)\(run.errors)")
      if flags.contains("--write-heads") { #expect(run.output.contains("\"writeHeads\" : 3")) }
    }
    for flags in [["--write-heads", "3"], ["--preset", "chapter"], ["--strength-from-zero"]] {
      let run = try settings(["--config", dnc] + flags)
      #expect(run.status == 64 && run.output.isEmpty, "\(flags): \(run.output)")
      #expect(run.errors.contains("\(flags[0]) does not go with --machine dnc; leave"), "\(run.errors)")
    }
  }

  /// A checkpoint says as well what kind of machine learns.
  @Test func aResumedComputerIsOne() throws {
    let folder = try TemporaryFolder()
    let train = ["train", "ntm", "copy", "--checkpoint", folder.file("c"), "--sequences", "20"] + Self.tiny
    let begun = try ProgramRun.seqkit(train + ["--machine", "dnc"])
    #expect(begun.status == 0, "\(begun.errors)")
    let before = folder.bytes("c")
    let config = try folder.write(
      settings(Self.tiny + ["--sequences", "20", "--machine", "dnc"]).output, to: "dnc.json")
    for (flags, words) in [
      (["--write-heads", "3"], "--write-heads does not go with --machine dnc"),
      (["--config", config, "--machine", "ntm"], "other settings are asked for than the checkpoint's"),
    ] {
      let run = try ProgramRun.seqkit(train + ["--resume"] + flags)
      #expect(run.status == 64 && run.errors.contains(words), "\(run.errors)")
    }
    #expect(folder.bytes("c") == before)
    let same = try ProgramRun.seqkit(train + ["--resume", "--config", config, "--machine", "dnc"])
    #expect(same.status == 0, "\(same.errors)")
  }

  /// Before it is trained and not after.
  @Test func whatAnLSTMDoesNotMakeIsRefused() throws {
    let folder = try TemporaryFolder()
    let config = try folder.write(settings(["--lstm"]).output, to: "lstm.json")
    let train = ["train", "ntm", "copy", "--sequences", "20", "--no-runs"]
    for (flags, words) in [
      (["--lstm", "--svg", folder.file("o")], "an LSTM has no memory whose tape could be drawn"),
      (["--config", config, "--svg", folder.file("o")], "an LSTM has no memory whose tape could be drawn"),
      (["--config", config, "--out", folder.file("o")], "an LSTM is for comparison and has no model file"),
    ] {
      let run = try ProgramRun.seqkit(train + flags)
      #expect(run.status == 64 && run.output.isEmpty && run.errors.contains(words), "\(flags): \(run.errors)")
    }
    #expect(folder.bytes("o") == nil && folder.bytes("o.checkpoint") == nil)
  }

  @Test func flagsOfATrainingGoWithOne() throws {
    for flags in [["--storage", "int8"], ["--runs", "/nowhere/runs.sqlite"], ["--no-runs"]] {
      let run = try ProgramRun.seqkit(["ntm", "copy"] + flags)
      #expect(run.status == 64 && run.errors.contains("\(flags[0]) goes with --train only"), "\(run.errors)")
    }
  }

  /// A machine that is scored knows vectors of one width, as one that runs does.
  @Test func aScoredMachineKeepsItsBits() throws {
    let score = ["evaluate", "ntm", "copy", "--lengths", "2", "--sequences", "2", "--bits"]
    let other = try ProgramRun.seqkit(score + ["3"])
    #expect(other.status == 64 && other.output.isEmpty, "\(other.output)")
    #expect(other.errors.contains("the machine learned vectors of 8 bits, not of 3"), "\(other.errors)")
    let own = try ProgramRun.seqkit(score + ["8"])
    #expect(own.status == 0, "\(own.errors)")
  }

  @Test func columnsAreSwappedWhereThereAreAny() throws {
    let folder = try TemporaryFolder()
    let text = try folder.write("eins zwei drei vier\n", to: "text")
    let pairs = try folder.write("eins zwei drei vier\tone two three four\n", to: "pairs.tsv")
    let score = ["evaluate", "translator", "--hypotheses", text, "--swap"]
    let swapped = try ProgramRun.seqkit(score + ["--pairs", pairs, "--json"])
    #expect(swapped.status == 0 && swapped.output.contains("\"exact_match\": 100.0"), "\(swapped.output)")
    let refused = try ProgramRun.seqkit(score + ["--target", text])
    #expect(refused.status == 64 && refused.errors.contains("leave out --swap"), "\(refused.errors)")
  }

  /// A checkpoint's settings hold: flags and configuration may repeat them, and not ask for others.
  @Test func aResumedMemoryNetworkKeepsItsSettings() throws {
    let folder = try TemporaryFolder()
    let told = (0..<20).map { number -> String in
      let place = ["hall", "yard"][number % 2]
      return "1 Ann went to the \(place).\n2 Where is Ann?\t\(place)\t1\n"
    }.joined()
    let stories = try folder.write(told, to: "s.txt")
    let train = ["train", "memory", "--stories", stories, "--out", folder.file("m"), "--no-runs"]
    let flags = ["--epochs", "5", "--restarts", "3000"]
    let stopped = try ProgramRun.seqkit(train + flags, signal: (SIGTERM, "restart 1 of 3000"))
    #expect(stopped.status == 143, "\(stopped.status)")
    let checkpoint = try #require(folder.bytes("m.checkpoint"))
    let part = try folder.write(#"{"model": {"hops": 2}}"#, to: "part.json")
    for other in [
      ["--epochs", "6"], ["--hops", "2"], ["--seed", "2"], ["--preset", "paper"], ["--restarts", "3"],
      ["--config", part],
    ] {
      let run = try ProgramRun.seqkit(train + ["--resume"] + other)
      #expect(run.status == 64, "\(other): \(run.status)")
      #expect(run.errors.contains("other settings are asked for than the checkpoint's"), "\(other)")
    }
    #expect(folder.bytes("m.checkpoint") == checkpoint, "what is refused changes nothing")
    let printed = try ProgramRun.seqkit(train + flags + ["--print-config"])
    let whole = try folder.write(printed.output, to: "whole.json")
    for same in [[], flags + ["--seed", "1", "--preset", "standard"], ["--config", whole]] as [[String]] {
      let run = try ProgramRun.seqkit(train + ["--resume"] + same, signal: (SIGTERM, "resumed in restart"))
      #expect(run.status == 143 && run.errors.contains("resumed in restart"), "\(same): \(run.status)")
    }

    // A word fewer and a fact more make a network of as many weights.
    let header = String(decoding: checkpoint, as: UTF8.self)
    let words = try #require(Int(header.firstMatch(of: /vocabularySize\\":(\d+)/)?.1 ?? ""))
    let slots = try #require(Int(header.firstMatch(of: /memorySize\\":(\d+)/)?.1 ?? ""))
    let fewer = try #require(forged(checkpoint, "\"vocabularySize\":\(words - 1)", in: "configuration"))
    let other = try #require(forged(fewer, "\"memorySize\":\(slots + 1)", in: "configuration"))
    try folder.write(other, to: "m.checkpoint")
    let damaged = try ProgramRun.seqkit(train + ["--resume"])
    #expect(damaged.status == 65, "\(damaged.status)")
    #expect(
      damaged.errors.contains(
        "the checkpoint's network has other words than the stories, \(folder.file("m.checkpoint")); expected "
          + "\(words) words, found \(words - 1)"), "\(damaged.errors)")
  }
}
