import SeqTensor

/// What is asked about an everyday story: only what its facts say, each with the facts that say it.
extension EverydayStories {
  /// What is asked, with everything that goes into words, and what follows.
  private typealias Asked = (
    form: QuestionForm, words: KeyValuePairs<Character, String>, answer: String?, support: [Int]
  )

  func ask(_ builder: inout StoryBuilder) -> Bool {
    for _ in 0..<6 {
      let asked: Asked? =
        switch builder.random.below(20) {
        case ..<5: wherePerson(&builder)
        case ..<9: whereObject(&builder)
        case ..<11: isAt(&builder)
        case ..<12: isIn(&builder)
        case ..<14: whoIsAt(&builder)
        case ..<16: whatIsIn(&builder)
        case ..<17: whatHas(&builder)
        case ..<19: whoHolds(&builder)
        default: doesHave(&builder)
        }
      // The network has only so many hops, and a list only so many words.
      guard let asked, asked.support.count <= 9 else { continue }
      builder.ask(asked.form, asked.words, answer: asked.answer, support: asked.support)
      return true
    }
    return false
  }

  private func pickPerson(_ builder: inout StoryBuilder) -> Int? {
    let known = people.indices.filter { stays[$0] != nil }
    return builder.pick(known, latest: 0.35) { person in
      switch stays[person] {
      case .at(_, let facts)?, .gone(_, let facts)?: facts.max() ?? 0
      case nil: 0
      }
    }
  }

  private func wherePerson(_ builder: inout StoryBuilder) -> Asked? {
    guard let person = pickPerson(&builder), let stay = stays[person] else { return nil }
    let words: KeyValuePairs<Character, String> = ["a": people[person].name]
    return switch stay {
    case .at(let place, let facts):
      (.whereSomebody, words, places[place], pronouns.explained(facts, people: true))
    case .gone(_, let facts): (.whereSomebody, words, nil, pronouns.explained(facts, people: true))
    }
  }

  private func name(_ spot: Spot) -> String {
    switch spot {
    case .place(let place): places[place]
    case .holder(let holder): holders[holder]
    }
  }

  private func whereObject(_ builder: inout StoryBuilder) -> Asked? {
    let known = objects.indices.filter { lots[$0] != nil }
    guard let object = builder.pick(known), let lot = lots[object] else { return nil }
    let words: KeyValuePairs<Character, String> = ["o": objects[object]]
    // Of the object to whoever has it, and on to where that is.
    func asked(_ answer: String?, _ facts: [Int]) -> Asked {
      let told = pronouns.explained(facts, objects: true)
      return (
        .whereSomething, words, answer,
        facts.count == 1 ? told : pronouns.explained(told, people: true, .after)
      )
    }
    switch lot {
    case .lies(let spot, let facts): return asked(name(spot), facts)
    case .lost(let facts): return asked(nil, facts)
    case .held(let person, let fact):
      switch stays[person] {
      case .at(let place, let facts)?:
        return asked(places[place], facts.contains(fact) ? [fact] : [fact] + facts)
      case .gone(_, let facts)?: return asked(nil, [fact] + facts.filter { $0 != fact })
      case nil: return asked(nil, [fact])
      }
    }
  }

  private func isAt(_ builder: inout StoryBuilder) -> Asked? {
    guard let person = pickPerson(&builder), let stay = stays[person] else { return nil }
    let language = builder.language
    func asked(_ place: Int, _ answer: Bool, _ facts: [Int]) -> Asked {
      (
        .isThere, ["a": people[person].name, "p": places[place]], language.answer(answer),
        pronouns.explained(facts, people: true)
      )
    }
    switch stay {
    case .at(let here, let facts):
      guard builder.random.below(2) == 0, let place = builder.pick(places.indices.filter { $0 != here })
      else {
        return asked(here, true, facts)
      }
      return asked(place, false, facts)
    case .gone(let there, let facts): return asked(there, false, facts)
    }
  }

  private func isIn(_ builder: inout StoryBuilder) -> Asked? {
    let known = objects.indices.compactMap { object -> (object: Int, holder: Int?, facts: [Int])? in
      switch lots[object] {
      case .lies(.holder(let holder), let facts)?: (object, holder, facts)
      case .held(_, let fact)?: (object, nil, [fact])
      default: nil
      }
    }
    guard let (object, here, facts) = builder.pick(known) else { return nil }
    let isHere = here != nil && builder.random.below(2) == 0
    guard let holder = isHere ? here : builder.pick(holders.indices.filter { $0 != here }) else { return nil }
    return (
      .isInside, ["o": objects[object], "q": holders[holder]], builder.language.answer(isHere),
      pronouns.explained(facts, objects: true)
    )
  }

