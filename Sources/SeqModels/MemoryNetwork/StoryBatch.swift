import SeqTensor

/// Questions with their stories, as a memory network takes them: no padding anywhere.
public struct StoryBatch: Sendable {
  /// The facts of all stories, one story after another: F sentences.
  public let facts: WordBags
  /// For each fact how long ago it was told: 0 for the last one before the question.
  public let times: [Int32]
  /// B + 1 numbers: story b has the facts `starts[b]..<starts[b + 1]`.
  public let starts: [Int32]
  /// B sentences.
  public let questions: WordBags
  /// The ids of the answers: [B].
  public let answers: [Int32]

  /// B, the number of questions.
  public var count: Int { questions.count }

  /// One question, its story as a list of facts in the order in which they were told.
  public struct Item: Sendable, Hashable {
    /// Word ids of each fact.
    public var facts: [[Int32]]
    /// Word ids.
    public var question: [Int32]
    /// The id of the right answer; -1 where it is not known.
    public var answer: Int32

    public init(facts: [[Int32]], question: [Int32], answer: Int32) {
      self.facts = facts
      self.question = question
      self.answer = answer
    }
  }

  /// - Parameters:
  ///   - memorySize: only so many facts of each story, the last ones, are kept.
  ///   - timeNoise: with this probability a fact's time moves on by one, as if an empty memory had come after it, so that the
  ///     model cannot learn the times by heart (Sukhbaatar et al. 2015, section 4.1, "Learning time invariance").
  public init(
    _ items: some Collection<Item>, memorySize: Int, timeNoise: Double = 0, random: RandomSource? = nil
  ) {
    var random = random
    var facts = WordBags()
    var times: [Int32] = []
    var starts: [Int32] = [0]
    var questions = WordBags()
    for item in items {
      let kept = item.facts.suffix(memorySize)
      let first = times.count
      times.append(contentsOf: repeatElement(0, count: kept.count))
      var age: Int32 = 0
      for place in (first..<times.count).reversed() {
        times[place] = min(age, Int32(memorySize) - 1)
        age += 1
        if timeNoise > 0, let draw = random?.uniform(), Double(draw) < timeNoise { age += 1 }
      }
      for fact in kept { facts.append(fact) }
      starts.append(Int32(facts.count))
      questions.append(item.question)
    }
    self.facts = facts
    self.times = times
    self.starts = starts
    self.questions = questions
    answers = items.map(\.answer)
  }
}
