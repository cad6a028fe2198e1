import SeqTensor

/// Stories as people tell them of a day at home or at work: somebody comes, leaves, is with somebody else or is not there,
/// and puts a thing somewhere, brings it along, takes it out again, has it or has it not. Half of them call who and what was
/// just told of he, she and it.
///
/// Not one of bAbI's families. What a listener knows is kept, and nothing else: after "Mary left the kitchen" nobody knows
/// where Mary is, and a question for it has no answer, but a support that says so.
struct EverydayStories {
  /// Where somebody is, by the facts that say so, in the order of reading.
  private enum Stay {
    case at(Int, facts: [Int])
    /// Not there any more, and nobody knows where.
    case gone(from: Int, facts: [Int])
  }

  /// Where something is.
  private enum Lot {
    case held(Int, fact: Int)
    /// In or on something, or in a place.
    case lies(Spot, facts: [Int])
    case lost(facts: [Int])
  }

  private enum Spot: Hashable {
    case place(Int)
    /// A box, a table.
    case holder(Int)
  }

  private let people: [StoryWords.Person]
  private let objects, places, holders: [String]
  private var stays: [Stay?]
  private var lots: [Lot?]
  /// For every person all facts of what came into the person's hands and left them.
  private var handlings: [[Int]]
  /// Who was said not to have what, by the fact.
  private var denials: [[Int]: Int] = [:]
  /// Who came to which place, by which fact, and the fact after which that is over.
  private var visits: [(person: Int, place: Int, facts: [Int], end: Int?)] = []
  private let usesPronouns: Bool
  private var pronouns = StoryPronouns()
  /// What was put where, by which fact, and the fact after which it is not there any more.
  private var contents: [(object: Int, spot: Spot, facts: [Int], end: Int?)] = []

  private init(_ builder: inout StoryBuilder) {
    let length = builder.facts ?? 10
    people = builder.words.people(min(3 + length / 12, 8))
    objects = (0..<min(3 + length / 15, 7)).map { _ in builder.words.object() }
    places = builder.words.places(min(4 + length / 20, 7))
    // Things are put on things as well as into boxes.
    holders = [builder.words.container(), builder.words.container(), builder.words.object()]
    usesPronouns = builder.random.below(2) == 0
    stays = people.map { _ in nil }
    lots = objects.map { _ in nil }
    handlings = people.map { _ in [] }
  }

  static func tell(_ builder: inout StoryBuilder) -> Bool {
    var stories = EverydayStories(&builder)
    return builder.interleave(limit: builder.limit(100)) { builder in
      stories.step(&builder)
    } ask: { builder in
      stories.ask(&builder)
    } askUnanswerable: { builder in
      stories.askUnanswerable(&builder)
    }
  }

  // MARK: Facts

  private mutating func step(_ builder: inout StoryBuilder) {
    var (person, place) = (builder.random.below(people.count), builder.random.below(places.count))
    if usesPronouns, let last = pronouns.lastPerson, builder.chance(0.4) { person = last }
    // Where a thing or somebody is missing, somebody goes somewhere.
    switch builder.random.below(100) {
    case ..<8: pair(person, place, &builder)
    case ..<15: if !leave(person, &builder) { come(.arrive, person, place, &builder) }
    case ..<22: deny(person, place, &builder)
    case ..<30: if !join(person, &builder) { come(.present, person, place, &builder) }
    case ..<42: if !get(person, &builder) { come(.arrive, person, place, &builder) }
    case ..<44: if !takeAlong(person, place, &builder) { come(.arrive, person, place, &builder) }
    case ..<46: if !getBoth(person, &builder) { come(.arrive, person, place, &builder) }
    case ..<60: if !put(person, &builder) { come(.present, person, place, &builder) }
    case ..<66: if !bring(person, place, &builder) { come(.arrive, person, place, &builder) }
    case ..<72: if !passOn(person, &builder) { come(.arrive, person, place, &builder) }
    case ..<77: if !takeOut(person, &builder) { come(.move, person, place, &builder) }
    case ..<80: lack(person, &builder)
    case ..<85: come(.present, person, place, &builder)
    default: come(builder.random.below(2) == 0 ? .arrive : .move, person, place, &builder)
    }
  }

