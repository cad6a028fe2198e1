import Foundation
import TestSupport

extension TemporaryFolder {
  /// Pictures of 24 x 24 with a bright bar, lying or standing, as PPM files with a folder a class.
  func bars(_ name: String, each count: Int, classes: [String] = ["lying", "standing"]) throws {
    for (stands, className) in classes.enumerated() {
      for number in 0..<count {
        var pixels: [UInt8] = []
        for y in 0..<24 {
          for x in 0..<24 {
            let place = 3 + number * 5 % 18
            let isBright = abs((stands == 1 ? x : y) - place) <= 1
            for channel in 0..<3 {
              pixels.append(UInt8((isBright ? 160 : 20) + (x * 7 + y * 13 + number * 29 + channel) % 60))
            }
          }
        }
        try write(Data(Array("P6 24 24 255\n".utf8) + pixels), to: "\(name)/\(className)/\(number).ppm")
      }
    }
  }
}

extension ProgramRun {
  /// `seqkit train transfer` with a small network from random weights, which learns bars in seconds.
  ///
  /// - Parameters:
  ///   - images: the folder of pictures.
  ///   - out: the classifier's path.
  ///   - more: further flags.
  static func smallPictureTraining(
    _ images: String, out: String, epochs: Int = 1, _ more: [String] = [],
    signal: (number: Int32, whenErrorsContain: String)? = nil
  ) throws -> ProgramRun {
    try seqkit(
      [
        "train", "transfer", "--images", images, "--mode", "scratch", "--network", "resnet20-cifar", "--size",
        "24", "--epochs", "\(epochs)", "--batch", "8", "--threads", "2", "--no-runs", "--out", out,
      ] + more, signal: signal)
  }
}
