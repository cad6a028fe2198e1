/// How many edits make a reference of a translation, for each word of the reference: sacreBLEU's `corpus_ter`.
///
/// Snover et al. 2006, "A Study of Translation Edit Rate with Targeted Human Annotation": a word inserted, deleted or
/// exchanged is one edit, and so is a run of words moved elsewhere. Which runs are moved is found greedily, with Tercom's
/// limits and ranking; the lower, the better.
public enum TER {
  public struct Score: Sendable, Hashable {
    /// In per cent; more than 100 if there are more edits than words.
    public let score: Double
    public let edits: Int
    /// Words, averaged over the references of each segment.
    public let referenceLength: Double
    /// What was computed, in sacreBLEU's form.
    public let signature: String
  }

  /// How texts are cut into words and which differences do not count.
  public struct Options: Sendable, Hashable {
    /// Tercom's own default is to compare in lower case.
    public var isCased: Bool
    /// Sets punctuation apart; otherwise words are what stands between white space.
    public var isNormalized: Bool
    /// When normalising, sets ideographs and full-width punctuation apart one by one. Without it a Chinese sentence is a
    /// single word.
    public var splitsIdeographs: Bool

    public init(isCased: Bool = false, isNormalized: Bool = false, splitsIdeographs: Bool = false) {
      self.isCased = isCased
      self.isNormalized = isNormalized
      self.splitsIdeographs = splitsIdeographs
    }
  }

  /// TER of a whole test set: the edits to the closest reference of each segment, over the mean reference length.
  ///
  /// - Parameter references: for each segment its references, at least one.
  public static func corpus(hypotheses: [String], references: [[String]], options: Options = Options())
    -> Score
  {
    let total = statistics(hypotheses: hypotheses, references: references, options: options).total
    func word(_ isSo: Bool) -> String { isSo ? "yes" : "no" }
    return Score(
      score: total.score, edits: total.edits, referenceLength: total.referenceLength,
      signature: "\(referenceField(references))|case:\(options.isCased ? "mixed" : "lc")|tok:tercom|"
        + "norm:\(word(options.isNormalized))|punct:yes|asian:\(word(options.splitsIdeographs))|\(versionField)"
    )
  }

  /// What each segment adds to the sums.
  public static func statistics(hypotheses: [String], references: [[String]], options: Options = Options())
    -> [Statistics]
  {
    checkReferences("TER", hypotheses, references)
    return zip(hypotheses, references).map { hypothesis, references in
      var numbers = WordNumbers()
      let words = numbers.number(tokens(Array(hypothesis.unicodeScalars), options))
      // sacreBLEU prepares references twice, which can split once more what the first time set apart.
      let referenceWords = references.map { reference in
        let once = tokens(Array(reference.unicodeScalars), options)
        return numbers.number(tokens(Array(once.joined(separator: [" "])), options))
      }
      return Statistics(hypothesis: words, references: referenceWords)
    }
  }

  /// The sums that TER is made of.
  public struct Statistics: MetricStatistics, Hashable {
    private(set) var edits = 0
    private(set) var referenceLength = 0.0

    public init() {}

    init(hypothesis: [Int32], references: [[Int32]]) {
      edits = references.map { TER.edits(hypothesis, to: $0) }.min() ?? 0
      referenceLength = Double(references.reduce(0) { $0 + $1.count }) / Double(references.count)
    }

    public static func += (sum: inout Statistics, segment: Statistics) {
      sum.edits += segment.edits
      sum.referenceLength += segment.referenceLength
    }

    /// Where all references are empty: 100 if there was anything to delete.
    public var score: Double {
      referenceLength > 0 ? 100 * (Double(edits) / referenceLength) : edits > 0 ? 100 : 0
    }
  }

  private static func tokens(_ text: [Unicode.Scalar], _ options: Options) -> [ArraySlice<Unicode.Scalar>] {
    var scalars = Array(text.withoutTrailingSpace)
    if !options.isCased { scalars = scalars.lowercase }
    if options.isNormalized {
      scalars.replace("\n-", with: [])
      scalars.replace("\n", with: [" "])
      scalars.replaceEntities()
      scalars = [" "] + scalars + [" "]
      scalars.separateMarks()
      scalars.replace("'s ", with: [" ", "'", "s", " "])
      scalars.separatePoints()
      if options.splitsIdeographs { scalars.setApart(isIdeograph) }
    }
    return scalars.words
  }

