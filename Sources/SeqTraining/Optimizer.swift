import SeqAutodiff
import SeqTensor

/// Which rule turns gradients into steps. The learning rate comes from a `Schedule`.
public enum OptimizerKind: Sendable, Hashable, Codable {
  /// v ← momentum v + g + λ w, w ← w − rate v, with the weight decay λ. At momentum 0 plain gradient descent. No decay is nil,
  /// so that files from before there was one are read.
  case sgd(momentum: Scalar = 0, weightDecay: Scalar? = nil)
  /// w ← w − rate g / (√Σ g² + ε). Duchi, Hazan and Singer 2011.
  case adagrad(epsilon: Scalar = 1e-10)
  /// w ← w − rate g / (√E[g²] + ε). Hinton, lecture 6e, 2012.
  case rmsProp(decay: Scalar = 0.99, epsilon: Scalar = 1e-8)
  /// The centred form with momentum of Graves 2013, "Generating Sequences with Recurrent Neural Networks", equations 38 to 41.
  case rmsPropGraves(decay: Scalar = 0.95, momentum: Scalar = 0.9, epsilon: Scalar = 1e-4)
  /// Kingma and Ba 2015, algorithm 1; `weightDecay` is decoupled from the gradient (Loshchilov and Hutter 2019: AdamW).
  case adam(beta1: Scalar = 0.9, beta2: Scalar = 0.999, epsilon: Scalar = 1e-8, weightDecay: Scalar = 0)

  /// How many blocks as large as the parameters it keeps.
  var momentCount: Int {
    switch self {
    case .sgd(let momentum, _): momentum == 0 ? 0 : 1
    case .adagrad, .rmsProp: 1
    case .rmsPropGraves: 3
    case .adam: 2
    }
  }

  /// Why there can be no such rule; nil if there can.
  public var problem: String? {
    let (shares, epsilon, weightDecay): ([Scalar], Scalar?, Scalar) =
      switch self {
      case .sgd(let momentum, let weightDecay): ([momentum], nil, weightDecay ?? 0)
      case .adagrad(let epsilon): ([], epsilon, 0)
      case .rmsProp(let decay, let epsilon): ([decay], epsilon, 0)
      case .rmsPropGraves(let decay, let momentum, let epsilon): ([decay, momentum], epsilon, 0)
      case .adam(let beta1, let beta2, let epsilon, let weightDecay): ([beta1, beta2], epsilon, weightDecay)
      }
    if let share = shares.first(where: { !(0..<1).contains($0) }) {
      return "the optimizer's momentum or decay must be at least 0 and below 1, not \(share)"
    }
    // Where there has been no gradient yet, as for a word that no batch had, a step is 0 / ε.
    if let epsilon, !(epsilon > 0 && epsilon.isFinite) {
      return "the optimizer's epsilon must be a number above 0, not \(epsilon)"
    }
    if weightDecay >= 0 && weightDecay.isFinite { return nil }
    return "the optimizer's weight decay must be a number of at least 0, not \(weightDecay)"
  }
}

/// Neighbouring parameters that are trained at one rate.
package struct ParameterGroup: Sendable, Hashable {
  package var range: Range<Int>
  /// The learning rate.
  package var factor: Scalar

  package init(range: Range<Int>, factor: Scalar) {
    self.range = range
    self.factor = factor
  }
}

/// An update rule with its memory: moments in blocks of the same layout as the parameters.
public final class Optimizer {
  public let kind: OptimizerKind
  /// How many updates have been made.
  public private(set) var updates: Int
  private let memory = Arena()
  package let moments: [Scalars]

  public init(_ kind: OptimizerKind, for parameters: ParameterStore) {
    self.kind = kind
    updates = 0
    let memory = memory
    moments = (0..<kind.momentCount).map { _ in memory.allocateZeros(parameters.count) }
  }

  /// Puts back what a checkpoint kept.
  package func restore(updates: Int) { self.updates = updates }

  /// Changes `parameters` by one step.
  ///
  /// - Parameters:
  ///   - rate: the learning rate of this step.
  ///   - gradientScale: multiplies every gradient first, as clipping by norm does.
  public func update(
    _ parameters: ParameterStore, with gradients: Gradients, rate: Scalar, gradientScale: Scalar = 1,
    threads: Int = 1
  ) {
    update(
      parameters, with: gradients, groups: [ParameterGroup(range: 0..<parameters.count, factor: rate)],
      gradientScale: gradientScale, threads: threads)
  }

