import SeqTensor

/// Greedy decoding: the most probable token at every step, until it is the end marker.
struct GreedyOrder: SearchOrder {
  let width = 1
  let count = 1
  let lengthPenalty: Double

  func best(_ step: SearchStep, rows: Range<Int>) -> [Candidate] {
    let row = rows.lowerBound
    var best = -1
    var highest = -Scalar.infinity
    for id in 0..<step.columns where step.logProbabilities[row * step.columns + id] > highest {
      best = id
      highest = step.logProbabilities[row * step.columns + id]
    }
    guard best >= 0 else { return [] }
    return [
      Candidate(
        row: row, id: Int32(best), logProbability: step.live[row].logProbability + Double(highest))
    ]
  }

  /// There is nothing to rank: it is normalised so that it can be compared with a beam's.
  func score(_ logProbability: Double, length: Int) -> Double {
    lengthNormalized(logProbability, length: length, exponent: lengthPenalty)
  }
}
