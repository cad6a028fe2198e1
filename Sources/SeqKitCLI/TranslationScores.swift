import SeqFiles
import SeqTensor
import SeqTraining

/// How translations are scored: what counts as the same word.
struct TranslationScoring {
  var tokenizer = BLEU.Tokenizer.v13a
  var lowercase = false

  /// Where words are not what stands between spaces, ideographs are TER's words.
  var ter: TER.Options {
    TER.Options(isNormalized: countsCharacters, splitsIdeographs: countsCharacters)
  }

  /// What the error rate counts as a token: for Chinese and by characters each of them, white space left out, else what stands
  /// between white space, such as a phoneme.
  private var countsCharacters: Bool { tokenizer == .chinese || tokenizer == .character }

  private func tokens(_ text: String) -> [String] {
    let text = lowercase ? text.lowercased() : text
    return countsCharacters
      ? text.filter { !$0.isWhitespace }.map { String($0) }
      : text.split(whereSeparator: \.isWhitespace).map(String.init)
  }

  /// How often a translation is none of its references, and how far it is from the closest: what says most of
  /// pronunciations and transliterations, whose answers are right or wrong.
  func errorRate(hypotheses: [String], references: [[String]]) -> ErrorRate.Score {
    ErrorRate.corpus(hypotheses: hypotheses.map(tokens), references: references.map { $0.map(tokens) })
  }

  /// How `errorRate` compares, in the form of the other metrics' signatures.
  var errorSignature: String {
    "case:\(lowercase ? "lc" : "mixed")|tok:\((countsCharacters ? BLEU.Tokenizer.character : .none).rawValue)"
  }
}

/// BLEU, chrF, chrF++, TER, exact matches and error rate of one test set.
struct TranslationScores {
  let bleu: BLEU.Score
  let chrF: ChrF.Score
  let chrFPlusPlus: ChrF.Score
  let ter: TER.Score
  let errors: ErrorRate.Score
  let errorSignature: String

  init(hypotheses: [String], references: [[String]], _ scoring: TranslationScoring = TranslationScoring()) {
    bleu = BLEU.corpus(
      hypotheses: hypotheses, references: references, tokenizer: scoring.tokenizer,
      lowercase: scoring.lowercase)
    chrF = ChrF.corpus(hypotheses: hypotheses, references: references, lowercase: scoring.lowercase)
    chrFPlusPlus = ChrF.corpus(
      hypotheses: hypotheses, references: references, wordOrder: 2, lowercase: scoring.lowercase)
    ter = TER.corpus(hypotheses: hypotheses, references: references, options: scoring.ter)
    errors = scoring.errorRate(hypotheses: hypotheses, references: references)
    errorSignature = scoring.errorSignature
  }

  /// In per cent of the translations.
  var exactMatch: Double { 100 - errors.words }

  func text(sentences: Int) -> String {
    var table = Table([.init("metric"), .init("score", .right), .init("signature")])
    table.append(["BLEU", fixed(bleu.score, 2), bleu.signature])
    table.append(["chrF", fixed(chrF.score, 2), chrF.signature])
    table.append(["chrF++", fixed(chrFPlusPlus.score, 2), chrFPlusPlus.signature])
    table.append(["TER", fixed(ter.score, 2), ter.signature])
    table.append(["exact match, %", fixed(exactMatch, 2), errorSignature])
    table.append(["token error rate, %", fixed(errors.tokens, 2), errorSignature])
    return table.rendered() + """
      \(counted(sentences, "sentence")); precisions of 1- to 4-grams \
      \(bleu.precisions.map { fixed($0, 1) }.joined(separator: "/")), \
      brevity penalty \(fixed(bleu.brevityPenalty, 3)); TER and token error rate are better the lower they are

      """
  }

