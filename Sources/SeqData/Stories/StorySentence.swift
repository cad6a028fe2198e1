/// A sentence of a story as people write it, told or asked, without what is no part of it.
public enum StorySentence: Sendable, Hashable {
  case fact(String)
  case question(String)

  /// The sentences of a line.
  ///
  /// - Parameter line: may begin with a number or, as the lines of a log do, with a time. What stands after a tab, as answers
  ///   do in bAbI, is left out, and a line with one is one sentence.
  public static func sentences(of line: String) -> [StorySentence] {
    let columns = line.split(separator: "\t", maxSplits: 1)
    guard let first = columns.first else { return [] }
    let text = String(withoutTimeBefore(withoutNumber(first)))
    let isOne = columns.count > 1 || !text.unicodeScalars.dropLast().contains(where: isMark)
    let parts = isOne ? [text] : Sentences.split(text, beforeSmallLetters: true)
    return parts.compactMap { part in
      let sentence = part.drop(while: \.isWhitespace)
      if sentence.isEmpty { return nil }
      if asks(sentence) { return .question(String(withoutTimeBefore(sentence))) }
      return .fact(withoutTimeAfter(withoutTimeBefore(sentence)))
    }
  }

  /// Whether a line has the number 1, which begins a story.
  public static func beginsStory(_ line: String) -> Bool {
    let digits = line.prefix { $0.isASCII && $0.isNumber }
    return digits == "1" && line.dropFirst().first?.isWhitespace ?? false
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool { ".!?。！？".unicodeScalars.contains(scalar) }

  private static func withoutNumber(_ text: Substring) -> Substring {
    var rest = text.drop(while: \.isWhitespace)
    let digits = rest.prefix { $0.isASCII && $0.isNumber }
    if !digits.isEmpty, digits.count <= 9 {
      let after = rest.dropFirst(digits.count)
      if let next = after.first, next.isWhitespace {
        rest = after.drop(while: \.isWhitespace)
      } else if let next = after.first, ".)、:．".contains(next), after.dropFirst().first?.isWhitespace ?? true
      {
        rest = after.dropFirst().drop(while: \.isWhitespace)
      }
    }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return rest
  }
}

// MARK: Questions

extension StorySentence {
  /// Whether a sentence asks: by its mark, or where people leave that out by its words.
  private static func asks(_ sentence: Substring) -> Bool {
    let last = sentence.last { !$0.isWhitespace && !"\"”’」』）)".contains($0) }
    if last == "?" || last == "？" { return true }
    return asksInEnglish(sentence) || asksInChinese(String(sentence))
  }

  private static func asksInEnglish(_ sentence: Substring) -> Bool {
    let words = storyWords(String(sentence.prefix(48))).drop { openers.contains($0) }
    guard let first = words.first else { return false }
    if questionWords.contains(String(first.prefix { $0 != "'" })) || auxiliaries.contains(first) {
      return true
    }
    guard let second = words.dropFirst().first else { return false }
    // "When she was tired, Mary went to bed" tells; "In which room is Mary" asks.
    return first == "when" && auxiliaries.contains(second)
      || prepositions.contains(first) && ["which", "what", "whom", "whose"].contains(second)
  }

  private static let openers: Set<String> = ["and", "but", "so", "then", "now", "please"]
  private static let questionWords: Set<String> = [
    "where", "who", "whom", "whose", "what", "which", "why", "how",
  ]
  private static let auxiliaries: Set<String> = [
    "is", "am", "are", "was", "were", "does", "do", "did", "has", "have", "can", "could", "isn't", "aren't",
    "wasn't", "weren't", "doesn't", "don't", "didn't", "hasn't", "haven't",
  ]
  private static let prepositions: Set<String> = ["in", "to", "from", "with", "at", "by", "on"]

