import SeqData
import SeqFiles
import SeqKit
import SeqTensor
import SeqTraining

/// What textbooks claim of encoder-decoders, each claim as a row: the same small model with one thing changed.
///
/// Multi30k, German to English, trained and chosen as in `Multi30kReproduction`, decoded greedily but for the last row.
/// The sentences are few and the models small: differences are to be read, not the figures themselves. Reversal is also put to
/// the test where it should not help, on an invented language whose verbs come last, and on the same words in English order.
struct AblationReproduction: Sendable {
  static let name = "ablation"

  /// One model: what is changed, and how.
  struct Row: Sendable {
    let file: String
    let title: String
    let change: @Sendable (inout TranslatorSettings) -> Void

    init(_ file: String, _ title: String, _ change: @escaping @Sendable (inout TranslatorSettings) -> Void) {
      self.file = file
      self.title = title
      self.change = change
    }
  }

  static let rows = [
    Row("plain", "no attention") { $0.model.attention = .none },
    Row("reversed", "no attention, source reversed") {
      $0.model.attention = .none
      $0.model.sourceOrder = .reversed
    },
    Row("twice", "no attention, source fed twice") {
      $0.model.attention = .none
      $0.model.sourceOrder = .twice
    },
    Row("general", "Luong attention, general") { $0.model.inputFeeding = false },
    Row("feeding", "the same with input feeding") { _ in },
  ]

  /// The small model of the last row: one layer a side, read from left to right.
  static var settings: TranslatorSettings {
    var settings = TranslatorSettings()
    settings.vocabularySize = 4000
    settings.variants = nil
    settings.model.embeddingSize = 128
    settings.model.hiddenSize = 192
    settings.model.encoderLayers = 1
    settings.model.decoderLayers = 1
    settings.model.isBidirectional = false
    settings.model.dropout = 0.3
    settings.training.epochs = 14
    settings.training.batchTokens = 1000
    return settings
  }

  /// How many of them, each from other random weights: the differences are small, a training takes seconds.
  static let miniatures = 5

  /// The still smaller models of the invented languages, without attention.
  static func miniature(reversed: Bool) -> TranslatorSettings {
    var settings = TranslatorSettings()
    settings.tokenizer = .word
    settings.variants = nil
    settings.model.attention = .none
    settings.model.sourceOrder = reversed ? .reversed : .forward
    settings.model.embeddingSize = 64
    settings.model.hiddenSize = 128
    settings.model.encoderLayers = 1
    settings.model.decoderLayers = 1
    settings.model.isBidirectional = false
    settings.training.epochs = 16
    settings.training.batchTokens = 1000
    return settings
  }

  /// Bounds of the source lengths, in words, that quality is plotted against.
  static let lengths = [1...7, 8...9, 10...11, 12...13, 14...16, 17...100]

  static let run: @Sendable (ReproduceOptions, DataFolders) async throws -> Void = { options, folders in
    let common = options.common
    let data = Multi30kReproduction(source: "de", target: "en", published: [])
    let (training, validation) = try (data.pairs("train", folders), data.pairs("val", folders))
    let test = try data.pairs("test_2016_flickr", folders)
    var scores: [ReproducedScore] = []
    var curves: [LinePlot.Series] = []
    let groups = LengthGroups(test.map { $0.source.split(separator: " ").count }, in: lengths)

    func score(_ title: String, _ translator: Translator, beam: Int) throws {
      let found = try translations(of: test.map(\.source), translator, beam: beam, common)
      func bleu(_ members: [Int]) -> BLEU.Score {
        BLEU.corpus(
          hypotheses: members.map { found[$0] },
          references: members.map { [Normalization.typographic.applied(to: test[$0].target)] },
          lowercase: true)
      }
      let whole = bleu(Array(test.indices))
      scores.append(
        .init(subject: title, metric: "BLEU", value: whole.score, signature: whole.signature))
      curves.append(groups.curve(title) { bleu($0).score })
    }

    var last: Translator?
    for row in rows {
      var settings = settings
      row.change(&settings)
      let title = "Multi30k German-English, \(row.title)"
      let translator = try ReproducedTranslator(
        name: "ablation-\(row.file)", pairs: training, files: data.record(folders), validation: validation,
        settings: settings,
        card: ModelCard(
          name: "ablation-\(row.file)", summary: title, sourceLanguage: "German", targetLanguage: "English",
          data: "Multi30k, task 1", command: "seqkit reproduce ablation",
          writtenBy: "seqkit \(SeqKitVersion.current)")
      ).trained(options)
      try score(row.title, translator, beam: 1)
      last = translator
    }
    if let last { try score("the same with a beam of 5", last, beam: 5) }
    for (order, language) in [
      (VerbFinalLanguage.Order.subjectVerbObject, "verb in the middle"), (.verbFinal, "verb-final"),
    ] {
      let pairs = VerbFinalLanguage.pairs(count: 6000, order: order, random: RandomSource(seed: 1))
      for reversed in [false, true] {
        var settings = miniature(reversed: reversed)
        let title = "invented language, \(language), source \(reversed ? "reversed" : "as it is")"
        let file =
          "ablation-\(order == .verbFinal ? "verb-final" : "svo")-\(reversed ? "reversed" : "forward")"
        let test = pairs.suffix(1000)
        var found: [BLEU.Score] = []
        for number in 0..<miniatures {
          let name = number == 0 ? file : "\(file)-\(number + 1)"
          let translator = try ReproducedTranslator(
            name: name, pairs: Array(pairs.dropLast(1000)), settings: settings,
            card: ModelCard(
              name: name, summary: title, data: "generated: seqkit data generate verb-final",
              command: "seqkit reproduce ablation", writtenBy: "seqkit \(SeqKitVersion.current)"),
            seed: common.seed &+ UInt64(number)
          ).trained(options)
          found.append(
            BLEU.corpus(
              hypotheses: try translations(of: test.map(\.source), translator, beam: 1, common),
              references: test.map { [$0.target] }, tokenizer: .none))
        }
        scores.append(
          .init(
            subject: "\(title), mean of \(miniatures)", metric: "BLEU",
            value: found.reduce(0) { $0 + $1.score } / Double(miniatures), signature: found[0].signature))
      }
    }
    let plot = LinePlot(
      title: "Multi30k German-English: quality by source length", xName: "words in the source",
      yName: "BLEU, lower-cased", series: curves)
    try Output.write(plot.svg, toFile: "ablation.svg")
    if !common.quiet { Output.note("curves written to ablation.svg\n") }
    try ReproducedScores(name: name, scores: scores).write(options)
  }
}
