internal import COpenBLAS
import Synchronization

/// A row-major matrix in memory that somebody else owns, or its transpose, without a copy.
package struct MatrixView: BitwiseCopyable {
  package let scalars: Scalars
  package let rows: Int
  package let columns: Int
  /// Elements from one stored row to the next.
  package let leading: Int
  package let isTransposed: Bool

  /// All axes but the last are rows.
  package init(_ scalars: Scalars, _ shape: Shape) {
    self.init(scalars, rows: shape.rows, columns: shape.columns)
  }

  package init(_ scalars: Scalars, rows: Int, columns: Int) {
    self.init(scalars, rows: rows, columns: columns, leading: columns, isTransposed: false)
  }

  private init(_ scalars: Scalars, rows: Int, columns: Int, leading: Int, isTransposed: Bool) {
    self.scalars = scalars
    self.rows = rows
    self.columns = columns
    self.leading = leading
    self.isTransposed = isTransposed
  }

  package var transposed: MatrixView {
    MatrixView(scalars, rows: columns, columns: rows, leading: leading, isTransposed: !isTransposed)
  }

  /// Some columns of the matrix as it is seen.
  package func columns(_ range: Range<Int>) -> MatrixView {
    if isTransposed { return transposed.rows(range).transposed }
    return MatrixView(
      scalars[range.lowerBound..<scalars.count], rows: rows, columns: range.count, leading: leading,
      isTransposed: false)
  }

  /// Some rows of the matrix as it is seen.
  package func rows(_ range: Range<Int>) -> MatrixView {
    if isTransposed { return transposed.columns(range).transposed }
    return MatrixView(
      scalars[range.lowerBound * leading..<scalars.count], rows: range.count, columns: columns,
      leading: leading,
      isTransposed: false)
  }

  /// Elements from one row, or column, to the next as they are seen.
  var rowStride: Int { isTransposed ? 1 : leading }
  var columnStride: Int { isTransposed ? leading : 1 }
}

/// `out = a b`, where `a` is [M, K], `b` [K, N] and `out` [M, N]; any of them may be a transpose or a part.
///
/// - Parameter threads: how many may share a large product; they change no bit.
package func matrixMultiply(_ a: MatrixView, _ b: MatrixView, into out: MatrixView, threads: Int = 1) {
  multiply(a, b, adding: false, to: out, threads: threads)
}

/// `out += a b`, as the above.
package func matrixMultiply(_ a: MatrixView, _ b: MatrixView, addingTo out: MatrixView, threads: Int = 1) {
  multiply(a, b, adding: true, to: out, threads: threads)
}

private func multiply(_ a: MatrixView, _ b: MatrixView, adding: Bool, to out: MatrixView, threads: Int) {
  guard a.rows == out.rows, a.columns == b.rows, b.columns == out.columns else {
    shapeFailure(
      "matrixMultiply", [a.rows, a.columns], [b.rows, b.columns], [out.rows, out.columns],
      because: "they do not fit")
  }
  // (ab)ᵀ = bᵀaᵀ, so that what is written to is never transposed.
  if out.isTransposed {
    return multiply(b.transposed, a.transposed, adding: adding, to: out.transposed, threads: threads)
  }
  // OpenBLAS may add up a column in another order where it has fewer columns beside it.
  if threads == 1 || isLeftToBLAS(a) { return multiply(a, b, adding: adding, to: out, partOf: out) }
  inColumns(a, b.columns, threads: threads) {
    multiply(a, b.columns($0), adding: adding, to: out.columns($0), partOf: out)
  }
}

/// Calls `body` with all columns of a product of `a`, or where there is enough for several threads with parts of them: whole
/// panels, so that each number is worked out as it would be without parts.
private func inColumns(_ a: MatrixView, _ columns: Int, threads: Int, _ body: (Range<Int>) -> Void) {
  // What is read or written in all: of small products each thread has one part, the same each time, and its cache holds it.
  let numbers = (a.rows + a.columns) * columns
  let count = max(min(threads, numbers / fewestNumbers), numbers / mostNumbers)
  guard threads > 1, count > 1 else { return body(0..<columns) }
  let parts = chunks(of: columns, length: kernels.padded((columns + count - 1) / count))
  inParallel(parts.count, threads: threads) { body(parts[$0]) }
}

/// Of a product's part for another thread: several times what handing it over costs.
private let fewestNumbers = 1 << 16
/// Of a part, so that a thread that is held up leaves others something to take.
private let mostNumbers = 1 << 18

/// Whether a product by `a` has so few rows that it is bound by reading b once, and b is read as it lies.
private func hasFewRows(_ a: MatrixView) -> Bool { a.rows <= 3 && !a.isTransposed }

/// Whether OpenBLAS works out a product by `a`.
private func isLeftToBLAS(_ a: MatrixView) -> Bool { !hasOwnProducts && !hasFewRows(a) }

