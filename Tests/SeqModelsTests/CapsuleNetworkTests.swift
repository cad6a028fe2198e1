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

  /// The same by other sizes, with 1 among them.
  private static var sizes: [CapsuleConfiguration] {
    var (oblong, single) = (small, small)
    (oblong.height, oblong.width, oblong.filters, oblong.kernel) = (6, 5, 4, 2)
    (oblong.primaryKinds, oblong.primarySize, oblong.classes, oblong.classSize) = (1, 3, 4, 2)
    oblong.decoderSizes = [3, 6]
    (single.filters, single.primaryKinds, single.primarySize, single.classSize) = (1, 1, 1, 5)
    return [small, oblong, single]
  }

  @Test func countIsThePapers() {
    var scope = ParameterScope()
    let network = CapsuleNetwork(CapsuleConfiguration(), scope: &scope)
    #expect(network.configuration.primaryCount == 1152)
    #expect(scope.count == 8_215_568)
  }

  /// Section 4: 256 maps of 20 x 20, 256 of 6 x 6, regrouped to 1,152 capsules of 8, a matrix W_ij of 8 x 16 for each of
  /// them and each of ten classes, ten capsules of 16.
  @Test func shapesAreThePapers() throws {
    var scope = ParameterScope()
    let network = CapsuleNetwork(CapsuleConfiguration(), scope: &scope)
    let parameters = scope.finish(random: RandomSource(seed: 7))
    let transformations = try #require(parameters["transformations"])
    #expect(transformations.shape == [1152, 8, 10 * 16])
    let kernels = try ["conv.weight", "primary.weight"].map { try #require(parameters[$0]).shape }
    #expect(kernels == [[256, 1, 9, 9], [256, 256, 9, 9]])
    let weights = parameters[transformations]
    var random = RandomSource(seed: 8)
    let digit = (0..<28 * 28).map { _ in random.uniform() }
    let tape = Tape()
    tape.threads = 2
    tape.evaluate(with: parameters) { tape in
      let (first, maps) = network.convolved(tape.constant(digit, [1, 28, 28, 1]))
      #expect(first.shape == [1, 20, 20, 256] && maps.shape == [1, 6, 6, 256])
      let capsules = network.primaryCapsules(maps)
      #expect(capsules.shape == [1, 1152, 8])
      let predictions = network.predictions(of: capsules)
      #expect(predictions.shape == [1152, 1, 10, 16])
      #expect(routedByAgreement(predictions, rounds: 3).shape == [1, 10, 16])
      let (u, found, places) = (capsules.elements, predictions.elements, maps.elements)
      for (i, j) in [(0, 0), (3, 9), (32, 4), (1151, 7)] {
        // 32 capsules a place, each squashed from eight of its maps.
        let start = (i / 32) * 256 + (i % 32) * 8
        let own = places[start..<start + 8].map { Double($0) }
        let length = Plain.dot(own, own).squareRoot()
        let squashed = own.map { Scalar($0 * length / (1 + length * length)) }
        #expect(distance(Array(u[i * 8..<(i + 1) * 8]), squashed) < 1e-5)
        // W_ij turns these 8 numbers into 16.
        for d in 0..<16 {
          var product: Scalar = 0
          for k in 0..<8 { product += u[i * 8 + k] * weights[(i * 8 + k) * 160 + j * 16 + d] }
          #expect(abs(found[(i * 10 + j) * 16 + d] - product) < 1e-5, "capsule \(i), class \(j)")
        }
      }
    }
  }

  /// With one round the shares are constant and the whole loss has a gradient.
  @Test func gradientsAgreeWithDifferences() {
    for (number, var configuration) in gradientSizes(Self.sizes).enumerated() {
      configuration.rounds = 1
      let (height, width) = (configuration.height, configuration.width)
      for seed in gradientSeeds() {
        var scope = ParameterScope()
        let network = CapsuleNetwork(configuration, scope: &scope)
        let parameters = scope.finish(random: RandomSource(seed: seed - 1))
        var random = RandomSource(seed: seed)
        let pictures = (0..<2 * height * width).map { _ in random.uniform() }
        let worst = gradientCheck(of: parameters) { tape in
          network.loss(tape.constant(pictures, [2, height, width, 1]), labels: [2, 0])
        }
        #expect(worst.error <= gradientTolerance, "sizes \(number), seed \(seed): \(worst)")
      }
    }
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
      routedByAgreement(tape.constant(predictions, [primaries, batch, classes, size]), rounds: 3).elements
    }
    #expect(distance(found, expected) < 1e-5)
  }

  /// The fused operation against the same written with plain ones, in which only the last round's sum has a gradient.
  @Test(arguments: [1, 2, 3]) func routingHasTheLastRoundsGradient(rounds: Int) {
    // 16 numbers a capsule have a kernel of their own.
    for size in [16, 5] {
      let shape: Shape = [7, 3, 4, size]
      let (parameters, inputs) = declared([shape], seed: 8)
      var random = RandomSource(seed: 9)
      let weights = (0..<3 * 4 * size).map { _ in random.normal() }
      func gradient(_ route: (Variable) -> Variable) -> (loss: Scalar, gradient: [Scalar]) {
        let gradients = Gradients(for: parameters)
        let loss = Tape().valueAndGradients(of: parameters, into: gradients) { tape in
          let u = tape[inputs[0]]
          // Used twice: its gradient is added to what is there.
          return (route(u) * tape.constant(weights, [3, 4, size])).sum() + 0.1 * (u * u).sum()
        }
        return (loss, gradients[inputs[0]])
      }
      let fused = gradient { routedByAgreement($0, rounds: rounds) }
      let plain = gradient { predictions in
        let tape = predictions.tape
        let fixed = tape.constant(predictions.elements, shape)
        var logits = tape.zeros([7, 3, 4])
        for _ in 1..<rounds {
          let shares = softmax(logits).reshaped(to: [7, 3, 4, 1])
          let capsules = squash((shares * fixed).sum(along: 0))
          logits = logits + (fixed * capsules).sum(along: 3)
        }
        let shares = softmax(logits).reshaped(to: [7, 3, 4, 1])
        return squash((shares * predictions).sum(along: 0))
      }
      let tolerance: Scalar = isDouble ? 1e-12 : 2e-5
      #expect(abs(fused.loss - plain.loss) < tolerance * 100)
      #expect(distance(fused.gradient, plain.gradient) < tolerance)
    }
  }

  @Test func threadsChangeNothing() {
    var scope = ParameterScope()
    let network = CapsuleNetwork(Self.small, scope: &scope)
    let parameters = scope.finish(random: RandomSource(seed: 2))
    var random = RandomSource(seed: 3)
    let pictures = (0..<6 * 56).map { _ in random.uniform() }
    func run(_ threads: Int) -> [Scalar] {
      let gradients = Gradients(for: parameters)
      let tape = Tape()
      tape.threads = threads
      let loss = tape.valueAndGradients(of: parameters, into: gradients) { tape in
        network.loss(tape.constant(pictures, [6, 7, 8, 1]), labels: [2, 0, 1, 1, 0, 2])
      }
      return [loss] + parameters.entries.flatMap { gradients[$0.parameter] }
    }
    #expect(run(1) == run(2))
  }

  /// Two things on a picture: both classes are wanted, and both are drawn again from their own capsules.
  @Test func lossOfTwoThingsIsTheSumOfItsParts() {
    var configuration = Self.small
    configuration.rounds = 1
    var scope = ParameterScope()
    let network = CapsuleNetwork(configuration, scope: &scope)
    let parameters = scope.finish(random: RandomSource(seed: 2))
    var random = RandomSource(seed: 3)
    let pictures = (0..<3).map { _ in (0..<2 * 56).map { _ in random.uniform() } }
    func things(_ tape: Tape) -> [(labels: [Int32], pictures: Variable)] {
      [
        ([2, 0], tape.constant(pictures[1], [2, 7, 8, 1])),
        ([1, 1], tape.constant(pictures[2], [2, 7, 8, 1])),
      ]
    }
    let worst = gradientCheck(of: parameters) { tape in
      network.loss(of: network(tape.constant(pictures[0], [2, 7, 8, 1])), showing: things(tape))
    }
    #expect(worst.error <= gradientTolerance, "\(worst)")
    Tape().evaluate(with: parameters) { tape in
      let input = tape.constant(pictures[0], [2, 7, 8, 1])
      let capsules = network(input)
      let lengths = network.lengths(capsules).elements.map { Double($0) }
      var expected = 0.0
      for (row, present) in [[1, 2], [0, 1]].enumerated() {
        for j in 0..<3 {
          let length = lengths[row * 3 + j]
          let (missing, surplus) = (max(0, 0.9 - length), max(0, length - 0.1))
          expected += present.contains(j) ? missing * missing : 0.5 * surplus * surplus
        }
      }
      for thing in things(tape) {
        let drawn = network.reconstruction(capsules, of: thing.labels).elements
        for (ours, wanted) in zip(drawn, thing.pictures.elements) {
          expected += 0.1 * Double(ours - wanted) * Double(ours - wanted)
        }
      }
      let found = Double(network.loss(of: capsules, showing: things(tape)).item)
      #expect(abs(found - expected / 2) < 1e-5)
    }
  }

  @Test func plainTwinsAreAsLarge() {
    var pairs = CapsuleConfiguration()
    (pairs.height, pairs.width) = (36, 36)
    for configuration in [CapsuleConfiguration(), pairs] {
      let builder = configuration.plainTwin()
      let network = builder.network(name: "twin")
      #expect(network.problem == nil)
      #expect(network.output == .vector(10))
      let (ours, theirs) = (Double(configuration.parameterCount), Double(network.trainable))
      #expect(abs(ours / theirs - 1) < 0.005, "\(ours) and \(theirs)")
    }
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
