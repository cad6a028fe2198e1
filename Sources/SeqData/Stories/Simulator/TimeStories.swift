import SeqTensor

/// Where somebody was before, by the time of day and not by the order of telling: task 14.
struct TimeStories {
  private struct Visit {
    var person: Int
    /// The time of day, 0...3.
    var time: Int
    var place: Int
  }

  private let people: [String]
  private let asked: Range<Int>
  private let places: [String]
  /// In the order of telling.
  private var visits: [Visit] = []
  private var told = 0

  private init(_ builder: inout StoryBuilder) {
    let length = builder.facts ?? 12
    // Three in four visits are told, as in bAbI.
    let count = max(4, (length + 2) / 3)
    let others = builder.distractors > 0 ? max(1, Int(Double(count) * builder.distractors)) : 0
    // Not everybody can be beside the point.
    asked = 0..<max(count - others, 1)
    people = builder.words.people(count).map(\.name)
    places = builder.words.places(6)
    var order: [(visit: Visit, key: Int)] = []
    for person in people.indices {
      var place = builder.random.below(places.count)
      for time in 0..<4 {
        order.append(
          (Visit(person: person, time: time, place: place), time * 100 + builder.random.below(250)))
        place = (place + 1 + builder.random.below(places.count - 1)) % places.count
      }
    }
    // Early visits tend to be told first; equal keys keep the order of people.
    visits = order.enumerated().sorted { ($0.element.key, $0.offset) < ($1.element.key, $1.offset) }
      .map(\.element.visit)

  }

  static func tell(_ builder: inout StoryBuilder) -> Bool {
    var stories = TimeStories(&builder)
    return builder.interleave(limit: stories.visits.count) { builder in
      stories.step(&builder)
    } ask: { builder in
      stories.ask(&builder)
    } askUnanswerable: { builder in
      let place = stories.places[builder.random.below(stories.places.count)]
      builder.ask(.wherePersonBefore, ["a": builder.stranger(.person), "p": place], answer: nil)
    }
  }

  private mutating func step(_ builder: inout StoryBuilder) {
    let visit = visits[told]
    told += 1
    builder.tell(
      .timedMove,
      ["a": people[visit.person], "p": places[visit.place], "t": builder.language.times[visit.time]])
  }

  /// The visit asked about and the one before it, both told.
  private func ask(_ builder: inout StoryBuilder) -> Bool {
    let known = visits[..<told]
    let pairs = known.indices.compactMap { later -> (later: Int, earlier: Int)? in
      let visit = known[later]
      guard asked.contains(visit.person),
        let earlier = known.firstIndex(where: { $0.person == visit.person && $0.time == visit.time - 1 }),
        // "Before the school" is before the last time there.
        !known.contains(where: {
          $0.person == visit.person && $0.place == visit.place && $0.time > visit.time
        })
      else { return nil }
      return (later, earlier)
    }
    guard let (later, earlier) = builder.pick(pairs, latest: 0.35, by: { max($0.later, $0.earlier) }) else {
      return false
    }
    builder.ask(
      .wherePersonBefore, ["a": people[known[later].person], "p": places[known[later].place]],
      answer: places[known[earlier].place], support: [later, earlier])
    return true
  }
}
