/// Sentence pairs in files.
public enum Corpus {
  /// A file whose lines are source, tab, target; further columns, as of attributions, are passed over.
  ///
  /// - Parameter path: `-` for standard input.
  /// - Throws: naming the line, if one has no tab or an empty side, or is not UTF-8.
  public static func pairs(of path: String) throws(CorpusError) -> [SentencePair] {
    var lines = try LineReader(path)
    var pairs: [SentencePair] = []
    while let line = try lines.next() {
      func failure(_ what: String) -> CorpusError {
        CorpusError(
          what, lines.name, line: lines.count, expected: "source, tab, target",
          advice: "mend or remove the line")
      }
      // By bytes, which is fast; a tab is one whatever follows it.
      let columns = line.utf8.split(
        separator: UInt8(ascii: "\t"), maxSplits: 2, omittingEmptySubsequences: false
      ).map(Substring.init)
      guard columns.count >= 2 else { throw failure("a line without a tab") }
      for (column, side) in zip(columns, ["source", "target"]) where isBlank(column) {
        throw failure("an empty side of a pair, the \(side)")
      }
      pairs.append(SentencePair(source: String(columns[0]), target: String(columns[1])))
    }
    guard !pairs.isEmpty else { throw empty(lines.name) }
    return pairs
  }

  /// Two files that correspond line for line. Pairs with an empty side are passed over.
  ///
  /// - Parameters:
  ///   - source: `-` for standard input.
  ///   - target: likewise, but not both.
  /// - Throws: naming the file and line, if one is not UTF-8, or one file ends before the other.
  public static func pairs(of source: String, and target: String) throws(CorpusError) -> [SentencePair] {
    guard source != "-" || target != "-" else {
      throw CorpusError(
        "it cannot give both the sources and the targets", "standard input",
        advice: "name a file for one of them")
    }
    var sources = try LineReader(source)
    var targets = try LineReader(target)
    var pairs: [SentencePair] = []
    while true {
      switch (try sources.next(), try targets.next()) {
      case (let source?, let target?):
        if !isBlank(source[...]), !isBlank(target[...]) {
          pairs.append(SentencePair(source: source, target: target))
        }
      case (nil, nil):
        guard !pairs.isEmpty else {
          throw CorpusError(
            "the files have no sentence pairs", "\(sources.name) and \(targets.name)",
            expected: "a source and a target on the same line")
        }
        return pairs
      case (nil, _?): throw ends(sources.name, after: sources.count, before: targets.name)
      case (_?, nil): throw ends(targets.name, after: targets.count, before: sources.name)
      }
    }
  }

  private static func isBlank(_ text: Substring) -> Bool { text.allSatisfy(\.isWhitespace) }

  private static func ends(_ short: String, after line: Int, before long: String) -> CorpusError {
    CorpusError(
      "the files do not correspond line for line: \(short) ends after line \(line)", "\(short) and \(long)",
      expected: "as many lines in both")
  }

  private static func empty(_ name: String) -> CorpusError {
    CorpusError("the file has no sentence pairs", name, expected: "source, tab, target on each line")
  }
}
