import Foundation
import SeqAutodiff
import SeqLayers
import SeqModels
import SeqTensor
import TestSupport
import Testing

/// Three stories; their words are 4 to 9, 4 the stop word.
private let questions = [
  SupportedQuestion(
    facts: [[5, 6, 7], [8, 4, 9], [5, 7, 6], [5, 6, 7]], question: [9, 5], support: [2, 0], answer: [7]),
  SupportedQuestion(facts: [], question: [6, 8], support: [], answer: [5, 9]),
  SupportedQuestion(facts: [[6, 6, 4], [9, 8]], question: [9, 8], support: [1], answer: [8, 6]),
]

/// A machine at toy width and a name for it.
struct SupervisedCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let configuration: SupervisedMemoryConfiguration

  init(_ name: String, order: Int = 1, _ change: (inout SupervisedMemoryConfiguration) -> Void) {
    testDescription = name
    var configuration = SupervisedMemoryConfiguration(
      vocabularySize: 10,
      input: InputFeatureMap(
        sentences: questions.flatMap { $0.facts + [$0.question] }, words: questions.flatMap(\.answer),
        order: order, stopWords: [4]))
    configuration.embeddingSize = 4
    change(&configuration)
    self.configuration = configuration
  }

  func sized(embeddingSize: Int, phraseSize: Int) -> SupervisedCase {
    SupervisedCase(testDescription) {
      $0 = configuration
      $0.embeddingSize = embeddingSize
      if case .phrase(let cell, _, let limit) = $0.response {
        $0.response = .phrase(cell: cell, size: phraseSize, limit: limit)
      }
    }
  }

  var stories: SupportedStories { SupportedStories(questions, input: configuration.input) }

  func model(seed: UInt64 = 1) -> (SupervisedMemoryNetwork, ParameterStore) {
    var scope = ParameterScope()
    let model = SupervisedMemoryNetwork(configuration, scope: &scope)
    let parameters = scope.finish(random: RandomSource(seed: seed))
    for entry in parameters.entries {
      parameters[entry.parameter] = parameters[entry.parameter].map { $0 * 3 }
    }
    return (model, parameters)
  }
}

private let cases = [
  SupervisedCase("plain") { _ in },
  SupervisedCase("adaptive, trigrams, two layers", order: 3) {
    $0.support = .adaptive(limit: 2)
    $0.response = .words(limit: 3)
    $0.isTwoLayered = true
  },
  SupervisedCase("phrase", order: 2) {
    $0.support = .adaptive(limit: 3)
    $0.response = .phrase(cell: .gru, size: 3, limit: 2)
  },
]

@Suite struct SupervisedMemoryTests {
  /// Question by question: a small loss keeps more digits for the differences. In single precision a step is wide enough
  /// to cross the kinks of the margins; the double-precision pass checks them.
  @Test(.enabled(if: isDouble), arguments: cases)
  func lossAgreesWithFiniteDifferences(_ toy: SupervisedCase) {
    for (d, size) in [(4, 3), (1, 2), (6, 1)] {
      let toy = toy.sized(embeddingSize: d, phraseSize: size)
      for seed in 1...3 as ClosedRange<UInt64> {
        for question in 0..<3 {
          let (model, parameters) = toy.model(seed: seed)
          let worst = gradientCheck(of: parameters, seed: seed) {
            var noise = FeatureNoise(rate: 0.2, random: RandomSource(seed: seed))
            return model.loss(toy.stories, [question], margin: 1, on: $0, noise: &noise)
          }
          #expect(worst.error <= gradientTolerance, "\(toy.testDescription), d \(d), seed \(seed): \(worst)")
        }
      }
    }
  }

  /// s_O(x, y) of the plain machine in plain loops, with the three features of time.
  private struct PlainOutput {
    let table: [Scalar]
    let d: Int
    let input: InputFeatureMap

    init(_ toy: SupervisedCase, _ parameters: ParameterStore) throws {
      table = parameters[try #require(parameters["output.embedding.weight"])]
      d = toy.configuration.embeddingSize
      input = toy.configuration.input
    }

    private var count: Int { input.count + 1 }

    private func sum(_ rows: [Int]) -> [Scalar] {
      (0..<d).map { k in rows.reduce(0) { $0 + table[$1 * d + k] } }
    }

    /// s(x, y, y′) for facts y, written after y′.
    func lead(_ question: SupportedQuestion, chosen: [Int], newer: Int, older: Int) -> Scalar {
      let x = sum(
        input(question.question).map { Int($0) }
          + chosen.flatMap { input(question.facts[$0]).map { Int($0) + 2 * count } })
      let time = chosen.last ?? question.facts.count
      let y = sum(
        input(question.facts[newer]).map { Int($0) + count }
          + [time < newer ? 3 * count : -1, time < older ? 3 * count + 1 : -1, 3 * count + 2].filter {
            $0 >= 0
          })
      let other = sum(input(question.facts[older]).map { Int($0) + count })
      return (0..<d).reduce(0) { $0 + x[$1] * (y[$1] - other[$1]) }
    }
  }

