import SeqData
import SeqFiles
import SeqKit
import SeqModels
import SeqTensor
import SeqTraining
import SystemPackage

/// LeNet-5 on MNIST: LeCun et al. 1998, 0.95 % of the test digits wrong without distortions.
enum LeNetReproduction {
  static let name = "lenet-mnist"

  static func run(_ options: ReproduceOptions, _ folders: DataFolders) async throws {
    let common = options.common
    let (training, test) = (
      try PictureSet.mnist("train", in: folders), try PictureSet.mnist("t10k", in: folders)
    )
    let configuration = ImageModelConfiguration(
      network: .lenet5, classes: training.classes, isTransfer: false)
    var settings = ImageTrainingSettings()
    settings.seed = common.seed
    settings.epochs = options.epochs ?? 20
    settings.batchSize = 64
    settings.optimizer = .adam()
    settings.learningRate = 0.002
    let updates = (training.count - 5000 + settings.batchSize - 1) / settings.batchSize * settings.epochs
    settings.schedule = .cosine(warmup: 0, total: updates)
    // The last 5,000 choose the epoch; the test digits are looked at once.
    let builder = configuration.declared()
    let network = configuration.network(builder)
    let parameters = builder.finish(random: RandomSource(seed: common.seed).stream(named: "parameters"))
    let trainer = ImageTrainer(
      layers: network.layers, parameters: parameters, settings: settings,
      training: ImageSamples(
        training.selecting(0..<training.count - 5000), preprocessing: configuration.preprocessing),
      validation: ImageSamples(
        training.selecting(training.count - 5000..<training.count), preprocessing: configuration.preprocessing
      ),
      threads: common.threadCount)
    let checkpoint = options.checkpoint(name, epochs: settings.epochs)
    let run = ImageRun(
      common: common, checkpoint: checkpoint, configuration: configuration,
      fingerprint: "mnist \(training.count)",
      recording: try options.runs.recording(kind: "image classifier", name: name, seed: common.seed, common),
      reports: options.reports)
    let isResumed = try run.resume(trainer, isRequired: false)
    try run.drive(trainer, isResumed: isResumed)
    trainer.useBest()
    let right = try trainer.evaluate(ImageSamples(test, preprocessing: configuration.preprocessing)).accuracy
    let error = 1 - right
    try ImageModelFile.write(
      .init(configuration: configuration, network: network, parameters: parameters),
      card: ModelCard(
        name: name, summary: "LeNet-5, handwritten digits", data: "MNIST",
        command: "seqkit reproduce \(name)",
        scores: [.init(name: "test error", value: "\(fixed(100 * error, 2)) %")],
        writtenBy: "seqkit \(SeqKitVersion.current)"),
      training: settings, storage: .float32, to: FilePath("\(name).safetensors"))
    try options.record(
      [
        ReproducedScore.percent(
          "test error", of: "LeNet-5", 100 * error, published: (value: 0.95, source: "LeCun et al. 1998"))
      ], of: name)
    var table = Table([
      .init("network"), .init("parameters", .right), .init("test error", .right), .init("published", .right),
    ])
    table.append(["LeNet-5", grouped(network.trainable), "\(fixed(100 * error, 2)) %", "0.95 %"])
    try Output.write(table.rendered(common.json ? .json : options.format))
    // Not before: whoever lost the table has it again without a training.
    SystemCalls.remove(FilePath(checkpoint))
    if !common.quiet { Output.note("classifier written to \(name).safetensors\n") }
  }
}
