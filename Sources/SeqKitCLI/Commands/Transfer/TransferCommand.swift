import ArgumentParser
import SeqData
import SeqFiles
import SeqKit
import SeqModels
import SeqTensor
import SeqTraining
import SystemPackage

/// `seqkit transfer`: what is done with pictures and their classifiers, besides training and scoring them.
struct TransferCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "transfer",
    abstract:
      "Classify pictures, describe them by features, divide a folder of them, say what transfer brings.",
    subcommands: [
      PredictCommand.self, FeaturesCommand.self, SplitCommand.self, TransferReportCommand.self,
    ])
}

/// Classifiers by their files.
struct ClassifierOption: ParsableArguments {
  @Option(
    help: ArgumentHelp("The classifier; - for standard input.", valueName: "file"),
    completion: .file(extensions: ["safetensors"]))
  var model: String

  func open(threads: Int) throws -> (contents: ImageModelFile.Contents, inference: ImageInference) {
    let contents = try ImageModelFile.load(from: ModelFile(at: model))
    return (
      contents,
      ImageInference(network: contents.network, parameters: contents.parameters, threads: threads)
    )
  }
}

struct PredictCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Say what is on pictures: the likeliest classes with their probabilities.",
    discussion: """
        seqkit transfer predict --model pets.safetensors cat.jpg dog.png
        seqkit transfer predict --model pets.safetensors - < cat.jpg
      """)

  @OptionGroup var classifier: ClassifierOption
  @Argument(
    help: ArgumentHelp("Pictures; - for one on standard input.", valueName: "file"), completion: .file())
  var pictures: [String]
  @Option(help: ArgumentHelp("How many classes are named.", valueName: "n")) var top = 3
  @OptionGroup var reading: PictureReading
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if top < 1 { throw ValidationError("--top must be at least 1, not \(top)") }
    try StandardInput.checkOnce(pictures + [classifier.model])
  }

  func run() async throws {
    if pictures.contains("-"), Terminal.standardInput.isInteractive {
      throw Failure(
        .usage, "a picture cannot be typed", at: "standard input", expected: "a picture file",
        advice: "name the file, or give it by < FILE")
    }
    let (contents, inference) = try classifier.open(threads: common.threadCount)
    let configuration = contents.configuration
    for path in pictures {
      guard let set = try read(path, configuration) else { continue }
      let samples = ImageSamples(set, preprocessing: configuration.preprocessing)
      let probabilities = try inference.probabilities(samples)[0]
      let best = probabilities.indices.sorted { (probabilities[$0], -$0) > (probabilities[$1], -$1) }.prefix(
        top)
      if common.json {
        try Output.writeLine([
          "version": 1, "type": "prediction", "picture": .string(path),
          "classes": .array(
            best.map {
              [
                "class": .string(configuration.classes[$0]),
                "probability": .number(Double(probabilities[$0])),
              ]
            }),
        ])
      } else {
        let words = best.map { "\(configuration.classes[$0]) \(fixed(Double(probabilities[$0]), 4))" }
        try Output.writeLine(([path] + words).joined(separator: "\t"))
      }
    }
  }

  /// - Returns: nil for a picture that cannot be read and is to be left out.
  private func read(_ path: String, _ configuration: ImageModelConfiguration) throws -> PictureSet? {
    let folder = PictureFolder(
      path: path, classes: configuration.classes, files: [PictureFolder.File(path: path, label: 0)])
    do {
      return try folder.read(
        width: configuration.width, height: configuration.height, channels: configuration.channels, threads: 1
      ).set
    } catch {
      guard reading.skipDamaged, !error.isMissingCapability else { throw error }
      if !common.quiet { Output.note(error.leftOut) }
      return nil
    }
  }
}

