import SeqTensor

/// Where a kernel is tried out: every array has a fence behind it, and what is to be written starts as NaN.
package final class Bench {
  private let arena = Arena()
  private var fences: [Scalars] = []
  private var random: RandomSource

  package init(seed: UInt64 = 1) {
    random = RandomSource(seed: seed)
    // Never freed: kernels hold addresses, which would not keep it to the end of a test.
    _ = Unmanaged.passRetained(arena)
  }

  /// An array of these elements.
  package func array(_ elements: [Scalar]) -> Scalars {
    let fence = 64
    let memory = arena.allocate(elements.count + fence)
    memory.assign(elements)
    memory[elements.count..<memory.count].fill(with: 4711)
    fences.append(memory[elements.count..<memory.count])
    return memory[0..<elements.count]
  }

  /// An array that a kernel is to overwrite: a place that it leaves out stays NaN.
  package func unwritten(_ count: Int) -> Scalars { array(Array(repeating: .nan, count: count)) }

  /// Uniformly distributed numbers.
  package func random(_ count: Int, in range: Range<Scalar> = -2..<2) -> Scalars {
    array((0..<count).map { _ in random.uniform(in: range) })
  }

  package func integers(_ elements: [Int]) -> Integers {
    let memory = arena.allocateIntegers(elements.count)
    memory.assign(elements.map { Int32($0) })
    return memory
  }

  /// Whether nothing was written behind any array.
  package var fencesStand: Bool {
    fences.allSatisfy { fence in fence.indices.allSatisfy { fence[$0] == 4711 } }
  }
}

extension Scalars {
  /// The elements in double precision, for the plain loops.
  package var doubles: [Double] { elements.map { Double($0) } }
}

extension Array {
  /// The rows of a matrix.
  package func rows(of columns: Int) -> [[Element]] {
    columns == 0 ? [] : stride(from: 0, to: count, by: columns).map { Array(self[$0..<$0 + columns]) }
  }
}

/// How far a kernel may be off, relative to numbers above 1 and absolute below.
///
/// One rounding of a `Float` is 6e-8; a sum of 257 terms in partial sums stays below some thirty of them together
/// with the functions' own error of a few. `Double` has as many roundings of 1e-16 and far more room.
package let kernelTolerance = isDouble ? 1e-12 : 1e-5

/// The largest error, relative to numbers above 1 and absolute below; infinite where counts differ or a NaN stands.
package func error(_ found: [Scalar], _ expected: [Double]) -> Double {
  guard found.count == expected.count else { return .infinity }
  return zip(found, expected).reduce(0) { worst, pair in
    let (found, expected) = (Double(pair.0), pair.1)
    if found == expected { return worst }
    let difference = abs(found - expected) / max(1, abs(expected))
    return difference.isNaN ? .infinity : max(worst, difference)
  }
}

package func error(_ found: Scalars, _ expected: [Double]) -> Double { error(found.elements, expected) }
package func error(_ found: Double, _ expected: Double) -> Double {
  abs(found - expected) / max(1, abs(expected))
}