  /// Tercom's blocks of ideographs, strokes and their punctuation, in sacreBLEU's reading of them.
  private static func isIdeograph(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case ..<0x2E80: false
    case 0x2E80...0x2EFF, 0x3001...0x3002, 0x3008...0x3011, 0x3014...0x301F, 0x30FB, 0x31C0...0x31EF,
      0x3200...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0xFE30...0xFE4F, 0xFF01, 0xFF02, 0xFF08, 0xFF09,
      0xFF0C, 0xFF0E, 0xFF1A, 0xFF1B, 0xFF1F, 0xFF61...0xFF65:
      true
    default: false
    }
  }

  // MARK: - Moving runs of words

  private static let longestShift = 10
  private static let farthestShift = 50
  private static let mostCandidates = 1000

  /// Edits and moves that turn `hypothesis` into `reference`.
  static func edits(_ hypothesis: [Int32], to reference: [Int32]) -> Int {
    if reference.isEmpty { return hypothesis.count }
    var distance = BeamEditDistance(reference: reference, hypothesisLength: hypothesis.count)
    var words = hypothesis
    var (shifts, candidates) = (0, 0)
    // Move runs for as long as that makes the rest easier.
    while let shifted = bestShift(of: words, to: reference, &distance, &candidates) {
      words = shifted
      shifts += 1
    }
    return shifts + distance.of(words)
  }

  /// The words after the move that saves most edits; nil if none saves any, or too many have been tried.
  private static func bestShift(
    of words: [Int32], to reference: [Int32], _ distance: inout BeamEditDistance, _ candidates: inout Int
  ) -> [Int32]? {
    let before = distance.of(words)
    let alignment = distance.alignment()
    // Most edits saved, then the longest run, then the earliest, then to the earliest place.
    var best: (rank: (Int, Int, Int, Int), words: [Int32])?
    search: for start in words.indices {
      let nearest = max(start - farthestShift, 0)
      let farthest = min(start + farthestShift, reference.count - 1)
      guard nearest <= farthest else { continue }
      for target in nearest...farthest {
        var length = 0
        while length < longestShift, start + length < words.count, target + length < reference.count,
          words[start + length] == reference[target + length]
        {
          length += 1
          // Only words that are wrong where they are, to a place that is not right yet, and not within themselves.
          guard alignment.isWrongHypothesis[start..<start + length].contains(true),
            alignment.isWrongReference[target..<target + length].contains(true),
            !(start..<start + length).contains(alignment.hypothesisPlace[target])
          else { continue }
          var previous = -1
          for offset in -1..<length {
            // Before the word that is aligned with each place of the run, and before its first.
            let place =
              target + offset == -1 ? 0 : alignment.hypothesisPlace[target + offset] + 1
            if place == previous { continue }
            previous = place
            let shifted = moved(words, start..<start + length, to: place)
            let rank = (before - distance.of(shifted), length, -start, -place)
            candidates += 1
            if best.map({ rank > $0.rank }) ?? true { best = (rank, shifted) }
          }
          if candidates >= mostCandidates { break search }
        }
      }
    }
    guard let best, best.rank.0 > 0, candidates < mostCandidates else { return nil }
    return best.words
  }

  /// The words with a run of them taken out and put in before the word at `place`.
  private static func moved(_ words: [Int32], _ run: Range<Int>, to place: Int) -> [Int32] {
    var rest = words
    rest.removeSubrange(run)
    // Tercom's reading: places behind the run count without it, those within it from its start.
    let destination =
      place < run.lowerBound ? place : place > run.upperBound ? place - run.count : place
    rest.insert(contentsOf: words[run], at: min(destination, rest.count))
    return rest
  }
}

/// Levenshtein distance to one reference, near the diagonal, with the edits behind it.
///
/// All hypotheses have the same length, as those that differ by moved words do. The rows of the words that a hypothesis
/// has in common with the one before it are kept. Only a band around the diagonal is computed and stored.
private struct BeamEditDistance {
  private enum Operation: UInt8 { case keep, exchange, delete, insert }

