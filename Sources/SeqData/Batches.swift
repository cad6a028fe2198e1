import SeqTensor

/// A sentence pair as token ids, without markers.
public struct EncodedPair: Sendable, Hashable {
  public var source: [Int32]
  public var target: [Int32]

  public init(source: [Int32], target: [Int32]) {
    self.source = source
    self.target = target
  }
}

/// Which pairs go together in the batches of an epoch.
///
/// Pairs of like length share a batch, so that little of it is padding; which of them, and the order of the batches, is
/// drawn at random. The same pairs and random source give the same plan.
public struct BatchPlan: Sendable, Hashable {
  /// Indices of pairs, each exactly once; within a batch sorted by length, longest first.
  public let batches: [[Int]]

  /// - Parameter tokenBudget: how many tokens a batch may have at most, source and target with markers and padding
  ///   counted. A pair that is longer by itself has a batch of its own.
  public init(pairs: [EncodedPair], tokenBudget: Int, random: RandomSource) {
    var random = random
    // Random keys first: pairs of equal length come in another order, and in other company, each epoch.
    var order = Array(pairs.indices)
    random.shuffle(&order)
    let lengths = pairs.map { (source: $0.source.count + 1, target: $0.target.count + 1) }
    let rank = order.enumerated().sorted { a, b in
      let (x, y) = (lengths[a.element], lengths[b.element])
      if x.target != y.target { return x.target > y.target }
      if x.source != y.source { return x.source > y.source }
      return a.offset < b.offset
    }.map(\.element)
    var batches: [[Int]] = []
    var batch: [Int] = []
    var longest = (source: 0, target: 0)
    for index in rank {
      let source = max(longest.source, lengths[index].source)
      let target = max(longest.target, lengths[index].target)
      if !batch.isEmpty && (source + target) * (batch.count + 1) > tokenBudget {
        batches.append(batch)
        batch = []
        longest = lengths[index]
      } else {
        longest = (source, target)
      }
      batch.append(index)
    }
    if !batch.isEmpty { batches.append(batch) }
    random.shuffle(&batches)
    self.batches = batches
  }
}
