/// The three ways in which transfer may help a training (Torrey and Shavlik 2010, "Transfer Learning", figure 2): a higher
/// start, a higher slope, a higher asymptote. All are accuracies on pictures that training never sees, from 0 to 1.
public struct LearningCurve: Sendable, Hashable, Codable {
  /// After the first epoch.
  public let start: Double
  /// Gained an epoch from the first to the best one; nil where the first is the best.
  public let slope: Double?
  /// The mean of the last quarter of the epochs, at least of one: where it ends, and not what it touched once.
  public let asymptote: Double
  /// The highest, and the first epoch that has it, from 1.
  public let best: Double
  public let bestEpoch: Int

  /// - Returns: nil where no epoch has a validation accuracy.
  public init?(_ history: [ImageEpochReport]) {
    let accuracies = history.compactMap(\.validationAccuracy)
    guard let start = accuracies.first, let best = accuracies.max(),
      let place = accuracies.firstIndex(of: best)
    else { return nil }
    let last = accuracies.suffix(max(1, accuracies.count / 4))
    self.start = start
    self.best = best
    bestEpoch = place + 1
    slope = place > 0 ? (best - start) / Double(place) : nil
    asymptote = last.reduce(0, +) / Double(last.count)
  }

  /// What pretrained weights did to where a training ends.
  package enum Transfer: String, Sendable {
    case positive, negative, none
  }

  /// What transfer did, if this is the curve of a training with pretrained weights.
  ///
  /// - Parameter scratch: the curve of the same training with all weights drawn anew.
  package func transfer(over scratch: LearningCurve) -> Transfer {
    asymptote > scratch.asymptote ? .positive : asymptote < scratch.asymptote ? .negative : .none
  }
}
