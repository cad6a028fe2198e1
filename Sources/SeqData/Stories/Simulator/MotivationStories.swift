import SeqTensor

/// Why people do what they do: task 20.
///
/// That one goes to the kitchen when one is hungry is no fact of the story but common knowledge, to be learned from many.
/// So the motives, their places and objects are the same whatever the vocabulary; only the people change.
struct MotivationStories {
  private struct Motive {
    var feeling: String
    var place: String
    var object: String
  }

  private static func motives(_ language: StoryLanguage) -> [Motive] {
    switch language {
    case .english:
      [
        Motive(feeling: "hungry", place: "kitchen", object: "apple"),
        Motive(feeling: "thirsty", place: "kitchen", object: "milk"),
        Motive(feeling: "tired", place: "bedroom", object: "pajamas"),
        Motive(feeling: "bored", place: "garden", object: "football"),
      ]
    case .chinese:
      [
        Motive(feeling: "饿", place: "厨房", object: "苹果"), Motive(feeling: "口渴", place: "厨房", object: "牛奶"),
        Motive(feeling: "困", place: "卧室", object: "睡衣"), Motive(feeling: "无聊", place: "花园", object: "足球"),
      ]
    }
  }

  private struct Person {
    var name: String
    var motive: Motive
    /// How much has been told: the feeling, the way there, the object.
    var told = 0
    var feelingFact = 0
  }

  private var waiting: [Person] = []
  /// Whom the last fact was about, as it was then.
  private var last: Person?

  static func tell(_ builder: inout StoryBuilder) -> Bool {
    var stories = MotivationStories()
    // Most stories of bAbI have ten or eleven facts, and a question after each.
    let facts = builder.facts ?? 10 + builder.random.below(2)
    var people = (facts + 2) / 3
    while people > 0 {
      guard let motive = builder.pick(motives(builder.language)) else { return false }
      stories.waiting.append(Person(name: builder.words.person().name, motive: motive))
      people -= 1
    }
    for number in 1...facts {
      stories.step(&builder)
      guard let questions = builder.questions else {
        stories.ask(&builder)
        continue
      }
      // Spread over the facts.
      for _ in 0..<(questions * number / facts - questions * (number - 1) / facts) { stories.ask(&builder) }
    }
    return true
  }

  private mutating func step(_ builder: inout StoryBuilder) {
    // Nearly one at a time, as in bAbI: the first who is not done, or sometimes one of the next.
    let index = builder.random.below(2) == 0 ? 0 : builder.random.below(min(waiting.count, 3))
    var person = waiting[index]
    let motive = person.motive
    switch person.told {
    case 0:
      builder.tell(.feels, ["a": person.name, "f": motive.feeling])
      person.feelingFact = builder.factCount - 1
    case 1: builder.tell(.move, ["a": person.name, "p": motive.place])
    default: builder.tell(.take, ["a": person.name, "o": motive.object])
    }
    person.told += 1
    last = person
    if person.told == 3 { waiting.remove(at: index) } else { waiting[index] = person }
  }

  /// About what was told last: where they will go, why they went, why they took it.
  private func ask(_ builder: inout StoryBuilder) {
    guard let last else { return }
    if builder.chance(builder.unanswerable) {
      let stranger = builder.stranger(.person)
      switch builder.random.below(3) {
      case 0: builder.ask(.willGo, ["a": stranger], answer: nil)
      case 1: builder.ask(.whyGo, ["a": stranger, "p": last.motive.place], answer: nil)
      default: builder.ask(.whyTake, ["a": stranger, "o": last.motive.object], answer: nil)
      }
      return
    }
    let (name, motive) = (last.name, last.motive)
    switch last.told {
    case 1: builder.ask(.willGo, ["a": name], answer: motive.place, support: [last.feelingFact])
    case 2:
      builder.ask(
        .whyGo, ["a": name, "p": motive.place], answer: motive.feeling, support: [last.feelingFact])
    default:
      builder.ask(
        .whyTake, ["a": name, "o": motive.object], answer: motive.feeling, support: [last.feelingFact])
    }
  }
}
