import SeqData
import SeqTensor
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct AlgorithmicTaskTests {
  private func rows(_ elements: [Scalar], _ columns: Int) -> [[Scalar]] {
    stride(from: 0, to: elements.count, by: columns).map { Array(elements[$0..<$0 + columns]) }
  }

  private func settings(_ task: AlgorithmicTask, bits: Int = 2) -> AlgorithmicTaskSettings {
    var settings = AlgorithmicTaskSettings(task)
    settings.bits = bits
    return settings
  }

  @Test func copyIsSaidAfterTheDelimiter() {
    let sequence = settings(.copy).sequence(TaskContent(vectors: [[1, 0], [0, 1]]))
    #expect(rows(sequence.inputs, 3) == [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0], [0, 0, 0]])
    #expect(rows(sequence.targets, 2) == [[1, 0], [0, 1]] && sequence.steps == 3..<5)
  }

  @Test(arguments: [1, 2, 3, 10]) func repeatsAreANumberOfMeanZeroAndVarianceOne(_ most: Int) {
    var task = settings(.repeatCopy)
    task.mostRepeats = most
    var content = TaskContent(vectors: [[1, 1]])
    content.repeats = 2
    let sequence = task.sequence(content)
    #expect(rows(sequence.targets, 3) == [[1, 1, 0], [1, 1, 0], [0, 0, 1]] && sequence.steps == 2..<5)
    let numbers: [Scalar] = (1...most).map { repeats in
      content.repeats = repeats
      return rows(task.sequence(content).inputs, 4)[1][3]
    }
    #expect(abs(numbers.reduce(0, +)) < 1e-5)
    let variance = numbers.reduce(0) { $0 + $1 * $1 } / Scalar(most)
    #expect(abs(variance - (most == 1 ? 0 : 1)) < 1e-5)
  }

  @Test func recallAsksForTheNextItem() {
    var task = settings(.associativeRecall, bits: 1)
    task.itemLength = 2
    var content = TaskContent(vectors: [[1], [0], [1], [1], [0], [0]])
    content.query = 1
    let sequence = task.sequence(content)
    let expected: [[Scalar]] = [
      [0, 1, 0], [1, 0, 0], [0, 0, 0], [0, 1, 0], [1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 0], [0, 0, 0],
      [0, 0, 1], [1, 0, 0], [1, 0, 0], [0, 0, 1], [0, 0, 0], [0, 0, 0],
    ]
    #expect(rows(sequence.inputs, 3) == expected)
    #expect(sequence.targets == [0, 0] && sequence.steps == 13..<15)
  }

  @Test func sortedByNumber() {
    let sequence = settings(.sort, bits: 3).sequence(
      TaskContent(vectors: [[1, 0, 1], [0, 1, 1], [1, 0, 0], [0, 0, 0]]))
    #expect(rows(sequence.targets, 3) == [[0, 0, 0], [0, 1, 1], [1, 0, 0], [1, 0, 1]])
  }

  @Test func prioritiesDecide() {
    var content = TaskContent(vectors: [[0, 0], [0, 1], [1, 0], [1, 1], [0, 0]])
    content.priorities = [-0.5, 0.25, 0.75, -1, 0]
    let sequence = settings(.prioritySort).sequence(content)
    #expect(rows(sequence.targets, 2) == [[1, 0], [0, 1], [0, 0], [0, 0]])
    #expect(rows(sequence.inputs, 4)[2] == [1, 0, 0.75, 0] && rows(sequence.inputs, 4)[5] == [0, 0, 0, 1])
    let paper = AlgorithmicTaskSettings(.prioritySort)
    var random = RandomSource(seed: 1)
    #expect(paper.sequence(paper.content(random: &random)).steps.count == 16)
  }

  /// Every bit is predicted from inputs up to the one before it.
  @Test func ngramsPredictTheNextBit() {
    let task = AlgorithmicTaskSettings(.ngrams)
    var random = RandomSource(seed: 2)
    let content = task.content(random: &random)
    let sequence = task.sequence(content)
    let bits = content.vectors.map { $0[0] }
    #expect(bits.count == 200 && sequence.inputs == Array(bits.dropLast()))
    #expect(sequence.targets == Array(bits.dropFirst(5)) && sequence.steps == 4..<199)
  }

  /// Equation 10, counted by hand: contexts of one bit, 0 1 0 1 1.
  @Test func optimalEstimator() {
    var task = AlgorithmicTaskSettings(.ngrams)
    task.context = 1
    let content = TaskContent(vectors: [[0], [1], [0], [1], [1]])
    // 0→1: ½; 1→0: ½; 0→1 after one such: 1.5/2; 1→1 after one 0: ½/2.
    let expected = 1 + 1 - log2(0.75) - log2(0.25)
    #expect(abs(task.optimalBits(content) - expected) < 1e-12)
  }

  /// No estimator does better on average: neither the frequency of ones nor a fair coin.
  @Test func nothingBeatsTheOptimum() {
    let task = AlgorithmicTaskSettings(.ngrams)
    let contents = task.freshLike(200)
    let optimal = contents.reduce(0) { $0 + task.optimalBits($1) } / 200
    let frequency =
      contents.reduce(0.0) { total, content in
        var counts = [0.5, 0.5]
        return total
          + content.vectors.enumerated().reduce(0.0) { sum, place in
            let bit = Int(place.element[0])
            let cost = place.offset < 5 ? 0 : -log2(counts[bit] / (counts[0] + counts[1]))
            counts[bit] += 1
            return sum + cost
          }
      } / 200
    #expect(optimal < frequency - 5 && optimal < 195 - 20 && optimal > 80)
  }

  @Test(arguments: AlgorithmicTask.allCases) func theSameSeedTheSameSequences(_ task: AlgorithmicTask) {
    let settings = AlgorithmicTaskSettings(task)
    func drawn(_ seed: UInt64) -> [TaskSequence] {
      var random = RandomSource(seed: seed)
      return (0..<20).map { _ in settings.sequence(settings.content(random: &random)) }
    }
    #expect(drawn(1) == drawn(1) && drawn(1) != drawn(2))
    for sequence in drawn(3) {
      #expect(sequence.inputSize == settings.inputSize && sequence.outputSize == settings.outputSize)
      #expect(sequence.inputs.count == sequence.length * sequence.inputSize)
      #expect(sequence.targets.count == sequence.steps.count * sequence.outputSize)
      #expect(sequence.steps.upperBound == sequence.length)
    }
  }

  @Test func lengthsCoverTheirRange() {
    let task = AlgorithmicTaskSettings(.copy)
    var random = RandomSource(seed: 4)
    let lengths = Set((0..<500).map { _ in task.content(random: &random).vectors.count })
    #expect(lengths == Set(1...20))
  }

  @Test func problemsAreNamed() {
    func problem(_ task: AlgorithmicTask, _ change: (inout AlgorithmicTaskSettings) -> Void) -> String? {
      var settings = AlgorithmicTaskSettings(task)
      change(&settings)
      return settings.problem
    }
    for task in AlgorithmicTask.allCases { #expect(problem(task) { _ in } == nil) }
    #expect(problem(.copy) { $0.bits = 0 } != nil && problem(.copy) { $0.shortest = 0 } != nil)
    #expect(problem(.copy) { $0.longest = 0 } != nil && problem(.ngrams) { $0.bits = 2 } != nil)
    #expect(problem(.associativeRecall) { $0.shortest = 1 } != nil)
    for context in [0, 17, Int.max, Int.min] { #expect(problem(.ngrams) { $0.context = context } != nil) }
    #expect(problem(.ngrams) { $0.shortest = 5 } != nil && problem(.prioritySort) { $0.keptShare = 0 } != nil)
    let copy = settings(.copy)
    #expect(copy.problem(of: TaskContent(vectors: [])) != nil)
    #expect(copy.problem(of: TaskContent(vectors: [[1]]))?.contains("vector 1") == true)
    #expect(copy.problem(of: TaskContent(vectors: [[1, 0.5]])) != nil)
    #expect(settings(.prioritySort).problem(of: TaskContent(vectors: [[1, 0]])) != nil)
    var recall = settings(.associativeRecall)
    recall.itemLength = 1
    var content = TaskContent(vectors: [[1, 0], [0, 0]])
    #expect(recall.problem(of: content) == nil)
    content.query = 1
    #expect(recall.problem(of: content) != nil)
  }
}

extension AlgorithmicTaskSettings {
  fileprivate func freshLike(_ count: Int) -> [TaskContent] {
    var random = RandomSource(seed: 11)
    return (0..<count).map { _ in content(random: &random) }
  }
}
