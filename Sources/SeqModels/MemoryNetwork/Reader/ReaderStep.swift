/// One decision of a reader: which fact to read next, or what to answer.
public struct ReaderStep: Sendable {
  /// What is decided in a step.
  public enum Decision: Sendable, Hashable {
    /// Which fact next, or none.
    case hop
    /// Which word of the answer next, or none.
    case answer
  }

  /// G of the story.
  public let memory: MentionMemory
  /// How many facts had been told when the question was asked.
  public let factCount: Int
  /// What was asked.
  public let question: MentionMemory.Sentence
  /// What is decided now.
  public let decision: Decision
  /// The facts read before, in their order.
  public let chosen: [Int]
  /// The names answered before.
  public let answered: [Int32]

  public init(
    memory: MentionMemory, factCount: Int, question: MentionMemory.Sentence, decision: Decision,
    chosen: [Int] = [], answered: [Int32] = []
  ) {
    self.memory = memory
    self.factCount = factCount
    self.question = question
    self.decision = decision
    self.chosen = chosen
    self.answered = answered
  }

  /// The names whose mentions are read: those of the question, then those of the chosen facts.
  var names: [Int32] {
    var names: [Int32] = []
    for mention in question.mentions where !names.contains(mention.name) { names.append(mention.name) }
    for fact in chosen {
      for mention in memory.facts[fact].mentions where !names.contains(mention.name) {
        names.append(mention.name)
      }
    }
    return names.filter { memory.mentions($0, within: factCount) }
  }

  /// Whether there is anything to read.
  public var isReadable: Bool { !names.isEmpty }
}

/// What can be decided, in the order of the scores.
public enum ReaderChoice: Sendable, Hashable {
  /// No further fact, or no further word.
  case stop
  case fact(Int)
  /// There is no answer.
  case unknown
  /// One of the configuration's answers, by its id.
  case word(Int32)
  /// A name of the story.
  case name(Int32)
}
