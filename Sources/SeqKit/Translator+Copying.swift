import SeqData

/// A word of a source that a model of byte pairs can hardly write: an address, a long number, another script, or a name that
/// it has never seen.
struct CopiedItem: Sendable, Hashable {
  enum Kind: Sendable {
    case person, surname, place, number, hour, minute
  }

  let text: String
  /// What may stand for it; a time of day is a number until something stands for its parts.
  let kind: Kind
  /// Whether it is to be copied as it is. A rare name may have a form of its own in the other language.
  let isCertain: Bool

  /// What stand-ins are for, each a run of letters or digits or what has no like: hour and minute of a time of day.
  var parts: [CopiedItem] {
    let amount = text[...].trimmingPunctuation
    guard kind == .number, amount.isTimeOfDay else { return [self] }
    return zip(amount.split(separator: ":"), [Kind.hour, .minute]).map {
      CopiedItem(text: String($0), kind: $1, isCertain: isCertain)
    }
  }
}

/// Words and numbers that a model copies.
///
/// What it can hardly write is read and written under such a name ("placeholders", Luong et al. 2015b, "Addressing the Rare
/// Word Problem in Neural Machine Translation", section 3).
struct StandIns: Sendable {
  /// Names that are a single token on both sides.
  let persons, surnames, places: [String]

  init(source: TextCodec, target: TextCodec) {
    guard source.kind == .bytePair, target.kind == .bytePair else {
      (persons, surnames, places) = ([], [], [])
      return
    }
    func isToken(_ word: String) -> Bool { source.encode(word).count == 1 && target.encode(word).count == 1 }
    persons = PairVariants.copiedNames.persons.filter(isToken)
    surnames = PairVariants.copiedNames.surnames.filter(isToken)
    places = PairVariants.copiedNames.places.filter(isToken)
  }

  var isEmpty: Bool { persons.isEmpty }

  private func candidates(for item: CopiedItem) -> [String] {
    switch item.kind {
    case .person: return persons
    case .surname: return surnames + persons
    case .place: return places + persons
    case .hour: return ["8", "10", "9", "6"]
    // Not 30: "half eight" is another hour elsewhere.
    case .minute: return ["15", "20", "10", "25"]
    case .number:
      // In the order in which the shipped models copy them most often: they like to write "30" as a word.
      switch item.text.count(where: \.isNumber) {
      case 1 where item.text.count == 1: return ["7", "9", "15", "5", "4"]
      // A year, if it is one number. A telephone's number like one: "at 15" is a time of day.
      case 4 where item.text.count == 4, 7...: return ["1990", "2010", "2003", "1985", "15", "20", "50"]
      default: return ["15", "20", "50", "40", "70", "25", "60", "35"]
      }
    }
  }

  /// A stand-in for each item, none of which the text has; nil if there are too few.
  ///
  /// - Parameter attempt: from 0; each gives others.
  func chosen(for items: [CopiedItem], in text: String, attempt: Int) -> [String: CopiedItem]? {
    let taken = Set(WordRuns.of(text).map(String.init))
    var chosen: [String: CopiedItem] = [:]
    for item in items {
      let free = candidates(for: item).filter { !taken.contains($0) && chosen[$0] == nil }
      guard !free.isEmpty else { return nil }
      chosen[free[min(attempt * items.count, free.count - 1)]] = item
    }
    return chosen
  }
}

/// Runs of letters, runs of digits, and every other character by itself; joined they are the text again.
enum WordRuns {
  static func of(_ text: String) -> [Substring] { PairVariants.runs(of: text) }

  static func replacing(_ text: String, _ new: [String: String]) -> String {
    of(text).map { new[String($0)] ?? String($0) }.joined()
  }

  static func count(_ word: String, in text: String) -> Int { of(text).count { $0 == word } }
}

