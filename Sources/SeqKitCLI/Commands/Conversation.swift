import ArgumentParser
import SeqData
import SeqKit

/// `seqkit translate` on a terminal: a sentence a line, and commands that begin with a colon.
struct Conversation {
  private var decoding: DecodingOptions
  private var task: TranslationTask
  private let seed: UInt64

  init(command: TranslateCommand, task: TranslationTask) {
    decoding = command.decoding
    seed = command.common.seed
    self.task = task
  }

  /// What a line asks for.
  enum Request: Equatable {
    case nothing
    case sentence(String)
    /// A name without its colon, and what follows it.
    case command(name: String, argument: String)

    /// A line that begins with a colon is a command, one that begins with two is a sentence with one.
    init(_ line: String) {
      if line.allSatisfy(\.isWhitespace) {
        self = .nothing
      } else if line.hasPrefix("::") {
        self = .sentence(String(line.dropFirst()))
      } else if line.hasPrefix(":") {
        let words = line.dropFirst().split(maxSplits: 1, whereSeparator: \.isWhitespace)
        let argument = words.dropFirst().first ?? ""
        self = .command(
          name: words.first.map(String.init) ?? "",
          argument: argument.split(whereSeparator: \.isWhitespace).joined(separator: " "))
      } else {
        self = .sentence(line)
      }
    }
  }

  mutating func run() throws {
    let card = task.translator.card
    let languages = card.languages.map { "\($0) " } ?? ""
    Output.note(
      "\(languages)translation with '\(card.name)': a sentence a line, :help for commands, Ctrl-D ends.\n")
    var lines = try LineReader("-")
    var number = 0
    while let text = try lines.typed(prompt: "> ") {
      switch Request(text) {
      case .nothing: continue
      case .command(name: "quit", argument: ""): return
      case .command(let name, let argument):
        do {
          try obey(name, argument)
        } catch {
          // What was chosen before stays; the conversation goes on.
          Output.note(error is ValidationError ? "\(error)\n" : Failure(error).text)
        }
      case .sentence(let text):
        number += 1
        let line = TranslationTask.Line(source: text, target: nil)
        for answer in try task.answer([line], numberedFrom: number) { try task.write(answer) }
      }
    }
    Output.note("\n")
  }

  private mutating func obey(_ name: String, _ argument: String) throws {
    switch name {
    case "help":
      guard argument.isEmpty else { throw ValidationError(":help takes nothing") }
      Output.note(Self.help)
    case "beam":
      guard !decoding.sample else { throw ValidationError("--sample draws and does not search") }
      var next = decoding
      let width = try number(name, argument)
      try DecodingOptions.check(beam: width)
      next.beam = width
      next.nBest = min(next.nBest, width)
      try change(to: next)
    case "n-best":
      var next = decoding
      next.nBest = try number(name, argument)
      if !next.sample && next.nBest > next.width { next.beam = next.nBest }
      try change(to: next)
    case "attention":
      switch argument {
      case "on":
        guard task.translator.hasAttention else {
          throw ValidationError("the model '\(task.translator.card.name)' has no attention to show")
        }
        task.presentation.attention = true
      case "off": task.presentation.attention = false
      default: throw ValidationError(":attention takes on or off")
      }
    case "model":
      guard !argument.isEmpty else {
        throw ValidationError("the model is '\(task.translator.card.name)'; :model takes a name or a file")
      }
      let choice: TranslatorChoice
      do {
        choice = try TranslatorChoice.parse(["--model=\(argument)"])
      } catch {
        throw ValidationError(TranslatorChoice.message(for: error))
      }
      if choice.names.contains("-") {
        throw ValidationError("standard input is this conversation; :model takes a name or a file")
      }
      let next = try choice.translator()
      if !next.hasAttention {
        let presentation = task.presentation
        if presentation.attention || presentation.alignments || decoding.replaceUnknown
          || decoding.coveragePenalty > 0
        {
          throw ValidationError(
            "the model '\(next.card.name)' has no attention, which is being shown or used")
        }
      }
      task.translator = next
      Output.note("\(next.card.languages.map { "\($0) " } ?? "")translation with '\(next.card.name)'\n")
    case "quit": throw ValidationError(":quit takes nothing")
    default:
      throw ValidationError(
        "no command ':\(name)'; :help lists them, and a sentence that begins with a colon is written with two"
      )
    }
  }

  private mutating func change(to next: DecodingOptions) throws {
    try next.validate()
    // The phrase table was read when the conversation began.
    var reread = next
    reread.phraseTable = nil
    var options = try reread.options(seed: seed)
    options.phraseTable = task.options.phraseTable
    decoding = next
    task.options = options
    let kept = next.sample ? "sampling" : next.width == 1 ? "greedy" : "beam \(next.width)"
    Output.note("\(kept), n-best \(next.nBest)\n")
  }

  private func number(_ name: String, _ argument: String) throws -> Int {
    guard let number = Int(argument) else {
      throw ValidationError(":\(name) takes a number, not '\(argument)'")
    }
    return number
  }

  private static let help = """
    :beam N           beam width; 1 is greedy decoding
    :n-best N         how many translations to show, best first
    :attention on|off show what each piece was read from
    :model NAME|FILE  translate with another model
    :quit             end, as Ctrl-D does
    ::sentence        a sentence that begins with a colon
    Arrow keys edit lines where the program runs under rlwrap: rlwrap seqkit translate

    """
}
