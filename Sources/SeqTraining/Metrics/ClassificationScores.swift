/// How good a classifier's probabilities are, in every way that a textbook names.
public struct ClassificationScores: Sendable, Hashable {
  /// The class's own figures. A ratio of nothing is 0.
  public struct OfClass: Sendable, Hashable {
    /// Samples of the class.
    public let support: Int
    /// Right among those answered so; right among those that are so; the harmonic mean of both.
    public let precision, recall, f1: Double
    /// The probability that a sample of the class has a higher probability of it than one of another, ties counting half;
    /// nil where there is only one kind.
    public let rocArea: Double?
  }

  public let count: Int
  /// Samples by true class and answer.
  public let confusion: [[Int]]
  private let probabilities: [[Double]]
  private let labels: [Int]

  /// - Parameters:
  ///   - probabilities: of every class, a row a sample.
  ///   - labels: the true classes.
  public init(probabilities: [[Double]], labels: [Int], classes: Int) {
    guard probabilities.count == labels.count, probabilities.allSatisfy({ $0.count == classes }) else {
      fatalError(
        "\(probabilities.count) rows of probabilities for \(labels.count) labels of \(classes) classes")
    }
    self.probabilities = probabilities
    self.labels = labels
    count = labels.count
    var confusion = [[Int]](repeating: [Int](repeating: 0, count: classes), count: classes)
    for (row, label) in zip(probabilities, labels) { confusion[label][Self.best(row)] += 1 }
    self.confusion = confusion
  }

  public var accuracy: Double {
    count == 0 ? 0 : Double(confusion.indices.reduce(0) { $0 + confusion[$1][$1] }) / Double(count)
  }

  /// The share of samples whose class is among the `most` likeliest. Of equals the first counts as likelier.
  public func topAccuracy(_ most: Int) -> Double {
    let right = zip(probabilities, labels).count { row, label in
      row.indices.count { row[$0] > row[label] || (row[$0] == row[label] && $0 < label) } < most
    }
    return count == 0 ? 0 : Double(right) / Double(count)
  }

  public func ofClass(_ number: Int) -> OfClass {
    let right = Double(confusion[number][number])
    let support = confusion[number].reduce(0, +)
    let answered = Double(confusion.reduce(0) { $0 + $1[number] })
    let precision = answered > 0 ? right / answered : 0
    let recall = support > 0 ? right / Double(support) : 0
    return OfClass(
      support: support, precision: precision, recall: recall,
      f1: precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0, rocArea: rocArea(number)
    )
  }

  /// By ranks (Mann and Whitney 1947): samples in the order of their probability, equals sharing their mean rank.
  private func rocArea(_ number: Int) -> Double? {
    let positive = labels.count { $0 == number }
    let negative = count - positive
    guard positive > 0, negative > 0 else { return nil }
    let order = labels.indices.sorted {
      (probabilities[$0][number], $0) < (probabilities[$1][number], $1)
    }
    var sum = 0.0
    var first = 0
    while first < count {
      var end = first + 1
      while end < count, probabilities[order[end]][number] == probabilities[order[first]][number] { end += 1 }
      let rank = Double(first + 1 + end) / 2
      sum += rank * Double(order[first..<end].count { labels[$0] == number })
      first = end
    }
    return (sum - Double(positive * (positive + 1)) / 2) / Double(positive * negative)
  }

  private static func best(_ row: [Double]) -> Int {
    var best = 0
    for place in row.indices where row[place] > row[best] { best = place }
    return best
  }
}
