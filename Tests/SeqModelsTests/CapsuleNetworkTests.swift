import SeqAutodiff
import SeqLayers
import SeqModels
import SeqTensor
import TestSupport
import Testing

@Suite struct CapsuleNetworkTests {
  private static var small: CapsuleConfiguration {
    var configuration = CapsuleConfiguration()
    configuration.height = 7
    configuration.width = 8
    configuration.filters = 3
    configuration.kernel = 3
    configuration.primaryKinds = 2
    configuration.primarySize = 2
    configuration.classes = 3
    configuration.classSize = 4
    configuration.decoderSizes = [5]
    configuration.reconstruction = 0.1
    return configuration
  }

  @Test func countIsThePapers() {
    var scope = ParameterScope()
    let network = CapsuleNetwork(CapsuleConfiguration(), scope: &scope)
    #expect(network.configuration.primaryCount == 1152)
    #expect(scope.count == 8_215_568)
  }

  /// With one round the shares are constant and the whole loss has a gradient.
  @Test func gradientsAgreeWithDifferences() {
    var configuration = Self.small
    configuration.rounds = 1
    var scope = ParameterScope()
    let network = CapsuleNetwork(configuration, scope: &scope)
    let parameters = scope.finish(random: RandomSource(seed: 2))
    var random = RandomSource(seed: 3)
    let pictures = (0..<2 * 56).map { _ in random.uniform() }
    let worst = gradientCheck(of: parameters) { tape in
      network.loss(tape.constant(pictures, [2, 7, 8, 1]), labels: [2, 0])
    }
    #expect(worst.error <= gradientTolerance, "\(worst)")
  }

  /// Three rounds against procedure 1 written out in plain loops.
  @Test func routingIsProcedureOne() {
    let (primaries, batch, classes, size) = (5, 2, 3, 4)
    var random = RandomSource(seed: 4)
    let predictions = (0..<primaries * batch * classes * size).map { _ in random.normal() }
    func u(_ i: Int, _ b: Int, _ j: Int, _ d: Int) -> Double {
      Double(predictions[((i * batch + b) * classes + j) * size + d])
    }
    var expected: [Scalar] = []
    for b in 0..<batch {
      var logits = [[Double]](repeating: [Double](repeating: 0, count: classes), count: primaries)
      var capsules = [[Double]]()
      for round in 0..<3 {
        capsules = []
        for j in 0..<classes {
          var sum = [Double](repeating: 0, count: size)
          for i in 0..<primaries {
            let total = logits[i].reduce(0) { $0 + exponential($1) }
            let share = exponential(logits[i][j]) / total
            for d in 0..<size { sum[d] += share * u(i, b, j, d) }
          }
          let squares: Double = sum.reduce(0) { $0 + $1 * $1 }
          let factor = squares / (1 + squares) / squares.squareRoot()
          capsules.append(sum.map { $0 * factor })
        }
        if round < 2 {
          for i in 0..<primaries {
            for j in 0..<classes { for d in 0..<size { logits[i][j] += u(i, b, j, d) * capsules[j][d] } }
          }
        }
      }
      expected += capsules.flatMap { $0.map { Scalar($0) } }
    }
    let (empty, _) = declared([[1]])
    let found = Tape().evaluate(with: empty) { tape in
      CapsuleNetwork.route(tape.constant(predictions, [primaries, batch, classes, size]), rounds: 3).elements
    }
    #expect(distance(found, expected) < 1e-5)
  }

  private func exponential(_ x: Double) -> Double {
    // The tests' own series is enough for the small logits here.
    var (term, sum) = (1.0, 1.0)
    for n in 1..<60 {
      term *= x / Double(n)
      sum += term
    }
    return sum
  }

  /// A few steps bring the right capsule's length up and the others' down.
  @Test func lengthsComeToSayTheClass() {
    var scope = ParameterScope()
    let network = CapsuleNetwork(Self.small, scope: &scope)
    let parameters = scope.finish(random: RandomSource(seed: 5))
    let gradients = Gradients(for: parameters)
    // One bright row for each class.
    let labels: [Int32] = [0, 1, 2, 0, 1, 2]
    var random = RandomSource(seed: 6)
    var pictures: [Scalar] = []
    for label in labels {
      for place in 0..<56 {
        let isBright = place / 8 == Int(label) * 2 + 1
        let noise: Scalar = 0.2 * random.uniform()
        pictures.append(isBright ? noise + 0.8 : noise)
      }
    }
    let tape = Tape()
    var losses: [Scalar] = []
    for _ in 0..<400 {
      losses.append(
        tape.valueAndGradients(of: parameters, into: gradients) { tape in
          network.loss(tape.constant(pictures, [6, 7, 8, 1]), labels: labels)
        })
      for (_, parameter) in parameters.entries {
        parameters[parameter] = zip(parameters[parameter], gradients[parameter]).map { $0 - 0.5 * $1 }
      }
    }
    #expect((losses.last ?? 1) < 0.5 * (losses.first ?? 0))
    tape.evaluate(with: parameters) { tape in
      let lengths = network.lengths(network(tape.constant(pictures, [6, 7, 8, 1]))).elements
      #expect(lengths.allSatisfy { $0 > 0 && $0 < 1 })
      for (row, label) in labels.enumerated() {
        let own = lengths[row * 3..<(row + 1) * 3]
        #expect(own.max() == own[row * 3 + Int(label)])
      }
    }
  }
}
