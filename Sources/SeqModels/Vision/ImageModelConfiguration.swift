import SeqLayers
import SeqTensor

/// What a picture classifier is made of, besides its weights: all that a file has to keep to make it again.
public struct ImageModelConfiguration: Sendable, Hashable, Codable {
  public var network: NetworkKind
  public var height, width, channels: Int
  /// Whether the network ends at its feature layer and a new classifier follows.
  public var isTransfer: Bool
  public var classes: [String]
  /// How many logits: one for each class, or a single one for two classes, whose sigmoid is the probability of the second.
  public var outputs: Int
  public var preprocessing: PicturePreprocessing
  /// How much of the features the new classifier drops while training.
  public var dropout: Float = 0

  public init(
    network: NetworkKind, classes: [String], isTransfer: Bool, size: Int? = nil, dropout: Float = 0
  ) {
    let standard = network.standardInput
    self.network = network
    height = size ?? standard.height
    width = size ?? standard.width
    channels = standard.channels
    self.isTransfer = isTransfer
    self.classes = classes
    outputs = !isTransfer && network.standardClasses == 1 && classes.count == 2 ? 1 : classes.count
    preprocessing = network.preprocessing
    self.dropout = dropout
  }

  /// Declares the network; it takes no memory for weights.
  public func declared() -> NetworkBuilder {
    isTransfer
      ? network.declaredForTransfer(
        input: (height, width, channels), outputs: outputs, dropout: Scalar(dropout))
      : network.declared(input: (height, width, channels), outputs: outputs)
  }

  /// What was declared, as a value.
  public func network(_ builder: borrowing NetworkBuilder) -> ImageNetwork {
    var made = network.network(builder)
    made.preprocessing = preprocessing
    return made
  }

  /// Why no network can be made so; nil if one can.
  public var problem: String? {
    guard (1...20_000).contains(height), (1...20_000).contains(width), channels == 1 || channels == 3 else {
      return "pictures of \(width) x \(height) x \(channels)"
    }
    guard classes.count > 1, classes.count <= 1_000_000,
      outputs == classes.count || (outputs == 1 && classes.count == 2)
    else { return "\(outputs) outputs for \(classes.count) classes" }
    guard preprocessing.mean.count >= channels, preprocessing.deviation.count >= channels,
      preprocessing.deviation.allSatisfy({ $0 > 0 }), (0..<1).contains(dropout)
    else { return "its preprocessing is incomplete" }
    return network(declared()).problem
  }
}
