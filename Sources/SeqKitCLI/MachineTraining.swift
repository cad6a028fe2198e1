import ArgumentParser
import SeqData
import SeqFiles
import SeqKit
import SeqModels
import SeqTraining
import SystemPackage

/// What a training of a machine is asked for beside its task.
struct MachineTrainingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Where to write the machine.", valueName: "file"), completion: .file())
  var out: String?
  @Option(
    help: ArgumentHelp(
      "Where to keep what --resume needs. Default: the machine's name and .checkpoint.", valueName: "file"),
    completion: .file())
  var checkpoint: String?
  @Flag(help: "Go on from the checkpoint; its settings hold, and --sequences may be larger.")
  var resume = false
  @Option(
    help: ArgumentHelp(
      "Also save the checkpoint after every so many sequences, at the next hundred; it is saved after five seconds and then "
        + "every minute.", valueName: "n"))
  var saveEvery: Int?
  @Option(help: "How the weights are stored: float32, float16 or int8.") var storage = WeightStorage.float16
  @OptionGroup var config: ConfigOptions
  @OptionGroup var machine: MachineFlags
  @OptionGroup var flags: SequenceTrainingFlags
  @OptionGroup var runs: RunOptions

  func validate() throws {
    if machine.lstm && out != nil {
      throw ValidationError("--lstm is for comparison and has no model file: leave --out out")
    }
    if resume && checkpointPath == nil {
      throw ValidationError("--resume needs --out or --checkpoint to know what to go on from")
    }
    if let saveEvery, saveEvery < 1 {
      throw ValidationError("--save-every must be at least 1, not \(saveEvery)")
    }
    if saveEvery != nil && checkpointPath == nil {
      throw ValidationError("--save-every needs --out or --checkpoint to know where to save")
    }
  }

  var checkpointPath: String? { checkpoint ?? out.map { $0 + ".checkpoint" } }

  /// A flag that only a training has a use for, if one was given.
  var given: String? {
    let all: [(String, Bool)] = [
      ("out", out != nil), ("checkpoint", checkpoint != nil), ("resume", resume),
      ("save-every", saveEvery != nil), ("config", config.file != nil), ("print-config", config.printConfig),
      ("machine", machine.machine != nil), ("preset", machine.preset != .standard),
      ("controller", machine.controller != nil),
      ("hidden", machine.hidden != nil), ("width", machine.width != nil),
      ("read-heads", machine.readHeads != nil), ("write-heads", machine.writeHeads != nil),
      ("shift-range", machine.shiftRange != nil), ("initial-memory", machine.initialMemory != nil),
      ("initial-weighting", machine.initialWeighting != nil), ("lstm", machine.lstm),
      ("strength-from-zero", machine.strengthFromZero), ("sequences", flags.sequences != nil),
      ("batch", flags.batch != nil), ("optimizer", flags.optimizer != nil),
      ("learning-rate", flags.learningRate != nil), ("final-rate", flags.finalRate != nil),
      ("clip-norm", flags.clipNorm != nil), ("clip-value", flags.clipValue != nil),
      ("curriculum", flags.curriculum), ("most-repeats", flags.mostRepeats != nil),
      ("training-slots", flags.trainingSlots != nil), ("layers", machine.layers != nil),
      ("storage", storage != .float16), ("runs", runs.runs != nil), ("no-runs", runs.noRuns),
    ]
    return all.first { $0.1 }?.0
  }
}

/// `seqkit train ntm`.
struct TrainMachineCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ntm",
    abstract: "Train a Neural Turing Machine or a differentiable neural computer on an algorithmic task.",
    discussion: """
      On a terminal the tape of a sample sequence is drawn while it learns. Ctrl-C saves a checkpoint and ends \
      with 130; --resume goes on from it, to the same machine as if it had never stopped. Where the last weights do not \
      solve a task that was solved before, the last ones that did are written.

        seqkit train ntm copy --out copy.safetensors
        seqkit train ntm copy --preset chapter --seed 7
        seqkit train ntm recall --machine dnc --out recall.safetensors
        seqkit train ntm sort --length 6 --lstm
      """)

  @OptionGroup var task: AlgorithmicTaskOptions
  @OptionGroup var options: MachineTrainingOptions
  @OptionGroup var picture: PictureOptions
  @OptionGroup var common: CommonOptions

  func validate() throws { try picture.checkRoom(beside: ("--json", common.json)) }

  func run() async throws {
    try MachineTraining(task: task, options: options, common: common, picture: picture).run()
  }
}

