internal import CKernels

// Batch normalisation of rows [R, C] by columns. Sums over rows are made in parts of a fixed length, which are added in
// order in double precision: any number of threads gives the same bits.

/// Rows of one part.
private func partLength(columns: Int) -> Int { max(1, 16384 / max(columns, 1)) }

/// Two sums by columns over all rows, each part by `body` into two blocks of [C] that hold zeros.
private func columnSums(
  rows: Int, columns: Int, threads: Int, scratch: (Int) -> Scalars,
  _ body: (_ rows: Range<Int>, _ first: Scalars, _ second: Scalars) -> Void
) -> (first: [Double], second: [Double]) {
  let parts = chunks(of: rows, length: partLength(columns: columns))
  let sums = scratch(2 * parts.count * columns)
  sums.fill(with: 0)
  inParallel(parts.count, threads: threads) { part in
    let start = 2 * part * columns
    body(parts[part], sums[start..<start + columns], sums[start + columns..<start + 2 * columns])
  }
  var totals = ([Double](repeating: 0, count: columns), [Double](repeating: 0, count: columns))
  for part in parts.indices {
    for column in 0..<columns {
      totals.0[column] += Double(sums[2 * part * columns + column])
      totals.1[column] += Double(sums[(2 * part + 1) * columns + column])
    }
  }
  return totals
}

/// The mean and the biased variance of every column. x: [R, C]; means, variances: [C].
package func columnMoments(
  _ x: Scalars, means: Scalars, variances: Scalars, threads: Int, scratch: (Int) -> Scalars
) {
  let columns = means.count
  let rows = x.count / max(columns, 1)
  // The first row as a first guess, so that little is lost where the mean is large; then once more around the mean.
  means.assign(x[0..<columns])
  for _ in 0..<2 {
    let sums = columnSums(rows: rows, columns: columns, threads: threads, scratch: scratch) {
      kernels.moments(
        $0.count, columns, x.pointer + $0.lowerBound * columns, means.pointer, $1.pointer, $2.pointer)
    }
    for column in 0..<columns {
      let mean = sums.first[column] / Double(rows)
      means[column] += Scalar(mean)
      variances[column] = Scalar(max(0, sums.second[column] / Double(rows) - mean * mean))
    }
  }
}

/// `y = bounded(scale ⊙ x + shift)` by columns. x, y: [R, C]; scale, shift: [C].
package func affineRows(
  _ x: Scalars, scale: Scalars, shift: Scalars, bounds: Bounds, into y: Scalars, threads: Int
) {
  let columns = scale.count
  let parts = chunks(of: x.count / max(columns, 1), length: partLength(columns: columns))
  inParallel(parts.count, threads: threads) { part in
    let first = parts[part].lowerBound * columns
    kernels.affine_rows(
      parts[part].count, columns, x.pointer + first, scale.pointer, shift.pointer, bounds.low, bounds.high,
      y.pointer + first)
  }
}

/// Σ dy and Σ dy (x − mean) inverseDeviation by columns.
package func batchNormalizationSums(
  _ x: Scalars, means: Scalars, inverseDeviations: Scalars, dy: Scalars, threads: Int,
  scratch: (Int) -> Scalars
) -> (dy: [Double], products: [Double]) {
  let columns = means.count
  let sums = columnSums(
    rows: x.count / max(columns, 1), columns: columns, threads: threads, scratch: scratch
  ) {
    kernels.batch_norm_sums(
      $0.count, columns, x.pointer + $0.lowerBound * columns, means.pointer, inverseDeviations.pointer,
      dy.pointer + $0.lowerBound * columns, $1.pointer, $2.pointer)
  }
  return (sums.first, sums.second)
}

/// `dx = a ⊙ dy + b ⊙ x + c` by columns, or adds it.
package func batchNormalizationPullback(
  _ x: Scalars, _ dy: Scalars, a: Scalars, b: Scalars, c: Scalars, into dx: Scalars, adds: Bool, threads: Int
) {
  let columns = a.count
  let parts = chunks(of: x.count / max(columns, 1), length: partLength(columns: columns))
  inParallel(parts.count, threads: threads) { part in
    let first = parts[part].lowerBound * columns
    kernels.batch_norm_pullback(
      parts[part].count, columns, x.pointer + first, dy.pointer + first, a.pointer, b.pointer, c.pointer,
      dx.pointer + first, adds ? 1 : 0)
  }
}

/// Local response normalisation of rows: `y = x s^−β`, s = k + α / size times the sum of squares of the channels around.
///
/// x, y: [R, C]; scales and powers (s and s^−β): as many, kept for the pullback.
package func responseNormalization(
  _ x: Scalars, columns: Int, size: Int, alpha: Scalar, beta: Scalar, k: Scalar, scales: Scalars,
  powers: Scalars, into y: Scalars, threads: Int
) {
  let parts = chunks(of: x.count / max(columns, 1), length: partLength(columns: columns))
  inParallel(parts.count, threads: threads) { part in
    let range = parts[part].lowerBound * columns..<parts[part].upperBound * columns
    kernels.response_sums(
      parts[part].count, columns, x.pointer + range.lowerBound, size, alpha, k,
      scales.pointer + range.lowerBound)
    let power = powers[range]
    log(scales[range], into: power)
    scale(power, by: -beta, into: power)
    exp(power, into: power)
    multiply(x[range], power, into: y[range])
  }
}

/// Adds to the gradient of x.
package func responseNormalizationPullback(
  _ x: Scalars, _ y: Scalars, columns: Int, size: Int, alpha: Scalar, beta: Scalar, scales: Scalars,
  powers: Scalars, dy: Scalars, dx: Scalars, threads: Int
) {
  let parts = chunks(of: x.count / max(columns, 1), length: partLength(columns: columns))
  inParallel(parts.count, threads: threads) { part in
    let first = parts[part].lowerBound * columns
    kernels.response_pullback(
      parts[part].count, columns, x.pointer + first, y.pointer + first, scales.pointer + first,
      powers.pointer + first, dy.pointer + first, size, alpha, beta, dx.pointer + first)
  }
}
