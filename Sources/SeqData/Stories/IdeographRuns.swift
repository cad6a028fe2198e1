/// Finds where an unknown verb ends and a name begins in Chinese text, which has no blanks.
///
/// Between closed pieces a sentence is a run of ideographs. In 乔前往厨房 there is no closed piece and the run is all of it;
/// but where the story has 乔 and 厨房 by themselves elsewhere, or another run with 前往, it falls into 乔, 前往 and 厨房.
public struct IdeographRuns: Sendable {
  /// The distinct runs in the order in which they were met.
  private var runs: [String] = []
  private var known: Set<String> = []
  private var pieces: [String: [String]] = [:]
  private var isCurrent = true

  /// Words beyond doubt, and how many ideographs the longest of them has that is looked for in others.
  private var names: Set<String>
  private var longest: Int
  private var hasNewNames = false
  /// What names and verbs alone make of a run.
  private var sure: [String: [String]] = [:]

  /// Ideographs that verbs of two end with or begin with.
  private let verbParts: Set<Unicode.Scalar>

  /// - Parameters:
  ///   - names: known to be words.
  ///   - verbParts: single ideographs that verbs are made of.
  public init(names: [String] = [], verbParts: [String] = []) {
    self.names = Set(names)
    longest = Self.longest(names)
    self.verbParts = Set(verbParts.compactMap(\.unicodeScalars.first))
  }

  /// Of more distinct runs than this nothing is guessed.
  private static let limit = 400

  public enum Place: Sendable, Hashable {
    /// Where nothing but one word can be, as between two closed pieces of a question.
    case word
    /// After a verb, to the end of a fact: one word too, however many known ones are in it, unless it shows a verb.
    case afterVerb
    case anywhere
  }

  public mutating func note(_ run: String, at place: Place) {
    let isNew = known.insert(run).inserted
    if place == .word || (place == .afterVerb && isName(run)), names.insert(run).inserted {
      longest = max(longest, Self.longest([run]))
      hasNewNames = true
      isCurrent = false
    }
    guard isNew else { return }
    runs.append(run)
    isCurrent = false
    cutSurely(run)
    pieces[run] = sure[run]
  }

  /// Works out again how runs fall apart.
  ///
  /// - Returns: whether a run that was met falls apart otherwise than before.
  public mutating func update() -> Bool {
    guard !isCurrent else { return false }
    isCurrent = true
    if hasNewNames { for run in runs { cutSurely(run) } }
    hasNewNames = false
    var found = sure
    if runs.count <= Self.limit {
      // First what is beyond doubt; then guesses about what is left over.
      let rest = runs.flatMap { sure[$0] ?? [$0] }.filter { !names.contains($0) }
      let guessed = Self.guessedPieces(of: rest, names)
      for run in runs where !names.contains(run) {
        let cut = (sure[run] ?? [run]).flatMap { guessed[$0] ?? [$0] }
        if cut.count > 1 { found[run] = cut }
      }
    }
    defer { pieces = found }
    return runs.contains { (pieces[$0] ?? [$0]) != (found[$0] ?? [$0]) }
  }

  /// The pieces of a run: itself where nothing is known better.
  public func pieces(of run: String) -> [String] { pieces[run] ?? [run] }

  private mutating func cutSurely(_ run: String) {
    sure[run] = nil
    guard !names.contains(run) else { return }
    let cut = cutAtNames(run).flatMap { names.contains($0) ? [$0] : Self.cutAtVerb($0, verbParts) }
    if cut.count > 1 { sure[run] = cut }
  }

  /// Takes known words out of a run: the longest that begins at each place, single ideographs only at the ends of what is left.
  private func cutAtNames(_ run: String) -> [String] {
    let scalars = Array(run.unicodeScalars)
    var parts: [String] = []
    var (start, rest) = (0, 0)
    func left(to end: Int) -> [String] {
      rest < end ? Self.cut(Array(scalars[rest..<end]), names, longest: longest, leavingOne: true) : []
    }
    while start < scalars.count {
      let ends = (start..<min(start + longest, scalars.count)).reversed().map { $0 + 1 }
      let end = ends.first { $0 > start + 1 && names.contains(Self.text(scalars[start..<$0])) }
      if let end {
        parts += left(to: start) + [Self.text(scalars[start..<end])]
        rest = end
      }
      start = end ?? start + 1
    }
    return parts + left(to: scalars.count)
  }