/// Everything that decides what `seqkit train ntm` makes.
struct MachineSettings: Sendable, Hashable, Codable {
  var learner: SequenceLearner
  var training: SequenceTrainingSettings
}

extension MachineTrainingOptions {
  /// The settings that hold: the standard ones of the task, what the configuration says, flags, the later before the former.
  ///
  /// - Parameter common: of these the seed, nil where none was given.
  func settings(_ options: AlgorithmicTaskOptions, _ common: CommonOptions) throws -> MachineSettings {
    var task = try options.settings(mostRepeats: flags.mostRepeats)
    var settings = standard(task, isComputer: machine.machine == .dnc)
    if config.file != nil {
      settings = try laid(over: settings, common)
      guard settings.training.task.task == task.task else {
        throw Failure(
          .badData, "the configuration is of another task", at: config.file.map(StandardInput.name(of:)),
          expected: task.task.rawValue,
          found: settings.training.task.task.rawValue, advice: "name its task or another configuration")
      }
      // Lengths, widths and the kind of machine decide what is standard for all else.
      task = try options.settings(over: settings.training.task, mostRepeats: flags.mostRepeats)
      var isComputer = false
      if case .computer = settings.learner { isComputer = true }
      settings = try laid(over: standard(task, isComputer: isComputer), common)
      settings.training.task = task
      settings.learner = settings.learner.withWidths(inputs: task.inputSize, outputs: task.outputSize)
    }
    try machine.check(fit: settings.learner)
    settings.learner = try machine.learner(over: settings.learner, slots: options.slots)
    settings.training = try flags.settings(over: settings.training, seed: common.givenSeed)
    return settings
  }

  /// What the configuration says, over other settings; what it says of another kind of machine than flags name does not hold.
  private func laid(over base: MachineSettings, _ common: CommonOptions) throws -> MachineSettings {
    var settings = base
    try config.lay(over: &settings, quiet: common.quiet)
    settings.learner = machine.ofNamedKind(settings.learner, base.training.task)
    return settings
  }

  private func standard(_ task: AlgorithmicTaskSettings, isComputer: Bool) -> MachineSettings {
    MachineSettings(
      learner: machine.standardLearner(task), training: isComputer ? .computer(task) : .standard(task))
  }
}

extension MachineFlags {
  /// A learner, or what is standard of the kind that flags name where that is another.
  fileprivate func ofNamedKind(_ learner: SequenceLearner, _ task: AlgorithmicTaskSettings)
    -> SequenceLearner
  {
    let isAnother =
      switch learner {
      case .machine: machine == .dnc || lstm
      case .computer: machine == .ntm || lstm
      case .lstm: machine != nil
      }
    return isAnother ? standardLearner(task) : learner
  }

  /// Throws where a flag was given that the learner has no use for: its kind a configuration or a checkpoint may have said.
  fileprivate func check(fit learner: SequenceLearner) throws {
    guard case .computer = learner else { return }
    var flags = self
    flags.machine = .dnc
    do { try flags.validate() } catch let error as ValidationError {
      throw Failure(
        .usage, error.message, advice: "leave it out: the machine is a differentiable neural computer")
    }
  }
}

/// Drives a training of a machine for a command: the live picture, checkpoints, the run store, signals, the verdict.
struct MachineTraining {
  let task: AlgorithmicTaskOptions
  let options: MachineTrainingOptions
  let common: CommonOptions
  /// Of the tape of a sample sequence, at the end.
  let picture: PictureOptions
  /// What stands on standard output.
  let reports = TrainingReports()

  /// A checkpoint is written whenever so much time has passed since the last, and the first one sooner, so that a training that
  /// is killed soon is not lost.
  private static let (firstSave, saveInterval) = (Duration.seconds(5), Duration.seconds(60))

  private func say(_ text: String) {
    if !common.quiet { Output.note(text + "\n") }
  }

