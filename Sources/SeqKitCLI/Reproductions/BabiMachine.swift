import SeqData
import SeqLayers
import SeqModels
import SeqTensor
import SeqTraining

/// What one training learns from: a task of bAbI, or all of them together.
struct BabiSet: Sendable {
  /// 0 for all tasks together.
  let task: Int
  let codec: StoryCodec
  let stories: [Story]
  let training: [StoryCodec.Question]
  /// The test stories of each task it is scored on.
  let tests: [(task: Int, stories: [Story], questions: [StoryCodec.Question])]

  init(_ tasks: [BabiTask], as task: Int) throws {
    do { codec = try StoryCodec.learn(from: tasks.flatMap { $0.training + $0.test }) } catch {
      throw Failure(.badData, error.description, at: "bAbI, task \(task)")
    }
    let codec = codec
    self.task = task
    stories = tasks.flatMap(\.training)
    training = stories.flatMap(codec.encode)
    tests = tasks.map { ($0.number, $0.test, $0.test.flatMap(codec.encode)) }
  }

  var questions: [StoryCodec.Question] { training + tests.flatMap(\.questions) }
}

/// What one training came to.
struct BabiOutcome: Sendable, Codable {
  /// In the last epoch, from 0 to 1, and the loss in nats.
  var trainingError, trainingLoss: Double
  /// On questions set aside, after the epoch that did best on them, where that epoch's weights are kept.
  var heldOutError: Double?
  var heldOutLoss: Double?
  /// Of every task it was trained on, from 0 to 1, by the task's number.
  var testErrors: [String: Double] = [:]
  var epochs: Int
}

/// A kind of network with all that its training on bAbI is made of.
struct BabiMachine: Sendable {
  /// How results are filed.
  let name: String
  private let kind: Kind
  /// Every other restart of a memory network has a linear start of so many epochs; nil where all are alike. Which of the two
  /// a task needs shows in the training error, by which restarts are chosen.
  private(set) var otherLinearEpochs: Int?

  private enum Kind: Sendable {
    case memory(@Sendable (inout EndToEndMemoryConfiguration, inout MemoryTrainingSettings) -> Void)
    case lstm, nGrams, entities
    case computer(hidden: Int, DynamicMemorySizes, bypassDropout: Scalar)
  }

  /// End-to-end memory networks; `change` says what is not as in the paper.
  static func memory(
    _ name: String,
    _ change: @escaping @Sendable (inout EndToEndMemoryConfiguration, inout MemoryTrainingSettings) -> Void =
      { _, _ in }
  ) -> BabiMachine { BabiMachine(name: name, kind: .memory(change)) }

  /// Sukhbaatar et al. 2015 with position encoding, linear start and random noise.
  static let memN2N = memory("memn2n")
  /// The same with relu between hops and d = 100: "*" in the paper's tables with 10,000 questions.
  static let reluMemN2N = relu("memn2n")

  static func relu(_ name: String) -> BabiMachine {
    var machine = memory(name) { model, _ in
      model.embeddingSize = 100
      model.update = .relu
    }
    machine.otherLinearEpochs = 120
    return machine
  }

  /// "BoW" of the paper's table 1.
  static let bagOfWords = memory("bag-of-words") { model, settings in
    model.encoding = .bagOfWords
    settings.linearEpochs = 0
    settings.timeNoise = 0
  }
  /// Story and question word by word: Weston et al. 2015, table 3.
  static let lstm = BabiMachine(name: "lstm", kind: .lstm)
  /// The n-gram classifier of the same table.
  static let nGrams = BabiMachine(name: "n-grams", kind: .nGrams)
  /// Henaff et al. 2017.
  static let entities = BabiMachine(name: "entities", kind: .entities)

  /// Graves et al. 2016, smaller: an LSTM of 128 and 64 slots of 32 with 4 read heads, where the paper has 256, and 256 of 64.
  static let computer = BabiMachine(
    name: "dnc",
    kind: .computer(
      hidden: 128, DynamicMemorySizes(slots: 64, width: 32, readHeads: 4), bypassDropout: 0.1))

  /// Rough time of a training, in seconds on one core.
  func expectedSeconds(task: Int, isLarge: Bool) -> Double {
    switch kind {
    case .memory: task == 0 ? 40 : isLarge ? 30 : 1
    case .lstm: task == 3 ? 120 : 20
    case .nGrams: 3
    case .entities: (task == 3 ? 200 : 30) * (isLarge ? 8 : 1)
    case .computer: 1500
    }
  }

