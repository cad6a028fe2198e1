import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// What a stranger's disk and files do to a program: damaged models, disks without space, folders that are read-only,
/// sentences of which a model knows nothing.
@Suite struct BadInputTests {
  private static let fixture = #filePath.replacing(
    "SeqKitProgramTests/BadInputTests.swift", with: "SeqFilesTests/Fixtures/translator-v1.safetensors")

  private static func fixtureBytes() throws -> [UInt8] {
    try Array(Data(contentsOf: URL(filePath: fixture)))
  }

  /// Where the numbers of a model file begin.
  private static func firstNumber(_ bytes: [UInt8]) -> Int {
    8 + bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  @Test func aTruncatedModelIsRefused() throws {
    let folder = try TemporaryFolder()
    let bytes = try Self.fixtureBytes()
    let first = Self.firstNumber(bytes)
    for (length, words) in [
      (0, "the file is empty"), (7, "it has only 7 bytes"), (100, "the file has 100"),
      (first, "of 0 bytes"), ((first + bytes.count) / 2, "is said to lie at"),
      (bytes.count - 1, "is said to lie at"),
    ] {
      let model = try folder.write(Array(bytes.prefix(length)), to: "cut")
      let run = try ProgramRun.seqkit("translate", "--model", model, "one two")
      #expect(run.status == 65 && run.output.isEmpty, "\(length) bytes: \(run.status) \(run.output)")
      #expect(run.errors.hasPrefix("seqkit: ") && run.errors.contains(words), "\(length): \(run.errors)")
      #expect(run.errors.hasSuffix(", \(model)\n"), "\(run.errors)")
    }
    #expect(try ProgramRun.seqkit("translate", "--model", Self.fixture, "one two").status == 0)
  }

  @Test(arguments: [Float.nan, Float.infinity, -Float.infinity])
  func aWeightThatIsNoNumberIsNamed(_ weight: Float) throws {
    let folder = try TemporaryFolder()
    var bytes = try Self.fixtureBytes()
    // The first number of the first tensor, the scales of the embedding.
    let first = Self.firstNumber(bytes)
    for place in 0..<4 {
      bytes[first + place] = UInt8(truncatingIfNeeded: weight.bitPattern >> (8 * UInt32(place)))
    }
    let model = try folder.write(bytes, to: "model")
    let run = try ProgramRun.seqkit("translate", "--model", model, "one two")
    #expect(run.status == 65 && run.output.isEmpty, "\(run.status) \(run.output)")
    #expect(
      run.errors.contains("encoder.embedding.weight has a number that is not finite, \(model)"),
      "\(run.errors)")
  }

  /// Models that know whole words or letters know none of these.
  @Test(arguments: ["word", "character"]) func unknownCharactersAloneGiveALine(_ tokenizer: String) throws {
    let folder = try TemporaryFolder()
    let pairs = try folder.write(
      (0..<60).map { "a b \($0 % 7)\tx y \($0 % 7)" }.joined(separator: "\n") + "\n", to: "pairs")
    let model = folder.file("model")
    let training = try ProgramRun.seqkit(
      "train", "translator", "--pairs", pairs, "--out", model, "--epochs", "1", "--tokenizer", tokenizer,
      "--hidden", "8", "--embedding", "8", "--threads", "1", "--no-runs", "--quiet")
    #expect(training.status == 0, "\(training.errors)")
    let odd = ["🙂🙂 ⴰⵣⵓⵍ", "你好", "\u{1}", "é"]
    for flags in [[], ["--replace-unknown"], ["--beam", "1"], ["--sample"]] as [[String]] {
      let run = try ProgramRun.seqkit(
        ["translate", "--model", model] + flags, input: odd.joined(separator: "\n") + "\n")
      #expect(run.status == 0 && run.errors.isEmpty, "\(flags): \(run.errors)")
      #expect(run.output.split(separator: "\n", omittingEmptySubsequences: false).count == odd.count + 1)
    }
  }

  @Test(.enabled(if: ProgramRun.obeyingPermissions != nil, "nothing is write-protected for root here"))
  func aWriteProtectedFolderIsSaid() throws {
    let tiny = try TinyTraining()
    let folder = tiny.folder.file("protected")
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o555])
    for arguments in [
      tiny.arguments("protected/m", epochs: 1, ["--no-runs"]),
      tiny.arguments("m", epochs: 1, ["--no-runs", "--checkpoint", folder + "/c"]),
      ["model", "average", "en-fr", "--out", folder + "/m"],
      ["translate", "hello", "--svg", folder + "/a.svg"],
    ] {
      let run = try ProgramRun.seqkit(arguments, launcher: ProgramRun.obeyingPermissions ?? [])
      #expect(run.status == 73, "\(arguments): \(run.status) \(run.errors)")
      #expect(run.errors.contains("the file may not be written, \(folder)/"), "\(run.errors)")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    #expect(tiny.folder.bytes("m") == nil, "said before anything is learned")
  }

  /// A file that may not grow, as on a full disk: what was there stays, and nothing half is left beside it.
  @Test func aModelThatFindsNoRoomLeavesNothing() throws {
    let tiny = try TinyTraining()
    let average = ["model", "average", Self.fixture, "--storage", "float32", "--out", tiny.folder.file("m")]
    for (arguments, name) in [
      (tiny.arguments(epochs: 1, ["--no-runs"]), "m.checkpoint"), (average, "m"),
    ] {
      let run = try confined(arguments)
      #expect(run.status == 74, "\(run.status) \(run.errors)")
      #expect(run.errors.contains("writing failed: the file would be too large"), "\(run.errors)")
      #expect(run.errors.hasSuffix(", \(tiny.folder.file(name))\n"), "\(run.errors)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: tiny.folder.path) == ["pairs.tsv"])
    }
  }

  /// Runs the program with files limited to 4 kB (8 blocks), where a larger one is an error and no signal.
  private func confined(_ arguments: [String]) throws -> (status: Int32, errors: String) {
    let home = try TemporaryFolder()
    let process = Process()
    let errors = Pipe()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments =
      ["-c", "ulimit -f 8; trap '' 25; exec \"$0\" \"$@\"", ProgramRun.executable] + arguments
    process.environment = ["HOME": home.path, "LC_ALL": "C.UTF-8"]
    process.standardOutput = Pipe()
    process.standardError = errors
    try process.run()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }

  @Test(.enabled(if: SmallDisk.isPossible, "a small file system cannot be mounted here"))
  func aFullDisk() throws {
    let tiny = try TinyTraining()
    let small = try SmallDisk(size: "8k")
    let disk = small.path
    try FileManager.default.createSymbolicLink(
      atPath: tiny.folder.file("disk"), withDestinationPath: disk)
    let elsewhere = tiny.folder.file("m.checkpoint")
    for (arguments, name) in [
      (tiny.arguments("disk/m", epochs: 1, ["--no-runs"]), "m.checkpoint"),
      (tiny.arguments("disk/m", epochs: 1, ["--no-runs", "--checkpoint", elsewhere]), "m"),
      (["translate", "I love you very much and I want to go home.", "--svg", disk + "/a.svg"], "a.svg"),
    ] {
      let run = try ProgramRun.seqkit(arguments)
      #expect(run.status == 74, "\(arguments): \(run.status) \(run.errors)")
      #expect(run.errors.contains("no space left"), "\(run.errors)")
      #expect(run.errors.contains("disk/\(name)") || run.errors.contains("\(disk)/\(name)"), "\(run.errors)")
    }
    #expect(tiny.folder.bytes("m.checkpoint") != nil, "what could be saved is")
    #expect(try !FileManager.default.contentsOfDirectory(atPath: disk).contains { $0.hasPrefix("m") })
  }
}
