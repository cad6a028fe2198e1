#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How many n-grams of translations stand in references: sacreBLEU's `corpus_bleu`, to the last digit.
///
/// Papineni et al. 2002, "BLEU: a Method for Automatic Evaluation of Machine Translation"; the tokenisation, smoothing
/// and signature are those of Post 2018, "A Call for Clarity in Reporting BLEU Scores".
public enum BLEU {
  /// How texts are cut into the words that are counted.
  public enum Tokenizer: String, Sendable, Hashable, CaseIterable {
    /// mteval-v13a: punctuation apart, numbers together.
    case v13a = "13a"
    /// Every character by itself.
    case character = "char"
    /// Chinese characters and full-width punctuation one by one, the rest as 13a.
    case chinese = "zh"
    /// mteval-v14: whatever Unicode calls punctuation or a symbol apart.
    case international = "intl"
    /// At white space only.
    case none
  }

  public struct Score: Sendable, Hashable {
    /// 0 ... 100.
    public let score: Double
    /// In per cent, of 1- to 4-grams.
    public let precisions: [Double]
    public let brevityPenalty: Double
    public let hypothesisLength, referenceLength: Int
    /// What was computed, in sacreBLEU's form.
    public let signature: String
  }

  /// BLEU of a whole test set, with any number of references for each segment, exponentially smoothed.
  ///
  /// - Parameters:
  ///   - hypotheses: one translation a segment.
  ///   - references: for each segment its references, at least one.
  ///   - lowercase: compare without regard to case.
  public static func corpus(
    hypotheses: [String], references: [[String]], tokenizer: Tokenizer = .v13a, lowercase: Bool = false
  ) -> Score {
    statistics(
      hypotheses: hypotheses, references: references, tokenizer: tokenizer, lowercase: lowercase
    ).total.score(
      effectiveOrder: false, signature: signature(referenceField(references), tokenizer, lowercase, eff: "no")
    )
  }

  /// BLEU of one segment, averaged over the lengths of n-gram that it has (effective order), since most have no
  /// 4-gram in common with a reference. Not to be averaged over a test set: that is not BLEU.
  public static func sentence(
    _ hypothesis: String, references: [String], tokenizer: Tokenizer = .v13a, lowercase: Bool = false
  ) -> Score {
    statistics(
      hypotheses: [hypothesis], references: [references], tokenizer: tokenizer, lowercase: lowercase
    ).total.score(
      effectiveOrder: true,
      signature: signature("nrefs:\(references.count)", tokenizer, lowercase, eff: "yes"))
  }

  private static func signature(
    _ references: String, _ tokenizer: Tokenizer, _ lowercase: Bool, eff: String
  ) -> String {
    "\(references)|case:\(lowercase ? "lc" : "mixed")|eff:\(eff)|tok:\(tokenizer.rawValue)|smooth:exp|"
      + versionField
  }

  /// What each segment adds to the sums.
  public static func statistics(
    hypotheses: [String], references: [[String]], tokenizer: Tokenizer = .v13a, lowercase: Bool = false
  ) -> [Statistics] {
    checkReferences("BLEU", hypotheses, references)
    return zip(hypotheses, references).map { hypothesis, references in
      var numbers = WordNumbers()
      func words(_ text: String) -> [Int32] {
        let scalars = Array(text.unicodeScalars)
        return numbers.number(tokens(lowercase ? scalars.lowercase : scalars, tokenizer))
      }
      let words = ([hypothesis] + references).map(words)
      return Statistics(hypothesis: words[0], references: Array(words[1...]))
    }
  }

  /// The sums that BLEU is made of.
  public struct Statistics: MetricStatistics, Hashable {
    /// n-grams of 1 to 4 words that stand in a reference too, none more often than there.
    private(set) var matches: SIMD4<Int> = .zero
    private(set) var totals: SIMD4<Int> = .zero
    private(set) var hypothesisLength = 0
    private(set) var referenceLength = 0

    public init() {}

