import SeqAutodiff
import SeqLayers
import SeqTensor
import TestSupport
import Testing

@Suite struct LayerTests {
  /// V, E and the columns of the result, and the tokens. A row of one number is normalised to its bias.
  @Test(
    arguments: [
      (7, 5, 3, [[3, 1, 3], [6]]), (4, 3, 6, [[2, 0, 3, 1, 2]]), (5, 1, 2, [[4], [], [1, 4, 0], [2, 3]]),
    ] as [(Int, Int, Int, [[Int32]])])
  func linearEmbeddingAndNormAgreeWithFiniteDifferences(
    _ vocabulary: Int, _ size: Int, _ columns: Int, _ tokens: [[Int32]]
  ) {
    for seed in 1...3 as ClosedRange<UInt64> {
      var scope = ParameterScope()
      let embedding = scope.nested("embedding") {
        Embedding(vocabularySize: vocabulary, size: size, scope: &$0)
      }
      let norm = scope.nested("norm") { LayerNorm(size: size, scope: &$0) }
      let linear = scope.nested("linear") { Linear(inputSize: size, outputSize: columns, scope: &$0) }
      let parameters = scope.finish(random: RandomSource(seed: seed))
      let batch = TokenBatch(tokens)
      let worst = gradientCheck(of: parameters, seed: seed) { tape in
        linear(norm(embedding(batch, on: tape)))
      }
      #expect(worst.error <= gradientTolerance, "seed \(seed): \(worst)")
    }
  }

  /// Query [B 2, H 3], memory [S 4, B 2, M 3]; the second row has two places only.
  @Test(arguments: [AttentionKind.dot, .general, .concat, .additive])
  func attentionReadsByItsEquation(_ kind: AttentionKind) {
    var scope = ParameterScope()
    let attention = Attention(kind, querySize: 3, memorySize: 3, attentionSize: 5, scope: &scope)
    let query = scope.parameter("query", [2, 3], .normal(deviation: 1))
    let memory = scope.parameter("memory", [4, 2, 3], .normal(deviation: 1))
    let parameters = scope.finish(random: RandomSource(seed: 4))
    guard let attention else {
      Issue.record("no attention of kind \(kind)")
      return
    }
    Tape().evaluate(with: parameters) { tape in
      let read = attention.read(attention.memory(of: tape[memory], lengths: [4, 2]), for: tape[query])
      #expect(read.context.shape == [2, 3] && read.weights.shape == [2, 4])
      let weights = read.weights.elements
      #expect(abs(weights[0..<4].reduce(0, +) - 1) < 1e-6 && abs(weights[4..<8].reduce(0, +) - 1) < 1e-6)
      #expect(weights[6] == 0 && weights[7] == 0, "what is beyond the length is masked exactly")
      // context[b] = Σ weights[b, s] memory[s, b]
      let values = tape[memory].elements
      for b in 0..<2 {
        for m in 0..<3 {
          let expected = (0..<4).reduce(Scalar(0)) { $0 + weights[b * 4 + $1] * values[($1 * 2 + b) * 3 + m] }
          #expect(abs(read.context.elements[b * 3 + m] - expected) < 1e-5)
        }
      }
    }
  }

  /// H, M, A and S, and how many of the S places each of the B rows has.
  private struct AttentionSizes: Sendable {
    let query, memory, attention, time: Int
    let lengths: [Int32]
  }

  /// All sizes differ. One has a single row, one a query of a single number and a row with nothing to read.
  private static let attentionSizes = [
    AttentionSizes(query: 3, memory: 5, attention: 6, time: 4, lengths: [4, 2]),
    AttentionSizes(query: 2, memory: 4, attention: 5, time: 3, lengths: [3]),
    AttentionSizes(query: 1, memory: 2, attention: 4, time: 5, lengths: [0, 5, 1]),
  ]

