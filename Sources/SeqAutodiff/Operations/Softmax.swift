import SeqTensor

/// `out[r, j] = exp(a[r, j]) / Σₖ exp(a[r, k])` over the first `lengths[r]` columns; zeros beyond.
///
/// The pullback reads the output: da += out ⊙ (dout − Σ dout ⊙ out).
private enum Softmax: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    softmax(tape[out.a].values, columns: out.shape.columns, lengths: lengths(of: out), into: out.values)
  }

  static func pullback(_ out: Node, on tape: Tape) {
    guard tape.wantsGradient(out.a) else { return }
    softmaxPullback(out.values, out.outGradient, columns: out.shape.columns, into: tape.gradient(of: out.a))
  }
}

/// `out[r, j] = a[r, j] − log Σₖ exp(a[r, k])` over the first `lengths[r]` columns; −∞ beyond.
///
/// da += dout − exp(out) Σ dout, over the same columns.
private enum LogSoftmax: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    logSoftmax(tape[out.a].values, columns: out.shape.columns, lengths: lengths(of: out), into: out.values)
  }

  static func pullback(_ out: Node, on tape: Tape) {
    guard tape.wantsGradient(out.a) else { return }
    logSoftmaxPullback(
      out.values, out.outGradient, columns: out.shape.columns, lengths: lengths(of: out),
      into: tape.gradient(of: out.a))
  }
}

private func lengths(of out: Node) -> Integers? { out.attributes[0] == 1 ? out.integers : nil }

/// Probabilities over the columns of every row. a: [.., N], the result likewise.
///
/// - Parameter lengths: how many leading columns each row has; the others get probability 0 exactly, and a row of
///   length 0 is all zeros.
public func softmax(_ a: Variable, lengths: [Int32]? = nil) -> Variable {
  a.tape.record(
    Softmax.self, a.shape, a, attributes: [lengths == nil ? 0 : 1, 0, 0, 0],
    integers: checked(lengths, "softmax", a))
}

/// Logarithms of `softmax`, in nats. a: [.., N], the result likewise; −∞ in columns beyond a row's length.
public func logSoftmax(_ a: Variable, lengths: [Int32]? = nil) -> Variable {
  a.tape.record(
    LogSoftmax.self, a.shape, a, attributes: [lengths == nil ? 0 : 1, 0, 0, 0],
    integers: checked(lengths, "logSoftmax", a))
}

private func checked(_ lengths: [Int32]?, _ operation: String, _ a: Variable) -> Integers? {
  guard let lengths else { return nil }
  let shape = a.shape
  guard lengths.count == shape.rows, lengths.allSatisfy({ (0...Int32(shape.columns)).contains($0) }) else {
    shapeFailure(operation, shape, because: "the lengths \(lengths) do not fit its rows")
  }
  return a.tape.integers(lengths)
}
