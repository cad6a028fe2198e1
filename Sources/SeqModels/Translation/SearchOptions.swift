import SeqTensor

/// How a translation is looked for.
public enum SearchMethod: Sendable, Hashable {
  /// The most probable token at every step: a beam of width 1, and scored as one with an α of 1.
  case greedy
  /// The best `width` partial translations at every step, finished ones compared by length-normalised score:
  /// log p / ((5 + length) / 6)^α (Wu et al. 2016, equation 14; α is `lengthPenalty`, 0 compares log p itself).
  case beam(width: Int, lengthPenalty: Double = 1)
  /// Tokens drawn from p^(1/temperature), normalised over the `topK` most probable ones (Fan et al. 2018, section
  /// 5.2; 0 for all). A `temperature` of 1 draws from the model, less makes the probable more so.
  case sampling(temperature: Double = 1, topK: Int = 0)
}

/// How long a translation may be, in tokens without the end marker.
public struct SearchLimits: Sendable, Hashable {
  /// The end marker is barred before so many tokens.
  public var minimumLength = 0
  /// At most `perSourceToken` times the source's length (the end marker counted) plus `constant`.
  public var perSourceToken = 2.0
  /// Tokens that are free, however short the source.
  public var constant = 10
  /// No more than so many, whatever the source and whatever must occur; nil for no such limit.
  public var maximumLength: Int?

  public init() {}

  /// Exactly so many tokens and no end marker after them, for measurements.
  public init(exactly length: Int) {
    minimumLength = length + 1
    perSourceToken = 0
    constant = length
  }

  /// - Parameters:
  ///   - length: of the source, the end marker counted.
  ///   - required: how many tokens must occur, for which there is always room below `maximumLength`.
  func maximumLength(ofSource length: Int, required: Int = 0) -> Int {
    // A ratio beyond all measure is no limit.
    let proportional = min(max(perSourceToken * Double(length), 0), 1e9)
    let room = max(Int(proportional) + constant, required > 0 ? required + constant : 0)
    return max(min(room, maximumLength ?? room), 1)
  }
}

/// Every choice of a search.
public struct SearchOptions: Sendable, Hashable {
  /// How translations are looked for.
  public var method: SearchMethod
  /// How many translations of each sentence are wanted: at most the beam's width; when sampling, so many are drawn.
  public var nBest = 1
  /// How long translations may be.
  public var limits = SearchLimits()
  /// β of the coverage penalty, added to a finished translation's score (Wu et al. 2016, equation 14):
  ///
  ///     cp(X; Y) = β Σᵢ log(min(Σⱼ pᵢⱼ, 1))
  ///
  /// with pᵢⱼ the attention of token j, the end marker included, to source token i, the end marker left out. It is 0
  /// for a source read in full and without attention.
  public var coveragePenalty = 0.0
  /// No n-gram of tokens twice in one translation (Paulus et al. 2018, section 2.5); 0 for no such rule.
  public var blockedNGram = 0

  public init(_ method: SearchMethod = .beam(width: 5)) { self.method = method }
}

/// One sentence to be translated.
public struct SearchSentence: Sendable, Hashable {
  /// Token ids from left to right, without markers.
  public var source: [Int32]
  /// Token sequences that must occur in the translation, as often as they are listed, none only within another; greedy and
  /// beam search see to it, sampling does not.
  public var phrases: [[Int32]] = []
  /// For each phrase the source tokens that it translates; nil, as beyond the end, where that is not known.
  ///
  /// Where it is known of any, phrases first are looked for where they belong: one begins only while its source tokens have
  /// the largest attention (without attention, and where they are not known, only where the model would not end), and a
  /// translation that the model would end without all of them is given up. Sentences of which too few translations are
  /// found so are searched once more, with the phrases anywhere.
  public var phraseSources: [Range<Int>?] = []
  /// Where draws come from. A sentence with a stream of its own is drawn the same whatever its company.
  public var random = RandomSource(seed: 1)

  public init(_ source: [Int32]) { self.source = source }

  var withPhrasesAnywhere: SearchSentence {
    var sentence = self
    sentence.phraseSources = []
    return sentence
  }
}

/// One translation found by a search.
public struct Hypothesis: Sendable, Hashable {
  /// Target ids, without the end marker.
  public let ids: [Int32]
  /// log p(target | source) in nats, the end marker included.
  public let logProbability: Double
  /// What hypotheses are ranked by: log p, of greedy and beam search normalised by length (`SearchMethod.beam`), of what
  /// was drawn or given as it is; with the coverage penalty added. The log p of phrases that must occur, R, is not divided:
  /// R + (log p − R) / ((5 + length) / 6)^α.
  public let score: Double
  /// log p of each token in nats; one more than `ids` if the end marker was reached.
  public let tokenLogProbabilities: [Scalar]
  /// Attention weights: for each entry of `tokenLogProbabilities` one number a source token; empty without attention.
  public let attention: [[Scalar]]
  /// Whether the end marker was reached within the limits.
  public let isFinished: Bool
}

/// Ids that every vocabulary gives the same meaning.
package enum Marker {
  package static let padding: Int32 = 0
  package static let unknown: Int32 = 1
  package static let start: Int32 = 2
  package static let end: Int32 = 3
}

/// Work that was stopped because nobody wants its result any more.
public struct SearchCancelled: Error {}