  /// Through weights, query and memory. The dot product needs a memory as wide as the query.
  @Test(arguments: [AttentionKind.dot, .general, .concat, .additive])
  func attentionAgreesWithFiniteDifferences(_ kind: AttentionKind) throws {
    for sizes in Self.attentionSizes {
      for seed in 1...3 as ClosedRange<UInt64> {
        let (batch, width) = (sizes.lengths.count, kind == .dot ? sizes.query : sizes.memory)
        var scope = ParameterScope()
        let layer = Attention(
          kind, querySize: sizes.query, memorySize: width, attentionSize: sizes.attention, scope: &scope)
        let query = scope.parameter("query", [batch, sizes.query], .normal(deviation: 1))
        let memory = scope.parameter("memory", [sizes.time, batch, width], .normal(deviation: 1))
        let parameters = scope.finish(random: RandomSource(seed: seed))
        let attention = try #require(layer)
        let worst = gradientCheck(of: parameters, seed: seed) { tape in
          let read = attention.read(
            attention.memory(of: tape[memory], lengths: sizes.lengths), for: tape[query])
          return concatenated([read.context, read.weights])
        }
        #expect(worst.error <= gradientTolerance, "\(sizes), seed \(seed): \(worst)")
      }
    }
  }

  @Test func generalScoreIsTheBilinearForm() {
    var scope = ParameterScope()
    let attention = Attention(.general, querySize: 2, memorySize: 3, attentionSize: 2, scope: &scope)
    let parameters = scope.finish(random: RandomSource(seed: 2))
    guard let attention, let weight = parameters["score.weight"] else {
      Issue.record("the parameter score.weight is missing")
      return
    }
    let w = parameters[weight]  // [2, 3]
    let (h, s): ([Scalar], [Scalar]) = ([0.3, -1.2], [0.5, 0.1, -0.7, 1.1, -0.4, 0.2])
    var scores: [Scalar] = [0, 0]
    for place in 0..<2 {
      for i in 0..<2 {
        for j in 0..<3 { scores[place] += h[i] * w[i * 3 + j] * s[place * 3 + j] }
      }
    }
    Tape().evaluate(with: parameters) { tape in
      let memory = attention.memory(of: tape.constant(s, [2, 1, 3]), lengths: [2])
      let weights = attention.read(memory, for: tape.constant(h, [1, 2])).weights.elements
      #expect(distance(weights, softmax(tape.constant(scores, [1, 2])).elements) < 1e-6)
    }
  }

  #if os(Linux) || os(macOS)
    /// A length beyond the source would be read, and written, beyond it.
    @Test(arguments: [[4, 1], [-1, 1]] as [[Int32]])
    func lengthsBeyondTheSourceStopTheProgram(_ lengths: [Int32]) async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        [lengths = lengths as [Int32]] in
        let (parameters, places) = declared([[3, 2, 4], [2, 4]])
        Tape().evaluate(with: parameters) { tape in
          _ = attend(
            query: tape[places[1]], keys: tape[places[0]], memory: tape[places[0]],
            lengths: tape.integers(lengths))
        }
      }
      let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      #expect(message.contains("lengths [B] in 0 ... S"), "\(message)")
    }
  #endif

  /// One part of a weight's columns and another of the same beginning are packed apart.
  @Test func partsOfAWeightArePackedApart() {
    let (parameters, places) = declared([[4, 6], [5, 6], [5, 3]])
    Tape().evaluate(with: parameters) { tape in
      let (w, x, y) = (tape[places[0]], tape[places[1]], tape[places[2]])
      let whole = x.projected(by: w).elements
      let part = y.projected(by: w).elements
      #expect(distance(whole, matrixProduct(x, w.transposed).elements) < 1e-5)
      let columns = (0..<4).flatMap { row in parameters[places[0]][row * 6..<row * 6 + 3] }
      let expected = matrixProduct(y, tape.constant(columns, [4, 3]).transposed).elements
      #expect(distance(part, expected) < 1e-5)
    }
  }

  @Test func dropoutKeepsTheMeanAndOneMaskOverTime() {
    let parameters = ParameterScope().finishEmpty()
    Tape().evaluate(with: parameters) { tape in
      var random = RandomSource(seed: 8)
      let ones = tape.filled(1, [50, 400])
      let dropped = dropout(ones, rate: 0.3, random: &random).elements
      #expect(Set(dropped) == [0, Scalar(1) / Scalar(0.7)] || Set(dropped).count == 2)
      // 20,000 draws: four standard errors of the mean are 0.013.
      #expect(abs(dropped.reduce(0, +) / 20_000 - 1) < 0.019)
      let shared = dropout(ones, rate: 0.3, sharedAlongTime: true, random: &random)
      #expect((1..<50).allSatisfy { shared[$0].elements == shared[0].elements })
      var none = Regularization.none
      #expect(none.drop(ones, rate: 0.5).index == ones.index, "outside training nothing happens")
    }
  }
}
