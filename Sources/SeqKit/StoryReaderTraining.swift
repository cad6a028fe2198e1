import FoundationEssentials
import SeqAutodiff
import SeqData
import SeqFiles
import SeqModels
import SeqTensor
import SeqTraining
import SystemPackage

/// Every choice of the training of a `StoryReader`.
public struct StoryReaderSettings: Sendable, Hashable, Codable {
  /// The stories that the simulator tells; nil for a training on given ones.
  public var simulation: Simulation?
  /// d and H of the network.
  public var embeddingSize = 64
  public var hiddenSize = 48
  /// How it learns.
  public var training = ReaderTrainingSettings()

  /// Which stories are told, and how many.
  public struct Simulation: Sendable, Hashable, Codable {
    /// The numbers of the task families that it learns: bAbI's, and everyday stories.
    public var tasks = [1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, StoryTask.everyday.number]
    /// Those of bAbI.
    package var babi: [Int] { tasks.filter { $0 != StoryTask.everyday.number } }
    /// In which languages the stories are told.
    public var languages = [StoryLanguage.english, .chinese]
    /// Questions of each task and language in an epoch, half as many again of a task whose stories can have facts of all
    /// kinds, and two and a half times as many of everyday stories; each epoch tells new stories, nothing is seen twice.
    public var questions = 1000
    /// The most facts that a story has.
    public var facts = 50
    /// The share of questions about what the story does not tell.
    public var unanswerable = 0.12
    /// The share of questions of a kind that it does not learn, to which there is no answer.
    public var foreign = 0.06

    public init() {}

    /// Why there can be no such stories; nil if there can.
    var problem: String? {
      if let number = tasks.first(where: { StoryTask(rawValue: $0) == nil }) {
        return "there is no task \(number)"
      }
      if tasks.isEmpty { return "there are no tasks to learn" }
      if languages.isEmpty { return "there are no languages to learn" }
      for (name, value, range) in [("questions", questions, 4...10_000_000), ("facts", facts, 3...1000)]
      where !range.contains(value) {
        return "simulation.\(name) must lie between \(range.lowerBound) and \(range.upperBound), not \(value)"
      }
      for (name, share) in [("unanswerable", unanswerable), ("foreign", foreign)]
      where !(0...1).contains(share) {
        return "simulation.\(name) must lie between 0 and 1, not \(share)"
      }
      return nil
    }

    /// In how many parts a task's stories are told, a quarter of `questions` each.
    static func parts(of task: StoryTask) -> Int {
      task == .everyday ? 10 : StoryTask.mixable.contains(task) ? 6 : 4
    }

    /// All questions of an epoch.
    var questionCount: Int {
      languages.count * (questions / 4)
        * tasks.compactMap(StoryTask.init(rawValue:)).reduce(0) { $0 + Self.parts(of: $1) }
    }
  }

  /// For given stories.
  public init() {}

  /// Why there can be no such reader; nil if there can.
  public var problem: String? {
    for (name, value) in [("embeddingSize", embeddingSize), ("hiddenSize", hiddenSize)]
    where !(1...4096).contains(value) {
      return "\(name) must lie between 1 and 4096, not \(value)"
    }
    return training.problem ?? simulation?.problem
  }

  /// For simulated ones: the shipped reader's.
  public static var simulated: StoryReaderSettings {
    var settings = StoryReaderSettings()
    settings.simulation = Simulation()
    return settings
  }
}

/// The training of a reader, on stories that are made as it goes along or on your own.
public final class StoryReaderTraining {
  /// Without a simulation where stories were given.
  public let settings: StoryReaderSettings
  /// The closed words that it learns with; every other word is a name.
  public let lexicon: StoryLexicon
  /// How many questions of given stories there are to learn from, and how many are set aside.
  public let questionCount, heldOutCount: Int
  /// What of given stories is neither.
  public let leftOut: LeftOutQuestions
  private let trainer: ReaderTrainer
  private let source: Source
  private let threads: Int
  private let fingerprint: String
  /// What besides given stories decides what is learned from them.
  private let given: ReaderCheckpoint.Given?