extension Translator {
  /// What of a source could be lost.
  func copiedItems(in text: String) -> [CopiedItem] {
    var items: [CopiedItem] = []
    func add(_ text: some StringProtocol, _ kind: CopiedItem.Kind, isCertain: Bool = true) {
      let item = CopiedItem(text: String(text), kind: kind, isCertain: isCertain)
      if !items.contains(where: { $0.text == item.text }) { items.append(item) }
    }
    var (before, beforeThat) = ("", "")
    // Whether the word before belongs to this one: no mark ends it, but that of a title.
    var isJoined = false
    for chunk in text.chunks {
      let core = chunk.trimmingPunctuation
      defer {
        (before, beforeThat) = (String(core), before)
        isJoined = chunk.last == core.last || isTitle(before)
      }
      if core.isEmpty { continue }
      if core.contains(where: \.isWhitespace) {
        add(chunk.withSign(core), .number)
      } else if core.isAddress {
        add(core, core.contains("@") ? .person : .place)
      } else if core.isNumber {
        add(chunk.withSign(core), .number)
      } else if core.mixesDigits {
        add(chunk.withSign(core), .number)
      } else {
        let word = core.prefix { !"'’".contains($0) }
        let kind: CopiedItem.Kind =
          isTitle(before) ? .surname : before == "in" ? .place : .person
        if word.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" }),
          source.encode(String(word)).contains(where: source.isByte)
        {
          add(word, kind)
        } else if word.looksLikeName,
          isRare(String(word)) || isJoined && standsByName(before) && isSpelt(word) || isListedName(word)
            || introducesName(beforeThat, before) && isSpelt(word),
          // At the beginning any word has a capital: "Mark" may be a verb.
          !before.isEmpty
            || isListedName(word) && isSpelt(word.lowercased()[...])
            || isRare(word.lowercased()) && chunk.last == word.last && word.looksLikeNothingElse
        {
          // What is said to be a name is one, whatever the model is sure of.
          let isNamed = introducesName(beforeThat, before)
          add(word, kind, isCertain: isListedName(word) && !before.isEmpty || isNamed)
        }
      }
    }
    return items
  }

  /// Whether the model reads all of a text.
  func readsWhole(_ text: String) -> Bool {
    // A token has a byte at least.
    text.utf8.count <= Self.longestSource || source.encode(text).count <= Self.longestSource
  }

  /// Whether the model has seen a word so seldom that it is three pieces or more.
  private func isRare(_ word: String) -> Bool { source.encode(word).count >= 3 }

  /// Whether the model writes a word in pieces.
  private func isSpelt(_ word: Substring) -> Bool { source.encode(String(word)).count > 1 }

  /// Whether a word is known to be a name that is written alike elsewhere. Collections of sentences have "Marie" or "Maria" for
  /// "Mary".
  private func isListedName(_ word: Substring) -> Bool {
    PairVariants.isPerson(String(word)) && word != "Mary"
  }

  /// Whether two words say that a name is what comes next.
  private func introducesName(_ first: String, _ second: String) -> Bool {
    ["named", "called"].contains(second) || (first, second) == ("name", "is")
      || (first, second) == ("call", "me")
  }

  private func isTitle(_ word: String) -> Bool { ["Mr", "Mrs", "Ms", "Miss", "Dr"].contains(word) }

  /// Whether a surname is what comes after a word. Elsewhere a word in two pieces is as likely a month or a people, which the
  /// other language has a word of its own for.
  private func standsByName(_ word: String) -> Bool { isTitle(word) || standIns.persons.contains(word) }

  /// Items that are not in a translation though they should be.
  func lost(_ items: [CopiedItem], of source: String, in translation: Translation) -> [CopiedItem] {
    let numbers = CopiedNumbers(
      source: source, translation: translation.text, language: card.targetLanguage)
    return items.filter { item in
      if item.kind == .number { return numbers.lack(item) }
      if item.isCertain { return !translation.names(item.text, withEndings: ["s"]) }
      return !translation.names(item.text) && !isConfident(of: item, translation)
    }
  }

  /// Whether the model is sure of what it wrote while it read an item: then it knows it, "Switzerland" as "Suisse".
  private func isConfident(of item: CopiedItem, _ translation: Translation) -> Bool {
    var logProbabilities: [Double] = []
    var isNearCopy = false
    for (token, (row, score)) in zip(translation.attention, translation.tokenScores).enumerated() {
      guard let place = largest(row) else { continue }
      if translation.sourceTokenWords[place].contains(where: {
        translation.sourceWords[$0].contains(item.text)
      }) {
        logProbabilities.append(score)
        let words = translation.tokenWords.indices.contains(token) ? translation.tokenWords[token] : 0..<0
        isNearCopy = isNearCopy || translation.words[words].contains { $0.contains(item.text.prefix(3)) }
      }
    }
    guard let least = logProbabilities.min() else { return false }
    return least > (isNearCopy ? Self.certainLogProbability : Self.confidentLogProbability)
  }

