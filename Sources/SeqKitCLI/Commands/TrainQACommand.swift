import ArgumentParser
import SeqData
import SeqFiles
import SeqKit
import SystemPackage

/// `seqkit train qa`: a reader for stories of your own.
struct TrainQACommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "qa",
    abstract: "Train a reader that answers questions about stories like yours.",
    discussion: """
      Stories are in the format of bAbI: numbered facts, and questions with the answer and the numbers of the facts that it \
      follows from after tabs; the answer ? stands for none. A reader learns which facts to read, so the numbers are \
      needed. Names, things and places may be others later: what is one is found in the stories, and --names adds to it \
      (Chinese names must be given). Ctrl-C ends with 130 and keeps the last epoch; --resume goes on from it, to the same \
      model as if it had never stopped. --svg draws the learning curves, in a file anew after every epoch.

        seqkit train qa --stories my-stories.txt --out my.safetensors
        seqkit qa --model my.safetensors --story today.txt \\
          --question "Who has the key?"
        seqkit data generate babi --task 2 --count 2000 \\
          | seqkit train qa --stories - --out two.safetensors
      """)

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Files with stories; - for standard input.", valueName: "file"), completion: .file())
  var stories: [String]

  @Option(help: ArgumentHelp("Where to write the model.", valueName: "file"), completion: .file())
  var out: String

  @Option(
    help: ArgumentHelp("Words that are names, one a line.", valueName: "file"), completion: .file())
  var names: String?

  @Option(help: ArgumentHelp("Passes over the stories. Default: 40.", valueName: "n")) var epochs: Int?
  @Option(help: ArgumentHelp("Learning rate of Adam. Default: 0.004.", valueName: "rate"))
  var learningRate: Double?
  @Option(
    help: ArgumentHelp("Size of the hidden state in each direction. Default: 48.", valueName: "n"))
  var hidden: Int?
  @Option(help: ArgumentHelp("The share of the stories that is set aside for the score.", valueName: "share"))
  var heldOut = 0.1

  @OptionGroup var config: ConfigOptions
  @OptionGroup var checkpoints: CheckpointOptions

  @Option(help: "How the model's weights are stored: float32, float16 or int8.")
  var storage = WeightStorage.float16

  @OptionGroup var picture: PictureOptions
  @OptionGroup(title: "Record") var runs: RunOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if let epochs, !(1...100_000).contains(epochs) {
      throw ValidationError("--epochs must be at least 1, not \(epochs)")
    }
    if let hidden, !(1...4096).contains(hidden) {
      throw ValidationError("--hidden must lie between 1 and 4096, not \(hidden)")
    }
    if let learningRate, !(learningRate > 0 && learningRate.isFinite) {
      throw ValidationError("--learning-rate must be above 0, not \(learningRate)")
    }
    if !(0..<1).contains(heldOut) {
      throw ValidationError("--held-out must lie between 0 and 1, not \(heldOut)")
    }
    try picture.checkRoom(beside: ("--json", common.json))
    try StandardInput.checkOnce(inputs)
  }

  private var inputs: [String] { stories + [names].compactMap(\.self) + config.files }

  func run() async throws {
    var settings = StoryReaderSettings()
    settings.training.epochs = 40
    settings.training.learningRate = 0.004
    try config.lay(over: &settings, quiet: common.quiet)
    if let seed = common.givenSeed { settings.training.seed = seed }
    if let hidden { settings.hiddenSize = hidden }
    if let epochs { settings.training.epochs = epochs }
    if let learningRate { settings.training.learningRate = .init(learningRate) }
    if let problem = settings.problem {
      throw Failure(unfit: problem)
    }
    if config.printConfig { return try config.show(settings, asJSON: common.json) }
    try checkpoints.check(for: out, inputs: inputs)
    try picture.check(inputs: inputs, outputs: [out, checkpoints.path(for: out)])
    CheckpointOptions.announceReplacement(of: out, resume: checkpoints.resume, quiet: common.quiet)
    var all: [Story] = []
    StandardInput.announce(StandardInput.stories, among: stories, quiet: common.quiet)
    for path in stories { all += try BabiFile.stories(of: path) }
    let training: StoryReaderTraining
    do {
      training = try StoryReaderTraining(
        stories: all, names: try words(), heldOut: heldOut, settings: settings, threads: common.threadCount)
    } catch let error as SettingsError {
      throw Failure(
        .badData, error.description, at: stories.joined(separator: ", "),
        expected: "question, tab, answer, tab, numbers of supporting facts",
        advice: error.remedy == nil ? nil : Failure(error).advice)
    }
    if training.leftOut.count > 0, !common.quiet { Output.note(Self.note(on: training) + "\n") }
    var recording = try runs.recording(
      kind: "reader", name: FilePath(out).stem ?? out, seed: settings.training.seed, common)
    recording.add(stories.map { ("stories", $0) } + (names.map { [("names", $0)] } ?? []))
    let run = ReaderTrainingRun(
      checkpoint: checkpoints.path(for: out), common: common, recording: recording,
      picture: HistoryPicture(path: picture.svg, title: FilePath(out).stem ?? out))
    try run.start(training, resume: checkpoints.resume)
    try run.drive(training)
    var card = ModelCard(
      name: FilePath(out).stem ?? out, summary: "a reader of stories trained with seqkit",
      data: "\(training.questionCount) questions about stories", command: Recording.modelCommand,
      writtenBy: "seqkit \(SeqKitVersion.current)")
    let reader = training.reader(card: card)
    var accuracy = (name: "accuracy", value: training.history.last?.accuracy)
    if training.heldOutCount > 0 {
      var score = ReaderScore()
      for story in training.heldOutStories { score += reader.score(story) }
      let text =
        "\(fixed(100 * score.accuracy, 1)) % of \(grouped(score.questions)) held-out questions right, "
        + "evidence right in \(fixed(100 * score.evidence, 1)) % of them"
      accuracy = ("held_out_accuracy", score.accuracy)
      card.scores = [.init(name: "held out", value: text)]
      if !common.quiet { Output.note(text + "\n") }
    }
    try reader.save(to: FilePath(out), card: card, storage: storage)
    recording.wrote(.model, out, step: settings.training.epochs)
    if common.json {
      let result = TrainingResult(
        model: out, metric: accuracy.name, best: accuracy.value, epoch: training.epoch,
        run: recording.recorder.id)
      run.reports.write(result.json)
    }
    try run.picture.draw(HistoryPlot.panels(of: training.history))
    if !common.quiet {
      let next = Recording.suggestion("qa", "--model", reading: out)
      Output.note("model written to \(out); try: \(next) --story facts.txt\n")
    }
    try run.reports.finish(out)
  }

  private static func note(on training: StoryReaderTraining) -> String {
    let left = training.leftOut
    var reasons: [String] = []
    if left.withoutName > 0 {
      reasons.append("\(grouped(left.withoutName)) name nobody and nothing of the facts")
    }
    if left.withoutAnswer > 0 {
      reasons.append("the answer of \(grouped(left.withoutAnswer)) was not found in the facts as a word")
    }
    return
      "\(grouped(left.count)) of \(grouped(training.questionCount + left.count)) questions are left out: "
      + reasons.joined(separator: ", ") + "; --names FILE, one name a line, says where names begin and end"
  }

  private func words() throws -> [String] {
    guard let names else { return [] }
    StandardInput.announce("names, one a line", among: [names], quiet: common.quiet)
    var lines = try LineReader(names)
    var words: [String] = []
    while let line = try lines.next() {
      let word = line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      if !word.isEmpty { words.append(word) }
    }
    return words
  }
}
