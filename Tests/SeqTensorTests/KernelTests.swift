import SeqTensor
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// An arena that is never freed: kernels hold addresses, which would not keep a local arena to the end of its test.
private func keptArena() -> Arena { Unmanaged.passRetained(Arena()).takeUnretainedValue() }

/// Scalars with seeded values.
struct Samples {
  let arena = keptArena()
  private var random: RandomSource

  init(seed: UInt64 = 5) { random = RandomSource(seed: seed) }

  mutating func normal(_ count: Int) -> Scalars {
    let scalars = arena.allocate(count)
    for i in scalars.indices { scalars[i] = random.normal() }
    return scalars
  }

  func copy(_ scalars: Scalars) -> Scalars {
    let copy = arena.allocate(scalars.count)
    copy.assign(scalars)
    return copy
  }
}

private let sizes = [0, 1, 7, 31, 33, 64, 100, 257]
/// A few roundings of numbers of size 1.
private let close: Scalar = isDouble ? 1e-13 : 2e-6

@Suite struct ElementwiseKernelTests {
  /// Name, the fast kernel, and the same for one number.
  private static var functions: [(String, (Scalars, Scalars) -> Void, (Double) -> Double)] {
    [
      ("exp", { exp($0, into: $1) }, { exp($0) }),
      ("tanh", { tanh($0, into: $1) }, { tanh($0) }),
      ("sigmoid", { sigmoid($0, into: $1) }, { 1 / (1 + exp(-$0)) }),
      ("softplus", { softplus($0, into: $1) }, { $0 > 30 ? $0 : log1p(exp($0)) }),
      ("relu", { relu($0, into: $1) }, { max(0, $0) }),
    ]
  }

  /// Relative to the exact value, or absolute below the smallest normal number.
  @Test func accurateEverywhere() {
    let arena = keptArena()
    let x = arena.allocate(40_001)
    for i in x.indices { x[i] = Scalar(i - 20_000) / 200 }  // −100 ... 100
    let y = arena.allocate(x.count)
    for (name, fast, exact) in Self.functions {
      fast(x, y)
      for i in x.indices {
        let expected = exact(Double(x[i]))
        // In Float exp reaches infinity at 88.7 and is taken as 0 below −87.3, where only subnormal numbers are left.
        if !isDouble, abs(x[i]) > 87, name != "relu", name != "tanh" { continue }
        let error = abs(Double(y[i]) - expected) / max(abs(expected), 1e-30)
        #expect(error < (isDouble ? 1e-14 : 6e-7), "\(name)(\(x[i])) = \(y[i]), not \(expected)")
        if error >= (isDouble ? 1e-14 : 6e-7) { break }
      }
    }
  }

  @Test func unusualNumbers() {
    let arena = keptArena()
    let x = arena.allocate(33)  // longer than any vector, with a rest
    let y = arena.allocate(33)
    for (name, fast, _) in Self.functions {
      x.fill(with: .nan)
      fast(x, y)
      #expect(y.elements.allSatisfy { $0.isNaN }, "\(name) of NaN")
      x.fill(with: .infinity)
      fast(x, y)
      #expect(
        y.elements.allSatisfy { $0 == (["tanh", "sigmoid"].contains(name) ? 1 : .infinity) }, "\(name) of ∞")
      x.fill(with: -.infinity)
      fast(x, y)
      #expect(y.elements.allSatisfy { $0 == (name == "tanh" ? -1 : 0) }, "\(name) of −∞")
    }
  }

  @Test func sumsEqualPlainLoops() {
    var samples = Samples()
    for n in sizes {
      let (a, b) = (samples.normal(n), samples.normal(n))
      let plainDot = a.indices.reduce(0.0) { $0 + Double(a[$1]) * Double(b[$1]) }
      #expect(abs(Double(dot(a, b)) - plainDot) < Double(close) * Double(max(n, 1)))
      #expect(
        abs(Double(sum(a)) - a.elements.reduce(0.0) { $0 + Double($1) }) < Double(close) * Double(max(n, 1)))
      #expect(
        abs(sumOfSquares(a) - a.elements.reduce(0.0) { $0 + Double($1) * Double($1) }) < 1e-9
          * Double(max(n, 1)))
      let y = samples.copy(b)
      accumulate(a, into: y, scale: 3)
      #expect(distance(y.elements, a.indices.map { b[$0] + 3 * a[$0] }) < 10 * close)
      multiplyAccumulate(a, b, into: y, scale: -2)
      #expect(distance(y.elements, a.indices.map { b[$0] + 3 * a[$0] - 2 * a[$0] * b[$0] }) < 20 * close)
    }
    let rows = samples.normal(3 * 33)
    let row = samples.normal(33)
    let total = samples.copy(row)
    columnSums(of: rows, addingTo: total)
    #expect(
      distance(total.elements, (0..<33).map { row[$0] + rows[$0] + rows[33 + $0] + rows[66 + $0] }) < 10
        * close)
  }
}

