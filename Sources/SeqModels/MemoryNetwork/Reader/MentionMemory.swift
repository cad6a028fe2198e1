/// G of the reader: facts in the order in which they were told, and for every name where it is mentioned.
///
/// A sentence keeps its closed words; names stand in it as numbers that mean nothing beyond their story. The list of a name's
/// mentions is what the memory networks' paper calls hashing (Weston et al. 2015, section 3.3): a question reads only facts
/// that share a name with it or with a fact read before, however many others there are.
public struct MentionMemory: Sendable {
  /// A name's place in a sentence.
  public struct Mention: Sendable, Hashable {
    /// Which word of the sentence it is.
    public var place: Int
    /// The number of the name, counted from 0 in its story.
    public var name: Int32
    /// Whether a pronoun stands there, which may mean any of the names of the fact before.
    public var isPronoun: Bool

    public init(place: Int, name: Int32, isPronoun: Bool = false) {
      self.place = place
      self.name = name
      self.isPronoun = isPronoun
    }
  }

  /// A fact or a question.
  public struct Sentence: Sendable, Hashable {
    /// Closed words; where a name stands `ReaderWord.name`, `ReaderWord.stranger` or a part of it that is known.
    public var words: [Int32]
    /// In the order of their places.
    public var mentions: [Mention]

    public init(words: [Int32], mentions: [Mention]) {
      self.words = words
      self.mentions = mentions
    }
  }

  /// Where a name is mentioned.
  struct Occurrence: Sendable {
    var fact: Int
    /// Which of the fact's mentions.
    var mention: Int
  }

  public private(set) var facts: [Sentence] = []
  private(set) var occurrences: [[Occurrence]] = []

  public init() {}

  /// Remembers a fact as the last one.
  public mutating func append(_ fact: Sentence) {
    for (number, mention) in fact.mentions.enumerated() {
      while occurrences.count <= Int(mention.name) { occurrences.append([]) }
      occurrences[Int(mention.name)].append(Occurrence(fact: facts.count, mention: number))
    }
    facts.append(fact)
  }

  /// Forgets the last fact; nil if there is none.
  @discardableResult
  public mutating func removeLast() -> Sentence? {
    guard let fact = facts.popLast() else { return nil }
    for mention in fact.mentions { occurrences[Int(mention.name)].removeLast() }
    return fact
  }

  /// Whether a name is mentioned in one of the first facts.
  public func mentions(_ name: Int32, within factCount: Int) -> Bool {
    occurrences.indices.contains(Int(name)) && (occurrences[Int(name)].first?.fact ?? .max) < factCount
  }

  /// The last `limit` mentions of a name in the first `factCount` facts, in their order.
  func chain(of name: Int32, within factCount: Int, limit: Int) -> ArraySlice<Occurrence> {
    guard occurrences.indices.contains(Int(name)) else { return [] }
    let all = occurrences[Int(name)]
    var (low, high) = (0, all.count)
    while low < high {
      let middle = (low + high) / 2
      if all[middle].fact < factCount { low = middle + 1 } else { high = middle }
    }
    return all[max(low - limit, 0)..<low]
  }
}

/// The words that every reader has before its closed ones.
public enum ReaderWord {
  /// Beyond a sentence's ends.
  public static let boundary: Int32 = 0
  /// A name of the story.
  public static let name: Int32 = 1
  /// A name in a question that the story does not have.
  public static let stranger: Int32 = 2
  /// How many there are.
  public static let count = 3
}
