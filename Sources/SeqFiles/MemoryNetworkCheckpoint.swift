import SeqAutodiff
import SeqLayers
import SeqModels
import SeqTensor
import SeqTraining
import SystemPackage

/// Everything that the trainings of a memory network need to go on after an epoch as if they had never stopped, in one file.
public struct MemoryNetworkCheckpoint: Sendable {
  public let configuration: EndToEndMemoryConfiguration
  public let settings: MemoryTrainingSettings
  public let restarts: Int
  /// Tells whether the questions are the same.
  public let fingerprint: String
  public let progress: MemoryRestartProgress
  private let file: SafetensorsFile

  private static let kind = "memory network checkpoint"

  public init(contentsOf path: FilePath) throws(FileError) {
    let model = try ModelFile(contentsOf: path)
    guard model.kind == Self.kind else {
      throw FileError(.badData, path.string, "it holds a \(model.kind); a \(Self.kind) is needed to resume")
    }
    configuration = try model.decode(EndToEndMemoryConfiguration.self, "configuration")
    settings = try model.decode(MemoryTrainingSettings.self, "settings")
    restarts = try model.decode(Int.self, "restarts")
    fingerprint = try model.decode(String.self, "data")
    progress = try model.progress(MemoryRestartProgress.self)
    file = model.tensors
    if let problem = configuration.problem ?? settings.problem {
      throw FileError(.badData, path.string, "its settings cannot be: \(problem)")
    }
    guard restarts >= 1, (0..<restarts).contains(progress.restart) else {
      throw FileError(.badData, path.string, "it stands at training \(progress.restart + 1) of \(restarts)")
    }
    // A configuration can ask for a network of any size: whether the file has the weights of one of this size.
    var scope = ParameterScope()
    _ = EndToEndMemoryNetwork(configuration, scope: &scope)
    guard let parameters = file["parameters"], parameters.count == scope.count else {
      throw FileError(
        .badData, path.string,
        "its block parameters does not fit the network that its configuration describes")
    }
  }

  /// Fills trainings that were made with its configuration, settings and restarts.
  package func restore(_ trainings: MemoryNetworkRestarts) throws(FileError) {
    func entry(_ name: String) throws(FileError) -> SafetensorsFile.Entry? {
      guard let entry = file[name] else { return nil }
      guard entry.count == trainings.trainer.parameters.count else {
        throw FileError(
          .badData, file.name, "its block \(name) does not fit the network that its configuration describes")
      }
      return entry
    }
    guard let parameters = try entry("parameters") else {
      throw FileError(.badData, file.name, "it has no block parameters")
    }
    let best = try entry("best")
    guard (best == nil) == (progress.best == nil) else {
      throw FileError(.badData, file.name, "of the best training it has only a part")
    }
    trainings.restore(progress, bestValues: best.map(values))
    trainings.trainer.parameters.values.assign(values(of: parameters))
    trainings.trainer.parameters.valuesChanged()
  }

  private func values(of entry: SafetensorsFile.Entry) -> [Scalar] {
    [Scalar](unsafeUninitializedCapacity: entry.count) { buffer, count in
      file.read(entry, into: UnsafeMutableBufferPointer(rebasing: buffer[..<entry.count]))
      count = entry.count
    }
  }

  package static func write(
    _ trainings: MemoryNetworkRestarts, fingerprint: String, to path: FilePath
  ) throws(FileError) {
    var blocks = [("parameters", trainings.trainer.parameters.values.elements)]
    if let best = trainings.bestValues { blocks.append(("best", best)) }
    try ModelFile.writeCheckpoint(
      kind: kind, blocks: blocks,
      parts: [
        ("configuration", trainings.configuration), ("settings", trainings.settings),
        ("restarts", trainings.restarts), ("progress", trainings.progress), ("data", fingerprint),
      ], to: path)
  }
}
