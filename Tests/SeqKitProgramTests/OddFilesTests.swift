import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// Files that are nearly right: forged settings, odd names and sizes, blanks where none were thought of.
@Suite struct OddFilesTests {
  private static let models = #filePath.replacing(
    "Tests/SeqKitProgramTests/OddFilesTests.swift", with: "Sources/CPretrained/")

  /// A shipped model with another value in one part of its settings.
  private func forge(
    _ model: String, _ change: String, in part: String, _ folder: TemporaryFolder
  ) throws -> String {
    let sound = try Array(Data(contentsOf: URL(filePath: Self.models + model + ".safetensors")))
    let bytes = try #require(forged(sound, change, in: part))
    return try folder.write(bytes, to: "forged")
  }

  @Test(arguments: ["9223372036854775807", "-9223372036854775808", "17"])
  func aContextThatCannotBeIsRefused(_ context: String) throws {
    let folder = try TemporaryFolder()
    let model = try forge("ntm-ngrams", "\"context\":\(context)", in: "task", folder)
    let run = try ProgramRun.seqkit("ntm", "ngrams", "--model", model)
    #expect(run.status == 65 && run.output.isEmpty, "\(run.status) \(run.errors)")
    #expect(run.errors.contains("the context has 1 to 16 bits, not \(context)"), "\(run.errors)")
  }

  @Test(arguments: ["words", "answers", "ideographNames", "ideographParts"])
  func aLexiconWithAnEmptyWordIsRefused(_ list: String) throws {
    let folder = try TemporaryFolder()
    let model = try forge("stories", "\"\(list)\":[\"\"", in: "lexicon", folder)
    let run = try ProgramRun.seqkit("qa", "--model", model, "--question", "Where is Joe?")
    #expect(run.status == 65 && run.output.isEmpty, "\(run.status) \(run.errors)")
    #expect(run.errors.contains("a word of its lexicon is empty"), "\(run.errors)")
  }

  @Test func blanksInAListOfAnswersDoNotMatter() throws {
    let folder = try TemporaryFolder()
    for answer in ["apple,milk", "apple, milk", " apple ,milk "] {
      let story = """
        1 Mary picked up the apple.
        2 Mary picked up the milk.
        3 What is Mary carrying?\t\(answer)\t1 2

        """
      let stories = try folder.write(story, to: "stories.txt")
      let run = try ProgramRun.seqkit("evaluate", "qa", "--stories", stories, "--json")
      #expect(run.status == 0 && run.output.contains("\"accuracy\": 1.0"), "\(answer): \(run.output)")
    }
  }

  /// As often as its source is there, whatever longer phrases have in them.
  @Test(arguments: ["car\tvéhicule\n", "car\tvéhicule\nblue car\tvéhicule bleu\n"])
  func aPhraseOccursForEachOfItsSources(_ table: String) throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(table, to: "table.tsv")
    for beam in ["1", "5"] {
      let run = try ProgramRun.seqkit(
        "translate", "--phrase-table", file, "--beam", beam, "The car is behind the blue car.")
      #expect(run.output.components(separatedBy: "véhicule").count >= 1 + 2, "\(run.output)\(run.errors)")
    }
  }

  @Test func aPictureWithALongSideIsRefused() throws {
    let folder = try TemporaryFolder()
    try folder.bars("pictures", each: 4)
    let tall = Array("P5 1 65536 255\n".utf8) + [UInt8](repeating: 0, count: 65_536)
    try folder.write(tall, to: "pictures/lying/tall.pgm")
    let run = try ProgramRun.smallPictureTraining(folder.file("pictures"), out: folder.file("m"))
    #expect(run.status == 65 && run.errors.contains("too large: 1 x 65536"), "\(run.status) \(run.errors)")
    #expect(run.errors.contains("lying/tall.pgm"), "\(run.errors)")
    let skipped = try ProgramRun.smallPictureTraining(
      folder.file("pictures"), out: folder.file("m"), ["--skip-damaged"])
    #expect(skipped.status == 0, "\(skipped.errors)")
  }

  @Test func aNameThatIsNoTextIsSaid() throws {
    let folder = try TemporaryFolder()
    try folder.bars("pictures", each: 4)
    let name = Array(folder.file("pictures/lying/caf").utf8) + [0xe9] + Array(".pgm".utf8)
    let path = name.map { CChar(truncatingIfNeeded: $0) } + [0]
    let opened = try #require(fopen(path, "w"))
    fclose(opened)
    // The folder's own end may not know such a name.
    defer { withExtendedLifetime(folder) { _ = remove(path) } }
    let run = try ProgramRun.smallPictureTraining(folder.file("pictures"), out: folder.file("m"))
    #expect(run.status == 65, "\(run.status)")
    #expect(run.errors.contains("the name of this file is not UTF-8"), "\(run.errors)")
    #expect(run.errors.contains("rename it"), "\(run.errors)")
  }
}
