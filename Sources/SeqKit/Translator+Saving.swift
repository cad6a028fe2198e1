import SeqAutodiff
import SeqFiles
import SeqLayers
import SeqModels
import SeqTensor
import SystemPackage

extension Translator {
  /// Writes the model to a file: with another card, or with its weights stored otherwise. The settings it was trained with go
  /// along.
  ///
  /// - Throws: a `FileError` if the file cannot be written, or this is an ensemble, which no file can hold; what was there
  ///   before is then unchanged.
  public func save(to path: FilePath, card: ModelCard, storage: WeightStorage = .float16) throws(FileError) {
    guard isOneModel else {
      throw FileError(.badData, path.string, "not written: an ensemble is several models; save each of them")
    }
    try TranslationModelFile.write(
      .init(
        model: model, parameters: parameters, source: source, target: target, training: training),
      card: card, storage: storage, to: path)
  }

  /// The translator whose every weight is the mean of those of `translators`: checkpoint averaging, for models of one
  /// training or of trainings that began with the same model. Others have nothing in common that could be averaged.
  ///
  /// - Throws: `SettingsError` if there are none, one of them is an ensemble, or they differ in sizes or vocabularies.
  public init(averageOf translators: [Translator]) throws(SettingsError) {
    guard let first = translators.first else { throw SettingsError("there is no model to average") }
    for (number, other) in translators.enumerated() {
      guard other.isOneModel else {
        throw SettingsError("model \(number + 1) is an ensemble: average its members")
      }
      guard other.model.configuration == first.model.configuration else {
        throw SettingsError("model \(number + 1) has other sizes than the first, so that they have no mean")
      }
      guard other.source == first.source, other.target == first.target else {
        throw SettingsError("model \(number + 1) has another vocabulary than the first")
      }
    }
    var scope = ParameterScope()
    let model = TranslationModel(first.model.configuration, scope: &scope)
    let parameters = scope.finishEmpty()
    for translator in translators {
      accumulate(
        translator.parameters.values, into: parameters.values, scale: 1 / Scalar(translators.count))
    }
    parameters.valuesChanged()
    let isOfOneTraining = translators.allSatisfy { $0.training == first.training }
    self.init(
      card: first.card, model: model, parameters: parameters, source: first.source, target: first.target,
      training: isOfOneTraining ? first.training : nil)
  }
}
