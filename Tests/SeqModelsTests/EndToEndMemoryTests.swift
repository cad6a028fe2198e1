import SeqAutodiff
import SeqLayers
import SeqModels
import SeqTensor
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A network at toy width and a name for it.
struct MemoryCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let configuration: EndToEndMemoryConfiguration

  init(_ name: String, _ change: (inout EndToEndMemoryConfiguration) -> Void) {
    testDescription = name
    var configuration = EndToEndMemoryConfiguration(vocabularySize: 9)
    configuration.embeddingSize = 3
    configuration.memorySize = 4
    configuration.sentenceLength = 5
    change(&configuration)
    self.configuration = configuration
  }

  func sized(embeddingSize: Int, memorySize: Int) -> MemoryCase {
    MemoryCase(testDescription) {
      $0 = configuration
      $0.embeddingSize = embeddingSize
      $0.memorySize = memorySize
    }
  }

  func model(seed: UInt64 = 1) -> (EndToEndMemoryNetwork, ParameterStore) {
    var scope = ParameterScope()
    let model = EndToEndMemoryNetwork(configuration, scope: &scope)
    let parameters = scope.finish(random: RandomSource(seed: seed))
    // Deviations of 0.1 leave the hops nearly linear: larger ones test more.
    for entry in parameters.entries {
      parameters[entry.parameter] = parameters[entry.parameter].map { $0 * 5 }
    }
    return (model, parameters)
  }
}

let memoryCases = [
  MemoryCase("3 hops, adjacent") { _ in },
  MemoryCase("2 hops, layer-wise, bag of words") {
    $0.hops = 2
    $0.tying = .layerWise
    $0.encoding = .bagOfWords
  },
  MemoryCase("textbook") {
    $0 = .chapter(vocabularySize: $0.vocabularySize)
    $0.memorySize = 4
  },
  MemoryCase("2 hops, nothing shared, no times") {
    $0.hops = 2
    $0.tying = .none
    $0.usesTime = false
  },
  MemoryCase("relu") { $0.update = .relu },
  MemoryCase("gated") { $0.update = .gated },
]

/// Stories of 3, 0 and 6 facts, of which the last 4 are kept.
private let items = [
  StoryBatch.Item(facts: [[1, 2, 3], [4, 5], [1, 7, 3, 2]], question: [2, 8], answer: 5),
  StoryBatch.Item(facts: [], question: [6, 8, 1], answer: 0),
  StoryBatch.Item(facts: [[1], [2, 5], [3, 4], [7, 7], [], [8, 1]], question: [3], answer: 7),
]
private let batch = StoryBatch(items, memorySize: 4)

@Suite struct EndToEndMemoryTests {
  @Test(arguments: memoryCases, [false, true])
  func lossAgreesWithFiniteDifferences(_ toy: MemoryCase, _ isLinear: Bool) {
    // A single-precision step is wide enough to cross the kink of relu; the double-precision pass checks it.
    if toy.configuration.update == .relu && !isDouble { return }
    for (d, memory, stories) in gradientSizes([
      (3, 4, items), (5, 2, Array(items.suffix(1))), (1, 7, items + items),
    ]) {
      for seed in 1...3 as ClosedRange<UInt64> {
        let (model, parameters) = toy.sized(embeddingSize: d, memorySize: memory).model(seed: seed)
        let batch = StoryBatch(stories, memorySize: memory)
        let worst = gradientCheck(of: parameters, seed: seed) {
          model.loss(batch, isLinear: isLinear, on: $0)
        }
        #expect(worst.error <= gradientTolerance, "\(toy.testDescription), d \(d), seed \(seed): \(worst)")
      }
    }
  }

