#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// One pass each over values, gradients and moments. `gradientScale` multiplies every gradient g first.

/// v ← momentum v + g + λ w; w ← w − rate v, with λ the weight decay.
package func sgdUpdate(
  _ values: Scalars, _ gradients: Scalars, velocity: Scalars?, rate: Scalar, momentum: Scalar,
  weightDecay: Scalar, gradientScale: Scalar
) {
  kernels.sgd(
    values.count, values.pointer, gradients.pointer, velocity?.pointer, rate, momentum, weightDecay,
    gradientScale)
}

/// s ← s + g²; w ← w − rate g / (√s + ε).
package func adagradUpdate(
  _ values: Scalars, _ gradients: Scalars, squares: Scalars, rate: Scalar, epsilon: Scalar,
  gradientScale: Scalar
) {
  kernels.adagrad(
    values.count, values.pointer, gradients.pointer, squares.pointer, rate, epsilon, gradientScale)
}

/// s ← decay s + (1 − decay) g²; w ← w − rate g / (√s + ε), as in PyTorch.
package func rmspropUpdate(
  _ values: Scalars, _ gradients: Scalars, squares: Scalars, rate: Scalar, decay: Scalar, epsilon: Scalar,
  gradientScale: Scalar
) {
  kernels.rmsprop(
    values.count, values.pointer, gradients.pointer, squares.pointer, rate, decay, epsilon, gradientScale)
}

/// n ← a n + (1 − a) g²; m ← a m + (1 − a) g; d ← momentum d − rate g / √(n − m² + ε); w ← w + d. Graves 2013, 38–41.
package func rmspropUpdate(
  _ values: Scalars, _ gradients: Scalars, squares: Scalars, means: Scalars, steps: Scalars, rate: Scalar,
  decay: Scalar, momentum: Scalar, epsilon: Scalar, gradientScale: Scalar
) {
  kernels.rmsprop_graves(
    values.count, values.pointer, gradients.pointer, squares.pointer, means.pointer, steps.pointer, rate,
    decay,
    momentum, epsilon, gradientScale)
}

/// Adam with bias correction and ε outside the root, as in PyTorch; `step` counts from 1.
///
/// - Parameter decoupled: whether weight decay acts on the weights directly (AdamW) or through the gradient.
package func adamUpdate(
  _ values: Scalars, _ gradients: Scalars, firstMoment: Scalars, secondMoment: Scalars, step: Int,
  rate: Scalar,
  beta1: Scalar, beta2: Scalar, epsilon: Scalar, weightDecay: Scalar, decoupled: Bool, gradientScale: Scalar
) {
  let first = 1 - pow(Double(beta1), Double(step))
  let second = 1 - pow(Double(beta2), Double(step))
  kernels.adam(
    values.count, values.pointer, gradients.pointer, firstMoment.pointer, secondMoment.pointer,
    Scalar(Double(rate) / first), beta1, beta2, Scalar(1 / second.squareRoot()), epsilon,
    decoupled ? 0 : weightDecay, decoupled ? rate * weightDecay : 0, gradientScale)
}