struct FeaturesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "features",
    abstract: "Write what a layer makes of every picture: vectors for another program.",
    discussion: """
      The network is one of ours with --weights, or a trained classifier. Maps are averaged over their places unless \
      --flatten is given. Files end in .csv (path, class, numbers) or .safetensors (features, labels). Of a folder that \
      comes in parts (train, validation and test, MNIST's or CIFAR's files) all are described, in this order.

        seqkit transfer features --images pets --network alexnet --weights alexnet.safetensors --layer fc7 --out fc7.csv
      """)

  @Option(help: ArgumentHelp("The folder of pictures.", valueName: "folder"), completion: .directory)
  var images: String
  @Option(
    help: ArgumentHelp("A trained classifier; - for standard input.", valueName: "file"), completion: .file())
  var model: String?
  @Option(help: "A network by name, for --weights.") var network: NetworkKind?
  @Option(help: ArgumentHelp("Pretrained weights for --network.", valueName: "file"), completion: .file())
  var weights: String?
  @Option(
    help: ArgumentHelp(
      "The layer; AlexNet's and VGG's dense ones also as fc6, fc7 and fc8. Default: the network's feature layer.",
      valueName: "name"))
  var layer: String?
  @Option(
    help: ArgumentHelp(
      "With --network, how pixels become numbers; see 'seqkit train transfer --help'.", valueName: "name"))
  var preprocessing: PicturePreprocessing.Preset?
  @Flag(help: "All places of a map one after another, channels first, instead of their mean.") var flatten =
    false
  @Option(
    help: ArgumentHelp("Where to write; - for lines as in .csv on standard output.", valueName: "file"),
    completion: .file())
  var out: String
  @OptionGroup var pictures: FolderReading
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (model == nil) != (network == nil) else {
      throw ValidationError("give either --model or --network")
    }
    if (network == nil) != (weights == nil) {
      throw ValidationError("--network and --weights belong together")
    }
    if network == nil && preprocessing != nil {
      throw ValidationError("--preprocessing belongs to --network; a classifier has its own")
    }
    guard isText || out.hasSuffix(".safetensors") else {
      throw ValidationError("--out must end in .csv or .safetensors")
    }
  }

  private var isText: Bool { out == "-" || out.hasSuffix(".csv") }

  func run() async throws {
    let folder = try PictureFolder.openedWhole(images, use: "described", common)
    if out != "-" {
      try OutputCheck.canWrite(out, inputs: folder.filePaths + [model, weights].compactMap(\.self))
    }
    let contents = try contents(folder.classes)
    let names = contents.network.flattened.map(\.name)
    // The paper's name where no layer is called so.
    let wanted =
      layer.map { names.contains($0) ? $0 : contents.configuration.network.layer(named: $0) }
      ?? contents.network.featureLayer
    guard names.contains(wanted) else {
      throw Failure(
        .usage, "no layer '\(wanted)' in \(contents.network.name)",
        advice: (nearest(to: wanted, among: names).map { "did you mean '\($0)'? " } ?? "")
          + "'seqkit model show' lists them")
    }
    let found = try pictures.openAll(folder, for: contents.configuration, common)
    let left = Set(found.skipped.map(\.path))
    let files = folder.files.filter { !left.contains($0.path) }
    var progress = Progress("pictures", of: files.count)
    let inference = ImageInference(
      network: contents.network, parameters: contents.parameters, threads: common.threadCount)
    let samples = ImageSamples(found.source, preprocessing: contents.configuration.preprocessing)
    let vectors =
      try inference.features(samples, layer: wanted, averages: !flatten) { progress.advance(by: $0) } ?? []
    progress.finish()
    if isText {
      var text = ""
      for (file, vector) in zip(files, vectors) {
        let name =
          file.path.contains(where: { ",\"\n".contains($0) })
          ? "\"" + file.path.replacing("\"", with: "\"\"") + "\"" : file.path
        text +=
          "\(name),\(folder.classes[Int(file.label)])," + vector.map { "\($0)" }.joined(separator: ",") + "\n"
      }
      try Output.write(text, toFile: out)
    } else {
      let size = vectors.first?.count ?? 0
      try SafetensorsFile.write(
        [
          TensorToStore("features", [vectors.count, size], .float32, vectors.flatMap(\.self)),
          TensorToStore("labels", [files.count], .float32, files.map { Scalar($0.label) }),
        ],
        metadata: [
          "network": contents.network.name, "layer": wanted, "classes": folder.classes.joined(separator: ","),
        ], to: FilePath(out))
    }
    if !common.quiet && out != "-" {
      Output.note(
        "\(grouped(vectors.count)) vectors of \(grouped(vectors.first?.count ?? 0)) numbers written to \(out)\n"
      )
    }
  }

  private func contents(_ classes: [String]) throws -> ImageModelFile.Contents {
    if let model { return try ImageModelFile.load(from: ModelFile(at: model)) }
    guard let network, let weights else { fatalError("validated before") }
    var configuration = ImageModelConfiguration(network: network, classes: classes, isTransfer: false)
    configuration.outputs = network.standardClasses
    if let preprocessing { configuration.preprocessing = preprocessing.preprocessing }
    let builder = configuration.declared()
    let made = configuration.network(builder)
    let parameters = builder.finishEmpty()
    try ImageModelFile.loadPretrained(FilePath(weights), into: parameters, configuration: configuration)
    return ImageModelFile.Contents(configuration: configuration, network: made, parameters: parameters)
  }
}

