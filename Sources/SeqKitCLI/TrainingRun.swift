import SeqFiles
import SeqKit
import SeqRuns
import SeqTraining
import SystemPackage

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Drives a training for a command: progress on standard error, checkpoints, the run store, signals.
package struct TrainingRun {
  let checkpoint: String
  let common: CommonOptions
  /// A checkpoint is written after every so many updates too; nil for none of these.
  var saveEvery: Int?
  var recording = Recording.none
  var picture = HistoryPicture.none
  /// What stands on standard output; with --json alone.
  var reports = TrainingReports()

  func say(_ text: String) {
    if !common.quiet { Output.note(text + "\n") }
  }

  /// Resumes if that is asked for and possible, else starts anew.
  func start(
    resume: Bool, _ resumed: () throws -> TranslatorTraining, fresh: () throws -> TranslatorTraining
  ) throws -> TranslatorTraining {
    try OutputCheck.canWrite(checkpoint)
    let training = resume ? try resumed() : try fresh()
    let (source, target) = (training.source.vocabulary.count, training.target.vocabulary.count)
    say(
      "\(counted(training.trainingPairCount, "pair")) to learn from, \(grouped(training.heldOutPairCount)) held out; "
        + "vocabularies \(grouped(source)) and \(grouped(target)); \(grouped(training.parameterCount)) weights; "
        + counted(training.settings.training.epochs, "epoch"))
    let (left, most) = (training.leftOut, training.settings.training.maximumLength)
    if left.tooLong > 0 {
      say(
        "left out: \(counted(left.tooLong, "pair")) longer than \(counted(most, "token")); see --max-length")
    }
    if training.heldOutTooLong > 0 {
      say(
        "left out of the held-out loss: \(counted(training.heldOutTooLong, "pair")) longer than "
          + counted(most, "token"))
    }
    if left.empty > 0 { say("left out: \(counted(left.empty, "pair")) with a side without text") }
    let unknown = training.unknownShares
    for (side, share) in [("source", unknown.source), ("target", unknown.target)] where share >= 0.1 {
      say(
        "\(fixed(100 * share, 0)) % of the \(side) tokens are too rare for the vocabulary and are learned as <unk>; see "
          + "--minimum-count, or --tokenizer bpe, which knows all")
    }
    if resume { say("resumed at epoch \(training.progress.epoch + 1), update \(training.progress.update)") }
    try recording.begin(training, checkpoint: checkpoint, isResumed: resume)
    if let id = recording.recorder.id { say("recorded as run \(id); see 'seqkit runs show \(id)'") }
    return training
  }

  /// Pulls events until the training ends.
  ///
  /// - Throws: after saving, what ends the program after a signal; what the training itself throws.
  func drive(_ training: TranslatorTraining) throws {
    try recording.following { try pull(training) }
  }

  /// Writes what the training made, and records it.
  func writeModel(of training: TranslatorTraining, to path: String, _ write: () throws -> Void) throws {
    try recording.writeModel(path, step: training.progress.update, write)
  }

  /// What `--json` says at the end of a training whose model is written.
  func result(of training: TranslatorTraining, in path: String) -> TrainingResult {
    let hasHeldOut = training.history.last?.heldOutLoss != nil
    let loss = hasHeldOut ? "held_out_loss" : "training_loss"
    return TrainingResult(
      model: path, metric: training.settings.training.metric == .bleu ? "bleu" : loss,
      best: training.progress.watch.best, epoch: training.progress.bestEpoch, run: recording.recorder.id)
  }

  private func save(_ training: TranslatorTraining) throws {
    // The store first: whatever a checkpoint goes on from is recorded then.
    recording.recorder.flush()
    try training.save(to: FilePath(checkpoint))
    recording.wrote(.checkpoint, checkpoint, step: training.progress.update)
  }

  private func pull(_ training: TranslatorTraining) throws {
    Interruption.install()
    let terminal = Terminal.standardError
    let clock = ContinuousClock()
    let begin = clock.now
    let firstUpdate = training.progress.update
    var times = SavingTimes()
    var isSaved = true
    var lastReport = clock.now
    var tokens = 0
    var drawn = false
    func wipe() {
      if drawn { Output.note("\r\u{1b}[K") }
      drawn = false
    }
    while true {
      let start = clock.now
      guard let event = try training.next() else { break }
      var isDue = false
      var finished: EpochReport?
      switch event {
      case .updated(let report):
        recording.record(report, after: start.duration(to: clock.now))
        isDue = saveEvery.map { report.update.isMultiple(of: $0) } ?? false
        tokens += report.targetTokens
        let since = lastReport.duration(to: clock.now)
        if since > (terminal.movesCursor ? .milliseconds(500) : .seconds(30)) {
          let done = report.update - firstUpdate
          let left = report.batches * training.settings.training.epochs - report.update
          let remaining = begin.duration(to: clock.now) / Double(max(done, 1)) * Double(max(left, 0))
          let line = Self.line(
            report, epochs: training.settings.training.epochs, left: remaining,
            tokensPerSecond: Double(tokens) / since.seconds)
          if !common.quiet {
            if terminal.movesCursor {
              Output.note("\r" + line.clipped(to: terminal.width - 1, mark: "~") + "\u{1b}[K")
              drawn = true
            } else {
              Output.note(line + "\n")
            }
          }
          tokens = 0
          lastReport = clock.now
        }
      case .epoch(let report):
        wipe()
        recording.record(report, step: training.progress.update)
        finished = report
      }
      isSaved = false
      let isInterrupted = Interruption.isRequested
      if isDue || isInterrupted || times.isDue(afterEpoch: finished?.epoch) {
        try save(training)
        times.didSave()
        isSaved = true
      }
      if let finished {
        show(finished)
        picture.redraw(HistoryPlot.panels(of: training.history))
      }
      if isInterrupted {
        wipe()
        var failure = Interruption.failure
        failure.advice = "saved to \(checkpoint); go on with --resume"
        throw failure
      }
    }
    wipe()
    if !isSaved { try save(training) }
  }

  /// What is said between two epochs: a terminal of 80 columns cuts off its end, which matters least.
  package static func line(
    _ report: UpdateReport, epochs: Int, left: Duration, tokensPerSecond: Double
  ) -> String {
    "epoch \(report.epoch + 1)/\(epochs)  batch \(report.batch)/\(report.batches)  \(clockTime(left)) left  "
      + "loss \(fixed(report.loss, 3))  perplexity \(fixed(exp(report.loss), 1))  "
      + "\(grouped(Int(tokensPerSecond))) tokens/s  gradient norm \(fixed(report.gradientNorm, 2))"
  }

  private func show(_ report: EpochReport) {
    if common.json {
      reports.write([
        "version": 1, "type": "epoch", "epoch": .integer(report.epoch),
        "training_loss": .number(report.trainingLoss),
        "held_out_loss": report.heldOutLoss.map(JSON.number) ?? .null,
        "perplexity": .number(report.perplexity),
        "bleu": report.bleu.map(JSON.number) ?? .null, "best": .bool(report.isBest),
      ])
    }
    var line =
      "epoch \(report.epoch)  training loss \(fixed(report.trainingLoss, 3))  "
      + (report.heldOutLoss.map { "held-out loss \(fixed($0, 3))  " } ?? "")
      + "perplexity \(fixed(report.perplexity, 2))"
    if let bleu = report.bleu { line += "  BLEU \(fixed(bleu, 1))" }
    if report.isBest { line += "  best so far" }
    say(line)
    if let sample = report.sample {
      say("    source      \(sample.source.printable)")
      say("    reference   \(sample.reference.printable)")
      say("    translation \(sample.hypothesis.printable)")
    }
  }
}

