import FoundationEssentials
import SeqData
import SeqFiles
import SeqKit
import SeqModels
import SeqTensor
import SeqTraining
import SystemPackage

/// The textbook's example of few pictures: cats and dogs from scratch, then with a network that others trained.
///
/// Rows are trained one after another, each resumable; a finished one is kept in a file and not trained again.
enum CatsDogsReproduction {
  static let name = "cats-dogs"

  private struct Row: Sendable {
    let name, title: String
    /// Validation accuracy in percent, and where it is from.
    let published: String
    let network: NetworkKind
    /// A file of the data set `weights`; nil: from scratch.
    var weights: String?
    var mode = TrainTransferCommand.Mode.scratch
    var augments = false
    var epochs = 30
    var rate: Scalar = 0.001
    /// Whether the rate falls to nothing by the last epoch, along half a cosine: then the last epochs are the best ones,
    /// where with a constant rate they swing by 2 points.
    var decays = false
    var unfrozen: [String] = []
    /// The row whose classifier this one starts from.
    var start: String?

    func epochs(of options: ReproduceOptions) -> Int { options.epochs.map { min($0, epochs) } ?? epochs }
  }

  private static let lite = "efficientnet_lite0_f16.safetensors"

  private static let rows = [
    Row(
      name: "features", title: "EfficientNet-Lite0, frozen features", published: "90 (VGG-16)",
      network: .efficientnetLite0, weights: lite, mode: .features),
    Row(
      name: "squeezenet", title: "SqueezeNet, frozen features", published: "90 (VGG-16)",
      network: .squeezenet,
      weights: "squeezenet_v1.0_dc.safetensors", mode: .features),
    Row(
      name: "finetune", title: "EfficientNet-Lite0, last block tuned", published: "96.1 (VGG-16)",
      network: .efficientnetLite0, weights: lite, mode: .finetune, epochs: 5, rate: 0.001,
      unfrozen: ["_blocks.15", "_conv_head", "_bn1"], start: "features"),
    Row(
      name: "augmented-features", title: "EfficientNet-Lite0, frozen, augmentation", published: "96 (VGG-16)",
      network: .efficientnetLite0, weights: lite, mode: .frozen, augments: true, epochs: 5, start: "features"),
    Row(name: "basic", title: "three convolutions from scratch", published: "72.2", network: .basic),
    Row(
      name: "dropout", title: "fourth convolution, dropout", published: "78", network: .basicDropout,
      decays: true),
    Row(
      name: "augmentation", title: "the same with augmentation", published: "82", network: .basicDropout,
      augments: true, epochs: 100, decays: true),
  ]

  private struct Result: Codable, Sendable {
    let row: String
    let history: [ImageEpochReport]
    let best: Double
    let test: Double
    let seconds: Double
    /// Nil in the files of a time when there was but one.
    var seed: UInt64?
  }

  static func run(_ options: ReproduceOptions, _ folders: DataFolders) async throws {
    let common = options.common
    guard
      let root = folders.roots.map({ $0.appending("cats_dogs") }).first(where: { SystemCalls.isFolder($0) })
    else {
      throw Failure(
        .noInput, "the data set 'cats_dogs' is not here", advice: "see 'seqkit data show cats_dogs'")
    }
    let training = try PictureFolder(root.appending("train").string)
    let validation = try PictureFolder(root.appending("validation").string, classes: training.classes)
    let test = try PictureFolder(root.appending("test").string, classes: training.classes)
    let chosen = try choice(options.rows)
    let file = ResultFile<Result>(path: "\(name).results.jsonl")
    var results = try file.results().filter { $0.seed ?? 1 == common.seed }
    func isDone(_ row: Row) -> Bool {
      results.contains { $0.row == row.name && $0.history.count == row.epochs(of: options) }
    }
    for row in chosen where !isDone(row) {
      let clock = ContinuousClock()
      let begin = clock.now
      if !common.quiet { Output.note("\(row.title)\n") }
      guard
        let result = try train(
          row, training, validation, test, options, folders, { (clock.now - begin).seconds })
      else { continue }
      results.append(result)
      try file.append(result)
    }
    try write(results, options)
  }

