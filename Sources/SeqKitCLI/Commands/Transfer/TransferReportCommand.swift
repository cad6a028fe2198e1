import ArgumentParser
import SeqData
import SeqFiles
import SeqModels
import SeqTensor
import SeqTraining
import SystemPackage

/// `seqkit transfer report`: what pretrained weights bring on your own pictures.
struct TransferReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Train from scratch, on frozen features and by fine tuning, and say what transfer brought.",
    discussion: """
      The same network three times, on the same pictures, divided the same way by the seed: all weights drawn anew; a \
      new classifier on features of the pretrained network; the pretrained network trained on, at a tenth of the new \
      classifier's rate. For each the start (accuracy on validation pictures after the first epoch), the slope (points \
      an epoch up to the best one) and the asymptote (mean of the last quarter of the epochs). Transfer is negative \
      where its asymptote is below that from scratch. Folders are those that 'seqkit train transfer' takes.

        seqkit transfer report --images pets --network efficientnet-lite0 \\
          --weights lite0.safetensors --svg report.svg
      """)

  @Option(help: ArgumentHelp("The folder of pictures.", valueName: "folder"), completion: .directory)
  var images: String
  @Option(
    help: ArgumentHelp(
      "Validation pictures. Default: the validation folder in --images, else a share of it.",
      valueName: "folder"),
    completion: .directory)
  var validation: String?
  @Option(help: "The network.") var network: NetworkKind
  @Option(
    help: ArgumentHelp(
      "Pretrained weights (safetensors, the hub's names), or a classifier of ours; - for standard input.",
      valueName: "file"),
    completion: .file(extensions: ["safetensors"]))
  var weights: String
  @Option(help: ArgumentHelp("Passes over the pictures, each time.", valueName: "n")) var epochs = 10
  @Option(help: ArgumentHelp("Pictures in a batch.", valueName: "n")) var batch = 30
  @Option(help: ArgumentHelp("Learning rate.", valueName: "rate")) var learningRate: Double = 0.001
  @Option(
    help: ArgumentHelp(
      "Height and width that pictures are brought to. Default: the network's.", valueName: "n"))
  var size: Int?
  @Option(
    help: ArgumentHelp(
      "In fine tuning train only this layer, with all within it (and the new classifier); * and ? stand for any letters "
        + "and for one; may be repeated.",
      valueName: "pattern"))
  var unfreeze: [String] = []
  @Option(
    help: ArgumentHelp(
      "Share of each class set aside where there is no validation folder.", valueName: "share"))
  var heldOut: Double = 0.2
  @Option(help: ArgumentHelp("At most so many training pictures of each class.", valueName: "n"))
  var perClass: Int?
  @OptionGroup var reading: FolderReading
  @Option(
    help: ArgumentHelp(
      "What the checkpoints' names begin with; they are removed when the report is done.", valueName: "prefix"
    ))
  var checkpoint = "transfer-report"
  @Flag(help: "Go on from the checkpoints that are there.") var resume = false
  @Option(help: "table, markdown, csv, latex or json: how the table is written.")
  var format = Table.Format.table
  @OptionGroup var picture: PictureOptions
  @OptionGroup(title: "Record") var runs: RunOptions
  @OptionGroup var common: CommonOptions

  private typealias Mode = TrainTransferCommand.Mode
  private static let modes: [(mode: Mode, title: String)] = [
    (.scratch, "all weights drawn anew"), (.features, "frozen features, new classifier"),
    (.finetune, "pretrained, trained on"),
  ]

  func validate() throws {
    try StandardInput.checkNoFolder(images, validation)
    try picture.checkRoom(beside: ("--json", common.json))
    if checkpoint == "-" {
      throw ValidationError("a checkpoint is a file and no stream: name one with --checkpoint")
    }
    for (name, value) in [
      ("epochs", epochs), ("batch", batch), ("size", size ?? 1), ("per-class", perClass ?? 1),
    ]
    where value < 1 { throw ValidationError("--\(name) must be at least 1, not \(value)") }
    guard learningRate > 0, learningRate.isFinite else {
      throw ValidationError("--learning-rate must be positive, not \(learningRate)")
    }
    guard heldOut > 0, heldOut < 1 else {
      throw ValidationError("--held-out must lie between 0 and 1, not \(heldOut)")
    }
  }

  func run() async throws {
    let pictures = try TrainingPictures(
      images, validation: validation, heldOut: heldOut, perClass: perClass, seed: common.seed, common)
    for file in Self.modes.map({ checkpoint($0.mode) }) + [picture.svg].compactMap(\.self) where file != "-" {
      try OutputCheck.canWrite(file, inputs: pictures.paths + [weights])
    }
    // A report that is done has removed its own: what is there is of one that was interrupted.
    if !resume, let left = Self.modes.map({ checkpoint($0.mode) }).first(where: SystemCalls.exists) {
      throw CheckpointOptions.wouldBeOverwritten(left)
    }
    let whole = configuration(.features, pictures.training.classes)
    if let problem = whole.problem {
      throw Failure(
        .usage, "no \(network.rawValue) can be made for these pictures", found: problem,
        advice: "choose another --size")
    }
    // Weights of another network are refused before anything is trained.
    let known = whole.declared().finishEmpty()
    let pretrained = try SafetensorsFile(at: weights)
    try ImageModelFile.loadPretrained(pretrained, into: known, configuration: whole)
    try network.checkUnfrozen(unfreeze, among: known.entries.map { $0.name })
    let sources = try reading.open(pictures, for: whole, common)
    let samples = (
      training: ImageSamples(sources.training.source, preprocessing: whole.preprocessing),
      validation: ImageSamples(sources.validation.source, preprocessing: whole.preprocessing)
    )
    var rows: [(mode: Mode, title: String, history: [ImageEpochReport], curve: LearningCurve)] = []
    for (mode, title) in Self.modes {
      let history = try train(mode, pictures, pretrained, samples.training, samples.validation)
      guard let curve = LearningCurve(history) else { continue }
      rows.append((mode, title, history, curve))
    }
    if let svg = picture.svg {
      let plot = LinePlot(
        title: "\(network.rawValue): what transfer brings", xName: "epoch", yName: "validation accuracy",
        series: rows.map { row in
          LinePlot.Series(
            row.mode.rawValue,
            row.history.compactMap { report in
              report.validationAccuracy.map { (x: Double(report.epoch), y: $0) }
            })
        })
      try Output.write(plot.svg, toFile: svg)
    }
    guard let scratch = rows.first(where: { $0.mode == .scratch })?.curve else { return }
    if common.json {
      try Output.writeLine(json(rows, scratch, samples.training.count, samples.validation.count))
    } else if !picture.isOnStandardOutput {
      try write(rows, scratch)
    }
    for (mode, _) in Self.modes where SystemCalls.exists(checkpoint(mode)) {
      SystemCalls.remove(FilePath(checkpoint(mode)))
    }
  }

  private func checkpoint(_ mode: Mode) -> String { "\(checkpoint)-\(mode.rawValue).checkpoint" }

  private func configuration(_ mode: Mode, _ classes: [String]) -> ImageModelConfiguration {
    ImageModelConfiguration(network: network, classes: classes, isTransfer: mode != .scratch, size: size)
  }

  private func train(
    _ mode: Mode, _ pictures: TrainingPictures, _ pretrained: SafetensorsFile, _ training: ImageSamples,
    _ validation: ImageSamples
  ) throws -> [ImageEpochReport] {
    let configuration = configuration(mode, pictures.training.classes)
    let builder = configuration.declared()
    let model = configuration.network(builder)
    let parameters = builder.finish(random: RandomSource(seed: common.seed).stream(named: "parameters"))
    var settings = ImageTrainingSettings()
    settings.seed = common.seed
    settings.epochs = epochs
    settings.batchSize = batch
    settings.learningRate = Scalar(learningRate)
    if mode != .scratch {
      try ImageModelFile.loadPretrained(pretrained, into: parameters, configuration: configuration)
    }
    if mode == .finetune {
      settings.unfrozen = unfreeze.isEmpty ? nil : unfreeze + ["head."]
      settings.baseRateFactor = 0.1
    }
    var recording = try runs.recording(
      kind: "image classifier", name: "\(checkpoint)-\(mode.rawValue)", seed: common.seed, common)
    recording.fingerprint = pictures.fingerprint
    var recorded = TransferSettings(network, mode)
    recorded.size = configuration.height
    recorded.heldOut = heldOut
    recorded.perClass = perClass
    recorded.training = settings
    // The report alone is the result on standard output.
    var shown = common
    shown.json = false
    let title = "\(mode.rawValue)  "
    if mode == .features {
      return try FeatureTraining(
        contents: .init(configuration: configuration, network: model, parameters: parameters), common: shown,
        title: title, resumption: "the same command with --resume goes on"
      ).run(
        training, validation, settings, recording: recording, recorded: recorded,
        fingerprint: pictures.fingerprint
      ).history
    }
    let trainer = ImageTrainer(
      layers: model.layers, parameters: parameters, settings: settings, training: training,
      validation: validation, threads: common.threadCount)
    let run = ImageRun(
      common: shown, checkpoint: checkpoint(mode), configuration: configuration,
      fingerprint: pictures.fingerprint, recording: recording, recorded: recorded, title: title)
    let isResumed = resume ? try run.resume(trainer, isRequired: false) : false
    try run.drive(trainer, isResumed: isResumed)
    return trainer.progress.history
  }

  private func write(
    _ rows: [(mode: Mode, title: String, history: [ImageEpochReport], curve: LearningCurve)],
    _ scratch: LearningCurve
  ) throws {
    var table = Table([
      .init("training"), .init("what"), .init("epochs", .right), .init("start", .right),
      .init("points an epoch", .right), .init("asymptote", .right), .init("best", .right), .init("transfer"),
    ])
    for row in rows {
      table.append([
        row.mode.rawValue, row.title, "\(row.history.count)", fixed(100 * row.curve.start, 1),
        row.curve.slope.map { fixed(100 * $0, 2) } ?? "", fixed(100 * row.curve.asymptote, 1),
        fixed(100 * row.curve.best, 1),
        row.mode == .scratch ? "" : row.curve.transfer(over: scratch).rawValue,
      ])
    }
    try Output.write(table.rendered(format))
    guard format == .table else { return }
    try Output.writeLine(
      "accuracy in % of the validation pictures: after the first epoch, gained an epoch up to the best one, mean of the\n"
        + "last quarter of the epochs, best")
    for row in rows where row.mode != .scratch {
      let gain = row.curve.asymptote - scratch.asymptote
      try Output.writeLine(
        "\(row.mode.rawValue): transfer was \(row.curve.transfer(over: scratch).rawValue), \(gain < 0 ? "−" : "+")"
          + "\(fixed(abs(100 * gain), 1)) points at the end and \(row.curve.start < scratch.start ? "−" : "+")"
          + "\(fixed(abs(100 * (row.curve.start - scratch.start)), 1)) at the start")
    }
  }

  private func json(
    _ rows: [(mode: Mode, title: String, history: [ImageEpochReport], curve: LearningCurve)],
    _ scratch: LearningCurve, _ training: Int, _ validation: Int
  ) -> JSON {
    [
      "version": 1, "type": "transfer_report", "network": .string(network.rawValue),
      "training_pictures": .integer(training), "validation_pictures": .integer(validation),
      "trainings": .array(
        rows.map { row in
          [
            "training": .string(row.mode.rawValue), "start": .number(row.curve.start),
            "slope": row.curve.slope.map(JSON.number) ?? .null, "asymptote": .number(row.curve.asymptote),
            "best": .number(row.curve.best), "best_epoch": .integer(row.curve.bestEpoch),
            "transfer": row.mode == .scratch ? .null : .string(row.curve.transfer(over: scratch).rawValue),
            "val_acc": .array(row.history.compactMap(\.validationAccuracy).map(JSON.number)),
            "val_loss": .array(row.history.compactMap(\.validationLoss).map(JSON.number)),
            "acc": .array(row.history.map { .number($0.accuracy) }),
          ]
        }),
    ]
  }
}
