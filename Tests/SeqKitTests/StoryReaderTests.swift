import SeqData
import SeqFiles
import SeqKit
import SeqKitPretrained
import SeqModels
import SeqTensor
import SystemPackage
import TestSupport
import Testing

/// The shipped reader and the training of others.
@Suite struct StoryReaderTests {
  private func reader(_ facts: String) throws -> StoryReader {
    var reader = try StoryReader(.stories)
    for fact in facts.split(separator: "\n") { reader.add(String(fact)) }
    return reader
  }

  // MARK: The textbook's story

  @Test(arguments: ["went", "travelled", "traveled"]) func theMilkIsInTheOffice(_ went: String) throws {
    let reader = try reader(
      """
      Joe \(went) to the kitchen.
      Fred \(went) to the kitchen.
      Joe picked up the milk.
      Joe \(went) to the office.
      Joe left the milk.
      Joe \(went) to the bathroom.
      """)
    let answer = reader.answer("Where is the milk now?")
    #expect(answer.text == "office" && answer.words == ["office"] && answer.reason == nil)
    #expect(answer.evidence.map(\.number) == [5, 4])
    #expect(answer.evidence[0].fact == "Joe left the milk." && answer.evidence[0].weights[0].fact == 5)
    #expect(reader.answer("where is joe").text == "bathroom")
    #expect(reader.answer("Where is Fred?").text == "kitchen")
  }

  @Test(arguments: ["洗手间", "浴室"], ["", "。"]) func theMilkInChinese(_ bathroom: String, _ stop: String) throws
  {
    let facts = ["乔去了厨房", "弗雷德去了厨房", "乔拿起牛奶", "乔去了办公室", "乔离开了牛奶", "乔去\(bathroom)"]
    let reader = try reader(facts.map { $0 + stop }.joined(separator: "\n"))
    let answer = reader.answer("牛奶现在在哪里？")
    #expect(answer.text == "办公室" && answer.evidence.map(\.number) == [5, 4])
    #expect(reader.answer("乔在哪里？").text == bathroom)
  }

  /// As people type: with a particle, politely, with blanks, in the other script.
  @Test(arguments: [
    "小红在哪里呢？", "小红现在在哪里呢？", "小红 在 哪里 ？", "请问小红在哪里？", "小紅在哪裡？", "小紅現在在哪裡呢", "小红在哪儿啊？",
  ]) func questionsInChineseAsTheyAreTyped(_ question: String) throws {
    for fact in ["小红去了超市。", "小紅去了超市。", "小红 去了 超市 。"] {
      #expect(try reader(fact).answer(question).text == "超市", "\(fact)")
    }
  }

  /// Names of the answer are in the script that they were told in.
  @Test func traditionalChineseIsRead() throws {
    let reader = try reader("小紅拿起了牛奶。\n小紅去了辦公室。\n小明去了超市。")
    #expect(reader.answer("牛奶在哪裡？").text == "辦公室" && reader.answer("牛奶在哪里？").text == "辦公室")
    #expect(reader.answer("誰在超市？").text == "小明" && reader.answer("小明在超市嗎？").text == "是")
  }

  /// He, she and it are who and what the sentence before was about.
  @Test(arguments: [
    ("Anna came home.\nShe put the milk in the fridge.", "Where is the milk?", "fridge"),
    ("Anna came home.\nShe put the milk in the fridge.", "Where is Anna?", "home"),
    ("The server is in rack 4.\nTom moved it to rack 7.", "Where is the server?", "rack 7"),
    ("The cup is on the table.\nEva took it.", "Who has the cup?", "Eva"),
    ("The cup is on the table.\nEva took it.\nShe went to the kitchen.", "Where is the cup?", "kitchen"),
    ("Ben took the keys and went to the garage.", "Who has the keys?", "Ben"),
    ("Ben took the keys and went to the garage.", "Where are the keys?", "garage"),
    ("I'm in the garden.", "Where am I?", "garden"),
    ("妈妈回到了家里。\n她把牛奶放进了冰箱。", "牛奶在哪里？", "冰箱"),
    ("小明带着雨伞去了车站。", "谁有雨伞？", "小明"),
  ]) func pronounsAreRead(_ story: String, _ question: String, _ answer: String) throws {
    let found = try reader(story).answer(question)
    #expect(found.text == answer, "\(question)")
  }

