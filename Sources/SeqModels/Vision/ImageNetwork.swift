import SeqAutodiff
import SeqLayers
import SeqTensor

/// What a layer of a picture network gives for one picture: a map of channels, or after flattening a vector.
public enum LayerShape: Sendable, Hashable, CustomStringConvertible {
  case map(height: Int, width: Int, channels: Int)
  case vector(Int)

  public var count: Int {
    switch self {
    case .map(let height, let width, let channels): height * width * channels
    case .vector(let count): count
    }
  }

  /// Channels of a map, elements of a vector.
  public var channels: Int {
    switch self {
    case .map(_, _, let channels): channels
    case .vector(let count): count
    }
  }

  public var description: String {
    switch self {
    case .map(let height, let width, let channels): "\(height) x \(width) x \(channels)"
    case .vector(let count): "\(count)"
    }
  }
}

/// One step of a picture network. Maps are [B, height, width, C], vectors [B, N].
public indirect enum ImageLayer: Sendable {
  case convolution(Convolution2d, Rectifier)
  /// LeNet-5's third layer.
  case partialConvolution(PartialConvolution2d)
  case batchNorm(BatchNorm, Rectifier)
  /// A mean with a coefficient and a bias for each map.
  case subsampling(Subsampling)
  case maximumPool(Window)
  case averagePool(Window, countsPadding: Bool)
  /// Means of so many uneven parts down and across, whatever the size of the map.
  case adaptiveAverage(rows: Int, columns: Int)
  case globalAverage
  case flatten
  case linear(Linear)
  case activation(Activation)
  /// Elements, dropped while training.
  case dropout(rate: Scalar)
  case responseNorm(size: Int, alpha: Scalar, beta: Scalar, k: Scalar)
  /// The results side by side, channel after channel.
  case branches([[NamedLayer]])
  /// The sum of both ways, rectified. He et al. 2016, equation 2.
  case residual(main: [NamedLayer], shortcut: [NamedLayer], Rectifier)
  /// A classifier on the side that helps training and is absent otherwise. Szegedy et al. 2015, section 5.
  case auxiliary([NamedLayer])

  public enum Activation: Sendable, Hashable {
    case relu, relu6, tanh, sigmoid
  }
}

/// A layer with its name, as PyTorch's modules are named, and what is known of it without any weights.
public struct NamedLayer: Sendable {
  public let name: String
  public let layer: ImageLayer
  public let output: LayerShape
  /// Scalars that training changes, and statistics that are only gathered.
  public let trainable, statistics: Int
  /// How many rows of the picture one element sees; nil where it sees all of it.
  public let receptiveField: Int?
}

/// How one pass treats what is different in training, and what it brings back besides its result.
public struct ImagePass {
  public var regularization: Regularization
  /// Whether batch normalisation goes by the batch's own statistics.
  public var isTraining: Bool
  /// Whether the batch normalisation of a name goes by gathered statistics even in training. Dropout drops, frozen or not.
  public var isFrozen: (String) -> Bool = { _ in false }
  /// What batch normalisations found, to be gathered after the step.
  public internal(set) var statistics: [(layer: BatchNorm, found: BatchStatistics)] = []
  /// The outputs of auxiliary classifiers, in training only.
  public internal(set) var auxiliary: [Variable] = []
  /// The layer whose output is wanted besides the result, and that output.
  public var wanted: String?
  public internal(set) var found: Variable?

  /// Evaluation.
  public static var inference: ImagePass { ImagePass(regularization: .none, isTraining: false) }

  public static func training(_ random: RandomSource) -> ImagePass {
    ImagePass(regularization: .training(random), isTraining: true)
  }

  init(regularization: Regularization, isTraining: Bool) {
    self.regularization = regularization
    self.isTraining = isTraining
  }

  /// The steps of a network, or of part of it, in order.
  public mutating func run(_ layers: [NamedLayer], on input: Variable) -> Variable {
    var x = input
    for named in layers {
      x = apply(named, to: x)
      if wanted == named.name { found = x }
    }
    return x
  }

