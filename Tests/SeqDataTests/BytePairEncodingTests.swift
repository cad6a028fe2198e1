import SeqData
import SeqTensor
import Testing

@Suite struct BytePairEncodingTests {
  static let codec = TextCodec.learn(.bytePair, from: Samples.corpus, size: 500)
  /// Texts that trip tokenizers are in the alphabet and the merges of this one.
  static let awkward = TextCodec.learn(
    .bytePair, from: Samples.awkward + Samples.awkward.map { $0 + " " + $0 }, size: 700)
  /// One that knows no letter at all.
  static let bytesOnly = TextCodec.learn(.bytePair, from: [], size: 300)

  // MARK: Encoding and decoding

  @Test("Decoding gives back the bytes", arguments: Samples.awkward + Samples.corpus)
  func roundTrip(_ text: String) {
    for codec in [Self.codec, Self.awkward, Self.bytesOnly] {
      let ids = codec.encode(text)
      #expect(bytes(codec.decode(ids)) == bytes(text))
      #expect(ids.allSatisfy { $0 > Vocabulary.end && Int($0) < codec.vocabulary.count })
    }
  }

  @Test("Decoding gives back the bytes of random Unicode", arguments: 1...20 as ClosedRange<UInt64>)
  func randomRoundTrip(seed: UInt64) {
    var random = RandomSource(seed: seed)
    let texts = (0..<50).map { _ in Samples.text(length: random.below(60), &random) }
    let learned = TextCodec.learn(.bytePair, from: texts, size: 900)
    for text in texts + (0..<50).map({ _ in Samples.text(length: random.below(60), &random) }) {
      for codec in [Self.codec, learned] {
        let ids = codec.encode(text)
        #expect(bytes(codec.decode(ids)) == bytes(text), "seed \(seed)")
        #expect(!ids.contains { $0 <= Vocabulary.end }, "seed \(seed)")
      }
    }
  }

  @Test("An empty text has no tokens, and no tokens are an empty text")
  func empty() {
    #expect(Self.codec.encode("") == [])
    #expect(Self.codec.decode([Int32]()) == "")
  }

