import SeqTensor

/// The tasks of people who go about and carry things: 1, 2, 3, 5, 6, 7, 8, and 11, 12, 13, where they go in pairs or are
/// called by a pronoun.
struct MovingStories {
  let task: StoryTask
  private var world: World
  private let people: [StoryWords.Person]
  private let objects: [String]
  private let places: [String]
  /// The first of the people and objects are those that are asked about; the others distract.
  private let askedPeople: Range<Int>
  private let askedObjects: Range<Int>
  /// Who took, dropped or gave something last.
  private var lastHandler: Int?
  /// Somebody who has come to get something, told of next.
  private var expectedGift: (giver: Int, object: Int, receiver: Int)?

  private init(_ task: StoryTask, _ builder: inout StoryBuilder) {
    self.task = task
    let length = builder.facts ?? 12
    // As many as in bAbI, and more in long stories.
    let (people, objects) = (min(4 + length / 25, 10), min(3 + length / 25, 10))
    askedPeople = 0..<people
    askedObjects = 0..<objects
    let (otherPeople, otherObjects) = builder.distractors > 0 ? (min(people, 5), min(objects, 5)) : (0, 0)
    self.people = builder.words.people(people + otherPeople)
    self.objects = (0..<(objects + otherObjects)).map { _ in builder.words.object() }
    places = builder.words.places(min(6 + length / 25, 12))
    var random = builder.random.stream(named: "start")
    let count = places.count
    world = World(
      placeCount: count, people: self.people.map { _ in random.below(count) },
      objects: self.objects.map { _ in random.below(count) })
  }

  static func tell(_ task: StoryTask, _ builder: inout StoryBuilder) -> Bool {
    var stories = MovingStories(task, &builder)
    // As in bAbI's files, where with more supporting facts there are ever longer times without a question.
    let (lulls, limit): ((Double, Int), Int) =
      switch task {
      case .twoFacts: ((0.2, 8), 100)
      case .threeFacts: ((0.45, 46), 300)
      default: ((0, 0), 100)
      }
    return builder.interleave(lulls: lulls, limit: builder.limit(limit)) { builder in
      stories.step(&builder)
    } ask: { builder in
      stories.ask(&builder)
    } askUnanswerable: { builder in
      stories.askUnanswerable(&builder)
    }
  }

  // MARK: Facts

  /// How many of the facts are about objects where there is a choice, as in bAbI's files.
  private var handlingShare: Double {
    switch task {
    case .oneFact, .coreference, .conjunction, .compoundCoreference: 0
    case .yesNo: 0.45
    case .threeArguments: 0.75
    default: 0.6
    }
  }

  private mutating func step(_ builder: inout StoryBuilder) {
    let distracts = builder.chance(builder.distractors)
    let group = distracts ? askedPeople.upperBound..<people.count : askedPeople
    let things = distracts ? askedObjects.upperBound..<objects.count : askedObjects
    var actor = group.lowerBound + builder.random.below(group.count)
    // Carrying is the business of few, so that there is something to count.
    if !builder.mixes, task == .counting || task == .lists, let last = lastHandler, group.contains(last),
      builder.chance(0.5)
    {
      actor = last
    }
    if builder.mixes {
      mixedStep(actor, group, things, &builder)
      return
    }
    switch task {
    case .coreference:
      go([actor], .move, &builder)
      go([actor], .thenMove, &builder)
    case .conjunction, .compoundCoreference:
      let others = group.filter { $0 != actor }
      guard let other = builder.pick(others) else { return }
      go([actor, other], .pairMove, &builder)
      if task == .compoundCoreference { go([actor, other], .thenPairMove, &builder) }
    default:
      if builder.chance(handlingShare), handle(actor, group, things, &builder) { return }
      go([actor], .move, &builder)
    }
  }

  /// Anything that somebody may do.
  private mutating func mixedStep(
    _ actor: Int, _ group: Range<Int>, _ things: Range<Int>, _ builder: inout StoryBuilder
  ) {
    if let gift = expectedGift {
      expectedGift = nil
      give(gift.giver, gift.object, to: gift.receiver, &builder)
      return
    }
    // By chance two people seldom meet: somebody comes to be given something.
    if builder.chance(0.3),
      let object = builder.pick(things.filter { world.allows(.drop(actor, object: $0)) }),
      let other = builder.pick(
        group.filter { $0 != actor && world.placeOfPerson[$0] != world.placeOfPerson[actor] })
    {
      go([other], .move, to: world.placeOfPerson[actor], &builder)
      expectedGift = (actor, object, other)
      return
    }
    if builder.chance(0.5), handle(actor, group, things, &builder) { return }
    if builder.chance(0.12), let other = builder.pick(group.filter { $0 != actor }) {
      go([actor, other], .pairMove, &builder)
    } else {
      go([actor], builder.chance(0.15) ? .at : .move, &builder)
    }
  }

