import SeqAutodiff
import SeqLayers
import SeqTensor
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Two layers in two directions over sequences of lengths 4 and 2, I 3, H 2. The numbers are PyTorch 2.13's, in double
/// precision:
///
///     def ramp(n, s): return torch.tensor([math.sin(s * (i + 1)) for i in range(n)])
///     net = torch.nn.LSTM(3, 2, num_layers=2, bidirectional=True)   # and RNN, RNN(nonlinearity="relu"), GRU
///     for k, (n, p) in enumerate(net.named_parameters()): p.data = ramp(p.numel(), 0.3 + 0.1 * k).view(p.shape)
///     x = ramp(24, 0.5).view(4, 2, 3).requires_grad_()
///     y, h = net(pack_padded_sequence(x, [4, 2])); y = pad_packed_sequence(y)[0]
///     loss = (y * ramp(32, 0.7).view_as(y)).sum() + (h_n * ramp(16, 1.1).view_as(h_n)).sum()
///     loss = loss + (c_n * ramp(16, 1.3).view_as(c_n)).sum()        # LSTM only
///     loss.backward(): x.grad, weight_hh_l0_reverse.grad
struct PyTorchNumbers: Sendable, CustomTestStringConvertible {
  let kind: CellKind
  let outputs, inputGradient, weightGradient: [Scalar]
  let loss: Scalar
  var testDescription: String { kind.rawValue }
}

let pyTorchNumbers = [
  PyTorchNumbers(
    kind: .rnn,
    outputs: [
      0.9897433439, 0.9620893075, 0.9940977147, -0.9485977959, 0.9874560037, 0.966753109, 0.9926078642,
      -0.9456709545, 0.999003635, 0.599781322, 0.9912051519, -0.9680562763, 0.9994553812, -0.2101489034,
      0.9890041457, -0.1002913414, 0.9994351245, 0.6967832604, 0.994036212, -0.930300615, 0.0, 0.0, 0.0,
      0.0, 0.9991411828, 0.2889241008, 0.9825945212, -0.2984911926, 0.0, 0.0, 0.0, 0.0,
    ],
    inputGradient: [
      0.0225120708, -0.0218039542, -0.0554117775, 0.0058447984, -0.0484950425, -0.0908705065, 0.0034129231,
      0.0122200361, 0.0285184509, 0.5071405218, 0.7579782476, 0.5207732166, 0.0474557135, -0.0491333168,
      -0.122640396, 0.0, 0.0, 0.0, -0.8661474653, -1.2249021799, -0.8118847098, 0.0, 0.0, 0.0,
    ],
    weightGradient: [
      -0.0228045515, -0.0159258639, 0.0989661012, 0.2646339084,
    ],
    loss: -0.2477082821),
  PyTorchNumbers(
    kind: .rnnRelu,
    outputs: [
      1.3150518276, 16.9501955528, 9.5993341615, 0.0, 3.7424641723, 6.6613109247, 3.8397118726, 0.0,
      15.1881889564, 0.0, 19.8318165046, 0.0, 14.8172772012, 0.0, 5.2425231139, 3.1931123469,
      31.7724876442, 0.0, 20.5060602741, 0.0, 0.0, 0.0, 0.0, 0.0, 56.5733373039, 0.0, 16.1830597547,
      17.6783098468, 0.0, 0.0, 0.0, 0.0,
    ],
    inputGradient: [
      5.6145766288, 6.2350282314, 7.3537383702, -4.849375912, -6.4607952755, -8.0333048116, 1.2573930127,
      2.4601051746, 4.6826596545, 1.6322570237, 0.2320443593, -2.7436851946, -2.7749574843, -2.1209004241,
      0.9836956564, 0.0, 0.0, 0.0, -7.7790097803, -5.7940019406, -0.1756418457, 0.0, 0.0, 0.0,
    ],
    weightGradient: [
      -39.6676623958, -38.0652603618, -7.9482550194, -3.3243832141,
    ],
    loss: -22.5999486111),
  PyTorchNumbers(
    kind: .gru,
    outputs: [
      0.0150699514, 0.4913293219, 0.9528929998, -0.4805006084, 0.0385875273, 0.58007129, 0.8420384726,
      -0.3559951396, 0.0344474125, 0.6097038253, 0.9157877836, -0.3615288965, 0.2609546391, 0.8645184701,
      0.6395098378, -0.1891346147, -0.1322469517, 0.5929526304, 0.842190618, -0.2201629861, 0.0, 0.0, 0.0,
      0.0, 0.2116613614, 0.6089115286, 0.6777906618, -0.0852473006, 0.0, 0.0, 0.0, 0.0,
    ],
    inputGradient: [
      0.0422910093, 0.0497044429, 0.0245752901, 0.0161011481, 0.1411411131, 0.2223463894, -0.7326921165,
      -0.4841459194, -0.0584313405, -0.7015853548, -0.4816073762, -0.0127623158, -0.0560086628,
      -0.0807880431, -0.0710363824, 0.0, 0.0, 0.0, 0.5610829048, 0.4408015085, 0.0483482402, 0.0, 0.0, 0.0,
    ],
    weightGradient: [
      0.001944961, 0.0023369183, 0.0069900034, 0.0097615636, -0.0243643176, -0.0177897471, -0.0465049732,
      0.0427553552, -0.0062396288, 0.012488496, -0.2297768513, -0.3421758156,
    ],
    loss: 0.1297996112),
  PyTorchNumbers(
    kind: .lstm,
    outputs: [
      -0.118484124, 0.0335698813, 0.4572152871, -0.5537119499, 0.0802171556, 0.0461254798, 0.354339625,
      -0.4902002631, 0.2727814306, 0.0846281661, 0.4879686381, -0.582903139, 0.2308077253, 0.072157216,
      0.1748239344, -0.263719552, -0.1609598189, 0.0443410363, 0.3613586615, -0.4510881264, 0.0, 0.0, 0.0,
      0.0, 0.3061595516, 0.1087032411, 0.303578505, -0.2986516698, 0.0, 0.0, 0.0, 0.0,
    ],
    inputGradient: [
      -0.2755083951, -0.2014519086, -0.1031754796, 0.3473209417, 0.3478114325, 0.3449696044, -0.4912941339,
      -0.2681623913, 0.1077891835, -0.1234874291, -0.312519492, -0.4387737817, -0.3349753807,
      -0.4299716936, -0.4791853089, 0.0, 0.0, 0.0, -0.1526966259, 0.0346063518, 0.2427518457, 0.0, 0.0,
      0.0,
    ],
    weightGradient: [
      0.026250563, 0.0172408865, 0.1185015546, 0.1455940732, 0.0458609433, 0.0345658598, 0.0916416515,
      0.0780208799, -0.0075394328, 0.0088762522, -0.3552159271, -0.2406289537, 0.0229333682, 0.0015448665,
      0.0128075411, -0.0116131163,
    ],
    loss: -2.5517688933),
]

