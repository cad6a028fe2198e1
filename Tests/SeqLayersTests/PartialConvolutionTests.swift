import SeqAutodiff
import SeqLayers
import SeqTensor
import TestSupport
import Testing

/// The two layers that only LeNet-5 as in its paper has.
@Suite struct PartialConvolutionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// [B, height, width, C].
    let pictures: Shape
    let window: Window
    var connections: [[Int]] = []
  }

  /// A map that two filters see, a filter that sees all maps and one that sees none; sizes of 1.
  static let convolutions = [
    Case(
      testDescription: "some maps", pictures: [2, 5, 6, 3], window: Window(3, 2),
      connections: [[0, 1], [2], [0, 1, 2], [1, 2]]),
    Case(testDescription: "one map", pictures: [1, 4, 3, 1], window: Window(1), connections: [[0]]),
    Case(
      testDescription: "stride and padding", pictures: [3, 4, 7, 2],
      window: Window(2, 3, stride: 2, padding: .each(rows: 1, columns: 0)),
      connections: [[1], [], [0, 1]]),
  ]

  static let samplings = [
    Case(testDescription: "2 x 2", pictures: [2, 6, 4, 3], window: Window(2, stride: 2)),
    Case(testDescription: "one place", pictures: [1, 3, 2, 1], window: Window(1)),
    Case(testDescription: "windows that overlap", pictures: [3, 5, 4, 2], window: Window(3, 2, stride: 1)),
  ]

  /// Normally distributed pictures and weights: those that begin as 1 or 0 hide nothing then.
  private func drawn(_ scope: consuming ParameterScope, seed: UInt64) -> ParameterStore {
    let parameters = scope.finishEmpty()
    var random = RandomSource(seed: seed)
    for (_, parameter) in parameters.entries {
      parameters[parameter] = (0..<parameter.shape.count).map { _ in random.normal() }
    }
    return parameters
  }

  @Test(arguments: convolutions) func partialConvolutionAgreesWithFiniteDifferences(_ test: Case) {
    for seed in 1...3 as ClosedRange<UInt64> {
      var scope = ParameterScope()
      let pictures = scope.parameter("pictures", test.pictures, .zeros)
      let layer = PartialConvolution2d(
        inputChannels: test.pictures[3], connections: test.connections, window: test.window, scope: &scope)
      let parameters = drawn(scope, seed: seed)
      let worst = gradientCheck(of: parameters, seed: seed) { tape in 0.1 * layer(tape[pictures]) }
      #expect(worst.error <= gradientTolerance, "seed \(seed): \(worst)")
    }
  }

  /// The weights that are there, at their places in a convolution whose other weights are zero.
  @Test(arguments: convolutions) func filtersSeeTheirMapsAlone(_ test: Case) {
    var scope = ParameterScope()
    let pictures = scope.parameter("pictures", test.pictures, .zeros)
    let channels = test.pictures[3]
    let layer = PartialConvolution2d(
      inputChannels: channels, connections: test.connections, window: test.window, scope: &scope)
    let parameters = drawn(scope, seed: 4)
    let taps = test.window.height * test.window.width
    var whole = [Scalar](repeating: 0, count: test.connections.count * channels * taps)
    var kernels = parameters[layer.weight][...]
    for (filter, maps) in test.connections.enumerated() {
      for map in maps {
        let first = (filter * channels + map) * taps
        whole.replaceSubrange(first..<first + taps, with: kernels.prefix(taps))
        kernels = kernels.dropFirst(taps)
      }
    }
    #expect(kernels.isEmpty)
    Tape().evaluate(with: parameters) { tape in
      let weight = tape.constant(
        whole, [test.connections.count, channels, test.window.height, test.window.width])
      let expected = convolution(
        tape[pictures], weight: weight, bias: tape[layer.bias], window: test.window)
      let found = layer(tape[pictures])
      #expect(found.shape == expected.shape)
      #expect(distance(found.elements, expected.elements) < 1e-5)
    }
  }

  @Test(arguments: samplings) func subsamplingAgreesWithFiniteDifferences(_ test: Case) {
    for seed in 1...3 as ClosedRange<UInt64> {
      var scope = ParameterScope()
      let pictures = scope.parameter("pictures", test.pictures, .zeros)
      let layer = Subsampling(channels: test.pictures[3], window: test.window, scope: &scope)
      let parameters = drawn(scope, seed: seed)
      let worst = gradientCheck(of: parameters, seed: seed) { tape in 0.1 * layer(tape[pictures]) }
      #expect(worst.error <= gradientTolerance, "seed \(seed): \(worst)")
    }
  }

  /// The mean of four, times the map's coefficient, plus its bias.
  @Test func subsamplingByHand() {
    var scope = ParameterScope()
    let pictures = scope.parameter("pictures", [1, 2, 4, 2], .zeros)
    let layer = Subsampling(channels: 2, window: Window(2, stride: 2), scope: &scope)
    let parameters = scope.finishEmpty()
    // The first map 1 2 5 6 over 3 4 7 8, the second ten times that.
    parameters[pictures] = [1, 10, 2, 20, 5, 50, 6, 60, 3, 30, 4, 40, 7, 70, 8, 80]
    parameters[layer.weight] = [2, 0.5]
    parameters[layer.bias] = [-1, 3]
    Tape().evaluate(with: parameters) { tape in
      let found = layer(tape[pictures])
      #expect(found.shape == [1, 1, 2, 2])
      #expect(distance(found.elements, [4, 15.5, 12, 35.5]) < 1e-5)
    }
  }
}