  /// Who came is read for each of them, and what ended it.
  private func whoIsAt(_ builder: inout StoryBuilder) -> Asked? {
    let places = self.places.indices.filter { place in visits.contains { $0.place == place } }
    guard let place = builder.pick(places) else { return nil }
    // The last visit of each, in the order of coming.
    let last = visits.indices.filter { visit in
      visits[visit].place == place
        && !visits[(visit + 1)...].contains { $0.person == visits[visit].person && $0.place == place }
    }.map { visits[$0] }
    // Of those who are with somebody the place is not told.
    guard last.allSatisfy({ $0.facts.count == 1 }) else { return nil }
    var support: [Int] = []
    for visit in last {
      for fact in visit.facts + (visit.end.map { [$0] } ?? []) where !support.contains(fact) {
        support.append(fact)
      }
    }
    support = pronouns.explained(support, people: true, .after)
    let here = last.filter { $0.end == nil }.map { people[$0.person].name }
    return (.whoIsThere, ["p": self.places[place]], here.isEmpty ? nil : here.joined(separator: ","), support)
  }

  private func whatIsIn(_ builder: inout StoryBuilder) -> Asked? {
    let holders = self.holders.indices.filter { holder in contents.contains { $0.spot == .holder(holder) } }
    guard let holder = builder.pick(holders) else { return nil }
    let last = objects.indices.compactMap { object in
      contents.last { $0.object == object && $0.spot == .holder(holder) }
    }.sorted { $0.facts[0] < $1.facts[0] }
    var support: [Int] = []
    for content in last {
      for fact in content.facts + (content.end.map { [$0] } ?? []) where !support.contains(fact) {
        support.append(fact)
      }
    }
    support = pronouns.explained(support, objects: true, .after)
    let inside = last.filter { $0.end == nil }.map { objects[$0.object] }
    return (
      .whatIsInside, ["q": self.holders[holder]],
      inside.isEmpty ? builder.language.nothing : inside.joined(separator: ","), support
    )
  }

  private func whatHas(_ builder: inout StoryBuilder) -> Asked? {
    let known = people.indices.filter { person in
      !handlings[person].isEmpty && !denials.keys.contains { $0[0] == person }
    }
    guard let person = builder.pick(known) else { return nil }
    let held = objects.indices.compactMap { object -> (object: Int, fact: Int)? in
      if case .held(person, let fact)? = lots[object] { (object, fact) } else { nil }
    }.sorted { $0.fact < $1.fact }.map { objects[$0.object] }
    return (
      .whatHas, ["a": people[person].name],
      held.isEmpty ? builder.language.nothing : held.joined(separator: ","),
      pronouns.explained(
        pronouns.explained(handlings[person], people: true), objects: true, .after)
    )
  }

  private func whoHolds(_ builder: inout StoryBuilder) -> Asked? {
    let known = objects.indices.filter { lots[$0] != nil }
    guard let object = builder.pick(known), let lot = lots[object] else { return nil }
    let words: KeyValuePairs<Character, String> = ["o": objects[object]]
    return switch lot {
    case .held(let person, let fact):
      (
        .whoHolds, words, people[person].name,
        pronouns.explained(pronouns.explained([fact], objects: true), people: true, .after)
      )
    case .lies(_, let facts): (.whoHolds, words, nil, pronouns.explained([facts[0]], objects: true))
    case .lost(let facts): (.whoHolds, words, nil, pronouns.explained(facts, objects: true))
    }
  }

  private func doesHave(_ builder: inout StoryBuilder) -> Asked? {
    let language = builder.language
    func asked(_ person: Int, _ object: Int, _ answer: Bool, _ fact: Int) -> Asked {
      (
        .doesHave, ["a": people[person].name, "o": objects[object]], language.answer(answer),
        pronouns.explained([fact], people: true, objects: true)
      )
    }
    if let (pair, fact) = builder.pick(denials.sorted { $0.value < $1.value }), builder.random.below(2) == 0 {
      return asked(pair[0], pair[1], false, fact)
    }
    let held = objects.indices.compactMap { object -> (object: Int, person: Int, fact: Int)? in
      if case .held(let person, let fact)? = lots[object] { (object, person, fact) } else { nil }
    }
    guard let (object, person, fact) = builder.pick(held) else { return nil }
    guard builder.random.below(2) == 0,
      let other = builder.pick(people.indices.filter { $0 != person && !handlings[$0].isEmpty })
    else { return asked(person, object, true, fact) }
    return asked(other, object, false, fact)
  }

  func askUnanswerable(_ builder: inout StoryBuilder) {
    switch builder.random.below(6) {
    case 0: builder.ask(.whereSomething, ["o": builder.stranger(.object)], answer: nil)
    case 1: builder.ask(.whoIsThere, ["p": builder.stranger(.place)], answer: nil)
    case 2: builder.ask(.whatIsInside, ["q": builder.stranger(.container)], answer: nil)
    case 3: builder.ask(.whatHas, ["a": builder.stranger(.person)], answer: nil)
    default:
      // Somebody who only handled things is somewhere, but nobody said where.
      let lost = people.indices.filter { stays[$0] == nil && !handlings[$0].isEmpty }
      let name = builder.pick(lost).map { people[$0].name } ?? builder.stranger(.person)
      builder.ask(.whereSomebody, ["a": name], answer: nil)
    }
  }
}
