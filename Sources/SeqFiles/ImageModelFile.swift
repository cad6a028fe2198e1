import FoundationEssentials
import SeqAutodiff
import SeqData
import SeqLayers
import SeqModels
import SeqTensor
import SeqTraining
import SystemPackage

/// A picture classifier in a model file.
public enum ImageModelFile {
  public static let kind = "image classifier"

  public struct Contents: Sendable {
    public let configuration: ImageModelConfiguration
    public let network: ImageNetwork
    public let parameters: ParameterStore

    public init(configuration: ImageModelConfiguration, network: ImageNetwork, parameters: ParameterStore) {
      self.configuration = configuration
      self.network = network
      self.parameters = parameters
    }
  }

  /// Makes the classifier that a file describes.
  public static func load(from file: ModelFile) throws(FileError) -> Contents {
    guard file.kind == kind else {
      throw FileError(
        .badData, file.tensors.name, "it holds a model of the kind \(file.kind); an \(kind) is needed")
    }
    let configuration = try file.decode(ImageModelConfiguration.self, "configuration")
    if let problem = configuration.problem {
      throw FileError(.badData, file.tensors.name, "its configuration cannot be: \(problem)")
    }
    let builder = configuration.declared()
    let network = configuration.network(builder)
    try file.checkRoom(for: network.trainable)
    let parameters = builder.finishEmpty()
    try file.load(into: parameters)
    return Contents(configuration: configuration, network: network, parameters: parameters)
  }

  /// Writes a classifier.
  public static func write(
    _ contents: Contents, card: ModelCard, training: ImageTrainingSettings? = nil, storage: WeightStorage,
    to path: FilePath
  ) throws(FileError) {
    var parts: [(String, any Encodable & Sendable)] = [("configuration", contents.configuration)]
    if let training { parts.append(("training", training)) }
    try ModelFile.write(
      kind: kind, card: card, parts: parts, parameters: contents.parameters, storage: storage, to: path)
  }

  /// Fills a network with weights from a hub's file, or from a classifier of ours.
  ///
  /// Names and shapes must be the network's, or timm's for it. What the network has behind its feature layer, which a new
  /// classifier replaces, may be in the file or not, and so may an auxiliary classifier, which only training has.
  ///
  /// - Throws: all names that are missing, surplus or misshapen, together.
  public static func loadPretrained(
    _ path: FilePath, into parameters: ParameterStore, configuration: ImageModelConfiguration
  ) throws(FileError) {
    try loadPretrained(SafetensorsFile(contentsOf: path), into: parameters, configuration: configuration)
  }

  /// The same from a file that is open already.
  public static func loadPretrained(
    _ file: SafetensorsFile, into parameters: ParameterStore, configuration: ImageModelConfiguration
  ) throws(FileError) {
    let kind = configuration.network
    var unfit = Unfit()
    var expected = Set<String>()
    for (name, parameter) in parameters.entries {
      expected.insert(name)
      if configuration.isTransfer && name.hasPrefix("head.") { continue }
      let other = kind.timmName(of: name)
      guard let entry = file[name] ?? other.flatMap({ file[$0] }) else {
        unfit.missing.append("\(name) \(parameter.shape)")
        continue
      }
      let fits =
        entry.shape == parameter.shape.array || entry.name == other && entry.count == parameter.shape.count
      guard fits else {
        unfit.misshapen.append("\(name) \(entry.shape), which should be \(parameter.shape)")
        continue
      }
      let values = parameters.values[parameter.range]
      var scales: [Scalar] = []
      if entry.type == .int8 {
        guard let stored = file.scales(of: entry, rows: parameter.shape.rows) else {
          unfit.others.append("\(name) is stored as int8 and has no fitting \(entry.scaleName)")
          continue
        }
        scales = stored
      }
      file.read(entry, times: scales, into: values)
      if !allFinite(values) { unfit.others.append("\(name) has a number that is not finite") }
    }
    let builder = kind.declared()
    for layer in kind.network(builder).layers {
      guard case .auxiliary = layer.layer else { continue }
      let prefix = layer.name + "."
      if !file.entries.contains(where: { $0.name.hasPrefix(prefix) }) {
        unfit.missing.removeAll { $0.hasPrefix(prefix) }
      }
    }
    let whole = Set(
      builder.declarations.flatMap { [$0.name] + [kind.timmName(of: $0.name)].compactMap(\.self) })
    for entry in file.entries {
      // The scales of whole numbers belong where these do.
      let owner = String(entry.name.dropLast(SafetensorsFile.scaleEnding.count))
      let isScale = entry.name.hasSuffix(SafetensorsFile.scaleEnding) && file[owner]?.type == .int8
      let name = isScale ? owner : entry.name
      if expected.contains(name) || whole.contains(name) || name.hasPrefix("head.")
        || name.hasSuffix("num_batches_tracked")
      {
        continue
      }
      unfit.surplus.append("\(entry.name) \(entry.shape)")
    }
    parameters.valuesChanged()
    if let words = unfit.words {
      throw FileError(.badData, file.name, "these are not the weights of \(kind.rawValue): \(words)")
    }
  }

  /// What in a file does not fit a network.
  private struct Unfit {
    var missing: [String] = []
    var misshapen: [String] = []
    var surplus: [String] = []
    var others: [String] = []

    /// All of it; nil if all fits.
    var words: String? {
      let groups = [("missing", missing), ("misshapen", misshapen), ("surplus", surplus)]
        .filter { !$0.1.isEmpty }.map { "\($0.1.count) \($0.0): " + $0.1.joined(separator: ", ") }
      let all = groups + others
      return all.isEmpty ? nil : all.joined(separator: "; ")
    }
  }
}
