import FoundationEssentials
import SeqAutodiff
import SeqModels
import SeqTensor
import SeqTraining
import SystemPackage

/// All that the training of a picture classifier needs to go on as if it had never stopped.
///
/// The configuration is that of its network: of a picture classifier or of capsules.
public struct ImageCheckpoint<Configuration: Codable & Sendable>: Sendable {
  public let configuration: Configuration
  public let settings: ImageTrainingSettings
  public let progress: ImageTrainingProgress
  /// Tells whether the training data are the same.
  public let fingerprint: String
  private let file: SafetensorsFile

  private static var kind: String { "image classifier checkpoint" }

  public init(contentsOf path: FilePath) throws(FileError) {
    let model = try ModelFile(contentsOf: path)
    guard model.kind == Self.kind else {
      throw FileError(.badData, path.string, "it holds a \(model.kind); an \(Self.kind) is needed to resume")
    }
    configuration = try model.decode(Configuration.self, "configuration")
    settings = try model.decode(ImageTrainingSettings.self, "settings")
    progress = try model.progress(ImageTrainingProgress.self)
    fingerprint = try model.decode(String.self, "data")
    file = model.tensors
  }

  /// Fills a trainer that was made with the same network and settings.
  package func restore(_ trainer: some RestorableTraining) throws(FileError) {
    func fill(_ name: String, _ block: Scalars) throws(FileError) {
      guard let entry = file[name], entry.count == block.count else {
        throw FileError(
          .badData, file.name, "its block \(name) does not fit the network that its configuration describes")
      }
      file.read(entry, into: UnsafeMutableBufferPointer(start: block.pointer, count: block.count))
    }
    try fill("parameters", trainer.parameters.values)
    for (number, moment) in trainer.optimizer.moments.enumerated() { try fill("moment.\(number)", moment) }
    var best: [Scalar]?
    if let entry = file["best"] {
      guard entry.count == trainer.parameters.count else {
        throw FileError(.badData, file.name, "its block best does not fit the network")
      }
      best = [Scalar](unsafeUninitializedCapacity: entry.count) { buffer, count in
        file.read(entry, into: buffer)
        count = entry.count
      }
    }
    trainer.parameters.valuesChanged()
    trainer.restore(progress, bestValues: best)
  }

  package static func write(
    _ trainer: some RestorableTraining, configuration: Configuration, fingerprint: String, to path: FilePath
  ) throws(FileError) {
    var blocks = [("parameters", trainer.parameters.values.elements)]
    if let best = trainer.bestValues { blocks.append(("best", best)) }
    for (number, moment) in trainer.optimizer.moments.enumerated() {
      blocks.append(("moment.\(number)", moment.elements))
    }
    try ModelFile.writeCheckpoint(
      kind: kind, blocks: blocks,
      parts: [
        ("configuration", configuration), ("settings", trainer.settings), ("progress", trainer.progress),
        ("data", fingerprint),
      ], to: path)
  }
}