  @Test func factsAreChosenByTheLoopOfThePaper() throws {
    for seed in 1...20 as ClosedRange<UInt64> {
      let (model, parameters) = cases[0].model(seed: seed)
      let output = try PlainOutput(cases[0], parameters)
      let answers = model.answers(cases[0].stories, [0, 1, 2], with: parameters)
      for (question, answer) in zip(questions, answers) {
        var chosen: [Int] = []
        for _ in 0..<2 {
          let candidates = question.facts.indices.filter { !chosen.contains($0) }
          guard var best = candidates.first else { break }
          for fact in candidates.dropFirst()
          where output.lead(question, chosen: chosen, newer: fact, older: best) > 0 { best = fact }
          chosen.append(best)
        }
        #expect(answer.evidence == chosen, "seed \(seed)")
      }
    }
  }

  @Test func theLossIsTheSumOfHinges() throws {
    let (model, parameters) = cases[0].model()
    let output = try PlainOutput(cases[0], parameters)
    let margin: Scalar = 0.7
    var expected: Scalar = 0
    for question in questions {
      for hop in question.support.indices {
        let chosen = Array(question.support.prefix(hop))
        let right = question.support[hop]
        for other in question.facts.indices where other != right && !chosen.contains(other) {
          let lead = output.lead(
            question, chosen: chosen, newer: max(right, other), older: min(right, other))
          expected += max(0, margin - (right > other ? lead : -lead))
        }
      }
    }
    // R's share, by the same equations over words.
    let table = parameters[try #require(parameters["response.embedding.weight"])]
    let input = cases[0].configuration.input
    let (count, d) = (input.count + 1, 4)
    let words = input.features.filter { $0.count == 1 }.map { $0[0] }
    for question in questions {
      let rows =
        input(question.question).map { Int($0) }
        + question.support.prefix(2).enumerated().flatMap { place, fact in
          input(question.facts[fact]).map { Int($0) + (2 + place) * count }
        }
      func score(_ word: Int32) throws -> Scalar {
        let y = Int(try #require(input.feature(of: word))) + count
        return (0..<d).reduce(0) { sum, k in
          sum + rows.reduce(0) { $0 + table[$1 * d + k] } * table[y * d + k]
        }
      }
      for word in words where word != question.answer[0] {
        expected += max(0, margin - (try score(question.answer[0]) - (try score(word))))
      }
    }
    let found = Tape().evaluate(with: parameters) {
      var noise = FeatureNoise.none
      return model.loss(cases[0].stories, [0, 1, 2], margin: margin, on: $0, noise: &noise).item
    }
    #expect(expected > 0 && abs(found - expected) < (isDouble ? 1e-10 : 1e-4) * max(1, expected))
  }

  @Test(arguments: cases)
  func othersInTheBatchChangeNothing(_ toy: SupervisedCase) {
    for seed in 1...5 as ClosedRange<UInt64> {
      let (model, parameters) = toy.model(seed: seed)
      let together = model.answers(toy.stories, [0, 1, 2], with: parameters)
      let alone = (0..<3).flatMap { model.answers(toy.stories, [$0], with: parameters) }
      #expect(together == alone)
      for answer in together {
        #expect(Set(answer.evidence).count == answer.evidence.count, "no fact twice")
        #expect(answer.evidence.count <= toy.configuration.support.limit)
      }
      #expect(together[1].evidence.isEmpty, "there was nothing to choose from")
    }
  }

  @Test func problemsAreNamed() {
    #expect(SupervisedCase("") { $0.support = .fixed(0) }.configuration.problem?.contains("facts") == true)
    #expect(
      SupervisedCase("") { $0.vocabularySize = 5 }.configuration.problem?.contains("vocabulary") == true)
    #expect(cases.allSatisfy { $0.configuration.problem == nil })
  }
}

@Suite struct InputFeatureMapTests {
  private let map = InputFeatureMap(
    sentences: [[7, 1, 8, 9], [8, 7]], words: [5, 1], order: 2, stopWords: [1])

  @Test func aSentenceIsASetOfItsNGrams() {
    #expect(map([8, 8, 8]) == map([8]), "a binary bag")
    #expect(map([7, 8]) != map([8, 7]), "bigrams have an order")
    #expect(map([7, 1, 8]) == map([7, 8]), "stop words are gone before bigrams are formed")
    #expect(map([1]).isEmpty && map([42]).isEmpty && map([]).isEmpty)
    #expect(map([7, 8, 9]).count == 5)
    #expect(map([9, 7]).count == 2, "a pair that was never seen")
  }

  @Test func answersAreFeaturesEvenIfStopWords() {
    #expect(map.feature(of: 5) != nil && map.feature(of: 1) != nil && map.feature(of: 6) == nil)
  }

  @Test func itSurvivesAFile() throws {
    let data = try JSONEncoder().encode(map)
    #expect(try JSONDecoder().decode(InputFeatureMap.self, from: data) == map)
    let twice = Data(#"{"order":1,"stopWords":[],"features":[[4],[4]]}"#.utf8)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(InputFeatureMap.self, from: twice) }
  }
}

@Suite struct GeneralizationTests {
  @Test func theNextFreeSlotThenTheOldestIsForgotten() {
    var memory = Generalization<String>(capacity: 2)
    for text in ["a", "b", "c"] { memory.write(text) }
    #expect(memory.slots == ["b", "c"])
    var unlimited = Generalization<String>()
    for number in 0..<100 { unlimited.write("\(number)") }
    #expect(unlimited.slots.count == 100 && unlimited.slots[7] == "7")
  }
}
