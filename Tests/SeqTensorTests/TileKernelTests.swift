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
      unit.split(k, n, packed.pointer, words)
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
  /// of the vectors, of numbers of many sizes.
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
  @Test(
    arguments: [Scalar.infinity, -.infinity, .nan, .greatestFiniteMagnitude],
    [(0, false), (131, false), (139, false), (0, true), (37, true)])
  func whatIsNotFinite(_ value: Scalar, place: (line: Int, isRight: Bool)) throws {
    var samples = Samples(seed: 14)
    let (m, n, k) = (140, 48, 600)
    let (a, b) = (samples.normal(m * k), samples.normal(k * n))
    for i in a.indices { a[i] = abs(a[i]) / 1024 }
    for i in b.indices { b[i] = abs(b[i]) / 1024 }
    // In the second stretch of depths.
    if place.isRight { b[520 * n + place.line] = value } else { a[place.line * k + 590] = value }
    for adding in [false, true] {
      let products = try Products(m, n, k, a: a, b: b, turned: false, adding: adding)
      for result in [products.tiles, products.alone] {
        #expect(result.contains { !$0.isFinite || $0 > 1e30 })
        #expect(result.contains { abs($0) < 1e3 })
        #expect(zip(result, products.vectors).allSatisfy { isAlike($0, $1) })
      }
    }
  }

  /// The same of finite numbers whose products are not: their thirds overflow to both sides, or sooner than they do.
  @Test func productsThatOverflow() throws {
    let largest: [Scalar] = [3e38, 1e25, 0x1.fffffp63, -1e25]
    var samples = Samples(seed: 17)
    let (m, n, k) = (32, 64, 64)
    for value in largest {
      let (a, b) = (samples.normal(m * k), samples.normal(k * n))
      (a[3 * k + 5], b[5 * n + 7]) = (value, abs(value))
      let products = try Products(m, n, k, a: a, b: b, turned: false, adding: false)
      #expect(abs(products.vectors[3 * n + 7]) > 3e38)
      for result in [products.tiles, products.alone] {
        #expect(zip(result, products.vectors).allSatisfy { isAlike($0, $1) })
      }
    }
  }

  private func isAlike(_ one: Scalar, _ other: Scalar) -> Bool {
    if other.isFinite { return abs(one - other) <= 1e-5 * max(abs(other), 1) }
    return other.isNaN ? one.isNaN : one == other
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

  /// The tiles of one matrix are made by whichever task wants them first; parts of its columns on several threads have the bits of
  /// the whole, also beside what is not finite.
  @Test(arguments: [false, true])
  func tasksAndThreadsShareAPackedMatrix(isFinite: Bool) async {
    let (m, n, k) = (160, 1216, 96)
    var samples = Samples(seed: 16)
    let (left, b) = (samples.normal(m * k), samples.normal(k * n))
    if !isFinite { b[7 * n + 700] = .nan }
    let a = left.elements
    let matrix = MatrixView(b, rows: k, columns: n)
    let packed = PackedMatrix(matrix)
    @Sendable func multiply(threads: Int, rowsStandAlone: Bool = false) -> [Scalar] {
      let samples = Samples()
      let (left, c) = (samples.arena.allocate(m * k), samples.arena.allocate(m * n))
      left.assign(a)
      matrixMultiply(
        MatrixView(left, rows: m, columns: k), packed, into: MatrixView(c, rows: m, columns: n),
        threads: threads, rowsStandAlone: rowsStandAlone)
      return c.elements
    }
    let results = await withTaskGroup(of: [Scalar].self) { group in
      for threads in [1, 2, 3, 1, 2, 3] { group.addTask { multiply(threads: threads) } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    let plain = multiply(threads: 1, rowsStandAlone: true)
    #expect(results.allSatisfy { $0.map(\.bitPattern) == results[0].map(\.bitPattern) })
    #expect(zip(plain, results[0]).allSatisfy { ($0.isNaN && $1.isNaN) || abs($0 - $1) < 1e-4 })
    #expect((kernels.tiles != nil) == (plain.map(\.bitPattern) != results[0].map(\.bitPattern)))
    let alone = [1, 2, 3].map { threads in
      let c = samples.arena.allocate(m * n)
      matrixMultiply(
        MatrixView(left, rows: m, columns: k), matrix, into: MatrixView(c, rows: m, columns: n),
        threads: threads)
      return c.elements.map(\.bitPattern)
    }
    #expect(alone[1] == alone[0] && alone[2] == alone[0])
  }
}
