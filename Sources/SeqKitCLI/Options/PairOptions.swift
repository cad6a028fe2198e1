import ArgumentParser
import SeqData
import SeqKit

/// Where sentence pairs come from.
struct PairOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Sentence pairs: source, tab, target on each line; - for standard input.", valueName: "file"),
    completion: .file(extensions: ["tsv", "txt"]))
  var pairs: String?

  @Option(
    help: ArgumentHelp("The sources, one a line, in place of --pairs.", valueName: "file"),
    completion: .file())
  var source: String?

  @Option(help: ArgumentHelp("Their translations, line for line.", valueName: "file"), completion: .file())
  var target: String?

  @Flag(help: "Take the second column as source and the first as target.")
  var swap = false

  func validate() throws {
    if pairs == nil && (source == nil || target == nil) {
      throw ValidationError("give --pairs FILE, or --source FILE and --target FILE")
    }
    if pairs != nil && (source != nil || target != nil) {
      throw ValidationError("--pairs and --source with --target exclude each other")
    }
    if source == "-" && target == "-" { throw ValidationError("only one of --source and --target can be -") }
  }

  func read() throws -> [SentencePair] {
    let found: [SentencePair]
    if let pairs {
      found = try Corpus.pairs(of: pairs)
    } else if let source, let target {
      found = try Corpus.pairs(of: source, and: target)
    } else {
      throw Failure(.usage, "no sentence pairs were given")
    }
    return swap ? found.map { SentencePair(source: $0.target, target: $0.source) } : found
  }
}

/// Sentence pairs in files.
enum Corpus {
  /// A file whose lines are source, tab, target; further columns, as of attributions, are passed over.
  static func pairs(of path: String) throws -> [SentencePair] {
    var lines = try InputLines(path)
    var pairs: [SentencePair] = []
    while let line = try lines.next() {
      func failure(_ what: String) -> Failure {
        Failure(
          .badData, what, at: "\(lines.name), line \(lines.count)", expected: "source, tab, target",
          advice: "mend or remove the line")
      }
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard columns.count >= 2 else { throw failure("a line without a tab") }
      guard columns[0].contains(where: { !$0.isWhitespace }), columns[1].contains(where: { !$0.isWhitespace })
      else {
        throw failure("an empty side of a pair")
      }
      pairs.append(SentencePair(source: String(columns[0]), target: String(columns[1])))
    }
    guard !pairs.isEmpty else { throw empty(lines.name) }
    return pairs
  }

  /// Two files that correspond line for line. Pairs with an empty side are passed over.
  static func pairs(of source: String, and target: String) throws -> [SentencePair] {
    var sources = try InputLines(source)
    var targets = try InputLines(target)
    var pairs: [SentencePair] = []
    while true {
      switch (try sources.next(), try targets.next()) {
      case (let source?, let target?):
        if source.contains(where: { !$0.isWhitespace }), target.contains(where: { !$0.isWhitespace }) {
          pairs.append(SentencePair(source: source, target: target))
        }
      case (nil, nil):
        guard !pairs.isEmpty else { throw empty(sources.name) }
        return pairs
      case (nil, _), (_, nil):
        throw Failure(
          .badData, "the files do not correspond line for line", at: "\(sources.name) and \(targets.name)",
          found: "one of them ends after line \(min(sources.count, targets.count))")
      }
    }
  }

  private static func empty(_ name: String) -> Failure {
    Failure(
      .badData, "the file has no sentence pairs", at: name, expected: "source, tab, target on each line")
  }
}
