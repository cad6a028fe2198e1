import SeqTensor

/// What fits into what: task 18. Two facts, one after the other, make a third.
struct SizeStories {
  /// The smallest first.
  private let things: [String]
  /// The smaller and the bigger of each fact.
  private var facts: [(smaller: Int, bigger: Int)] = []

  static func tell(_ builder: inout StoryBuilder) -> Bool {
    let length = builder.facts ?? 5
    var stories = SizeStories(
      things: (0..<min(length + 1, 5 + length / 12)).map { _ in builder.words.container() })
    for _ in 0..<length { stories.step(&builder) }
    // As in bAbI: five more where nothing follows yet.
    while builder.facts == nil, stories.inferences.isEmpty, builder.factCount < 15 {
      for _ in 0..<5 { stories.step(&builder) }
    }
    return builder.askAll(builder.questions ?? 5) { builder in
      stories.ask(&builder)
    } askUnanswerable: { builder in
      guard let thing = builder.pick(stories.things) else { return }
      let stranger = builder.stranger(.container)
      if builder.random.below(2) == 0 {
        builder.ask(.fits, ["x": thing, "y": stranger], answer: nil)
      } else {
        builder.ask(.bigger, ["y": thing, "x": stranger], answer: nil)
      }
    }
  }

  private init(things: [String]) { self.things = things }

  private mutating func step(_ builder: inout StoryBuilder) {
    let first = builder.random.below(things.count)
    let second = (first + 1 + builder.random.below(things.count - 1)) % things.count
    let (smaller, bigger) = (min(first, second), max(first, second))
    facts.append((smaller, bigger))
    builder.tell(
      builder.random.below(2) == 0 ? .fits : .bigger, ["x": things[smaller], "y": things[bigger]])
  }

  /// What follows from two facts and was not told itself: the smaller, the bigger, and the facts with each of them.
  private var inferences: [(smaller: Int, bigger: Int, small: Int, big: Int)] {
    var found: [(smaller: Int, bigger: Int, small: Int, big: Int)] = []
    for smaller in things.indices {
      for bigger in things.indices where bigger > smaller {
        if facts.contains(where: { $0 == (smaller, bigger) }) { continue }
        // Of several ways the one by the smallest thing between; of a fact told twice the first time.
        for between in things.indices where between > smaller && between < bigger {
          guard let small = facts.firstIndex(where: { $0 == (smaller, between) }),
            let big = facts.firstIndex(where: { $0 == (between, bigger) })
          else { continue }
          found.append((smaller, bigger, small, big))
          break
        }
      }
    }
    return found
  }

  /// Of the supporting facts comes first, as in bAbI, the one with what should be the bigger.
  private func ask(_ builder: inout StoryBuilder) -> Bool {
    guard let inference = builder.pick(inferences) else { return false }
    let isSo = builder.random.below(2) == 0
    let (bigger, smaller) =
      isSo ? (inference.bigger, inference.smaller) : (inference.smaller, inference.bigger)
    builder.ask(
      builder.random.below(2) == 0 ? .fits : .bigger, ["x": things[smaller], "y": things[bigger]],
      answer: builder.language.answer(isSo),
      support: isSo ? [inference.big, inference.small] : [inference.small, inference.big])
    return true
  }
}
