import SeqData
import SeqModels
import SeqTensor
import SeqTraining

/// Questions to learn from: stories of the simulator, some of them told with verbs that nobody knows.
struct SimulatedQuestions: Sendable {
  private let settings: StoryReaderSettings.Simulation
  private let lexicon: StoryLexicon
  private let hideable: Set<Int32>

  private let seed: UInt64

  init(_ settings: StoryReaderSettings.Simulation, _ lexicon: StoryLexicon, seed: UInt64) {
    self.settings = settings
    self.seed = seed
    self.lexicon = lexicon
    hideable = Set(
      lexicon.words.indices.filter { !Self.kept.contains(lexicon.words[$0]) }.map { Int32($0) })
  }

  /// Words that hold a sentence together: a reader may count on them, so they are never hidden.
  static let kept: Set<String> = [
    "to", "the", "in", "into", "and", "or", "of", "from", "is", "not", "no", "a", "he", "she", "they", "it",
    "him", "her", "his",
    "isn't", "with", "on", "at", "under", "inside", "left", "does", "doesn't", "have", "has", "same", "place",
    "as",
    "either", "now", "there", "any", "more", "longer", "away", "out", "yesterday", "this", "morning",
    "afternoon", "evening",
    "他", "她", "它", "的", "他们", "然后", "之后", "接着", "在那之后", "她们", "和", "把", "被", "将", "在", "里", "不在", "不再在", "或者",
    "现在在",
    "里面", "里了", "上", "上面", "下面", "里有", "上有", "里有一个", "有", "有一个", "没有", "没在", "现在不在", "已经不在", "从", "离开了", "离开",
    "走出了", "在一起", "在同一个地方", "手里", "手里有", "手里没有", "那里", "正在", "还在", "现在和", "正和",
    "昨天", "今天早上", "今天下午", "今天晚上",
  ]

  /// The questions of one epoch, the same for any number of threads.
  func questions(epoch: Int, threads: Int) -> [ReaderQuestion] {
    let random = RandomSource(seed: seed).stream(named: "stories \(epoch)")
    var kinds: [(StoryTask, StoryLanguage)] = []
    for language in settings.languages {
      for task in settings.tasks.compactMap(StoryTask.init(rawValue:)) { kinds.append((task, language)) }
    }
    var found = [[ReaderQuestion]](repeating: [], count: kinds.count)
    found.withUnsafeMutableBufferPointer { found in
      nonisolated(unsafe) let found = found
      inParallel(kinds.count, threads: threads) { number in
        let (task, language) = kinds[number]
        var draw = random.stream(named: "\(task.number) \(language.rawValue)")
        let foreign = foreignQuestions(language, draw.stream(named: "foreign"))
        // Half of the stories are short, as in bAbI; the others have any number of facts.
        let limits = task.factLimits.clamped(to: 1...settings.facts)
        let shortLimits = limits.clamped(to: 1...10)
        // Some tell the same in few ways, so that a word never heard comes back. From the fifth on they are told as people tell,
        // in facts of all kinds.
        for part in 0..<StoryReaderSettings.Simulation.parts(of: task) {
          let (isLong, mixes) = (part % 2 == 1, part >= 4)
          var simulator = StorySimulator(
            task: task, language: language,
            length: isLong
              ? .init(facts: limits, questions: 4)
              : mixes ? .init(facts: shortLimits, questions: 2) : .init(),
            distractors: isLong ? 0.3 : 0, unanswerable: settings.unanswerable,
            variety: part < 2 ? nil : 1 + draw.below(4), mixes: mixes, random: draw.stream(named: "\(part)"))
          for story in simulator.stories(questions: settings.questions / 4) {
            found[number] += questions(of: story, task, foreign, &draw)
          }
        }
      }
    }
    return found.flatMap(\.self)
  }

  private func questions(
    of story: Story, _ task: StoryTask, _ foreign: [[StoryLexicon.Token]], _ random: inout RandomSource
  ) -> [ReaderQuestion] {
    var dialect = InventedDialect(lexicon, hideable, &random)
    var memory = StoryMemory(lexicon)
    var told = 0
    var found: [ReaderQuestion] = []
    for question in story.questions {
      while told < question.factCount {
        var tokens = lexicon.tokens(story.facts[told].text)
        dialect.tell(&tokens, &random)
        memory.add(tokens)
        told += 1
      }
      var (sentence, _) = memory.question(question.text)
      var answer: [ReaderChoice] = [.unknown]
      var support: [Int] = []
      if chance(settings.foreign, &random), !foreign.isEmpty {
        var tokens = foreign[random.below(foreign.count)]
        for (place, token) in tokens.enumerated() {
          guard case .name(let text, _) = token, text == Self.anyName else { continue }
          let name = memory.names[random.below(memory.names.count)]
          tokens[place] = .name(text: name, key: name.lowercased())
        }
        (sentence, _) = memory.question(tokens)
      } else if let text = question.answer {
        guard let words = memory.answer(text) else { continue }
        answer = words
        support = question.support
      } else if task == .twoFacts, let asked = sentence.mentions.first?.name {
        // Who has it is known, and only then that nobody said where that is.
        support =
          memory.memory.facts.lastIndex { $0.mentions.contains { $0.name == asked } }.map { [$0] } ?? []
      } else {
        support = question.support
      }
      guard !sentence.mentions.isEmpty else { continue }
      found.append(
        ReaderQuestion(
          memory: memory.memory, factCount: told, question: sentence, support: support, answer: answer))
    }
    return found
  }

  private func chance(_ probability: Double, _ random: inout RandomSource) -> Bool {
    Double(random.uniform()) < probability
  }

  private static let anyName = "any name"

  /// Questions of other families, a name of the story to be put in place of every name.
  private func foreignQuestions(_ language: StoryLanguage, _ random: RandomSource) -> [[StoryLexicon.Token]] {
    let names = StoryVocabulary.training.words(language)?.all ?? []
    let known = Set(names.flatMap { [$0.lowercased()] + storyWords($0) })
    var found: [[StoryLexicon.Token]] = []
    for task in StoryTask.allCases where !settings.tasks.contains(task.number) {
      var simulator = StorySimulator(
        task: task, language: language, random: random.stream(named: "\(task.number)"))
      for story in simulator.stories(questions: 24) {
        for question in story.questions {
          found.append(
            lexicon.tokens(question.text).flatMap { token -> [StoryLexicon.Token] in
              guard case .name(_, let key) = token else { return [token] }
              return known.contains(key) || storyWords(key).allSatisfy(known.contains)
                ? [.name(text: Self.anyName, key: Self.anyName)] : [token]
            })
        }
      }
    }
    return found
  }
}
