import SeqTensor

/// Grid beam search: a beam of its own for each number of required tokens that a translation has.
///
/// Hokamp and Liu 2017, "Lexically Constrained Decoding for Sequence Generation Using Grid Beam Search". Besides the
/// tokens that the model prefers, each translation may always go on with the next token of a phrase that it lacks, so
/// that the last beam, from which alone a translation may end, is reached. What a translation has is read from its
/// tokens, as in Post and Vilar 2018, section 3.2: a phrase that the model writes of itself counts as well, one that is
/// required twice must occur twice, and one that stands within a longer one must occur besides it. A source without phrases is
/// searched by the plain beam.
///
/// Log p alone does not keep a phrase from a wrong place: one that the model does not expect costs much wherever it stands,
/// and may cost least where all else has been said, after the final mark. So a phrase whose source tokens are known begins
/// while the attention is on them, for the first time: see `SearchSentence.phraseSources`.
struct GridBeamOrder: SearchOrder {
  let beam: BeamOrder
  /// For each source the token sequences that must occur.
  private let phrases: [[[Int32]]]
  /// For each source where each of them is read, nil where that is not known; nil if they may all stand anywhere.
  private let places: [[Range<Int>?]?]
  private let wordShape: WordShape

  init(beam: BeamOrder, sentences: [SearchSentence], wordShape: WordShape) {
    self.beam = beam
    self.wordShape = wordShape
    phrases = sentences.map { $0.phrases.filter { !$0.isEmpty } }
    places = sentences.map { sentence in
      let all = sentence.phrases.indices.filter { !sentence.phrases[$0].isEmpty }.map {
        $0 < sentence.phraseSources.count ? sentence.phraseSources[$0] : nil
      }
      return all.contains { $0 != nil } ? all : nil
    }
  }

  /// Whether a phrase of a source is looked for where it is read.
  func isPlacing(_ source: Int) -> Bool { places[source] != nil }

  var width: Int { beam.width }
  var count: Int { beam.count }

  func score(_ logProbability: Double, length: Int) -> Double {
    beam.score(logProbability, length: length)
  }

  func requiredTokens(of source: Int) -> Int { phrases[source].reduce(0) { $0 + $1.count } }

  func banks(of source: Int) -> Int { Coverage(of: phrases[source], in: []).lastBank(phrases[source]) + 1 }

  func requiredNext(after history: [Int32], of source: Int) -> [Int32] {
    let phrases = phrases[source]
    return phrases.isEmpty ? [] : Coverage(of: phrases, in: history).missing(phrases, after: history)
  }

  /// Over once no live translation scores better than the last of those that are wanted.
  ///
  /// The first to end are those into which the phrases were pressed, so a full count of ends is not enough.
  func isOver(_ source: Int, done: [Finished], live: [Live], length: Int) -> Bool {
    guard !phrases[source].isEmpty, done.count >= width else { return done.count >= width }
    let last = done.map(\.score).sorted(by: >)[min(count, done.count) - 1]
    return !live.contains { score($0.logProbability, required: $0.required, length: length) > last }
  }

  func best(_ step: SearchStep, rows: Range<Int>) -> [Candidate] {
    let source = step.live[rows.lowerBound].source
    let phrases = phrases[source]
    guard !phrases.isEmpty else { return beam.best(step, rows: rows) }
    var candidates: [Candidate] = []
    for row in rows {
      let live = step.live[row]
      var history = step.history(of: live)
      let had = Coverage(of: phrases, in: history)
      // Nothing joins the last word of a phrase: what the model would write on it is no choice, however probable.
      let isAfterPhrase = phrases.contains { history.ends(with: $0) }
      let own = beam.best(step, rows: row..<row + 1) { id in
        !isAfterPhrase || !wordShape.joins(history[history.count - 1], id)
      }
      // What the model would end here has gone past the place of what it lacks.
      let isMissed = isPlacing(source) && own.first?.id == Marker.end && had.occurs.contains(false)
      let read = isPlacing(source) ? step.mostRead(row: row) : nil
      let missing = had.missing(phrases, after: history) { phrase, begun in
        guard let known = places[source] else { return true }
        // Which of equal ones has been written is not known.
        return known.indices.contains { other in
          guard phrases[other] == phrases[phrase] else { return false }
          guard let place = known[other], let read else { return begun > 0 || !isMissed }
          return Self.isFirstReading(of: place, at: history.count - begun, read)
        }
      }
      let free = isMissed ? [] : own.filter { !missing.contains($0.id) }
      let forced = missing.map { id in
        guard (0..<Int32(step.columns)).contains(id) else {
          fatalError("grid beam search: token \(id) of a phrase, in a vocabulary of \(step.columns)")
        }
        let gained = Double(step.logProbabilities[row * step.columns + Int(id)])
        return Candidate(row: row, id: id, logProbability: live.logProbability + gained)
      }
      for var candidate in free + forced {
        (candidate.required, candidate.requiredTokens) = (live.required, live.requiredTokens)
        if candidate.id == Marker.end {
          guard !had.occurs.contains(false) else { continue }
          candidate.bank = had.bank(phrases, after: history)
        } else {
          history.append(candidate.id)
          let has = had.extended(phrases, by: history)
          candidate.bank = has.bank(phrases, after: history)
          if let length = has.completed(phrases, since: had) {
            // Phrases may share tokens, which count once.
            let added = Set(history.count - length..<history.count).subtracting(live.requiredTokens)
            candidate.required += step.logProbability(of: candidate, tokens: added)
            candidate.requiredTokens.formUnion(added)
          }
          history.removeLast()
        }
        candidates.append(candidate)
      }
    }
    return candidates.enumerated().sorted { a, b in
      let (x, y) = (a.element.logProbability, b.element.logProbability)
      return x != y ? x > y : a.offset < b.offset
    }.map(\.element)
  }

