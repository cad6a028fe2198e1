import SeqAutodiff
import SeqTensor

/// Layer normalisation with a learned gain (`weight`) and shift (`bias`), each [C], as in PyTorch.
///
///     y = weight ⊙ (x − mean(x)) / √(var(x) + ε) + bias
///
/// over the last axis of x: [.., C]. Ba, Kiros and Hinton 2016, equation 4.
public struct LayerNorm: Sendable {
  private let gain, bias: Parameter
  private let epsilon: Scalar

  /// - Parameter size: C.
  public init(size: Int, epsilon: Scalar = 1e-5, scope: inout ParameterScope) {
    gain = scope.parameter("weight", [size], .constant(1))
    bias = scope.parameter("bias", [size], .zeros)
    self.epsilon = epsilon
  }

  /// input and result: [.., C].
  public func callAsFunction(_ input: Variable) -> Variable {
    layerNormalization(input, gain: input.tape[gain], bias: input.tape[bias], epsilon: epsilon)
  }
}
