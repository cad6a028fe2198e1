import SeqAutodiff
import SeqLayers
import SeqTensor
import TestSupport
import Testing

/// Where no gradients are wanted a 3x3 convolution goes by Winograd's products; with gradients by the plain ones.
@Suite struct WinogradTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let batch, height, width, channels, filters: Int
    var padding = WindowPadding.each(rows: 1, columns: 1)
    var rectifier = Rectifier.none
    var hasBias = true
    var testDescription: String { "\(batch)x\(height)x\(width)x\(channels) to \(filters), \(padding)" }
  }

  /// - Returns: what is made with gradients wanted, and without on one thread and on two.
  private func results(_ shape: Case, _ change: (inout [Scalar]) -> Void = { _ in }) -> (
    plain: [Scalar], one: [Scalar], two: [Scalar]
  ) {
    var scope = ParameterScope()
    let pictures = scope.parameter(
      "pictures", [shape.batch, shape.height, shape.width, shape.channels], .normal(deviation: 1))
    let weight = scope.parameter("weight", [shape.filters, shape.channels, 3, 3], .normal(deviation: 0.1))
    let bias = scope.parameter("bias", [shape.filters], .normal(deviation: 1))
    let store = scope.finish(random: RandomSource(seed: 4))
    var values = store[pictures]
    change(&values)
    store[pictures] = values
    func convolved(_ tape: Tape) -> Variable {
      convolution(
        tape[pictures], weight: tape[weight], bias: shape.hasBias ? tape[bias] : nil,
        window: Window(3, padding: shape.padding), rectifier: shape.rectifier)
    }
    let tape = Tape()
    var plain: [Scalar] = []
    _ = tape.valueAndGradients(of: store, into: Gradients(for: store)) { tape in
      let out = convolved(tape)
      plain = out.elements
      return out.sum()
    }
    let one = tape.evaluate(with: store) { convolved($0).elements }
    tape.threads = 2
    return (plain, one, tape.evaluate(with: store) { convolved($0).elements })
  }

  @Test(arguments: [
    // one piece, many pieces, odd and even sizes, tiles of several pictures in one piece
    Case(batch: 1, height: 7, width: 5, channels: 32, filters: 48),
    Case(batch: 3, height: 8, width: 8, channels: 48, filters: 32, rectifier: .relu),
    Case(batch: 1, height: 3, width: 3, channels: 32, filters: 32, padding: .none, hasBias: false),
    Case(batch: 2, height: 4, width: 9, channels: 64, filters: 32, padding: .none, rectifier: .relu6),
    Case(batch: 1, height: 1, width: 1, channels: 32, filters: 32),
    Case(batch: 1, height: 2, width: 6, channels: 32, filters: 32, padding: .each(rows: 2, columns: 0)),
    Case(batch: 2, height: 41, width: 38, channels: 32, filters: 64, padding: .same),
    Case(batch: 5, height: 13, width: 21, channels: 272, filters: 32, padding: .tensorFlowSame),
  ])
  func equalsThePlainProducts(_ shape: Case) {
    let (plain, one, two) = results(shape)
    #expect(plain.count == one.count)
    let largest = plain.reduce(1) { max($0, abs($1)) }
    #expect(distance(plain, one) < (isDouble ? 1e-12 : 1e-5) * largest)
    #expect(one == two)
    // Rounding differs, so the two really went different ways.
    #expect(plain != one)
  }

  @Test func whatIsNotANumberStaysSo() {
    let shape = Case(batch: 1, height: 9, width: 9, channels: 32, filters: 32, rectifier: .relu)
    let out = results(shape) { $0[(4 * 9 + 4) * 32] = .nan }.one
    #expect(out[(4 * 9 + 4) * 32].isNaN)
    #expect(!out[0].isNaN)
  }
}
