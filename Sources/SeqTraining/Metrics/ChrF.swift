/// How many character n-grams two texts share: sacreBLEU's `corpus_chrf`.
///
/// Popović 2015, "chrF: character n-gram F-score for automatic MT evaluation": n-grams of 1 to 6 characters without white
/// space, recall twice as important as precision (β = 2). With n-grams of 1 and 2 words beside them it is chrF++
/// (Popović 2017, "chrF++: words helping character n-grams").
public enum ChrF {
  public struct Score: Sendable, Hashable {
    /// 0 ... 100.
    public let score: Double
    /// What was computed, in sacreBLEU's form.
    public let signature: String
  }

  private static let characterOrder = 6

  /// chrF of a whole test set; of several references each segment counts the one that it is closest to.
  ///
  /// - Parameters:
  ///   - references: for each segment its references, at least one.
  ///   - wordOrder: up to how many words make an n-gram: 0 for chrF, 2 for chrF++.
  ///   - lowercase: compare without regard to case.
  public static func corpus(
    hypotheses: [String], references: [[String]], wordOrder: Int = 0, lowercase: Bool = false
  ) -> Score {
    let total = statistics(
      hypotheses: hypotheses, references: references, wordOrder: wordOrder, lowercase: lowercase
    ).total
    return Score(
      score: total.score,
      signature:
        "\(referenceField(references))|case:\(lowercase ? "lc" : "mixed")|eff:yes|nc:\(characterOrder)|"
        + "nw:\(wordOrder)|space:no|\(versionField)")
  }

  /// What each segment adds to the sums.
  public static func statistics(
    hypotheses: [String], references: [[String]], wordOrder: Int = 0, lowercase: Bool = false
  ) -> [Statistics] {
    checkReferences("chrF", hypotheses, references)
    return zip(hypotheses, references).map { hypothesis, references in
      var numbers = WordNumbers()
      var characters: [[Int32]] = []
      var words: [[Int32]] = []
      for text in [hypothesis] + references {
        let scalars = Array(text.unicodeScalars)
        let cased = lowercase ? scalars.lowercase : scalars
        characters.append(cased.filter { !$0.isPythonSpace }.map { Int32(bitPattern: $0.value) })
        if wordOrder > 0 { words.append(numbers.number(self.words(of: cased))) }
      }
      return Statistics(characters: characters, words: words, wordOrder: wordOrder)
    }
  }

  /// Words with one mark of ASCII punctuation at the end, or else at the start, split off: "(hi)" is "(hi" and ")".
  private static func words(of text: [Unicode.Scalar]) -> [ArraySlice<Unicode.Scalar>] {
    func isMark(_ scalar: Unicode.Scalar?) -> Bool {
      guard let scalar else { return false }
      switch scalar {
      case "!"..."/", ":"..."@", "["..."`", "{"..."~": return true
      default: return false
      }
    }
    return text.words.flatMap { word in
      if word.count > 1, isMark(word.last) { return [word.dropLast(), word.suffix(1)] }
      if word.count > 1, isMark(word.first) { return [word.prefix(1), word.dropFirst()] }
      return [word]
    }
  }

  /// The sums that chrF is made of.
  public struct Statistics: MetricStatistics, Hashable {
    /// By length: of characters from 1 to 6, then of words. Empty before anything was added.
    private var counts: [Counts] = []

    public init() {}

    /// - Parameters:
    ///   - characters: the hypothesis first, then the references.
    ///   - words: likewise; empty if the word order is 0.
    init(characters: [[Int32]], words: [[Int32]], wordOrder: Int) {
      var byReference = [[Counts]](repeating: [], count: characters.count - 1)
      for (sequences, order) in [(characters, characterOrder), (words, wordOrder)] where order > 0 {
        var matches = [[Int]](repeating: [Int](repeating: 0, count: order), count: byReference.count)
        forEachGram(of: sequences, upTo: order) { n, counts in
          guard counts[0] > 0 else { return }
          for reference in byReference.indices {
            matches[reference][n - 1] += min(counts[0], counts[reference + 1])
          }
        }
        for reference in byReference.indices {
          for n in 1...order {
            let total = max(sequences[reference + 1].count - n + 1, 0)
            byReference[reference].append(
              Counts(
                // Without a reference nothing could have matched.
                hypothesis: total == 0 ? 0 : max(sequences[0].count - n + 1, 0), reference: total,
                matches: matches[reference][n - 1]))
          }
        }
      }
      var highest = -1.0
      for candidate in byReference {
        let score = ChrF.score(candidate)
        if score > highest { (highest, counts) = (score, candidate) }
      }
    }

    public static func += (sum: inout Statistics, segment: Statistics) {
      if sum.counts.isEmpty {
        sum = segment
      } else {
        for (n, counts) in segment.counts.enumerated() { sum.counts[n].add(counts) }
      }
    }

    public var score: Double { ChrF.score(counts) }
  }

  /// n-grams of one length: in the hypothesis, in the reference, in both.
  fileprivate struct Counts: Sendable, Hashable {
    var hypothesis: Int
    var reference: Int
    var matches: Int

    mutating func add(_ other: Counts) {
      hypothesis += other.hypothesis
      reference += other.reference
      matches += other.matches
    }
  }

  /// Precision and recall averaged over the lengths that both sides have, then F with β = 2.
  private static func score(_ counts: [Counts]) -> Double {
    var (precision, recall, order) = (0.0, 0.0, 0.0)
    for counts in counts where counts.hypothesis > 0 && counts.reference > 0 {
      precision += Double(counts.matches) / Double(counts.hypothesis)
      recall += Double(counts.matches) / Double(counts.reference)
      order += 1
    }
    guard precision + recall > 0 else { return 0 }
    precision /= order
    recall /= order
    // In sacreBLEU's order of operations: which of two references as close is chosen can hang on the last bit.
    return 100 * (5 * precision * recall / (4 * precision + recall))
  }
}
