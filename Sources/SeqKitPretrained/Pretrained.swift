import CPretrained
import SeqFiles
import SeqKit

/// The models that come with the package, compiled in.
///
///     let translator = try Translator(.englishFrench)
public enum PretrainedTranslator: String, Sendable, CaseIterable {
  case englishFrench = "en-fr"
  case englishGerman = "en-de"
  /// English spelling to the phonemes of CMUdict, without stress.
  case pronunciation = "g2p"

  fileprivate var bytes: UnsafeRawBufferPointer {
    let model =
      switch self {
      case .englishFrench: seqkit_pretrained_en_fr()
      case .englishGerman: seqkit_pretrained_en_de()
      case .pronunciation: seqkit_pretrained_g2p()
      }
    return UnsafeRawBufferPointer(start: model.start, count: model.count)
  }

  /// The model file, read in place.
  public func modelFile() throws(FileError) -> ModelFile {
    try ModelFile(bytes: bytes, name: "the shipped model \(rawValue)")
  }
}

extension Translator {
  /// A shipped translator.
  ///
  /// - Throws: only if the package was built with a damaged model.
  public init(_ model: PretrainedTranslator) throws(FileError) { try self.init(model.modelFile()) }
}

/// The readers of stories that come with the package, compiled in.
///
///     var reader = try StoryReader(.stories)
public enum PretrainedReader: String, Sendable, CaseIterable {
  /// People who go about, carry things and hand them on; English and Chinese.
  case stories

  /// The model file, read in place.
  public func modelFile() throws(FileError) -> ModelFile {
    let model = seqkit_pretrained_stories()
    return try ModelFile(
      bytes: UnsafeRawBufferPointer(start: model.start, count: model.count),
      name: "the shipped model \(rawValue)")
  }
}

extension StoryReader {
  /// A shipped reader.
  ///
  /// - Throws: only if the package was built with a damaged model.
  public init(_ model: PretrainedReader) throws(FileError) { try self.init(model.modelFile()) }
}
