import SeqData
import SeqModels
import SeqTensor
import SeqTraining
import TestSupport
import Testing

/// Little stories of who went where and who has what, made on the spot.
private func stories(count: Int, seed: UInt64) -> [Story] {
  var random = RandomSource(seed: seed)
  let people = ["Ann", "Bob", "Cid"]
  let places = ["hall", "attic", "yard", "barn"]
  return (0..<count).map { _ in
    var story = Story()
    var last: [Int: Int] = [:]
    var stay: [Int: String] = [:]
    for line in 0..<6 {
      let (person, place) = (random.below(3), places[random.below(4)])
      story.facts.append(.init(text: "\(people[person]) went to the \(place).", line: line + 1))
      last[person] = line
      stay[person] = place
    }
    for person in 0..<3 {
      guard let fact = last[person], let place = stay[person] else { continue }
      story.questions.append(
        .init(text: "Where is \(people[person])?", answer: place, support: [fact], factCount: 6, line: 7))
    }
    return story
  }
}

private func trainer(
  _ training: [Story], _ codec: StoryCodec, epochs: Int = 15,
  _ change: (inout SupervisedMemoryConfiguration) -> Void = { _ in }
) -> SupervisedMemoryTrainer {
  let questions = training.flatMap(codec.encode)
  var configuration = SupervisedMemoryConfiguration(
    vocabularySize: codec.vocabulary.count,
    input: InputFeatureMap(
      sentences: questions.flatMap { $0.facts + [$0.question] }, words: questions.flatMap(\.answerWords)))
  configuration.support = .fixed(1)
  configuration.embeddingSize = 12
  change(&configuration)
  var settings = SupervisedMemoryTrainingSettings()
  settings.epochs = epochs
  return SupervisedMemoryTrainer(configuration, settings: settings, questions: questions)
}

@Suite struct SupervisedMemoryTrainerTests {
  private let training = stories(count: 80, seed: 1)
  private let test = stories(count: 60, seed: 2)

  /// The last of several facts about a person is the one: only the features of time can tell.
  @Test func theLatestFactIsChosenAndAnswered() throws {
    let codec = try StoryCodec.learn(from: training + test)
    let machines: [(inout SupervisedMemoryConfiguration) -> Void] = [
      { _ in },
      {
        $0.support = .adaptive(limit: 3)
        $0.response = .words(limit: 2)
        $0.isTwoLayered = true
      },
    ]
    for machine in machines {
      let trainer = trainer(training, codec, machine)
      while try trainer.next() != nil {}
      let errors = trainer.evaluate(test.flatMap(codec.encode))
      #expect(errors.evidence < 0.02 && errors.answer < 0.02, "\(errors)")
    }
  }

  @Test func aPhraseIsWritten() throws {
    let codec = try StoryCodec.learn(from: training + test)
    let trainer = trainer(training, codec, epochs: 40) {
      $0.response = .phrase(cell: .gru, size: 16, limit: 3)
    }
    while try trainer.next() != nil {}
    #expect(trainer.evaluate(test.flatMap(codec.encode)).answer < 0.05)
  }

  @Test func theSameSeedGivesTheSameBits() throws {
    let codec = try StoryCodec.learn(from: training)
    func weights() throws -> [[Scalar]] {
      let trainer = trainer(training, codec, epochs: 2)
      while try trainer.next() != nil {}
      return trainer.parameters.entries.map { trainer.parameters[$0.parameter] }
    }
    #expect(try weights() == weights())
  }

  @Test func nothingToLearnFromIsNoTraining() throws {
    let codec = try StoryCodec.learn(from: training)
    let trainer = trainer([], codec) { $0.input = InputFeatureMap(sentences: [[4]]) }
    #expect(try trainer.next() == nil)
    #expect(trainer.evaluate([]).answer == 0)
  }
}
