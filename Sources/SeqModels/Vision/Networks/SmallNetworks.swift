import SeqAutodiff
import SeqLayers
import SeqTensor

extension NetworkBuilder {
  /// LeNet-5: LeCun, Bottou, Bengio and Haffner 1998, "Gradient-Based Learning Applied to Document Recognition", section
  /// II.B, with every map of C3 joined to all of S2, plain averages, and a linear last layer.
  ///
  /// 28 x 28 pictures are padded by 2 to the paper's 32 x 32. 61,706 parameters.
  mutating func leNet5(_ outputs: Int) {
    let padded = shape.places == [28, 28] ? WindowPadding.each(rows: 2, columns: 2) : .none
    convolution("conv1", 6, Window(5, padding: padded))
    activation("tanh1", .tanh)
    averagePool("pool2", Window(2, stride: 2))
    convolution("conv3", 16, Window(5))
    activation("tanh3", .tanh)
    averagePool("pool4", Window(2, stride: 2))
    flatten()
    linear("fc5", 120)
    activation("tanh5", .tanh)
    linear("fc6", 84)
    activation("tanh6", .tanh)
    linear("fc7", outputs)
  }

  /// LeNet-5 as in the paper, section II.B: C3's maps see only some of S2's (table I), sub-sampling has a coefficient and a
  /// bias a map, and every layer is squashed. Its Euclidean radial basis units are a linear layer here.
  ///
  /// 60,000 parameters before the last layer: 156, 12, 1,516, 32, 48,120, 10,164.
  mutating func leNet5Paper(_ outputs: Int) {
    let padded = shape.places == [28, 28] ? WindowPadding.each(rows: 2, columns: 2) : .none
    convolution("conv1", 6, Window(5, padding: padded))
    activation("tanh1", .tanh)
    subsampling("pool2", Window(2, stride: 2))
    activation("tanh2", .tanh)
    partialConvolution("conv3", Self.leNetConnections, Window(5))
    activation("tanh3", .tanh)
    subsampling("pool4", Window(2, stride: 2))
    activation("tanh4", .tanh)
    flatten()
    linear("fc5", 120)
    activation("tanh5", .tanh)
    linear("fc6", 84)
    activation("tanh6", .tanh)
    linear("fc7", outputs)
  }

  /// Table I: which maps of S2 each map of C3 sees. Six see three neighbours, nine four, the last all six.
  private static let leNetConnections = [
    [0, 1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 5], [0, 4, 5], [0, 1, 5],
    [0, 1, 2, 3], [1, 2, 3, 4], [2, 3, 4, 5], [0, 3, 4, 5], [0, 1, 4, 5], [0, 1, 2, 5],
    [0, 1, 3, 4], [1, 2, 4, 5], [0, 2, 3, 5], [0, 1, 2, 3, 4, 5],
  ]

  /// The textbook's network for cats and dogs: Chollet 2018, "Deep Learning with Python", section 5.2, in the form with
  /// convolutions of 16, 64 and 128; 19,024,513 parameters for 150 x 150 pictures. With `dropout` a fourth convolution and
  /// half of the flattened map dropped.
  mutating func basic(_ outputs: Int, dropout drops: Bool) {
    for (number, filters) in ([16, 64, 128] + (drops ? [128] : [])).enumerated() {
      convolution("conv\(number + 1)", filters, Window(3), rectifier: .relu)
      maximumPool("pool\(number + 1)", Window(2, stride: 2))
    }
    flatten()
    if drops { dropout("dropout", rate: 0.5) }
    linear("dense1", 512)
    activation("relu1", .relu)
    linear("dense2", outputs)
  }

