import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Calls `body` with 0 ..< count on the calling thread and on helpers, at most `threads` in all.
///
/// A caller waits for nobody who has not begun: helpers may all be at work elsewhere, and a part may itself share out work.
func shareOut(_ count: Int, threads: Int, _ body: UnsafePointer<(Int) -> Void>) {
  let work = SharedWork(count, body)
  let reference = Unmanaged.passUnretained(work)
  let asked = Helper.first(min(threads, count) - 1).filter { $0.offer(reference) }
  work.takePart()
  let begun = asked.count { !$0.withdraw(reference) }
  if begun > 0 { work.wait(for: begun) }
}

/// Work in numbered parts, which whoever is free takes one by one.
private final class SharedWork: Sendable {
  private let count: Int
  /// The caller's, valid until all parts are over.
  nonisolated(unsafe) private let body: UnsafePointer<(Int) -> Void>
  private let next = Atomic(0)
  /// Helpers that are through with it, and how many of them the caller sleeps for.
  private let finished = Atomic(0)
  private let awaited = Atomic(-1)
  private let alarm = DispatchSemaphore(value: 0)

  init(_ count: Int, _ body: UnsafePointer<(Int) -> Void>) {
    self.count = count
    self.body = body
  }

  /// Takes parts until none is left. It must not be inlined: nothing of `body` is held when it returns.
  @inline(never)
  func takePart() {
    while true {
      let part = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard part < count else { return }
      body.pointee(part)
    }
  }

  /// What a helper says last.
  func finish() {
    let number = finished.wrappingAdd(1, ordering: .sequentiallyConsistent).newValue
    if number == awaited.load(ordering: .sequentiallyConsistent) { alarm.signal() }
  }

  /// Returns when as many helpers are through.
  func wait(for helpers: Int) {
    if yield(until: { finished.load(ordering: .acquiring) == helpers }) { return }
    awaited.store(helpers, ordering: .sequentiallyConsistent)
    if finished.load(ordering: .sequentiallyConsistent) < helpers { alarm.wait() }
  }
}

/// Gives way to other threads until the condition holds, or for as long as waking from sleep would take several times over.
private func yield(until condition: () -> Bool) -> Bool {
  let start = DispatchTime.now().uptimeNanoseconds
  repeat {
    for _ in 0..<8 {
      if condition() { return true }
      sched_yield()
    }
  } while DispatchTime.now().uptimeNanoseconds - start < 100_000
  return condition()
}

/// A thread that takes part in others' work; it is started when it is first wanted, and sleeps between works.
private final class Helper: Sendable {
  private static let started = Mutex<[Helper]>([])
  /// More threads than this are of no use, whoever asks for them.
  private static let most = max(64, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

  /// The first `count` helpers, or as many as there may be.
  static func first(_ count: Int) -> ArraySlice<Helper> {
    let count = min(count, most)
    return started.withLock { helpers in
      while helpers.count < count {
        let helper = Helper()
        helpers.append(helper)
        DispatchQueue(label: "helper \(helpers.count)").async { helper.help() }
      }
      return helpers[..<count]
    }
  }

  private static let free: UInt = 0
  private static let busy: UInt = 1
  /// The work that is offered, as a reference with a count of its own, or one of the two above.
  private let offer = Atomic(free)
  private let sleeps = Atomic(false)
  private let alarm = DispatchSemaphore(value: 0)

  /// Says whether the helper was free.
  func offer(_ work: Unmanaged<SharedWork>) -> Bool {
    let retained = UInt(bitPattern: work.retain().toOpaque())
    let (done, _) = offer.compareExchange(
      expected: Self.free, desired: retained, ordering: .sequentiallyConsistent)
    if !done {
      work.release()
    } else if sleeps.exchange(false, ordering: .sequentiallyConsistent) {
      alarm.signal()
    }
    return done
  }

  /// Says whether the helper had not begun, and now never will.
  func withdraw(_ work: Unmanaged<SharedWork>) -> Bool {
    let (done, _) = offer.compareExchange(
      expected: UInt(bitPattern: work.toOpaque()), desired: Self.free, ordering: .sequentiallyConsistent)
    if done { work.release() }
    return done
  }

  private func take() -> Unmanaged<SharedWork>? {
    let offered = offer.load(ordering: .sequentiallyConsistent)
    guard offered > Self.busy else { return nil }
    let (done, _) = offer.compareExchange(
      expected: offered, desired: Self.busy, ordering: .sequentiallyConsistent)
    return done ? UnsafeRawPointer(bitPattern: offered).map(Unmanaged.fromOpaque) : nil
  }

  private func sleep() {
    sleeps.store(true, ordering: .sequentiallyConsistent)
    // Whoever made an offer in between either sees that the helper sleeps and wakes it, or is seen here.
    if offer.load(ordering: .sequentiallyConsistent) == Self.free
      || !sleeps.exchange(false, ordering: .sequentiallyConsistent)
    {
      alarm.wait()
    }
  }

  private func help() -> Never {
    while true {
      var taken: Unmanaged<SharedWork>?
      while !yield(until: {
        taken = take()
        return taken != nil
      }) { sleep() }
      guard let work = taken?.takeRetainedValue() else { continue }
      work.takePart()
      // Free before the work is over, so that its caller's next work finds a helper.
      offer.store(Self.free, ordering: .sequentiallyConsistent)
      work.finish()
    }
  }
}
