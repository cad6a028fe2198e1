/// A number that changes with any change of some bytes or of their order: FNV-1a in 64 bits (Fowler, Noll and Vo, 1991).
///
/// It tells what is another from what is the same, and is no protection against whoever wants to deceive.
package struct Fingerprint: Sendable {
  package private(set) var hash: UInt64 = 0xcbf2_9ce4_8422_2325

  package init() {}

  package mutating func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }

  /// The text's UTF-8.
  package mutating func add(_ text: String) { for byte in text.utf8 { add(byte) } }
}