/// Whether a file could be written, asked before hours of work go into it.
enum OutputCheck {
  /// - Parameter inputs: what the command reads, which it must not destroy.
  static func canWrite(_ path: String, inputs: [String] = []) throws {
    if path == "-" {
      throw Failure(
        .usage, "what is made here is a file and cannot go to standard output", at: path,
        advice: "name a file")
    }
    if path.isEmpty {
      throw Failure(.usage, "the path of a file to write is empty", advice: "name a file")
    }
    try spares(inputs, path)
    let target = FilePath(path)
    let folder = target.removingLastComponent().isEmpty ? FilePath(".") : target.removingLastComponent()
    do {
      try probe(folder)
    } catch {
      throw Failure(writing: path, errno(of: error))
    }
    if SystemCalls.isFolder(target) { throw Failure(writing: path, .isDirectory) }
    if isTooLong(path) {
      throw Failure(
        .cannotCreate, "the name is too long for a file", at: path, advice: "name a shorter one")
    }
    if SystemCalls.exists(path), !SystemCalls.isRegularFile(path) {
      throw Failure(
        .cannotCreate, "a device or a pipe where a file is needed", at: path, advice: "name a file")
    }
  }

  /// Throws where an output is one of the files that the command reads, by whatever name, links included.
  static func spares(_ inputs: [String], _ path: String) throws {
    guard path != "-", let output = SystemCalls.identity(ofFile: path) else { return }
    if let input = inputs.first(where: { SystemCalls.identity(ofFile: $0) == output }) {
      throw Failure(
        .usage, "the output is also an input", at: path,
        found: input == path ? nil : "the same file as \(input == "-" ? "standard input" : input)",
        advice: "name another file to write")
    }
  }

  /// Whether a file cannot have the longer name that `AtomicFile` gives it until it is whole: that a folder takes a file without
  /// a name does not show it.
  private static func isTooLong(_ path: String) -> Bool {
    var status = stat()
    return lstat(path + AtomicFile.longestAddition, &status) != 0 && errno == ENAMETOOLONG
  }

  /// Makes a file in a folder that nobody sees: one without a name, where the file system has such.
  private static func probe(_ folder: FilePath) throws {
    #if os(Linux)
      let unnamed = FileDescriptor.OpenOptions(rawValue: 0o20_000_000 | O_DIRECTORY | O_CLOEXEC)  // O_TMPFILE
      if let file = try? FileDescriptor.open(
        folder, .writeOnly, options: unnamed, permissions: .ownerReadWrite)
      {
        return try file.close()
      }
    #endif
    let file = folder.appending(".seqkit-\(SystemCalls.process)")
    try FileDescriptor.open(file, .writeOnly, options: [.create, .closeOnExec], permissions: .ownerReadWrite)
      .close()
    SystemCalls.remove(file)
  }
}
