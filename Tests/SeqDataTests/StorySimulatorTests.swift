import SeqData
import SeqTensor
import TestSupport
import Testing

@Suite struct StorySimulatorTests {
  static let languages = StoryLanguage.allCases

  static func stories(
    _ task: StoryTask, _ language: StoryLanguage, _ vocabulary: StoryVocabulary = .training,
    _ wording: StoryWording = .training, count: Int = 200, length: StorySimulator.Length = .init(),
    distractors: Double = 0, unanswerable: Double = 0, seed: UInt64 = 1
  ) -> [Story] {
    var simulator = StorySimulator(
      task: task, language: language, vocabulary: vocabulary, wording: wording, length: length,
      distractors: distractors, unanswerable: unanswerable, random: RandomSource(seed: seed))
    return (0..<count).compactMap { _ in simulator.next() }
  }

  static func facts(_ story: Story, before question: Story.Question) -> [String] {
    story.facts.prefix(question.factCount).map(\.text)
  }

  // MARK: The format

  @Test("What is written is read back the same", arguments: StoryTask.allCases, languages)
  func roundTrip(_ task: StoryTask, _ language: StoryLanguage) throws {
    let folder = try TemporaryFolder()
    let stories = Self.stories(task, language, unanswerable: 0.2)
    let path = try folder.write(BabiFile.text(of: stories), to: "stories.txt")
    #expect(try BabiFile.stories(of: path) == stories)
    #expect(stories.contains { $0.questions.contains { $0.answer == nil } })
  }

  @Test("Odd texts are written so that they can be read")
  func oddTexts() throws {
    let folder = try TemporaryFolder()
    var story = Story()
    story.facts = [
      .init(text: " a\tb\nc\r\n", line: 1), .init(text: "", line: 2), .init(text: "late", line: 4),
    ]
    story.questions = [.init(text: "\tq\t", answer: " ", support: [1, 0, 9], factCount: 2, line: 3)]
    let text = BabiFile.text(of: [story])
    #expect(text == "1 a b c\n2 \n3 q\t?\t2 1\n4 late\n")
    let read = try BabiFile.stories(of: try folder.write(text, to: "stories.txt"))
    #expect(read.count == 1 && read[0].facts.map(\.text) == ["a b c", "", "late"])
    #expect(read[0].questions[0].answer == nil && read[0].questions[0].support == [1, 0])
    #expect(BabiFile.text(of: []).isEmpty && BabiFile.text(of: [Story()]).isEmpty)
  }

  @Test("Blanks beside the commas of a list are no part of its words")
  func listedAnswers() throws {
    let folder = try TemporaryFolder()
    let text = """
      1 Mary took the milk.
      2 What has Mary?\t apple , milk\t1
      3 What is in the box?\t a  pen,\u{3000}key\u{20}

      """
    let stories = try BabiFile.stories(of: folder.write(text, to: "stories.txt"))
    #expect(stories[0].questions.map(\.answer) == ["apple,milk", "a  pen,key"])
  }

  // MARK: Randomness

  @Test("The same seed tells the same, another otherwise", arguments: StoryTask.allCases, languages)
  func deterministic(_ task: StoryTask, _ language: StoryLanguage) {
    for vocabulary in [StoryVocabulary.training, .heldOut, .invented] {
      let stories = Self.stories(task, language, vocabulary, count: 30)
      #expect(stories == Self.stories(task, language, vocabulary, count: 30))
      #expect(stories != Self.stories(task, language, vocabulary, count: 30, seed: 2))
      #expect(Set(stories.map { BabiFile.text(of: [$0]) }).count == 30)
    }
  }

  @Test("A number of questions is met to the one", arguments: StoryTask.allCases)
  func questionCount(_ task: StoryTask) throws {
    var simulator = StorySimulator(task: task, random: RandomSource(seed: 4))
    let stories = simulator.stories(questions: 37) + simulator.stories(questions: 4)
    #expect(stories.map(\.questions.count).reduce(0, +) == 41)
    let folder = try TemporaryFolder()
    #expect(try BabiFile.stories(of: folder.write(BabiFile.text(of: stories), to: "s")) == stories)
  }

  // MARK: Truth