  /// A piece that is at least this probable is no guess: p = 0.4.
  private static var confidentLogProbability: Double { -0.9 }
  /// What begins as the item does, and is another word, is more often spoilt ("Wolfsburg", "Wolfburg") than known ("Florence",
  /// "Florenz"): p = 0.6.
  private static var certainLogProbability: Double { -0.5 }
}

extension String {
  /// With stand-ins in the places where their items are found, all at once: what one is put in for is never looked for within
  /// another, nor within a longer number or word.
  func replacing(_ standIns: [String: CopiedItem]) -> String {
    // An hour is one only within a time of day, and there nothing else is.
    var hours: [Substring: String] = [:]
    var minutes = hours
    var others = hours
    for (name, item) in standIns {
      switch item.kind {
      case .hour: hours[item.text[...]] = name
      case .minute: minutes[item.text[...]] = name
      case .person, .surname, .place, .number: others[item.text[...]] = name
      }
    }
    var result = ""
    var end = startIndex
    func put(_ name: String, for item: Substring) {
      result += self[end..<item.startIndex] + name
      end = item.endIndex
    }
    for chunk in chunks {
      let core = chunk.trimmingPunctuation
      if core.isTimeOfDay {
        for (run, names) in zip(core.split(separator: ":"), [hours, minutes]) {
          if let name = names[run] { put(name, for: run) }
        }
      } else {
        let word = core.prefix { !"'’".contains($0) }
        if let item = [chunk.withSign(core), core, word].first(where: { others[$0] != nil }) {
          put(others[item] ?? "", for: item)
        }
      }
    }
    return result + self[end...]
  }
}

extension Translation {
  /// With stand-ins written back as what they stand for.
  ///
  /// One that is not there as often as in the source ("Maria" has become "Marie", "15" "fifteen") is written in the place of the
  /// word that was read from it.
  ///
  /// - Returns: what has no place even so beside the translation.
  func restoring(
    _ standIns: [String: CopiedItem], source: String
  ) -> (translation: Translation, missing: Set<CopiedItem>) {
    var originals = standIns.mapValues(\.text)
    var missing: Set<CopiedItem> = []
    for (name, item) in standIns.sorted(by: { $0.key < $1.key })
    where WordRuns.count(name, in: text) != WordRuns.count(name, in: source) {
      if WordRuns.count(name, in: text) == 0, let word = wordRead(from: name), originals[word] == nil {
        originals[word] = item.text
      } else {
        missing.insert(item)
      }
    }
    func restored(_ tokens: [String]) -> [String] { tokens.map { WordRuns.replacing($0, originals) } }
    func restored(_ text: String, _ words: [String], _ tokenWords: [Range<Int>]) -> WordedText {
      // A telephone's number may be several words.
      let parts = restored(words).map { $0.split(whereSeparator: \.isWhitespace).map(String.init) }
      let starts = parts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
      return WordedText(
        text: WordRuns.replacing(text, originals), words: parts.flatMap(\.self),
        tokenWords: tokenWords.map { starts[$0.lowerBound]..<starts[$0.upperBound] })
    }
    let whole = Translation(
      score: score, logProbability: logProbability, tokens: restored(tokens),
      sourceTokens: restored(sourceTokens), attention: attention, tokenScores: tokenScores,
      target: restored(text, words, tokenWords), source: restored(source, sourceWords, sourceTokenWords))
    return (whole, missing)
  }

  /// Whether a name is in it, perhaps with an ending of two letters at most, "Bakers", "Hollande", but not as another's name:
  /// not "Paul" in "Paula".
  fileprivate func names(_ name: String, withEndings endings: Set<Substring>? = nil) -> Bool {
    WordRuns.of(text).contains { run in
      guard run.hasPrefix(name) else { return false }
      let ending = run.dropFirst(name.count)
      if let endings { return ending.isEmpty || endings.contains(ending) }
      return ending.count <= 2 && (ending.isEmpty || !PairVariants.isPerson(String(run)))
    }
  }

