// Probabilities by rows. x and out: [R, C]; `lengths`: how many leading columns each row has, all if nil.

/// `out[r, j] = exp(x[r, j]) / Σₖ exp(x[r, k])`; exactly zero beyond a row's length, all zeros for a row of length 0.
package func softmax(_ x: Scalars, columns: Int, lengths: Integers?, into out: Scalars) {
  eachRow(x.count, columns, lengths) { start, length in
    kernels.softmax_row(length, x.pointer + start, out.pointer + start)
    out[start + length..<start + columns].fill(with: 0)
  }
}

/// `dx[r, j] += y[r, j] (dy[r, j] − Σₖ dy[r, k] y[r, k])`; masked places have y = 0 and so no gradient.
package func softmaxPullback(_ y: Scalars, _ dy: Scalars, columns: Int, into dx: Scalars) {
  eachRow(y.count, columns, nil) { start, length in
    let row = start..<start + length
    let mean = dot(y[row], dy[row])
    for i in row { dx[i] += y[i] * (dy[i] - mean) }
  }
}

/// `out[r, j] = x[r, j] − log Σₖ exp(x[r, k])`; −∞ beyond a row's length.
package func logSoftmax(_ x: Scalars, columns: Int, lengths: Integers?, into out: Scalars) {
  eachRow(x.count, columns, lengths) { start, length in
    kernels.log_softmax_row(length, x.pointer + start, out.pointer + start)
    out[start + length..<start + columns].fill(with: -.infinity)
  }
}

/// `dx[r, j] += dy[r, j] − exp(y[r, j]) Σₖ dy[r, k]` within each row's length.
package func logSoftmaxPullback(
  _ y: Scalars, _ dy: Scalars, columns: Int, lengths: Integers?, into dx: Scalars
) {
  var block = [Scalar](repeating: 0, count: columns)
  block.withUnsafeMutableBufferPointer { block in
    guard let first = block.baseAddress else { return }
    eachRow(y.count, columns, lengths) { start, length in
      kernels.exp(length, y.pointer + start, first)
      let total = sum(dy[start..<start + length])
      for j in 0..<length { dx[start + j] += dy[start + j] - first[j] * total }
    }
  }
}

@inline(__always)
private func eachRow(
  _ count: Int, _ columns: Int, _ lengths: Integers?, _ body: (_ start: Int, _ length: Int) -> Void
) {
  guard columns > 0 else { return }
  for row in 0..<count / columns { body(row * columns, lengths.map { Int($0[row]) } ?? columns) }
}
