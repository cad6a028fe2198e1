import SeqData
import SeqFiles
import SeqKit
import SeqTensor
import SystemPackage
import TestSupport
import Testing

/// Several models made one, and a model written again.
@Suite struct AverageTests {
  private func translators(_ count: Int, _ change: (inout TranslatorSettings) -> Void = { _ in }) throws
    -> [Translator]
  {
    var settings = WarmStartTests.settings
    settings.training.epochs = count
    change(&settings)
    let training = try TranslatorTraining(pairs: WarmStartTests.pairs, settings: settings, threads: 1)
    var found: [Translator] = []
    while let event = try training.next() {
      if case .epoch = event { found.append(try training.translator()) }
    }
    return found
  }

  @Test func everyWeightIsTheMean() throws {
    let models = try translators(3)
    let mean = try Translator(averageOf: models)
    let all = models.map { $0.parameters.values.elements }
    for (place, value) in mean.parameters.values.elements.enumerated() {
      let expected = all.reduce(Scalar(0)) { $0 + $1[place] } / 3
      #expect(abs(value - expected) < 1e-5)
    }
    let alone = try Translator(averageOf: [models[2]])
    #expect(alone.parameters.values.elements == models[2].parameters.values.elements)
    #expect(try alone.translate("count 3 up") == models[2].translate("count 3 up"))
  }

  @Test func itIsWrittenAndReadAgain() throws {
    let folder = try TemporaryFolder()
    let model = try translators(2)[1]
    let path = FilePath(folder.file("again"))
    try model.save(to: path, card: ModelCard(name: "again", summary: "s"), storage: .float32)
    let again = try Translator(contentsOf: path)
    #expect(again.card.name == "again")
    #expect(again.parameters.values.elements == model.parameters.values.elements)
    #expect(throws: FileError.self) { try model.save(to: "/nowhere/at/all", card: model.card) }
  }

  @Test func strangersHaveNoMean() throws {
    let (model, other) = try (translators(1)[0], translators(1) { $0.model.hiddenSize = 14 }[0])
    #expect(throws: SettingsError.self) { try Translator(averageOf: [model, other]) }
    #expect(throws: SettingsError.self) { try Translator(averageOf: []) }
  }
}
