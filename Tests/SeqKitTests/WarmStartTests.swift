import SeqData
import SeqFiles
import SeqKit
import SystemPackage
import TestSupport
import Testing

/// Training that begins with a finished model's weights.
@Suite struct WarmStartTests {
  static let pairs = (0..<40).map { number in
    SentencePair(source: "count \(number % 8) up", target: "zähle \(number % 8) hoch \(number / 8)")
  }

  static var settings: TranslatorSettings {
    var settings = TranslatorSettings()
    settings.tokenizer = .word
    settings.minimumCount = 1
    settings.variants = nil
    settings.model.embeddingSize = 8
    settings.model.hiddenSize = 12
    settings.training.epochs = 20
    settings.training.batchTokens = 60
    settings.training.learningRate = 0.01
    return settings
  }

  private func firstLoss(_ training: TranslatorTraining) throws -> Double {
    guard case .updated(let report) = try training.next() else { return .infinity }
    return report.loss
  }

  @Test func itBeginsWithTheModelAsItIs() throws {
    let first = try TranslatorTraining(pairs: Self.pairs, settings: Self.settings, threads: 1)
    while try first.next() != nil {}
    let model = try first.translator()
    var other = Self.settings
    other.model.hiddenSize = 99
    other.vocabularySize = 5
    let second = try TranslatorTraining(from: model, pairs: Self.pairs, settings: other, threads: 1)
    #expect(second.parameterCount == first.parameterCount)
    #expect(second.settings.model.hiddenSize == 12)
    let unchanged = try second.translator()
    for source in ["count 3 up", "count 7 up"] {
      #expect(
        try model.translate(source, search: .greedy) == unchanged.translate(source, search: .greedy))
    }
  }

  @Test func itKnowsWhatTheModelHasLearned() throws {
    let first = try TranslatorTraining(pairs: Self.pairs, settings: Self.settings, threads: 1)
    let unlearned = try firstLoss(first)
    while try first.next() != nil {}
    let second = try TranslatorTraining(
      from: first.translator(), pairs: Self.pairs, settings: Self.settings, threads: 1)
    #expect(try firstLoss(second) < 0.7 * unlearned)
  }

  /// Through a checkpoint as well: whoever resumes need not know how it began.
  @Test func itNamesWhatItBeganWith() throws {
    let first = try TranslatorTraining(pairs: Self.pairs, settings: Self.settings, threads: 1)
    #expect(first.start == nil)
    let second = try TranslatorTraining(
      from: first.translator(), pairs: Self.pairs, settings: Self.settings, threads: 1)
    #expect(second.start == toyCard)
    let folder = try TemporaryFolder()
    for (number, training) in [first, second].enumerated() {
      let path = FilePath(folder.file("checkpoint \(number)"))
      try training.save(to: path)
      let resumed = try TranslatorTraining(resuming: path, pairs: Self.pairs, threads: 1)
      #expect(resumed.start == training.start)
    }
  }

  /// What the weights were learned from is owed after further training as before.
  @Test func theCardKeepsOriginAndLicence() {
    let start = ModelCard(
      name: "first", summary: "from A to B", sourceLanguage: "A", targetLanguage: "B", data: "texts",
      licence: "CC BY 2.0", attribution: "their writers", scores: [.init(name: "BLEU", value: "50")])
    let plain = ModelCard(name: "second", summary: "tuned", data: "40 pairs").begun(with: start)
    #expect(plain.name == "second" && plain.summary == "tuned, from first")
    #expect(plain.data == "40 pairs, after those of first: texts" && plain.scores.isEmpty)
    #expect(plain.sourceLanguage == "A" && plain.targetLanguage == "B")
    #expect(plain.licence == "CC BY 2.0" && plain.attribution == "their writers")
    let own = ModelCard(name: "third", summary: "", licence: "MIT", attribution: "us").begun(with: plain)
    #expect(own.licence == "MIT; CC BY 2.0" && own.attribution == "us; their writers")
    let free = ModelCard(name: "fourth", summary: "", licence: "MIT").begun(
      with: ModelCard(name: "", summary: ""))
    #expect(free.licence == "MIT" && free.attribution.isEmpty && free.sourceLanguage == nil)
  }

  @Test func noSentencesAreAnError() throws {
    let first = try TranslatorTraining(pairs: Self.pairs, settings: Self.settings, threads: 1)
    let model = try first.translator()
    #expect(throws: SettingsError.self) {
      try TranslatorTraining(from: model, pairs: [], settings: Self.settings, threads: 1)
    }
  }
}
