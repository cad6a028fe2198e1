import SeqTensor
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Below, at and above one vector and one block of 64 partial sums, and none of them a multiple.
let oddSizes = [0, 1, 7, 31, 33, 100, 257]

@Suite struct ElementwiseTests {
  @Test(arguments: oddSizes) func functions(count: Int) {
    let table: [(String, (Scalars, Scalars) -> Void, (Double) -> Double, Range<Scalar>)] = [
      ("exp", { exp($0, into: $1) }, { exp($0) }, -5..<5),
      ("log", { log($0, into: $1) }, { log($0) }, 0.01..<9),
      ("tanh", { tanh($0, into: $1) }, { tanh($0) }, -9..<9),
      ("sigmoid", { sigmoid($0, into: $1) }, Plain.sigmoid, -9..<9),
      ("relu", { relu($0, into: $1) }, { max($0, 0) }, -1..<1),
      ("softplus", { softplus($0, into: $1) }, Plain.softplus, -9..<9),
      ("squareRoot", { squareRoot($0, into: $1) }, { $0.squareRoot() }, 0..<9),
    ]
    for (name, kernel, plain, range) in table {
      let bench = Bench()
      let x = bench.random(count, in: range)
      let expected = x.doubles.map(plain)
      let out = bench.unwritten(count)
      kernel(x, out)
      #expect(error(out, expected) < kernelTolerance, "\(name)")
      kernel(x, x)
      #expect(x.elements == out.elements, "\(name) in place")
      #expect(bench.fencesStand, "\(name)")
    }
  }

  @Test(arguments: oddSizes, [false, true]) func pullbacks(count: Int, adds: Bool) {
    let table: [(String, (Scalars, Scalars, Scalars, Bool) -> Void, (Double) -> Double)] = [
      ("tanh", { tanhPullback($0, $1, into: $2, adds: $3) }, { 1 - $0 * $0 }),
      ("sigmoid", { sigmoidPullback($0, $1, into: $2, adds: $3) }, { $0 * (1 - $0) }),
      ("relu", { reluPullback($0, $1, into: $2, adds: $3) }, { $0 > 0 ? 1 : 0 }),
      ("softplus", { softplusPullback($0, $1, into: $2, adds: $3) }, Plain.sigmoid),
    ]
    for (name, kernel, derivative) in table {
      let bench = Bench()
      let (y, dy) = (bench.random(count), bench.random(count))
      let dx = adds ? bench.random(count) : bench.unwritten(count)
      let before = adds ? dx.doubles : Array(repeating: 0, count: count)
      let expected = zip(before, zip(dy.doubles, y.doubles)).map { $0 + $1.0 * derivative($1.1) }
      kernel(y, dy, dx, adds)
      #expect(error(dx, expected) < kernelTolerance, "\(name)")
      #expect(bench.fencesStand, "\(name)")
    }
  }

  @Test(arguments: oddSizes) func arithmetic(count: Int) {
    let table: [(String, (Scalars, Scalars, Scalars) -> Void, (Double, Double) -> Double)] = [
      ("add", { add($0, $1, into: $2) }, { $0 + $1 }),
      ("subtract", { subtract($0, $1, into: $2) }, { $0 - $1 }),
      ("multiply", { multiply($0, $1, into: $2) }, { $0 * $1 }),
      ("divide", { divide($0, $1, into: $2) }, { $0 / $1 }),
      ("scale", { x, _, out in scale(x, by: -3, into: out) }, { x, _ in -3 * x }),
    ]
    for (name, kernel, plain) in table {
      let bench = Bench()
      let (a, b, out) = (bench.random(count), bench.random(count, in: 0.5..<2), bench.unwritten(count))
      let expected = zip(a.doubles, b.doubles).map(plain)
      kernel(a, b, out)
      #expect(error(out, expected) < kernelTolerance, "\(name)")
      kernel(a, b, a)
      #expect(a.elements == out.elements, "\(name) in place")
      #expect(bench.fencesStand, "\(name)")
    }
  }

  @Test(arguments: oddSizes) func accumulation(count: Int) {
    let bench = Bench()
    let (a, b, y) = (bench.random(count), bench.random(count), bench.random(count))
    let once = zip(y.doubles, a.doubles).map { $0 + 0.5 * $1 }
    accumulate(a, into: y, scale: 0.5)
    #expect(error(y, once) < kernelTolerance)
    let twice = zip(y.doubles, zip(a.doubles, b.doubles)).map { $0 - 3 * $1.0 * $1.1 }
    multiplyAccumulate(a, b, into: y, scale: -3)
    #expect(error(y, twice) < kernelTolerance)
    let thrice = zip(y.doubles, a.doubles).map { $0 + $1 }
    accumulate(a, into: y)
    #expect(error(y, thrice) < kernelTolerance)
    #expect(bench.fencesStand)
  }

