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
    let declared = parameters.entries.map { (name: $0.name, shape: $0.parameter.shape) }
    let match = WeightMatch(file, declared, of: kind, isTransfer: configuration.isTransfer)
    var unfit = match.unfit
    for ((name, parameter), entry) in zip(parameters.entries, match.entries) {
      guard let entry else { continue }
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
    parameters.valuesChanged()
    if let words = unfit.words {
      throw FileError(.badData, file.name, "these are not the weights of \(kind.rawValue): \(words)")
    }
  }

  /// The networks that take a file as pretrained weights: those of which it has all, by name and shape, that a new classifier
  /// is put on, for pictures of their standard size. Where the paper's form has the hub's names, both are there.
  public static func networks(fitting file: SafetensorsFile) -> [NetworkKind] {
    NetworkKind.allCases.filter { kind in
      let declared = kind.declaredForTransfer(outputs: 2).declarations
      return WeightMatch(file, declared, of: kind, isTransfer: true).unfit.words == nil
    }
  }
}
