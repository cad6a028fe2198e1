import SeqAutodiff
import SeqTensor

/// Batch normalisation with a learned gain (`weight`) and shift (`bias`) and the statistics it has gathered
/// (`running_mean`, `running_var`), each [C], as in PyTorch. Ioffe and Szegedy 2015.
///
/// While training, a batch is brought to mean 0 and variance 1 by its own statistics; otherwise by the gathered ones, which
/// have no gradient and move only by `gather`.
public struct BatchNorm: Sendable {
  /// γ and β, and the gathered means and variances: [C] each.
  public let gain, bias, runningMean, runningVariance: Parameter
  /// ε, added to a variance so that nothing is divided by 0.
  public let epsilon: Scalar

  /// Declares the parameters. channels: C.
  public init(channels: Int, epsilon: Scalar = 1e-5, scope: inout ParameterScope) {
    gain = scope.parameter("weight", [channels], .constant(1))
    bias = scope.parameter("bias", [channels], .zeros)
    runningMean = scope.parameter("running_mean", [channels], .zeros)
    runningVariance = scope.parameter("running_var", [channels], .constant(1))
    self.epsilon = epsilon
  }

  /// Whether a parameter is a statistic, which no training step changes.
  public static func isStatistic(_ name: String) -> Bool {
    name.hasSuffix("running_mean") || name.hasSuffix("running_var")
  }

  /// By the gathered statistics. input: [.., C].
  public func callAsFunction(_ input: Variable, rectifier: Rectifier = .none) -> Variable {
    let tape = input.tape
    return batchNormalization(
      input, gain: tape[gain], bias: tape[bias], means: tape[runningMean].elements,
      variances: tape[runningVariance].elements, epsilon: epsilon, rectifier: rectifier)
  }

  /// By the batch's own statistics, [C] each, which come with the result. input: [.., C].
  public func training(
    _ input: Variable, rectifier: Rectifier = .none
  ) -> (output: Variable, statistics: BatchStatistics) {
    let tape = input.tape
    return batchNormalization(
      input, gain: tape[gain], bias: tape[bias], epsilon: epsilon, rectifier: rectifier)
  }

  /// Moves the gathered statistics towards a batch's: r ← (1 − momentum) r + momentum s, of the variance the unbiased one.
  public func gather(_ found: BatchStatistics, momentum: Scalar = 0.1, into parameters: ParameterStore) {
    let unbiased = Scalar(found.rows) / Scalar(max(found.rows - 1, 1))
    func moved(_ old: [Scalar], _ new: [Scalar], _ factor: Scalar) -> [Scalar] {
      zip(old, new).map { (1 - momentum) * $0 + momentum * factor * $1 }
    }
    parameters[runningMean] = moved(parameters[runningMean], found.means, 1)
    parameters[runningVariance] = moved(parameters[runningVariance], found.variances, unbiased)
  }
}