  private mutating func go(_ group: [Int], _ form: FactForm, _ builder: inout StoryBuilder) {
    let free = places.indices.filter { world.allows(.go(group, place: $0)) }
    guard let place = builder.pick(free) else { return }
    go(group, form, to: place, &builder)
  }

  private mutating func go(
    _ group: [Int], _ form: FactForm, to place: Int, _ builder: inout StoryBuilder
  ) {
    world.perform(.go(group, place: place))
    let (first, last) = (people[group[0]], people[group[group.count - 1]])
    let pronoun =
      group.count == 1 ? builder.language.pronoun(first) : builder.language.pronoun([first, last])
    builder.tell(form, ["a": first.name, "b": last.name, "s": pronoun, "p": places[place]])
  }

  private mutating func give(_ giver: Int, _ object: Int, to receiver: Int, _ builder: inout StoryBuilder) {
    world.perform(.give(giver, object: object, to: receiver))
    builder.tell(.give, ["a": people[giver].name, "o": objects[object], "b": people[receiver].name])
  }

  /// - Returns: false if the person has nothing to take, drop or give.
  private mutating func handle(
    _ actor: Int, _ group: Range<Int>, _ things: Range<Int>, _ builder: inout StoryBuilder
  ) -> Bool {
    let here = things.filter { world.allows(.take(actor, object: $0)) }
    let held = things.filter { world.allows(.drop(actor, object: $0)) }
    if !here.isEmpty || !held.isEmpty { lastHandler = actor }
    // In three-argument relations things are handed on as soon as somebody is there to take them.
    let gives = builder.mixes || task == .threeArguments || task == .counting
    if gives, let object = builder.pick(held), builder.chance(builder.mixes ? 0.6 : 0.85),
      let receiver = builder.pick(group.filter { world.allows(.give(actor, object: object, to: $0)) })
    {
      give(actor, object, to: receiver, &builder)
      return true
    }
    if let object = builder.pick(here), held.isEmpty || builder.chance(0.6) {
      world.perform(.take(actor, object: object))
      builder.tell(.take, ["a": people[actor].name, "o": objects[object]])
      return true
    }
    // Often kept, so that things are carried about.
    let drops = !builder.mixes && (task == .counting || task == .lists) ? 0.9 : 0.5
    guard builder.chance(drops), let object = builder.pick(held) else { return false }
    world.perform(.drop(actor, object: object))
    builder.tell(.drop, ["a": people[actor].name, "o": objects[object]])
    return true
  }

  // MARK: Questions

  private func ask(_ builder: inout StoryBuilder) -> Bool {
    switch task {
    case .twoFacts: askWhereObject(&builder)
    case .threeFacts: askWhereBefore(&builder)
    case .threeArguments: askGiving(&builder)
    case .counting, .lists: askCarrying(&builder)
    default: askWherePerson(&builder)
    }
  }

  /// Where somebody is follows from the last move; where that has a pronoun, also from the fact before, which says whose.
  private func askWherePerson(_ builder: inout StoryBuilder) -> Bool {
    let now = world.history.count
    let known = askedPeople.filter { world.lastMove(of: $0, before: now) != nil }
    let person = builder.pick(known, latest: 0.35) { world.lastMove(of: $0, before: now)?.index ?? 0 }
    guard let person, let move = world.lastMove(of: person, before: now) else { return false }
    let name = people[person].name
    let hasPronoun = task == .coreference || task == .compoundCoreference
    let support = hasPronoun ? [move.index - 1, move.index] : [move.index]
    guard task == .yesNo else {
      builder.ask(.wherePerson, ["a": name], answer: places[move.place], support: support)
      return true
    }
    let isThere = builder.random.below(2) == 0
    guard let place = isThere ? move.place : builder.pick(places.indices.filter { $0 != move.place }) else {
      return false
    }
    builder.ask(
      .isAt, ["a": name, "p": places[place]], answer: builder.language.answer(isThere), support: support)
    return true
  }

