import SeqData
import SeqFiles
import SeqKit
import SeqTraining
import SystemPackage

/// From English spelling to phonemes: the g014b2b split of CMUdict, and the shipped model `g2p`.
///
/// Letters in, phonemes out, both one by one; the best epoch is chosen on 2,000 words set aside from the training words. A
/// word is right if any of its references is met, and the model is scored as it is shipped, with int8 weights.
struct PronunciationReproduction: Sendable {
  static let name = "g2p"
  private static let file = (
    train: "g014b2b.train.gz", words: "g014b2b.words.gz", references: "g014b2b.ref.gz"
  )

  static var settings: TranslatorSettings {
    var settings = TranslatorSettings()
    settings.tokenizer = .character
    settings.normalization = .lowercase
    settings.targetTokenizer = .word
    settings.targetNormalization = Normalization.none
    settings.variants = nil
    settings.heldOut = 2000
    settings.model.embeddingSize = 128
    settings.model.hiddenSize = 320
    settings.model.tiedEmbeddings = false
    settings.model.dropout = 0.3
    settings.training.epochs = 30
    settings.training.batchTokens = 2500
    settings.training.averaging = .exponential(decay: 0.999)
    return settings
  }

  static let published: (words: [ReproducedScore.Published], phonemes: [ReproducedScore.Published]) = (
    [
      .init(value: 20.6, source: "g2p-seq2seq, Transformer of 3 layers"),
      .init(value: 23.6, source: "Yao and Zweig 2015, aligned bidirectional LSTM of 3 layers"),
      .init(value: 24.4, source: "Phonetisaurus, transducer"),
      .init(value: 28.6, source: "Yao and Zweig 2015, LSTM encoder-decoder of 2 layers"),
    ],
    [.init(value: 5.5, source: "Yao and Zweig 2015, aligned bidirectional LSTM of 3 layers")]
  )

  static let run: @Sendable (ReproduceOptions, DataFolders) async throws -> Void = { options, folders in
    let common = options.common
    func path(_ name: String) throws -> String { try folders.path(of: name, in: DataCatalogue.g2p) }
    var settings = settings
    let trained = try ReproducedTranslator(
      name: "g2p.float32", pairs: Corpus.pairs(of: path(file.train)), settings: settings, card: card([])
    ).trained(from: options.from.map(Translator.init(named:)), options)
    let out = "g2p.safetensors"
    try trained.save(to: FilePath(out), card: card([]), storage: .int8)
    let translator = try Translator(contentsOf: FilePath(out))

    let words = try lines(of: path(file.words))
    let references = try pronunciations(of: path(file.references))
    guard words.count == references.count else {
      throw Failure(
        .badData, "the test words and their pronunciations are not as many", at: try path(file.references),
        expected: "\(words.count) lines", found: "\(references.count)",
        advice: "see 'seqkit data verify g2p'")
    }
    let found = try translations(of: words, translator, beam: 5, common)
    let rate = TranslationScoring(tokenizer: .none).errorRate(hypotheses: found, references: references)
    let signature = "any reference is right; beam 5, int8 weights; \(rate.wordCount) words"
    try trained.save(
      to: FilePath(out),
      card: card([
        .init(
          name: "WER",
          value: "\(fixed(rate.words, 1)) % on \(grouped(rate.wordCount)) unseen words of CMUdict"),
        .init(name: "PER", value: "\(fixed(rate.tokens, 1)) %"),
      ]), storage: .int8)
    try ReproducedScores(
      name: name,
      scores: [
        .init(
          subject: "CMUdict, g014b2b", metric: "word error rate, %", value: rate.words, signature: signature,
          published: published.words),
        .init(
          subject: "CMUdict, g014b2b", metric: "phoneme error rate, %", value: rate.tokens,
          signature: signature, published: published.phonemes),
      ]
    ).write(options)
    if !common.quiet {
      Output.note("model written to \(out); the program ships it as Sources/CPretrained/\(out)\n")
    }
  }

  private static func lines(of path: String) throws -> [String] {
    var reader = try LineReader(path)
    var lines: [String] = []
    while let line = try reader.next() { lines.append(line) }
    return lines
  }

  /// For each line `WORD<TAB>PRONUNCIATION[<TAB>PRONUNCIATION…]` its pronunciations, phonemes with spaces between them.
  private static func pronunciations(of path: String) throws -> [[String]] {
    try lines(of: path).enumerated().map { number, line in
      let columns = line.split(separator: "\t")
      guard columns.count > 1 else {
        throw Failure(
          .badData, "a word without a pronunciation", at: "\(path), line \(number + 1)",
          expected: "word, tab, pronunciation")
      }
      return columns.dropFirst().map(String.init)
    }
  }

  private static func card(_ scores: [ModelCard.Score]) -> ModelCard {
    ModelCard(
      name: "g2p", summary: "how English words are pronounced, in the phonemes of CMUdict without stress",
      sourceLanguage: "English spelling", targetLanguage: "phonemes", data: "CMUdict in the split g014b2b",
      licence: "BSD (CMUdict, Carnegie Mellon University)",
      attribution: "CMUdict, Carnegie Mellon University; the split by way of Phonetisaurus (J. Novak)",
      command: "seqkit reproduce g2p", scores: scores, writtenBy: "seqkit \(SeqKitVersion.current)")
  }
}
