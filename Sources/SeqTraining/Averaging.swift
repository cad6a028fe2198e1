import SeqAutodiff
import SeqTensor

/// Which weights a model is evaluated and shipped with: those of its last update, or a mean over many.
public enum Averaging: Sendable, Hashable, Codable {
  /// Those of the last update.
  case none
  /// The mean of what stood at the end of every epoch from number `first` (the first is 1) on: checkpoint averaging.
  /// Izmailov et al. 2018, "Averaging Weights Leads to Wider Optima and Better Generalization", algorithm 1.
  case epochs(first: Int)
  /// θ̄ ← θ̄ + (1 − d) (θ − θ̄) after every update, d = min(`decay`, (1 + u) / (10 + u)) after u of them, so that
  /// the start is soon forgotten. Polyak and Juditsky 1992, in the exponential form.
  case exponential(decay: Scalar)

  /// Why there can be no such mean; nil if there can.
  public var problem: String? {
    switch self {
    case .none: nil
    case .epochs(let first): first >= 1 ? nil : "averaging must begin with epoch 1 or later, not \(first)"
    case .exponential(let decay):
      (0..<1).contains(decay) ? nil : "the decay of averaging must be at least 0 and below 1, not \(decay)"
    }
  }
}

/// The running mean of a training's weights.
///
/// It has a store of its own, in the layout of the one that is trained.
final class ParameterAverage {
  let parameters: ParameterStore
  private let kind: Averaging

  /// - Returns: nil where nothing is to be averaged.
  init?(_ kind: Averaging, of trained: ParameterStore) {
    if kind == .none { return nil }
    self.kind = kind
    parameters = ParameterStore(trained.entries)
    parameters.values.assign(trained.values)
  }

  /// Takes in the weights after an update. `count`: how many have been taken in; it is brought up to date.
  func noteUpdate(of trained: ParameterStore, count: inout Int, threads: Int) {
    guard case .exponential(let decay) = kind else { return }
    let u = Scalar(count)
    move(towards: trained, by: 1 - min(decay, (1 + u) / (10 + u)), threads: threads)
    count += 1
  }

  /// Takes in the weights after an epoch, whose number counts from 1.
  func noteEpoch(_ number: Int, of trained: ParameterStore, count: inout Int, threads: Int) {
    guard case .epochs(let first) = kind else { return }
    // Before the mean begins it is what was trained last.
    if number >= first { count += 1 }
    move(towards: trained, by: 1 / Scalar(max(count, 1)), threads: threads)
  }

  /// θ̄ ← (1 − share) θ̄ + share θ.
  private func move(towards trained: ParameterStore, by share: Scalar, threads: Int) {
    let parts = chunks(of: trained.count, length: 1 << 16)
    inParallel(parts.count, threads: threads) { part in
      let mean = parameters.values[parts[part]]
      scale(mean, by: 1 - share, into: mean)
      accumulate(trained.values[parts[part]], into: mean, scale: share)
    }
    parameters.valuesChanged()
  }
}