  /// Where an object was carried last, was dropped, or is with whom it was given to: the fact about the object, then the move
  /// of who has or had it.
  private func askWhereObject(_ builder: inout StoryBuilder) -> Bool {
    let now = world.history.count
    let known = askedObjects.compactMap { object -> (object: Int, place: Int, support: [Int])? in
      guard let handling = world.lastHandling(of: object, before: now) else { return nil }
      switch world.history[handling] {
      // As in bAbI: what was taken is asked for only once it has been carried on.
      case .take(let person, _):
        guard let move = world.lastMove(of: person, before: now), builder.mixes || move.index > handling
        else {
          return nil
        }
        return (object, move.place, [handling, move.index])
      case .drop(let person, _):
        return world.lastMove(of: person, before: handling).map { (object, $0.place, [handling, $0.index]) }
      case .give(_, _, let receiver):
        return world.lastMove(of: receiver, before: now).map { (object, $0.place, [handling, $0.index]) }
      case .go: return nil
      }
    }
    guard let choice = builder.pick(known, latest: 0.7, by: { $0.support.max() ?? 0 }) else { return false }
    builder.ask(
      .whereObject, ["o": objects[choice.object]], answer: places[choice.place], support: choice.support)
    return true
  }

  /// Where an object was before it was carried to where it is: the last fact about it, the move here, the move there.
  private func askWhereBefore(_ builder: inout StoryBuilder) -> Bool {
    let now = world.history.count
    if builder.mixes, builder.chance(0.5) { return askWherePersonBefore(&builder) }
    let known = askedObjects.compactMap { object -> (object: Int, here: Int, there: Int, support: [Int])? in
      guard let last = world.lastHandling(of: object, before: now) else { return nil }
      var (end, taken) = (now, last)
      if case .drop = world.history[last] {
        guard let before = world.lastHandling(of: object, before: last) else { return nil }
        (end, taken) = (last, before)
      }
      guard case .take(let person, _) = world.history[taken],
        let here = world.lastMove(of: person, before: end), here.index > taken,
        let there = world.lastMove(of: person, before: here.index)
      else { return nil }
      return (object, here.place, there.place, [last, here.index, there.index])
    }
    guard let choice = builder.pick(known, latest: 0.9, by: { $0.support.min() ?? 0 }) else { return false }
    builder.ask(
      .whereObjectBefore, ["o": objects[choice.object], "p": places[choice.here]],
      answer: places[choice.there], support: choice.support)
    return true
  }

  /// Where somebody was before the last move: that move, and the one before it.
  private func askWherePersonBefore(_ builder: inout StoryBuilder) -> Bool {
    let moves = askedPeople.compactMap { person -> (person: Int, here: Int, there: Int, support: [Int])? in
      guard let here = world.lastMove(of: person, before: world.history.count),
        let there = world.lastMove(of: person, before: here.index)
      else { return nil }
      return (person, here.place, there.place, [here.index, there.index])
    }
    guard let move = builder.pick(moves) else { return false }
    builder.ask(
      .wherePersonBefore, ["a": people[move.person].name, "p": places[move.here]],
      answer: places[move.there], support: move.support)
    return true
  }

  /// Who has what was taken or given, and not dropped since.
  private func askWhoHas(_ builder: inout StoryBuilder) -> Bool {
    let held = askedObjects.compactMap { object -> (object: Int, person: Int, support: Int)? in
      guard let handling = world.lastHandling(of: object, before: world.history.count) else { return nil }
      switch world.history[handling] {
      case .take(let person, _), .give(_, _, let person): return (object, person, handling)
      case .drop, .go: return nil
      }
    }
    guard let choice = builder.pick(held) else { return false }
    builder.ask(
      .whoHas, ["o": objects[choice.object]], answer: people[choice.person].name, support: [choice.support])
    return true
  }

