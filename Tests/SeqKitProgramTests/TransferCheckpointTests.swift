import Foundation
import TestSupport
import Testing

/// What `seqkit train transfer` keeps beside the classifier, and how it goes on from there.
@Suite struct TransferCheckpointTests {
  @Test func interruptedAndResumedIsTheSame() throws {
    let folder = try TemporaryFolder()
    try folder.bars("pictures", each: 20)
    func train(
      _ out: String, _ more: [String] = [], signal: (number: Int32, whenErrorsContain: String)? = nil
    ) throws -> ProgramRun {
      try ProgramRun.smallPictureTraining(
        folder.file("pictures"), out: folder.file(out), epochs: 4, more, signal: signal)
    }
    #expect(try train("whole").status == 0)
    let svg = folder.file("parts.svg")
    let stopped = try train("parts", ["--svg", svg], signal: (SIGINT, "Epoch 2/4"))
    #expect(stopped.status == 130, "\(stopped.errors)")
    #expect(stopped.errors.contains("--resume"))
    let other = try train("parts", ["--resume", "--seed", "7"])
    #expect(other.status == 65)
    #expect(try String(contentsOfFile: svg, encoding: .utf8).contains("<title>validation, epoch 1: "))
    #expect(try train("parts", ["--resume", "--svg", svg]).status == 0)
    let picture = try String(contentsOfFile: svg, encoding: .utf8)
    for epoch in 1...4 { #expect(picture.contains("<title>validation, epoch \(epoch): ")) }
    let (whole, parts) = (
      try Data(contentsOf: URL(filePath: folder.file("whole"))),
      try Data(contentsOf: URL(filePath: folder.file("parts")))
    )
    // The cards differ in the name alone.
    #expect(whole.suffix(500_000) == parts.suffix(500_000))
  }

  /// As of every training, the checkpoint of a finished one stays: more epochs go on from it, and as it is older than the
  /// classifier a new training is not refused.
  @Test func aFinishedTrainingGoesOnWithMoreEpochs() throws {
    let folder = try TemporaryFolder()
    try folder.bars("pictures", each: 8)
    func train(_ epochs: Int, _ more: [String] = []) throws -> ProgramRun {
      try ProgramRun.smallPictureTraining(
        folder.file("pictures"), out: folder.file("m"), epochs: epochs, more)
    }
    #expect(try train(1).status == 0)
    #expect(folder.bytes("m.checkpoint") != nil)
    let anew = try train(1)
    #expect(anew.status == 0 && anew.errors.contains("Epoch 1/1"), "\(anew.errors)")
    let on = try train(2, ["--resume"])
    #expect(on.status == 0 && on.errors.contains("Epoch 2/2"), "\(on.errors)")
    #expect(!on.errors.contains("Epoch 1/2"), "\(on.errors)")
  }
}
