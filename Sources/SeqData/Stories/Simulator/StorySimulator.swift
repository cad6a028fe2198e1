import SeqTensor

/// Stories of the twenty task families of bAbI, without end: Weston et al. 2015, "Towards AI-Complete Question Answering".
///
/// Each story is played in a small world; what happens there is told, and answers and supporting facts are read off what
/// happened. Words and sentences are our own.
///
/// | | task | a question | supporting facts, in this order |
/// |---|---|---|---|
/// | 1 | single supporting fact | Where is Mary? | her last move |
/// | 2 | two supporting facts | Where is the milk? | taken or dropped; the move of who had it |
/// | 3 | three supporting facts | Where was the milk before the park? | taken or dropped; the move here; the move there |
/// | 4 | two-argument relations | What is north of the park? | the fact with both |
/// | 5 | three-argument relations | Who gave the milk to Bill? | the last such gift |
/// | 6 | yes/no questions | Is Mary in the park? | her last move |
/// | 7 | counting | How many objects is Mary carrying? | all that she took, dropped, gave or was given |
/// | 8 | lists/sets | What is Mary carrying? | all that she took and dropped |
/// | 9 | simple negation | Is Mary in the park? | the last fact about her |
/// | 10 | indefinite knowledge | Is Mary in the park? | the last fact about her |
/// | 11 | basic coreference | Where is Mary? | the fact that names her; the fact with "she" |
/// | 12 | conjunction | Where is Mary? | the last move with her |
/// | 13 | compound coreference | Where is Mary? | the fact that names her; the fact with "they" |
/// | 14 | time reasoning | Where was Mary before the park? | the visit; the one before it |
/// | 15 | basic deduction | What is Mary afraid of? | what she is; what these are afraid of |
/// | 16 | basic induction | What color is Mary? | what she is; another one; the colour of that one |
/// | 17 | positional reasoning | Is the square above the circle? | both facts, from the first to the second shape |
/// | 18 | size reasoning | Does the box fit in the chest? | both facts, that with the thing that should be bigger first |
/// | 19 | path finding | How do you go from the park to the shop? | both facts, along the way |
/// | 20 | agent's motivations | Why did Mary go to the kitchen? | how she feels |
///
/// Beside them are everyday stories of our own, `StoryTask.everyday`.
///
/// Answers are single words of the story, or of a closed list: yes, no, maybe (是, 不是, 可能); none, one, two (没有, 一, 二);
/// nothing (没有), or a list joined by commas without blanks, the longest held first; paths as "n,e" (北,东).
/// A question that does not follow from its story has no answer and no support.
///
/// The same random source tells the same stories. A line number is the place in a file of all stories told up to then,
/// as `BabiFile.text(of:)` writes and `BabiFile.stories(of:)` reads it.
public struct StorySimulator: Sendable, Sequence, IteratorProtocol {
  /// How much is told and asked in a story.
  public struct Length: Sendable, Hashable {
    /// How many facts, any of these numbers as likely; nil for as many as in bAbI. Where facts come in pairs, in the tasks of
    /// coreference, an odd number is one more.
    public var facts: ClosedRange<Int>?
    /// How many questions; nil for as many as in bAbI.
    public var questions: Int?

    public init(facts: ClosedRange<Int>? = nil, questions: Int? = nil) {
      self.facts = facts
      self.questions = questions
    }
  }

  public let task: StoryTask
  public let language: StoryLanguage
  public let vocabulary: StoryVocabulary
  public let wording: StoryWording
  public let length: Length
  public let distractors: Double
  public let unanswerable: Double
  public let variety: Int?
  public let mixes: Bool
  private let source: RandomSource
  private var attempts = 0
  private var lines = 0

