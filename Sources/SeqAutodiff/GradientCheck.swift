import SeqTensor

/// Where the gradient and finite differences disagree most.
public struct GradientDiscrepancy: Sendable, CustomStringConvertible {
  public var name = "", index = 0
  public var gradient: Scalar = 0, difference: Scalar = 0

  /// |gradient − difference| / max(0.01, |gradient|, |difference|).
  public var error: Scalar { abs(gradient - difference) / max(0.01, abs(gradient), abs(difference)) }

  public var description: String {
    "\(name)[\(index)]: gradient \(gradient), finite difference \(difference), error \(error)"
  }
}

/// Compares gradients of `model` with (f(x + h) − f(x − h)) / 2h, and returns the worst pair.
///
/// In double precision a difference that disagrees is taken again with 2h, and the part of both that grows as h² removed: where
/// third derivatives are large, as those of several hops without a softmax, it is that part and not the gradient that is wrong.
///
/// The outputs are summed with fixed random weights, so that no error can cancel. Inputs and initial
/// states take part by being declared as parameters: to the tape they are the same thing.
///
/// Of a parameter of more than 200 scalars 200 random ones are compared. Where the differences on the two sides
/// disagree as they do at a kink of relu or of a maximum, the point is no fair one: the scalar is moved a
/// little, for good, and compared there; after five such moves it counts as a discrepancy.
///
/// - Parameters:
///   - model: computes an array of any shape; every call must compute the same function.
///   - seed: of the weights and of the choice among many scalars.
public func gradientCheck(of parameters: ParameterStore, seed: UInt64 = 1, _ model: (Tape) -> Variable)
  -> GradientDiscrepancy
{
  let tape = Tape()
  let gradients = Gradients(for: parameters)
  // Rounding grows as 1/h, the formula's own error as h²: h is the cube root of the scalar's precision.
  let isDouble = Scalar.ulpOfOne < 1e-10
  let h: Scalar = isDouble ? 0x1p-17 : 0x1p-7
  let random = RandomSource(seed: seed)
  func weighted(_ tape: Tape) -> Variable {
    let output = model(tape)
    var random = random.stream(named: "weights")
    let weights = (0..<output.shape.count).map { _ in random.uniform(in: -1..<1) }
    return (output * tape.constant(weights, output.shape)).sum()
  }
  func value() -> Scalar { tape.evaluate(with: parameters) { weighted($0).item } }
  func value(at place: Int, _ x: Scalar) -> Scalar {
    let old = parameters.values[place]
    parameters.values[place] = x
    parameters.valuesChanged()
    defer {
      parameters.values[place] = old
      parameters.valuesChanged()
    }
    return value()
  }

  _ = tape.valueAndGradients(of: parameters, into: gradients, weighted)
  var worst = GradientDiscrepancy()
  for (name, parameter) in parameters.entries {
    var choice = random.stream(named: name)
    var indices = Array(0..<parameter.shape.count)
    if indices.count > 200 {
      choice.shuffle(&indices)
      indices.removeLast(indices.count - 200)
    }
    for index in indices {
      let place = parameter.range.lowerBound + index
      var found = GradientDiscrepancy()
      for move in 0...5 {
        if move > 0 {
          parameters.values[place] += choice.uniform(in: 8 * h..<16 * h)
          parameters.valuesChanged()
          _ = tape.valueAndGradients(of: parameters, into: gradients, weighted)
        }
        let x = parameters.values[place]
        let (above, here, below) = (value(at: place, x + h), value(), value(at: place, x - h))
        found = GradientDiscrepancy(
          name: name, index: index, gradient: gradients.values[place], difference: (above - below) / (2 * h))
        // At a smooth point the one-sided differences differ by h f″, at a kink by the jump of f′.
        let jump = abs((above - here) - (here - below)) / h
        if !(jump > 0.05 * max(0.01, abs(found.difference))) || !(found.error > 1e-6) { break }
      }
      if found.error > 1e-6, isDouble {
        // Richardson's extrapolation of D(h) = f′ + c h² + O(h⁴).
        let x = parameters.values[place]
        let wide = (value(at: place, x + 2 * h) - value(at: place, x - 2 * h)) / (4 * h)
        found.difference = (4 * found.difference - wide) / 3
      }
      if found.error.isNaN { return found }
      if found.error > worst.error { worst = found }
    }
  }
  return worst
}
