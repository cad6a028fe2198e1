import SeqAutodiff
import SeqLayers
import SeqTensor

/// The picture networks that the toolkit knows, by name.
///
/// Where torchvision's form differs from the paper's, the default is the one that hub weights fit and `paper` names the other.
public enum NetworkKind: String, Sendable, Hashable, Codable, CaseIterable {
  case lenet5 = "lenet-5"
  /// Table I's connections of C3, sub-sampling with weights: the paper's own.
  case lenet5Paper = "lenet-5-paper"
  case alexnet
  /// Two groups in convolutions 2, 4 and 5, response normalisation, 96 filters first: the paper's own.
  case alexnetPaper = "alexnet-paper"
  case zfnet
  case vgg16
  case vgg19
  case googlenet
  /// 5x5 convolutions, response normalisation and no batch normalisation: the paper's own.
  case googlenetPaper = "googlenet-paper"
  case resnet18
  case resnet34
  case resnet50
  case resnet101
  case resnet152
  /// Stride in the first 1x1 convolution of a block, as in the paper; torchvision's has it in the 3x3.
  case resnet50Paper = "resnet50-paper"
  case resnet101Paper = "resnet101-paper"
  case resnet152Paper = "resnet152-paper"
  case resnet20 = "resnet20-cifar"
  case squeezenet
  /// SqueezeNet 1.0 in torchvision's form, whose last convolution is not padded.
  case squeezenet10 = "squeezenet1-0"
  case efficientnetLite0 = "efficientnet-lite0"
  case inceptionV3 = "inception-v3"
  case xception
  /// The textbook's small network for cats and dogs.
  case basic
  /// The same with a fourth convolution and dropout.
  case basicDropout = "basic-dropout"

  /// Height and width of the pictures that its weights were made for, and channels.
  public var standardInput: (height: Int, width: Int, channels: Int) {
    switch self {
    case .lenet5, .lenet5Paper: (28, 28, 1)
    case .resnet20: (32, 32, 3)
    case .alexnetPaper, .squeezenet: (227, 227, 3)
    case .inceptionV3, .xception: (299, 299, 3)
    case .basic, .basicDropout: (150, 150, 3)
    default: (224, 224, 3)
    }
  }

  public var standardClasses: Int {
    switch self {
    case .lenet5, .lenet5Paper, .resnet20: 10
    case .basic, .basicDropout: 1
    default: 1000
    }
  }

  public var preprocessing: PicturePreprocessing {
    switch self {
    // Mean and deviation of MNIST's training digits.
    case .lenet5, .lenet5Paper: PicturePreprocessing(mean: [33.3184], deviation: [78.5675])
    case .basic, .basicDropout: .unit
    case .squeezenet, .zfnet, .alexnetPaper, .googlenetPaper: .caffe
    case .efficientnetLite0: .lite
    // torchvision's two were trained on TensorFlow's scale, which `transform_input` brings pictures to.
    case .xception, .googlenet, .inceptionV3: .symmetric
    default: .imageNet
    }
  }

  /// The layer whose output, averaged over its places, describes a picture to another classifier.
  public var featureLayer: String {
    switch self {
    case .lenet5, .lenet5Paper: "tanh6"
    case .alexnet: "classifier.5"
    case .alexnetPaper, .zfnet: "relu7"
    case .vgg16, .vgg19: "classifier.4"
    case .squeezenet: "fire9"
    case .squeezenet10: "features.12"
    case .efficientnetLite0: "_avg_pooling"
    case .xception: "global_pool"
    case .basic, .basicDropout: "relu1"
    default: "avgpool"
    }
  }

  /// Declares the network.
  ///
  /// - Parameters:
  ///   - input: height, width and channels of pictures; nil for the standard ones.
  ///   - outputs: how many logits; nil for the standard number.
  public func declared(
    input: (height: Int, width: Int, channels: Int)? = nil, outputs: Int? = nil
  ) -> NetworkBuilder {
    let size = input ?? standardInput
    var builder = NetworkBuilder(
      height: size.height, width: size.width, channels: size.channels, initialization: initialization)
    declare(outputs ?? standardClasses, in: &builder)
    return builder
  }

