import SeqData
import SeqTensor
import Testing

@Suite struct BatchPlanTests {
  /// Lengths as sentence collections have them: mostly five to twelve tokens, translations a little longer.
  static func pairs(_ count: Int, seed: UInt64 = 1) -> [EncodedPair] {
    var random = RandomSource(seed: seed)
    return (0..<count).map { _ in
      let source = 3 + random.below(5) + random.below(6) + (random.below(20) == 0 ? random.below(30) : 0)
      let target = max(1, source - 2 + random.below(6))
      return EncodedPair(
        source: .init(repeating: 5, count: source), target: .init(repeating: 6, count: target))
    }
  }

  /// Tokens of a batch with markers: those that are there, and those that padding makes of them.
  static func tokens(_ batch: [Int], of pairs: [EncodedPair]) -> (real: Int, padded: Int) {
    let sources = batch.map { pairs[$0].source.count + 1 }
    let targets = batch.map { pairs[$0].target.count + 1 }
    return (
      sources.reduce(0, +) + targets.reduce(0, +), ((sources.max() ?? 0) + (targets.max() ?? 0)) * batch.count
    )
  }

  @Test("Every pair has one place", arguments: [0, 1, 2, 7, 1000], [0, 1, 40, 3000, 1_000_000])
  func everyIndexOnce(_ count: Int, _ budget: Int) {
    let plan = BatchPlan(pairs: Self.pairs(count), tokenBudget: budget, random: RandomSource(seed: 4))
    #expect(plan.batches.flatMap(\.self).sorted() == Array(0..<count))
    #expect(plan.batches.allSatisfy { !$0.isEmpty })
  }

  @Test("No batch is over the budget but a pair that is so by itself", arguments: [10, 25, 60, 500, 4000])
  func budget(_ budget: Int) {
    let pairs = Self.pairs(3000)
    let plan = BatchPlan(pairs: pairs, tokenBudget: budget, random: RandomSource(seed: 4))
    for batch in plan.batches {
      #expect(Self.tokens(batch, of: pairs).padded <= budget || batch.count == 1)
    }
  }

  @Test("A batch is as large as the budget lets it be")
  func full() {
    let pairs = Array(repeating: EncodedPair(source: [5, 5], target: [6, 6, 6]), count: 10)
    let plan = BatchPlan(pairs: pairs, tokenBudget: 21, random: RandomSource(seed: 4))
    #expect(plan.batches.map(\.count).sorted() == [1, 3, 3, 3])
  }

  @Test("Within a batch the longest targets come first")
  func sorted() {
    let pairs = Self.pairs(2000)
    for batch in BatchPlan(pairs: pairs, tokenBudget: 3000, random: RandomSource(seed: 4)).batches {
      let lengths = batch.map { pairs[$0].target.count }
      #expect(lengths == lengths.sorted(by: >))
    }
  }

  @Test("The same random source gives the same plan, another gives another")
  func deterministic() {
    let pairs = Self.pairs(2000)
    let plan = BatchPlan(pairs: pairs, tokenBudget: 1000, random: RandomSource(seed: 4))
    #expect(plan == BatchPlan(pairs: pairs, tokenBudget: 1000, random: RandomSource(seed: 4)))
    let other = BatchPlan(pairs: pairs, tokenBudget: 1000, random: RandomSource(seed: 5))
    #expect(plan != other)
    // Not only in another order: pairs meet other company.
    #expect(Set(plan.batches.map(Set.init)) != Set(other.batches.map(Set.init)))
  }

  @Test("Little of an epoch is padding", arguments: 1...3 as ClosedRange<UInt64>)
  func padding(seed: UInt64) {
    let pairs = Self.pairs(20_000, seed: seed)
    let plan = BatchPlan(pairs: pairs, tokenBudget: 4000, random: RandomSource(seed: seed))
    let tokens = plan.batches.map { Self.tokens($0, of: pairs) }
    let (real, padded) = (tokens.map(\.real).reduce(0, +), tokens.map(\.padded).reduce(0, +))
    #expect(1 - Double(real) / Double(padded) < 0.15)
  }
}
