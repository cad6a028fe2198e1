/// Which words a reader of stories knows by heart; every other one is the name of something.
///
/// Verbs, prepositions and question words are a closed list. A name, an object, a place is known only by where it stands, for
/// as long as its story lasts: the reader learns nothing of what they are called, so that any name will do.
public struct StoryLexicon: Sendable, Hashable, Codable {
  /// In small letters; in Chinese pieces of sentences, of which the longest that fits is taken.
  public let words: [String]
  /// Words that are only ever answered, such as numbers: in a sentence they are names like any other.
  public let answers: [String]
  /// Chinese names of people and things that may stand in a sentence without anything known around them. They mean nothing to
  /// the reader, but where they begin and end is known.
  public let ideographNames: [String]
  /// Ideographs that verbs are made of: of an unknown verb one of them may be known, as 起 is in 抓起.
  public let ideographParts: [String]
  private let ids: [String: Int32]
  private let saidIDs: [String: Int32]
  private let partIDs: [Unicode.Scalar: Int32]
  /// Names that are looked for before closed pieces; not those of a single ideograph, which other names have in them.
  private let namesToFind: Set<String>
  /// In scalars; 1 where there is none to be found.
  private let longest: Int

  private enum CodingKeys: String, CodingKey { case words, answers, ideographNames, ideographParts }