  @Test("Markers are passed over in decoding")
  func markers() {
    let ids = Self.codec.encode("the old station")
    #expect(
      Self.codec.decode([Vocabulary.start] + ids + [Vocabulary.end, Vocabulary.padding]) == "the old station")
  }

  @Test("A literal marker of spaces is not a space")
  func literalSpaceMarker() {
    for codec in [Self.codec, Self.awkward] {
      #expect(codec.encode("a\u{2581}b") != codec.encode("a b"))
      #expect(codec.encode("\u{2581}") != codec.encode(" "))
    }
  }

  @Test("Composed and decomposed accents stay different")
  func canonicalEquivalents() {
    let texts = ["\u{E9}t\u{E9}", "e\u{301}te\u{301}"]
    #expect(texts[0] == texts[1])
    let codec = TextCodec.learn(.bytePair, from: texts + texts, size: 400)
    #expect(codec.encode(texts[0]) != codec.encode(texts[1]))
    for text in texts { #expect(bytes(codec.decode(codec.encode(text))) == bytes(text)) }
  }

  @Test("Bytes that are no text are shown as U+FFFD")
  func brokenBytes() throws {
    let lead = try #require(Self.codec.vocabulary.id(of: "<0xE2>"))
    let space = try #require(Self.codec.vocabulary.id(of: "\u{2581}"))
    #expect(Self.codec.decode([space, lead]) == "\u{FFFD}")
    #expect(Self.codec.decode([lead]) == "\u{FFFD}")
  }

  @Test("A word of a megabyte is no trouble", .timeLimit(.minutes(1)))
  func longWord() {
    let repeated = TextCodec.learn(.bytePair, from: [String(repeating: "a", count: 512)], size: 300)
    var random = RandomSource(seed: 3)
    let mixed = Samples.words(220_000, letters: 26, &random).joined()
    for (codec, word) in [(repeated, String(repeating: "a", count: 1 << 20)), (Self.codec, mixed)] {
      let ids = codec.encode(word)
      #expect(ids.count < word.utf8.count)
      let isSame = bytes(codec.decode(ids)) == bytes(word)
      #expect(isSame)
    }
  }

  @Test("With dropout the text is the same, in other pieces", arguments: [0.1, 0.5, 1.0])
  func dropout(_ rate: Double) {
    var random = RandomSource(seed: 11)
    var changed = 0
    for text in Samples.corpus + Samples.awkward {
      let ids = Self.codec.encode(text, dropout: rate, random: &random)
      #expect(bytes(Self.codec.decode(ids)) == bytes(text))
      if ids != Self.codec.encode(text) { changed += 1 }
    }
    #expect(changed > 5)
  }

  @Test("Dropout of one merges nothing, of zero draws nothing, and follows the random source")
  func dropoutExtremes() {
    let text = Samples.corpus[0]
    var random = RandomSource(seed: 5)
    #expect(Self.codec.encode(text, dropout: 0, random: &random) == Self.codec.encode(text))
    #expect(random == RandomSource(seed: 5))
    let pieces = Self.codec.pieces(Self.codec.encode(text, dropout: 1, random: &random))
    #expect(pieces.allSatisfy { $0.unicodeScalars.count == 1 })
    var (first, second) = (RandomSource(seed: 6), RandomSource(seed: 6))
    #expect(
      Self.codec.encode(text, dropout: 0.5, random: &first)
        == Self.codec.encode(text, dropout: 0.5, random: &second))
  }

  // MARK: Pieces

  @Test("A digit is a piece by itself, alone or after a space")
  func digits() {
    let codec = TextCodec.learn(
      .bytePair, from: Array(repeating: "It was 1998 or 1999, room 1998a, 19:98.", count: 20), size: 500)
    #expect(codec.pieces(codec.encode("1998 1999")) == ["▁1", "9", "9", "8", "▁1", "9", "9", "9"])
    for token in codec.vocabulary.tokens.dropFirst(260) where token.contains(where: \.isNumber) {
      #expect(token.unicodeScalars.filter { $0 != "\u{2581}" }.count == 1, "\(token)")
    }
  }

  @Test("Pieces join no letters with punctuation, spaces or ideographs, and no punctuation with more")
  func runs() {
    let corpus = Samples.corpus.flatMap { text in [text, "\"\(text)\" (\(text))...", "\(text)\n\n\(text)"] }
    let codec = TextCodec.learn(.bytePair, from: corpus + corpus, size: 2000)
    let pieces = codec.vocabulary.tokens.dropFirst(260).map { token in
      token.unicodeScalars.drop { $0 == "\u{2581}" }
    }
    #expect(pieces.contains { $0.count > 4 })
    for piece in pieces where piece.count > 1 {
      let isWord = piece.allSatisfy { $0.properties.isAlphabetic || $0 == "'" || $0 == "’" }
      // Kana are cut like ideographs.
      let ideographs = piece.filter { $0.properties.isIdeographic || (0x3040...0x30FF).contains($0.value) }
      #expect(isWord, "\(String(String.UnicodeScalarView(piece)))")
      #expect(ideographs.isEmpty || ideographs.count == piece.count)
    }
    // A space marker stands only at the start of a piece.
    #expect(pieces.allSatisfy { !$0.contains("\u{2581}") })
  }

  @Test("An apostrophe between letters is one of them")
  func apostrophes() {
    let codec = TextCodec.learn(
      .bytePair, from: Array(repeating: "don't l’eau 'tis dogs' end", count: 9), size: 500)
    #expect(
      codec.pieces(codec.encode("don't l’eau 'tis dogs' end"))
        == ["▁don't", "▁l’eau", "▁'", "tis", "▁dogs", "'", "▁end"])
  }

  // MARK: Learning

  @Test("The merges of the paper's example")
  func example() {
    // Sennrich, Haddow and Birch 2016, section 3.2: low 5, lower 2, newest 6, widest 3. Worked out by hand; among
    // equal counts the pair with the smaller bytes comes first.
    let words = [("low", 5), ("lower", 2), ("newest", 6), ("widest", 3)]
    let codec = TextCodec.learn(
      .bytePair, from: words.flatMap { Array(repeating: $0, count: $1) }, size: 1000)
    #expect(
      codec.stored.merges == [
        "e s", "es t", "l o", "lo w", "▁ low", "e w", "ew est", "n ewest", "▁ newest", "d est", "i dest",
        "w idest",
        "▁ widest", "e r", "▁low er",
      ])
    #expect(codec.pieces(codec.encode("lowest newer")) == ["▁low", "est", "▁", "n", "ew", "er"])
  }

  @Test(
    "Learning agrees with a plain loop that counts every pair anew", arguments: 1...8 as ClosedRange<UInt64>)
  func plainLoop(seed: UInt64) {
    var random = RandomSource(seed: seed)
    let words = Samples.words(150, letters: 2 + random.below(6), &random)
    let codec = TextCodec.learn(.bytePair, from: words, size: 340)
    let plain = PlainBytePairs(words: words, tokenCount: 340)
    #expect(codec.stored.merges == plain.merges.map { $0 + " " + $1 }, "seed \(seed)")
    for word in words + Samples.words(100, letters: 8, &random)
    where word.allSatisfy({ words.joined().contains($0) }) {
      #expect(codec.pieces(codec.encode(word)) == plain.encode(word), "seed \(seed)")
    }
  }

  @Test("Learning again, or from texts in another order, gives the same")
  func deterministic() {
    var random = RandomSource(seed: 17)
    // Each dictionary has a seed of its own, so that learning twice meets two orders of hashing.
    var texts = Samples.corpus + Samples.words(400, letters: 12, &random)
    let first = TextCodec.learn(.bytePair, from: texts, size: 600)
    for _ in 0..<4 {
      #expect(bytes(TextCodec.learn(.bytePair, from: texts, size: 600).stored) == bytes(first.stored))
      random.shuffle(&texts)
    }
  }

  @Test("No more tokens than asked for", arguments: [300, 320, 400, 1000])
  func size(_ size: Int) {
    let many = String(String.UnicodeScalarView((0x4E00..<0x4F00).compactMap { Unicode.Scalar($0) }))
    for corpus in [Samples.corpus, [many, many], []] {
      let codec = TextCodec.learn(.bytePair, from: corpus, size: size)
      #expect(codec.vocabulary.count <= size)
      for text in Samples.corpus + [many] { #expect(bytes(codec.decode(codec.encode(text))) == bytes(text)) }
    }
  }

  @Test("Rare letters are left to bytes")
  func minimumCount() {
    let codec = TextCodec.learn(.bytePair, from: ["aaa bbb z"], size: 400, minimumCount: 2)
    #expect(codec.vocabulary.id(of: "a") != nil)
    #expect(codec.vocabulary.id(of: "z") == nil)
    #expect(codec.pieces(codec.encode("z")) == ["▁", "<0x7A>"])
  }
}

