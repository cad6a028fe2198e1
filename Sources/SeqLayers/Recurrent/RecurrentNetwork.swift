import SeqAutodiff
import SeqTensor

/// Layers of recurrent cells, one over the other, each in one direction or in both.
///
/// What PyTorch calls `nn.RNN`, `nn.LSTM` or `nn.GRU`, with its parameter names: `weight_ih_l0`, …, and
/// `_reverse` for the backward direction. Layer l > 0 reads the outputs of the layer below; with two directions
/// these are [T, B, 2H], forward then backward (Schuster and Paliwal 1997).
public struct RecurrentNetwork: Sendable {
  /// Dropout on the outputs of every layer but the last.
  public struct LayerDropout: Sendable, Hashable, Codable {
    /// With which probability an output becomes 0 while training.
    public var rate: Scalar
    /// One mask for all time steps (Gal and Ghahramani 2016) instead of one for each.
    public var isVariational: Bool

    public init(rate: Scalar, isVariational: Bool = false) {
      self.rate = rate
      self.isVariational = isVariational
    }

    /// Everything is kept.
    public static var none: LayerDropout { LayerDropout(rate: 0) }
  }

  /// H, in each direction.
  public let hiddenSize: Int
  /// Whether every layer also reads backwards.
  public let isBidirectional: Bool
  /// What is dropped between two layers.
  public let layerDropout: LayerDropout
  /// For each layer its cell, and the one that runs backwards if there is one.
  public let layers: [(forward: any RecurrentCell, backward: (any RecurrentCell)?)]

  /// Declares the parameters of all layers.
  ///
  /// - Parameters:
  ///   - inputSize: I of the first layer.
  ///   - hiddenSize: H, in each direction.
  public init(
    _ kind: CellKind, inputSize: Int, hiddenSize: Int, layers count: Int = 1, bidirectional: Bool = false,
    dropout: LayerDropout = .none, scope: inout ParameterScope
  ) {
    self.hiddenSize = hiddenSize
    isBidirectional = bidirectional
    layerDropout = dropout
    var layers: [(forward: any RecurrentCell, backward: (any RecurrentCell)?)] = []
    for layer in 0..<count {
      let width = layer == 0 ? inputSize : hiddenSize * (bidirectional ? 2 : 1)
      let forward = kind.makeCell(
        inputSize: width, hiddenSize: hiddenSize, suffix: "_l\(layer)", scope: &scope)
      let backward =
        bidirectional
        ? kind.makeCell(inputSize: width, hiddenSize: hiddenSize, suffix: "_l\(layer)_reverse", scope: &scope)
        : nil
      layers.append((forward, backward))
    }
    self.layers = layers
  }

  /// The columns of the outputs: H, or 2H with two directions.
  public var outputSize: Int { hiddenSize * (isBidirectional ? 2 : 1) }

  /// The states of all layers: each layer's forward one, and its backward one if there is one.
  public typealias States = [(forward: RecurrentState, backward: RecurrentState?)]

  /// - Parameters:
  ///   - inputs: [T, B, I].
  ///   - lengths: [B]; see `RecurrentCell.unroll`.
  ///   - initial: one entry a layer; zeros if nil.
  /// - Returns: the last layer's outputs [T, B, H or 2H], and every layer's last states.
  public func callAsFunction(
    _ inputs: Variable, lengths: Integers? = nil, initial: States? = nil,
    regularization: inout Regularization
  ) -> (outputs: Variable, states: States) {
    if let initial, initial.count != layers.count {
      fatalError("RecurrentNetwork: \(initial.count) initial states for \(layers.count) layers")
    }
    var outputs = inputs
    var states: States = []
    for (index, layer) in layers.enumerated() {
      let (forward, last) = layer.forward.unroll(outputs, lengths: lengths, initial: initial?[index].forward)
      if let cell = layer.backward {
        let (backward, first) = cell.unroll(
          outputs, lengths: lengths, initial: initial?[index].backward, direction: .backward)
        outputs = concatenated([forward, backward])
        states.append((last, first))
      } else {
        outputs = forward
        states.append((last, nil))
      }
      if index + 1 < layers.count {
        outputs = regularization.drop(
          outputs, rate: layerDropout.rate, sharedAlongTime: layerDropout.isVariational)
      }
    }
    return (outputs, states)
  }

  /// The same with the lengths as an array: [B], each in 0 ... T.
  public func callAsFunction(
    _ inputs: Variable, lengths: [Int32], initial: States? = nil, regularization: inout Regularization
  ) -> (outputs: Variable, states: States) {
    self(
      inputs, lengths: inputs.checkedLengths(lengths, of: "RecurrentNetwork"), initial: initial,
      regularization: &regularization)
  }
}
