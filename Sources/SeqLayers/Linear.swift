import SeqAutodiff
import SeqTensor

/// An affine map: `y = x Wᵀ + b`.
///
/// x: [.., I], y: [.., O]. `weight` is [O, I] and `bias` [O], as in PyTorch; without a bias, y = x Wᵀ.
public struct Linear: Sendable {
  public let weight: Parameter
  public let bias: Parameter?

  /// By default both uniform in ±1/√I, as in PyTorch.
  public init(
    inputSize: Int, outputSize: Int, bias hasBias: Bool = true,
    initialization: WeightInitialization = .pyTorch, scope: inout ParameterScope
  ) {
    weight = scope.parameter(
      "weight", [outputSize, inputSize], initialization.weight(fanIn: inputSize, fanOut: outputSize))
    bias = hasBias ? scope.parameter("bias", [outputSize], initialization.bias(fanIn: inputSize)) : nil
  }

  public func callAsFunction(_ input: Variable) -> Variable {
    let tape = input.tape
    let product = input.projected(by: tape[weight])
    return bias.map { product.addingInPlace(bias: tape[$0]) } ?? product
  }

  /// The same for few rows and many weights, cut over the threads of the tape. input: [B, I].
  public func dense(_ input: Variable) -> Variable {
    let tape = input.tape
    return SeqAutodiff.dense(input, weight: tape[weight], bias: bias.map { tape[$0] })
  }
}
