import SeqTensor

/// Into what a text is cut.
public enum TokenizerKind: String, Sendable, Hashable, Codable, CaseIterable {
  /// Unicode scalars.
  case character
  /// Words, with punctuation apart and ideographs one by one.
  case word
  /// Pieces of words, learned by frequency; nothing is unknown.
  case bytePair = "bpe"
}

/// From text to token ids and back: a tokenizer and its vocabulary.
public struct TextCodec: Sendable, Hashable {
  public let kind: TokenizerKind
  public let vocabulary: Vocabulary
  public let normalization: Normalization
  let bytePairs: BytePairEncoding?

  /// Everything a file needs to keep of a codec.
  public struct Stored: Sendable, Hashable, Codable {
    public var kind: TokenizerKind
    public var normalization: Normalization
    public var tokens: [String]
    /// "left right", in the order in which they were learned.
    public var merges: [String]
  }

  public var stored: Stored {
    Stored(
      kind: kind, normalization: normalization, tokens: vocabulary.tokens,
      merges: bytePairs?.merges.map { vocabulary[$0.left] + " " + vocabulary[$0.right] } ?? [])
  }

  /// - Throws: if the tokens are no vocabulary, or a merge names what is no piece.
  public init(_ stored: Stored) throws(VocabularyError) {
    kind = stored.kind
    normalization = stored.normalization
    vocabulary = try Vocabulary(tokens: stored.tokens)
    guard kind == .bytePair else {
      bytePairs = nil
      return
    }
    let firstByte = Int32(Vocabulary.markers.count)
    for byte in 0...255 {
      guard vocabulary.id(of: BytePairEncoding.byteToken(UInt8(byte))) == firstByte + Int32(byte) else {
        throw VocabularyError("the 256 byte tokens must follow the markers, in order")
      }
    }
    guard vocabulary.id(of: String(BytePairEncoding.space)) != nil else {
      throw VocabularyError("the space marker is not among the tokens")
    }
    var merges: [BytePairEncoding.Merge] = []
    merges.reserveCapacity(stored.merges.count)
    for (number, line) in stored.merges.enumerated() {
      let bytes = Array(line.utf8)
      guard let space = bytes.firstIndex(of: 0x20), let left = vocabulary.id(ofBytes: Array(bytes[..<space])),
        let right = vocabulary.id(ofBytes: Array(bytes[(space + 1)...])),
        let merged = vocabulary.id(ofBytes: Array(bytes[..<space] + bytes[(space + 1)...]))
      else {
        throw VocabularyError("merge \(number), \"\(line)\", names a piece that is not among the tokens")
      }
      // Markers and bytes are no pieces: what they decode to is not what they are called.
      guard min(left, right, merged) >= firstByte + 256 else {
        throw VocabularyError("merge \(number), \"\(line)\", names a marker or a byte")
      }
      merges.append(.init(left: left, right: right, merged: merged))
    }
    bytePairs = BytePairEncoding(merges: merges, firstByte: firstByte, vocabulary: vocabulary)
  }

  /// Learns a codec from texts.
  ///
  /// - Parameters:
  ///   - size: the largest vocabulary, markers included; at least 4, for byte pairs at least 300.
  ///   - minimumCount: what occurs less often is left out: words, characters, or letters of the alphabet.
  public static func learn(
    _ kind: TokenizerKind, from texts: [String], size: Int, minimumCount: Int = 1,
    normalization: Normalization = .none
  ) -> TextCodec {
    let texts = normalization == .none ? texts : texts.map(normalization.applied)
    var stored = Stored(kind: kind, normalization: normalization, tokens: [], merges: [])
    switch kind {
    case .bytePair:
      (stored.tokens, stored.merges) = BytePairEncoding.learn(
        from: texts, size: max(size, 300), minimumCount: minimumCount)
    case .word, .character:
      var counts: [[UInt8]: Int] = [:]
      for text in texts {
        for token in cut(text, kind) { counts[Array(token.utf8), default: 0] += 1 }
      }
      let markers = Vocabulary.markers.map { Array($0.utf8) }
      let chosen = counts.filter { $0.value >= minimumCount && !markers.contains($0.key) }
        .sorted { $0.value != $1.value ? $0.value > $1.value : $0.key.lexicographicallyPrecedes($1.key) }
        .prefix(max(size - markers.count, 0))
      stored.tokens = Vocabulary.markers + chosen.map { String(decoding: $0.key, as: UTF8.self) }
    }
    do throws(VocabularyError) {
      return try TextCodec(stored)
    } catch {
      fatalError("a codec that was just learned is not valid: \(error)")
    }
  }

