import Foundation
import TestSupport
import Testing

/// What a command reads it never writes over, whatever name it is given by.
@Suite struct OutputCheckTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("1 Ann went to the hall.\n2 Where is Ann?\thall\t1\n", to: "s.txt")
    try folder.write("one\tun\ntwo\tdeux\nthree\ttrois\n", to: "p.tsv")
    try folder.write("one\tun\n", to: "t.tsv")
    try folder.write("{}", to: "c.json")
    for name in ["cat.1", "cat.2", "cat.3", "dog.1", "dog.2", "dog.3"] {
      try folder.write(Array("P5 2 2 255\n".utf8) + [1, 2, 3, 4], to: "pets/\(name).pgm")
    }
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("link"), withDestinationPath: folder.file("s.txt"))
    try FileManager.default.linkItem(atPath: folder.file("p.tsv"), toPath: folder.file("twin.tsv"))
  }

  /// Arguments; a word with a slash or a file's ending is in the folder. The last is the output.
  static let commands = [
    "train qa --stories /s.txt --no-runs --out /s.txt",
    "train qa --stories /s.txt --no-runs --out /m --checkpoint /link",
    "train qa --stories /s.txt --no-runs --out /m --svg /link",
    "train memory --stories /s.txt --no-runs --out /link",
    "train memory --stories /s.txt --no-runs --out /m --svg /s.txt",
    "train memory --stories /s.txt --no-runs --config /c.json --out /c.json",
    "train translator --pairs /p.tsv --no-runs --out /p.tsv",
    "train translator --pairs /p.tsv --no-runs --out /twin.tsv",
    "train translator --pairs /p.tsv --no-runs --out /m --svg /twin.tsv",
    "train translator --pairs /p.tsv --no-runs --out /./p.tsv",
    "train ntm copy --no-runs --config /c.json --out /c.json",
    "train transfer --images /pets --mode scratch --network basic --no-runs --out /pets/cat.1.pgm",
    "train transfer --images /pets --mode scratch --network basic --no-runs --per-class 2 --out /pets/cat.3.pgm",
    "train transfer --images /pets --network basic --weights /p.tsv --no-runs --out /m --svg /p.tsv",
    "transfer features --images /pets --model /m.safetensors --out /m.safetensors",
    "transfer report --images /pets --network basic --weights /p.tsv --no-runs --svg /p.tsv",
    "model average en-fr /m.safetensors --out /m.safetensors",
    "evaluate memory --model /m.safetensors --stories /s.txt --svg /s.txt",
    "evaluate translator --model en-fr --pairs /p.tsv --output /p.tsv",
    "evaluate translator --model en-fr --pairs /p.tsv --svg /twin.tsv",
    "evaluate translator --model en-fr --pairs /p.tsv --phrase-table /t.tsv --output /t.tsv",
    "evaluate transfer --model /m.safetensors --images /pets --svg /m.safetensors",
    "evaluate qa --stories /s.txt --svg /s.txt",
    "evaluate ntm copy --model /m.safetensors --svg /m.safetensors",
    "translate Hello --phrase-table /p.tsv --svg /p.tsv",
    "ntm copy --sequence /s.txt --svg /s.txt",
    "qa --story /s.txt --question Where? --svg /link",
    "qa --model /m.safetensors --question Where? --svg /m.safetensors",
  ]

  @Test(arguments: commands) func inputsAreSpared(_ command: String) throws {
    try folder.write("no model", to: "m.safetensors")
    let arguments = command.split(separator: " ").map { word in
      word.hasPrefix("/") ? folder.path + word : String(word)
    }
    func contents() throws -> [String: Data] {
      var found: [String: Data] = [:]
      for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
        found[name] = FileManager.default.contents(atPath: folder.file(name))
      }
      return found
    }
    let before = try contents()
    let run = try ProgramRun.seqkit(arguments)
    #expect(run.status == 64 && run.errors.contains("the output is also an input"), "\(run.errors)")
    #expect(run.errors.contains(arguments[arguments.count - 1]), "\(run.errors)")
    #expect(try contents() == before)
  }

  /// How many pictures there are shows only while questions are asked.
  @Test func theStoryIsSparedByEveryPicture() throws {
    let story = try folder.write("1 Ann went to the hall.\n", to: "a-2.svg")
    let before = folder.bytes("a-2.svg")
    let run = try ProgramRun.seqkit(
      "qa", "--story", story, "--question", "Where is Ann?", "--question", "Where is Bob?", "--svg",
      folder.file("a.svg"))
    #expect(run.status == 64 && run.errors.contains("the output is also an input, \(story)"), "\(run.errors)")
    #expect(folder.bytes("a.svg") != nil && folder.bytes("a-2.svg") == before)
    let typed = try ProgramRun.seqkit(
      ["qa", "--svg", folder.file("s.txt")], launcher: ["/bin/sh", "-c", #"exec "$0" "$@" < "$3""#])
    #expect(typed.status == 64 && typed.errors.contains("the output is also an input"), "\(typed.errors)")
  }

  @Test func theRecordIsSpared() throws {
    let store = folder.file("runs.sqlite")
    let trained = try ProgramRun.seqkit(
      "train", "memory", "--stories", folder.file("s.txt"), "--out", folder.file("m"), "--epochs", "1",
      "--held-out", "0", "--runs", store)
    #expect(trained.status == 0, "\(trained.errors)")
    let before = folder.bytes("runs.sqlite")
    for command in [["export", "--out", store], ["plot", "--svg", store]] {
      let run = try ProgramRun.seqkit(["runs"] + command + ["--runs", store])
      #expect(run.status == 64 && run.errors.contains("also an input"), "\(run.errors)")
    }
    #expect(folder.bytes("runs.sqlite") == before)
  }
}
