/// Layer normalisation by rows. x, out: [R, C]; gain, bias: [C]; means, inverseDeviations: [R], written for the pullback.
package func layerNormalization(
  _ x: Scalars, gain: Scalars, bias: Scalars, epsilon: Scalar, columns: Int, means: Scalars,
  inverseDeviations: Scalars, into out: Scalars
) {
  for row in means.indices {
    kernels.layer_norm_row(
      columns, x.pointer + row * columns, gain.pointer, bias.pointer, epsilon, means.pointer + row,
      inverseDeviations.pointer + row, out.pointer + row * columns)
  }
}

/// Adds to the gradients of x, gain and bias.
package func layerNormalizationPullback(
  _ x: Scalars, gain: Scalars, columns: Int, means: Scalars, inverseDeviations: Scalars, dOut: Scalars,
  dX: Scalars,
  dGain: Scalars, dBias: Scalars
) {
  for row in means.indices {
    kernels.layer_norm_row_pullback(
      columns, x.pointer + row * columns, gain.pointer, means[row], inverseDeviations[row],
      dOut.pointer + row * columns, dX.pointer + row * columns, dGain.pointer, dBias.pointer)
  }
}
