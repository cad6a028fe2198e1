import SeqData

/// How texts are cut for the model, and put together again: sentence by sentence, signs that no model knows set aside, and
/// what a translation lost written under another name.
struct TranslationPlan: Sendable {
  /// A sentence on its way to the model.
  struct Part: Sendable {
    var text: String
    /// The number of its text, from 0, and its own within that.
    let owner, sentence: Int
    /// Whether it ends in a full stop, which short texts were often learned without.
    var isStopped = false
  }

  /// A word alone that is translated once more, without the mark behind it.
  struct BareWord: Sendable {
    let part: Part
    let number: Int
    /// As the other language sets it; empty for a full stop, which `Part.isStopped` tells of.
    let mark: String
    let isLowered: Bool
  }

  /// A part that is translated once more.
  struct Retry: Sendable {
    let part: Part
    let number: Int
    let standIns: [String: CopiedItem]
  }

  private(set) var parts: [Part] = []
  private let items: [[CopiedItem]]
  /// Whether the model was trained on sentences as collections have them.
  private let evens: Bool
  /// Of each part: what its translations lost so far.
  private var lost: [[CopiedItem]] = []
  /// Of each text: its parts, the signs within it, those at its end with the white space before them, and whether it is a
  /// word alone that is read without its capital.
  private var texts: [(parts: Range<Int>, signs: [SignAside], trail: String, isLowered: Bool)] = []

  /// How often other names are tried.
  static let attempts = 3

  init(_ texts: [String], _ translator: Translator, _ options: TranslationOptions) {
    let splits =
      options.splitsSentences && options.phraseTable == nil && options.maximumLength == nil
      && options.minimumLength == 0
    let copies = options.copiesRare && options.phraseTable == nil && !translator.standIns.isEmpty
    // A model that reads as people type.
    evens =
      options.evensSpelling && options.phraseTable == nil && translator.source.normalization == .typographic
    for (owner, text) in texts.enumerated() {
      let text = evens && text.contains(where: \.isLetter) ? text.plainlySpelled : text
      let (body, signs, trail) = copies ? translator.settingSignsAside(text.trimmed) : (text, [], "")
      var sentences = splits ? Sentences.split(body) : [body]
      let lowered = evens ? translator.lowered(body) : nil
      if let lowered { sentences = [lowered] }
      let start = parts.count
      for (number, sentence) in (sentences.isEmpty ? [""] : sentences).enumerated() {
        parts.append(
          Part(text: sentence, owner: owner, sentence: number, isStopped: evens && sentence.last == "."))
      }
      self.texts.append((start..<parts.count, signs, trail, lowered != nil))
    }
    // What lies beyond what is read is lost whatever is done, and may be long.
    items =
      copies
      ? parts.map { translator.readsWhole($0.text) ? translator.copiedItems(in: $0.text) : [] } : []
  }

  /// Whether some of a text is more than a model reads at once, and is left out.
  func leavesOut(_ translator: Translator) -> Bool {
    parts.contains { !translator.readsWhole($0.text) }
  }

  /// Words alone with a mark behind them that the model is not sure of: "Yes." is in no collection, but it knows "Yes".
  func bareWords(_ found: [[Translation]], _ translator: Translator) -> [BareWord] {
    guard evens else { return [] }
    return parts.indices.compactMap { number in
      let text = parts[number].text
      let word = text.dropLast()
      guard let mark = text.last, ".!?".contains(mark), !word.isEmpty, word.allSatisfy(\.isLetter),
        let best = found[number].first, best.score < Self.doubtfulScore
      else { return nil }
      var part = parts[number]
      let lowered = translator.lowered(String(word))
      part.text = lowered ?? String(word)
      let space = translator.card.targetLanguage == "French" ? " " : ""
      return BareWord(
        part: part, number: number, mark: mark == "." ? "" : space + String(mark), isLowered: lowered != nil)
    }
  }

  /// Takes those translations of words alone that the model is surer of, with the marks that they had.
  func replace(_ found: inout [[Translation]], by better: [[Translation]], of words: [BareWord]) {
    for (word, translations) in zip(words, better) {
      guard let before = found[word.number].first, let best = translations.first, best.score > before.score
      else { continue }
      found[word.number] = translations.map {
        let translation = word.isLowered ? $0.capitalized : $0
        return translation.text.last?.isLetter == true ? translation.with(trail: word.mark) : translation
      }
    }
  }