  /// What an end-to-end memory network is on this set; nil for other machines.
  func memorySettings(_ set: BabiSet) -> (EndToEndMemoryConfiguration, MemoryTrainingSettings)? {
    guard case .memory(let change) = kind else { return nil }
    var configuration = EndToEndMemoryConfiguration(vocabularySize: set.codec.vocabulary.count)
    let questions = set.questions
    configuration.sentenceLength = Self.longestSentence(questions)
    configuration.memorySize = min(50, max(questions.map(\.facts.count).max() ?? 50, 1))
    if set.task == 0 { configuration.embeddingSize = 50 }
    var settings = set.task == 0 ? MemoryTrainingSettings.joint : MemoryTrainingSettings()
    // Ten times as many steps after the linear start: half the rate, as in the authors' own code.
    if set.task != 0, set.training.count > Self.mostQuestionsAtFullRate { settings.learningRate /= 2 }
    change(&configuration, &settings)
    return (configuration, settings)
  }

  private static let mostQuestionsAtFullRate = 2000

  private static func longestSentence(_ questions: [StoryCodec.Question]) -> Int {
    max(questions.map { $0.facts.map(\.count).reduce($0.question.count, max) }.max() ?? 1, 1)
  }

  /// - Parameters:
  ///   - limit: the most epochs; nil for as many as the machine is to have.
  ///   - say: told of each epoch; nil where nobody listens.
  /// - Returns: nil if the user wants to stop.
  func train(
    _ set: BabiSet, seed: UInt64, restart: Int, limit: Int?, say: (@Sendable (String) -> Void)? = nil
  ) throws -> BabiOutcome? {
    let run = Run(seed: seed, restart: restart, limit: limit, say: say)
    switch kind {
    case .memory: return try trainMemory(set, run)
    case .lstm: return try trainLSTM(set, run)
    case .nGrams: return try trainNGrams(set, run)
    case .entities: return try trainEntities(set, run)
    case .computer(let hidden, let memory, let bypassDropout):
      return try trainComputer(set, run, hidden: hidden, memory, bypassDropout: bypassDropout)
    }
  }

  /// What every training of a run is told.
  private struct Run {
    let seed: UInt64
    let restart: Int
    let limit: Int?
    let say: (@Sendable (String) -> Void)?

    func say(_ epoch: Int, loss: Double, error: Double, heldOut: Double, _ note: String = "") {
      say?(
        "epoch \(epoch)  loss \(fixed(loss, 4))  training error \(fixed(100 * error, 1)) %  "
          + "held-out error \(fixed(100 * heldOut, 1)) %\(note)")
    }
  }

  private func trainMemory(_ set: BabiSet, _ run: Run) throws -> BabiOutcome? {
    guard case (let configuration, var settings)? = memorySettings(set) else { return nil }
    settings.seed = run.seed
    if let otherLinearEpochs, run.restart % 2 == 1 { settings.linearEpochs = otherLinearEpochs }
    if let limit = run.limit { settings.epochs = min(settings.epochs, limit) }
    let trainer = MemoryNetworkTrainer(configuration, settings: settings, questions: set.training)
    var last: MemoryEpochReport?
    var epochs = 0
    while let report = try trainer.next() {
      if Interruption.isRequested { return nil }
      run.say(
        report.epoch, loss: report.trainingLoss, error: report.trainingError, heldOut: report.heldOutError,
        report.isLinear ? "  linear" : "")
      last = report
      epochs += 1
    }
    guard let last else { return nil }
    var outcome = BabiOutcome(
      trainingError: last.trainingError, trainingLoss: last.trainingLoss, epochs: epochs)
    for test in set.tests { outcome.testErrors["\(test.task)"] = trainer.evaluate(test.questions).error }
    return outcome
  }

  private func trainLSTM(_ set: BabiSet, _ run: Run) throws -> BabiOutcome? {
    func examples(_ questions: [StoryCodec.Question]) -> [SequenceClassifier.Example] {
      questions.map { .init(tokens: $0.facts.flatMap(\.self) + $0.question, label: $0.answer) }
    }
    var settings = ClassifierTrainingSettings()
    settings.epochs = 60
    settings.halvedEvery = 30
    settings.clipNorm = 10
    settings.patience = 15
    let count = set.codec.vocabulary.count
    return try train(
      settings, run, examples(set.training), set.tests.map { ($0.task, examples($0.questions)) }
    ) { SequenceClassifier(.init(vocabularySize: count, classCount: count), scope: &$0) }
  }

