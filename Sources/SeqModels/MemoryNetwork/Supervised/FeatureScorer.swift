import SeqAutodiff
import SeqLayers
import SeqTensor

/// How well two sets of features go together: what O and R of a memory network are both made of.
///
///     s(x, y) = E(x)ᵀ E(y),   E(x) = U Φ(x)               [d]
///                          or E(x) = tanh(W tanh(U Φ(x)))  two layers
///
/// Φ has D = 3 F + 3 features: every one of the F features of the input map three times over, because words mean something
/// else in a question, in a fact that was chosen and in a candidate, and three for the times of writing. With a dictionary for
/// each of several places in the order of choice there are more. `embedding.weight` is Uᵀ [D, d], so that a set of features
/// is a sum of rows; `layer.weight` is W [d, d].
///
/// Weston, Chopra and Bordes 2015, "Memory Networks", section 3.1; two layers: Weston et al. 2015 (arXiv:1502.05698),
/// section 4.
struct FeatureScorer: Sendable {
  /// Whose features they are.
  enum Role {
    case question, candidate
    /// Of the fact that was chosen at this place, from 0.
    case chosen(Int)
  }

  /// F, with the one of "nothing".
  let featureCount: Int
  let size: Int
  /// How many places in the order of choice are told apart; later ones are like the last.
  private let chosenCount: Int
  private let embedding: Parameter
  private let layer: Linear?

  init(
    featureCount: Int, size: Int, chosenCount: Int = 1, isTwoLayered: Bool, scope: inout ParameterScope
  ) {
    self.featureCount = featureCount
    self.size = size
    self.chosenCount = chosenCount
    embedding = scope.parameter(
      "embedding.weight", [(2 + chosenCount) * featureCount + 3, size], .normal(deviation: 0.1))
    layer =
      isTwoLayered
      ? scope.nested("layer") { Linear(inputSize: size, outputSize: size, scope: &$0) } : nil
  }

  /// The places in Φ of some features.
  func places(_ features: [Int32], as role: Role) -> [Int32] {
    let dictionary =
      switch role {
      case .question: 0
      case .candidate: 1
      case .chosen(let place): 2 + min(place, chosenCount - 1)
      }
    return features.map { $0 + Int32(dictionary * featureCount) }
  }

  /// E of several sets of places in Φ: [R, d].
  func callAsFunction(_ sets: [[Int32]], on tape: Tape, noise: inout FeatureNoise) -> Variable {
    let sums = embeddedBags(
      tape[embedding], WordBags(sets.map { noise.thinned($0) }), period: size, sentenceLength: nil)
    return layer.map { tanh($0(tanh(sums))) } ?? sums
  }

  /// U of the three features of time by themselves: [3, d].
  func times(on tape: Tape) -> Variable {
    let first = (2 + chosenCount) * featureCount
    return tape[embedding][rows: first..<first + 3]
  }
}

/// Leaves out features at random while training, so that no answer hangs on a single n-gram.
public struct FeatureNoise: Sendable {
  /// How likely a feature is left out.
  let rate: Scalar
  var random: RandomSource

  public init(rate: Scalar, random: RandomSource) {
    self.rate = rate
    self.random = random
  }

  /// None, for use.
  public static var none: FeatureNoise { FeatureNoise(rate: 0, random: RandomSource(seed: 0)) }

  mutating func thinned(_ features: [Int32]) -> [Int32] {
    rate > 0 ? features.filter { _ in random.uniform() >= rate } : features
  }
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
