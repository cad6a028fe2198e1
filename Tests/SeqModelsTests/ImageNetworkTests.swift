import SeqAutodiff
import SeqFiles
import SeqLayers
import SeqModels
import SeqTensor
import SystemPackage
import TestSupport
import Testing

/// A network and what is published of it.
struct NetworkCount: Sendable, CustomTestStringConvertible {
  let kind: NetworkKind
  let trainable: Int
  var outputs: Int?
  var testDescription: String { kind.rawValue }

  init(_ kind: NetworkKind, _ trainable: Int, outputs: Int? = nil) {
    self.kind = kind
    self.trainable = trainable
    self.outputs = outputs
  }
}

/// torchvision's and timm's counts (with auxiliary classifiers), Keras's for the textbook's; LeNet-5 with all of C3. The
/// papers' own forms: LeNet-5's 60,000 and the last layer's 850, AlexNet's and ZFNet's tables, GoogLeNet as in Caffe.
let networkCounts = [
  NetworkCount(.lenet5, 61_706), NetworkCount(.lenet5Paper, 60_850), NetworkCount(.alexnet, 61_100_840),
  NetworkCount(.alexnetPaper, 60_965_224),
  NetworkCount(.zfnet, 62_357_608), NetworkCount(.vgg16, 138_357_544), NetworkCount(.vgg19, 143_667_240),
  NetworkCount(.googlenet, 13_004_888), NetworkCount(.googlenetPaper, 13_378_280),
  NetworkCount(.resnet18, 11_689_512),
  NetworkCount(.resnet34, 21_797_672), NetworkCount(.resnet50, 25_557_032),
  NetworkCount(.resnet101, 44_549_160), NetworkCount(.resnet152, 60_192_808),
  NetworkCount(.resnet50Paper, 25_557_032), NetworkCount(.resnet101Paper, 44_549_160),
  NetworkCount(.resnet152Paper, 60_192_808), NetworkCount(.squeezenet, 1_248_424),
  NetworkCount(.squeezenet10, 1_248_424),
  NetworkCount(.efficientnetLite0, 4_652_008), NetworkCount(.inceptionV3, 27_161_264),
  NetworkCount(.xception, 22_855_952), NetworkCount(.basic, 19_024_513),
]

@Suite struct ImageNetworkTests {
  @Test(arguments: networkCounts)
  func countsAreThosePublished(_ count: NetworkCount) {
    let builder = count.kind.declared(outputs: count.outputs)
    let network = count.kind.network(builder)
    #expect(network.problem == nil)
    #expect(network.trainable == count.trainable)
    #expect(network.output == .vector(count.outputs ?? count.kind.standardClasses))
    #expect(network.flattened.reduce(0) { $0 + $1.trainable } == count.trainable)
    #expect(network.flattened.contains { $0.name == network.featureLayer })
    #expect(Set(builder.declarations.map(\.name)).count == builder.declarations.count)
  }

