import ArgumentParser
import SeqData
import SeqTraining

/// What a test set consists of: sources with their references, or finished translations with theirs.
struct TestSetOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Sentence pairs: source, tab, reference on each line; all references of a source count. - for standard input.",
      valueName: "file"),
    completion: .file(extensions: ["tsv", "txt"]))
  var pairs: String?

  @Option(
    help: ArgumentHelp("The sources, one a line, in place of --pairs.", valueName: "file"),
    completion: .file())
  var source: String?

  @Option(help: ArgumentHelp("The references, line for line.", valueName: "file"), completion: .file())
  var target: String?

  @Flag(help: "Take the second column as source and the first as target.")
  var swap = false

  @Option(
    help: ArgumentHelp(
      "Score these translations, one a line, without a model: line for line with --target, or one for each "
        + "distinct source of --pairs in the order of first mention. - for standard input.",
      valueName: "file"),
    completion: .file())
  var hypotheses: String?

  func validate() throws {
    if pairs != nil && (source != nil || target != nil) {
      throw ValidationError("--pairs and --source with --target exclude each other")
    }
    if hypotheses == nil && pairs == nil && (source == nil || target == nil) {
      throw ValidationError("give --pairs FILE, or --source FILE and --target FILE")
    }
    if hypotheses != nil && pairs == nil && target == nil {
      throw ValidationError("--hypotheses needs references: give --target FILE or --pairs FILE")
    }
    if hypotheses != nil && target != nil && swap {
      throw ValidationError("--hypotheses are scored by --target as it stands: leave out --swap")
    }
  }

  var files: [String] { [pairs, source, target, hypotheses].compactMap(\.self) }

  /// Says what is read where it is to be typed.
  func announce(quiet: Bool) {
    if let pairs {
      StandardInput.announce(
        "sentence pairs (source, tab, reference on each line)", among: [pairs], quiet: quiet)
    }
    for (what, path) in [("sources", source), ("references", target), ("translations", hypotheses)] {
      if let path { StandardInput.announce("\(what), one a line", among: [path], quiet: quiet) }
    }
  }

  /// One unit that is scored. The source is nil where nobody said it.
  typealias Segment = (source: String?, references: [String])

  /// The segments that a model translates: every distinct source with all its references.
  func segments() throws -> [Segment] {
    try Corpus.pairs(of: pairs, source: source, target: target, swapped: swap).referencesBySource
      .map { ($0.source, $0.references) }
  }

  /// The segments that finished translations belong to, and the translations of each file.
  func segments(for files: [String]) throws -> (segments: [Segment], hypotheses: [[String]]) {
    let hypotheses = try files.map(Self.lines)
    let segments: [Segment]
    let kind: String
    if let target {
      // As they stand, empty lines too: what sacreBLEU scores.
      let references = try Self.lines(of: target)
      let sources = try source.map(Self.lines)
      if let source, let sources, sources.count != references.count {
        throw Self.mismatch(source, sources.count, expected: "\(grouped(references.count)), as in \(target)")
      }
      segments = references.indices.map { (sources?[$0], [references[$0]]) }
      kind = "as in \(target)"
    } else {
      segments = try self.segments()
      kind = "one for each distinct source of \(pairs ?? "the pairs")"
    }
    for (file, lines) in zip(files, hypotheses) where lines.count != segments.count {
      throw Self.mismatch(file, lines.count, expected: "\(grouped(segments.count)), \(kind)")
    }
    if segments.isEmpty {
      throw Failure(
        .badData, "the files have no lines", at: (files + [target].compactMap(\.self)).joined(separator: ", ")
      )
    }
    return (segments, hypotheses)
  }

  private static func mismatch(_ file: String, _ count: Int, expected: String) -> Failure {
    Failure(
      .badData, "the number of lines does not fit", at: StandardInput.name(of: file),
      expected: expected, found: grouped(count),
      advice: "write one translation a line, an empty line for none")
  }

  private static func lines(of path: String) throws -> [String] {
    var reader = try LineReader(path)
    var lines: [String] = []
    while let line = try reader.next() { lines.append(line) }
    return lines
  }
}

/// What counts as the same when translations are compared with references.
struct ScoringOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How BLEU cuts texts into words: 13a, zh (for Chinese), char, intl or none, as sacreBLEU does. With zh and "
        + "char, TER counts ideographs as words.",
      valueName: "name"))
  var tokenizer = BLEU.Tokenizer.v13a

  @Flag(help: "Compare without regard to case (TER never regards it).")
  var lowercase = false

  @Flag(
    help:
      "Compare as simplified Chinese: traditional characters and half-width marks count as simplified and full-width."
  )
  var simplify = false

  var values: TranslationScoring { TranslationScoring(tokenizer: tokenizer, lowercase: lowercase) }

  /// What is compared of a text.
  func read(_ text: String) -> String {
    simplify ? Normalization.simplifiedChinese.applied(to: text) : text
  }
}

extension BLEU.Tokenizer: ExpressibleByArgument {}
