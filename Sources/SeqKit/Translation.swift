import SeqData

/// A translated text.
public struct Translation: Sendable, Hashable {
  /// As it is to be read: words joined, without markers.
  public let text: String
  /// What translations are ranked by, in nats.
  ///
  /// Of greedy and beam search log p(text | source) divided by the length penalty ((5 + n) / 6)^α, with n the number of
  /// pieces and the end marker (α is 1 for ``Search/greedy``), plus the coverage penalty where one was asked for. So one
  /// text has one score, whatever the beam's width. A translation that was drawn or given is not divided. Where
  /// phrases must occur, their pieces' log p, R, is not divided: R + (log p − R) / ((5 + n) / 6)^α. Of a text that
  /// was translated in parts it is the sum of theirs.
  public let score: Double
  /// log p(text | source) in nats, the end marker included.
  public let logProbability: Double
  /// The pieces that `text` was written in, the end marker not among them.
  public let tokens: [String]
  /// The pieces that the source was read in.
  public let sourceTokens: [String]
  /// How much each piece drew on each source piece: one row a token, one column a source token; rows sum to at most 1,
  /// the rest went to the source's end marker (``attentionMap`` has it). Empty for a model without attention.
  public let attention: [[Float]]
  /// log p of each token in nats; one more than `tokens` if the end marker was reached.
  public let tokenScores: [Double]
  /// What stands between white space in `text`.
  public let words: [String]
  /// The same of the source.
  public let sourceWords: [String]
  /// For each of `tokens` the words it belongs to, mostly one.
  public let tokenWords: [Range<Int>]
  /// For each of `sourceTokens` the source words it belongs to.
  public let sourceTokenWords: [Range<Int>]

  package init(
    score: Double, logProbability: Double, tokens: [String], sourceTokens: [String], attention: [[Float]],
    tokenScores: [Double], target: WordedText, source: WordedText
  ) {
    text = target.text
    self.score = score
    self.logProbability = logProbability
    self.tokens = tokens
    self.sourceTokens = sourceTokens
    self.attention = attention
    self.tokenScores = tokenScores
    words = target.words
    tokenWords = target.tokenWords
    sourceWords = source.words
    sourceTokenWords = source.tokenWords
  }

  static let empty = Translation(
    score: 0, logProbability: 0, tokens: [], sourceTokens: [], attention: [], tokenScores: [],
    target: WordedText(text: "", words: [], tokenWords: []),
    source: WordedText(text: "", words: [], tokenWords: []))
}

extension Translation {
  /// log p of each word in nats: the sum over the pieces that begin in it. With the end marker's, these sum to
  /// `logProbability`. A word that began with a piece of the word before it has 0.
  public var wordScores: [Double] {
    var scores = [Double](repeating: 0, count: words.count)
    for (words, score) in zip(tokenWords, tokenScores) where !words.isEmpty {
      scores[words.lowerBound] += score
    }
    return scores
  }

  /// A word of a text and the word of its source that it was read from, both counted from 0.
  public struct Link: Sendable, Hashable, CustomStringConvertible {
    public let source, target: Int

    /// Pharaoh's form, source first: "2-3".
    public var description: String { "\(source)-\(target)" }
  }

  /// For each word the source word with the largest attention, summed over the pieces of both; of equal ones the first.
  /// Empty without attention. In the order of the target's words.
  public var alignment: [Link] {
    wordAttention.enumerated().compactMap { target, row in
      largest(row).map { Link(source: $0, target: target) }
    }
  }

  /// Attention to be looked at: `attention` with one more column, for the source's end marker `</s>`, so that each row sums
  /// to 1. Of a text that was translated in parts their end markers share the column. Where `attention` is empty, so are
  /// the rows, and the columns are `sourceTokens`.
  public var attentionMap: (columns: [String], rows: [[Float]]) {
    guard !attention.isEmpty else { return (sourceTokens, []) }
    return (
      columns: sourceTokens + [Vocabulary.markers[Int(Vocabulary.end)]],
      rows: attention.map { $0 + [max(0, 1 - $0.reduce(0, +))] }
    )
  }

  /// A row for each word, a column for each source word: attention summed over the pieces of both. Empty without attention.
  var wordAttention: [[Float]] {
    guard !attention.isEmpty, !sourceWords.isEmpty else { return [] }
    var weights = [[Float]](repeating: Array(repeating: 0, count: sourceWords.count), count: words.count)
    for (targets, row) in zip(tokenWords, attention) {
      for target in targets {
        for (sources, weight) in zip(sourceTokenWords, row) where !sources.isEmpty {
          weights[target][sources.lowerBound] += weight
        }
      }
    }
    return weights
  }
}

/// The place of the largest number, of equal ones the first; nil if there is none.
func largest(_ numbers: some Collection<Float>) -> Int? {
  numbers.enumerated().max { a, b in (a.element, -a.offset) < (b.element, -b.offset) }?.offset
}
