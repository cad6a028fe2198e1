import SeqAutodiff
import SeqData
import SeqLayers
import SeqModels
import SeqTensor
import SystemPackage

/// An end-to-end memory network in a model file.
public enum MemoryNetworkModelFile {
  public static let kind = "memory-network"

  /// Everything that it is made of.
  public struct Contents: Sendable {
    public let model: EndToEndMemoryNetwork
    public let parameters: ParameterStore
    public let codec: StoryCodec

    public init(model: EndToEndMemoryNetwork, parameters: ParameterStore, codec: StoryCodec) {
      self.model = model
      self.parameters = parameters
      self.codec = codec
    }
  }

  /// Makes the model that a file describes.
  public static func load(from file: ModelFile) throws(FileError) -> Contents {
    let name = file.tensors.name
    guard file.kind == kind else {
      throw FileError(.badData, name, "it holds a model of the kind \(file.kind); a \(kind) is needed")
    }
    let configuration = try file.decode(EndToEndMemoryConfiguration.self, "configuration")
    if let problem = configuration.problem {
      throw FileError(.badData, name, "its configuration cannot be: \(problem)")
    }
    let words = try file.decode([String].self, "vocabulary")
    let codec: StoryCodec
    do throws(VocabularyError) {
      codec = StoryCodec(vocabulary: try Vocabulary(tokens: words))
    } catch {
      throw FileError(.badData, name, "its vocabulary cannot be: \(error)")
    }
    guard codec.vocabulary.count == configuration.vocabularySize else {
      throw FileError(
        .badData, name,
        "its vocabulary has \(codec.vocabulary.count) words, its configuration says \(configuration.vocabularySize)"
      )
    }
    var scope = ParameterScope()
    let model = EndToEndMemoryNetwork(configuration, scope: &scope)
    try file.checkRoom(for: scope.count)
    let parameters = scope.finishUnfilled()
    try file.load(into: parameters)
    return Contents(model: model, parameters: parameters, codec: codec)
  }

  /// Writes a memory network.
  ///
  /// - Parameter training: the settings it was trained with, kept for the record; nil where nobody knows them.
  public static func write(
    _ contents: Contents, card: ModelCard, training: (any Encodable & Sendable)? = nil,
    storage: WeightStorage = .float32, to path: FilePath
  ) throws(FileError) {
    var parts: [(String, any Encodable & Sendable)] = [
      ("configuration", contents.model.configuration), ("vocabulary", contents.codec.vocabulary.tokens),
    ]
    if let training { parts.append(("training", training)) }
    try ModelFile.write(
      kind: kind, card: card, parts: parts, parameters: contents.parameters, storage: storage, to: path)
  }
}
