import SeqAutodiff
import SeqTensor

/// A vector for every token id: row `id` of `weight` [V, E].
public struct Embedding: Sendable {
  /// [V, E].
  public let weight: Parameter

  /// vocabularySize: V; size: E. Normal of mean 0. PyTorch's deviation is 1; small ones suit tables that also score the output.
  public init(vocabularySize: Int, size: Int, deviation: Scalar = 1, scope: inout ParameterScope) {
    weight = scope.parameter("weight", [vocabularySize, size], .normal(deviation: deviation))
  }

  /// The vectors of a padded batch, [T, B, E].
  public func callAsFunction(_ tokens: TokenBatch, on tape: Tape) -> Variable {
    tape[weight].gather(rows: tokens.ids, leading: [tokens.time, tokens.batchSize])
  }

  /// The vectors of single tokens, [B, E].
  public func callAsFunction(_ ids: [Int32], on tape: Tape) -> Variable {
    tape[weight].gather(rows: ids, leading: [ids.count])
  }
}
