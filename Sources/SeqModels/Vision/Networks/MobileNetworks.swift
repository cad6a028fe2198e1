import SeqAutodiff
import SeqLayers
import SeqTensor

/// EfficientNet-B0's stages, which Lite0 has too: Tan and Le 2019, table 1.
private let liteStages: [(kernel: Int, stride: Int, expansion: Int, channels: Int, repeats: Int)] = [
  (3, 1, 1, 16, 1), (3, 2, 6, 24, 2), (5, 2, 6, 40, 2),
  (3, 2, 6, 80, 3), (5, 1, 6, 112, 3), (5, 2, 6, 192, 4), (3, 1, 6, 320, 1),
]

extension NetworkKind {
  /// timm's `tf_efficientnet_lite0`: blocks are numbered within their stage, and parts by what they do.
  static func timmName(ofLite0Layer layer: String) -> String? {
    let whole = [
      "_conv_stem": "conv_stem", "_bn0": "bn1", "_conv_head": "conv_head", "_bn1": "bn2", "_fc": "classifier",
    ]
    if let name = whole[layer] { return name }
    let path = layer.split(separator: ".")
    guard path.count == 3, path[0] == "_blocks", var number = Int(path[1]) else { return nil }
    for (place, stage) in liteStages.enumerated() {
      if number < stage.repeats {
        let parts =
          stage.expansion > 1
          ? [
            "_expand_conv": "conv_pw", "_bn0": "bn1", "_depthwise_conv": "conv_dw", "_bn1": "bn2",
            "_project_conv": "conv_pwl", "_bn2": "bn3",
          ] : ["_depthwise_conv": "conv_dw", "_bn1": "bn1", "_project_conv": "conv_pw", "_bn2": "bn2"]
        return parts[String(path[2])].map { "blocks.\(place).\(number).\($0)" }
      }
      number -= stage.repeats
    }
    return nil
  }
}

extension NetworkBuilder {
  /// SqueezeNet 1.0: Iandola et al. 2016, table 1, with Caffe's names, rounding of poolings, and padding of the last
  /// convolution, as the pruned weights of the authors have them.
  mutating func squeezeNet(_ outputs: Int) {
    convolution("conv1", 96, Window(7, stride: 2), rectifier: .relu)
    maximumPool("pool1", Window(3, stride: 2, roundsUp: true))
    let sizes = [(16, 64), (16, 64), (32, 128), (32, 128), (48, 192), (48, 192), (64, 256), (64, 256)]
    for (number, size) in zip(2..., sizes) {
      fire("fire\(number)", squeeze: size.0, expand: size.1)
      if number == 4 || number == 8 {
        maximumPool("pool\(number)", Window(3, stride: 2, roundsUp: true))
      }
    }
    dropout("drop9", rate: 0.5)
    convolution("conv10", outputs, Window(1, padding: .each(rows: 1, columns: 1)), rectifier: .relu)
    globalAverage("pool10")
  }

  /// The same with torchvision's names and rounding.
  mutating func squeezeNetOfTorchvision(_ outputs: Int) {
    nested("features") {
      $0.convolution("0", 96, Window(7, stride: 2), rectifier: .relu)
      $0.maximumPool("2", Window(3, stride: 2, roundsUp: true))
    }
    let fires = [
      (3, 16, 64), (4, 16, 64), (5, 32, 128), (7, 32, 128), (8, 48, 192), (9, 48, 192), (10, 64, 256),
      (12, 64, 256),
    ]
    for (number, squeeze, expand) in fires {
      fire("features.\(number)", squeeze: squeeze, expand: expand, parts: (".squeeze", ".expand"))
      if number == 5 || number == 10 {
        maximumPool("features.\(number + 1)", Window(3, stride: 2, roundsUp: true))
      }
    }
    nested("classifier") {
      $0.dropout("0", rate: 0.5)
      $0.convolution("1", outputs, Window(1), rectifier: .relu)
      $0.globalAverage("3")
    }
  }

  private mutating func fire(
    _ name: String, squeeze: Int, expand: Int,
    parts: (squeeze: String, expand: String) = ("/squeeze1x1", "/expand")
  ) {
    let expanded = name + parts.expand
    convolution(name + parts.squeeze, squeeze, Window(1), rectifier: .relu)
    branches(
      name,
      [
        { $0.convolution(expanded + "1x1", expand, Window(1), rectifier: .relu) },
        { $0.convolution(expanded + "3x3", expand, Window(3, padding: .same), rectifier: .relu) },
      ])
  }

