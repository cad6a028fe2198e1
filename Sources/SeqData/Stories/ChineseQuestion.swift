extension StoryLexicon {
  /// A question without what is written around it in Chinese and means nothing for the answer: blanks between ideographs, 请问
  /// before it and 呢, 啊 or 呀 after it, unless the lexicon has words with these.
  ///
  /// Other questions are as they were.
  public func plainQuestion(_ question: String) -> String {
    // Ideographs begin with such a byte or a greater one.
    guard question.utf8.contains(where: { $0 >= 0xE3 }) else { return question }
    var scalars = Self.withoutBlanks(question.unicodeScalars)
    if let first = scalars.firstIndex(where: { ScalarClass($0) == .ideograph }),
      ChineseScript.simplified(Self.text(scalars[first...].prefix(2))) == "请问",
      !words.contains(where: { $0.hasPrefix("请问") })
    {
      scalars.removeSubrange(first..<first + 2)
    }
    if let last = scalars.lastIndex(where: { ![.space, .other].contains(ScalarClass($0)) }),
      Self.particles.contains(scalars[last]),
      !words.contains(where: { $0.unicodeScalars.last == scalars[last] }),
      StorySentence.asksInChinese(Self.text(scalars[..<last]))
    {
      scalars.remove(at: last)
    }
    return Self.text(scalars[...])
  }

  private static let particles: Set<Unicode.Scalar> = ["呢", "啊", "呀"]

  /// Without the blanks that have an ideograph on either side.
  private static func withoutBlanks(_ scalars: String.UnicodeScalarView) -> [Unicode.Scalar] {
    var kept: [Unicode.Scalar] = []
    var blanks: [Unicode.Scalar] = []
    for scalar in scalars {
      let kind = ScalarClass(scalar)
      if kind == .space {
        blanks.append(scalar)
        continue
      }
      if kind != .ideograph || kept.last.map({ ScalarClass($0) != .ideograph }) ?? true { kept += blanks }
      blanks = []
      kept.append(scalar)
    }
    return kept + blanks
  }

  private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    String(String.UnicodeScalarView(scalars))
  }
}
