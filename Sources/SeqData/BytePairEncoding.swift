import HeapModule

/// Byte-pair encoding: words are written in pieces that were merged, pair by pair, in the order of their frequency.
///
/// Sennrich, Haddow and Birch 2016, "Neural Machine Translation of Rare Words with Subword Units", section 3.2.
///
/// A text is cut into runs first, and pieces never cross a run: letters (an apostrophe between letters is one of
/// them), a single digit, so that numbers are copied digit by digit, ideographs, or one other character. A space
/// goes before the run that follows it, written "▁", and the text itself begins with one. What was not seen often
/// enough to be in the alphabet is written in bytes, `<0xNN>`, and so is a "▁" of the text's own; nothing is unknown, and
/// decoding gives back the same bytes.
struct BytePairEncoding: Sendable, Hashable {
  /// One merge: two pieces that become one.
  struct Merge: Sendable, Hashable {
    let left, right, merged: Int32
  }

  /// In the order in which they were learned.
  let merges: [Merge]
  private let ranks: [UInt64: Int32]
  /// The pieces of single bytes: the id of `<0x00>` and 255 more.
  let firstByte: Int32
  private let vocabulary: Vocabulary

  static let space: Unicode.Scalar = "\u{2581}"
  /// Runs are encoded in parts of at most so many scalars, so that a word of megabytes takes no quadratic time.
  static let longestRun = 256

  init(merges: [Merge], firstByte: Int32, vocabulary: Vocabulary) {
    self.merges = merges
    self.firstByte = firstByte
    self.vocabulary = vocabulary
    var ranks: [UInt64: Int32] = [:]
    ranks.reserveCapacity(merges.count)
    for (rank, merge) in merges.enumerated() { ranks[Self.key(merge.left, merge.right)] = Int32(rank) }
    self.ranks = ranks
  }

  static func key(_ left: Int32, _ right: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
  }

  static func byteToken(_ byte: UInt8) -> String {
    let digits = Array("0123456789ABCDEF")
    return "<0x\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])>"
  }

  // MARK: Runs

  /// Calls `body` with each run of a text, spaces written as the marker where `isSpace` says so.
  static func eachRun(_ text: String, _ body: (_ scalars: [Unicode.Scalar], _ startsWithSpace: Bool) -> Void)
  {
    let all = Array(text.unicodeScalars)
    var run: [Unicode.Scalar] = []
    var hasSpace = true  // the virtual one at the start
    var place = 0
    while place < all.count {
      let scalar = all[place]
      if scalar == " " {
        if hasSpace { body([], true) }
        hasSpace = true
        place += 1
        continue
      }
      run.removeAll(keepingCapacity: true)
      run.append(scalar)
      place += 1
      let kind = ScalarClass(scalar)
      if kind == .letter || kind == .ideograph {
        while place < all.count, run.count < longestRun {
          let next = all[place]
          let joins =
            ScalarClass(next) == kind
            || (kind == .letter && isApostrophe(next) && place + 1 < all.count
              && ScalarClass(all[place + 1]) == .letter)
          if !joins { break }
          run.append(next)
          place += 1
        }
      }
      body(run, hasSpace)
      hasSpace = false
    }
    if hasSpace && !all.isEmpty { body([], true) }
  }

  // MARK: Encoding

  func encode(_ text: String, into ids: inout [Int32], dropout: () -> Bool) {
    var symbols: [Int32] = []
    Self.eachRun(text) { scalars, startsWithSpace in
      symbols.removeAll(keepingCapacity: true)
      if startsWithSpace { append(Self.space, to: &symbols, isMarker: true) }
      for scalar in scalars { append(scalar, to: &symbols, isMarker: false) }
      merge(&symbols, dropout)
      ids += symbols
    }
  }

  private func append(_ scalar: Unicode.Scalar, to symbols: inout [Int32], isMarker: Bool) {
    let bytes = Array(String(scalar).utf8)
    if isMarker || scalar != Self.space, let id = vocabulary.id(ofBytes: bytes), id >= firstByte + 256 {
      symbols.append(id)
    } else {
      symbols += bytes.map { firstByte + Int32($0) }
    }
  }

  /// Applies the earliest learned merge that fits, until none does. `dropout` says whether to pass over one this time
  /// (Provilkov, Emelianenko and Voita 2020, "BPE-Dropout").
  private func merge(_ symbols: inout [Int32], _ dropout: () -> Bool) {
    while symbols.count > 1 {
      var best = Int32.max
      var bestPlace = -1
      for place in 0..<symbols.count - 1 {
        if let rank = ranks[Self.key(symbols[place], symbols[place + 1])], rank < best, !dropout() {
          best = rank
          bestPlace = place
        }
      }
      guard bestPlace >= 0 else { return }
      symbols[bestPlace] = merges[Int(best)].merged
      symbols.remove(at: bestPlace + 1)
    }
  }

  // MARK: Decoding

