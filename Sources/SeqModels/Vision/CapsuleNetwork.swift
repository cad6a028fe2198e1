import SeqAutodiff
import SeqLayers
import SeqTensor

/// The sizes of a capsule network. The defaults are the paper's for handwritten digits; 8,215,568 parameters.
public struct CapsuleConfiguration: Sendable, Hashable, Codable {
  public var height = 28
  public var width = 28
  public var channels = 1
  /// Filters of the first convolution, and the size of both kernels.
  public var filters = 256
  public var kernel = 9
  /// Kinds of primary capsules at every place, and numbers in each.
  public var primaryKinds = 32
  public var primarySize = 8
  public var classes = 10
  /// Numbers in the capsule of a class.
  public var classSize = 16
  /// Rounds of routing by agreement.
  public var rounds = 3
  /// The decoder's two hidden layers.
  public var decoderSizes = [512, 1024]
  /// What the decoder's squared error, summed over pixels, counts in the loss; 0 for none.
  public var reconstruction: Scalar = 0.0005

  public init() {}

  /// Places of the primary capsules: rows and columns.
  var places: (rows: Int, columns: Int) {
    func after(_ size: Int) -> Int { (size - kernel + 1 - kernel) / 2 + 1 }
    return (after(height), after(width))
  }

  /// How many primary capsules there are: 1,152 with the defaults.
  public var primaryCount: Int { places.rows * places.columns * primaryKinds }

  /// Why no network can be made so; nil if one can.
  public var problem: String? {
    guard kernel > 0, min(height, width) >= 2 * kernel - 1 else {
      return "pictures of \(height) x \(width) are smaller than two kernels of \(kernel)"
    }
    guard
      [channels, filters, primaryKinds, primarySize, classes, classSize, rounds].allSatisfy({ $0 > 0 }),
      decoderSizes.allSatisfy({ $0 > 0 })
    else { return "every size must be positive" }
    return nil
  }
}

/// A capsule network: Sabour, Frosst and Hinton 2017, "Dynamic Routing Between Capsules".
///
/// Two convolutions give primary capsules u_i; each predicts the capsule of every class, û_j|i = W_ij u_i, and routing by
/// agreement (procedure 1) sums the predictions that agree. The length of a class's capsule says how probable the class
/// is; a decoder draws the picture again from it.
///
/// Capsules are counted place by place, kinds within a place. B pictures, N primary capsules, J classes.
public struct CapsuleNetwork: Sendable {
  public let configuration: CapsuleConfiguration
  private let first, primary: Convolution2d
  /// W_ij of all i and j: [N, primary size, J times class size].
  private let transformations: Parameter
  private let decoder: [Linear]

  /// The configuration must have no `problem`.
  public init(_ configuration: CapsuleConfiguration, scope: inout ParameterScope) {
    if let problem = configuration.problem { fatalError("CapsuleNetwork: \(problem)") }
    self.configuration = configuration
    let c = configuration
    first = scope.nested("conv") {
      Convolution2d(
        inputChannels: c.channels, outputChannels: c.filters, window: Window(c.kernel), scope: &$0)
    }
    primary = scope.nested("primary") {
      Convolution2d(
        inputChannels: c.filters, outputChannels: c.primaryKinds * c.primarySize,
        window: Window(c.kernel, stride: 2), scope: &$0)
    }
    transformations = scope.parameter(
      "transformations", [c.primaryCount, c.primarySize, c.classes * c.classSize],
      .normal(deviation: 0.1))
    let sizes = [c.classes * c.classSize] + c.decoderSizes + [c.height * c.width * c.channels]
    decoder = zip(sizes, sizes.dropFirst()).enumerated().map { number, size in
      scope.nested("decoder.\(number)") { Linear(inputSize: size.0, outputSize: size.1, scope: &$0) }
    }
  }

  /// The capsules of the classes, [B, J, class size]. pictures: [B, height, width, C].
  public func callAsFunction(_ pictures: Variable) -> Variable {
    let (_, maps) = convolved(pictures)
    return routedByAgreement(predictions(of: primaryCapsules(maps)), rounds: configuration.rounds)
  }

  /// What both convolutions give, rectified: [B, 20, 20, 256] and [B, 6, 6, 256] with the defaults. The paper rectifies only the
  /// first: squashing is the nonlinearity of the second there.
  package func convolved(_ pictures: Variable) -> (first: Variable, primary: Variable) {
    let maps = first(pictures, rectifier: .relu)
    return (maps, primary(maps, rectifier: .relu))
  }