@Suite struct MatrixKernelTests {
  private func plain(_ a: MatrixView, _ b: MatrixView) -> [Scalar] {
    func element(_ m: MatrixView, _ i: Int, _ j: Int) -> Double {
      Double(m.isTransposed ? m.scalars[j * m.leading + i] : m.scalars[i * m.leading + j])
    }
    return (0..<a.rows).flatMap { i in
      (0..<b.columns).map { j in
        Scalar((0..<a.columns).reduce(0.0) { $0 + element(a, i, $1) * element(b, $1, j) })
      }
    }
  }

  private func elements(_ m: MatrixView) -> [Scalar] {
    (0..<m.rows).flatMap { i in
      (0..<m.columns).map { j in m.isTransposed ? m.scalars[j * m.leading + i] : m.scalars[i * m.leading + j]
      }
    }
  }

  /// A matrix inside a larger one, so that strides differ from widths; turned if asked.
  private func part(_ samples: inout Samples, _ rows: Int, _ columns: Int, turned: Bool) -> MatrixView {
    if turned { return part(&samples, columns, rows, turned: false).transposed }
    return MatrixView(samples.normal((rows + 2) * (columns + 3)), rows: rows + 2, columns: columns + 3)
      .rows(1..<rows + 1).columns(2..<columns + 2)
  }

