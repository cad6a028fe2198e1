import SeqAutodiff
import SeqLayers
import SeqTensor
import TestSupport
import Testing

/// One-dimensional convolutions with every padding that pictures have.
@Suite struct SequenceConvolutionTests {
  /// Over six places: where the first window begins, and how many there are, worked out by hand.
  struct Case: Sendable, CustomTestStringConvertible {
    let padding: WindowPadding
    let kernel, stride, dilation: Int
    let first, places: Int
    var testDescription: String { "\(padding), kernel \(kernel), stride \(stride), dilation \(dilation)" }
  }

  static let cases = [
    Case(padding: .none, kernel: 4, stride: 1, dilation: 1, first: 0, places: 3),
    Case(padding: .none, kernel: 3, stride: 2, dilation: 2, first: 0, places: 1),
    // Three of padding: one before, two after.
    Case(padding: .same, kernel: 4, stride: 1, dilation: 1, first: -1, places: 6),
    Case(padding: .same, kernel: 3, stride: 1, dilation: 2, first: -2, places: 6),
    Case(padding: .same, kernel: 3, stride: 2, dilation: 1, first: -1, places: 3),
    // The last window begins at 4 and ends at 6, one beyond: nothing before, one after.
    Case(padding: .tensorFlowSame, kernel: 3, stride: 2, dilation: 1, first: 0, places: 3),
    // The last begins four after the first, and all together are nine long: one before, two after.
    Case(padding: .tensorFlowSame, kernel: 5, stride: 2, dilation: 1, first: -1, places: 3),
    Case(padding: .tensorFlowSame, kernel: 4, stride: 1, dilation: 1, first: -1, places: 6),
    Case(padding: .tensorFlowSame, kernel: 2, stride: 4, dilation: 1, first: 0, places: 2),
    Case(padding: .each(rows: 0, columns: 2), kernel: 3, stride: 2, dilation: 1, first: -2, places: 4),
  ]

  private static let batch = 2, time = 6, channels = 3, filters = 4

  private func drawn(_ count: Int, seed: UInt64) -> [Scalar] {
    var random = RandomSource(seed: seed)
    return (0..<count).map { _ in random.uniform(in: -1..<1) }
  }

  /// The sum itself: out[b, t, o] = bias[o] + Σ weight[o, c, k] x[b, first + t stride + k dilation, c], zero beyond the ends.
  private func plain(_ test: Case, _ x: [Scalar], _ weight: [Scalar], _ bias: [Scalar]) -> [Scalar] {
    var out: [Scalar] = []
    for b in 0..<Self.batch {
      for t in 0..<test.places {
        for o in 0..<Self.filters {
          var sum = bias[o]
          for c in 0..<Self.channels {
            for k in 0..<test.kernel {
              let place = test.first + t * test.stride + k * test.dilation
              guard (0..<Self.time).contains(place) else { continue }
              sum +=
                weight[(o * Self.channels + c) * test.kernel + k]
                * x[(b * Self.time + place) * Self.channels + c]
            }
          }
          out.append(sum)
        }
      }
    }
    return out
  }

  @Test(arguments: cases) func paddingIsThatOfPictures(_ test: Case) throws {
    var scope = ParameterScope()
    let layer = Convolution1d(
      inputChannels: Self.channels, outputChannels: Self.filters, kernel: test.kernel, stride: test.stride,
      dilation: test.dilation, padding: test.padding, scope: &scope)
    let parameters = scope.finish(random: RandomSource(seed: 3))
    let (weight, bias) = (try #require(parameters["weight"]), try #require(parameters["bias"]))
    #expect(weight.shape == [Self.filters, Self.channels, test.kernel])
    let x = drawn(Self.batch * Self.time * Self.channels, seed: 5)
    let expected = plain(test, x, parameters[weight], parameters[bias])
    Tape().evaluate(with: parameters) { tape in
      let sequences = tape.constant(x, [Self.batch, Self.time, Self.channels])
      let found = layer(sequences)
      #expect(found.shape == [Self.batch, test.places, Self.filters])
      #expect(distance(found.elements, expected) < 1e-5)
      let other = convolution1d(
        sequences, weight: tape[weight], bias: tape[bias], kernel: test.kernel, stride: test.stride,
        dilation: test.dilation, padding: test.padding)
      #expect(other.elements == found.elements)
    }
  }

  /// A number is so many places before and as many after.
  @Test func aNumberPadsBothEnds() {
    func outputs(_ make: (inout ParameterScope) -> Convolution1d) -> [Scalar] {
      var scope = ParameterScope()
      let layer = make(&scope)
      let parameters = scope.finish(random: RandomSource(seed: 3))
      let x = drawn(Self.batch * Self.time * Self.channels, seed: 5)
      return Tape().evaluate(with: parameters) { tape in
        layer(tape.constant(x, [Self.batch, Self.time, Self.channels])).elements
      }
    }
    let number = outputs {
      Convolution1d(inputChannels: 3, outputChannels: 4, kernel: 3, padding: 2, scope: &$0)
    }
    let named = outputs {
      Convolution1d(
        inputChannels: 3, outputChannels: 4, kernel: 3, padding: .each(rows: 0, columns: 2), scope: &$0)
    }
    let none = outputs { Convolution1d(inputChannels: 3, outputChannels: 4, kernel: 3, scope: &$0) }
    // Places: 6 + 4 − 2 and 6 − 2.
    #expect(number == named && number.count == 2 * 8 * 4 && none.count == 2 * 4 * 4)
  }

  #if os(Linux) || os(macOS)
    /// A sequence has no rows above it and below it.
    @Test func rowsOfPaddingStopTheProgram() async {
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let (parameters, places) = declared([[2, 5, 3], [4, 3, 2]])
        Tape().evaluate(with: parameters) { tape in
          _ = convolution1d(
            tape[places[0]], weight: tape[places[1]], kernel: 2, padding: .each(rows: 1, columns: 1))
        }
      }
      let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      #expect(message.contains("no rows"), "\(message)")
    }
  #endif
}
