import SeqTensor

/// Whether one system is better than another, or the test set was kind to it.
///
/// Koehn 2004, "Statistical Significance Tests for Machine Translation Evaluation": test sets of as many segments are drawn
/// from the one at hand, with replacement, and both systems are scored on each.
public struct PairedBootstrap: Sendable, Hashable {
  /// Figure of the first system less that of the second, on the test set itself.
  public let difference: Double
  /// Where the middle 95 % of the differences on drawn test sets lie.
  public let interval: ClosedRange<Double>
  /// How likely a difference as large as this is if neither system is better: the share of drawn test sets whose absolute
  /// difference lies at least as far above the mean of those as the true one is from 0. sacreBLEU's `--paired-bs`, but that
  /// it says "farther", by which a system would be significantly different from itself.
  public let pValue: Double
  /// The share of drawn test sets on which the first system's figure is the greater; equal ones count half.
  public let firstIsGreater: Double
  /// How many test sets were drawn.
  public let samples: Int

  /// - Parameters:
  ///   - first: what each segment adds to the sums of one system.
  ///   - second: the same of the other, segment by segment.
  ///   - random: a copy is drawn from; the same source gives the same result.
  public init<Statistics: MetricStatistics>(
    _ first: [Statistics], _ second: [Statistics], samples: Int = 1000, random: RandomSource
  ) {
    guard first.count == second.count, !first.isEmpty, samples > 0 else {
      fatalError(
        "bootstrap: \(first.count) segments of one system, \(second.count) of the other, \(samples) samples")
    }
    var random = random
    var differences: [Double] = []
    for _ in 0..<samples {
      var sums = (Statistics(), Statistics())
      for _ in first.indices {
        let segment = random.below(first.count)
        sums.0 += first[segment]
        sums.1 += second[segment]
      }
      differences.append(sums.0.score - sums.1.score)
    }
    let difference = first.total.score - second.total.score
    let mean = differences.reduce(0) { $0 + abs($1) } / Double(samples)
    let farther = differences.count { abs($0) - mean >= abs(difference) }
    let wins = differences.reduce(0.0) { $0 + ($1 > 0 ? 1 : $1 == 0 ? 0.5 : 0) }
    differences.sort()
    let tail = samples / 40
    self.difference = difference
    interval = differences[tail]...differences[samples - 1 - tail]
    pValue = Double(farther + 1) / Double(samples + 1)
    firstIsGreater = wins / Double(samples)
    self.samples = samples
  }
}
