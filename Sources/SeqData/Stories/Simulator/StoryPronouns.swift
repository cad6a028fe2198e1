/// Whom and what the facts of a story call by a pronoun: he, she, it. Each time it is who or what the fact before was about, so
/// that the two are read together.
struct StoryPronouns {
  private struct Fact {
    var people, objects: [Int]
    var callsPerson, callsObject: Bool
  }

  private var facts: [Fact] = []

  /// The only person, and the only object, of the last fact.
  var lastPerson: Int? { facts.last.flatMap { $0.people.count == 1 ? $0.people[0] : nil } }
  var lastObject: Int? { facts.last.flatMap { $0.objects.count == 1 ? $0.objects[0] : nil } }

  /// Whether "he" or "she" after the last fact is this person and nobody else.
  func isClear(_ person: Int, among people: [StoryWords.Person]) -> Bool {
    guard let last = facts.last, last.people.contains(person) else { return false }
    return last.people.allSatisfy { $0 == person || people[$0].isFemale != people[person].isFemale }
  }

  /// Remembers a fact, the next one: whom and what it is about, and whether it says so by a pronoun.
  mutating func append(people: [Int], objects: [Int], callsPerson: Bool, callsObject: Bool) {
    facts.append(
      Fact(people: people, objects: objects, callsPerson: callsPerson, callsObject: callsObject))
  }

  enum Order { case before, after }

  /// Facts, and with each those that say whom or what its pronouns mean: before it where the question names that, and leads
  /// there first; after it where the answer is that.
  func explained(
    _ places: [Int], people: Bool = false, objects: Bool = false, _ order: Order = .before
  ) -> [Int] {
    var found: [Int] = []
    for place in places {
      var chain = [place]
      while let first = chain.first,
        (people && facts[first].callsPerson) || (objects && facts[first].callsObject)
      { chain.insert(first - 1, at: 0) }
      for fact in order == .before ? chain : chain.reversed() where !found.contains(fact) {
        found.append(fact)
      }
    }
    return found
  }
}