  /// How far from the diagonal, in words of the reference.
  private static let beam = 25
  private static let infinity = Int32.max / 2

  private let reference: [Int32]
  /// For each number of hypothesis words the first column of its row, and where the row starts in `costs`.
  private var firsts: [Int] = [0]
  private var starts: [Int] = [0]
  private var costs: [Int32]
  private var operations: [Operation]
  /// The hypothesis that the rows are of.
  private var words: [Int32] = []

  init(reference: [Int32], hypothesisLength length: Int) {
    self.reference = reference
    let columns = reference.count + 1
    let ratio = length == 0 ? 1 : Double(reference.count) / Double(length)
    // Where a hypothesis is very short, neighbouring rows would not meet.
    let beam =
      Double(Self.beam) < ratio / 2 ? Int((ratio / 2 + Double(Self.beam)).rounded(.up)) : Self.beam
    var size = columns
    for row in 0..<length {
      let diagonal = Int((Double(row + 1) * ratio).rounded(.down))
      let first = max(0, diagonal - beam)
      let end = row + 1 == length ? columns : min(columns, diagonal + beam)
      firsts.append(first)
      starts.append(size)
      size += max(end - first, 0)
    }
    starts.append(size)
    costs = [Int32](repeating: Self.infinity, count: size)
    operations = [Operation](repeating: .insert, count: size)
    for column in 0..<columns { costs[column] = Int32(column) }
  }

  /// How many words must be inserted, deleted or exchanged.
  mutating func of(_ hypothesis: [Int32]) -> Int {
    let known = zip(words, hypothesis).prefix { $0 == $1 }.count
    words = hypothesis
    for row in known..<hypothesis.count { fill(row + 1, word: hypothesis[row]) }
    return Int(costs[costs.count - 1])
  }

  private mutating func fill(_ row: Int, word: Int32) {
    let (first, start) = (firsts[row], starts[row])
    let (firstAbove, startAbove) = (firsts[row - 1], starts[row - 1])
    let above = firstAbove..<firstAbove + start - startAbove
    var left = Self.infinity
    for place in start..<starts[row + 1] {
      let column = place - start + first
      var (cost, operation) = (Self.infinity, Operation.insert)
      if column > 0, above.contains(column - 1) {
        let isSame = reference[column - 1] == word
        let diagonal = costs[startAbove + column - 1 - firstAbove] + (isSame ? 0 : 1)
        if diagonal < cost { (cost, operation) = (diagonal, isSame ? .keep : .exchange) }
      }
      if above.contains(column), costs[startAbove + column - firstAbove] + 1 < cost {
        (cost, operation) = (costs[startAbove + column - firstAbove] + 1, .delete)
      }
      if left + 1 < cost { (cost, operation) = (left + 1, .insert) }
      costs[place] = cost
      operations[place] = operation
      left = cost
    }
  }

  struct Alignment {
    /// For each word of the reference the word of the hypothesis that it goes with, or the last one before it; −1 if there
    /// is none.
    var hypothesisPlace: [Int]
    var isWrongHypothesis: [Bool]
    var isWrongReference: [Bool]
  }

  /// How the last hypothesis and the reference correspond.
  func alignment() -> Alignment {
    var alignment = Alignment(
      hypothesisPlace: [Int](repeating: -1, count: reference.count),
      isWrongHypothesis: [Bool](repeating: false, count: words.count),
      isWrongReference: [Bool](repeating: false, count: reference.count))
    var (row, column) = (words.count, reference.count)
    while row > 0 || column > 0 {
      switch operations[starts[row] + column - firsts[row]] {
      case .keep, .exchange:
        let isWrong = operations[starts[row] + column - firsts[row]] == .exchange
        (row, column) = (row - 1, column - 1)
        alignment.hypothesisPlace[column] = row
        alignment.isWrongHypothesis[row] = isWrong
        alignment.isWrongReference[column] = isWrong
      case .delete:
        row -= 1
        alignment.isWrongHypothesis[row] = true
      case .insert:
        column -= 1
        alignment.hypothesisPlace[column] = row - 1
        alignment.isWrongReference[column] = true
      }
    }
    return alignment
  }
}
