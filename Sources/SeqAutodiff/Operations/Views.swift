import SeqTensor

/// Part of another array, or all of it in another shape, in that array's own memory.
package enum View: Operation {
  package static func forward(_ out: Node, on tape: Tape) {}
  // The gradient lies in the other array's gradient already.
  package static func pullback(_ out: Node, on tape: Tape) {}
}

extension Variable {
  /// The same elements in another shape. Copies nothing.
  public func reshaped(to shape: Shape) -> Variable {
    guard shape.count == self.shape.count else {
      shapeFailure("reshaped", self.shape, shape, because: "the numbers of elements differ")
    }
    return tape.recordInPlace(View.self, shape, in: self)
  }

  /// What lies at some indices of the first axis: [T, B, H] gives [n, B, H]. Copies nothing.
  public subscript(rows rows: Range<Int>) -> Variable {
    let shape = shape
    guard shape.rank > 0, rows.lowerBound >= 0, rows.upperBound <= shape[0] else {
      shapeFailure("rows \(rows)", shape, because: "there are too few")
    }
    let each = shape.removing(axis: 0)
    return tape.recordInPlace(
      View.self, shape.withFirst(rows.count), in: self, offset: rows.lowerBound * each.count)
  }

  /// What lies at one index of the first axis: [T, B, H] gives [B, H]. Copies nothing.
  public subscript(index: Int) -> Variable {
    let shape = shape
    guard shape.rank > 0, index >= 0, index < shape[0] else {
      shapeFailure("[\(index)]", shape, because: "the first axis ends before it")
    }
    let each = shape.removing(axis: 0)
    return tape.recordInPlace(View.self, each, in: self, offset: index * each.count)
  }

  /// `count` elements from `offset` on, in row-major order, as an array of another shape.
  package func part(from offset: Int, _ shape: Shape) -> Variable {
    tape.recordInPlace(View.self, shape, in: self, offset: offset)
  }
}
