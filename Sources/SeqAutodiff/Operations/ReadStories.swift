import SeqTensor

/// One hop over stories of any length: score, weighting, read.
///
///     weights[f] = softmax over story b's facts of (query[b] · keys[f])
///     context[b] = Σ over the same facts of weights[f] values[f]
///
/// a: query [B, d], b: memory [F, C], of whose columns d are the keys and d the values; the integers: B + 1 starts.
/// Attributes: first column of the keys, of the values, whether the softmax is left out, slots a story has at least.
/// values: context [B, d], then weights [F].
private enum ReadStories: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    let (query, memory) = (tape[out.a], tape[out.b])
    let parts = parts(of: out.values, query.shape)
    readStories(
      query: query.values, memory: memory.values, columns: columns(out, query.shape), width: memory.shape[1],
      starts: out.integers, slots: Int(out.attributes[3]), isLinear: out.attributes[2] == 1,
      weights: parts.weights, context: parts.context)
  }

  static func pullback(_ out: Node, on tape: Tape) {
    let (query, memory) = (tape[out.a], tape[out.b])
    let gradients = parts(of: out.outGradient, query.shape)
    readStoriesPullback(
      query: query.values, memory: memory.values, columns: columns(out, query.shape), width: memory.shape[1],
      starts: out.integers, isLinear: out.attributes[2] == 1,
      weights: parts(of: out.values, query.shape).weights, dContext: gradients.context,
      dWeights: gradients.weights, scratch: tape.scratch(memory.shape[0]), dQuery: tape.gradient(of: out.a),
      dMemory: tape.gradient(of: out.b))
  }

  private static func columns(_ out: Node, _ query: Shape) -> MemoryColumns {
    MemoryColumns(keys: Int(out.attributes[0]), values: Int(out.attributes[1]), size: query[1])
  }

  private static func parts(of scalars: Scalars, _ query: Shape) -> (context: Scalars, weights: Scalars) {
    (scalars[0..<query.count], scalars[query.count..<scalars.count])
  }
}

/// What each question reads from its story: context [B, d], and the weights [F] of all facts it was read with.
///
/// - Parameters:
///   - query: [B, d].
///   - memory: [F, C], the facts of all stories one after another.
///   - keys: the first of the d columns that are compared with the query.
///   - values: the first of the d columns that are read.
///   - starts: B + 1 rows of the memory: story b has the facts `starts[b]..<starts[b + 1]`.
///   - slots: a story of fewer facts has empty slots besides, of zeros, which take their share of the softmax; 0 for none.
///   - isLinear: leaves out the softmax, so that the weights are the scores (linear start, Sukhbaatar et al. 2015, section 4.2).
public func readStories(
  query: Variable, memory: Variable, keys: Int, values: Int, starts: [Int32], slots: Int = 0,
  isLinear: Bool = false
) -> (context: Variable, weights: Variable) {
  let (q, m) = (query.shape, memory.shape)
  guard q.rank == 2, m.rank == 2, starts.count == q[0] + 1, starts.first == 0,
    starts.last.map(Int.init) == m[0], zip(starts, starts.dropFirst()).allSatisfy(<=),
    keys >= 0, values >= 0, max(keys, values) + q[1] <= m[1]
  else {
    shapeFailure("readStories", q, m, because: "the stories or the columns \(keys), \(values) do not fit")
  }
  let tape = query.tape
  let both = tape.record(
    ReadStories.self, Shape(q.count + m[0]), query, memory,
    attributes: [Int32(keys), Int32(values), isLinear ? 1 : 0, Int32(slots)], integers: tape.integers(starts))
  return (both.part(from: 0, q), both.part(from: q.count, [m[0]]))
}