  @Test func everyTranspositionAndSize() {
    var samples = Samples()
    let shapes = [
      (1, 1, 1), (1, 5, 3), (2, 33, 70), (3, 64, 31), (4, 1, 9), (5, 32, 1), (13, 33, 65), (14, 100, 7),
      (70, 31, 257),
      (300, 517, 129), (0, 3, 4), (3, 0, 4), (3, 4, 0),
    ]
    for (m, n, k) in shapes {
      for choice in 0..<8 {
        let a = part(&samples, m, k, turned: choice & 1 != 0)
        let b = part(&samples, k, n, turned: choice & 2 != 0)
        let c = part(&samples, m, n, turned: choice & 4 != 0)
        let expected = plain(a, b)
        let tolerance = close * Scalar(max(k, 1))
        let before = elements(c)
        matrixMultiply(a, b, addingTo: c)
        #expect(
          distance(elements(c), zip(before, expected).map { $0 + $1 }) < tolerance,
          "\(m) \(n) \(k), \(choice)")
        matrixMultiply(a, b, into: c)
        #expect(distance(elements(c), expected) < tolerance, "\(m) \(n) \(k), \(choice)")
      }
    }
  }

  /// Products large enough to be cut over threads, of few rows and of many: no bit changes. Of the last one's columns a cut would
  /// leave one for the last part, and where the result is turned that is a product of one row.
  @Test(
    arguments: [
      (1, 517, 300), (2, 300, 1031), (3, 140_001, 2), (100, 1203, 129), (517, 300, 77), (3970, 33, 40),
    ])
  func threadsChangeNoBit(_ m: Int, _ n: Int, _ k: Int) {
    #expect(choicesThatDiffer(m, n, k) == [])
  }

  #if os(Linux) || os(macOS)
    /// The same where products are OpenBLAS's, whose sums depend on how many columns it is given.
    @Test func threadsChangeNoBitOfOpenBLAS() async {
      await #expect(processExitsWith: .success) {
        // Before anything asks for the kernels, which are chosen once.
        setenv("SEQKIT_ISA", "base", 1)
        guard instructionSet == "base" else { exit(2) }
        exit(MatrixKernelTests().choicesThatDiffer(517, 300, 77).isEmpty ? 0 : 1)
      }
    }
  #endif

  /// Which choices of transpositions have other bits on two or three threads than on one.
  fileprivate func choicesThatDiffer(_ m: Int, _ n: Int, _ k: Int) -> [Int] {
    var samples = Samples(seed: 3)
    var different: [Int] = []
    for choice in 0..<8 {
      let a = part(&samples, m, k, turned: choice & 1 != 0)
      let b = part(&samples, k, n, turned: choice & 2 != 0)
      let c = part(&samples, m, n, turned: choice & 4 != 0)
      let results = [1, 2, 3].map { threads in
        matrixMultiply(a, b, into: c, threads: threads)
        let product = elements(c)
        matrixMultiply(a, b, addingTo: c, threads: threads)
        return [product, elements(c)]
      }
      if results[1] != results[0] || results[2] != results[0] { different.append(choice) }
    }
    return different
  }

  @Test func packedEqualsPlain() {
    var samples = Samples(seed: 9)
    for (m, n, k) in [
      (1, 33, 5), (4, 64, 100), (13, 31, 7), (64, 100, 33), (27, 1, 1), (1, 140, 600), (230, 70, 523),
      (1, 40, 0), (5, 33, 0), (40, 96, 192), (143, 517, 640),
    ] {
      let tolerance = close * Scalar(max(k, 1))
      for turned in [false, true] {
        let b = part(&samples, k, n, turned: turned)
        let packed = PackedMatrix(b)
        let a = part(&samples, m, k, turned: false)
        let c = part(&samples, m, n, turned: false)
        matrixMultiply(a, packed, into: c)
        #expect(distance(elements(c), plain(a, b)) < tolerance)
        matrixMultiply(a, packed, addingTo: c)
        #expect(distance(elements(c), plain(a, b).map { 2 * $0 }) < 3 * tolerance)
        let row = samples.normal(n)
        matrixMultiply(a, packed, addedTo: row, into: c)
        let sums = plain(a, b).enumerated().map { row[$0 % n] + $1 }
        #expect(distance(elements(c), sums) < 3 * tolerance)
        let other = part(&samples, k, n, turned: turned)
        packed.repack(other)
        matrixMultiply(a, packed, into: c)
        #expect(distance(elements(c), plain(a, other)) < tolerance)
      }
    }
  }

  /// Every instruction set that this processor has gives the plain result, and each is another table.
  @Test func everyInstructionSet() {
    var samples = Samples(seed: 3)
    var names: [String] = []
    for name in ["base", "avx2", "avx512"] {
      guard let table = kernels(for: name) else { continue }
      names.append(String(cString: table.isa))
      let (m, n, k) = (29, 70, 83)
      let (a, b, c) = (samples.normal(m * k), samples.normal(k * n), samples.normal(m * n))
      let expected = plain(MatrixView(a, rows: m, columns: k), MatrixView(b, rows: k, columns: n))
      let packed = samples.normal((n + table.panel - 1) / table.panel * table.panel * k)
      table.pack(k, n, b.pointer, n, 1, packed.pointer)
      let workspace = samples.normal(table.workspace)
      table.multiply_packed(m, n, k, a.pointer, k, 1, packed.pointer, c.pointer, n, nil, 0, workspace.pointer)
      #expect(distance(c.elements, expected) < close * Scalar(k), "\(name)")
      table.few_rows(3, n, k, a.pointer, k, b.pointer, n, c.pointer, n, 0)
      #expect(
        distance(Array(c.elements[..<(3 * n)]), Array(expected[..<(3 * n)])) < close * Scalar(k), "\(name)")
      let turned = samples.normal(n * k)
      for i in 0..<k { for j in 0..<n { turned[j * k + i] = b[i * n + j] } }
      table.few_rows_transposed(3, n, k, a.pointer, k, turned.pointer, k, c.pointer, n, 0)
      #expect(
        distance(Array(c.elements[..<(3 * n)]), Array(expected[..<(3 * n)])) < close * Scalar(k), "\(name)")
      let x = samples.normal(101)
      let y = samples.normal(101)
      table.tanh(101, x.pointer, y.pointer)
      #expect(distance(y.elements, x.elements.map { Scalar(tanh(Double($0))) }) < close)
      table.softmax_row(101, x.pointer, y.pointer)
      let top = x.elements.map { exp(Double($0)) }
      #expect(distance(y.elements, top.map { Scalar($0 / top.reduce(0, +)) }) < close)
    }
    #expect(Set(names).count == names.count && names.first == "base")
  }

  #if os(Linux) || os(macOS)
    @Test func shapesThatDoNotFitStopTheProgram() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        var samples = Samples()
        matrixMultiply(
          MatrixView(samples.normal(6), rows: 2, columns: 3),
          MatrixView(samples.normal(6), rows: 2, columns: 3),
          into: MatrixView(samples.normal(4), rows: 2, columns: 2))
      }
      let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      #expect(message.contains("matrixMultiply of [2, 3] and [2, 3] and [2, 2]"))
    }
  #endif
}

