import SeqTensor

/// Beam search: the `width` best partial translations at every step (Graves 2012; Sutskever et al. 2014, section 3.2).
struct BeamOrder: SearchOrder {
  let width: Int
  let count: Int
  private let lengthPenalty: Double

  init(width: Int, lengthPenalty: Double, count: Int) {
    guard width > 0 else { fatalError("beam search: a width of 1 or more is needed, not \(width)") }
    self.width = width
    self.lengthPenalty = lengthPenalty
    self.count = max(count, 1)
  }

  /// The best 2 · width: were each of the best `width` an end, as many would be left to go on with.
  func best(_ step: SearchStep, rows: Range<Int>) -> [Candidate] { best(step, rows: rows) { _ in true } }

  /// The best of those that are allowed.
  func best(_ step: SearchStep, rows: Range<Int>, allowing isAllowed: (Int32) -> Bool) -> [Candidate] {
    let wanted = 2 * width
    var best: [Candidate] = []
    best.reserveCapacity(wanted + 1)
    var lowest = -Double.infinity
    for row in rows {
      let soFar = step.live[row].logProbability
      for id in 0..<step.columns {
        let total = soFar + Double(step.logProbabilities[row * step.columns + id])
        // Equal ones keep the order of rows and ids.
        guard total > lowest, isAllowed(Int32(id)) else { continue }
        var place = best.count
        while place > 0 && best[place - 1].logProbability < total { place -= 1 }
        best.insert(Candidate(row: row, id: Int32(id), logProbability: total), at: place)
        if best.count > wanted { best.removeLast() }
        if best.count == wanted { lowest = best[wanted - 1].logProbability }
      }
    }
    return best
  }

  func score(_ logProbability: Double, length: Int) -> Double {
    lengthNormalized(logProbability, length: length, exponent: lengthPenalty)
  }
}
