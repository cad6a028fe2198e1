import SeqAutodiff
import SeqTensor

/// How a decoder scores the places of the source. h: the query, s: one place of the memory.
public enum AttentionKind: String, Sendable, Hashable, Codable, CaseIterable {
  /// No attention: the decoder has only its first state.
  case none
  /// h · s, for memory as wide as the query. Luong et al. 2015, equation 8, "dot".
  case dot
  /// h · (W s). Luong et al. 2015, equation 8, "general".
  case general
  /// v · tanh(W [h; s]). Luong et al. 2015, equation 8, "concat".
  case concat
  /// v · tanh(W h + U s), where h is the state *before* the step. Bahdanau et al. 2015, appendix A.1.2.
  case additive
}

/// What attention reads from: score, weighting, read.
///
///     score[b, s] = score(query[b], memory[s, b])
///     weights[b]  = softmax over the first length_b places of score[b]
///     context[b]  = Σₛ weights[b, s] memory[s, b]
///
/// Luong, Pham and Manning 2015, "Effective Approaches to Attention-based Neural Machine Translation", section 3.1;
/// Bahdanau, Cho and Bengio 2015, "Neural Machine Translation by Jointly Learning to Align and Translate".
public struct Attention: Sendable {
  private enum Score: Sendable {
    case dot
    case general(Linear)
    /// v · tanh(W h + U s); Luong's W [h; s] is the same with W and U side by side.
    case additive(query: Linear, key: Linear, scale: Parameter)
  }

  /// A source made ready once for all the queries that will come.
  public struct Memory {
    /// What is read: [S, B, M].
    public let values: Variable
    /// What queries are compared with: [S, B, A].
    public let keys: Variable
    /// How many places each row has: [B].
    let lengths: Integers
    /// The same as plain numbers, for operations that check them.
    let lengthList: [Int32]

    package init(values: Variable, keys: Variable, lengths: [Int32]) {
      self.values = values
      self.keys = keys
      self.lengths = values.tape.integers(lengths)
      lengthList = lengths
    }

    package var rowLengths: [Int32] { lengthList }

    /// The same memory as constants of another tape, without a copy; this one's tape must be kept meanwhile.
    package func lent(to tape: Tape) -> Memory {
      let values = tape.constant(self.values.scalars, self.values.shape)
      let isShared = self.values.index == self.keys.index
      let keys = isShared ? values : tape.constant(self.keys.scalars, self.keys.shape)
      return Memory(values: values, keys: keys, lengths: lengthList)
    }
  }

  /// Which score it is.
  public let kind: AttentionKind
  private let score: Score

  /// Declares the parameters of the score.
  ///
  /// - Parameters:
  ///   - querySize: H. With the score `dot` it must be M.
  ///   - memorySize: M.
  ///   - attentionSize: A of the scores `concat` and `additive`; the others have none.
  /// - Returns: nil for `.none`.
  public init?(
    _ kind: AttentionKind, querySize: Int, memorySize: Int, attentionSize: Int, scope: inout ParameterScope
  ) {
    self.kind = kind
    switch kind {
    case .none: return nil
    case .dot:
      guard querySize == memorySize else {
        shapeFailure(
          "dot attention", [querySize], [memorySize], because: "query and memory must have the same width")
      }
      score = .dot
    case .general:
      score = .general(
        scope.nested("score") {
          Linear(inputSize: memorySize, outputSize: querySize, bias: false, scope: &$0)
        })
    case .concat, .additive:
      score = .additive(
        query: scope.nested("query") {
          Linear(inputSize: querySize, outputSize: attentionSize, bias: false, scope: &$0)
        },
        key: scope.nested("key") { Linear(inputSize: memorySize, outputSize: attentionSize, scope: &$0) },
        scale: scope.parameter(
          "scale", [1, attentionSize], .uniform(bound: 1 / Scalar(attentionSize).squareRoot())))
    }
  }

  /// Makes a source ready. values: [S, B, M]; lengths: [B].
  public func memory(of values: Variable, lengths: [Int32]) -> Memory {
    let keys: Variable
    switch score {
    case .dot: keys = values
    case .general(let map): keys = map(values)
    case .additive(_, let key, _): keys = key(values)
    }
    return Memory(values: values, keys: keys, lengths: lengths)
  }

  /// Reads for each row of the query. query: [B, H]; the results: context [B, M] and weights [B, S].
  public func read(_ memory: Memory, for query: Variable) -> (context: Variable, weights: Variable) {
    guard case .additive(let map, _, let scale) = score else {
      return attend(query: query, keys: memory.keys, memory: memory.values, lengths: memory.lengths)
    }
    let shape = memory.values.shape  // [S, B, M]
    let energy = tanh(memory.keys + map(query))  // [S, B, A]: the query is the same for all places
    let scores = matrixProduct(energy, query.tape[scale].transposed)  // [S, B, 1]
    let weights = softmax(
      scores.reshaped(to: [shape[0], shape[1]]).swappingFirstAxes(), lengths: memory.lengthList)  // [B, S]
    let context = batchedMatrixProduct(
      weights.reshaped(to: [shape[1], 1, shape[0]]), memory.values.swappingFirstAxes())  // [B, 1, M]
    return (context.reshaped(to: [shape[1], shape[2]]), weights)
  }
}
