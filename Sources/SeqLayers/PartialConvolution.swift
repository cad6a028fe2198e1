import SeqAutodiff
import SeqTensor

/// A convolution each of whose filters sees only some of the maps before it: LeCun et al. 1998, table I.
///
/// `weight` is [connections, height, width], filter after filter in the order of its maps, and `bias` [O]; what is not
/// connected has no weight at all.
public struct PartialConvolution2d: Sendable {
  /// [connections, height, width], and [O].
  public let weight, bias: Parameter
  /// The kernels' size, stride and padding.
  public let window: Window
  /// The maps that each filter sees.
  public let connections: [[Int]]
  /// C.
  public let inputChannels: Int

  /// - Parameter connections: for each filter the maps, 0 ..< inputChannels, that it sees.
  public init(
    inputChannels: Int, connections: [[Int]], window: Window,
    initialization: WeightInitialization = .pyTorch, scope: inout ParameterScope
  ) {
    guard connections.allSatisfy({ $0.allSatisfy((0..<inputChannels).contains) }) else {
      fatalError("PartialConvolution2d: the connections \(connections) are not of \(inputChannels) maps")
    }
    let count = connections.reduce(0) { $0 + $1.count }
    let taps = window.height * window.width
    let fanIn = max(count / max(connections.count, 1), 1) * taps
    weight = scope.parameter(
      "weight", [count, window.height, window.width],
      initialization.weight(fanIn: fanIn, fanOut: max(count / max(inputChannels, 1), 1) * taps))
    bias = scope.parameter("bias", [connections.count], initialization.bias(fanIn: fanIn))
    self.window = window
    self.connections = connections
    self.inputChannels = inputChannels
  }

  /// - Parameter input: [B, height, width, C].
  public func callAsFunction(_ input: Variable, rectifier: Rectifier = .none) -> Variable {
    let tape = input.tape
    let (filters, count, taps) = (connections.count, weight.shape[0], window.height * window.width)
    // Every kernel goes to its filter and map; all other kernels are zero.
    var places = [Scalar](repeating: 0, count: filters * inputChannels * count)
    var number = 0
    for (filter, maps) in connections.enumerated() {
      for map in maps {
        places[(filter * inputChannels + map) * count + number] = 1
        number += 1
      }
    }
    let whole = matrixProduct(
      tape.constant(places, [filters * inputChannels, count]), tape[weight].reshaped(to: [count, taps]))
    return convolution(
      input, weight: whole.reshaped(to: [filters, inputChannels, window.height, window.width]),
      bias: tape[bias], window: window, rectifier: rectifier)
  }
}

/// The sub-sampling of LeNet-5: the mean of a window times a coefficient of each map, plus a bias. LeCun et al. 1998,
/// section II.B, where the four inputs are summed: a coefficient there is a quarter of one here.
public struct Subsampling: Sendable {
  /// `weight` and `bias`, [C].
  public let weight, bias: Parameter
  /// Of which each mean is taken.
  public let window: Window

  public init(channels: Int, window: Window, scope: inout ParameterScope) {
    weight = scope.parameter("weight", [channels], .constant(1))
    bias = scope.parameter("bias", [channels], .zeros)
    self.window = window
  }

  /// - Parameter input: [B, height, width, C].
  public func callAsFunction(_ input: Variable) -> Variable {
    input.averagePooled(window, countsPadding: true) * input.tape[weight] + input.tape[bias]
  }
}