    init(hypothesis: [Int32], references: [[Int32]]) {
      let length = hypothesis.count
      hypothesisLength = length
      // The closest length; of two equally close ones the shorter.
      referenceLength =
        references.map(\.count).min { (abs($0 - length), $0) < (abs($1 - length), $1) } ?? 0
      for n in 1...4 { totals[n - 1] = max(length - n + 1, 0) }
      forEachGram(of: [hypothesis] + references, upTo: min(length, 4)) { n, counts in
        guard counts[0] > 0 else { return }
        matches[n - 1] += min(counts[0], counts[1...].max() ?? 0)
      }
    }

    public static func += (sum: inout Statistics, segment: Statistics) {
      sum.matches &+= segment.matches
      sum.totals &+= segment.totals
      sum.hypothesisLength += segment.hypothesisLength
      sum.referenceLength += segment.referenceLength
    }

    public var score: Double { score(effectiveOrder: false, signature: "").score }

    func score(effectiveOrder: Bool, signature: String) -> Score {
      var precisions = [0.0, 0, 0, 0]
      var smoothing = 1.0
      // Without a single match of any length there is nothing to smooth.
      let isMatched = matches != .zero
      let order = (0..<4).prefix { totals[$0] > 0 }.count
      for n in 0..<order where isMatched {
        if matches[n] == 0 {
          smoothing *= 2
          precisions[n] = 100 / (smoothing * Double(totals[n]))
        } else {
          precisions[n] = 100 * Double(matches[n]) / Double(totals[n])
        }
      }
      let penalty =
        hypothesisLength >= referenceLength
        ? 1 : hypothesisLength == 0 ? 0 : exp(1 - Double(referenceLength) / Double(hypothesisLength))
      let counted = precisions.prefix(effectiveOrder ? order : 4)
      let score =
        !isMatched || counted.contains(0)
        ? 0 : penalty * exp(counted.reduce(0) { $0 + log($1) } / Double(counted.count))
      return Score(
        score: score, precisions: precisions, brevityPenalty: penalty, hypothesisLength: hypothesisLength,
        referenceLength: referenceLength, signature: signature)
    }
  }

  static func tokens(_ text: [Unicode.Scalar], _ tokenizer: Tokenizer) -> [ArraySlice<Unicode.Scalar>] {
    var scalars = Array(text.withoutTrailingSpace)
    switch tokenizer {
    case .none: break
    case .character: scalars.setApart { _ in true }
    case .v13a:
      scalars.replace("<skipped>", with: [])
      scalars.replace("-\n", with: [])
      scalars.replace("\n", with: [" "])
      scalars.replaceEntities()
      scalars = [" "] + scalars + [" "]
      scalars.separateMarks()
      scalars.separatePoints()
    case .chinese:
      scalars = Array(scalars.withoutSpaceAround)
      scalars.setApart(isChinese)
      scalars.separateMarks()
      scalars.separatePoints()
    case .international:
      scalars.replacePairs({ !$0.isNumber }, \.isPunctuation, with: { [$0, " ", $1, " "] })
      scalars.replacePairs(\.isPunctuation, { !$0.isNumber }, with: { [" ", $0, " ", $1] })
      scalars.setApart(\.isSymbol)
    }
    return scalars.words
  }

  /// sacreBLEU's ranges as its comparison reads them: those meant for the planes beyond the first were written with four
  /// digits and so take in U+2001 to U+2A6D instead, which sets “ ” — … apart.
  private static func isChinese(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case ..<0x2001: false
    case 0x2001...0x2A6D, 0x2E80...0x2FDF, 0x2FF0...0x303F, 0x3100...0x312F, 0x31A0...0x31BF,
      0x31C0...0x31EF, 0x3200...0x33FF, 0x3400...0x4DB5, 0x4E00...0x9FBB, 0xF900...0xFA2D, 0xFA30...0xFA6A,
      0xFA70...0xFAD9, 0xFE10...0xFE1F, 0xFE30...0xFE4F, 0xFF00...0xFFEF:
      true
    default: false
    }
  }
}

extension Unicode.Scalar {
  fileprivate var isNumber: Bool {
    switch properties.generalCategory {
    case .decimalNumber, .letterNumber, .otherNumber: true
    default: false
    }
  }

  fileprivate var isPunctuation: Bool {
    switch properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
      .finalPunctuation, .otherPunctuation:
      true
    default: false
    }
  }

  fileprivate var isSymbol: Bool {
    switch properties.generalCategory {
    case .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol: true
    default: false
    }
  }
}
