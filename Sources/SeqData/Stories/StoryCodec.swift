/// Stories as token ids: the vocabulary of facts, questions and answers together.
public struct StoryCodec: Sendable, Hashable {
  public let vocabulary: Vocabulary

  /// One question with the facts told before it, as ids.
  public struct Question: Sendable, Hashable {
    public var facts: [[Int32]]
    public var question: [Int32]
    /// `Vocabulary.unknown` for an answer that was never learned; -1 where there is none.
    public var answer: Int32
    /// The words of the answer, several for a list; empty where there is none.
    public var answerWords: [Int32] = []
    /// Places in `facts`.
    public var support: [Int]
  }

  public init(vocabulary: Vocabulary) { self.vocabulary = vocabulary }

  /// The words of an answer in small letters: lists have commas between.
  public static func answerWords(_ answer: String) -> [String] {
    answer.lowercased().split(separator: ",").map(String.init)
  }

  /// Learns the words of all facts and questions, and the answers, which are words themselves.
  ///
  /// - Parameter splitsLists: whether the answer "apple,milk" is two words, and not one of its own.
  /// - Throws: never for words; the vocabulary's own checks are passed on.
  public static func learn(
    from stories: [Story], splitsLists: Bool = false
  ) throws(VocabularyError) -> StoryCodec {
    var counts: [[UInt8]: Int] = [:]
    func note(_ word: String) { counts[Array(word.utf8), default: 0] += 1 }
    for story in stories {
      for fact in story.facts { storyWords(fact.text).forEach(note) }
      for question in story.questions {
        storyWords(question.text).forEach(note)
        guard let answer = question.answer else { continue }
        if splitsLists { Self.answerWords(answer).forEach(note) } else { note(answer.lowercased()) }
      }
    }
    let markers = Vocabulary.markers.map { Array($0.utf8) }
    let words = counts.filter { !markers.contains($0.key) }
      .sorted { $0.value != $1.value ? $0.value > $1.value : $0.key.lexicographicallyPrecedes($1.key) }
    return StoryCodec(
      vocabulary: try Vocabulary(
        tokens: Vocabulary.markers + words.map { String(decoding: $0.key, as: UTF8.self) }))
  }

  /// The ids of a sentence; what was never seen is `Vocabulary.unknown`.
  public func encode(_ text: String) -> [Int32] {
    storyWords(text).map { vocabulary.id(of: $0) ?? Vocabulary.unknown }
  }

  /// Every question of a story.
  public func encode(_ story: Story) -> [Question] {
    let facts = story.facts.map { encode($0.text) }
    return story.questions.map { question in
      Question(
        facts: Array(facts.prefix(question.factCount)), question: encode(question.text),
        answer: question.answer.map { vocabulary.id(of: $0.lowercased()) ?? Vocabulary.unknown } ?? -1,
        answerWords: Self.answerWords(question.answer ?? "").map {
          vocabulary.id(of: $0) ?? Vocabulary.unknown
        },
        support: question.support)
    }
  }

  /// Which words of stories the vocabulary does not have, the most frequent first, and how many different words there are.
  public func unknownWords(in stories: [Story]) -> (unknown: [String], count: Int) {
    var counts: [String: Int] = [:]
    for story in stories {
      for text in story.facts.map(\.text) + story.questions.map(\.text) {
        for word in storyWords(text) { counts[word, default: 0] += 1 }
      }
      for answer in story.questions.compactMap(\.answer) { counts[answer.lowercased(), default: 0] += 1 }
    }
    let unknown = counts.filter { vocabulary.id(of: $0.key) == nil }
    return (
      unknown.keys.sorted { (unknown[$1, default: 0], $0) < (unknown[$0, default: 0], $1) }, counts.count
    )
  }
}
