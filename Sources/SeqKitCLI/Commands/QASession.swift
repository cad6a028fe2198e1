import ArgumentParser
import SeqData
import SeqKit

/// A story while it is told, and its questions.
struct QASession {
  private var reader: StoryReader
  private let common: CommonOptions
  private let svg: String?
  private var explains: Bool
  private(set) var asked = 0
  private(set) var unanswered = 0

  init(reader: StoryReader, command: QACommand) {
    self.reader = reader
    common = command.common
    svg = command.svg
    explains = command.explain
  }

  /// What a line of a story is.
  enum Line: Equatable {
    case nothing
    case fact(String)
    case question(String)

    /// - Parameter text: may begin with a number, and have an answer and supporting facts after tabs, as in bAbI.
    init(_ text: String) {
      let sentence = Self.withoutNumber(
        text.split(separator: "\t", maxSplits: 1).first.map(String.init) ?? "")
      let last = sentence.last { !$0.isWhitespace && !"\"”’」』）)".contains($0) }
      if sentence.allSatisfy(\.isWhitespace) {
        self = .nothing
      } else {
        self = last == "?" || last == "？" ? .question(sentence) : .fact(sentence)
      }
    }

    /// The number that a line begins with, and whether it is 1, which begins a story.
    static func beginsStory(_ text: String) -> Bool {
      let digits = text.prefix { $0.isASCII && $0.isNumber }
      return digits == "1" && text.dropFirst().first?.isWhitespace ?? false
    }

    private static func withoutNumber(_ text: String) -> String {
      var rest = text.drop(while: \.isWhitespace)
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      if !digits.isEmpty, digits.count <= 9 {
        let after = rest.dropFirst(digits.count)
        if let next = after.first, next.isWhitespace {
          rest = after.drop(while: \.isWhitespace)
        } else if let next = after.first, ".)、:．".contains(next),
          after.dropFirst().first?.isWhitespace ?? true
        {
          rest = after.dropFirst().drop(while: \.isWhitespace)
        }
      }
      while let last = rest.last, last.isWhitespace { rest.removeLast() }
      return String(rest)
    }
  }

  /// Facts are remembered, questions answered as they come.
  mutating func read(_ path: String) throws {
    var lines = try LineReader(path)
    while let text = try lines.next() {
      if Line.beginsStory(text), !reader.facts.isEmpty { reader.forget() }
      switch Line(text) {
      case .nothing: continue
      case .fact(let fact): reader.add(fact)
      case .question(let question): try ask(question)
      }
    }
  }

  mutating func ask(_ question: String) throws {
    asked += 1
    let answer = reader.answer(question)
    if answer.text == nil { unanswered += 1 }
    let report = AnswerReport(question: question, answer: answer, reader: reader)
    if common.json {
      try Output.writeLine(report.json)
    } else {
      try Output.writeLine(report.line)
      if explains {
        try Output.write(report.explanation(for: .standardOutput))
      } else if Terminal.standardOutput.isInteractive {
        try Output.write(report.evidence)
      }
    }
    if let svg { try Output.write(report.heatMap.svg, toFile: numbered(svg, asked)) }
  }

  /// "reading.svg", "reading-2.svg" …
  private func numbered(_ path: String, _ number: Int) -> String {
    guard number > 1 else { return path }
    let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    let dot = name.dropFirst().lastIndex(of: ".") ?? name.endIndex
    return "\(path.dropLast(name[dot...].count))-\(number)\(name[dot...])"
  }

  // MARK: Conversation

  /// A fact or a question a line, and commands that begin with a colon.
  mutating func converse() throws {
    Output.note(
      "Tell facts, one a line, and ask: a line that ends in ? is a question. :help for more, Ctrl-D ends.\n")
    var lines = try LineReader("-")
    while true {
      Output.note("> ")
      guard let text = try lines.next() else { break }
      if text.hasPrefix(":") {
        if text.dropFirst().prefix(4) == "quit" { return }
        obey(text.dropFirst().split(whereSeparator: \.isWhitespace).map(String.init))
        continue
      }
      switch Line(text) {
      case .nothing: continue
      case .fact(let fact): reader.add(fact)
      case .question(let question): try ask(question)
      }
    }
    Output.note("\n")
  }

  private mutating func obey(_ words: [String]) {
    switch words.first {
    case "undo":
      Output.note(reader.undo().map { "forgotten: \($0.printable)\n" } ?? "there is nothing to take back\n")
    case "facts":
      for (place, fact) in reader.facts.enumerated() { Output.note("\(place + 1)  \(fact.printable)\n") }
      if reader.facts.isEmpty { Output.note("nothing has been told yet\n") }
    case "forget":
      reader.forget()
      Output.note("all forgotten\n")
    case "explain":
      explains = words.dropFirst().first != "off"
      Output.note(explains ? "answers are explained\n" : "answers are not explained\n")
    case "help": Output.note(Self.help)
    default: Output.note("no command ':\(words.first?.printable ?? "")'; :help lists them\n")
    }
  }

  private static let help = """
    :undo            take the last fact back
    :facts           what has been told
    :forget          begin a new story
    :explain on|off  show the memory and how each fact was chosen
    :quit            end, as Ctrl-D does

    """
}
