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

  /// Whom each fact is about, from the text alone: he and she are the one of the fact before, and there is only one.
  private func people(in facts: [Story.Fact], _ solver: StorySolver, _ words: StoryWords) -> [[String]] {
    let women = Set(words.people.filter(\.isFemale).map(\.name))
    var all: [[String]] = []
    for fact in facts {
      let tokens = solver.sentence(fact.text).tokens
      all.append(
        tokens.indices.compactMap { place -> String? in
          switch tokens[place] {
          case .person(let name): return name
          case .closed(let word) where ["he", "she", "him", "her", "他", "她"].contains(word):
            // "Her ball" says nothing of her.
            switch tokens[(place + 1)...].first {
            case .object?, .closed("的")?: return nil
            default: break
            }
            let isFemale = ["she", "her", "她"].contains(word)
            let meant = (all.last ?? []).filter { women.contains($0) == isFemale }
            #expect(meant.count == 1, "\(fact.text): \(meant)")
            return meant.first
          default: return nil
          }
        })
    }
    return all
  }

  /// Where people are, from the text alone.
  @Test(arguments: StoryLanguage.allCases) func peopleAreWhereTheFactsSay(_ language: StoryLanguage) throws {
    let words = try #require(StoryVocabulary.training.words(language))
    let solver = StorySolver(language, words)
    var (asked, called) = (0, 0)
    for story in stories(language) {
      let people = people(in: story.facts, solver, words)
      func whereabouts(_ person: String, _ facts: ArraySlice<Story.Fact>) -> String? {
        var here: String?
        for (number, fact) in zip(facts.indices, facts) where people[number].contains(person) {
          let sentence = solver.sentence(fact.text)
          if let place = sentence.places.first {
            let denies = sentence.has("not isn't longer left out from away 不在 没在 离开 走出 从")
            if !denies { here = place } else if here == place { here = nil }
          } else if people[number].count == 2, people[number][0] == person, !sentence.has("to gave handed 给"),
            sentence.objects.isEmpty
          {
            here = whereabouts(people[number][1], facts[..<number])
          }
        }
        return here
      }
      for question in story.questions {
        let sentence = solver.sentence(question.text)
        guard sentence.has("where where's 在哪 在什么地方"), let person = sentence.people.first else { continue }
        #expect(
          whereabouts(person, story.facts.prefix(question.factCount)) == question.answer,
          "\(BabiFile.text(of: [story]))\(question.text)")
        asked += 1
        // Somebody who is called by a pronoun is named in another fact that is read, the one before.
        for fact in question.support where people[fact].contains(person) {
          guard !story.facts[fact].text.contains(person) else { continue }
          called += 1
          #expect(question.support.contains(fact - 1), "\(BabiFile.text(of: [story]))\(question.text)")
        }
      }
    }
    #expect(asked > 150 && called > 20, "\(asked) \(called)")
  }

  /// Where things are that somebody put somewhere: of those that are called it, the fact before says which.
  @Test(arguments: StoryLanguage.allCases) func itIsWhatTheFactBeforeNames(_ language: StoryLanguage) throws {
    let solver = StorySolver(language, try #require(StoryVocabulary.training.words(language)))
    var called = 0
    for story in stories(language) {
      for question in story.questions {
        let sentence = solver.sentence(question.text)
        guard sentence.has("where where's 在哪 在什么地方"), let object = sentence.objects.first else { continue }
        let read = question.support.map { solver.sentence(story.facts[$0].text) }
        if read.contains(where: { $0.has("it 它") }) { called += 1 }
        // The fact that names it is read first, whatever it is called in others.
        if let first = read.first { #expect(first.objects.contains(object), "\(question.text)") }
      }
    }
    #expect(called > 5, "\(called)")
  }

  @Test func theyAreNoneOfBabi() {
    #expect(StoryTask.allCases.map(\.number) == Array(1...20) && !StoryTask.mixable.contains(.everyday))
  }
}
