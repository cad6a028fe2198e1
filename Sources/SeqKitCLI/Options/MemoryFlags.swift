import ArgumentParser
import SeqAutodiff
import SeqModels
import SeqTensor
import SeqTraining

/// Flags that decide the network and its training; those not given leave the preset as it is.
struct MemoryFlags: ParsableArguments {
  // Help names the defaults of the standard preset as they are in the code.
  private static let model = EndToEndMemoryConfiguration(vocabularySize: 1)
  private static let training = MemoryTrainingSettings()

  @Option(help: ArgumentHelp("K, how often the story is read. Default: \(model.hops).", valueName: "n"))
  var hops: Int?
  @Option(
    help:
      "adjacent, layer-wise or none: which hops share their tables. Default: \(model.tying.rawValue).")
  var tying: HopTying?
  @Option(
    help:
      "position or bag-of-words: how a sentence becomes a vector. Default: \(model.encoding.rawValue).")
  var encoding: SentenceEncoding?
  @Option(help: "sum, relu or gated: what comes between two hops. Default: \(model.update.rawValue).")
  var update: HopUpdate?
  @Option(
    help: ArgumentHelp("d, the size of the vectors. Default: \(model.embeddingSize).", valueName: "n"))
  var embedding: Int?
  @Option(
    help: ArgumentHelp(
      "How many facts, the last ones, are remembered. Default: all of the longest story, 50 at most.",
      valueName: "n"))
  var memorySize: Int?
  @Flag(
    inversion: .prefixedNo,
    help: "Whether a fact tells how long ago it was told. Default: \(yesOrNo(model.usesTime)).")
  var time: Bool?
  @Flag(
    inversion: .prefixedNo,
    help: "Whether a hop may read an empty slot. Default: \(yesOrNo(model.hasEmptySlots)).")
  var emptySlots: Bool?
  @Option(help: ArgumentHelp("Passes over the questions. Default: \(training.epochs).", valueName: "n"))
  var epochs: Int?
  @Option(
    help: ArgumentHelp(
      "Passes before them without the softmax of the hops; 0 for none. Default: \(training.linearEpochs).",
      valueName: "n"))
  var linearEpochs: Int?
  @Option(
    help: ArgumentHelp(
      "How likely an empty memory follows a fact while training. Default: \(training.timeNoise).",
      valueName: "rate"))
  var timeNoise: Double?
  @Option(help: ArgumentHelp("Questions in a batch. Default: \(training.batchSize).", valueName: "n"))
  var batch: Int?
  @Option(help: ArgumentHelp("Learning rate. Default: \(training.learningRate).", valueName: "rate"))
  var learningRate: Double?
  @Option(
    help: ArgumentHelp(
      "The rate is halved after every so many epochs. Default: \(training.halvedEvery).", valueName: "n"))
  var halvedEvery: Int?
  @Option(
    help: ArgumentHelp("Largest gradient norm. Default: \(Int(training.clipNorm)).", valueName: "norm"))
  var clipNorm: Double?
  @Option(
    help: ArgumentHelp(
      "The share of the questions that is set aside. Default: \(training.heldOut).", valueName: "share"))
  var heldOut: Double?

  func validate() throws {
    for (name, value, range) in [
      ("epochs", epochs, 1...100_000), ("linear-epochs", linearEpochs, 0...100_000),
      ("batch", batch, 1...1_000_000), ("halved-every", halvedEvery, 1...100_000),
    ] {
      if let value, !range.contains(value) {
        throw ValidationError(
          "--\(name) must lie between \(range.lowerBound) and \(range.upperBound), not \(value)")
      }
    }
    for (name, value) in [("time-noise", timeNoise), ("held-out", heldOut)] {
      if let value, !(0..<1).contains(value) {
        throw ValidationError("--\(name) must be at least 0 and below 1, not \(value)")
      }
    }
    for (name, value) in [("learning-rate", learningRate), ("clip-norm", clipNorm)] {
      if let value, !(value > 0 && value.isFinite) {
        throw ValidationError("--\(name) must be a number above 0, not \(value)")
      }
    }
  }

  func apply(to settings: inout MemoryNetworkSettings) {
    func set<Value>(_ value: Value?, _ path: WritableKeyPath<MemoryNetworkSettings, Value>) {
      if let value { settings[keyPath: path] = value }
    }
    set(hops, \.model.hops)
    set(tying, \.model.tying)
    set(encoding, \.model.encoding)
    set(update, \.model.update)
    set(embedding, \.model.embeddingSize)
    set(memorySize, \.model.memorySize)
    set(time, \.model.usesTime)
    set(emptySlots, \.model.hasEmptySlots)
    set(epochs, \.training.epochs)
    set(linearEpochs, \.training.linearEpochs)
    if linearEpochs != nil { settings.training.linearEndsByHeldOutLoss = false }
    set(timeNoise, \.training.timeNoise)
    set(batch, \.training.batchSize)
    set(learningRate.map { Scalar($0) }, \.training.learningRate)
    set(halvedEvery, \.training.halvedEvery)
    set(clipNorm.map { Scalar($0) }, \.training.clipNorm)
    set(heldOut, \.training.heldOut)
  }
}

extension HopTying: ExpressibleByArgument {}
extension SentenceEncoding: ExpressibleByArgument {}
extension HopUpdate: ExpressibleByArgument {}
