import SeqAutodiff
import SeqLayers
import SeqTensor

/// How well two sets of features go together: what O and R of a memory network are both made of.
///
///     s(x, y) = E(x)ᵀ E(y),   E(x) = U Φ(x)               [d]
///                          or E(x) = tanh(W tanh(U Φ(x)))  two layers
///
/// Φ has D = 3 F + 3 features: every one of the F features of the input map three times over, because words mean something
/// else in a question, in a fact that was chosen and in a candidate, and three for the times of writing. `embedding.weight`
/// is Uᵀ [D, d], so that a set of features is a sum of rows; `layer.weight` is W [d, d].
///
/// Weston, Chopra and Bordes 2015, "Memory Networks", section 3.1; two layers: Weston et al. 2015 (arXiv:1502.05698),
/// section 4.
struct FeatureScorer: Sendable {
  /// Whose features they are.
  enum Role: Int32 {
    case question, chosen, candidate
  }

  /// F, with the one of "nothing".
  let featureCount: Int
  let size: Int
  private let embedding: Parameter
  private let layer: Linear?

  init(featureCount: Int, size: Int, isTwoLayered: Bool, deviation: Scalar, scope: inout ParameterScope) {
    self.featureCount = featureCount
    self.size = size
    embedding = scope.parameter(
      "embedding.weight", [3 * featureCount + 3, size], .normal(deviation: deviation))
    layer =
      isTwoLayered
      ? scope.nested("layer") { Linear(inputSize: size, outputSize: size, scope: &$0) } : nil
  }

  /// The places in Φ of some features.
  func places(_ features: [Int32], as role: Role) -> [Int32] {
    features.map { $0 + role.rawValue * Int32(featureCount) }
  }

  /// E of several sets of places in Φ: [R, d].
  func callAsFunction(_ bags: WordBags, on tape: Tape) -> Variable {
    let sums = embeddedBags(tape[embedding], bags, period: size, sentenceLength: nil)
    return layer.map { tanh($0(tanh(sums))) } ?? sums
  }

  /// U of the three features of time by themselves: [3, d].
  func times(on tape: Tape) -> Variable { tape[embedding][rows: 3 * featureCount..<3 * featureCount + 3] }
}

/// `Σ max(0, γ − (s⁺ − s⁻ + t))` over pairs: the right one is to win by the margin γ.
///
/// - Parameters:
///   - scores: [S, M].
///   - right, wrong: for each pair its places in `scores`, row-major.
///   - bonus: t, what speaks for the right one besides, [P]; nil for nothing.
func marginRankingLoss(
  _ scores: Variable, right: [Int32], wrong: [Int32], bonus: Variable? = nil, margin: Scalar
) -> Variable {
  let flat = scores.reshaped(to: [scores.shape.count, 1])
  let count: Shape = [right.count]
  var lead = (flat.gather(rows: right, leading: count) - flat.gather(rows: wrong, leading: count))
    .reshaped(to: count)
  if let bonus { lead = lead + bonus }
  return relu(margin - lead).sum()
}
