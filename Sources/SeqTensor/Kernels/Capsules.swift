// Capsules: squashing and routing by agreement (Sabour, Frosst and Hinton 2017). Pictures are independent of each other,
// so that each is one task's and any number of threads gives the same bits.

/// Keeps lengths from being divided by zero.
private let tiny: Scalar = 1e-8

/// `y = x ‖x‖² / (1 + ‖x‖²) / ‖x‖`, for every `size` numbers.
package func squash(_ x: Scalars, size: Int, into y: Scalars, threads: Int) {
  let parts = chunks(of: x.count / max(size, 1), length: max(1, 65536 / max(size, 1)))
  inParallel(parts.count, threads: threads) { part in
    for row in parts[part] {
      let (from, to) = (x.pointer + row * size, y.pointer + row * size)
      var squares: Scalar = 0
      for k in 0..<size { squares += from[k] * from[k] }
      let factor = squares / ((1 + squares) * (squares + tiny).squareRoot())
      for k in 0..<size { to[k] = factor * from[k] }
    }
  }
}

/// `dx += f dy + 2 f′ (x · dy) x`, where y = f(‖x‖²) x.
package func squashPullback(_ x: Scalars, _ dy: Scalars, size: Int, into dx: Scalars, threads: Int) {
  let parts = chunks(of: x.count / max(size, 1), length: max(1, 65536 / max(size, 1)))
  inParallel(parts.count, threads: threads) { part in
    for row in parts[part] {
      let (from, gradient, to) = (x.pointer + row * size, dy.pointer + row * size, dx.pointer + row * size)
      var (squares, along): (Scalar, Scalar) = (0, 0)
      for k in 0..<size {
        squares += from[k] * from[k]
        along += from[k] * gradient[k]
      }
      let (whole, length) = (1 + squares, (squares + tiny).squareRoot())
      let factor = squares / (whole * length)
      // f(q) = q (1 + q)⁻¹ (q + ε)^-½
      let slope = 1 / (whole * whole * length) - squares / (2 * whole * length * length * length)
      let share = 2 * slope * along
      for k in 0..<size { to[k] += factor * gradient[k] + share * from[k] }
    }
  }
}

/// The sizes of a routing: N primary capsules predict J capsules of D numbers for each of B pictures.
package struct RoutingSizes: Sendable, Hashable {
  package let primaries, batch, classes, size: Int

  package init(primaries: Int, batch: Int, classes: Int, size: Int) {
    self.primaries = primaries
    self.batch = batch
    self.classes = classes
    self.size = size
  }

  var stride: Int { batch * classes * size }
}

/// Procedure 1, picture by picture, so that its predictions stay in the cache through all rounds.
///
/// - Parameters:
///   - predictions: û, [N, B, J, D].
///   - shares: c of the last round, [B, N, J], written.
///   - sums: Σ c û of the last round, [B, J, D], written.
///   - logits: b, [B, N, J], as scratch.
///   - capsules: v, [B, J, D], written.
package func routeCapsules(
  _ predictions: Scalars, _ sizes: RoutingSizes, rounds: Int, shares: Scalars, sums: Scalars, logits: Scalars,
  into capsules: Scalars, threads: Int
) {
  let (primaries, classes, size) = (sizes.primaries, sizes.classes, sizes.size)
  let width = classes * size
  inParallel(sizes.batch, threads: threads) { picture in
    let u = predictions.pointer + picture * width
    let own = picture * primaries * classes..<(picture + 1) * primaries * classes
    let (c, b) = (shares[own], logits[own])
    let s = sums[picture * width..<(picture + 1) * width]
    let v = capsules[picture * width..<(picture + 1) * width]
    for round in 0..<rounds {
      if round == 0 {
        c.fill(with: 1 / Scalar(classes))
        b.fill(with: 0)
      } else {
        kernels.route_agreement(primaries, sizes.stride, classes, size, u, v.pointer, b.pointer)
        for p in 0..<primaries {
          kernels.softmax_row(classes, b.pointer + p * classes, c.pointer + p * classes)
        }
      }
      s.fill(with: 0)
      kernels.route_sums(primaries, sizes.stride, classes, size, u, c.pointer, s.pointer)
      squash(s, size: size, into: v, threads: 1)
    }
  }
}

/// `dû = c ds` or adds it: through the last round's sum alone.
package func routeCapsulesPullback(
  _ sizes: RoutingSizes, shares: Scalars, sums: Scalars, dCapsules: Scalars, dSums: Scalars,
  into dPredictions: Scalars, adds: Bool, threads: Int
) {
  let (primaries, classes, size) = (sizes.primaries, sizes.classes, sizes.size)
  let width = classes * size
  inParallel(sizes.batch, threads: threads) { picture in
    let own = picture * width..<(picture + 1) * width
    dSums[own].fill(with: 0)
    squashPullback(sums[own], dCapsules[own], size: size, into: dSums[own], threads: 1)
    kernels.route_spread(
      primaries, sizes.stride, classes, size, shares.pointer + picture * primaries * classes,
      dSums.pointer + own.lowerBound, dPredictions.pointer + own.lowerBound, adds ? 1 : 0)
  }
}
