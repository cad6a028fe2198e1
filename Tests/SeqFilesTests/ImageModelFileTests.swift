import FoundationEssentials
import SeqAutodiff
import SeqData
import SeqFiles
import SeqModels
import SeqTensor
import SeqTraining
import SystemPackage
import TestSupport
import Testing

@Suite struct ImageModelFileTests {
  private let card = ModelCard(name: "bars", summary: "a test")

  private func pictures(_ count: Int) -> PictureSet {
    var random = RandomSource(seed: 9)
    return PictureSet(
      classes: ["a", "b"], width: 22, height: 22, channels: 3,
      pixels: (0..<count * 22 * 22 * 3).map { _ in UInt8(random.below(256)) },
      labels: (0..<count).map { Int32($0 % 2) })
  }

  private func made(_ network: NetworkKind = .basic, isTransfer: Bool = false) -> ImageModelFile.Contents {
    let configuration = ImageModelConfiguration(
      network: network, classes: ["a", "b"], isTransfer: isTransfer, size: network == .basic ? 22 : 33)
    let builder = configuration.declared()
    let model = configuration.network(builder)
    return .init(
      configuration: configuration, network: model, parameters: builder.finish(random: RandomSource(seed: 4)))
  }

  @Test func aClassifierComesBackAsItWas() throws {
    let folder = try TemporaryFolder()
    let contents = made(.efficientnetLite0, isTransfer: true)
    let path = FilePath(folder.file("model.safetensors"))
    try ImageModelFile.write(contents, card: card, storage: .float32, to: path)
    let back = try ImageModelFile.load(from: ModelFile(contentsOf: path))
    #expect(back.configuration == contents.configuration)
    for (name, parameter) in contents.parameters.entries {
      #expect(back.parameters[name].map { back.parameters[$0] } == contents.parameters[parameter], "\(name)")
    }
    // A classifier is also where another training may start.
    let other = made(.efficientnetLite0, isTransfer: true)
    try ImageModelFile.loadPretrained(path, into: other.parameters, configuration: other.configuration)
  }