  /// The fact that is told next.
  private func next(_ builder: StoryBuilder) -> Int { builder.factCount }

  /// Tells a fact: by keys as `FactForm` has them, people and objects by their numbers, places and holders by their names.
  private mutating func tell(
    _ form: FactForm, a: Int? = nil, b: Int? = nil, o: Int? = nil, x: Int? = nil, p: String = "",
    q: String = "",
    _ builder: inout StoryBuilder
  ) {
    func calls(_ person: Int?, _ builder: inout StoryBuilder) -> Bool {
      guard usesPronouns, form != .pairMove, let person else { return false }
      return pronouns.isClear(person, among: people) && builder.chance(0.6)
    }
    let isSubject = calls(a, &builder)
    let isReceiver = !isSubject && calls(b, &builder)
    let isObject =
      usesPronouns && o != nil && pronouns.lastObject == o && Self.canBeIt(form) && builder.chance(0.6)
    pronouns.append(
      people: [a, b].compactMap(\.self), objects: [o, x].compactMap(\.self),
      callsPerson: isSubject || isReceiver, callsObject: isObject)
    let language = builder.language
    let isOwned = usesPronouns && !isObject && Self.canBeIt(form) && builder.chance(0.15)
    builder.tell(
      form,
      [
        "a": a.map { isSubject ? language.pronoun(people[$0]) : people[$0].name } ?? "",
        "b": b.map { isReceiver ? language.objectPronoun(people[$0]) : people[$0].name } ?? "",
        "o": o.map { isObject ? language.it : objects[$0] } ?? "", "x": x.map { objects[$0] } ?? "",
        "p": p, "q": q,
      ],
      pronouns: (isSubject ? "a" : "") + (isReceiver ? "b" : "") + (isObject ? "o" : ""),
      owner: isOwned ? a.map { language.possessive(people[$0]) } : nil)
  }

  /// Whether "it" can stand for the object, and "her" before it: not after "has no".
  private static func canBeIt(_ form: FactForm) -> Bool {
    switch form {
    case .get, .take, .put, .takeOut, .bring, .takeAlong, .letGo, .drop, .give: true
    default: false
    }
  }

  /// One of them: in a story with pronouns, rather what was told of last.
  private func choose(_ objects: [Int], _ builder: inout StoryBuilder) -> Int? {
    if usesPronouns, let last = pronouns.lastObject, objects.contains(last), builder.chance(0.5) {
      return last
    }
    return builder.pick(objects)
  }

  private mutating func come(_ form: FactForm, _ person: Int, _ place: Int, _ builder: inout StoryBuilder) {
    stay(person, place, [next(builder)])
    tell(form, a: person, p: places[place], &builder)
  }

  private mutating func pair(_ person: Int, _ place: Int, _ builder: inout StoryBuilder) {
    guard let other = builder.pick(people.indices.filter { $0 != person }) else { return }
    for one in [person, other] { stay(one, place, [next(builder)]) }
    tell(.pairMove, a: person, b: other, p: places[place], &builder)
  }

  private mutating func stay(_ person: Int, _ place: Int, _ facts: [Int]) {
    if case .at(place, _)? = stays[person] {} else { end(person, facts[0]) }
    visits.append((person, place, facts, nil))
    stays[person] = .at(place, facts: facts)
  }

  private mutating func end(_ person: Int, _ fact: Int) {
    for visit in visits.indices where visits[visit].person == person && visits[visit].end == nil {
      visits[visit].end = fact
    }
  }

  private mutating func leave(_ person: Int, _ builder: inout StoryBuilder) -> Bool {
    guard case .at(let place, let facts)? = stays[person] else { return false }
    end(person, next(builder))
    stays[person] = .gone(from: place, facts: facts + [next(builder)])
    tell(.leave, a: person, p: places[place], &builder)
    return true
  }

