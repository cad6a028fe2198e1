/// A question with its story, the facts that support the answer, and the answer: all that strong supervision knows.
public struct SupportedQuestion: Sendable, Hashable {
  /// Word ids of the facts, in the order of writing.
  public var facts: [[Int32]]
  /// Word ids.
  public var question: [Int32]
  /// Places in `facts`, in the order in which they are to be chosen.
  public var support: [Int]
  /// Word ids of the answer.
  public var answer: [Int32]

  public init(facts: [[Int32]], question: [Int32], support: [Int] = [], answer: [Int32] = []) {
    self.facts = facts
    self.question = question
    self.support = support
    self.answer = answer
  }
}

/// Questions after I: every sentence's features worked out once, however many stories it stands in.
public struct SupportedStories: Sendable {
  /// A question, its sentences by number.
  struct Item: Sendable {
    var facts: [Int32]
    var question: Int32
    var support: [Int]
    var answer: [Int32]
  }

  /// Of every sentence that occurs its words and its features.
  let words: [[Int32]]
  let features: [[Int32]]
  let items: [Item]

  /// How many questions there are.
  public var count: Int { items.count }

  public init(_ questions: some Sequence<SupportedQuestion>, input: InputFeatureMap) {
    var words: [[Int32]] = []
    var numbers: [[Int32]: Int32] = [:]
    func number(of sentence: [Int32]) -> Int32 {
      if let known = numbers[sentence] { return known }
      let number = Int32(words.count)
      numbers[sentence] = number
      words.append(sentence)
      return number
    }
    items = questions.map { question in
      for place in question.support where !question.facts.indices.contains(place) {
        fatalError("SupportedStories: fact \(place), from 0, of \(question.facts.count) supports an answer")
      }
      return Item(
        facts: question.facts.map(number), question: number(of: question.question), support: question.support,
        answer: question.answer)
    }
    self.words = words
    features = words.map { input($0) }
  }

  /// The right answer to a question, in word ids.
  public func answer(to question: Int) -> [Int32] { items[question].answer }

  /// The facts that support it.
  public func support(of question: Int) -> [Int] { items[question].support }
}

/// The sentences of several stories, each once, as candidates.
struct CandidateTable {
  /// Numbers in `SupportedStories`.
  private(set) var sentences: [Int32] = []
  /// Where each stands in `sentences`; -1 where it does not.
  private var places: [Int32]

  init(_ stories: SupportedStories) { places = Array(repeating: -1, count: stories.words.count) }

  /// The place of a sentence, which is added where it is new.
  mutating func place(of sentence: Int32) -> Int32 {
    if places[Int(sentence)] < 0 {
      places[Int(sentence)] = Int32(sentences.count)
      sentences.append(sentence)
    }
    return places[Int(sentence)]
  }
}
