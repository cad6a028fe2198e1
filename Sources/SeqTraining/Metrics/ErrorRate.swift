/// How often an answer is wrong, and by how much: word and phoneme error rate of pronunciations.
///
/// A word counts as right if its pronunciation is any of its references. The phoneme error rate is the number of phonemes
/// to insert, delete or exchange (Levenshtein 1966) to reach the closest reference, over the length of those references;
/// these are the definitions of Yao and Zweig 2015, "Sequence-to-Sequence Neural Net Models for Grapheme-to-Phoneme
/// Conversion", section 5.
public enum ErrorRate {
  public struct Score: Sendable, Hashable {
    /// Words whose hypothesis is no reference, in per cent of all words.
    public let words: Double
    /// Edits to the closest references in per cent of their tokens; more than 100 if there are more edits than tokens.
    public let tokens: Double
    public let wrongWords, wordCount: Int
    public let edits, referenceLength: Int
  }

  /// Both rates of a whole test set.
  ///
  /// - Parameters:
  ///   - hypotheses: the tokens of one answer a word, such as phonemes.
  ///   - references: for each word its right answers, at least one. Of equally close ones the first counts.
  public static func corpus<Token: Equatable>(hypotheses: [[Token]], references: [[[Token]]]) -> Score {
    guard hypotheses.count == references.count else {
      fatalError("error rate: \(hypotheses.count) hypotheses and \(references.count) sets of references")
    }
    var (wrong, edits, length) = (0, 0, 0)
    for (place, (hypothesis, references)) in zip(hypotheses, references).enumerated() {
      let distances = references.map { distance(hypothesis, $0) }
      guard let closest = distances.indices.min(by: { distances[$0] < distances[$1] }) else {
        fatalError("error rate: no reference for the hypothesis \(place)")
      }
      if distances[closest] > 0 { wrong += 1 }
      edits += distances[closest]
      length += references[closest].count
    }
    return Score(
      words: rate(wrong, of: hypotheses.count), tokens: rate(edits, of: length), wrongWords: wrong,
      wordCount: hypotheses.count, edits: edits, referenceLength: length)
  }

  /// In per cent. Of nothing: 0 where nothing is wrong, else 100.
  private static func rate(_ count: Int, of total: Int) -> Double {
    total > 0 ? 100 * Double(count) / Double(total) : count > 0 ? 100 : 0
  }

  /// The least number of tokens to insert, delete or exchange to make one sequence of the other.
  public static func distance<Token: Equatable>(_ first: [Token], _ second: [Token]) -> Int {
    // One row at a time: to the first tokens of `second` from those of `first` read so far.
    var row = Array(0...second.count)
    for (read, token) in first.enumerated() {
      var diagonal = row[0]
      row[0] = read + 1
      for (place, other) in second.enumerated() {
        let exchanged = diagonal + (token == other ? 0 : 1)
        diagonal = row[place + 1]
        row[place + 1] = min(exchanged, diagonal + 1, row[place] + 1)
      }
    }
    return row[second.count]
  }
}
