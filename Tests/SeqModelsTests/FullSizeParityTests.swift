import FoundationEssentials
import SeqAutodiff
import SeqModels
import SeqTensor
import TestSupport
import Testing

/// Whole networks against PyTorch with weights that both sides make by one formula; `Parity/full_size.py` made the numbers.
///
/// One network at a time: the largest has 575 MB of weights in single precision, and what is packed of them as much again.
@Suite(.serialized) struct FullSizeParityTests {
  private struct Expected {
    let parameters: Int
    /// Every tenth logit of one picture.
    let logits: [Double]
  }

  private static let expected: [String: Expected] = {
    let path = #filePath.replacing("SeqModelsTests/FullSizeParityTests.swift", with: "Parity/full_size.tsv")
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [:] }
    var found: [String: Expected] = [:]
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: "\t")
      found[String(parts[0])] = Expected(
        parameters: Int(parts[1]) ?? 0, logits: parts[2].split(separator: " ").map { Double($0) ?? .nan })
    }
    return found
  }()

  /// Calls `body` with numbers −1 ..< 1: a name's FNV-1a hash and the place, mixed as at the end of MurmurHash3.
  private func eachNumber(_ name: String, _ count: Int, _ body: (Int, Double) -> Void) {
    var seed: UInt32 = 0x811C_9DC5
    for byte in name.utf8 { seed = (seed ^ UInt32(byte)) &* 0x0100_0193 }
    for place in 0..<count {
      var h = UInt32(truncatingIfNeeded: place) &* 0x9E37_79B1 &+ seed
      h ^= h >> 16
      h &*= 0x85EB_CA6B
      h ^= h >> 13
      h &*= 0xC2B2_AE35
      h ^= h >> 16
      body(place, Double(h >> 8) * 0x1p-23 - 1)
    }
  }

  private func fill(_ parameters: ParameterStore) {
    for (name, parameter) in parameters.entries {
      let (values, shape) = (parameters.values[parameter.range], parameter.shape)
      // Decided once a parameter: together they have seven hundred million numbers.
      let (middle, width): (Double, Double) =
        if name.hasSuffix("running_var") {
          (1, 0.3)
        } else if name.hasSuffix("running_mean") || name.hasSuffix("bias") {
          (0, 0.1)
        } else if shape.rank == 1 {
          (1, 0.2)
        } else {
          (0, (4.5 / (Double(shape.count) / Double(shape[0]))).squareRoot())
        }
      // Both sides have the same numbers, those of single precision.
      eachNumber(name, shape.count) { place, u in values[place] = Scalar(Float(middle + width * u)) }
    }
    parameters.valuesChanged()
  }

  private func picture(_ shape: LayerShape) -> Tensor {
    guard case .map(let height, let width, let channels) = shape else { return Tensor(zeros: [1]) }
    var picture = Tensor(zeros: [1, height, width, channels])
    eachNumber("picture", shape.count) { place, u in
      picture[0, place / width % height, place % width, place / (height * width)] = Scalar(u)
    }
    return picture
  }

  /// Every network that torchvision or timm has, and the papers' forms of which the script has its own. SqueezeNet 1.1 and
  /// EfficientNet-Lite0 are checked with weights that others trained; the textbook's networks, which have no layer of their
  /// own, by their parts.
  private static let networks: [NetworkKind] = [
    .lenet5, .lenet5Paper, .alexnet, .alexnetPaper, .zfnet, .vgg16, .vgg19, .googlenet, .googlenetPaper,
    .resnet18, .resnet34, .resnet50, .resnet50Paper, .resnet101, .resnet101Paper, .resnet152, .resnet152Paper,
    .resnet20, .squeezenet10, .inceptionV3, .xception,
  ]

  /// In double precision the five networks of more than 60 million weights would need more than the 2 GB that a test may
  /// have; they run in single precision only.
  private static let fitting = networks.filter { kind in
    !isDouble || kind.network(kind.declared()).trainable < 60_500_000
  }

  /// What a network holds here: its weights, as much again packed for products, and the maps of one picture, which the tape
  /// keeps. By the declaration alone, before any memory is asked for.
  @Test(arguments: fitting) func staysBelowTwoGigabytes(_ kind: NetworkKind) {
    let network = kind.network(kind.declared())
    let weights = network.trainable + network.statistics
    let maps = network.flattened.reduce(0) { $0 + $1.output.count }
    let bytes = (2 * weights + maps) * MemoryLayout<Scalar>.size
    #expect(bytes < 2 << 30, "\(kind.rawValue): \(bytes)")
  }

  @Test(arguments: fitting) func agreesWithPyTorch(_ kind: NetworkKind) throws {
    let builder = kind.declared()
    let network = kind.network(builder)
    let parameters = builder.finishEmpty()
    fill(parameters)
    let input = picture(network.input)
    let expected = try #require(Self.expected[kind.rawValue])
    #expect(network.trainable == expected.parameters)
    let tape = Tape()
    tape.threads = 2
    tape.evaluate(with: parameters) { tape in
      var pass = ImagePass.inference
      let logits = network(tape.constant(input), &pass).elements
      expect(logits, expected, kind.rawValue)
    }
    // The side ways that training has, by gathered statistics.
    for case (let name, .auxiliary(let layers), let before) in places(of: network) {
      guard let expected = Self.expected["\(kind.rawValue)/\(name)"] else { continue }
      tape.evaluate(with: parameters) { tape in
        var pass = ImagePass.inference
        let reached = pass.run(before, on: tape.constant(input))
        expect(pass.run(layers, on: reached).elements, expected, name)
      }
    }
    #expect(
      Self.expected.keys.filter { $0.hasPrefix(kind.rawValue + "/") }.count
        == network.layers.count { if case .auxiliary = $0.layer { true } else { false } })
  }

  /// Every layer with those before it.
  private func places(of network: ImageNetwork) -> [(String, ImageLayer, [NamedLayer])] {
    network.layers.indices.map {
      (network.layers[$0].name, network.layers[$0].layer, Array(network.layers[..<$0]))
    }
  }

  /// Sums of up to 25,088 terms through up to 152 layers, in another order.
  private func expect(_ logits: [Scalar], _ expected: Expected, _ name: String) {
    let step = logits.count > 100 ? 10 : 1
    let chosen = stride(from: 0, to: logits.count, by: step).map { Double(logits[$0]) }
    guard chosen.count == expected.logits.count else {
      Issue.record("\(name) has \(logits.count) logits")
      return
    }
    let largest = expected.logits.map(abs).max() ?? 0
    let worst =
      zip(chosen, expected.logits).map { abs($0 - $1) }
      .map { $0.isNaN ? .infinity : $0 }.max() ?? .infinity
    #expect(worst < (isDouble ? 1e-7 : 1e-4) * largest, "\(name): off by \(worst) of \(largest)")
  }
}
