/// Token ids of several sequences, padded to one length, time-major.
///
/// `ids` is [T, B] row-major: the first tokens of all sequences, then the second ones. `lengths` is [B]; what
/// lies beyond a sequence's length is padding, and nothing may depend on its id.
public struct TokenBatch: Sendable, Hashable {
  public let ids: [Int32]
  public let lengths: [Int32]
  /// T, the longest length.
  public let time: Int

  /// B, the number of sequences.
  public var batchSize: Int { lengths.count }
  /// The number of tokens that are not padding.
  public var tokenCount: Int { lengths.reduce(0) { $0 + Int($1) } }

  /// Pads `sequences` at their ends.
  public init(_ sequences: [[Int32]], padding: Int32 = 0) {
    let longest = sequences.reduce(0) { max($0, $1.count) }
    var ids = [Int32](repeating: padding, count: longest * sequences.count)
    for (column, sequence) in sequences.enumerated() {
      for (row, id) in sequence.enumerated() { ids[row * sequences.count + column] = id }
    }
    self.ids = ids
    lengths = sequences.map { Int32($0.count) }
    time = longest
  }

  /// The ids of one sequence, without padding.
  public subscript(sequence index: Int) -> [Int32] {
    (0..<Int(lengths[index])).map { ids[$0 * batchSize + index] }
  }
}
