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
  /// nil where the stories are simulated, and in checkpoints of versions that did not keep it.
  package let given: Given?
  private let progress: Progress
  private let file: SafetensorsFile

  /// What besides given stories decides what is learned from them.
  package struct Given: Sendable, Hashable, Codable {
    /// The share of them that is set aside.
    package let heldOut: Double
    /// Tells whether the same words were given as names.
    package let names: String

    package init(heldOut: Double, names: String) {
      self.heldOut = heldOut
      self.names = names
    }
  }

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
    given = try model.decodeIfPresent(Given.self, "given")
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
    _ trainer: ReaderTrainer, settings: String, dataFingerprint: String, given: Given?, to path: FilePath
  ) throws(FileError) {
    let progress = Progress(
      epoch: trainer.epoch, updates: trainer.optimizer.updates, history: trainer.history)
    var parts: [(String, any Encodable & Sendable)] = [
      ("settings", settings), ("progress", progress), ("data", dataFingerprint),
    ]
    if let given { parts.append(("given", given)) }
    try ModelFile.writeCheckpoint(
      kind: kind, blocks: blocks(of: trainer).map { ($0.0, $0.1.elements) }, parts: parts, to: path)
  }

  private static func blocks(of trainer: ReaderTrainer) -> [(String, Scalars)] {
    [("parameters", trainer.parameters.values)]
      + trainer.optimizer.moments.enumerated().map { ("moment.\($0)", $1) }
  }
}