  /// Several things are asked for as one is, and places may be numbered.
  @Test func pluralsAndNumberedPlaces() throws {
    let reader = try reader(
      """
      Anna took the keys.
      Anna went to room 12.
      Bob went to room 3.
      The servers are in rack 7.
      The printer was moved to rack B.
      """)
    #expect(reader.answer("Where are the keys?").text == "room 12")
    #expect(reader.answer("Where is Bob?").text == "room 3")
    #expect(reader.answer("Where are the servers?").text == "rack 7")
    #expect(reader.answer("Where is the printer?").text == "rack B")
  }

  /// Known words within a longer name are none: 笔记本 in 笔记本电脑.
  @Test(arguments: [
    ("笔记本电脑", "三楼"), ("生日蛋糕", "国家图书馆"), ("小蛋糕", "人民医院"), ("手机充电器", "北京大学"),
  ]) func longChineseNamesStayWhole(_ thing: String, _ place: String) throws {
    let reader = try reader("李娜拿走了\(thing)。\n李娜去了\(place)。\n小明去了大学。")
    #expect(reader.answer("\(thing)在哪里？").text == place && reader.answer("李娜在哪里？").text == place)
    #expect(reader.answer("谁拿着\(thing)？").text == "李娜" && reader.answer("小明在哪里？").text == "大学")
  }

  @Test func twoNamesAfterGiving() throws {
    let reader = try reader("小明给了小红苹果。\n小红去了花园。")
    #expect(reader.answer("谁给了小红苹果？").text == "小明" && reader.answer("苹果在哪里？").text == "花园")
  }

  /// Whatever the network makes of it.
  @Test func theAnswerIsOfTheKindAskedFor() throws {
    let reader = try reader(
      """
      Mary went to the kitchen.
      John went to the garden.
      Mary is with John.
      Mary put the milk in the box at noon.
      """)
    for question in [
      "Where is Mary?", "Who is in the kitchen?", "Who has the milk?", "Where is the milk?", "Where is John?",
    ] {
      let answer = reader.answer(question).words.map { $0.lowercased() }
      let told = ["mary", "john", "kitchen", "garden", "milk", "box", "noon"]
      #expect(Set(told).isSuperset(of: answer), "\(question) \(answer)")
    }
    for question in ["Is Mary in the kitchen?", "How many objects is Mary carrying?"] {
      let answer = reader.answer(question).words.map { $0.lowercased() }
      #expect(Set(["mary", "john", "kitchen", "garden", "milk", "box"]).isDisjoint(with: answer))
    }
  }

  // MARK: What it never met

  @Test(arguments: StoryLanguage.allCases) func anyNamesWillDo(_ language: StoryLanguage) throws {
    let reader = try StoryReader(.stories)
    var random = RandomSource(seed: 7).stream(named: "milk")
    var score = ReaderScore()
    for _ in 0..<1000 { score += reader.score(ReaderExam.milkStory(language, &random)) }
    #expect(score.questions == 1000 && score.accuracy >= 0.95, "\(score)")
    #expect(score.evidence >= 0.95, "\(score)")
  }

  @Test(arguments: StoryLanguage.allCases) func newWordingsAreUnderstood(_ language: StoryLanguage) throws {
    let reader = try StoryReader(.stories)
    var score = ReaderScore()
    for task in StoryReaderSettings.Simulation().babi.compactMap(StoryTask.init(rawValue:)) {
      for story in ReaderExam.heldOutStories(
        task, language, vocabulary: .training, questions: 60, random: RandomSource(seed: 5))
      {
        score += reader.score(story)
      }
    }
    #expect(score.questions == 780 && score.accuracy >= 0.85, "\(score)")
  }

