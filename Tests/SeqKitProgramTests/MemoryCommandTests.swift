import Foundation
import SeqRuns
import TestSupport
import Testing

/// `seqkit train memory` and `seqkit evaluate memory`, run as programs.
@Suite struct MemoryCommandTests {
  /// Stories of who went where last.
  private static func stories(_ count: Int) -> String {
    let (people, places) = (["Ann", "Bob"], ["hall", "yard", "attic"])
    return (0..<count).map { story in
      var text = ""
      for line in 0..<4 {
        let (who, place) = (people[(story + line) % 2], places[(story / 2 + line * line) % 3])
        text +=
          "\(2 * line + 1) \(who) went to the \(place).\n\(2 * line + 2) Where is \(who)?\t\(place)\t\(2 * line + 1)\n"
      }
      return text
    }.joined()
  }

  @Test func aNetworkIsTrainedAndShowsWhatItReads() throws {
    let folder = try TemporaryFolder()
    let (stories, model) = (try folder.write(Self.stories(60), to: "s.txt"), folder.file("m.safetensors"))
    let training = try ProgramRun.seqkit(
      "train", "memory", "--stories", stories, "--out", model, "--restarts", "2", "--epochs", "40",
      "--no-runs")
    #expect(training.status == 0 && training.output.isEmpty, "\(training.errors)")
    for part in ["240 questions", "3 hops, adjacent tying, position encoding", "batch 32", "restart 2 of 2"] {
      #expect(training.errors.contains(part), "\(part): \(training.errors)")
    }
    let single = try ProgramRun.seqkit(
      "train", "memory", "--stories", stories, "--out", folder.file("single"), "--hops", "1", "--tying",
      "none", "--epochs", "1", "--no-runs")
    #expect(single.errors.contains("1 hop, no tying, position encoding"), "\(single.errors)")
    let test = try ProgramRun.seqkit(
      "evaluate", "memory", "--model", model, "--stories", stories, "--show", "1", "--svg",
      folder.file("hops.svg"))
    #expect(test.status == 0 && test.errors.isEmpty, "\(test.errors)")
    #expect(test.output.hasPrefix("question  Where is Ann?\nanswer    hall ("), "\(test.output)")
    #expect(test.output.contains("fact  hop 1  hop 2  hop 3  text\n   1"))
    #expect(test.output.hasSuffix("error 0.0 %: 0 of 240 questions wrong\n"), "\(test.output)")
    let picture = String(decoding: try #require(folder.bytes("hops.svg")), as: UTF8.self)
    #expect(picture.contains("<svg") && picture.contains("Ann went to the hall."))
    let card = try ProgramRun.seqkit("model", "show", model)
    #expect(card.status == 0 && card.output.contains("memory-network"))
    let other = try folder.write("1 Ann went to Mars.\n2 Where is Ann?\tMars\t1\n", to: "other.txt")
    let strange = try ProgramRun.seqkit("evaluate", "memory", "--model", model, "--stories", other)
    #expect(strange.errors == "1 of 6 words are unknown to the model: mars\n", "\(strange.errors)")
  }

  /// The curves of all trainings stand in the store one after the other, a linear start of 20 epochs before each.
  @Test func everyEpochIsRecorded() throws {
    let folder = try TemporaryFolder()
    let (stories, store) = (try folder.write(Self.stories(8), to: "s.txt"), folder.file("runs.sqlite"))
    for (heldOut, metrics) in [
      ("0.1", ["held_out_error", "held_out_loss", "training_error", "training_loss"]),
      ("0", ["training_error", "training_loss"]),
    ] {
      let run = try ProgramRun.seqkit(
        "train", "memory", "--stories", stories, "--out", folder.file("m"), "--restarts", "2", "--epochs",
        "6",
        "--held-out", heldOut, "--runs", store)
      #expect(run.status == 0, "\(run.errors)")
      let reader = try RunStore(reading: store)
      let last = try #require(try reader.runs(named: "last").first)
      #expect(last.status == .finished)
      for metric in ["held_out_error", "held_out_loss", "training_error", "training_loss"] {
        let points = try reader.points(of: last, metric: metric)
        let isThere = metrics.contains(metric)
        #expect(points.map(\.step) == (isThere ? Array(1...52) : []), "\(metric)")
        #expect(points.map(\.epoch) == (isThere ? (0..<2).flatMap { _ in Array(1...20) + Array(1...6) } : []))
      }
    }
  }

  @Test func jsonIsOneObjectALine() throws {
    let folder = try TemporaryFolder()
    let (stories, model) = (try folder.write(Self.stories(8), to: "s.txt"), folder.file("m.safetensors"))
    let training = try ProgramRun.seqkit(
      "train", "memory", "--stories", stories, "--out", model, "--preset", "textbook", "--epochs", "2",
      "--json", "--quiet", "--no-runs")
    let test = try ProgramRun.seqkit(
      "evaluate", "memory", "--model", model, "--stories", stories, "--show", "2", "--json")
    let lines = (training.output + test.output).split(separator: "\n")
    let objects = try lines.map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(
      objects.map { $0["type"] as? String } == [
        "restart", "result", "answer", "answer", "evaluation",
      ])
    #expect(objects.allSatisfy { $0["version"] as? Int == 1 })
    // One hop: the textbook's machine.
    #expect((objects[2]["attention"] as? [[Double]])?.count == 1)
    #expect((objects[4]["questions"] as? Int) == 32)
  }

  /// A preset can be printed whole, and every flag changes it.
  @Test func settingsArePrinted() throws {
    let folder = try TemporaryFolder()
    let stories = try folder.write(Self.stories(3), to: "s.txt")
    let run = try ProgramRun.seqkit(
      "train", "memory", "--stories", stories, "--out", "none", "--preset", "paper", "--tying", "none",
      "--hops", "1", "--encoding", "bag-of-words", "--update", "gated", "--print-config")
    #expect(run.status == 0, "\(run.errors)")
    for part in [
      "\"tying\" : \"none\"", "\"hops\" : 1", "\"bag-of-words\"", "\"gated\"", "\"batchSize\" : 32",
      "\"linearEndsByHeldOutLoss\" : true", "\"clipNorm\" : 40",
    ] { #expect(run.output.contains(part), "\(part): \(run.output)") }
  }

  /// A training that a signal stops in its second restart goes on to the bytes of one that was never stopped.
  @Test func aStoppedTrainingGoesOn() throws {
    let folder = try TemporaryFolder()
    let stories = try folder.write(Self.stories(60), to: "s.txt")
    let second = try TemporaryFolder()
    func arguments(_ folder: TemporaryFolder) -> [String] {
      [
        "train", "memory", "--stories", stories, "--out", folder.file("m"), "--restarts", "3", "--epochs",
        "150",
        "--no-runs",
      ]
    }
    let whole = try ProgramRun.seqkit(arguments(folder))
    #expect(whole.status == 0, "\(whole.errors)")
    #expect(folder.bytes("m.checkpoint") == nil)
    let stopped = try ProgramRun.seqkit(arguments(second), signal: (SIGTERM, "restart 1 of 3"))
    #expect(stopped.status == 143 && stopped.errors.contains("--resume"), "\(stopped.errors)")
    #expect(second.bytes("m") == nil)
    let resumed = try ProgramRun.seqkit(arguments(second) + ["--resume"])
    #expect(resumed.status == 0 && resumed.errors.contains("resumed in restart"), "\(resumed.errors)")
    #expect(!resumed.errors.contains("restart 1 of 3:"))
    #expect(second.bytes("m") != nil && second.bytes("m") == folder.bytes("m"))
    _ = try folder.write(Self.stories(61), to: "s.txt")
    let foreign = try ProgramRun.seqkit(arguments(second) + ["--resume"])
    #expect(foreign.status == 65 && foreign.errors.contains("other stories"), "\(foreign.errors)")
    let third = try TemporaryFolder()
    let nothing = try ProgramRun.seqkit(arguments(third) + ["--resume"])
    #expect(nothing.status == 66 && nothing.errors.contains("m.checkpoint"), "\(nothing.errors)")
  }

  @Test(arguments: [
    (["--hops", "0"], Int32(64), "hops is 0"), (["--time-noise", "1"], 64, "--time-noise"),
    (["--restarts", "0"], 64, "--restarts"), (["--update", "tanh"], 64, "sum"),
    (["--learning-rate", "1e9"], 75, "diverged"), (["--stories", "nowhere.txt"], 66, "nowhere.txt"),
    // After the only update the questions that are set aside show it.
    (
      ["--learning-rate", "1e30", "--epochs", "1", "--linear-epochs", "0", "--batch", "999"], 75,
      "diverged at update 1:"
    ),
  ])
  func whatIsWrongIsSaid(_ flags: [String], _ status: Int32, _ words: String) throws {
    let folder = try TemporaryFolder()
    let stories = try folder.write(Self.stories(20), to: "s.txt")
    let run = try ProgramRun.seqkit(
      ["train", "memory", "--out", folder.file("m"), "--no-runs"]
        + (flags[0] == "--stories" ? [] : ["--stories", stories]) + flags)
    #expect(run.status == status && run.errors.contains(words), "\(run.status) \(run.errors)")
    #expect(folder.bytes("m") == nil)
  }

  @Test func badStoriesAndModelsAreNamed() throws {
    let folder = try TemporaryFolder()
    let unanswered = try folder.write("1 Ann went.\n2 Where is Ann?\t?\n", to: "u.txt")
    let run = try ProgramRun.seqkit(
      "train", "memory", "--stories", unanswered, "--out", folder.file("m"), "--no-runs")
    #expect(run.status == 65 && run.errors.contains("no question has an answer"), "\(run.errors)")
    let binary = try folder.write([0xff, 0xfe, 0, 1, 2, 10, 200], to: "b.txt")
    let second = try ProgramRun.seqkit(
      "train", "memory", "--stories", binary, "--out", folder.file("m"), "--no-runs")
    #expect(second.status == 65 && second.errors.contains("b.txt"), "\(second.errors)")
    let other = try ProgramRun.seqkit(
      "evaluate", "memory", "--model", binary, "--stories", unanswered)
    #expect(other.status == 65 && other.errors.contains("b.txt"), "\(other.errors)")
    let nowhere = try ProgramRun.seqkit(
      "train", "memory", "--stories", unanswered, "--out", "/nowhere/m", "--no-runs")
    #expect(nowhere.status == 73, "\(nowhere.errors)")
  }
}
