import SeqTensor

/// `out = x W[:, columns]ᵀ`, added to what `out` holds already where the attribute says so.
///
/// a is x [.., K]; b is W [N, M], a parameter, of which K columns from attribute 0 on are used; out: [.., N].
/// dx += dout W, by a copy of W packed once an update; dW += doutᵀ x, put off so that all steps of a
/// sequence make one product.
private enum Project: Operation {
  static func forward(_ out: Node, on tape: Tape) { multiply(out, x: out.a, adding: false, on: tape) }
  static func pullback(_ out: Node, on tape: Tape) { pull(out, x: out.a, on: tape) }

  fileprivate static func multiply(_ out: Node, x: Int32, adding: Bool, on tape: Tape) {
    let weight = tape.unread(out.b)
    let x = tape[x]
    let columns = columns(of: out, x: x)
    let rows = x.shape.rows
    let result = MatrixView(out.values, rows: rows, columns: weight.shape[0])
    let a = MatrixView(x.values, rows: rows, columns: x.shape.columns)
    if rows >= fewestPackedRows || tape.reusesWeights, weight.parameter >= 0,
      let packed = tape.packed(weight.parameter, columns: columns, transposed: true)
    {
      if adding {
        matrixMultiply(a, packed, addingTo: result, threads: tape.threads)
      } else {
        matrixMultiply(a, packed, into: result, threads: tape.threads)
      }
    } else if let w = tape.int8Matrix(of: out.b) {
      matrixMultiplyFewRows(a, w, columns: columns, adding: adding, to: result)
    } else {
      let w = MatrixView(weight.values, weight.shape).columns(columns).transposed
      if adding {
        matrixMultiply(a, w, addingTo: result, threads: tape.threads)
      } else {
        matrixMultiply(a, w, into: result, threads: tape.threads)
      }
    }
  }

  fileprivate static func pull(_ out: Node, x index: Int32, on tape: Tape) {
    let weight = tape[out.b]
    let x = tape[index]
    let columns = columns(of: out, x: x)
    let rows = x.shape.rows
    let dout = MatrixView(out.outGradient, rows: rows, columns: weight.shape[0])
    if tape.wantsGradient(index) {
      let claimed = tape.claimGradient(of: index)
      let dx = MatrixView(claimed.scalars, rows: rows, columns: x.shape.columns)
      if rows >= fewestPackedRows || tape.reusesWeights, weight.parameter >= 0,
        let packed = tape.packed(weight.parameter, columns: columns, transposed: false)
      {
        if claimed.holdsShare {
          matrixMultiply(dout, packed, addingTo: dx, threads: tape.threads)
        } else {
          matrixMultiply(dout, packed, into: dx, threads: tape.threads)
        }
      } else {
        let w = MatrixView(weight.values, weight.shape).columns(columns)
        if claimed.holdsShare {
          matrixMultiply(dout, w, addingTo: dx, threads: tape.threads)
        } else {
          matrixMultiply(dout, w, into: dx, threads: tape.threads)
        }
      }
    }
    if tape.wantsGradient(out.b) {
      tape.addWeightGradient(to: out.b, columns: columns, x: x.values, dy: out.outGradient)
    }
  }

  private static func columns(of out: Node, x: Node) -> Range<Int> {
    let first = Int(out.attributes[0])
    return first..<first + x.shape.columns
  }
}

/// With fewer rows a product is bound by reading the weights, and a packed copy of them gains nothing unless it is used at
/// many steps.
private let fewestPackedRows = 4

/// `Project` that adds to its input `a` in place; x is the input c. The sum's gradient is `a`'s own.
private enum ProjectInPlace: Operation {
  static func forward(_ out: Node, on tape: Tape) { Project.multiply(out, x: out.c, adding: true, on: tape) }
  static func pullback(_ out: Node, on tape: Tape) { Project.pull(out, x: out.c, on: tape) }
}

/// `out = a + bias`, in the memory of `a`. dbias += Σ over rows of dout.
private enum AddBiasInPlace: Operation {
  static func forward(_ out: Node, on tape: Tape) { addRow(tape[out.b].values, to: out.values) }

  static func pullback(_ out: Node, on tape: Tape) {
    guard tape.wantsGradient(out.b) else { return }
    columnSums(of: out.outGradient, addingTo: tape.gradient(of: out.b))
  }
}

extension Variable {
  /// `x Wᵀ`, with some columns of W only: what a layer with several inputs side by side does with one of them.
  ///
  /// x: [.., K], W: [N, M], a parameter; the result: [.., N].
  /// - Parameter firstColumn: the first of the K columns of W that are used.
  package func projected(by weight: Variable, firstColumn: Int = 0) -> Variable {
    checkProjection(weight, firstColumn)
    return tape.record(
      Project.self, shape.withColumns(weight.shape[0]), self, weight,
      attributes: [Int32(firstColumn), 0, 0, 0])
  }

  /// Adds `x Wᵀ` to `self`, in its memory. `self`, [.., N], must have been made by `projected` or by this, and
  /// must not be used again.
  package func addingInPlace(_ x: Variable, projectedBy weight: Variable, firstColumn: Int = 0) -> Variable {
    x.checkProjection(weight, firstColumn)
    guard shape.columns == weight.shape[0], shape.rows == x.shape.rows else {
      shapeFailure("addingInPlace", shape, x.shape, weight.shape, because: "rows or columns differ")
    }
    return tape.recordInPlace(
      ProjectInPlace.self, shape, in: self, weight, x, attributes: [Int32(firstColumn), 0, 0, 0])
  }

  /// Adds a bias [N] to every row of `self` [.., N], in its memory; `self` must not be used again.
  package func addingInPlace(bias: Variable) -> Variable {
    guard bias.shape.rank == 1, bias.shape[0] == shape.columns else {
      shapeFailure("addingInPlace(bias:)", shape, bias.shape, because: "columns differ")
    }
    return tape.recordInPlace(AddBiasInPlace.self, shape, in: self, bias)
  }

  private func checkProjection(_ weight: Variable, _ firstColumn: Int) {
    let (x, w) = (shape, weight.shape)
    guard w.rank == 2, firstColumn >= 0, firstColumn + x.columns <= w[1] else {
      shapeFailure("projected", x, w, because: "there are too few columns from \(firstColumn) on")
    }
  }
}
