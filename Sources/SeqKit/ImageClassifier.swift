import SeqAutodiff
import SeqData
import SeqFiles
import SeqModels
import SeqTensor
import SeqTraining
import SystemPackage

/// A picture classifier: a picture in, classes with probabilities out.
///
///     let classifier = try ImageClassifier(contentsOf: "pets.safetensors")
///     print(try classifier.classify("cat.jpg").first?.name ?? "")
///
/// Safe from many tasks at once; each call works on a tape of its own.
public struct ImageClassifier: Sendable {
  /// A class and how probable it is.
  public struct Label: Sendable, Hashable {
    /// The class's.
    public let name: String
    /// From 0 to 1; those of all classes add up to 1.
    public let probability: Double
  }

  /// In the order of the network's outputs.
  public var classes: [String] { contents.configuration.classes }
  /// What the model is, where it comes from, and under what licence.
  public let card: ModelCard
  /// How many threads a call uses; they change the time, not the result.
  public var threads = 1
  private let contents: ImageModelFile.Contents
  private let network: ImageInference

  /// Reads a classifier that `seqkit train transfer` wrote.
  ///
  /// - Throws: if there is no such file or it is no whole classifier.
  public init(contentsOf path: FilePath) throws(FileError) {
    let file = try ModelFile(contentsOf: path)
    card = file.card
    contents = try ImageModelFile.load(from: file)
    network = ImageInference(network: contents.network, parameters: contents.parameters, threads: 1)
  }

  /// What is on a picture, the likeliest class first. A JPEG, PNG, PPM or PGM file.
  ///
  /// - Throws: if it cannot be read, or is damaged, or no picture.
  public func classify(_ path: String) throws(CorpusError) -> [Label] {
    classify(try Picture(contentsOf: path))
  }

  /// The same for a picture in memory, of any size.
  public func classify(_ picture: Picture) -> [Label] {
    let scores = inMemory { () throws(CorpusError) in try inference.probabilities(samples([picture])) }[0]
    return scores.indices.sorted { (scores[$0], -$0) > (scores[$1], -$1) }.map {
      Label(name: classes[$0], probability: Double(scores[$0]))
    }
  }

  /// What the network's feature layer makes of pictures: a vector each, for another classifier or for comparing them.
  public func features(of pictures: [Picture]) -> [[Scalar]] {
    inMemory { () throws(CorpusError) in
      try inference.features(samples(pictures), layer: contents.network.featureLayer) ?? []
    }
  }

  /// Pictures in memory need no file that could have gone.
  private func inMemory<Result>(_ body: () throws(CorpusError) -> Result) -> Result {
    do throws(CorpusError) { return try body() } catch { fatalError("pictures in memory: \(error)") }
  }

  private var inference: ImageInference {
    var inference = network
    inference.threads = threads
    return inference
  }

  private func samples(_ pictures: [Picture]) -> ImageSamples {
    let configuration = contents.configuration
    let pixels = pictures.flatMap {
      $0.with(channels: configuration.channels).resized(
        width: configuration.width, height: configuration.height
      )
      .pixels
    }
    return ImageSamples(
      PictureSet(
        classes: classes, width: configuration.width, height: configuration.height,
        channels: configuration.channels, pixels: pixels, labels: pictures.map { _ in 0 }),
      preprocessing: configuration.preprocessing)
  }
}