  /// - Parameters:
  ///   - vocabulary: where names, objects and places come from.
  ///   - wording: verbs and order of words.
  ///   - length: the numbers of facts must lie within the task's `factLimits`.
  ///   - distractors: the share, from 0 to below 1, of facts about people and objects that are never asked about, in the
  ///     tasks 1-3 and 5-14; with 0, as in bAbI, only other people distract. In the other tasks more facts distract more.
  ///   - unanswerable: the share, from 0 to 1, of questions to which there is no answer: about somebody or something
  ///     never mentioned, or of whom nothing of the kind was said.
  ///   - variety: in how many ways at most, 1 or more, a story says the same; nil for all that the wording has. With pronouns
  ///     some everyday facts are told in other ways.
  ///   - mixes: whether people go about alone and together, take, drop and give in the stories of every task of
  ///     `StoryTask.mixable`, as somebody tells who knows nothing of tasks; in bAbI each task has its own kinds of facts. Then
  ///     task 3 also asks where a person was before, and task 5 who has something. Other tasks do not change.
  ///   - random: a copy is drawn from.
  public init(
    task: StoryTask, language: StoryLanguage = .english, vocabulary: StoryVocabulary = .training,
    wording: StoryWording = .training, length: Length = Length(), distractors: Double = 0,
    unanswerable: Double = 0, variety: Int? = nil, mixes: Bool = false, random: RandomSource
  ) {
    if let facts = length.facts,
      facts.lowerBound < task.factLimits.lowerBound || facts.upperBound > task.factLimits.upperBound
    {
      fatalError("stories of task \(task.number) have \(task.factLimits) facts, not \(facts)")
    }
    if let questions = length.questions, questions < 1 {
      fatalError("a story has 1 question or more, not \(questions)")
    }
    guard (0..<1).contains(distractors), (0...1).contains(unanswerable) else {
      fatalError(
        "shares of distractors, 0 to below 1, and of unanswerable questions, 0 to 1, are needed, not \(distractors) and "
          + "\(unanswerable)")
    }
    if let variety, variety < 1 { fatalError("a story says the same in 1 way or more, not in \(variety)") }
    self.variety = variety
    self.mixes = mixes && StoryTask.mixable.contains(task)
    self.task = task
    self.language = language
    self.vocabulary = vocabulary
    self.wording = wording
    self.length = length
    self.distractors = distractors
    self.unanswerable = unanswerable
    source = random.stream(named: "stories \(task.number) \(language.rawValue)")
  }

  /// The next story; nil where `length` asks for what can never be told, such as fifty questions about the few visits of a
  /// story with times: after ten thousand attempts in vain.
  public mutating func next() -> Story? {
    for _ in 0..<10_000 {
      attempts += 1
      guard var story = attempt(source.stream(named: "\(attempts)")) else { continue }
      for place in story.facts.indices { story.facts[place].line += lines }
      for place in story.questions.indices { story.questions[place].line += lines }
      lines += story.facts.count + story.questions.count
      return story
    }
    return nil
  }

  /// Stories with this many questions together, none where there is no next one; of the last the end may be missing.
  public mutating func stories(questions count: Int) -> [Story] {
    var stories: [Story] = []
    var missing = count
    while missing > 0, var story = next() {
      if story.questions.count > missing {
        let whole = story.facts.count + story.questions.count
        story.questions.removeLast(story.questions.count - missing)
        story.facts.removeLast(story.facts.count - story.questions[missing - 1].factCount)
        lines -= whole - story.facts.count - story.questions.count
      }
      missing -= story.questions.count
      stories.append(story)
    }
    return stories
  }

  /// - Returns: nil where chance led to a story in which too little can be asked.
  private func attempt(_ random: RandomSource) -> Story? {
    var random = random
    let facts = length.facts.map { $0.lowerBound + random.below($0.count) }
    var builder = StoryBuilder(
      language, facts: facts, questions: length.questions ?? task.usualQuestions, distractors: distractors,
      unanswerable: unanswerable, mixes: mixes,
      words: WordDraw(vocabulary, language, random: random.stream(named: "words")),
      narrator: Narrator(
        language, wording, variety: variety, canHaveRoles: task == .everyday,
        random: random.stream(named: "wording")),
      random: random)
    let isWhole =
      switch task {
      case .negation, .indefinite: BeliefStories.tell(task, &builder)
      case .time: TimeStories.tell(&builder)
      case .deduction: KindStories.deduce(&builder)
      case .induction: KindStories.induce(&builder)
      case .twoArguments, .position, .path: GridStories.tell(task, &builder)
      case .size: SizeStories.tell(&builder)
      case .motivation: MotivationStories.tell(&builder)
      case .everyday: EverydayStories.tell(&builder)
      default: MovingStories.tell(task, &builder)
      }
    return isWhole ? builder.story : nil
  }
}