  func decode(_ ids: some Sequence<Int32>) -> String {
    let bytes = ids.flatMap(bytes)
    // The virtual space at the start.
    let text = bytes.first == 0x20 ? bytes[1...] : bytes[...]
    // Bytes that a model put together may be no text; what they spoil is shown as U+FFFD.
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes of a piece, the marker as a space; none of a marker of the vocabulary.
  func bytes(of id: Int32) -> [UInt8] {
    if id < 4 { return [] }
    if id >= firstByte && id < firstByte + 256 { return [UInt8(id - firstByte)] }
    return vocabulary[id].unicodeScalars.flatMap { $0 == Self.space ? [0x20] : Array(String($0).utf8) }
  }

  // MARK: Learning

  /// Learns a vocabulary of `size` tokens from texts.
  ///
  /// The alphabet is every scalar seen at least `minimumCount` times, the most frequent 3,000 at most. Equal
  /// counts go by the pieces' bytes, so that the same texts give the same merges everywhere.
  static func learn(from texts: [String], size: Int, minimumCount: Int) -> (
    tokens: [String], merges: [String]
  ) {
    var counts: [[Unicode.Scalar]: Int] = [:]
    for text in texts {
      eachRun(text) { scalars, startsWithSpace in
        counts[startsWithSpace ? [space] + scalars : scalars, default: 0] += 1
      }
    }
    // In an order that does not depend on hashing.
    let words = counts.sorted { a, b in
      a.value != b.value ? a.value > b.value : a.key.lexicographicallyPrecedes(b.key) { $0.value < $1.value }
    }
    var scalarCounts: [Unicode.Scalar: Int] = [:]
    for (word, count) in words { for scalar in word { scalarCounts[scalar, default: 0] += count } }
    let alphabet = scalarCounts.filter { $0.value >= minimumCount || $0.key == space }
      .sorted { $0.value != $1.value ? $0.value > $1.value : $0.key.value < $1.key.value }
      .prefix(3000).map(\.key)

    var tokens = Vocabulary.markers + (0...255).map { byteToken(UInt8($0)) }
    var numbers: [Unicode.Scalar: Int32] = [:]
    for scalar in [space] + alphabet where numbers[scalar] == nil && tokens.count < size {
      numbers[scalar] = Int32(tokens.count)
      tokens.append(String(scalar))
    }
    var learner = Learner(
      tokens: tokens,
      words: words.map { word, count in
        // A scalar outside the alphabet divides its word: no piece contains it.
        (word.map { numbers[$0] ?? -1 }, count)
      })
    var merges: [String] = []
    while learner.tokens.count < size, let (left, right) = learner.mergeNext() {
      merges.append(learner.tokens[Int(left)] + " " + learner.tokens[Int(right)])
    }
    return (learner.tokens, merges)
  }

  /// The state of learning: words as symbols, how often each pair stands in them, and where.
  private struct Learner {
    var tokens: [String]
    private var words: [([Int32], Int)]
    private var counts: [UInt64: Int] = [:]
    private var places: [UInt64: Set<Int32>] = [:]
    private var queue = Heap<Candidate>()
    private var known: Set<[UInt8]>

    /// A pair with the count it had when it was queued; it is out of date if that has changed.
    private struct Candidate: Comparable {
      let count: Int
      let left, right: Int32
      let bytes: [UInt8]

      static func == (a: Candidate, b: Candidate) -> Bool { a.count == b.count && a.bytes == b.bytes }
      static func < (a: Candidate, b: Candidate) -> Bool {
        a.count != b.count ? a.count < b.count : b.bytes.lexicographicallyPrecedes(a.bytes)
      }
    }

    init(tokens: [String], words: [([Int32], Int)]) {
      self.tokens = tokens
      self.words = words
      known = Set(tokens.map { Array($0.utf8) })
      var seen: [UInt64] = []
      for (number, (symbols, count)) in words.enumerated() {
        for place in symbols.indices.dropLast() {
          let pair = key(symbols[place], symbols[place + 1])
          if symbols[place] < 0 || symbols[place + 1] < 0 { continue }
          if counts[pair] == nil { seen.append(pair) }
          counts[pair, default: 0] += count
          places[pair, default: []].insert(Int32(number))
        }
      }
      for pair in seen { enqueue(pair) }
    }

    private mutating func enqueue(_ pair: UInt64) {
      guard let count = counts[pair], count > 1 else { return }
      let (left, right) = (Int32(truncatingIfNeeded: pair >> 32), Int32(truncatingIfNeeded: pair))
      queue.insert(
        Candidate(
          count: count, left: left, right: right,
          bytes: Array(tokens[Int(left)].utf8) + [0] + Array(tokens[Int(right)].utf8)))
    }

    /// Merges the most frequent pair everywhere; nil when none occurs twice.
    mutating func mergeNext() -> (Int32, Int32)? {
      while let best = queue.popMax() {
        let pair = key(best.left, best.right)
        guard counts[pair] == best.count else { continue }
        let piece = tokens[Int(best.left)] + tokens[Int(best.right)]
        // The same piece by another way would make two tokens of one text.
        guard known.insert(Array(piece.utf8)).inserted else {
          counts[pair] = nil
          continue
        }
        let merged = Int32(tokens.count)
        tokens.append(piece)
        var changed: [UInt64] = []
        for number in (places[pair] ?? []).sorted() {
          replace(best, by: merged, inWord: Int(number), &changed)
        }
        counts[pair] = nil
        places[pair] = nil
        for other in changed { enqueue(other) }
        return (best.left, best.right)
      }
      return nil
    }

    private mutating func replace(
      _ pair: Candidate, by merged: Int32, inWord number: Int, _ changed: inout [UInt64]
    ) {
      let (symbols, count) = words[number]
      var result: [Int32] = []
      var place = 0
      while place < symbols.count {
        if place + 1 < symbols.count, symbols[place] == pair.left, symbols[place + 1] == pair.right {
          result.append(merged)
          place += 2
        } else {
          result.append(symbols[place])
          place += 1
        }
      }
      guard result.count < symbols.count else { return }
      for (symbols, sign) in [(symbols, -1), (result, 1)] {
        for place in symbols.indices.dropLast() where symbols[place] >= 0 && symbols[place + 1] >= 0 {
          let other = key(symbols[place], symbols[place + 1])
          counts[other, default: 0] += sign * count
          if sign > 0 { places[other, default: []].insert(Int32(number)) }
          changed.append(other)
        }
      }
      words[number].0 = result
    }
  }
}
