import Foundation
import SeqFiles
import SystemPackage
import TestSupport
import Testing

/// Commands that take care of what was trained, told and asked for: nothing of it is lost or passed over without a word.
@Suite struct CarefulCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func story(_ place: String) throws -> String {
    try folder.write(
      "1 Ann went to the \(place).\n2 Where is Ann?\t\(place)\t1\n", to: "\(place).txt")
  }

  /// A reader of a few weights, of one epoch.
  private func trainQA(_ stories: [String], _ more: [String]) throws -> ProgramRun {
    try ProgramRun.seqkit(
      ["train", "qa", "--epochs", "1", "--hidden", "3", "--stories"] + stories + more,
      workingFolder: folder.path)
  }

  // MARK: Records

  /// Several files play one role, and the first of them may be the same.
  @Test func everyFileOfARoleIsCompared() throws {
    let store = folder.file("runs.sqlite")
    let files = try ["attic", "hall", "yard"].map(story)
    for (out, chosen) in [("m", [0, 1]), ("n", [1, 0]), ("o", [0, 2])] {
      let run = try trainQA(chosen.map { files[$0] }, ["--out", folder.file(out), "--runs", store])
      #expect(run.status == 0, "\(run.errors)")
    }
    func compared(_ runs: String...) throws -> String {
      try ProgramRun.seqkit(["runs", "compare"] + runs + ["--runs", store]).output
    }
    #expect(try compared("m", "n").contains("settings and data do not differ"))
    let text = try compared("m", "o")
    #expect(text.contains("\ndata: stories  ") && !text.contains("do not differ"), "\(text)")
    let json = try compared("m", "o", "--json")
    let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    let rows = try #require(object["settings"] as? [[String: Any]])
    #expect(rows.map { $0["name"] as? String } == ["data: stories"])
    let digests = try #require(rows.first?["values"] as? [String])
    // Two of 64 digits each, with a comma between them.
    #expect(digests.count == 2 && digests[0] != digests[1] && digests.allSatisfy { $0.count == 130 })
    // For people by their first digits.
    #expect(
      digests.allSatisfy { !text.contains(String($0.prefix(13))) && text.contains(String($0.prefix(12))) },
      "\(text)")
  }

  /// Wherever a model is made, its card has the same command.
  @Test(arguments: [["--out", "FOLDER/m"], ["--out=FOLDER/m"]])
  func theCommandInACardHasNoFolders(_ out: [String]) throws {
    let words = out.map { $0.replacing("FOLDER", with: folder.path) }
    let run = try trainQA([story("hall")], ["--no-runs"] + words)
    #expect(run.status == 0, "\(run.errors)")
    let command = try ModelFile(contentsOf: FilePath(folder.file("m"))).card.command
    #expect(command.hasSuffix(" " + out.joined(separator: " ").replacing("FOLDER/", with: "")), "\(command)")
  }

  // MARK: Checkpoints

  /// What is set aside and what is called a name belong to a training as its stories do.
  @Test func aReaderGoesOnWithTheSameShareAndNames() throws {
    let stories = try ["attic", "cellar", "hall", "yard"].map(story)
    let names = ["--names", try folder.write("key\n", to: "names")]
    let flags = ["--no-runs", "--quiet", "--out", folder.file("m")]
    func train(_ more: [String]) throws -> ProgramRun { try trainQA(stories, flags + more) }
    let begun = try train(["--held-out", "0.25"] + names)
    #expect(begun.status == 0, "\(begun.errors)")
    let other = try train(["--resume", "--held-out", "0.5"] + names)
    #expect(
      other.status == 65 && other.errors.contains("set aside 0.25 of the stories, not 0.5"), "\(other.errors)"
    )
    let unnamed = try train(["--resume", "--held-out", "0.25"])
    #expect(unnamed.status == 65 && unnamed.errors.contains("with other names"), "\(unnamed.errors)")
    let same = try train(["--resume", "--held-out", "0.25"] + names)
    #expect(same.status == 0, "\(same.errors)")
    // Checkpoints did not always have either.
    var bytes = try #require(folder.bytes("m.checkpoint"))
    let key = try #require(bytes.firstRange(of: Array("\"seqkit.given\"".utf8)))
    bytes.replaceSubrange(key, with: Array("\"seqkit.other\"".utf8))
    try folder.write(bytes, to: "m.checkpoint")
    let older = try train(["--resume", "--held-out", "0.25"] + names)
    #expect(older.status == 0, "\(older.errors)")
  }

  /// Forgetting `--resume` loses no trainings of a report.
  @Test func anInterruptedReportIsSpared() throws {
    try folder.bars("pets", each: 4)
    let weights = try folder.write("no weights", to: "w.safetensors")
    for mode in ["scratch", "finetune"] {
      let checkpoint = try folder.write("hours of work", to: "report-\(mode).checkpoint")
      func report(_ more: [String]) throws -> ProgramRun {
        try ProgramRun.seqkit(
          [
            "transfer", "report", "--images", folder.file("pets"), "--network", "resnet20-cifar", "--size",
            "24", "--weights", weights, "--no-runs", "--checkpoint", folder.file("report"),
          ] + more)
      }
      let run = try report([])
      #expect(run.status == 73, "\(run.status) \(run.errors)")
      #expect(run.errors.contains("would be overwritten, \(checkpoint); expected --resume"), "\(run.errors)")
      #expect(folder.bytes("report-\(mode).checkpoint") == Array("hours of work".utf8))
      // With it the weights are the next thing that is wrong.
      #expect(try report(["--resume"]).errors.contains("not a whole safetensors file"))
      try FileManager.default.removeItem(atPath: checkpoint)
    }
  }

  // MARK: Outputs

  @Test func outputsThatCannotBeAreRefusedBeforeTheWork() throws {
    let stories = [try story("hall")]
    func refused(_ run: ProgramRun, _ status: Int32, _ words: String, line: Int = #line) throws {
      #expect(run.status == status, "line \(line): \(run.status) \(run.errors)")
      #expect(run.errors.contains(words) && !run.errors.contains("weights"), "line \(line): \(run.errors)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["hall.txt"])
    }
    let flags = ["--no-runs", "--out"]
    for (out, checkpoint) in [("m", "./m"), ("m", folder.file("m")), (folder.path + "/./m", "m")] {
      try refused(
        trainQA(stories, flags + [out, "--checkpoint", checkpoint]), 64, "model and checkpoint are the same")
    }
    try refused(trainQA(stories, flags + [""]), 64, "is empty")
    try refused(trainQA(stories, flags + ["m", "--checkpoint", ""]), 64, "is empty")
    try refused(
      ProgramRun.seqkit(["model", "average", "en-fr", "--out", ""], workingFolder: folder.path), 64,
      "is empty")
    // Of the 255 bytes that a name may have, 19 are added until the file is whole.
    let long = String(repeating: "m", count: 237)
    try refused(
      trainQA(stories, flags + [long, "--checkpoint", "c"]), 73, "name is too long for a file, \(long)")
    try refused(
      trainQA(stories, flags + ["m", "--checkpoint", long]), 73, "name is too long for a file, \(long)")
    let longest = String(long.dropLast())
    let run = try trainQA(stories, flags + [longest, "--checkpoint", "c"])
    #expect(run.status == 0 && folder.bytes(longest) != nil, "\(run.errors)")
  }

  /// Commas, quotation marks and line ends in a name are no separators.
  @Test func featuresAreQuoted() throws {
    try folder.bars("pets", each: 4, classes: ["ly,ing", "stand\ring"])
    let trained = try ProgramRun.smallPictureTraining(folder.file("pets"), out: folder.file("m"))
    #expect(trained.status == 0, "\(trained.errors)")
    let run = try ProgramRun.seqkit([
      "transfer", "features", "--images", folder.file("pets"), "--model", folder.file("m"), "--out", "-",
    ])
    #expect(run.status == 0, "\(run.errors)")
    for name in ["ly,ing", "stand\ring"] {
      let rows = run.output.split(separator: "\n").filter { $0.contains("/\(name)/") }
      #expect(rows.count == 4, "\(run.output)")
      for row in rows { #expect(row.hasPrefix("\"") && row.contains(".ppm\",\"\(name)\","), "\(row)") }
    }
  }

  // MARK: Conversations

  @Test func aSlipOfTheKeyboardLosesNoFacts() throws {
    let typed =
      Array("Joe went to the kitchen.\n".utf8) + [0xc3, 0x28, 0x0a] + Array(":facts\n:quit\n".utf8)
    let run = try ProgramRun.seqkit(["qa"], input: typed, to: .terminal)
    #expect(run.status == 0, "\(run.status) \(run.output)")
    #expect(run.output.contains("standard input, line 2"), "\(run.output)")
    #expect(run.output.contains("1  Joe went to the kitchen."), "\(run.output)")
  }

  @Test func aModelThatCannotBeIsSaidInWords() throws {
    let run = try ProgramRun.seqkit(["translate"], input: ":model a,,b\n:quit\n", to: .terminal)
    #expect(run.status == 0, "\(run.status) \(run.output)")
    #expect(run.output.contains("needs a name between commas"), "\(run.output)")
    #expect(!run.output.contains("unexpected error") && !run.output.contains("CommandError"), "\(run.output)")
  }

  // MARK: Configurations

  /// A choice that replaces another, and an object that was not there, have no keys but their own either.
  @Test func keysThatAreNotThereAreNamed() throws {
    func train(_ text: String) throws -> ProgramRun {
      try ProgramRun.seqkit([
        "train", "translator", "--preset", "chapter", "--print-config", "--config",
        folder.write(text, to: "c.json"),
      ])
    }
    let sgd = #"{"training": {"optimizer": {"sgd": {"momentum": 0.9, "weightDecay": 0KEY}}}}"#
    let variants = #"{"variants": {"careless": 0.1, "exchanged": 0.2KEY}}"#
    for (text, name, path, keys) in [
      (sgd, "nesterov", "training.optimizer.sgd.nesterov", "momentum, weightDecay"),
      (variants, "typos", "variants.typos", "careless, exchanged"),
    ] {
      let run = try train(text.replacing("KEY", with: ", \"\(name)\": true"))
      let said = "the configuration has no '\(path)', \(folder.file("c.json")); expected one of \(keys); "
      #expect(run.status == 65 && run.output.isEmpty && run.errors.contains(said), "\(run.errors)")
      let without = try train(text.replacing("KEY", with: ""))
      #expect(without.status == 0, "\(without.errors)")
      // Nothing is what a key that is left out has.
      let null = try train(text.replacing("KEY", with: ", \"\(name)\": null"))
      #expect(null.output == without.output, "\(null.errors)")
    }
  }
}
