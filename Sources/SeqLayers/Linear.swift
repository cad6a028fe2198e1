import SeqAutodiff
import SeqTensor

/// An affine map: `y = x Wᵀ + b`.
///
/// x: [.., I], y: [.., O]. `weight` is [O, I] and `bias` [O], as in PyTorch; without a bias, y = x Wᵀ.
public struct Linear: Sendable {
  private let weight: Parameter
  private let bias: Parameter?

  /// Both uniform in ±1/√I, as in PyTorch.
  public init(inputSize: Int, outputSize: Int, bias hasBias: Bool = true, scope: inout ParameterScope) {
    let uniform = Initializer.uniform(bound: 1 / Scalar(inputSize).squareRoot())
    weight = scope.parameter("weight", [outputSize, inputSize], uniform)
    bias = hasBias ? scope.parameter("bias", [outputSize], uniform) : nil
  }

  public func callAsFunction(_ input: Variable) -> Variable {
    let tape = input.tape
    let product = input.projected(by: tape[weight])
    return bias.map { product.addingInPlace(bias: tape[$0]) } ?? product
  }
}