  @Test(arguments: oddSizes) func rowsAndColumns(columns: Int) {
    for rows in columns < 40 ? [0, 1, 7, 33, 1111] : [0, 1, 7, 33] {
      let bench = Bench()
      let (x, row, sums) = (bench.random(rows * columns), bench.random(columns), bench.random(columns))
      let expectedSums = (0..<columns).map { column in
        (0..<rows).reduce(sums.doubles[column]) { $0 + Double(x[$1 * columns + column]) }
      }
      columnSums(of: x, addingTo: sums)
      #expect(error(sums, expectedSums) < kernelTolerance * Double(max(rows, 33)) / 33)
      let expected = x.indices.map { Double(x[$0]) + Double(row[$0 % columns]) }
      addRow(row, to: x)
      #expect(error(x, expected) < kernelTolerance)
      #expect(bench.fencesStand)
    }
  }

  @Test(arguments: oddSizes) func reductions(count: Int) {
    let bench = Bench()
    let (a, b) = (bench.random(count), bench.random(count))
    #expect(error(Double(dot(a, b)), Plain.dot(a.doubles, b.doubles)) < kernelTolerance)
    #expect(error(Double(sum(a)), a.doubles.reduce(0, +)) < kernelTolerance)
    #expect(error(sumOfSquares(a), Plain.dot(a.doubles, a.doubles)) < 1e-12, "double whatever the scalar")
  }

  /// A sum of squares of numbers near the largest `Float` does not fit in a `Float`.
  @Test func sumOfSquaresDoesNotOverflow() {
    let bench = Bench()
    #expect(sumOfSquares(bench.array([3e30, 4e30])).squareRoot() / 5e30 - 1 < 1e-6)
  }

  @Test(arguments: oddSizes) func allFiniteFindsTheOneThatIsNot(count: Int) {
    let x = Bench().random(count)
    #expect(allFinite(x))
    for place in x.indices {
      let kept = x[place]
      for bad in [Scalar.nan, .infinity, -.infinity] {
        x[place] = bad
        #expect(!allFinite(x))
      }
      x[place] = kept
    }
  }

  @Test func clipLimitsAndLeavesNaN() {
    let x = Bench().array([-3, -1, 0, 0.5, 2, .nan, .infinity, -.infinity])
    clip(x, by: 1)
    #expect(Array(x.elements[0..<5]) == [-1, -1, 0, 0.5, 1])
    #expect(x[5].isNaN && x[6] == 1 && x[7] == -1)
  }

  @Test(arguments: oddSizes) func gatherAndScatter(columns: Int) {
    let bench = Bench()
    let ids = [4, 0, 4, 2]
    let table = bench.random(5 * columns)
    let out = bench.unwritten(ids.count * columns)
    gatherRows(table, bench.integers(ids), columns: columns, into: out)
    #expect(out.elements == ids.flatMap { table.elements[$0 * columns..<($0 + 1) * columns] })

    var expected = table.doubles
    for (row, id) in ids.enumerated() {
      for j in 0..<columns { expected[id * columns + j] += Double(out[row * columns + j]) }
    }
    scatterAddRows(out, bench.integers(ids), columns: columns, into: table)
    #expect(error(table, expected) < kernelTolerance)
    #expect(bench.fencesStand)
  }

  @Test func gatherOutsideTheTableStopsTheProgram() async {
    await #expect(processExitsWith: .failure) {
      let bench = Bench()
      gatherRows(bench.random(6), bench.integers([2]), columns: 3, into: bench.unwritten(3))
    }
    await #expect(processExitsWith: .failure) {
      let bench = Bench()
      gatherRows(bench.random(6), bench.integers([-1]), columns: 3, into: bench.unwritten(3))
    }
  }

  @Test(arguments: oddSizes) func dropoutDrawsAsTheRandomSourceDoes(count: Int) {
    for keep: Scalar in [0.25, 0.8, 1] {
      let bench = Bench()
      var source = RandomSource(key: 0x1234_5678_9abc_def0, counter: 41)
      let mask = bench.unwritten(count)
      dropoutMask(key: source.key, counter: source.counter, keep: keep, into: mask)
      #expect(mask.elements == (0..<count).map { _ in source.uniform() < keep ? 1 / keep : 0 })
      #expect(bench.fencesStand)
    }
  }
}
