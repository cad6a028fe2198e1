import SeqTensor

/// Puts facts and questions into the words of a wording, each time in other ones.
struct Narrator {
  private let language: StoryLanguage
  private let wording: StoryWording
  private var random: RandomSource
  /// Drawn once a story: whether facts end with a full stop, whether English places and objects have "the".
  private let hasFullStop: Bool
  private let hasArticle: Bool
  /// Whether people are called by what they are: the driver, the nurse. To a reader a word is a name either way.
  private let hasRoles: Bool
  private let variety: Int?
  private var firstSentences: [FactForm: Int] = [:]

  /// - Parameters:
  ///   - variety: in how many ways at most a story says the same, where no pronoun decides what can be said; nil for all that
  ///     there are.
  ///   - canHaveRoles: whether people may have an article in English, as one story in six then has.
  init(
    _ language: StoryLanguage, _ wording: StoryWording, variety: Int?, canHaveRoles: Bool = false,
    random: RandomSource
  ) {
    self.language = language
    self.wording = wording
    self.variety = variety
    self.random = random
    hasFullStop = self.random.below(6) > 0
    hasArticle = self.random.below(8) > 0
    hasRoles = canHaveRoles ? self.random.below(6) == 0 : false
  }

  /// - Parameters:
  ///   - pronouns: the keys of words that are pronouns.
  ///   - owner: whose the object is, his or her; nil where that is not said.
  mutating func fact(
    _ form: FactForm, _ words: KeyValuePairs<Character, String>, pronouns: String = "", owner: String? = nil
  ) -> String {
    var sentences = wording.sentences(form, language)
    // "It" is what "the ball" can be, not "a ball"; and nobody gives Tom it.
    if pronouns.contains("o") || owner != nil {
      sentences = sentences.filter {
        language == .english
          ? $0.contains(" the {o}") && (owner != nil || !$0.contains("{b} the {o}")) : !$0.contains("一个")
      }
    }
    var number = random.below(variety.map { min($0, sentences.count) } ?? sentences.count)
    if variety != nil {
      let first = firstSentences[form] ?? random.below(sentences.count)
      firstSentences[form] = first
      number = (first + number) % sentences.count
    }
    let text = filled(sentences[number], words, pronouns: pronouns, owner: owner)
    return hasFullStop ? text + (language == .english ? "." : "。") : text
  }

  mutating func question(_ form: QuestionForm, _ words: KeyValuePairs<Character, String>) -> String {
    let sentences =
      language == .english ? EnglishSentences.questions(form) : ChineseSentences.questions(form)
    return filled(sentences[random.below(sentences.count)], words) + (language == .english ? "?" : "？")
  }

  /// - Parameters:
  ///   - pronouns: the keys of words that are pronouns, and have no article.
  ///   - owner: his or her, before the object in place of its article.
  private func filled(
    _ sentence: String, _ words: KeyValuePairs<Character, String>, pronouns: String = "",
    owner: String? = nil
  ) -> String {
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
        let isOwned = key == "o" && owner != nil
        let isPlain = isOwned || pronouns.contains(key) || (!hasArticle && "poqxy".contains(key))
        if isPlain, text.hasSuffix("the ") || text.hasSuffix("The ") { text.removeLast(4) }
        if hasRoles, "ab".contains(key), !pronouns.contains(key) { text += "the " }
      }
      if key == "o", let owner { text += language == .english ? owner + " " : owner }
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

  /// him, her; 他, 她.
  func objectPronoun(_ person: StoryWords.Person) -> String {
    self == .english ? person.isFemale ? "her" : "him" : pronoun(person)
  }

  /// his, her; 他的, 她的.
  func possessive(_ person: StoryWords.Person) -> String {
    self == .english ? person.isFemale ? "her" : "his" : pronoun(person) + "的"
  }

  /// it; 它.
  var it: String { self == .english ? "it" : "它" }

  /// they; 他们, 她们 where all are women.
  func pronoun(_ people: [StoryWords.Person]) -> String {
    self == .english ? "they" : people.allSatisfy(\.isFemale) ? "她们" : "他们"
  }
}