  /// In nats a token, about; sentences that are right seldom have less.
  private static let doubtfulScore = -1.7

  /// What lost something in its best translation, with stand-ins in the place of all that its translations lost so far.
  mutating func retries(of found: [[Translation]], attempt: Int, _ translator: Translator) -> [Retry] {
    let missing = items.indices.map { number in
      found[number].first.map { translator.lost(items[number], of: parts[number].text, in: $0) } ?? []
    }
    if attempt == 0 {
      lost = missing
    } else {
      // What a retry lost gets a stand-in too, beside what the first translation did.
      for (number, items) in missing.enumerated() {
        lost[number] += items.filter { !lost[number].contains($0) }
      }
    }
    return items.indices.compactMap { number in
      guard !missing[number].isEmpty, lost[number].count <= 8 else { return nil }
      var part = parts[number]
      // Two times of day may have an hour in common.
      let lost = lost[number].flatMap(\.parts).reduce(into: [CopiedItem]()) {
        if !$0.contains($1) { $0.append($1) }
      }
      guard let standIns = translator.standIns.chosen(for: lost, in: part.text, attempt: attempt)
      else { return nil }
      part.text = part.text.replacing(standIns)
      // What stands nowhere could not be told from what was lost.
      guard standIns.keys.allSatisfy({ WordRuns.count($0, in: part.text) > 0 }) else { return nil }
      return Retry(part: part, number: number, standIns: standIns)
    }
  }

  /// Takes those translations that lose less than the ones before. None has a name in it that stands for another.
  func replace(
    _ found: inout [[Translation]], by better: [[Translation]], of retries: [Retry], _ translator: Translator
  ) {
    for (retry, translations) in zip(retries, better) {
      let (number, text) = (retry.number, parts[retry.number].text)
      let restored = translations.map { $0.restoring(retry.standIns, source: retry.part.text) }
      guard let before = found[number].first, let best = restored.first,
        best.missing.allSatisfy({ $0.kind == .number })
      else { continue }
      let others = items[number].filter { !retry.standIns.values.contains($0) }
      let lost = best.missing.count + translator.lost(others, of: text, in: best.translation).count
      if lost < translator.lost(items[number], of: text, in: before).count {
        found[number] = restored.filter { best.missing.isSuperset(of: $0.missing) }.map(\.translation)
      }
    }
  }

  /// The translations of the texts: the best of all sentences together, then the second best, and so on.
  func whole(_ found: [[Translation]]) -> [[Translation]] {
    texts.map { range, signs, trail, isLowered in
      let count = found[range].map(\.count).max() ?? 1
      return (0..<count).map { rank in
        let sentences = range.map { number in
          let translation = found[number][min(rank, found[number].count - 1)]
          let lacksStop = parts[number].isStopped && translation.text.last?.isLetter == true
          return lacksStop ? translation.with(trail: ".") : translation
        }
        let joined = Translation.joined(sentences)
        return (isLowered ? joined.capitalized : joined).with(signs: signs).with(trail: trail)
      }
    }
  }
}

extension Translator {
  /// A word alone with a capital, as it stands within a sentence, if the model knows it as well so: "Car" as "car", but
  /// "Monday" and names as they are. One all in capitals, if it knows it better in small letters: "STOP!" as "Stop!", but not
  /// "USA".
  fileprivate func lowered(_ text: String) -> String? {
    let word = text.prefix(while: \.isLetter)
    let marks = text[word.endIndex...]
    guard word.count > 1, marks.allSatisfy(\.isPunctuation), !PairVariants.isPerson(String(word)) else {
      return nil
    }
    func pieces(_ word: String) -> Int { source.encode(word).count }
    if word.allSatisfy(\.isUppercase) {
      let small = word.lowercased()
      guard pieces(small) == 1, pieces(String(word)) > 1 else { return nil }
      return (marks.isEmpty ? small : small.prefix(1).uppercased() + small.dropFirst()) + marks
    }
    guard marks.isEmpty, word.first?.isUppercase == true, word.dropFirst().allSatisfy(\.isLowercase) else {
      return nil
    }
    let small = word.prefix(1).lowercased() + word.dropFirst()
    return pieces(small) <= pieces(text) ? small : nil
  }
}

extension Translation {
  /// With a capital at its beginning.
  fileprivate var capitalized: Translation {
    func capital(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
    var words = words
    if let first = words.first { words[0] = capital(first) }
    return with(WordedText(text: capital(text), words: words, tokenWords: tokenWords))
  }
}
