import ArgumentParser
import SeqData
import SeqFiles
import SeqKit
import SeqModels
import SeqRuns
import SeqTensor
import SeqTraining
import SystemPackage

/// `seqkit train memory`: an end-to-end memory network on stories of your own.
struct TrainMemoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "memory",
    abstract: "Train an end-to-end memory network (MemN2N) on stories with questions.",
    discussion: """
      Stories are in the format of bAbI: numbered lines, questions with the answer after a tab. Of several restarts the \
      one with the lowest training error is written. Ctrl-C saves a checkpoint and ends with 130; --resume goes on from it, \
      to the same model as if it had never stopped. Presets: standard is the authors' own code on a task alone, paper the \
      same to the letter of the paper (the linear start ends by the held-out loss), joint the one for several tasks \
      together, textbook one hop over bags of words with nothing shared. --svg draws the learning curves of the training \
      under way, in a file anew while it learns, and at the end those of the one that is written.

        seqkit train memory --stories corpora/babi-sample.en.txt --out m.safetensors
        seqkit train memory --stories qa2_train.txt --preset paper --restarts 10 \\
          --out m.safetensors
        seqkit train memory --stories qa1_train.txt --tying none --hops 1 \\
          --encoding bag-of-words --out chapter.safetensors
        seqkit train memory --stories qa2_train.txt --update gated --embedding 100 \\
          --out gated.safetensors
        seqkit evaluate memory --model m.safetensors --stories qa2_test.txt --show 1 \\
          --svg hops.svg
      """)

  enum Preset: String, ExpressibleByArgument, CaseIterable {
    case standard, paper, joint, textbook
  }

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Stories to learn from; - for standard input.", valueName: "file"),
    completion: .file(extensions: ["txt"]))
  var stories: [String]

  @Option(help: ArgumentHelp("Where to write the model.", valueName: "file"), completion: .file())
  var out: String

  @Option(help: "standard, paper, joint or textbook; other flags change it. Default: standard.")
  var preset: Preset?

  @Option(
    help: ArgumentHelp("How often it is trained from other random weights. Default: 1.", valueName: "n"))
  var restarts: Int?

  @OptionGroup var config: ConfigOptions
  @OptionGroup var checkpoints: CheckpointOptions

  @OptionGroup(title: "Model and training") var flags: MemoryFlags
  @OptionGroup var picture: PictureOptions
  @OptionGroup(title: "Record") var runs: RunOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if let restarts, !(1...10_000).contains(restarts) {
      throw ValidationError("--restarts must lie between 1 and 10000, not \(restarts)")
    }
    if stories.isEmpty { throw ValidationError("--stories takes at least one file") }
    try picture.checkRoom(beside: ("--json", common.json))
    try StandardInput.checkOnce(stories + config.files)
  }

  func run() async throws {
    let checkpoint = checkpoints.path(for: out)
    if config.printConfig && stories == [ConfigOptions.noFile] { return try showSettingsOfAnyStories() }
    if !config.printConfig {
      try checkpoints.check(for: out, inputs: stories + config.files)
      try picture.check(inputs: stories + config.files, outputs: [out, checkpoint])
      CheckpointOptions.announceReplacement(of: out, resume: checkpoints.resume, quiet: common.quiet)
    }
    StandardInput.announce(StandardInput.stories, among: stories, quiet: common.quiet)
    let read = try stories.flatMap { try BabiFile.stories(of: $0) }
    let codec: StoryCodec
    do { codec = try StoryCodec.learn(from: read) } catch {
      throw Failure(.badData, error.description, at: stories.joined(separator: ", "))
    }
    let questions = read.flatMap(codec.encode).filter { $0.answer >= 0 }
    guard !questions.isEmpty else {
      throw Failure(
        .badData, "no question has an answer", at: stories.joined(separator: ", "),
        expected: "question, tab, answer", advice: "give answers to learn from")
    }
    let settings = try settings(for: questions, vocabularySize: codec.vocabulary.count)
    if config.printConfig { return try config.show(settings, asJSON: common.json) }

    let trainings = try start(settings, read, questions, checkpoint)
    var recording = try runs.recording(
      kind: MemoryNetworkModelFile.kind, name: FilePath(out).stem ?? out, seed: trainings.settings.seed,
      common)
    recording.add(stories.map { ("stories", $0) })
    try recording.begin(
      settings: MemoryNetworkSettings(model: trainings.configuration, training: trainings.settings),
      checkpoint: checkpoint, resumedAt: checkpoints.resume ? trainings.epochsPassed : nil)
    if !common.quiet {
      Output.note(
        "\(counted(questions.count, "question")), \(counted(codec.vocabulary.count, "word")); "
          + trainings.settings.protocolText(trainings.configuration) + "\n")
      if checkpoints.resume {
        let progress = trainings.progress
        Output.note(
          "resumed in restart \(progress.restart + 1) of \(trainings.restarts) after "
            + "\(progress.training.linearEpoch + progress.training.epoch) epochs; the checkpoint's settings hold\n"
        )
      }
    }
    let reports = TrainingReports()
    do {
      let fingerprint = StoryReaderTraining.fingerprint(of: read)
      let best = try drive(trainings, recording, reports) {
        // The store first: whatever a checkpoint goes on from is recorded then.
        recording.recorder.flush()
        try MemoryNetworkCheckpoint.write(trainings, fingerprint: fingerprint, to: FilePath(checkpoint))
        recording.wrote(.checkpoint, checkpoint, step: trainings.epochsPassed)
      } advice: {
        "saved to \(checkpoint); go on with --resume"
      }
      let card = ModelCard(
        name: FilePath(out).stem ?? out, summary: "an end-to-end memory network trained with seqkit",
        data: "\(questions.count) questions", command: Recording.modelCommand,
        scores: [.init(name: "training error", value: "\(fixed(100 * best.trainingError, 1)) %")],
        writtenBy: "seqkit \(SeqKitVersion.current)")
      let trainer = trainings.trainer
      try MemoryNetworkModelFile.write(
        .init(model: trainer.model, parameters: trainer.parameters, codec: codec), card: card,
        training: trainings.settings, to: FilePath(out))
      recording.wrote(.model, out, step: trainings.epochsPassed)
      recording.recorder.end(.finished)
      if common.json {
        let result = TrainingResult(
          model: out, metric: "training_error", best: best.trainingError, epoch: best.epoch,
          run: recording.recorder.id)
        reports.write(result.json)
      }
    } catch {
      recording.ended(by: error)
      throw error
    }
    try curves.draw(HistoryPlot.panels(of: trainings.bestHistory ?? trainings.history))
    if !common.quiet {
      let next = Recording.suggestion("evaluate", "memory", "--model", reading: out)
      Output.note("model written to \(out); try: \(next) --stories FILE --show 1\n")
    }
    try reports.finish(out)
  }

  /// The preset, what the configuration says, flags, the later before the former; and what the stories decide.
  private func settings(for questions: [StoryCodec.Question], vocabularySize: Int) throws
    -> MemoryNetworkSettings
  {
    var settings = try chosenSettings()
    settings.fit(to: questions, vocabularySize: vocabularySize)
    if let problem = settings.problem { throw Failure(unfit: problem) }
    return settings
  }

  /// - Parameter base: what holds where neither preset, configuration nor flags say anything.
  private func chosenSettings(over base: MemoryNetworkSettings = MemoryNetworkSettings(.standard)) throws
    -> MemoryNetworkSettings
  {
    var settings = preset.map { MemoryNetworkSettings($0) } ?? base
    try config.lay(over: &settings, quiet: common.quiet)
    if let seed = common.givenSeed { settings.training.seed = seed }
    flags.apply(to: &settings)
    return settings
  }

  /// What would hold whatever is learned.
  private func showSettingsOfAnyStories() throws {
    let settings = try chosenSettings()
    var fitted = settings
    fitted.fit(to: [], vocabularySize: 1)
    if let problem = fitted.problem { throw Failure(unfit: problem) }
    if !common.quiet {
      Output.note(
        "where vocabularySize, sentenceLength or memorySize is 0, it follows from the stories\n")
    }
    try config.show(settings, asJSON: common.json)
  }

  /// Fresh trainings, or those of the checkpoint.
  private func start(
    _ settings: MemoryNetworkSettings, _ stories: [Story], _ questions: [StoryCodec.Question],
    _ checkpoint: String
  ) throws -> MemoryNetworkRestarts {
    guard checkpoints.resume else {
      return MemoryNetworkRestarts(
        settings.model, settings: settings.training, restarts: restarts ?? 1, questions: questions)
    }
    let saved = try MemoryNetworkCheckpoint(contentsOf: FilePath(checkpoint))
    guard saved.fingerprint == StoryReaderTraining.fingerprint(of: stories) else {
      throw Failure(
        .badData, "the checkpoint is of a training on other stories", at: checkpoint,
        advice: "give the stories that it was begun with")
    }
    let words = settings.model.vocabularySize
    guard saved.configuration.vocabularySize == words else {
      throw Failure(
        .badData, "the checkpoint's network has other words than the stories", at: checkpoint,
        expected: counted(words, "word"), found: grouped(saved.configuration.vocabularySize),
        advice: "remove the checkpoint and train anew")
    }
    try checkNothingChanges(saved, questions)
    let trainings = MemoryNetworkRestarts(
      saved.configuration, settings: saved.settings, restarts: saved.restarts, questions: questions)
    try saved.restore(trainings)
    return trainings
  }

  /// A checkpoint's settings hold: flags may repeat them, and not ask for others.
  private func checkNothingChanges(_ saved: MemoryNetworkCheckpoint, _ questions: [StoryCodec.Question])
    throws
  {
    let settings = MemoryNetworkSettings(model: saved.configuration, training: saved.settings)
    var asked = try chosenSettings(over: settings)
    asked.fit(to: questions, vocabularySize: settings.model.vocabularySize)
    try CheckpointOptions.check(settings, against: asked)
    try CheckpointOptions.check(saved.restarts, against: restarts ?? saved.restarts)
  }

  private var curves: HistoryPicture {
    HistoryPicture(path: picture.svg, title: FilePath(out).stem ?? out)
  }

  private static let saveInterval = Duration.seconds(30)
  /// Epochs take milliseconds: the curves are drawn anew after so much time, and at the end of each training.
  private static let drawInterval = Duration.seconds(1)

  /// - Parameters:
  ///   - save: writes the checkpoint.
  ///   - advice: what to do after an interruption.
  /// - Returns: the last epoch of the best training, whose weights the trainer then has.
  private func drive(
    _ trainings: MemoryNetworkRestarts, _ recording: Recording, _ reports: TrainingReports,
    save: () throws -> Void, advice: () -> String
  ) throws -> MemoryEpochReport {
    Interruption.install()
    let clock = ContinuousClock()
    var (begin, lastSave, lastDrawn) = (clock.now, clock.now, clock.now)
    let perRestart = trainings.settings.epochs + trainings.settings.linearEpochs
    var progress = Progress("epochs", of: perRestart)
    while let report = try trainings.next() {
      if !common.quiet { progress.advance() }
      record(report, of: trainings, recording.recorder)
      if trainings.trainer.isFinished || clock.now - lastDrawn > Self.drawInterval {
        curves.redraw(HistoryPlot.panels(of: trainings.history))
        lastDrawn = clock.now
      }
      if trainings.trainer.isFinished {
        progress.finish()
        show(
          report, trainings.progress.restart + 1, of: trainings.restarts, (clock.now - begin).seconds, reports
        )
        begin = clock.now
        progress = Progress("epochs", of: perRestart)
      }
      if trainings.isFinished { break }
      if Interruption.isRequested {
        progress.finish()
        try save()
        var failure = Interruption.failure
        failure.advice = advice()
        throw failure
      }
      if clock.now - lastSave > Self.saveInterval {
        try save()
        lastSave = clock.now
      }
    }
    guard let best = trainings.useBest() else {
      throw Failure(
        .badData, "all questions are held out", expected: "some to learn from",
        advice: "give more stories or a smaller --held-out")
    }
    return best
  }

  /// A step is an epoch of any of the trainings, so that their curves stand one after the other.
  private func record(
    _ report: MemoryEpochReport, of trainings: MemoryNetworkRestarts, _ recorder: RunRecorder
  ) {
    let step = trainings.epochsPassed
    recorder.record("training_error", report.trainingError, step: step, epoch: report.epoch)
    recorder.record("training_loss", report.trainingLoss, step: step, epoch: report.epoch)
    guard trainings.settings.heldOut > 0 else { return }
    recorder.record("held_out_error", report.heldOutError, step: step, epoch: report.epoch)
    recorder.record("held_out_loss", report.heldOutLoss, step: step, epoch: report.epoch)
  }

  private func show(
    _ report: MemoryEpochReport, _ restart: Int, of restarts: Int, _ seconds: Double,
    _ reports: TrainingReports
  ) {
    if common.json {
      reports.write([
        "version": 1, "type": "restart", "restart": .integer(restart),
        "training_error": .number(report.trainingError), "training_loss": .number(report.trainingLoss),
        "held_out_error": .number(report.heldOutError), "held_out_loss": .number(report.heldOutLoss),
        "seconds": .number(seconds),
      ])
    }
    if !common.quiet {
      Output.note(
        "restart \(restart) of \(restarts): training error \(fixed(100 * report.trainingError, 1)) %, held-out "
          + "error \(fixed(100 * report.heldOutError, 1)) %, loss \(fixed(report.trainingLoss, 4)) nats, "
          + "\(fixed(seconds, 1)) s\n")
    }
  }
}
