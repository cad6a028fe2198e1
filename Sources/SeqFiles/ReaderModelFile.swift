import SeqAutodiff
import SeqData
import SeqLayers
import SeqModels
import SeqTensor
import SystemPackage

/// A reader of stories in a model file.
public enum ReaderModelFile {
  public static let kind = "reader"

  /// Everything that a reader is made of.
  public struct Contents: Sendable {
    public let model: ReaderNetwork
    public let parameters: ParameterStore
    public let lexicon: StoryLexicon
    /// Below this confidence it has no answer.
    public let threshold: Double
    /// The settings it was trained with as JSON, kept for the record; nil where nobody knows them.
    public let training: String?

    public init(
      model: ReaderNetwork, parameters: ParameterStore, lexicon: StoryLexicon, threshold: Double,
      training: String? = nil
    ) {
      self.model = model
      self.parameters = parameters
      self.lexicon = lexicon
      self.threshold = threshold
      self.training = training
    }
  }

  /// Makes the model that a file describes.
  public static func load(from file: ModelFile) throws(FileError) -> Contents {
    func failure(_ reason: String) -> FileError { FileError(.badData, file.tensors.name, reason) }
    guard file.kind == kind else {
      throw failure("it holds a model of the kind \(file.kind); a \(kind) is needed")
    }
    let configuration = try file.decode(ReaderConfiguration.self, "configuration")
    if let problem = configuration.problem { throw failure("its configuration cannot be: \(problem)") }
    let lexicon = try file.decode(StoryLexicon.self, "lexicon")
    guard configuration.wordCount == ReaderWord.count + lexicon.count else {
      throw failure(
        "its lexicon has \(lexicon.count) words, its configuration says "
          + "\(configuration.wordCount - ReaderWord.count)")
    }
    let lists = [lexicon.words, lexicon.answers, lexicon.ideographNames, lexicon.ideographParts]
    if lists.contains(where: { $0.contains("") }) {
      throw failure("a word of its lexicon is empty")
    }
    let said = ReaderWord.count + lexicon.words.count + lexicon.answers.count
    if let answer = configuration.answers.first(where: { $0 >= Int32(said) }) {
      throw failure("its answer \(answer) is no word of its lexicon")
    }
    let threshold = try file.decode(Double.self, "threshold")
    guard (0...1).contains(threshold) else { throw failure("its threshold is \(threshold)") }
    var scope = ParameterScope()
    let model = ReaderNetwork(configuration, scope: &scope)
    try file.checkRoom(for: scope.count)
    let parameters = scope.finishUnfilled()
    try file.load(into: parameters)
    return Contents(
      model: model, parameters: parameters, lexicon: lexicon, threshold: threshold, training: file.training)
  }

  /// Writes a reader.
  public static func write(
    _ contents: Contents, card: ModelCard, storage: WeightStorage, to path: FilePath
  ) throws(FileError) {
    let parts: [(String, any Encodable & Sendable)] = [
      ("configuration", contents.model.configuration), ("lexicon", contents.lexicon),
      ("threshold", contents.threshold),
    ]
    try ModelFile.write(
      kind: kind, card: card, parts: parts, parameters: contents.parameters, training: contents.training,
      storage: storage, to: path)
  }
}
