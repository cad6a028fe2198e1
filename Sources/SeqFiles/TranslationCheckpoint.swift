import FoundationEssentials
import SeqAutodiff
import SeqData
import SeqTensor
import SeqTraining
import SystemPackage

/// Everything that a training needs to go on as if it had never stopped, in one file.
public struct TranslationCheckpoint: Sendable {
  /// The settings of the training, as its owner encodes them.
  public let settings: String
  public let progress: TrainingProgress
  /// Every finished epoch; none in checkpoints of versions that did not keep them.
  public let history: [EpochScores]
  /// The card of the model that the training began with; nil where it began with random weights.
  public let start: ModelCard?
  public let source, target: TextCodec.Stored
  /// Tells whether the training data are the same: see `fingerprint(of:)`.
  public let dataFingerprint: String
  private let file: SafetensorsFile

  private static let kind = "translator checkpoint"

  public init(contentsOf path: FilePath) throws(FileError) {
    let model = try ModelFile(contentsOf: path)
    guard model.kind == Self.kind else {
      throw FileError(.badData, path.string, "it holds a \(model.kind); a \(Self.kind) is needed to resume")
    }
    settings = try model.decode(String.self, "settings")
    progress = try model.progress(TrainingProgress.self)
    let history = try model.decodeIfPresent([EpochScores].self, "history")
    self.history = history ?? []
    start = try model.decodeIfPresent(ModelCard.self, "start")
    source = try model.decode(TextCodec.Stored.self, "source")
    target = try model.decode(TextCodec.Stored.self, "target")
    dataFingerprint = try model.decode(String.self, "data")
    file = model.tensors
  }

  /// Settings can ask for a model of any size: whether the file has the weights of one of this size.
  package func check(parameterCount count: Int) throws(FileError) {
    guard let entry = file["parameters"], entry.count == count else {
      throw FileError(
        .badData, file.name, "its block parameters does not fit the model that its settings describe")
    }
  }

  /// Fills a trainer, and the best parameters if there are any.
  package func restore(_ trainer: TranslationTrainer, best: Scalars) throws(FileError) {
    for (name, block) in Self.blocks(of: trainer, best: best) { try file.fill(block, fromBlock: name) }
    trainer.parameters.valuesChanged()
    trainer.restore(progress)
  }

  package static func write(
    _ trainer: TranslationTrainer, best: Scalars, settings: String, source: TextCodec, target: TextCodec,
    history: [EpochScores], start: ModelCard?, dataFingerprint: String, to path: FilePath
  ) throws(FileError) {
    var parts: [(String, any Encodable & Sendable)] = [
      ("settings", settings), ("progress", trainer.progress), ("history", history),
      ("source", source.stored), ("target", target.stored), ("data", dataFingerprint),
    ]
    if let start { parts.append(("start", start)) }
    try ModelFile.writeCheckpoint(
      kind: kind, blocks: blocks(of: trainer, best: best).map { ($0.0, $0.1.elements) }, parts: parts,
      to: path)
  }

  private static func blocks(of trainer: TranslationTrainer, best: Scalars) -> [(String, Scalars)] {
    var blocks = [("parameters", trainer.parameters.values), ("best", best)]
    if trainer.evaluated !== trainer.parameters { blocks.append(("average", trainer.evaluated.values)) }
    for (number, moment) in trainer.optimizer.moments.enumerated() {
      blocks.append(("moment.\(number)", moment))
    }
    return blocks
  }

  /// How many pairs there are, and a number that changes with any change of them or of their order.
  package static func fingerprint(of pairs: [SentencePair]) -> String {
    var fingerprint = Fingerprint()
    for pair in pairs {
      fingerprint.add(pair.source)
      fingerprint.add(UInt8(ascii: "\t"))
      fingerprint.add(pair.target)
      fingerprint.add(UInt8(ascii: "\n"))
    }
    return "\(pairs.count) pairs " + String(fingerprint.hash, radix: 16)
  }
}