  /// In either script.
  static func asksInChinese(_ sentence: String) -> Bool {
    let scalars = ChineseScript.simplified(sentence).unicodeScalars.filter { ScalarClass($0) == .ideograph }
    guard let last = scalars.last else { return false }
    if last == "吗" || last == "么" { return true }
    let text = String(String.UnicodeScalarView(scalars))
    if ["谁", "什么", "怎么", "多少", "是否", "是不是", "在不在", "有没有"].contains(where: { text.contains($0) }) {
      return true
    }
    // 哪吒, simplified 哪咤, is somebody, 茶几 is a thing, and 十几 and 几乎 ask for no number.
    let plain = ["哪咤", "茶几", "十几", "好几", "几乎", "几何"].reduce(text) { $0.replacing($1, with: " ") }
    return plain.contains("哪") || plain.contains("几")
  }
}

// MARK: Times

extension StorySentence {
  /// Without the times before a sentence: "[2024-01-02 10:32:11]", "2024-01-02T10:32:11Z INFO", "10:32 pm".
  private static func withoutTimeBefore(_ text: Substring) -> Substring {
    var rest = text
    var isTimed = false
    while true {
      let part = rest.drop { $0.isWhitespace || "[(（【".contains($0) }
      let time = leadingTime(part)
      if isTime(time) {
        rest = part.dropFirst(time.count)
        isTimed = true
      } else {
        let word = part.prefix(while: \.isLetter)
        guard isTimed, timeWords.contains(word.uppercased()) else { return rest }
        rest = part.dropFirst(word.count)
      }
      rest = rest.drop { $0.isWhitespace || "])）】:：,，-–|".contains($0) }
    }
  }

  private static func leadingTime(_ text: Substring) -> Substring {
    guard text.first?.isNumber ?? false else { return "" }
    let time = text.prefix { $0.isASCII && $0.isNumber || "-/:：.,+TZ年月日时分秒".contains($0) }
    // "10:32 Tom" without its blank.
    let isCut = time.last == "T" && text[time.endIndex...].first?.isLetter ?? false
    return isCut ? time.dropLast() : time
  }

  /// Words that belong to a time, or say how grave an entry of a log is.
  private static let timeWords: Set<String> = [
    "AM", "PM", "UTC", "GMT", "TRACE", "DEBUG", "INFO", "NOTICE", "WARN", "WARNING", "ERROR", "FATAL",
  ]

  /// A clock's time, a day of a year, or both.
  private static func isTime(_ text: Substring) -> Bool {
    let numbers = text.split { !$0.isNumber }
    let marks = text.split(whereSeparator: \.isNumber)
    guard let first = numbers.first, let mark = marks.first, numbers.count >= 2 else { return false }
    switch mark {
    case ":", "：": return first.count <= 2 && numbers[1].count == 2
    case "-", "/", ".":
      return numbers.count >= 3 && marks[1] == mark && (first.count == 4 || numbers[2].count == 4)
    default: return mark == "年" || mark == "月"
    }
  }

  /// Without the times at the end of a fact: "at 11:02", "(11:02 am)".
  private static func withoutTimeAfter(_ text: Substring) -> String {
    let mark = String(text.reversed().prefix { ".!。！".contains($0) }.reversed())
    var words = text.dropLast(mark.count).split(whereSeparator: \.isWhitespace)
    let count = words.count
    while words.count > 1 {
      var ending = words.count - 1
      var time = words[ending].lowercased()
      if ["am", "pm", "a.m", "p.m"].contains(time), ending > 1 {
        ending -= 1
        // "at 11 am" is one too.
        time = words[ending].allSatisfy(\.isNumber) ? "11:00" : words[ending].lowercased()
      } else if time.hasSuffix("am") || time.hasSuffix("pm") {
        time.removeLast(2)
      }
      guard isTime(Substring(time.filter { !"[(（【])）】,，".contains($0) })) else { break }
      words.removeLast(words.count - ending)
      if let word = words.last, ["at", "on", "@", "around"].contains(word.lowercased()) {
        words.removeLast()
      }
    }
    guard words.count < count, let last = words.last else { return String(text) }
    return text[..<last.endIndex] + mark
  }
}
