/// How many character n-grams two texts share: sacreBLEU's `corpus_chrf`.
///
/// Popović 2015, "chrF: character n-gram F-score for automatic MT evaluation": n-grams of 1 to 6 characters without white
/// space, recall twice as important as precision (β = 2).
public enum ChrF {
  public struct Score: Sendable, Hashable {
    /// 0 ... 100.
    public let score: Double
    /// What was computed, in sacreBLEU's form.
    public let signature: String
  }

  private static let order = 6

  /// chrF of a whole test set; of several references each segment counts the one that it is closest to.
  public static func corpus(hypotheses: [String], references: [[String]]) -> Score {
    guard hypotheses.count == references.count else {
      fatalError("chrF: \(hypotheses.count) hypotheses and \(references.count) sets of references")
    }
    var total = [Counts](repeating: Counts(), count: order)
    for (hypothesis, references) in zip(hypotheses, references) {
      let grams = grams(hypothesis)
      var best: [Counts] = []
      var highest = -1.0
      for reference in references {
        let counts = zip(grams, self.grams(reference)).map(Counts.init)
        let score = score(counts)
        if score > highest {
          highest = score
          best = counts
        }
      }
      for (n, counts) in best.enumerated() { total[n].add(counts) }
    }
    let counts = Set(references.map(\.count))
    let number = counts.count == 1 ? "\(counts.first ?? 1)" : "var"
    return Score(
      score: score(total), signature: "nrefs:\(number)|case:mixed|eff:yes|nc:6|nw:0|space:no|version:2.6.0")
  }

  /// n-grams of one length: in the hypothesis, in the reference, in both.
  private struct Counts {
    var hypothesis = 0
    var reference = 0
    var matches = 0

    init() {}

    init(_ hypothesis: [[Unicode.Scalar]: Int], _ reference: [[Unicode.Scalar]: Int]) {
      // Sums of whole numbers: their order does not matter. Without a reference nothing could have matched.
      self.hypothesis = reference.isEmpty ? 0 : hypothesis.values.reduce(0, +)
      self.reference = reference.values.reduce(0, +)
      for (gram, count) in hypothesis { matches += min(count, reference[gram] ?? 0) }
    }

    mutating func add(_ other: Counts) {
      hypothesis += other.hypothesis
      reference += other.reference
      matches += other.matches
    }
  }

  /// Precision and recall averaged over the lengths that both sides have, then F with β = 2.
  private static func score(_ counts: [Counts]) -> Double {
    let both = counts.filter { $0.hypothesis > 0 && $0.reference > 0 }
    guard !both.isEmpty else { return 0 }
    let precision = both.reduce(0) { $0 + Double($1.matches) / Double($1.hypothesis) } / Double(both.count)
    let recall = both.reduce(0) { $0 + Double($1.matches) / Double($1.reference) } / Double(both.count)
    return precision + recall == 0 ? 0 : 100 * 5 * precision * recall / (4 * precision + recall)
  }

  private static func grams(_ text: String) -> [[[Unicode.Scalar]: Int]] {
    let scalars = text.unicodeScalars.filter { !$0.properties.isWhitespace }
    let all = Array(scalars)
    return (1...order).map { n in
      var counts: [[Unicode.Scalar]: Int] = [:]
      if all.count >= n {
        for start in 0...all.count - n { counts[Array(all[start..<start + n]), default: 0] += 1 }
      }
      return counts
    }
  }
}
