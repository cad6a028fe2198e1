import SeqTensor

/// What holds for a kind of animal holds for each one of them, and the other way round: tasks 15 and 16.
enum KindStories {
  /// Deduction: every kind is afraid of one other kind; what one animal is afraid of follows from its kind.
  static func deduce(_ builder: inout StoryBuilder) -> Bool {
    let facts = builder.facts ?? 8
    let kinds = (0..<max(2, min(facts / 2, 8))).map { _ in builder.words.animal() }
    // With two facts there is one kind to fear and one to be afraid.
    let fearful = facts < 4 ? 1 : kinds.count
    let fears = kinds.indices.map { ($0 + 1 + builder.random.below(kinds.count - 1)) % kinds.count }
    let names = builder.words.people(facts - fearful).map(\.name)
    let kindOf = names.map { _ in builder.random.below(fearful) }
    // Names first, then kinds.
    var order = Array(0..<(names.count + fearful))
    builder.random.shuffle(&order)
    var place = Array(repeating: 0, count: order.count)
    for (fact, item) in order.enumerated() {
      place[item] = fact
      if item < names.count {
        let kind = kinds[kindOf[item]]
        builder.tell(.isA, ["a": names[item], "s": kind.singular, "z": kind.plural])
      } else {
        let kind = item - names.count
        builder.tell(.afraid, ["s": kinds[kind].plural, "z": kinds[fears[kind]].plural])
      }
    }
    return builder.askAll(builder.questions ?? 4) { builder in
      let name = builder.random.below(names.count)
      let kind = kindOf[name]
      builder.ask(
        .afraid, ["a": names[name]], answer: kinds[fears[kind]].singular,
        support: [place[name], place[names.count + kind]])
      return true
    } askUnanswerable: { builder in
      builder.ask(.afraid, ["a": builder.stranger(.person)], answer: nil)
    }
  }

  /// Induction: all animals of a kind that are seen have one colour; so has one that is not seen.
  static func induce(_ builder: inout StoryBuilder) -> Bool {
    let facts = builder.facts ?? 9
    let questions = builder.questions ?? 1
    // Animals whose colour is not told, more of them where there is more to ask.
    let hidden = questions > 1 ? max(1, min(questions, facts / 6)) : 1
    let count = (facts + hidden + 1) / 2
    let seen = facts - count
    let names = builder.words.people(count).map(\.name)
    let kinds = (0..<4).map { _ in builder.words.animal() }
    // Two kinds may have the same colour.
    let palette = (0..<4).map { _ in builder.words.colour() }
    let colours = kinds.map { _ in builder.random.below(palette.count) }
    var kindOf = names.map { _ in builder.random.below(kinds.count) }
    // The first animals are seen; one of the others at least is of the kind of one of them.
    kindOf[seen] = kindOf[builder.random.below(seen)]
    // Names and kinds first, then colours.
    var order = Array(0..<facts)
    builder.random.shuffle(&order)
    var place = Array(repeating: 0, count: facts)
    for (fact, item) in order.enumerated() {
      place[item] = fact
      if item < count {
        let kind = kinds[kindOf[item]]
        builder.tell(.isA, ["a": names[item], "s": kind.singular, "z": kind.plural])
      } else {
        let animal = item - count
        builder.tell(.colour, ["a": names[animal], "c": palette[colours[kindOf[animal]]]])
      }
    }
    return builder.askAll(questions) { builder in
      let known = (seen..<count).filter { name in kindOf[..<seen].contains(kindOf[name]) }
      guard let name = builder.pick(known) else { return false }
      // Of several witnesses the one whose colour was told last.
      let witnesses = (0..<seen).filter { kindOf[$0] == kindOf[name] }
      guard let witness = witnesses.max(by: { place[count + $0] < place[count + $1] }) else { return false }
      builder.ask(
        .colour, ["a": names[name]], answer: palette[colours[kindOf[name]]],
        support: [place[name], place[witness], place[count + witness]])
      return true
    } askUnanswerable: { builder in
      // An animal of a kind of which none was seen, or one never heard of.
      let unknown = (seen..<count).filter { name in !kindOf[..<seen].contains(kindOf[name]) }
      let name = builder.pick(unknown).map { names[$0] } ?? builder.stranger(.person)
      builder.ask(.colour, ["a": name], answer: nil)
    }
  }
}
