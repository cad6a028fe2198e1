// Functions of every element, and reductions. All arguments of one call have the same count, except where it says so.

/// `out = exp(x)`; out may be x, here and below.
package func exp(_ x: Scalars, into out: Scalars) { kernels.exp(x.count, x.pointer, out.pointer) }
package func log(_ x: Scalars, into out: Scalars) { kernels.log(x.count, x.pointer, out.pointer) }
package func tanh(_ x: Scalars, into out: Scalars) { kernels.tanh(x.count, x.pointer, out.pointer) }
package func sigmoid(_ x: Scalars, into out: Scalars) { kernels.sigmoid(x.count, x.pointer, out.pointer) }
package func relu(_ x: Scalars, into out: Scalars) { kernels.relu(x.count, x.pointer, out.pointer) }
package func softplus(_ x: Scalars, into out: Scalars) { kernels.softplus(x.count, x.pointer, out.pointer) }
package func squareRoot(_ x: Scalars, into out: Scalars) {
  kernels.square_root(x.count, x.pointer, out.pointer)
}

/// `dx = dy (1 − y²)`, or adds it; so below.
package func tanhPullback(_ y: Scalars, _ dy: Scalars, into dx: Scalars, adds: Bool) {
  kernels.tanh_pullback(y.count, y.pointer, dy.pointer, dx.pointer, adds ? 1 : 0)
}
/// `dx = dy y (1 − y)`.
package func sigmoidPullback(_ y: Scalars, _ dy: Scalars, into dx: Scalars, adds: Bool) {
  kernels.sigmoid_pullback(y.count, y.pointer, dy.pointer, dx.pointer, adds ? 1 : 0)
}
/// `dx = dy` where y > 0, else 0.
package func reluPullback(_ y: Scalars, _ dy: Scalars, into dx: Scalars, adds: Bool) {
  kernels.relu_pullback(y.count, y.pointer, dy.pointer, dx.pointer, adds ? 1 : 0)
}
/// `dx = dy σ(x)`.
package func softplusPullback(_ x: Scalars, _ dy: Scalars, into dx: Scalars, adds: Bool) {
  kernels.softplus_pullback(x.count, x.pointer, dy.pointer, dx.pointer, adds ? 1 : 0)
}

package func add(_ a: Scalars, _ b: Scalars, into out: Scalars) {
  kernels.add(a.count, a.pointer, b.pointer, out.pointer)
}
package func subtract(_ a: Scalars, _ b: Scalars, into out: Scalars) {
  kernels.subtract(a.count, a.pointer, b.pointer, out.pointer)
}
package func multiply(_ a: Scalars, _ b: Scalars, into out: Scalars) {
  kernels.multiply(a.count, a.pointer, b.pointer, out.pointer)
}
package func divide(_ a: Scalars, _ b: Scalars, into out: Scalars) {
  kernels.divide(a.count, a.pointer, b.pointer, out.pointer)
}
package func scale(_ x: Scalars, by factor: Scalar, into out: Scalars) {
  kernels.scale(x.count, factor, x.pointer, out.pointer)
}

/// `y += scale x`.
package func accumulate(_ x: Scalars, into y: Scalars, scale: Scalar = 1) {
  kernels.accumulate(x.count, scale, x.pointer, y.pointer)
}
/// `y += scale a ⊙ b`.
package func multiplyAccumulate(_ a: Scalars, _ b: Scalars, into y: Scalars, scale: Scalar = 1) {
  kernels.multiply_accumulate(a.count, scale, a.pointer, b.pointer, y.pointer)
}

/// Adds `row` [C] to every row of x [R, C].
package func addRow(_ row: Scalars, to x: Scalars) {
  guard row.count > 0 else { return }
  kernels.add_row(x.count / row.count, row.count, row.pointer, x.pointer)
}
/// `row[c] += Σ over rows of x[r, c]`. x: [R, C], row: [C].
package func columnSums(of x: Scalars, addingTo row: Scalars) {
  guard row.count > 0 else { return }
  kernels.column_sums(x.count / row.count, row.count, x.pointer, row.pointer)
}

package func dot(_ a: Scalars, _ b: Scalars) -> Scalar { kernels.dot(a.count, a.pointer, b.pointer) }
package func sum(_ x: Scalars) -> Scalar { kernels.sum(x.count, x.pointer) }
/// Σ x², in double precision whatever the scalar.
package func sumOfSquares(_ x: Scalars) -> Double { kernels.sum_of_squares(x.count, x.pointer) }
/// Whether there is neither a NaN nor an infinity.
package func allFinite(_ x: Scalars) -> Bool { sumOfSquares(x).isFinite }

/// Limits every element to −limit ... limit; a NaN stays.
package func clip(_ x: Scalars, by limit: Scalar) {
  for i in x.indices { x[i] = x[i] > limit ? limit : x[i] < -limit ? -limit : x[i] }
}
/// `y = min(max(x, low), high)`; y may be x.
package func clamp(_ x: Scalars, to bounds: Bounds, into y: Scalars) {
  kernels.clamp(x.count, x.pointer, bounds.low, bounds.high, y.pointer)
}
