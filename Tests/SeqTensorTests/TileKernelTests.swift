import SeqTensor
import TestSupport
import Testing

/// Products by the processor's tile unit, which takes numbers apart and puts them together again. Without one there is nothing
/// to test, and the suite says so.
@Suite(.enabled(if: kernels(for: "amx") != nil, "this processor has no tile unit for this scalar"))
struct TileKernelTests {
  /// C = A B of one table's kernels: packed by the vectors, packed by tiles, and unpacked by tiles.
  private struct Products {
    let vectors, tiles, alone: [Scalar]
    let allFinite: Bool

    init(_ m: Int, _ n: Int, _ k: Int, a: Scalars, b: Scalars, turned: Bool, adding: Bool) throws {
      let table = try #require(kernels(for: "amx"))
      let unit = try #require(table.tiles).pointee
      var samples = Samples(seed: 1)
      let start = samples.normal(m * n)
      let packed = samples.normal((n + table.panel - 1) / table.panel * table.panel * k)
      let (workspace, c) = (samples.normal(table.workspace + 16), samples.normal(m * n))
      let words = UnsafeMutableRawPointer.allocate(byteCount: 4 * unit.words(k, n), alignment: 64)
        .bindMemory(to: UInt32.self, capacity: unit.words(k, n))
      defer { words.deallocate() }
      let (row, column) = turned ? (1, m) : (k, 1)
      table.pack(k, n, b.pointer, n, 1, packed.pointer)
      allFinite = unit.split(k, n, packed.pointer, words) != 0
      func from() -> UnsafePointer<Scalar>? {
        c.assign(start)
        return adding ? UnsafePointer(c.pointer) : nil
      }
      let first = from()
      table.multiply_packed(
        m, n, k, a.pointer, row, column, packed.pointer, c.pointer, n, first, n, workspace.pointer)
      vectors = c.elements
      let second = from()
      unit.multiply_split(
        m, n, k, a.pointer, row, column, words, packed.pointer, c.pointer, n, second, n, workspace.pointer)
      tiles = c.elements
      let third = from()
      unit.product(
        m, n, k, a.pointer, row, column, b.pointer, n, 1, c.pointer, n, third == nil ? 0 : 1,
        workspace.pointer)
      alone = c.elements
    }
  }

  /// The root of the mean square of the errors beside that of the exact sums.
  private func error(_ c: [Scalar], _ m: Int, _ n: Int, _ k: Int, a: Scalars, b: Scalars) -> Double {
    var (errors, squares) = (0.0, 0.0)
    for i in 0..<m {
      for j in 0..<n {
        let exact = (0..<k).reduce(0.0) { $0 + Double(a[i * k + $1]) * Double(b[$1 * n + j]) }
        errors += (Double(c[i * n + j]) - exact) * (Double(c[i * n + j]) - exact)
        squares += exact * exact
      }
    }
    return (errors / squares).squareRoot()
  }

  /// Three parts of every number, and no more of a product left out than rounding it loses: sums are at least as exact as those
  /// of the vectors, whatever the numbers' sizes.
  @Test func asExactAsTheVectors() throws {
    var samples = Samples(seed: 11)
    let (m, n, k) = (33, 40, 512)
    let (a, b) = (samples.normal(m * k), samples.normal(k * n))
    for i in a.indices { a[i] *= Scalar(1 << (i * 7 % 21)) }
    for i in b.indices { b[i] *= Scalar(1 << (i * 5 % 19)) / 1_000_000 }
    let products = try Products(m, n, k, a: a, b: b, turned: false, adding: false)
    let limit = error(products.vectors, m, n, k, a: a, b: b)
    #expect(limit > 1e-8 && limit < 1e-6)
    #expect(error(products.tiles, m, n, k, a: a, b: b) < limit)
    #expect(error(products.alone, m, n, k, a: a, b: b) < limit)
  }

  /// A number times one is that number, to the last bit: nothing is lost where it is taken apart.
  @Test func numbersStayWhole() throws {
    var samples = Samples(seed: 12)
    let n = 64
    let (a, b) = (samples.normal(n * n), samples.normal(n * n))
    b.fill(with: 0)
    for i in 0..<n { b[i * n + i] = 1 }
    a[0] = 3e38
    a[1] = -1.5e-30
    a[2] = Scalar(0.1) + Scalar(1 << 20)
    a[3] = 16_777_215
    a[4] = -16_777_213
    let products = try Products(n, n, n, a: a, b: b, turned: false, adding: false)
    #expect(products.allFinite)
    #expect(products.tiles == a.elements)
    #expect(products.alone == a.elements)
  }

