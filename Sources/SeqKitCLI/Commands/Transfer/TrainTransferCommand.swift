import ArgumentParser
import SeqData
import SeqFiles
import SeqKit
import SeqLayers
import SeqModels
import SeqTensor
import SeqTraining
import SystemPackage

/// `seqkit train transfer`: a picture classifier from your own folder of pictures.
struct TrainTransferCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "transfer",
    abstract: "Train a picture classifier, from scratch or from a network that others trained.",
    discussion: """
      The folder holds a folder of pictures for every class, or files named CLASS.N.jpg, or train and validation \
      folders of either kind. Ctrl-C saves a checkpoint and ends with 130; --resume goes on from it.

      Modes: scratch draws all weights anew. features runs the pretrained network once over every picture and trains \
      a new classifier on what it gives: seconds. frozen does the same anew in every epoch, so that pictures can be \
      changed at random (--augment). finetune trains the whole network, or what --unfreeze names, at a tenth of the \
      new classifier's rate.

        seqkit train transfer --images pets --network efficientnet-lite0 --weights lite0.safetensors --out pets.safetensors
        seqkit train transfer --images pets --mode finetune --unfreeze _blocks.15 --unfreeze _conv_head --unfreeze _bn1 \\
          --network efficientnet-lite0 --weights pets.safetensors --out tuned.safetensors
        seqkit train transfer --images pets --mode scratch --network basic --augment --out own.safetensors
      """)

  enum Mode: String, ExpressibleByArgument, CaseIterable {
    case scratch, features, frozen, finetune
  }

  @Option(help: ArgumentHelp("The folder of pictures.", valueName: "folder"), completion: .directory)
  var images: String

  @Option(
    help: ArgumentHelp(
      "Pictures to choose the best epoch by. Default: a share of --images.", valueName: "folder"),
    completion: .directory)
  var validation: String?

  @Option(help: ArgumentHelp("Where to write the classifier.", valueName: "file"), completion: .file())
  var out: String

  @Option(help: "scratch, features, frozen or finetune.")
  var mode = Mode.features

  @Option(help: "The network; 'seqkit model show NETWORK' sums it up.")
  var network: NetworkKind

  @Option(
    help: ArgumentHelp(
      "Pretrained weights (safetensors, the hub's names), or a classifier of ours.", valueName: "file"),
    completion: .file(extensions: ["safetensors"]))
  var weights: String?

  @Option(
    help: ArgumentHelp(
      "With --mode finetune, train only parameters whose names begin so (and the new classifier); may be repeated.",
      valueName: "prefix"))
  var unfreeze: [String] = []

  @Option(
    help: ArgumentHelp(
      "Passes over the pictures. Default: 30; 10 for frozen, 5 for finetune.", valueName: "n"))
  var epochs: Int?
  @Option(help: ArgumentHelp("Pictures in a batch.", valueName: "n")) var batch = 30
  @Option(help: ArgumentHelp("Learning rate. Default: 0.001.", valueName: "rate")) var learningRate: Double =
    0.001
  @Option(
    help: ArgumentHelp(
      "Height and width that pictures are brought to. Default: the network's.", valueName: "n"))
  var size: Int?
  @Flag(help: "Turn, move, slant, zoom and mirror pictures at random while training.") var augment = false
  @Option(help: ArgumentHelp("Share of features dropped before the new classifier.", valueName: "rate"))
  var dropout: Double = 0
  @Option(
    help: ArgumentHelp(
      "Share of each class set aside where there is no validation folder.", valueName: "share"))
  var heldOut: Double = 0.2
  @Option(help: ArgumentHelp("At most so many training pictures of each class.", valueName: "n"))
  var perClass: Int?
  @OptionGroup var reading: FolderReading
  @Option(
    help: ArgumentHelp("Default: the classifier's name and .checkpoint.", valueName: "file"),
    completion: .file())
  var checkpoint: String?
  @Flag(help: "Go on from the checkpoint.") var resume = false
  @Option(help: "How the weights are stored: float32, float16 or int8.") var storage = WeightStorage.float16
  @OptionGroup var picture: PictureOptions
  @OptionGroup(title: "Record") var runs: RunOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if mode != .scratch && weights == nil {
      throw ValidationError("--mode \(mode.rawValue) needs --weights; without them give --mode scratch")
    }
    if mode == .scratch && weights != nil { throw ValidationError("--mode scratch takes no --weights") }
    if mode != .finetune && !unfreeze.isEmpty {
      throw ValidationError("--unfreeze belongs to --mode finetune")
    }
    if mode == .features && augment {
      throw ValidationError("--augment needs --mode frozen: features are worked out once")
    }
    if mode == .features && resume {
      throw ValidationError("--mode features takes seconds and has no checkpoint")
    }
    for (name, value) in [
      ("epochs", epochs ?? 1), ("batch", batch), ("size", size ?? 1), ("per-class", perClass ?? 1),
    ]
    where value < 1 { throw ValidationError("--\(name) must be at least 1, not \(value)") }
    guard learningRate > 0, learningRate.isFinite else {
      throw ValidationError("--learning-rate must be positive, not \(learningRate)")
    }
    guard (0..<1).contains(dropout) else {
      throw ValidationError("--dropout must lie in 0 ..< 1, not \(dropout)")
    }
    guard heldOut > 0, heldOut < 1 else {
      throw ValidationError("--held-out must lie between 0 and 1, not \(heldOut)")
    }
  }

  func run() async throws {
    try OutputCheck.canWrite(out)
    let pictures = try TrainingPictures(
      images, validation: validation, heldOut: heldOut, perClass: perClass, seed: common.seed)
    let configuration = ImageModelConfiguration(
      network: network, classes: pictures.training.classes, isTransfer: mode != .scratch, size: size,
      dropout: Float(dropout))
    if let problem = configuration.problem {
      throw Failure(
        .usage, "no \(network.rawValue) can be made for these pictures", found: problem,
        advice: "choose another --size")
    }
    let builder = configuration.declared()
    let model = configuration.network(builder)
    say(
      "\(network.rawValue): \(grouped(model.trainable)) weights; \(grouped(pictures.training.files.count)) pictures to "
        + "learn from, \(grouped(pictures.validation.files.count)) to validate; classes "
        + pictures.training.classes.joined(separator: ", "))
    let parameters = builder.finish(random: RandomSource(seed: common.seed).stream(named: "parameters"))
    if let weights {
      try ImageModelFile.loadPretrained(FilePath(weights), into: parameters, configuration: configuration)
    }
    let training = ImageSamples(
      try reading.open(pictures.training, for: configuration, common),
      preprocessing: configuration.preprocessing)
    let validation = ImageSamples(
      try reading.open(pictures.validation, for: configuration, common),
      preprocessing: configuration.preprocessing)

    var settings = ImageTrainingSettings()
    settings.seed = common.seed
    settings.epochs = epochs ?? (mode == .frozen ? 10 : mode == .finetune ? 5 : 30)
    settings.batchSize = batch
    settings.learningRate = Scalar(learningRate)
    if augment { settings.augmentation = .textbook }
    if mode == .frozen { settings.unfrozen = ["head."] }
    if mode == .finetune {
      settings.unfrozen = unfreeze.isEmpty ? nil : unfreeze + ["head."]
      settings.baseRateFactor = 0.1
      if let stranger = unfreeze.first(where: { name in
        !parameters.entries.contains { $0.name.hasPrefix(name) }
      }) {
        throw Failure(
          .usage, "no parameter's name begins with '\(stranger)'",
          advice: "see 'seqkit model show \(network.rawValue)'")
      }
    }
    let contents = ImageModelFile.Contents(
      configuration: configuration, network: model, parameters: parameters)
    var recording = try runs.recording(
      kind: "image classifier", name: FilePath(out).stem ?? out, seed: common.seed, common)
    recording.fingerprint = pictures.fingerprint
    if let weights { recording.add([("weights", weights)]) }
    let history: [ImageEpochReport]
    if mode == .features {
      history = try FeatureTraining(contents: contents, common: common).run(
        training, validation, settings, recording: recording, fingerprint: pictures.fingerprint)
    } else {
      let trainer = ImageTrainer(
        layers: model.layers, parameters: parameters, settings: settings, training: training,
        validation: validation, threads: common.threadCount)
      let run = ImageRun(
        common: common, checkpoint: checkpoint ?? out + ".checkpoint", configuration: configuration,
        fingerprint: pictures.fingerprint, recording: recording)
      let isResumed = resume ? try run.resume(trainer, isRequired: true) : false
      try run.drive(trainer, isResumed: isResumed)
      trainer.useBest()
      history = trainer.progress.history
    }
    let best = history.compactMap(\.validationAccuracy).max()
    let card = ModelCard(
      name: FilePath(out).stem ?? out,
      summary: "a classifier of pictures: " + configuration.classes.joined(separator: ", "),
      data: "\(training.count) pictures", command: "seqkit train transfer --mode \(mode.rawValue)",
      scores: best.map { [.init(name: "validation accuracy", value: "\(fixed(100 * $0, 1)) %")] } ?? [],
      writtenBy: "seqkit \(SeqKitVersion.current)")
    try ImageModelFile.write(contents, card: card, training: settings, storage: storage, to: FilePath(out))
    if let path = picture.svg {
      try Output.write(HistoryPlot.svg(history, title: "\(network.rawValue), \(mode.rawValue)"), toFile: path)
    }
    if let best { say("best validation accuracy \(fixed(100 * best, 2)) %") }
    say("classifier written to \(out); try: seqkit transfer predict --model \(out) PICTURE")
  }

  private func say(_ text: String) {
    if !common.quiet { Output.note(text + "\n") }
  }
}

