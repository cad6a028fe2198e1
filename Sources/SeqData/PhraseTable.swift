/// Phrases and the translations that must be used for them, by hand: names, terms, whole sentences.
///
/// A phrase is found where its words stand in a row, told apart by case; how they are spaced and whether apostrophes are
/// typographic does not matter, and punctuation is a word of its own.
public struct PhraseTable: Sendable, Hashable {
  /// By the words of the source phrase.
  private var targets: [[String]: Entry] = [:]
  /// The number of words of the longest source phrase.
  private var longest = 0

  private struct Entry: Hashable {
    /// As it was written.
    var source: String
    var target: String
    var line: Int
  }

  /// In bytes; phrases are short.
  public static let longestLine = 1 << 14

  public init() {}

  /// Reads a file whose lines are source, tab, target.
  ///
  /// - Parameter path: `-` for standard input.
  /// - Throws: naming the line, if one has no tab or several, has an empty side, contradicts an earlier one, or is not
  ///   UTF-8; if there is no line at all.
  public init(contentsOf path: String) throws(CorpusError) {
    var lines = try LineReader(path, longestLine: Self.longestLine)
    while let line = try lines.next() {
      func failure(_ what: String) -> CorpusError {
        CorpusError(
          what, lines.name, line: lines.count, expected: "source phrase, tab, target phrase",
          advice: "mend or remove the line")
      }
      let columns = line.utf8.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
        .map { Substring($0) }
      guard columns.count > 1 else { throw failure("a line without a tab") }
      guard columns.count == 2 else { throw failure("a line with \(columns.count - 1) tabs") }
      for (column, side) in zip(columns, ["source", "target"]) where column.allSatisfy(\.isWhitespace) {
        throw failure("an empty side of a phrase pair, the \(side)")
      }
      if let earlier = insert(
        String(columns[0]), Self.trimmed(columns[1]), line: lines.count)
      {
        throw failure("another target for the phrase of line \(earlier)")
      }
    }
    guard !targets.isEmpty else {
      throw CorpusError(
        "the phrase table is empty", lines.name, expected: "source phrase, tab, target phrase")
    }
  }

  /// How many phrases there are.
  public var count: Int { targets.count }

  /// The translation of a whole phrase.
  public subscript(source: String) -> String? {
    get { targets[Self.words(of: source)]?.target }
    set {
      let words = Self.words(of: source)
      targets[words] = newValue.map { Entry(source: source, target: $0, line: 0) }
      longest = max(longest, words.count)
    }
  }

  /// The phrases that a sentence contains, as they stand in the table, with their translations: from left to right the
  /// longest, none overlapping.
  public func phrases(in sentence: String) -> [(source: String, target: String)] {
    let words = Self.words(of: sentence)
    var found: [(source: String, target: String)] = []
    var place = 0
    while place < words.count {
      let lengths = (1...max(min(longest, words.count - place), 1)).reversed()
      let match = lengths.lazy.compactMap { length in
        targets[Array(words[place..<place + length])].map { (length, $0) }
      }.first
      if let (_, entry) = match { found.append((entry.source, entry.target)) }
      place += match?.0 ?? 1
    }
    return found
  }

  /// - Returns: the line of an earlier, different target.
  private mutating func insert(_ source: String, _ target: String, line: Int) -> Int? {
    let words = Self.words(of: source)
    if let earlier = targets[words] { return earlier.target == target ? nil : earlier.line }
    targets[words] = Entry(source: source, target: target, line: line)
    longest = max(longest, words.count)
    return nil
  }

  private static func trimmed(_ text: Substring) -> String {
    let text = text.drop(while: \.isWhitespace)
    return String(text[..<(text.lastIndex { !$0.isWhitespace }.map(text.index(after:)) ?? text.startIndex)])
  }

  private static func words(of text: String) -> [String] {
    TextCodec.cut(Normalization.typographic.applied(to: text), .word)
  }
}