  /// Whether a token is read from some source tokens, and none was before but those right before it, such as an article: what has
  /// been read has been translated.
  private static func isFirstReading(of place: Range<Int>, at token: Int, _ read: [Int]) -> Bool {
    guard place.contains(read[token]) else { return false }
    let before = read[..<token].reversed().drop { place.contains($0) }
    return !before.contains { place.contains($0) }
  }

  /// Which phrases a translation has.
  private struct Coverage {
    /// How often each phrase occurs, within others too, and how often it must: the second of two equal ones twice, and one that
    /// stands within a longer one once more.
    private var found: [Int]
    private let wanted: [Int]
    /// How many of those are of equal phrases before it.
    private let taken: [Int]

    var occurs: [Bool] { zip(found, wanted).map { $0 >= $1 } }

    init(of phrases: [[Int32]], in history: [Int32]) {
      let within = phrases.map { phrase in
        phrases.reduce(0) { $0 + ($1.count > phrase.count ? $1.occurrences(of: phrase) : 0) }
      }
      let equal = phrases.indices.map { index in phrases[..<index].count { $0 == phrases[index] } }
      wanted = zip(equal, within).map { $0 + 1 + $1 }
      taken = zip(equal, within).map { $0 == 0 ? 0 : $0 + $1 }
      found = phrases.map { history.occurrences(of: $0) }
    }

    /// After one more token, the last of `history`: only what ends with it is new.
    func extended(_ phrases: [[Int32]], by history: [Int32]) -> Coverage {
      var next = self
      for (index, phrase) in phrases.enumerated() where history.ends(with: phrase) { next.found[index] += 1 }
      return next
    }

    /// How long the longest phrase is that was missing before and no longer is; nil if there is none.
    func completed(_ phrases: [[Int32]], since before: Coverage) -> Int? {
      phrases.indices.filter { before.found[$0] < wanted[$0] && found[$0] > before.found[$0] }
        .map { phrases[$0].count }.max()
    }

    /// The next token of every phrase that is missing.
    ///
    /// - Parameter isPlaced: whether a phrase, of which so many tokens are written, began where it may, or may begin.
    func missing(
      _ phrases: [[Int32]], after history: [Int32],
      isPlaced: (_ phrase: Int, _ begun: Int) -> Bool = { _, _ in true }
    ) -> [Int32] {
      var ids: [Int32] = []
      for (index, phrase) in phrases.enumerated() where found[index] < wanted[index] {
        // What began elsewhere may begin anew.
        guard let length = [begun(phrase, history), 0].first(where: { isPlaced(index, $0) }) else { continue }
        if !ids.contains(phrase[length]) { ids.append(phrase[length]) }
      }
      return ids
    }

    /// The number of required tokens written: whole phrases, each as often as it must occur, and the longest beginning of one at
    /// the end. Where any is missing, one of their next tokens leads to a higher bank.
    func bank(_ phrases: [[Int32]], after history: [Int32]) -> Int {
      var whole = 0
      var part = 0
      for (index, phrase) in phrases.enumerated() {
        whole += phrase.count * (min(found[index], wanted[index]) - min(found[index], taken[index]))
        if found[index] < wanted[index] { part = max(part, begun(phrase, history)) }
      }
      return whole + part
    }

    /// The bank of what has all phrases.
    func lastBank(_ phrases: [[Int32]]) -> Int {
      phrases.indices.reduce(0) { $0 + phrases[$1].count * (wanted[$1] - taken[$1]) }
    }

    /// How long a beginning of a phrase `history` ends with.
    private func begun(_ phrase: [Int32], _ history: [Int32]) -> Int {
      var length = min(phrase.count - 1, history.count)
      while length > 0, !history.ends(with: phrase[..<length]) { length -= 1 }
      return length
    }
  }
}

/// Where a token goes on with the word of the token before it, so that a phrase's last word stays as it is.
public struct WordShape: Sendable, Hashable {
  /// For each token whether it begins within a word, and whether it ends within one; empty where tokens are words.
  private let begins, ends: [Bool]

  public init(begins: [Bool] = [], ends: [Bool] = []) {
    self.begins = begins
    self.ends = ends
  }

  func joins(_ first: Int32, _ second: Int32) -> Bool {
    Int(first) < ends.count && Int(second) < begins.count && ends[Int(first)] && begins[Int(second)]
  }
}

extension [Int32] {
  fileprivate func ends(with other: some BidirectionalCollection<Int32>) -> Bool {
    count >= other.count && suffix(other.count).elementsEqual(other)
  }

  /// How often another stands in it; one may overlap the next.
  fileprivate func occurrences(of other: [Int32]) -> Int {
    guard count >= other.count else { return 0 }
    return (0...count - other.count).count { self[$0..<$0 + other.count].elementsEqual(other) }
  }
}
