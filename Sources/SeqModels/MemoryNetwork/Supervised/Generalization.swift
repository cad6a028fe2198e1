/// G of a memory network: what comes in goes, as it is, into the next free slot.
///
/// Nothing older is changed (H(x) is the next number, equation 1 of the paper), so that the number of a slot is the time of
/// its writing. Where there is a limit and all slots are taken, the oldest is forgotten.
///
/// Weston, Chopra and Bordes 2015, "Memory Networks", section 2.
public struct Generalization<Content> {
  /// What is remembered, in the order of writing.
  public private(set) var slots: [Content] = []
  /// The most slots; nil for no limit.
  public let capacity: Int?

  /// - Parameter capacity: at least 1, or nil.
  public init(capacity: Int? = nil) { self.capacity = capacity.map { max($0, 1) } }

  /// Writes into the next free slot.
  public mutating func write(_ content: Content) {
    if slots.count == capacity { slots.removeFirst() }
    slots.append(content)
  }
}

extension Generalization: Sendable where Content: Sendable {}
extension Generalization: Equatable where Content: Equatable {}
extension Generalization: Hashable where Content: Hashable {}
