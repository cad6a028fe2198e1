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

  /// BLEU of a whole test set, with any number of references for each segment, cased, exponentially smoothed.
  ///
  /// - Parameters:
  ///   - hypotheses: one translation a segment.
  ///   - references: for each segment its references, at least one.
  public static func corpus(hypotheses: [String], references: [[String]], tokenizer: Tokenizer = .v13a)
    -> Score
  {
    guard hypotheses.count == references.count else {
      fatalError("BLEU: \(hypotheses.count) hypotheses and \(references.count) sets of references")
    }
    var matches = [0, 0, 0, 0]
    var totals = [0, 0, 0, 0]
    var (length, referenceLength) = (0, 0)
    for (hypothesis, references) in zip(hypotheses, references) {
      let words = tokens(hypothesis, tokenizer)
      let referenceWords = references.map { tokens($0, tokenizer) }
      length += words.count
      // The closest length; of two equally close ones the shorter.
      referenceLength +=
        referenceWords.map(\.count).min {
          (abs($0 - words.count), $0) < (abs($1 - words.count), $1)
        } ?? 0
      for n in 1...4 {
        let counts = grams(words, n)
        var allowed: [[String]: Int] = [:]
        for reference in referenceWords {
          for (gram, count) in grams(reference, n) { allowed[gram] = max(allowed[gram] ?? 0, count) }
        }
        for (gram, count) in counts {
          // Sums of whole numbers: their order does not matter.
          matches[n - 1] += min(count, allowed[gram] ?? 0)
          totals[n - 1] += count
        }
      }
    }
    var precisions = [0.0, 0, 0, 0]
    var smoothing = 1.0
    for n in 0..<4 where totals[n] > 0 {
      if matches[n] == 0 {
        smoothing *= 2
        precisions[n] = 100 / (smoothing * Double(totals[n]))
      } else {
        precisions[n] = 100 * Double(matches[n]) / Double(totals[n])
      }
    }
    let penalty =
      length >= referenceLength ? 1 : length == 0 ? 0 : exp(1 - Double(referenceLength) / Double(length))
    // Without a single match of any length there is nothing to smooth.
    let score =
      matches.allSatisfy({ $0 == 0 }) || precisions.contains(0)
      ? 0 : penalty * exp(precisions.reduce(0) { $0 + log($1) } / 4)
    let counts = Set(references.map(\.count))
    let number = counts.count == 1 ? "\(counts.first ?? 1)" : "var"
    return Score(
      score: score, precisions: precisions, brevityPenalty: penalty, hypothesisLength: length,
      referenceLength: referenceLength,
      signature: "nrefs:\(number)|case:mixed|eff:no|tok:\(tokenizer.rawValue)|smooth:exp|version:2.6.0")
  }

  private static func grams(_ words: [String], _ n: Int) -> [[String]: Int] {
    guard words.count >= n else { return [:] }
    var counts: [[String]: Int] = [:]
    for start in 0...words.count - n { counts[Array(words[start..<start + n]), default: 0] += 1 }
    return counts
  }

  static func tokens(_ text: String, _ tokenizer: Tokenizer) -> [String] {
    switch tokenizer {
    case .none: return split(Array(text.unicodeScalars))
    case .character: return text.unicodeScalars.filter { !$0.properties.isWhitespace }.map { String($0) }
    case .v13a: return split(separated(text))
    }
  }

  private static func split(_ scalars: [Unicode.Scalar]) -> [String] {
    scalars.split(whereSeparator: \.properties.isWhitespace).map { part in
      var view = String.UnicodeScalarView()
      view.append(contentsOf: part)
      return String(view)
    }
  }

  /// The four substitutions of mteval-v13a, each from left to right without overlap.
  private static func separated(_ text: String) -> [Unicode.Scalar] {
    var text = text
    for (name, character) in [("<skipped>", ""), ("-\n", ""), ("\n", " ")] {
      text = text.replacing(name, with: character)
    }
    if text.contains("&") {
      for (name, character) in [("&quot;", "\""), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">")] {
        text = text.replacing(name, with: character)
      }
    }
    var scalars: [Unicode.Scalar] = [" "]
    for scalar in text.unicodeScalars {
      switch scalar {
      case "{"..."~", "["..."`", " "..."&", "("..."+", ":"..."@", "/": scalars += [" ", scalar, " "]
      default: scalars.append(scalar)
      }
    }
    scalars.append(" ")
    func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
    func isPoint(_ scalar: Unicode.Scalar) -> Bool { scalar == "." || scalar == "," }
    func pass(
      _ first: (Unicode.Scalar) -> Bool, _ second: (Unicode.Scalar) -> Bool,
      _ replacement: (Unicode.Scalar, Unicode.Scalar) -> [Unicode.Scalar]
    ) {
      var result: [Unicode.Scalar] = []
      var place = 0
      while place < scalars.count {
        if place + 1 < scalars.count, first(scalars[place]), second(scalars[place + 1]) {
          result += replacement(scalars[place], scalars[place + 1])
          place += 2
        } else {
          result.append(scalars[place])
          place += 1
        }
      }
      scalars = result
    }
    func isNoDigit(_ scalar: Unicode.Scalar) -> Bool { !isDigit(scalar) }
    func isHyphen(_ scalar: Unicode.Scalar) -> Bool { scalar == "-" }
    pass(isNoDigit, isPoint) { [$0, " ", $1, " "] }
    pass(isPoint, isNoDigit) { [" ", $0, " ", $1] }
    pass(isDigit, isHyphen) { [$0, " ", $1, " "] }
    return scalars
  }
}
