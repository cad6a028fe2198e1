import SeqData
import SeqFiles
import SeqKit
import SeqTensor
import SeqTraining
import SystemPackage

/// Trains one of the shipped translators from the sentence pairs of Tatoeba, and scores it on sentences set aside first.
///
/// In two cycles, each a cosine from its own rate to zero: the first from random weights with large batches, the second
/// from where the first ended, with batches of half the size and less dropout. The first alone leaves a model that is
/// no better on what it was trained on than on what it never saw. The second also learns pairs of our own: words that stand
/// alone, phrases that people try first, sentences with seldom met words and of daily life, and sentences behind a connective,
/// of all of which the collection has few.
struct TranslateReproduction: Sendable {
  let file: String
  let model: String
  let targetLanguage: String
  let own: EverydayPairs

  /// The model from English to French.
  static let french = TranslateReproduction(
    file: "fra-eng.tsv", model: "en-fr", targetLanguage: "French", own: .french)
  /// The model from English to German.
  static let german = TranslateReproduction(
    file: "deu-eng.tsv", model: "en-de", targetLanguage: "German", own: .german)

  /// What both cycles have in common.
  private var settings: TranslatorSettings {
    var settings = TranslatorSettings()
    settings.vocabularySize = 5500
    settings.model.hiddenSize = 384
    return settings
  }

  var firstCycle: TranslatorSettings {
    var settings = settings
    settings.model.dropout = 0.2
    settings.training.epochs = 12
    settings.training.batchTokens = 3000
    settings.training.schedule = .cosine(warmup: 400, total: 0)
    return settings
  }

  var secondCycle: TranslatorSettings {
    var settings = settings
    settings.model.dropout = 0.1
    settings.training.epochs = 16
    settings.training.batchTokens = 1500
    settings.training.learningRate = 0.0007
    return settings
  }

  func run(_ options: ReproduceOptions, _ folders: DataFolders) async throws {
    let common = options.common
    let path = try folders.path(of: file, in: DataCatalogue.tatoeba)
    let pairs = try Corpus.pairs(of: path)
    let (rest, test) = pairs.split(heldOut: 1500, random: RandomSource(seed: 1).stream(named: "test"))
    let (learned, validation) = rest.split(
      heldOut: 1500, random: RandomSource(seed: 1).stream(named: "validation"))
    func cycle(
      _ number: Int, _ settings: TranslatorSettings, _ pairs: [SentencePair]
    ) -> ReproducedTranslator {
      ReproducedTranslator(
        name: "\(model).cycle-\(number)", pairs: pairs, files: [("pairs", path)], validation: validation,
        settings: settings, card: card(scores: []))
    }
    let start =
      try options.from.map(Translator.init(named:)) ?? cycle(1, firstCycle, learned).trained(options)
    let everyday = own.lessons(
      beside: learned, without: test + validation, random: RandomSource(seed: 1).stream(named: "connectives"))
    let trained = try cycle(2, secondCycle, learned + everyday).trained(from: start, options)

    // Scored as it is shipped: with int8 weights, read back from its file. The card then gets the scores.
    let out = "\(model).safetensors"
    try trained.save(to: FilePath(out), card: card(scores: []), storage: .int8)
    let translator = try Translator(contentsOf: FilePath(out))
    let grouped = test.referencesBySource
    let found = try translations(of: grouped.map(\.source), translator, beam: 5, common)
    let scores = TranslationScores(
      hypotheses: found,
      references: grouped.map { $0.references.map(Normalization.typographic.applied) })
    try trained.save(
      to: FilePath(out),
      card: card(scores: [
        .init(
          name: "BLEU",
          value:
            "\(fixed(scores.bleu.score, 1)) (\(scores.bleu.signature)) on \(grouped.count) unseen sources"),
        .init(name: "chrF", value: "\(fixed(scores.chrF.score, 1)) (\(scores.chrF.signature))"),
      ]), storage: .int8)
    let subject = "\(grouped.count) unseen sources"
    try ReproducedScores(
      name: "translate-\(model.suffix(2))",
      scores: [
        .init(
          subject: subject, metric: "BLEU", value: scores.bleu.score, signature: scores.bleu.signature),
        .init(
          subject: subject, metric: "chrF", value: scores.chrF.score, signature: scores.chrF.signature),
      ]
    ).write(options)
    guard !common.quiet else { return }
    Output.note("model written to \(out); the program ships it as Sources/CPretrained/\(out)\n")
  }

  private func card(scores: [ModelCard.Score]) -> ModelCard {
    ModelCard(
      name: model, summary: "everyday sentences from English to \(targetLanguage)", sourceLanguage: "English",
      targetLanguage: targetLanguage,
      data:
        "Tatoeba sentence pairs in the selection of ManyThings.org (\(file)), and words and phrases of our own",
      licence: "CC BY 2.0 for the data; the model likewise",
      attribution: "Tatoeba project, tatoeba.org, by way of www.manythings.org/anki",
      command: "seqkit reproduce translate-\(model.suffix(2))", scores: scores,
      writtenBy: "seqkit \(SeqKitVersion.current)")
  }
}
