import ArgumentParser
import SeqData
import SeqKit

/// `seqkit translate`: a sentence, the lines of a stream, or a conversation.
struct TranslateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "translate",
    abstract: "Translate a sentence, or every line of standard input; or score given translations.",
    discussion: """
      Without a sentence, or with - for one, lines are read from standard input and one line is written for each, in \
      order. Without one on a terminal you are asked for them, and :help lists what else you can say there. Everything \
      after -- is text, whatever it looks like. Columns are separated by tabs: score, text, word scores, alignments. \
      --svg FILE draws the best translation, with --n-best the second as FILE-2 and so on.

        seqkit translate "Where is the station?"
        cat lines | seqkit translate --to de
        seqkit translate "I love you." --attention --svg attention.svg
        seqkit translate --model my.safetensors --beam 10 --n-best 3 \\
          --scores "Good morning!"
        seqkit translate --sample --temperature 0.8 --top-k 20 \\
          --n-best 5 "What a day!"
        seqkit translate --model a.safetensors,b.safetensors --alignments < lines
        seqkit translate --phrase-table terms.tsv < lines
        seqkit translate --score < pairs.tsv
      """)

  @Argument(
    help: ArgumentHelp(
      "The sentence; several words need no quotes. - for the lines of standard input.",
      valueName: "sentence"))
  var words: [String] = []

  @OptionGroup var choice: TranslatorChoice
  @OptionGroup(title: "Search options") var decoding: DecodingOptions
  @OptionGroup(title: "Presentation options") var presentation: PresentationOptions

  @Flag(help: "Lines are source, tab, target: write log p of the target in nats.")
  var score = false

  @Option(
    help: ArgumentHelp(
      "The same with the targets, one a line, in a file of their own; - for standard input.",
      valueName: "file"),
    completion: .file())
  var scoreTarget: String?

  @OptionGroup var picture: PictureOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if picture.svg != nil && readsLines {
      throw ValidationError("--svg draws one sentence: give it as an argument")
    }
    if picture.isOnStandardOutput && (common.json || presentation.isChosen) {
      throw ValidationError("--svg - leaves no room for anything else on standard output: name a file")
    }
    if picture.isOnStandardOutput && decoding.nBest > 1 {
      throw ValidationError("--svg draws \(decoding.nBest) pictures with --n-best: name a file")
    }
    if score && scoreTarget != nil { throw ValidationError("--score and --score-target exclude each other") }
    if isScoring && !decoding.isDefault {
      throw ValidationError("nothing is searched for when scoring: leave out the search options")
    }
    if isScoring && presentation.scores {
      throw ValidationError("when scoring the score is written anyway: leave out --scores")
    }
    if scoreTarget == "-" && readsLines {
      throw ValidationError("standard input has the sources: name a file with --score-target")
    }
    try StandardInput.checkOnce(choice.names + textFiles + (readsLines ? ["-"] : []))
  }

  /// Whether there is no sentence, or - for one, which after -- is a text.
  private var readsLines: Bool {
    words.isEmpty || (words == ["-"] && !CommandLine.arguments.contains("--"))
  }

  private var textFiles: [String] { [decoding.phraseTable, scoreTarget].compactMap(\.self) }

  var isScoring: Bool { score || scoreTarget != nil }

  func run() async throws {
    try picture.check(inputs: ShippedModels.files(among: choice.names) + textFiles)
    let translator = try choice.translator()
    try requireAttention(of: translator)
    StandardInput.announce(
      StandardInput.phrases, among: [decoding.phraseTable].compactMap(\.self), quiet: common.quiet)
    let task = try TranslationTask(self, translator)
    if !readsLines {
      let text = words.joined(separator: " ")
      let found = try task.answer([try source(text)], numberedFrom: 1)[0]
      if !picture.isOnStandardOutput { try task.write(found) }
      if let svg = picture.svg { try draw(found, toFile: svg) }
    } else if words.isEmpty && Terminal.standardInput.isInteractive && !isScoring {
      var conversation = Conversation(command: self, task: task)
      try conversation.run()
    } else {
      try stream(through: task)
    }
  }

  private func requireAttention(of translator: Translator) throws {
    guard !translator.hasAttention else { return }
    let wanted = [
      (presentation.attention, "--attention"), (picture.svg != nil, "--svg"),
      (presentation.alignments, "--alignments"),
      (decoding.replaceUnknown, "--replace-unknown"), (decoding.coveragePenalty > 0, "--coverage-penalty"),
    ].filter(\.0).map(\.1)
    if !wanted.isEmpty {
      throw Failure(
        .missingCapability, "the model '\(translator.card.name)' has no attention to show or use",
        advice: "leave out \(wanted.joined(separator: " and "))")
    }
  }

  /// The sentence of the command line, when scoring with its target.
  private func source(_ text: String) throws -> TranslationTask.Line {
    if let scoreTarget {
      StandardInput.announce("the target", among: [scoreTarget], quiet: common.quiet)
      var targets = try LineReader(scoreTarget)
      guard let target = try targets.next() else { throw ended(targets.name, after: 0) }
      return .init(source: text, target: target)
    }
    return try line(text, at: "the command line")
  }

  private func line(_ text: String, at place: @autoclosure () -> String) throws -> TranslationTask.Line {
    guard score else { return .init(source: text, target: nil) }
    let columns = text.utf8.split(
      separator: UInt8(ascii: "\t"), maxSplits: 2, omittingEmptySubsequences: false)
    guard columns.count >= 2 else {
      throw Failure(
        .badData, "a line without a tab", at: place(), expected: "source, tab, target",
        advice: "mend or remove the line")
    }
    return .init(source: String(Substring(columns[0])), target: String(Substring(columns[1])))
  }

  private func ended(_ name: String, after count: Int) -> Failure {
    Failure(
      .badData, "there are fewer targets than sources: it ends after line \(count)", at: name,
      expected: "a target for each source", advice: "check that the files correspond line for line")
  }

  /// At most so many lines are taken together, and so many bytes: what is in memory does not grow with the file.
  private static let window = (lines: 2048, bytes: 1 << 17)
  /// The first time fewer, so that there is something to see soon; then twice as many each time.
  private static let firstLines = 32

  /// Lines in, lines out: as many together as are at hand, so that a file is fast and a slow pipe is answered at once.
  private func stream(through task: TranslationTask) throws {
    StandardInput.announce(
      score
        ? "pairs to score (source, tab, target on each line)"
        : isScoring ? "the sources, one a line" : "sentences, one a line", quiet: common.quiet)
    var lines = try LineReader("-")
    var targets = LineReaderOrNone.none
    if let scoreTarget { targets = .some(try LineReader(scoreTarget)) }
    var progress = Progress("sentences")
    var number = 0
    var isOver = false
    var most = Self.firstLines
    while !isOver {
      var window: [TranslationTask.Line] = []
      var bytes = 0
      var damage: (any Error)?
      do {
        while window.count < most && bytes < Self.window.bytes {
          let next = window.isEmpty ? try lines.next() : try lines.nextWithoutWaiting()
          guard let text = next else {
            // Nothing more at hand is the end only where the reader waited.
            isOver = window.isEmpty
            break
          }
          bytes += text.utf8.count
          if scoreTarget != nil {
            guard let target = try targets.next() else { throw ended(targets.name, after: lines.count - 1) }
            bytes += target.utf8.count
            window.append(.init(source: text, target: target))
          } else {
            window.append(try line(text, at: "\(lines.name), line \(lines.count)"))
          }
        }
        if isOver, try targets.next() != nil {
          throw Failure(
            .badData, "there are more targets than sources: those end after line \(lines.count)",
            at: targets.name, expected: "a source for each target",
            advice: "check that the files correspond line for line")
        }
      } catch {
        damage = error
      }
      // What came before a damaged line is answered first.
      for found in try task.answer(window, numberedFrom: number + 1) { try task.write(found) }
      number += window.count
      most = min(2 * most, Self.window.lines)
      if !common.quiet && !window.isEmpty { progress.advance(by: window.count) }
      if let damage {
        progress.finish()
        throw damage
      }
    }
    progress.finish()
  }

  /// One file a translation: the best in `path`, the second in "path-2", before the path's extension.
  private func draw(_ found: TranslationTask.Answer, toFile path: String) throws {
    let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    let dot = name.dropFirst().lastIndex(of: ".") ?? name.endIndex
    let (stem, tail) = (path.dropLast(name[dot...].count), name[dot...])
    for (rank, translation) in found.translations.enumerated() {
      try Output.write(
        found.heatMap(translation).svg, toFile: rank == 0 ? path : "\(stem)-\(rank + 1)\(tail)")
    }
  }
}

/// A second file that is read along, or none.
private enum LineReaderOrNone: ~Copyable {
  case none
  case some(LineReader)

  mutating func next() throws -> String? {
    switch consume self {
    case .none:
      self = .none
      return nil
    case .some(var reader):
      do {
        let line = try reader.next()
        self = .some(reader)
        return line
      } catch {
        self = .some(reader)
        throw error
      }
    }
  }

  var name: String {
    switch self {
    case .none: ""
    case .some(let reader): reader.name
    }
  }
}