  private enum Source {
    case simulated(SimulatedQuestions)
    case given([ReaderQuestion])
  }

  /// Learns from simulated stories, of which some thousand are made at once for the words in them. The settings must have a
  /// simulation and no `problem`.
  ///
  /// - Parameter goesOn: asked before every kind of them; told how many are done and how many there are.
  /// - Returns: nil only if it was told to stop.
  public init?(
    settings: StoryReaderSettings, threads: Int, goesOn: (_ done: Int, _ of: Int) -> Bool = { _, _ in true }
  ) {
    if let problem = settings.problem { fatalError("StoryReaderTraining: \(problem)") }
    guard let simulation = settings.simulation else {
      fatalError("StoryReaderTraining: neither stories are given nor settings.simulation, which tells some")
    }
    self.settings = settings
    self.threads = threads
    guard let (lexicon, answers) = SimulatedLexicon.words(simulation, goesOn: goesOn) else { return nil }
    self.lexicon = lexicon
    source = .simulated(
      SimulatedQuestions(simulation, lexicon, seed: settings.training.seed))
    trainer = Self.trainer(settings, lexicon, answers, threads)
    (questionCount, heldOutCount, leftOut) = (simulation.questionCount, 0, LeftOutQuestions())
    fingerprint = "simulated"
    given = nil
  }

  /// Learns from given stories, whose questions name their supporting facts.
  ///
  /// - Parameters:
  ///   - names: words that are to be any name, besides those that the stories themselves show to be; see `LearnedLexicon`.
  ///     Chinese names must be given, because nothing shows where they end.
  ///   - heldOut: the share of the stories that is set aside.
  ///   - settings: of which `simulation` is not regarded.
  /// - Throws: `SettingsError` if the settings cannot be or there is nothing to learn from.
  public init(
    stories: [Story], names: [String] = [], heldOut share: Double = 0.1, settings: StoryReaderSettings,
    threads: Int
  ) throws(SettingsError) {
    var settings = settings
    settings.simulation = nil
    if let problem = settings.problem { throw SettingsError(problem) }
    guard (0..<1).contains(share) else {
      throw SettingsError("the share of stories set aside must be at least 0 and below 1, not \(share)")
    }
    self.settings = settings
    self.threads = threads
    let (lexicon, answers) = LearnedLexicon.words(of: stories, names: names)
    guard !lexicon.words.isEmpty else {
      throw SettingsError("the stories have no words that stay the same: there is nothing to learn from")
    }
    self.lexicon = lexicon
    var order = Array(stories.indices)
    var random = RandomSource(seed: settings.training.seed).stream(named: "held out")
    random.shuffle(&order)
    let aside = stories.count > 1 ? Int(Double(stories.count) * share) : 0
    heldOutStories = order.prefix(aside).sorted().map { stories[$0] }
    var leftOut = LeftOutQuestions()
    let questions = order.dropFirst(aside).sorted().flatMap {
      GivenQuestions.of(stories[$0], lexicon, leftOut: &leftOut)
    }
    self.leftOut = leftOut
    guard questions.contains(where: { !$0.support.isEmpty }) else {
      throw SettingsError(
        "no question names a supporting fact that a name leads to: a reader learns from those which facts to read",
        remedy: stories.contains { $0.questions.contains { !$0.support.isEmpty } } ? .giveNames : nil
      )
    }
    source = .given(questions)
    trainer = Self.trainer(settings, lexicon, answers, threads)
    questionCount = questions.count
    heldOutCount = heldOutStories.reduce(0) { $0 + $1.questions.count }
    fingerprint = Self.fingerprint(of: stories)
    given = ReaderCheckpoint.Given(heldOut: share, names: Self.fingerprint(ofNames: names))
  }

  /// What was set aside of given stories.
  public private(set) var heldOutStories: [Story] = []

