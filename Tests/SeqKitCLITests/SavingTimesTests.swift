import SeqKitCLI
import Testing

/// When a training's checkpoint is due.
@Suite struct SavingTimesTests {
  private let begin = ContinuousClock.now

  /// Epochs of so many seconds: after which of them a checkpoint is written.
  private func saved(_ seconds: Int, epochs: ClosedRange<Int>) -> [Int] {
    var times = SavingTimes(at: begin)
    return epochs.filter { epoch in
      let now = begin + .seconds(seconds * (epoch - epochs.lowerBound + 1))
      let isDue = times.isDue(afterEpoch: epoch, at: now)
      if isDue { times.didSave(at: now) }
      return isDue
    }
  }

  @Test func afterTheFirstEpochAndThenOnceInAWhile() {
    #expect(saved(1, epochs: 1...70) == [1, 32, 63])
    #expect(saved(0, epochs: 1...500) == [1])
    #expect(saved(31, epochs: 1...4) == [1, 2, 3, 4], "long epochs are saved each")
    // A training that goes on has a checkpoint.
    #expect(saved(20, epochs: 5...9) == [6, 8])
  }

  @Test func inTheMiddleOfALongEpoch() {
    var times = SavingTimes(at: begin)
    #expect(!times.isDue(afterEpoch: nil, at: begin + .seconds(600)))
    #expect(times.isDue(afterEpoch: nil, at: begin + .seconds(601)))
    times.didSave(at: begin + .seconds(601))
    #expect(!times.isDue(afterEpoch: nil, at: begin + .seconds(1201)))
    #expect(times.isDue(afterEpoch: nil, at: begin + .seconds(1202)))
  }
}