  /// The textbook's table, layer by layer.
  @Test func layersOfTheTextbookNetwork() {
    let network = NetworkKind.basic.network(NetworkKind.basic.declared())
    #expect(network.layers.map(\.trainable).filter { $0 > 0 } == [448, 9_280, 73_856, 18_940_416, 513])
    let shapes = network.layers.map(\.output.description)
    #expect(
      shapes == [
        "148 x 148 x 16", "74 x 74 x 16", "72 x 72 x 64", "36 x 36 x 64", "34 x 34 x 128", "17 x 17 x 128",
        "36992", "512", "512", "1",
      ])
  }

  /// Section II.B of LeCun et al. 1998, layer by layer; the last layer is ours.
  @Test func layersOfLeNetAsInThePaper() {
    let network = NetworkKind.lenet5Paper.network(NetworkKind.lenet5Paper.declared())
    #expect(network.layers.map(\.trainable).filter { $0 > 0 } == [156, 12, 1_516, 32, 48_120, 10_164, 850])
  }

  /// Without auxiliary classifiers, as a describer of pictures is declared.
  @Test(arguments: [(NetworkKind.googlenet, 6_624_904), (.googlenetPaper, 6_998_552)])
  func googLeNetWithoutAuxiliaryClassifiers(_ kind: NetworkKind, _ count: Int) {
    let whole = kind.network(kind.declared())
    let sides = whole.layers.filter { if case .auxiliary = $0.layer { true } else { false } }
    #expect(sides.count == 2)
    #expect(
      whole.trainable - sides.flatMap { ImageNetwork.flattened([$0]) }.reduce(0) { $0 + $1.trainable }
        == count)
  }

  /// The stride of a bottleneck is in its first 1x1 convolution in the paper, in its 3x3 in torchvision's.
  @Test(arguments: [
    (NetworkKind.resnet50, 1, 2), (.resnet50Paper, 2, 1), (.resnet101, 1, 2), (.resnet101Paper, 2, 1),
    (.resnet152Paper, 2, 1),
  ])
  func stridesOfBottlenecks(_ kind: NetworkKind, _ first: Int, _ second: Int) {
    let layers = kind.network(kind.declared()).flattened
    func stride(_ name: String) -> Int? {
      guard case .convolution(let layer, _)? = layers.first(where: { $0.name == name })?.layer else {
        return nil
      }
      return layer.window.strideRows
    }
    for stage in 2...4 {
      #expect(stride("layer\(stage).0.conv1") == first)
      #expect(stride("layer\(stage).0.conv2") == second)
    }
  }

  /// Every batch normalisation is right after a convolution, and what rectifies comes with it or after it.
  @Test(arguments: NetworkKind.allCases)
  func normalisationComesRightAfterTheConvolution(_ kind: NetworkKind) {
    let layers = kind.network(kind.declared()).flattened
    for (before, layer) in zip(layers, layers.dropFirst()) {
      guard case .batchNorm = layer.layer else { continue }
      guard case .convolution(_, let rectifier) = before.layer else {
        Issue.record("\(layer.name) comes after \(before.name)")
        continue
      }
      #expect(rectifier == .none, "\(before.name)")
    }
  }

  @Test func picturesAreBroughtToWhatTheWeightsWereTrainedWith() {
    #expect(NetworkKind.resnet18.preprocessing == .imageNet && NetworkKind.vgg16.preprocessing == .imageNet)
    #expect(NetworkKind.googlenet.preprocessing == .symmetric)
    #expect(NetworkKind.inceptionV3.preprocessing == .symmetric)
    #expect(
      NetworkKind.squeezenet.preprocessing == .caffe && NetworkKind.squeezenet10.preprocessing == .imageNet)
    // VGG's paper subtracts the mean and does nothing else.
    let own = PicturePreprocessing.Preset.meanRGB.preprocessing
    #expect(
      own.order == .rgb && own.deviation == [1, 1, 1] && own.mean.map { $0.rounded() } == [124, 117, 104])
  }

  @Test func thePapersNamesOfDenseLayers() {
    for kind in [NetworkKind.alexnet, .vgg16, .vgg19, .alexnetPaper] {
      let layers = kind.network(kind.declared()).flattened
      for name in ["fc6", "fc7"] {
        #expect(
          layers.first { $0.name == kind.layer(named: name) }?.output == .vector(4096), "\(kind), \(name)")
      }
    }
  }

  @Test func hubNames() {
    func names(_ kind: NetworkKind) -> Set<String> { Set(kind.declared().declarations.map(\.name)) }
    #expect(
      names(.squeezenet10).isSuperset(of: [
        "features.0.weight", "features.3.squeeze.weight", "features.12.expand3x3.bias", "classifier.1.weight",
      ]))
    #expect(
      NetworkKind.efficientnetLite0.timmName(of: "_blocks.15._project_conv.weight")
        == "blocks.6.0.conv_pwl.weight")
    #expect(
      NetworkKind.efficientnetLite0.timmName(of: "_blocks.0._bn2.running_var") == "blocks.0.0.bn2.running_var"
    )
    #expect(NetworkKind.vgg16.timmName(of: "classifier.0.weight") == "pre_logits.fc1.weight")
    #expect(
      names(.resnet18).isSuperset(of: ["conv1.weight", "layer2.0.downsample.1.running_var", "fc.bias"]))
    #expect(names(.vgg16).isSuperset(of: ["features.28.weight", "classifier.6.bias"]))
    #expect(names(.alexnet).isSuperset(of: ["features.10.bias", "classifier.1.weight"]))
    #expect(names(.googlenet).isSuperset(of: ["inception4a.branch3.1.bn.weight", "aux2.fc1.bias"]))
    #expect(
      names(.inceptionV3).isSuperset(of: ["Mixed_7b.branch3x3dbl_3b.conv.weight", "AuxLogits.fc.weight"]))
    #expect(
      names(.xception).isSuperset(of: [
        "block1.rep.0.conv1.weight", "block2.rep.1.pointwise.weight", "block12.skipbn.bias",
        "block5.rep.8.weight",
      ]))
  }

  @Test func picturesThatAreTooSmallAreSaid() {
    let builder = NetworkKind.alexnet.declared(input: (20, 20, 3))
    let problem = NetworkKind.alexnet.network(builder).problem
    #expect(problem?.contains("features.") == true)
  }

  /// Every network with its windows can be run forward and back; pictures as small as it takes.
  @Test(arguments: [
    (NetworkKind.lenet5, 28), (.lenet5Paper, 28), (.resnet20, 32), (.googlenet, 96), (.googlenetPaper, 96),
    (.squeezenet, 63), (.efficientnetLite0, 33),
    (.inceptionV3, 299), (.xception, 65), (.basicDropout, 60),
  ])
  func runsForwardAndBack(_ kind: NetworkKind, _ size: Int) {
    let builder = kind.declared(input: (size, size, kind.standardInput.channels), outputs: 3)
    let network = kind.network(builder)
    #expect(network.problem == nil)
    let parameters = builder.finish(random: RandomSource(seed: 2))
    let gradients = Gradients(for: parameters)
    var random = RandomSource(seed: 3)
    let pictures = (0..<2 * size * size * kind.standardInput.channels).map { _ in random.normal() }
    let tape = Tape()
    var statistics = 0
    let loss = tape.valueAndGradients(of: parameters, into: gradients) { tape in
      var pass = ImagePass.training(RandomSource(seed: 4))
      let logits = network(tape.constant(pictures, [2, size, size, kind.standardInput.channels]), &pass)
      statistics = pass.statistics.reduce(0) { $0 + 2 * $1.found.means.count }
      var loss = softmaxCrossEntropy(logits, targets: [0, 2])
      for side in pass.auxiliary { loss = loss + 0.3 * softmaxCrossEntropy(side, targets: [0, 2]) }
      return loss
    }
    #expect(loss.isFinite)
    #expect(statistics == network.statistics)
    let still = parameters.entries.filter { entry in
      !BatchNorm.isStatistic(entry.name) && gradients[entry.parameter].allSatisfy { $0 == 0 }
    }
    #expect(still.isEmpty, "no gradient reaches \(still.map(\.name))")
  }

  /// LeNet-5 as it is used today and as in the paper, where sub-sampling is learned. No network is made narrower than it is, so
  /// that others would take minutes, and these are checked where it proves something.
  @Test(.enabled(if: isDouble), arguments: [NetworkKind.lenet5, .lenet5Paper])
  func lossAgreesWithFiniteDifferences(_ kind: NetworkKind) {
    for seed in gradientSeeds() {
      let builder = kind.declared(input: (28, 28, 1), outputs: 3)
      let network = kind.network(builder)
      let parameters = builder.finish(random: RandomSource(seed: seed))
      var random = RandomSource(seed: seed + 1)
      let pictures = (0..<28 * 28).map { _ in random.normal() }
      let worst = gradientCheck(of: parameters, seed: seed) { tape in
        var pass = ImagePass.training(RandomSource(seed: 4))
        return softmaxCrossEntropy(network(tape.constant(pictures, [1, 28, 28, 1]), &pass), targets: [2])
      }
      #expect(worst.error <= gradientTolerance, "seed \(seed): \(worst)")
    }
  }

  /// Folding changes the arithmetic, not the function. EfficientNet-Lite0 is checked with its own weights, below: with
  /// random ones its unbounded bottlenecks magnify every rounding.
  @Test(arguments: [
    (NetworkKind.resnet20, 32), (.googlenet, 96), (.xception, 75), (.resnet50, 64),
  ])
  func foldingLeavesTheFunction(_ kind: NetworkKind, _ size: Int) {
    let builder = kind.declared(input: (size, size, 3), outputs: 5)
    let network = kind.network(builder)
    let parameters = builder.finish(random: RandomSource(seed: 6))
    var random = RandomSource(seed: 7)
    // Small means and variances, so that no unit falls silent.
    for (name, parameter) in parameters.entries where BatchNorm.isStatistic(name) {
      let isMean = name.hasSuffix("mean")
      parameters[parameter] = parameters[parameter].map {
        isMean ? 0.1 * random.normal() : $0 * random.uniform(in: 0.2..<0.6)
      }
    }
    let pictures = (0..<2 * size * size * 3).map { _ in random.normal() }
    func logits(_ network: ImageNetwork, _ parameters: ParameterStore) -> [Scalar] {
      Tape().evaluate(with: parameters) { tape in
        var pass = ImagePass.inference
        return network(tape.constant(pictures, [2, size, size, 3]), &pass).elements
      }
    }
    let whole = logits(network, parameters)
    let (folded, weights) = network.folded(parameters)
    #expect(weights.count < parameters.count)
    #expect(whole.contains { $0 != 0 })
    #expect(folded.flattened.allSatisfy { if case .batchNorm = $0.layer { false } else { true } })
    #expect(distance(logits(folded, weights), whole) < 1e-3 * (whole.map(abs).max() ?? 1))
  }

  // MARK: - Networks that others trained

  private func open(_ name: String) throws -> SafetensorsFile {
    try SafetensorsFile(contentsOf: FilePath(try #require(TestData.path("weights/" + name))))
  }

  private func pictures(_ file: SafetensorsFile, _ name: String) throws -> Tensor {
    let entry = try #require(file[name])
    let values = file.floats(of: entry).map { Scalar($0) }
    let (channels, height, width) = (entry.shape[1], entry.shape[2], entry.shape[3])
    var last = Tensor(zeros: [entry.shape[0], height, width, channels])
    for b in 0..<entry.shape[0] {
      for c in 0..<channels {
        for y in 0..<height {
          for x in 0..<width { last[b, y, x, c] = values[((b * channels + c) * height + y) * width + x] }
        }
      }
    }
    return last
  }

  private func check(_ kind: NetworkKind, weights: String, input: String, features: String) throws {
    let file = try open(weights + ".safetensors")
    let fixture = try open(weights + ".parity.safetensors")
    let builder = kind.declared()
    let network = kind.network(builder)
    let parameters = builder.finishEmpty()
    #expect(file.entries.count == parameters.entries.count)
    for (name, parameter) in parameters.entries {
      let entry = try #require(file[name], "\(name) is missing")
      #expect(entry.shape == parameter.shape.array)
      parameters[parameter] = file.floats(of: entry).map { Scalar($0) }
    }
    let expected = fixture.floats(of: try #require(fixture["logits"])).map { Scalar($0) }
    let vectors = fixture.floats(of: try #require(fixture[features])).map { Scalar($0) }
    let batch = try pictures(fixture, input)
    let tape = Tape()
    tape.threads = 2
    tape.evaluate(with: parameters) { tape in
      var pass = ImagePass.inference
      pass.wanted = network.featureLayer
      let logits = network(tape.constant(batch), &pass)
      #expect(distance(logits.elements, expected) < 1e-4 * (expected.map(abs).max() ?? 1))
      if let found = pass.found {
        let flat = found.shape.rank == 4 ? found.globalAveragePooled() : found
        #expect(distance(flat.elements, vectors) < 1e-4 * (vectors.map(abs).max() ?? 1))
      } else {
        Issue.record("the feature layer did not run")
      }
      for row in 0..<2 {
        let (ours, theirs) = (
          logits.elements[row * 1000..<(row + 1) * 1000], expected[row * 1000..<(row + 1) * 1000]
        )
        #expect(
          ours.max().flatMap { ours.firstIndex(of: $0) } == theirs.max().flatMap { theirs.firstIndex(of: $0) }
        )
      }
    }
    // The same with batch normalisation folded into the convolutions.
    let (folded, weights) = network.folded(parameters)
    #expect(folded.flattened.allSatisfy { if case .batchNorm = $0.layer { false } else { true } })
    tape.evaluate(with: weights) { tape in
      var pass = ImagePass.inference
      let logits = folded(tape.constant(batch), &pass).elements
      #expect(distance(logits, expected) < 1e-4 * (expected.map(abs).max() ?? 1))
    }
  }

  @Test(.enabled(if: TestData.has("weights/squeezenet_v1.0_dc.safetensors")))
  func squeezeNetAgreesWithPyTorch() throws {
    try check(
      .squeezenet, weights: "squeezenet_v1.0_dc", input: "input_bgr_minus_mean", features: "fire9_gap")
  }

  @Test(.enabled(if: TestData.has("weights/efficientnet_lite0_f16.safetensors")))
  func efficientNetLiteAgreesWithPyTorch() throws {
    try check(.efficientnetLite0, weights: "efficientnet_lite0_f16", input: "input", features: "features")
  }
}
