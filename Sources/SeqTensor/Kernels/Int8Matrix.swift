import Synchronization

/// A matrix [N, K] of whole numbers −127 ... 127, one byte each, with one scale a row: as an int8 model file has it.
///
/// It stands for `numbers[n, k] scales[n]`, and products by it have the bits of products by those whose rows stand alone; but
/// they read a quarter of the memory, which is what bounds a product of few rows.
package final class Int8Matrix: @unchecked Sendable {
  package let rows, columns: Int
  fileprivate let numbers: UnsafePointer<Int8>
  private let copy: UnsafeMutablePointer<Int8>?
  /// One a row, and zeros up to the end of a packed panel.
  fileprivate let scales: UnsafeMutablePointer<Scalar>
  private let isWidened = Mutex(false)
  private let hasWidened = Atomic(false)

  /// - Parameters:
  ///   - numbers: in row-major order.
  ///   - isKept: whether somebody else keeps them for as long as the process lives; else they are copied.
  package init(rows: Int, columns: Int, numbers: UnsafePointer<Int8>, isKept: Bool, scales: [Scalar]) {
    guard scales.count == rows else {
      shapeFailure("Int8Matrix", [rows, columns], because: "there are \(scales.count) scales")
    }
    self.rows = rows
    self.columns = columns
    if isKept {
      copy = nil
      self.numbers = numbers
    } else {
      let own = UnsafeMutablePointer<Int8>.allocate(capacity: max(rows * columns, 1))
      own.initialize(from: numbers, count: rows * columns)
      copy = own
      self.numbers = UnsafePointer(own)
    }
    let padded = kernels.padded(rows)
    self.scales = .allocate(capacity: padded)
    self.scales.initialize(repeating: 0, count: padded)
    scales.withUnsafeBufferPointer {
      if let first = $0.baseAddress { self.scales.update(from: first, count: rows) }
    }
  }

  deinit {
    copy?.deallocate()
    scales.deallocate()
  }

  /// Writes what the matrix stands for to `values` [N, K], once, however many tasks ask.
  package func widenOnce(into values: Scalars) {
    if hasWidened.load(ordering: .acquiring) { return }
    isWidened.withLock { isWidened in
      if isWidened { return }
      for row in 0..<rows { widen(row, into: values[row * columns..<(row + 1) * columns]) }
      isWidened = true
      hasWidened.store(true, ordering: .releasing)
    }
  }

  fileprivate func widen(_ row: Int, into out: Scalars) {
    kernels.widen(columns, numbers + row * columns, scales[row], out.pointer)
  }
}

/// `out[r] = table[idᵣ]`. table: [V, C]; out: [R, C].
package func gatherRows(_ table: Int8Matrix, _ ids: Integers, into out: Scalars) {
  for row in ids.indices {
    guard (0..<Int32(table.rows)).contains(ids[row]) else {
      fatalError("row \(ids[row]) of a table of \(table.rows) rows")
    }
    table.widen(Int(ids[row]), into: out[row * table.columns..<(row + 1) * table.columns])
  }
}

/// `out = or += a W[:, columns]ᵀ` for few rows, which read W as it lies. a: [M, K], W: [N, ..], out: [M, N].
package func matrixMultiplyFewRows(
  _ a: MatrixView, _ w: Int8Matrix, columns: Range<Int>, adding: Bool, to out: MatrixView
) {
  guard a.columns == columns.count, columns.upperBound <= w.columns, a.rows == out.rows,
    out.columns == w.rows,
    !a.isTransposed, !out.isTransposed
  else {
    shapeFailure(
      "matrixMultiply", [a.rows, a.columns], [columns.count, w.rows], [out.rows, out.columns],
      because: "they do not fit")
  }
  guard a.columns > 0 else {
    if !adding {
      for row in 0..<out.rows {
        out.scalars[row * out.leading..<row * out.leading + out.columns].fill(with: 0)
      }
    }
    return
  }
  kernels.few_rows_transposed_int8(
    a.rows, w.rows, a.columns, a.scalars.pointer, a.leading, w.numbers + columns.lowerBound, w.columns,
    w.scales,
    out.scalars.pointer, out.leading, adding ? 1 : 0)
}

/// W[:, columns]ᵀ, [K, N], packed in panels of columns as `PackedMatrix` packs a matrix of scalars.
final class PackedInt8Matrix: @unchecked Sendable {
  private let matrix: Int8Matrix
  private let panels: UnsafeMutablePointer<Int8>
  private let depth: Int

  init(_ matrix: Int8Matrix, columns: Range<Int>) {
    self.matrix = matrix
    depth = columns.count
    panels = .allocate(capacity: max(kernels.padded(matrix.rows) * depth, 1))
    kernels.pack_int8(
      depth, matrix.rows, matrix.numbers + columns.lowerBound, matrix.columns, panels)
  }

  deinit { panels.deallocate() }

  /// `out = a W[part, ..]ᵀ`, added to the rows of `start`, `stride` apart, if there are any. a: [M, K]; part: of the
  /// N, from the start of a panel on; out: [M, part.count].
  func multiply(
    _ a: MatrixView, columns part: Range<Int>, addedTo start: UnsafePointer<Scalar>?, stride: Int,
    into out: MatrixView
  ) {
    kernels.multiply_packed_int8(
      a.rows, part.count, depth, a.scalars.pointer, a.rowStride, a.columnStride,
      panels + part.lowerBound * depth, matrix.scales + part.lowerBound, out.scalars.pointer, out.leading,
      start, stride, ThreadWorkspace.packing.ofThisThread)
  }
}