  func json(model: String, sentences: Int, comparison: TranslationComparison? = nil) -> JSON {
    var members: [(name: String, value: JSON)] = [
      ("version", 1), ("type", "scores"), ("model", .string(model)), ("sentences", .integer(sentences)),
      ("bleu", .number(bleu.score)), ("bleu_signature", .string(bleu.signature)),
      ("precisions", .array(bleu.precisions.map(JSON.number))),
      ("brevity_penalty", .number(bleu.brevityPenalty)),
      ("hypothesis_length", .integer(bleu.hypothesisLength)),
      ("reference_length", .integer(bleu.referenceLength)),
      ("chrf", .number(chrF.score)), ("chrf_signature", .string(chrF.signature)),
      ("chrf++", .number(chrFPlusPlus.score)), ("chrf++_signature", .string(chrFPlusPlus.signature)),
      ("ter", .number(ter.score)), ("ter_signature", .string(ter.signature)),
      ("exact_match", .number(exactMatch)), ("exact_match_signature", .string(errorSignature)),
      ("token_error_rate", .number(errors.tokens)), ("token_error_rate_signature", .string(errorSignature)),
    ]
    if let comparison { members.append(("comparison", comparison.json)) }
    return .object(members)
  }
}

/// Two systems on one test set: their difference in each metric, and whether it could be chance.
struct TranslationComparison {
  let name: String
  let other: TranslationScores
  let metrics: [(name: String, other: Double, bootstrap: PairedBootstrap)]

  init(
    _ hypotheses: [String], with others: [String], named name: String, references: [[String]],
    _ scoring: TranslationScoring, random: RandomSource
  ) {
    self.name = name
    let other = TranslationScores(hypotheses: others, references: references, scoring)
    self.other = other
    // Every metric draws the same test sets.
    func bootstrap<Statistics: MetricStatistics>(_ statistics: ([String]) -> [Statistics]) -> PairedBootstrap
    {
      PairedBootstrap(statistics(hypotheses), statistics(others), random: random)
    }
    metrics = [
      (
        "BLEU", other.bleu.score,
        bootstrap {
          BLEU.statistics(
            hypotheses: $0, references: references, tokenizer: scoring.tokenizer,
            lowercase: scoring.lowercase)
        }
      ),
      (
        "chrF", other.chrF.score,
        bootstrap {
          ChrF.statistics(hypotheses: $0, references: references, lowercase: scoring.lowercase)
        }
      ),
      (
        "chrF++", other.chrFPlusPlus.score,
        bootstrap {
          ChrF.statistics(
            hypotheses: $0, references: references, wordOrder: 2, lowercase: scoring.lowercase)
        }
      ),
      (
        "TER", other.ter.score,
        bootstrap { TER.statistics(hypotheses: $0, references: references, options: scoring.ter) }
      ),
    ]
  }

  var text: String {
    var table = Table([
      .init("metric"), .init("other", .right), .init("difference", .right), .init("95 % interval"),
      .init("p", .right),
    ])
    for (name, other, bootstrap) in metrics {
      let interval = bootstrap.interval
      table.append([
        name, fixed(other, 2), signed(bootstrap.difference),
        "\(signed(interval.lowerBound)) to \(signed(interval.upperBound))", fixed(bootstrap.pValue, 4),
      ])
    }
    let samples = metrics.first.map { grouped($0.bootstrap.samples) } ?? "0"
    return table.rendered()
      + "other is \(name); p is the chance of such a difference between equals (\(samples) paired bootstrap samples)\n"
  }

  private func signed(_ value: Double) -> String { (value >= 0.005 ? "+" : "") + fixed(value, 2) }

  var json: JSON {
    [
      "with": .string(name),
      "metrics": .array(
        metrics.map { name, other, bootstrap in
          [
            "metric": .string(name), "other": .number(other), "difference": .number(bootstrap.difference),
            "interval": [.number(bootstrap.interval.lowerBound), .number(bootstrap.interval.upperBound)],
            "p": .number(bootstrap.pValue), "first_is_greater": .number(bootstrap.firstIsGreater),
            "samples": .integer(bootstrap.samples),
          ]
        }),
    ]
  }
}
