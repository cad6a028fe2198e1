internal import CKernels

#if FLOAT64
  typealias TileUnit = seqkit_tile_products_f64
#else
  typealias TileUnit = seqkit_tile_products_f32
#endif

/// A packed matrix b [K, N] in the form that the processor's tile unit wants, each number in three parts.
///
/// Whoever splits it is alone with it; then reading it from many tasks at once is safe.
final class TiledMatrix: @unchecked Sendable {
  private let rows, columns: Int
  private let unit: TileUnit
  private let words: UnsafeMutablePointer<UInt32>

  init(rows: Int, columns: Int, unit: TileUnit) {
    self.rows = rows
    self.columns = columns
    self.unit = unit
    let count = max(unit.words(rows, columns), 1)
    words = UnsafeMutableRawPointer.allocate(byteCount: count * MemoryLayout<UInt32>.stride, alignment: 64)
      .bindMemory(to: UInt32.self, capacity: count)
  }

  deinit { UnsafeMutableRawPointer(words).deallocate() }

  /// Takes the values of b, which lies packed at `panels`.
  func split(_ panels: UnsafePointer<Scalar>) {
    unit.split(rows, columns, panels, words)
  }

  /// - Parameters:
  ///   - part: of the columns, from the start of a panel on.
  ///   - packed: the part's panels, for sums that are not finite.
  func multiply(
    _ a: MatrixView, columns part: Range<Int>, packed: UnsafePointer<Scalar>,
    addedTo start: UnsafePointer<Scalar>?, stride: Int, into out: MatrixView
  ) {
    unit.multiply_split(
      a.rows, part.count, rows, a.scalars.pointer, a.rowStride, a.columnStride,
      words + unit.words(rows, part.lowerBound), packed, out.scalars.pointer, out.leading, start, stride,
      ThreadWorkspace.packing.ofThisThread)
  }
}
