import Dispatch
import SeqTensor
import Synchronization
import Testing

/// Work shared out over threads: every part is done once and before the caller goes on, whoever else asks for help.
@Suite struct HelperThreadsTests {
  /// How often each of `count` parts was done, as `inParallel` leaves it.
  private func timesDone(
    _ count: Int, threads: Int, _ part: (Int) -> Void = { _ in }
  ) -> [Int] {
    let done = (0..<count).map { _ in Counter() }
    inParallel(count, threads: threads) {
      part($0)
      done[$0].add(1)
    }
    return done.map(\.value)
  }

  private final class Counter: Sendable {
    private let number = Atomic(0)
    func add(_ more: Int) { number.add(more, ordering: .relaxed) }
    var value: Int { number.load(ordering: .relaxed) }
  }

  @Test(arguments: 1...5) func everyPartIsDoneOnce(threads: Int) {
    for round in 0..<4000 {
      let count = round % 9
      let done = timesDone(count, threads: threads)
      if done != Array(repeating: 1, count: count) { Issue.record("round \(round): \(done)") }
    }
  }

  @Test func helpersThatHaveGoneToSleepAreWoken() {
    for _ in 0..<40 {
      Thread.sleep(milliseconds: 1)
      let done = timesDone(8, threads: 3) { _ in Thread.sleep(milliseconds: 0.05) }
      #expect(done == Array(repeating: 1, count: 8))
    }
  }

  /// Two parts that wait for each other: one thread alone would do them one after the other, and each would wait in vain.
  @Test func partsAreDoneAtTheSameTime() {
    for _ in 0..<100 {
      Thread.sleep(milliseconds: 1)
      let (came, met) = ([DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)], Counter())
      inParallel(2, threads: 2) { part in
        came[part].signal()
        if came[1 - part].wait(timeout: .now() + .milliseconds(200)) == .success { met.add(1) }
      }
      // Once is enough: other tests may have had the helpers at other times.
      if met.value == 2 { return }
    }
    Issue.record("no helper ever came")
  }

  @Test func aLongPartIsWaitedFor() {
    // The caller is through with its part long before the helper, and sleeps.
    let done = timesDone(2, threads: 2) { Thread.sleep(milliseconds: $0 == 0 ? 5 : 60) }
    #expect(done == [1, 1])
  }

  @Test func aPartMayShareOutWorkItself() {
    let total = Counter()
    inParallel(6, threads: 3) { outer in
      inParallel(5, threads: 3) { inner in
        inParallel(4, threads: 2) { total.add(outer * 20 + inner * 4 + $0) }
      }
    }
    #expect(total.value == (0..<120).reduce(0, +))
  }

  @Test func manyCallersAtOnce() async {
    let sums = await withTaskGroup(of: Bool.self, returning: [Bool].self) { group in
      for _ in 0..<16 {
        group.addTask {
          (0..<300).allSatisfy { round in
            let total = Counter()
            inParallel(1 + round % 7, threads: 4) { total.add($0 + 1) }
            return total.value == (1...1 + round % 7).reduce(0, +)
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(sums == Array(repeating: true, count: 16))
  }
}

private enum Thread {
  static func sleep(milliseconds: Double) {
    _ = DispatchSemaphore(value: 0).wait(timeout: .now() + milliseconds / 1000)
  }
}
