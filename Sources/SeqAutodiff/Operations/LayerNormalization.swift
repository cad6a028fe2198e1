import SeqTensor

/// `out = gain ⊙ (a − mean) / √(variance + ε) + bias`, by rows. a: [.., C], b: gain [C], c: bias [C].
///
/// saved: mean and 1 / deviation of every row.
private enum LayerNormalization: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    layerNormalization(
      tape[out.a].values, gain: tape[out.b].values, bias: tape[out.c].values, epsilon: out.factor,
      columns: out.shape.columns, means: means(of: out), inverseDeviations: inverseDeviations(of: out),
      into: out.values)
  }

  static func pullback(_ out: Node, on tape: Tape) {
    layerNormalizationPullback(
      tape[out.a].values, gain: tape[out.b].values, columns: out.shape.columns, means: means(of: out),
      inverseDeviations: inverseDeviations(of: out), dOut: out.outGradient, dX: tape.gradient(of: out.a),
      dGain: tape.gradient(of: out.b), dBias: tape.gradient(of: out.c))
  }

  private static func means(of out: Node) -> Scalars { out.saved[0..<out.saved.count / 2] }
  private static func inverseDeviations(of out: Node) -> Scalars {
    out.saved[out.saved.count / 2..<out.saved.count]
  }
}

/// Every row brought to mean 0 and variance 1, then scaled and shifted. a: [.., C]; gain, bias: [C].
///
/// Ba, Kiros and Hinton 2016, "Layer Normalization", equation 4; the variance is the biased one.
public func layerNormalization(_ a: Variable, gain: Variable, bias: Variable, epsilon: Scalar = 1e-5)
  -> Variable
{
  let shape = a.shape
  guard gain.shape == Shape(shape.columns), bias.shape == gain.shape else {
    shapeFailure("layerNormalization", shape, gain.shape, bias.shape, because: "gain and bias need [C]")
  }
  return a.tape.record(
    LayerNormalization.self, shape, a, gain, bias, factor: epsilon, saved: 2 * shape.rows)
}
