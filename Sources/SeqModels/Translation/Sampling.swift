import SeqTensor

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Sampling: every token is drawn, from the `topK` most probable ones and in proportion to p^(1/temperature).
///
/// Fan, Lewis and Dauphin 2018, "Hierarchical Neural Story Generation", section 5.2. Scores stay log p of the model
/// itself, whatever the temperature. The n-th token of a draw depends on the sentence's random source, on the number
/// of the draw and on n, so neither on the other draws nor on other sentences.
struct SamplingOrder: SearchOrder {
  let width: Int
  private let temperature: Double
  private let topK: Int
  /// For each source one stream a draw.
  private let streams: [[RandomSource]]

  init(temperature: Double, topK: Int, count: Int, random: [RandomSource]) {
    guard temperature > 0, topK >= 0 else {
      fatalError(
        "sampling: a temperature above 0 and a topK of at least 0 are needed, not \(temperature) and \(topK)")
    }
    width = max(count, 1)
    self.temperature = temperature
    self.topK = topK
    streams = random.map { random in (0..<max(count, 1)).map { random.stream(named: "draw \($0)") } }
  }

  var count: Int { width }
  var startingRows: Int { width }

  func best(_ step: SearchStep, rows: Range<Int>) -> [Candidate] {
    rows.map { row in
      let live = step.live[row]
      let scores = step.logProbabilities[row * step.columns..<(row + 1) * step.columns]
      var random = streams[live.source][live.draw]
      random.skip(step.number)
      let share = Double(random.nextBits() >> 11) * 0x1p-53
      // Where everything is barred, the draw ends with what it has.
      guard let id = draw(from: scores, share: share) else {
        return Candidate(row: row, id: Marker.end, logProbability: live.logProbability)
      }
      return Candidate(row: row, id: id, logProbability: live.logProbability + Double(scores[Int(id)]))
    }
  }

  /// The token at a share in 0 ..< 1 of all probability; nil where there is none.
  private func draw(from scores: Scalars, share: Double) -> Int32? {
    let chosen = mostProbable(scores)
    guard let top = chosen.lazy.map({ Double(scores[$0]) }).max() else { return nil }
    let weights = chosen.map { exp((Double(scores[$0]) - top) / temperature) }
    var left = share * weights.reduce(0, +)
    for (id, weight) in zip(chosen, weights) {
      left -= weight
      if left < 0 { return Int32(id) }
    }
    // Rounding may leave a last crumb.
    return weights.lastIndex { $0 > 0 }.map { Int32(chosen[$0]) }
  }

  /// The ids to draw from, in their order; of equally probable ones the first.
  private func mostProbable(_ scores: Scalars) -> [Int] {
    guard topK > 0 else { return scores.indices.filter { scores[$0] > -.infinity } }
    var best: [Int] = []
    var lowest = -Scalar.infinity
    for id in scores.indices where scores[id] > lowest {
      var place = best.count
      while place > 0 && scores[best[place - 1]] < scores[id] { place -= 1 }
      best.insert(id, at: place)
      if best.count > topK { best.removeLast() }
      if best.count == topK { lowest = scores[best[topK - 1]] }
    }
    return best.sorted()
  }

  func score(_ logProbability: Double, length: Int) -> Double { logProbability }
}
