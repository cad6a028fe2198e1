/// Cuts a text into its sentences.
///
/// A sentence ends at `.`, `!` or `?` before white space and a capital letter, a digit or an opening quote, or at `。`, `！` or
/// `？` wherever they stand. It does not end after an abbreviation or an initial, at an ellipsis, or within quotes.
public enum Sentences {
  /// - Parameter beforeSmallLetters: whether a sentence may begin with a small letter, as people write in haste.
  /// - Returns: the sentences without white space at their ends; the whole text if there is one only.
  public static func split(_ text: String, beforeSmallLetters: Bool = false) -> [String] {
    let characters = Array(text)
    var sentences: [String] = []
    var start = 0
    var quotes = 0
    func close(at end: Int) {
      let part = characters[start..<end].drop(while: \.isWhitespace)
      let trimmed = part.reversed().drop(while: \.isWhitespace).reversed()
      // What has no letter or digit is no sentence: it stays with the one before.
      if trimmed.contains(where: { $0.isLetter || $0.isNumber }) || sentences.isEmpty {
        if !trimmed.isEmpty { sentences.append(String(trimmed)) }
      } else if !trimmed.isEmpty {
        sentences[sentences.count - 1] += " " + String(trimmed)
      }
      start = end
    }
    var place = 0
    while place < characters.count {
      let character = characters[place]
      quotes += quoteChange(character, isOpen: quotes > 0)
      place += 1
      let isFullWidth = "。！？".contains(character)
      guard isFullWidth || ".!?".contains(character) else { continue }
      let first = place - 1
      // "?!" and what closes a bracket or quote belong to the sentence.
      while place < characters.count, ".!?。！？)]）】".contains(characters[place]) { place += 1 }
      while place < characters.count, quotes > 0, isQuote(characters[place]) {
        quotes += quoteChange(characters[place], isOpen: true)
        place += 1
      }
      guard quotes == 0, place < characters.count else { continue }
      if isFullWidth {
        close(at: place)
      } else if characters[place].isWhitespace, !isEllipsis(characters[first..<place]),
        beginsSentence(characters[place...], beforeSmallLetters),
        character != "." || !isAbbreviation(characters[start..<first])
      {
        close(at: place)
      }
    }
    close(at: characters.count)
    return sentences
  }

  private static func isQuote(_ character: Character) -> Bool { "\"“”„«»「」『』".contains(character) }

  /// +1 for a quote that opens, −1 for one that closes. A straight one does what is due.
  private static func quoteChange(_ character: Character, isOpen: Bool) -> Int {
    switch character {
    case "\"": isOpen ? -1 : 1
    case "„", "«", "「", "『": 1
    // The mark that closes in German opens in English.
    case "“": isOpen ? -1 : 1
    case "”", "»", "」", "』": isOpen ? -1 : 0
    default: 0
    }
  }

  private static func isEllipsis(_ marks: ArraySlice<Character>) -> Bool { marks.count { $0 == "." } > 1 }

  private static func beginsSentence(_ rest: ArraySlice<Character>, _ beforeSmallLetters: Bool) -> Bool {
    guard let first = rest.first(where: { !$0.isWhitespace }) else { return false }
    // Letters without case, as of Chinese, begin one too.
    return (first.isLetter && (beforeSmallLetters || !first.isLowercase)) || first.isNumber || isQuote(first)
      || "¿¡(（".contains(first)
  }

  private static func isAbbreviation(_ sentence: ArraySlice<Character>) -> Bool {
    let word = String(sentence.reversed().prefix { !$0.isWhitespace && !"([\"“".contains($0) }.reversed())
    // "U.S. Army"; but "3.5" ends sentences.
    return isAbbreviation(word: word) || word.contains(".") && word.contains(where: \.isLetter)
  }

  /// Whether a point after a word is one of an abbreviation.
  static func isAbbreviation(word: String) -> Bool {
    let letters = word.filter(\.isLetter)
    // "J. R. Smith"; but "I" ends sentences.
    return letters.count == 1 && letters != "I" || abbreviations.contains(word.lowercased())
  }

  private static let abbreviations: Set<String> = [
    "mr", "mrs", "ms", "dr", "prof", "st", "mt", "sr", "jr", "vs", "etc", "no", "nr", "gen", "col", "capt",
    "sgt",
    "rev",
    "hon", "mme", "mlle", "hr", "fr", "bzw", "ca", "dept", "approx", "fig", "vol",
  ]
}
