import FoundationEssentials
import SeqAutodiff
import SeqLayers
import SeqTensor
import TestSupport
import Testing

/// Convolutions, poolings and normalisations against PyTorch's numbers, outputs and gradients, made in double precision by
/// `Convolution/reference.py`. Arrays there have channels first, here last.
@Suite struct ConvolutionParityTests {
  /// "case", "array" → numbers.
  private static let numbers: [String: [Scalar]] = {
    let path = #filePath.replacing("ConvolutionParityTests.swift", with: "Convolution/reference.tsv")
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [:] }
    var found: [String: [Scalar]] = [:]
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: "\t")
      found["\(parts[0])/\(parts[1])"] = parts[2].split(separator: " ").compactMap {
        Scalar(Double($0) ?? .nan)
      }
    }
    return found
  }()

  /// Rounding of sums of up to 150 terms; the reference has nine digits.
  private static let tolerance: Scalar = isDouble ? 1e-7 : 2e-5

  /// [N, C, places] in PyTorch's order from ours.
  private func channelsFirst(_ elements: [Scalar], batch: Int, channels: Int) -> [Scalar] {
    let places = elements.count / (batch * channels)
    return (0..<elements.count).map { index in
      let (picture, channel, place) = (
        index / (channels * places), index / places % channels, index % places
      )
      return elements[(picture * places + place) * channels + channel]
    }
  }

  private func channelsLast(_ elements: [Scalar], batch: Int, channels: Int) -> [Scalar] {
    let places = elements.count / (batch * channels)
    return (0..<elements.count).map { index in
      let (picture, place, channel) = (
        index / (channels * places), index / channels % places, index % channels
      )
      return elements[(picture * channels + channel) * places + place]
    }
  }

  /// - Parameter shape: [B, C, places..], as in the script.
  private func check(
    _ name: String, _ shape: [Int], _ parameters: [(name: String, shape: Shape, scale: Double)] = [],
    outputIsFlat: Bool = false, _ function: (Variable, [Variable]) -> Variable
  ) {
    var scope = ParameterScope()
    let (batch, channels) = (shape[0], shape[1])
    let input = scope.parameter("input", Shape(extents: [batch] + shape[2...] + [channels]), .zeros)
    let others = parameters.map { scope.parameter($0.name, $0.shape, .zeros) }
    let store = scope.finishEmpty()
    store[input] = channelsLast(
      PyTorchParityTests.ramp(shape.reduce(1, *), 0.5), batch: batch, channels: channels)
    for (parameter, described) in zip(others, parameters) {
      store[parameter] = PyTorchParityTests.ramp(parameter.shape.count, described.scale)
    }
    let gradients = Gradients(for: store)
    func expect(_ what: String, _ found: [Scalar]) {
      guard let expected = Self.numbers["\(name)/\(what)"] else {
        Issue.record("the fixture has no \(name), \(what)")
        return
      }
      let largest = expected.reduce(1) { max($0, abs($1)) }
      let error = distance(found, expected)
      #expect(error < Self.tolerance * largest, "\(name), \(what): off by \(error) of \(largest)")
    }
    let tape = Tape()
    tape.threads = 2
    _ = tape.valueAndGradients(of: store, into: gradients) { tape in
      let output = function(tape[input], others.map { tape[$0] })
      let outChannels = output.shape.columns
      let places = outputIsFlat ? 1 : output.shape.count / batch / outChannels
      expect(
        "output",
        places == 1 ? output.elements : channelsFirst(output.elements, batch: batch, channels: outChannels))
      let weights = PyTorchParityTests.ramp(output.shape.count, 0.9)
      let arranged = places == 1 ? weights : channelsLast(weights, batch: batch, channels: outChannels)
      return (output * tape.constant(arranged, output.shape)).sum()
    }
    expect("input", channelsFirst(gradients[input], batch: batch, channels: channels))
    for (parameter, described) in zip(others, parameters) { expect(described.name, gradients[parameter]) }
  }

  private func checkConvolution(
    _ name: String, _ shape: [Int], _ filters: Int, _ window: Window, groups: Int = 1
  ) {
    let weight: Shape = [filters, shape[1] / groups, window.height, window.width]
    check(name, shape, [("weight", weight, 0.3), ("bias", [filters], 0.7)]) {
      convolution($0, weight: $1[0], bias: $1[1], window: window, groups: groups)
    }
  }

  @Test func convolutionsAreThoseOfPyTorch() {
    let one = WindowPadding.each(rows: 1, columns: 1)
    checkConvolution("conv valid", [2, 3, 6, 5], 4, Window(3))
    checkConvolution("conv stride 2 padding 1", [2, 3, 7, 6], 4, Window(3, stride: 2, padding: one))
    checkConvolution("conv dilation 2 same", [1, 2, 6, 5], 3, Window(3, dilation: 2, padding: .same))
    checkConvolution("conv 5x2 same", [2, 2, 6, 5], 3, Window(5, 2, padding: .same))
    checkConvolution("conv groups", [2, 4, 5, 6], 6, Window(3, padding: one), groups: 2)
    checkConvolution("conv depthwise", [2, 5, 6, 5], 5, Window(3, stride: 2, padding: one), groups: 5)
    checkConvolution("conv multiplied depthwise", [1, 3, 5, 5], 6, Window(3), groups: 3)
    checkConvolution("conv 1x1", [2, 5, 3, 4], 7, Window(1))
    checkConvolution("conv 1x1 stride 2", [2, 5, 5, 4], 3, Window(1, stride: 2))
    checkConvolution(
      "conv 7x7", [1, 3, 13, 12], 2, Window(7, stride: 2, padding: .each(rows: 3, columns: 3)))
    let same = Window(3, stride: 2, padding: .tensorFlowSame)
    checkConvolution("conv TensorFlow-same odd", [2, 3, 7, 9], 4, same)
    checkConvolution("conv TensorFlow-same even", [2, 3, 8, 6], 4, same)
    checkConvolution(
      "conv TensorFlow-same 5x2", [1, 2, 7, 6], 3, Window(5, 2, stride: 2, padding: .tensorFlowSame))
    checkConvolution(
      "conv TensorFlow-same depthwise", [2, 4, 6, 7], 4, Window(5, stride: 2, padding: .tensorFlowSame),
      groups: 4)
    check("conv1d", [2, 3, 9], [("weight", [4, 3, 3], 0.3), ("bias", [4], 0.7)]) {
      convolution1d($0, weight: $1[0], bias: $1[1], kernel: 3, stride: 2, padding: 1)
    }
    check("conv1d dilated groups", [2, 4, 9], [("weight", [4, 2, 3], 0.3), ("bias", [4], 0.7)]) {
      convolution1d($0, weight: $1[0], bias: $1[1], kernel: 3, dilation: 2, groups: 2)
    }
  }

  @Test func poolingsAreThoseOfPyTorch() {
    let shape = [2, 3, 7, 6]
    let one = WindowPadding.each(rows: 1, columns: 1)
    check("max", shape) { x, _ in x.maximumPooled(Window(3, stride: 2, padding: one)) }
    check("max ceil", shape) { x, _ in x.maximumPooled(Window(3, stride: 2, roundsUp: true)) }
    check("average", shape) { x, _ in x.averagePooled(Window(3, stride: 2, padding: one)) }
    let ceil = Window(3, stride: 2, padding: one, roundsUp: true)
    check("average ceil", shape) { x, _ in x.averagePooled(ceil) }
    check("average ceil without padding", shape) { x, _ in x.averagePooled(ceil, countsPadding: false) }
    check("global", shape, outputIsFlat: true) { x, _ in x.globalAveragePooled() }
    check("adaptive average", shape) { x, _ in x.averagePooled(rows: 4, columns: 4) }
    check("adaptive average, wider", shape) { x, _ in x.averagePooled(rows: 3, columns: 8) }
    check("flatten", shape, outputIsFlat: true) { x, _ in x.channelsFirst().reshaped(to: [2, 126]) }
  }

  @Test func normalisationsAreThoseOfPyTorch() {
    check("lrn", [2, 7, 2, 3]) { x, _ in
      localResponseNormalization(x, size: 5, alpha: 0.3, beta: 0.75, k: 2)
    }
    let shape = [2, 3, 3, 4]
    let affine: [(String, Shape, Double)] = [("weight", [3], 1.1), ("bias", [3], 0.7)]
    check("batch norm relu", shape, affine) {
      batchNormalization($0, gain: $1[0], bias: $1[1], rectifier: .relu).output
    }
    check("batch norm fixed", shape, affine) {
      batchNormalization(
        $0, gain: $1[0], bias: $1[1], means: [0.1, -0.2, 0.3], variances: [0.5, 1.5, 2.5], epsilon: 1e-3)
    }
  }

  /// Two batches of the same pictures move the statistics by a tenth of the way each, to the unbiased variance.
  @Test func statisticsAreGatheredAsByPyTorch() throws {
    var scope = ParameterScope()
    let layer = BatchNorm(channels: 3, scope: &scope)
    let store = scope.finish(random: RandomSource(seed: 1))
    let pictures = channelsLast(PyTorchParityTests.ramp(72, 0.5), batch: 2, channels: 3)
    for _ in 0..<2 {
      let found = Tape().evaluate(with: store) { tape in
        layer.training(tape.constant(pictures, [2, 3, 4, 3])).statistics
      }
      layer.gather(found, into: store)
    }
    for (what, parameter) in [("mean", layer.runningMean), ("variance", layer.runningVariance)] {
      let expected = try #require(Self.numbers["running/\(what)"])
      #expect(distance(store[parameter], expected) < Self.tolerance, "\(what)")
    }
  }

  /// Pictures large enough to be cut into many parts: one thread and several give the same bits.
  @Test func threadsChangeNothing() {
    func run(threads: Int) -> [[Scalar]] {
      var scope = ParameterScope()
      let input = scope.parameter("x", [3, 40, 41, 24], .normal(deviation: 1))
      let first = scope.parameter("first", [40, 24, 3, 3], .normal(deviation: 0.1))
      let depthwise = scope.parameter("depthwise", [40, 1, 3, 3], .normal(deviation: 0.3))
      let last = scope.parameter("last", [48, 40, 1, 1], .normal(deviation: 0.1))
      let gain = scope.parameter("gain", [40], .constant(1))
      let bias = scope.parameter("bias", [40], .normal(deviation: 1))
      let store = scope.finish(random: RandomSource(seed: 3))
      let gradients = Gradients(for: store)
      let tape = Tape()
      tape.threads = threads
      let loss = tape.valueAndGradients(of: store, into: gradients) { tape in
        var x = convolution(
          tape[input], weight: tape[first], bias: tape[bias], window: Window(3, stride: 2, padding: .same))
        x = batchNormalization(x, gain: tape[gain], bias: tape[bias], rectifier: .relu).output
        x = convolution(x, weight: tape[depthwise], window: Window(3, padding: .same), groups: 40)
        x = x.maximumPooled(Window(2, stride: 2))
        x = convolution(x, weight: tape[last], window: Window(1), rectifier: .relu6)
        return x.globalAveragePooled().channelsSummed()
      }
      return [[loss]] + store.entries.map { gradients[$0.parameter] }
    }
    let one = run(threads: 1)
    #expect(one == run(threads: 2))
    #expect(one == run(threads: 5))
    #expect(one.allSatisfy { $0.contains { $0 != 0 } })
  }
}

extension Variable {
  fileprivate func channelsSummed() -> Variable { (self * self).sum() }
}
