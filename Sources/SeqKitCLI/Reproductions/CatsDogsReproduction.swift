import SeqAutodiff
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

  private typealias Pictures = (training: PictureFolder, validation: PictureFolder, test: PictureFolder)

  static func run(_ options: ReproduceOptions, _ folders: DataFolders) async throws {
    let common = options.common
    guard
      let root = folders.roots.map({ $0.appending("cats_dogs") }).first(where: { SystemCalls.isFolder($0) })
    else {
      throw Failure(
        .noInput, "the data set 'cats_dogs' is not here", advice: "see 'seqkit data show cats_dogs'")
    }
    let training = try PictureFolder(root.appending("train").string)
    let pictures = (
      training: training,
      validation: try PictureFolder(root.appending("validation").string, classes: training.classes),
      test: try PictureFolder(root.appending("test").string, classes: training.classes)
    )
    let chosen = try CatsDogsRow.chosen(options.rows)
    let file = ResultFile<CatsDogsResult>(path: "\(name).results.jsonl")
    var results = try file.results().filter { $0.seed ?? 1 == common.seed }
    func isDone(_ row: CatsDogsRow) -> Bool {
      results.contains { $0.row == row.name && $0.history.count == row.epochs(atMost: options.epochs) }
    }
    for row in chosen where !isDone(row) {
      let clock = ContinuousClock()
      let begin = clock.now
      if !common.quiet { Output.note("\(row.title)\n") }
      guard
        let result = try train(row, pictures, options, folders, { (clock.now - begin).seconds })
      else { continue }
      results.append(result)
      try file.append(result)
      SystemCalls.remove(FilePath(checkpoint(row, options)))
    }
    let table = CatsDogsTable(results, atMost: options.epochs)
    try options.record(table.scores, of: name)
    try Output.write(table.table.rendered(common.json ? .json : options.format))
    guard options.format == .table, !common.json else { return }
    try Output.write(table.remarks.map { $0 + "\n" }.joined())
  }

  private static func checkpoint(_ row: CatsDogsRow, _ options: ReproduceOptions) -> String {
    options.checkpoint("\(name)-\(row.name)", epochs: row.epochs(atMost: options.epochs))
  }
  private static func model(_ row: String) -> String { "\(name)-\(row).safetensors" }

  /// - Returns: nil where the weights that the row needs are not here.
  private static func train(
    _ row: CatsDogsRow, _ pictures: Pictures, _ options: ReproduceOptions, _ folders: DataFolders,
    _ seconds: () -> Double
  ) throws -> CatsDogsResult? {
    let common = options.common
    let configuration = row.configuration(classes: pictures.training.classes)
    let builder = configuration.declared()
    let network = configuration.network(builder)
    let parameters = builder.finish(random: RandomSource(seed: common.seed).stream(named: "parameters"))
    guard try start(row, parameters, configuration, folders) else {
      if !common.quiet {
        Output.note("left out: \(row.weights ?? "") is not here; see 'seqkit data show weights'\n")
      }
      return nil
    }
    func samples(_ folder: PictureFolder) throws -> ImageSamples {
      let read = try folder.read(
        width: configuration.width, height: configuration.height, channels: configuration.channels,
        threads: common.threadCount)
      return ImageSamples(read.set, preprocessing: configuration.preprocessing)
    }
    let settings = row.settings(seed: common.seed, atMost: options.epochs)
    let contents = ImageModelFile.Contents(
      configuration: configuration, network: network, parameters: parameters)
    let recording = try options.runs.recording(
      kind: "image classifier", name: "\(name)-\(row.name)", seed: common.seed, common)
    let (learned, held) = (try samples(pictures.training), try samples(pictures.validation))
    let history: [ImageEpochReport]
    if row.mode == .features {
      history = try FeatureTraining(contents: contents, common: common, reports: options.reports).run(
        learned, held, settings, recording: recording, fingerprint: row.name
      ).history
    } else {
      let trainer = ImageTrainer(
        layers: network.layers, parameters: parameters, settings: settings, training: learned,
        validation: held, threads: common.threadCount)
      let run = ImageRun(
        common: common, checkpoint: checkpoint(row, options), configuration: configuration,
        fingerprint: row.name, recording: recording, reports: options.reports)
      let isResumed = try run.resume(trainer, isRequired: false)
      try run.drive(trainer, isResumed: isResumed)
      trainer.useBest()
      history = trainer.progress.history
    }
    let best = history.compactMap(\.validationAccuracy).max() ?? 0
    let inference = ImageInference(network: network, parameters: parameters, threads: common.threadCount)
    let probabilities = try inference.probabilities(try samples(pictures.test))
    let scores = ClassificationScores(
      probabilities: probabilities.map { $0.map { Double($0) } },
      labels: pictures.test.files.map { Int($0.label) }, classes: configuration.classes.count)
    try ImageModelFile.write(
      contents,
      card: ModelCard(
        name: "\(name)-\(row.name)", summary: "cats and dogs: \(row.title)",
        data: "\(grouped(learned.count)) pictures", command: "seqkit reproduce \(name) --rows \(row.name)",
        scores: [.init(name: "validation accuracy", value: "\(fixed(100 * best, 1)) %")],
        writtenBy: "seqkit \(SeqKitVersion.current)"),
      training: settings, storage: .float32, to: FilePath(model(row.name)))
    let plot = HistoryPlot(title: row.title, panels: HistoryPlot.panels(of: history))
    try Output.write(plot.svg, toFile: "\(name)-\(row.name).svg")
    return CatsDogsResult(
      row: row.name, history: history, best: best, test: scores.accuracy, seconds: seconds(),
      seed: common.seed)
  }

  /// Fills the parameters with the weights that a row starts from, or those of the row that it goes on from.
  ///
  /// - Returns: whether they are here; a row that starts from nothing needs none.
  private static func start(
    _ row: CatsDogsRow, _ parameters: ParameterStore, _ configuration: ImageModelConfiguration,
    _ folders: DataFolders
  ) throws -> Bool {
    guard let weights = row.weights else { return true }
    guard let file = DataCatalogue.weights.files.first(where: { $0.name == weights }),
      let found = folders.locate(file, of: DataCatalogue.weights)
    else { return false }
    guard let start = row.start.map(model), SystemCalls.exists(start) else {
      try ImageModelFile.loadPretrained(found.path, into: parameters, configuration: configuration)
      return true
    }
    let contents = try ImageModelFile.load(from: ModelFile(contentsOf: FilePath(start)))
    guard contents.configuration == configuration else {
      throw Failure(.badData, "it is a classifier of another kind", at: start, advice: "remove it")
    }
    parameters.copy(contents.parameters)
    return true
  }
}
