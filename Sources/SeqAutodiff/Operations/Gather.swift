import SeqTensor

/// `out[r] = a[idᵣ]`: rows of a table. a: [V, E], out: [.., E]. da[idᵣ] += dout[r].
private enum Gather: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    if let table = tape.int8Matrix(of: out.a) { return gatherRows(table, out.integers, into: out.values) }
    gatherRows(tape[out.a].values, out.integers, columns: out.shape.columns, into: out.values)
  }

  static func pullback(_ out: Node, on tape: Tape) {
    guard tape.wantsGradient(out.a) else { return }
    scatterAddRows(out.outGradient, out.integers, columns: out.shape.columns, into: tape.gradient(of: out.a))
  }
}

extension Variable {
  /// Rows of a table [V, E] by their numbers: `leading` + [E], row-major. What an embedding does.
  ///
  /// - Parameters:
  ///   - rows: numbers in 0 ..< V, as many as `leading` has places; any may occur again.
  ///   - leading: the leading axes of the result, such as [T, B] for ids of that shape.
  public func gather(rows: [Int32], leading: Shape) -> Variable {
    let shape = shape
    guard shape.rank == 2, rows.count == leading.count,
      rows.allSatisfy({ (0..<Int32(shape[0])).contains($0) })
    else {
      shapeFailure("gather", shape, leading, because: "\(rows.count) row numbers do not fit")
    }
    return tape.record(
      Gather.self, Shape(extents: leading.array + [shape[1]]), self, integers: tape.integers(rows))
  }
}
