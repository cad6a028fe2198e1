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

/// Every choice of a search against brute force: all translations of at most two tokens, from the model's equations.
@Suite struct DecodingTests {
  /// A translation with what the model says of it, worked out step by step on one tape.
  private struct Worked {
    var ids: [Int32]
    /// For each step, the end marker's included, the log probability of every token.
    var steps: [[Double]]
    /// For each step a weight for each place that is read.
    var weights: [[Double]]
    var tokens: [Double] { zip(steps, ids + [3]).map { $0[Int($1)] } }
    var logProbability: Double { tokens.reduce(0, +) }
  }

  private func worked(
    _ model: TranslationModel, _ parameters: ParameterStore, _ read: [Int32], _ ids: [Int32]
  ) -> Worked {
    Tape().evaluate(with: parameters) { tape in
      var none = Regularization.none
      let encoded = model.encode(TokenBatch([read]), on: tape, regularization: &none)
      var state = encoded.state
      var result = Worked(ids: ids, steps: [], weights: [])
      for id in [2] + ids {
        let step = model.step([id], state, memory: encoded.memory, on: tape)
        let logits = step.logits.elements.map { Double($0) }
        let total = log(logits.reduce(0) { $0 + exp($1) })
        result.steps.append(logits.map { $0 - total })
        result.weights.append(step.weights?.elements.map { Double($0) } ?? [])
        state = step.state
      }
      return result
    }
  }

  /// Everything that can be written with at most `longest` tokens.
  private func everything(longest: Int) -> [[Int32]] {
    var all: [[Int32]] = [[]]
    var last: [[Int32]] = [[]]
    for _ in 0..<longest {
      last = last.flatMap { ids in [1, 4, 5, 6].map { ids + [$0] } }
      all += last
    }
    return all
  }

  private let source: [Int32] = [5, 8, 4]

  /// A beam that misses nothing, over translations of at most `longest` tokens and their end marker.
  private func exhaustive(longest: Int = 2, count: Int = 5) -> SearchOptions {
    var options = SearchOptions(.beam(width: 500, lengthPenalty: 0))
    options.nBest = count
    options.limits.perSourceToken = 0
    options.limits.constant = longest
    return options
  }

  private func expect(
    _ found: [Hypothesis], _ expected: [(ids: [Int32], score: Double)], _ note: String = "",
    at location: SourceLocation = #_sourceLocation
  ) {
    let found = found.filter(\.isFinished)
    #expect(!found.isEmpty, "\(note)", sourceLocation: location)
    for (hypothesis, expected) in zip(found, expected.sorted { $0.score > $1.score }) {
      #expect(hypothesis.ids == expected.ids, "\(note)", sourceLocation: location)
      #expect(abs(hypothesis.score - expected.score) < 1e-4, "\(note)", sourceLocation: location)
    }
  }

  // MARK: Coverage penalty

  @Test(arguments: [AttentionKind.general, .additive], [0.3, 2.0])
  func coveragePenaltyIsThePapersEquation(_ attention: AttentionKind, _ beta: Double) throws {
    for seed in 1...3 as ClosedRange<UInt64> {
      let (model, parameters) = toyModel(toyConfiguration(attention: attention), seed: seed)
      var options = exhaustive()
      options.coveragePenalty = beta
      let found = try Ensemble([.init(model, parameters)]).translate(
        [SearchSentence(source)], options: options)[0]
      let all = everything(longest: 2).map { ids in
        let worked = worked(model, parameters, source + [3], ids)
        // The source's three tokens, without its end marker.
        let coverage = (0..<3).reduce(0.0) { total, place in
          total + log(min(worked.weights.reduce(0) { $0 + $1[place] }, 1))
        }
        return (ids: ids, score: worked.logProbability + beta * coverage)
      }
      expect(found, all, "seed \(seed)")
      #expect(found.allSatisfy { $0.score < $0.logProbability }, "toy weights leave something uncovered")
    }
  }

  // MARK: Blocked n-grams

  private func hasRepeat(_ ids: [Int32], _ n: Int) -> Bool {
    guard ids.count >= n else { return false }
    let grams = (0...ids.count - n).map { Array(ids[$0..<$0 + n]) }
    return Set(grams).count < grams.count
  }