@Suite struct MaskTests {
  @Test func softmaxWithLengths() {
    var samples = Samples()
    let x = samples.normal(4 * 33)
    let lengths = samples.arena.allocateIntegers(4)
    lengths.assign([33, 0, 1, 20])
    let (y, z) = (samples.normal(4 * 33), samples.normal(4 * 33))
    softmax(x, columns: 33, lengths: lengths, into: y)
    logSoftmax(x, columns: 33, lengths: lengths, into: z)
    for row in 0..<4 {
      let length = Int(lengths[row])
      let weights = (0..<length).map { exp(Double(x[row * 33 + $0])) }
      let total = weights.reduce(0, +)
      for j in 0..<33 {
        let place = row * 33 + j
        if j < length {
          #expect(abs(Double(y[place]) - weights[j] / total) < Double(close))
          #expect(abs(Double(z[place]) - log(weights[j] / total)) < 20 * Double(close))
        } else {
          #expect(y[place] == 0 && z[place] == -.infinity)
        }
      }
    }
    x.fill(with: -.infinity)
    softmax(x, columns: 33, lengths: nil, into: y)
    #expect(y.elements.allSatisfy { $0 == 0 }, "no probabilities, and no NaN")
  }

  /// log p and its gradient at logits far from zero, where exp alone would overflow.
  @Test func crossEntropyIsStable() {
    let arena = keptArena()
    let x = arena.allocate(3)
    x.assign([1000, 0, -1000])
    let g = arena.allocate(3)
    let targets = arena.allocateIntegers(1)
    targets[0] = 1
    #expect(softmaxCrossEntropy(x, columns: 3, targets: targets, smoothing: 0, gradient: g) == 1000)
    #expect(g.elements == [1, -1, 0])
    #expect(softmaxCrossEntropy(x, columns: 3, targets: targets, smoothing: 0, gradient: x) == 1000)
    #expect(x.elements == [1, -1, 0], "the gradient may overwrite the logits")
    let bits = arena.allocate(2)
    bits.assign([800, -800])
    let labels = arena.allocate(2)
    labels.assign([0, 1])
    let db = arena.allocate(2)
    #expect(bernoulliCrossEntropy(bits, targets: labels, gradient: db) == 1600)
    #expect(db.elements == [1, -1])
  }

  @Test func dropoutMaskIsTheDrawsOfItsStream() {
    let arena = keptArena()
    let mask = arena.allocate(257)
    var random = RandomSource(seed: 4).stream(named: "dropout")
    random.skip(5)
    dropoutMask(key: random.key, counter: random.counter, keep: 0.75, into: mask)
    let expected = (0..<257).map { _ in random.uniform() < 0.75 ? Scalar(1) / 0.75 : 0 }
    #expect(mask.elements == expected)
  }

  @Test func gatherAndScatterAreTransposes() {
    var samples = Samples()
    let table = samples.normal(5 * 3)
    let ids = samples.arena.allocateIntegers(4)
    ids.assign([4, 0, 4, 2])
    let rows = samples.normal(4 * 3)
    gatherRows(table, ids, columns: 3, into: rows)
    #expect(
      rows.elements == ids.indices.flatMap { Array(table.elements[Int(ids[$0]) * 3..<Int(ids[$0]) * 3 + 3]) })
    let sums = samples.arena.allocateZeros(15)
    scatterAddRows(rows, ids, columns: 3, into: sums)
    #expect(sums[12] == 2 * table[12] && sums[3] == 0 && sums[0] == table[0])
  }
}

