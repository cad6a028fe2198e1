import SeqTensor
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Two updates each, so that what is kept between them counts; the gradient is halved first.
@Suite struct OptimizerKernelTests {
  @Test(arguments: oddSizes) func plainGradientDescent(count: Int) {
    let bench = Bench()
    let (w, g) = (bench.random(count), bench.random(count))
    var expected = w.doubles
    for i in 0..<count { expected[i] -= 0.25 * 0.5 * Double(g[i]) }
    sgdUpdate(w, g, velocity: nil, rate: 0.25, momentum: 0, weightDecay: 0, gradientScale: 0.5)
    #expect(error(w, expected) < kernelTolerance)
    #expect(bench.fencesStand)
  }

  @Test(arguments: oddSizes, [0, 0.25]) func momentum(count: Int, weightDecay: Scalar) {
    let bench = Bench()
    let (w, velocity) = (bench.random(count), bench.array(Array(repeating: 0, count: count)))
    var (expected, v) = (w.doubles, velocity.doubles)
    for _ in 1...2 {
      let g = bench.random(count)
      for i in 0..<count {
        v[i] = 0.75 * v[i] + 0.5 * Double(g[i]) + Double(weightDecay) * expected[i]
        expected[i] -= 0.25 * v[i]
      }
      sgdUpdate(
        w, g, velocity: velocity, rate: 0.25, momentum: 0.75, weightDecay: weightDecay, gradientScale: 0.5)
    }
    #expect(error(w, expected) < kernelTolerance)
    #expect(error(velocity, v) < kernelTolerance)
    #expect(bench.fencesStand)
  }

  @Test(arguments: oddSizes, [false, true]) func adagradAndRMSProp(count: Int, decays: Bool) {
    let bench = Bench()
    let (w, squares) = (bench.random(count), bench.random(count, in: 0.5..<2))
    var (expected, s) = (w.doubles, squares.doubles)
    for _ in 1...2 {
      let g = bench.random(count)
      for i in 0..<count {
        let d = 0.5 * Double(g[i])
        s[i] = decays ? 0.875 * s[i] + 0.125 * d * d : s[i] + d * d
        expected[i] -= 0.25 * d / (s[i].squareRoot() + 0.125)
      }
      if decays {
        rmspropUpdate(w, g, squares: squares, rate: 0.25, decay: 0.875, epsilon: 0.125, gradientScale: 0.5)
      } else {
        adagradUpdate(w, g, squares: squares, rate: 0.25, epsilon: 0.125, gradientScale: 0.5)
      }
    }
    #expect(error(w, expected) < kernelTolerance)
    #expect(error(squares, s) < kernelTolerance)
    #expect(bench.fencesStand)
  }

  @Test(arguments: oddSizes) func rmspropOfGraves(count: Int) {
    let bench = Bench()
    let zeros = [Scalar](repeating: 0, count: count)
    let (w, squares) = (bench.random(count), bench.array(zeros))
    let (means, steps) = (bench.array(zeros), bench.array(zeros))
    var expected = w.doubles
    var (n, m, delta) = (squares.doubles, means.doubles, steps.doubles)
    for _ in 1...2 {
      let g = bench.random(count)
      for i in 0..<count {
        let d = 0.5 * Double(g[i])
        n[i] = 0.875 * n[i] + 0.125 * d * d
        m[i] = 0.875 * m[i] + 0.125 * d
        delta[i] = 0.75 * delta[i] - 0.25 * d / (n[i] - m[i] * m[i] + 0.125).squareRoot()
        expected[i] += delta[i]
      }
      rmspropUpdate(
        w, g, squares: squares, means: means, steps: steps, rate: 0.25, decay: 0.875, momentum: 0.75,
        epsilon: 0.125, gradientScale: 0.5)
    }
    #expect(error(w, expected) < kernelTolerance)
    #expect(error(squares, n) < kernelTolerance)
    #expect(error(means, m) < kernelTolerance)
    #expect(error(steps, delta) < kernelTolerance)
    #expect(bench.fencesStand)
  }

  /// A gradient that falls and then stays as it is has no variance left: rounding makes n − m² negative, by more than ε.
  @Test func rmspropOfGravesWhereTheGradientNoLongerChanges() {
    let bench = Bench()
    let zeros = [Scalar](repeating: 0, count: 64)
    let w = bench.array(zeros)
    let (squares, means, steps) = (bench.array(zeros), bench.array(zeros), bench.array(zeros))
    let late = bench.random(64, in: 50..<150)
    let early = bench.array(late.elements.map { 2 * $0 })
    for step in 0..<1000 {
      rmspropUpdate(
        w, step < 100 ? early : late, squares: squares, means: means, steps: steps, rate: 1e-4, decay: 0.95,
        momentum: 0.9, epsilon: 1e-4, gradientScale: 1)
    }
    #expect(w.elements.allSatisfy { $0 < 0 && $0.isFinite })
    #expect(bench.fencesStand)
  }

  @Test(arguments: oddSizes, [false, true]) func adam(count: Int, decoupled: Bool) {
    let bench = Bench()
    let zeros = [Scalar](repeating: 0, count: count)
    let (w, first, second) = (bench.random(count), bench.array(zeros), bench.array(zeros))
    var (expected, m, v) = (w.doubles, first.doubles, second.doubles)
    for step in 1...3 {
      let g = bench.random(count)
      for i in 0..<count {
        let d = 0.5 * Double(g[i]) + (decoupled ? 0 : 0.0625 * expected[i])
        m[i] = 0.875 * m[i] + 0.125 * d
        v[i] = 0.9375 * v[i] + 0.0625 * d * d
        if decoupled { expected[i] -= 0.25 * 0.0625 * expected[i] }
        let (mHat, vHat) = (m[i] / (1 - pow(0.875, Double(step))), v[i] / (1 - pow(0.9375, Double(step))))
        expected[i] -= 0.25 * mHat / (vHat.squareRoot() + 0.125)
      }
      adamUpdate(
        w, g, firstMoment: first, secondMoment: second, step: step, rate: 0.25, beta1: 0.875, beta2: 0.9375,
        epsilon: 0.125, weightDecay: 0.0625, decoupled: decoupled, gradientScale: 0.5)
    }
    #expect(error(w, expected) < kernelTolerance)
    #expect(error(first, m) < kernelTolerance)
    #expect(error(second, v) < kernelTolerance)
    #expect(bench.fencesStand)
  }
}
