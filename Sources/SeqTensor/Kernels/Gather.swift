/// `out[r] = table[idᵣ]`. table: [V, C], out: [R, C]. An id outside the table stops the program.
package func gatherRows(_ table: Scalars, _ ids: Integers, columns: Int, into out: Scalars) {
  for row in ids.indices {
    let id = checked(ids[row], table, columns)
    out[row * columns..<(row + 1) * columns].assign(table[id * columns..<(id + 1) * columns])
  }
}

/// `table[idᵣ] += rows[r]`. rows: [R, C], table: [V, C]; ids may repeat.
package func scatterAddRows(_ rows: Scalars, _ ids: Integers, columns: Int, into table: Scalars) {
  for row in ids.indices {
    let id = checked(ids[row], table, columns)
    accumulate(rows[row * columns..<(row + 1) * columns], into: table[id * columns..<(id + 1) * columns])
  }
}

@inline(__always)
private func checked(_ id: Int32, _ table: Scalars, _ columns: Int) -> Int {
  guard id >= 0, (Int(id) + 1) * columns <= table.count else {
    fatalError("row \(id) of a table of \(columns == 0 ? 0 : table.count / columns) rows")
  }
  return Int(id)
}
