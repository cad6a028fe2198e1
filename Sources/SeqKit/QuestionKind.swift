import SeqData

/// What kind of answer a question asks for, by its words: of another kind it can have none.
enum QuestionKind: Sendable, Hashable {
  /// Who or where.
  case name
  /// What or which: also nothing, or a word of the reader's own.
  case thing
  case count
  /// Whether.
  case truth
  /// Another one, or a choice of two.
  case any

  init(_ question: String) {
    let words = storyWords(question)
    let isLatin = words.first.map { !($0.unicodeScalars.first?.properties.isIdeographic ?? false) } ?? true
    self = isLatin ? Self.english(words) : Self.chinese(ChineseScript.simplified(words.joined()))
  }

  private static func english(_ words: [String]) -> QuestionKind {
    if words.contains("or") { return .any }
    for (place, word) in words.enumerated() {
      switch word.prefix(while: { $0 != "'" }) {
      case "where", "who", "whom", "whose": return .name
      case "what", "which": return .thing
      case "how": return ["many", "much"].contains(words.dropFirst(place + 1).first) ? .count : .any
      case "why", "when": return .any
      default: continue
      }
    }
    return ["is", "am", "are", "was", "were", "do", "does", "did", "has", "have"].contains(words.first)
      ? .truth : .any
  }

  private static func chinese(_ text: String) -> QuestionKind {
    if text.contains("还是") || text.contains("为什么") { return .any }
    if text.contains("几") && !text.contains("茶几") || text.contains("多少") { return .count }
    if text.contains("谁") || text.contains("哪") || text.contains("什么地方") { return .name }
    if text.contains("什么") { return .thing }
    return text.hasSuffix("吗") || ["在不在", "有没有", "是不是", "是否"].contains { text.contains($0) } ? .truth : .any
  }

  /// Whether a name of the story can be the answer.
  var takesNames: Bool { self != .truth && self != .count }

  /// Whether a word can be the answer that is none.
  func takes(_ word: String) -> Bool {
    switch self {
    case .name: !Self.truths.contains(word) && !Self.counts.contains(word) && !Self.nothings.contains(word)
    case .thing: !Self.truths.contains(word) && (!Self.counts.contains(word) || Self.nothings.contains(word))
    case .count: !Self.truths.contains(word)
    case .truth: !Self.counts.contains(word)
    case .any: true
    }
  }

  /// Words that name nobody and nothing, even where a reader does not know them.
  static let nameless =
    StopWords.english + .chinese + .chineseVerbs + ["一起", "一同", "也", "都", "又", "再", "现在", "刚才", "已经"]

  private static let truths = Set(
    StoryLanguage.allCases.flatMap { [$0.answer(true), $0.answer(false), $0.maybe] })
  private static let nothings = Set(StoryLanguage.allCases.map(\.nothing))
  private static let counts = Set(
    StoryLanguage.allCases.flatMap { language in (0...10).map { language.answer(count: $0) } })
}
