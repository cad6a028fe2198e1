import SeqData
import SeqFiles
import SeqKit
import SeqModels
import SeqTensor
import SeqTraining
import SystemPackage

/// ResNet-20 on the 20,000 pictures of CIFAR-10 that the data set `cifar10` holds: He et al. 2016, section 4.2.
///
/// The paper's 91.25 % are with all 50,000 training pictures, uncompressed.
enum CIFARReproduction {
  static let name = "resnet20-cifar10"

  static func run(_ options: ReproduceOptions, _ folders: DataFolders) async throws {
    let common = options.common
    func set(_ file: String) throws -> PictureSet {
      guard let known = DataCatalogue.cifar10.files.first(where: { $0.name == file }),
        let found = folders.locate(known, of: DataCatalogue.cifar10)
      else {
        throw Failure(
          .noInput, "the data set 'cifar10' is not whole", advice: "see 'seqkit data show cifar10'")
      }
      return try PictureSet(storedZip: found.path.string, width: 32, height: 32, threads: common.threadCount)
    }
    let (training, test) = (try set("cifar10_train.zip"), try set("cifar10_test.zip"))
    let configuration = ImageModelConfiguration(
      network: .resnet20, classes: training.classes, isTransfer: false)
    var settings = ImageTrainingSettings()
    settings.seed = common.seed
    settings.epochs = options.epochs ?? 80
    settings.batchSize = 128
    // The paper's rule with more decay, as the pictures are fewer.
    settings.optimizer = .sgd(momentum: 0.9, weightDecay: 0.0005)
    settings.learningRate = 0.1
    // Moved by up to four pixels and mirrored, as in the paper.
    settings.augmentation.shiftX = 0.125
    settings.augmentation.shiftY = 0.125
    settings.augmentation.flips = true
    let updates = (training.count + settings.batchSize - 1) / settings.batchSize * settings.epochs
    settings.schedule = .cosine(warmup: 200, total: updates)
    let builder = configuration.declared()
    let network = configuration.network(builder)
    let parameters = builder.finish(random: RandomSource(seed: common.seed).stream(named: "parameters"))
    // As in the paper, the weights of the last epoch are tested; nothing is chosen by the test pictures.
    let trainer = ImageTrainer(
      layers: network.layers, parameters: parameters, settings: settings,
      training: ImageSamples(training, preprocessing: configuration.preprocessing), validation: nil,
      threads: common.threadCount)
    let checkpoint = options.checkpoint(name, epochs: settings.epochs)
    let run = ImageRun(
      common: common, checkpoint: checkpoint, configuration: configuration,
      fingerprint: "cifar10 \(training.count)",
      recording: try options.runs.recording(kind: "image classifier", name: name, seed: common.seed, common),
      reports: options.reports)
    let isResumed = try run.resume(trainer, isRequired: false)
    try run.drive(trainer, isResumed: isResumed)
    let accuracy = try trainer.evaluate(ImageSamples(test, preprocessing: configuration.preprocessing))
      .accuracy
    try ImageModelFile.write(
      .init(configuration: configuration, network: network, parameters: parameters),
      card: ModelCard(
        name: name, summary: "ResNet-20, small photographs of ten classes", data: "CIFAR-10, 20,000 pictures",
        command: "seqkit reproduce \(name)",
        scores: [.init(name: "test accuracy", value: "\(fixed(100 * accuracy, 2)) %")],
        writtenBy: "seqkit \(SeqKitVersion.current)"),
      training: settings, storage: .float32, to: FilePath("\(name).safetensors"))
    try options.record(
      [
        ReproducedScore.percent(
          "test accuracy", of: "ResNet-20", 100 * accuracy,
          published: (value: 91.25, source: "He et al. 2016, with 50,000 pictures"))
      ], of: name)
    var table = Table([
      .init("network"), .init("parameters", .right), .init("epochs", .right), .init("test accuracy", .right),
      .init("published (50,000 pictures)", .right),
    ])
    table.append([
      "ResNet-20", grouped(network.trainable), "\(settings.epochs)", "\(fixed(100 * accuracy, 2)) %",
      "91.25 %",
    ])
    try Output.write(table.rendered(common.json ? .json : options.format))
    // Not before: whoever lost the table has it again without a training.
    SystemCalls.remove(FilePath(checkpoint))
    if !common.quiet { Output.note("classifier written to \(name).safetensors\n") }
  }
}
