/// Which words a reader of stories knows by heart, and how it stands in for those that it meets for the first time.
///
/// Verbs, prepositions and question words are a closed list. Every other word, a name, an object, a place, is bound to a slot
/// for as long as its story lasts: the reader sees "slot 7 went to the slot 2" and learns nothing of what they are called, so
/// that any name will do.
public struct StoryLexicon: Sendable, Hashable, Codable {
  /// In small letters; in Chinese pieces of sentences, of which the longest that fits is taken.
  public let words: [String]
  /// How many different new words a story may have.
  public let slotCount: Int
  private let ids: [String: Int32]
  /// In scalars.
  private let longest: Int

  private enum CodingKeys: String, CodingKey { case words, slotCount }

  /// - Parameter words: no two alike.
  public init(words: [String], slotCount: Int) {
    self.words = words
    self.slotCount = slotCount
    let first = Int32(Vocabulary.markers.count)
    ids = Dictionary(
      words.enumerated().map { ($1, first + Int32($0)) }, uniquingKeysWith: { first, _ in first })
    longest = words.map(\.unicodeScalars.count).max() ?? 0
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      words: try container.decode([String].self, forKey: .words),
      slotCount: try container.decode(Int.self, forKey: .slotCount))
  }

  /// Markers, words and slots.
  public var vocabularySize: Int { Vocabulary.markers.count + words.count + slotCount }

  /// The id of a closed word.
  public func id(of word: String) -> Int32? { ids[word] }

  /// The id of slot number `slot`.
  public func id(ofSlot slot: Int) -> Int32 { Int32(Vocabulary.markers.count + words.count + slot) }

  /// The number of a slot; nil for the id of a word.
  public func slot(of id: Int32) -> Int? {
    let slot = Int(id) - Vocabulary.markers.count - words.count
    return slot >= 0 && slot < slotCount ? slot : nil
  }

  /// The closed word of an id; nil for a slot or a marker.
  public func word(of id: Int32) -> String? {
    let place = Int(id) - Vocabulary.markers.count
    return words.indices.contains(place) ? words[place] : nil
  }

  /// A piece of a sentence: a closed word, or the name of something.
  public enum Token: Sendable, Hashable {
    case word(Int32)
    /// As it is written, and as it is compared.
    case name(text: String, key: String)
  }

  /// Cuts a sentence. New words that follow each other are one name where both have a capital ("Joe Smith") or an
  /// article comes before them ("the living room"); else each is one.
  public func tokens(_ sentence: String) -> [Token] {
    var tokens: [Token] = []
    var previousName: (text: String, isCapital: Bool)?
    var afterArticle = false
    func closeName() {
      if let name = previousName { tokens.append(.name(text: name.text, key: name.text.lowercased())) }
      previousName = nil
    }
    for part in parts(of: sentence) {
      switch part {
      case .latin(let text):
        let key = text.lowercased()
        if let id = ids[key] {
          closeName()
          tokens.append(.word(id))
          afterArticle = Self.articles.contains(key)
        } else {
          let isCapital = text.first?.isUppercase ?? false
          if let name = previousName, afterArticle || (name.isCapital && isCapital) {
            previousName = (name.text + " " + text, isCapital)
          } else {
            closeName()
            previousName = (text, isCapital)
          }
        }
      case .ideographs(let scalars):
        closeName()
        afterArticle = false
        tokens += cut(ideographs: scalars)
      case .mark:
        closeName()
        afterArticle = false
      }
    }
    closeName()
    return tokens
  }

  private static let articles: Set<String> = ["the", "a", "an"]

  private enum Part {
    case latin(String)
    case ideographs([Unicode.Scalar])
    case mark
  }

  private func parts(of sentence: String) -> [Part] {
    var parts: [Part] = []
    var word = String.UnicodeScalarView()
    var ideographs: [Unicode.Scalar] = []
    func close() {
      if !word.isEmpty { parts.append(.latin(String(word))) }
      if !ideographs.isEmpty { parts.append(.ideographs(ideographs)) }
      word = String.UnicodeScalarView()
      ideographs = []
    }
    for scalar in sentence.unicodeScalars {
      switch ScalarClass(scalar) {
      case .letter, .digit:
        if !ideographs.isEmpty { close() }
        word.append(scalar)
      case .ideograph:
        if !word.isEmpty { close() }
        ideographs.append(scalar)
      case .other where !word.isEmpty && (isApostrophe(scalar) || scalar == "-"):
        word.append(isApostrophe(scalar) ? "'" : scalar)
      case .space: close()
      case .other:
        close()
        parts.append(.mark)
      }
    }
    close()
    return parts
  }

  /// The longest closed piece that fits at each place; what none fits is the name of something.
  private func cut(ideographs scalars: [Unicode.Scalar]) -> [Token] {
    func text(_ range: Range<Int>) -> String {
      var view = String.UnicodeScalarView()
      view.append(contentsOf: scalars[range])
      return String(view)
    }
    var tokens: [Token] = []
    var start = 0
    var name = 0
    func closeName(at end: Int) {
      if name < end { tokens.append(.name(text: text(name..<end), key: text(name..<end))) }
    }
    while start < scalars.count {
      let ends = (start + 1...min(start + longest, scalars.count)).reversed()
      if let end = ends.first(where: { ids[text(start..<$0)] != nil }), let id = ids[text(start..<end)] {
        closeName(at: start)
        tokens.append(.word(id))
        start = end
        name = end
      } else {
        start += 1
      }
    }
    closeName(at: scalars.count)
    return tokens
  }
}

/// A story on its way to a reader: which name stands in which slot.
public struct StoryBinding: Sendable {
  public let lexicon: StoryLexicon
  /// By slot, the name as it was first written.
  public private(set) var names: [Int: String] = [:]
  private var slots: [String: Int] = [:]
  private let order: [Int]

  /// - Parameter order: in which order slots are given to new names: any permutation of 0 ..< slotCount. Training shuffles,
  ///   so that every slot learns the same.
  public init(_ lexicon: StoryLexicon, order: [Int]? = nil) {
    self.lexicon = lexicon
    self.order = order ?? Array(0..<lexicon.slotCount)
  }

  /// The ids of a sentence. A name beyond the last slot is `Vocabulary.unknown`.
  public mutating func encode(_ sentence: String) -> [Int32] { encode(lexicon.tokens(sentence)) }

  public mutating func encode(_ tokens: [StoryLexicon.Token]) -> [Int32] {
    tokens.map { token in
      switch token {
      case .word(let id): id
      case .name(let text, let key): slot(of: text, key).map(lexicon.id(ofSlot:)) ?? Vocabulary.unknown
      }
    }
  }

  private mutating func slot(of text: String, _ key: String) -> Int? {
    if let slot = slots[key] { return slot }
    guard slots.count < order.count else { return nil }
    let slot = order[slots.count]
    slots[key] = slot
    names[slot] = text
    return slot
  }

  /// The id of an answer: a closed word, or the slot of a name that the story has; nil where it has neither.
  public func id(ofAnswer answer: String) -> Int32? {
    let key = answer.lowercased()
    return lexicon.id(of: key) ?? slots[key].map(lexicon.id(ofSlot:))
  }

  /// The ids of all slots that something is bound to, in the order of their binding.
  public var boundIDs: [Int32] { order.prefix(slots.count).map(lexicon.id(ofSlot:)) }

  /// What an id stands for in this story; nil for a marker or a slot that nothing is bound to.
  public func text(of id: Int32) -> String? {
    lexicon.word(of: id) ?? lexicon.slot(of: id).flatMap { names[$0] }
  }
}
