import SeqTensor

/// `out = bounded(gain ⊙ x̂ + bias)`, x̂ = (a − mean) / √(variance + ε), mean and variance by columns over all rows.
///
/// a: [.., C], b: gain [C], c: bias [C]. saved: mean, variance and 1 / √(variance + ε), [C] each. The pullback (Ioffe
/// and Szegedy 2015, section 3): da = gain / √(variance + ε) (dout − mean(dout) − x̂ mean(dout ⊙ x̂)).
private enum BatchNormalization: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    let a = tape[out.a].values
    let (means, variances, inverse) = statistics(of: out)
    let columns = out.shape.columns
    columnMoments(a, means: means, variances: variances, threads: tape.threads, scratch: tape.scratch)
    let (gain, bias) = (tape[out.b].values, tape[out.c].values)
    let (factors, shifts) = (tape.scratch(columns), tape.scratch(columns))
    for column in 0..<columns {
      inverse[column] = 1 / (variances[column] + out.factor).squareRoot()
      factors[column] = gain[column] * inverse[column]
      shifts[column] = bias[column] - means[column] * factors[column]
    }
    affineRows(
      a, scale: factors, shift: shifts, bounds: out.bounds(attribute: 0), into: out.values,
      threads: tape.threads)
  }

  static func pullback(_ out: Node, on tape: Tape) {
    let a = tape[out.a].values
    let dout = out.gradientWithin(out.bounds(attribute: 0), threads: tape.threads)
    let (means, _, inverse) = statistics(of: out)
    let columns = out.shape.columns
    let rows = Scalar(out.shape.rows)
    let sums = batchNormalizationSums(
      a, means: means, inverseDeviations: inverse, dy: dout, threads: tape.threads, scratch: tape.scratch)
    add(sums.products, toGradientOf: out.b, on: tape)
    add(sums.dy, toGradientOf: out.c, on: tape)
    guard tape.wantsGradient(out.a) else { return }
    // da = f dout − f mean(dout) − f x̂ mean(dout x̂), f = gain inverse, as a line in a.
    let gain = tape[out.b].values
    let (ofGradient, ofValue, constant) = (
      tape.scratch(columns), tape.scratch(columns), tape.scratch(columns)
    )
    for column in 0..<columns {
      let factor = gain[column] * inverse[column]
      let product = Scalar(sums.products[column]) / rows
      ofGradient[column] = factor
      ofValue[column] = -factor * product * inverse[column]
      constant[column] = -factor * Scalar(sums.dy[column]) / rows - ofValue[column] * means[column]
    }
    let da = tape.claimGradient(of: out.a)
    batchNormalizationPullback(
      a, dout, a: ofGradient, b: ofValue, c: constant, into: da.scalars, adds: da.holdsShare,
      threads: tape.threads)
  }

  static func statistics(of out: Node) -> (means: Scalars, variances: Scalars, inverse: Scalars) {
    let columns = out.shape.columns
    return (
      out.saved[0..<columns], out.saved[columns..<2 * columns], out.saved[2 * columns..<3 * columns]
    )
  }
}

/// `out = bounded(b ⊙ a + c)` by columns, with fixed statistics folded into b and c. a: [.., C]; b, c: [C].
private enum AffineColumns: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    affineRows(
      tape[out.a].values, scale: tape[out.b].values, shift: tape[out.c].values,
      bounds: out.bounds(attribute: 0), into: out.values, threads: tape.threads)
  }

  static func pullback(_ out: Node, on tape: Tape) {
    let dout = out.gradientWithin(out.bounds(attribute: 0), threads: tape.threads)
    let columns = out.shape.columns
    let (zeros, ones) = (tape.scratch(columns), tape.scratch(columns))
    zeros.fill(with: 0)
    ones.fill(with: 1)
    let a = tape[out.a].values
    if tape.wantsGradient(out.b) || tape.wantsGradient(out.c) {
      let sums = batchNormalizationSums(
        a, means: zeros, inverseDeviations: ones, dy: dout, threads: tape.threads, scratch: tape.scratch)
      add(sums.products, toGradientOf: out.b, on: tape)
      add(sums.dy, toGradientOf: out.c, on: tape)
    }
    guard tape.wantsGradient(out.a) else { return }
    let da = tape.claimGradient(of: out.a)
    batchNormalizationPullback(
      a, dout, a: tape[out.b].values, b: zeros, c: zeros, into: da.scalars, adds: da.holdsShare,
      threads: tape.threads)
  }
}

/// Adds sums by columns to the gradient of an input [C], if it wants one.
private func add(_ sums: [Double], toGradientOf input: Int32, on tape: Tape) {
  guard tape.wantsGradient(input) else { return }
  let gradient = tape.gradient(of: input)
  for column in sums.indices { gradient[column] += Scalar(sums[column]) }
}

/// A batch's own mean and biased variance of every column, [C] each, as batch normalisation found them.
public struct BatchStatistics: Sendable {
  public let means, variances: [Scalar]
  /// How many rows they were taken over.
  public let rows: Int
}

/// Every column brought to mean 0 and variance 1 over all rows of the batch, then scaled and shifted.
///
/// Ioffe and Szegedy 2015, "Batch Normalization", algorithm 1; the variance is the biased one. a: [.., C]; gain, bias: [C].
public func batchNormalization(
  _ a: Variable, gain: Variable, bias: Variable, epsilon: Scalar = 1e-5, rectifier: Rectifier = .none
) -> (output: Variable, statistics: BatchStatistics) {
  let shape = a.shape
  guard gain.shape == Shape(shape.columns), bias.shape == gain.shape, shape.rows > 0 else {
    shapeFailure("batchNormalization", shape, gain.shape, bias.shape, because: "gain and bias need [C]")
  }
  let output = a.tape.record(
    BatchNormalization.self, shape, a, gain, bias, attributes: [rectifier.rawValue, 0, 0, 0],
    factor: epsilon, saved: 3 * shape.columns)
  let found = BatchNormalization.statistics(of: a.tape[output.index])
  return (
    output,
    BatchStatistics(means: found.means.elements, variances: found.variances.elements, rows: shape.rows)
  )
}

/// Batch normalisation by statistics gathered earlier: a scale and a shift of every column. means, variances: [C].
public func batchNormalization(
  _ a: Variable, gain: Variable, bias: Variable, means: [Scalar], variances: [Scalar],
  epsilon: Scalar = 1e-5, rectifier: Rectifier = .none
) -> Variable {
  let shape = a.shape
  let columns = Shape(shape.columns)
  guard gain.shape == columns, bias.shape == columns, means.count == columns.count,
    variances.count == columns.count
  else {
    shapeFailure("batchNormalization", shape, gain.shape, bias.shape, because: "all others need [C]")
  }
  let inverse = variances.map { 1 / ($0 + epsilon).squareRoot() }
  let factors = gain * a.tape.constant(inverse, columns)
  let shifts = bias - factors * a.tape.constant(means, columns)
  return affineColumns(a, scale: factors, shift: shifts, rectifier: rectifier)
}

/// `scale ⊙ a + shift` by columns. a: [.., C]; scale, shift: [C].
public func affineColumns(
  _ a: Variable, scale: Variable, shift: Variable, rectifier: Rectifier = .none
) -> Variable {
  let columns = Shape(a.shape.columns)
  guard scale.shape == columns, shift.shape == columns else {
    shapeFailure("affineColumns", a.shape, scale.shape, shift.shape, because: "scale and shift need [C]")
  }
  return a.tape.record(
    AffineColumns.self, a.shape, a, scale, shift, attributes: [rectifier.rawValue, 0, 0, 0])
}
