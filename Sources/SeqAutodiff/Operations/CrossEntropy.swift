import SeqTensor

/// `out = Σᵣ [(1 − ε) (−log p[r, targetᵣ]) + ε meanᵥ(−log p[r, v])]`, p = softmax(a) by rows, over rows with a target.
///
/// What the pullback needs, p − (1 − ε) onehot − ε / V, comes with the loss and is kept.
private enum SoftmaxCrossEntropy: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    let a = tape[out.a]
    out.values[0] = Scalar(
      softmaxCrossEntropy(
        a.values, columns: a.shape.columns, targets: out.integers, smoothing: out.factor, gradient: out.saved)
    )
  }

  static func pullback(_ out: Node, on tape: Tape) {
    guard tape.wantsGradient(out.a) else { return }
    // As large as logits are, writing them once less is felt.
    if tape.adoptGradient(out.saved, of: out.a) {
      return scale(out.saved, by: out.outGradient[0], into: out.saved)
    }
    let da = tape.claimGradient(of: out.a)
    if da.holdsShare {
      accumulate(out.saved, into: da.scalars, scale: out.outGradient[0])
    } else {
      scale(out.saved, by: out.outGradient[0], into: da.scalars)
    }
  }
}

/// The cross-entropy of class ids, summed over rows, in nats. logits: [.., V]; the result is a scalar.
///
/// - Parameters:
///   - targets: one class id a row; a negative one leaves its row out.
///   - labelSmoothing: the share ε of the target's probability that is spread over all V classes
///     (Szegedy et al. 2016, "Rethinking the Inception Architecture", section 7).
public func softmaxCrossEntropy(_ logits: Variable, targets: [Int32], labelSmoothing: Scalar = 0) -> Variable
{
  let shape = logits.shape
  guard targets.count == shape.rows, targets.allSatisfy({ $0 < Int32(shape.columns) }) else {
    shapeFailure(
      "softmaxCrossEntropy", shape, because: "its rows do not fit \(targets.count) targets below V")
  }
  return logits.tape.record(
    SoftmaxCrossEntropy.self, Shape(), logits, factor: labelSmoothing, saved: shape.count,
    integers: logits.tape.integers(targets))
}

/// `out = Σ [softplus(a) − t a]`: the cross-entropy of independent bits t with probabilities σ(a).
///
/// da += σ(a) − t, which comes with the loss and is kept. b holds the targets and has no gradient.
private enum BernoulliCrossEntropy: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    out.values[0] = Scalar(
      bernoulliCrossEntropy(tape[out.a].values, targets: tape[out.b].values, gradient: out.saved))
  }

  static func pullback(_ out: Node, on tape: Tape) {
    guard tape.wantsGradient(out.a) else { return }
    accumulate(out.saved, into: tape.gradient(of: out.a), scale: out.outGradient[0])
  }
}

/// The cross-entropy of bits, summed over all of them, in nats. logits: any shape; the result is a scalar.
///
/// - Parameter targets: 0 or 1, or a probability between them, of the same shape. Constants: they get no gradient.
public func bernoulliCrossEntropy(_ logits: Variable, targets: Variable) -> Variable {
  guard logits.shape == targets.shape else {
    shapeFailure("bernoulliCrossEntropy", logits.shape, targets.shape, because: "they must be equal")
  }
  return logits.tape.record(BernoulliCrossEntropy.self, Shape(), logits, targets, saved: logits.shape.count)
}