  /// Somebody is not there: where that was said before, nobody knows any more.
  private mutating func deny(_ person: Int, _ place: Int, _ builder: inout StoryBuilder) {
    let fact = next(builder)
    var place = place
    switch stays[person] {
    case .at(let here, let facts)?:
      if builder.random.below(3) > 0 { place = here }
      if place == here {
        end(person, fact)
        stays[person] = .gone(from: here, facts: facts + [fact])
      }
    case nil: stays[person] = .gone(from: place, facts: [fact])
    case .gone?: return come(.present, person, place, &builder)
    }
    tell(.notPresent, a: person, p: places[place], &builder)
  }

  /// Somebody is where another one is known to be.
  private mutating func join(_ person: Int, _ builder: inout StoryBuilder) -> Bool {
    if case .at? = stays[person] { return false }
    let known = people.indices.compactMap { other -> (other: Int, place: Int, fact: Int)? in
      guard other != person, case .at(let place, let facts)? = stays[other], facts.count == 1 else {
        return nil
      }
      return (other, place, facts[0])
    }
    guard let (other, place, fact) = builder.pick(known) else { return false }
    end(person, next(builder))
    stay(person, place, [next(builder), fact])
    tell(.with, a: person, b: other, &builder)
    return true
  }

  private func isHeldByOther(_ object: Int, than person: Int) -> Bool {
    if case .held(let holder, _)? = lots[object] { holder != person } else { false }
  }

  private mutating func lay(_ object: Int, _ lot: Lot, _ fact: Int) {
    for content in contents.indices where contents[content].object == object && contents[content].end == nil {
      contents[content].end = fact
    }
    if case .lies(let spot, let facts) = lot { contents.append((object, spot, facts, nil)) }
    denials = denials.filter { $0.key[1] != object }
    lots[object] = lot
  }

  private mutating func get(_ person: Int, _ builder: inout StoryBuilder) -> Bool {
    let free = objects.indices.filter { object in
      if case .held? = lots[object] { false } else { true }
    }
    guard let object = choose(free, &builder) else { return false }
    // Who has something may have had it before: only of what nobody knows that is news.
    let isNew = lots[object] == nil
    handlings[person].append(next(builder))
    lay(object, .held(person, fact: next(builder)), next(builder))
    let form: FactForm =
      isNew && builder.random.below(3) == 0 ? .has : builder.random.below(2) == 0 ? .take : .get
    tell(form, a: person, o: object, &builder)
    return true
  }

  /// Somebody takes something and goes somewhere with it.
  private mutating func takeAlong(_ person: Int, _ place: Int, _ builder: inout StoryBuilder) -> Bool {
    let free = objects.indices.filter { if case .held? = lots[$0] { false } else { true } }
    guard let object = choose(free, &builder) else { return false }
    let fact = next(builder)
    handlings[person].append(fact)
    lay(object, .held(person, fact: fact), fact)
    stay(person, place, [fact])
    tell(.takeAlong, a: person, o: object, p: places[place], &builder)
    return true
  }

  /// Somebody gets two things at once.
  private mutating func getBoth(_ person: Int, _ builder: inout StoryBuilder) -> Bool {
    let free = objects.indices.filter { if case .held? = lots[$0] { false } else { true } }
    guard let first = builder.pick(free), let second = builder.pick(free.filter { $0 > first }) else {
      return false
    }
    let fact = next(builder)
    handlings[person].append(fact)
    for object in [first, second] { lay(object, .held(person, fact: fact), fact) }
    tell(.getBoth, a: person, o: first, x: second, &builder)
    return true
  }

