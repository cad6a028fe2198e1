import ArgumentParser
import SeqData
import SeqFiles
import SeqKit
import SeqTensor
import SystemPackage

struct TrainTranslatorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "translator",
    abstract: "Train a translator on sentence pairs.",
    discussion: """
      Anything with a source and a target: languages, spelling and pronunciation, a script and its \
      transliteration. Ctrl-C saves a checkpoint and ends with 130; --resume goes on from it, to the same model \
      as if it had never stopped. --svg draws the learning curves, in a file anew after every epoch.

        seqkit train translator --pairs pairs.tsv --out my.safetensors
        seqkit train translator --pairs words.tsv --tokenizer character \\
          --out g2p.safetensors
        seqkit train translator --pairs pairs.tsv --preset chapter \\
          --attention general --out chapter.safetensors
        seqkit train translator --pairs pairs.tsv --out my.safetensors --resume
        seqkit train translator --pairs pairs.tsv --from en-fr \\
          --learning-rate 0.0003 --out my.safetensors
      """)

  enum Preset: String, ExpressibleByArgument, CaseIterable {
    /// The defaults.
    case standard
    /// The textbook machine.
    case chapter
  }

  @OptionGroup var pairs: PairOptions

  @Option(help: ArgumentHelp("Where to write the model.", valueName: "file"), completion: .file())
  var out: String

  @Option(
    help:
      "chapter is the textbook's encoder-decoder: words, two LSTM layers a side, no attention. The defaults that the flags name are standard's."
  )
  var preset = Preset.standard

  @OptionGroup var config: ConfigOptions
  @OptionGroup var checkpoints: CheckpointOptions

  @Option(
    help: ArgumentHelp(
      "Also save the checkpoint after every so many updates; it is saved after the first epoch, after others once 30 seconds "
        + "have passed, every ten minutes, and at the end.",
      valueName: "n"))
  var saveEvery: Int?

  @Option(
    help: ArgumentHelp(
      "Start from a model's vocabularies, sizes and weights: a file or a shipped model's name.",
      valueName: "model"),
    completion: .file())
  var from: String?

  @Option(help: "How the model's weights are stored: float32, float16 or int8.")
  var storage = WeightStorage.float16

  @OptionGroup(title: "Model and text") var model: ModelFlags
  @OptionGroup(title: "Optimisation") var optimisation: OptimisationFlags
  @OptionGroup var picture: PictureOptions
  @OptionGroup(title: "Record") var runs: RunOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if let saveEvery, saveEvery < 1 {
      throw ValidationError("--save-every must be at least 1, not \(saveEvery)")
    }
    try picture.checkRoom(beside: ("--json", common.json))
    try StandardInput.checkOnce(pairs.files.map(\.path) + [from].compactMap(\.self) + config.files)
    guard from != nil, let flag = model.structural else { return }
    throw ValidationError("--\(flag) is decided by the model that --from names; leave it out")
  }

  func run() async throws {
    var settings = preset == .chapter ? TranslatorSettings.chapter : TranslatorSettings()
    try config.lay(over: &settings, quiet: common.quiet)
    if let seed = common.givenSeed { settings.training.seed = seed }
    model.apply(to: &settings)
    try optimisation.apply(to: &settings)
    if let problem = settings.problem {
      throw Failure(unfit: problem)
    }
    if config.printConfig {
      if !common.quiet {
        Output.note(
          "where epochs, batchTokens, total or a vocabulary's size is 0, it follows from the data\n")
      }
      return try config.show(settings, asJSON: common.json)
    }
    let start = ShippedModels.files(among: [from].compactMap(\.self))
    let inputs = pairs.files.map(\.path) + start + config.files
    try checkpoints.check(for: out, inputs: inputs)
    try picture.check(inputs: inputs, outputs: [out, checkpoints.path(for: out)])
    CheckpointOptions.announceReplacement(of: out, resume: checkpoints.resume, quiet: common.quiet)

    var recording = try runs.recording(
      kind: "translator", name: FilePath(out).stem ?? out, seed: settings.training.seed, common)
    pairs.announce(quiet: common.quiet)
    let sentences = try pairs.read()
    recording.add(pairs.files + (from.map { [("start", $0)] } ?? []))
    recording.fingerprint = TranslationCheckpoint.fingerprint(of: sentences)
    let run = TrainingRun(
      checkpoint: checkpoints.path(for: out), common: common, saveEvery: saveEvery,
      recording: recording, picture: HistoryPicture(path: picture.svg, title: FilePath(out).stem ?? out))
    let own = ModelCard(
      name: FilePath(out).stem ?? out, summary: "a translator trained with seqkit",
      data: "\(sentences.count) sentence pairs", command: Recording.modelCommand,
      writtenBy: "seqkit \(SeqKitVersion.current)")
    if config.file == nil, from == nil, !checkpoints.resume, model.tokenizer == nil,
      sentences.allSatisfy({ !$0.source.contains(where: \.isWhitespace) && !$0.source.isChinese })
    {
      run.say("no source has a space: for single words --tokenizer character learns more")
    }
    let epochs = optimisation.epochs
    let training = try run.start(resume: checkpoints.resume) {
      let resumed = try TranslatorTraining(
        resuming: FilePath(run.checkpoint), pairs: sentences, epochs: epochs, threads: common.threadCount)
      try checkNothingChanges(resumed.settings)
      return resumed
    } fresh: {
      guard let from else {
        return try TranslatorTraining(pairs: sentences, settings: settings, threads: common.threadCount)
      }
      return try TranslatorTraining(
        from: Translator(named: from), pairs: sentences, settings: settings, threads: common.threadCount)
    }
    let card = training.start.map(own.begun(with:)) ?? own
    try run.drive(training)
    try run.writeModel(of: training, to: out) {
      try training.saveModel(to: FilePath(out), card: card, storage: storage)
    }
    if common.json { run.reports.write(run.result(of: training, in: out).json) }
    try run.picture.draw(HistoryPlot.panels(of: training.history))
    let next = Recording.suggestion("translate", "--model", reading: out)
    run.say("model written to \(out); try: \(next) \"…\"")
    try run.reports.finish(out)
  }
}

extension TrainTranslatorCommand {
  /// A checkpoint's settings hold, but for the number of epochs: flags may repeat them, and not ask for others.
  private func checkNothingChanges(_ settings: TranslatorSettings) throws {
    var asked = settings
    try config.lay(over: &asked, quiet: common.quiet)
    if let seed = common.givenSeed { asked.training.seed = seed }
    model.apply(to: &asked)
    try optimisation.apply(to: &asked)
    // What was left open has been chosen since.
    asked.training.epochs = settings.training.epochs
    asked.training.schedule = settings.training.schedule
    if asked.training.batchTokens == 0 { asked.training.batchTokens = settings.training.batchTokens }
    asked.model.sourceVocabularySize = settings.model.sourceVocabularySize
    asked.model.targetVocabularySize = settings.model.targetVocabularySize
    try CheckpointOptions.check(settings, against: asked, but: "--epochs")
  }
}
