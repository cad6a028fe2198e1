import SeqFiles
import SeqModels
import SeqTraining
import SystemPackage

/// Drives the training of a picture network for a command: epoch lines, checkpoints, the run store, signals.
struct ImageRun<Configuration: Codable & Equatable & Sendable> {
  let common: CommonOptions
  /// Where it is saved now and then, at the end, and when it is stopped; nil: it is not.
  let checkpoint: String?
  /// Of the network: a checkpoint of another one is refused.
  let configuration: Configuration
  let fingerprint: String
  var recording = Recording.none
  /// What is on record as settings; nil for those of the training alone.
  var recorded: (any Encodable)?
  /// What goes on after a stop.
  var resumption = "the same command with --resume goes on"
  /// What stands before the epoch lines, for several trainings of one command.
  var title = ""
  var picture = HistoryPicture.none
  /// What stands on standard output; with --json alone.
  var reports = TrainingReports()

  /// Goes on from the checkpoint if it is there and of the same training.
  ///
  /// - Parameter isRequired: whether it must be there.
  /// - Returns: whether it did.
  func resume(_ trainer: some RestorableTraining, isRequired: Bool) throws -> Bool {
    guard let checkpoint, isRequired || SystemCalls.exists(checkpoint) else { return false }
    let found = try ImageCheckpoint<Configuration>(contentsOf: FilePath(checkpoint))
    var settings = found.settings
    settings.epochs = trainer.settings.epochs
    guard found.configuration == configuration, settings == trainer.settings, found.fingerprint == fingerprint
    else {
      throw Failure(
        .badData, "the checkpoint is of a training with other pictures, network or settings", at: checkpoint,
        advice: "give the same ones, or remove it to start anew")
    }
    try found.restore(trainer)
    return true
  }

  /// Trains until all epochs are over.
  ///
  /// - Throws: after saving, what ends the program after a signal.
  func drive(_ trainer: some RestorableTraining, isResumed: Bool) throws {
    Interruption.install()
    let settings: any Encodable = recorded ?? trainer.settings
    try recording.following {
      try recording.begin(
        settings: settings, checkpoint: checkpoint,
        resumedAt: isResumed ? trainer.progress.updates : nil)
      if trainer.unpreparedCount > 0 {
        sayDescribing(trainer.unpreparedCount)
        var progress = Progress("pictures described", of: trainer.unpreparedCount)
        try trainer.prepare {
          if !common.quiet { progress.advance(by: $0) }
        } isStopped: {
          Interruption.isRequested
        }
        progress.finish()
      }
      try pull(trainer)
    }
  }

  /// Says that pictures are run once through layers that are held fast, which may take minutes.
  func sayDescribing(_ count: Int) {
    if !common.quiet { Output.note("\(title)\(grouped(count)) pictures are described once\n") }
  }

  private func save(_ trainer: some RestorableTraining) throws {
    guard let checkpoint else { return }
    recording.recorder.flush()
    try ImageCheckpoint<Configuration>.write(
      trainer, configuration: configuration, fingerprint: fingerprint, to: FilePath(checkpoint))
    recording.wrote(.checkpoint, checkpoint, step: trainer.progress.updates)
  }

  /// What ends the program after a signal.
  var interruption: Failure {
    var failure = Interruption.failure
    failure.advice = (checkpoint.map { "saved to \($0)" } ?? "nothing of it is kept") + "; \(resumption)"
    return failure
  }

  private func pull(_ trainer: some RestorableTraining) throws {
    let terminal = Terminal.standardError
    let clock = ContinuousClock()
    var times = SavingTimes()
    var isSaved = true
    var (lastReport, epochStart) = (clock.now, clock.now)
    var isDrawn = false
    func wipe() {
      if isDrawn { Output.note("\r\u{1b}[K") }
      isDrawn = false
    }
    while true {
      if Interruption.isRequested {
        wipe()
        try save(trainer)
        throw interruption
      }
      guard let event = try trainer.next() else { break }
      isSaved = false
      var finished: Int?
      switch event {
      case .updated(let epoch, let batch, let batches, let loss, let accuracy):
        recording.recorder.record("loss", loss, step: trainer.progress.updates, epoch: epoch)
        guard !common.quiet, terminal.movesCursor, lastReport.duration(to: clock.now) > .milliseconds(300)
        else {
          break
        }
        lastReport = clock.now
        let left = epochStart.duration(to: clock.now) / Double(max(batch, 1)) * Double(batches - batch)
        let line =
          "\(title)Epoch \(epoch)/\(trainer.settings.epochs)  \(batch)/\(batches)  \(clockTime(left)) left  "
          + "loss: \(fixed(loss, 4)) - acc: \(fixed(accuracy, 4))"
        Output.note("\r" + line.clipped(to: terminal.width - 1, mark: "~") + "\u{1b}[K")
        isDrawn = true
      case .epoch(let report):
        wipe()
        record(report, step: trainer.progress.updates)
        finished = report.epoch
        show(report, of: trainer.settings.epochs)
        picture.redraw(HistoryPlot.panels(of: trainer.progress.history))
        epochStart = clock.now
      }
      if times.isDue(afterEpoch: finished) {
        try save(trainer)
        times.didSave()
        isSaved = true
      }
    }
    wipe()
    if !isSaved { try save(trainer) }
  }

  private func record(_ report: ImageEpochReport, step: Int) {
    let metrics: [(String, Double?)] = [
      ("training_loss", report.loss), ("training_accuracy", report.accuracy),
      ("held_out_loss", report.validationLoss), ("held_out_accuracy", report.validationAccuracy),
    ]
    for (name, value) in metrics {
      if let value { recording.recorder.record(name, value, step: step, epoch: report.epoch) }
    }
  }

  private func show(_ report: ImageEpochReport, of epochs: Int) {
    if common.json {
      reports.write([
        "version": 1, "type": "epoch", "epoch": .integer(report.epoch), "loss": .number(report.loss),
        "acc": .number(report.accuracy), "val_loss": report.validationLoss.map(JSON.number) ?? .null,
        "val_acc": report.validationAccuracy.map(JSON.number) ?? .null, "best": .bool(report.isBest),
      ])
    }
    guard !common.quiet else { return }
    let isBest = report.validationAccuracy != nil && report.isBest
    Output.note(title + report.line(of: epochs) + (isBest ? "  best so far" : "") + "\n")
  }
}

extension ReproduceOptions {
  /// Where a training of pictures is saved. One of another seed is another training, as is one of more epochs, whose rate falls
  /// otherwise: neither goes on from the other's.
  func checkpoint(_ name: String, epochs: Int) -> String {
    "\(name)-\(epochs)-epochs-seed-\(common.seed).checkpoint"
  }
}

extension ImageEpochReport {
  /// The epoch in Keras's form: "Epoch 1/30  loss: 0.7 - acc: 0.5 - val_loss: 0.7 - val_acc: 0.5", with four decimals.
  func line(of epochs: Int) -> String {
    var line = "Epoch \(epoch)/\(epochs)  loss: \(fixed(loss, 4)) - acc: \(fixed(accuracy, 4))"
    if let validationLoss, let validationAccuracy {
      line += " - val_loss: \(fixed(validationLoss, 4)) - val_acc: \(fixed(validationAccuracy, 4))"
    }
    return line
  }
}
