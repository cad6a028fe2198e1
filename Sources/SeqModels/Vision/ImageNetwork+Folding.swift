import SeqAutodiff
import SeqLayers
import SeqTensor

extension ImageNetwork {
  /// The same function in evaluation, with every batch normalisation that follows a convolution folded into it:
  ///
  ///     w′ = w gain / √(variance + ε),  b′ = bias + (b − mean) gain / √(variance + ε)
  ///
  /// The layer that remains has the name of the normalisation, whose output it gives. Auxiliary classifiers, which
  /// evaluation does not use, are left out.
  public func folded(_ parameters: ParameterStore) -> (network: ImageNetwork, parameters: ParameterStore) {
    var folding = Folding(parameters)
    let layers = folding.fold(layers)
    let values = folding.values
    let store = folding.finish()
    for (parameter, elements) in values { store[parameter] = elements }
    let network = ImageNetwork(
      name: name, input: input, layers: layers, trainable: store.count, statistics: 0,
      featureLayer: featureLayer,
      preprocessing: preprocessing, problem: problem)
    return (network, store)
  }
}

/// Declares a folded network's weights while it goes through the layers, and keeps what they are to be.
private struct Folding: ~Copyable {
  private let old: ParameterStore
  private var scope = ParameterScope()
  private(set) var values: [(Parameter, [Scalar])] = []

  init(_ old: ParameterStore) { self.old = old }

  consuming func finish() -> ParameterStore { scope.finishEmpty() }

  mutating func fold(_ layers: [NamedLayer]) -> [NamedLayer] {
    var result: [NamedLayer] = []
    var place = 0
    while place < layers.count {
      let named = layers[place]
      place += 1
      if case .convolution(let convolution, .none) = named.layer, place < layers.count,
        case .batchNorm(let norm, let rectifier) = layers[place].layer
      {
        let joined = layers[place]
        place += 1
        result.append(joined.with(.convolution(fold(convolution, norm, named.name), rectifier)))
      } else if case .auxiliary = named.layer {
        continue
      } else {
        result.append(named.with(copy(named)))
      }
    }
    return result
  }

  private mutating func fold(_ convolution: Convolution2d, _ norm: BatchNorm, _ name: String) -> Convolution2d
  {
    let (gain, shift) = (old[norm.gain], old[norm.bias])
    let (means, variances) = (old[norm.runningMean], old[norm.runningVariance])
    let factors = zip(gain, variances).map { $0 / ($1 + norm.epsilon).squareRoot() }
    var weight = old[convolution.weight]
    let each = weight.count / max(factors.count, 1)
    for place in weight.indices { weight[place] *= factors[place / each] }
    let before = convolution.bias.map { old[$0] } ?? Array(repeating: 0, count: factors.count)
    let bias = factors.indices.map { shift[$0] + (before[$0] - means[$0]) * factors[$0] }
    return declare(convolution, name, weight, bias)
  }

  private mutating func declare(
    _ convolution: Convolution2d, _ name: String, _ weight: [Scalar], _ bias: [Scalar]?
  ) -> Convolution2d {
    let shape = convolution.weight.shape
    let made = scope.nested(name) {
      Convolution2d(
        inputChannels: shape[1] * convolution.groups, outputChannels: shape[0], window: convolution.window,
        groups: convolution.groups, bias: bias != nil, scope: &$0)
    }
    values.append((made.weight, weight))
    if let own = made.bias, let bias { values.append((own, bias)) }
    return made
  }

  private mutating func copy(_ named: NamedLayer) -> ImageLayer {
    switch named.layer {
    case .convolution(let layer, let rectifier):
      return .convolution(
        declare(layer, named.name, old[layer.weight], layer.bias.map { old[$0] }), rectifier)
    case .batchNorm(let layer, let rectifier):
      let made = scope.nested(named.name) {
        BatchNorm(channels: layer.gain.shape.count, epsilon: layer.epsilon, scope: &$0)
      }
      values += [
        (made.gain, old[layer.gain]), (made.bias, old[layer.bias]),
        (made.runningMean, old[layer.runningMean]),
        (made.runningVariance, old[layer.runningVariance]),
      ]
      return .batchNorm(made, rectifier)
    case .partialConvolution(let layer):
      let made = scope.nested(named.name) {
        PartialConvolution2d(
          inputChannels: layer.inputChannels, connections: layer.connections, window: layer.window, scope: &$0
        )
      }
      values += [(made.weight, old[layer.weight]), (made.bias, old[layer.bias])]
      return .partialConvolution(made)
    case .subsampling(let layer):
      let made = scope.nested(named.name) {
        Subsampling(channels: layer.weight.shape.count, window: layer.window, scope: &$0)
      }
      values += [(made.weight, old[layer.weight]), (made.bias, old[layer.bias])]
      return .subsampling(made)
    case .linear(let layer):
      let shape = layer.weight.shape
      let made = scope.nested(named.name) {
        Linear(inputSize: shape[1], outputSize: shape[0], bias: layer.bias != nil, scope: &$0)
      }
      values.append((made.weight, old[layer.weight]))
      if let own = made.bias, let bias = layer.bias { values.append((own, old[bias])) }
      return .linear(made)
    case .branches(let ways):
      var made: [[NamedLayer]] = []
      for way in ways { made.append(fold(way)) }
      return .branches(made)
    case .residual(let main, let shortcut, let rectifier):
      let first = fold(main)
      return .residual(main: first, shortcut: fold(shortcut), rectifier)
    case .maximumPool, .averagePool, .adaptiveAverage, .globalAverage, .flatten, .activation, .dropout,
      .responseNorm, .auxiliary:
      return named.layer
    }
  }
}

extension NamedLayer {
  /// The same place with another layer.
  fileprivate func with(_ layer: ImageLayer) -> NamedLayer {
    NamedLayer(
      name: name, layer: layer, output: output, trainable: trainable, statistics: statistics,
      receptiveField: receptiveField)
  }
}
