/// When a training writes its checkpoint, besides at its end, at a signal and where `--save-every` asks for it.
///
/// A checkpoint of some 50 MB takes tenths of a second, and epochs over a few pairs or pictures no longer: written after each
/// of hundreds of them it would take as much time as the training. What is not written yet is not lost but for the time: from
/// the checkpoint before, a training goes the same way again, to the same best weights.
package struct SavingTimes: Sendable {
  /// Between the ends of epochs: what a training that is killed has to do again.
  private static let betweenEpochs = Duration.seconds(30)
  /// Where no epoch ends for so long: in the middle of one.
  private static let inEpoch = Duration.seconds(600)

  private var last: ContinuousClock.Instant

  package init(at now: ContinuousClock.Instant = .now) { last = now }

  /// - Parameter epoch: the one that has just ended, from 1; nil in the middle of one. There is something to go on from after
  ///   the first, however short it was.
  package func isDue(afterEpoch epoch: Int?, at now: ContinuousClock.Instant = .now) -> Bool {
    guard let epoch else { return now - last > Self.inEpoch }
    return epoch == 1 || now - last > Self.betweenEpochs
  }

  package mutating func didSave(at now: ContinuousClock.Instant = .now) { last = now }
}