  /// The table of the rows that are finished: where each training started, how fast it rose and where it ended.
  private static func write(_ results: [Result], _ options: ReproduceOptions) throws {
    var table = Table([
      .init("row"), .init("what"), .init("epochs", .right), .init("start", .right),
      .init("points an epoch", .right), .init("best", .right), .init("last", .right),
      .init("training", .right), .init("test", .right), .init("published", .right),
    ])
    for row in Self.rows {
      guard let result = results.last(where: { $0.row == row.name }), let last = result.history.last,
        let first = result.history.first?.validationAccuracy
      else { continue }
      let best = result.history.first { $0.validationAccuracy == result.best }?.epoch ?? 1
      table.append([
        row.name, row.title, "\(result.history.count)", fixed(100 * first, 1),
        best > 1 ? fixed(100 * (result.best - first) / Double(best - 1), 2) : "", fixed(100 * result.best, 1),
        fixed(100 * (last.validationAccuracy ?? 0), 1), fixed(100 * last.accuracy, 1),
        fixed(100 * result.test, 1), row.published,
      ])
    }
    try Output.write(table.rendered(options.common.json ? .json : options.format))
    guard options.format == .table, !options.common.json else { return }
    try Output.writeLine(
      "accuracy in % of the validation pictures: after the first epoch, gained an epoch up to the best one, of the best "
        + "and the last; then of training pictures in the last epoch, and of the test pictures by the best")
    func best(_ isScratch: Bool) -> Double? {
      results.filter { result in
        rows.contains { $0.name == result.row && ($0.mode == .scratch) == isScratch }
      }.map(\.best).max()
    }
    if let scratch = best(true), let transferred = best(false) {
      try Output.writeLine(
        "transfer was \(transferred > scratch ? "positive" : "negative"): \(fixed(100 * transferred, 1)) % with "
          + "pretrained weights, \(fixed(100 * scratch, 1)) % from scratch")
    }
    if let basic = results.first(where: { $0.row == "basic" })?.history.last {
      try Output.writeLine(
        "basic, last line   ours: loss: \(fixed(basic.loss, 4)) - acc: \(fixed(basic.accuracy, 4)) - val_loss: "
          + "\(fixed(basic.validationLoss ?? 0, 4)) - val_acc: \(fixed(basic.validationAccuracy ?? 0, 4))\n"
          + "             the book's: loss: 0.0147 - acc: 0.9967 - val_loss: 2.4963 - val_acc: 0.7220")
    }
  }

  private static func choice(_ names: [String]) throws -> [Row] {
    if names.isEmpty { return rows }
    return try names.map { name in
      guard let row = rows.first(where: { $0.name == name }) else {
        throw Failure(
          .usage, "no row '\(name)'", expected: "some of " + rows.map(\.name).joined(separator: ", "))
      }
      return row
    }
  }

