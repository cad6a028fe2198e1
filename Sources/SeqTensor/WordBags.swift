/// Sentences of any length as lists of word ids, one after another without padding.
///
/// Sentence r is `ids[starts[r]..<starts[r + 1]]`; there are R of them.
public struct WordBags: Sendable, Hashable {
  public let ids: [Int32]
  /// R + 1 places in `ids`, the first 0 and the last its count.
  public let starts: [Int32]

  /// R, the number of sentences.
  public var count: Int { starts.count - 1 }

  public init(_ sentences: some Sequence<[Int32]>) {
    var ids: [Int32] = []
    var starts: [Int32] = [0]
    for sentence in sentences {
      ids += sentence
      starts.append(Int32(ids.count))
    }
    self.ids = ids
    self.starts = starts
  }
}
