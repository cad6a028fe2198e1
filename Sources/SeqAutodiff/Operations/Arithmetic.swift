import SeqTensor

// Sum, difference, product and quotient with broadcasting: shapes are aligned at their last axes, and an
// axis that is missing or of extent 1 is repeated, as [B, H] + [H] for a bias or [B, H] * [B, 1] for a
// weight a row. A gradient of what was repeated is summed over the repeats.

/// `out = a + b`. da += dout, db += dout.
private enum Add: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    let (a, b) = (tape[out.a], tape[out.b])
    if a.shape == b.shape {
      return inParts(of: out.shape.count, on: tape) { add(a.values[$0], b.values[$0], into: out.values[$0]) }
    }
    if a.shape == out.shape && b.shape.isSuffix(of: out.shape) {
      out.values.assign(a.values)
      return addRow(b.values, to: out.values)
    }
    eachPair(out, a.shape, b.shape) { out.values[$0] = a.values[$1] + b.values[$2] }
  }

  static func pullback(_ out: Node, on tape: Tape) {
    addGradient(out.outGradient, of: out, to: out.b, on: tape)
    // Nobody reads dout after this: where a has no gradient yet, dout becomes that.
    if tape[out.a].shape == out.shape, tape.wantsGradient(out.a),
      tape.adoptGradient(out.outGradient, of: out.a)
    {
      return
    }
    addGradient(out.outGradient, of: out, to: out.a, on: tape)
  }
}

/// `out = a − b`. da += dout, db −= dout.
private enum Subtract: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    let (a, b) = (tape[out.a], tape[out.b])
    if a.shape == b.shape { return subtract(a.values, b.values, into: out.values) }
    eachPair(out, a.shape, b.shape) { out.values[$0] = a.values[$1] - b.values[$2] }
  }

  static func pullback(_ out: Node, on tape: Tape) {
    addGradient(out.outGradient, of: out, to: out.a, on: tape)
    addGradient(out.outGradient, of: out, to: out.b, scale: -1, on: tape)
  }
}

/// `out = a ⊙ b`. da += dout ⊙ b, db += dout ⊙ a.
private enum Multiply: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    let (a, b) = (tape[out.a], tape[out.b])
    if a.shape == b.shape { return multiply(a.values, b.values, into: out.values) }
    eachPair(out, a.shape, b.shape) { out.values[$0] = a.values[$1] * b.values[$2] }
  }

  static func pullback(_ out: Node, on tape: Tape) {
    let (a, b) = (tape[out.a], tape[out.b])
    let dout = out.outGradient
    if tape.wantsGradient(out.a) {
      let da = tape.gradient(of: out.a)
      if a.shape == b.shape {
        multiplyAccumulate(dout, b.values, into: da)
      } else {
        eachPair(out, a.shape, b.shape) { da[$1] += dout[$0] * b.values[$2] }
      }
    }
    if tape.wantsGradient(out.b) {
      let db = tape.gradient(of: out.b)
      if a.shape == b.shape {
        multiplyAccumulate(dout, a.values, into: db)
      } else {
        eachPair(out, a.shape, b.shape) { db[$2] += dout[$0] * a.values[$1] }
      }
    }
  }
}

/// `out = a / b`. da += dout / b, db −= dout ⊙ out / b.
private enum Divide: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    let (a, b) = (tape[out.a], tape[out.b])
    if a.shape == b.shape { return divide(a.values, b.values, into: out.values) }
    eachPair(out, a.shape, b.shape) { out.values[$0] = a.values[$1] / b.values[$2] }
  }

  static func pullback(_ out: Node, on tape: Tape) {
    let (a, b) = (tape[out.a], tape[out.b])
    let dout = out.outGradient
    if tape.wantsGradient(out.a) {
      let da = tape.gradient(of: out.a)
      eachPair(out, a.shape, b.shape) { da[$1] += dout[$0] / b.values[$2] }
    }
    if tape.wantsGradient(out.b) {
      let db = tape.gradient(of: out.b)
      eachPair(out, a.shape, b.shape) { db[$2] -= dout[$0] * out.values[$0] / b.values[$2] }
    }
  }
}

/// `out = s a`. da += s dout.
private enum Scale: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    scale(tape[out.a].values, by: out.factor, into: out.values)
  }

  static func pullback(_ out: Node, on tape: Tape) {
    guard tape.wantsGradient(out.a) else { return }
    accumulate(out.outGradient, into: tape.gradient(of: out.a), scale: out.factor)
  }
}

/// `out = a + s`. da += dout.
private enum Offset: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    let a = tape[out.a].values
    for i in a.indices { out.values[i] = a[i] + out.factor }
  }

  static func pullback(_ out: Node, on tape: Tape) {
    guard tape.wantsGradient(out.a) else { return }
    accumulate(out.outGradient, into: tape.gradient(of: out.a))
  }
}

