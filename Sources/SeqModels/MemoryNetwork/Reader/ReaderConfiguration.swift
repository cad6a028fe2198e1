/// The sizes of a reader of stories.
public struct ReaderConfiguration: Sendable, Hashable, Codable {
  /// V: `ReaderWord.count` and the closed words.
  public var wordCount: Int
  /// The closed words that answers are made of.
  public var answers: [Int32]
  /// d, the size of a mention's vector.
  public var embeddingSize = 64
  /// H of each direction along a name's mentions.
  public var hiddenSize = 48
  /// How many words to each side of a name belong to its mention.
  public var window = 4
  /// How many words of a question have places of their own; what lies beyond shares the last one.
  public var questionLength = 8
  /// The most mentions of a name that are read, the latest ones.
  public var chainLimit = 256
  /// The most facts that are chosen for an answer.
  public var hopLimit = 12
  /// The most words that an answer has.
  public var answerLimit = 8

  public init(wordCount: Int, answers: [Int32]) {
    self.wordCount = wordCount
    self.answers = answers
  }

  /// What is wrong with it, in a sentence; nil if nothing is.
  public var problem: String? {
    // Features are numbered in 32 bits, whatever a file asks for.
    for (name, size, most) in [
      ("wordCount", wordCount, 100_000), ("embeddingSize", embeddingSize, 4096),
      ("hiddenSize", hiddenSize, 4096), ("window", window, 64), ("questionLength", questionLength, 1000),
      ("chainLimit", chainLimit, 1_000_000), ("hopLimit", hopLimit, 1000), ("answerLimit", answerLimit, 1000),
    ] where !(1...most).contains(size) {
      return "\(name) is \(size), not 1 to \(most)"
    }
    if wordCount <= ReaderWord.count { return "there are no closed words" }
    if let answer = answers.first(where: { !(Int32(ReaderWord.count)..<Int32(wordCount)).contains($0) }) {
      return "the answer \(answer) is no closed word"
    }
    return Set(answers).count == answers.count ? nil : "an answer is listed twice"
  }
}
