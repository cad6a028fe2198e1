import SeqData
import SeqTensor

/// How one story is told in verbs and an order of words that nobody knows, so that a reader learns to do without them.
///
/// Each way of saying a thing is changed in one manner as long as the story lasts: the verb becomes a word never heard,
/// sometimes another one is put in, sometimes the parts of the sentence change places.
struct InventedDialect {
  private struct Change {
    /// None where the verb stays; in Chinese 了 may follow it.
    var hidden: [StoryLexicon.Token]
    var inserted: (token: StoryLexicon.Token, place: Int)?
    /// Where each part of the sentence goes; empty for the order as it is.
    var order: [Int]
  }

  private let lexicon: StoryLexicon
  private let hideable: Set<Int32>
  /// Which share of the ways of saying things is changed.
  private let share: Double
  private var changes: [[Int32]: Change?] = [:]
  private var invented = 0

  /// - Parameter hideable: the words that carry the meaning, by their numbers in the lexicon.
  init(_ lexicon: StoryLexicon, _ hideable: Set<Int32>, _ random: inout RandomSource) {
    self.lexicon = lexicon
    self.hideable = hideable
    // Some stories are told as they are, as many in unknown words only.
    share = [0, 0, 0.4, 0.8, 1, 1, 1][random.below(7)]
  }

  mutating func tell(_ tokens: inout [StoryLexicon.Token], _ random: inout RandomSource) {
    guard share > 0 else { return }
    let key = tokens.compactMap { token -> Int32? in if case .word(let id) = token { id } else { nil } }
    let parts = parts(of: tokens)
    let change =
      changes[key]
      ?? {
        let drawn = Double(random.uniform()) < share ? drawn(parts, &random) : nil
        changes[key] = .some(drawn)
        return drawn
      }()
    guard let change else { return }
    var changed = parts
    if !change.hidden.isEmpty, let verb = parts.firstIndex(where: isVerb) { changed[verb] = change.hidden }
    if change.order.count == changed.count { changed = change.order.map { changed[$0] } }
    if let (token, place) = change.inserted { changed.insert([token], at: min(place, changed.count)) }
    tokens = changed.flatMap(\.self)
  }

  private mutating func drawn(_ parts: [[StoryLexicon.Token]], _ random: inout RandomSource) -> Change {
    var order: [Int] = []
    if random.below(4) == 0 {
      order = Array(parts.indices)
      random.shuffle(&order)
    }
    var ending = ""
    if random.below(5) > 1, case .word(let id)? = parts.first(where: isVerb)?.last,
      let last = lexicon.words[Int(id)].unicodeScalars.last(where: { $0 != "了" }),
      last.properties.isIdeographic
    {
      // Another verb with the same ending, as 抓起 is to 拿起.
      ending = String(last)
    }
    var hidden = random.below(10) > 0 ? [word(ending)] : []
    if !hidden.isEmpty, case .word(let id)? = parts.first(where: isVerb)?.last,
      lexicon.words[Int(id)].last == "了", lexicon.words[Int(id)] != "了", let done = lexicon.id(of: "了"),
      random.below(2) == 0
    {
      hidden.append(.word(done))
    }
    return Change(
      hidden: hidden,
      inserted: random.below(4) == 0 ? (word(""), random.below(parts.count + 1)) : nil, order: order)
  }

  private mutating func word(_ ending: String) -> StoryLexicon.Token {
    invented += 1
    return .name(text: "hidden \(invented)\(ending)", key: "hidden \(invented)\(ending)")
  }

  private func isVerb(_ part: [StoryLexicon.Token]) -> Bool {
    if case .word(let id)? = part.first { hideable.contains(id) } else { false }
  }

  /// The verb's words by themselves, every name with the little words before it.
  private func parts(of tokens: [StoryLexicon.Token]) -> [[StoryLexicon.Token]] {
    var parts: [[StoryLexicon.Token]] = []
    var open: [StoryLexicon.Token] = []
    func close() {
      if !open.isEmpty { parts.append(open) }
      open = []
    }
    for token in tokens {
      switch token {
      case .word(let id) where hideable.contains(id):
        if !isVerb(open) { close() }
        open.append(token)
      case .word:
        if isVerb(open) { close() }
        open.append(token)
      case .name:
        if isVerb(open) { close() }
        open.append(token)
        close()
      }
    }
    close()
    return parts
  }
}
