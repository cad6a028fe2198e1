import Foundation
import SeqData
import TestSupport
import Testing

/// `seqkit data generate babi`, run as a program, and the samples in corpora.
@Suite struct BabiGenerateTests {
  private static func corpus(_ name: String) -> String {
    #filePath.replacing("Tests/SeqKitProgramTests/BabiGenerateTests.swift", with: "corpora/\(name)")
  }

  /// corpora/babi-sample.*.txt were made by this very command.
  @Test(arguments: ["en", "zh"]) func theSamplesAreMadeAgain(_ language: String) throws {
    let run = try ProgramRun.seqkit(
      "data", "generate", "babi", "--task", "all", "--language", language, "--count", "10")
    #expect(run.status == 0 && run.errors.isEmpty)
    let sample = try String(contentsOfFile: Self.corpus("babi-sample.\(language).txt"), encoding: .utf8)
    #expect(run.output == sample)
    #expect(sample.utf8.count < 40_000)
    let stories = try BabiFile.stories(of: Self.corpus("babi-sample.\(language).txt"))
    #expect(stories.map(\.questions.count).reduce(0, +) == 200)
  }

  @Test func theMilkStory() throws {
    for (language, question, answer) in [
      ("en", "Where is the milk now?", "office"), ("zh", "牛奶现在在哪里？", "办公室"),
    ] {
      let stories = try BabiFile.stories(of: Self.corpus("milk.\(language).txt"))
      let story = try #require(stories.first)
      #expect(stories.count == 1 && story.facts.count == 6 && story.questions.count == 1)
      #expect(story.questions[0].text == question && story.questions[0].answer == answer)
      #expect(story.questions[0].support == [4, 3])
    }
  }

  @Test func toAFileAndAsJSON() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("stories.txt")
    let arguments = [
      "data", "generate", "babi", "--task", "2", "--count", "12", "--facts", "10-20", "--questions", "3",
      "--distractors", "0.3", "--unanswerable", "0.3", "--vocabulary", "invented", "--wording", "held-out",
      "--seed", "9",
    ]
    let run = try ProgramRun.seqkit(arguments + ["--out", file])
    #expect(run.status == 0 && run.output.isEmpty)
    #expect(run.errors == "4 stories with 12 questions written to \(file)\n")
    let stories = try BabiFile.stories(of: file)
    #expect(stories.count == 4 && stories.allSatisfy { (10...20).contains($0.facts.count) })
    let lines = try ProgramRun.seqkit(arguments + ["--json"]).output.split(separator: "\n")
    #expect(lines.count == 4)
    for (line, story) in zip(lines, stories) {
      let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(
        object["version"] as? Int == 1 && object["type"] as? String == "story" && object["task"] as? Int == 2)
      #expect(object["facts"] as? [String] == story.facts.map(\.text))
      let questions = try #require(object["questions"] as? [[String: Any]])
      #expect(questions.map { $0["answer"] as? String } == story.questions.map(\.answer))
      #expect(questions.map { $0["support"] as? [Int] } == story.questions.map(\.support))
    }
  }

  /// Thousands are set apart for people, not for programs; the first number of a file can only be 1.
  @Test func scoresForProgramsAreNumbers() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("stories.txt")
    _ = try ProgramRun.seqkit("data", "generate", "babi", "--task", "1", "--count", "1001", "--out", file)
    let table = try ProgramRun.seqkit("evaluate", "qa", "--stories", file)
    #expect(table.output.contains("1,001"), "\(table.errors)")
    let csv = try ProgramRun.seqkit("evaluate", "qa", "--stories", file, "--format", "csv").output
    #expect(csv.contains(",1001,") && !csv.contains("1,001"), "\(csv)")
    let late = try ProgramRun.seqkit(
      "evaluate", "qa", "--stories", folder.write("2 Ann went to the hall.\n", to: "late.txt"))
    #expect(late.status == 65 && late.errors.contains("expected 1; mend"), "\(late.errors)")
  }

  @Test func flagsAndFilesAreChecked() throws {
    func run(_ arguments: String...) throws -> ProgramRun {
      try ProgramRun.seqkit(["data", "generate", "babi"] + arguments)
    }
    for arguments in [
      ["--task", "0"], ["--task", "21"], ["--task", "one"], ["--task", "1", "--count", "0"],
      ["--task", "1", "--facts", "0"], ["--task", "1", "--facts", "5-"], ["--task", "1", "--facts", "9-3"],
      ["--task", "1", "--facts", "-4"], ["--task", "1", "--facts", "1-2-3"],
      ["--task", "all", "--facts", "2"],
      ["--task", "19", "--facts", "51"], ["--task", "1", "--questions", "0"],
      ["--task", "1", "--distractors", "1"], ["--task", "1", "--unanswerable", "nan"],
      ["--task", "1", "--language", "fr"], ["--task", "1", "--vocabulary", "other"], [],
    ] {
      let run = try ProgramRun.seqkit(["data", "generate", "babi"] + arguments)
      #expect(run.status == 64 && run.output.isEmpty, "\(arguments): \(run.status) \(run.errors)")
    }
    let short = try run("--task", "3", "--facts", "2")
    #expect(short.errors.contains("--facts must lie between 3 and 1000 for task 3, not 2"))
    #expect(try run("--task", "1", "--out", "/no/such/folder/x").status == 73)
    let full = try ProgramRun.seqkit(["data", "generate", "babi", "--task", "1"], to: .fullDisk)
    #expect(full.status == 74)
    let closed = try ProgramRun.seqkit(["data", "generate", "babi", "--task", "1"], to: .closedPipe)
    #expect(closed.status == 0 && closed.errors.isEmpty)
  }
}
