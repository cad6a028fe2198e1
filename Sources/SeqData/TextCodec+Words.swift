// Which words tokens belong to. A word here is what stands between white space, as in Pharaoh alignments.

/// A text cut into words at white space, and the words that each of its tokens touches.
public struct WordedText: Sendable, Hashable {
  public let text: String
  /// What stands between white space, in order.
  public let words: [String]
  /// For each token the words it is part of: one, or several where a token holds a space. A token of white space alone
  /// belongs to the word after it, at the end to the last; the range is empty only where there are no words.
  public let tokenWords: [Range<Int>]

  public init(text: String, words: [String], tokenWords: [Range<Int>]) {
    self.text = text
    self.words = words
    self.tokenWords = tokenWords
  }

  /// - Parameter parts: the bytes of each token, one after another the text; white space at its ends is left out.
  init(_ parts: [[UInt8]]) {
    let bytes = parts.flatMap(\.self)
    let owners = parts.enumerated().flatMap { number, part in repeatElement(number, count: part.count) }
    var scalars = String.UnicodeScalarView()
    var words: [String.UnicodeScalarView] = []
    var isInWord = false
    var touched = [Range<Int>?](repeating: nil, count: parts.count)
    var parser = UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var place = 0
    while true {
      let length: Int
      let scalar: Unicode.Scalar
      switch parser.parseScalar(from: &iterator) {
      case .emptyInput:
        // Space only at the end has no word after it.
        let last = words.indices.suffix(1)
        tokenWords = Self.filled(touched, last: last)
        self.words = words.map { String($0) }
        text = String(String.UnicodeScalarView(scalars.trimmingSuffix(while: \.properties.isWhitespace)))
        return
      case .valid(let encoded): (scalar, length) = (UTF8.decode(encoded), encoded.count)
      // Bytes that a model put together may be no text.
      case .error(let count): (scalar, length) = ("\u{fffd}", count)
      }
      let tokens = owners[place..<min(place + length, owners.count)]
      place += length
      if scalar.properties.isWhitespace {
        isInWord = false
        if words.isEmpty { continue }
      } else {
        if !isInWord { words.append(String.UnicodeScalarView()) }
        isInWord = true
        words[words.count - 1].append(scalar)
        for token in tokens {
          touched[token] = (touched[token]?.lowerBound ?? words.count - 1)..<words.count
        }
      }
      scalars.append(scalar)
    }
  }

  /// Tokens without a word of their own get that of the token after them, at the end the last.
  private static func filled(_ touched: [Range<Int>?], last: Range<Int>) -> [Range<Int>] {
    var filled: [Range<Int>] = []
    var following = last
    for words in touched.reversed() {
      let own = words ?? following
      filled.append(own)
      following = own.prefix(1)
    }
    return filled.reversed()
  }
}

extension TextCodec {
  /// A source as it is read: ids, what each token was in the text, and the words they belong to.
  public struct Reading: Sendable, Hashable {
    public var ids: [Int32]
    /// For each token the text to put in place of an `<unk>` that was read from it: the token itself of words and
    /// characters, of byte pairs, which are pieces, the whole word.
    public var surfaces: [String]
    public var worded: WordedText
  }

  /// Reads a text, at most `limit` tokens of it.
  public func read(_ text: String, limit: Int = .max) -> Reading {
    let ids = Array(encode(text).prefix(limit))
    if let bytePairs {
      let worded = WordedText(ids.map(bytePairs.bytes))
      let surfaces = worded.tokenWords.map { $0.first.map { worded.words[$0] } ?? "" }
      return Reading(ids: ids, surfaces: surfaces, worded: worded)
    }
    let text = normalization.applied(to: text)
    if kind == .character {
      let surfaces = Array(Self.cut(text, kind).prefix(limit))
      return Reading(ids: ids, surfaces: surfaces, worded: WordedText(surfaces.map { Array($0.utf8) }))
    }
    // Tokens never cross white space.
    var surfaces: [String] = []
    var tokenWords: [Range<Int>] = []
    var words: [String] = []
    for word in text.unicodeScalars.split(whereSeparator: \.properties.isWhitespace) {
      let tokens = Self.cut(String(word), kind)
      surfaces += tokens
      tokenWords += repeatElement(words.count..<words.count + 1, count: tokens.count)
      words.append(String(word))
    }
    return Reading(
      ids: ids, surfaces: Array(surfaces.prefix(limit)),
      worded: WordedText(text: text, words: words, tokenWords: Array(tokenWords.prefix(limit))))
  }

  /// The text of token ids with the words it has, as `decode`.
  ///
  /// - Parameter surfaces: what to write for a token in place of what it is, by its place.
  public func write(_ ids: [Int32], replacing surfaces: [Int: String] = [:]) -> WordedText {
    if let bytePairs { return WordedText(ids.map(bytePairs.bytes)) }
    let tokens = ids.enumerated().map { place, id in
      surfaces[place] ?? (id == Vocabulary.unknown || id > Vocabulary.end ? vocabulary[id] : "")
    }
    return WordedText((kind == .character ? tokens : Self.spaced(words: tokens)).map { Array($0.utf8) })
  }

  /// Cuts a text into tokens without numbering them; byte pairs have no text before they are numbered.
  public func tokens(of text: String) -> [String] {
    bytePairs == nil ? Self.cut(normalization.applied(to: text), kind) : pieces(encode(text))
  }

  /// For each token whether it begins, and whether it ends, within a word: with a letter or digit. Empty where tokens
  /// are words.
  public var wordShape: (begins: [Bool], ends: [Bool]) {
    guard kind != .word else { return ([], []) }
    func isWithin(_ scalar: Unicode.Scalar?) -> Bool {
      guard let scalar else { return false }
      return switch ScalarClass(scalar) {
      case .letter, .digit: true
      case .space, .ideograph, .other: false
      }
    }
    let isMarker = { (id: Int) in id < Vocabulary.markers.count }
    // The piece of a single byte may be part of any letter.
    let isByte = { (id: Int) in bytePairs != nil && id < Vocabulary.markers.count + 256 }
    return (
      vocabulary.tokens.indices.map {
        !isMarker($0) && (isByte($0) || isWithin(vocabulary.tokens[$0].unicodeScalars.first))
      },
      vocabulary.tokens.indices.map {
        !isMarker($0) && (isByte($0) || isWithin(vocabulary.tokens[$0].unicodeScalars.last))
      }
    )
  }
}

extension BidirectionalCollection {
  fileprivate func trimmingSuffix(while predicate: (Element) -> Bool) -> SubSequence {
    var end = endIndex
    while end > startIndex, predicate(self[index(before: end)]) { end = index(before: end) }
    return self[..<end]
  }
}