extension Variable {
  /// The sum, element by element, with broadcasting. [B, H] + [B, H], or [B, H] + [H] for a bias.
  public static func + (a: Variable, b: Variable) -> Variable {
    a.tape.record(Add.self, broadcastShape("+", a, b), a, b)
  }

  /// The difference, element by element, with broadcasting.
  public static func - (a: Variable, b: Variable) -> Variable {
    a.tape.record(Subtract.self, broadcastShape("-", a, b), a, b)
  }

  /// The product, element by element (⊙ in papers), with broadcasting.
  public static func * (a: Variable, b: Variable) -> Variable {
    a.tape.record(Multiply.self, broadcastShape("*", a, b), a, b)
  }

  /// The quotient, element by element, with broadcasting.
  public static func / (a: Variable, b: Variable) -> Variable {
    a.tape.record(Divide.self, broadcastShape("/", a, b), a, b)
  }

  public static func * (factor: Scalar, a: Variable) -> Variable {
    a.tape.record(Scale.self, a.shape, a, factor: factor)
  }

  public static func * (a: Variable, factor: Scalar) -> Variable { factor * a }
  public static func / (a: Variable, divisor: Scalar) -> Variable { (1 / divisor) * a }
  public static prefix func - (a: Variable) -> Variable { -1 * a }

  public static func + (a: Variable, number: Scalar) -> Variable {
    a.tape.record(Offset.self, a.shape, a, factor: number)
  }

  public static func + (number: Scalar, a: Variable) -> Variable { a + number }
  public static func - (a: Variable, number: Scalar) -> Variable { a + (-number) }
  public static func - (number: Scalar, a: Variable) -> Variable { -a + number }
}

/// The shape of the result: where extents differ, one of them must be 1.
private func broadcastShape(_ operation: String, _ a: Variable, _ b: Variable) -> Shape {
  let (x, y) = (a.shape, b.shape)
  if x == y { return x }
  let rank = max(x.rank, y.rank)
  var extents = [1, 1, 1, 1]
  for fromEnd in 1...max(rank, 1) where fromEnd <= rank {
    let p = fromEnd <= x.rank ? x[x.rank - fromEnd] : 1
    let q = fromEnd <= y.rank ? y[y.rank - fromEnd] : 1
    guard p == q || p == 1 || q == 1 else {
      shapeFailure(operation, x, y, because: "extents \(p) and \(q) differ and neither is 1")
    }
    extents[rank - fromEnd] = p == 1 ? q : p
  }
  return Shape(extents: extents[..<rank])
}

/// Calls `body` with every place in the result and the places in `a` and `b` that it was made from.
@inline(__always)
private func eachPair(_ out: Node, _ a: Shape, _ b: Shape, _ body: (_ out: Int, _ a: Int, _ b: Int) -> Void) {
  let whole = out.shape.padded
  let (p, q) = (a.broadcastStrides(to: out.shape), b.broadcastStrides(to: out.shape))
  var place = 0
  for i in 0..<whole.0 {
    for j in 0..<whole.1 {
      for k in 0..<whole.2 {
        var x = i * p.0 + j * p.1 + k * p.2
        var y = i * q.0 + j * q.1 + k * q.2
        for _ in 0..<whole.3 {
          body(place, x, y)
          place += 1
          x += p.3
          y += q.3
        }
      }
    }
  }
}

/// Adds `dout` to the gradient of an input, summed over whatever axes the input was repeated along.
private func addGradient(_ dout: Scalars, of out: Node, to input: Int32, scale: Scalar = 1, on tape: Tape) {
  guard tape.wantsGradient(input) else { return }
  let shape = tape[input].shape
  if shape == out.shape {
    let claimed = tape.claimGradient(of: input)
    return inParts(of: shape.count, on: tape) { part in
      if claimed.holdsShare {
        accumulate(dout[part], into: claimed.scalars[part], scale: scale)
      } else {
        SeqTensor.scale(dout[part], by: scale, into: claimed.scalars[part])
      }
    }
  }
  let gradient = tape.gradient(of: input)
  if shape.isSuffix(of: out.shape) && scale == 1 { return columnSums(of: dout, addingTo: gradient) }
  eachPair(out, shape, shape) { place, source, _ in gradient[source] += scale * dout[place] }
}

extension Shape {
  /// Four extents, with ones for the axes that are missing in front.
  fileprivate var padded: (Int, Int, Int, Int) {
    let missing = 4 - rank
    func extent(_ axis: Int) -> Int { axis < missing ? 1 : self[axis - missing] }
    return (extent(0), extent(1), extent(2), extent(3))
  }

  /// How far apart neighbours along each of four axes lie in an array of this shape; 0 where it is repeated.
  fileprivate func broadcastStrides(to whole: Shape) -> (Int, Int, Int, Int) {
    let e = padded
    return (
      e.0 == 1 ? 0 : e.1 * e.2 * e.3, e.1 == 1 ? 0 : e.2 * e.3, e.2 == 1 ? 0 : e.3, e.3 == 1 ? 0 : 1
    )
  }
}
