import SeqTensor

/// `out = a b`, or `out = a bᵀ` where the attribute is 1. a: [M, K], b: [K, N] or [N, K], out: [M, N].
///
/// da += dout bᵀ and db += aᵀ dout, with the same view of `b` in both directions.
private enum MatrixMultiply: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    matrixMultiply(tape[out.a].matrix, second(out, tape[out.b].values, on: tape), into: out.matrix)
  }

  static func pullback(_ out: Node, on tape: Tape) {
    let a = tape[out.a].matrix
    let b = second(out, tape[out.b].values, on: tape)
    let dout = MatrixView(out.outGradient, out.shape)
    if tape.wantsGradient(out.a) {
      let da = MatrixView(tape.gradient(of: out.a), tape[out.a].shape)
      matrixMultiply(dout, b.transposed, addingTo: da)
    }
    if tape.wantsGradient(out.b) {
      let db = second(out, tape.gradient(of: out.b), on: tape)
      matrixMultiply(a.transposed, dout, addingTo: db)
    }
  }

  /// `b`, or its gradient, turned as the product uses it.
  private static func second(_ out: Node, _ scalars: Scalars, on tape: Tape) -> MatrixView {
    let stored = MatrixView(scalars, tape[out.b].shape)
    return out.attributes[0] == 1 ? stored.transposed : stored
  }
}

/// `out[i] = a[i] b[i]` for every i of the first axis, or a[i] b[i]ᵀ where the attribute is 1.
private enum BatchedMatrixMultiply: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    let (a, b) = (tape[out.a], tape[out.b])
    eachProduct(out, a.shape, b.shape) { place, x, y in
      matrixMultiply(x(a.values), y(b.values), into: place(out.values))
    }
  }

  static func pullback(_ out: Node, on tape: Tape) {
    let (a, b) = (tape[out.a], tape[out.b])
    if tape.wantsGradient(out.a) {
      let da = tape.gradient(of: out.a)
      eachProduct(out, a.shape, b.shape) { place, x, y in
        matrixMultiply(place(out.outGradient), y(b.values).transposed, addingTo: x(da))
      }
    }
    if tape.wantsGradient(out.b) {
      let db = tape.gradient(of: out.b)
      eachProduct(out, a.shape, b.shape) { place, x, y in
        matrixMultiply(x(a.values).transposed, place(out.outGradient), addingTo: y(db))
      }
    }
  }

  /// Calls `body` for every product with what cuts its matrices out of the arrays.
  private static func eachProduct(
    _ out: Node, _ a: Shape, _ b: Shape,
    _ body: (_ out: (Scalars) -> MatrixView, _ a: (Scalars) -> MatrixView, _ b: (Scalars) -> MatrixView) ->
      Void
  ) {
    func cut(_ scalars: Scalars, _ shape: Shape, _ index: Int) -> MatrixView {
      let count = shape[1] * shape[2]
      return MatrixView(scalars[index * count..<(index + 1) * count], rows: shape[1], columns: shape[2])
    }
    for index in 0..<out.shape[0] {
      body(
        { cut($0, out.shape, index) }, { cut($0, a, index) },
        { out.attributes[0] == 1 ? cut($0, b, index).transposed : cut($0, b, index) })
    }
  }
}

/// The transpose of a matrix, as a factor of `matrixProduct`. Costs nothing and copies nothing.
public struct Transposed {
  fileprivate let variable: Variable
}

extension Variable {
  public var transposed: Transposed { Transposed(variable: self) }
}

/// `a b`. a: [.., K], whose leading axes are all rows; b: [K, N]; the result: [.., N].
public func matrixProduct(_ a: Variable, _ b: Variable) -> Variable {
  guard b.shape.rank == 2, a.shape.columns == b.shape[0] else {
    shapeFailure("matrixProduct", a.shape, b.shape, because: "inner extents differ")
  }
  return a.tape.record(MatrixMultiply.self, a.shape.withColumns(b.shape[1]), a, b)
}

/// `a bᵀ`, the way a layer applies its weights. a: [.., K]; b: [N, K]; the result: [.., N].
public func matrixProduct(_ a: Variable, _ b: Transposed) -> Variable {
  let b = b.variable
  guard b.shape.rank == 2, a.shape.columns == b.shape[1] else {
    shapeFailure("matrixProduct", a.shape, b.shape, because: "columns differ")
  }
  return a.tape.record(MatrixMultiply.self, a.shape.withColumns(b.shape[0]), a, b, attributes: [1, 0, 0, 0])
}

/// One product for each index of the first axis. a: [G, M, K], b: [G, K, N]; the result: [G, M, N].
public func batchedMatrixProduct(_ a: Variable, _ b: Variable) -> Variable {
  guard a.shape.rank == 3, b.shape.rank == 3, a.shape[0] == b.shape[0], a.shape[2] == b.shape[1] else {
    shapeFailure("batchedMatrixProduct", a.shape, b.shape, because: "[G, M, K] and [G, K, N] are needed")
  }
  return a.tape.record(BatchedMatrixMultiply.self, [a.shape[0], a.shape[1], b.shape[2]], a, b)
}

/// One product with a transpose for each index of the first axis. a: [G, M, K], b: [G, N, K]; the result: [G, M, N].
public func batchedMatrixProduct(_ a: Variable, _ b: Transposed) -> Variable {
  let b = b.variable
  guard a.shape.rank == 3, b.shape.rank == 3, a.shape[0] == b.shape[0], a.shape[2] == b.shape[2] else {
    shapeFailure("batchedMatrixProduct", a.shape, b.shape, because: "[G, M, K] and [G, N, K] are needed")
  }
  return a.tape.record(
    BatchedMatrixMultiply.self, [a.shape[0], a.shape[1], b.shape[1]], a, b, attributes: [1, 0, 0, 0])
}
