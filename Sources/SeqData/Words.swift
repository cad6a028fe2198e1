/// How scalars group into words, for both the word tokenizer and byte-pair encoding.
enum ScalarClass {
  case letter, digit, space, ideograph, other

  init(_ scalar: Unicode.Scalar) {
    if scalar.isASCII {
      switch scalar {
      case "a"..."z", "A"..."Z": self = .letter
      case "0"..."9": self = .digit
      case " ", "\t", "\n", "\r", "\u{0B}", "\u{0C}": self = .space
      default: self = .other
      }
      return
    }
    let properties = scalar.properties
    if properties.isIdeographic || (0x3040...0x30FF).contains(scalar.value) {
      self = .ideograph
    } else if properties.isWhitespace {
      self = .space
    } else {
      switch properties.generalCategory {
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
        .nonspacingMark,
        .spacingMark, .enclosingMark:
        self = .letter
      case .decimalNumber: self = .digit
      default: self = .other
      }
    }
  }
}

extension String {
  /// Whether it has Chinese characters, or Japanese ones.
  package var isChinese: Bool { unicodeScalars.contains { ScalarClass($0) == .ideograph } }
}

/// An apostrophe within a word belongs to it: don't, l'école.
func isApostrophe(_ scalar: Unicode.Scalar) -> Bool { scalar == "'" || scalar == "\u{2019}" }

/// Changes to a text before it is read that a user would not notice.
public enum Normalization: String, Sendable, Hashable, Codable, CaseIterable {
  /// None: what comes in goes out, byte for byte.
  case none
  /// Typographic apostrophes become straight ones, no-break spaces plain ones, and an ellipsis three points, so that
  /// two ways of typing the same sentence are the same sentence.
  case typographic
  /// `typographic`, and all in small letters: for texts whose capitals mean nothing, such as words to be pronounced.
  case lowercase
  /// `typographic`, and traditional Chinese characters become simplified ones and the marks after them full-width, so that
  /// a text of both scripts is one of simplified Chinese: `ChineseScript` says how. Other languages are not touched.
  case simplifiedChinese = "simplified-chinese"

  public func applied(to text: String) -> String {
    switch self {
    case .none: text
    case .typographic: Self.plain(text)
    case .lowercase: Self.plain(text.lowercased())
    case .simplifiedChinese: ChineseScript.punctuated(ChineseScript.simplified(Self.plain(text)))
    }
  }

  private static func plain(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\u{2019}", "\u{2018}", "\u{02BC}": scalars.append("'")
      case "\u{00A0}", "\u{202F}", "\u{2009}": scalars.append(" ")
      case "\u{2026}": scalars.append(contentsOf: "...".unicodeScalars)
      default: scalars.append(scalar)
      }
    }
    return String(scalars)
  }
}