/// Byte-pair encoding as the paper prints it: every pair is counted anew before each merge.
private struct PlainBytePairs {
  var merges: [(String, String)] = []

  /// - Parameter words: of small letters, one run each.
  init(words: [String], tokenCount: Int) {
    var cut = words.map(Self.letters)
    var known = Set(cut.joined())
    known.insert("▁")
    while 260 + known.count < tokenCount {
      var counts: [String: Int] = [:]
      for word in cut {
        for (left, right) in zip(word, word.dropFirst()) { counts[left + "\0" + right, default: 0] += 1 }
      }
      let candidates = counts.filter { pair, count in
        count > 1 && !known.contains(pair.split(separator: "\0").joined())
      }
      // The order is total, so that of the dictionary has no part in it.
      let best = candidates.min { a, b in
        a.value != b.value ? a.value > b.value : bytes(a.key).lexicographicallyPrecedes(bytes(b.key))
      }
      guard let best else { return }
      let parts = best.key.split(separator: "\0").map { String($0) }
      merges.append((parts[0], parts[1]))
      known.insert(parts.joined())
      cut = cut.map { Self.merging(parts[0], parts[1], in: $0) }
    }
  }

  func encode(_ word: String) -> [String] {
    merges.reduce(Self.letters(word)) { Self.merging($1.0, $1.1, in: $0) }
  }

  private static func letters(_ word: String) -> [String] { ["▁"] + word.map { String($0) } }

  private static func merging(_ left: String, _ right: String, in word: [String]) -> [String] {
    var result: [String] = []
    var place = 0
    while place < word.count {
      if place + 1 < word.count, word[place] == left, word[place + 1] == right {
        result.append(left + right)
        place += 2
      } else {
        result.append(word[place])
        place += 1
      }
    }
    return result
  }
}
