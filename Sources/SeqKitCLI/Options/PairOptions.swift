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

  /// The files by what they hold.
  var files: [(role: String, path: String)] {
    [("pairs", pairs), ("source", source), ("target", target)].compactMap { role, path in
      path.map { (role, $0) }
    }
  }

  /// Says what is read where it is to be typed.
  func announce(quiet: Bool) {
    if let pairs {
      StandardInput.announce(
        "sentence pairs (source, tab, target on each line)", among: [pairs], quiet: quiet)
    }
    for (what, path) in [("sources", source), ("translations", target)] {
      if let path { StandardInput.announce("\(what), one a line", among: [path], quiet: quiet) }
    }
  }

  func read() throws -> [SentencePair] {
    try Corpus.pairs(of: pairs, source: source, target: target, swapped: swap)
  }
}

extension Corpus {
  /// The pairs of one file, or of two that go line for line.
  ///
  /// - Parameter swapped: whether the second column is the source and the first the target.
  static func pairs(of pairs: String?, source: String?, target: String?, swapped: Bool) throws
    -> [SentencePair]
  {
    let found: [SentencePair]
    if let pairs {
      found = try Self.pairs(of: pairs)
    } else if let source, let target {
      found = try Self.pairs(of: source, and: target)
    } else {
      throw Failure(.usage, "no sentence pairs were given")
    }
    return swapped ? found.map { SentencePair(source: $0.target, target: $0.source) } : found
  }
}