/// A new classifier on features that are worked out once: the base network runs over every picture a single time.
struct FeatureTraining {
  let contents: ImageModelFile.Contents
  let common: CommonOptions
  /// What stands before the epoch lines.
  var title = ""

  /// Trains the classifier and puts it into the network's parameters.
  func run(
    _ training: ImageSamples, _ validation: ImageSamples, _ settings: ImageTrainingSettings,
    recording: Recording = .none, fingerprint: String
  ) throws -> [ImageEpochReport] {
    let head = FeatureHead(
      training: (try describe(training, "training"), training.labels),
      validation: (try describe(validation, "validation"), validation.labels),
      outputs: contents.configuration.outputs, dropout: Scalar(contents.configuration.dropout),
      settings: settings, threads: common.threadCount)
    let run = ImageRun(
      common: common, checkpoint: nil, configuration: contents.configuration, fingerprint: fingerprint,
      recording: recording, title: title)
    try run.drive(head.trainer, isResumed: false)
    head.install(into: contents.parameters)
    return head.trainer.progress.history
  }

  private func describe(_ samples: ImageSamples, _ what: String) throws -> [[Scalar]] {
    let network = contents.network
    var progress = Progress("\(what) pictures described", of: samples.count)
    let inference = ImageInference(
      network: network, parameters: contents.parameters, threads: common.threadCount)
    // What the classifier reads: the layer before it.
    let layers = network.layers.map(\.name)
    let layer = layers.contains("head_pool") ? "head_pool" : network.featureLayer
    let found = try inference.features(samples, layer: layer) { progress.advance(by: $0) }
    progress.finish()
    guard let found else { fatalError("the network \(network.name) has no layer \(layer)") }
    return found
  }
}
