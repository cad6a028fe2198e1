extension String {
  /// The text as collections of sentences have it: full-width Latin letters, digits and marks as ASCII, typographic double
  /// quotes straight, one space for a run of white space, and what is all in capitals in small letters after its first.
  ///
  /// A text with Chinese or Japanese characters keeps its marks, which belong to it.
  package var plainlySpelled: String {
    let isChinese = isChinese
    var scalars = UnicodeScalarView()
    var endsInSpace = false
    for scalar in unicodeScalars {
      let isSpace = scalar.properties.isWhitespace
      if isSpace {
        if !endsInSpace { scalars.append(" ") }
      } else if isChinese {
        scalars.append(scalar)
      } else {
        scalars.append(Self.plain(scalar))
      }
      endsInSpace = isSpace
    }
    return Self.withoutShouting(String(scalars))
  }

  private static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    // Full-width forms stand in the order of ASCII.
    case 0xFF01...0xFF5E: Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
    case 0x3002: "."
    case 0x3001: ","
    case 0x201C, 0x201D, 0x201E, 0x201F, 0xAB, 0xBB: "\""
    default: scalar
    }
  }

  /// "WHERE IS IT?" as "Where is it?". One word alone may be an abbreviation.
  private static func withoutShouting(_ text: String) -> String {
    guard !text.contains(where: \.isLowercase) else { return text }
    let words = text.split { !$0.isLetter }.filter { $0.count > 1 && $0.allSatisfy(\.isUppercase) }
    guard words.count > 1, let first = text.firstIndex(where: \.isLetter) else { return text }
    return String(text[...first]) + text[text.index(after: first)...].lowercased()
  }
}
