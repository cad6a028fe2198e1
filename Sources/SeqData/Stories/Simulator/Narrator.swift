import SeqTensor

/// Puts facts and questions into the words of a wording, each time in other ones.
struct Narrator {
  private let language: StoryLanguage
  private let wording: StoryWording
  private var random: RandomSource
  /// Drawn once a story: whether facts end with a full stop, whether English places and objects have "the".
  private let hasFullStop: Bool
  private let hasArticle: Bool
  private let variety: Int?
  private var firstSentences: [FactForm: Int] = [:]

  /// - Parameter variety: in how many ways at most a story says the same; nil for all that there are.
  init(_ language: StoryLanguage, _ wording: StoryWording, variety: Int?, random: RandomSource) {
    self.language = language
    self.wording = wording
    self.variety = variety
    self.random = random
    hasFullStop = self.random.below(6) > 0
    hasArticle = self.random.below(8) > 0
  }

  mutating func fact(_ form: FactForm, _ words: KeyValuePairs<Character, String>) -> String {
    let sentences = wording.sentences(form, language)
    var number = random.below(variety.map { min($0, sentences.count) } ?? sentences.count)
    if variety != nil {
      let first = firstSentences[form] ?? random.below(sentences.count)
      firstSentences[form] = first
      number = (first + number) % sentences.count
    }
    let text = filled(sentences[number], words)
    return hasFullStop ? text + (language == .english ? "." : "。") : text
  }

  mutating func question(_ form: QuestionForm, _ words: KeyValuePairs<Character, String>) -> String {
    let sentences =
      language == .english ? EnglishSentences.questions(form) : ChineseSentences.questions(form)
    return filled(sentences[random.below(sentences.count)], words) + (language == .english ? "?" : "？")
  }

  private func filled(_ sentence: String, _ words: KeyValuePairs<Character, String>) -> String {
    var text = ""
    var rest = Substring(sentence)
    while let brace = rest.firstIndex(of: "{") {
      text += rest[..<brace]
      let key = rest[rest.index(after: brace)]
      guard let word = words.first(where: { $0.key == key })?.value else {
        fatalError("no word for {\(key)} of \"\(sentence)\" among \(words)")
      }
      if language == .english {
        if text.hasSuffix(" a "), let letter = word.first, "aeiou".contains(letter) {
          text.removeLast()
          text += "n "
        }
        if !hasArticle, "poqxy".contains(key), text.hasSuffix("the ") || text.hasSuffix("The ") {
          text.removeLast(4)
        }
      }
      text += word
      rest = rest[rest.index(brace, offsetBy: 3)...]
    }
    text += rest
    guard language == .english else { return text }
    return text.prefix(1).uppercased() + text.dropFirst()
  }
}

/// The closed words that answers are made of.
extension StoryLanguage {
  /// yes, 是; no, 不是.
  package func answer(_ value: Bool) -> String {
    self == .english ? value ? "yes" : "no" : value ? "是" : "不是"
  }

  /// maybe, 可能.
  package var maybe: String { self == .english ? "maybe" : "可能" }

  /// nothing, 没有, for a list of none.
  package var nothing: String { self == .english ? "nothing" : "没有" }

  /// none, one, two; 没有, 一, 二. Beyond ten in digits.
  package func answer(count: Int) -> String {
    let words =
      self == .english
      ? ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
      : ["没有", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"]
    return count < words.count ? words[count] : String(count)
  }

  /// A path: "n,e"; 北,东.
  func answer(path: [Compass]) -> String {
    path.map { direction in
      self == .english ? String(word(direction).prefix(1)) : word(direction)
    }.joined(separator: ",")
  }

  /// north, 北.
  func word(_ direction: Compass) -> String {
    switch direction {
    case .north: self == .english ? "north" : "北"
    case .east: self == .english ? "east" : "东"
    case .south: self == .english ? "south" : "南"
    case .west: self == .english ? "west" : "西"
    }
  }

  /// Where one shape is as seen from another: above, 上面.
  func relation(_ direction: Compass) -> String {
    switch direction {
    case .north: self == .english ? "above" : "上面"
    case .east: self == .english ? "to the right of" : "右边"
    case .south: self == .english ? "below" : "下面"
    case .west: self == .english ? "to the left of" : "左边"
    }
  }

  /// The four times of time reasoning, the earliest first.
  var times: [String] {
    self == .english
      ? ["yesterday", "this morning", "this afternoon", "this evening"] : ["昨天", "今天早上", "今天下午", "今天晚上"]
  }

  /// he, she; 他, 她.
  func pronoun(_ person: StoryWords.Person) -> String {
    self == .english ? person.isFemale ? "she" : "he" : person.isFemale ? "她" : "他"
  }

  /// they; 他们, 她们 where all are women.
  func pronoun(_ people: [StoryWords.Person]) -> String {
    self == .english ? "they" : people.allSatisfy(\.isFemale) ? "她们" : "他们"
  }
}