  private mutating func put(_ person: Int, _ builder: inout StoryBuilder) -> Bool {
    if builder.random.below(4) == 0, letGo(person, &builder) { return true }
    let held = objects.indices.filter { if case .held(person, _)? = lots[$0] { true } else { false } }
    let free = objects.indices.filter { !isHeldByOther($0, than: person) }
    guard let object = choose(builder.random.below(3) > 0 && !held.isEmpty ? held : free, &builder) else {
      return false
    }
    let fact = next(builder)
    let isHeld = held.contains(object)
    let holder = builder.random.below(holders.count)
    lay(object, .lies(.holder(holder), facts: [fact]), fact)
    if !isHeld, builder.random.below(2) == 0 {
      tell(.lies, o: object, q: holders[holder], &builder)
    } else {
      handlings[person].append(fact)
      tell(.put, a: person, o: object, q: holders[holder], &builder)
    }
    return true
  }

  /// Somebody lets go of something: it is where that person is, be it held or just brought there.
  private mutating func letGo(_ person: Int, _ builder: inout StoryBuilder) -> Bool {
    let here: Int? = if case .at(let place, _)? = stays[person] { place } else { nil }
    let able = objects.indices.filter { object in
      switch lots[object] {
      case .held(person, _)?: true
      case .lies(.place(let place), let facts)?:
        // Brought by this person, who has told nothing else since.
        place == here && facts.count == 1 && handlings[person].last == facts[0]
      default: false
      }
    }
    guard let object = choose(able, &builder) else { return false }
    let fact = next(builder)
    handlings[person].append(fact)
    if case .at(let place, let facts)? = stays[person] {
      lay(object, .lies(.place(place), facts: [fact] + facts), fact)
    } else {
      lay(object, .lost(facts: [fact]), fact)
    }
    tell(builder.random.below(3) == 0 ? .drop : .letGo, a: person, o: object, &builder)
    return true
  }

  private mutating func bring(_ person: Int, _ place: Int, _ builder: inout StoryBuilder) -> Bool {
    guard let object = choose(objects.indices.filter { !isHeldByOther($0, than: person) }, &builder) else {
      return false
    }
    let fact = next(builder)
    stay(person, place, [fact])
    handlings[person].append(fact)
    lay(object, .lies(.place(place), facts: [fact]), fact)
    tell(.bring, a: person, o: object, p: places[place], &builder)
    return true
  }

  private mutating func passOn(_ person: Int, _ builder: inout StoryBuilder) -> Bool {
    let held = objects.indices.filter { if case .held(person, _)? = lots[$0] { true } else { false } }
    guard let object = choose(held, &builder),
      let other = builder.pick(people.indices.filter { $0 != person })
    else {
      return false
    }
    let fact = next(builder)
    for one in [person, other] { handlings[one].append(fact) }
    lay(object, .held(other, fact: fact), fact)
    tell(.give, a: person, b: other, o: object, &builder)
    return true
  }

  private mutating func takeOut(_ person: Int, _ builder: inout StoryBuilder) -> Bool {
    let inside = objects.indices.compactMap { object -> (object: Int, holder: Int)? in
      if case .lies(.holder(let holder), _)? = lots[object] { (object, holder) } else { nil }
    }
    guard let (object, holder) = builder.pick(inside) else { return false }
    handlings[person].append(next(builder))
    lay(object, .held(person, fact: next(builder)), next(builder))
    tell(.takeOut, a: person, o: object, q: holders[holder], &builder)
    return true
  }

  /// Somebody has not got something; who had it has lost it.
  private mutating func lack(_ person: Int, _ builder: inout StoryBuilder) {
    let object = builder.random.below(objects.count)
    let fact = next(builder)
    if case .held(person, let before)? = lots[object] {
      handlings[person].append(fact)
      lay(object, .lost(facts: [before, fact]), fact)
    }
    denials[[person, object]] = fact
    tell(.hasNot, a: person, o: object, &builder)
  }

  // MARK: Questions

  /// What is asked, with everything that goes into words, and what follows.
  private typealias Asked = (
    form: QuestionForm, words: KeyValuePairs<Character, String>, answer: String?, support: [Int]
  )

  private func ask(_ builder: inout StoryBuilder) -> Bool {
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

  private func askUnanswerable(_ builder: inout StoryBuilder) {
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