  /// - Parameters: no word, answer or part is twice; parts are single ideographs.
  public init(
    words: [String], answers: [String] = [], ideographNames: [String] = [], ideographParts: [String] = []
  ) {
    self.words = words
    self.answers = answers
    self.ideographNames = ideographNames
    self.ideographParts = ideographParts
    func numbered(_ list: [String], from first: Int) -> [(String, Int32)] {
      list.enumerated().map { ($1, Int32(first + $0)) }
    }
    ids = Dictionary(numbered(words, from: 0), uniquingKeysWith: { first, _ in first })
    saidIDs = Dictionary(
      numbered(words + answers, from: 0), uniquingKeysWith: { first, _ in first })
    partIDs = Dictionary(
      numbered(ideographParts, from: words.count + answers.count).compactMap { part, id in
        part.unicodeScalars.first.map { ($0, id) }
      }, uniquingKeysWith: { first, _ in first })
    namesToFind = Set(ideographNames.filter { $0.unicodeScalars.count > 1 })
    longest = max((words + ideographNames).map(\.unicodeScalars.count).max() ?? 0, 1)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      words: try container.decode([String].self, forKey: .words),
      answers: try container.decode([String].self, forKey: .answers),
      ideographNames: try container.decode([String].self, forKey: .ideographNames),
      ideographParts: try container.decode([String].self, forKey: .ideographParts))
  }

  /// Words, answers and parts together; they are numbered in this order.
  public var count: Int { words.count + answers.count + ideographParts.count }

  /// The number of a closed word or an answer.
  public func id(of word: String) -> Int32? { saidIDs[word] }

  /// The word or answer of a number.
  public func word(of id: Int32) -> String {
    Int(id) < words.count ? words[Int(id)] : answers[Int(id) - words.count]
  }

  /// The number of the last known part of an unknown Chinese word, else of its first; nil if neither is known.
  public func part(of name: String) -> Int32? {
    let scalars = name.unicodeScalars
    return scalars.last.flatMap { partIDs[$0] } ?? scalars.first.flatMap { partIDs[$0] }
  }

  /// A piece of a sentence: a closed word, or the name of something.
  public enum Token: Sendable, Hashable {
    /// Its place in the lexicon's words.
    case word(Int32)
    /// As it is written, and as it is compared.
    case name(text: String, key: String)
  }

  /// How a name is compared: without regard to capitals and to the script of Chinese.
  package static func key(of name: String) -> String { ChineseScript.simplified(name).lowercased() }

  /// Cuts a sentence. New words that follow each other are one name where both have a capital ("Joe Smith"), an article comes
  /// before them ("the living room") or a number or a letter follows ("rack 3", "rack B"); else each is one. Traditional Chinese
  /// is read as simplified where the lexicon has its words in that.
  public func tokens(_ sentence: String) -> [Token] {
    var tokens: [Token] = []
    var previousName: (text: String, isCapital: Bool)?
    var afterArticle = false
    func closeName() {
      if let name = previousName { tokens.append(.name(text: name.text, key: Self.key(of: name.text))) }
      previousName = nil
    }
    for part in parts(of: sentence).flatMap(expanded) {
      switch part {
      case .latin(let text):
        let key = text.lowercased()
        if let name = previousName, Self.isLetter(text), name.text.contains(where: \.isLowercase) {
          previousName = (name.text + " " + text, name.isCapital)
        } else if key == "cannot", let not = ids["not"] {
          closeName()
          tokens.append(.name(text: "can", key: "can"))
          tokens.append(.word(not))
          afterArticle = false
        } else if let id = ids[key] ?? Self.singulars[key].flatMap({ ids[$0] }) {
          closeName()
          tokens.append(.word(id))
          afterArticle = Self.articles.contains(key)
        } else if StopWords.english.contains(key) {
          // A name has none in it: "the box for Tom".
          closeName()
          tokens.append(.name(text: text, key: key))
          afterArticle = false
        } else {
          let isCapital = text.first?.isUppercase ?? false
          let isNumber = text.first?.isNumber ?? false
          if let name = previousName, afterArticle || isNumber || (name.isCapital && isCapital) {
            previousName = (name.text + " " + text, isCapital)
          } else {
            closeName()
            previousName = (text, isCapital)
          }
        }
      case .ideographs(let scalars):
        closeName()
        afterArticle = false
        tokens += cut(ideographs: scalars)
      case .mark:
        closeName()
        afterArticle = false
      }
    }
    closeName()
    return tokens
  }

  /// Whether a word is a capital letter, maybe with a number: what tells one of several things of a kind from the others.
  private static func isLetter(_ word: String) -> Bool {
    guard let first = word.first, first.isASCII, first.isUppercase, word != "I" else { return false }
    return word.dropFirst().allSatisfy(\.isNumber)
  }

  private static let articles: Set<String> = ["the", "a", "an"]
  /// What "Where are the keys?" has in the place of what it would have of one key.
  private static let singulars = ["are": "is", "were": "was", "am": "is", "do": "does", "them": "it"]

  /// "I'm" as "I am", where the one word is not known.
  private func expanded(_ part: Part) -> [Part] {
    guard case .latin(let text) = part, let mark = text.firstIndex(where: { $0 == "'" || $0 == "’" }),
      ids[text.lowercased()] == nil, let verb = Self.contracted[text[mark...].dropFirst().lowercased()]
    else { return [part] }
    let subject = String(text[..<mark])
    guard Self.contractors.contains(subject.lowercased()) else { return [part] }
    return [.latin(subject), .latin(verb)]
  }

  private static let contracted = ["m": "am", "re": "are", "ve": "has", "s": "is"]
  private static let contractors: Set = ["i", "you", "he", "she", "it", "we", "they"]

  private enum Part {
    case latin(String)
    case ideographs([Unicode.Scalar])
    case mark
  }

  private func parts(of sentence: String) -> [Part] {
    var parts: [Part] = []
    var word = String.UnicodeScalarView()
    var ideographs: [Unicode.Scalar] = []
    func close() {
      if !word.isEmpty { parts.append(.latin(String(word))) }
      if !ideographs.isEmpty { parts.append(.ideographs(ideographs)) }
      word = String.UnicodeScalarView()
      ideographs = []
    }
    let scalars = sentence.unicodeScalars
    for place in scalars.indices {
      let scalar = scalars[place]
      switch ScalarClass(scalar) {
      case .letter, .digit:
        if !ideographs.isEmpty { close() }
        word.append(scalar)
      case .ideograph:
        if !word.isEmpty { close() }
        ideographs.append(scalar)
      case .other where !word.isEmpty && (isApostrophe(scalar) || scalar == "-"):
        word.append(isApostrophe(scalar) ? "'" : scalar)
      case .space: close()
      case .other where scalar == ".":
        // "3.5" is one word, and "Mr. Smith" one name.
        let next = scalars[place...].dropFirst().first
        if word.last.map({ ScalarClass($0) == .digit }) == true,
          next.map({ ScalarClass($0) == .digit }) == true
        {
          word.append(scalar)
          continue
        }
        let isAbbreviation = next != nil && Sentences.isAbbreviation(word: String(word))
        close()
        if !isAbbreviation { parts.append(.mark) }
      case .other:
        close()
        parts.append(.mark)
      }
    }
    close()
    return parts
  }

  /// The longest closed piece that fits at each place, but none within a known name; what none fits is the name of something,
  /// or several without anything known between them.
  private func cut(ideographs scalars: [Unicode.Scalar]) -> [Token] {
    let plain = scalars.map(ChineseScript.simplified)
    let isPlain = plain == scalars
    func text(_ scalars: [Unicode.Scalar], _ range: Range<Int>) -> String {
      var view = String.UnicodeScalarView()
      view.append(contentsOf: scalars[range])
      return String(view)
    }
    // As the lexicon has it; simplified where it has it in neither script.
    func piece(_ range: Range<Int>) -> String {
      let written = text(scalars, range)
      return isPlain || ids[written] != nil || namesToFind.contains(written) ? written : text(plain, range)
    }
    var tokens: [Token] = []
    var start = 0
    var name = 0
    func closeName(at end: Int) {
      guard name < end else { return }
      let written = text(scalars, name..<end)
      tokens.append(.name(text: written, key: Self.key(of: written)))
    }
    while start < scalars.count {
      let ends = (start + 1...min(start + longest, scalars.count)).reversed()
      let end = ends.first { end in
        let known = piece(start..<end)
        return ids[known] != nil || namesToFind.contains(known)
      }
      let found = end.map { piece(start..<$0) } ?? ""
      if let end, let id = ids[found],
        !isWithinName(found, after: tokens.last, before: start - name, left: scalars.count - end)
      {
        closeName(at: start)
        tokens.append(.word(id))
        name = end
        start = end
      } else if let end, namesToFind.contains(found) {
        start = end
      } else {
        start += 1
      }
    }
    closeName(at: scalars.count)
    return tokens
  }

  /// Whether a closed piece stands where it is none: a pronoun after a single ideograph (吉他), 里 after one with more to
  /// come (埃里克), and a single ideograph where a name begins (被子, 拿起了和服).
  private func isWithinName(_ piece: String, after last: Token?, before: Int, left: Int) -> Bool {
    if before == 0, left > 0, piece.unicodeScalars.count == 1, !"了把他她它".contains(piece) {
      return last.map(isFollowedByName) ?? "被和里上回有".contains(piece)
    }
    return switch piece {
    case "他", "她", "它": before == 1
    case "里", "上": before == 1 && left > 0
    default: false
    }
  }

  /// Whether one name comes after a closed piece, as after 去了, 在 and 拿起; not after 把, which a verb comes after too, nor
  /// after 给了, which two names do.
  package func isFollowedByName(_ token: Token) -> Bool {
    guard case .word(let id) = token, Int(id) < words.count, let last = words[Int(id)].last else {
      return false
    }
    return "了到在去进出入起下回从着有个".contains(last) && !words[Int(id)].contains("给")
  }
}
