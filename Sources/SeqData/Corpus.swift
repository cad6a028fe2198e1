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
  public static func pairs(of source: String, and target: String) throws(CorpusError) -> [SentencePair] {
    var sources = try LineReader(source)
    var targets = try LineReader(target)
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
        throw CorpusError(
          "the files do not correspond line for line: one of them ends after line "
            + "\(min(sources.count, targets.count))", "\(sources.name) and \(targets.name)")
      }
    }
  }

  private static func empty(_ name: String) -> CorpusError {
    CorpusError("the file has no sentence pairs", name, expected: "source, tab, target on each line")
  }
}
