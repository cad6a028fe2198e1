import SeqTensor

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A task that has an algorithm, to be learned from examples alone: Graves, Wayne and Danihelka 2014, section 4, and plain
/// sorting.
public enum AlgorithmicTask: String, Sendable, Hashable, Codable, CaseIterable {
  /// 4.1: say a sequence of random bit vectors again.
  case copy
  /// 4.2: say it a given number of times, then an end marker.
  case repeatCopy = "repeat-copy"
  /// 4.3: of several items, say the one that followed a given one.
  case associativeRecall = "associative-recall"
  /// 4.4: predict the next bit from how often each followed the last five.
  case ngrams
  /// Say bit vectors in the order of the numbers that they are, the smallest first.
  case sort
  /// 4.5: say the vectors with the highest priorities, the highest first.
  case prioritySort = "priority-sort"
}

/// What a task's sequences are drawn from.
public struct AlgorithmicTaskSettings: Sendable, Hashable, Codable {
  public var task: AlgorithmicTask
  /// How many bits a vector has.
  public var bits: Int
  /// How many vectors, items (associative recall) or bits (n-grams) a sequence has, drawn from here.
  public var shortest: Int
  public var longest: Int
  /// Repeat copy: 1 … so many times.
  public var mostRepeats = 10
  /// Associative recall: how many vectors an item has.
  public var itemLength = 3
  /// N-grams: how many bits decide on the next.
  public var context = 5
  /// Priority sort: which share of the vectors is to be said.
  public var keptShare: Scalar = 0.8

  /// As in the paper; plain sort has 2 to 6 vectors of 8 bits.
  public init(_ task: AlgorithmicTask) {
    self.task = task
    switch task {
    case .copy: (bits, shortest, longest) = (8, 1, 20)
    case .repeatCopy: (bits, shortest, longest) = (8, 1, 10)
    case .associativeRecall: (bits, shortest, longest) = (6, 2, 6)
    case .ngrams: (bits, shortest, longest) = (1, 200, 200)
    case .sort: (bits, shortest, longest) = (8, 2, 6)
    case .prioritySort: (bits, shortest, longest) = (8, 20, 20)
    }
  }

  /// X: the bits, and a channel for each marker and number.
  public var inputSize: Int {
    switch task {
    case .copy, .sort: bits + 1
    case .repeatCopy, .associativeRecall, .prioritySort: bits + 2
    case .ngrams: 1
    }
  }

  /// Y.
  public var outputSize: Int { task == .repeatCopy ? bits + 1 : bits }

  /// Why there are no such sequences; nil if there are.
  public var problem: String? {
    if !(1...64).contains(bits) { return "a vector has 1 to 64 bits, not \(bits)" }
    if task == .ngrams && bits != 1 { return "n-grams are of single bits, not of vectors of \(bits)" }
    if !(1...16).contains(context) { return "the context has 1 to 16 bits, not \(context)" }
    let least = task == .associativeRecall ? 2 : task == .ngrams ? context + 1 : 1
    if shortest < least { return "the shortest \(task.rawValue) has length \(least), not \(shortest)" }
    if longest < shortest { return "the longest length, \(longest), is below the shortest, \(shortest)" }
    if longest > 10_000 { return "the longest length is 10,000, not \(longest)" }
    if !(1...1000).contains(mostRepeats) { return "repeats lie between 1 and 1,000, not \(mostRepeats)" }
    if !(1...100).contains(itemLength) { return "items have 1 to 100 vectors, not \(itemLength)" }
    if !(keptShare > 0 && keptShare <= 1) {
      return "the kept share lies above 0 and up to 1, not \(keptShare)"
    }
    return nil
  }
}

/// What a sequence is about, before it is laid out in channels.
public struct TaskContent: Sendable, Hashable {
  /// Each of `bits` zeros and ones. For associative recall the items one after another, for n-grams single bits.
  public var vectors: [[Scalar]]
  /// Repeat copy: how many times.
  public var repeats = 1
  /// Associative recall: the number of the item that is asked for, from 0; not the last.
  public var query = 0
  /// Priority sort: one a vector, −1 … 1.
  public var priorities: [Scalar] = []

  public init(vectors: [[Scalar]]) { self.vectors = vectors }
}

/// One example: inputs at every step, and the bits that are asked for at some of them.
public struct TaskSequence: Sendable, Hashable {
  /// [T, X], row-major.
  public let inputs: [Scalar]
  public let inputSize: Int
  /// [steps, Y], row-major.
  public let targets: [Scalar]
  public let outputSize: Int
  /// At which steps outputs are asked for.
  public let steps: Range<Int>

  /// T.
  public var length: Int { inputs.count / inputSize }
}

extension AlgorithmicTaskSettings {
  /// A random sequence whose length is drawn from shortest … `longest`.
  public func content(longest: Int? = nil, random: inout RandomSource) -> TaskContent {
    let most = max(longest ?? self.longest, shortest)
    return content(length: shortest + random.below(most - shortest + 1), random: &random)
  }

  /// A random sequence of a given length.
  public func content(length: Int, random: inout RandomSource) -> TaskContent {
    if task == .ngrams { return ngrams(length: length, random: &random) }
    let count = task == .associativeRecall ? length * itemLength : length
    var content = TaskContent(
      vectors: (0..<count).map { _ in (0..<bits).map { _ in Scalar(random.below(2)) } })
    switch task {
    case .repeatCopy: content.repeats = 1 + random.below(mostRepeats)
    case .associativeRecall: content.query = random.below(length - 1)
    case .prioritySort: content.priorities = (0..<length).map { _ in random.uniform(in: -1..<1) }
    case .copy, .sort, .ngrams: break
    }
    return content
  }

  /// Bits from a random table: for each context the probability of a 1, drawn from Beta(½, ½).
  private func ngrams(length: Int, random: inout RandomSource) -> TaskContent {
    // sin² of a uniform angle has that distribution.
    let table = (0..<1 << context).map { _ in
      let sine = sin(Scalar.pi / 2 * random.uniform())
      return sine * sine
    }
    var bits: [Int] = []
    for place in 0..<length {
      let probability = place < context ? 0.5 : table[contextNumber(before: place, of: bits)]
      bits.append(random.uniform() < probability ? 1 : 0)
    }
    return TaskContent(vectors: bits.map { [Scalar($0)] })
  }

  /// The last bits before a place as one number.
  func contextNumber(before place: Int, of bits: [Int]) -> Int {
    bits[place - context..<place].reduce(0) { 2 * $0 + $1 }
  }
}
