import SeqData
import SeqModels

/// A story as a reader sees it: text in, closed words and numbered names out.
public struct StoryMemory: Sendable {
  public let lexicon: StoryLexicon
  /// What the network reads.
  public private(set) var memory = MentionMemory()
  /// The names in the order in which they were met, as they were first written.
  public private(set) var names: [String] = []
  private var numbers: [String: Int32] = [:]
  private var tokens: [[StoryLexicon.Token]] = []
  private var runs: IdeographRuns
  /// All names as they were compared when first cut, and whether one is new since the memory was built.
  private var keys: Set<String> = []
  private var hasNewKeys = false
  private var hasLongNames: Bool { keys.contains { $0.contains(" ") } }
  private let pronouns: Set<Int32>

  public init(_ lexicon: StoryLexicon) {
    self.lexicon = lexicon
    runs = IdeographRuns(
      names: lexicon.ideographNames.map(ChineseScript.simplified),
      verbParts: lexicon.ideographParts.map(ChineseScript.simplified))
    pronouns = Set(Self.pronouns.compactMap { lexicon.id(of: $0) })
  }

  private static let pronouns = ["he", "she", "it", "they", "him", "her", "them"] + chinesePronouns

  /// The longer ones first.
  package static let chinesePronouns = ["他们", "她们", "它们", "他", "她", "它"]

  public var factCount: Int { tokens.count }

  /// Remembers a fact.
  public mutating func add(_ fact: String) { add(lexicon.tokens(fact)) }

  package mutating func add(_ fact: [StoryLexicon.Token]) {
    tokens.append(fact)
    note(fact, isQuestion: false)
    memory.append(sentence(fact))
  }

  /// Forgets the last fact. Its names keep their numbers.
  public mutating func removeLast() {
    guard tokens.popLast() != nil else { return }
    memory.removeLast()
  }

  /// A question, and the words of it that the story does not have.
  public mutating func question(_ text: String) -> (sentence: MentionMemory.Sentence, strangers: [String]) {
    question(lexicon.tokens(lexicon.plainQuestion(text)))
  }

  package mutating func question(_ tokens: [StoryLexicon.Token])
    -> (sentence: MentionMemory.Sentence, strangers: [String])
  {
    note(tokens, isQuestion: true)
    let haveRunsChanged = runs.update()
    if haveRunsChanged || (hasNewKeys && hasLongNames) { rebuild() }
    hasNewKeys = false
    var words: [Int32] = []
    var mentions: [MentionMemory.Mention] = []
    var strangers: [String] = []
    for token in cut(tokens) {
      switch token {
      case .word(let id): words.append(Int32(ReaderWord.count) + id)
      case .name(let text, let key):
        if let number = numbers[key], memory.mentions(number, within: factCount) {
          mentions.append(.init(place: words.count, name: number))
          words.append(ReaderWord.name)
        } else {
          strangers.append(text)
          words.append(ReaderWord.stranger)
        }
      }
    }
    return (.init(words: words, mentions: mentions), strangers)
  }

  /// The number of a name; nil if the story has none such.
  public func number(of name: String) -> Int32? { numbers[name] ?? numbers[StoryLexicon.key(of: name)] }

  private mutating func note(_ tokens: [StoryLexicon.Token], isQuestion: Bool) {
    for (place, token) in tokens.enumerated() {
      guard case .name(let text, let key) = token else { continue }
      if text.unicodeScalars.first?.properties.isIdeographic ?? false {
        runs.note(key, at: runPlace(place, in: tokens, isQuestion))
      } else if keys.insert(key).inserted {
        hasNewKeys = true
      }
    }
  }

  private func runPlace(_ place: Int, in tokens: [StoryLexicon.Token], _ isQuestion: Bool)
    -> IdeographRuns.Place
  {
    guard place > 0 else { return isQuestion && tokens.count > 1 ? .word : .anywhere }
    guard case .word(let id) = tokens[place - 1] else { return .anywhere }
    // A question has known words on one side of each name at least; after 给了 it may have two names.
    if isQuestion { return lexicon.word(of: id).contains("给") ? .anywhere : .word }
    // 里 or 了 may follow.
    let isLast = tokens.count - place <= 2
    return isLast && lexicon.isFollowedByName(tokens[place - 1]) ? .afterVerb : .anywhere
  }

  /// What is known of the whole story tells where names begin and end.
  private func cut(_ tokens: [StoryLexicon.Token]) -> [StoryLexicon.Token] {
    tokens.flatMap { token -> [StoryLexicon.Token] in
      guard case .name(let text, let key) = token else { return [token] }
      return pieces(of: text, key).map { .name(text: $0, key: StoryLexicon.key(of: $0)) }
    }
  }

  /// "Together Eva" is two words where Eva is somebody, and so is "coffee aside" where there is coffee.
  private func pieces(of name: String, _ key: String) -> [String] {
    let words = name.split(separator: " ").map(String.init)
    guard words.count > 1 else {
      // A simplified character stands for one as it is written.
      var rest = name.unicodeScalars[...]
      let cut = runs.pieces(of: key)
      return cut.count < 2
        ? [name]
        : cut.map { piece in
          defer { rest = rest.dropFirst(piece.unicodeScalars.count) }
          return String(rest.prefix(piece.unicodeScalars.count))
        }
    }
    let (front, back) = (words.dropLast().joined(separator: " "), words.dropFirst().joined(separator: " "))
    if keys.contains(back.lowercased()) { return [words[0], back] }
    if keys.contains(front.lowercased()) { return [front, words[words.count - 1]] }
    return [name]
  }

  private mutating func rebuild() {
    memory = MentionMemory()
    for fact in tokens { memory.append(sentence(fact)) }
  }

  private mutating func sentence(_ tokens: [StoryLexicon.Token]) -> MentionMemory.Sentence {
    var words: [Int32] = []
    var mentions: [MentionMemory.Mention] = []
    for token in cut(tokens) {
      switch token {
      case .word(let id):
        if pronouns.contains(id), let before = memory.facts.last {
          // Whom it means is for the network to find out.
          var meant: [Int32] = []
          for mention in before.mentions where !meant.contains(mention.name) { meant.append(mention.name) }
          mentions += meant.prefix(Self.longestReference).map {
            .init(place: words.count, name: $0, isPronoun: true)
          }
        }
        words.append(Int32(ReaderWord.count) + id)
      case .name(let text, let key):
        let number =
          numbers[key]
          ?? {
            let number = Int32(names.count)
            numbers[key] = number
            names.append(text)
            return number
          }()
        if mentions.count < Self.mostMentions { mentions.append(.init(place: words.count, name: number)) }
        let part = lexicon.part(of: text) ?? lexicon.part(of: key)
        words.append(part.map { Int32(ReaderWord.count) + $0 } ?? ReaderWord.name)
      }
    }
    return .init(words: words, mentions: mentions)
  }

  /// What has more names is no sentence.
  private static let mostMentions = 24
  private static let longestReference = 6
}
