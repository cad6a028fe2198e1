import SeqAutodiff
import SeqTensor

/// An affine map: `y = x Wᵀ + b`.
///
/// x: [.., I], y: [.., O]. `weight` is [O, I] and `bias` [O], as in PyTorch; without a bias, y = x Wᵀ.
public struct Linear: Sendable {
  /// [O, I].
  public let weight: Parameter
  /// [O]; nil without one.
  public let bias: Parameter?

  /// inputSize: I; outputSize: O. By default both parameters are uniform in ±1/√I, as in PyTorch.
  public init(
    inputSize: Int, outputSize: Int, bias hasBias: Bool = true,
    initialization: WeightInitialization = .pyTorch, scope: inout ParameterScope
  ) {
    weight = scope.parameter(
      "weight", [outputSize, inputSize], initialization.weight(fanIn: inputSize, fanOut: outputSize))
    bias = hasBias ? scope.parameter("bias", [outputSize], initialization.bias(fanIn: inputSize)) : nil
  }

  /// input: [.., I]; the result: [.., O].
  public func callAsFunction(_ input: Variable) -> Variable {
    let tape = input.tape
    return input.projected(by: tape[weight], bias: bias.map { tape[$0] })
  }

  /// The same for few rows and many weights, cut over the threads of the tape. input: [B, I]; the result: [B, O].
  public func dense(_ input: Variable) -> Variable {
    let tape = input.tape
    return SeqAutodiff.dense(input, weight: tape[weight], bias: bias.map { tape[$0] })
  }
}