  @Test(arguments: 1...3) func noNGramOccursTwice(_ n: Int) throws {
    for seed in 1...3 as ClosedRange<UInt64> {
      let (model, parameters) = toyModel(toyConfiguration(), seed: seed)
      var options = exhaustive(longest: 4, count: 40)
      options.blockedNGram = n
      let ensemble = Ensemble([.init(model, parameters)])
      let found = try ensemble.translate([SearchSentence(source)], options: options)[0]
      let all = everything(longest: 4).filter { !hasRepeat($0, n) }.map {
        (ids: $0, score: worked(model, parameters, source + [3], $0).logProbability)
      }
      expect(found, all, "seed \(seed)")
      // Without the rule long translations of so few tokens repeat themselves; with it greedy ones do not.
      options.method = .greedy
      options.limits.minimumLength = 4
      #expect(try !hasRepeat(ensemble.translate([SearchSentence(source)], options: options)[0][0].ids, n))
    }
  }

  /// With every token spent and no end allowed there is no way on: the translation is cut off, not lost.
  @Test(arguments: [SearchMethod.greedy, .beam(width: 3), .sampling()])
  func nothingLeftToWriteCutsOff(_ method: SearchMethod) throws {
    let (model, parameters) = toyModel(toyConfiguration())
    var options = SearchOptions(method)
    options.blockedNGram = 1
    options.limits.minimumLength = 9
    let found = try Ensemble([.init(model, parameters)]).translate(
      [SearchSentence(source)], options: options)[0][0]
    #expect(found.ids.count == 4 && found.logProbability.isFinite, "\(found)")
  }

  // MARK: Sampling