  func run() throws {
    if options.config.printConfig {
      return try options.config.show(options.settings(task, common), asJSON: common.json)
    }
    Interruption.install()
    for file in [options.out, options.checkpointPath].compactMap(\.self) {
      try OutputCheck.canWrite(file, inputs: options.config.files)
    }
    if let checkpoint = options.checkpointPath {
      try CheckpointOptions.check(checkpoint, of: options.out, resume: options.resume)
    }
    try picture.check(
      inputs: options.config.files, outputs: [options.out, options.checkpointPath].compactMap(\.self))
    CheckpointOptions.announceReplacement(of: options.out, resume: options.resume, quiet: common.quiet)
    let training = try start()
    let recording = try options.runs.recording(
      kind: "ntm", name: options.out.flatMap { FilePath($0).stem } ?? task.task.rawValue,
      seed: training.settings.seed, common)
    try recording.begin(
      settings: MachineSettings(learner: training.learner, training: training.settings),
      checkpoint: options.checkpointPath, resumedAt: options.resume ? training.progress.updates : nil)
    if let id = recording.recorder.id { say("recorded as run \(id); see 'seqkit runs show \(id)'") }
    let verdict = try recording.following {
      try drive(training, recording)
      let verdict = training.verdict()
      try saveMachine(training, verdict, recording)
      return verdict
    }
    show(verdict, of: training, run: recording.recorder.id)
    try drawTape(training, verdict)
    try reports.finish(options.out)
  }

  /// Resumes if that is asked for, else starts anew.
  private func start() throws -> NeuralTuringMachineTraining {
    if options.resume, let checkpoint = options.checkpointPath {
      let training = try resumed(from: checkpoint)
      let learner = training.learner
      // A configuration does not make up for flags that name another kind of machine.
      try CheckpointOptions.check(
        learner, against: options.machine.ofNamedKind(learner, training.settings.task),
        but: "a larger --sequences")
      try options.machine.check(fit: learner)
      try checkOutputs(of: learner)
      say("resumed after \(grouped(training.progress.sequences)) sequences; the checkpoint's settings hold")
      return training
    }
    let chosen = try options.settings(task, common)
    let (learner, settings) = (chosen.learner, chosen.training.task)
    try checkOutputs(of: learner)
    let training: NeuralTuringMachineTraining
    do throws(SettingsError) {
      training = try NeuralTuringMachineTraining(
        learner, settings: chosen.training, threads: common.threadCount)
    } catch {
      throw Failure(.usage, error.description, advice: "change --training-slots")
    }
    if let slots = learner.slots, settings.needsSlotForEachVector, settings.longest > slots {
      throw Failure(
        .usage,
        "sequences of \(settings.longest) vectors do not fit in a memory of \(slots == 1 ? "1 slot" : "\(slots) slots")",
        advice: "give --slots \(settings.longest) or more, or a smaller --length")
    }
    say(
      "\(task.task.rawValue), lengths \(settings.shortest) to \(settings.longest), vectors of \(settings.bits) bits; "
        + "\(grouped(training.parameterCount)) weights; \(grouped(training.settings.sequences)) sequences")
    return training
  }

  /// Throws where a picture or a file is asked for that an LSTM does not make.
  private func checkOutputs(of learner: SequenceLearner) throws {
    guard case .lstm = learner else { return }
    if picture.svg != nil {
      throw Failure(.usage, "an LSTM has no memory whose tape could be drawn", advice: "leave --svg out")
    }
    if options.out != nil {
      throw Failure(
        .usage, "an LSTM is for comparison and has no model file",
        advice: "leave --out out, or give --checkpoint in its place")
    }
  }

  private func save(_ training: NeuralTuringMachineTraining, _ recording: Recording) throws {
    guard let checkpoint = options.checkpointPath else { return }
    recording.recorder.flush()
    try training.save(to: FilePath(checkpoint))
    recording.wrote(.checkpoint, checkpoint, step: training.progress.updates)
  }

