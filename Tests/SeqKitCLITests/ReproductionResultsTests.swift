import Foundation
import SeqKitCLI
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// `seqkit reproduce`: what is asked for, and which of the results that lie in the folder count.
@Suite struct ReproductionResultsTests {
  /// Tasks and rows have commas or blanks between, the name may follow them, and a task that is named twice counts once.
  @Test func wordsAreReadEitherWay() throws {
    for words in [
      "babi-1k --tasks 1,2,15", "babi-1k --tasks 1 2 15", "--tasks 1 2,15 babi-1k",
      "babi-1k --tasks 1,1 2 15 2",
    ] {
      let asked = try reproduction(askedBy: words.split(separator: " ").map(String.init))
      #expect(asked.name == "babi-1k" && asked.tasks == [1, 2, 15] && asked.rows.isEmpty, "\(words)")
    }
    let rows = try reproduction(askedBy: ["--rows", "features,finetune", "basic", "cats-dogs"])
    #expect(rows.name == "cats-dogs" && rows.tasks == nil)
    #expect(rows.rows == ["features", "finetune", "basic"])
    let nothing = try reproduction(askedBy: [])
    #expect(nothing.name == nil && nothing.tasks == nil && nothing.rows.isEmpty)
  }

  /// bAbI's files as they lie there, all of them with the same two stories.
  private func stories(_ folder: TemporaryFolder, in part: String) throws {
    let text = """
      1 Mary moved to the bathroom.
      2 John went to the hallway.
      3 Where is Mary?\tbathroom\t1
      1 John moved to the kitchen.
      2 Mary went to the hallway.
      3 Where is Mary?\thallway\t2

      """
    for file in try DataRequirement(parsing: "babi/\(part)").files {
      try folder.write(text, to: "data/babi/\(file.name)")
    }
  }

  private func reproduce(
    _ folder: TemporaryFolder, _ words: [String], signal: (number: Int32, whenErrorsContain: String)? = nil
  ) throws -> ProgramRun {
    try ProgramRun.seqkit(
      ["reproduce", "--runs", "runs.sqlite", "--threads", "1"] + words,
      environment: ["SEQKIT_DATA": folder.file("data")], workingFolder: folder.path, signal: signal)
  }

  private struct Record: Decodable {
    struct Result: Decodable {
      let name, metric: String
      let value: Double
      let published: Double?
    }

    let kind, name: String
    let results: [Result]
  }

  /// What was put on record last.
  private func record(_ folder: TemporaryFolder) throws -> Record {
    let shown = try ProgramRun.seqkit("runs", "show", "last", "--json", "--runs", folder.file("runs.sqlite"))
    #expect(shown.status == 0, "\(shown.errors)")
    return try JSONDecoder().decode(Record.self, from: Data(shown.output.utf8))
  }

  /// Task 3 with 10,000 questions has no file: told by the simulator, it is a row of its own and there is nothing to sum up.
  @Test func aSimulatedTaskStandsAlone() throws {
    let folder = try TemporaryFolder()
    try stories(folder, in: "en-10k")
    try folder.write(
      """
      {"machine":"simulated-few-words","isLarge":true,"task":3,"restart":0,"seed":1,"limit":1,"trainingError":0,\
      "trainingLoss":0.1,"testErrors":{"3":0.125},"seconds":1,"epochs":1}

      """, to: "babi-10k.results.jsonl")
    let run = try reproduce(
      folder, ["babi-10k", "--tasks", "3", "--restarts", "1", "--epochs", "1", "--quiet"])
    #expect(run.status == 0, "\(run.status) \(run.errors)")
    #expect(run.output.contains("3 supporting facts, simulated"), "\(run.output)")
    #expect(run.output.contains("12.5") && !run.output.contains("mean"), "\(run.output)")
    let record = try record(folder)
    #expect(record.kind == "reproduction" && record.name == "babi-10k")
    #expect(record.results.map(\.name) == ["3 3 supporting facts, simulated"])
    #expect(record.results.map(\.value) == [12.5] && record.results.map(\.metric) == ["test error, %"])
  }

  /// Results of another seed or of other epochs are not taken for those that are asked for.
  @Test func resultsOfAnotherSeedAreNotCounted() throws {
    let folder = try TemporaryFolder()
    try stories(folder, in: "en")
    let kept = ["plain", "adaptive", "extended"].map { machine in
      """
      {"task":1,"machine":"\(machine)","restart":0,"trainingLoss":0.1,"training":{"answer":0,"evidence":0},\
      "test":{"answer":0.125,"evidence":0},"seconds":1,"epochs":60}

      """
    }
    try folder.write(kept.joined(), to: "memnn-1k.results.jsonl")
    func run(_ more: String...) throws -> ProgramRun {
      let run = try reproduce(folder, ["memnn-1k", "--tasks", "1", "--restarts", "1", "--json"] + more)
      #expect(run.status == 0, "\(more): \(run.errors)")
      #expect(run.output.split(separator: "\n").allSatisfy { $0.hasPrefix("{") }, "\(run.output)")
      return run
    }
    // Those of earlier versions, which name neither, are of seed 1 and whole.
    let same = try run()
    #expect(same.output.contains("12.5") && same.errors.contains("3 are done"), "\(same.errors)")
    let record = try record(folder)
    #expect(record.name == "memnn-1k")
    let extended = record.results.filter { $0.name == "1 1 supporting fact, extended" }
    #expect(extended.map(\.metric).sorted() == ["test error, %", "wrong evidence, %"])
    let error = try #require(extended.first { $0.metric == "test error, %" })
    #expect(error.value == 12.5 && error.published == 0)
    let mean = record.results.filter { $0.name == "mean of 1 tasks, plain" }
    #expect(mean.map(\.value) == [12.5])
    for more in [["--seed", "2"], ["--epochs", "1"]] {
      let other = try run(more[0], more[1])
      #expect(!other.output.contains("12.5"), "\(more): \(other.output)")
      #expect(!other.errors.contains("are done"), "\(more): \(other.errors)")
      let again = try run(more[0], more[1])
      #expect(again.output == other.output && again.errors.contains("3 are done"), "\(again.errors)")
    }
    #expect(try run().output == same.output)
  }

  /// A machine that diverged in a longer training may not in a shorter one, and the other way round.
  @Test func divergenceCountsForItsOwnLength() throws {
    let folder = try TemporaryFolder()
    let kept = ["machine", "lstm"].map { learner in
      """
      {"learner":"\(learner)","seed":1,"sequences":2000,"lengths":[],"curve":[90,80],"seconds":1}

      """
    }
    try folder.write(kept.joined(), to: "ntm-copy.results.jsonl")
    let words = "2 trainings of 1,000 sequences, 2 to go"
    let run = try reproduce(
      folder, ["ntm-copy", "--seeds", "1", "--epochs", "1"], signal: (SIGINT, words))
    #expect(run.status == 130 && run.errors.contains(words), "\(run.status) \(run.errors)")
    let same = try reproduce(folder, ["ntm-copy", "--seeds", "1", "--epochs", "2"])
    #expect(same.status == 0 && same.errors.contains("0 to go"), "\(same.status) \(same.errors)")
    let record = try record(folder)
    #expect(record.name == "ntm-copy")
    #expect(record.results.map(\.metric) == ["solved"] && record.results.map(\.value) == [0])
  }
}