  /// First tokens come as often as p^(1/T) over the k most probable ones says, within five standard deviations.
  @Test(arguments: [(1.0, 0), (0.5, 3), (2.0, 2), (0.7, 100)])
  func drawsFollowTheDistribution(_ temperature: Double, _ k: Int) throws {
    let (model, parameters) = toyModel(toyConfiguration(), seed: 3)
    var options = SearchOptions(.sampling(temperature: temperature, topK: k))
    options.nBest = 4000
    options.limits = SearchLimits(exactly: 1)
    options.limits.minimumLength = 0
    let found = try Ensemble([.init(model, parameters)]).translate(
      [SearchSentence(source)], options: options)[0]
    #expect(found.count == 4000)
    let first = worked(model, parameters, source + [3], []).steps[0]
    let possible = [1, 3, 4, 5, 6].sorted { first[$0] > first[$1] }.prefix(k == 0 ? 5 : k)
    let total = possible.reduce(0) { $0 + exp(first[$1] / temperature) }
    for id in [1, 3, 4, 5, 6] {
      let p = possible.contains(id) ? exp(first[id] / temperature) / total : 0
      let count = found.filter { $0.ids == (id == 3 ? [] : [Int32(id)]) }.count
      #expect(
        abs(Double(count) - 4000 * p) <= 5 * (4000 * p * (1 - p)).squareRoot(), "\(id): \(count), p \(p)")
    }
    // Scores are the model's, whatever the temperature.
    for hypothesis in found.prefix(20) {
      let logProbability = first[Int(hypothesis.ids.first ?? 3)]
      #expect(abs(Double(hypothesis.tokenLogProbabilities[0]) - logProbability) < 1e-4)
    }
  }

  @Test func coldOrNarrowDrawsAreGreedy() throws {
    let (model, parameters) = toyModel(toyConfiguration(), seed: 2)
    let ensemble = Ensemble([.init(model, parameters)])
    let greedy = try ensemble.translate([SearchSentence(source)], options: SearchOptions(.greedy))[0][0]
    for method in [SearchMethod.sampling(temperature: 1e-6), .sampling(temperature: 3, topK: 1)] {
      #expect(
        try ensemble.translate([SearchSentence(source)], options: SearchOptions(method))[0][0].ids
          == greedy.ids)
    }
  }

  /// A sentence is drawn the same alone and in company, and one draw the same among one and among five.
  @Test func drawsDependOnNothingButTheirStream() throws {
    let (model, parameters) = toyModel(toyConfiguration(), seed: 4)
    let ensemble = Ensemble([.init(model, parameters)])
    var options = SearchOptions(.sampling(temperature: 1.5))
    let sentences = (0..<6).map { number in
      var sentence = SearchSentence([Int32](repeating: 4 + Int32(number) % 3, count: number + 1))
      sentence.random = RandomSource(seed: 9).stream(named: "line \(number)")
      return sentence
    }
    let together = try ensemble.translate(sentences, options: options).map { $0[0].ids }
    for (sentence, found) in zip(sentences, together) {
      #expect(try ensemble.translate([sentence], options: options)[0][0].ids == found)
    }
    options.nBest = 5
    let five = try ensemble.translate(sentences, options: options)
    #expect(zip(five, together).allSatisfy { $0.map(\.ids).contains($1) && $0.count == 5 })
    #expect(five.contains { Set($0.map(\.ids)).count > 1 })
    var other = sentences
    for index in other.indices {
      other[index].random = RandomSource(seed: 10).stream(named: "line \(index)")
    }
    #expect(
      try ensemble.translate(other, options: SearchOptions(.sampling(temperature: 1.5))).map { $0[0].ids }
        != together)
  }

  // MARK: Forced decoding

  @Test(arguments: toyConfigurations)
  func forcedDecodingAgreesWithTheLossAndTheSearch(_ name: String, _ configuration: TranslationConfiguration)
    throws
  {
    let (model, parameters) = toyModel(configuration)
    let ensemble = Ensemble([.init(model, parameters)])
    let sources: [[Int32]] = [[5, 4], [], [8, 6, 7, 4]]
    let sentences = sources.map(SearchSentence.init)
    let targets: [[Int32]] = [[4, 5, 6, 4], [], [1]]
    let scored = try ensemble.score(sentences, targets: targets)
    for (index, hypothesis) in scored.enumerated() {
      #expect(hypothesis.ids == targets[index] && hypothesis.isFinished)
      #expect(hypothesis.tokenLogProbabilities.count == targets[index].count + 1)
      let batch = TranslationBatch(
        source: TokenBatch([sources[index] + [3]]), input: TokenBatch([[2] + targets[index]]),
        target: TokenBatch([targets[index] + [3]]))
      let loss = Tape().evaluate(with: parameters) { tape in
        var none = Regularization.none
        return model.loss(batch, on: tape, regularization: &none).item
      }
      #expect(abs(hypothesis.logProbability + Double(loss)) < 1e-4, "\(name)")
    }
    for method in [SearchMethod.greedy, .beam(width: 3, lengthPenalty: 1)] {
      let found = try ensemble.translate(sentences, options: SearchOptions(method)).map { $0[0] }
      let again = try ensemble.score(sentences, targets: found.map(\.ids))
      for (found, again) in zip(found, again) where found.isFinished {
        #expect(abs(found.logProbability - again.logProbability) < 1e-4, "\(name)")
        #expect(distance(found.attention.flatMap(\.self), again.attention.flatMap(\.self)) < 1e-4)
      }
    }
  }

  // MARK: Ensembles

  @Test(arguments: [SearchMethod.greedy, .beam(width: 4), .sampling(temperature: 0.9)])
  func anEnsembleOfAModelWithItselfIsTheModel(_ method: SearchMethod) throws {
    let (model, parameters) = toyModel(toyConfiguration(), seed: 6)
    let member = Ensemble.Member(model, parameters)
    var options = SearchOptions(method)
    options.nBest = 3
    let sentences = [[5, 4], [8], [6, 7, 4, 4]].map(SearchSentence.init)
    let alone = try Ensemble([member]).translate(sentences, options: options)
    let three = try Ensemble([member, member, member]).translate(sentences, options: options)
    for (alone, three) in zip(alone.joined(), three.joined()) {
      #expect(alone.ids == three.ids && abs(alone.score - three.score) < 1e-5)
      #expect(distance(alone.attention.flatMap(\.self), three.attention.flatMap(\.self)) < 1e-6)
    }
  }

  /// Different machines that read in different orders, one of them without attention.
  @Test func anEnsembleAveragesProbabilities() throws {
    let configurations = [
      toyConfiguration(), toyConfiguration(.gru, attention: .additive) { $0.sourceOrder = .reversed },
      toyConfiguration(.rnn, attention: .none) { $0.sourceOrder = .twice },
      toyConfiguration(.gru, attention: .dot) { $0.sourceOrder = .twice },
    ]
    let machines = configurations.enumerated().map { toyModel($1, seed: UInt64($0 + 1)) }
    let readings = [source + [3], source.reversed() + [3], source + source + [3], source + source + [3]]
    let found = try Ensemble(machines.map { Ensemble.Member($0.0, $0.1) }).translate(
      [SearchSentence(source)], options: exhaustive())[0]
    func all(_ ids: [Int32]) -> [Worked] {
      zip(machines, readings).map { worked($0.0, $0.1, $1, ids) }
    }
    expect(
      found,
      everything(longest: 2).map { ids in
        let members = all(ids).map(\.tokens)
        let logProbability = (0...ids.count).reduce(0.0) { total, step in
          total + log(members.reduce(0) { $0 + exp($1[step]) } / 4)
        }
        return (ids, logProbability)
      })
    for hypothesis in found {
      let members = all(hypothesis.ids)
      for (step, row) in hypothesis.attention.enumerated() {
        #expect(row.count == 4 && abs(row.reduce(0, +) - 1) < 1e-5)
        let (a, b, d) = (members[0].weights[step], members[1].weights[step], members[3].weights[step])
        for place in 0..<3 {
          let expected = (a[place] + b[2 - place] + d[place] + d[place + 3]) / 3
          #expect(abs(Double(row[place]) - expected) < 1e-5)
        }
      }
    }
  }

  // MARK: Phrases

  private func contains(_ ids: [Int32], _ phrase: [Int32]) -> Bool {
    ids.count >= phrase.count
      && (0...ids.count - phrase.count).contains { Array(ids[$0..<$0 + phrase.count]) == phrase }
  }

  private func starts(_ phrase: [Int32], in ids: [Int32]) -> [Int] {
    ids.indices.filter { ids[$0...].starts(with: phrase) }
  }

  /// How often a phrase must occur: as often as it is listed, and once more for each time that it stands within a longer one.
  private func wanted(_ phrase: [Int32], _ phrases: [[Int32]]) -> Int {
    phrases.map { other in
      other.count > phrase.count ? starts(phrase, in: other).count : other == phrase ? 1 : 0
    }.reduce(0, +)
  }

  private func satisfies(_ ids: [Int32], _ phrases: [[Int32]]) -> Bool {
    phrases.allSatisfy { starts($0, in: ids).count >= wanted($0, phrases) }
  }

  private static let phrases: [[[Int32]]] = [
    [[4]], [[5, 6]], [[4, 4]], [[4], [6]], [[5, 6], [6, 5]], [[4, 4, 5], [4]], [[4, 5], [5, 4], [6]],
    [[1, 6]],
    [[5], [5]], [[4, 4], [4, 4]], [[4], [4, 5]], [[6, 5], [5], [6]],
  ]

  /// A wide grid finds the best of all translations that contain the phrases, a narrow one always such.
  @Test(arguments: phrases) func phrasesOccur(_ phrases: [[Int32]]) throws {
    for seed in 1...3 as ClosedRange<UInt64> {
      let (model, parameters) = toyModel(toyConfiguration(), seed: seed)
      let ensemble = Ensemble([.init(model, parameters)])
      var sentence = SearchSentence(source)
      sentence.phrases = phrases
      var options = exhaustive(longest: 4, count: 8)
      options.limits.maximumLength = 4
      let all = everything(longest: 4).filter { satisfies($0, phrases) }.map {
        (ids: $0, score: worked(model, parameters, source + [3], $0).logProbability)
      }
      let found = try ensemble.translate([sentence], options: options)[0]
      expect(found, all, "seed \(seed)")
      #expect(Set(found.map(\.ids)).count == found.count, "nothing twice")
      options.limits = SearchLimits()
      for method in [SearchMethod.greedy, .beam(width: 1), .beam(width: 2), .beam(width: 5)] {
        for n in [0, 1, 2] {
          options.method = method
          options.blockedNGram = n
          options.nBest = 2
          for hypothesis in try ensemble.translate([sentence], options: options)[0] {
            #expect(satisfies(hypothesis.ids, phrases), "\(method), \(hypothesis.ids)")
          }
        }
      }
    }
  }

  /// Every token of the phrases counts in full, once where two phrases share it; the others are divided.
  @Test(arguments: [[[4], [4, 5]], [[4, 5], [5, 6]], [[6]]] as [[[Int32]]])
  func whatMustOccurIsNotDivided(_ phrases: [[Int32]]) throws {
    var count = 0
    for seed in 1...3 as ClosedRange<UInt64> {
      let (model, parameters) = toyModel(toyConfiguration(), seed: seed)
      var sentence = SearchSentence(source)
      sentence.phrases = phrases
      var options = SearchOptions(.beam(width: 20, lengthPenalty: 1))
      options.nBest = 20
      let found = try Ensemble([.init(model, parameters)]).translate([sentence], options: options)[0]
      for hypothesis in found where hypothesis.isFinished {
        // Which ones count is plain where none occurs more often than it must.
        guard phrases.allSatisfy({ starts($0, in: hypothesis.ids).count == wanted($0, phrases) }) else {
          continue
        }
        let places = Set(
          phrases.flatMap { phrase in starts(phrase, in: hypothesis.ids).flatMap { $0..<$0 + phrase.count } })
        let required = places.reduce(0.0) { $0 + Double(hypothesis.tokenLogProbabilities[$1]) }
        let length = Double(hypothesis.tokenLogProbabilities.count)
        let score = required + (hypothesis.logProbability - required) / ((5 + length) / 6)
        #expect(abs(hypothesis.score - score) < 1e-4, "seed \(seed): \(hypothesis.ids)")
        count += 1
      }
    }
    #expect(count > 0)
  }

  /// Wherever phrases are said to be read, truly or not, by whatever machine: they occur all the same. What is nowhere the
  /// place of the largest attention stands anywhere.
  @Test(arguments: phrases, [AttentionKind.general, .none])
  func placedPhrasesOccur(_ phrases: [[Int32]], _ attention: AttentionKind) throws {
    for seed in 1...3 as ClosedRange<UInt64> {
      let (model, parameters) = toyModel(toyConfiguration(attention: attention), seed: seed)
      let ensemble = Ensemble([.init(model, parameters)])
      var sentence = SearchSentence(source)
      sentence.phrases = phrases
      for places in [[0..<1], [2..<3, nil, 0..<2], [nil, 1..<2], [90..<91, 90..<91, 90..<91]]
        as [[Range<Int>?]]
      {
        sentence.phraseSources = places
        for method in [SearchMethod.greedy, .beam(width: 2), .beam(width: 5)] {
          var options = SearchOptions(method)
          options.nBest = 2
          let found = try ensemble.translate([sentence, SearchSentence([5])], options: options)
          for hypothesis in found[0].prefix(1) + found[0].filter(\.isFinished) {
            #expect(satisfies(hypothesis.ids, phrases), "\(method), \(places): \(hypothesis.ids)")
          }
          #expect(Set(found[0].map(\.ids)).count == found[0].count, "nothing twice")
          let alone = try ensemble.translate([sentence], options: options)
          #expect(alone[0].map(\.ids) == found[0].map(\.ids), "whatever its company")
        }
      }
    }
  }

  /// Each phrase of a narrow search begins while its source token is read most, or the model wrote it of itself (each token is
  /// one of the two most probable); else it had no such place, and the search is that of a phrase that may stand anywhere.
  @Test func phrasesBeginWhereTheyAreRead() throws {
    let phrase: [Int32] = [6, 4, 6]
    var placed = 0
    for seed in 1...12 as ClosedRange<UInt64> {
      let (model, parameters) = toyModel(toyConfiguration(), seed: seed)
      let ensemble = Ensemble([.init(model, parameters)])
      let options = SearchOptions(.beam(width: 1))
      for place in source.indices {
        var sentence = SearchSentence(source)
        sentence.phrases = [phrase]
        let anywhere = try ensemble.translate([sentence], options: options)[0][0]
        sentence.phraseSources = [place..<place + 1]
        let found = try ensemble.translate([sentence], options: options)[0][0]
        let steps = worked(model, parameters, source + [3], found.ids).steps
        let starts = found.ids.indices.filter { found.ids[$0...].starts(with: phrase) }
        let isPlaced = starts.contains { start in
          let row = found.attention[start]
          return row.indices.max { row[$0] < row[$1] } == place
        }
        let isOwn = starts.contains { start in
          phrase.indices.allSatisfy { offset in
            let scores = steps[start + offset]
            return [1, 3, 4, 5, 6].count { scores[$0] > scores[Int(phrase[offset])] } < 2
          }
        }
        #expect(isPlaced || isOwn || found.ids == anywhere.ids, "seed \(seed), place \(place): \(found.ids)")
        if isPlaced { placed += 1 }
      }
    }
    #expect(placed > 0, "some have a place")
  }

  /// A source without phrases is searched as ever, whatever its neighbours must contain.
  @Test func aGridLeavesOthersAlone() throws {
    let (model, parameters) = toyModel(toyConfiguration(), seed: 5)
    let ensemble = Ensemble([.init(model, parameters)])
    var sentences = [[5, 4], [8], [6, 7, 4, 4]].map(SearchSentence.init)
    for options in [SearchOptions(.greedy), SearchOptions(.beam(width: 3))] {
      sentences[1].phrases = []
      let plain = try ensemble.translate(sentences, options: options)
      sentences[1].phrases = [[6, 6], [4]]
      let mixed = try ensemble.translate(sentences, options: options)
      #expect(plain[0].map(\.ids) == mixed[0].map(\.ids) && plain[2].map(\.ids) == mixed[2].map(\.ids))
      let alone = try ensemble.translate([sentences[1]], options: options)[0]
      #expect(alone.map(\.ids) == mixed[1].map(\.ids) && contains(mixed[1][0].ids, [6, 6]))
    }
  }

  /// More required tokens than the source's length allows: there is room all the same, but not beyond the maximum.
  @Test func longPhrasesHaveRoom() throws {
    let (model, parameters) = toyModel(toyConfiguration())
    let ensemble = Ensemble([.init(model, parameters)])
    var sentence = SearchSentence([5])
    let phrase = (0..<40).map { Int32(4 + $0 * $0 % 3) }
    sentence.phrases = [phrase]
    var options = SearchOptions(.beam(width: 2))
    let found = try ensemble.translate([sentence], options: options)[0][0]
    #expect(contains(found.ids, phrase) && found.isFinished)
    options.limits.maximumLength = 7
    let cut = try ensemble.translate([sentence], options: options)[0][0]
    #expect(cut.ids.count == 7 && !cut.isFinished)
    #expect(cut.ids == Array(phrase[..<7]), "what has most of the phrase comes first")
  }

  @Test func aPhraseEndsWithItsWord() throws {
    let (model, parameters) = toyModel(toyConfiguration(), seed: 2)
    var ensemble = Ensemble([.init(model, parameters)])
    // Token 5 goes on with a word, and 4 and 6 may stand in one.
    ensemble.wordShape = WordShape(
      begins: [false, false, false, false, false, true, false],
      ends: [false, false, false, false, true, true, true])
    var sentence = SearchSentence(source)
    sentence.phrases = [[6, 4]]
    let found = try ensemble.translate([sentence], options: exhaustive(longest: 4, count: 60))[0]
    #expect(found.count > 20)
    for hypothesis in found where hypothesis.isFinished {
      #expect(contains(hypothesis.ids, [6, 4]) && !contains(hypothesis.ids, [6, 4, 5]))
    }
  }

  // MARK: Lengths

  @Test(arguments: [SearchMethod.greedy, .beam(width: 3), .sampling()])
  func lengthsAreKept(_ method: SearchMethod) throws {
    let (model, parameters) = toyModel(toyConfiguration(), seed: 3)
    let ensemble = Ensemble([.init(model, parameters)])
    for (shortest, longest) in [(0, 1), (2, 2), (3, 5), (12, 30)] {
      var options = SearchOptions(method)
      options.limits.minimumLength = shortest
      options.limits.maximumLength = longest
      for hypothesis in try ensemble.translate([SearchSentence(source)], options: options)[0] {
        // Four tokens of the source, the end marker counted, allow 18.
        #expect((min(shortest, 18)...min(longest, 18)).contains(hypothesis.ids.count))
      }
    }
    var options = SearchOptions(method)
    options.limits.perSourceToken = .infinity
    options.limits.maximumLength = 25
    options.limits.minimumLength = 25
    #expect(try ensemble.translate([SearchSentence(source)], options: options)[0][0].ids.count == 25)
  }
}