  /// Who gave what to whom, the last time that fits the question.
  private func askGiving(_ builder: inout StoryBuilder) -> Bool {
    if builder.mixes, builder.chance(0.4) { return askWhoHas(&builder) }
    let gifts = world.history.indices.compactMap {
      index -> (index: Int, giver: Int, object: Int, receiver: Int)? in
      guard case .give(let giver, let object, let receiver) = world.history[index],
        askedPeople.contains(giver),
        // As in bAbI: nothing is asked for a while when nothing was given lately.
        builder.facts != nil || index >= world.history.count - 6
      else { return nil }
      return (index, giver, object, receiver)
    }
    guard let example = builder.pick(gifts, latest: 0.9, by: \.index) else { return false }
    // As often as in bAbI.
    let forms: [QuestionForm] = [
      .whatGiven, .whatGiven, .whatGiven, .whoReceived, .whoGave, .toWhom, .whoGaveTo,
    ]
    let form = forms[builder.random.below(forms.count)]
    let gift = gifts.last { gift in
      switch form {
      case .whatGiven: gift.giver == example.giver && gift.receiver == example.receiver
      case .toWhom: gift.giver == example.giver && gift.object == example.object
      case .whoGaveTo: gift.object == example.object && gift.receiver == example.receiver
      default: gift.object == example.object
      }
    }
    guard let gift else { return false }
    let answer =
      switch form {
      case .whatGiven: objects[gift.object]
      case .whoReceived, .toWhom: people[gift.receiver].name
      default: people[gift.giver].name
      }
    builder.ask(
      form,
      ["a": people[gift.giver].name, "o": objects[gift.object], "b": people[gift.receiver].name],
      answer: answer, support: [gift.index])
    return true
  }

  /// How much or what somebody carries; everything that the person did with objects supports it, as in bAbI.
  private func askCarrying(_ builder: inout StoryBuilder) -> Bool {
    let known = askedPeople.filter { !world.handlings(by: $0).isEmpty }
    let person = builder.pick(known, latest: 0.3) { world.handlings(by: $0).last ?? 0 }
    guard let person else { return false }
    let objects = world.carried(by: person).map { self.objects[$0] }
    let language = builder.language
    builder.ask(
      task == .counting ? .howMany : .carrying, ["a": people[person].name],
      answer: task == .counting
        ? language.answer(count: objects.count)
        : objects.isEmpty ? language.nothing : objects.joined(separator: ","),
      support: world.handlings(by: person))
    return true
  }

  /// About somebody or something never heard of, or of whom nobody said where.
  private func askUnanswerable(_ builder: inout StoryBuilder) {
    let now = world.history.count
    switch task {
    case .twoFacts:
      // Taken by somebody who never said where from.
      let lost = askedObjects.filter { object in
        guard let handling = world.lastHandling(of: object, before: now) else { return false }
        switch world.history[handling] {
        case .take(let person, _): return world.lastMove(of: person, before: now) == nil
        case .drop(let person, _): return world.lastMove(of: person, before: handling) == nil
        default: return false
        }
      }
      let object = builder.pick(lost).map { objects[$0] } ?? builder.stranger(.object)
      builder.ask(.whereObject, ["o": object], answer: nil)
    case .threeFacts:
      let place = places[builder.random.below(places.count)]
      builder.ask(.whereObjectBefore, ["o": builder.stranger(.object), "p": place], answer: nil)
    case .threeArguments:
      let person = people[builder.random.below(askedPeople.count)].name
      let (object, stranger) = (builder.stranger(.object), builder.stranger(.person))
      switch builder.random.below(builder.mixes ? 4 : 3) {
      case 0: builder.ask(.whoReceived, ["o": object], answer: nil)
      case 1: builder.ask(.toWhom, ["a": person, "o": object], answer: nil)
      case 3: builder.ask(.whoHas, ["o": object], answer: nil)
      default: builder.ask(.whatGiven, ["a": stranger, "b": person], answer: nil)
      }
    case .counting: builder.ask(.howMany, ["a": builder.stranger(.person)], answer: nil)
    case .lists: builder.ask(.carrying, ["a": builder.stranger(.person)], answer: nil)
    default:
      // Somebody who only handled things is somewhere, but nobody said where.
      let lost = askedPeople.filter {
        world.lastMove(of: $0, before: now) == nil && !world.handlings(by: $0).isEmpty
      }
      let name = builder.pick(lost).map { people[$0].name } ?? builder.stranger(.person)
      if task == .yesNo {
        builder.ask(.isAt, ["a": name, "p": places[builder.random.below(places.count)]], answer: nil)
      } else {
        builder.ask(.wherePerson, ["a": name], answer: nil)
      }
    }
  }
}
