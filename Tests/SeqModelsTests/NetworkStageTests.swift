import SeqLayers
import SeqModels
import SeqTensor
import Testing

/// The same in both forms: Szegedy et al. 2015, table 1.
private let googLeNetStages: [String: String] = [
  "maxpool1": "56 x 56 x 64", "maxpool2": "28 x 28 x 192", "inception3a": "28 x 28 x 256",
  "inception3b": "28 x 28 x 480", "maxpool3": "14 x 14 x 480", "inception4a": "14 x 14 x 512",
  "aux1.pool": "4 x 4 x 512", "inception4b": "14 x 14 x 512", "inception4c": "14 x 14 x 512",
  "inception4d": "14 x 14 x 528", "aux2.pool": "4 x 4 x 528", "inception4e": "14 x 14 x 832",
  "maxpool4": "7 x 7 x 832", "inception5a": "7 x 7 x 832", "inception5b": "7 x 7 x 1024", "avgpool": "1024",
]

/// Wherever a bottleneck has its stride: He et al. 2016, table 1.
private let bottleneckStages: [String: String] = [
  "conv1": "112 x 112 x 64", "maxpool": "56 x 56 x 64", "layer1.2": "56 x 56 x 256",
  "layer2.3": "28 x 28 x 512", "layer3.5": "14 x 14 x 1024", "layer4.2": "7 x 7 x 2048", "avgpool": "2048",
]

/// The shapes in the networks' papers, and what one place of a map sees of the picture.
@Suite struct NetworkStageTests {
  /// Every stage of the tables: LeNet-5's figure 2, AlexNet's figure 2 and as torchvision has it, ZFNet's figure 3, VGG's
  /// table 1, GoogLeNet's table 1, the residual networks' table 1, SqueezeNet's, EfficientNet's, Inception V3's table 1,
  /// Xception's figure 5.
  static let stages: [(NetworkKind, [String: String])] = [
    (
      .lenet5,
      ["conv1": "28 x 28 x 6", "pool2": "14 x 14 x 6", "conv3": "10 x 10 x 16", "pool4": "5 x 5 x 16"]
    ),
    (
      .alexnet,
      [
        "features.0": "55 x 55 x 64", "features.2": "27 x 27 x 64", "features.5": "13 x 13 x 192",
        "features.6": "13 x 13 x 384", "features.12": "6 x 6 x 256", "classifier.1": "4096",
      ]
    ),
    (
      .vgg16,
      [
        "features.2": "224 x 224 x 64", "features.4": "112 x 112 x 64", "features.9": "56 x 56 x 128",
        "features.16": "28 x 28 x 256", "features.23": "14 x 14 x 512", "features.30": "7 x 7 x 512",
        "classifier.3": "4096",
      ]
    ),
    (
      .vgg19,
      [
        "features.4": "112 x 112 x 64", "features.9": "56 x 56 x 128", "features.18": "28 x 28 x 256",
        "features.27": "14 x 14 x 512", "features.36": "7 x 7 x 512",
      ]
    ),
    (
      .resnet18,
      [
        "conv1": "112 x 112 x 64", "maxpool": "56 x 56 x 64", "layer1.1": "56 x 56 x 64",
        "layer2.1": "28 x 28 x 128", "layer3.1": "14 x 14 x 256", "layer4.1": "7 x 7 x 512", "avgpool": "512",
      ]
    ),
    (
      .resnet34,
      [
        "layer1.2": "56 x 56 x 64", "layer2.3": "28 x 28 x 128", "layer3.5": "14 x 14 x 256",
        "layer4.2": "7 x 7 x 512",
      ]
    ),
    (
      .resnet101,
      [
        "layer1.2": "56 x 56 x 256", "layer2.3": "28 x 28 x 512", "layer3.22": "14 x 14 x 1024",
        "layer4.2": "7 x 7 x 2048",
      ]
    ),
    (
      .resnet152,
      [
        "layer1.2": "56 x 56 x 256", "layer2.7": "28 x 28 x 512", "layer3.35": "14 x 14 x 1024",
        "layer4.2": "7 x 7 x 2048",
      ]
    ),
    (
      .resnet20,
      ["layer1.2": "32 x 32 x 16", "layer2.2": "16 x 16 x 32", "layer3.2": "8 x 8 x 64", "avgpool": "64"]
    ),
    (
      .squeezenet,
      [
        "conv1": "111 x 111 x 96", "pool1": "55 x 55 x 96", "fire4": "55 x 55 x 256",
        "pool4": "27 x 27 x 256",
        "fire8": "27 x 27 x 512", "pool8": "13 x 13 x 512", "fire9": "13 x 13 x 512",
      ]
    ),
    (
      .efficientnetLite0,
      [
        "_conv_stem": "112 x 112 x 32", "_blocks.0._bn2": "112 x 112 x 16", "_blocks.2": "56 x 56 x 24",
        "_blocks.4": "28 x 28 x 40", "_blocks.7": "14 x 14 x 80", "_blocks.10": "14 x 14 x 112",
        "_blocks.14": "7 x 7 x 192", "_conv_head": "7 x 7 x 1280",
      ]
    ),
    (
      .lenet5Paper,
      ["conv1": "28 x 28 x 6", "pool2": "14 x 14 x 6", "conv3": "10 x 10 x 16", "pool4": "5 x 5 x 16"]
    ),
    (
      .alexnetPaper,
      [
        "conv1": "55 x 55 x 96", "pool1": "27 x 27 x 96", "conv2": "27 x 27 x 256", "pool2": "13 x 13 x 256",
        "conv3": "13 x 13 x 384", "conv4": "13 x 13 x 384", "conv5": "13 x 13 x 256", "pool5": "6 x 6 x 256",
        "fc6": "4096", "fc7": "4096",
      ]
    ),
    (
      .zfnet,
      [
        "conv1": "110 x 110 x 96", "pool1": "55 x 55 x 96", "conv2": "26 x 26 x 256",
        "pool2": "13 x 13 x 256", "conv3": "13 x 13 x 384", "conv4": "13 x 13 x 384",
        "conv5": "13 x 13 x 256", "pool5": "6 x 6 x 256", "fc6": "4096", "fc7": "4096",
      ]
    ),
    (.googlenet, googLeNetStages), (.googlenetPaper, googLeNetStages),
    (.resnet50, bottleneckStages), (.resnet50Paper, bottleneckStages),
    (
      .inceptionV3,
      [
        "Conv2d_1a_3x3.bn": "149 x 149 x 32", "Conv2d_2a_3x3.bn": "147 x 147 x 32",
        "Conv2d_2b_3x3.bn": "147 x 147 x 64", "maxpool1": "73 x 73 x 64", "maxpool2": "35 x 35 x 192",
        "Mixed_5b": "35 x 35 x 256", "Mixed_5d": "35 x 35 x 288", "Mixed_6a": "17 x 17 x 768",
        "Mixed_6e": "17 x 17 x 768", "Mixed_7a": "8 x 8 x 1280", "Mixed_7c": "8 x 8 x 2048",
        "avgpool": "2048",
      ]
    ),
    (
      .xception,
      [
        "conv1": "149 x 149 x 32", "conv2": "147 x 147 x 64", "block1": "74 x 74 x 128",
        "block2": "37 x 37 x 256", "block3": "19 x 19 x 728", "block11": "19 x 19 x 728",
        "block12": "10 x 10 x 1024", "bn3": "10 x 10 x 1536", "bn4": "10 x 10 x 2048", "global_pool": "2048",
      ]
    ),
  ]