  /// EfficientNet-Lite0: Tan and Le 2019 without squeeze-and-excitation, with ReLU6; the names of efficientnet-pytorch.
  mutating func efficientNetLite0(_ outputs: Int) {
    let epsilon: Scalar = 1e-3
    convolution("_conv_stem", 32, Window(3, stride: 2, padding: .tensorFlowSame), bias: false)
    batchNorm("_bn0", epsilon: epsilon, rectifier: .relu6)
    var number = 0
    for stage in liteStages {
      for place in 0..<stage.repeats {
        let name = "_blocks.\(number)"
        let stride = place == 0 ? stage.stride : 1
        let inputs = shape.channels
        let isResidual = stride == 1 && inputs == stage.channels
        let body: (inout NetworkBuilder) -> Void = { block in
          block.nested(name) {
            let expanded = inputs * stage.expansion
            if stage.expansion > 1 {
              $0.convolution("_expand_conv", expanded, Window(1), bias: false)
              $0.batchNorm("_bn0", epsilon: epsilon, rectifier: .relu6)
            }
            $0.convolution(
              "_depthwise_conv", expanded, Window(stage.kernel, stride: stride, padding: .tensorFlowSame),
              groups: expanded, bias: false)
            $0.batchNorm("_bn1", epsilon: epsilon, rectifier: .relu6)
            $0.convolution("_project_conv", stage.channels, Window(1), bias: false)
            $0.batchNorm("_bn2", epsilon: epsilon)
          }
        }
        if isResidual { residual(name, rectifier: .none, main: body) } else { body(&self) }
        number += 1
      }
    }
    convolution("_conv_head", 1280, Window(1), bias: false)
    batchNorm("_bn1", epsilon: epsilon, rectifier: .relu6)
    globalAverage("_avg_pooling")
    dropout("_dropout", rate: 0.2)
    linear("_fc", outputs)
  }

  /// Xception: Chollet 2017, figure 5; timm's names. 22,855,952 parameters.
  mutating func xception(_ outputs: Int) {
    convolution("conv1", 32, Window(3, stride: 2), bias: false)
    batchNorm("bn1", rectifier: .relu)
    convolution("conv2", 64, Window(3), bias: false)
    batchNorm("bn2", rectifier: .relu)
    xceptionBlock("block1", [128, 128], stride: 2, startsRectified: false)
    xceptionBlock("block2", [256, 256], stride: 2)
    xceptionBlock("block3", [728, 728], stride: 2)
    for number in 4...11 { xceptionBlock("block\(number)", [728, 728, 728], stride: 1) }
    xceptionBlock("block12", [728, 1024], stride: 2)
    separable("conv3", 1536)
    batchNorm("bn3", rectifier: .relu)
    separable("conv4", 2048)
    batchNorm("bn4", rectifier: .relu)
    globalAverage("global_pool")
    linear("fc", outputs)
  }

  /// A depthwise 3x3 convolution, then a pointwise one.
  private mutating func separable(_ name: String, _ filters: Int) {
    let channels = shape.channels
    nested(name) {
      $0.convolution("conv1", channels, Window(3, padding: .same), groups: channels, bias: false)
      $0.convolution("pointwise", filters, Window(1), bias: false)
    }
  }

  private mutating func xceptionBlock(
    _ name: String, _ filters: [Int], stride: Int, startsRectified: Bool = true
  ) {
    let changes = stride != 1 || shape.channels != filters.last
    residual(name, rectifier: .none) { block in
      block.nested(name + ".rep") {
        var place = 0
        for (number, count) in filters.enumerated() {
          if number > 0 || startsRectified {
            $0.activation("\(place)", .relu)
            place += 1
          }
          $0.separable("\(place)", count)
          $0.batchNorm("\(place + 1)")
          place += 2
        }
        if stride != 1 {
          $0.maximumPool("\(place)", Window(3, stride: stride, padding: .each(rows: 1, columns: 1)))
        }
      }
    } shortcut: { block in
      guard changes, let last = filters.last else { return }
      block.nested(name) {
        $0.convolution("skip", last, Window(1, stride: stride), bias: false)
        $0.batchNorm("skipbn")
      }
    }
  }
}
