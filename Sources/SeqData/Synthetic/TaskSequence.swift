import SeqTensor

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension AlgorithmicTaskSettings {
  /// Lays a content out in channels. It must fit the task: see `problem(of:)`.
  public func sequence(_ content: TaskContent) -> TaskSequence {
    if let problem = problem(of: content) { fatalError("AlgorithmicTaskSettings.sequence: \(problem)") }
    var rows = Rows(size: inputSize)
    let vectors = content.vectors
    switch task {
    case .copy, .sort:
      for vector in vectors { rows.append(vector) }
      rows.append([], (bits, 1))
      return rows.asking(task == .copy ? vectors : sorted(vectors))
    case .repeatCopy:
      for vector in vectors { rows.append(vector) }
      rows.append([], (bits, 1), (bits + 1, normalized(content.repeats)))
      var targets: [[Scalar]] = []
      for _ in 0..<content.repeats { targets += vectors.map { $0 + [0] } }
      return rows.asking(targets + [Array(repeating: 0, count: bits) + [1]])
    case .associativeRecall:
      let items = stride(from: 0, to: vectors.count, by: itemLength).map {
        Array(vectors[$0..<$0 + itemLength])
      }
      for item in items {
        rows.append([], (bits, 1))
        for vector in item { rows.append(vector) }
      }
      rows.append([], (bits + 1, 1))
      for vector in items[content.query] { rows.append(vector) }
      rows.append([], (bits + 1, 1))
      return rows.asking(items[content.query + 1])
    case .ngrams:
      for vector in vectors.dropLast() { rows.append(vector) }
      // After the input of step t the bit t + 1 is predicted, from the first whole context on.
      return rows.predicting(Array(vectors[context...]), from: context - 1)
    case .prioritySort:
      for (vector, priority) in zip(vectors, content.priorities) { rows.append(vector, (bits, priority)) }
      rows.append([], (bits + 1, 1))
      let order = vectors.indices.sorted {
        (content.priorities[$1], $0) < (content.priorities[$0], $1)
      }
      let kept = max(1, Int((Scalar(vectors.count) * keptShare).rounded()))
      return rows.asking(order.prefix(kept).map { vectors[$0] })
    }
  }

  /// Why a content cannot be laid out; nil if it can.
  public func problem(of content: TaskContent) -> String? {
    if content.vectors.isEmpty { return "the sequence is empty" }
    for (number, vector) in content.vectors.enumerated() {
      if vector.count != bits { return "vector \(number + 1) has \(vector.count) bits; \(bits) are needed" }
      if !vector.allSatisfy({ $0 == 0 || $0 == 1 }) { return "vector \(number + 1) is not of zeros and ones" }
    }
    switch task {
    case .repeatCopy where content.repeats < 1: return "it is to be repeated \(content.repeats) times"
    case .associativeRecall:
      let items = content.vectors.count / itemLength
      if content.vectors.count % itemLength != 0 {
        return "\(content.vectors.count) vectors are no whole number of items of \(itemLength)"
      }
      if items < 2 { return "two items of \(itemLength) vectors are needed at least" }
      if !(0..<items - 1).contains(content.query) {
        return "item \(content.query + 1) of \(items) has none after it"
      }
    case .ngrams where content.vectors.count <= context:
      return "more than \(context) bits are needed"
    case .prioritySort:
      if content.priorities.count != content.vectors.count {
        return "there are \(content.priorities.count) priorities for \(content.vectors.count) vectors"
      }
      if !content.priorities.allSatisfy(\.isFinite) { return "a priority is no number" }
    default: break
    }
    return nil
  }

  /// 1 … most repeats as a number of mean 0 and variance 1; 0 where there is but one.
  private func normalized(_ repeats: Int) -> Scalar {
    let most = Scalar(mostRepeats)
    let deviation = ((most * most - 1) / 12).squareRoot()
    return (Scalar(repeats) - (most + 1) / 2) / (deviation == 0 ? 1 : deviation)
  }

  private func sorted(_ vectors: [[Scalar]]) -> [[Scalar]] {
    vectors.sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// The least that any predictor can expect to pay for a sequence, in bits: 0 but for n-grams, where it is what the optimal
  /// Bayesian estimator pays, P(1) = (N₁ + ½) / (N₀ + N₁ + 1) (equation 10).
  public func optimalBits(_ content: TaskContent) -> Double {
    guard task == .ngrams else { return 0 }
    let bits = content.vectors.map { Int($0[0]) }
    var counts = [[Double]](repeating: [0, 0], count: 1 << context)
    var total = 0.0
    for place in context..<bits.count {
      let number = contextNumber(before: place, of: bits)
      let (bit, seen) = (bits[place], counts[number])
      total -= log2((seen[bit] + 0.5) / (seen[0] + seen[1] + 1))
      counts[number][bit] += 1
    }
    return total
  }
}

/// Inputs step by step.
private struct Rows {
  let size: Int
  private var elements: [Scalar] = []

  init(size: Int) { self.size = size }

  /// A step's bits from channel 0 on, and some other channels.
  mutating func append(_ bits: [Scalar], _ channels: (Int, Scalar)...) {
    let first = elements.count
    elements += bits + Array(repeating: 0, count: size - bits.count)
    for (channel, value) in channels { elements[first + channel] = value }
  }

  /// The outputs are asked for after the inputs, at steps without any.
  func asking(_ targets: [[Scalar]]) -> TaskSequence {
    let first = elements.count / size
    return TaskSequence(
      inputs: elements + Array(repeating: 0, count: targets.count * size), inputSize: size,
      targets: targets.flatMap(\.self), outputSize: targets[0].count, steps: first..<first + targets.count)
  }

  /// The outputs are asked for while the inputs come.
  func predicting(_ targets: [[Scalar]], from first: Int) -> TaskSequence {
    TaskSequence(
      inputs: elements, inputSize: size, targets: targets.flatMap(\.self), outputSize: targets[0].count,
      steps: first..<first + targets.count)
  }
}