  /// The equations of the paper in plain loops, for the adjacent machine and the textbook's.
  @Test(arguments: [memoryCases[0], memoryCases[2]])
  func logitsFollowThePapersEquations(_ toy: MemoryCase) throws {
    let (model, parameters) = toy.model()
    let c = toy.configuration
    let (d, hops) = (c.embeddingSize, c.hops)
    func table(_ name: String) throws -> [Scalar] { parameters[try #require(parameters[name])] }
    let embedding = try table("embedding.weight")
    let times = c.usesTime ? try table("time.weight") : []
    let width = embedding.count / c.vocabularySize
    func encode(_ words: [Int32], _ table: [Scalar], _ width: Int, _ first: Int) -> [Scalar] {
      (0..<d).map { k in
        words.enumerated().reduce(0) { sum, word in
          let (j, J) = (Scalar(word.offset + 1), Scalar(c.sentenceLength))
          let l = (1 - j / J) - (Scalar(k + 1) / Scalar(d)) * (1 - 2 * j / J)
          return sum + (c.encoding == .position ? 2 * l : 1) * table[Int(word.element) * width + first + k]
        }
      }
    }
    let logits = Tape().evaluate(with: parameters) { model(batch, on: $0).logits.elements }
    for (row, item) in items.enumerated() {
      let facts = item.facts.suffix(4)
      let isAdjacent = c.tying == .adjacent
      var u = encode(
        item.question, isAdjacent ? embedding : try table("question.weight"), isAdjacent ? width : d, 0)
      for hop in 0..<hops {
        let first = (a: hop * d, c: isAdjacent ? (hop + 1) * d : (hops + hop) * d)
        func memory(_ first: Int) -> [[Scalar]] {
          facts.enumerated().map { place, words in
            let time = (facts.count - 1 - place) * width + first
            return zip(encode(words, embedding, width, first), 0..<d).map {
              $0 + (times.isEmpty ? 0 : times[time + $1])
            }
          }
        }
        let scores = memory(first.a).map { zip($0, u).reduce(0) { $0 + $1.0 * $1.1 } }
        let exponentials = scores.map { Scalar(exp(Double($0))) }
        // The slots that the story leaves empty score 0.
        let total = exponentials.reduce(Scalar(c.memorySize - facts.count), +)
        for (share, value) in zip(exponentials, memory(first.c)) {
          for k in 0..<d { u[k] += share / total * value[k] }
        }
      }
      let output = isAdjacent ? embedding : try table("output.weight")
      for word in 0..<c.vocabularySize {
        let first = isAdjacent ? word * width + hops * d : word * d
        let expected = (0..<d).reduce(Scalar(0)) { $0 + u[$1] * output[first + $1] }
        #expect(abs(logits[row * c.vocabularySize + word] - expected) < (isDouble ? 1e-10 : 1e-4))
      }
    }
  }

  @Test(arguments: memoryCases)
  func attentionIsAWeightingOfEachStory(_ toy: MemoryCase) {
    let (model, parameters) = toy.model()
    let attention = Tape().evaluate(with: parameters) { model(batch, on: $0).attention.map(\.elements) }
    #expect(attention.count == toy.configuration.hops)
    for weights in attention {
      #expect(weights.count == 7, "3 facts, none, and the last 4 of 6")
      #expect(weights.allSatisfy { $0 > 0 } && abs(weights[3...].reduce(0, +) - 1) < 1e-5)
      #expect(weights[0..<3].reduce(0, +) < 1 - 1e-5, "the empty slot has its share")
    }
  }

  /// Others in the batch do not change an answer.
  @Test(arguments: memoryCases)
  func aBatchEqualsOneByOne(_ toy: MemoryCase) {
    let (model, parameters) = toy.model()
    func logits(_ items: [StoryBatch.Item]) -> [Scalar] {
      Tape().evaluate(with: parameters) { model(StoryBatch(items, memorySize: 4), on: $0).logits.elements }
    }
    let alone = items.flatMap { logits([$0]) }
    #expect(distance(logits(items), alone) < 1e-5)
  }

  /// The answer is the best word, its probability the softmax's, and forgotten facts have no weight.
  @Test(arguments: memoryCases)
  func answersComeWithTheirEvidence(_ toy: MemoryCase) {
    let (model, parameters) = toy.model()
    let answers = model.answers(items, with: parameters)
    let logits = Tape().evaluate(with: parameters) { model(batch, on: $0).logits.elements }
    for (row, (item, answer)) in zip(items, answers).enumerated() {
      let scores = logits[row * 9..<(row + 1) * 9].map { Double($0) }
      let best = scores.max() ?? 0
      #expect(scores[Int(answer.word)] == best)
      let share = 1 / scores.reduce(0) { $0 + exp($1 - best) }
      #expect(abs(Double(answer.probability) - share) < 1e-5)
      #expect(answer.attention.count == toy.configuration.hops)
      for weights in answer.attention {
        #expect(weights.count == item.facts.count && weights.reduce(0, +) < 1 + 1e-5)
        #expect(weights.dropLast(4).allSatisfy { $0 == 0 } && weights.suffix(4).allSatisfy { $0 > 0 })
      }
    }
  }

  @Test func timesCountBackFromTheQuestion() {
    #expect(batch.times == [2, 1, 0, 3, 2, 1, 0])
    #expect(batch.starts == [0, 3, 3, 7])
    let noisy = StoryBatch(
      Array(repeating: items[2], count: 200), memorySize: 50, timeNoise: 0.1, random: RandomSource(seed: 3))
    let last = (1...200).map { noisy.times[Int(noisy.starts[$0 - 1])] }
    // Six facts: the first is at 5, and at more where empty memories came in between, which 41 % of stories have.
    #expect(last.allSatisfy { $0 >= 5 } && (50...120).contains(last.filter { $0 > 5 }.count))
    let crowded = StoryBatch(
      [items[2]], memorySize: 6, timeNoise: 0.9, random: RandomSource(seed: 3))
    #expect(crowded.times.allSatisfy { (0..<6).contains($0) })
  }

  @Test func problemsAreNamed() {
    #expect(MemoryCase("") { $0.hops = 0 }.configuration.problem?.contains("hops") == true)
    #expect(MemoryCase("") { $0.memorySize = 0 }.configuration.problem?.contains("memory") == true)
    #expect(memoryCases.allSatisfy { $0.configuration.problem == nil })
  }
}