  @Test(arguments: StoryLanguage.allCases) func whatIsNotToldIsNotGuessed(_ language: StoryLanguage) throws {
    let reader = try StoryReader(.stories)
    var score = ReaderScore()
    for story in ReaderExam.unanswerable(
      language, tasks: StoryReaderSettings.Simulation().babi, vocabulary: .heldOut, questions: 200,
      random: RandomSource(seed: 9))
    {
      score += reader.score(story)
    }
    #expect(
      score.unanswerable >= 190 && Double(score.falseAnswers) <= 0.1 * Double(score.unanswerable), "\(score)")
  }

  // MARK: What people do

  @Test func reasonsAreGiven() throws {
    var reader = try StoryReader(.stories)
    #expect(reader.answer("Where is Joe?").reason == .noFacts)
    reader.add("Joe went to the kitchen.")
    #expect(reader.answer("Where is Zoe?").reason == .notInStory(["Zoe"]))
    #expect(reader.answer("Why?").text == nil)
    #expect(reader.answer("").text == nil && reader.answer("?!…").text == nil)
    #expect(reader.answer("What is the capital of France?").text == nil)
  }

  @Test func factsAreTakenBack() throws {
    var reader = try reader("Joe went to the kitchen.\nJoe went to the garden.")
    let copy = reader
    #expect(reader.answer("Where is Joe?").text == "garden")
    let undone = reader.undo()
    #expect(undone == "Joe went to the garden." && reader.answer("Where is Joe?").text == "kitchen")
    reader.forget()
    let nothing = reader.undo()
    #expect(nothing == nil && reader.facts.isEmpty && reader.answer("Where is Joe?").reason == .noFacts)
    #expect(copy.answer("Where is Joe?").text == "garden", "a copy has a memory of its own")
  }

  @Test func namesOfTwoWordsAndWordsInFrontOfThem() throws {
    let reader = try reader(
      """
      Mary Ann went to the living room.
      Together Mary Ann and Bo went to the wine cellar.
      Bo went to the living room.
      """)
    #expect(reader.answer("Where is Mary Ann?").text == "wine cellar")
    #expect(reader.answer("Where is Bo?").text == "living room")
  }

  @Test func oddFactsDoNoHarm() throws {
    var reader = try StoryReader(.stories)
    for fact in [
      String(repeating: "word ", count: 1000), (0..<1000).map { "w\($0)" }.joined(separator: " "), "", "🙂",
      "乔 went 厨房",
      "Joe went to the kitchen.",
    ] { reader.add(fact) }
    #expect(reader.answer("Where is Joe?").text == "kitchen")
    _ = reader.answer("Where is w5?")
    _ = reader.answer(String(repeating: "Joe ", count: 1000) + "?")
  }

  @Test func manyTasksAskOneReader() async throws {
    let reader = try reader("Joe went to the kitchen.\nJoe took the milk.\nJoe went to the garden.")
    let questions = ["Where is the milk?", "Where is Joe?", "Who has the milk?", "Where was Joe before?"]
    let alone = questions.map { reader.answer($0) }
    #expect(questions.map { reader.answer($0) } == alone)
    let together = await withTaskGroup { group in
      for _ in 0..<8 { group.addTask { questions.map { reader.answer($0) } } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(together.count == 8 && together.allSatisfy { $0 == alone })
  }

  // MARK: Files

  @Test func aSavedReaderIsTheSame() throws {
    let folder = try TemporaryFolder()
    let reader = try reader("Joe went to the kitchen.\nJoe went to the garden.")
    let path = FilePath(folder.path + "/reader.safetensors")
    try reader.save(to: path, card: reader.card, storage: .float32)
    var copy = try StoryReader(contentsOf: path)
    for fact in reader.facts { copy.add(fact) }
    #expect(
      copy.answer("Where is Joe?") == reader.answer("Where is Joe?") && copy.threshold == reader.threshold)
  }

  /// A file may ask for anything: what cannot be is an error and never a trap.
  @Test func hostileFilesAreErrors() throws {
    let folder = try TemporaryFolder()
    let reader = try StoryReader(.stories)
    let path = folder.path + "/reader.safetensors"
    try reader.save(to: FilePath(path), card: reader.card)
    let bytes = try #require(folder.bytes("reader.safetensors"))
    // Of the same length, so that the header still fits. JSON within JSON: quotes are escaped.
    for (old, new) in [
      (#"\"window\":4"#, #"\"window\":0"#), (#"\"hiddenSize\":48"#, #"\"hiddenSize\":99"#),
      (#"\"embeddingSize\":64"#, #"\"embeddingSize\":-4"#), (#"\"answers\":["#, #"\"answers\":{"#),
      (#"\"questionLength\":8"#, #"\"questionLength\":9"#), ("seqkit.threshold", "seqkit.treshhold"),
    ] {
      var text = Array(bytes)
      let place = try #require(text.firstRange(of: Array(old.utf8)), "\(old)")
      text.replaceSubrange(place, with: Array(new.utf8))
      let damaged = try folder.write(text, to: "damaged")
      #expect(throws: FileError.self, "\(new)") { try StoryReader(contentsOf: FilePath(damaged)) }
    }
    var configuration = ReaderConfiguration(wordCount: 300, answers: [])
    configuration.window = 1_000_000
    #expect(configuration.problem != nil)
  }

  @Test func otherKindsAreRefused() throws {
    let folder = try TemporaryFolder()
    let path = FilePath(folder.path + "/translator.safetensors")
    let translator = try Translator(.englishFrench)
    try translator.save(to: path, card: translator.card, storage: .int8)
    #expect(throws: FileError.self) { try StoryReader(contentsOf: path) }
  }
}

/// Readers of one's own stories.
@Suite struct StoryReaderTrainingTests {
  /// A log of who has which key, in words of its own.
  private static let stories: [Story] = {
    var random = RandomSource(seed: 3)
    let people = ["Ann", "Bob", "Cid", "Dora", "Eve"]
    let keys = ["red key", "blue key", "green key"]
    return (0..<150).map { _ in
      var story = Story()
      var holder: [Int: (person: String, fact: Int)] = [:]
      for line in 0..<8 {
        let (key, person) = (random.below(3), people[random.below(5)])
        story.facts.append(.init(text: "The \(keys[key]) was lent to \(person).", line: line + 1))
        holder[key] = (person, line)
      }
      for key in 0..<3 {
        guard let holder = holder[key] else { continue }
        story.questions.append(
          .init(
            text: "Who borrowed the \(keys[key])?", answer: holder.person, support: [holder.fact],
            factCount: 8,
            line: 9 + key))
      }
      return story
    }
  }()

  private func settings(epochs: Int) -> StoryReaderSettings {
    var settings = StoryReaderSettings()
    settings.embeddingSize = 24
    settings.hiddenSize = 12
    settings.training.epochs = epochs
    return settings
  }

  /// Whoever does not want to wait for simulated stories is not made to.
  @Test func aTrainingIsStoppedBeforeItLearns() {
    var asked: [Int] = []
    let stopped = StoryReaderTraining(settings: .simulated, threads: 1) { done, count in
      asked += [done, count]
      return false
    }
    #expect(stopped == nil && asked == [0, 28])
  }

  @Test func oneLearnsOnesOwnDomain() throws {
    let training = try StoryReaderTraining(stories: Self.stories, settings: settings(epochs: 12), threads: 2)
    #expect(training.heldOutStories.count == 15 && training.heldOutCount > 20)
    while try training.next() != nil {}
    var reader = training.reader(card: ModelCard(name: "keys", summary: ""))
    var score = ReaderScore()
    for story in training.heldOutStories { score += reader.score(story) }
    #expect(score.accuracy >= 0.9 && score.evidence >= 0.9, "\(score)")
    // Names that no story had.
    for fact in ["The iron key was lent to Xaver.", "The brass key was lent to Yolanda."] { reader.add(fact) }
    #expect(reader.answer("Who borrowed the iron key?").text == "Xaver")
  }

  @Test func resumedEqualsUninterruptedForAnyThreads() throws {
    let folder = try TemporaryFolder()
    let path = FilePath(folder.path + "/checkpoint")
    func weights(_ training: StoryReaderTraining) -> [Scalar] {
      training.reader(card: ModelCard(name: "", summary: "")).parameters.values.elements
    }
    let whole = try StoryReaderTraining(stories: Self.stories, settings: settings(epochs: 3), threads: 1)
    while try whole.next() != nil {}
    let first = try StoryReaderTraining(stories: Self.stories, settings: settings(epochs: 3), threads: 2)
    _ = try first.next()
    try first.save(to: path)
    // Told to stop within an epoch.
    var batches = 0
    let stopped = try first.next { _, _ in
      batches += 1
      return batches < 2
    }
    #expect(stopped == nil)
    let second = try StoryReaderTraining(stories: Self.stories, settings: settings(epochs: 3), threads: 2)
    try second.restore(from: path)
    #expect(second.epoch == 1 && second.history == Array(whole.history.prefix(1)))
    while try second.next() != nil {}
    #expect(weights(second) == weights(whole))
    #expect(second.history == whole.history && whole.history.map(\.epoch) == [1, 2, 3])
    let other = try StoryReaderTraining(stories: Self.stories, settings: settings(epochs: 4), threads: 2)
    #expect(throws: FileError.self) { try other.restore(from: path) }
  }

  /// Chinese has no blanks: answers show where names end, and what is never answered has to be given.
  @Test func whatCannotBeLearnedFromIsCounted() throws {
    var stories: [Story] = []
    for (number, place) in ["厨房", "办公室", "花园", "学校"].enumerated() {
      var story = Story()
      story.facts = [.init(text: "小明\(number)去了\(place)", line: 1), .init(text: "甲乙丙", line: 2)]
      story.questions = [
        .init(text: "小明\(number)在哪里？", answer: place, support: [0], factCount: 2, line: 3),
        .init(text: "子丑寅", answer: place, support: [0], factCount: 2, line: 4),
        .init(text: "小明\(number)在哪里？", answer: "x y", support: [0], factCount: 2, line: 5),
      ]
      stories.append(story)
    }
    let training = try StoryReaderTraining(
      stories: stories, names: ["小明"], heldOut: 0, settings: settings(epochs: 1), threads: 1)
    #expect(training.leftOut.withoutName == 4 && training.questionCount + training.leftOut.count == 12)
  }

  @Test func impossibleSettingsAreNamed() {
    func problem(_ change: (inout StoryReaderSettings) -> Void) -> String? {
      var settings = StoryReaderSettings.simulated
      change(&settings)
      return settings.problem
    }
    #expect(problem { _ in } == nil)
    #expect(problem { $0.simulation?.tasks = [1, 77] }?.contains("task 77") == true)
    #expect(problem { $0.simulation?.tasks = [] }?.contains("tasks") == true)
    #expect(problem { $0.simulation?.languages = [] }?.contains("languages") == true)
    #expect(problem { $0.simulation?.questions = 3 }?.contains("questions") == true)
    // A story of task 3 has three facts at least.
    #expect(problem { $0.simulation?.facts = 2 }?.contains("facts") == true)
    #expect(problem { $0.simulation?.unanswerable = 1.5 }?.contains("unanswerable") == true)
    #expect(problem { $0.simulation?.foreign = .nan }?.contains("foreign") == true)
    var settings = settings(epochs: 1)
    settings.training.shards = 0
    #expect(throws: SettingsError.self) {
      try StoryReaderTraining(stories: Self.stories, settings: settings, threads: 1)
    }
    for share in [-0.1, 1, .nan] as [Double] {
      #expect(throws: SettingsError.self) {
        try StoryReaderTraining(
          stories: Self.stories, heldOut: share, settings: self.settings(epochs: 1), threads: 1)
      }
    }
  }

  @Test func storiesWithoutSupportAreRefused() {
    var stories = Self.stories
    for story in stories.indices {
      for question in stories[story].questions.indices { stories[story].questions[question].support = [] }
    }
    #expect(throws: SettingsError.self) {
      try StoryReaderTraining(stories: stories, settings: settings(epochs: 1), threads: 1)
    }
    #expect(throws: SettingsError.self) {
      try StoryReaderTraining(stories: [Story()], settings: settings(epochs: 1), threads: 1)
    }
  }

  @Test func namesAreFoundInStories() {
    let (lexicon, answers) = LearnedLexicon.words(of: Self.stories, names: [])
    #expect(Set(lexicon.words) == ["the", "key", "was", "lent", "to", "who", "borrowed"])
    #expect(answers.isEmpty)
  }
}