  @Test(arguments: stages)
  func stagesAreThoseOfTheTables(_ kind: NetworkKind, _ shapes: [String: String]) {
    let layers = kind.network(kind.declared()).flattened
    for (name, shape) in shapes.sorted(by: { $0.key < $1.key }) {
      #expect(layers.last { $0.name == name }?.output.description == shape, "\(name)")
    }
  }

  /// Height and stride of the first convolution: section 3.5 of AlexNet's paper, 4.1 of ZFNet's.
  @Test(arguments: [
    (NetworkKind.alexnet, 11, 4), (.alexnetPaper, 11, 4), (.zfnet, 7, 2), (.vgg16, 3, 1), (.googlenet, 7, 2),
    (.googlenetPaper, 7, 2), (.resnet18, 7, 2), (.squeezenet, 7, 2), (.lenet5, 5, 1),
  ])
  func firstConvolutions(_ kind: NetworkKind, _ height: Int, _ stride: Int) throws {
    let first = try #require(kind.network(kind.declared()).flattened.first)
    guard case .convolution(let layer, _) = first.layer else {
      Issue.record("\(first.name) is no convolution")
      return
    }
    #expect(layer.window.height == height && layer.window.width == height)
    #expect(layer.window.strideRows == stride && layer.window.strideColumns == stride)
  }

  /// Araujo, Norris and Sim 2019, "Computing Receptive Fields of Convolutional Neural Networks", of the last map; their
  /// residual networks see as much as the paper's form does.
  @Test(arguments: [
    (NetworkKind.alexnet, "features.12", 195), (.alexnetPaper, "pool5", 195), (.vgg16, "features.30", 212),
    (.resnet50Paper, "layer4.2", 483), (.resnet101Paper, "layer4.2", 1027),
    (.resnet152Paper, "layer4.2", 1507), (.inceptionV3, "Mixed_7c", 1311),
  ])
  func receptiveFieldsAreThosePublished(_ kind: NetworkKind, _ name: String, _ field: Int) {
    let layers = kind.network(kind.declared()).flattened
    #expect(layers.last { $0.name == name }?.receptiveField == field)
    // What is behind the last map sees all of the picture.
    #expect(layers.last?.receptiveField == nil)
  }

  /// Two 3x3 convolutions see 5 rows, a pooling of 2x2 behind them 6: section 2.3 of VGG's paper.
  @Test func fieldsGrowLayerByLayer() {
    let vgg = NetworkKind.vgg16.network(NetworkKind.vgg16.declared())
    #expect(vgg.layers.prefix(3).map(\.receptiveField) == [3, 5, 6])
  }
}
