import SeqAutodiff
import SeqLayers
import SeqTensor

/// O of a memory network: chooses supporting facts, one after another, by hard max.
///
///     o₁ = argmax over i of s_O(q, mᵢ),   o₂ = argmax over i of s_O([q, m_o1], mᵢ),   …
///
/// Which of two facts is better may depend on when they were written, so facts are compared in pairs: y, written after y′,
/// is better than y′ given x if
///
///     s(x, y, y′) = E(x)ᵀ (E(y) − E(y′) + U Φₜ(x, y, y′)) > 0
///
/// Φₜ has three features, 0 or 1: x was written before y, x was written before y′, and y is a fact (so that recency as such
/// can count). The paper's third is "y was written before y′". The loop only ever asks whether the newer of two facts beats
/// the older, and there that one is always 0: a fact told twice would never be taken at its second telling. A question is
/// newer than all facts; [q, m_o1, …] is as old as the fact that was chosen last.
///
/// With adaptive memories "nothing more" is one candidate more, in place of a fact newer than all; it has no time, so of Φₜ
/// only the second feature is left. A fact that was chosen is not chosen again.
///
/// Weston, Chopra and Bordes 2015, "Memory Networks", equations 2, 3 and 7 and section 3.4.
public struct OutputFeatureMap: Sendable {
  let scorer: FeatureScorer
  let support: SupportCount

  init(_ configuration: SupervisedMemoryConfiguration, scope: inout ParameterScope) {
    support = configuration.support
    scorer = FeatureScorer(
      featureCount: configuration.input.count + 1, size: configuration.embeddingSize,
      isTwoLayered: configuration.isTwoLayered, scope: &scope)
  }

  private var isAdaptive: Bool {
    if case .adaptive = support { return true }
    return false
  }

  /// E of the candidates, and of "nothing more" behind them: [M + 1, d].
  private func candidates(
    _ table: CandidateTable, _ stories: SupportedStories, on tape: Tape, noise: inout FeatureNoise
  ) -> Variable {
    let nothing = [Int32(scorer.featureCount - 1)]
    let all = table.sentences.map { stories.features[Int($0)] } + [nothing]
    return scorer(all.map { scorer.places($0, as: .candidate) }, on: tape, noise: &noise)
  }

  private func query(
    _ item: SupportedStories.Item, _ chosen: some Sequence<Int>, _ stories: SupportedStories
  ) -> [Int32] {
    var places = scorer.places(stories.features[Int(item.question)], as: .question)
    for fact in chosen { places += scorer.places(stories.features[Int(item.facts[fact])], as: .chosen(0)) }
    return places
  }

  /// Φₜ(x, y, y′); `newer` is nil for "nothing more".
  private static func times(_ x: Int, newer: Int?, older: Int) -> SIMD3<Scalar> {
    SIMD3(newer.map { x < $0 } == true ? 1 : 0, x < older ? 1 : 0, newer == nil ? 0 : 1)
  }

  /// The margin ranking loss of all choices, each after the right ones before it, against every other candidate: equation 6,
  /// first two sums. Summed over the questions.
  func loss(
    _ stories: SupportedStories, _ indices: some Sequence<Int>, margin: Scalar, on tape: Tape,
    noise: inout FeatureNoise
  ) -> Variable {
    var table = CandidateTable(stories)
    for index in indices { for fact in stories.items[index].facts { _ = table.place(of: fact) } }
    let nothing = Int32(table.sentences.count)
    let columns = nothing + 1
    var queries: [[Int32]] = []
    var right: [Int32] = []
    var wrong: [Int32] = []
    var rows: [Int32] = []
    var times: [Scalar] = []
    for index in indices {
      let item = stories.items[index]
      let goal = item.support.prefix(support.limit)
      for hop in 0...goal.count {
        let target = hop < goal.count ? goal[hop] : nil
        // The end is chosen, too, unless the limit ends it.
        if target == nil && !(isAdaptive && goal.count < support.limit) { break }
        let chosen = goal.prefix(hop)
        let x = chosen.last ?? item.facts.count
        let row = Int32(queries.count)
        queries.append(query(item, chosen, stories))
        func place(_ fact: Int?) -> Int32 {
          row * columns + (fact.map { table.place(of: item.facts[$0]) } ?? nothing)
        }
        let others = item.facts.indices.filter { $0 != target && !chosen.contains($0) } as [Int?]
        for other in others + (isAdaptive && target != nil ? [nil] : []) {
          right.append(place(target))
          wrong.append(place(other))
          rows.append(row)
          let isNewer = target.map { target in other.map { target > $0 } ?? false } ?? true
          let (newer, older) = isNewer ? (target, other ?? 0) : (other, target ?? 0)
          let features = Self.times(x, newer: newer, older: older) * (isNewer ? 1 : -1)
          times += [features[0], features[1], features[2]]
        }
      }
    }
    guard !right.isEmpty else { return tape.zeros([1]).sum() }
    let x = scorer(queries, on: tape, noise: &noise)  // [S, d]
    let y = candidates(table, stories, on: tape, noise: &noise)  // [M + 1, d]
    let scores = matrixProduct(x, y.transposed)  // [S, M + 1]
    let weights = matrixProduct(x, scorer.times(on: tape).transposed)  // [S, 3]
    let bonus = weights.gather(rows: rows, leading: [rows.count]) * tape.constant(times, [rows.count, 3])
    return marginRankingLoss(scores, right: right, wrong: wrong, bonus: bonus.sum(along: 1), margin: margin)
  }

  /// The facts that are chosen for each question, in the order of choice.
  func choices(
    _ stories: SupportedStories, _ indices: [Int], with parameters: ParameterStore, on tape: Tape
  ) -> [[Int]] {
    var chosen: [[Int]] = indices.map { _ in [] }
    var open = indices.indices.filter { !stories.items[indices[$0]].facts.isEmpty }
    var table = CandidateTable(stories)
    for index in indices { for fact in stories.items[index].facts { _ = table.place(of: fact) } }
    for _ in 0..<support.limit where !open.isEmpty {
      tape.evaluate(with: parameters) { tape in
        var noise = FeatureNoise.none
        let x = scorer(
          open.map { query(stories.items[indices[$0]], chosen[$0], stories) }, on: tape, noise: &noise)
        let product = matrixProduct(x, candidates(table, stories, on: tape, noise: &noise).transposed)
        let (scores, columns) = (product.scalars, product.shape[1])
        let weights = matrixProduct(x, scorer.times(on: tape).transposed).scalars
        var rest: [Int] = []
        for (row, question) in open.enumerated() {
          let item = stories.items[indices[question]]
          let x = chosen[question].last ?? item.facts.count
          func score(_ fact: Int?) -> Scalar {
            scores[row * columns + (fact.map { Int(table.place(of: item.facts[$0])) } ?? columns - 1)]
          }
          /// s(x, y, y′).
          func lead(_ newer: Int?, _ older: Int) -> Scalar {
            let times = Self.times(x, newer: newer, older: older)
            return score(newer) - score(older)
              + (0..<3).reduce(Scalar(0)) { $0 + times[$1] * weights[row * 3 + $1] }
          }
          let candidates = item.facts.indices.filter { !chosen[question].contains($0) }
          guard var best = candidates.first else { continue }
          for fact in candidates.dropFirst() where lead(fact, best) > 0 { best = fact }
          if isAdaptive && lead(nil, best) > 0 { continue }
          chosen[question].append(best)
          rest.append(question)
        }
        open = rest
      }
    }
    return chosen
  }
}
