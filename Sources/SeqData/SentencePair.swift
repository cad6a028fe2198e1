import SeqTensor

/// A sentence and its translation.
public struct SentencePair: Sendable, Hashable {
  public var source: String
  public var target: String

  public init(source: String, target: String) {
    self.source = source
    self.target = target
  }
}

extension [SentencePair] {
  /// Sets aside every pair of `heldOut` sources chosen at random: no source is on both sides.
  ///
  /// Sources are told apart by their bytes. Both parts keep the order of the pairs.
  ///
  /// - Parameter most: so many pairs are set aside at most; sources with more than there is room for are passed over.
  public func split(heldOut count: Int, atMost most: Int = .max, random: RandomSource) -> (
    training: [SentencePair], heldOut: [SentencePair]
  ) {
    var random = random
    var numbers: [[UInt8]: Int] = [:]
    let sources = map { pair in
      let key = Swift.Array(pair.source.utf8)
      if let number = numbers[key] { return number }
      numbers[key] = numbers.count
      return numbers.count - 1
    }
    var order = Swift.Array(0..<numbers.count)
    random.shuffle(&order)
    var sizes = [Int](repeating: 0, count: order.count)
    for number in sources { sizes[number] += 1 }
    var isHeldOut = [Bool](repeating: false, count: order.count)
    var (chosen, room) = (0, most)
    for number in order where chosen < count && sizes[number] <= room {
      isHeldOut[number] = true
      chosen += 1
      room -= sizes[number]
    }
    var training: [SentencePair] = []
    var heldOut: [SentencePair] = []
    for (pair, number) in zip(self, sources) {
      if isHeldOut[number] { heldOut.append(pair) } else { training.append(pair) }
    }
    return (training, heldOut)
  }

  /// Each distinct source with all its translations, in the order of first mention.
  public var referencesBySource: [(source: String, references: [String])] {
    var numbers: [[UInt8]: Int] = [:]
    var grouped: [(source: String, references: [String])] = []
    for pair in self {
      let key = Swift.Array(pair.source.utf8)
      if let number = numbers[key] {
        grouped[number].references.append(pair.target)
      } else {
        numbers[key] = grouped.count
        grouped.append((pair.source, [pair.target]))
      }
    }
    return grouped
  }
}
