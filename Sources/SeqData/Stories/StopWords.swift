/// Words that a bag of words leaves out because they tell little about a sentence.
public struct StopWords: Sendable, Hashable, ExpressibleByArrayLiteral {
  /// In small letters, as `storyWords` has them.
  public let words: [String]
  private let set: Set<String>

  public init(_ words: [String]) {
    self.words = words
    set = Set(words)
  }

  public init(arrayLiteral elements: String...) { self.init(elements) }

  public func contains(_ word: String) -> Bool { set.contains(word) }

  /// Those of both lists.
  public static func + (a: StopWords, b: StopWords) -> StopWords { StopWords(a.words + b.words) }

  /// None: every word counts.
  public static let none = StopWords([])

  /// English articles: all that a machine can spare which is to tell "to" from "from" and "is" from "was".
  public static let articles = StopWords(["a", "an", "the"])

  /// English articles, prepositions, auxiliaries and pronouns.
  public static let english =
    articles
    + StopWords([
      "to", "of", "in", "on", "at", "from", "into", "with", "for", "by", "up", "down", "back", "there",
      "here",
      "and", "or", "then", "is", "are", "was", "were", "be", "been", "am", "has", "have", "had", "do", "does",
      "did", "it", "he", "she", "they", "his", "her", "their", "this", "that",
    ])

  /// The verbs of little stories about who goes where and takes what: left out, a memory table shows people, places and things.
  public static let englishVerbs = StopWords([
    "go", "goes", "went", "gone", "move", "moved", "travel", "travelled", "traveled", "journey", "journeyed",
    "walk", "walked", "come", "came", "take", "took", "pick", "picked", "get", "got", "grab", "grabbed",
    "leave",
    "left", "drop", "dropped", "put", "discard", "discarded", "give", "gave", "hand", "handed", "pass",
    "passed",
  ])

  /// Chinese particles, prepositions, directions and the copula. Words that are not in the vocabulary come as single
  /// characters.
  public static let chinese = StopWords([
    "的", "了", "着", "过", "在", "到", "去", "来", "从", "往", "向", "把", "被", "将", "是", "和", "与", "并",
    "也", "就", "那", "这", "里", "那里", "这里", "吗", "呢",
  ])

  /// The verbs of such stories in Chinese, and their characters by themselves.
  public static let chineseVerbs = StopWords([
    "走", "走到", "拿", "起", "拿起", "拿走", "捡", "捡起", "离", "开", "离开", "放", "下", "放下", "丢", "丢下", "给", "交",
    "交给", "回", "回到",
  ])
}

/// A sentence as words where not all have spaces between: as `storyWords`, but where words of `vocabulary` match, the longest
/// that begins there is taken as one (maximum matching). Other ideographs come one by one.
///
/// - Parameter vocabulary: words in small letters.
public func storyWords(_ text: String, knowing vocabulary: some Sequence<String>) -> [String] {
  // Only words of several parts are more than `storyWords` finds by itself.
  let known = Set(vocabulary.map { storyWords($0) }.filter { $0.count > 1 })
  let longest = known.reduce(1) { max($0, $1.count) }
  let parts = storyWords(text)
  var words: [String] = []
  var place = 0
  while place < parts.count {
    var length = min(longest, parts.count - place)
    while length > 1, !known.contains(Array(parts[place..<place + length])) { length -= 1 }
    let isIdeographic = parts[place].unicodeScalars.allSatisfy { ScalarClass($0) == .ideograph }
    words.append(parts[place..<place + length].joined(separator: isIdeographic ? "" : " "))
    place += length
  }
  return words
}
