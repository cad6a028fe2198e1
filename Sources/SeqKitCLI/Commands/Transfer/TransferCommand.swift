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
    if pictures.contains("-") { try StandardInput.checkNotTyped("picture") }
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
