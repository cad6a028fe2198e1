import SeqAutodiff
import SeqTensor

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What distinguishes one search from another: which continuations it keeps and how it ranks the results.
protocol SearchOrder {
  /// How many translations of a source are kept at each step, in each of its banks.
  var width: Int { get }
  /// How many are wanted at the end.
  var count: Int { get }
  /// How many rows a source begins with.
  var startingRows: Int { get }

  /// The best continuations of one source's live rows, best first; none where there is no way to go on.
  func best(_ step: SearchStep, rows: Range<Int>) -> [Candidate]

  /// What finished translations are compared by, but for the coverage penalty.
  func score(_ logProbability: Double, length: Int) -> Double

  /// Whether a source's search is over after a step.
  func isOver(_ source: Int, done: [Finished], live: [Live], length: Int) -> Bool

  /// Among how many banks of like standing a source's translations are divided.
  func banks(of source: Int) -> Int

  /// How many tokens a translation must contain.
  func requiredTokens(of source: Int) -> Int

  /// Tokens that must be possible after what has been written.
  func requiredNext(after history: [Int32], of source: Int) -> [Int32]
}

extension SearchOrder {
  /// The same where some tokens had to be written: R + (log p − R) / ((5 + length) / 6)^α, with R those tokens' log p. What they
  /// cost is no fault of the others, and is not made less by writing more of them.
  func score(_ logProbability: Double, required: Double, length: Int) -> Double {
    required + score(logProbability - required, length: length)
  }

  var startingRows: Int { 1 }
  func isOver(_ source: Int, done: [Finished], live: [Live], length: Int) -> Bool { done.count >= width }
  func banks(of source: Int) -> Int { 1 }
  func requiredTokens(of source: Int) -> Int { 0 }
  func requiredNext(after history: [Int32], of source: Int) -> [Int32] { [] }
}

/// log p / ((5 + length) / 6)^α, so that a longer translation is not at a disadvantage (Wu et al. 2016, equation 14).
///
/// - Parameters:
///   - length: in tokens, the end marker counted.
///   - exponent: α; 0 leaves log p as it is.
func lengthNormalized(_ logProbability: Double, length: Int, exponent: Double) -> Double {
  logProbability / pow((5 + Double(length)) / 6, exponent)
}

/// What an order chooses from.
struct SearchStep {
  /// log p of every token after each live row, [R, V]; −∞ for what may not be written.
  let logProbabilities: Scalars
  /// V.
  let columns: Int
  let live: [Live]
  /// How many tokens have been written.
  let number: Int
  let trail: Trail
  /// Of the whole batch, ended by the end marker.
  let sources: [[Int32]]
  /// The models, and the weights that each gives to what it reads; nil without attention.
  let readers: [SearchReader]
  let weights: [Variable?]

  /// The attention with which a live row's next token is written, the mean over the models that have any: one weight a
  /// source token, the end marker last; empty without attention.
  func attention(row: Int) -> [Scalar] {
    let source = live[row].source
    let rows = zip(readers, weights).compactMap { reader, weights in
      weights.map { reader.attention($0, row: row, of: source, count: sources[source].count) }
    }
    var attention = rows.first ?? []
    if rows.count > 1 {
      for place in attention.indices {
        attention[place] = rows.reduce(0) { $0 + $1[place] } / Scalar(rows.count)
      }
    }
    return attention
  }

  /// The source tokens with the largest attention of every token that a live row has, and of its next one; nil without attention.
  func mostRead(row: Int) -> [Int]? {
    var places: [Int] = []
    func add(_ weights: [Scalar]) -> Bool {
      guard let place = weights.indices.max(by: { weights[$0] < weights[$1] }) else { return false }
      places.append(place)
      return true
    }
    guard add(attention(row: row)) else { return nil }
    var place = live[row].last
    while place >= 0 {
      guard add(trail.written[place].attention) else { return nil }
      place = trail.written[place].previous
    }
    return places.reversed()
  }

  /// Log p of some tokens of a candidate, the last of which is its own.
  func logProbability(of candidate: Candidate, tokens: Set<Int>) -> Double {
    let live = live[candidate.row]
    var sum = tokens.contains(number) ? candidate.logProbability - live.logProbability : 0
    var (token, place) = (number - 1, live.last)
    while place >= 0 {
      if tokens.contains(token) { sum += Double(trail.written[place].logProbability) }
      (token, place) = (token - 1, trail.written[place].previous)
    }
    return sum
  }

  /// The tokens of a translation so far.
  func history(of live: Live) -> [Int32] {
    var ids: [Int32] = []
    ids.reserveCapacity(number)
    var place = live.last
    while place >= 0 {
      ids.append(trail.written[place].id)
      place = trail.written[place].previous
    }
    return ids.reversed()
  }
}

/// A translation that is still being written.
struct Live {
  /// Which source of the batch.
  let source: Int
  /// Its last token's place in the trail; -1 before the first.
  let last: Int
  let logProbability: Double
  /// Its row in the step that wrote the last token.
  let row: Int
  /// Which of several draws it is.
  var draw = 0
  var bank = 0
  /// The part of its log p that is of phrases that it must have, and which of its tokens that is.
  var required = 0.0
  var requiredTokens: Set<Int> = []
}

/// One way to go on.
struct Candidate {
  let row: Int
  let id: Int32
  let logProbability: Double
  /// Against which others it competes.
  var bank = 0
  /// The part of its log p that is of phrases that it must have, and which of its tokens that is.
  var required = 0.0
  var requiredTokens: Set<Int> = []
}

/// Everything ever written: each token points at what came before it.
final class Trail {
  var written: [Written] = []
}

struct Written {
  let id: Int32
  let previous: Int
  let logProbability: Scalar
  let attention: [Scalar]
}

struct Finished {
  let last: Int
  let logProbability: Double
  /// The part of its log p that is of phrases that it must have.
  let required: Double
  let bank: Int
  let ended: Bool
  /// Without the coverage penalty.
  let score: Double
}
