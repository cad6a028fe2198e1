import SeqTensor

/// Places and shapes on a grid, each told next to another: tasks 4, 17 and 19.
///
/// The facts make a tree: every place but the first is one step from a place before it, in a square that was free. So there
/// is one way from each to each, and one place at most on each side of another.
struct GridStories {
  private struct Link {
    /// `new` is in this direction of `old`.
    var direction: Compass
    var new: Int
    var old: Int
  }

  private let task: StoryTask
  private let names: [String]
  private var squares: [(x: Int, y: Int)] = [(0, 0)]
  /// In the order of the facts.
  private var links: [Link] = []

  static func tell(_ task: StoryTask, _ builder: inout StoryBuilder) -> Bool {
    let stories = GridStories(task, &builder)
    return builder.askAll(builder.questions ?? task.usualQuestions ?? 1) { builder in
      stories.ask(&builder)
    } askUnanswerable: { builder in
      stories.askUnanswerable(&builder)
    }
  }

  private init(_ task: StoryTask, _ builder: inout StoryBuilder) {
    self.task = task
    let facts = builder.facts ?? (task == .path ? 5 : 2)
    var names: [String] = []
    for _ in 0...facts { names.append(task == .position ? builder.words.shape() : builder.words.place()) }
    self.names = names
    while links.count < facts {
      let old = builder.random.below(squares.count)
      guard let direction = builder.pick(Compass.allCases) else { continue }
      let square = (x: squares[old].x + direction.step.x, y: squares[old].y + direction.step.y)
      if squares.contains(where: { $0 == square }) { continue }
      links.append(Link(direction: direction, new: squares.count, old: old))
      squares.append(square)
    }
    // Told in any order, and from either side.
    builder.random.shuffle(&links)
    for index in links.indices where builder.random.below(2) == 0 {
      let link = links[index]
      links[index] = Link(direction: link.direction.opposite, new: link.old, old: link.new)
    }
    for link in links {
      let (new, old) = (names[link.new], names[link.old])
      if task == .position {
        builder.tell(.position, ["x": new, "y": old, "r": builder.language.relation(link.direction)])
      } else {
        builder.tell(.direction, ["p": new, "q": old, "d": builder.language.word(link.direction)])
      }
    }
  }

  /// The fact that joins two places, and the direction from the first to the second.
  private func step(from first: Int, to second: Int) -> (fact: Int, direction: Compass)? {
    for (fact, link) in links.enumerated() {
      if link.new == second, link.old == first { return (fact, link.direction) }
      if link.new == first, link.old == second { return (fact, link.direction.opposite) }
    }
    return nil
  }

  private func ask(_ builder: inout StoryBuilder) -> Bool {
    if task == .twoArguments {
      let fact = builder.random.below(links.count)
      let link = links[fact]
      // Of the four questions that a fact answers: either side, either place unknown.
      let turned = builder.random.below(2) == 0
      let (known, unknown) = turned ? (link.new, link.old) : (link.old, link.new)
      let direction = turned ? link.direction.opposite : link.direction
      if builder.random.below(2) == 0 {
        builder.ask(
          .whatIsDirection, ["q": names[known], "d": builder.language.word(direction)],
          answer: names[unknown], support: [fact])
      } else {
        builder.ask(
          .whatHasDirection, ["p": names[known], "d": builder.language.word(direction.opposite)],
          answer: names[unknown], support: [fact])
      }
      return true
    }
    // Pairs two steps apart, with the place between them.
    var pairs: [(from: Int, between: Int, to: Int)] = []
    for between in names.indices {
      let neighbours = names.indices.filter { step(from: between, to: $0) != nil }
      for from in neighbours {
        for to in neighbours where from != to { pairs.append((from, between, to)) }
      }
    }
    guard let pair = builder.pick(pairs), let first = step(from: pair.from, to: pair.between),
      let second = step(from: pair.between, to: pair.to)
    else { return false }
    guard task == .position else {
      builder.ask(
        .path, ["p": names[pair.from], "q": names[pair.to]],
        answer: builder.language.answer(path: [first.direction, second.direction]),
        support: [first.fact, second.fact])
      return true
    }
    // Is `from` above `to`? The relation holds if it is in that direction at all; as many right ones as wrong ones.
    let offset = (
      x: squares[pair.from].x - squares[pair.to].x, y: squares[pair.from].y - squares[pair.to].y
    )
    let isSo = builder.random.below(2) == 0
    let relations = Compass.allCases.filter { ($0.step.x * offset.x + $0.step.y * offset.y > 0) == isSo }
    guard let relation = builder.pick(relations) else { return false }
    builder.ask(
      .position, ["x": names[pair.from], "y": names[pair.to], "r": builder.language.relation(relation)],
      answer: builder.language.answer(isSo), support: [first.fact, second.fact])
    return true
  }

  /// About a place or a shape that is not there, or a side where nothing is said to be.
  private func askUnanswerable(_ builder: inout StoryBuilder) {
    guard let known = builder.pick(names), let direction = builder.pick(Compass.allCases) else { return }
    switch task {
    case .position:
      builder.ask(
        .position,
        ["x": known, "y": builder.stranger(.shape), "r": builder.language.relation(direction)], answer: nil)
    case .path: builder.ask(.path, ["p": known, "q": builder.stranger(.place)], answer: nil)
    default:
      let place = builder.random.below(names.count)
      let square = (x: squares[place].x + direction.step.x, y: squares[place].y + direction.step.y)
      let isFree = !squares.contains(where: { $0 == square })
      builder.ask(
        .whatIsDirection,
        ["q": isFree ? names[place] : builder.stranger(.place), "d": builder.language.word(direction)],
        answer: nil)
    }
  }
}