struct SplitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "split", abstract: "Divide a folder of pictures into training, validation and test folders.",
    discussion: """
      So many pictures of each class, drawn by the seed, no picture twice; copied, never moved. Of MNIST's or CIFAR's \
      files the training pictures are divided, and written as a PGM or PPM file each.

        seqkit transfer split pets --train 1500 --validation 500 --test 500 --seed 42 --out pets-split
      """)

  @Argument(help: ArgumentHelp("The folder of pictures.", valueName: "folder"), completion: .directory)
  var images: String
  @Option(help: ArgumentHelp("Of each class for training.", valueName: "n")) var train: Int
  @Option(help: ArgumentHelp("Of each class for validation.", valueName: "n")) var validation: Int
  @Option(help: ArgumentHelp("Of each class for testing.", valueName: "n")) var test = 0
  @Option(help: ArgumentHelp("The folder to make; it must not be there yet.", valueName: "folder")) var out:
    String
  @OptionGroup var common: CommonOptions

  func validate() throws {
    for (name, value) in [("train", train), ("validation", validation), ("test", test)]
    where !(0...100_000_000).contains(value) {
      throw ValidationError("--\(name) must lie between 0 and 100,000,000, not \(value)")
    }
    if train + validation + test == 0 { throw ValidationError("at least one picture must be asked for") }
  }

  func run() async throws {
    if SystemCalls.exists(out) {
      throw Failure(
        .cannotCreate, "there is something of that name already", at: out, advice: "name a new folder")
    }
    // It would be one more class the next time.
    if SystemCalls.lies(out, in: images) {
      throw Failure(
        .usage, "the folder to make lies in the one that is divided", at: out,
        advice: "name one outside of \(images)")
    }
    let folder = try PictureFolder.opened(images, common)
    let parts = try folder.drawn(
      perClass: [train, validation, test], random: RandomSource(seed: common.seed))
    for (name, part) in zip(["train", "validation", "test"], parts) where !part.files.isEmpty {
      for (label, className) in folder.classes.enumerated() {
        let to = "\(out)/\(name)/\(className)"
        try SystemCalls.makeFolders(to)
        for file in part.files where file.label == Int32(label) {
          let bytes = try file.isRecord ? file.picture().netpbm : SystemCalls.bytes(of: file.path)
          try SystemCalls.write(bytes, to: "\(to)/\(file.ownName)")
        }
      }
    }
    if !common.quiet {
      Output.note(
        "\(grouped(parts.reduce(0) { $0 + $1.files.count })) pictures of \(folder.classes.joined(separator: ", ")) copied to \(out)\n"
      )
    }
  }
}
