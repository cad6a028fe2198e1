import SeqTensor

/// Where what one step of a tape makes lies: what is kept, what only the next operation reads, what nobody reads.
///
/// Where gradients are wanted everything is kept, each kind beside what is read with it. Where they are not, a step of a sequence
/// writes where the step before it did, which is still in the cache.
final class StepArena {
  private let kept = Arena()
  /// What only the very next operation reads, and its gradient after it: so what one kind of step makes lies together, apart from
  /// the states, and these do.
  private let passed = Arena()
  private var keepsAll = false
  private var passing: Scalars?
  private var rooms: (Scalars, Scalars)?
  private var unread: Scalars?

  /// How often memory was asked of the system.
  var systemAllocations: Int { kept.systemAllocations + passed.systemAllocations }

  /// Takes everything back. `keepsAll`: whether there will be a pass for gradients.
  func reset(keepsAll: Bool) {
    kept.reset()
    passed.reset()
    self.keepsAll = keepsAll
    (passing, rooms, unread) = (nil, nil, nil)
  }

  /// What lasts as long as the step.
  func values(_ count: Int) -> Scalars { kept.allocate(count) }

  func zeros(_ count: Int) -> Scalars { kept.allocateZeros(count) }

  func integers(_ count: Int) -> Integers { kept.allocateIntegers(count) }

  var none: Scalars { kept.none }
  var noIntegers: Integers { kept.noIntegers }

  /// What only the very next operation reads.
  func passing(_ count: Int) -> Scalars {
    if keepsAll { return passed.allocate(count) }
    if let passing, passing.count == count { return passing }
    let memory = kept.allocate(count)
    passing = memory
    return memory
  }

  /// A state that only the very next step reads: one of two rooms, by turns, so that the state before stays while this one is made
  /// of it. nil where everything is kept.
  func passing(_ count: Int, beside state: Scalars) -> Scalars? {
    if keepsAll { return nil }
    if let rooms, rooms.0.count == count {
      return rooms.0.pointer == state.pointer ? rooms.1 : rooms.0
    }
    let made = (kept.allocate(count), kept.allocate(count))
    rooms = made
    return made.0
  }

  /// What a pullback wants kept: where there will be none, all operations have the same.
  func saved(_ count: Int) -> Scalars {
    if count == 0 { return kept.none }
    if keepsAll { return kept.allocate(count) }
    if let unread, unread.count >= count { return unread[0..<count] }
    let memory = kept.allocate(count)
    unread = memory
    return memory
  }
}
