import SeqData
import SeqModels
import SeqTensor

/// How to look for a translation.
public enum Search: Sendable, Hashable {
  /// The most probable token at every step: fastest. Scored as a beam of width 1, so that the scores can be compared.
  case greedy
  /// The best `width` partial translations at every step; longer ones are not at a disadvantage
  /// (`lengthPenalty` is the exponent α of Wu et al. 2016, equation 14).
  case beam(width: Int = 5, lengthPenalty: Double = 1)
  /// Every token drawn from the `topK` most probable ones (0 for all), in proportion to p^(1/temperature)
  /// (Fan, Lewis and Dauphin 2018, section 5.2). Scores stay the model's own log p.
  case sampling(temperature: Double = 1, topK: Int = 0)

  var isSampling: Bool {
    if case .sampling = self { true } else { false }
  }

  package var method: SearchMethod {
    switch self {
    case .greedy: .greedy
    case .beam(let width, let lengthPenalty): .beam(width: max(width, 1), lengthPenalty: lengthPenalty)
    case .sampling(let temperature, let topK):
      // Near 0 the most probable token is drawn for certain; 0 itself has no meaning.
      .sampling(temperature: temperature > 1e-6 ? temperature : 1e-6, topK: max(topK, 0))
    }
  }
}

/// Every choice of a translation but the model.
public struct TranslationOptions: Sendable, Hashable {
  /// How to look for a translation.
  public var search = Search.beam()
  /// How many translations of each text: at most the beam's width; when sampling, so many are drawn.
  public var nBest = 1
  /// β of the coverage penalty, for models with attention (Wu et al. 2016, equation 14): a translation that leaves
  /// parts of its source unread ranks lower. 0 for none; the paper uses 0.2.
  public var coveragePenalty = 0.0
  /// No n-gram of pieces twice in one translation (Paulus et al. 2018, section 2.5); 0 for no such rule.
  public var blockedNGram = 0
  /// The shortest and the longest translation in pieces. Besides, none is longer than `lengthRatio` times the source's
  /// pieces plus 10.
  public var minimumLength = 0
  public var maximumLength: Int?
  public var lengthRatio = 2.0
  /// Whether an `<unk>` of a word or character model becomes the source word that it was read from (Luong et al.
  /// 2015b, "Addressing the Rare Word Problem"; Jean et al. 2015); a model without attention leaves it.
  public var replacesUnknown = false
  /// Phrases whose translation is given. One that is the whole text is its translation. Of the others found in the
  /// text each target occurs in the translation, as long as `maximumLength` has room for it and all targets in a text
  /// have at most 60 pieces. An `<unk>` that was read from a phrase of one word becomes its target; when sampling
  /// that alone is done.
  public var phraseTable: PhraseTable?
  /// Whether a text of several sentences is translated sentence by sentence, which small models do better, and joined. A text
  /// with a phrase table or limits of its length stays together.
  public var splitsSentences = true
  /// Whether addresses, long numbers, words in other scripts and rare names that a translation lost are translated once
  /// more under the name of something that the model copies, and written back. With byte pairs only, which have no
  /// `<unk>`; not with a phrase table.
  public var copiesRare = true
  /// Whether full-width letters, typographic double quotes, runs of white space and a text all in capitals are first written as
  /// collections of sentences have them, for models with typographic normalization; not with a phrase table.
  public var evensSpelling = true
  /// For sampling. Texts are drawn from streams of their own, so neither their company nor the threads matter.
  public var seed: UInt64 = 1

  public init() {}

  var searchOptions: SearchOptions {
    var options = SearchOptions(search.method)
    options.nBest = nBest
    options.coveragePenalty = coveragePenalty
    options.blockedNGram = blockedNGram
    options.limits.minimumLength = minimumLength
    options.limits.maximumLength = maximumLength
    options.limits.perSourceToken = lengthRatio
    return options
  }
}
