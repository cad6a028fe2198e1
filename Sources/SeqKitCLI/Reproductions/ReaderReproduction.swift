import SeqData
import SeqFiles
import SeqKit
import SeqTensor
import SystemPackage

/// The shipped reader of stories: trained on simulated ones, tested on names and wordings that it never met.
struct ReaderReproduction: Sendable {
  static let name = "reader"
  private static let checkpoint = "reader.checkpoint"

  static let run: @Sendable (ReproduceOptions, DataFolders) async throws -> Void = { options, _ in
    let common = options.common
    var settings = StoryReaderSettings.simulated
    settings.training.seed = common.seed
    settings.training.epochs = options.epochs ?? 34
    var reader: StoryReader
    if let from = options.from {
      // Only to be calibrated and scored.
      reader = try StoryReader(named: from)
    } else {
      let training = try freshTraining(settings, common)
      let run = ReaderTrainingRun(
        checkpoint: checkpoint, common: common,
        recording: try options.runs.recording(kind: "reader", name: name, seed: common.seed, common),
        reports: options.reports)
      try run.start(training, resume: SystemCalls.exists(checkpoint))
      try run.drive(training)
      reader = training.reader(card: card([]))
    }
    let seed = RandomSource(seed: common.seed)
    reader.calibrate(
      on: StoryLanguage.allCases.flatMap {
        ReaderExam.unanswerable(
          $0, tasks: simulation.babi, vocabulary: .training, questions: 500,
          random: seed.stream(named: "calibration"))
      }, falseAnswers: 0.02, within: 0.4...0.9)
    if !common.quiet { Output.note("threshold \(fixed(reader.threshold, 3))\n") }
    // Scored as it is shipped.
    try reader.save(to: FilePath(file), card: card([]), storage: .float16)
    let shipped = try StoryReader(contentsOf: FilePath(file))
    let exam = Exam(shipped, random: seed.stream(named: "exam"), common)
    try reader.save(to: FilePath(file), card: card(exam.scores), storage: .float16)
    if options.from == nil { SystemCalls.remove(FilePath(checkpoint)) }
    try options.record(exam.results, of: name)
    try Output.write(exam.table.rendered(common.json ? .json : options.format))
    if !common.quiet {
      Output.note("model written to \(file); the program ships it as Sources/CPretrained/\(file)\n")
    }
  }

  /// A training with its words, which takes the better part of a minute: that is said, and a signal ends it.
  private static func freshTraining(_ settings: StoryReaderSettings, _ common: CommonOptions) throws
    -> StoryReaderTraining
  {
    Interruption.install()
    let terminal = Terminal.standardError
    let isDrawn = terminal.movesCursor && !common.quiet
    if !isDrawn, !common.quiet { Output.note("making stories for their words, up to a minute\n") }
    let training = StoryReaderTraining(settings: settings, threads: common.threadCount) { done, count in
      if isDrawn {
        let line = "making stories for their words: \(done) of \(count) kinds"
        Output.note("\r" + line.clipped(to: terminal.width - 1, mark: "~") + "\u{1b}[K")
      }
      return !Interruption.isRequested
    }
    if isDrawn { Output.note("\r\u{1b}[K") }
    guard let training else { throw Interruption.failure }
    return training
  }

  private static let file = "stories.safetensors"
  private static let simulation = StoryReaderSettings.Simulation()

  private static func card(_ scores: [ModelCard.Score]) -> ModelCard {
    ModelCard(
      name: "stories", summary: "answers questions about people who go about, carry things and hand them on",
      sourceLanguage: "English and Chinese",
      data: "stories of seqkit's own simulator, in English and Chinese",
      licence: "Apache-2.0", command: "seqkit reproduce reader", scores: scores,
      writtenBy: "seqkit \(SeqKitVersion.current)")
  }

  /// All that is asked of the shipped reader.
  private struct Exam {
    var table: Table
    var scores: [ModelCard.Score] = []
    /// Every row, for the record.
    var results: [ReproducedScore?] = []

    init(_ reader: StoryReader, random: RandomSource, _ common: CommonOptions) {
      table = Table([
        .init("test"), .init("language"), .init("questions", .right), .init("right, %", .right),
        .init("evidence, %", .right), .init("I don't know, %", .right), .init("asked, %", .right),
      ])
      for language in StoryLanguage.allCases {
        let random = random.stream(named: language.rawValue)
        var draw = random.stream(named: "milk")
        let milk = (0..<1000).map { _ in ReaderExam.milkStory(language, &draw) }
        add("the milk story, all names at random", language, reader, milk, asked: 95, common)
        for (title, vocabulary) in [("names of training", StoryVocabulary.training), ("new names", .heldOut)]
        {
          var all: [Story] = []
          for task in simulation.babi.compactMap(StoryTask.init(rawValue:)) {
            let stories = ReaderExam.heldOutStories(
              task, language, vocabulary: vocabulary, questions: 100,
              random: random.stream(named: "\(title) \(task.number)"))
            if vocabulary == .training {
              add("\(task.number) \(task.title), new wording", language, reader, stories, common)
            }
            all += stories
          }
          add("new wording, \(title)", language, reader, all, asked: 85, common)
        }
        let mixed = ReaderExam.mixedStories(
          language, vocabulary: .heldOut, questions: 700, random: random.stream(named: "mixed"))
        add("facts of all kinds, new names", language, reader, mixed, asked: 85, common)
        let everyday = ReaderExam.everydayStories(
          language, vocabulary: .heldOut, questions: 700, random: random.stream(named: "everyday"))
        add("everyday stories, new names", language, reader, everyday, asked: 85, common)
        let silent = ReaderExam.unanswerable(
          language, tasks: simulation.babi, vocabulary: .heldOut, questions: 200,
          random: random.stream(named: "unanswerable"))
        add("questions without an answer", language, reader, silent, common)
      }
    }

    private mutating func add(
      _ title: String, _ language: StoryLanguage, _ reader: StoryReader, _ stories: [Story],
      asked: Int? = nil,
      _ common: CommonOptions
    ) {
      var parts = [ReaderScore](repeating: ReaderScore(), count: stories.count)
      parts.withUnsafeMutableBufferPointer { parts in
        nonisolated(unsafe) let parts = parts
        inParallel(stories.count, threads: common.threadCount) { parts[$0] = reader.score(stories[$0]) }
      }
      var score = ReaderScore()
      for part in parts { score += part }
      table.append([
        title, language.rawValue, grouped(score.questions), fixed(100 * score.accuracy, 1),
        score.supported > 0 ? fixed(100 * score.evidence, 1) : "",
        fixed(
          100 * Double(score.unanswered + score.unanswerable - score.falseAnswers)
            / Double(max(score.questions, 1)), 1), asked.map { "\($0)" } ?? "",
      ])
      results.append(
        ReproducedScore.percent("right", of: "\(title), \(language.rawValue)", 100 * score.accuracy))
      if asked != nil || score.unanswerable > 0 {
        scores.append(
          .init(name: "\(title), \(language.rawValue)", value: "\(fixed(100 * score.accuracy, 1)) % right"))
      }
    }
  }
}
