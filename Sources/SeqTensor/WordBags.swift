/// Sentences of any length as lists of word ids, one after another without padding.
///
/// Sentence r is `ids[starts[r]..<starts[r + 1]]`; there are R of them.
public struct WordBags: Sendable, Hashable {
  public private(set) var ids: [Int32] = []
  /// R + 1 places in `ids`, the first 0 and the last its count.
  public private(set) var starts: [Int32] = [0]

  /// R, the number of sentences.
  public var count: Int { starts.count - 1 }

  /// No sentence.
  public init() {}

  public init(_ sentences: some Sequence<[Int32]>) { for sentence in sentences { append(sentence) } }

  public mutating func append(_ sentence: [Int32]) {
    ids.append(contentsOf: sentence)
    starts.append(Int32(ids.count))
  }
}