  /// Whether a run where a name is due is one: 笔记本电脑 and 国家图书馆 are, whatever words are in them; 超市买苹果 and
  /// 图书馆看书 have a verb beside a known word.
  private func isName(_ run: String) -> Bool {
    let cut = cutAtNames(run)
    func isVerb(_ scalar: Unicode.Scalar?) -> Bool {
      scalar.map { verbParts.contains($0) || Self.errands.contains($0) } ?? false
    }
    return !cut.indices.contains { place in
      let (isFirst, isLast) = (place == 0, place == cut.count - 1)
      let scalars = cut[place].unicodeScalars
      return !names.contains(cut[place])
        && (!isFirst && !isLast || !isFirst && isVerb(scalars.first) || !isLast && isVerb(scalars.last))
    }
  }

  /// Verbs of what one goes somewhere for.
  private static let errands = Set("买看吃喝玩找见接送拿取打上学".unicodeScalars)

  private static func guessedPieces(of runs: [String], _ names: Set<String>) -> [String: [String]] {
    let whole = Set(runs).sorted().map { Array($0.unicodeScalars) }
    var words = names.union(runs)
    // What two runs begin or end with alike, two ideographs at least, is a word by itself; single names share only one.
    for (place, run) in whole.enumerated() {
      for other in whole[(place + 1)...] where run.count > 2 || other.count > 2 {
        let front = zip(run, other).prefix { $0 == $1 }.count
        let back = zip(run.reversed(), other.reversed()).prefix { $0 == $1 }.count
        for (length, isFront) in [(front, true), (back, false)] where length >= 2 {
          guard min(run.count, other.count) > length, max(run.count, other.count) >= length + 2 else {
            continue
          }
          words.insert(text(isFront ? run.prefix(length) : run.suffix(length)))
        }
      }
    }
    // Words that consist of others are none: 前往厨房 where there are 前往 and 厨房.
    let longest = longest(words)
    for _ in 0..<rounds {
      let long = words.filter { $0.unicodeScalars.count >= 3 && !names.contains($0) }.sorted()
      let before = words
      for word in long {
        let cut = cut(
          Array(word.unicodeScalars), words.subtracting([word]), longest: longest, leavingOne: false)
        guard cut.count > 1 else { continue }
        words.remove(word)
        words.formUnion(cut.filter { $0.unicodeScalars.count >= 2 })
      }
      if words == before { break }
    }
    var found: [String: [String]] = [:]
    for run in whole where run.count >= 3 {
      let name = text(run[...])
      let cut = cut(run, words.subtracting([name]), longest: longest, leavingOne: false)
      if cut.count > 1 { found[name] = cut }
    }
    return found
  }

  private static let rounds = 4

  /// Takes out a verb of two ideographs of which the second is known, as 起 is in 珀西抓起头盔.
  private static func cutAtVerb(_ run: String, _ verbParts: Set<Unicode.Scalar>) -> [String] {
    let scalars = Array(run.unicodeScalars)
    guard scalars.count >= 3,
      let end = scalars.indices.dropFirst(2).last(where: { verbParts.contains(scalars[$0]) })
    else { return [run] }
    // 抓起来 is one verb.
    var start = end - 1
    while start > 1, verbParts.contains(scalars[start]) { start -= 1 }
    let parts = [scalars[..<start], scalars[start...end], scalars[(end + 1)...]]
    return parts.filter { !$0.isEmpty }.map { text($0) }
  }

  private static func longest(_ words: some Sequence<String>) -> Int {
    words.reduce(0) { max($0, min($1.unicodeScalars.count, longestWord)) }
  }

  /// A run of more ideographs is a word by itself at most: of a line without a mark not every part is looked up.
  private static let longestWord = 24

  private static func text(_ part: some Collection<Unicode.Scalar>) -> String {
    String(String.UnicodeScalarView(part))
  }

  /// Peels known words off both ends, the longest first, as long as what is left has two ideographs or is known too.
  ///
  /// - Parameters:
  ///   - longest: how many ideographs a word has at most.
  ///   - leavingOne: whether a single ideograph may be left by a word of two or more, as 被 is in 被小明.
  private static func cut(_ run: [Unicode.Scalar], _ words: Set<String>, longest: Int, leavingOne: Bool)
    -> [String]
  {
    var rest = run[...]
    var (front, back): ([String], [String]) = ([], [])
    var goesOn = true
    while goesOn, rest.count > 1 {
      goesOn = false
      for length in (1..<max(2, min(rest.count, longest + 1))).reversed() {
        let left = rest.count - length
        let isEnough = left >= 2 || (leavingOne && length >= 2)
        let (head, tail) = (text(rest.prefix(length)), text(rest.suffix(length)))
        if words.contains(head), isEnough || words.contains(text(rest.suffix(left))) {
          front.append(head)
          rest = rest.dropFirst(length)
          goesOn = true
        } else if words.contains(tail), isEnough || words.contains(text(rest.prefix(left))) {
          back.append(tail)
          rest = rest.dropLast(length)
          goesOn = true
        }
        if goesOn { break }
      }
    }
    return front + [text(rest)] + back.reversed()
  }
}