  private mutating func apply(_ named: NamedLayer, to x: Variable) -> Variable {
    switch named.layer {
    case .convolution(let layer, let rectifier): return layer(x, rectifier: rectifier)
    case .partialConvolution(let layer): return layer(x)
    case .subsampling(let layer): return layer(x)
    case .batchNorm(let layer, let rectifier):
      guard isTraining, !isFrozen(named.name) else { return layer(x, rectifier: rectifier) }
      let (output, found) = layer.training(x, rectifier: rectifier)
      statistics.append((layer, found))
      return output
    case .maximumPool(let window): return x.maximumPooled(window)
    case .averagePool(let window, let countsPadding):
      return x.averagePooled(window, countsPadding: countsPadding)
    case .adaptiveAverage(let rows, let columns): return x.averagePooled(rows: rows, columns: columns)
    case .globalAverage: return x.globalAveragePooled()
    case .flatten: return x.channelsFirst().reshaped(to: [x.shape[0], x.shape.count / x.shape[0]])
    case .linear(let layer): return layer.dense(x)
    case .activation(.relu): return relu(x)
    case .activation(.relu6): return relu6(x)
    case .activation(.tanh): return tanh(x)
    case .activation(.sigmoid): return sigmoid(x)
    case .dropout(let rate): return regularization.drop(x, rate: rate)
    case .responseNorm(let size, let alpha, let beta, let k):
      return localResponseNormalization(x, size: size, alpha: alpha, beta: beta, k: k)
    case .branches(let ways):
      var outputs: [Variable] = []
      for way in ways { outputs.append(run(way, on: x)) }
      return concatenated(outputs)
    case .residual(let main, let shortcut, let rectifier):
      let sum = run(main, on: x) + run(shortcut, on: x)
      switch rectifier {
      case .none: return sum
      case .relu: return relu(sum)
      case .relu6: return relu6(sum)
      }
    case .auxiliary(let layers):
      if isTraining { auxiliary.append(run(layers, on: x)) }
      return x
    }
  }
}

/// A network over pictures as a list of layers: a value without any weights, which lie in a `ParameterStore`.
public struct ImageNetwork: Sendable {
  public let name: String
  public let input: LayerShape
  public let layers: [NamedLayer]
  /// How many scalars training changes, and how many are gathered statistics.
  public let trainable, statistics: Int
  /// The layer whose output, averaged over its places, describes a picture to another classifier.
  public let featureLayer: String
  public internal(set) var preprocessing: PicturePreprocessing
  /// What cannot be, such as a picture that is smaller than a window; nil if all fits.
  public let problem: String?

  public var output: LayerShape { layers.last?.output ?? input }

  /// Logits [B, N] of pictures [B, height, width, C].
  public func callAsFunction(_ pictures: Variable, _ pass: inout ImagePass) -> Variable {
    pass.run(layers, on: pictures)
  }

  /// Every layer, those within branches and residual blocks in their place.
  public var flattened: [NamedLayer] { Self.flattened(layers) }

  /// The same of part of a network.
  public static func flattened(_ layers: [NamedLayer]) -> [NamedLayer] {
    layers.flatMap { named -> [NamedLayer] in
      switch named.layer {
      case .branches(let ways): ways.flatMap(flattened) + [named]
      case .residual(let main, let shortcut, _): flattened(main) + flattened(shortcut) + [named]
      case .auxiliary(let layers): flattened(layers)
      default: [named]
      }
    }
  }
}

/// How a picture's numbers, 0 to 255, become a network's input: `(value − mean) / deviation`, channel by channel.
public struct PicturePreprocessing: Sendable, Hashable, Codable {
  public enum Order: String, Sendable, Hashable, Codable {
    case rgb
    /// As Caffe's networks want them.
    case bgr
  }

  public var order: Order
  /// In the network's order of channels.
  public var mean, deviation: [Float]

  public init(order: Order = .rgb, mean: [Float], deviation: [Float]) {
    self.order = order
    self.mean = mean
    self.deviation = deviation
  }

  /// value / 255.
  public static let unit = PicturePreprocessing(mean: [0, 0, 0], deviation: [255, 255, 255])
  /// torchvision's: (value / 255 − mean) / deviation of ImageNet.
  public static let imageNet = PicturePreprocessing(
    mean: [123.675, 116.28, 103.53], deviation: [58.395, 57.12, 57.375])
  /// Minus the mean red, green and blue: all that VGG's paper does to pictures. Simonyan and Zisserman 2015, section 2.1.
  public static let meanRGB = PicturePreprocessing(mean: [123.68, 116.779, 103.939], deviation: [1, 1, 1])
  /// Minus the mean blue, green and red: Caffe's networks.
  public static let caffe = PicturePreprocessing(
    order: .bgr, mean: [104, 117, 123], deviation: [1, 1, 1])
  /// (value − 127) / 128.
  public static let lite = PicturePreprocessing(mean: [127, 127, 127], deviation: [128, 128, 128])
  /// value / 127.5 − 1.
  public static let symmetric = PicturePreprocessing(
    mean: [127.5, 127.5, 127.5], deviation: [127.5, 127.5, 127.5])

  /// Those above by name.
  public enum Preset: String, Sendable, Hashable, Codable, CaseIterable {
    case unit, imagenet, caffe, lite, symmetric
    case meanRGB = "mean-rgb"

    public var preprocessing: PicturePreprocessing {
      switch self {
      case .unit: .unit
      case .imagenet: .imageNet
      case .meanRGB: .meanRGB
      case .caffe: .caffe
      case .lite: .lite
      case .symmetric: .symmetric
      }
    }
  }
}
