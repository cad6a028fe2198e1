import SeqTensor

/// `out = x W[:, columns]ᵀ + bias`.
///
/// a is x [.., K]; b is W [N, M], a parameter, of which K columns from attribute 0 on are used; c, where attribute 1 says so,
/// is the bias [N]; out: [.., N]. dx += dout W, by a copy of W packed once an update; dW += doutᵀ x, put off so that all
/// steps of a sequence make one product; dbias += Σ over rows of dout.
enum Project: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    multiply(out, x: out.a, addedTo: hasBias(out) ? .row(tape[out.c].values) : .nothing, on: tape)
  }

  static func pullback(_ out: Node, on tape: Tape) {
    if hasBias(out), tape.wantsGradient(out.c) {
      columnSums(of: out.outGradient, addingTo: tape.gradient(of: out.c))
    }
    pull(out, x: out.a, on: tape)
  }

  private static func hasBias(_ out: Node) -> Bool { out.attributes[1] == 1 }

  /// What a product is added to.
  enum Start {
    case nothing
    case row(Scalars)
    case itself
  }

  static func multiply(_ out: Node, x: Int32, addedTo start: Start, on tape: Tape) {
    let weight = tape.unread(out.b)
    let x = tape[x]
    let columns = columns(of: out, x: x)
    let rows = x.shape.rows
    let result = MatrixView(out.values, rows: rows, columns: weight.shape[0])
    let a = MatrixView(x.values, rows: rows, columns: x.shape.columns)
    // The first step of a sequence starts from zeros: there is nothing to multiply.
    if !x.isZero, rows >= fewestPackedRows || tape.reusesWeights, weight.parameter >= 0,
      let packed = tape.packed(weight.parameter, columns: columns, transposed: true)
    {
      let (threads, alone) = (tape.threads, tape.rowsStandAlone)
      switch start {
      case .nothing: matrixMultiply(a, packed, into: result, threads: threads, rowsStandAlone: alone)
      case .row(let row):
        matrixMultiply(a, packed, addedTo: row, into: result, threads: threads, rowsStandAlone: alone)
      case .itself: matrixMultiply(a, packed, addingTo: result, threads: threads, rowsStandAlone: alone)
      }
      return
    }
    var adding = true
    switch start {
    case .nothing where x.isZero: out.values.fill(with: 0)
    case .nothing: adding = false
    case .row(let row):
      for first in stride(from: 0, to: out.values.count, by: max(row.count, 1)) {
        out.values[first..<first + row.count].assign(row)
      }
    case .itself: break
    }
    if x.isZero { return }
    if let w = tape.int8Matrix(of: out.b) {
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

  static func pull(_ out: Node, x index: Int32, on tape: Tape) {
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
    if tape.wantsGradient(out.b), !x.isZero, !columns.isEmpty {
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
  static func forward(_ out: Node, on tape: Tape) {
    Project.multiply(out, x: out.c, addedTo: .itself, on: tape)
  }
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
  /// `x Wᵀ + bias`, with some columns of W only: what a layer with several inputs side by side does with one of them.
  ///
  /// x: [.., K], W: [N, M], a parameter; bias: [N]; the result: [.., N].
  /// - Parameters:
  ///   - firstColumn: the first of the K columns of W that are used.
  ///   - isPassing: only the next operation reads the result.
  ///   - givesWay: its gradient may take its place: whatever reads it has read a number before it puts down that one's gradient.
  package func projected(
    by weight: Variable, firstColumn: Int = 0, bias: Variable? = nil, isPassing: Bool = false,
    givesWay: Bool = false
  ) -> Variable {
    checkProjection(weight, bias: bias, firstColumn)
    let result = shape.withColumns(weight.shape[0])
    return tape.record(
      Project.self, result, self, weight, bias, attributes: [Int32(firstColumn), bias == nil ? 0 : 1, 0, 0],
      in: isPassing ? tape.passingMemory(result.count) : nil, givesWay: givesWay)
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

  /// Adds a bias [N] to every row of `self` [.., N], in its memory; `self` must not be used again. What `projected` makes gets
  /// its bias there, which costs nothing.
  package func addingInPlace(bias: Variable) -> Variable {
    guard bias.shape.rank == 1, bias.shape[0] == shape.columns else {
      shapeFailure("addingInPlace(bias:)", shape, bias.shape, because: "columns differ")
    }
    return tape.recordInPlace(AddBiasInPlace.self, shape, in: self, bias)
  }

  func checkProjection(_ weight: Variable, bias: Variable? = nil, _ firstColumn: Int) {
    let (x, w) = (shape, weight.shape)
    if let bias, bias.shape != Shape(w[0]) {
      shapeFailure("projected", w, bias.shape, because: "the bias needs one number a row of the weights")
    }
    guard w.rank == 2, firstColumn >= 0, firstColumn + x.columns <= w[1] else {
      shapeFailure("projected", x, w, because: "there are too few columns from \(firstColumn) on")
    }
  }
}
