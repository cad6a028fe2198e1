import SeqData
import SeqTensor
import SeqTraining

/// The closed words of simulated stories: everything in their sentences but names, objects and places.
enum SimulatedLexicon {
  static func words(_ settings: StoryReaderSettings.Simulation) -> (lexicon: StoryLexicon, answers: [String])
  {
    var (words, answers): ([String], [String]) = ([], [])
    var known: Set<String> = []
    var verbs: [String] = []
    func note(_ word: String) { if !word.isEmpty, known.insert(word).inserted { words.append(word) } }
    for language in settings.languages {
      let names = StoryVocabulary.training.words(language)?.all ?? []
      let open = Set(names.flatMap { language == .english ? storyWords($0) : [$0] })
      // The longest first, and pronouns by themselves.
      let cuts = names.sorted { ($1.count, $0) < ($0.count, $1) } + StoryMemory.chinesePronouns
      if language == .chinese { StoryMemory.chinesePronouns.forEach(note) }
      for task in settings.tasks.compactMap(StoryTask.init(rawValue:)) {
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
    }
    let isChinese = settings.languages.contains(.chinese)
    let lexicon = StoryLexicon(
      words: words, answers: answers.filter { !known.contains($0) },
      ideographNames: isChinese ? StoryVocabulary.training.words(.chinese)?.all ?? [] : [],
      ideographParts: isChinese ? parts(of: verbs) : [])
    return (lexicon, answers)
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
