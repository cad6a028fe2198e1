import SeqAutodiff
import SeqLayers
import SeqTensor

extension NetworkBuilder {
  /// Residual networks for ImageNet: He, Zhang, Ren and Sun 2016, table 1; torchvision's names.
  ///
  /// - Parameter strideFirst: whether a bottleneck's stride is in its first 1x1 convolution, as in the paper, and not in
  ///   its 3x3, as in torchvision.
  mutating func resNet(_ blocks: [Int], isBottleneck: Bool, strideFirst: Bool = false, _ outputs: Int) {
    convolution(
      "conv1", 64, Window(7, stride: 2, padding: .each(rows: 3, columns: 3)), bias: false)
    batchNorm("bn1", rectifier: .relu)
    maximumPool("maxpool", Window(3, stride: 2, padding: .each(rows: 1, columns: 1)))
    for (stage, count) in blocks.enumerated() {
      for block in 0..<count {
        residualBlock(
          "layer\(stage + 1).\(block)", filters: 64 << stage, stride: stage > 0 && block == 0 ? 2 : 1,
          isBottleneck: isBottleneck, strideFirst: strideFirst)
      }
    }
    globalAverage("avgpool")
    linear("fc", outputs)
  }

  /// Residual networks for CIFAR-10: section 4.2, 6n + 2 layers; a shortcut of another size is a 1x1 convolution.
  mutating func resNetCIFAR(blocks: Int, _ outputs: Int) {
    convolution("conv1", 16, Window(3, padding: .same), bias: false)
    batchNorm("bn1", rectifier: .relu)
    for stage in 0..<3 {
      for block in 0..<blocks {
        residualBlock(
          "layer\(stage + 1).\(block)", filters: 16 << stage, stride: stage > 0 && block == 0 ? 2 : 1,
          isBottleneck: false, strideFirst: false)
      }
    }
    globalAverage("avgpool")
    linear("fc", outputs)
  }

  private mutating func residualBlock(
    _ name: String, filters: Int, stride: Int, isBottleneck: Bool, strideFirst: Bool
  ) {
    let outputs = isBottleneck ? 4 * filters : filters
    let changes = stride != 1 || shape.channels != outputs
    let one = WindowPadding.each(rows: 1, columns: 1)
    residual(name, rectifier: .relu) { block in
      block.nested(name) {
        if isBottleneck {
          $0.convolution("conv1", filters, Window(1, stride: strideFirst ? stride : 1), bias: false)
          $0.batchNorm("bn1", rectifier: .relu)
          $0.convolution(
            "conv2", filters, Window(3, stride: strideFirst ? 1 : stride, padding: one), bias: false)
          $0.batchNorm("bn2", rectifier: .relu)
          $0.convolution("conv3", outputs, Window(1), bias: false)
          $0.batchNorm("bn3")
        } else {
          $0.convolution("conv1", filters, Window(3, stride: stride, padding: one), bias: false)
          $0.batchNorm("bn1", rectifier: .relu)
          $0.convolution("conv2", outputs, Window(3, padding: one), bias: false)
          $0.batchNorm("bn2")
        }
      }
    } shortcut: { block in
      guard changes else { return }
      block.nested(name + ".downsample") {
        $0.convolution("0", outputs, Window(1, stride: stride), bias: false)
        $0.batchNorm("1")
      }
    }
  }
}
