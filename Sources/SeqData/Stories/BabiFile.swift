/// Stories in the format of bAbI: Weston et al. 2015, "Towards AI-Complete Question Answering".
///
///     1 Mary moved to the bathroom.
///     2 John went to the hallway.
///     3 Where is Mary? <tab>bathroom<tab>1
///
/// Numbers begin at 1 with each story; a question has the answer and the numbers of its supporting facts after tabs.
/// The answer "?" is ours: it stands for none, where nothing in the story answers the question.
public enum BabiFile {
  /// - Parameter path: `-` for standard input.
  /// - Throws: naming the line, if one has no number, a number out of order, a question without an answer, or a supporting
  ///   fact that was not told before.
  public static func stories(of path: String) throws(CorpusError) -> [Story] {
    var lines = try LineReader(path)
    var stories: [Story] = []
    // By the numbers of the file; nil for questions, which are numbered too.
    var places: [Int?] = []
    while let line = try lines.next() {
      let number = lines.count
      func failure(_ what: String, expected: String) -> CorpusError {
        CorpusError(what, lines.name, line: number, expected: expected, advice: "mend the line")
      }
      if line.allSatisfy(\.isWhitespace) { continue }
      let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let id = Int(parts[0]) else {
        throw failure("a line without a number", expected: "a number, a space and a sentence")
      }
      if id == 1 {
        stories.append(Story())
        places = []
      }
      guard id == places.count + 1, !stories.isEmpty else {
        throw failure(
          "the number \(id) is out of order", expected: places.isEmpty ? "1" : "1 or \(places.count + 1)")
      }
      let columns = parts[1].split(separator: "\t", omittingEmptySubsequences: false)
      let text = String(columns[0]).trimmedAtEnds
      let last = stories.count - 1
      guard columns.count > 1 else {
        places.append(stories[last].facts.count)
        stories[last].facts.append(.init(text: text, line: number))
        continue
      }
      // The parts of a list too: "apple, milk".
      let answer = columns[1].split(separator: ",", omittingEmptySubsequences: false)
        .map { String($0).trimmedAtEnds }.joined(separator: ",")
      guard !answer.isEmpty else {
        throw failure("a question without an answer", expected: "question, tab, answer, tab, numbers")
      }
      var support: [Int] = []
      for name in columns.count > 2 ? columns[2].split(separator: " ") : [] {
        guard let fact = Int(name), (1...max(places.count, 1)).contains(fact), fact <= places.count,
          let place = places[fact - 1]
        else {
          throw failure("the supporting fact \(name) was not told before", expected: "numbers of facts above")
        }
        support.append(place)
      }
      places.append(nil)
      stories[last].questions.append(
        .init(
          text: text, answer: answer == noAnswer ? nil : answer, support: support,
          factCount: stories[last].facts.count, line: number))
    }
    guard stories.contains(where: { !$0.questions.isEmpty }) else {
      throw CorpusError(
        "the file has no questions", lines.name, expected: "stories in the format of bAbI")
    }
    return stories
  }

  private static let noAnswer = "?"

  /// The stories as `stories(of:)` reads them, each question after the facts told before it.
  ///
  /// The format has no way to write a tab or a line end within a text: they become blanks. Where a story has no answer, or
  /// one without a word, "?" is written.
  public static func text(of stories: [Story]) -> String {
    var text = ""
    for story in stories {
      var number = 0
      // By the places of the facts.
      var numbers: [Int] = []
      func tell(upTo count: Int) {
        while numbers.count < count {
          number += 1
          text += "\(number) \(story.facts[numbers.count].text.onOneLine)\n"
          numbers.append(number)
        }
      }
      for question in story.questions {
        tell(upTo: min(question.factCount, story.facts.count))
        number += 1
        let answer = (question.answer ?? "").onOneLine
        text += "\(number) \(question.text.onOneLine)\t\(answer.isEmpty ? noAnswer : answer)"
        let support = question.support.filter { numbers.indices.contains($0) }
        if !support.isEmpty { text += "\t" + support.map { String(numbers[$0]) }.joined(separator: " ") }
        text += "\n"
      }
      tell(upTo: story.facts.count)
    }
    return text
  }
}

extension String {
  fileprivate var onOneLine: String {
    String(map { $0 == "\t" || $0.isNewline ? " " : $0 }).trimmedAtEnds
  }

  fileprivate var trimmedAtEnds: String {
    var part = Substring(self)
    while let first = part.first, first.isWhitespace { part.removeFirst() }
    while let last = part.last, last.isWhitespace { part.removeLast() }
    return String(part)
  }
}