  private func trainNGrams(_ set: BabiSet, _ run: Run) throws -> BabiOutcome? {
    let input = InputFeatureMap(sentences: set.training.flatMap(\.facts), order: 3)
    func examples(_ questions: [StoryCodec.Question]) -> [BagClassifier.Example] {
      questions.map { question in
        let words = Set(question.question)
        let features = question.facts.filter { !words.isDisjoint(with: $0) }.reduce(into: Set<Int32>()) {
          $0.formUnion(input($1))
        }
        return .init(features: features.sorted(), label: question.answer)
      }
    }
    var settings = ClassifierTrainingSettings()
    settings.epochs = 50
    settings.learningRate = 0.01
    settings.halvedEvery = 15
    settings.patience = 10
    return try train(
      settings, run, examples(set.training), set.tests.map { ($0.task, examples($0.questions)) }
    ) {
      BagClassifier(featureCount: max(input.count, 1), classCount: set.codec.vocabulary.count, scope: &$0)
    }
  }

  private func trainEntities(_ set: BabiSet, _ run: Run) throws -> BabiOutcome? {
    func examples(_ stories: [Story]) -> [EntityStoryBatch.Story] {
      stories.map { EntityStoryBatch.Story($0, codec: set.codec) }
    }
    let training = examples(set.stories)
    var settings = ClassifierTrainingSettings()
    settings.epochs = 200
    settings.learningRate = 0.01
    settings.halvedEvery = 25
    settings.patience = 50
    // A story is read once for all its questions; a batch has about 32 of these.
    let questions = training.reduce(0) { $0 + $1.questions.count }
    settings.batchSize = max(32 * training.count / max(questions, 1), 1)
    let configuration = EntityNetworkConfiguration.paper(
      vocabularySize: set.codec.vocabulary.count, sentenceLength: Self.longestSentence(set.questions))
    return try train(
      settings, run, training, set.tests.map { ($0.task, examples($0.stories)) }
    ) { RecurrentEntityNetwork(configuration, scope: &$0) }
  }

  private func trainComputer(
    _ set: BabiSet, _ run: Run, hidden: Int, _ memory: DynamicMemorySizes, bypassDropout: Scalar
  ) throws -> BabiOutcome? {
    func examples(_ stories: [Story]) -> [StoryComputer.Example] {
      stories.map { StoryComputer.Example($0, codec: set.codec) }
    }
    var settings = ClassifierTrainingSettings()
    settings.epochs = 60
    settings.batchSize = 8
    settings.learningRate = 0.001
    settings.halvedEvery = 20
    settings.clipNorm = 10
    settings.patience = 20
    let count = set.codec.vocabulary.count
    var configuration = DifferentiableNeuralComputerConfiguration(inputSize: count, outputSize: count)
    configuration.controllerSize = hidden
    configuration.memory = memory
    return try train(
      settings, run, examples(set.stories), set.tests.map { ($0.task, examples($0.stories)) }
    ) { StoryComputer(configuration, bypassDropout: bypassDropout, scope: &$0) }
  }

  private func train<Model: ExampleClassifier>(
    _ settings: ClassifierTrainingSettings, _ run: Run, _ examples: [Model.Example],
    _ tests: [(task: Int, examples: [Model.Example])], _ makeModel: (inout ParameterScope) -> Model
  ) throws -> BabiOutcome? {
    var settings = settings
    settings.seed = run.seed
    if let limit = run.limit { settings.epochs = min(settings.epochs, limit) }
    let trainer = ClassifierTrainer(makeModel, settings: settings, examples: examples)
    var last: ClassifierEpochReport?
    var best: ClassifierEpochReport?
    while let report = try trainer.next() {
      if Interruption.isRequested { return nil }
      run.say(
        report.epoch, loss: report.trainingLoss, error: report.trainingError, heldOut: report.heldOutError,
        report.isBest ? "  best so far" : "")
      last = report
      if report.isBest { best = report }
      // Nothing is left to learn.
      if report.heldOutError == 0, report.trainingError == 0, report.trainingLoss < 0.001 { break }
    }
    guard let last, let best else { return nil }
    trainer.restoreBest()
    var outcome = BabiOutcome(
      trainingError: last.trainingError, trainingLoss: last.trainingLoss, heldOutError: best.heldOutError,
      heldOutLoss: best.heldOutLoss, epochs: last.epoch)
    for test in tests { outcome.testErrors["\(test.task)"] = trainer.evaluate(test.examples).error }
    return outcome
  }
}
