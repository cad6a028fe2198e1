import SeqFiles
import SeqTensor
import SeqTraining

/// How translations are scored: what counts as the same word.
struct TranslationScoring {
  var tokenizer = BLEU.Tokenizer.v13a
  var lowercase = false

  /// Where words are not what stands between spaces, ideographs are TER's words.
  var ter: TER.Options {
    let isChinese = tokenizer == .chinese || tokenizer == .character
    return TER.Options(isNormalized: isChinese, splitsIdeographs: isChinese)
  }
}

/// BLEU, chrF, chrF++ and TER of one test set.
struct TranslationScores {
  let bleu: BLEU.Score
  let chrF: ChrF.Score
  let chrFPlusPlus: ChrF.Score
  let ter: TER.Score

  init(hypotheses: [String], references: [[String]], _ scoring: TranslationScoring = TranslationScoring()) {
    bleu = BLEU.corpus(
      hypotheses: hypotheses, references: references, tokenizer: scoring.tokenizer,
      lowercase: scoring.lowercase)
    chrF = ChrF.corpus(hypotheses: hypotheses, references: references, lowercase: scoring.lowercase)
    chrFPlusPlus = ChrF.corpus(
      hypotheses: hypotheses, references: references, wordOrder: 2, lowercase: scoring.lowercase)
    ter = TER.corpus(hypotheses: hypotheses, references: references, options: scoring.ter)
  }

  func text(sentences: Int) -> String {
    var table = Table([.init("metric"), .init("score", .right), .init("signature")])
    table.append(["BLEU", fixed(bleu.score, 2), bleu.signature])
    table.append(["chrF", fixed(chrF.score, 2), chrF.signature])
    table.append(["chrF++", fixed(chrFPlusPlus.score, 2), chrFPlusPlus.signature])
    table.append(["TER", fixed(ter.score, 2), ter.signature])
    return table.rendered() + """
      \(grouped(sentences)) sentences; precisions of 1- to 4-grams \
      \(bleu.precisions.map { fixed($0, 1) }.joined(separator: "/")), \
      brevity penalty \(fixed(bleu.brevityPenalty, 3)); TER is better the lower it is

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