  /// The same for some parameters only, each group with a rate of its own; all others stay as they are.
  package func update(
    _ parameters: ParameterStore, with gradients: Gradients, groups: [ParameterGroup],
    gradientScale: Scalar = 1, threads: Int = 1
  ) {
    updates += 1
    let parts = groups.flatMap { group in
      chunks(of: group.range.count, length: 1 << 16).map {
        (group.range.lowerBound + $0.lowerBound..<group.range.lowerBound + $0.upperBound, group.factor)
      }
    }
    inParallel(parts.count, threads: threads) { part in
      let (range, rate) = parts[part]
      update(parameters.values[range], gradients.values[range], range, rate, gradientScale)
    }
    parameters.valuesChanged()
  }

  /// One step by gradients that are scaled down to a norm first, if theirs is larger.
  ///
  /// - Parameters:
  ///   - loss: what the gradients are those of.
  ///   - clipNorm: the largest norm, above 0.
  /// - Returns: the norm before.
  /// - Throws: if the loss or the norm is no number any more; then nothing has changed.
  @discardableResult
  func update(
    _ parameters: ParameterStore, with gradients: Gradients, of loss: Double, rate: Scalar, clipNorm: Scalar,
    threads: Int = 1
  ) throws(TrainingDiverged) -> Double {
    let norm = gradients.norm(threads: threads)
    guard loss.isFinite, norm.isFinite else {
      throw TrainingDiverged(update: updates + 1, loss: loss, gradientNorm: norm)
    }
    let scale = norm > Double(clipNorm) ? clipNorm / Scalar(norm) : 1
    update(parameters, with: gradients, rate: rate, gradientScale: scale, threads: threads)
    return norm
  }

  private func update(_ w: Scalars, _ g: Scalars, _ range: Range<Int>, _ rate: Scalar, _ scale: Scalar) {
    switch kind {
    case .sgd(let momentum, let weightDecay):
      sgdUpdate(
        w, g, velocity: moments.first.map { $0[range] }, rate: rate, momentum: momentum,
        weightDecay: weightDecay ?? 0, gradientScale: scale)
    case .adagrad(let epsilon):
      adagradUpdate(w, g, squares: moments[0][range], rate: rate, epsilon: epsilon, gradientScale: scale)
    case .rmsProp(let decay, let epsilon):
      rmspropUpdate(
        w, g, squares: moments[0][range], rate: rate, decay: decay, epsilon: epsilon, gradientScale: scale)
    case .rmsPropGraves(let decay, let momentum, let epsilon):
      rmspropUpdate(
        w, g, squares: moments[0][range], means: moments[1][range], steps: moments[2][range], rate: rate,
        decay: decay, momentum: momentum, epsilon: epsilon, gradientScale: scale)
    case .adam(let beta1, let beta2, let epsilon, let weightDecay):
      adamUpdate(
        w, g, firstMoment: moments[0][range], secondMoment: moments[1][range], step: updates, rate: rate,
        beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay, decoupled: true,
        gradientScale: scale)
    }
  }
}

extension Gradients {
  /// The Euclidean norm over all parameters. Summed in fixed parts, so that threads do not change it.
  package func norm(threads: Int) -> Double {
    let parts = chunks(of: values.count, length: 1 << 16)
    var sums = [Double](repeating: 0, count: parts.count)
    sums.withUnsafeMutableBufferPointer { sums in
      nonisolated(unsafe) let sums = sums
      inParallel(parts.count, threads: threads) { sums[$0] = sumOfSquares(values[parts[$0]]) }
    }
    return sums.reduce(0, +).squareRoot()
  }

  /// Adds another shard's gradients.
  package func add(_ other: Gradients, threads: Int) {
    let parts = chunks(of: values.count, length: 1 << 16)
    inParallel(parts.count, threads: threads) { accumulate(other.values[parts[$0]], into: values[parts[$0]]) }
  }

  /// Limits every gradient to −limit ... limit.
  package func clip(to limit: Scalar, threads: Int) {
    let parts = chunks(of: values.count, length: 1 << 16)
    inParallel(parts.count, threads: threads) { SeqTensor.clip(values[parts[$0]], by: limit) }
  }
}
