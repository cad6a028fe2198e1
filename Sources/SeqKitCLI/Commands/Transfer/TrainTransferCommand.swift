import ArgumentParser
import SeqData
import SeqFiles
import SeqKit
import SeqLayers
import SeqModels
import SeqRuns
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
      (or val) folders of either kind, or the files of MNIST (IDX) or CIFAR (binary) as they unpack, whose test part is \
      left for 'seqkit evaluate transfer'. Ctrl-C saves a checkpoint and ends with 130; --resume goes on from it. \
      --mode features takes seconds and has no checkpoint: stopped, it keeps nothing, but the features in --features. --svg \
      draws the learning curves, in a file anew after every epoch.

      Modes: scratch draws all weights anew. features runs the pretrained network once over every picture and trains \
      a new classifier on what it gives: seconds. frozen runs it anew in every epoch, so that pictures can be changed \
      at random (--augment) and the network's own dropout drops anew. finetune trains the whole network, or what \
      --unfreeze names, at a tenth of the new classifier's rate.

        seqkit train transfer --images pets --network efficientnet-lite0 \\
          --weights lite0.safetensors --out pets.safetensors
        seqkit train transfer --images pets --mode finetune --unfreeze _blocks.15 \\
          --unfreeze _conv_head --unfreeze _bn1 --network efficientnet-lite0 \\
          --weights pets.safetensors --out tuned.safetensors
        seqkit train transfer --images pets --mode scratch --network basic --augment \\
          --out own.safetensors
      """)

  enum Mode: String, ExpressibleByArgument, CaseIterable, Codable {
    case scratch, features, frozen, finetune
  }

  @Option(help: ArgumentHelp("The folder of pictures.", valueName: "folder"), completion: .directory)
  var images: String

  @Option(
    help: ArgumentHelp(
      "Pictures to choose the best epoch by. Default: the validation folder in --images, else a share of it.",
      valueName: "folder"),
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
      "Pretrained weights (safetensors, the hub's names), or a classifier of ours; - for standard input.",
      valueName: "file"),
    completion: .file(extensions: ["safetensors"]))
  var weights: String?

  @Option(
    help: ArgumentHelp(
      "With --mode finetune, train only this layer, with all within it (and the new classifier); * and ? stand for any "
        + "letters and for one; may be repeated.",
      valueName: "pattern"))
  var unfreeze: [String] = []

  @Option(
    help: ArgumentHelp(
      "Keep what the pretrained network makes of the pictures in this file (safetensors), and read it where it is there: "
        + "for --mode features, and frozen without --augment. A file of other pictures, network or weights is refused.",
      valueName: "file"),
    completion: .file(extensions: ["safetensors"]))
  var features: String?

  @Option(
    help: ArgumentHelp(
      "Passes over the pictures. Default: 30; 10 for frozen, 5 for finetune.", valueName: "n"))
  var epochs: Int?
  @Option(help: ArgumentHelp("Pictures in a batch. Default: 30.", valueName: "n")) var batch: Int?
  @Option(help: ArgumentHelp("Learning rate. Default: 0.001.", valueName: "rate")) var learningRate: Double?
  @Option(
    help: ArgumentHelp(
      "What the rate of all but the new classifier is multiplied by. Default: 0.1 for finetune, 1 for scratch.",
      valueName: "factor"))
  var baseRate: Double?
  @Option(
    help: ArgumentHelp(
      "What it is multiplied by once more for every layer from the classifier down, 0.385 in the paper on "
        + "discriminative rates. Default: 1.", valueName: "factor"))
  var layerRate: Double?
  @Option(
    help: ArgumentHelp(
      "Height and width that pictures are brought to. Default: the network's.", valueName: "n"))
  var size: Int?
  @Option(
    help: ArgumentHelp(
      "How pixels become numbers: unit, imagenet, mean-rgb (all that VGG's paper does), caffe, lite or symmetric. "
        + "Default: what the network's weights were trained with.", valueName: "name"))
  var preprocessing: PicturePreprocessing.Preset?
  @Flag(
    inversion: .prefixedNo, help: "Turn, move, slant, zoom and mirror pictures at random while training.")
  var augment: Bool?
  @Option(
    help: ArgumentHelp(
      "What --augment fills the border with: nearest, reflect, wrap or constant (black). Default: nearest.",
      valueName: "mode"))
  var fill: Augmentation.Fill?
  @Option(
    help: ArgumentHelp(
      "Share of features dropped before the new classifier, which --mode scratch has not. Default: 0.",
      valueName: "rate"))
  var dropout: Double?
  @Option(
    help: ArgumentHelp(
      "Share of each class set aside where there is no validation folder. Default: 0.2.", valueName: "share"))
  var heldOut: Double?
  @Option(help: ArgumentHelp("At most so many training pictures of each class.", valueName: "n"))
  var perClass: Int?
  @OptionGroup var reading: FolderReading
  @OptionGroup var config: ConfigOptions
  @OptionGroup var checkpoints: CheckpointOptions
  @Option(help: "How the weights are stored: float32, float16 or int8.") var storage = WeightStorage.float16
  @OptionGroup var picture: PictureOptions
  @OptionGroup(title: "Record") var runs: RunOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    try StandardInput.checkNoFolder(images, validation)
    try StandardInput.checkOnce([weights].compactMap(\.self) + config.files)
    try picture.checkRoom(beside: ("--json", common.json))
    if mode != .scratch && weights == nil {
      throw ValidationError("--mode \(mode.rawValue) needs --weights; without them give --mode scratch")
    }
    if mode == .scratch && weights != nil { throw ValidationError("--mode scratch takes no --weights") }
    if mode != .finetune && !unfreeze.isEmpty {
      throw ValidationError("--unfreeze belongs to --mode finetune")
    }
    if features != nil && mode != .features && mode != .frozen {
      throw ValidationError("--features belongs to --mode features and frozen")
    }
    if features == "-" {
      throw ValidationError("features are kept in a file and no stream: name one with --features")
    }
    if mode == .features && checkpoints.resume {
      throw ValidationError("--mode features takes seconds and has no checkpoint")
    }
    for (name, value) in [("epochs", epochs), ("batch", batch), ("size", size), ("per-class", perClass)] {
      if let value, value < 1 { throw ValidationError("--\(name) must be at least 1, not \(value)") }
    }
    if let learningRate, !(learningRate > 0 && learningRate.isFinite) {
      throw ValidationError("--learning-rate must be positive, not \(learningRate)")
    }
    if let baseRate, !(baseRate >= 0 && baseRate.isFinite) {
      throw ValidationError("--base-rate must be at least 0, not \(baseRate)")
    }
    if let layerRate, !(0...1).contains(layerRate) {
      throw ValidationError("--layer-rate must lie between 0 and 1, not \(layerRate)")
    }
    if mode == .features || mode == .frozen, baseRate != nil || layerRate != nil {
      throw ValidationError("--base-rate and --layer-rate belong to --mode finetune and scratch")
    }
    if let dropout, !(0..<1).contains(dropout) {
      throw ValidationError("--dropout must lie in 0 ..< 1, not \(dropout)")
    }
    if mode == .scratch, dropout ?? 0 > 0 {
      throw ValidationError(
        "--dropout belongs to a new classifier, and --mode scratch has none; see --network basic-dropout")
    }
    if let heldOut, !(heldOut > 0 && heldOut < 1) {
      throw ValidationError("--held-out must lie between 0 and 1, not \(heldOut)")
    }
    if let fill, fill != .nearest, augment != true, config.file == nil {
      throw ValidationError("--fill \(fill.rawValue) belongs to --augment")
    }
  }

  func run() async throws {
    let chosen = try self.settings()
    if config.printConfig { return try config.show(chosen, asJSON: common.json) }
    let settings = chosen.training
    let pictures = try TrainingPictures(
      images, validation: validation, heldOut: chosen.heldOut, perClass: chosen.perClass, seed: settings.seed,
      common)
    let inputs = try self.inputs(pictures)
    if mode == .features {
      try OutputCheck.canWrite(out, inputs: inputs)
    } else {
      try checkpoints.check(for: out, inputs: inputs)
    }
    let outputs = [out] + [features].compactMap(\.self)
    try picture.check(
      inputs: inputs, outputs: outputs + (mode == .features ? [] : [checkpoints.path(for: out)]))
    CheckpointOptions.announceReplacement(of: out, resume: checkpoints.resume, quiet: common.quiet)
    var configuration = ImageModelConfiguration(
      network: network, classes: pictures.training.classes, isTransfer: mode != .scratch, size: chosen.size,
      dropout: chosen.dropout)
    if let preset = chosen.preprocessing { configuration.preprocessing = preset.preprocessing }
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
    let parameters = builder.finish(random: RandomSource(seed: settings.seed).stream(named: "parameters"))
    if let weights {
      try ImageModelFile.loadPretrained(
        SafetensorsFile(at: weights), into: parameters, configuration: configuration)
    }
    let opened = try reading.open(pictures, for: configuration, common)
    let training = ImageSamples(opened.training.source, preprocessing: configuration.preprocessing)
    let validation = ImageSamples(opened.validation.source, preprocessing: configuration.preprocessing)

    try network.checkUnfrozen(settings.unfrozen ?? [], among: parameters.entries.map { $0.name })
    let contents = ImageModelFile.Contents(
      configuration: configuration, network: model, parameters: parameters)
    var recording = try runs.recording(
      kind: "image classifier", name: FilePath(out).stem ?? out, seed: settings.seed, common)
    recording.fingerprint = pictures.fingerprint
    let isDivided = self.validation == nil
    recording.add(
      "pictures", opened.training.files + (isDivided ? opened.validation.files : []), of: images,
      threads: common.threadCount)
    if let folder = self.validation {
      recording.add(
        "validation pictures", opened.validation.files, of: folder, threads: common.threadCount)
    }
    if let weights { recording.add([("weights", weights)]) }
    if let features, SystemCalls.exists(features) { recording.add([("features", features)]) }
    let cache = features.map {
      FeatureCache(path: $0, training: opened.training.files, validation: opened.validation.files)
    }
    var recorded = chosen
    recorded.size = configuration.height
    let curves = HistoryPicture(path: picture.svg, title: "\(network.rawValue), \(mode.rawValue)")
    let reports = TrainingReports()
    let describing = FeatureTraining(
      contents: contents, common: common, cache: cache, picture: curves, reports: reports)
    let progress: ImageTrainingProgress
    if mode == .features {
      progress = try describing.run(
        training, validation, settings, recording: recording, recorded: recorded,
        fingerprint: pictures.fingerprint)
    } else {
      var (layers, learned, held) = (model.layers, training, validation)
      if cache != nil {
        layers = try classifier(of: model)
        let vectors = try describing.vectors(training, validation)
        learned = ImageSamples(vectors: vectors.training.flatMap(\.self), labels: training.labels)
        held = ImageSamples(vectors: vectors.validation.flatMap(\.self), labels: validation.labels)
      }
      let trainer = ImageTrainer(
        layers: layers, parameters: parameters, settings: settings, training: learned, validation: held,
        threads: common.threadCount)
      let run = ImageRun(
        common: common, checkpoint: checkpoints.path(for: out), configuration: configuration,
        fingerprint: pictures.fingerprint, recording: recording, recorded: recorded, picture: curves,
        reports: reports)
      let isResumed = checkpoints.resume ? try run.resume(trainer, isRequired: true) : false
      try run.drive(trainer, isResumed: isResumed)
      trainer.useBest()
      progress = trainer.progress
    }
    let best = progress.history.compactMap(\.validationAccuracy).max()
    let card = ModelCard(
      name: FilePath(out).stem ?? out,
      summary: "a classifier of pictures: " + configuration.classes.joined(separator: ", "),
      data: "\(training.count) pictures", command: Recording.modelCommand,
      scores: best.map { [.init(name: "validation accuracy", value: "\(fixed(100 * $0, 1)) %")] } ?? [],
      writtenBy: "seqkit \(SeqKitVersion.current)")
    try recording.writeModel(out, step: progress.updates) {
      try ImageModelFile.write(contents, card: card, training: settings, storage: storage, to: FilePath(out))
    }
    if common.json {
      let epoch = progress.history.last(where: \.isBest)
      let result = TrainingResult(
        model: out, metric: best == nil ? "acc" : "val_acc", best: best ?? epoch?.accuracy,
        epoch: epoch?.epoch,
        run: recording.recorder.id)
      reports.write(result.json)
    }
    try curves.draw(HistoryPlot.panels(of: progress.history))
    if let best { say("best validation accuracy \(fixed(100 * best, 2)) %") }
    let next = Recording.suggestion("transfer", "predict", "--model", reading: out)
    say("classifier written to \(out); try: \(next) PICTURE")
    try reports.finish(out)
  }

  /// The files that are read and must not be written over; a file of features that is still to be made is none of them.
  private func inputs(_ pictures: TrainingPictures) throws -> [String] {
    let inputs = pictures.paths + [weights].compactMap(\.self) + config.files
    guard let features else { return inputs }
    if SystemCalls.exists(features) { return inputs + [features] }
    try OutputCheck.canWrite(features, inputs: inputs)
    for file in [out, checkpoints.path(for: out)]
    where SystemCalls.absolute(file) == SystemCalls.absolute(features) {
      throw Failure(
        .usage, "features and classifier or checkpoint are the same file", at: features,
        advice: "name another with --features")
    }
    return inputs
  }

  /// The layers that are left to be trained on features.
  ///
  /// - Throws: where the layers below them drop some anew in every epoch, so that features worked out once are not theirs.
  private func classifier(of model: ImageNetwork) throws -> [NamedLayer] {
    let place = model.layers.firstIndex { ["head_dropout", "head"].contains($0.name) } ?? 0
    let drops = ImageNetwork.flattened(Array(model.layers[..<place])).contains {
      if case .dropout = $0.layer { true } else { false }
    }
    if drops {
      throw Failure(
        .usage, "\(network.rawValue) drops some of its own features anew in every epoch",
        advice: "give --mode features, or frozen without --features")
    }
    return Array(model.layers[place...])
  }

  private func say(_ text: String) {
    if !common.quiet { Output.note(text + "\n") }
  }
}

extension Recording {
  /// Adds the pictures of a folder as one set, whatever division of them is learned from.
  ///
  /// Its digest is that of the lines "DIGEST  PATH" that `sha256sum` prints of the files, paths within the folder in the order of
  /// their bytes.
  mutating func add(_ role: String, _ pictures: [PictureFolder.File], of folder: String, threads: Int) {
    guard recorder.willRecord else { return }
    let names = Set(pictures.flatMap(\.sources))
      .map { String($0.dropFirst(folder.count).drop { $0 == "/" }) }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    var sums = [(digest: String, bytes: Int)?](repeating: nil, count: names.count)
    sums.withUnsafeMutableBufferPointer { sums in
      nonisolated(unsafe) let sums = sums
      inParallel(names.count, threads: threads) {
        sums[$0] = try? SHA256.digest(ofFile: FilePath(folder + "/" + names[$0]))
      }
    }
    var (list, bytes) = (SHA256(), 0)
    for case (let name, let sum?) in zip(names, sums) {
      list.update("\(sum.digest)  \(name)\n".utf8)
      bytes += sum.bytes
    }
    data.append(
      RunData(role: role, path: SystemCalls.absolute(folder), sha256: list.finish(), bytes: bytes))
  }
}
