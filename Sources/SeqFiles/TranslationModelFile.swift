import SeqAutodiff
import SeqData
import SeqLayers
import SeqModels
import SeqTensor
import SystemPackage

/// A translator in a model file.
public enum TranslationModelFile {
  public static let kind = "translator"

  /// Everything that a translator is made of.
  public struct Contents: Sendable {
    public let model: TranslationModel
    public let parameters: ParameterStore
    public let source, target: TextCodec
    /// The settings it was trained with as JSON, kept for the record; nil where nobody knows them.
    public let training: String?

    public init(
      model: TranslationModel, parameters: ParameterStore, source: TextCodec, target: TextCodec,
      training: String? = nil
    ) {
      self.model = model
      self.parameters = parameters
      self.source = source
      self.target = target
      self.training = training
    }
  }

  /// Makes the model that a file describes.
  public static func load(from file: ModelFile) throws(FileError) -> Contents {
    guard file.kind == kind else {
      throw FileError(
        .badData, file.tensors.name, "it holds a model of the kind \(file.kind); a \(kind) is needed")
    }
    let configuration = try file.decode(TranslationConfiguration.self, "configuration")
    if let problem = configuration.problem {
      throw FileError(.badData, file.tensors.name, "its configuration cannot be: \(problem)")
    }
    let source = try codec("source", file)
    let target = try codec("target", file)
    guard source.vocabulary.count == configuration.sourceVocabularySize,
      target.vocabulary.count == configuration.targetVocabularySize
    else {
      throw FileError(
        .badData, file.tensors.name,
        "its vocabularies have \(source.vocabulary.count) and \(target.vocabulary.count) tokens, its configuration "
          + "says \(configuration.sourceVocabularySize) and \(configuration.targetVocabularySize)")
    }
    var scope = ParameterScope()
    let model = TranslationModel(configuration, scope: &scope)
    try file.checkRoom(for: scope.count)
    let parameters = scope.finishUnfilled()
    try file.load(into: parameters)
    return Contents(
      model: model, parameters: parameters, source: source, target: target, training: file.training)
  }

  private static func codec(_ key: String, _ file: ModelFile) throws(FileError) -> TextCodec {
    let stored = try file.decode(TextCodec.Stored.self, key)
    do throws(VocabularyError) {
      return try TextCodec(stored)
    } catch {
      throw FileError(.badData, file.tensors.name, "its \(key) vocabulary cannot be: \(error)")
    }
  }

  /// Writes a translator.
  ///
  /// - Parameter training: the settings it was trained with, kept for the record; nil for those of the contents.
  public static func write(
    _ contents: Contents, card: ModelCard, training: (any Encodable & Sendable)? = nil,
    storage: WeightStorage, to path: FilePath
  ) throws(FileError) {
    var parts: [(String, any Encodable & Sendable)] = [
      ("configuration", contents.model.configuration), ("source", contents.source.stored),
      ("target", contents.target.stored),
    ]
    if let training { parts.append(("training", training)) }
    try ModelFile.write(
      kind: kind, card: card, parts: parts, parameters: contents.parameters,
      training: training == nil ? contents.training : nil, storage: storage, to: path)
  }
}
