import SeqTensor

/// Dot-product attention in one step: score, softmax over the source, weighted sum.
///
///     score[b, s] = q[b] · k[s, b]
///     α[b, :]     = softmax(score[b, :length_b])
///     context[b]  = Σₛ α[b, s] m[s, b]
///
/// a: query q [B, H], b: keys k [S, B, H], c: memory m [S, B, M], the integers: lengths [B].
/// values: context [B, M], then weights α [B, S].
private enum Attend: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    let (query, keys, memory) = (tape[out.a], tape[out.b], tape[out.c])
    let parts = parts(of: out.values, memory.shape)
    attend(
      query: query.values, keys: keys.values, memory: memory.values, lengths: out.integers,
      weights: parts.weights, context: parts.context, batch: memory.shape[1], time: memory.shape[0],
      keySize: keys.shape[2], memorySize: memory.shape[2])
  }

  static func pullback(_ out: Node, on tape: Tape) {
    let (query, keys, memory) = (tape[out.a], tape[out.b], tape[out.c])
    let gradients = parts(of: out.outGradient, memory.shape)
    attendPullback(
      query: query.values, keys: keys.values, memory: memory.values,
      weights: parts(of: out.values, memory.shape).weights, dContext: gradients.context,
      dWeights: gradients.weights, dQuery: tape.gradient(of: out.a), dKeys: tape.gradient(of: out.b),
      dMemory: tape.gradient(of: out.c), batch: memory.shape[1], time: memory.shape[0],
      keySize: keys.shape[2],
      memorySize: memory.shape[2])
  }

  private static func parts(of scalars: Scalars, _ memory: Shape) -> (context: Scalars, weights: Scalars) {
    let count = memory[1] * memory[2]
    return (scalars[0..<count], scalars[count..<scalars.count])
  }
}

/// What a query reads from a memory by its keys: context [B, M] and the weights [B, S] it was read with.
///
/// query: [B, H]; keys: [S, B, H]; memory: [S, B, M]; lengths: [B], how many of the S places each row has.
package func attend(query: Variable, keys: Variable, memory: Variable, lengths: Integers)
  -> (context: Variable, weights: Variable)
{
  let (q, k, m) = (query.shape, keys.shape, memory.shape)
  guard q.rank == 2, k.rank == 3, m.rank == 3, k[0] == m[0], k[1] == m[1], q[0] == k[1], q[1] == k[2],
    lengths.count == q[0], lengths.indices.allSatisfy({ (0...Int32(k[0])).contains(lengths[$0]) })
  else {
    shapeFailure(
      "attend", q, k, m, because: "[B, H], [S, B, H] and [S, B, M] are needed, and lengths [B] in 0 ... S")
  }
  let both = query.tape.record(
    Attend.self, Shape(m[1] * (m[2] + m[0])), query, keys, memory, integers: lengths)
  return (both.part(from: 0, [m[1], m[2]]), both.part(from: m[1] * m[2], [m[1], m[0]]))
}
