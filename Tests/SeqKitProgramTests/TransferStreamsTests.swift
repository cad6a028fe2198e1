import Foundation
import TestSupport
import Testing

/// `-` for classifiers, weights, pictures and features in the commands on pictures.
@Suite struct TransferStreamsTests {
  private let folder: TemporaryFolder
  private let model: String

  init() throws {
    folder = try TemporaryFolder()
    model = folder.file("bars.safetensors")
    try folder.bars("pets", each: 6)
    let run = try ProgramRun.smallPictureTraining(folder.file("pets"), out: model)
    #expect(run.status == 0, "\(run.errors)")
  }

  private func bytes(_ name: String) throws -> [UInt8] { try #require(folder.bytes(name)) }

  @Test func aClassifierFromStandardInput() throws {
    let (pets, picture) = (folder.file("pets"), folder.file("pets/lying/0.ppm"))
    for arguments in [
      ["transfer", "predict", picture], ["evaluate", "transfer", "--images", pets],
      ["transfer", "features", "--images", pets, "--out", "-"],
    ] {
      let read = try ProgramRun.seqkit(arguments + ["--model", "-"], input: bytes("bars.safetensors"))
      #expect(read.status == 0 && !read.output.isEmpty, "\(read.errors)")
      #expect(try read.output == ProgramRun.seqkit(arguments + ["--model", model]).output)
      let bad = try ProgramRun.seqkit(arguments + ["--model", "-"], input: "no model")
      #expect(bad.status == 65 && bad.errors.contains("standard input"), "\(bad.errors)")
      let typed = try ProgramRun.seqkit(arguments + ["--model", "-"], input: "\u{4}", to: .terminal)
      #expect(typed.status == 64 && typed.output.contains("a model cannot be typed"), "\(typed.output)")
    }
  }

  @Test func aPictureFromStandardInput() throws {
    let predict = ["transfer", "predict", "--model", model]
    let read = try ProgramRun.seqkit(predict + ["-"], input: bytes("pets/standing/3.ppm"))
    let named = try ProgramRun.seqkit(predict + [folder.file("pets/standing/3.ppm")])
    #expect(read.status == 0 && read.output.hasPrefix("-\t"), "\(read.errors)")
    #expect(read.output.split(separator: "\t").dropFirst() == named.output.split(separator: "\t").dropFirst())
    let bad = try ProgramRun.seqkit(predict + ["-"], input: "this is text")
    #expect(bad.status == 65 && bad.errors.contains("no picture"), "\(bad.errors)")
    #expect(bad.errors.contains("standard input"), "\(bad.errors)")
    let cut = try ProgramRun.seqkit(predict + ["-"], input: bytes("pets/standing/3.ppm").prefix(900))
    #expect(cut.status == 65 && cut.errors.contains("standard input"), "\(cut.errors)")
    let typed = try ProgramRun.seqkit(predict + ["-"], input: "\u{4}", to: .terminal)
    #expect(typed.status == 64 && typed.output.contains("a picture cannot be typed"), "\(typed.output)")
  }

  @Test func featuresToStandardOutput() throws {
    let features = ["transfer", "features", "--images", folder.file("pets"), "--model", model, "--out"]
    let written = try ProgramRun.seqkit(features + [folder.file("f.csv")])
    let shown = try ProgramRun.seqkit(features + ["-"])
    #expect(shown.status == 0 && written.status == 0, "\(shown.errors)")
    #expect(try Array(shown.output.utf8) == bytes("f.csv"))
    #expect(!shown.errors.contains("written"), "\(shown.errors)")
    let full = try ProgramRun.seqkit(features + ["-"], to: .fullDisk)
    #expect(full.status == 74 && full.errors.contains("no space left"), "\(full.status) \(full.errors)")
  }

  /// The trainings of a report whose table is lost are there for the next one.
  @Test func aReportIsLostAndItsTrainingsAreNot() throws {
    let report = [
      "transfer", "report", "--images", folder.file("pets"), "--network", "resnet20-cifar", "--size", "24",
      "--epochs", "1", "--no-runs", "--weights", model, "--checkpoint", folder.file("report"),
    ]
    let full = try ProgramRun.seqkit(report, to: .fullDisk)
    #expect(full.status == 74 && full.errors.contains("no space left, standard output"), "\(full.errors)")
    let closed = try ProgramRun.seqkit(report + ["--resume", "--quiet"], to: .closedPipe)
    #expect(closed.status == 0 && closed.errors.isEmpty, "\(closed.status) \(closed.errors)")
    #expect(folder.bytes("report-scratch.checkpoint") != nil)
    let read = try ProgramRun.seqkit(report + ["--resume"])
    #expect(read.status == 0 && read.output.contains("asymptote"), "\(read.errors)")
    #expect(!read.errors.contains("scratch  Epoch") && !read.errors.contains("finetune  Epoch"))
    #expect(folder.bytes("report-scratch.checkpoint") == nil)
  }

  /// Weights are read once, however often they are used.
  @Test func weightsFromStandardInput() throws {
    let common = [
      "--images", folder.file("pets"), "--network", "resnet20-cifar", "--size", "24", "--epochs", "1",
      "--no-runs", "--weights", "-",
    ]
    let out = folder.file("head.safetensors")
    let trained = try ProgramRun.seqkit(
      ["train", "transfer", "--out", out] + common, input: bytes("bars.safetensors"))
    #expect(trained.status == 0 && folder.bytes("head.safetensors") != nil, "\(trained.errors)")
    let report = try ProgramRun.seqkit(
      ["transfer", "report", "--checkpoint", folder.file("report"), "--svg", "-"] + common,
      input: bytes("bars.safetensors"))
    #expect(report.status == 0, "\(report.errors)")
    // The picture alone.
    #expect(report.output.hasPrefix("<?xml") && report.output.hasSuffix("</svg>\n"), "\(report.output)")
  }
}
