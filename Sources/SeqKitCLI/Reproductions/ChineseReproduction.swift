import SeqData
import SeqFiles
import SeqKit
import SeqTensor
import SeqTraining

/// English to Chinese and back on Tatoeba, Chinese cut into characters or into byte pairs.
///
/// Two models a direction, scored on 1,000 English sentences that are set aside with all their translations. Traditional
/// characters become simplified ones on the way in, in training and references alike.
struct ChineseReproduction: Sendable {
  /// Whether Chinese is the target.
  let isIntoChinese: Bool

  static let all = [ChineseReproduction(isIntoChinese: true), ChineseReproduction(isIntoChinese: false)]

  var name: String { isIntoChinese ? "tatoeba-en-zh" : "tatoeba-zh-en" }

  static let needs = [DataRequirement(DataCatalogue.tatoeba, ["cmn-eng.tsv"])]

  /// Trained one after the other: words in ever other pieces at first, then as they are at translation, with less dropout.
  func phases(_ chinese: TokenizerKind) -> [TranslatorSettings] {
    var settings = TranslatorSettings()
    settings.vocabularySize = chinese == .character ? 4000 : 5000
    settings.tokenizer = isIntoChinese ? .bytePair : chinese
    settings.targetTokenizer = isIntoChinese ? chinese : .bytePair
    settings.normalization = isIntoChinese ? .typographic : .simplifiedChinese
    settings.targetNormalization = isIntoChinese ? .simplifiedChinese : .typographic
    settings.bpeDropout = 0.1
    settings.variants = nil
    settings.heldOut = 500
    settings.model.embeddingSize = 256
    settings.model.hiddenSize = 320
    settings.model.dropout = 0.4
    settings.training.epochs = 40
    settings.training.batchTokens = 1200
    settings.training.averaging = .exponential(decay: 0.998)
    var second = settings
    second.bpeDropout = 0
    second.model.dropout = 0.3
    second.training.epochs = 10
    return [settings, second]
  }

  func run(_ options: ReproduceOptions, _ folders: DataFolders) async throws {
    let common = options.common
    var pairs = try Corpus.pairs(of: folders.path(of: "cmn-eng.tsv", in: DataCatalogue.tatoeba))
    // Set aside by English sentence in both directions, so that no translation of it is seen.
    let (rest, test) = pairs.split(heldOut: 1000, random: RandomSource(seed: 1).stream(named: "test"))
    func directed(_ pairs: [SentencePair]) -> [SentencePair] {
      isIntoChinese ? pairs : pairs.map { SentencePair(source: $0.target, target: $0.source) }
    }
    pairs = directed(rest)
    let known = Set(pairs.map(\.source))
    let grouped = directed(test).referencesBySource.filter { !known.contains($0.source) }
    let normalization: Normalization = isIntoChinese ? .simplifiedChinese : .typographic
    let references = grouped.map { $0.references.map(normalization.applied) }
    var scores: [ReproducedScore] = []
    for (kind, title) in [(TokenizerKind.character, "characters"), (.bytePair, "byte pairs")] {
      let file = "\(name).\(kind == .character ? "characters" : "bpe")"
      let phases = phases(kind)
      let card = ModelCard(
        name: file, summary: "everyday sentences, Chinese cut into \(title)",
        sourceLanguage: isIntoChinese ? "English" : "Chinese",
        targetLanguage: isIntoChinese ? "Chinese" : "English",
        data: "Tatoeba sentence pairs in the selection of ManyThings.org (cmn-eng.tsv)",
        licence: "CC BY 2.0 for the data; the model likewise",
        attribution: "Tatoeba project, tatoeba.org, by way of www.manythings.org/anki",
        command: "seqkit reproduce \(name)", writtenBy: "seqkit \(SeqKitVersion.current)")
      let translator = try ReproducedTranslator.trained(
        phases.enumerated().map { number, settings in
          ReproducedTranslator(
            name: number + 1 == phases.count ? file : "\(file)-phase\(number + 1)", pairs: pairs,
            settings: settings, card: card)
        }, options)
      let found = try translations(of: grouped.map(\.source), translator, beam: 5, common)
      let bleu = BLEU.corpus(
        hypotheses: found, references: references, tokenizer: isIntoChinese ? .chinese : .v13a)
      let chrF = ChrF.corpus(hypotheses: found, references: references)
      let subject = "\(grouped.count) unseen sources, Chinese in \(title)"
      scores += [
        .init(subject: subject, metric: "BLEU", value: bleu.score, signature: bleu.signature),
        .init(subject: subject, metric: "chrF", value: chrF.score, signature: chrF.signature),
      ]
    }
    try ReproducedScores(name: name, scores: scores).write(options)
  }
}