  /// The word of the translation that most of a word of the source was read into, if there is one such and no other like it.
  private func wordRead(from name: String) -> String? {
    var places: Set<Int> = []
    for (token, row) in attention.enumerated() where tokenWords.indices.contains(token) {
      guard let place = largest(row), sourceTokenWords.indices.contains(place) else { continue }
      if sourceTokenWords[place].contains(where: { WordRuns.count(name, in: sourceWords[$0]) > 0 }) {
        places.formUnion(tokenWords[token])
      }
    }
    let runs = places.flatMap { WordRuns.of(words[$0]) }
      .filter { $0.first?.isLetter == true || $0.first?.isNumber == true }
    guard runs.count == 1, WordRuns.count(String(runs[0]), in: text) == 1 else { return nil }
    return String(runs[0])
  }

  /// The translation of a text of several sentences out of those of its sentences. Probabilities are multiplied; the end
  /// markers within count with the pieces before them.
  static func joined(_ parts: [Translation]) -> Translation {
    guard parts.count > 1 else { return parts.first ?? .empty }
    var (text, tokens, sourceTokens) = ("", [String](), [String]())
    var (attention, tokenScores) = ([[Float]](), [Double]())
    var (words, sourceWords) = ([String](), [String]())
    var (tokenWords, sourceTokenWords) = ([Range<Int>](), [Range<Int>]())
    let columns = parts.reduce(0) { $0 + $1.sourceTokens.count }
    for part in parts {
      if let last = text.last, !part.text.isEmpty, !"。！？」』）】".contains(last) { text += " " }
      let joinsWord = !words.isEmpty && !part.words.isEmpty && !text.isEmpty && text.last != " "
      text += part.text
      let firstWord = words.count - (joinsWord ? 1 : 0)
      if joinsWord, let first = part.words.first {
        words[words.count - 1] += first
        words += part.words.dropFirst()
      } else {
        words += part.words
      }
      tokenWords += part.tokenWords.map { $0.lowerBound + firstWord..<$0.upperBound + firstWord }
      sourceTokenWords += part.sourceTokenWords.map {
        $0.lowerBound + sourceWords.count..<$0.upperBound + sourceWords.count
      }
      attention += part.attention.map { row in
        let before = [Float](repeating: 0, count: sourceTokens.count)
        return before + row + [Float](repeating: 0, count: columns - sourceTokens.count - row.count)
      }
      // What stands beyond the pieces so far is the end marker of the sentence before.
      if tokenScores.count > tokens.count {
        let end = tokenScores.removeLast()
        if tokenScores.isEmpty { tokenScores.append(end) } else { tokenScores[tokenScores.count - 1] += end }
      }
      tokenScores += part.tokenScores
      tokens += part.tokens
      sourceTokens += part.sourceTokens
      sourceWords += part.sourceWords
    }
    return Translation(
      score: parts.reduce(0) { $0 + $1.score },
      logProbability: parts.reduce(0) { $0 + $1.logProbability }, tokens: tokens, sourceTokens: sourceTokens,
      attention: attention, tokenScores: tokenScores,
      target: WordedText(text: text, words: words, tokenWords: tokenWords),
      source: WordedText(
        text: sourceWords.joined(separator: " "), words: sourceWords, tokenWords: sourceTokenWords))
  }
}

extension Substring {
  fileprivate var isAddress: Bool {
    if contains("://") || hasPrefix("www.") { return true }
    guard let at = firstIndex(of: "@"), at != startIndex else { return false }
    return self[at...].dropFirst().contains(".")
  }

  /// A capital and small letters, but not what English makes of names: languages, people, days.
  fileprivate var looksLikeName: Bool {
    first?.isUppercase == true && dropFirst().contains(where: \.isLowercase)
      && allSatisfy(\.isLetter)
      && !["ese", "ian", "ians", "ish", "day", "days"].contains(where: hasSuffix)
  }

  /// No ending of an adverb, verb or plural.
  fileprivate var looksLikeNothingElse: Bool { !["ly", "ing", "ed", "s"].contains(where: hasSuffix) }
}
