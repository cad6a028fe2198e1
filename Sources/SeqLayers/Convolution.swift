import SeqAutodiff
import SeqTensor

/// How the weights of a layer of a picture network begin. Fan in and out count a filter's taps.
public enum WeightInitialization: String, Sendable, Hashable, Codable, CaseIterable {
  /// Weights and biases uniform in ±1/√fanIn: PyTorch's default.
  case pyTorch
  /// Uniform in ±√(6 / (fanIn + fanOut)), biases 0: Keras's default. Glorot and Bengio 2010, equation 16.
  case glorot
  /// Normal of deviation √(2 / fanOut), biases 0. He et al. 2015, equation 14, as torchvision's networks have it.
  case he

  func weight(fanIn: Int, fanOut: Int) -> Initializer {
    switch self {
    case .pyTorch: .uniform(bound: 1 / Scalar(max(fanIn, 1)).squareRoot())
    case .glorot: .uniform(bound: (6 / Scalar(max(fanIn + fanOut, 1))).squareRoot())
    case .he: .normal(deviation: (2 / Scalar(max(fanOut, 1))).squareRoot())
    }
  }

  func bias(fanIn: Int) -> Initializer {
    self == .pyTorch ? .uniform(bound: 1 / Scalar(max(fanIn, 1)).squareRoot()) : .zeros
  }
}

/// A two-dimensional convolution of channel-last pictures [B, height, width, C].
///
/// `weight` is [O, C / groups, height, width] and `bias` [O], as in PyTorch.
public struct Convolution2d: Sendable {
  /// [O, C / groups, height, width].
  public let weight: Parameter
  /// [O]; nil without one.
  public let bias: Parameter?
  /// The kernel's size, stride, dilation and padding.
  public let window: Window
  /// Into how many parts the channels are divided, each with filters of its own.
  public let groups: Int

  /// Declares the parameters. inputChannels: C; outputChannels: O. Both must be multiples of `groups`.
  public init(
    inputChannels: Int, outputChannels: Int, window: Window, groups: Int = 1, bias hasBias: Bool = true,
    initialization: WeightInitialization = .pyTorch, scope: inout ParameterScope
  ) {
    let taps = window.height * window.width
    let fanIn = inputChannels / groups * taps
    weight = scope.parameter(
      "weight", [outputChannels, inputChannels / groups, window.height, window.width],
      initialization.weight(fanIn: fanIn, fanOut: outputChannels / groups * taps))
    bias = hasBias ? scope.parameter("bias", [outputChannels], initialization.bias(fanIn: fanIn)) : nil
    self.window = window
    self.groups = groups
  }

  /// - Parameter input: [B, height, width, C].
  /// - Returns: [B, height, width, O], of the height and width that the window leaves.
  public func callAsFunction(_ input: Variable, rectifier: Rectifier = .none) -> Variable {
    let tape = input.tape
    return convolution(
      input, weight: tape[weight], bias: bias.map { tape[$0] }, window: window, groups: groups,
      rectifier: rectifier)
  }
}

/// A one-dimensional convolution of sequences [B, T, C]; `weight` is [O, C / groups, kernel], as in PyTorch.
public struct Convolution1d: Sendable {
  private let weight: Parameter
  private let bias: Parameter?
  private let kernel, stride, dilation, groups: Int
  private let padding: WindowPadding

  /// Declares the parameters. inputChannels: C; outputChannels: O. Both must be multiples of `groups`.
  ///
  /// - Parameter padding: what stands before and after a sequence; see `convolution1d`.
  public init(
    inputChannels: Int, outputChannels: Int, kernel: Int, stride: Int = 1, dilation: Int = 1,
    padding: WindowPadding = .none, groups: Int = 1, bias hasBias: Bool = true, scope: inout ParameterScope
  ) {
    let fanIn = inputChannels / groups * kernel
    weight = scope.parameter(
      "weight", [outputChannels, inputChannels / groups, kernel],
      WeightInitialization.pyTorch.weight(fanIn: fanIn, fanOut: 0))
    bias =
      hasBias
      ? scope.parameter("bias", [outputChannels], WeightInitialization.pyTorch.bias(fanIn: fanIn)) : nil
    self.kernel = kernel
    self.stride = stride
    self.dilation = dilation
    self.padding = padding
    self.groups = groups
  }

  /// The same with `padding` places before a sequence and as many after it.
  public init(
    inputChannels: Int, outputChannels: Int, kernel: Int, stride: Int = 1, dilation: Int = 1,
    padding: Int, groups: Int = 1, bias hasBias: Bool = true, scope: inout ParameterScope
  ) {
    self.init(
      inputChannels: inputChannels, outputChannels: outputChannels, kernel: kernel, stride: stride,
      dilation: dilation, padding: .each(rows: 0, columns: padding), groups: groups, bias: hasBias,
      scope: &scope)
  }

  /// - Parameter input: [B, T, C].
  /// - Returns: [B, T, O], of the T that kernel, stride and padding leave.
  public func callAsFunction(_ input: Variable, rectifier: Rectifier = .none) -> Variable {
    let tape = input.tape
    return convolution1d(
      input, weight: tape[weight], bias: bias.map { tape[$0] }, kernel: kernel, stride: stride,
      dilation: dilation, padding: padding, groups: groups, rectifier: rectifier)
  }
}