@Suite struct PyTorchParityTests {
  static func ramp(_ count: Int, _ scale: Double) -> [Scalar] {
    (1...count).map { Scalar(sin(scale * Double($0))) }
  }

  @Test(arguments: pyTorchNumbers)
  func stackedBidirectionalOverPaddedBatch(_ numbers: PyTorchNumbers) {
    var scope = ParameterScope()
    let network = RecurrentNetwork(
      numbers.kind, inputSize: 3, hiddenSize: 2, layers: 2, bidirectional: true, scope: &scope)
    let input = scope.parameter("x", [4, 2, 3], .zeros)
    let parameters = scope.finishEmpty()
    for (number, entry) in parameters.entries.enumerated() where entry.name != "x" {
      parameters[entry.parameter] = Self.ramp(entry.parameter.shape.count, 0.3 + 0.1 * Double(number))
    }
    parameters[input] = Self.ramp(24, 0.5)

    let gradients = Gradients(for: parameters)
    // A relu network grows to 56 here, where ten roundings are 1e-5.
    let tolerance: Scalar = isDouble ? 1e-8 : 2e-5
    let loss = Tape().valueAndGradients(of: parameters, into: gradients) { tape in
      var none = Regularization.none
      let (outputs, states) = network(tape[input], lengths: [4, 2], regularization: &none)
      #expect(distance(outputs.elements, numbers.outputs) < tolerance)
      // h_n and c_n: layer by layer, forward before backward.
      let all = states.flatMap { [$0.forward, $0.backward].compactMap(\.self) }
      let hidden = stacked(all.map(\.hidden))
      var loss = (outputs * tape.constant(Self.ramp(32, 0.7), outputs.shape)).sum()
      loss = loss + (hidden * tape.constant(Self.ramp(16, 1.1), hidden.shape)).sum()
      let cells = all.compactMap(\.cell)
      if !cells.isEmpty {
        let cell = stacked(cells)
        loss = loss + (cell * tape.constant(Self.ramp(16, 1.3), cell.shape)).sum()
      }
      return loss
    }
    #expect(abs(loss - numbers.loss) < 10 * tolerance)
    #expect(distance(gradients[input], numbers.inputGradient) < 10 * tolerance)
    let weight = parameters["weight_hh_l0_reverse"]
    #expect(weight != nil)
    if let weight { #expect(distance(gradients[weight], numbers.weightGradient) < 10 * tolerance) }
  }

  @Test func namesAreThoseOfPyTorch() {
    var scope = ParameterScope()
    _ = scope.nested("encoder") {
      $0.nested("rnn") {
        RecurrentNetwork(.lstm, inputSize: 3, hiddenSize: 2, layers: 2, bidirectional: true, scope: &$0)
      }
    }
    let names = scope.declarations.map(\.name)
    let kinds = ["weight_ih", "weight_hh", "bias_ih", "bias_hh"]
    let suffixes = ["_l0", "_l0_reverse", "_l1", "_l1_reverse"]
    #expect(names == suffixes.flatMap { suffix in kinds.map { "encoder.rnn." + $0 + suffix } })
    #expect(scope.declarations[0].shape == [8, 3])
    #expect(scope.declarations[8].shape == [8, 4])
  }
}