/// - Parameters:
///   - out: not transposed.
///   - whole: what `out` is a part of. Which kernel is taken depends on that, so that no bit depends on the parts.
private func multiply(
  _ a: MatrixView, _ b: MatrixView, adding: Bool, to out: MatrixView, partOf whole: MatrixView
) {
  let (m, n, k) = (a.rows, b.columns, a.columns)
  guard m > 0, n > 0 else { return }
  if k == 0 {
    if !adding { for row in 0..<m { out.scalars[row * out.leading..<row * out.leading + n].fill(with: 0) } }
    return
  }
  let kernels = kernels
  if hasFewRows(a) {
    let product = b.isTransposed ? kernels.few_rows_transposed : kernels.few_rows
    return product(
      m, n, k, a.scalars.pointer, a.leading, b.scalars.pointer, b.leading, out.scalars.pointer, out.leading,
      adding ? 1 : 0)
  }
  if isLeftToBLAS(a) { return multiplyByBLAS(a, b, adding: adding, to: out) }
  var product = kernels.product
  if let tiles = kernels.tiles, tiles.pointee.is_worth_splitting(m, whole.columns, k, 0) != 0 {
    product = tiles.pointee.product
  }
  product(
    m, n, k, a.scalars.pointer, a.rowStride, a.columnStride, b.scalars.pointer, b.rowStride, b.columnStride,
    out.scalars.pointer, out.leading, adding ? 1 : 0, ThreadWorkspace.packing.ofThisThread)
}

/// C[m, n] = or += A B where A(i, p) = a[i `aRow` + p `aColumn`], one of the strides being 1, and B [k, n] is packed.
func multiplyPacked(
  _ m: Int, _ n: Int, _ k: Int, _ a: UnsafePointer<Scalar>, _ aRow: Int, _ aColumn: Int,
  _ packed: UnsafePointer<Scalar>, _ c: UnsafeMutablePointer<Scalar>, _ cRow: Int, adding: Bool
) {
  kernels.multiply_packed(
    m, n, k, a, aRow, aColumn, packed, c, cRow, adding ? UnsafePointer(c) : nil, cRow,
    ThreadWorkspace.packing.ofThisThread)
}

/// Whether our packed kernel beats OpenBLAS: with wide registers it does, about twofold on recent processors.
private let hasOwnProducts = String(cString: kernels.isa) != "base"

/// OpenBLAS is told to use one thread, once: work is split over sentences and sequences, not within products.
private let blasIsPinned: Bool = {
  openblas_set_num_threads(1)
  return true
}()

private func multiplyByBLAS(_ a: MatrixView, _ b: MatrixView, adding: Bool, to out: MatrixView) {
  guard blasIsPinned else { return }
  #if FLOAT64
    let product = cblas_dgemm
  #else
    let product = cblas_sgemm
  #endif
  product(
    CblasRowMajor, a.isTransposed ? CblasTrans : CblasNoTrans, b.isTransposed ? CblasTrans : CblasNoTrans,
    Int32(out.rows), Int32(out.columns), Int32(a.columns), 1, a.scalars.pointer, Int32(max(a.leading, 1)),
    b.scalars.pointer, Int32(max(b.leading, 1)), adding ? 1 : 0, out.scalars.pointer,
    Int32(max(out.leading, 1)))
}

