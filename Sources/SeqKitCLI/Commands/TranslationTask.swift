import SeqData
import SeqKit

/// What `seqkit translate` does with lines: translates or scores them, and writes the answers.
struct TranslationTask {
  /// A text, and the target to be scored if there is one.
  struct Line {
    var source: String
    var target: String?
  }

  /// A line with its translations, best first, or with the one that was scored.
  struct Answer {
    var line: Line
    var number: Int
    var translations: [Translation]

    func heatMap(_ translation: Translation) -> HeatMap {
      let map = translation.attentionMap
      return HeatMap(
        title: line.source, rowName: "target", rows: translation.tokens, columnName: "source",
        columns: map.columns, weights: map.rows)
    }
  }

  var translator: Translator
  var options: TranslationOptions
  var presentation: PresentationOptions
  let json: Bool
  let threads: Int
  /// Whether what is left out is said.
  let warns: Bool

  init(_ command: TranslateCommand, _ translator: Translator) throws {
    self.translator = translator
    options = try command.decoding.options(seed: command.common.seed)
    presentation = command.presentation
    json = command.common.json
    threads = command.common.threadCount
    warns = !command.common.quiet
  }

  /// - Parameter number: of the first line, from 1.
  func answer(_ lines: [Line], numberedFrom number: Int) throws -> [Answer] {
    let found: [[Translation]]
    // Either all lines have a target or none has.
    if lines.contains(where: { $0.target != nil }) {
      let pairs = lines.map { SentencePair(source: $0.source, target: $0.target ?? "") }
      found = try translator.scores(of: pairs, threads: threads).map { [$0] }
    } else {
      found = try translator.translations(
        of: lines.map(\.source), options: options, numberedFrom: number, threads: threads)
    }
    for (offset, line) in lines.enumerated()
    where warns && translator.leavesOut(of: line.source, options: options) {
      Output.note(
        "line \(number + offset) has more than \(grouped(Translator.longestSource)) pieces: what follows them is left out\n"
      )
    }
    return zip(lines, found).enumerated().map {
      Answer(line: $1.0, number: number + $0, translations: $1.1)
    }
  }

  func write(_ answer: Answer) throws {
    if json { return try Output.writeLine(object(answer)) }
    let map = presentation.attention
    for translation in answer.translations {
      if answer.line.target != nil {
        try Output.writeLine(fixed(translation.logProbability, 4) + presentation.columns(translation))
      } else {
        let columns = presentation.columns(translation)
        let hasColumns = presentation.scores || !columns.isEmpty
        // A translation is one line, and one column, whatever the model wrote.
        let line = String(translation.text.map { $0.isNewline || (hasColumns && $0 == "\t") ? " " : $0 })
        // What was copied from the source does not steer a terminal.
        let text = Terminal.standardOutput.isInteractive ? line.withoutControls : line
        try Output.writeLine((presentation.scores ? "\(fixed(translation.score, 4))\t" : "") + text + columns)
      }
      if map { try Output.write(answer.heatMap(translation).rendered(for: .standardOutput)) }
    }
    guard answer.line.target == nil else { return }
    // Every line has as many: whoever reads them takes them so many at a time.
    for _ in 0..<max(options.nBest - answer.translations.count, 0) {
      try Output.writeLine(presentation.emptyLine)
    }
  }

  private func object(_ answer: Answer) -> JSON {
    var members: [(name: String, value: JSON)] = [
      (name: "version", value: 1),
      (name: "type", value: answer.line.target == nil ? "translation" : "score"),
      (name: "line", value: .integer(answer.number)), (name: "source", value: .string(answer.line.source)),
    ]
    let best = answer.translations[0]
    if let target = answer.line.target {
      members.append((name: "target", value: .string(target)))
      members += presentation.members(best)
      return .object(members)
    }
    members += [
      (name: "text", value: .string(best.text)), (name: "score", value: .number(best.score)),
      (
        name: "translations",
        value: .array(
          answer.translations.map { translation in
            .object(
              [
                (name: "text", value: .string(translation.text)),
                (name: "score", value: .number(translation.score)),
              ] + presentation.members(translation))
          })
      ),
    ]
    return .object(members)
  }
}
