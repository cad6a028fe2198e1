import SeqData
import SeqTensor
import SeqTraining

/// The closed words of simulated stories: everything in their sentences but names, objects and places.
struct SimulatedLexicon {
  private let settings: StoryReaderSettings.Simulation
  private var words: [String] = []
  private var answers: [String] = []
  private var known: Set<String> = []
  private var verbs: [String] = []

  init(_ settings: StoryReaderSettings.Simulation) { self.settings = settings }

  /// The words of all kinds of stories.
  ///
  /// - Parameter goesOn: asked before every kind; told how many are done and how many there are.
  /// - Returns: nil if it was told to stop.
  static func words(_ settings: StoryReaderSettings.Simulation, goesOn: (_ done: Int, _ of: Int) -> Bool)
    -> (lexicon: StoryLexicon, answers: [String])?
  {
    var found = SimulatedLexicon(settings)
    let tasks = settings.tasks.compactMap(StoryTask.init(rawValue:))
    for (place, language) in settings.languages.enumerated() {
      for (number, task) in tasks.enumerated() {
        guard goesOn(place * tasks.count + number, settings.languages.count * tasks.count) else { return nil }
        found.learn(task, language)
      }
    }
    return (found.lexicon, found.answers)
  }

  private mutating func note(_ word: String) {
    if !word.isEmpty, known.insert(word).inserted { words.append(word) }
  }

  /// Adds the words of some thousand sentences.
  private mutating func learn(_ task: StoryTask, _ language: StoryLanguage) {
    let names = StoryVocabulary.training.words(language)?.all ?? []
    let open = Set(names.flatMap { language == .english ? storyWords($0) : [$0] })
    // The longest first, and pronouns by themselves.
    let cuts = names.sorted { ($1.count, $0) < ($0.count, $1) } + StoryMemory.chinesePronouns
    if language == .chinese { for word in StoryMemory.chinesePronouns { note(word) } }
    func stories(mixes: Bool) -> [Story] {
      var simulator = StorySimulator(
        task: task, language: language, unanswerable: 0.1, mixes: mixes,
        random: RandomSource(seed: 1).stream(named: "lexicon"))
      return simulator.stories(questions: 1500)
    }
    for story in stories(mixes: false) + stories(mixes: true) {
      let facts = story.facts.map(\.text)
      for (place, sentence) in (facts + story.questions.map(\.text)).enumerated() {
        switch language {
        case .english: for word in storyWords(sentence) where !open.contains(word) { note(word) }
        case .chinese:
          for piece in ideographPieces(of: sentence, without: cuts) {
            note(piece)
            if place < facts.count, piece.count <= 3, !verbs.contains(piece) { verbs.append(piece) }
          }
        }
      }
      for answer in story.questions.compactMap(\.answer) {
        for part in answer.split(separator: ",").map({ $0.lowercased() }) where !open.contains(part) {
          if !answers.contains(part) { answers.append(part) }
        }
      }
    }
  }

  private var lexicon: StoryLexicon {
    let isChinese = settings.languages.contains(.chinese)
    return StoryLexicon(
      words: words, answers: answers.filter { !known.contains($0) },
      ideographNames: isChinese ? StoryVocabulary.training.words(.chinese)?.all ?? [] : [],
      ideographParts: isChinese ? Self.parts(of: verbs) : [])
  }

  /// The ideographs of verbs.
  private static func parts(of verbs: [String]) -> [String] {
    var parts: [String] = []
    for verb in verbs where !SimulatedQuestions.kept.contains(verb) {
      for scalar in verb.unicodeScalars
      where scalar.properties.isIdeographic && !"了一只里在那不飞着有没从直刚才已经达".unicodeScalars.contains(scalar) {
        if !parts.contains(String(scalar)) { parts.append(String(scalar)) }
      }
    }
    return parts
  }
}

/// What is left of a Chinese sentence between its names, which are given with the longest first.
func ideographPieces(of sentence: String, without names: [String]) -> [String] {
  var text = sentence
  for name in names where text.contains(name) { text = text.replacing(name, with: " ") }
  return text.split { !$0.isLetter }.map(String.init)
}
