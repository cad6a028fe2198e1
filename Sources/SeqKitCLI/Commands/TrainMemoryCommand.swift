import ArgumentParser
import SeqAutodiff
import SeqData
import SeqFiles
import SeqKit
import SeqModels
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
      one with the lowest training error is written. Presets: standard is the authors' own code on a task alone, paper the \
      same to the letter of the paper (the linear start ends by the held-out loss), joint the one for several tasks \
      together, textbook one hop over bags of words with nothing shared.

        seqkit train memory --stories corpora/babi-sample.en.txt --out m.safetensors
        seqkit train memory --stories qa2_train.txt --preset paper --restarts 10 --out m.safetensors
        seqkit train memory --stories qa1_train.txt --tying none --hops 1 --encoding bag-of-words --out chapter.safetensors
        seqkit train memory --stories qa2_train.txt --update gated --embedding 100 --out gated.safetensors
        seqkit evaluate memory --model m.safetensors --stories qa2_test.txt --show 1 --svg hops.svg
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

  @Option(help: "standard, paper, joint or textbook; other flags change it.")
  var preset = Preset.standard

  @Option(help: ArgumentHelp("How often it is trained from other random weights.", valueName: "n"))
  var restarts = 1

  @Flag(help: "Print the settings that would be used, as JSON, and end.")
  var printConfig = false

  @OptionGroup(title: "Model and training") var flags: MemoryFlags
  @OptionGroup(title: "Record") var runs: RunOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if !(1...10_000).contains(restarts) {
      throw ValidationError("--restarts must lie between 1 and 10000, not \(restarts)")
    }
    if stories.isEmpty { throw ValidationError("--stories takes at least one file") }
  }

  func run() async throws {
    if !printConfig { try OutputCheck.canWrite(out) }
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
    var settings = MemoryNetworkSettings(preset, questions, vocabularySize: codec.vocabulary.count)
    flags.apply(to: &settings)
    settings.training.seed = common.seed
    if let problem = settings.model.problem { throw Failure(.usage, problem, advice: "change the flag") }
    if printConfig { return try Output.write(SettingsFile.text(of: settings) + "\n") }

    var recording = try runs.recording(
      kind: MemoryNetworkModelFile.kind, name: FilePath(out).stem ?? out, seed: common.seed, common)
    recording.add(stories.map { ("stories", $0) })
    try recording.begin(settings: settings)
    if !common.quiet {
      Output.note(
        "\(grouped(questions.count)) questions, \(codec.vocabulary.count) words; "
          + settings.training.protocolText(settings.model) + "\n")
    }
    do {
      let best = try train(settings, questions, recording)
      let card = ModelCard(
        name: FilePath(out).stem ?? out, summary: "an end-to-end memory network trained with seqkit",
        data: "\(questions.count) questions", command: "seqkit train memory",
        scores: [.init(name: "training error", value: "\(fixed(100 * best.report.trainingError, 1)) %")],
        writtenBy: "seqkit \(SeqKitVersion.current)")
      try MemoryNetworkModelFile.write(
        .init(model: best.trainer.model, parameters: best.trainer.parameters, codec: codec), card: card,
        training: settings.training, to: FilePath(out))
      recording.wrote(.model, out, step: restarts)
      recording.recorder.end(.finished)
    } catch {
      recording.ended(by: error)
      throw error
    }
    if !common.quiet {
      Output.note(
        "model written to \(out); try: seqkit evaluate memory --model \(out) --stories FILE --show 1\n")
    }
  }

  /// The restart with the lowest training error; of equals the one with the smallest loss.
  private func train(
    _ settings: MemoryNetworkSettings, _ questions: [StoryCodec.Question], _ recording: Recording
  ) throws -> (trainer: MemoryNetworkTrainer, report: MemoryEpochReport) {
    Interruption.install()
    var best: (trainer: MemoryNetworkTrainer, report: MemoryEpochReport)?
    for restart in 0..<restarts {
      var settings = settings
      settings.training.seed = common.seed &+ UInt64(restart) &* 1000
      let clock = ContinuousClock()
      let begin = clock.now
      let trainer = MemoryNetworkTrainer(
        settings.model, settings: settings.training, questions: questions)
      var progress = Progress("epochs", of: settings.training.epochs + settings.training.linearEpochs)
      var last: MemoryEpochReport?
      while let report = try trainer.next() {
        if Interruption.isRequested {
          progress.finish()
          var failure = Interruption.failure
          failure.advice = "nothing was written"
          throw failure
        }
        if !common.quiet { progress.advance() }
        last = report
      }
      progress.finish()
      guard let last else { continue }
      recording.recorder.record("training_error", last.trainingError, step: restart + 1, epoch: last.epoch)
      recording.recorder.record("training_loss", last.trainingLoss, step: restart + 1, epoch: last.epoch)
      recording.recorder.record("held_out_error", last.heldOutError, step: restart + 1, epoch: last.epoch)
      try show(last, restart, (clock.now - begin).seconds)
      let isBetter =
        best.map {
          (last.trainingError, last.trainingLoss) < ($0.report.trainingError, $0.report.trainingLoss)
        } ?? true
      if isBetter { best = (trainer, last) }
    }
    guard let best else {
      throw Failure(
        .badData, "all questions are held out", expected: "some to learn from",
        advice: "give more stories or a smaller --held-out")
    }
    return best
  }

  private func show(_ report: MemoryEpochReport, _ restart: Int, _ seconds: Double) throws {
    if common.json {
      try Output.writeLine([
        "version": 1, "type": "restart", "restart": .integer(restart + 1),
        "training_error": .number(report.trainingError), "training_loss": .number(report.trainingLoss),
        "held_out_error": .number(report.heldOutError), "held_out_loss": .number(report.heldOutLoss),
        "seconds": .number(seconds),
      ])
    }
    if !common.quiet {
      Output.note(
        "restart \(restart + 1) of \(restarts): training error \(fixed(100 * report.trainingError, 1)) %, held-out "
          + "error \(fixed(100 * report.heldOutError, 1)) %, loss \(fixed(report.trainingLoss, 4)) nats, "
          + "\(fixed(seconds, 1)) s\n")
    }
  }
}

