#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The kernels once more as the equations stand in the papers: plain loops in double precision.
///
/// Nothing here is clever: pullbacks multiply by whole Jacobians, so that an error in a derivation that the fast
/// kernels use does not stand here as well.
package enum Plain {
  package static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  package static func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }

  package static func dot(_ a: [Double], _ b: [Double]) -> Double {
    var total = 0.0
    for i in a.indices { total += a[i] * b[i] }
    return total
  }

  /// a: [M, K], b: [K, N].
  package static func product(_ a: [Double], _ b: [Double], _ m: Int, _ n: Int, _ k: Int) -> [Double] {
    var out = [Double](repeating: 0, count: m * n)
    for i in 0..<m {
      for p in 0..<k {
        for j in 0..<n { out[i * n + j] += a[i * k + p] * b[p * n + j] }
      }
    }
    return out
  }

  /// x: [M, N], out: [N, M].
  package static func transposed<Element>(_ x: [Element], _ m: Int, _ n: Int) -> [Element] {
    (0..<m * n).map { x[$0 % m * n + $0 / m] }
  }

  // MARK: Probabilities

  package static func softmax(_ x: [Double]) -> [Double] {
    let top = x.reduce(-.infinity, max)
    let powers = x.map { exp($0 - top) }
    let total = powers.reduce(0, +)
    return powers.map { $0 / total }
  }

  package static func logSoftmax(_ x: [Double]) -> [Double] {
    let top = x.reduce(-.infinity, max)
    let total = log(x.reduce(0) { $0 + exp($1 - top) })
    return x.map { $0 - top - total }
  }

  /// dx = Jᵀ dy with Jₖⱼ = yₖ (δₖⱼ − yⱼ).
  package static func softmaxPullback(_ y: [Double], _ dy: [Double]) -> [Double] {
    y.indices.map { j in
      y.indices.reduce(0) { $0 + dy[$1] * y[$1] * (($1 == j ? 1 : 0) - y[j]) }
    }
  }

  /// dx = Jᵀ dy with Jₖⱼ = δₖⱼ − pⱼ.
  package static func logSoftmaxPullback(_ y: [Double], _ dy: [Double]) -> [Double] {
    y.indices.map { j in
      y.indices.reduce(0) { $0 + dy[$1] * (($1 == j ? 1 : 0) - exp(y[j])) }
    }
  }

  /// −Σᵥ qᵥ log pᵥ with q = (1 − ε) onehot(target) + ε / V, and its gradient p − q.
  package static func crossEntropy(
    _ x: [Double], target: Int, smoothing: Double
  ) -> (loss: Double, gradient: [Double]) {
    var q = [Double](repeating: smoothing / Double(x.count), count: x.count)
    q[target] += 1 - smoothing
    let logProbabilities = logSoftmax(x)
    return (-dot(q, logProbabilities), x.indices.map { exp(logProbabilities[$0]) - q[$0] })
  }

  /// −t log σ(x) − (1 − t) log (1 − σ(x)), where 1 − σ(x) = σ(−x), and its gradient σ(x) − t.
  package static func bernoulliCrossEntropy(_ x: Double, target t: Double) -> (loss: Double, gradient: Double)
  {
    (-t * log(sigmoid(x)) - (1 - t) * log(sigmoid(-x)), sigmoid(x) - t)
  }

  // MARK: Gates of one row

  package struct LSTM {
    /// i, f, g, o.
    package var gates: [Double]
    package var hidden: [Double] = []
    package var cell: [Double] = []
    package var tanhCell: [Double] = []
  }

  /// c = f c' + i g, h = o tanh c.
  package static func lstm(_ preactivations: [Double], previousCell: [Double]) -> LSTM {
    let h = previousCell.count
    var step = LSTM(gates: preactivations)
    for j in 0..<h {
      step.gates[j] = sigmoid(preactivations[j])
      step.gates[h + j] = sigmoid(preactivations[h + j])
      step.gates[2 * h + j] = tanh(preactivations[2 * h + j])
      step.gates[3 * h + j] = sigmoid(preactivations[3 * h + j])
      step.cell.append(step.gates[h + j] * previousCell[j] + step.gates[j] * step.gates[2 * h + j])
      step.tanhCell.append(tanh(step.cell[j]))
      step.hidden.append(step.gates[3 * h + j] * step.tanhCell[j])
    }
    return step
  }

  package static func lstmPullback(
    _ step: LSTM, previousCell: [Double], dHidden: [Double], dCell: [Double]
  ) -> (gates: [Double], previousCell: [Double]) {
    let h = previousCell.count
    var dGates = [Double](repeating: 0, count: 4 * h)
    var dPrevious = [Double](repeating: 0, count: h)
    for j in 0..<h {
      let (i, f) = (step.gates[j], step.gates[h + j])
      let (g, o) = (step.gates[2 * h + j], step.gates[3 * h + j])
      let dOutput = dHidden[j] * step.tanhCell[j]
      let dc = dCell[j] + dHidden[j] * o * (1 - step.tanhCell[j] * step.tanhCell[j])
      dGates[j] = dc * g * i * (1 - i)
      dGates[h + j] = dc * previousCell[j] * f * (1 - f)
      dGates[2 * h + j] = dc * i * (1 - g * g)
      dGates[3 * h + j] = dOutput * o * (1 - o)
      dPrevious[j] = dc * f
    }
    return (dGates, dPrevious)
  }

  /// r, z, n of the reset-after form, and h = (1 − z) n + z h'.
  package static func gru(
    fromInput: [Double], fromHidden: [Double], previousHidden: [Double]
  ) -> (gates: [Double], hidden: [Double]) {
    let h = previousHidden.count
    var gates = [Double](repeating: 0, count: 3 * h)
    var hidden: [Double] = []
    for j in 0..<h {
      let r = sigmoid(fromInput[j] + fromHidden[j])
      let z = sigmoid(fromInput[h + j] + fromHidden[h + j])
      let n = tanh(fromInput[2 * h + j] + r * fromHidden[2 * h + j])
      (gates[j], gates[h + j], gates[2 * h + j]) = (r, z, n)
      hidden.append((1 - z) * n + z * previousHidden[j])
    }
    return (gates, hidden)
  }

  package static func gruPullback(
    gates: [Double], fromHidden: [Double], previousHidden: [Double], dHidden: [Double]
  ) -> (fromInput: [Double], fromHidden: [Double], previousHidden: [Double]) {
    let h = previousHidden.count
    var dInput = [Double](repeating: 0, count: 3 * h)
    var dFromHidden = dInput
    var dPrevious = [Double](repeating: 0, count: h)
    for j in 0..<h {
      let (r, z, n) = (gates[j], gates[h + j], gates[2 * h + j])
      let dCandidate = dHidden[j] * (1 - z)
      let dUpdate = dHidden[j] * (previousHidden[j] - n)
      let dSum = dCandidate * (1 - n * n)
      let dReset = dSum * fromHidden[2 * h + j]
      dInput[2 * h + j] = dSum
      dFromHidden[2 * h + j] = dSum * r
      dInput[h + j] = dUpdate * z * (1 - z)
      dFromHidden[h + j] = dInput[h + j]
      dInput[j] = dReset * r * (1 - r)
      dFromHidden[j] = dInput[j]
      dPrevious[j] = dHidden[j] * z
    }
    return (dInput, dFromHidden, dPrevious)
  }

  // MARK: Layer normalisation of one row

  package static func layerNormalization(
    _ x: [Double], gain: [Double], bias: [Double], epsilon: Double
  ) -> (mean: Double, inverseDeviation: Double, out: [Double]) {
    let count = Double(x.count)
    let mean = x.reduce(0, +) / count
    let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    let inverse = 1 / (variance + epsilon).squareRoot()
    return (mean, inverse, x.indices.map { (x[$0] - mean) * inverse * gain[$0] + bias[$0] })
  }

  /// dx = Jᵀ (gain dy) with Jᵢⱼ = s (δᵢⱼ − 1/n − zᵢ zⱼ / n), z the normalised row and s its inverse deviation.
  package static func layerNormalizationPullback(
    _ x: [Double], gain: [Double], mean: Double, inverseDeviation s: Double, dOut: [Double]
  ) -> (x: [Double], gain: [Double], bias: [Double]) {
    let count = Double(x.count)
    let z = x.map { ($0 - mean) * s }
    let dx = x.indices.map { j in
      x.indices.reduce(0) {
        $0 + gain[$1] * dOut[$1] * s * (($1 == j ? 1 : 0) - 1 / count - z[$1] * z[j] / count)
      }
    }
    return (dx, x.indices.map { dOut[$0] * z[$0] }, dOut)
  }

  // MARK: Attention of one row

  /// α = softmax(q · kₛ), context = Σₛ αₛ mₛ. keys and memory: one array a place.
  package static func attend(
    query: [Double], keys: [[Double]], memory: [[Double]], memorySize: Int
  ) -> (weights: [Double], context: [Double]) {
    let weights = softmax(keys.map { dot(query, $0) })
    let context = (0..<memorySize).map { j in keys.indices.reduce(0) { $0 + weights[$1] * memory[$1][j] } }
    return (weights, context)
  }

  package static func attendPullback(
    query: [Double], keys: [[Double]], memory: [[Double]], weights: [Double], dContext: [Double],
    dWeights: [Double]
  ) -> (query: [Double], keys: [[Double]], memory: [[Double]]) {
    let dScores = softmaxPullback(weights, keys.indices.map { dWeights[$0] + dot(dContext, memory[$0]) })
    let dQuery = query.indices.map { j in keys.indices.reduce(0) { $0 + dScores[$1] * keys[$1][j] } }
    return (
      dQuery, keys.indices.map { s in query.map { dScores[s] * $0 } },
      keys.indices.map { s in dContext.map { weights[s] * $0 } }
    )
  }
}