  /// Whole numbers are read with their scales, whatever the new classifier replaces.
  @Test func aClassifierStoredAsInt8IsAStart() throws {
    let folder = try TemporaryFolder()
    let path = FilePath(folder.file("small.safetensors"))
    let contents = made()
    try ImageModelFile.write(contents, card: card, storage: .int8, to: path)
    for isTransfer in [false, true] {
      let other = made(isTransfer: isTransfer)
      try ImageModelFile.loadPretrained(path, into: other.parameters, configuration: other.configuration)
      let name = "conv2.weight"
      let (was, found) = (
        try #require(contents.parameters[name].map { contents.parameters[$0] }),
        try #require(other.parameters[name].map { other.parameters[$0] })
      )
      // A row's largest number is 127 steps.
      let largest = was.map(abs).max() ?? 0
      #expect(zip(was, found).allSatisfy { abs($0 - $1) <= largest / 127 }, "transfer \(isTransfer)")
    }
    // Without its scale a whole number says nothing.
    let stored = contents.parameters.entries.map { name, parameter in
      TensorToStore(
        name, parameter.shape.array, .int8, [Scalar](repeating: 1, count: parameter.shape.count))
    }
    try SafetensorsFile.write(stored, metadata: [:], to: path)
    let error = #expect(throws: FileError.self) {
      try ImageModelFile.loadPretrained(
        path, into: contents.parameters, configuration: contents.configuration)
    }
    #expect(error?.reason.contains("has no fitting conv1.weight.scale") == true)
  }

  /// Weights of another network: missing, surplus and misshapen names in one message.
  @Test func weightsOfAnotherNetworkAreListed() throws {
    let folder = try TemporaryFolder()
    let path = FilePath(folder.file("weights.safetensors"))
    let contents = made(.squeezenet, isTransfer: true)
    var stored = contents.parameters.entries.filter { !$0.name.hasPrefix("head") }.map {
      TensorToStore($0.name, $0.parameter.shape.array, .float32, contents.parameters[$0.parameter])
    }
    stored.append(TensorToStore("conv10.weight", [1, 1], .float32, [1]))
    stored.append(TensorToStore("bn.num_batches_tracked", [], .int64, [7]))
    try SafetensorsFile.write(stored, metadata: [:], to: path)
    // What a new classifier replaces, and counters, may be there.
    try ImageModelFile.loadPretrained(path, into: contents.parameters, configuration: contents.configuration)
    stored.removeFirst()
    stored[1].shape = [1] + stored[1].shape
    stored.append(TensorToStore("stranger", [2], .float32, [1, 2]))
    try SafetensorsFile.write(stored, metadata: [:], to: path)
    let error = #expect(throws: FileError.self) {
      try ImageModelFile.loadPretrained(
        path, into: contents.parameters, configuration: contents.configuration)
    }
    for words in [
      "1 missing: conv1.weight [96, 3, 7, 7]", "1 misshapen: ", " [1, ", "which should be [",
      "1 surplus: stranger [2]",
    ] {
      #expect(error?.reason.contains(words) == true, "\(words)")
    }
    #expect(error?.kind == .badData)
    // However many there are.
    let other = made(.efficientnetLite0, isTransfer: true)
    let all = #expect(throws: FileError.self) {
      try ImageModelFile.loadPretrained(path, into: other.parameters, configuration: other.configuration)
    }
    for (name, parameter) in other.parameters.entries where !name.hasPrefix("head.") {
      #expect(all?.reason.contains("\(name) \(parameter.shape)") == true, "\(name)")
    }
    for tensor in stored where !tensor.name.hasSuffix("num_batches_tracked") {
      #expect(all?.reason.contains("\(tensor.name) \(tensor.shape)") == true, "\(tensor.name)")
    }
  }

  /// Files by timm's names, whose VGG has convolutions for dense layers, and files without auxiliary classifiers.
  @Test(arguments: [NetworkKind.efficientnetLite0, .googlenet, .squeezenet10])
  func filesOfOtherHubsFit(_ kind: NetworkKind) throws {
    let folder = try TemporaryFolder()
    let path = FilePath(folder.file("weights.safetensors"))
    let contents = made(kind, isTransfer: false)
    var random = RandomSource(seed: 5)
    var values: [String: [Scalar]] = [:]
    var stored: [TensorToStore] = []
    for (name, parameter) in contents.parameters.entries where !name.hasPrefix("aux") {
      values[name] = (0..<parameter.shape.count).map { _ in Scalar(Float(random.uniform())) }
      stored.append(
        TensorToStore(
          kind.timmName(of: name) ?? name, parameter.shape.array, .float32, values[name] ?? []))
    }
    let renamed = stored.filter { contents.parameters[$0.name] == nil }.count
    #expect(kind == .efficientnetLite0 ? renamed == stored.count : renamed == 0)
    try SafetensorsFile.write(stored, metadata: [:], to: path)
    try ImageModelFile.loadPretrained(path, into: contents.parameters, configuration: contents.configuration)
    for (name, parameter) in contents.parameters.entries {
      if let expected = values[name] { #expect(contents.parameters[parameter] == expected, "\(name)") }
    }
    #expect(try ImageModelFile.networks(fitting: SafetensorsFile(contentsOf: path)) == [kind])
  }

  /// A file says itself which networks it is of; one tensor less, and it is of none.
  @Test func theNetworkOfAFileIsFound() throws {
    let folder = try TemporaryFolder()
    let path = FilePath(folder.file("weights.safetensors"))
    let builder = NetworkKind.resnet20.declared()
    var stored = builder.declarations.map { name, shape in
      TensorToStore(name, shape.array, .float32, [Scalar](repeating: 0, count: shape.count))
    }
    func networks() throws -> [NetworkKind] {
      try SafetensorsFile.write(stored, metadata: ["format": "pt"], to: path)
      return try ImageModelFile.networks(fitting: SafetensorsFile(contentsOf: path))
    }
    #expect(try networks() == [.resnet20])
    // Without the classifier as well: a new one takes its place.
    stored.removeAll { $0.name.hasPrefix("fc.") }
    #expect(try networks() == [.resnet20])
    let removed = stored.removeFirst()
    #expect(try networks().isEmpty)
    let filters = removed.shape[0]
    stored.append(
      TensorToStore(removed.name, [filters, 1, 1, 1], .float32, [Scalar](repeating: 0, count: filters)))
    #expect(try networks().isEmpty)
  }

  @Test func aStoppedTrainingGoesOnToTheSameBits() throws {
    let folder = try TemporaryFolder()
    let path = FilePath(folder.file("checkpoint"))
    var settings = ImageTrainingSettings()
    settings.epochs = 2
    settings.batchSize = 4
    settings.optimizer = .rmsProp()
    settings.augmentation = .textbook
    let set = pictures(14)
    func trainer(_ contents: ImageModelFile.Contents) -> ImageTrainer {
      let samples = ImageSamples(set, preprocessing: .unit)
      return ImageTrainer(
        layers: contents.network.layers, parameters: contents.parameters, settings: settings,
        training: samples,
        validation: samples, threads: 1)
    }
    let whole = made()
    let first = trainer(whole)
    while try first.next() != nil {}
    let stopped = made()
    let second = trainer(stopped)
    for _ in 0..<6 { _ = try second.next() }  // four batches, the end of an epoch, one batch more
    try ImageCheckpoint.write(second, configuration: stopped.configuration, fingerprint: "x", to: path)
    let resumed = made()
    let third = trainer(resumed)
    let checkpoint = try ImageCheckpoint<ImageModelConfiguration>(contentsOf: path)
    #expect(checkpoint.settings == settings)
    #expect(checkpoint.configuration == resumed.configuration)
    #expect(checkpoint.fingerprint == "x")
    try checkpoint.restore(third)
    while try third.next() != nil {}
    #expect(third.progress == first.progress)
    #expect(third.bestValues == first.bestValues)
    for (_, parameter) in whole.parameters.entries {
      #expect(resumed.parameters[parameter] == whole.parameters[parameter])
    }
    #expect(throws: FileError.self) { _ = try ModelFile(contentsOf: FilePath(folder.file("nothing"))) }
    #expect(throws: FileError.self) { _ = try ImageModelFile.load(from: ModelFile(contentsOf: path)) }
  }
}
