/// One fact read by every cell of a batch of stories: `next = (h + g ⊙ candidate) / ‖·‖`, g = σ(s · h + s · w).
///
/// s: facts [B, d]; w: keys, h: states, candidate and next: [B J, d], the cells of a story one after another; gates
/// and inverse norms: [B J], written.
package func updateEntities(
  s: Scalars, w: Scalars, h: Scalars, candidate: Scalars, gates: Scalars, inverseNorms: Scalars,
  next: Scalars,
  cells: Int, size: Int
) {
  for row in gates.indices {
    let first = row * size
    kernels.entity_row(
      size, s.pointer + row / cells * size, w.pointer + first, h.pointer + first, candidate.pointer + first,
      gates.pointer + row, inverseNorms.pointer + row, next.pointer + first)
  }
}

/// Adds to the gradients of all four.
package func updateEntitiesPullback(
  s: Scalars, w: Scalars, h: Scalars, candidate: Scalars, gates: Scalars, inverseNorms: Scalars,
  next: Scalars,
  dNext: Scalars, dS: Scalars, dW: Scalars, dH: Scalars, dCandidate: Scalars, cells: Int, size: Int
) {
  for row in gates.indices {
    let (first, story) = (row * size, row / cells * size)
    kernels.entity_row_pullback(
      size, s.pointer + story, w.pointer + first, h.pointer + first, candidate.pointer + first, gates[row],
      inverseNorms[row], next.pointer + first, dNext.pointer + first, dS.pointer + story, dW.pointer + first,
      dH.pointer + first, dCandidate.pointer + first)
  }
}

/// `y = x` above 0, `slope x` below. x and y: [R, C], slope: [C].
package func prelu(_ x: Scalars, slope: Scalars, into y: Scalars) {
  for first in stride(from: 0, to: x.count, by: max(slope.count, 1)) {
    kernels.prelu_row(slope.count, x.pointer + first, slope.pointer, y.pointer + first)
  }
}

/// Adds to the gradients of both.
package func preluPullback(
  _ x: Scalars, slope: Scalars, _ dy: Scalars, into dx: Scalars, slope dSlope: Scalars
) {
  for first in stride(from: 0, to: x.count, by: max(slope.count, 1)) {
    kernels.prelu_row_pullback(
      slope.count, x.pointer + first, slope.pointer, dy.pointer + first, dx.pointer + first, dSlope.pointer)
  }
}
