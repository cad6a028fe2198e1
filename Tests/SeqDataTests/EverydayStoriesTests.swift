import SeqData
import SeqTensor
import Testing

/// Stories of our own, beyond bAbI's families.
@Suite struct EverydayStoriesTests {
  private func stories(
    _ language: StoryLanguage, _ wording: StoryWording = .training, facts: ClosedRange<Int>? = nil
  )
    -> [Story]
  {
    var simulator = StorySimulator(
      task: .everyday, language: language, wording: wording, length: .init(facts: facts, questions: 5),
      random: RandomSource(seed: 3))
    return simulator.stories(questions: 1000)
  }

  @Test(arguments: StoryLanguage.allCases) func whatIsAnsweredWasTold(_ language: StoryLanguage) throws {
    let words = try #require(StoryVocabulary.training.words(language))
    let solver = StorySolver(language, words)
    var (unanswered, lists) = (0, 0)
    for story in stories(language) + stories(language, .heldOut, facts: 20...40) {
      for question in story.questions {
        #expect(question.support.allSatisfy { $0 < question.factCount })
        #expect(Set(question.support).count == question.support.count && !question.support.isEmpty)
        guard let answer = question.answer else {
          unanswered += 1
          continue
        }
        let parts = answer.split(separator: ",").map(String.init)
        if parts.count > 1 { lists += 1 }
        let read = question.support.map { story.facts[$0].text }.joined(separator: "\n")
        let open = Set(words.all)
        for part in parts where open.contains(part) {
          #expect(read.lowercased().contains(part.lowercased()), "\(question.text) \(answer): \(read)")
          // Of "What" no hat is part.
          #expect(
            !question.text.contains(language == .english ? " \(part)" : part), "\(question.text) \(answer)")
        }
        #expect(!solver.sentence(question.text).tokens.isEmpty)
      }
    }
    #expect((200...800).contains(unanswered) && lists > 50, "\(unanswered) \(lists)")
  }

  /// Where people are, from the text alone.
  @Test(arguments: StoryLanguage.allCases) func peopleAreWhereTheFactsSay(_ language: StoryLanguage) throws {
    let solver = StorySolver(language, try #require(StoryVocabulary.training.words(language)))
    func whereabouts(_ person: String, _ facts: ArraySlice<Story.Fact>) -> String? {
      var here: String?
      for (number, fact) in zip(facts.indices, facts) {
        let sentence = solver.sentence(fact.text)
        guard sentence.people.contains(person) else { continue }
        if let place = sentence.places.first {
          let denies = sentence.has("not isn't longer left out from away 不在 没在 离开 走出 从")
          if !denies { here = place } else if here == place { here = nil }
        } else if sentence.people.count == 2, sentence.objects.isEmpty, sentence.people[0] == person {
          here = whereabouts(sentence.people[1], facts[..<number])
        }
      }
      return here
    }
    var asked = 0
    for story in stories(language) {
      for question in story.questions {
        let sentence = solver.sentence(question.text)
        guard sentence.has("where where's 在哪 在什么地方"), let person = sentence.people.first else { continue }
        #expect(
          whereabouts(person, story.facts.prefix(question.factCount)) == question.answer,
          "\(BabiFile.text(of: [story]))\(question.text)")
        asked += 1
      }
    }
    #expect(asked > 150, "\(asked)")
  }

  @Test func theyAreNoneOfBabi() {
    #expect(StoryTask.allCases.map(\.number) == Array(1...20) && !StoryTask.mixable.contains(.everyday))
  }
}
