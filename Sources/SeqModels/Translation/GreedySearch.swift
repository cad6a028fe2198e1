import SeqTensor

/// Greedy decoding: the most probable token at every step, until it is the end marker.
struct GreedyOrder: SearchOrder {
  let width = 1
  let count = 1

  func best(_ logProbabilities: Scalars, columns: Int, rows: Range<Int>, live: [Live], mayEnd: Bool)
    -> [Candidate]
  {
    let row = rows.lowerBound
    var best = -1
    var highest = -Scalar.infinity
    for id in 0..<columns
    where !isBarred(id, mayEnd: mayEnd) && logProbabilities[row * columns + id] > highest {
      best = id
      highest = logProbabilities[row * columns + id]
    }
    // Only a model of non-finite weights has no candidate; ending is then the one thing left to do.
    guard best >= 0 else {
      return [Candidate(row: row, id: Marker.end, logProbability: -.infinity)]
    }
    return [Candidate(row: row, id: Int32(best), logProbability: live[row].logProbability + Double(highest))]
  }

  func score(_ logProbability: Double, length: Int) -> Double { logProbability }
}