  /// u_i, squashed: the second convolution's maps regrouped, [B, N, primary size].
  package func primaryCapsules(_ maps: Variable) -> Variable {
    squash(maps.reshaped(to: [maps.shape[0], configuration.primaryCount, configuration.primarySize]))
  }

  /// û_j|i = W_ij u_i, one product a primary capsule: [N, B, J, class size].
  package func predictions(of capsules: Variable) -> Variable {
    let c = configuration
    let products = batchedMatrixProduct(capsules.swappingFirstAxes(), capsules.tape[transformations])
    return products.reshaped(to: [c.primaryCount, capsules.shape[0], c.classes, c.classSize])
  }

  /// ‖v_j‖, [B, J]: how probable each class is, between 0 and 1.
  public func lengths(_ capsules: Variable) -> Variable {
    squareRoot((capsules * capsules).sum(along: 2) + 1e-8)
  }

  /// The picture drawn from one class's capsule, [B, height · width · C] between 0 and 1; the others are masked.
  public func reconstruction(_ capsules: Variable, of labels: [Int32]) -> Variable {
    let c = configuration
    var mask = [Scalar](repeating: 0, count: labels.count * c.classes)
    for (row, label) in labels.enumerated() { mask[row * c.classes + Int(label)] = 1 }
    let masked = capsules * capsules.tape.constant(mask, [labels.count, c.classes, 1])
    var x = masked.reshaped(to: [labels.count, c.classes * c.classSize])
    for (number, layer) in decoder.enumerated() {
      x = layer(x)
      x = number + 1 < decoder.count ? relu(x) : sigmoid(x)
    }
    return x
  }

  /// The mean loss of a batch with one thing on each picture.
  public func loss(_ pictures: Variable, labels: [Int32]) -> Variable {
    loss(of: self(pictures), showing: [(labels: labels, pictures: pictures)])
  }

  /// The mean loss of a batch: margin loss (equation 4; m⁺ 0.9, m⁻ 0.1, λ 0.5) and the weighted squared error of the
  /// reconstruction of each thing that is there (section 6: of both digits where two lie over each other).
  ///
  /// - Parameters:
  ///   - capsules: those of the classes, [B, J, class size].
  ///   - things: what each picture shows, one or several: its class, and what it looks like alone, [B, height, width, C]
  ///     between 0 and 1.
  public func loss(
    of capsules: Variable, showing things: [(labels: [Int32], pictures: Variable)]
  ) -> Variable {
    let c = configuration
    let tape = capsules.tape
    let batch = capsules.shape[0]
    let lengths = lengths(capsules)
    var present = [Scalar](repeating: 0, count: batch * c.classes)
    for thing in things {
      for (row, label) in thing.labels.enumerated() { present[row * c.classes + Int(label)] = 1 }
    }
    let t = tape.constant(present, lengths.shape)
    let (missing, surplus) = (relu(0.9 - lengths), relu(lengths - 0.1))
    var loss = (t * missing * missing + 0.5 * ((1 - t) * surplus * surplus)).sum()
    if c.reconstruction > 0 {
      for thing in things {
        let drawn = reconstruction(capsules, of: thing.labels)
        let difference = drawn - thing.pictures.reshaped(to: drawn.shape)
        loss = loss + c.reconstruction * (difference * difference).sum()
      }
    }
    return loss / Scalar(max(batch, 1))
  }
}

extension CapsuleConfiguration {
  /// How many parameters such a network has, decoder included.
  public var parameterCount: Int {
    var scope = ParameterScope()
    _ = CapsuleNetwork(self, scope: &scope)
    return scope.count
  }

  /// A network to compare with, as large as the capsule network and with the same two convolutions; in place of capsules
  /// a dense layer, as wide as the count of parameters allows, half of it dropped while training, and one of logits.
  public func plainTwin() -> NetworkBuilder {
    var builder = NetworkBuilder(height: height, width: width, channels: channels)
    builder.convolution("conv", filters, Window(kernel), rectifier: .relu)
    builder.convolution("primary", primaryKinds * primarySize, Window(kernel, stride: 2), rectifier: .relu)
    builder.flatten()
    let left = parameterCount - builder.count - classes
    builder.linear("fc1", max(1, left / (builder.shape.count + 1 + classes)))
    builder.activation("relu1", .relu)
    builder.dropout("drop1", rate: 0.5)
    builder.linear("fc2", classes)
    return builder
  }
}
