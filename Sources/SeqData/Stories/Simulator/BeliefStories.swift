import SeqTensor

/// What is said about where people are may be a denial or a choice of two: tasks 9 and 10.
struct BeliefStories {
  /// What the last fact about somebody says.
  private enum Belief {
    case at(Int)
    case notAt(Int)
    case either(Int, Int)
  }

  private let task: StoryTask
  private let people: [String]
  private let asked: Range<Int>
  private let places: [String]
  private var beliefs: [(belief: Belief, fact: Int)?]

  private init(_ task: StoryTask, _ builder: inout StoryBuilder) {
    self.task = task
    let count = min(4 + (builder.facts ?? 10) / 25, 10)
    asked = 0..<count
    people = builder.words.people(builder.distractors > 0 ? count + min(count, 5) : count).map(\.name)
    places = builder.words.places(6)
    beliefs = Array(repeating: nil, count: people.count)
  }

  static func tell(_ task: StoryTask, _ builder: inout StoryBuilder) -> Bool {
    var stories = BeliefStories(task, &builder)
    return builder.interleave(limit: builder.limit(40)) { builder in
      stories.step(&builder)
    } ask: { builder in
      stories.ask(&builder)
    } askUnanswerable: { builder in
      let place = stories.places[builder.random.below(stories.places.count)]
      builder.ask(.isAt, ["a": builder.stranger(.person), "p": place], answer: nil)
    }
  }

  private mutating func step(_ builder: inout StoryBuilder) {
    let group = builder.chance(builder.distractors) ? asked.upperBound..<people.count : asked
    let person = group.lowerBound + builder.random.below(group.count)
    let (place, other) = twoPlaces(&builder)
    let isVague = builder.random.below(100) < 27
    let belief: Belief
    if isVague, task == .indefinite {
      belief = .either(place, other)
      builder.tell(.either, ["a": people[person], "p": places[place], "q": places[other]])
    } else if isVague, case .at(let here)? = beliefs[person]?.belief {
      // Who was known to be somewhere has left.
      belief = .notAt(here)
      builder.tell(.noLonger, ["a": people[person], "p": places[here]])
    } else if isVague {
      belief = .notAt(place)
      builder.tell(.notAt, ["a": people[person], "p": places[place]])
    } else {
      var here = place
      // One goes to another place than where one is known to be.
      if case .at(place)? = beliefs[person]?.belief { here = other }
      belief = .at(here)
      builder.tell(
        builder.random.below(2) == 0 ? .at : .move, ["a": people[person], "p": places[here]])
    }
    beliefs[person] = (belief, builder.factCount - 1)
  }

  private func twoPlaces(_ builder: inout StoryBuilder) -> (Int, Int) {
    let first = builder.random.below(places.count)
    return (first, (first + 1 + builder.random.below(places.count - 1)) % places.count)
  }

  /// Whether somebody is in a place of which the last fact about them tells.
  private func ask(_ builder: inout StoryBuilder) -> Bool {
    let known = asked.filter { beliefs[$0] != nil }
    guard let person = builder.pick(known, latest: 0.35, by: { beliefs[$0]?.fact ?? 0 }),
      let (belief, fact) = beliefs[person]
    else { return false }
    let language = builder.language
    let asksFirst = builder.random.below(2) == 0
    func elsewhere(_ known: Int...) -> Int {
      builder.pick(places.indices.filter { !known.contains($0) }) ?? 0
    }
    let (place, answer): (Int, String)
    switch belief {
    case .at(let here):
      (place, answer) = asksFirst ? (here, language.answer(true)) : (elsewhere(here), language.answer(false))
    // Nothing else follows from a denial.
    case .notAt(let there): (place, answer) = (there, language.answer(false))
    case .either(let first, let second):
      switch builder.random.below(4) {
      case 0: (place, answer) = (elsewhere(first, second), language.answer(false))
      case 1: (place, answer) = (second, language.maybe)
      default: (place, answer) = (first, language.maybe)
      }
    }
    builder.ask(.isAt, ["a": people[person], "p": places[place]], answer: answer, support: [fact])
    return true
  }
}