  private static func train(
    _ row: Row, _ training: PictureFolder, _ validation: PictureFolder, _ test: PictureFolder,
    _ options: ReproduceOptions, _ folders: DataFolders, _ seconds: () -> Double
  ) throws -> Result? {
    let common = options.common
    let configuration = ImageModelConfiguration(
      network: row.network, classes: training.classes, isTransfer: row.weights != nil)
    let builder = configuration.declared()
    let network = configuration.network(builder)
    let parameters = builder.finish(random: RandomSource(seed: common.seed).stream(named: "parameters"))
    if let weights = row.weights {
      guard let file = DataCatalogue.weights.files.first(where: { $0.name == weights }),
        let found = folders.locate(file, of: DataCatalogue.weights)
      else {
        if !common.quiet { Output.note("left out: \(weights) is not here; see 'seqkit data show weights'\n") }
        return nil
      }
      var path = found.path
      if let start = row.start, SystemCalls.exists("\(name)-\(start).safetensors") {
        path = FilePath("\(name)-\(start).safetensors")
        let contents = try ImageModelFile.load(from: ModelFile(contentsOf: path))
        guard contents.configuration == configuration else {
          throw Failure(.badData, "it is a classifier of another kind", at: path.string, advice: "remove it")
        }
        parameters.copy(contents.parameters)
      } else {
        try ImageModelFile.loadPretrained(path, into: parameters, configuration: configuration)
      }
    }
    func samples(_ folder: PictureFolder) throws -> ImageSamples {
      let read = try folder.read(
        width: configuration.width, height: configuration.height, channels: configuration.channels,
        threads: common.threadCount)
      return ImageSamples(read.set, preprocessing: configuration.preprocessing)
    }
    var settings = ImageTrainingSettings()
    settings.seed = common.seed
    settings.epochs = row.epochs(of: options)
    settings.batchSize = 30
    settings.learningRate = row.rate
    if row.decays { settings.schedule = .cosine(warmup: 100, total: 0) }
    if row.augments { settings.augmentation = .textbook }
    // Keras's RMSprop: decay 0.9, ε 1e-7.
    if row.mode == .scratch { settings.optimizer = .rmsProp(decay: 0.9, epsilon: 1e-7) }
    if row.mode == .frozen { settings.unfrozen = ["head."] }
    if row.mode == .finetune {
      settings.unfrozen = row.unfrozen + ["head."]
      settings.baseRateFactor = 0.1
    }
    let contents = ImageModelFile.Contents(
      configuration: configuration, network: network, parameters: parameters)
    let recording = try options.runs.recording(
      kind: "image classifier", name: "\(name)-\(row.name)", seed: common.seed, common)
    let (learned, held) = (try samples(training), try samples(validation))
    let history: [ImageEpochReport]
    if row.mode == .features {
      history = try FeatureTraining(contents: contents, common: common).run(
        learned, held, settings, recording: recording, fingerprint: row.name
      ).history
    } else {
      let trainer = ImageTrainer(
        layers: network.layers, parameters: parameters, settings: settings, training: learned,
        validation: held,
        threads: common.threadCount)
      let run = ImageRun(
        common: common, checkpoint: "\(name)-\(row.name).checkpoint", configuration: configuration,
        fingerprint: row.name, recording: recording)
      let isResumed = try run.resume(trainer, isRequired: false)
      try run.drive(trainer, isResumed: isResumed)
      trainer.useBest()
      history = trainer.progress.history
    }
    let best = history.compactMap(\.validationAccuracy).max() ?? 0
    let probabilities = try ImageInference(
      network: network, parameters: parameters, threads: common.threadCount
    )
    .probabilities(try samples(test))
    let scores = ClassificationScores(
      probabilities: probabilities.map { $0.map { Double($0) } }, labels: test.files.map { Int($0.label) },
      classes: configuration.classes.count)
    try ImageModelFile.write(
      contents,
      card: ModelCard(
        name: "\(name)-\(row.name)", summary: "cats and dogs: \(row.title)", data: "3,000 pictures",
        command: "seqkit reproduce \(name) --rows \(row.name)",
        scores: [.init(name: "validation accuracy", value: "\(fixed(100 * best, 1)) %")],
        writtenBy: "seqkit \(SeqKitVersion.current)"),
      training: settings, storage: .float32, to: FilePath("\(name)-\(row.name).safetensors"))
    let plot = HistoryPlot(title: row.title, panels: HistoryPlot.panels(of: history))
    try Output.write(plot.svg, toFile: "\(name)-\(row.name).svg")
    return Result(
      row: row.name, history: history, best: best, test: scores.accuracy, seconds: seconds(),
      seed: common.seed)
  }
}
