import SeqTensor
import TestSupport
import Testing

/// Kernels that work by rows: probabilities, normalisation, gates, attention.
@Suite struct RowKernelTests {
  @Test(arguments: oddSizes) func softmaxAndLogSoftmax(columns: Int) {
    let bench = Bench()
    let x = bench.random(4 * columns, in: -8..<8)
    let ends = [columns, 0, columns / 2, min(1, columns)]
    for lengths in [nil, ends] {
      let integers = lengths.map(bench.integers)
      let (y, logs) = (bench.unwritten(x.count), bench.unwritten(x.count))
      softmax(x, columns: columns, lengths: integers, into: y)
      logSoftmax(x, columns: columns, lengths: integers, into: logs)
      for (row, scores) in x.doubles.rows(of: columns).enumerated() {
        let length = lengths?[row] ?? columns
        let beyond = columns - length
        let part = row * columns..<(row + 1) * columns
        let kept = Array(scores[0..<length])
        #expect(error(y[part], Plain.softmax(kept) + Array(repeating: 0, count: beyond)) < kernelTolerance)
        #expect(y[part].elements[length...].allSatisfy { $0 == 0 })
        #expect(
          error(logs[part], Plain.logSoftmax(kept) + Array(repeating: -.infinity, count: beyond))
            < kernelTolerance)
      }
      let out = y.elements
      softmax(x, columns: columns, lengths: integers, into: y)
      #expect(y.elements == out)
    }
    #expect(bench.fencesStand)
  }

  @Test func softmaxOfLargeScores() {
    let bench = Bench()
    let y = bench.unwritten(6)
    softmax(
      bench.array([1000, 1000, -1000, -.infinity, -.infinity, -.infinity]), columns: 3, lengths: nil, into: y)
    #expect(y.elements == [0.5, 0.5, 0, 0, 0, 0], "a row without any probability is all zeros")
  }

  /// Where scores are far larger than what they differ by, the result has the precision of the differences.
  @Test func logSoftmaxOfLargeScores() {
    let bench = Bench()
    let y = bench.unwritten(2)
    logSoftmax(bench.array([10_000_000, 9_999_999]), columns: 2, lengths: nil, into: y)
    #expect(error(y, Plain.logSoftmax([1, 0])) < kernelTolerance)
    #expect(bench.fencesStand)
  }

  @Test(arguments: oddSizes) func softmaxPullbacks(columns: Int) {
    let bench = Bench()
    let x = bench.random(3 * columns, in: -4..<4)
    let (y, logs, dy) = (bench.unwritten(x.count), bench.unwritten(x.count), bench.random(x.count))
    let ends = [columns, columns / 2, 0]
    softmax(x, columns: columns, lengths: nil, into: y)
    logSoftmax(x, columns: columns, lengths: bench.integers(ends), into: logs)
    let (dx, dLog) = (bench.random(x.count), bench.random(x.count))
    var (expected, expectedLog) = (dx.doubles, dLog.doubles)
    for row in 0..<3 {
      let part = row * columns..<(row + 1) * columns
      for (j, d) in Plain.softmaxPullback(y[part].doubles, dy[part].doubles).enumerated() {
        expected[part.lowerBound + j] += d
      }
      let kept = part.lowerBound..<part.lowerBound + ends[row]
      for (j, d) in Plain.logSoftmaxPullback(logs[kept].doubles, dy[kept].doubles).enumerated() {
        expectedLog[part.lowerBound + j] += d
      }
    }
    softmaxPullback(y, dy, columns: columns, into: dx)
    logSoftmaxPullback(logs, dy, columns: columns, lengths: bench.integers(ends), into: dLog)
    #expect(error(dx, expected) < kernelTolerance)
    #expect(error(dLog, expectedLog) < kernelTolerance)
    #expect(bench.fencesStand)
  }

  @Test(arguments: oddSizes.dropFirst()) func crossEntropy(columns: Int) {
    for smoothing: Scalar in [0, 0.125] {
      let bench = Bench()
      let targets = [0, -1, columns - 1, columns / 2]
      let x = bench.random(targets.count * columns, in: -6..<6)
      var (loss, expected) = (0.0, [Double]())
      for (row, scores) in x.doubles.rows(of: columns).enumerated() {
        if targets[row] < 0 {
          expected += Array(repeating: 0, count: columns)
        } else {
          let plain = Plain.crossEntropy(scores, target: targets[row], smoothing: Double(smoothing))
          loss += plain.loss
          expected += plain.gradient
        }
      }
      let gradient = bench.unwritten(x.count)
      let ids = bench.integers(targets)
      let found = softmaxCrossEntropy(
        x, columns: columns, targets: ids, smoothing: smoothing, gradient: gradient)
      #expect(error(found, loss) < kernelTolerance)
      #expect(error(gradient, expected) < kernelTolerance)
      let inPlace = softmaxCrossEntropy(x, columns: columns, targets: ids, smoothing: smoothing, gradient: x)
      #expect(inPlace == found && x.elements == gradient.elements, "the gradient may take the logits' place")
      #expect(bench.fencesStand)
    }
  }

  @Test(arguments: oddSizes) func bernoulli(count: Int) {
    let bench = Bench()
    let (x, gradient) = (bench.random(count, in: -8..<8), bench.unwritten(count))
    let targets = bench.array((0..<count).map { [0, 1, 0.25][$0 % 3] })
    let plain = zip(x.doubles, targets.doubles).map { Plain.bernoulliCrossEntropy($0, target: $1) }
    let loss = bernoulliCrossEntropy(x, targets: targets, gradient: gradient)
    #expect(error(loss, plain.reduce(0) { $0 + $1.loss }) < kernelTolerance)
    #expect(error(gradient, plain.map(\.gradient)) < kernelTolerance)
    #expect(bench.fencesStand)
  }

  /// With logits of ±200 the naive formula is log 0; the loss is the logit itself.
  @Test func bernoulliOfLargeLogits() {
    let bench = Bench()
    let gradient = bench.unwritten(4)
    let loss = bernoulliCrossEntropy(
      bench.array([200, -200, 200, -200]), targets: bench.array([1, 0, 0, 1]), gradient: gradient)
    #expect(abs(loss - 400) < 1e-4)
    #expect(error(gradient, [0, 0, 1, -1]) < kernelTolerance)
  }

  @Test(arguments: oddSizes.dropFirst()) func layerNormalizationAndPullback(columns: Int) {
    let bench = Bench()
    let rows = 3
    let epsilon: Scalar = 0.0009765625
    let (x, gain, bias) = (bench.random(rows * columns), bench.random(columns), bench.random(columns))
    let (means, deviations) = (bench.unwritten(rows), bench.unwritten(rows))
    let (out, dOut) = (bench.unwritten(x.count), bench.random(x.count))
    layerNormalization(
      x, gain: gain, bias: bias, epsilon: epsilon, columns: columns, means: means,
      inverseDeviations: deviations, into: out)
    let (dX, dGain, dBias) = (bench.random(x.count), bench.random(columns), bench.random(columns))
    var (expectedX, expectedGain, expectedBias) = (dX.doubles, dGain.doubles, dBias.doubles)
    for row in 0..<rows {
      let part = row * columns..<(row + 1) * columns
      let plain = Plain.layerNormalization(
        x[part].doubles, gain: gain.doubles, bias: bias.doubles, epsilon: Double(epsilon))
      #expect(error(Double(means[row]), plain.mean) < kernelTolerance)
      #expect(error(Double(deviations[row]), plain.inverseDeviation) < kernelTolerance)
      #expect(error(out[part], plain.out) < kernelTolerance)
      let pullback = Plain.layerNormalizationPullback(
        x[part].doubles, gain: gain.doubles, mean: Double(means[row]),
        inverseDeviation: Double(deviations[row]), dOut: dOut[part].doubles)
      for j in 0..<columns {
        expectedX[row * columns + j] += pullback.x[j]
        expectedGain[j] += pullback.gain[j]
        expectedBias[j] += pullback.bias[j]
      }
    }
    layerNormalizationPullback(
      x, gain: gain, columns: columns, means: means, inverseDeviations: deviations, dOut: dOut, dX: dX,
      dGain: dGain, dBias: dBias)
    #expect(error(dX, expectedX) < kernelTolerance)
    #expect(error(dGain, expectedGain) < kernelTolerance)
    #expect(error(dBias, expectedBias) < kernelTolerance)
    #expect(bench.fencesStand)
  }

  // MARK: Gates. Of three rows at time 2, the second has ended.

  private let ends = [3, 2, 9]
  private let time = 2

  private func isActive(_ row: Int, masked: Bool) -> Bool { !masked || ends[row] > time }

  @Test(arguments: oddSizes, [false, true]) func lstm(h: Int, masked: Bool) {
    let bench = Bench()
    let lengths = masked ? bench.integers(ends) : nil
    let (gates, previousHidden) = (bench.random(12 * h, in: -4..<4), bench.random(3 * h))
    let previousCell = bench.random(3 * h)
    let (hidden, cell, tanhCell) = (bench.unwritten(3 * h), bench.unwritten(3 * h), bench.unwritten(3 * h))
    let before = gates.doubles
    lstmGates(
      gates, previousHidden: previousHidden, previousCell: previousCell, hidden: hidden, cell: cell,
      tanhCell: tanhCell, hiddenSize: h, lengths: lengths, time: time)
    let (dHidden, dCell, dGates) = (bench.random(3 * h), bench.random(3 * h), bench.unwritten(12 * h))
    let (dPreviousHidden, dPreviousCell) = (bench.random(3 * h), bench.random(3 * h))
    var (expectedHidden, expectedCell) = (dPreviousHidden.doubles, dPreviousCell.doubles)
    lstmGatesPullback(
      gates, previousCell: previousCell, tanhCell: tanhCell, dHidden: dHidden, dCell: dCell, dGates: dGates,
      dPreviousHidden: dPreviousHidden, dPreviousCell: dPreviousCell, hiddenSize: h, lengths: lengths,
      time: time)
    for row in 0..<3 {
      let (part, four) = (row * h..<(row + 1) * h, 4 * row * h..<4 * (row + 1) * h)
      guard isActive(row, masked: masked) else {
        #expect(hidden[part].elements == previousHidden[part].elements)
        #expect(cell[part].elements == previousCell[part].elements)
        #expect(dGates[four].elements.allSatisfy { $0 == 0 })
        for j in part {
          expectedHidden[j] += Double(dHidden[j])
          expectedCell[j] += Double(dCell[j])
        }
        continue
      }
      let plain = Plain.lstm(Array(before[four]), previousCell: previousCell[part].doubles)
      #expect(error(gates[four], plain.gates) < kernelTolerance)
      #expect(error(hidden[part], plain.hidden) < kernelTolerance)
      #expect(error(cell[part], plain.cell) < kernelTolerance)
      #expect(error(tanhCell[part], plain.tanhCell) < kernelTolerance)
      let pullback = Plain.lstmPullback(
        plain, previousCell: previousCell[part].doubles, dHidden: dHidden[part].doubles,
        dCell: dCell[part].doubles)
      #expect(error(dGates[four], pullback.gates) < kernelTolerance)
      for j in 0..<h { expectedCell[row * h + j] += pullback.previousCell[j] }
    }
    #expect(error(dPreviousHidden, expectedHidden) < kernelTolerance)
    #expect(error(dPreviousCell, expectedCell) < kernelTolerance)
    #expect(bench.fencesStand)
  }

  @Test(arguments: oddSizes, [false, true]) func gru(h: Int, masked: Bool) {
    let bench = Bench()
    let lengths = masked ? bench.integers(ends) : nil
    let (fromInput, fromHidden) = (bench.random(9 * h), bench.random(9 * h))
    let (previousHidden, gates, hidden) = (
      bench.random(3 * h), bench.unwritten(9 * h), bench.unwritten(3 * h)
    )
    gates.assign(fromInput)
    gruGates(
      gates, fromHidden: fromHidden, previousHidden: previousHidden, hidden: hidden, hiddenSize: h,
      lengths: lengths, time: time)
    let (dInput, dFromHidden) = (bench.unwritten(9 * h), bench.unwritten(9 * h))
    let (dHidden, dPrevious) = (bench.random(3 * h), bench.random(3 * h))
    var expected = dPrevious.doubles
    gruGatesPullback(
      gates: gates, fromHidden: fromHidden, previousHidden: previousHidden, dHidden: dHidden,
      dFromInput: dInput, dFromHidden: dFromHidden, dPreviousHidden: dPrevious, hiddenSize: h,
      lengths: lengths, time: time)
    for row in 0..<3 {
      let (part, three) = (row * h..<(row + 1) * h, 3 * row * h..<3 * (row + 1) * h)
      guard isActive(row, masked: masked) else {
        #expect(hidden[part].elements == previousHidden[part].elements)
        #expect((dInput[three].elements + dFromHidden[three].elements).allSatisfy { $0 == 0 })
        for j in part { expected[j] += Double(dHidden[j]) }
        continue
      }
      let plain = Plain.gru(
        fromInput: fromInput[three].doubles, fromHidden: fromHidden[three].doubles,
        previousHidden: previousHidden[part].doubles)
      #expect(error(gates[three], plain.gates) < kernelTolerance)
      #expect(error(hidden[part], plain.hidden) < kernelTolerance)
      let pullback = Plain.gruPullback(
        gates: plain.gates, fromHidden: fromHidden[three].doubles,
        previousHidden: previousHidden[part].doubles, dHidden: dHidden[part].doubles)
      #expect(error(dInput[three], pullback.fromInput) < kernelTolerance)
      #expect(error(dFromHidden[three], pullback.fromHidden) < kernelTolerance)
      for j in 0..<h { expected[row * h + j] += pullback.previousHidden[j] }
    }
    #expect(error(dPrevious, expected) < kernelTolerance)
    #expect(bench.fencesStand)
  }

  @Test(arguments: oddSizes, [false, true]) func simpleRecurrentGate(h: Int, masked: Bool) {
    for activation in [RNNActivation.tanh, .relu] {
      let bench = Bench()
      let lengths = masked ? bench.integers(ends) : nil
      let (preactivation, previous) = (bench.random(3 * h), bench.random(3 * h))
      let hidden = bench.unwritten(3 * h)
      let expectedHidden = preactivation.doubles.enumerated().map { place, x in
        !isActive(place / h, masked: masked)
          ? Double(previous[place])
          : activation == .tanh ? Plain.lstm([0, 0, x, 0], previousCell: [0]).gates[2] : max(x, 0)
      }
      rnnGate(
        preactivation: preactivation, previousHidden: previous, hidden: hidden, activation: activation,
        hiddenSize: h, lengths: lengths, time: time)
      #expect(error(hidden, expectedHidden) < kernelTolerance)
      let (dHidden, dPreactivation, dPrevious) = (
        bench.random(3 * h), bench.unwritten(3 * h), bench.random(3 * h)
      )
      var expectedPrevious = dPrevious.doubles
      let expected = (0..<3 * h).map { place -> Double in
        let (y, dy) = (Double(hidden[place]), Double(dHidden[place]))
        guard isActive(place / h, masked: masked) else {
          expectedPrevious[place] += dy
          return 0
        }
        return activation == .tanh ? dy * (1 - y * y) : y > 0 ? dy : 0
      }
      rnnGatePullback(
        hidden, dHidden: dHidden, dPreactivation: dPreactivation, dPreviousHidden: dPrevious,
        activation: activation, hiddenSize: h, lengths: lengths, time: time)
      #expect(error(dPreactivation, expected) < kernelTolerance)
      #expect(error(dPrevious, expectedPrevious) < kernelTolerance)
      #expect(bench.fencesStand)
    }
  }

  // MARK: Attention

  @Test(arguments: oddSizes, [(1, 1), (7, 33), (100, 31)]) func attention(time: Int, sizes: (Int, Int)) {
    let bench = Bench()
    let (batch, (keySize, memorySize)) = (3, sizes)
    let ends = [time, time / 2, 0]
    // Scores of moderate size, so that the weights are neither all alike nor a single one.
    let query = bench.random(batch * keySize, in: -0.5..<0.5)
    let (keys, memory) = (bench.random(time * batch * keySize), bench.random(time * batch * memorySize))
    let (weights, context) = (bench.unwritten(batch * time), bench.unwritten(batch * memorySize))
    attend(
      query: query, keys: keys, memory: memory, lengths: bench.integers(ends), weights: weights,
      context: context, batch: batch, time: time, keySize: keySize, memorySize: memorySize)
    let (dContext, dWeights) = (bench.random(context.count), bench.random(weights.count))
    for given in [dWeights, nil] {
      let (dQuery, dKeys) = (bench.random(query.count), bench.random(keys.count))
      let dMemory = bench.random(memory.count)
      var (expectedQuery, expectedKeys) = (dQuery.doubles, dKeys.doubles)
      var expectedMemory = dMemory.doubles
      attendPullback(
        query: query, keys: keys, memory: memory, weights: weights, dContext: dContext, dWeights: given,
        dQuery: dQuery, dKeys: dKeys, dMemory: dMemory, batch: batch, time: time, keySize: keySize,
        memorySize: memorySize)
      for row in 0..<batch {
        let at = (
          query: row * keySize..<(row + 1) * keySize, context: row * memorySize..<(row + 1) * memorySize,
          weights: row * time..<row * time + ends[row]
        )
        let rowKeys = (0..<ends[row]).map { s in
          keys[(s * batch + row) * keySize..<(s * batch + row + 1) * keySize].doubles
        }
        let rowMemory = (0..<ends[row]).map { s in
          memory[(s * batch + row) * memorySize..<(s * batch + row + 1) * memorySize].doubles
        }
        let plain = Plain.attend(
          query: query[at.query].doubles, keys: rowKeys, memory: rowMemory, memorySize: memorySize)
        #expect(error(weights[at.weights], plain.weights) < kernelTolerance)
        #expect(weights[at.weights.upperBound..<(row + 1) * time].elements.allSatisfy { $0 == 0 })
        #expect(error(context[at.context], plain.context) < kernelTolerance)
        let pullback = Plain.attendPullback(
          query: query[at.query].doubles, keys: rowKeys, memory: rowMemory, weights: plain.weights,
          dContext: dContext[at.context].doubles,
          dWeights: given?[at.weights].doubles ?? Array(repeating: 0, count: ends[row]))
        for j in 0..<keySize { expectedQuery[row * keySize + j] += pullback.query[j] }
        for s in 0..<ends[row] {
          for j in 0..<keySize { expectedKeys[(s * batch + row) * keySize + j] += pullback.keys[s][j] }
          for j in 0..<memorySize {
            expectedMemory[(s * batch + row) * memorySize + j] += pullback.memory[s][j]
          }
        }
      }
      #expect(error(dQuery, expectedQuery) < kernelTolerance)
      #expect(error(dKeys, expectedKeys) < kernelTolerance)
      #expect(error(dMemory, expectedMemory) < kernelTolerance)
    }
    #expect(bench.fencesStand)
  }
}