  private func drive(_ training: NeuralTuringMachineTraining, _ recording: Recording) throws {
    let clock = ContinuousClock()
    let begin = clock.now
    let first = training.progress.sequences
    var (nextSave, lastLine) = (begin + Self.firstSave, begin)
    var saved = first
    var live = LivePicture(training.settings.task)
    var (bits, count) = (0.0, 0)
    let wasSolved = training.progress.solvedAt != nil
    var isSolved = wasSolved
    while let report = try training.next() {
      recording.recorder.record("bits_per_sequence", report.bits, step: training.progress.updates, epoch: 1)
      recording.recorder.record(
        "gradient_norm", report.gradientNorm, step: training.progress.updates, epoch: 1)
      bits += report.bits
      count += 1
      let rate = Double(report.sequences - first) / max((clock.now - begin).seconds, 1e-9)
      let line =
        "\(grouped(report.sequences)) sequences  \(fixed(report.bits, 3)) bits a sequence  "
        + "\(grouped(Int(rate))) sequences/s"
        + (training.settings.curriculum ? "  up to length \(report.longest)" : "")
      if !common.quiet { live.draw(training, status: line) }
      let isDue = clock.now - lastLine > .seconds(5) || training.isFinished
      if let at = training.progress.solvedAt, !isSolved {
        live.wipe()
        say("solved at sequence \(grouped(at)), after \(fixed((clock.now - begin).seconds, 1)) s")
        isSolved = true
      }
      if isDue {
        if common.json {
          reports.write([
            "version": 1, "type": "progress", "sequences": .integer(report.sequences),
            "bits_per_sequence": .number(bits / Double(count)), "sequences_per_second": .number(rate),
            "longest": .integer(report.longest),
          ])
        } else if !live.isOnTerminal {
          say(line)
        }
        lastLine = clock.now
        (bits, count) = (0, 0)
      }
      if Interruption.isRequested {
        live.wipe()
        try save(training, recording)
        var failure = Interruption.failure
        failure.advice =
          options.checkpointPath.map { "saved to \($0); go on with --resume" }
          ?? "nothing was saved: give --out or --checkpoint"
        throw failure
      }
      let isCounted = options.saveEvery.map { report.sequences / $0 > saved / $0 } ?? false
      if isCounted || clock.now > nextSave {
        try save(training, recording)
        (nextSave, saved) = (clock.now + Self.saveInterval, report.sequences)
      }
    }
    live.wipe()
    try save(training, recording)
    training.chooseWeights()
  }

  /// Writes the machine, if a file for it was named. The verdict comes after: whoever reads it may go away.
  private func saveMachine(
    _ training: NeuralTuringMachineTraining, _ verdict: SequenceVerdict, _ recording: Recording
  ) throws {
    guard let out = options.out else { return }
    try training.saveModel(to: FilePath(out), card: card(training, verdict), storage: options.storage)
    recording.wrote(.model, out, step: training.progress.updates)
    let next = Recording.suggestion("ntm", task.task.rawValue, "--model", reading: out)
    say("machine written to \(out); try: \(next)")
  }

  /// - Parameter run: the training's id in the run store.
  private func show(_ verdict: SequenceVerdict, of training: NeuralTuringMachineTraining, run: String?) {
    if picture.isOnStandardOutput {
      // Standard output has the picture.
      say(verdict.words(training.settings.task))
    } else if common.json {
      reports.write(verdict.json(training, model: options.out, run: run))
    } else {
      reports.write(verdict.words(training.settings.task))
      for (length, score) in verdict.lengths {
        reports.write(
          "length \(length): \(fixed(100 * score.bitErrors, 2)) % of bits wrong, \(fixed(score.bits, 3)) bits a sequence"
        )
      }
    }
  }

  private func drawTape(_ training: NeuralTuringMachineTraining, _ verdict: SequenceVerdict) throws {
    guard let svg = picture.svg, let machine = training.machine(card: card(training, verdict)) else { return }
    let content = training.settings.task.freshContents(1, length: training.settings.task.longest, seed: 1)
    let trace = try machine.run(content[0])
    try TapeReport(trace: trace, machine: machine).draw(toFile: svg)
  }

