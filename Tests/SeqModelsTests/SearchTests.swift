import SeqAutodiff
import SeqLayers
import SeqModels
import SeqTensor
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct SearchTests {
  /// Every translation of at most `longest` tokens with its log probability, by brute force.
  private func everything(
    _ model: TranslationModel, _ parameters: ParameterStore, _ source: [Int32], longest: Int
  )
    -> [(ids: [Int32], logProbability: Double)]
  {
    var found: [(ids: [Int32], logProbability: Double)] = []
    func extend(_ ids: [Int32]) {
      let batch = TranslationBatch(
        source: TokenBatch([source]), input: TokenBatch([[2] + ids]), target: TokenBatch([ids + [3]]))
      let loss = Tape().evaluate(with: parameters) { tape in
        var none = Regularization.none
        return model.loss(batch, on: tape, regularization: &none).item
      }
      found.append((ids, -Double(loss)))
      if ids.count < longest { for id in [1, 4, 5, 6] as [Int32] { extend(ids + [id]) } }
    }
    extend([])
    return found
  }

  /// A beam as wide as there are translations misses none of them.
  @Test(arguments: [AttentionKind.general, .additive, .none])
  func wideBeamFindsTheBest(_ attention: AttentionKind) throws {
    for seed in 1...3 as ClosedRange<UInt64> {
      let (model, parameters) = toyModel(toyConfiguration(attention: attention), seed: seed)
      let source: [Int32] = [5, 8, 3]
      var limits = SearchLimits()
      limits.perSourceToken = 0
      limits.constant = 2
      let found = try model.translate(
        [source], with: parameters, method: .beam(width: 400, lengthPenalty: 0), nBest: 5, limits: limits)[0]
      let all = everything(model, parameters, source, longest: 2)
        .sorted { $0.logProbability > $1.logProbability }
      for (hypothesis, expected) in zip(found.filter { $0.isFinished }, all) {
        #expect(hypothesis.ids == expected.ids)
        #expect(abs(hypothesis.logProbability - expected.logProbability) < 1e-4)
        let sum = hypothesis.tokenLogProbabilities.reduce(0) { $0 + Double($1) }
        #expect(abs(sum - hypothesis.logProbability) < 1e-4)
      }
    }
  }

  /// A translation of as many tokens as are allowed may end like any other; what would go on is cut off.
  @Test func theLongestMayEnd() throws {
    let (model, parameters) = toyModel(toyConfiguration())
    let source: [Int32] = [5, 8, 3]
    var limits = SearchLimits()
    limits.maximumLength = 2
    let all = everything(model, parameters, source, longest: 2)
    let found = try model.translate(
      [source], with: parameters, method: .beam(width: 400), nBest: all.count, limits: limits)[0]
    #expect(found.allSatisfy(\.isFinished) && Set(found.map(\.ids)) == Set(all.map(\.ids)))
    limits.maximumLength = 1
    let drawn = try model.translate(
      [source], with: parameters, method: .sampling(), nBest: 500, limits: limits)[0]
    #expect(drawn.count == 500 && drawn.contains { $0.isFinished && $0.ids.count == 1 })
    #expect(drawn.contains { !$0.isFinished } && drawn.allSatisfy { $0.isFinished || $0.ids.count == 1 })
  }

  @Test(arguments: toyConfigurations)
  func greedyIsTheBeamOfOne(_ name: String, _ configuration: TranslationConfiguration) throws {
    let (model, parameters) = toyModel(configuration)
    let sources: [[Int32]] = [[5, 4, 3], [3], [8, 6, 7, 4, 3]]
    let greedy = try model.translate(sources, with: parameters, method: .greedy)
    let beam = try model.translate(sources, with: parameters, method: .beam(width: 1))
    #expect(greedy.map { $0[0].ids } == beam.map { $0[0].ids })
    #expect(greedy.map { $0[0].score } == beam.map { $0[0].score }, "scores of one rule")
    for (source, found) in zip(sources, greedy) {
      #expect(found[0].ids.count <= 2 * source.count + 10)
      if configuration.attention == .none {
        #expect(found[0].attention.isEmpty)
      } else {
        #expect(found[0].attention.count == found[0].tokenLogProbabilities.count)
        #expect(found[0].attention.allSatisfy { $0.count == source.count && abs($0.reduce(0, +) - 1) < 1e-5 })
      }
    }
  }

  /// The score of one text does not depend on the width of the beam that found it (Wu et al. 2016, equation 14).
  @Test func scoresAreByOneRule() throws {
    let (model, parameters) = toyModel(toyConfiguration(), seed: 3)
    for alpha in [0, 0.6, 1] {
      let methods = [1, 2, 6].map { SearchMethod.beam(width: $0, lengthPenalty: alpha) }
      for method in methods + (alpha == 1 ? [.greedy] : []) {
        for found in try model.translate([[5, 8, 4, 3]], with: parameters, method: method, nBest: 6)[0] {
          let length = Double(found.tokenLogProbabilities.count)
          #expect(abs(found.score - found.logProbability / pow((5 + length) / 6, alpha)) < 1e-12, "\(method)")
        }
      }
    }
    for found in try model.translate([[5, 8, 4, 3]], with: parameters, method: .sampling(), nBest: 6)[0] {
      #expect(found.score == found.logProbability, "what is drawn is not normalised")
    }
  }

  /// A batch gives each sentence what it gets alone, whatever its neighbours' lengths.
  @Test(arguments: toyConfigurations)
  func batchEqualsOneByOne(_ name: String, _ configuration: TranslationConfiguration) throws {
    let (model, parameters) = toyModel(configuration, seed: 2)
    let sources: [[Int32]] = [[5, 4, 3], [3], [8, 6, 7, 4, 3], [4, 3]]
    let method = SearchMethod.beam(width: 3, lengthPenalty: 1)
    let together = try model.translate(sources, with: parameters, method: method, nBest: 3)
    for (source, found) in zip(sources, together) {
      let alone = try model.translate([source], with: parameters, method: method, nBest: 3)[0]
      #expect(found.map(\.ids) == alone.map(\.ids))
      #expect(zip(found, alone).allSatisfy { abs($0.score - $1.score) < 1e-4 })
      #expect(zip(found, found.dropFirst()).allSatisfy { $0.score >= $1.score || !$1.isFinished })
    }
  }

  /// With a vocabulary so large that the output layer is cut.
  @Test func threadsChangeNoBit() throws {
    var configuration = toyConfiguration()
    configuration.targetVocabularySize = 9001
    configuration.hiddenSize = 64
    let (model, parameters) = toyModel(configuration)
    for method in [SearchMethod.greedy, .beam(width: 3, lengthPenalty: 1)] {
      let found = try [1, 2, 3].map {
        try model.translate(
          [[5, 4, 3]], with: parameters, method: method, limits: SearchLimits(exactly: 5), threads: $0)
      }
      #expect(found[1] == found[0] && found[2] == found[0])
    }
  }

  @Test func exactLengthIsKeptAndCancellingStops() throws {
    let (model, parameters) = toyModel(toyConfiguration())
    let found = try model.translate(
      [[5, 3], [4, 4, 4, 3]], with: parameters, method: .beam(width: 2, lengthPenalty: 0),
      limits: SearchLimits(exactly: 6))
    #expect(found.allSatisfy { $0[0].ids.count == 6 && !$0[0].isFinished })
    var steps = 0
    #expect(throws: SearchCancelled.self) {
      try model.translate(
        [[5, 3]], with: parameters, method: .greedy, limits: SearchLimits(exactly: 50)
      ) {
        steps += 1
        return steps == 4
      }
    }
    #expect(steps == 4)
    #expect(try model.translate([], with: parameters, method: .greedy).isEmpty)
  }
}
