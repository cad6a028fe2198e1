/// How many columns of a terminal a text takes (Unicode Standard Annex #11, East Asian Width).
///
/// Not `wcwidth`: it depends on the locale and looks at single scalars, while an emoji with a modifier or an
/// accent typed as its own scalar is one column or two as a whole.
package func displayWidth(_ text: some StringProtocol) -> Int {
  text.reduce(0) { $0 + displayWidth($1) }
}

package func displayWidth(_ character: Character) -> Int {
  var width = 0
  for scalar in character.unicodeScalars {
    // Variation selector 16 asks for the picture form, which is wide.
    if scalar == "\u{fe0f}" { return 2 }
    width = max(width, displayWidth(scalar))
  }
  return width
}

private func displayWidth(_ scalar: Unicode.Scalar) -> Int {
  if scalar.value < 0x300 { return scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value) ? 0 : 1 }
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .format, .control, .lineSeparator, .paragraphSeparator: return 0
  default: break
  }
  if scalar.properties.isEmojiPresentation { return 2 }
  return wideBlocks.contains { $0.contains(scalar.value) } ? 2 : 1
}

/// The blocks whose characters are wide or full-width; emoji are known by their own property.
private let wideBlocks: [ClosedRange<UInt32>] = [
  0x1100...0x115f,  // Hangul initial consonants
  0x2e80...0x303e,  // radicals, CJK punctuation
  0x3041...0xa4cf,  // kana, bopomofo, Hangul compatibility, CJK ideographs, Yi
  0xa960...0xa97f,  // Hangul extended A
  0xac00...0xd7a3,  // Hangul syllables
  0xf900...0xfaff,  // CJK compatibility ideographs
  0xfe10...0xfe19,  // vertical forms
  0xfe30...0xfe6f,  // CJK compatibility and small forms
  0xff01...0xff60,  // full-width forms
  0xffe0...0xffe6,
  0x16fe0...0x18d08,  // Tangut
  0x1aff0...0x1b2fb,  // kana supplements, Nushu
  0x1f200...0x1f2ff,  // enclosed ideographs
  0x20000...0x3fffd,  // further CJK ideographs
]

package enum Alignment: Sendable { case left, right, centre }

extension String {
  /// Filled up with spaces to `width` columns; longer texts stay as they are.
  package func padded(to width: Int, _ alignment: Alignment = .left) -> String {
    let missing = max(0, width - displayWidth(self))
    let before =
      switch alignment {
      case .left: 0
      case .right: missing
      case .centre: missing / 2
      }
    return String(repeating: " ", count: before) + self + String(repeating: " ", count: missing - before)
  }

  /// Cut to at most `width` columns, the last of which then holds `mark`.
  package func clipped(to width: Int, mark: Character) -> String {
    if displayWidth(self) <= width { return self }
    var kept = ""
    var used = displayWidth(mark)
    for character in self {
      used += displayWidth(character)
      if used > width { break }
      kept.append(character)
    }
    return kept + String(mark)
  }

  package var withoutTrailingSpaces: Substring {
    self[..<(lastIndex { $0 != " " }.map(index(after:)) ?? startIndex)]
  }

  /// With characters that would steer the terminal (escape, line ends, direction overrides) replaced, so that
  /// a text from a file cannot do more than be read.
  package var printable: String {
    var text = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator, .surrogate: text.append("\u{fffd}")
      case .format
      where ("\u{202a}"..."\u{202e}").contains(scalar) || ("\u{2066}"..."\u{2069}").contains(scalar):
        text.append("\u{fffd}")
      default: text.append(scalar)
      }
    }
    return String(text)
  }
}