  /// Whether a token is a single byte of a character that no piece has.
  package func isByte(_ id: Int32) -> Bool {
    bytePairs.map { id >= $0.firstByte && id < $0.firstByte + 256 } ?? false
  }

  /// Token ids of a text, without markers.
  public func encode(_ text: String) -> [Int32] {
    let text = normalization.applied(to: text)
    if let bytePairs {
      var ids: [Int32] = []
      bytePairs.encode(text, into: &ids) { false }
      return ids
    }
    return Self.cut(text, kind).map { vocabulary.id(of: $0) ?? Vocabulary.unknown }
  }

  /// Which share of the tokens of texts has no place in the vocabulary: 0 with byte pairs, and where there are no tokens.
  package func unknownShare(of texts: some Sequence<String>) -> Double {
    guard kind != .bytePair else { return 0 }
    var (count, unknown) = (0, 0)
    for text in texts {
      let ids = encode(text)
      count += ids.count
      unknown += ids.count(where: { $0 == Vocabulary.unknown })
    }
    return count > 0 ? Double(unknown) / Double(count) : 0
  }

  /// Token ids with BPE dropout: every merge is passed over with probability `dropout`; other tokenizers ignore it.
  public func encode(_ text: String, dropout: Double, random: inout RandomSource) -> [Int32] {
    guard let bytePairs, dropout > 0 else { return encode(text) }
    var ids: [Int32] = []
    bytePairs.encode(normalization.applied(to: text), into: &ids) { Double(random.uniform()) < dropout }
    return ids
  }

  /// The text of token ids; markers are passed over, but for `<unk>` of a tokenizer that has unknown words.
  public func decode(_ ids: some Sequence<Int32>) -> String {
    if let bytePairs { return bytePairs.decode(ids) }
    let tokens = ids.filter { $0 == Vocabulary.unknown || $0 > Vocabulary.end }.map { vocabulary[$0] }
    return kind == .character ? tokens.joined() : Self.joined(words: tokens)
  }

  /// Token ids one by one, for people to look at; byte pieces as they are named.
  public func pieces(_ ids: some Sequence<Int32>) -> [String] { ids.map { vocabulary[$0] } }

  static func cut(_ text: String, _ kind: TokenizerKind) -> [String] {
    if kind == .character { return text.unicodeScalars.map { String($0) } }
    var words: [String] = []
    var word = String.UnicodeScalarView()
    func close() {
      if !word.isEmpty { words.append(String(word)) }
      word = String.UnicodeScalarView()
    }
    let scalars = Array(text.unicodeScalars)
    for (place, scalar) in scalars.enumerated() {
      switch ScalarClass(scalar) {
      case .letter, .digit: word.append(scalar)
      case .space: close()
      case .ideograph:
        close()
        words.append(String(scalar))
      case .other:
        let next = place + 1 < scalars.count ? ScalarClass(scalars[place + 1]) : .space
        if isApostrophe(scalar), !word.isEmpty, next == .letter {
          word.append(scalar)
        } else {
          close()
          words.append(String(scalar))
        }
      }
    }
    close()
    return words
  }

  /// Words with spaces between them: see `spaced`.
  private static func joined(words: [String]) -> String { spaced(words: words).joined() }

  /// Each word with the space that goes before it: none before closing or after opening punctuation, nor between
  /// ideographs.
  static func spaced(words: [String]) -> [String] {
    var parts: [String] = []
    var previous: Unicode.Scalar?
    for word in words {
      guard let first = word.unicodeScalars.first, let last = word.unicodeScalars.last else {
        parts.append("")
        continue
      }
      let closing =
        ".,!?;:)]}%»”’。，！？；：、）】》」』".unicodeScalars.contains(first) && word.unicodeScalars.count == 1
      let opening = previous.map { "([{«“‘（【《「『".unicodeScalars.contains($0) } ?? true
      let ideographs =
        previous.map { ScalarClass($0) == .ideograph || "。，！？；：、）】》」』".unicodeScalars.contains($0) } ?? false
      let quoted = previous == "”" || previous == "’"
      let joins =
        ScalarClass(first) == .ideograph
        ? ideographs || quoted : ideographs && "（【《「『“‘".unicodeScalars.contains(first)
      parts.append(!closing && !opening && !joins ? " " + word : word)
      previous = last
    }
    return parts
  }
}
