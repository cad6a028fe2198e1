import Foundation
import TestSupport
import Testing

/// A training's product is its model: standard output can be lost, and the model is not lost with it.
@Suite struct LostOutputTests {
  private func expectSaved(_ arguments: [String], _ folder: TemporaryFolder) throws {
    for (destination, words) in [
      (ProgramRun.Destination.closedPipe, "standard output was closed"),
      (ProgramRun.Destination.fullDisk, "no space left, standard output"),
    ] {
      let run = try ProgramRun.seqkit(arguments, to: destination)
      #expect(run.status == 74, "\(arguments): \(run.status) \(run.errors)")
      #expect(run.errors.contains(words + "; the training goes on without it\n"), "\(run.errors)")
      let model = folder.file("m")
      #expect(run.errors.hasSuffix("seqkit: \(words); saved to \(model)\n"), "\(run.errors)")
      #expect(folder.bytes("m") != nil, "\(arguments)")
      try FileManager.default.removeItem(atPath: model)
      try? FileManager.default.removeItem(atPath: model + ".checkpoint")
    }
  }

  /// The lines that are lost are those of `--json`, whose warnings and errors are objects too.
  private func expectSavedAsJSON(_ arguments: [String], _ folder: TemporaryFolder) throws {
    for destination in [ProgramRun.Destination.closedPipe, .fullDisk] {
      let run = try ProgramRun.seqkit(arguments + ["--json", "--quiet"], to: destination)
      #expect(run.status == 74, "\(arguments): \(run.status) \(run.errors)")
      let lines = run.errors.split(separator: "\n")
      #expect(lines.count == 2, "\(run.errors)")
      #expect(lines.first?.contains("\"type\": \"warning\"") == true, "\(run.errors)")
      #expect(lines.last?.contains("\"advice\": \"saved to \(folder.file("m"))\"") == true, "\(run.errors)")
      #expect(folder.bytes("m") != nil, "\(arguments)")
      try FileManager.default.removeItem(atPath: folder.file("m"))
      try? FileManager.default.removeItem(atPath: folder.file("m.checkpoint"))
    }
  }

  @Test func ofATranslator() throws {
    let tiny = try TinyTraining()
    let arguments = tiny.arguments(epochs: 2, ["--no-runs"])
    try expectSavedAsJSON(arguments, tiny.folder)
    // Bit for bit what somebody who reads to the end gets.
    #expect(try ProgramRun.seqkit(arguments).status == 0)
    let whole = try #require(tiny.folder.bytes("m"))
    try FileManager.default.removeItem(atPath: tiny.folder.file("m"))
    try FileManager.default.removeItem(atPath: tiny.folder.file("m.checkpoint"))
    #expect(try ProgramRun.seqkit(arguments + ["--json"], to: .closedPipe).status == 74)
    #expect(tiny.folder.bytes("m") == whole)
  }

  @Test func ofAMachine() throws {
    let folder = try TemporaryFolder()
    let arguments = [
      "train", "ntm", "copy", "--out", folder.file("m"), "--bits", "2", "--length", "2", "--hidden", "8",
      "--sequences", "20", "--no-runs",
    ]
    try expectSaved(arguments, folder)
    try expectSavedAsJSON(arguments, folder)
    // Without a file there is nothing to be saved, and the verdict was not read.
    let lost = try ProgramRun.seqkit(
      arguments.filter { $0 != "--out" && $0 != folder.file("m") }, to: .closedPipe)
    #expect(
      lost.status == 74 && lost.errors.hasSuffix("seqkit: standard output was closed\n"), "\(lost.errors)")
  }

  @Test func ofAMemoryNetworkAndAReader() throws {
    let folder = try TemporaryFolder()
    let stories = folder.file("s.txt")
    #expect(
      try ProgramRun.seqkit("data", "generate", "babi", "--task", "1", "--count", "40", "--out", stories)
        .status
        == 0)
    for kind in ["memory", "qa"] {
      try expectSavedAsJSON(
        ["train", kind, "--stories", stories, "--out", folder.file("m"), "--epochs", "2", "--no-runs"], folder
      )
    }
  }

  @Test func ofAClassifierOfPictures() throws {
    let folder = try TemporaryFolder()
    try folder.bars("bars", each: 10)
    try expectSavedAsJSON(
      [
        "train", "transfer", "--images", folder.file("bars"), "--mode", "scratch", "--network",
        "resnet20-cifar",
        "--size", "24", "--out", folder.file("m"), "--epochs", "2", "--threads", "1", "--no-runs",
      ], folder)
  }

  /// With `--json` the last line says what was made, how good it is and where it is on record.
  @Test func theLastLineIsTheResult() throws {
    let tiny = try TinyTraining()
    let run = try tiny.train(epochs: 3, ["--json", "--quiet"])
    #expect(run.status == 0, "\(run.errors)")
    let objects = try run.output.split(separator: "\n").map { try tiny.object($0) }
    #expect(objects.map { $0["type"] as? String } == ["epoch", "epoch", "epoch", "result"])
    let result = try #require(objects.last)
    #expect(result["model"] as? String == tiny.folder.file("m"))
    #expect(result["metric"] as? String == "held_out_loss")
    let best = try #require(result["best_epoch"] as? Int)
    let epochs = objects.dropLast()
    let lastBest = try #require(epochs.last(where: { $0["best"] as? Bool == true }))
    #expect(lastBest["epoch"] as? Int == best)
    let value = try #require(result["best_value"] as? Double)
    #expect(value == epochs.compactMap { $0["held_out_loss"] as? Double }.min())
    let recorded = try tiny.object(try tiny.runs("show", "last", "--json").output)
    #expect(recorded["id"] as? String == result["run"] as? String)
  }
}