  /// Declares the network up to its feature layer, with a new classifier on the average of that.
  public func declaredForTransfer(
    input: (height: Int, width: Int, channels: Int)? = nil, outputs: Int, dropout: Scalar = 0
  ) -> NetworkBuilder {
    let size = input ?? standardInput
    var builder = NetworkBuilder(
      height: size.height, width: size.width, channels: size.channels, initialization: initialization,
      endingAfter: featureLayer)
    declare(standardClasses, in: &builder)
    builder.head(outputs, dropout: dropout)
    return builder
  }

  /// What was declared, as a value.
  public func network(_ builder: borrowing NetworkBuilder) -> ImageNetwork {
    builder.network(name: rawValue, featureLayer: featureLayer, preprocessing: preprocessing)
  }

  private var initialization: WeightInitialization {
    switch self {
    case .basic, .basicDropout, .lenet5, .lenet5Paper, .xception: .glorot
    case .resnet18, .resnet34, .resnet50, .resnet101, .resnet152, .resnet20: .he
    case .resnet50Paper, .resnet101Paper, .resnet152Paper: .he
    case .vgg16, .vgg19, .googlenet, .googlenetPaper, .inceptionV3, .efficientnetLite0: .he
    default: .pyTorch
    }
  }

  private func declare(_ outputs: Int, in builder: inout NetworkBuilder) {
    switch self {
    case .lenet5: builder.leNet5(outputs)
    case .lenet5Paper: builder.leNet5Paper(outputs)
    case .alexnet: builder.alexNet(outputs)
    case .alexnetPaper: builder.alexNetPaper(outputs)
    case .zfnet: builder.zfNet(outputs)
    case .vgg16: builder.vgg([2, 2, 3, 3, 3], outputs)
    case .vgg19: builder.vgg([2, 2, 4, 4, 4], outputs)
    case .googlenet: builder.googLeNet(outputs)
    case .googlenetPaper: builder.googLeNet(outputs, isPapers: true)
    case .resnet18: builder.resNet([2, 2, 2, 2], isBottleneck: false, outputs)
    case .resnet34: builder.resNet([3, 4, 6, 3], isBottleneck: false, outputs)
    case .resnet50: builder.resNet([3, 4, 6, 3], isBottleneck: true, outputs)
    case .resnet101: builder.resNet([3, 4, 23, 3], isBottleneck: true, outputs)
    case .resnet152: builder.resNet([3, 8, 36, 3], isBottleneck: true, outputs)
    case .resnet50Paper: builder.resNet([3, 4, 6, 3], isBottleneck: true, strideFirst: true, outputs)
    case .resnet101Paper: builder.resNet([3, 4, 23, 3], isBottleneck: true, strideFirst: true, outputs)
    case .resnet152Paper: builder.resNet([3, 8, 36, 3], isBottleneck: true, strideFirst: true, outputs)
    case .resnet20: builder.resNetCIFAR(blocks: 3, outputs)
    case .squeezenet: builder.squeezeNet(outputs)
    case .squeezenet10: builder.squeezeNetOfTorchvision(outputs)
    case .efficientnetLite0: builder.efficientNetLite0(outputs)
    case .inceptionV3: builder.inceptionV3(outputs)
    case .xception: builder.xception(outputs)
    case .basic: builder.basic(outputs, dropout: false)
    case .basicDropout: builder.basic(outputs, dropout: true)
    }
  }

  /// The paper's names for layers that the hub numbers: `fc6` and `fc7` are what follows their rectifier.
  public func layer(named name: String) -> String {
    let dense: [String: String] =
      switch self {
      case .alexnet: ["fc6": "classifier.2", "fc7": "classifier.5", "fc8": "classifier.6"]
      case .vgg16, .vgg19: ["fc6": "classifier.1", "fc7": "classifier.4", "fc8": "classifier.6"]
      default: [:]
      }
    return dense[name] ?? name
  }

  /// What timm calls a parameter that goes by torchvision's name, or another hub's, here; nil where it has no other name.
  ///
  /// Its VGG has convolutions where others have dense layers; their numbers lie in the same order.
  public func timmName(of parameter: String) -> String? {
    guard let dot = parameter.lastIndex(of: ".") else { return nil }
    let layer = String(parameter[..<dot])
    let name: String? =
      switch self {
      case .vgg16, .vgg19:
        ["classifier.0": "pre_logits.fc1", "classifier.3": "pre_logits.fc2", "classifier.6": "head.fc"][layer]
      case .efficientnetLite0: Self.timmName(ofLite0Layer: layer)
      default: nil
      }
    return name.map { $0 + parameter[dot...] }
  }
}
