/// Facts and questions in the order in which they were told.
public struct Story: Sendable, Hashable {
  /// A sentence that is remembered.
  public struct Fact: Sendable, Hashable {
    public var text: String
    /// Its line in the file, from 1.
    public var line: Int

    public init(text: String, line: Int) {
      self.text = text
      self.line = line
    }
  }

  /// A sentence that asks.
  public struct Question: Sendable, Hashable {
    public var text: String
    /// The right answer; nil where the file does not give it. Lists are one answer, joined by commas.
    public var answer: String?
    /// Places in `facts` of those that the answer follows from, in the order given; empty where the file does not say.
    public var support: [Int]
    /// How many facts had been told before it.
    public var factCount: Int
    public var line: Int

    public init(text: String, answer: String?, support: [Int], factCount: Int, line: Int) {
      self.text = text
      self.answer = answer
      self.support = support
      self.factCount = factCount
      self.line = line
    }
  }

  public var facts: [Fact] = []
  public var questions: [Question] = []

  public init() {}
}

/// A sentence as a memory network sees it: words in small letters, without punctuation, ideographs one by one.
public func storyWords(_ text: String) -> [String] {
  var words: [String] = []
  var word = String.UnicodeScalarView()
  func close() {
    if !word.isEmpty { words.append(String(word)) }
    word = String.UnicodeScalarView()
  }
  for scalar in text.lowercased().unicodeScalars {
    switch ScalarClass(scalar) {
    case .letter, .digit: word.append(scalar)
    case .ideograph:
      close()
      words.append(String(scalar))
    case .other where isApostrophe(scalar) && !word.isEmpty: word.append("'")
    case .other, .space: close()
    }
  }
  close()
  return words
}
