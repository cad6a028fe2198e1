import ArgumentParser
import SeqData
import SeqFiles
import SeqKit
import SeqKitPretrained
import SystemPackage

/// `seqkit translate`: a sentence, the lines of a stream, or a conversation.
struct TranslateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "translate",
    abstract: "Translate a sentence, or every line of standard input.",
    discussion: """
      Without a sentence, lines are read from standard input and one line is written for each, in order; on a \
      terminal you are asked for them. Everything after -- is text, whatever it looks like.

        seqkit translate "Where is the station?"
        cat lines | seqkit translate --to de
        seqkit translate "I love you." --attention --svg attention.svg
        seqkit translate --model my.safetensors --beam 10 --n-best 3 --scores "Good morning!"
      """)

  @Argument(help: ArgumentHelp("The sentence; several words need no quotes.", valueName: "sentence"))
  var words: [String] = []

  @OptionGroup var choice: TranslatorChoice

  @Option(help: ArgumentHelp("Beam width; 1 is greedy decoding.", valueName: "n"))
  var beam = 5

  @Option(
    help: ArgumentHelp("Exponent of the length normalisation of beam search; 0 for none.", valueName: "alpha")
  )
  var lengthPenalty = 1.0

  @Option(help: ArgumentHelp("How many translations of each sentence to write, best first.", valueName: "n"))
  var nBest = 1

  @Flag(
    help: "Write the score before each translation: log probability in nats, length-normalised, and a tab.")
  var scores = false

  @Flag(help: "Show which source pieces each target piece drew on.")
  var attention = false

  @OptionGroup var picture: PictureOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if beam < 1 || beam > 1000 { throw ValidationError("--beam must lie between 1 and 1000, not \(beam)") }
    if nBest < 1 || nBest > beam {
      throw ValidationError("--n-best must lie between 1 and the beam width \(beam), not \(nBest)")
    }
    if !(0...10).contains(lengthPenalty) {
      throw ValidationError("--length-penalty must lie between 0 and 10")
    }
    if picture.svg != nil && words.isEmpty {
      throw ValidationError("--svg draws one sentence: give it as an argument")
    }
  }

  func run() async throws {
    let translator = try choice.translator()
    if (attention || picture.svg != nil) && !translator.hasAttention {
      throw Failure(
        .missingCapability, "the model '\(translator.card.name)' has no attention to show",
        advice: "leave out --attention and --svg")
    }
    if !words.isEmpty {
      let text = words.joined(separator: " ")
      let found = try translate([text], with: translator)[0]
      try write(found, of: text, line: 1)
      if let file = picture.svg { try Output.write(heatMap(found[0], of: text).svg, toFile: file) }
    } else if Terminal.standardInput.isInteractive {
      try converse(with: translator)
    } else {
      try stream(through: translator)
    }
  }

  private func translate(_ texts: [String], with translator: Translator) throws -> [[Translation]] {
    let search: Search = beam == 1 ? .greedy : .beam(width: beam, lengthPenalty: lengthPenalty)
    return try translator.translations(of: texts, search: search, nBest: nBest, threads: common.threadCount)
  }

  /// Lines in, lines out: as many together as are at hand, so that a file is fast and a slow pipe is answered at once.
  private func stream(through translator: Translator) throws {
    var lines = try LineReader("-")
    var progress = Progress("sentences")
    var number = 0
    while let first = try lines.next() {
      var batch = [first]
      var damage: (any Error)?
      do {
        while batch.count < 256, lines.hasLine, let line = try lines.next() { batch.append(line) }
      } catch {
        damage = error
      }
      // What came before a damaged line is answered first.
      for (text, found) in zip(batch, try translate(batch, with: translator)) {
        number += 1
        try write(found, of: text, line: number)
      }
      if !common.quiet { progress.advance(by: batch.count) }
      if let damage {
        progress.finish()
        throw damage
      }
    }
    progress.finish()
  }

  private func converse(with translator: Translator) throws {
    let languages = translator.card.languages.map { "\($0) " } ?? ""
    Output.note("\(languages)translation with '\(translator.card.name)': a sentence a line, Ctrl-D ends.\n")
    var lines = try LineReader("-")
    var number = 0
    while true {
      Output.note("> ")
      guard let text = try lines.next() else { break }
      number += 1
      if !text.allSatisfy(\.isWhitespace) {
        try write(translate([text], with: translator)[0], of: text, line: number)
      }
    }
    Output.note("\n")
  }

  private func write(_ found: [Translation], of text: String, line: Int) throws {
    if common.json { return try Output.writeLine(json(found, of: text, line: line)) }
    for translation in found {
      // A translation is one line whatever the model wrote.
      let shown = String(translation.text.map { $0.isNewline ? " " : $0 })
      try Output.writeLine(scores ? "\(fixed(translation.score, 4))\t\(shown)" : shown)
    }
    if attention { try Output.write(heatMap(found[0], of: text).rendered(for: .standardOutput)) }
  }

  private func heatMap(_ translation: Translation, of text: String) -> HeatMap {
    HeatMap(
      title: text, rowName: "target", rows: translation.tokens, columnName: "source",
      columns: translation.sourceTokens, weights: translation.attention)
  }

  private func json(_ found: [Translation], of text: String, line: Int) -> JSON {
    .object([
      (name: "version", value: 1), (name: "type", value: "translation"),
      (name: "line", value: .integer(line)),
      (name: "source", value: .string(text)), (name: "text", value: .string(found[0].text)),
      (name: "score", value: .number(found[0].score)),
      (
        name: "translations",
        value: .array(
          found.map { translation in
            var members: [(name: String, value: JSON)] = [
              (name: "text", value: .string(translation.text)),
              (name: "score", value: .number(translation.score)),
              (name: "tokens", value: .array(translation.tokens.map(JSON.string))),
              (name: "token_scores", value: .array(translation.tokenScores.map(JSON.number))),
            ]
            if attention {
              members += [
                (name: "source_tokens", value: .array(translation.sourceTokens.map(JSON.string))),
                (
                  name: "attention",
                  value: .array(translation.attention.map { .array($0.map { .number(Double($0)) }) })
                ),
              ]
            }
            return .object(members)
          })
      ),
    ])
  }
}

/// Which translator a command uses.
struct TranslatorChoice: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A shipped model (\(PretrainedTranslator.allCases.map(\.rawValue).joined(separator: ", "))) or a model file.",
      valueName: "name|file"), completion: .file(extensions: ["safetensors"]))
  var model: String?

  @Option(
    help: ArgumentHelp("The shipped model from English to this language: fr or de.", valueName: "language"))
  var to: String?

  func validate() throws {
    if model != nil && to != nil { throw ValidationError("--model and --to exclude each other") }
    if let to, PretrainedTranslator(rawValue: "en-" + to) == nil {
      throw ValidationError("there is no shipped model to '\(to)'; --to takes fr or de")
    }
  }

  /// The name or path that was chosen.
  var name: String { model ?? "en-" + (to ?? "fr") }

  func file() throws -> ModelFile {
    if let shipped = PretrainedTranslator(rawValue: name) { return try shipped.modelFile() }
    return try ModelFile(contentsOf: FilePath(name))
  }

  func translator() throws -> Translator {
    if let shipped = PretrainedTranslator(rawValue: name) { return try Translator(shipped) }
    return try Translator(contentsOf: FilePath(name))
  }
}

extension ModelCard {
  /// "English-French", if both are known.
  var languages: String? {
    guard let sourceLanguage, let targetLanguage else { return nil }
    return "\(sourceLanguage)-\(targetLanguage)"
  }
}
