import SeqData

/// How well a reader answers questions whose answers are known.
public struct ReaderScore: Sendable, Hashable {
  /// All that were asked.
  public var questions = 0
  /// Right answers; where there is none, "I don't know" is right.
  public var right = 0
  /// Questions that have an answer and got none.
  public var unanswered = 0
  /// Questions without an answer, and those of them that got one.
  public var unanswerable = 0
  public var falseAnswers = 0
  /// Right answers whose facts were chosen in the right order, of those whose facts are known.
  public var supported = 0
  public var rightWithSupport = 0

  public init() {}

  /// Of one answer.
  public init(_ answer: Answer, to question: Story.Question) {
    questions = 1
    let expected = question.answer.map { $0.split(separator: ",").map { $0.lowercased() } }
    let isRight = answer.words.map { $0.lowercased() } == (expected ?? [])
    if isRight { right = 1 }
    if expected == nil {
      unanswerable = 1
      if answer.text != nil { falseAnswers = 1 }
    } else if answer.text == nil {
      unanswered = 1
    }
    if isRight, !question.support.isEmpty {
      supported = 1
      if answer.evidence.map({ $0.number - 1 }) == question.support { rightWithSupport = 1 }
    }
  }

  /// The share of right answers, from 0 to 1.
  public var accuracy: Double { Double(right) / Double(max(questions, 1)) }
  /// The share of right answers that were read from the right facts, from 0 to 1, of those whose facts are known.
  public var evidence: Double { Double(rightWithSupport) / Double(max(supported, 1)) }

  public static func += (total: inout ReaderScore, other: ReaderScore) {
    total.questions += other.questions
    total.right += other.right
    total.unanswered += other.unanswered
    total.unanswerable += other.unanswerable
    total.falseAnswers += other.falseAnswers
    total.supported += other.supported
    total.rightWithSupport += other.rightWithSupport
  }
}

extension StoryReader {
  /// Answers every question of a story, each after the facts told before it. What it remembers otherwise plays no part.
  public func score(_ story: Story) -> ReaderScore {
    var score = ReaderScore()
    answers(to: story) { question, answer in score += ReaderScore(answer, to: question) }
    return score
  }

  /// Tells a story from its beginning and hands out each question with its answer.
  public func answers(to story: Story, _ body: (_ question: Story.Question, _ answer: Answer) -> Void) {
    var reader = self
    reader.forget()
    for question in story.questions {
      while reader.facts.count < question.factCount { reader.add(story.facts[reader.facts.count].text) }
      body(question, reader.answer(question.text))
    }
  }

  /// Sets the threshold so that of questions without an answer no more than a share gets one, with as many true answers as
  /// that allows.
  ///
  /// - Parameters:
  ///   - stories: with questions of both kinds, none of them learned from.
  ///   - share: of the questions without an answer.
  ///   - range: between which the threshold lies.
  package mutating func calibrate(
    on stories: [Story], falseAnswers share: Double, within range: ClosedRange<Double>
  ) {
    var open = self
    open.threshold = 0
    var confidences: [Double] = []
    var count = 0
    for story in stories {
      open.answers(to: story) { question, answer in
        guard question.answer == nil else { return }
        count += 1
        if answer.text != nil { confidences.append(answer.confidence) }
      }
    }
    confidences.sort(by: >)
    // As many of the most confident false answers as are allowed stay above it.
    let allowed = Int(share * Double(count))
    let found = allowed < confidences.count ? confidences[allowed].nextUp : range.lowerBound
    threshold = min(max(found, range.lowerBound), range.upperBound)
  }
}
