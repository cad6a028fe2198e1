import SeqData
import SeqTensor

/// Stories to test a reader by that no training has seen.
package enum ReaderExam {
  /// The textbook's story of the milk, told with other names and things each time: who goes where, who takes what. The answer
  /// is where it was put down, the second place.
  package static func milkStory(_ language: StoryLanguage, _ random: inout RandomSource) -> Story {
    // A word of the lists, or one that nobody has ever heard.
    func word(_ list: KeyPath<StoryWords, [String]>, _ kind: InventedWords.Kind, _ used: inout Set<String>)
      -> String
    {
      while true {
        let lists = [StoryVocabulary.training, .heldOut].compactMap { $0.words(language) }
        let all = lists[random.below(lists.count)][keyPath: list]
        let word =
          random.below(3) == 0 ? InventedWords.word(kind, language, &random) : all[random.below(all.count)]
        if used.insert(word.lowercased()).inserted { return word }
      }
    }
    var used: Set<String> = []
    let (joe, fred) = (word(\.names, .name, &used), word(\.names, .name, &used))
    let milk = word(\.objects, .noun, &used)
    let places = (0..<3).map { _ in word(\.places, .noun, &used) }
    let facts: [String]
    let question: String
    switch language {
    case .english:
      func went() -> String { ["went", "travelled", "traveled"][random.below(3)] }
      facts = [
        "\(joe) \(went()) to the \(places[0]).", "\(fred) \(went()) to the \(places[0]).",
        "\(joe) picked up the \(milk).", "\(joe) \(went()) to the \(places[1]).", "\(joe) left the \(milk).",
        "\(joe) \(went()) to the \(places[2]).",
      ]
      question = "Where is the \(milk) now?"
    case .chinese:
      let stop = random.below(2) == 0 ? "。" : ""
      facts = [
        "\(joe)去了\(places[0])", "\(fred)去了\(places[0])", "\(joe)拿起\(milk)", "\(joe)去了\(places[1])",
        "\(joe)离开了\(milk)", "\(joe)去\(places[2])",
      ].map { $0 + stop }
      question = "\(milk)现在在哪里？"
    }
    var story = Story()
    story.facts = facts.enumerated().map { .init(text: $1, line: $0 + 1) }
    story.questions = [
      .init(text: question, answer: places[1], support: [4, 3], factCount: 6, line: 7)
    ]
    return story
  }

  /// Stories of one family, the verbs and orders of which are in no training story: up to 50 facts, three in ten of them about
  /// people and things that nobody asks about.
  package static func heldOutStories(
    _ task: StoryTask, _ language: StoryLanguage, vocabulary: StoryVocabulary, questions: Int,
    random: RandomSource
  ) -> [Story] {
    var simulator = StorySimulator(
      task: task, language: language, vocabulary: vocabulary, wording: .heldOut,
      length: .init(facts: task.factLimits.clamped(to: 3...50), questions: 4), distractors: 0.3,
      random: random)
    return simulator.stories(questions: questions)
  }

  /// Short stories as somebody tells them who knows nothing of tasks, with facts of all kinds and questions of all, in the
  /// wording of training.
  package static func mixedStories(
    _ language: StoryLanguage, vocabulary: StoryVocabulary, questions: Int, random: RandomSource
  ) -> [Story] {
    StoryTask.mixable.flatMap { task in
      var simulator = StorySimulator(
        task: task, language: language, vocabulary: vocabulary,
        length: .init(facts: task.factLimits.clamped(to: 3...12), questions: 2), mixes: true,
        random: random.stream(named: "\(task.number)"))
      return simulator.stories(questions: questions / StoryTask.mixable.count)
    }
  }

  /// Short everyday stories in the wording of training.
  package static func everydayStories(
    _ language: StoryLanguage, vocabulary: StoryVocabulary, questions: Int, random: RandomSource
  ) -> [Story] {
    var simulator = StorySimulator(
      task: .everyday, language: language, vocabulary: vocabulary, length: .init(facts: 3...12, questions: 2),
      random: random)
    return simulator.stories(questions: questions)
  }

  /// Stories whose every question has no answer: half of them ask for what is not told, half are questions of kinds that
  /// the reader does not learn, about the story's own names.
  package static func unanswerable(
    _ language: StoryLanguage, tasks: [Int], vocabulary: StoryVocabulary, questions: Int, random: RandomSource
  ) -> [Story] {
    let known = tasks.compactMap(StoryTask.init(rawValue:))
    let foreign = StoryTask.allCases.filter { !known.contains($0) }
    var draw = random
    var stories: [Story] = []
    for number in 0..<questions {
      let task = known[draw.below(known.count)]
      let stream = draw.stream(named: "\(number)")
      let asksForeign = number % 2 == 1
      var simulator = StorySimulator(
        task: task, language: language, vocabulary: vocabulary,
        length: .init(facts: task.factLimits.clamped(to: 5...20), questions: 1),
        unanswerable: asksForeign ? 0 : 1,
        random: stream)
      guard var story = simulator.next(), !story.questions.isEmpty else { continue }
      if asksForeign {
        var other = StorySimulator(
          task: foreign[draw.below(foreign.count)], language: language, vocabulary: vocabulary, random: stream
        )
        guard let question = other.next()?.questions.first else { continue }
        var text = question.text
        // The names of this story in place of those of the other.
        let own = names(of: story, vocabulary, language)
        for (place, name) in names(in: question.text, vocabulary, language).enumerated() where !own.isEmpty {
          text = text.replacing(name, with: own[place % own.count])
        }
        story.questions[0].text = text
      }
      story.questions[0].answer = nil
      story.questions[0].support = []
      stories.append(story)
    }
    return stories
  }

  private static func names(of story: Story, _ vocabulary: StoryVocabulary, _ language: StoryLanguage)
    -> [String]
  {
    names(in: story.facts.map(\.text).joined(separator: " "), vocabulary, language)
  }

  private static func names(in text: String, _ vocabulary: StoryVocabulary, _ language: StoryLanguage)
    -> [String]
  {
    let all = vocabulary.words(language)?.all ?? []
    guard language == .english else { return all.filter { text.contains($0) } }
    let words = Set(storyWords(text))
    return all.filter { words.contains($0.lowercased()) }
  }
}

extension StoryWords {
  fileprivate var names: [String] { people.map(\.name) }
}
