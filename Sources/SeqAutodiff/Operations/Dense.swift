import SeqTensor

/// `out = a bᵀ + c`, cut over the threads of the tape. a: [B, K], b: [N, K], c: bias [N] or none; out: [B, N].
///
/// For layers with millions of weights and few rows, whose weights are read once and not packed: out is worked out as
/// (b aᵀ)ᵀ, so that the weights are the rows that stream by. da += dout b and db += doutᵀ a by columns, dc += Σ dout.
private enum Dense: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    let (a, b) = (tape[out.a].matrix, tape[out.b].matrix)
    let turned = tape.scratch(out.values.count)
    let parts = chunks(of: b.rows, length: 104)
    inParallel(parts.count, threads: tape.threads) { part in
      let rows = parts[part]
      matrixMultiply(
        b.rows(rows), a.transposed, into: MatrixView(turned, rows: b.rows, columns: a.rows).rows(rows))
    }
    let bias = out.attributes[0] == 1 ? tape[out.c].values : nil
    for row in 0..<a.rows {
      for column in 0..<b.rows {
        out.values[row * b.rows + column] = turned[column * a.rows + row] + (bias?[column] ?? 0)
      }
    }
  }

  static func pullback(_ out: Node, on tape: Tape) {
    let (a, b) = (tape[out.a].matrix, tape[out.b].matrix)
    let dout = MatrixView(out.outGradient, out.shape)
    if out.attributes[0] == 1, tape.wantsGradient(out.c) {
      columnSums(of: out.outGradient, addingTo: tape.gradient(of: out.c))
    }
    let parts = chunks(of: a.columns, length: 512)
    if tape.wantsGradient(out.a) {
      let claimed = tape.claimGradient(of: out.a)
      let da = MatrixView(claimed.scalars, tape[out.a].shape)
      inParallel(parts.count, threads: tape.threads) { part in
        let (columns, to) = (b.columns(parts[part]), da.columns(parts[part]))
        if claimed.holdsShare {
          matrixMultiply(dout, columns, addingTo: to)
        } else {
          matrixMultiply(dout, columns, into: to)
        }
      }
    }
    if tape.wantsGradient(out.b) {
      let claimed = tape.claimGradient(of: out.b)
      let db = MatrixView(claimed.scalars, tape[out.b].shape)
      inParallel(parts.count, threads: tape.threads) { part in
        let (columns, to) = (a.columns(parts[part]), db.columns(parts[part]))
        if claimed.holdsShare {
          matrixMultiply(dout.transposed, columns, addingTo: to)
        } else {
          matrixMultiply(dout.transposed, columns, into: to)
        }
      }
    }
  }
}

/// `a Wᵀ + bias`: an affine map of few rows by many weights, on several threads. a: [B, K], W: [N, K]; the result: [B, N].
public func dense(_ a: Variable, weight: Variable, bias: Variable? = nil) -> Variable {
  guard a.shape.rank == 2, weight.shape.rank == 2, a.shape[1] == weight.shape[1] else {
    shapeFailure("dense", a.shape, weight.shape, because: "[B, K] and [N, K] are needed")
  }
  if let bias, bias.shape != Shape(weight.shape[0]) {
    shapeFailure("dense", weight.shape, bias.shape, because: "the bias needs one number a row of the weights")
  }
  return a.tape.record(
    Dense.self, [a.shape[0], weight.shape[0]], a, weight, bias, attributes: [bias == nil ? 0 : 1, 0, 0, 0])
}
