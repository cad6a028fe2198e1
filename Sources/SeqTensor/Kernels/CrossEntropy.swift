/// The cross-entropy of class ids, summed over rows, in nats: (1 − ε) (−log p[target]) + ε meanᵥ(−log p[v]).
///
/// - Parameters:
///   - logits: [R, V].
///   - targets: [R]; a negative one leaves its row out.
///   - smoothing: ε.
///   - gradient: [R, V], overwritten with dloss/dlogits; may be the logits' own memory.
package func softmaxCrossEntropy(
  _ logits: Scalars, columns: Int, targets: Integers, smoothing: Scalar, gradient: Scalars
) -> Double {
  var total = 0.0
  for row in targets.indices {
    let start = row * columns
    if targets[row] < 0 {
      gradient[start..<start + columns].fill(with: 0)
    } else {
      total += kernels.cross_entropy_row(
        columns, logits.pointer + start, Int(targets[row]), smoothing, gradient.pointer + start)
    }
  }
  return total
}

/// The cross-entropy of bits with probabilities σ(logits), summed, in nats; the gradient is overwritten.
package func bernoulliCrossEntropy(_ logits: Scalars, targets: Scalars, gradient: Scalars) -> Double {
  kernels.bernoulli_cross_entropy(logits.count, logits.pointer, targets.pointer, gradient.pointer)
}
