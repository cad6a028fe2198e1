import SeqAutodiff
import SeqTensor
import TestSupport
import Testing

/// One row: an operation, the shapes of its inputs, three times, and how it is called.
struct GradientRow: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let shapes: [[Shape]]
  /// Brings inputs to where the operation is defined, such as positive ones for a logarithm.
  var domain: @Sendable (Scalar) -> Scalar = { $0 }
  let apply: @Sendable ([Variable]) -> Variable

  init(
    _ name: String, _ shapes: [[Shape]], domain: @escaping @Sendable (Scalar) -> Scalar = { $0 },
    apply: @escaping @Sendable ([Variable]) -> Variable
  ) {
    testDescription = name
    self.shapes = shapes
    self.domain = domain
    self.apply = apply
  }
}

private let unary: [[Shape]] = [[[3, 5]], [[1]], [[2, 3, 7]]]
private let binary: [[Shape]] = [[[3, 5], [3, 5]], [[1, 1], [1, 1]], [[2, 3, 4], [2, 3, 4]]]
private let broadcast: [[Shape]] = [[[4, 3], [4, 1]], [[2, 3, 5], [5]], [[1, 3], [2, 1]]]

private func positive(_ x: Scalar) -> Scalar { abs(x) + 0.5 }

private func fraction(_ x: Scalar) -> Scalar { 0.2 * (abs(x) + 0.5) }

private func integers(_ tape: Tape, _ elements: [Int32]) -> Integers { tape.integers(elements) }

/// A row of one step of memories: parameters of all heads [B, P] and states [B (W N + heads N + R W)].
///
/// - Parameter steps: numbers of machines, all different, so that an input's shape says which sizes are meant.
private func memorySteps(_ name: String, _ steps: [(machines: Int, sizes: MemorySizes)]) -> GradientRow {
  GradientRow(
    name, steps.map { [[$0.machines, $0.sizes.parameterCount], [$0.machines * $0.sizes.stateCount]] },
    domain: positive
  ) { inputs in
    guard let step = steps.first(where: { $0.machines == inputs[0].shape[0] }) else {
      fatalError("no sizes for inputs of \(inputs[0].shape)")
    }
    return inputs[1].steppingMemory(step.sizes, parameters: inputs[0] - 1.1)
  }
}

/// The same for the memories of differentiable neural computers.
private func dynamicMemorySteps(
  _ name: String, _ steps: [(machines: Int, sizes: DynamicMemorySizes)]
) -> GradientRow {
  GradientRow(
    name, steps.map { [[$0.machines, $0.sizes.interfaceCount], [$0.machines * $0.sizes.stateCount]] },
    domain: fraction
  ) { inputs in
    guard let step = steps.first(where: { $0.machines == inputs[0].shape[0] }) else {
      fatalError("no sizes for inputs of \(inputs[0].shape)")
    }
    return inputs[1].steppingDynamicMemory(step.sizes, interface: 5 * inputs[0] - 1.5)
  }
}

