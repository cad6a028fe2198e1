import CPretrained
import SeqFiles
import SeqKit

/// The models that come with the package, compiled in.
///
///     let translator = try Translator(.englishFrench)
public enum PretrainedTranslator: String, Sendable, CaseIterable {
  case englishFrench = "en-fr"
  case englishGerman = "en-de"

  fileprivate var bytes: UnsafeRawBufferPointer {
    let model =
      switch self {
      case .englishFrench: seqkit_pretrained_en_fr()
      case .englishGerman: seqkit_pretrained_en_de()
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
