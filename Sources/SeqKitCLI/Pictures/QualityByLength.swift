import SeqTraining

/// BLEU and chrF of translations by the length of what is translated: where a model without attention falls behind.
struct QualityByLength {
  private let groups: LengthGroups
  /// What lengths are counted in, and of what.
  private let unit: String

  /// - Parameter segments: the test set. Where the sources are not known, the first references stand for them.
  init(_ segments: [TestSetOptions.Segment]) {
    let sources = segments.compactMap(\.source)
    let areSources = sources.count == segments.count
    let texts = areSources ? sources : segments.map { $0.references[0] }
    let words = texts.map { $0.split(whereSeparator: \.isWhitespace).count }
    // Single words, and scripts without spaces between words, are as long as they have characters.
    let single = words.count { $0 < 2 }
    let areWords = 2 * single < words.count
    groups = LengthGroups(evenly: areWords ? words : texts.map(\.count))
    unit = "\(areWords ? "words" : "characters") in the \(areSources ? "source" : "reference")"
  }

  /// - Parameters:
  ///   - systems: whose translations they are, and the translations as they are compared, one a segment.
  ///   - references: of each segment, as they are compared.
  func plot(
    title: String, _ systems: [(name: String, hypotheses: [String])], references: [[String]],
    _ scoring: TranslationScoring
  ) -> LinePlot {
    var series: [LinePlot.Series] = []
    for (name, hypotheses) in systems {
      let whose = systems.count > 1 ? ", \(name)" : ""
      series.append(
        groups.curve("BLEU" + whose) { members in
          BLEU.corpus(
            hypotheses: members.map { hypotheses[$0] }, references: members.map { references[$0] },
            tokenizer: scoring.tokenizer, lowercase: scoring.lowercase
          ).score
        })
      series.append(
        groups.curve("chrF" + whose) { members in
          ChrF.corpus(
            hypotheses: members.map { hypotheses[$0] }, references: members.map { references[$0] },
            lowercase: scoring.lowercase
          ).score
        })
    }
    return LinePlot(title: title, xName: unit, yName: "score", series: series)
  }
}
