import SeqTensor
import TestSupport
import Testing

/// Products by whole numbers with a scale a row against those by what the numbers stand for: the same bits.
@Suite struct Int8MatrixTests {
  private struct Sample {
    let bench = Bench()
    let matrix: Int8Matrix
    let wide: Scalars

    init(rows: Int, columns: Int, seed: UInt64, isKept: Bool = false) {
      var random = RandomSource(seed: seed)
      // Every number an int8 can be, −128 too, which is never written.
      let numbers = (0..<rows * columns).map { _ in Int8(random.below(256) - 128) }
      let scales = (0..<rows).map { row in row == 1 ? 0 : Scalar(random.uniform(in: 0.001..<0.1)) }
      let kept = UnsafeMutablePointer<Int8>.allocate(capacity: max(numbers.count, 1))
      kept.initialize(from: numbers, count: numbers.count)
      matrix = Int8Matrix(rows: rows, columns: columns, numbers: kept, isKept: isKept, scales: scales)
      if !isKept {
        // A copy was made: what becomes of these does not matter.
        kept.update(repeating: 77, count: numbers.count)
        kept.deallocate()
      }
      wide = bench.array(
        numbers.enumerated().map { place, number in Scalar(number) * scales[place / columns] })
    }
  }

  @Test(arguments: [(1, 1), (2, 3), (7, 16), (31, 33), (64, 300), (100, 17), (257, 256)])
  func productsHaveTheBitsOfWidenedOnes(_ rows: Int, _ columns: Int) {
    let sample = Sample(rows: rows, columns: columns, seed: UInt64(rows), isKept: rows == 7)
    let bench = sample.bench
    let wide = MatrixView(sample.wide, rows: rows, columns: columns)
    for range in [0..<columns, columns / 3..<columns] where !range.isEmpty {
      let packed = (
        PackedMatrix(sample.matrix, columns: range), PackedMatrix(wide.columns(range).transposed)
      )
      for m in [1, 2, 3, 5, 13, 14, 40, 300] {
        let a = MatrixView(bench.random(m * range.count), rows: m, columns: range.count)
        let row = bench.random(rows)
        let sums = [packed.0, packed.1].map { weights in
          let sum = bench.unwritten(m * rows)
          matrixMultiply(
            a, weights, addedTo: row, into: MatrixView(sum, rows: m, columns: rows), rowsStandAlone: true)
          return sum.elements
        }
        #expect(sums[0] == sums[1], "with a row, \(m) rows, \(range)")
        for adding in [false, true] {
          let begun = bench.random(m * rows)
          let (found, expected) = (bench.array(begun.elements), bench.array(begun.elements))
          let (to, other) = (
            MatrixView(found, rows: m, columns: rows), MatrixView(expected, rows: m, columns: rows)
          )
          if adding {
            matrixMultiply(a, packed.0, addingTo: to)
            matrixMultiply(a, packed.1, addingTo: other, rowsStandAlone: true)
          } else {
            matrixMultiply(a, packed.0, into: to)
            matrixMultiply(a, packed.1, into: other, rowsStandAlone: true)
          }
          #expect(found.elements == expected.elements, "packed, \(m) rows, \(range)")
          guard m <= 3 else { continue }
          matrixMultiplyFewRows(a, sample.matrix, columns: range, adding: adding, to: to)
          if adding {
            matrixMultiply(a, wide.columns(range).transposed, addingTo: other)
          } else {
            matrixMultiply(a, wide.columns(range).transposed, into: other)
          }
          #expect(found.elements == expected.elements, "few rows, \(m), \(range)")
        }
      }
    }
    #expect(bench.fencesStand)
  }

  /// By none of the columns: zeros, or what is added to.
  @Test func productsOfNoDepth() {
    let sample = Sample(rows: 5, columns: 4, seed: 2)
    let bench = sample.bench
    let packed = PackedMatrix(sample.matrix, columns: 2..<2)
    for m in [1, 6] {
      let a = MatrixView(bench.random(0), rows: m, columns: 0)
      let (sum, row) = (bench.unwritten(m * 5), bench.random(5))
      let to = MatrixView(sum, rows: m, columns: 5)
      matrixMultiply(a, packed, into: to)
      #expect(sum.elements == Array(repeating: 0, count: m * 5))
      matrixMultiply(a, packed, addedTo: row, into: to)
      let rows = (0..<m).flatMap { _ in row.elements }
      #expect(sum.elements == rows)
      matrixMultiply(a, packed, addingTo: to)
      #expect(sum.elements == rows)
    }
    #expect(bench.fencesStand)
  }

  /// A matrix large enough to be cut, its last part not of whole panels: threads change no bit.
  @Test(arguments: [(1861, 300), (5, 120_001), (9001, 64)])
  func threadsChangeNoBit(_ rows: Int, _ columns: Int) {
    let sample = Sample(rows: rows, columns: columns, seed: 4)
    let bench = sample.bench
    let wide = MatrixView(sample.wide, rows: rows, columns: columns)
    for packed in [PackedMatrix(sample.matrix, columns: 0..<columns), PackedMatrix(wide.transposed)] {
      for m in [1, 6] {
        let a = MatrixView(bench.random(m * columns), rows: m, columns: columns)
        let begun = bench.random(m * rows)
        let results = [1, 2, 3].map { threads in
          let (found, sum) = (bench.unwritten(m * rows), bench.array(begun.elements))
          matrixMultiply(a, packed, into: MatrixView(found, rows: m, columns: rows), threads: threads)
          matrixMultiply(a, packed, addingTo: MatrixView(sum, rows: m, columns: rows), threads: threads)
          return [found.elements, sum.elements]
        }
        #expect(results[1] == results[0] && results[2] == results[0], "\(m) rows")
      }
    }
    #expect(bench.fencesStand)
  }

  @Test func rowsAreGatheredAndWidenedOnce() {
    let sample = Sample(rows: 9, columns: 37, seed: 3)
    let bench = sample.bench
    let out = bench.unwritten(4 * 37)
    gatherRows(sample.matrix, bench.integers([8, 1, 0, 8]), into: out)
    let expected = [8, 1, 0, 8].flatMap { row in sample.wide[row * 37..<(row + 1) * 37].elements }
    #expect(out.elements == expected)
    let all = bench.unwritten(9 * 37)
    inParallel(8, threads: 2) { _ in sample.matrix.widenOnce(into: all) }
    #expect(all.elements == sample.wide.elements)
    all[0] = 5
    sample.matrix.widenOnce(into: all)
    #expect(all[0] == 5, "what was widened is not written again")
  }

  @Test func aPackedInt8MatrixIsNotRepacked() {
    let sample = Sample(rows: 4, columns: 4, seed: 1)
    let packed = PackedMatrix(sample.matrix, columns: 0..<4)
    #expect(!packed.repack(MatrixView(sample.wide, rows: 4, columns: 4)))
  }
}
