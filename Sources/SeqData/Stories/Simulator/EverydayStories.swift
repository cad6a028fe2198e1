import SeqTensor

/// Stories as people tell them of a day at home or at work: somebody comes, leaves, is with somebody else or is not there,
/// and puts a thing somewhere, brings it along, takes it out again, has it or has it not. Half of them call who and what was
/// just told of he, she and it.
///
/// Not one of bAbI's families. What a listener knows is kept, and nothing else: after "Mary left the kitchen" nobody knows
/// where Mary is, and a question for it has no answer, but a support that says so.
struct EverydayStories {
  /// Where somebody is, by the facts that say so, in the order of reading.
  enum Stay {
    case at(Int, facts: [Int])
    /// Not there any more, and nobody knows where.
    case gone(from: Int, facts: [Int])
  }

  /// Where something is.
  enum Lot {
    case held(Int, fact: Int)
    /// In or on something, or in a place.
    case lies(Spot, facts: [Int])
    case lost(facts: [Int])
  }

  enum Spot: Hashable {
    case place(Int)
    /// A box, a table.
    case holder(Int)
  }

  let people: [StoryWords.Person]
  let objects, places, holders: [String]
  private(set) var stays: [Stay?]
  private(set) var lots: [Lot?]
  /// For every person all facts of what came into the person's hands and left them.
  private(set) var handlings: [[Int]]
  /// Who was said not to have what, by the fact.
  private(set) var denials: [[Int]: Int] = [:]
  /// Who came to which place, by which fact, and the fact after which that is over.
  private(set) var visits: [(person: Int, place: Int, facts: [Int], end: Int?)] = []
  private let usesPronouns: Bool
  private(set) var pronouns = StoryPronouns()
  /// What was put where, by which fact, and the fact after which it is not there any more.
  private(set) var contents: [(object: Int, spot: Spot, facts: [Int], end: Int?)] = []

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
}
