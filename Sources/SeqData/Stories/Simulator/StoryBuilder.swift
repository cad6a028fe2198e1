import SeqTensor

/// One story while it is told: its words, its narrator, what was said up to now.
struct StoryBuilder {
  let language: StoryLanguage
  /// How many facts; nil for as many as in bAbI.
  let facts: Int?
  /// How many questions; nil for one after each fact.
  let questions: Int?
  let distractors: Double
  let unanswerable: Double
  /// Whether all kinds of facts are told whatever the task.
  let mixes: Bool
  var words: WordDraw
  var narrator: Narrator
  var random: RandomSource
  private(set) var story = Story()
  /// Words that are in no fact, for questions without an answer.
  private var strangers: [Stranger: [String]] = [:]

  enum Stranger: Hashable { case person, object, place, shape, container }

  init(
    _ language: StoryLanguage, facts: Int?, questions: Int?, distractors: Double, unanswerable: Double,
    mixes: Bool, words: WordDraw, narrator: Narrator, random: RandomSource
  ) {
    self.language = language
    self.facts = facts
    self.questions = questions
    self.distractors = distractors
    self.unanswerable = unanswerable
    self.mixes = mixes
    self.words = words
    self.narrator = narrator
    self.random = random
  }

  var factCount: Int { story.facts.count }

  /// - Parameters:
  ///   - pronouns: the keys of words that are pronouns.
  ///   - owner: whose {o} is, his or her; nil where that is not said.
  mutating func tell(
    _ form: FactForm, _ words: KeyValuePairs<Character, String>, pronouns: String = "", owner: String? = nil
  ) {
    story.facts.append(
      .init(
        text: narrator.fact(form, words, pronouns: pronouns, owner: owner),
        line: story.facts.count + story.questions.count + 1))
  }

  /// - Parameter support: places of facts in the order of bAbI; none without an answer.
  mutating func ask(
    _ form: QuestionForm, _ words: KeyValuePairs<Character, String>, answer: String?, support: [Int] = []
  ) {
    story.questions.append(
      .init(
        text: narrator.question(form, words), answer: answer, support: support, factCount: factCount,
        line: story.facts.count + story.questions.count + 1))
  }

  /// True with this probability.
  mutating func chance(_ probability: Double) -> Bool {
    probability > 0 && Double(random.nextBits() >> 11) * 0x1p-53 < probability
  }

  /// One of them, each as likely; nil if there is none.
  mutating func pick<Element>(_ elements: [Element]) -> Element? {
    elements.isEmpty ? nil : elements[random.below(elements.count)]
  }

  /// One of them, with this probability the latest; nil if there is none. bAbI asks about the latest facts more often than
  /// chance would.
  mutating func pick<Element>(
    _ elements: [Element], latest share: Double, by time: (Element) -> Int
  ) -> Element? {
    chance(share) ? elements.max { time($0) < time($1) } : pick(elements)
  }

  /// A word that no fact of this story has or will have; one of two of its kind.
  mutating func stranger(_ kind: Stranger) -> String {
    let known = strangers[kind, default: []]
    if known.count == 2 { return known[random.below(2)] }
    let word =
      switch kind {
      case .person: words.person().name
      case .object: words.object()
      case .place: words.place()
      case .shape: words.shape()
      case .container: words.container()
      }
    strangers[kind, default: []].append(word)
    return word
  }

  /// Facts after which to give up a story of as many questions as are asked for.
  ///
  /// - Parameter usual: those of a story of five.
  func limit(_ usual: Int) -> Int { usual * max(questions ?? 5, 5) / 5 }

  /// Tells and asks in turn.
  ///
  /// As bAbI does it: `pace` facts, then a question if there is one to ask, until all are asked. Where the number of facts
  /// is given the questions are spread over them, the last at the end.
  ///
  /// - Parameters:
  ///   - step: tells at least one fact.
  ///   - ask: asks, or says that there is nothing to ask yet.
  ///   - lulls: how often, and for how many facts at most, nothing is asked for a while.
  ///   - limit: facts after which to give up where their number is not given.
  /// - Returns: false if a question could not be asked: the story is to be thrown away.
  mutating func interleave(
    pace: Int = 2, lulls: (share: Double, facts: Int) = (0, 0), limit: Int,
    step: (inout StoryBuilder) -> Void, ask: (inout StoryBuilder) -> Bool,
    askUnanswerable: (inout StoryBuilder) -> Void
  ) -> Bool {
    // Drawn once a question, before it is known whether there is one to ask: else those without an answer, which can always
    // be asked, would be more than their share.
    func question(_ builder: inout StoryBuilder, hasAnswer: Bool) -> Bool {
      if hasAnswer { return ask(&builder) }
      askUnanswerable(&builder)
      return true
    }
    let wanted = questions ?? max(facts ?? 1, 1)
    guard let facts else {
      while story.questions.count < wanted {
        let lull = chance(lulls.share) ? pace * (1 + random.below(lulls.facts / pace)) : 0
        let end = factCount + lull
        while factCount < end { step(&self) }
        let asked = story.questions.count
        let hasAnswer = !chance(unanswerable)
        while story.questions.count == asked {
          guard factCount < limit else { return false }
          let end = factCount + pace
          while factCount < end { step(&self) }
          _ = question(&self, hasAnswer: hasAnswer)
        }
      }
      return true
    }
    for number in 1...wanted {
      // Rounded up, so that the first question has a fact before it.
      let end = (facts * number + wanted - 1) / wanted
      while factCount < end { step(&self) }
      if !question(&self, hasAnswer: !chance(unanswerable)), factCount >= facts { return false }
    }
    // Those that came too early are asked at the end.
    while story.questions.count < wanted {
      if !question(&self, hasAnswer: true) { return false }
    }
    return true
  }

  /// All questions after all facts.
  mutating func askAll(
    _ count: Int, ask: (inout StoryBuilder) -> Bool, askUnanswerable: (inout StoryBuilder) -> Void
  ) -> Bool {
    for _ in 0..<count {
      if chance(unanswerable) { askUnanswerable(&self) } else if !ask(&self) { return false }
    }
    return true
  }
}