  /// AlexNet in torchvision's form (Krizhevsky 2014, "One weird trick", one tower): 61,100,840 parameters.
  mutating func alexNet(_ outputs: Int) {
    nested("features") {
      $0.convolution("0", 64, Window(11, stride: 4, padding: .each(rows: 2, columns: 2)), rectifier: .relu)
      $0.maximumPool("2", Window(3, stride: 2))
      $0.convolution("3", 192, Window(5, padding: .same), rectifier: .relu)
      $0.maximumPool("5", Window(3, stride: 2))
      $0.convolution("6", 384, Window(3, padding: .same), rectifier: .relu)
      $0.convolution("8", 256, Window(3, padding: .same), rectifier: .relu)
      $0.convolution("10", 256, Window(3, padding: .same), rectifier: .relu)
      $0.maximumPool("12", Window(3, stride: 2))
    }
    flatten()
    nested("classifier") {
      $0.dropout("0", rate: 0.5)
      $0.linear("1", 4096)
      $0.activation("2", .relu)
      $0.dropout("3", rate: 0.5)
      $0.linear("4", 4096)
      $0.activation("5", .relu)
      $0.linear("6", outputs)
    }
  }

  /// AlexNet as in the paper: Krizhevsky, Sutskever and Hinton 2012, section 3. The two GPUs are two groups.
  ///
  /// 227 x 227 pictures; 60,965,224 parameters.
  mutating func alexNetPaper(_ outputs: Int) {
    convolution("conv1", 96, Window(11, stride: 4), rectifier: .relu)
    responseNorm("norm1", size: 5, alpha: 5e-4, beta: 0.75, k: 2)
    maximumPool("pool1", Window(3, stride: 2))
    convolution("conv2", 256, Window(5, padding: .same), groups: 2, rectifier: .relu)
    responseNorm("norm2", size: 5, alpha: 5e-4, beta: 0.75, k: 2)
    maximumPool("pool2", Window(3, stride: 2))
    convolution("conv3", 384, Window(3, padding: .same), rectifier: .relu)
    convolution("conv4", 384, Window(3, padding: .same), groups: 2, rectifier: .relu)
    convolution("conv5", 256, Window(3, padding: .same), groups: 2, rectifier: .relu)
    maximumPool("pool5", Window(3, stride: 2))
    denseHead(outputs)
  }

  /// ZFNet: Zeiler and Fergus 2014, "Visualizing and Understanding Convolutional Networks", figure 3: 7 x 7 of stride 2 first.
  ///
  /// 62,357,608 parameters.
  mutating func zfNet(_ outputs: Int) {
    let one = WindowPadding.each(rows: 1, columns: 1)
    convolution("conv1", 96, Window(7, stride: 2, padding: one), rectifier: .relu)
    maximumPool("pool1", Window(3, stride: 2, padding: one))
    responseNorm("norm1")
    convolution("conv2", 256, Window(5, stride: 2), rectifier: .relu)
    maximumPool("pool2", Window(3, stride: 2, padding: one))
    responseNorm("norm2")
    convolution("conv3", 384, Window(3, padding: .same), rectifier: .relu)
    convolution("conv4", 384, Window(3, padding: .same), rectifier: .relu)
    convolution("conv5", 256, Window(3, padding: .same), rectifier: .relu)
    maximumPool("pool5", Window(3, stride: 2))
    denseHead(outputs)
  }

  private mutating func denseHead(_ outputs: Int) {
    flatten()
    linear("fc6", 4096)
    activation("relu6", .relu)
    dropout("drop6", rate: 0.5)
    linear("fc7", 4096)
    activation("relu7", .relu)
    dropout("drop7", rate: 0.5)
    linear("fc8", outputs)
  }

  /// VGG: Simonyan and Zisserman 2015, table 1, columns D and E. 138,357,544 and 143,667,240 parameters.
  ///
  /// - Parameter blocks: how many 3x3 convolutions stand before each pooling.
  mutating func vgg(_ blocks: [Int], _ outputs: Int) {
    nested("features") { builder in
      var number = 0
      for (block, filters) in zip(blocks, [64, 128, 256, 512, 512]) {
        for _ in 0..<block {
          builder.convolution("\(number)", filters, Window(3, padding: .same), rectifier: .relu)
          number += 2
        }
        builder.maximumPool("\(number)", Window(2, stride: 2))
        number += 1
      }
    }
    flatten()
    nested("classifier") {
      $0.linear("0", 4096)
      $0.activation("1", .relu)
      $0.dropout("2", rate: 0.5)
      $0.linear("3", 4096)
      $0.activation("4", .relu)
      $0.dropout("5", rate: 0.5)
      $0.linear("6", outputs)
    }
  }
}
