import Foundation
import SeqData
import TestSupport
import Testing

/// Pictures of every kind and size in one folder: they are trained on and answered, and a damaged one is named.
@Suite(.enabled(if: Picture.readsCompressed)) struct PictureKindsTests {
  private static let pictures = #filePath.replacingOccurrences(
    of: "SeqKitProgramTests/PictureKindsTests.swift", with: "SeqDataTests/Pictures/")

  /// Colours, inks, grey, 16 bits, transparency, a palette; 1 x 1 pixels and 10,000 x 10,000.
  private static let kinds = [
    "first": ["rgb.jpg", "cmyk.jpg", "grey.jpg", "one.png", "rgb.ppm", "grey.pgm"],
    "second": ["alpha.png", "grey16.png", "palette.png", "progressive.jpg", "huge.png", "rgb.png"],
  ]

  @Test func everyKindIsTrainedOnAndAnswered() throws {
    let folder = try TemporaryFolder()
    var files: [String] = []
    for (name, kinds) in Self.kinds.sorted(by: { $0.key < $1.key }) {
      for kind in kinds {
        let bytes = try Data(contentsOf: URL(filePath: Self.pictures + kind))
        files.append(try folder.write(bytes, to: "pictures/\(name)/\(kind)"))
      }
    }
    let model = folder.file("m")
    func train(_ more: String...) throws -> ProgramRun {
      try ProgramRun.seqkit(
        [
          "train", "transfer", "--images", folder.file("pictures"), "--mode", "scratch", "--network",
          "resnet20-cifar", "--size", "24", "--epochs", "1", "--batch", "4", "--no-runs", "--out", model,
        ] + more)
    }
    let run = try train()
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.contains("10 pictures to learn from, 2 to validate"), "\(run.errors)")
    let predict = ["transfer", "predict", "--model", model]
    let answers = try ProgramRun.seqkit(predict + files)
    #expect(answers.status == 0, "\(answers.errors)")
    let lines = answers.output.split(separator: "\n")
    #expect(lines.map { String($0.prefix { $0 != "\t" }) } == files)
    for line in lines {
      let shares = line.split(separator: "\t").dropFirst().compactMap {
        Double($0.split(separator: " ").last ?? "")
      }
      // Each is rounded to four places.
      #expect(shares.count == 2 && abs(shares.reduce(0, +) - 1) < 2e-4, "\(line)")
    }

    // The same JPEG without its end: refused by name, or left out by name.
    let whole = try #require(folder.bytes("pictures/first/rgb.jpg"))
    let cut = try folder.write(Array(whole.dropLast(60)), to: "pictures/first/cut.jpg")
    let refused = try ProgramRun.seqkit(predict + [cut, files[0]])
    #expect(refused.status == 65 && refused.output.isEmpty, "\(refused.output)")
    #expect(refused.errors.contains("its data end before the picture does, \(cut)"), "\(refused.errors)")
    let skipped = try ProgramRun.seqkit(predict + [cut, files[0], "--skip-damaged"])
    #expect(skipped.status == 0 && skipped.output == "\(lines[0])\n", "\(skipped.errors)")
    #expect(skipped.errors.hasPrefix("left out: \(cut): "), "\(skipped.errors)")
    let stopped = try train()
    #expect(stopped.status == 65 && stopped.errors.contains(cut), "\(stopped.errors)")
    let without = try train("--skip-damaged")
    #expect(without.status == 0 && without.errors.contains("left out: \(cut): "), "\(without.errors)")
  }
}
