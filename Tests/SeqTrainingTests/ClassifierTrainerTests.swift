import SeqData
import SeqLayers
import SeqModels
import SeqTensor
import SeqTraining
import TestSupport
import Testing

@Suite struct ClassifierTrainerTests {
  /// Sequences of 3 to 9 tokens below 6 whose class is their first token: an LSTM has to carry it to the end.
  private func sequences(_ count: Int, seed: UInt64) -> [SequenceClassifier.Example] {
    var random = RandomSource(seed: seed)
    return (0..<count).map { _ in
      let tokens = (0..<3 + random.below(7)).map { _ in Int32(random.below(6)) }
      return .init(tokens: tokens, label: tokens[0])
    }
  }

  private func trainer(
    _ examples: [SequenceClassifier.Example], _ change: (inout ClassifierTrainingSettings) -> Void = { _ in }
  ) -> ClassifierTrainer<SequenceClassifier> {
    var settings = ClassifierTrainingSettings()
    settings.epochs = 30
    settings.learningRate = 0.01
    change(&settings)
    var configuration = SequenceClassifierConfiguration(vocabularySize: 6, classCount: 6)
    configuration.hiddenSize = 24
    configuration.embeddingSize = 12
    return ClassifierTrainer(
      { SequenceClassifier(configuration, scope: &$0) }, settings: settings, examples: examples)
  }

  @Test func anLSTMRemembersWhatItReadFirst() throws {
    let trainer = trainer(sequences(600, seed: 1))
    while try trainer.next() != nil {}
    trainer.restoreBest()
    #expect(trainer.evaluate(sequences(300, seed: 2)).error < 0.03)
  }

  @Test func aBagLearnsWhichFeatureDecides() throws {
    var random = RandomSource(seed: 5)
    let examples = (0..<300).map { _ in
      let features = (0..<8).filter { _ in random.uniform() < 0.4 }.map { Int32($0) }
      return BagClassifier.Example(features: features, label: features.contains(3) ? 1 : 0)
    }
    var settings = ClassifierTrainingSettings()
    settings.learningRate = 0.05
    settings.epochs = 20
    let trainer = ClassifierTrainer(
      { BagClassifier(featureCount: 8, classCount: 2, scope: &$0) }, settings: settings, examples: examples)
    while try trainer.next() != nil {}
    #expect(trainer.evaluate(examples).error == 0)
  }

  @Test func theSameSeedGivesTheSameBits() throws {
    func weights(_ seed: UInt64) throws -> [[Scalar]] {
      let trainer = trainer(sequences(90, seed: 3)) {
        $0.epochs = 2
        $0.seed = seed
      }
      while try trainer.next() != nil {}
      return trainer.parameters.entries.map { trainer.parameters[$0.parameter] }
    }
    #expect(try weights(1) == weights(1))
    #expect(try weights(1) != weights(2))
  }

  /// Labels at random: what is held out gets no better, so that the training ends early and goes back.
  @Test func patienceEndsAndTheBestComesBack() throws {
    var random = RandomSource(seed: 8)
    let examples = sequences(100, seed: 4).map {
      SequenceClassifier.Example(tokens: $0.tokens, label: Int32(random.below(6)))
    }
    let trainer = trainer(examples) {
      $0.epochs = 200
      $0.patience = 4
      $0.heldOut = 0.3
    }
    var reports: [ClassifierEpochReport] = []
    var best: [[Scalar]] = []
    while let report = try trainer.next() {
      reports.append(report)
      if report.isBest { best = trainer.parameters.entries.map { trainer.parameters[$0.parameter] } }
    }
    let last = try #require(reports.lastIndex { $0.isBest })
    #expect(reports.count < 200 && reports.count - 1 - last == 4 + 1)
    #expect(trainer.parameters.entries.map { trainer.parameters[$0.parameter] } != best)
    trainer.restoreBest()
    #expect(trainer.parameters.entries.map { trainer.parameters[$0.parameter] } == best)
  }

  @Test func theRateIsHalved() throws {
    let trainer = trainer(sequences(40, seed: 6)) {
      $0.epochs = 5
      $0.halvedEvery = 2
    }
    var rates: [Scalar] = []
    while let report = try trainer.next() { rates.append(report.learningRate) }
    #expect(rates == [0.01, 0.01, 0.005, 0.005, 0.0025])
  }

  @Test func nothingToLearnFromIsNoTraining() throws {
    let trainer = trainer([])
    #expect(try trainer.next() == nil)
    #expect(trainer.evaluate([]).error == 0)
  }

  /// Who went where last, by the paper's entity network with few cells.
  @Test func entitiesKeepTheState() throws {
    let (people, places) = ([4, 5, 6] as [Int32], [7, 8, 9, 10] as [Int32])
    func stories(_ count: Int, seed: UInt64) -> [EntityStoryBatch.Story] {
      var random = RandomSource(seed: seed)
      return (0..<count).map { _ in
        var place: [Int32?] = [nil, nil, nil]
        var facts: [[Int32]] = []
        var questions: [EntityStoryBatch.Question] = []
        for _ in 0..<5 {
          let (who, where_) = (random.below(3), places[random.below(4)])
          facts.append([people[who], 11, where_])
          place[who] = where_
          let asked = random.below(3)
          guard let answer = place[asked] else { continue }
          questions.append(.init(words: [12, people[asked]], answer: answer, factCount: facts.count))
        }
        return EntityStoryBatch.Story(facts: facts, questions: questions)
      }
    }
    var configuration = EntityNetworkConfiguration.paper(vocabularySize: 13, sentenceLength: 3)
    configuration.size = 24
    configuration.keys = .free(6)
    var settings = ClassifierTrainingSettings()
    settings.learningRate = 0.01
    settings.epochs = 40
    settings.batchSize = 10
    let trainer = ClassifierTrainer(
      { RecurrentEntityNetwork(configuration, scope: &$0) }, settings: settings,
      examples: stories(300, seed: 1))
    while try trainer.next() != nil {}
    trainer.restoreBest()
    #expect(trainer.evaluate(stories(200, seed: 2)).error < 0.03)
  }

  /// To the letter of the paper the linear start ends when the held-out loss no longer falls.
  @Test func theLinearStartEndsByTheHeldOutLoss() throws {
    var story = Story()
    for (line, place) in ["hall", "yard", "attic", "barn"].enumerated() {
      story.facts.append(.init(text: "Ann went to the \(place).", line: line))
      story.questions.append(
        .init(text: "Where is Ann?", answer: place, support: [line], factCount: line + 1, line: line))
    }
    let codec = try StoryCodec.learn(from: [story])
    let questions = (0..<30).flatMap { _ in codec.encode(story) }
    var settings = MemoryTrainingSettings.paper
    settings.epochs = 2
    settings.learningRate = 0.05
    let trainer = MemoryNetworkTrainer(
      EndToEndMemoryConfiguration(vocabularySize: codec.vocabulary.count), settings: settings,
      questions: questions)
    var linear: [Double] = []
    while let report = try trainer.next() { if report.isLinear { linear.append(report.heldOutLoss) } }
    #expect(linear.count >= 2 && linear.count < settings.linearEpochs)
    let last = try #require(linear.last)
    #expect(last >= linear.dropLast().min() ?? 0)
    #expect(zip(linear.dropLast(), linear.dropFirst().dropLast()).allSatisfy { $1 < $0 })
  }
}
