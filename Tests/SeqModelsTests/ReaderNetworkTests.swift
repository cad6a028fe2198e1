import SeqAutodiff
import SeqLayers
import SeqModels
import SeqTensor
import TestSupport
import Testing

@Suite struct ReaderNetworkTests {
  private typealias Sentence = MentionMemory.Sentence

  /// Five facts over four names; closed words are 3 to 7.
  private static let memory: MentionMemory = {
    var memory = MentionMemory()
    memory.append(
      Sentence(words: [1, 3, 4, 1], mentions: [.init(place: 0, name: 0), .init(place: 3, name: 1)]))
    memory.append(
      Sentence(words: [1, 5, 1], mentions: [.init(place: 0, name: 0), .init(place: 2, name: 2)]))
    memory.append(Sentence(words: [3, 3], mentions: []))
    memory.append(
      Sentence(
        words: [6, 4, 1],
        mentions: [
          .init(place: 0, name: 0, isPronoun: true), .init(place: 0, name: 2, isPronoun: true),
          .init(place: 2, name: 3),
        ]))
    memory.append(
      Sentence(words: [1, 5, 1], mentions: [.init(place: 0, name: 3), .init(place: 2, name: 2)]))
    return memory
  }()

  private static func step(
    _ decision: ReaderStep.Decision, _ names: [Int32], chosen: [Int] = [], answered: [Int32] = [],
    facts: Int = 5
  ) -> ReaderStep {
    ReaderStep(
      memory: memory, factCount: facts,
      question: Sentence(
        words: [7] + names.map { _ in 1 } + [2],
        mentions: names.enumerated().map { .init(place: $0 + 1, name: $1) }),
      decision: decision, chosen: chosen, answered: answered)
  }

  private static let steps: [(step: ReaderStep, target: ReaderChoice)] = [
    (step(.hop, [2]), .fact(4)), (step(.hop, [2], chosen: [4]), .fact(3)),
    (step(.hop, [0, 3], chosen: [1, 3]), .stop), (step(.answer, [2], chosen: [4, 1]), .name(0)),
    (step(.answer, [2], chosen: [4, 1], answered: [0]), .stop), (step(.answer, [0]), .unknown),
    (step(.answer, [1], chosen: [0]), .word(6)), (step(.hop, [0], facts: 1), .fact(0)),
  ]

  private func toy(seed: UInt64, embeddingSize: Int = 4, hiddenSize: Int = 3) -> (
    ReaderNetwork, ParameterStore
  ) {
    var configuration = ReaderConfiguration(wordCount: 8, answers: [6, 7])
    configuration.embeddingSize = embeddingSize
    configuration.hiddenSize = hiddenSize
    configuration.window = 2
    configuration.questionLength = 2
    var scope = ParameterScope()
    let model = ReaderNetwork(configuration, scope: &scope)
    let parameters = scope.finish(random: RandomSource(seed: seed))
    if let table = parameters["features.weight"] { parameters[table] = parameters[table].map { $0 * 4 } }
    return (model, parameters)
  }

  @Test func lossAgreesWithFiniteDifferences() {
    for (d, h) in gradientSizes([(4, 3), (3, 5), (2, 1)]) {
      for seed in 1...3 as ClosedRange<UInt64> {
        let (model, parameters) = toy(seed: seed, embeddingSize: d, hiddenSize: h)
        let worst = gradientCheck(of: parameters, seed: seed) {
          model.loss(Self.steps.map(\.step), targets: Self.steps.map(\.target), on: $0).loss
        }
        #expect(worst.error <= gradientTolerance, "d \(d), H \(h), seed \(seed): \(worst)")
      }
    }
  }

  @Test func aBatchEqualsOneByOne() {
    let (model, parameters) = toy(seed: 1)
    func loss(_ steps: [(step: ReaderStep, target: ReaderChoice)]) -> Scalar {
      Tape().evaluate(with: parameters) {
        model.loss(steps.map(\.step), targets: steps.map(\.target), on: $0).loss.item
      }
    }
    #expect(abs(loss(Self.steps) - Self.steps.map { loss([$0]) }.reduce(0, +)) < 1e-4)
  }

  @Test func probabilitiesCoverTheChoices() {
    let (model, parameters) = toy(seed: 2)
    Tape().evaluate(with: parameters) { tape in
      let hop = model.probabilities(of: Self.step(.hop, [2], chosen: [4]), on: tape)
      // The facts of the milk, 1 and 3, and of the name in the chosen fact; the chosen one is no choice any more.
      #expect(hop.map(\.choice) == [.stop, .fact(1), .fact(3)])
      #expect(abs(hop.reduce(0) { $0 + $1.probability } - 1) < 1e-5)
      let answer = model.probabilities(of: Self.step(.answer, [2], chosen: [4]), on: tape)
      #expect(
        answer.prefix(4).map(\.choice) == [.stop, .unknown, .word(6), .word(7)]
          && Set(answer.dropFirst(4).map(\.choice)) == [.name(2), .name(3)])
    }
  }

  /// What is told later, and what names are called, plays no part.
  @Test func laterFactsAndOtherNumbersChangeNothing() {
    let (model, parameters) = toy(seed: 3)
    var short = MentionMemory()
    for fact in Self.memory.facts.prefix(2) {
      short.append(
        Sentence(
          words: fact.words, mentions: fact.mentions.map { .init(place: $0.place, name: 9 - $0.name) }))
    }
    let question = Sentence(words: [7, 1, 2], mentions: [.init(place: 1, name: 0)])
    let renamed = Sentence(words: [7, 1, 2], mentions: [.init(place: 1, name: 9)])
    let first = ReaderStep(memory: Self.memory, factCount: 2, question: question, decision: .hop)
    let second = ReaderStep(memory: short, factCount: 2, question: renamed, decision: .hop)
    let values = [first, second].map { step in
      Tape().evaluate(with: parameters) { model.probabilities(of: step, on: $0).map(\.probability) }
    }
    #expect(values[0].count == 3 && values[0] == values[1])
  }

  @Test func choicesThatLieBeyondTheLimitAreNotOffered() {
    var configuration = ReaderConfiguration(wordCount: 8, answers: [])
    configuration.chainLimit = 2
    var scope = ParameterScope()
    let model = ReaderNetwork(configuration, scope: &scope)
    let step = Self.step(.hop, [2])
    #expect(model.offers(.fact(4), in: step) && model.offers(.fact(3), in: step))
    #expect(!model.offers(.fact(1), in: step) && !model.offers(.fact(2), in: step))
    #expect(!Self.step(.hop, []).isReadable && !Self.step(.hop, [1], facts: 0).isReadable)
    #expect(scope.declarations.isEmpty == false)
  }

  @Test func aMemoryForgetsItsLastFact() {
    var memory = Self.memory
    #expect(memory.mentions(3, within: 5) && !memory.mentions(3, within: 3))
    memory.removeLast()
    memory.removeLast()
    #expect(memory.facts.count == 3 && !memory.mentions(3, within: 5) && memory.mentions(2, within: 3))
    while memory.removeLast() != nil {}
    #expect(memory.facts.isEmpty && !memory.mentions(0, within: 1))
  }
}