/// A matrix b [K, N] in the form that products with few rows want: panels of columns, packed once and used often.
///
/// Reading it from many tasks at once is safe; `repack` is for whoever alone changes the matrix it was made from.
package final class PackedMatrix: @unchecked Sendable {
  package let rows, columns: Int
  private let panels: Panels
  private let tiled = Mutex<Tiled?>(nil)

  /// What the tile unit multiplies by, and whether it is of the present values.
  private struct Tiled {
    let matrix: TiledMatrix
    var isCurrent: Bool
  }

  private enum Panels {
    case scalars(UnsafeMutablePointer<Scalar>)
    case int8(PackedInt8Matrix)
  }

  package init(_ b: MatrixView) {
    rows = b.rows
    columns = b.columns
    let count = max(kernels.padded(b.columns) * b.rows, 1)
    panels = .scalars(
      UnsafeMutableRawPointer.allocate(byteCount: count * MemoryLayout<Scalar>.stride, alignment: 64)
        .bindMemory(to: Scalar.self, capacity: count))
    repack(b)
  }

  /// W[:, columns]ᵀ of a matrix W [N, ..] of whole numbers, which stay as they are.
  package init(_ w: Int8Matrix, columns range: Range<Int>) {
    guard range.upperBound <= w.columns else {
      shapeFailure("PackedMatrix", [w.rows, w.columns], because: "columns \(range) are wanted of it")
    }
    rows = range.count
    columns = w.rows
    panels = .int8(PackedInt8Matrix(w, columns: range))
  }

  deinit { if case .scalars(let panels) = panels { UnsafeMutableRawPointer(panels).deallocate() } }

  /// Takes the values of `b`, of the same size, anew, if it was made from a matrix of scalars; else says no.
  @discardableResult
  package func repack(_ b: MatrixView) -> Bool {
    guard case .scalars(let panels) = panels else { return false }
    guard b.rows == rows, b.columns == columns else {
      shapeFailure("repack", [rows, columns], [b.rows, b.columns], because: "they must be equal")
    }
    kernels.pack(rows, columns, b.scalars.pointer, b.rowStride, b.columnStride, panels)
    tiled.withLock { $0?.isCurrent = false }
    return true
  }

  /// What the tile unit multiplies by in a product of so many rows, where it is worth it: made when it is first wanted, as most
  /// matrices only ever meet few rows.
  private func tiles(forRows count: Int) -> TiledMatrix? {
    guard case .scalars(let panels) = panels, let unit = kernels.tiles,
      unit.pointee.is_worth_splitting(count, columns, rows, 1) != 0
    else { return nil }
    return tiled.withLock { tiled in
      if let tiled, tiled.isCurrent { return tiled.matrix }
      let matrix = tiled?.matrix ?? TiledMatrix(rows: rows, columns: columns, unit: unit.pointee)
      matrix.split(panels)
      tiled = Tiled(matrix: matrix, isCurrent: true)
      return matrix
    }
  }

  /// `out = a b`, added to rows of N that lie `stride` apart from `start` on, if there are any: those of `out` itself, or
  /// with a stride of 0 one for all.
  fileprivate func multiply(
    _ a: MatrixView, addedTo start: UnsafePointer<Scalar>?, stride: Int, into out: MatrixView, threads: Int,
    rowsStandAlone: Bool
  ) {
    guard a.columns == rows, a.rows == out.rows, out.columns == columns, !out.isTransposed else {
      shapeFailure(
        "matrixMultiply", [a.rows, a.columns], [rows, columns], [out.rows, out.columns],
        because: "they do not fit")
    }
    // Of no depth the kernels write nothing.
    guard rows > 0 else {
      for row in 0..<a.rows {
        let sums = out.scalars[row * out.leading..<row * out.leading + columns]
        if let start {
          sums.pointer.update(from: start + row * stride, count: columns)
        } else {
          sums.fill(with: 0)
        }
      }
      return
    }
    let tiles = rowsStandAlone ? nil : tiles(forRows: a.rows)
    inColumns(a, columns, threads: threads) {
      multiply(a, columns: $0, tiles: tiles, addedTo: start, stride: stride, into: out)
    }
  }

  /// - Parameter part: of the columns, from the start of a panel on.
  private func multiply(
    _ a: MatrixView, columns part: Range<Int>, tiles: TiledMatrix?, addedTo start: UnsafePointer<Scalar>?,
    stride: Int, into out: MatrixView
  ) {
    let (out, start) = (out.columns(part), start.map { $0 + part.lowerBound })
    switch panels {
    case .scalars(let panels):
      if let tiles {
        return tiles.multiply(
          a, columns: part, packed: panels + part.lowerBound * rows, addedTo: start, stride: stride,
          into: out)
      }
      kernels.multiply_packed(
        a.rows, part.count, rows, a.scalars.pointer, a.rowStride, a.columnStride,
        panels + part.lowerBound * rows, out.scalars.pointer, out.leading, start, stride,
        ThreadWorkspace.packing.ofThisThread)
    case .int8(let panels):
      panels.multiply(a, columns: part, addedTo: start, stride: stride, into: out)
    }
  }
}

/// `out = a b`, as the above. a: [M, K], b: [K, N], out: [M, N], not transposed.
///
/// - Parameter rowsStandAlone: whether each row is to have the same bits whatever rows there are beside it; else where there are
///   many, another kernel takes them, to other last digits.
package func matrixMultiply(
  _ a: MatrixView, _ b: PackedMatrix, into out: MatrixView, threads: Int = 1, rowsStandAlone: Bool = false
) {
  b.multiply(
    a, addedTo: nil, stride: 0, into: out, threads: threads, rowsStandAlone: rowsStandAlone)
}

/// `out += a b`, as the above.
package func matrixMultiply(
  _ a: MatrixView, _ b: PackedMatrix, addingTo out: MatrixView, threads: Int = 1,
  rowsStandAlone: Bool = false
) {
  b.multiply(
    a, addedTo: out.scalars.pointer, stride: out.leading, into: out, threads: threads,
    rowsStandAlone: rowsStandAlone)
}

/// `out = row + a b`, the row added to each of the product's. row: [N].
package func matrixMultiply(
  _ a: MatrixView, _ b: PackedMatrix, addedTo row: Scalars, into out: MatrixView, threads: Int = 1,
  rowsStandAlone: Bool = false
) {
  guard row.count == b.columns else {
    shapeFailure(
      "matrixMultiply", [b.rows, b.columns], [row.count], because: "the row needs a number a column")
  }
  b.multiply(
    a, addedTo: row.pointer, stride: 0, into: out, threads: threads, rowsStandAlone: rowsStandAlone)
}
