import SeqData

/// A sign that no piece of a model has, such as the picture of a face, taken out of a text before the model reads it.
struct SignAside: Sendable, Hashable {
  enum Place: Sendable {
    /// A word of its own.
    case free
    /// Right after the last character of the word before it, or of that word's letters where a mark follows.
    case after, beforeMark
    /// Right before the first character of the word after it.
    case before
  }

  let text: String
  /// How many words of the text, without signs, begin before it.
  let wordsBefore: Int
  let place: Place
}

extension Translator {
  /// A text without the signs that no piece of the model has; these with their places; and those at the end, with the white
  /// space before them. A text without a letter ("42", "...", "😀") says nothing that could be translated: all of it is its end.
  func settingSignsAside(_ text: String) -> (body: String, within: [SignAside], trail: String) {
    guard text.contains(where: \.isLetter) else { return ("", [], text) }
    func isSign(_ character: Character) -> Bool {
      !character.isLetter && !character.isNumber && !character.isPunctuation && !character.isWhitespace
        && source.encode(String(character)).contains(where: source.isByte)
    }
    var whole = Substring(text)
    while let last = whole.last {
      guard isSign(last) || (last.isWhitespace && whole.endIndex < text.endIndex) else { break }
      whole.removeLast()
    }
    let trail = String(text[whole.endIndex...])
    guard whole.contains(where: isSign) else { return (String(whole), [], trail) }

    var body: [Character] = []
    var within: [SignAside] = []
    var words = 0
    var rest = whole
    while let character = rest.first {
      guard isSign(character) else {
        if !character.isWhitespace, body.last?.isWhitespace ?? true { words += 1 }
        body.append(rest.removeFirst())
        continue
      }
      let run = rest.prefix(while: isSign)
      rest = rest.dropFirst(run.count)
      let isAfterWord = body.last.map { !$0.isWhitespace } ?? false
      let next = rest.first
      // Between two characters of one word it is part of that, as in "20°C".
      if isAfterWord, let next, next.isLetter || next.isNumber {
        body += run
        continue
      }
      let place: SignAside.Place =
        isAfterWord
        ? (next?.isPunctuation == true ? .beforeMark : .after)
        : next.map { !$0.isWhitespace } ?? false ? .before : .free
      within.append(SignAside(text: String(run), wordsBefore: words, place: place))
      // The white space on one of its sides goes with it.
      if place == .free { rest = rest.drop(while: \.isWhitespace) }
    }
    return (String(body), within, trail)
  }
}

extension Translation {
  /// With signs after it that belong to no piece.
  func with(trail: String) -> Translation {
    if trail.isEmpty { return self }
    let signs = trail.split(whereSeparator: \.isWhitespace).map(String.init)
    var (words, added) = (self.words, signs)
    if trail.first?.isWhitespace == false, !words.isEmpty, !added.isEmpty {
      words[words.count - 1] += added.removeFirst()
    }
    return with(WordedText(text: text + trail, words: words + added, tokenWords: tokenWords))
  }

  /// With signs put beside the words that read what they stood beside: by attention, without it in proportion.
  func with(signs: [SignAside]) -> Translation {
    guard !signs.isEmpty else { return self }
    var words = self.words
    // What stands after each word, as words of their own; the first entry stands before all.
    var added = [[String]](repeating: [], count: words.count + 1)
    let weights = wordAttention
    func target(ofSourceWord word: Int) -> Int? {
      guard !words.isEmpty, sourceWords.indices.contains(word) else { return nil }
      return weights.isEmpty
        ? word * words.count / sourceWords.count : largest(weights.lazy.map { $0[word] })
    }
    for sign in signs {
      let word = target(ofSourceWord: sign.place == .before ? sign.wordsBefore : sign.wordsBefore - 1)
      switch (sign.place, word) {
      case (.after, let word?): words[word] += sign.text
      case (.beforeMark, let word?):
        let marks = words[word].reversed().prefix { $0.isPunctuation }.count
        words[word] = words[word].dropLast(marks) + sign.text + words[word].suffix(marks)
      case (.before, let word?): words[word] = sign.text + words[word]
      case (_, let word): added[word.map { $0 + 1 } ?? 0].append(sign.text)
      }
    }
    // The white space between words stays as it was.
    let gaps = text.split(omittingEmptySubsequences: true) { !$0.isWhitespace }.map(String.init)
    var (written, all) = (added[0].joined(separator: " "), added[0])
    var places: [Int] = []
    for (number, word) in words.enumerated() {
      if !written.isEmpty { written += number > 0 && number <= gaps.count ? gaps[number - 1] : " " }
      places.append(all.count)
      written += ([word] + added[number + 1]).joined(separator: " ")
      all += [word] + added[number + 1]
    }
    let tokenWords = tokenWords.map { range in
      range.isEmpty ? range : places[range.lowerBound]..<places[range.upperBound - 1] + 1
    }
    return with(WordedText(text: written, words: all, tokenWords: tokenWords))
  }

  /// The same translation, otherwise written.
  func with(_ target: WordedText) -> Translation {
    Translation(
      score: score, logProbability: logProbability, tokens: tokens, sourceTokens: sourceTokens,
      attention: attention, tokenScores: tokenScores, target: target,
      source: WordedText(text: "", words: sourceWords, tokenWords: sourceTokenWords))
  }
}
