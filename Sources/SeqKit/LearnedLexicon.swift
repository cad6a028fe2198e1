import SeqData
import SeqModels
import SeqTraining

/// Finds out from stories which of their words are names, any of which will do, and which are the closed words that hold the
/// sentences together.
///
/// A word is a name if it is answered and some fact of its story has it; if it has a capital within a sentence; or if it
/// stands in a question where, in otherwise equal questions, at least two others stand. All else that occurs in two stories
/// or more is a closed word.
package enum LearnedLexicon {
  package static func words(of stories: [Story], names: [String]) -> (
    lexicon: StoryLexicon, answers: [String]
  ) {
    func isIdeographic(_ word: String) -> Bool {
      word.unicodeScalars.first?.properties.isIdeographic ?? false
    }
    var given = names.filter { !$0.isEmpty }
    // Where an answer stands in a fact, it shows that it is a name also in Chinese.
    for story in stories {
      for question in story.questions {
        for part in (question.answer ?? "").split(separator: ",").map(String.init)
        where isIdeographic(part) && !given.contains(part)
          && story.facts.prefix(question.factCount).contains(where: { $0.text.contains(part) })
        {
          given.append(part)
        }
      }
    }
    let ideographs = given.filter(isIdeographic)
    let cuts = ideographs.sorted { ($1.count, $0) < ($0.count, $1) } + StoryMemory.chinesePronouns
    var open = Set(given.flatMap(storyWords)).union(given)
    var inFacts: Set<String> = []
    var fillers: [String: Set<String>] = [:]
    for story in stories {
      var told: Set<String> = []
      for fact in story.facts { told.formUnion(storyWords(fact.text)) }
      inFacts.formUnion(told)
      for sentence in story.facts.map(\.text) + story.questions.map(\.text) {
        open.formUnion(capitalised(within: sentence))
      }
      for question in story.questions {
        for part in (question.answer ?? "").split(separator: ",") {
          for word in storyWords(String(part)) where told.contains(word) { open.insert(word) }
        }
        let words = storyWords(question.text)
        for (place, word) in words.enumerated() {
          var pattern = words
          pattern[place] = "_"
          fillers[pattern.joined(separator: " "), default: []].insert(word)
        }
      }
    }
    for others in fillers.values where others.count >= 3 {
      for word in others where inFacts.contains(word) { open.insert(word) }
    }
    var closed: [String] = []
    var counts: [String: Int] = [:]
    for story in stories {
      var seen: Set<String> = []
      for sentence in story.facts.map(\.text) + story.questions.map(\.text) {
        let latin = storyWords(sentence).filter { !isIdeographic($0) }
        let pieces = ideographPieces(of: sentence, without: cuts).filter(isIdeographic)
        for word in latin + pieces where !open.contains(word) && seen.insert(word).inserted {
          counts[word, default: 0] += 1
          if counts[word] == (stories.count == 1 ? 1 : 2) { closed.append(word) }
        }
      }
    }
    let known = Set(closed)
    var answers: [String] = []
    for question in stories.flatMap(\.questions) {
      for part in (question.answer ?? "").split(separator: ",").map({ $0.lowercased() })
      where !open.contains(part) && !storyWords(part).allSatisfy(open.contains) && !answers.contains(part) {
        answers.append(part)
      }
    }
    return (
      StoryLexicon(
        words: closed, answers: answers.filter { !known.contains($0) }, ideographNames: ideographs), answers
    )
  }

  /// Words with a capital that do not begin the sentence, in small letters; "I" is none.
  private static func capitalised(within sentence: String) -> [String] {
    let words = sentence.split { !$0.isLetter && $0 != "'" }
    return words.dropFirst().filter { $0.first?.isUppercase ?? false && $0 != "I" }.map { $0.lowercased() }
  }
}

/// Given questions that a reader cannot learn from.
public struct LeftOutQuestions: Sendable, Hashable {
  /// No name of the story was found in the question.
  public internal(set) var withoutName = 0
  /// The answer is neither a name of the story nor a word that others are answered with.
  public internal(set) var withoutAnswer = 0

  /// All of them.
  public var count: Int { withoutName + withoutAnswer }
}

/// Given stories as questions to learn from.
enum GivenQuestions {
  static func of(_ story: Story, _ lexicon: StoryLexicon, leftOut: inout LeftOutQuestions) -> [ReaderQuestion]
  {
    var memory = StoryMemory(lexicon)
    var found: [ReaderQuestion] = []
    for question in story.questions {
      while memory.factCount < question.factCount { memory.add(story.facts[memory.factCount].text) }
      let (sentence, _) = memory.question(question.text)
      guard !sentence.mentions.isEmpty else {
        leftOut.withoutName += 1
        continue
      }
      var answer: [ReaderChoice] = [.unknown]
      if let text = question.answer {
        guard let words = memory.answer(text) else {
          leftOut.withoutAnswer += 1
          continue
        }
        answer = words
      }
      found.append(
        ReaderQuestion(
          memory: memory.memory, factCount: memory.factCount, question: sentence, support: question.support,
          answer: answer))
    }
    return found
  }
}

extension StoryMemory {
  /// An answer as the network's choices; nil if a word of it is neither a closed one nor a name of the story.
  func answer(_ text: String) -> [ReaderChoice]? {
    let words = text.split(separator: ",").map(String.init)
    let choices = words.compactMap { word -> ReaderChoice? in
      if let id = lexicon.id(of: word.lowercased()) { return .word(Int32(ReaderWord.count) + id) }
      return number(of: word).map { .name($0) }
    }
    return choices.count == words.count && !words.isEmpty ? choices : nil
  }
}
