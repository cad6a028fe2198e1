import ArgumentParser
import SeqData
import SeqFiles
import SeqModels
import SeqTensor
import SeqTraining
import SystemPackage

struct FeaturesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "features",
    abstract: "Write what a layer makes of every picture: vectors for another program.",
    discussion: """
      The network is one of ours with --weights, or a trained classifier. Maps are averaged over their places unless \
      --flatten is given. Files end in .csv (path, class, numbers) or .safetensors (features, labels); one of the latter \
      is read by 'seqkit train transfer --features', if it is of the network's feature layer. Of a folder that comes in \
      parts (train, validation and test, MNIST's or CIFAR's files) all are described, in this order.

        seqkit transfer features --images pets --network alexnet \\
          --weights alexnet.safetensors --layer fc7 --out fc7.csv
        seqkit transfer features --images pets --network vgg16 \\
          --weights vgg16.safetensors --out pets-vgg16.safetensors
      """)

  @Option(help: ArgumentHelp("The folder of pictures.", valueName: "folder"), completion: .directory)
  var images: String
  @Option(
    help: ArgumentHelp("A trained classifier; - for standard input.", valueName: "file"),
    completion: .file(extensions: ["safetensors"]))
  var model: String?
  @Option(help: "A network by name, for --weights.") var network: NetworkKind?
  @Option(
    help: ArgumentHelp("Pretrained weights for --network; - for standard input.", valueName: "file"),
    completion: .file(extensions: ["safetensors"]))
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
    completion: .file(extensions: ["csv", "safetensors"]))
  var out: String
  @OptionGroup var pictures: FolderReading
  @OptionGroup var common: CommonOptions

  func validate() throws {
    try StandardInput.checkNoFolder(images)
    try StandardInput.checkOnce([model, weights].compactMap(\.self))
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
      throw ValidationError("--out must end in .csv or .safetensors, or be - for standard output")
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
    let found = try pictures.open(folder, for: contents.configuration, common)
    let files = found.files
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
        let names = [file.path, folder.classes[Int(file.label)]].map(\.csvField)
        text += (names + vector.map { "\($0)" }).joined(separator: ",") + "\n"
      }
      try Output.write(text, toFile: out)
    } else {
      try FeatureFile.write(
        vectors, of: PictureFolder.File.digests(of: files, threads: common.threadCount),
        labels: files.map(\.label), classes: folder.classes,
        origin: FeatureFile.Origin(contents, layer: wanted, isAveraged: !flatten), to: FilePath(out))
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
    try ImageModelFile.loadPretrained(
      SafetensorsFile(at: weights), into: parameters, configuration: configuration)
    return ImageModelFile.Contents(configuration: configuration, network: made, parameters: parameters)
  }
}