  private func card(_ training: NeuralTuringMachineTraining, _ verdict: SequenceVerdict) -> ModelCard {
    let settings = training.settings
    let task = settings.task
    var isComputer = false
    if case .computer = training.learner { isComputer = true }
    var scores = [
      ModelCard.Score(name: "bits a sequence", value: fixed(verdict.score.bits, 4)),
      ModelCard.Score(name: "wrong bits", value: "\(fixed(100 * verdict.score.bitErrors, 3)) %"),
    ]
    if let longest = verdict.longestFaultless {
      scores.append(ModelCard.Score(name: "faultless up to length", value: "\(longest)"))
    }
    return ModelCard(
      name: options.out.flatMap { FilePath($0).stem } ?? task.task.rawValue,
      summary:
        "a \(isComputer ? "differentiable neural computer" : "Neural Turing Machine") that has learned "
        + task.task.rawValue,
      data:
        "\(grouped(training.weightsAt)) random sequences of lengths \(task.shortest) to \(task.longest)",
      command: Recording.modelCommand,
      scores: scores,
      writtenBy: "seqkit \(SeqKitVersion.current)")
  }
}

extension SequenceVerdict {
  /// In a sentence.
  func words(_ task: AlgorithmicTaskSettings) -> String {
    var text = solvedAt.map { "solved at sequence \(grouped($0))" } ?? "not solved"
    text += ": \(fixed(score.bits, 3)) bits a sequence"
    if score.optimalBits > 0 { text += " (best possible \(fixed(score.optimalBits, 3)))" }
    text +=
      ", \(fixed(100 * score.bitErrors, 3)) % of bits wrong on \(grouped(score.sequences)) fresh sequences"
    if let solutionAt {
      text += "; with the weights after sequence \(grouped(solutionAt)), since the last solve it no more"
    }
    if let longestFaultless { text += "; generalises to length \(longestFaultless) without a wrong bit" }
    return text
  }

  /// - Parameters:
  ///   - model: the file that the machine was written to; nil where none was asked for.
  ///   - run: its training in the run store; nil where it is not recorded.
  func json(_ training: NeuralTuringMachineTraining, model: String?, run: String?) -> JSON {
    func object(_ score: SequenceScore) -> [(name: String, value: JSON)] {
      [
        (name: "sequences", value: .integer(score.sequences)), (name: "bits", value: .number(score.bits)),
        (name: "optimal_bits", value: .number(score.optimalBits)),
        (name: "bit_errors", value: .number(score.bitErrors)),
        (name: "sequence_errors", value: .number(score.sequenceErrors)),
      ]
    }
    return [
      "version": 1, "type": "verdict", "task": .string(training.settings.task.task.rawValue),
      "trained_on": .integer(training.progress.sequences), "solved": .bool(isSolved),
      "solved_at": solvedAt.map(JSON.integer) ?? .null, "weights_at": .integer(training.weightsAt),
      "score": .object(object(score)),
      "lengths": .array(
        lengths.map { .object([(name: "length", value: .integer($0.length))] + object($0.score)) }),
      "faultless_to": longestFaultless.map(JSON.integer) ?? .null, "model": .optional(model),
      "run": .optional(run),
    ]
  }
}

/// The tape of a sample sequence, drawn again and again in the same place while a machine learns.
struct LivePicture {
  private let terminal = Terminal.standardError
  private let content: TaskContent
  private var lines = 0
  private var lastDrawn: ContinuousClock.Instant?

  /// A terminal has at least so many lines.
  private static let height = 23

  init(_ task: AlgorithmicTaskSettings) {
    content = task.freshContents(1, length: task.longest, seed: 1)[0]
  }

  var isOnTerminal: Bool { terminal.movesCursor }

  mutating func draw(_ training: NeuralTuringMachineTraining, status: String) {
    guard isOnTerminal else { return }
    let now = ContinuousClock.now
    if let lastDrawn, now - lastDrawn < .milliseconds(500) { return }
    lastDrawn = now
    var text = ""
    if let trace = try? training.machine()?.run(content) {
      let picture = TapePicture(trace, title: "", slotRows: 6, isBrief: true).rendered(for: terminal)
      text =
        picture.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        .prefix(Self.height - 2).joined(separator: "\n") + "\n"
    }
    text += String(status.clipped(to: terminal.width - 1, mark: "~")) + "\n"
    Output.note(up + text)
    lines = text.count { $0 == "\n" }
  }

  /// Removes it.
  mutating func wipe() {
    if lines > 0 { Output.note(up) }
    lines = 0
  }

  private var up: String { lines > 0 ? "\u{1b}[\(lines)A\r\u{1b}[J" : "" }
}