  private static func trainer(
    _ settings: StoryReaderSettings, _ lexicon: StoryLexicon, _ answers: [String], _ threads: Int
  ) -> ReaderTrainer {
    var configuration = ReaderConfiguration(
      wordCount: ReaderWord.count + lexicon.count,
      answers: answers.compactMap { lexicon.id(of: $0).map { Int32(ReaderWord.count) + $0 } })
    configuration.embeddingSize = settings.embeddingSize
    configuration.hiddenSize = settings.hiddenSize
    return ReaderTrainer(configuration, settings: settings.training, threads: threads)
  }

  /// Whether all epochs are done.
  public var isFinished: Bool { trainer.isFinished }
  /// Epochs done.
  public var epoch: Int { trainer.epoch }
  /// Every epoch that is done, those before a resumption included.
  public var history: [ReaderEpochReport] { trainer.history }
  /// How many weights the network has.
  public var parameterCount: Int { trainer.parameters.count }

  /// One epoch; nil when the training is over or was told to stop, in which case only a checkpoint can go on.
  ///
  /// - Parameter goesOn: asked after every batch; told how many are done and how many there are.
  /// - Throws: if the loss or a gradient is no number any more.
  public func next(goesOn: (_ batch: Int, _ of: Int) -> Bool = { _, _ in true }) throws(TrainingDiverged)
    -> ReaderEpochReport?
  {
    guard !isFinished else { return nil }
    let questions =
      switch source {
      case .simulated(let simulated): simulated.questions(epoch: trainer.epoch, threads: threads)
      case .given(let questions): questions
      }
    return try trainer.next(questions, goesOn: goesOn)
  }

  /// The reader as it stands.
  public func reader(card: ModelCard) -> StoryReader {
    StoryReader(
      card: card, model: trainer.model, parameters: trainer.parameters, lexicon: lexicon,
      training: settingsText)
  }

  // MARK: Checkpoints

  /// Writes a checkpoint, at the end of an epoch.
  ///
  /// - Throws: a `FileError` if the file cannot be written; what was there before is then unchanged.
  public func save(to path: FilePath) throws(FileError) {
    try ReaderCheckpoint.write(
      trainer, settings: settingsText, dataFingerprint: fingerprint, given: given, to: path)
  }

  /// Goes on from a checkpoint of a training with the same settings, stories and names, and the same share set aside.
  ///
  /// - Throws: a `FileError` if it is damaged, or of another training.
  public func restore(from path: FilePath) throws(FileError) {
    let checkpoint = try ReaderCheckpoint(contentsOf: path)
    guard checkpoint.settings == settingsText else {
      throw FileError(.badData, path.string, "the checkpoint is of a training with other settings")
    }
    guard checkpoint.dataFingerprint == fingerprint else {
      throw FileError(.badData, path.string, "the checkpoint is of a training on other stories")
    }
    if let given, let before = checkpoint.given {
      guard before.heldOut == given.heldOut else {
        throw FileError(
          .badData, path.string,
          "the checkpoint is of a training that set aside \(before.heldOut) of the stories, not \(given.heldOut): "
            + "set aside as many, or train anew")
      }
      guard before.names == given.names else {
        throw FileError(
          .badData, path.string,
          "the checkpoint is of a training with other names: give the same, or train anew")
      }
    }
    try checkpoint.restore(trainer)
  }

  private var settingsText: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return (try? encoder.encode(settings)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  /// How many stories there are, and a number that changes with any change of them.
  package static func fingerprint(of stories: [Story]) -> String {
    var fingerprint = Fingerprint()
    fingerprint.add(BabiFile.text(of: stories))
    return "\(stories.count) stories " + String(fingerprint.hash, radix: 16)
  }

  private static func fingerprint(ofNames names: [String]) -> String {
    var fingerprint = Fingerprint()
    fingerprint.add(names.joined(separator: "\n"))
    return "\(names.count) names " + String(fingerprint.hash, radix: 16)
  }
}

extension StoryLanguage: Codable {}
