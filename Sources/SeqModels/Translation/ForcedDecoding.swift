import SeqTensor

/// Forced decoding: each token is the given one, so that the model says what it thinks of a translation.
struct ForcedOrder: SearchOrder {
  let width = 1
  let count = 1
  /// One a source, without markers.
  let targets: [[Int32]]

  func best(_ step: SearchStep, rows: Range<Int>) -> [Candidate] {
    rows.map { row in
      let target = targets[step.live[row].source]
      let id = step.number < target.count ? target[step.number] : Marker.end
      guard (0..<Int32(step.columns)).contains(id) else {
        fatalError("forced decoding: token \(id) of a target, in a vocabulary of \(step.columns)")
      }
      let gained = Double(step.logProbabilities[row * step.columns + Int(id)])
      return Candidate(row: row, id: id, logProbability: step.live[row].logProbability + gained)
    }
  }

  func score(_ logProbability: Double, length: Int) -> Double { logProbability }
}
