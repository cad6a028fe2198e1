/// People, places and objects, by numbers: who is where, who carries what, and everything that was done.
///
/// Answers and their supporting facts are read off the history of actions, which is what the listener was told; where
/// somebody or something was before the first action is known to the world alone.
struct World {
  enum Action: Hashable {
    /// People go to a place together.
    case go([Int], place: Int)
    case take(Int, object: Int)
    case drop(Int, object: Int)
    case give(Int, object: Int, to: Int)
  }

  enum Whereabouts: Hashable {
    case place(Int)
    case carried(Int)
  }

  let placeCount: Int
  private(set) var placeOfPerson: [Int]
  private(set) var whereabouts: [Whereabouts]
  /// In the order of the facts: the n-th action is told by the n-th fact.
  private(set) var history: [Action] = []

  /// - Parameters:
  ///   - people: where each person is at first.
  ///   - objects: where each object lies at first.
  init(placeCount: Int, people: [Int], objects: [Int]) {
    self.placeCount = placeCount
    placeOfPerson = people
    whereabouts = objects.map(Whereabouts.place)
  }

  /// Whether what the action needs is there. One goes to another place than where one is; takes what lies where one is;
  /// drops and gives what one carries; gives to somebody else who is there.
  func allows(_ action: Action) -> Bool {
    switch action {
    case .go(let people, let place):
      (0..<placeCount).contains(place) && !people.isEmpty && people.allSatisfy { placeOfPerson[$0] != place }
    case .take(let person, let object): whereabouts[object] == .place(placeOfPerson[person])
    case .drop(let person, let object): whereabouts[object] == .carried(person)
    case .give(let giver, let object, let receiver):
      giver != receiver && whereabouts[object] == .carried(giver)
        && placeOfPerson[giver] == placeOfPerson[receiver]
    }
  }

  mutating func perform(_ action: Action) {
    guard allows(action) else { fatalError("the world does not allow \(action)") }
    switch action {
    case .go(let people, let place): for person in people { placeOfPerson[person] = place }
    case .take(let person, let object): whereabouts[object] = .carried(person)
    case .drop(let person, let object): whereabouts[object] = .place(placeOfPerson[person])
    case .give(_, let object, let receiver): whereabouts[object] = .carried(receiver)
    }
    history.append(action)
  }

  /// What a person carries, the longest held first.
  func carried(by person: Int) -> [Int] {
    var objects: [Int] = []
    for index in handlings(by: person) {
      switch history[index] {
      case .take(_, let object): objects.append(object)
      case .drop(_, let object): objects.removeAll { $0 == object }
      case .give(let giver, let object, _):
        if giver == person { objects.removeAll { $0 == object } } else { objects.append(object) }
      case .go: break
      }
    }
    return objects
  }

  /// When a person last went somewhere, and where to.
  ///
  /// - Parameter end: only what was done before this place in the history counts.
  func lastMove(of person: Int, before end: Int) -> (index: Int, place: Int)? {
    for index in (0..<end).reversed() {
      if case .go(let people, let place) = history[index], people.contains(person) { return (index, place) }
    }
    return nil
  }

  /// When an object was last taken, dropped or given.
  func lastHandling(of object: Int, before end: Int) -> Int? {
    (0..<end).last { index in
      switch history[index] {
      case .take(_, object), .drop(_, object), .give(_, object, _): true
      default: false
      }
    }
  }

  /// When a person took, dropped, gave or was given something: all of it, the first time first.
  func handlings(by person: Int) -> [Int] {
    history.indices.filter { index in
      switch history[index] {
      case .take(person, _), .drop(person, _), .give(person, _, _), .give(_, _, person): true
      default: false
      }
    }
  }
}
