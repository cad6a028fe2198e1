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
  /// Names and shapes must be the network's. What the network has behind its feature layer, which a new classifier
  /// replaces, may be in the file or not.
  ///
  /// - Throws: all names that are missing, surplus or misshapen, together.
  public static func loadPretrained(
    _ path: FilePath, into parameters: ParameterStore, configuration: ImageModelConfiguration
  ) throws(FileError) {
    let file = try SafetensorsFile(contentsOf: path)
    var problems: [String] = []
    var expected = Set<String>()
    for (name, parameter) in parameters.entries {
      expected.insert(name)
      if configuration.isTransfer && name.hasPrefix("head.") { continue }
      guard let entry = file[name] else {
        problems.append("\(name) \(parameter.shape) is missing")
        continue
      }
      guard entry.shape == parameter.shape.array else {
        problems.append("\(name) has the shape \(entry.shape), \(parameter.shape) is needed")
        continue
      }
      let values = parameters.values[parameter.range]
      var scales: [Scalar] = []
      if entry.type == .int8 {
        guard let stored = file.scales(of: entry, rows: parameter.shape.rows) else {
          problems.append("\(name) is stored as int8 and has no fitting \(entry.scaleName)")
          continue
        }
        scales = stored
      }
      file.read(entry, times: scales, into: values)
      if !allFinite(values) { problems.append("\(name) has a number that is not finite") }
    }
    let whole = Set(configuration.network.declared().declarations.map(\.name))
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
      problems.append("\(entry.name) \(entry.shape) does not belong to \(configuration.network.rawValue)")
    }
    parameters.valuesChanged()
    guard problems.isEmpty else {
      let shown = problems.prefix(12).joined(separator: "; ")
      let more = problems.count > 12 ? "; and \(problems.count - 12) more" : ""
      throw FileError(
        .badData, file.name,
        "these are not the weights of \(configuration.network.rawValue): \(shown)\(more)")
    }
  }
}
