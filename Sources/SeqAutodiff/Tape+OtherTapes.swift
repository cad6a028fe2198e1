import SeqTensor

// What goes from one tape to another.
extension Tape {
  /// Some rows of a matrix on another tape, [B, H] gives [n, H], as a constant of this one.
  package func constant(rowsOf other: Variable, _ rows: [Int32]) -> Variable {
    let columns = other.shape.columns
    let values = scratch(rows.count * columns)
    gatherRows(other.scalars, integers(rows), columns: columns, into: values)
    return constant(values, [rows.count, columns])
  }

  /// Some columns of the second axis of an array on another tape, [S, B, H] gives [S, n, H], as a constant of this one.
  package func constant(columnsOf other: Variable, _ columns: [Int32]) -> Variable {
    let shape = other.shape
    let numbers = integers(columns)
    let (each, size) = (columns.count * shape[2], shape[1] * shape[2])
    let values = scratch(shape[0] * each)
    for first in 0..<shape[0] {
      gatherRows(
        other.scalars[first * size..<(first + 1) * size], numbers, columns: shape[2],
        into: values[first * each..<(first + 1) * each])
    }
    return constant(values, [shape[0], columns.count, shape[2]])
  }
}
