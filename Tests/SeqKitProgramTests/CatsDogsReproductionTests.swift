import Foundation
import SeqRuns
import TestSupport
import Testing

/// `seqkit reproduce cats-dogs` on a few made-up pictures that lie as the archive unpacks.
@Suite struct CatsDogsReproductionTests {
  /// Dogs are brighter than cats.
  private func pictures(_ folder: TemporaryFolder) throws {
    for (part, count) in [("train", 4), ("validation", 2), ("test", 1)] {
      for (name, brightness) in [("cats", 40), ("dogs", 200)] {
        for number in 1...count {
          let pixels = (0..<30 * 30 * 3).map { UInt8(brightness + ($0 * number) % 50) }
          try folder.write(
            Array("P6 30 30 255\n".utf8) + pixels, to: "data/cats_dogs/\(part)/\(name)/\(number).ppm")
        }
      }
    }
  }

  private func objects(_ text: String) throws -> [[String: Any]] {
    try text.split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
  }

  private func reproduce(
    _ folder: TemporaryFolder, _ more: [String], to destination: ProgramRun.Destination = .captured,
    runs: [String] = ["--no-runs"]
  ) throws -> ProgramRun {
    try ProgramRun.seqkit(
      ["reproduce", "cats-dogs", "--threads", "2", "--epochs", "1"] + runs + more, to: destination,
      environment: ["SEQKIT_DATA": folder.file("data")], workingFolder: folder.path)
  }

  @Test func rowsAreTrainedAndTheirTablePrinted() throws {
    let folder = try TemporaryFolder()
    try pictures(folder)
    func run(_ more: String...) throws -> ProgramRun { try reproduce(folder, more) }
    let basic = try run("--rows", "basic")
    #expect(basic.status == 0, "\(basic.errors)")
    let titles = basic.output.split(separator: "\n").first ?? ""
    for title in ["first", "best", "best epoch", "last", "training", "test", "published"] {
      #expect(titles.contains(title), "\(titles)")
    }
    // The line of the epoch as it was shown, and below it the book's in the same form.
    let shown = try #require(basic.errors.split(separator: "\n").first { $0.hasPrefix("Epoch 1/1") })
    let line = shown.replacingOccurrences(of: "  best so far", with: "")
    #expect(
      basic.output.hasSuffix(
        """
        basic, ours        \(line)
        basic, the book's  Epoch 30/30  loss: 0.0147 - acc: 0.9967 - val_loss: 2.4963 - val_acc: 0.7220

        """), "\(basic.output)")

    // What is finished is not trained again, and its checkpoint is gone.
    let both = try run("--rows", "basic,dropout", "--json")
    #expect(both.status == 0, "\(both.errors)")
    #expect(both.errors.components(separatedBy: "Epoch 1/1").count == 2, "\(both.errors)")
    let rows = try objects(both.output).filter { $0["row"] != nil }
    #expect(rows.map { $0["row"] as? String } == ["basic", "dropout"])
    for row in rows {
      #expect(row["epochs"] as? Int == 1 && row["best epoch"] as? Int == 1)
      let best = try #require(row["best"] as? Double)
      #expect(row["first"] as? Double == best && row["last"] as? Double == best)
      #expect(row["test"] as? Double != nil)
    }
    for name in ["basic", "dropout"] {
      #expect(folder.bytes("cats-dogs-\(name).svg") != nil)
    }
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(!left.contains { $0.hasSuffix(".checkpoint") }, "\(left)")

    // Labels are in the order of names: cat 0, dog 1; one unit says how much of a dog there is.
    let scores = try ProgramRun.seqkit(
      "evaluate", "transfer", "--json", "--model", folder.file("cats-dogs-basic.safetensors"), "--images",
      folder.file("data/cats_dogs/test"))
    let classes = try #require(try objects(scores.output).first?["classes"] as? [[String: Any]])
    #expect(classes.map { $0["class"] as? String } == ["cats", "dogs"])

    // Rows with blanks between are the same rows, which now have no epochs to show.
    let spaced = try reproduce(
      folder, ["--rows", "basic", "dropout", "--json"], runs: ["--runs", "runs.sqlite"])
    #expect(spaced.status == 0 && both.output.hasSuffix(spaced.output), "\(spaced.output)")
    let store = try RunStore(reading: folder.file("runs.sqlite"))
    let record = try #require(try store.runs().first)
    #expect(record.kind == "reproduction" && record.name == "cats-dogs")
    let results = try store.results(of: record)
    let published = results.filter { $0.metric == "validation accuracy, %" }.map(\.published)
    #expect(Set(published) == [72.2, 78], "\(results)")
    #expect(results.count == 4, "\(results)")
    let strange = try run("--rows", "vgg")
    #expect(strange.status == 64 && strange.errors.contains("augmented-features"), "\(strange.errors)")
    // Rows whose weights are not here are left out, with a word.
    let without = try run("--rows", "features")
    #expect(without.status == 0 && without.errors.contains("see 'seqkit data show weights'"))
    #expect(without.output.contains("\nbasic") && without.output.contains("\ndropout"))
  }

  /// Lines and table are lost with standard output, and not what was trained.
  @Test(arguments: [ProgramRun.Destination.closedPipe, .fullDisk])
  func whatIsNotReadIsKept(_ destination: ProgramRun.Destination) throws {
    let folder = try TemporaryFolder()
    try pictures(folder)
    let rows = ["--rows", "basic"]
    let lost = try reproduce(folder, rows + ["--json", "--quiet"], to: destination)
    #expect(lost.status == 74, "\(lost.status) \(lost.errors)")
    let said = try objects(lost.errors)
    #expect(said.map { $0["type"] as? String } == ["warning", "error"], "\(lost.errors)")
    if destination == .closedPipe {
      #expect(said.last?["what"] as? String == "standard output was closed")
      #expect(said.last?["advice"] as? String == "saved to this folder")
    }
    // With the table alone it is as with every command: nothing is said to nobody.
    let table = try reproduce(folder, rows, to: destination)
    if destination == .closedPipe {
      #expect(table.status == 0 && table.errors.isEmpty, "\(table.status) \(table.errors)")
    } else {
      #expect(
        table.status == 74 && table.errors.contains("no space left, standard output"), "\(table.errors)")
    }
    let read = try reproduce(folder, rows + ["--json"])
    #expect(read.status == 0 && read.errors.isEmpty, "nothing is trained again: \(read.errors)")
    #expect(try objects(read.output).map { $0["row"] as? String } == ["basic"])
  }
}
