import Foundation
import TestSupport
import Testing

/// `seqkit train transfer --features` and `transfer features --out FILE.safetensors`: what the base network makes of pictures
/// is worked out once.
@Suite struct TransferFeatureFileTests {
  private let folder: TemporaryFolder
  private let base: String
  private static let described = "pictures are described once"
  private static let read = "pictures read from"

  init() throws {
    folder = try TemporaryFolder()
    base = folder.file("base.safetensors")
    try folder.bars("pets", each: 10)
    try train("base.safetensors", ["--mode", "scratch"])
  }

  /// Trains on the folder; a run that is to fail says its status.
  @discardableResult
  private func train(
    _ out: String, _ more: [String], images: String = "pets", network: String = "resnet20-cifar",
    size: String = "24", status: Int32 = 0
  ) throws -> ProgramRun {
    let run = try ProgramRun.seqkit(
      [
        "train", "transfer", "--images", folder.file(images), "--network", network, "--size", size,
        "--epochs", "2", "--batch", "8", "--no-runs", "--out", folder.file(out),
      ] + more)
    #expect(run.status == status, "\(run.status) \(run.errors)")
    return run
  }

  private func kept(_ mode: String, seed: String = "1") -> [String] {
    ["--mode", mode, "--weights", base, "--seed", seed, "--features", folder.file("kept.safetensors")]
  }

  /// The tensors of a classifier: its card, which has the command, stands before them.
  private func weights(_ name: String) throws -> [UInt8] {
    try Array(#require(folder.bytes(name)).suffix(500_000))
  }

  @Test func theFirstTrainingKeepsThemAndOthersReadThem() throws {
    let first = try train("a", kept("features"))
    #expect(first.errors.contains("20 " + Self.described), "\(first.errors)")
    let bytes = try #require(folder.bytes("kept.safetensors"))
    let second = try train("b", kept("features"))
    #expect(second.errors.contains("20 " + Self.read), "\(second.errors)")
    #expect(!second.errors.contains(Self.described), "\(second.errors)")
    // The classifier is that of a training without the file, to the bit, and the file stays as it was.
    try train("plain", ["--mode", "features", "--weights", base])
    let classifiers = try ["a", "b", "plain"].map(weights)
    #expect(classifiers[0] == classifiers[1] && classifiers[0] == classifiers[2])
    #expect(folder.bytes("kept.safetensors") == bytes)
    // Divided otherwise, and trained in the other way: the pictures are the same.
    let other = try train("c", kept("features", seed: "7"))
    let frozen = try train("d", kept("frozen"))
    let again = try train("e", kept("frozen") + ["--threads", "1"])
    for run in [other, frozen, again] { #expect(run.errors.contains("20 " + Self.read), "\(run.errors)") }
    #expect(try weights("d") == weights("e"))
  }

  @Test func transferFeaturesWritesThemForATraining() throws {
    let run = try ProgramRun.seqkit(
      "transfer", "features", "--images", folder.file("pets"), "--model", base, "--out",
      folder.file("kept.safetensors"))
    #expect(run.status == 0, "\(run.errors)")
    let read = try train("a", kept("features"))
    #expect(read.errors.contains("20 " + Self.read), "\(read.errors)")
    // Those of another layer serve no classifier.
    let other = try ProgramRun.seqkit(
      "transfer", "features", "--images", folder.file("pets"), "--model", base, "--layer", "layer1.2",
      "--out", folder.file("kept.safetensors"))
    #expect(other.status == 0, "\(other.errors)")
    let refused = try train("b", kept("features"), status: 65)
    #expect(refused.errors.contains("layer layer1.2, needed is avgpool"), "\(refused.errors)")
  }

  @Test func featuresOfAnythingElseAreRefused() throws {
    try train("a", kept("features"))
    // Moved and renamed, a picture is the same; a new one and a changed one are not.
    let files = FileManager.default
    try files.moveItem(atPath: folder.file("pets"), toPath: folder.file("moved"))
    try files.moveItem(
      atPath: folder.file("moved/lying/3.ppm"), toPath: folder.file("moved/lying/three.ppm"))
    try train("b", kept("features"), images: "moved")
    try folder.write(
      Array("P6 24 24 255\n".utf8) + [UInt8](repeating: 9, count: 1728), to: "moved/lying/new.ppm")
    let pictures = try train("c", kept("features"), images: "moved", status: 65)
    #expect(pictures.errors.contains("features are of other pictures"), "\(pictures.errors)")
    #expect(pictures.errors.contains("20 of them") && pictures.errors.contains("lying/new.ppm"))
    try files.removeItem(atPath: folder.file("moved/lying/new.ppm"))

    let size = try train("d", kept("features"), images: "moved", size: "32", status: 65)
    #expect(size.errors.contains("pictures of 24 x 24 x 3, needed is 32 x 32 x 3"), "\(size.errors)")
    try train("base.safetensors", ["--mode", "scratch", "--seed", "5"], images: "moved")
    let weights = try train("e", kept("features"), images: "moved", status: 65)
    #expect(weights.errors.contains("other weights"), "\(weights.errors)")
    let preprocessing = try train(
      "f", kept("features") + ["--preprocessing", "unit"], images: "moved", status: 65)
    #expect(preprocessing.errors.contains("another preprocessing"), "\(preprocessing.errors)")
    // What is no such file is not written over.
    let bytes = try #require(folder.bytes("base.safetensors"))
    let foreign = try train(
      "g", ["--mode", "features", "--weights", base, "--features", base], images: "moved", status: 65)
    #expect(foreign.errors.contains("holds no features of pictures"), "\(foreign.errors)")
    #expect(folder.bytes("base.safetensors") == bytes)
  }

  @Test func whereFeaturesChangeNoneAreKept() throws {
    func refused(_ more: [String], _ words: String, line: Int = #line) throws {
      let run = try train("m", more + ["--features", folder.file("kept.safetensors")], status: 64)
      #expect(run.errors.contains(words), "line \(line): \(run.errors)")
    }
    try refused(["--mode", "scratch"], "--features belongs to")
    try refused(["--mode", "finetune", "--weights", base], "--features belongs to")
    try refused(["--mode", "frozen", "--weights", base, "--augment"], "without --features")
    let same = try train(
      "m", ["--mode", "features", "--weights", base, "--features", folder.file("m")], status: 64)
    #expect(same.errors.contains("are the same file"), "\(same.errors)")
    let stream = try train("m", ["--mode", "features", "--weights", base, "--features", "-"], status: 64)
    #expect(stream.errors.contains("no stream"), "\(stream.errors)")
    // A network that drops some of its features anew in every epoch, held fast or not.
    try train("dropping", ["--mode", "scratch"], network: "basic-dropout", size: "60")
    let frozen = ["--mode", "frozen", "--weights", folder.file("dropping")]
    let drops = try train(
      "m", frozen + ["--features", folder.file("kept.safetensors")], network: "basic-dropout", size: "60",
      status: 64)
    #expect(drops.errors.contains("drops some of its own features"), "\(drops.errors)")
    #expect(folder.bytes("kept.safetensors") == nil && folder.bytes("m") == nil)
  }
}
