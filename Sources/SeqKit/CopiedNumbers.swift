import SeqData

/// Whether a translation has the numbers of its source.
struct CopiedNumbers {
  private let translation: String
  /// The runs of digits that a translation may have, and those that it has.
  private let given, found: Set<String>
  private let words: NumberWords?

  /// - Parameter language: of the translation, in English: "German".
  init(source: String, translation: String, language: String?) {
    func numbers(_ text: String) -> Set<String> {
      Set(WordRuns.of(text).filter { $0.first?.isASCIIDigit == true }.map(String.init))
    }
    self.translation = translation
    words = NumberWords.of(language)
    found = numbers(translation)
    var given = numbers(source)
    if source.chunks.contains(where: { $0.trimmingPunctuation.isTimeOfDay || $0.isHalfOfDay }) {
      // Elsewhere a day has 24 hours: "2:30" may be "14 h 30".
      given.formUnion(given.compactMap { Int($0) }.filter { $0 <= 12 }.map { "\($0 + 12)" })
    }
    self.given = given
  }

  /// Whether a number of the source is not in the translation, or stands there beside one that the source does not have.
  func lack(_ item: CopiedItem) -> Bool {
    guard found.isSubset(of: given) else { return true }
    if translation.holdsWhole(item.text) { return false }
    let amount = item.text[...].trimmingPunctuation
    if amount.isTimeOfDay { return lackTime(amount) }
    // After a sign it is more than a number, even if "$5" here is "5 Dollar" elsewhere.
    if amount.count < item.text.count { return !found.contains(String(amount)) }
    // "7" may become a word, but not that of another number; of larger numbers it is too often that of another.
    guard amount.isNumber, amount.count(where: \.isNumber) < 2 else { return true }
    guard let words, let digit = amount.first?.wholeNumberValue, digit > 0 else { return false }
    return !WordRuns.of(translation).contains { words.digits[digit - 1].contains($0.lowercased()) }
  }

  private func lackTime(_ time: Substring) -> Bool {
    let parts = time.split(separator: ":")
    guard let hour = Int(parts[0]), let minute = Int(parts[1]) else { return true }
    if [String(parts[0]), "\(hour)", "\(hour + 12)"].contains(where: found.contains) {
      return minute > 0 && !found.contains(String(parts[1]))
    }
    guard let words else { return false }
    let text = translation.lowercased()
    return !words.readings(hour: hour, minute: minute).contains { text.holdsWhole($0) }
  }
}

extension String {
  /// Whether a number or words stand here and are no part of what is longer: not "12" in "120" or "1.12".
  fileprivate func holdsWhole(_ part: String) -> Bool {
    ranges(of: part).contains { range in
      let (before, after) = (self[..<range.lowerBound], self[range.upperBound...])
      func goesOn(_ edge: Character?, _ next: Character?) -> Bool {
        guard let edge, let next else { return false }
        return next.isASCIIDigit || edge.isLetter && next.isLetter
      }
      /// A mark that has a digit on its other side too.
      func joins(_ mark: Character?, _ next: Character?) -> Bool {
        guard let mark, let next else { return false }
        return ".,:".contains(mark) && next.isASCIIDigit
      }
      return !goesOn(part.first, before.last) && !goesOn(part.last, after.first)
        && !joins(before.last, before.dropLast().last) && !joins(after.first, after.dropFirst().first)
    }
  }
}

extension Substring {
  /// Digits with marks among them.
  var isNumber: Bool {
    first?.isASCIIDigit == true && last?.isASCIIDigit == true
      && allSatisfy { $0.isASCIIDigit || ".,:/-".contains($0) }
  }

  /// Hours and minutes, as in "7:30".
  var isTimeOfDay: Bool {
    let parts = split(separator: ":", omittingEmptySubsequences: false)
    return parts.count == 2 && (1...2).contains(parts[0].count) && parts[1].count == 2
      && parts.allSatisfy { $0.allSatisfy(\.isASCIIDigit) }
  }

  /// "p.m.", or an hour with it: "5pm".
  var isHalfOfDay: Bool {
    ["am", "pm", "a.m", "p.m"].contains(trimmingPunctuation.drop(while: \.isASCIIDigit).lowercased())
  }

  /// Digits beside letters or signs, as in "12B", "A4" and "20°C", that are the same in every language: not "3rd", "5pm",
  /// "1990s" or "ten-year-old".
  var mixesDigits: Bool {
    guard contains(where: \.isASCIIDigit), !contains("-"), !contains(":"), !contains("'"), !contains("’")
    else { return false }
    if first?.isASCIIDigit == true {
      let rest = drop { $0.isASCIIDigit || ".,".contains($0) }.lowercased()
      return !["st", "nd", "rd", "th", "s", "am", "pm", "a.m", "p.m"].contains(rest)
    }
    return true
  }

  /// Whether it may be a group of a long number: digits, with what stands before them and between them.
  var isInGroups: Bool { allSatisfy { $0.isASCIIDigit || $0.isWhitespace || "+()-".contains($0) } }

  /// Without quotes, brackets, marks and signs of money at its ends.
  var trimmingPunctuation: Substring {
    func isMark(_ character: Character) -> Bool {
      character.isPunctuation || character.isCurrencySymbol || "~`^+=<>|".contains(character)
    }
    var part = drop(while: isMark)
    while let last = part.last, isMark(last) { part.removeLast() }
    return part
  }

  /// A part of this chunk that begins with a digit, together with the sign of money, plus or minus right before it, or with the
  /// bracket that it closes.
  func withSign(_ part: Substring) -> Substring {
    guard part.first?.isASCIIDigit == true, part.startIndex > startIndex else { return part }
    let before = index(before: part.startIndex)
    let isSign =
      self[before].isCurrencySymbol || "-−+".contains(self[before])
      || self[before] == "(" && part.contains(")")
    return isSign ? self[before..<part.endIndex] : part
  }
}

extension String {
  /// What stands between white space, but a number that is written in groups, as a telephone's is, in one.
  var chunks: [Substring] {
    var chunks: [Substring] = []
    for chunk in split(whereSeparator: \.isWhitespace) {
      if let last = chunks.last, let end = last.last, end.isASCIIDigit || end == ")", last.isInGroups,
        chunk.first?.isASCIIDigit == true, chunk.trimmingPunctuation.isInGroups
      {
        chunks[chunks.count - 1] = self[last.startIndex..<chunk.endIndex]
      } else {
        chunks.append(chunk)
      }
    }
    return chunks
  }
}

extension Character {
  var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
