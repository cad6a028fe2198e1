import SeqTensor

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How the learning rate changes over a training.
public enum Schedule: Sendable, Hashable, Codable {
  /// The base rate throughout.
  case constant
  /// Half as much every so many epochs, from epoch `start`, counted from 0, on (Luong et al. 2015: start 5, every 1).
  case halving(start: Int, every: Int)
  /// Linear up to the base rate over `warmup` updates, then as 1/√update (Vaswani et al. 2017, section 5.3).
  case inverseSquareRoot(warmup: Int)
  /// Linear up over `warmup` updates, then half a cosine down to `floor` times the base rate at `total` updates
  /// (Loshchilov and Hutter 2017, without restarts). With a total of 0 it ends with the training, however many updates that
  /// takes: where words are cut anew in every epoch nobody knows the number beforehand.
  case cosine(warmup: Int, total: Int, floor: Scalar = 0)
  /// Multiplied by `factor` whenever the metric has not improved for `patience` evaluations.
  case reduceOnPlateau(factor: Scalar, patience: Int)

  /// Why there can be no such schedule; nil if there can.
  public var problem: String? {
    let (counts, shares): ([Int], [Scalar]) =
      switch self {
      case .constant: ([], [])
      case .halving(let start, let every): ([start, every], [])
      case .inverseSquareRoot(let warmup): ([warmup], [])
      case .cosine(let warmup, let total, let floor): ([warmup, total], [floor])
      case .reduceOnPlateau(let factor, let patience): ([patience], [factor])
      }
    if let count = counts.first(where: { !(0...1_000_000_000).contains($0) }) {
      return "the schedule's epochs and updates must lie between 0 and 1,000,000,000, not \(count)"
    }
    guard let share = shares.first(where: { !(0...1).contains($0) }) else { return nil }
    return "the schedule's floor or factor must lie between 0 and 1, not \(share)"
  }

  /// The factor of the base rate.
  ///
  /// - Parameters:
  ///   - update: the number of the update that is to be made, from 1.
  ///   - epoch: from 0.
  ///   - reductions: how often a plateau has been met.
  ///   - share: how much of the training is over, from 0 to 1: what a cosine without a total goes by.
  public func factor(update: Int, epoch: Int, reductions: Int, share: Scalar) -> Scalar {
    switch self {
    case .constant: return 1
    case .halving(let start, let every):
      guard epoch >= start else { return 1 }
      return Scalar(pow(0.5, Double((epoch - start) / max(every, 1) + 1)))
    case .inverseSquareRoot(let warmup):
      let (u, w) = (Double(update), Double(max(warmup, 1)))
      return Scalar(u < w ? u / w : (w / u).squareRoot())
    case .cosine(let warmup, let total, let floor):
      if update < warmup { return Scalar(update) / Scalar(warmup) }
      let progress =
        total > 0
        ? min(Double(update - warmup) / Double(max(total - warmup, 1)), 1) : Double(min(max(share, 0), 1))
      return floor + (1 - floor) * Scalar(0.5 * (1 + cos(Double.pi * progress)))
    case .reduceOnPlateau(let factor, _):
      return Scalar(pow(Double(factor), Double(reductions)))
    }
  }
}

/// Watches one metric for improvement: what early stopping and plateaus go by.
public struct MetricWatch: Sendable, Hashable, Codable {
  public enum Goal: String, Sendable, Hashable, Codable {
    case smaller, larger
  }

  public let goal: Goal
  /// The best value so far; nil before the first.
  public private(set) var best: Double?
  /// Evaluations since the best one.
  public private(set) var stale = 0

  public init(goal: Goal) { self.goal = goal }

  /// Notes a value and says whether it is the best so far. What is not finite never is.
  public mutating func improves(_ value: Double) -> Bool {
    let better = value.isFinite && (best.map { goal == .smaller ? value < $0 : value > $0 } ?? true)
    if better {
      best = value
      stale = 0
    } else {
      stale += 1
    }
    return better
  }
}
