/// I of a memory network: a sentence as the set of its features, a binary bag of words or of n-grams.
///
/// Word order is lost beyond n words, and how often a word stands in a sentence with it. Stop words are left out before
/// n-grams are formed, so that "north of the hall" has the pair (of, hall). The features of a question, of facts that were
/// chosen and of candidates are told apart by who embeds them: `FeatureScorer`.
///
/// Weston, Chopra and Bordes 2015, "Memory Networks", section 3.1; bags of n-grams: Weston et al. 2015,
/// "Towards AI-Complete Question Answering" (arXiv:1502.05698), section 4.
public struct InputFeatureMap: Sendable, Hashable, Codable {
  /// The longest n-gram: 1 for a bag of words.
  public let order: Int
  /// Words that no sentence has, in ascending order of their ids.
  public let stopWords: [Int32]
  /// What each feature stands for: word ids, one to `order` of them.
  public let features: [[Int32]]
  private let numbers: [[Int32]: Int32]

  /// Learns the n-grams of some sentences, in the order in which they first occur.
  ///
  /// - Parameters:
  ///   - words: further words that must be features by themselves, such as answers.
  ///   - order: at least 1.
  public init(
    sentences: some Sequence<[Int32]>, words: some Sequence<Int32> = EmptyCollection(), order: Int = 1,
    stopWords: some Sequence<Int32> = EmptyCollection()
  ) {
    let stopWords = Set(stopWords).sorted()
    var features: [[Int32]] = []
    var numbers: [[Int32]: Int32] = [:]
    func note(_ feature: [Int32]) {
      guard numbers[feature] == nil else { return }
      numbers[feature] = Int32(features.count)
      features.append(feature)
    }
    for word in words { note([word]) }
    for sentence in sentences {
      let kept = Self.without(stopWords, sentence)
      // Single words are known even where they are stop words, because an answer may be one.
      for word in sentence where order >= 1 { note([word]) }
      for length in 2..<max(order + 1, 2) {
        for first in 0..<max(kept.count - length + 1, 0) { note(Array(kept[first..<first + length])) }
      }
    }
    self.order = order
    self.stopWords = stopWords
    self.features = features
    self.numbers = numbers
  }

  /// F, the number of features.
  public var count: Int { features.count }

  /// The features of a sentence, each once, in ascending order. What was never seen has none.
  public func callAsFunction(_ sentence: [Int32]) -> [Int32] {
    let kept = Self.without(stopWords, sentence)
    var found: Set<Int32> = []
    for length in 1..<max(order + 1, 2) {
      for first in 0..<max(kept.count - length + 1, 0) {
        if let number = numbers[Array(kept[first..<first + length])] { found.insert(number) }
      }
    }
    return found.sorted()
  }

  /// The feature of one word by itself; nil if it was never seen.
  public func feature(of word: Int32) -> Int32? { numbers[[word]] }

  private static func without(_ stopWords: [Int32], _ sentence: [Int32]) -> [Int32] {
    stopWords.isEmpty ? sentence : sentence.filter { !stopWords.contains($0) }
  }

  private enum CodingKeys: CodingKey { case order, stopWords, features }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    order = try values.decode(Int.self, forKey: .order)
    stopWords = try values.decode([Int32].self, forKey: .stopWords)
    features = try values.decode([[Int32]].self, forKey: .features)
    var numbers: [[Int32]: Int32] = [:]
    for (number, feature) in features.enumerated() {
      guard numbers.updateValue(Int32(number), forKey: feature) == nil else {
        throw DecodingError.dataCorruptedError(
          forKey: .features, in: values, debugDescription: "the feature \(feature) occurs twice")
      }
    }
    self.numbers = numbers
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(order, forKey: .order)
    try values.encode(stopWords, forKey: .stopWords)
    try values.encode(features, forKey: .features)
  }
}
