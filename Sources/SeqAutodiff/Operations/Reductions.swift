import SeqTensor

/// `out = Σ a`, one number from an array of any shape. Every element of da += dout.
private enum Sum: Operation {
  static func forward(_ out: Node, on tape: Tape) { out.values[0] = sum(tape[out.a].values) }

  static func pullback(_ out: Node, on tape: Tape) {
    guard tape.wantsGradient(out.a) else { return }
    let dout = out.outGradient[0]
    let da = tape.gradient(of: out.a)
    for i in da.indices { da[i] += dout }
  }
}

/// `out[.., k] = Σⱼ a[.., j, k]` over the axis that the attributes give as (outer, extent, inner).
private enum SumAxis: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    let a = tape[out.a].values
    let (extent, inner) = (Int(out.attributes[1]), Int(out.attributes[2]))
    out.values.fill(with: 0)
    for outer in 0..<Int(out.attributes[0]) {
      let sums = out.values[outer * inner..<(outer + 1) * inner]
      for j in 0..<extent {
        let start = (outer * extent + j) * inner
        accumulate(a[start..<start + inner], into: sums)
      }
    }
  }

  static func pullback(_ out: Node, on tape: Tape) {
    guard tape.wantsGradient(out.a) else { return }
    let da = tape.gradient(of: out.a)
    let (extent, inner) = (Int(out.attributes[1]), Int(out.attributes[2]))
    for outer in 0..<Int(out.attributes[0]) {
      let dout = out.outGradient[outer * inner..<(outer + 1) * inner]
      for j in 0..<extent {
        let start = (outer * extent + j) * inner
        accumulate(dout, into: da[start..<start + inner])
      }
    }
  }
}

/// `out[.., 0] = max a[.., j]` over the columns; the attribute-free pullback gives dout to the first largest.
private enum MaxColumns: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    let a = tape[out.a]
    let columns = a.shape.columns
    for row in 0..<a.shape.rows { out.values[row] = a.values[place(of: row, columns, a.values)] }
  }

  static func pullback(_ out: Node, on tape: Tape) {
    guard tape.wantsGradient(out.a) else { return }
    let a = tape[out.a]
    let da = tape.gradient(of: out.a)
    for row in 0..<a.shape.rows { da[place(of: row, a.shape.columns, a.values)] += out.outGradient[row] }
  }

  private static func place(of row: Int, _ columns: Int, _ a: Scalars) -> Int {
    var best = row * columns
    // A NaN compares as neither larger nor smaller.
    for place in row * columns..<(row + 1) * columns where a[place] > a[best] || a[place].isNaN {
      best = place
    }
    return best
  }
}

extension Variable {
  /// The sum of all elements, a scalar.
  public func sum() -> Variable { tape.record(Sum.self, Shape(), self) }

  /// The mean of all elements, a scalar.
  public func mean() -> Variable { sum() / Scalar(max(shape.count, 1)) }

  /// The sums along one axis, which disappears from the shape. [S, B, H] along 0 gives [B, H].
  public func sum(along axis: Int) -> Variable {
    let shape = shape
    guard axis >= 0, axis < shape.rank else {
      shapeFailure("sum(along: \(axis))", shape, because: "there is no such axis")
    }
    var outer = 1
    var inner = 1
    for i in 0..<axis { outer *= shape[i] }
    for i in axis + 1..<max(shape.rank, axis + 1) { inner *= shape[i] }
    return tape.record(
      SumAxis.self, shape.removing(axis: axis), self,
      attributes: [Int32(outer), Int32(shape[axis]), Int32(inner), 0])
  }

  /// The means along one axis, which disappears from the shape.
  public func mean(along axis: Int) -> Variable { sum(along: axis) / Scalar(max(shape[axis], 1)) }

  /// The largest element of every row, [.., N] gives [.., 1]. At a tie the first one has the gradient; a NaN counts as larger
  /// than any number.
  public func maximum() -> Variable {
    guard shape.columns > 0 else { shapeFailure("maximum", shape, because: "rows are empty") }
    return tape.record(MaxColumns.self, shape.withColumns(1), self)
  }
}
