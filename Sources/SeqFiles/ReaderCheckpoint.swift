import SeqAutodiff
import SeqData
import SeqTensor
import SeqTraining
import SystemPackage

/// Everything that the training of a reader needs to go on after an epoch as if it had never stopped, in one file.
public struct ReaderCheckpoint: Sendable {
  /// The settings of the training, as its owner encodes them.
  public let settings: String
  /// Tells whether the stories are the same.
  public let dataFingerprint: String
  private let progress: Progress
  private let file: SafetensorsFile

  private struct Progress: Codable, CountedProgress {
    var epoch, updates: Int
    /// nil in checkpoints of versions that did not keep it.
    var history: [ReaderEpochReport]?
    var counts: [Int] { [epoch, updates] }
  }

  private static let kind = "reader checkpoint"

  public init(contentsOf path: FilePath) throws(FileError) {
    let model = try ModelFile(contentsOf: path)
    guard model.kind == Self.kind else {
      throw FileError(.badData, path.string, "it holds a \(model.kind); a \(Self.kind) is needed to resume")
    }
    settings = try model.decode(String.self, "settings")
    dataFingerprint = try model.decode(String.self, "data")
    progress = try model.progress(Progress.self)
    file = model.tensors
  }

  package func restore(_ trainer: ReaderTrainer) throws(FileError) {
    for (name, block) in Self.blocks(of: trainer) { try file.fill(block, fromBlock: name) }
    trainer.parameters.valuesChanged()
    trainer.restore(
      epoch: progress.epoch, updates: progress.updates, history: progress.history ?? [])
  }

  package static func write(
    _ trainer: ReaderTrainer, settings: String, dataFingerprint: String, to path: FilePath
  ) throws(FileError) {
    let progress = Progress(
      epoch: trainer.epoch, updates: trainer.optimizer.updates, history: trainer.history)
    try ModelFile.writeCheckpoint(
      kind: kind, blocks: blocks(of: trainer).map { ($0.0, $0.1.elements) },
      parts: [("settings", settings), ("progress", progress), ("data", dataFingerprint)], to: path)
  }

  private static func blocks(of trainer: ReaderTrainer) -> [(String, Scalars)] {
    [("parameters", trainer.parameters.values)]
      + trainer.optimizer.moments.enumerated().map { ("moment.\($0)", $1) }
  }
}
