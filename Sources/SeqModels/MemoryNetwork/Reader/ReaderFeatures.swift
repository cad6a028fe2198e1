/// I of the reader: what is known of a mention before anything is read, as numbers of features, each a row of one table.
///
/// A name is known by the company it keeps: the closed words around it, never by what it is called. So every name is as good
/// as any other, and a verb that was never heard is one more name without a meaning.
struct ReaderFeatures: Sendable {
  private let configuration: ReaderConfiguration
  /// The first feature of each group.
  private let around, center, inFact, rank, count, inQuestion, aroundAsked, asked, marks: Int32
  /// F, the number of features.
  let total: Int

  /// What a step adds to the mentions of its facts and names.
  enum Mark: Int32, CaseIterable {
    case wasChosen, beforeFirst, afterFirst, isFirst, beforeLast, afterLast, isLast, justBeforeLast,
      justAfterLast
    case isAsked, isNotAsked, wasAnswered
    case hop, answer
    case none, one, two, three, more
  }

  init(_ configuration: ReaderConfiguration) {
    self.configuration = configuration
    let words = Int32(configuration.wordCount)
    var next: Int32 = 0
    func group(_ size: Int32) -> Int32 {
      defer { next += size }
      return next
    }
    let window = Int32(2 * configuration.window)
    around = group(window * words)
    center = group(words)
    inFact = group(words)
    rank = group(Self.ranks)
    count = group(Self.ranks)
    inQuestion = group(Int32(configuration.questionLength) * words)
    aroundAsked = group(window * words)
    asked = group(words)
    marks = group(Int32(Mark.allCases.count))
    total = Int(next)
  }

  private static let ranks: Int32 = 5

  /// The features of a mention in a fact.
  func ofMention(_ mention: MentionMemory.Mention, _ number: Int, in fact: MentionMemory.Sentence) -> [Int32]
  {
    var features = window(around, mention.place, fact.words)
    features.append(center + fact.words[mention.place])
    // A fact of a thousand words is no fact of one sentence: its beginning stands for it.
    for word in fact.words.prefix(Self.longestFact) where word >= Int32(ReaderWord.count) {
      features.append(inFact + word)
    }
    features.append(rank + min(Int32(number), Self.ranks - 1))
    features.append(count + min(Int32(fact.mentions.count), Self.ranks - 1))
    return features
  }

  private static let longestFact = 30

  /// The features of a question, which each of its names' mentions is read with.
  func ofQuestion(_ question: MentionMemory.Sentence) -> [Int32] {
    question.words.prefix(Self.longestFact).enumerated().map { place, word in
      inQuestion + Int32(min(place, configuration.questionLength - 1)) * Int32(configuration.wordCount) + word
    }
  }

  /// The features of a name in a step, the same for all its mentions.
  func ofName(_ name: Int32, in step: ReaderStep) -> [Int32] {
    var features = ofQuestion(step.question)
    var isAsked = false
    for mention in step.question.mentions where mention.name == name {
      isAsked = true
      features += window(aroundAsked, mention.place, step.question.words)
      features.append(asked + step.question.words[mention.place])
    }
    features.append(mark(isAsked ? .isAsked : .isNotAsked))
    features.append(mark(step.decision == .hop ? .hop : .answer))
    if step.answered.contains(name) { features.append(mark(.wasAnswered)) }
    let done = step.decision == .hop ? step.chosen.count : step.answered.count
    features.append(mark([.none, .one, .two, .three, .more][min(done, 4)]))
    return features
  }

  /// What the facts chosen before make of a fact.
  func ofFact(_ fact: Int, in step: ReaderStep) -> [Int32] {
    guard let first = step.chosen.first, let last = step.chosen.last else { return [] }
    var features = [
      mark(fact < first ? .beforeFirst : fact > first ? .afterFirst : .isFirst),
      mark(fact < last ? .beforeLast : fact > last ? .afterLast : .isLast),
    ]
    if step.chosen.contains(fact) { features.append(mark(.wasChosen)) }
    if fact == last - 1 { features.append(mark(.justBeforeLast)) }
    if fact == last + 1 { features.append(mark(.justAfterLast)) }
    return features
  }

  private func mark(_ mark: Mark) -> Int32 { marks + mark.rawValue }

  private func window(_ first: Int32, _ place: Int, _ words: [Int32]) -> [Int32] {
    var features: [Int32] = []
    var slot: Int32 = 0
    for distance in -configuration.window...configuration.window where distance != 0 {
      let other = place + distance
      let word = words.indices.contains(other) ? words[other] : ReaderWord.boundary
      features.append(first + slot * Int32(configuration.wordCount) + word)
      slot += 1
    }
    return features
  }
}