@Suite struct ValueTests {
  @Test func randomSourceIsSplitMix64() {
    var random = RandomSource(seed: 0)
    #expect(random.key == 0 && random.nextBits() == 0xe220_a839_7b1d_cdaf)
    var (a, b) = (RandomSource(seed: 5).stream(named: "x"), RandomSource(seed: 5))
    _ = b.nextBits()
    var again = b.stream(named: "x")
    #expect((0..<9).map { _ in a.nextBits() } == (0..<9).map { _ in again.nextBits() })
    var sources = [5, 6].flatMap { seed in ["", "a", "b"].map { RandomSource(seed: seed).stream(named: $0) } }
    #expect(Set(sources.indices.map { sources[$0].nextBits() }).count == 6)
  }

  /// Three of the test vectors of FNV's authors.
  @Test func fingerprintsAreFNV1a() {
    let known: [(String, UInt64)] = [
      ("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8),
    ]
    for (text, hash) in known {
      var fingerprint = Fingerprint()
      fingerprint.add(text)
      #expect(fingerprint.hash == hash, "\(text)")
    }
  }

  @Test func drawsAreFair() {
    var random = RandomSource(seed: 11)
    let normals = (0..<10_000).map { _ in Double(random.normal()) }
    let mean = normals.reduce(0, +) / 10_000
    #expect(
      abs(mean) < 0.03 && abs(normals.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 10_000 - 1) < 0.042)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<7000 { counts[random.below(7)] += 1 }
    #expect(counts.allSatisfy { abs($0 - 1000) < 120 })  // four standard errors
    var list = Array(0..<100)
    random.shuffle(&list)
    #expect(list != Array(0..<100) && list.sorted() == Array(0..<100))
    var (moved, drawn) = (random, random)
    moved.skip(3)
    for _ in 0..<3 { _ = drawn.nextBits() }
    #expect(moved == drawn && RandomSource(key: moved.key, counter: moved.counter) == moved)
  }

  @Test func shapesTensorsAndBatches() {
    let shape: Shape = [2, 3, 5]
    #expect(shape.rank == 3 && shape.count == 30 && shape.columns == 5 && shape.rows == 6)
    #expect(
      shape.removing(axis: 1) == [2, 5] && shape.withAxis(4) == [4, 2, 3, 5]
        && shape.withFirst(7) == [7, 3, 5])
    #expect(
      shape.swappingFirstAxes() == [3, 2, 5] && Shape(3, 5).isSuffix(of: shape)
        && !Shape(2).isSuffix(of: shape))
    #expect("\(shape)" == "[2, 3, 5]" && Shape().count == 1)
    var tensor = Tensor([2, 3], [1, 2, 3, 4, 5, 6])
    tensor[1, 0] = 9
    #expect(tensor.elements == [1, 2, 3, 9, 5, 6] && tensor[0, 2] == 3)
    let batch = TokenBatch([[7, 8, 9], [5], []], padding: 1)
    #expect(batch.time == 3 && batch.batchSize == 3 && batch.tokenCount == 4 && batch.lengths == [3, 1, 0])
    #expect(
      batch.ids == [7, 5, 1, 8, 1, 1, 9, 1, 1] && batch[sequence: 0] == [7, 8, 9] && batch[sequence: 2] == [])
  }

  @Test func partsAreDoneOnceOnAnyNumberOfThreads() {
    for threads in 1...4 {
      var done = [Int](repeating: 0, count: 101)
      done.withUnsafeMutableBufferPointer { done in
        nonisolated(unsafe) let done = done
        inParallel(101, threads: threads) { done[$0] += $0 }
      }
      #expect(done == Array(0..<101))
    }
    #expect(chunks(of: 10, length: 4) == [0..<4, 4..<8, 8..<10] && chunks(of: 0, length: 4).isEmpty)
  }

  @Test func arenaKeepsItsMemory() {
    let arena = Arena()
    for _ in 0..<3 { for count in [10, 1 << 20, 3, 1 << 19] { arena.allocate(count).fill(with: 1) } }
    arena.reset()
    let allocations = arena.systemAllocations
    for _ in 0..<3 { for count in [10, 1 << 20, 3, 1 << 19] { arena.allocate(count).fill(with: 1) } }
    #expect(arena.systemAllocations == allocations && allocations > 1)
  }
}
