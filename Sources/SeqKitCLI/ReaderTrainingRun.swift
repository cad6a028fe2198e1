import SeqKit
import SeqTraining
import SystemPackage

/// Drives the training of a reader for a command: progress on standard error, a checkpoint an epoch, the run store, signals.
struct ReaderTrainingRun {
  let checkpoint: String
  let common: CommonOptions
  var recording = Recording.none
  var picture = HistoryPicture.none
  /// What stands on standard output; with --json alone.
  var reports = TrainingReports()

  func start(_ training: StoryReaderTraining, resume: Bool) throws {
    try OutputCheck.canWrite(checkpoint)
    if resume { try training.restore(from: FilePath(checkpoint)) }
    say(
      "\(counted(training.questionCount, "question")) an epoch, \(grouped(training.heldOutCount)) held out; "
        + "\(grouped(training.lexicon.words.count)) closed words; \(grouped(training.parameterCount)) weights"
    )
    if resume {
      say(
        training.isFinished
          ? "resumed after the last of \(training.epoch) epochs" : "resumed at epoch \(training.epoch + 1)")
    }
    try recording.begin(
      settings: training.settings, checkpoint: checkpoint, resumedAt: resume ? training.epoch : nil)
    if let id = recording.recorder.id { say("recorded as run \(id); see 'seqkit runs show \(id)'") }
  }

  func drive(_ training: StoryReaderTraining) throws {
    try recording.following { try pull(training) }
  }

  private func pull(_ training: StoryReaderTraining) throws {
    Interruption.install()
    let terminal = Terminal.standardError
    let clock = ContinuousClock()
    let (begin, first) = (clock.now, training.epoch)
    let epochs = training.settings.training.epochs
    var lastReport = clock.now
    var drawn = false
    while !training.isFinished {
      let report = try training.next { batch, count in
        if !common.quiet, terminal.movesCursor, lastReport.duration(to: clock.now) > .milliseconds(500) {
          let done = Double(training.epoch - first) + Double(batch) / Double(count)
          let left = begin.duration(to: clock.now) / max(done, 1e-9) * (Double(epochs - first) - done)
          let line = "epoch \(training.epoch + 1)/\(epochs)  batch \(batch)/\(count)  \(clockTime(left)) left"
          Output.note("\r" + line.clipped(to: terminal.width - 1, mark: "~") + "\u{1b}[K")
          drawn = true
          lastReport = clock.now
        }
        return !Interruption.isRequested
      }
      if drawn { Output.note("\r\u{1b}[K") }
      drawn = false
      guard let report else {
        var failure = Interruption.failure
        failure.advice =
          training.epoch > 0
          ? "epoch \(training.epoch) is in \(checkpoint); go on with --resume" : "nothing was learned yet"
        throw failure
      }
      recording.recorder.record("loss", report.loss, step: report.epoch, epoch: report.epoch)
      recording.recorder.record("accuracy", report.accuracy, step: report.epoch, epoch: report.epoch)
      recording.recorder.flush()
      try training.save(to: FilePath(checkpoint))
      recording.wrote(.checkpoint, checkpoint, step: report.epoch)
      picture.redraw(HistoryPlot.panels(of: training.history))
      if common.json {
        reports.write([
          "version": 1, "type": "epoch", "epoch": .integer(report.epoch), "loss": .number(report.loss),
          "accuracy": .number(report.accuracy),
        ])
      }
      let done = Double(report.epoch - first)
      let left = begin.duration(to: clock.now) / done * Double(epochs - report.epoch)
      say(
        "epoch \(report.epoch)/\(epochs)  loss \(fixed(report.loss, 4))  decisions right \(fixed(100 * report.accuracy, 2)) %  "
          + "\(clockTime(left)) left")
    }
  }

  private func say(_ text: String) { if !common.quiet { Output.note(text + "\n") } }
}
