import ArgumentParser
import SeqData
import SeqKit

/// A story while it is told, and its questions.
struct QASession {
  private var reader: StoryReader
  private let isJSON, isQuiet: Bool
  private let svg: String?
  private let inputs: [String]
  private var explains: Bool
  private(set) var asked = 0
  private(set) var unanswered = 0

  init(reader: StoryReader, command: QACommand) {
    self.reader = reader
    isJSON = command.json
    isQuiet = command.quiet
    svg = command.svg
    inputs = command.inputs
    explains = command.explain
  }

  /// Facts are remembered, questions answered as they come.
  mutating func read(_ path: String) throws {
    StandardInput.announce("facts and questions, a sentence or more a line", among: [path], quiet: isQuiet)
    var lines = try LineReader(path)
    while let text = try lines.next() {
      if StorySentence.beginsStory(text), !reader.facts.isEmpty { reader.forget() }
      try hear(text)
    }
  }

  private mutating func hear(_ line: String) throws {
    for sentence in StorySentence.sentences(of: line) {
      switch sentence {
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
    if isJSON {
      try Output.writeLine(report.json)
    } else {
      try Output.writeLine(report.line)
      if explains {
        try Output.write(report.explanation(for: .standardOutput))
      } else if Terminal.standardOutput.isInteractive {
        try Output.write(report.evidence)
      }
    }
    if let svg {
      let path = numbered(svg, asked)
      try OutputCheck.spares(inputs, path)
      try Output.write(report.heatMap.svg, toFile: path)
    }
  }

  /// "reading.svg", "reading-2.svg" …
  private func numbered(_ path: String, _ number: Int) -> String {
    guard number > 1 else { return path }
    let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    let dot = name.dropFirst().lastIndex(of: ".") ?? name.endIndex
    return "\(path.dropLast(name[dot...].count))-\(number)\(name[dot...])"
  }

  // MARK: Conversation

  /// Facts and questions, and commands that begin with a colon.
  mutating func converse() throws {
    if !isQuiet {
      Output.note(
        "Tell facts and ask questions, a sentence or more a line. :help for more, Ctrl-D ends.\n")
    }
    var lines = try LineReader("-")
    while let text = try lines.typed(prompt: isQuiet ? "" : "> ") {
      if text.hasPrefix(":") {
        if text.dropFirst().prefix(4) == "quit" { return }
        obey(text.dropFirst().split(whereSeparator: \.isWhitespace).map(String.init))
        continue
      }
      try hear(text)
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
    Arrow keys edit lines where the program runs under rlwrap: rlwrap seqkit qa

    """
}
