import SeqTensor

/// `out = a[.., first ..< first + N]`, some columns of every row. a: [.., M], out: [.., N].
///
/// The attribute is `first`. The pullback needs no values: da += dout in those columns, elsewhere nothing.
private enum Slice: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    let a = tape[out.a]
    eachRow(of: out, from: a.shape) { part, source in out.values[part].assign(a.values[source]) }
  }

  static func pullback(_ out: Node, on tape: Tape) {
    guard tape.wantsGradient(out.a) else { return }
    let dout = out.outGradient
    let da = tape.gradient(of: out.a)
    eachRow(of: out, from: tape[out.a].shape) { part, source in accumulate(dout[part], into: da[source]) }
  }

  /// Calls `body` with the places of each row in the slice and in the whole.
  @inline(__always)
  private static func eachRow(of out: Node, from whole: Shape, _ body: (Range<Int>, Range<Int>) -> Void) {
    let columns = out.shape.columns
    for row in 0..<out.shape.rows {
      let start = row * whole.columns + Int(out.attributes[0])
      body(row * columns..<(row + 1) * columns, start..<start + columns)
    }
  }
}

extension Variable {
  /// Some columns of every row, as `gates[columns: 0..<H]`. [B, 4H] gives [B, H].
  public subscript(columns columns: Range<Int>) -> Variable {
    let shape = shape
    guard columns.lowerBound >= 0, columns.upperBound <= shape.columns else {
      shapeFailure("columns \(columns)", shape, because: "there are too few")
    }
    return tape.record(
      Slice.self, shape.withColumns(columns.count), self, attributes: [Int32(columns.lowerBound), 0, 0, 0])
  }
}

/// `out[.., :]` = the rows of all inputs side by side. Each input's gradient is its columns of dout.
private enum ConcatenateColumns: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    eachBlock(out, on: tape) { input, part, source in out.values[part].assign(tape[input].values[source]) }
  }

  static func pullback(_ out: Node, on tape: Tape) {
    eachBlock(out, on: tape) { input, part, source in
      if tape.wantsGradient(input) {
        accumulate(out.outGradient[part], into: tape.gradient(of: input)[source])
      }
    }
  }

  private static func eachBlock(_ out: Node, on tape: Tape, _ body: (Int32, Range<Int>, Range<Int>) -> Void) {
    var first = 0
    for place in out.integers.indices {
      let input = out.integers[place]
      let columns = tape[input].shape.columns
      for row in 0..<out.shape.rows {
        let start = row * out.shape.columns + first
        body(input, start..<start + columns, row * columns..<(row + 1) * columns)
      }
      first += columns
    }
  }
}

/// `out` = the elements of all inputs one after another. Each input's gradient is its part of dout.
private enum ConcatenateRows: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    eachInput(out, on: tape) { input, part in out.values[part].assign(tape[input].values) }
  }

  static func pullback(_ out: Node, on tape: Tape) {
    eachInput(out, on: tape) { input, part in
      if tape.wantsGradient(input) { accumulate(out.outGradient[part], into: tape.gradient(of: input)) }
    }
  }

  private static func eachInput(_ out: Node, on tape: Tape, _ body: (Int32, Range<Int>) -> Void) {
    var first = 0
    for place in out.integers.indices {
      let count = tape[out.integers[place]].shape.count
      body(out.integers[place], first..<first + count)
      first += count
    }
  }
}

/// The rows of several arrays side by side: [B, P], [B, Q] give [B, P + Q].
public func concatenated(_ parts: [Variable]) -> Variable {
  guard let first = parts.first else { fatalError("concatenated: there is nothing to join") }
  var columns = 0
  for part in parts {
    guard part.shape.withColumns(1) == first.shape.withColumns(1) else {
      shapeFailure("concatenated", first.shape, part.shape, because: "only the columns may differ")
    }
    columns += part.shape.columns
  }
  return first.tape.record(ConcatenateColumns.self, first.shape.withColumns(columns), all: parts)
}

/// Several arrays one after another along their first axis: [P, H], [Q, H] give [P + Q, H].
public func concatenatedRows(_ parts: [Variable]) -> Variable {
  guard let first = parts.first else { fatalError("concatenatedRows: there is nothing to join") }
  var rows = 0
  for part in parts {
    guard part.shape.rank > 0, part.shape.removing(axis: 0) == first.shape.removing(axis: 0) else {
      shapeFailure("concatenatedRows", first.shape, part.shape, because: "only the first axis may differ")
    }
    rows += part.shape[0]
  }
  return first.tape.record(ConcatenateRows.self, first.shape.withFirst(rows), all: parts)
}

/// Several arrays of one shape along a new first axis: T times [B, H] give [T, B, H].
public func stacked(_ parts: [Variable]) -> Variable {
  guard let first = parts.first else { fatalError("stacked: there is nothing to join") }
  for part in parts where part.shape != first.shape {
    shapeFailure("stacked", first.shape, part.shape, because: "they must be equal")
  }
  return first.tape.record(ConcatenateRows.self, first.shape.withAxis(parts.count), all: parts)
}

/// `out[j, i, ..] = a[i, j, ..]`: the first two axes change places. da[i, j, ..] += dout[j, i, ..].
private enum SwapAxes: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    let a = tape[out.a].values
    eachBlock(of: out) { place, source in out.values[place].assign(a[source]) }
  }

  static func pullback(_ out: Node, on tape: Tape) {
    guard tape.wantsGradient(out.a) else { return }
    let da = tape.gradient(of: out.a)
    eachBlock(of: out) { place, source in accumulate(out.outGradient[place], into: da[source]) }
  }

  private static func eachBlock(of out: Node, _ body: (Range<Int>, Range<Int>) -> Void) {
    let (first, second) = (out.shape[0], out.shape[1])
    let inner = out.shape.count / max(first * second, 1)
    for i in 0..<first {
      for j in 0..<second {
        let place = (i * second + j) * inner
        let source = (j * first + i) * inner
        body(place..<place + inner, source..<source + inner)
      }
    }
  }
}

extension Variable {
  /// The first two axes changed: [T, B, H] gives [B, T, H], and a matrix its transpose.
  public func swappingFirstAxes() -> Variable {
    let shape = shape
    guard shape.rank >= 2 else { shapeFailure("swappingFirstAxes", shape, because: "there are no two axes") }
    return tape.record(SwapAxes.self, shape.swappingFirstAxes(), self)
  }
}
