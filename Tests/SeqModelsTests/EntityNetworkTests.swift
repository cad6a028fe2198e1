import SeqAutodiff
import SeqLayers
import SeqModels
import SeqTensor
import TestSupport
import Testing

@Suite struct EntityNetworkTests {
  private static let slopes: [Scalar] = [0.3, 0.9, -0.2, 0.5, 0.7]

  /// Stories of 3, 1 and no facts with 2, 3 and 1 cells; questions at their ends and in between.
  private static let stories = [
    EntityStoryBatch.Story(
      facts: [[1, 2, 3], [4, 5], [1, 7, 3, 2]], keys: [5, 6],
      questions: [.init(words: [2, 8], answer: 5, factCount: 3), .init(words: [3], answer: 6, factCount: 1)]),
    .init(facts: [[7, 1]], keys: [8, 5, 6], questions: [.init(words: [1, 2, 3], answer: 0, factCount: 1)]),
    .init(facts: [], keys: [7], questions: [.init(words: [4], answer: 7, factCount: 0)]),
  ]

  private func toy(seed: UInt64, size: Int = 4, keys: EntityKeys = .storyWords, sharesOutput: Bool = true)
    -> (RecurrentEntityNetwork, ParameterStore)
  {
    var configuration = EntityNetworkConfiguration(vocabularySize: 9)
    configuration.keys = keys
    configuration.sharesOutput = sharesOutput
    configuration.size = size
    configuration.sentenceLength = 3
    var scope = ParameterScope()
    let model = RecurrentEntityNetwork(configuration, scope: &scope)
    let parameters = scope.finish(random: RandomSource(seed: seed))
    if let table = parameters["embedding.weight"] { parameters[table] = parameters[table].map { $0 * 6 } }
    return (model, parameters)
  }

  @Test func lossAgreesWithFiniteDifferences() {
    for size in gradientSizes([4, 2, 5]) {
      for seed in 1...3 as ClosedRange<UInt64> {
        let (model, parameters) = toy(seed: seed, size: size)
        // Slopes of 1 have no kink; others are for the double-precision pass, whose steps are small.
        if isDouble, let slope = parameters["slope"] { parameters[slope] = Array(Self.slopes.prefix(size)) }
        let worst = gradientCheck(of: parameters, seed: seed) {
          model.loss(EntityStoryBatch(Self.stories), on: $0)
        }
        #expect(worst.error <= gradientTolerance, "d \(size), seed \(seed): \(worst)")
      }
    }
  }

  @Test func freeKeysAgreeWithFiniteDifferences() {
    for (size, count) in gradientSizes([(4, 3), (2, 1), (5, 2)]) {
      for seed in 1...3 as ClosedRange<UInt64> {
        let (model, parameters) = toy(seed: seed, size: size, keys: .free(count), sharesOutput: false)
        if let keys = parameters["keys"] { parameters[keys] = parameters[keys].map { $0 * 6 } }
        if isDouble, let slope = parameters["slope"] { parameters[slope] = Array(Self.slopes.prefix(size)) }
        let worst = gradientCheck(of: parameters, seed: seed) {
          model.loss(model.batch(Self.stories), on: $0)
        }
        #expect(worst.error <= gradientTolerance, "d \(size), \(count) keys, seed \(seed): \(worst)")
      }
    }
  }

  /// With free keys all stories have as many cells, whatever words they name.
  @Test func freeKeysAreTheSameInEveryStory() {
    let (model, parameters) = toy(seed: 2, keys: .free(3))
    let attention = Tape().evaluate(with: parameters) {
      model(model.batch(Self.stories), on: $0).attention.elements
    }
    #expect(attention.count == 12 && attention.allSatisfy { $0 > 0 })
    for row in 0..<4 { #expect(abs(attention[row * 3..<(row + 1) * 3].reduce(0, +) - 1) < 1e-5) }
    var other = Self.stories[0]
    other.keys = []
    func logits(_ story: EntityStoryBatch.Story) -> [Scalar] {
      Tape().evaluate(with: parameters) { model(model.batch([story]), on: $0).logits.elements }
    }
    #expect(logits(other) == logits(Self.stories[0]))
  }

  @Test func thePapersSizes() {
    let configuration = EntityNetworkConfiguration.paper(vocabularySize: 30, sentenceLength: 6)
    #expect(configuration.size == 100 && configuration.keys == .free(20) && !configuration.sharesOutput)
    #expect(configuration.problem == nil)
    var none = configuration
    none.keys = .free(0)
    #expect(none.problem?.contains("keys") == true)
  }

  @Test func aBatchEqualsOneByOne() {
    let (model, parameters) = toy(seed: 1)
    func logits(_ stories: [EntityStoryBatch.Story]) -> [Scalar] {
      Tape().evaluate(with: parameters) { model(EntityStoryBatch(stories), on: $0).logits.elements }
    }
    #expect(distance(logits(Self.stories), Self.stories.flatMap { logits([$0]) }) < 1e-5)
  }

  /// What is told after a question does not change its answer.
  @Test func laterFactsAreNotKnownBefore() {
    let (model, parameters) = toy(seed: 2)
    func logits(_ story: EntityStoryBatch.Story) -> [Scalar] {
      Tape().evaluate(with: parameters) {
        Array(model(EntityStoryBatch([story]), on: $0).logits.elements.prefix(9))
      }
    }
    var story = Self.stories[0]
    story.questions.reverse()
    var short = story
    short.facts = [story.facts[0]]
    short.questions = [story.questions[0]]
    #expect(distance(logits(story), logits(short)) < 1e-6)
  }

  @Test func cellsShareTheReading() {
    let (model, parameters) = toy(seed: 3)
    let attention = Tape().evaluate(with: parameters) {
      model(EntityStoryBatch(Self.stories), on: $0).attention.elements
    }
    for (row, cells) in [2, 2, 3, 1].enumerated() {
      let shares = attention[row * 3..<(row + 1) * 3]
      #expect(abs(shares.reduce(0, +) - 1) < 1e-5 && shares.dropFirst(cells).allSatisfy { $0 == 0 })
    }
  }
}