  @Test(
    "A second implementation answers the same from the text alone", arguments: StoryTask.allCases, languages)
  func solved(_ task: StoryTask, _ language: StoryLanguage) throws {
    for (vocabulary, wording) in [
      (StoryVocabulary.training, StoryWording.training), (.heldOut, .heldOut), (.training, .heldOut),
    ] {
      let solver = StorySolver(language, try #require(vocabulary.words(language)))
      let plain = Self.stories(task, language, vocabulary, wording, count: 60, unanswerable: 0.1)
      let long = Self.stories(
        task, language, vocabulary, wording, count: 6, length: .init(facts: 20...50), distractors: 0.4)
      for story in plain + long {
        for question in story.questions {
          let answer = solver.answer(task, Self.facts(story, before: question), question.text)
          #expect(answer == question.answer, "\(BabiFile.text(of: [story]))\(question.text)")
        }
      }
    }
  }

  @Test(
    "As few words as bAbI has are enough for its stories of people who go about",
    arguments: [
      StoryTask.oneFact, .twoFacts, .threeFacts, .threeArguments, .yesNo, .counting, .lists, .coreference,
      .conjunction, .compoundCoreference,
    ])
  func fewWords(_ task: StoryTask) {
    let few = StoryWords.englishFew
    let solver = StorySolver(.english, few)
    let others = Set(StoryWords.englishTraining.all.map { $0.lowercased() })
      .subtracting(few.all.map { $0.lowercased() })
    for story in Self.stories(task, .english, .words(few), count: 40) {
      for question in story.questions {
        #expect(solver.answer(task, Self.facts(story, before: question), question.text) == question.answer)
      }
      #expect(story.facts.allSatisfy { others.isDisjoint(with: storyWords($0.text)) })
    }
  }

  @Test("Facts of all kinds are told, and answered the same", arguments: StoryTask.mixable, languages)
  func mixed(_ task: StoryTask, _ language: StoryLanguage) throws {
    for wording in StoryWording.allCases {
      let solver = StorySolver(language, .init(language, .training))
      for length in [StorySimulator.Length(facts: 3...12, questions: 2), .init(facts: 20...50, questions: 4)]
      {
        var simulator = StorySimulator(
          task: task, language: language, wording: wording, length: length, unanswerable: 0.1, mixes: true,
          random: RandomSource(seed: 3))
        var gifts = 0
        for story in simulator.stories(questions: 60) {
          for question in story.questions {
            let facts = Self.facts(story, before: question)
            let answer = solver.answer(task, facts, question.text)
            #expect(answer == question.answer, "\(BabiFile.text(of: [story]))\(question.text)")
            #expect(question.support.allSatisfy { $0 < question.factCount })
          }
          gifts += solver.events(story.facts.map(\.text)).count {
            if case .give? = $0 { true } else { false }
          }
        }
        #expect(length.questions == 2 || gifts > 5)
      }
    }
  }

  @Test("The supporting facts alone are enough", arguments: StoryTask.allCases, languages)
  func sufficient(_ task: StoryTask, _ language: StoryLanguage) throws {
    let solver = StorySolver(language, .init(language, .training))
    for story in Self.stories(task, language, count: 60)
      + Self.stories(task, language, count: 10, length: .init(facts: 30...30))
    {
      for question in story.questions {
        #expect(!question.support.isEmpty && Set(question.support).count == question.support.count)
        #expect(question.support.allSatisfy { (0..<question.factCount).contains($0) })
        // Told in the order of the story; the order of the support is bAbI's.
        let facts = question.support.sorted().map { story.facts[$0].text }
        let answer =
          task == .threeFacts
          ? solver.whereBeforeBySupport(facts, question.text) : solver.answer(task, facts, question.text)
        #expect(answer == question.answer, "\(facts) \(question.text) \(question.support)")
      }
    }
  }

  @Test(
    "Any other fact may be missing, none of the supporting ones",
    arguments: [StoryTask.oneFact, .twoFacts, .threeFacts], languages)
  func necessary(_ task: StoryTask, _ language: StoryLanguage) throws {
    let solver = StorySolver(language, .init(language, .training))
    func answer(_ facts: [String], _ question: String) -> String? {
      task == .threeFacts
        ? solver.whereBeforeBySupport(facts, question) : solver.answer(task, facts, question)
    }
    for story in Self.stories(task, language, count: 50) {
      for question in story.questions {
        let facts = Self.facts(story, before: question)
        for missing in facts.indices where !question.support.contains(missing) {
          var rest = facts
          rest.remove(at: missing)
          #expect(answer(rest, question.text) == question.answer)
        }
        for missing in question.support {
          let rest = question.support.filter { $0 != missing }.sorted().map { facts[$0] }
          #expect(answer(rest, question.text) != question.answer, "\(rest) \(question.text)")
        }
      }
    }
  }

  @Test("In task 1 the answer changes or goes with its supporting fact", arguments: languages)
  func changes(_ language: StoryLanguage) throws {
    let solver = StorySolver(language, .init(language, .training))
    for story in Self.stories(.oneFact, language) {
      for question in story.questions {
        var facts = Self.facts(story, before: question)
        facts.remove(at: question.support[0])
        #expect(solver.answer(.oneFact, facts, question.text) != question.answer)
      }
    }
  }

  // MARK: Shape

  /// The order of facts and questions: "..Q..Q".
  static func pattern(_ story: Story) -> String {
    var pattern = ""
    var told = 0
    for question in story.questions {
      pattern += String(repeating: ".", count: question.factCount - told) + "Q"
      told = question.factCount
    }
    return pattern + String(repeating: ".", count: story.facts.count - told)
  }

  static let data = StoryTask.allCases.filter { file($0) != nil }

  static func file(_ task: StoryTask) -> String? {
    let names = [
      "single-supporting-fact", "two-supporting-facts", "three-supporting-facts", "two-arg-relations",
      "three-arg-relations", "yes-no-questions", "counting", "lists-sets", "simple-negation",
      "indefinite-knowledge", "basic-coreference", "conjunction", "compound-coreference", "time-reasoning",
      "basic-deduction", "basic-induction", "positional-reasoning", "size-reasoning", "path-finding",
      "agents-motivations",
    ]
    return TestData.path("babi/en/qa\(task.number)_\(names[task.number - 1])_train.txt")
  }

  @Test(
    "Stories have the shape of the real ones",
    .enabled(if: file(.oneFact) != nil, "needs the data set babi: set SEQKIT_DATA"),
    arguments: StoryTask.allCases)
  func shape(_ task: StoryTask) throws {
    let real = try BabiFile.stories(of: try #require(Self.file(task)))
    let ours = Self.stories(task, .english)
    func mean(_ stories: [Story], _ value: (Story) -> Int) -> Double {
      Double(stories.map(value).reduce(0, +)) / Double(stories.count)
    }
    func ratio(_ value: (Story) -> Int) -> Double { mean(ours, value) / mean(real, value) }
    // Where the files do not vary we do not either; elsewhere means agree to a quarter.
    let patterns = Set(real.map(Self.pattern))
    if patterns.count == 1 { #expect(Set(ours.map(Self.pattern)) == patterns) }
    #expect((0.75...1.33).contains(ratio(\.facts.count)), "facts: \(ratio(\.facts.count))")
    #expect((0.9...1.1).contains(ratio(\.questions.count)), "questions: \(ratio(\.questions.count))")
    func support(_ story: Story) -> Int { story.questions.map(\.support.count).reduce(0, +) }
    #expect((0.75...1.33).contains(ratio(support)), "support: \(ratio(support))")
    // Questions are as often asked of facts told long before.
    func distance(_ story: Story) -> Int {
      story.questions.map { $0.factCount - ($0.support.min() ?? 0) }.reduce(0, +)
    }
    #expect((0.66...1.5).contains(ratio(distance)), "distance: \(ratio(distance))")
    // The closed answers are those of the files; a count of three is rare there.
    let closed: [StoryTask] = [.yesNo, .negation, .indefinite, .position, .size, .path]
    func answers(_ stories: [Story]) -> Set<String> { Set(stories.flatMap(\.questions).compactMap(\.answer)) }
    if closed.contains(task) { #expect(answers(ours) == answers(real)) }
    if task == .counting { #expect(answers(ours).isSuperset(of: ["none", "one", "two"])) }
    if task == .motivation { #expect(answers(ours) == answers(real)) }
  }

  @Test("No answer is far more frequent than the others", arguments: StoryTask.allCases, languages)
  func answers(_ task: StoryTask, _ language: StoryLanguage) {
    var counts: [String: Int] = [:]
    let questions = Self.stories(task, language, count: 300).flatMap(\.questions)
    for question in questions { counts[question.answer ?? "?", default: 0] += 1 }
    let most = Double(counts.values.max() ?? 0) / Double(questions.count)
    switch task {
    case .yesNo, .position, .size: #expect(counts.count == 2 && most < 0.56, "\(counts)")
    case .negation: #expect(counts.count == 2 && most < 0.7, "\(counts)")
    case .indefinite: #expect(counts.count == 3 && most < 0.6, "\(counts)")
    case .counting: #expect(counts.count >= 3 && most < 0.6, "\(counts)")
    case .lists: #expect(counts.count > 100 && most < 0.45, "\(counts)")
    case .motivation: #expect(counts.count == 7 && most < 0.3, "\(counts)")
    // Twelve paths: not there and back.
    case .path: #expect(counts.count == 12 && most < 0.15, "\(counts)")
    case .induction: #expect(counts.count == 10 && most < 0.2, "\(counts)")
    case .deduction: #expect(counts.count == 20 && most < 0.1, "\(counts)")
    default: #expect(counts.count > 80 && most < 0.05, "\(counts)")
    }
  }

  @Test("As many facts and questions as asked for", arguments: StoryTask.allCases, languages)
  func length(_ task: StoryTask, _ language: StoryLanguage) {
    let paired = task == .coreference || task == .compoundCoreference
    for facts in [task.factLimits.lowerBound, 5, 17, 50] {
      for vocabulary in [StoryVocabulary.training, .heldOut, .invented] {
        let stories = Self.stories(
          task, language, vocabulary, count: 5, length: .init(facts: facts...facts, questions: 3),
          distractors: 0.3,
          unanswerable: 0.1)
        let expected = paired ? facts + facts % 2 : facts
        for story in stories {
          #expect(story.facts.count == expected && story.questions.count == 3)
          #expect(story.questions.last?.factCount == expected || task == .motivation)
        }
      }
    }
    if task.factLimits.upperBound > 200 {
      let story = Self.stories(task, language, count: 1, length: .init(facts: 400...400)).first
      #expect(story?.facts.count == 400)
    }
  }

  @Test("Distractors are their share of the facts, and no question is about them")
  func distractors() throws {
    let solver = StorySolver(.english, .englishTraining)
    // So many questions that everybody is asked about who may be.
    let stories = Self.stories(
      .oneFact, .english, count: 100, length: .init(facts: 50...50, questions: 200), distractors: 0.6)
    var others = 0
    for story in stories {
      let actors = story.facts.map { solver.sentence($0.text).people[0] }
      let asked = Set(story.questions.flatMap(\.support).map { actors[$0] })
      others += actors.count { !asked.contains($0) }
    }
    // Three standard deviations.
    #expect((0.58...0.62).contains(Double(others) / 5000), "\(others)")
  }

  @Test("The share of unanswerable questions is kept", arguments: StoryTask.allCases)
  func unanswerable(_ task: StoryTask) {
    #expect(Self.stories(task, .chinese).flatMap(\.questions).allSatisfy { $0.answer != nil })
    let questions = Self.stories(task, .chinese, count: 300, unanswerable: 0.5).flatMap(\.questions)
    let share = Double(questions.count { $0.answer == nil }) / Double(questions.count)
    #expect((0.38...0.62).contains(share), "\(share)")
    #expect(questions.allSatisfy { $0.answer != nil || $0.support.isEmpty })
    #expect(
      Self.stories(task, .english, count: 10, unanswerable: 1).flatMap(\.questions).allSatisfy {
        $0.answer == nil
      })
  }

  // MARK: Words

  @Test("No sentence is longer than 15 words", arguments: StoryTask.allCases, languages)
  func sentenceLength(_ task: StoryTask, _ language: StoryLanguage) {
    for wording in StoryWording.allCases {
      for story in Self.stories(task, language, .invented, wording, count: 60)
        + Self.stories(task, language, .heldOut, wording, count: 60)
      {
        for text in story.facts.map(\.text) + story.questions.map(\.text) {
          // Chinese has no blanks: characters, of which a name may have five.
          let count = language == .english ? storyWords(text).count : storyWords(text).count / 2
          #expect(count <= 15 && !text.contains("{") && !text.contains("  "), "\(text)")
          if language == .english, !text.contains("pajamas") {
            #expect(text.first?.isUppercase == true && !text.contains(" the the "), "\(text)")
          }
        }
      }
    }
  }

  @Test("The lists are long, without a word twice, and have none in common", arguments: languages)
  func lists(_ language: StoryLanguage) throws {
    let (training, heldOut) = (StoryWords(language, .training), StoryWords(language, .heldOut))
    #expect(training.people.count >= 100 && training.objects.count >= 90 && training.places.count >= 100)
    #expect(heldOut.people.count >= 45 && heldOut.objects.count >= 40 && heldOut.places.count >= 53)
    for words in [training, heldOut] {
      #expect(Set(words.people.map(\.isFemale)).count == 2)
      var seen: Set<String> = []
      for word in words.all {
        #expect(seen.insert(word.lowercased()).inserted, "\(word) is there twice")
        #expect(storyWords(word).joined(separator: language == .english ? " " : "") == word.lowercased())
        #expect(language == .chinese || storyWords(word).count == 1, "\(word)")
      }
      if language == .chinese {
        for word in words.all {
          for other in words.all where other != word {
            #expect(!other.contains(word), "\(word) is part of \(other)")
          }
        }
      }
    }
    let common = Set(training.all.map { $0.lowercased() }).intersection(heldOut.all.map { $0.lowercased() })
    #expect(common.isEmpty, "\(common.sorted())")
    // No open word is one of the sentences themselves.
    for wording in StoryWording.allCases {
      let sentences = wording.allSentences(language)
      let closed = Set(sentences.flatMap { storyWords($0.replacing(/\{.\}/, with: " ")) })
      for word in training.all + heldOut.all {
        if language == .english {
          #expect(!closed.contains(word.lowercased()), "\(word)")
        } else {
          #expect(!sentences.contains { $0.contains(word) }, "\(word)")
        }
      }
    }
  }

  @Test("The held-out wording has words and orders that training never has", arguments: languages)
  func wordings(_ language: StoryLanguage) {
    let heldOut = StoryWording.heldOutWords(language)
    func has(_ sentence: String, _ word: String) -> Bool {
      language == .english ? storyWords(sentence).contains(word) : sentence.contains(word)
    }
    let training = StoryWording.training.allSentences(language)
    let other = StoryWording.heldOut.allSentences(language)
    #expect(Set(training).isDisjoint(with: other))
    // What was told in training, questions included.
    let told = Set(
      StoryTask.allCases.flatMap { Self.stories($0, language, .invented, count: 100) }
        .flatMap { $0.facts.map(\.text) + $0.questions.map(\.text) }
        .map { language == .english ? storyWords($0).joined(separator: " ") : $0 })
    let words = Set(told.flatMap { language == .english ? storyWords($0) : [] })
    for word in heldOut {
      #expect(!training.contains { has($0, word) }, "\(word) is in the training wording")
      #expect(other.contains { has($0, word) }, "\(word) is in no held-out sentence")
      if language == .english {
        #expect(!words.contains(word), "\(word)")
      } else {
        #expect(!told.contains { $0.contains(word) }, "\(word)")
      }
    }
    // Every closed word that is not declared held out is one of training; sentences without a held-out word differ in order.
    let closed = Set(training.flatMap { storyWords($0.replacing(/\{.\}/, with: " ")) } + words)
    for sentence in other where language == .english {
      for word in storyWords(sentence.replacing(/\{.\}/, with: " ")) where !heldOut.contains(word) {
        #expect(closed.contains(word), "\(word) of \"\(sentence)\" is neither held out nor of training")
      }
    }
    let turned = other.filter { sentence in !heldOut.contains { has(sentence, $0) } }
    #expect(
      Set(turned)
        == (language == .english
          ? ["In the {p} is {a} now", "Not in the {p} is {a}", "Either the {p} or the {q} is where {a} is"]
          : []))
  }

  @Test("Both spellings, with and without article, full stop and now")
  func variety() {
    let stories =
      Self.stories(.oneFact, .english, count: 300) + Self.stories(.induction, .english, count: 300)
    let facts = stories.flatMap { $0.facts.map(\.text) }
    let questions = stories.flatMap { $0.questions.map(\.text) }
    for (text, share) in [
      (" travelled ", 0.01), (" traveled ", 0.01), (" the ", 0.2), (" in color", 0.01), (" in colour", 0.01),
    ] {
      #expect(Double(facts.count { $0.contains(text) }) > share * Double(facts.count), "\(text)")
    }
    let moves = Self.stories(.oneFact, .english, count: 300).flatMap { $0.facts.map(\.text) }
    #expect((0.05...0.2).contains(Double(moves.count { !$0.contains(" the ") }) / Double(moves.count)))
    #expect((0.1...0.25).contains(Double(facts.count { !$0.hasSuffix(".") }) / Double(facts.count)))
    #expect(questions.contains { $0.hasSuffix(" now?") } && questions.contains { !$0.contains("now") })
    let chinese = Self.stories(.twoFacts, .chinese, count: 100)
    #expect(chinese.contains { $0.questions.contains { $0.text.contains("现在") } })
    for text in ["拿起", "离开了", "放下", "走到", "去了"] {
      #expect(chinese.contains { $0.facts.contains { $0.text.contains(text) } }, "\(text)")
    }
  }

  @Test("The vocabulary is used: every name, object and place comes up", arguments: languages)
  func coverage(_ language: StoryLanguage) {
    for (vocabulary, words) in [
      (StoryVocabulary.training, StoryWords(language, .training)), (.heldOut, .init(language, .heldOut)),
    ] {
      let text = Self.stories(.twoFacts, language, vocabulary, count: 1000).flatMap { $0.facts.map(\.text) }
        .joined(separator: "\n")
      for word in words.people.map(\.name) + words.objects + words.places {
        #expect(text.contains(word), "\(word)")
      }
    }
  }

  @Test("Invented words are new in each story and none of ours", arguments: languages)
  func invented(_ language: StoryLanguage) {
    var random = RandomSource(seed: 3)
    let words = (0..<2000).map { InventedWords.word($0 % 2 == 0 ? .name : .noun, language, &random) }
    #expect(Set(words).count > (language == .english ? 1500 : 600))
    let sentences = StoryWording.allCases.flatMap { $0.allSentences(language) }
    let closed = Set(sentences.flatMap(storyWords))
    for (index, word) in words.enumerated() {
      if language == .english {
        #expect(word.allSatisfy { $0.isASCII && $0.isLetter } && word.count >= 5)
        #expect(word.first?.isUppercase == (index % 2 == 0) && !closed.contains(word.lowercased()))
      } else {
        #expect(word.count == 2 && storyWords(word).count == 2)
      }
    }
    let answers = Self.stories(.oneFact, language, .invented).flatMap(\.questions).compactMap(\.answer)
    #expect(Set(answers).count > (language == .english ? 300 : 200))
  }

  @Test("A list of the caller's own is used")
  func ownWords() {
    var words = StoryWords.englishTraining
    words.people = words.people.prefix(5).map(\.self)
    words.places = ["here", "there", "nowhere", "everywhere", "somewhere", "elsewhere"]
    let stories = Self.stories(.oneFact, .english, .words(words))
    #expect(Set(stories.flatMap(\.questions).compactMap(\.answer)) == Set(words.places))
  }

  @Test(
    "Many questions to a story: the story grows, or there is none",
    arguments: StoryTask.allCases + [.everyday])
  func manyQuestions(_ task: StoryTask) {
    var simulator = StorySimulator(task: task, length: .init(questions: 50), random: RandomSource(seed: 3))
    let story = simulator.next()
    if let story {
      #expect(story.questions.count == 50)
    } else {
      // A story with times has few visits.
      #expect(task == .time)
    }
  }

  @Test("What cannot be is a bug of the caller")
  func traps() async {
    await #expect(processExitsWith: .failure) {
      _ = StorySimulator(task: .threeFacts, length: .init(facts: 2...5), random: RandomSource(seed: 1))
    }
    await #expect(processExitsWith: .failure) {
      _ = StorySimulator(task: .oneFact, distractors: 1, random: RandomSource(seed: 1))
    }
    await #expect(processExitsWith: .failure) {
      var words = StoryWords.englishTraining
      words.places = ["here"]
      var simulator = StorySimulator(task: .oneFact, vocabulary: .words(words), random: RandomSource(seed: 1))
      _ = simulator.next()
    }
  }
}

extension StoryWords {
  fileprivate init(_ language: StoryLanguage, _ vocabulary: StoryVocabulary) {
    guard let words = vocabulary.words(language) else { fatalError("no list") }
    self = words
  }
}