  /// Sizes beside those of tiles, groups and blocks, one of each, and no depth that is a whole number of tiles.
  @Test(
    arguments: [
      (1, 1, 1), (16, 16, 32), (17, 33, 31), (32, 32, 33), (129, 31, 513), (28, 515, 100), (260, 48, 1025),
    ], [false, true])
  func everySize(_ size: (Int, Int, Int), adding: Bool) throws {
    let (m, n, k) = size
    var samples = Samples(seed: 13)
    let (a, b, turned) = (samples.normal(m * k), samples.normal(k * n), samples.normal(m * k))
    for i in 0..<m { for p in 0..<k { turned[p * m + i] = a[i * k + p] } }
    let tolerance = Scalar(k) * 2e-6
    let products = try Products(m, n, k, a: a, b: b, turned: false, adding: adding)
    #expect(distance(products.tiles, products.vectors) < tolerance)
    #expect(distance(products.alone, products.vectors) < tolerance)
    let fromTurned = try Products(m, n, k, a: turned, b: b, turned: true, adding: adding)
    #expect(fromTurned.tiles == products.tiles)
    #expect(fromTurned.alone == products.alone)
  }

  /// Infinity has no three parts: rows or columns that have it, or NaN, or what would round to infinity, come out as the vectors
  /// have them, and so does the rest.
  @Test(arguments: [Scalar.infinity, -.infinity, .nan, .greatestFiniteMagnitude], [false, true])
  func whatIsNotFinite(_ value: Scalar, isRight: Bool) throws {
    var samples = Samples(seed: 14)
    let (m, n, k) = (140, 48, 600)
    let (a, b) = (samples.normal(m * k), samples.normal(k * n))
    for i in a.indices { a[i] = abs(a[i]) / 1024 }
    for i in b.indices { b[i] = abs(b[i]) / 1024 }
    if isRight { b[520 * n + 3] = value } else { a[131 * k + 20] = value }
    let products = try Products(m, n, k, a: a, b: b, turned: false, adding: false)
    #expect(products.allFinite == !isRight)
    // A B that is not finite is not multiplied by in tiles.
    for result in isRight ? [products.alone] : [products.tiles, products.alone] {
      for (one, other) in zip(result, products.vectors) {
        if other.isFinite {
          #expect(abs(one - other) <= 1e-5 * max(abs(other), 1))
        } else {
          #expect(one.isNaN == other.isNaN && (one.isNaN || one == other))
        }
      }
      #expect(result.contains { !$0.isFinite || $0 > 1e30 })
    }
  }
}

/// What the above tests one kernel at a time, by the way that everybody takes.
@Suite struct LargeProductTests {
  /// A matrix that is not finite, then another in its place.
  @Test func packedMatricesThatAreNotFinite() {
    var samples = Samples(seed: 15)
    let (m, n, k) = (64, 64, 64)
    let (a, b, c) = (samples.normal(m * k), samples.normal(k * n), samples.normal(m * n))
    let right = MatrixView(b, rows: k, columns: n)
    let before = b[5]
    b[5] = .infinity
    let packed = PackedMatrix(right)
    func multiply() -> [Scalar] {
      matrixMultiply(
        MatrixView(a, rows: m, columns: k), packed, into: MatrixView(c, rows: m, columns: n))
      return c.elements
    }
    for (place, element) in multiply().enumerated() { #expect(element.isFinite == (place % n != 5)) }
    b[5] = before
    packed.repack(right)
    let finite = multiply()
    #expect(finite.allSatisfy { $0.isFinite })
    let exact = (0..<k).reduce(0.0) { $0 + Double(a[$1]) * Double(b[$1 * n + 5]) }
    #expect(abs(Double(finite[5]) - exact) < 1e-4)
  }

  /// The tiles of one matrix are made by whichever task wants them first.
  @Test func manyTasksShareAPackedMatrix() async {
    let (m, n, k) = (64, 96, 64)
    var samples = Samples(seed: 16)
    let (a, b) = (samples.normal(m * k).elements, samples.normal(k * n))
    let packed = PackedMatrix(MatrixView(b, rows: k, columns: n))
    let results = await withTaskGroup(of: [Scalar].self) { group in
      for _ in 0..<8 {
        group.addTask {
          let samples = Samples()
          let (left, c) = (samples.arena.allocate(m * k), samples.arena.allocate(m * n))
          left.assign(a)
          matrixMultiply(
            MatrixView(left, rows: m, columns: k), packed, into: MatrixView(c, rows: m, columns: n))
          return c.elements
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(results.count == 8 && results.allSatisfy { $0 == results[0] })
  }
}