/// Everything that decides what `seqkit train memory` makes.
struct MemoryNetworkSettings: Sendable, Hashable, Codable {
  var model: EndToEndMemoryConfiguration
  var training: MemoryTrainingSettings

  init(_ preset: TrainMemoryCommand.Preset, _ questions: [StoryCodec.Question], vocabularySize: Int) {
    model =
      preset == .textbook ? .chapter(vocabularySize: vocabularySize) : .init(vocabularySize: vocabularySize)
    model.sentenceLength = max(
      questions.map { $0.facts.map(\.count).reduce($0.question.count, max) }.max() ?? 1, 1)
    model.memorySize = min(50, max(questions.map(\.facts.count).max() ?? 1, 1))
    switch preset {
    case .standard: training = MemoryTrainingSettings()
    case .paper: training = .paper
    case .joint:
      training = .joint
      model.embeddingSize = 50
    case .textbook:
      training = MemoryTrainingSettings()
      training.linearEpochs = 0
      training.learningRate = 0.01
    }
  }
}

/// Flags that decide the network and its training; those not given leave the preset as it is.
struct MemoryFlags: ParsableArguments {
  @Option(help: ArgumentHelp("K, how often the story is read.", valueName: "n")) var hops: Int?
  @Option(help: "adjacent, layer-wise or none: which hops share their tables.") var tying: HopTying?
  @Option(help: "position or bag-of-words: how a sentence becomes a vector.") var encoding: SentenceEncoding?
  @Option(help: "sum, relu or gated: what comes between two hops.") var update: HopUpdate?
  @Option(help: ArgumentHelp("d, the size of the vectors.", valueName: "n")) var embedding: Int?
  @Option(help: ArgumentHelp("How many facts, the last ones, are remembered.", valueName: "n"))
  var memorySize: Int?
  @Flag(inversion: .prefixedNo, help: "Whether a fact tells how long ago it was told.") var time: Bool?
  @Flag(inversion: .prefixedNo, help: "Whether a hop may read an empty slot.") var emptySlots: Bool?
  @Option(help: ArgumentHelp("Passes over the questions.", valueName: "n")) var epochs: Int?
  @Option(
    help: ArgumentHelp("Passes before them without the softmax of the hops; 0 for none.", valueName: "n"))
  var linearEpochs: Int?
  @Option(help: ArgumentHelp("How likely an empty memory follows a fact while training.", valueName: "rate"))
  var timeNoise: Double?
  @Option(help: ArgumentHelp("Questions in a batch.", valueName: "n")) var batch: Int?
  @Option(help: ArgumentHelp("Learning rate.", valueName: "rate")) var learningRate: Double?
  @Option(help: ArgumentHelp("The rate is halved after every so many epochs.", valueName: "n"))
  var halvedEvery: Int?
  @Option(help: ArgumentHelp("Largest gradient norm.", valueName: "norm")) var clipNorm: Double?
  @Option(help: ArgumentHelp("The share of the questions that is set aside.", valueName: "share"))
  var heldOut: Double?

  func validate() throws {
    for (name, value, range) in [
      ("epochs", epochs, 1...100_000), ("linear-epochs", linearEpochs, 0...100_000),
      ("batch", batch, 1...1_000_000), ("halved-every", halvedEvery, 1...100_000),
    ] {
      if let value, !range.contains(value) {
        throw ValidationError(
          "--\(name) must lie between \(range.lowerBound) and \(range.upperBound), not \(value)")
      }
    }
    for (name, value) in [("time-noise", timeNoise), ("held-out", heldOut)] {
      if let value, !(0..<1).contains(value) {
        throw ValidationError("--\(name) must be at least 0 and below 1, not \(value)")
      }
    }
    for (name, value) in [("learning-rate", learningRate), ("clip-norm", clipNorm)] {
      if let value, !(value > 0 && value.isFinite) {
        throw ValidationError("--\(name) must be a number above 0, not \(value)")
      }
    }
  }

  func apply(to settings: inout MemoryNetworkSettings) {
    func set<Value>(_ value: Value?, _ path: WritableKeyPath<MemoryNetworkSettings, Value>) {
      if let value { settings[keyPath: path] = value }
    }
    set(hops, \.model.hops)
    set(tying, \.model.tying)
    set(encoding, \.model.encoding)
    set(update, \.model.update)
    set(embedding, \.model.embeddingSize)
    set(memorySize, \.model.memorySize)
    set(time, \.model.usesTime)
    set(emptySlots, \.model.hasEmptySlots)
    set(epochs, \.training.epochs)
    set(linearEpochs, \.training.linearEpochs)
    if linearEpochs != nil { settings.training.linearEndsByHeldOutLoss = false }
    set(timeNoise, \.training.timeNoise)
    set(batch, \.training.batchSize)
    set(learningRate.map { Scalar($0) }, \.training.learningRate)
    set(halvedEvery, \.training.halvedEvery)
    set(clipNorm.map { Scalar($0) }, \.training.clipNorm)
    set(heldOut, \.training.heldOut)
  }
}

extension HopTying: ExpressibleByArgument {}
extension SentenceEncoding: ExpressibleByArgument {}
extension HopUpdate: ExpressibleByArgument {}
