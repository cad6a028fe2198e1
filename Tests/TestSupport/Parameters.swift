import SeqAutodiff
import SeqLayers
import SeqTensor

/// Whether this build computes in double precision.
public let isDouble = MemoryLayout<Scalar>.size == 8

/// What a gradient check must stay below. In `Float` the rounding of the sums that are subtracted is most of it,
/// so that there it only catches what is plainly wrong; in `Double` it proves the gradient.
public let gradientTolerance: Scalar = isDouble ? 1e-6 : 3e-2

/// Seeds of the check of a model: in double precision, which proves the gradient, three; in single precision, which takes as
/// long and shows only what is plainly wrong, the last of them.
public func gradientSeeds(to last: UInt64 = 3) -> ClosedRange<UInt64> {
  isDouble ? last - 2...last : last...last
}

/// The sizes of a model that is checked: in double precision all, in single precision the first.
public func gradientSizes<Sizes>(_ sizes: [Sizes]) -> [Sizes] { isDouble ? sizes : Array(sizes.prefix(1)) }

/// Normally distributed parameters of the given shapes, named "0", "1", …
public func declared(_ shapes: [Shape], seed: UInt64 = 7) -> (ParameterStore, [Parameter]) {
  var scope = ParameterScope()
  let inputs = shapes.indices.map { scope.parameter("\($0)", shapes[$0], .normal(deviation: 1)) }
  return (scope.finish(random: RandomSource(seed: seed)), inputs)
}

/// The largest difference between two arrays; infinite where their lengths differ or a number is missing.
public func distance(_ found: [Scalar], _ expected: [Scalar]) -> Scalar {
  guard found.count == expected.count else { return .infinity }
  return zip(found, expected).reduce(0) { worst, pair in
    let difference = abs(pair.0 - pair.1)
    return difference.isNaN ? .infinity : max(worst, difference)
  }
}