/// Every operation of `Operations/`. Sizes are small and all different, with 1 among them.
let gradientTable: [GradientRow] = [
  GradientRow("a + b", binary) { $0[0] + $0[1] },
  GradientRow("a + b, broadcast", broadcast) { $0[0] + $0[1] },
  GradientRow("a − b", binary) { $0[0] - $0[1] },
  GradientRow("a − b, broadcast", broadcast) { $0[0] - $0[1] },
  GradientRow("a * b", binary) { $0[0] * $0[1] },
  GradientRow("a * b, broadcast", broadcast) { $0[0] * $0[1] },
  GradientRow("a / b", binary, domain: positive) { $0[0] / $0[1] },
  GradientRow("a / b, broadcast", broadcast, domain: positive) { $0[0] / $0[1] },
  GradientRow("2 − 3a", unary) { 2 - 3 * $0[0] },
  GradientRow("a used twice", unary) { $0[0] * $0[0] + $0[0] },
  GradientRow("σ(a)", unary) { sigmoid($0[0]) },
  GradientRow("tanh(a)", unary) { tanh($0[0]) },
  GradientRow("relu(a)", unary) { relu($0[0]) },
  GradientRow("softplus(a)", unary) { softplus($0[0]) },
  GradientRow("exp(a)", unary) { exp($0[0]) },
  GradientRow("log(a)", unary, domain: positive) { log($0[0]) },
  GradientRow("√a", unary, domain: positive) { squareRoot($0[0]) },
  GradientRow("sum", unary) { $0[0].sum() },
  GradientRow("mean", unary) { $0[0].mean() },
  GradientRow("sum along the first axis", [[[3, 5]], [[1, 4]], [[2, 3, 4]]]) { $0[0].sum(along: 0) },
  GradientRow("sum along the last axis", [[[3, 5]], [[4, 1]], [[2, 3, 4]]]) {
    $0[0].sum(along: $0[0].shape.rank - 1)
  },
  GradientRow("squash", [[[3, 5]], [[1]], [[2, 3, 7]]]) { squash($0[0]) },
  // With one round the shares do not depend on the predictions.
  GradientRow("routing by agreement", [[[5, 2, 3, 4]], [[1, 1, 1, 1]], [[2, 3, 1, 16]]]) {
    routedByAgreement($0[0], rounds: 1)
  },
  GradientRow("maximum of rows", [[[3, 5]], [[4, 1]], [[2, 3, 4]]]) { $0[0].maximum() },
  GradientRow("a b", [[[2, 3, 4], [4, 5]], [[1, 1], [1, 1]], [[3, 7], [7, 2]]]) {
    matrixProduct($0[0], $0[1])
  },
  GradientRow("a bᵀ", [[[3, 4], [5, 4]], [[1, 2], [3, 2]], [[2, 5, 3], [4, 3]]]) {
    matrixProduct($0[0], $0[1].transposed)
  },
  GradientRow("a[i] b[i]", [[[2, 3, 4], [2, 4, 5]], [[1, 1, 1], [1, 1, 1]], [[3, 1, 2], [3, 2, 4]]]) {
    batchedMatrixProduct($0[0], $0[1])
  },
  GradientRow(
    "a[i] b[i]ᵀ", [[[2, 3, 4], [2, 5, 4]], [[1, 1, 1], [1, 1, 1]], [[3, 1, 2], [3, 4, 2]]]
  ) {
    batchedMatrixProduct($0[0], $0[1].transposed)
  },
  GradientRow(
    "projection, weights used at two steps", [[[5, 3], [4, 3]], [[2, 2], [1, 2]], [[1, 6], [3, 6]]]
  ) {
    $0[0].projected(by: $0[1]) + (2 * $0[0]).projected(by: $0[1])
  },
  GradientRow(
    "projection with a bias",
    [[[5, 3], [4, 3], [4]], [[2, 1], [1, 1], [1]], [[1, 300], [3, 300], [3]]]
  ) {
    0.1 * $0[0].projected(by: $0[1], bias: $0[2])
  },
  // Of the weights only what meets no zeros has a gradient.
  GradientRow(
    "projection of zeros", [[[5, 3], [4, 3], [4]], [[2, 1], [1, 1], [1]], [[1, 6], [3, 6], [3]]]
  ) {
    let zeros = $0[0].tape.zeros($0[0].shape)
    let parts = [zeros.projected(by: $0[1], bias: $0[2]), zeros.projected(by: $0[1])]
    return stacked(parts + [$0[0].projected(by: $0[1]).addingInPlace(zeros, projectedBy: $0[1])])
  },
  GradientRow(
    "projection of no columns",
    [[[5, 0], [4, 0], [4]], [[1, 0], [3, 0], [3]], [[4, 0], [1, 0], [1]]]
  ) {
    $0[0].projected(by: $0[1], bias: $0[2]) + $0[0].projected(by: $0[1])
  },
  GradientRow(
    "projection by some columns, in place",
    [[[6, 2], [6, 3], [4, 5], [4]], [[1, 1], [1, 2], [2, 3], [2]], [[2, 3], [2, 1], [7, 4], [7]]]
  ) {
    $0[0].projected(by: $0[2]).addingInPlace($0[1], projectedBy: $0[2], firstColumn: $0[0].shape.columns)
      .addingInPlace(bias: $0[3])
  },
  // Some steps at a time where there are many sequences; of the second shape all at once.
  GradientRow(
    "projection of a sequence, a step left out",
    [[[5, 20, 66], [4, 66], [4]], [[6, 1, 2], [3, 2], [3]], [[4, 33, 64], [2, 64], [2]]]
  ) {
    var steps = ProjectedSequence($0[0], by: $0[1], bias: $0[2])
    return stacked([0, 1, 3].map { tanh(0.2 * steps[$0]) })
  },
  GradientRow(
    "projection of a sequence, backwards",
    [[[5, 20, 66], [4, 66], [4]], [[6, 1, 2], [3, 2], [3]], [[4, 33, 64], [2, 64], [2]]]
  ) {
    var steps = ProjectedSequence($0[0], by: $0[1], bias: $0[2])
    return stacked([3, 2, 0].map { sigmoid(0.2 * steps[$0]) })
  },
  GradientRow(
    "dense layer", [[[3, 7], [5, 7], [5]], [[1, 1], [1, 1], [1]], [[4, 600], [2, 600], [2]]]
  ) {
    0.1 * dense($0[0], weight: $0[1], bias: $0[2])
  },
  GradientRow("columns", [[[3, 7]], [[1, 5]], [[2, 3, 6]]]) { $0[0][columns: 2..<5] },
  GradientRow("rows", [[[4, 3]], [[3, 1]], [[5, 2, 3]]]) { $0[0][rows: 1..<3] * $0[0][rows: 0..<2] },
  GradientRow("one of the first axis", [[[4, 3]], [[2, 1]], [[5, 2, 3]]]) { $0[0][1] * $0[0][0] },
  GradientRow("reshaped", [[[4, 3]], [[1, 1]], [[5, 2, 3]]]) { $0[0].reshaped(to: [$0[0].shape.count]) * 2 },
  // Parts of one array, whose gradient arrives from its end, from its beginning, and in no order, with parts that overlap, come
  // twice or not at all.
  GradientRow("steps from the first", [[[4, 3]], [[1, 1]], [[5, 2, 3]]]) {
    steps(of: $0[0], inOrder: [0, 1, 2, 3, 4])
  },
  GradientRow("steps from the last", [[[4, 3]], [[1, 1]], [[5, 2, 3]]]) {
    steps(of: $0[0], inOrder: [4, 3, 2, 1, 0])
  },
  GradientRow("steps in no order", [[[4, 3]], [[6, 1]], [[7, 2, 3]]]) {
    steps(of: $0[0], inOrder: [2, 0, 3, 3, 2])
  },
  GradientRow("some steps", [[[4, 3]], [[6, 1]], [[7, 2, 3]]]) { steps(of: $0[0], inOrder: [1, 2]) },
  GradientRow("steps that overlap", [[[5, 3]], [[6, 1]], [[7, 2, 3]]]) {
    let y = $0[0] * $0[0]
    let z = y.reshaped(to: y.shape)
    return z[rows: 3..<5] * y[rows: 2..<4][rows: 0..<2] + tanh(z[rows: 0..<2]) + y[rows: 1..<3]
  },
  GradientRow("columns side by side", [[[3, 2], [3, 5]], [[1, 1], [1, 3]], [[2, 3, 1], [2, 3, 4]]]) {
    concatenated([$0[0], $0[1], $0[0]])
  },
  GradientRow(
    "rows one after another", [[[2, 3], [4, 3]], [[1, 1], [2, 1]], [[2, 3, 4], [1, 3, 4]]]
  ) {
    concatenatedRows([$0[0], $0[1]])
  },
  GradientRow("stacked", binary) { stacked([$0[0], $0[1], $0[0]]) },
  // Whole lines of memory: they lie beside each other and are not copied.
  GradientRow(
    "stacked as they lie", [[[4, 8], [4, 8]], [[1, 16], [1, 16]], [[2, 32], [2, 32]]]
  ) {
    let (a, b) = (2 * $0[0], 3 * $0[1])
    let both = stacked([a, b])
    return both * both + stacked([b, a]) * both
  },
  GradientRow("stacked with lengths", [[[3, 5], [3, 5]], [[3, 1], [3, 1]], [[3, 2], [3, 2]]]) {
    stacked([$0[0], $0[1]], lengths: integers($0[0].tape, [2, 0, 1]))
  },
  // Steps with memory of their own take over their part of the gradient, unless one has arrived there already.
  GradientRow("stacked sums", binary) {
    let sum = $0[0] + $0[1]
    return stacked([sum, $0[0], sum, tanh(sum), sum[rows: 0..<sum.shape[0]]]) * 2
  },
  GradientRow("stacked sums with lengths", [[[3, 5], [3, 5]], [[3, 1], [3, 1]], [[3, 2], [3, 2]]]) {
    let (sum, other) = ($0[0] + $0[1], $0[0] * $0[1])
    let steps = stacked([sum, other, tanh(sum)], lengths: integers($0[0].tape, [3, 0, 2]))
    return steps[0] + steps[2] * other
  },
  GradientRow("first axes exchanged", [[[3, 5]], [[1, 4]], [[2, 3, 4]]]) { $0[0].swappingFirstAxes() },
  GradientRow("softmax", [[[3, 5]], [[4, 1]], [[2, 3, 4]]]) { softmax($0[0]) },
  GradientRow("softmax with lengths", [[[4, 5]], [[4, 3]], [[2, 2, 7]]]) {
    softmax($0[0], lengths: [3, 0, 1, 2])
  },
  GradientRow("log softmax", [[[3, 5]], [[4, 1]], [[2, 3, 4]]]) { logSoftmax($0[0]) },
  // Beyond a length stands −∞, a whole row of it where there is nothing to choose from: only the others are summed.
  GradientRow("log softmax with lengths", [[[4, 5]], [[4, 3]], [[2, 2, 7]]]) {
    let lengths: [Int32] = [3, 0, 1, 2]
    let logarithms = logSoftmax($0[0], lengths: lengths)
    let columns = Int32(logarithms.shape.columns)
    var places: [Int32] = []
    for (row, length) in lengths.enumerated() {
      for column in 0..<length { places.append(Int32(row) * columns + column) }
    }
    return logarithms.reshaped(to: [logarithms.shape.count, 1]).gather(rows: places, leading: [places.count])
  },
  GradientRow("cross-entropy", [[[4, 5]], [[4, 3]], [[4, 7]]]) {
    softmaxCrossEntropy($0[0], targets: [2, 0, -1, 1])
  },
  GradientRow("smoothed cross-entropy", [[[4, 5]], [[4, 3]], [[4, 7]]]) {
    softmaxCrossEntropy($0[0], targets: [2, 0, -1, 1], labelSmoothing: 0.1)
  },
  GradientRow("cross-entropy of one class", [[[2, 1]], [[1, 1]], [[3, 1]]]) {
    softmaxCrossEntropy($0[0], targets: Array(repeating: 0, count: $0[0].shape.rows), labelSmoothing: 0.1)
  },
  GradientRow("cross-entropy of bits", unary) {
    let targets = (0..<$0[0].shape.count).map { Scalar($0 % 3) / 2 }
    return bernoulliCrossEntropy($0[0], targets: $0[0].tape.constant(targets, $0[0].shape))
  },
  GradientRow("rows of a table", [[[4, 3]], [[4, 1]], [[5, 7]]]) {
    $0[0].gather(rows: [1, 3, 1, 0, 2, 1], leading: [2, 3])
  },
  GradientRow("dropout", [[[3, 5]], [[2, 1]], [[2, 3, 4]]]) {
    var random = RandomSource(seed: 4)
    return dropout($0[0], rate: 0.4, random: &random)
  },
  GradientRow("variational dropout", [[[3, 5]], [[2, 1]], [[2, 3, 4]]]) {
    var random = RandomSource(seed: 4)
    return dropout($0[0], rate: 0.4, sharedAlongTime: true, random: &random)
  },
  GradientRow("layer normalisation", [[[3, 5], [5], [5]], [[2, 2], [2], [2]], [[2, 3, 7], [7], [7]]]) {
    layerNormalization($0[0], gain: $0[1], bias: $0[2])
  },
  GradientRow(
    "LSTM step", [[[3, 8], [3, 2], [3, 2]], [[1, 4], [1, 1], [1, 1]], [[2, 12], [2, 3], [2, 3]]]
  ) {
    let next = lstmStep(gates: 1 * $0[0], hidden: $0[1], cell: $0[2], active: nil)
    return next.hidden + next.cell
  },
  GradientRow(
    "LSTM step, one row over",
    [[[3, 8], [3, 2], [3, 2]], [[3, 4], [3, 1], [3, 1]], [[3, 12], [3, 3], [3, 3]]]
  ) {
    let active = ActiveRows(lengths: integers($0[0].tape, [2, 1, 3]), time: 1)
    let next = lstmStep(gates: 1 * $0[0], hidden: $0[1], cell: $0[2], active: active)
    return next.hidden + 2 * next.cell
  },
  GradientRow(
    "GRU step", [[[3, 6], [3, 6], [3, 2]], [[1, 3], [1, 3], [1, 1]], [[2, 9], [2, 9], [2, 3]]]
  ) {
    gruStep(fromInput: 1 * $0[0], fromHidden: 1 * $0[1], hidden: $0[2], active: nil)
  },
  GradientRow(
    "GRU step, one row over",
    [[[3, 6], [3, 6], [3, 2]], [[3, 3], [3, 3], [3, 1]], [[3, 9], [3, 9], [3, 3]]]
  ) {
    let active = ActiveRows(lengths: integers($0[0].tape, [2, 1, 3]), time: 1)
    return gruStep(fromInput: 1 * $0[0], fromHidden: 1 * $0[1], hidden: $0[2], active: active)
  },
  GradientRow("RNN step, tanh", [[[3, 2], [3, 2]], [[3, 1], [3, 1]], [[3, 4], [3, 4]]]) {
    let active = ActiveRows(lengths: integers($0[0].tape, [2, 1, 3]), time: 1)
    return rnnStep(preactivation: 1 * $0[0], hidden: $0[1], activation: .tanh, active: active)
  },
  GradientRow("RNN step, relu", [[[3, 2], [3, 2]], [[3, 1], [3, 1]], [[3, 4], [3, 4]]]) {
    rnnStep(preactivation: 1 * $0[0], hidden: $0[1], activation: .relu, active: nil)
  },
  GradientRow(
    "attention",
    [
      [[2, 3], [4, 2, 3], [4, 2, 5]], [[2, 1], [3, 2, 1], [3, 2, 2]], [[2, 6], [5, 2, 6], [5, 2, 3]],
    ]
  ) {
    let read = attend(query: $0[0], keys: $0[1], memory: $0[2], lengths: integers($0[0].tape, [3, 2]))
    return concatenated([read.context, read.weights])
  },
  GradientRow("bags of words", [[[5, 4]], [[5, 2]], [[6, 6]]]) {
    embeddedBags($0[0], WordBags([[1, 3, 1], [], [0, 4]]), period: 2, sentenceLength: nil)
  },
  GradientRow(
    "bags of words with positions and times", [[[5, 4], [3, 4]], [[5, 1], [3, 1]], [[6, 6], [4, 6]]]
  ) {
    embeddedBags(
      $0[0], WordBags([[1, 3, 1], [], [0, 4], [2]]), period: $0[0].shape[1] == 4 ? 2 : $0[0].shape[1],
      sentenceLength: 4, times: ($0[1], [2, 0, 2, 1]))
  },
  GradientRow(
    "reading from stories", [[[3, 2], [6, 5]], [[3, 1], [6, 2]], [[3, 4], [6, 9]]]
  ) {
    // Keys and values that share columns, and a story without facts.
    let read = readStories(
      query: $0[0], memory: $0[1], keys: 0, values: $0[1].shape[1] - $0[0].shape[1], starts: [0, 4, 4, 6],
      slots: 3)
    return concatenated([read.context.reshaped(to: [$0[0].shape.count]), read.weights])
  },
  GradientRow("reading without a softmax", [[[2, 2], [5, 4]], [[2, 1], [5, 1]], [[2, 3], [5, 7]]]) {
    let read = readStories(
      query: $0[0], memory: $0[1], keys: 0, values: 0, starts: [0, 3, 5], isLinear: true)
    return concatenated([read.context.reshaped(to: [$0[0].shape.count]), read.weights])
  },
  GradientRow("masked bags of words", [[[5, 3], [4, 3]], [[5, 1], [4, 1]], [[6, 7], [5, 7]]]) {
    maskedBags($0[0], masks: $0[1], WordBags([[1, 3, 1], [], [0, 4]]), places: [0, 1, 2, 0, 3])
  },
  GradientRow(
    "cells of entities",
    [
      [[2, 3], [4, 3], [4, 3], [4, 3]], [[1, 2], [1, 2], [1, 2], [1, 2]],
      [[3, 5], [6, 5], [6, 5], [6, 5]],
    ]
  ) {
    updatedEntities(facts: $0[0], keys: $0[1], states: $0[2], candidates: $0[3])
  },
  // Memory and weightings positive; keys of either sign.
  memorySteps(
    "memory step",
    [
      (2, MemorySizes(slots: 5, width: 2)), (1, MemorySizes(slots: 7, width: 3)),
      (3, MemorySizes(slots: 2, width: 4)),
    ]),
  memorySteps(
    "memory step of several heads, wide shifts",
    [
      (
        1,
        MemorySizes(
          slots: 3, width: 4, readHeads: 2, writeHeads: 2, shiftRange: 2, strengthFromOne: false)
      ),
      (2, MemorySizes(slots: 5, width: 2, readHeads: 2, writeHeads: 1, shiftRange: 2)),
      (3, MemorySizes(slots: 4, width: 2, readHeads: 1, writeHeads: 3, shiftRange: 3)),
    ]),
  memorySteps(
    "memory step of one slot",
    [
      (3, MemorySizes(slots: 1, width: 2)), (2, MemorySizes(slots: 1, width: 1)),
      (1, MemorySizes(slots: 1, width: 4)),
    ]),
  // State positive and mostly below one; the interface of either sign.
  dynamicMemorySteps(
    "dynamic memory step",
    [
      (2, DynamicMemorySizes(slots: 5, width: 3)), (1, DynamicMemorySizes(slots: 4, width: 2)),
      (3, DynamicMemorySizes(slots: 2, width: 4)),
    ]),
  dynamicMemorySteps(
    "dynamic memory step of several heads",
    [
      (1, DynamicMemorySizes(slots: 3, width: 4, readHeads: 2)),
      (2, DynamicMemorySizes(slots: 4, width: 5, readHeads: 3)),
      (3, DynamicMemorySizes(slots: 2, width: 3, readHeads: 4)),
    ]),
  dynamicMemorySteps(
    "dynamic memory step of one slot",
    [
      (3, DynamicMemorySizes(slots: 1, width: 2)), (2, DynamicMemorySizes(slots: 1, width: 1)),
      (1, DynamicMemorySizes(slots: 1, width: 4)),
    ]),
  GradientRow(
    "convolution",
    [
      [[2, 5, 4, 3], [5, 3, 3, 2], [5]], [[1, 3, 2, 1], [1, 1, 3, 2], [1]],
      [[3, 4, 7, 2], [2, 2, 3, 2], [2]],
    ]
  ) {
    0.1 * convolution($0[0], weight: $0[1], bias: $0[2], window: Window(3, 2))
  },
  GradientRow(
    "convolution, stride, dilation, padding, relu",
    [
      [[2, 6, 7, 3], [4, 3, 3, 2], [4]], [[1, 3, 4, 1], [1, 1, 3, 2], [1]],
      [[2, 5, 9, 2], [3, 2, 3, 2], [3]],
    ]
  ) {
    let window = Window(3, 2, stride: 2, dilation: 2, padding: .each(rows: 2, columns: 1))
    return convolution($0[0], weight: $0[1], bias: $0[2], window: window, rectifier: .relu)
  },
  GradientRow(
    "convolution in groups, TensorFlow's padding",
    [[[2, 5, 4, 4], [6, 2, 3, 3]], [[1, 2, 3, 2], [2, 1, 3, 3]], [[1, 6, 5, 6], [4, 3, 3, 3]]]
  ) {
    convolution(
      $0[0], weight: $0[1], window: Window(3, stride: 2, padding: .tensorFlowSame), groups: 2)
  },
  GradientRow(
    "depthwise convolution",
    [[[2, 5, 4, 3], [3, 1, 3, 3]], [[1, 1, 2, 1], [1, 1, 3, 3]], [[9, 3, 5, 2], [2, 1, 3, 3]]]
  ) {
    convolution($0[0], weight: $0[1], window: Window(3, padding: .same), groups: $0[0].shape[3])
  },
  GradientRow(
    "pointwise convolution, ReLU6",
    [[[2, 3, 4, 3], [5, 3, 1, 1]], [[1, 1, 1, 1], [1, 1, 1, 1]], [[3, 2, 5, 7], [2, 7, 1, 1]]]
  ) {
    convolution($0[0], weight: 3 * $0[1], window: Window(1), rectifier: .relu6)
  },
  GradientRow(
    "convolution of sequences",
    [[[2, 7, 3], [4, 3, 3], [4]], [[1, 3, 1], [1, 1, 3], [1]], [[3, 5, 2], [3, 2, 3], [3]]]
  ) {
    convolution1d($0[0], weight: $0[1], bias: $0[2], kernel: 3, stride: 2, padding: 1)
  },
  GradientRow(
    "convolution of sequences that keeps their length",
    [[[2, 7, 3], [4, 3, 6], [4]], [[1, 3, 2], [5, 2, 6], [5]], [[3, 5, 1], [2, 1, 6], [2]]]
  ) {
    0.1 * convolution1d($0[0], weight: $0[1], bias: $0[2], kernel: 6, padding: .same)
  },
  GradientRow(
    "convolution of sequences, TensorFlow's padding",
    [[[2, 7, 3], [5, 3, 4], [5]], [[1, 3, 2], [6, 2, 4], [6]], [[3, 5, 1], [2, 1, 4], [2]]]
  ) {
    0.1
      * convolution1d(
        $0[0], weight: $0[1], bias: $0[2], kernel: 4, stride: 2, dilation: 2, padding: .tensorFlowSame)
  },
  GradientRow("maximum pooling", [[[2, 5, 4, 3]], [[1, 3, 3, 1]], [[3, 7, 6, 2]]]) {
    $0[0].maximumPooled(Window(3, stride: 2, padding: .each(rows: 1, columns: 1)))
  },
  GradientRow("maximum pooling, rounded up", [[[2, 5, 4, 3]], [[1, 2, 3, 1]], [[3, 7, 6, 2]]]) {
    $0[0].maximumPooled(Window(2, stride: 2, roundsUp: true))
  },
  GradientRow("average pooling", [[[2, 5, 4, 3]], [[1, 3, 3, 1]], [[3, 7, 6, 2]]]) {
    $0[0].averagePooled(Window(3, stride: 2, padding: .each(rows: 1, columns: 1), roundsUp: true))
  },
  GradientRow("average pooling without padding", [[[2, 5, 4, 3]], [[1, 3, 3, 1]], [[3, 7, 6, 2]]]) {
    $0[0].averagePooled(
      Window(3, stride: 2, padding: .each(rows: 1, columns: 1)), countsPadding: false)
  },
  GradientRow("average pooling of uneven parts", [[[2, 5, 4, 3]], [[1, 2, 1, 1]], [[3, 7, 6, 2]]]) {
    $0[0].averagePooled(rows: 3, columns: 4)
  },
  GradientRow("global average pooling", [[[2, 5, 4, 3]], [[1, 1, 3, 1]], [[3, 2, 2, 7]]]) {
    $0[0].globalAveragePooled()
  },
  GradientRow("channels first", [[[2, 5, 4, 3]], [[1, 3, 3, 1]], [[3, 2, 2, 19]]]) {
    $0[0].channelsFirst() * 2
  },
  GradientRow(
    "batch normalisation", [[[7, 5], [5], [5]], [[3, 1], [1], [1]], [[2, 3, 4, 7], [7], [7]]]
  ) {
    batchNormalization($0[0], gain: $0[1], bias: $0[2], epsilon: 0.1, rectifier: .relu).output
  },
  GradientRow(
    "batch normalisation by fixed statistics",
    [[[7, 5], [5], [5]], [[3, 1], [1], [1]], [[2, 3, 4, 7], [7], [7]]]
  ) {
    let columns = $0[1].shape.count
    return batchNormalization(
      $0[0], gain: $0[1], bias: $0[2], means: (0..<columns).map { 0.1 * Scalar($0) },
      variances: (0..<columns).map { 0.5 + Scalar($0) })
  },
  GradientRow("local response normalisation", [[[2, 3, 4, 7]], [[1, 1]], [[5, 2]]]) {
    localResponseNormalization($0[0], size: 4, alpha: 0.7, beta: 0.75, k: 1.5)
  },
  GradientRow("ReLU6", unary) { relu6(4 * $0[0]) },
  GradientRow("prelu", [[[3, 5], [5]], [[1, 1], [1]], [[2, 3, 4], [4]]]) { prelu($0[0], slope: $0[1]) },
  GradientRow(
    "attention, nothing to read",
    [
      [[2, 3], [4, 2, 3], [4, 2, 5]], [[2, 1], [1, 2, 1], [1, 2, 2]], [[2, 6], [5, 2, 6], [5, 2, 3]],
    ]
  ) {
    attend(query: $0[0], keys: $0[1], memory: $0[2], lengths: integers($0[0].tape, [0, 1])).context
  },
]

@Suite struct GradientTable {
  @Test(arguments: gradientTable)
  func agreesWithFiniteDifferences(_ row: GradientRow) {
    #expect(row.shapes.count == 3)
    for shapes in row.shapes {
      for seed in 1...3 as ClosedRange<UInt64> {
        let (parameters, inputs) = declared(shapes, seed: seed)
        for input in inputs { parameters[input] = parameters[input].map(row.domain) }
        let worst = gradientCheck(of: parameters, seed: seed) { tape in row.apply(inputs.map { tape[$0] }) }
        #expect(worst.error <= gradientTolerance, "shapes \(shapes), seed \(seed): \(worst)")
      }
    }
  }
}

/// Σ tanh yₜ over some steps t, each half as heavy as the one after it, where y is the square of x. Steps beyond the last wrap.
private func steps(of x: Variable, inOrder order: [Int]) -> Variable {
  let y = x * x
  let count = y.shape[0]
  var sum = tanh(y[order[0] % count])
  for t in order.dropFirst() { sum = sum * 0.5 + tanh(y[t % count]) }
  return sum
}
