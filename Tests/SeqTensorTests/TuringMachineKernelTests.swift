import SeqTensor
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The memory step against the paper's equations in plain loops, on every instruction set of this processor.
@Suite struct TuringMachineKernelTests {
  private struct State {
    /// [N][W], [heads][N], [read heads][W].
    var memory, weightings, reads: [[Double]]
  }

  /// Graves et al. 2014, equations 2 to 9, for one machine; the order of parameters is that of `MemorySizes`.
  private func stepped(_ m: MemorySizes, _ p: [Double], _ old: State) -> State {
    var new = old
    for head in 0..<m.heads {
      let at = head * m.addressCount
      let key = p[at..<at + m.width].map { tanh($0) }
      let strength = Plain.softplus(p[at + m.width]) + (m.strengthFromOne ? 1 : 0)
      let gate = Plain.sigmoid(p[at + m.width + 1])
      let shift = Plain.softmax(Array(p[at + m.width + 2..<at + m.width + 2 + m.shifts]))
      let sharpening = Plain.softplus(p[at + m.width + 2 + m.shifts]) + 1
      func norm(_ x: [Double]) -> Double { (Plain.dot(x, x) + 1e-12).squareRoot() }
      let content = Plain.softmax(
        old.memory.map { strength * Plain.dot($0, key) / (norm($0) * norm(key) + 1e-3) })
      let gated = (0..<m.slots).map { gate * content[$0] + (1 - gate) * old.weightings[head][$0] }
      var shifted = [Double](repeating: 0, count: m.slots)
      for i in 0..<m.slots {
        for (k, share) in shift.enumerated() {
          let from = i - (k - m.shiftRange)
          shifted[i] += share * gated[((from % m.slots) + m.slots) % m.slots]
        }
      }
      new.weightings[head] = Plain.softmax(shifted.map { sharpening * log($0 + 1e-16) })
    }
    for head in 0..<m.readHeads {
      new.reads[head] = (0..<m.width).map { j in
        (0..<m.slots).reduce(0) { $0 + new.weightings[head][$1] * old.memory[$1][j] }
      }
    }
    for i in 0..<m.slots {
      for j in 0..<m.width {
        for head in 0..<m.writeHeads {
          let e = Plain.sigmoid(p[m.heads * m.addressCount + head * m.width + j])
          new.memory[i][j] *= 1 - new.weightings[m.readHeads + head][i] * e
        }
        for head in 0..<m.writeHeads {
          let a = tanh(p[m.heads * m.addressCount + (m.writeHeads + head) * m.width + j])
          new.memory[i][j] += new.weightings[m.readHeads + head][i] * a
        }
      }
    }
    return new
  }

  static let sizes = [
    MemorySizes(slots: 128, width: 20), MemorySizes(slots: 1, width: 3), MemorySizes(slots: 2, width: 1),
    MemorySizes(slots: 150, width: 3),
    MemorySizes(slots: 19, width: 5, readHeads: 2, writeHeads: 3, shiftRange: 2),
    MemorySizes(slots: 33, width: 4, readHeads: 1, writeHeads: 0, shiftRange: 0),
    MemorySizes(slots: 3, width: 7, shiftRange: 4, strengthFromOne: false),
  ]

  @Test(arguments: sizes, ["base", "avx2", "avx512"])
  func agreesWithTheEquations(_ m: MemorySizes, instructionSet: String) {
    guard let table = kernels(for: instructionSet) else { return }
    let bench = Bench()
    let parameters = bench.random(m.parameterCount)
    let memory = bench.random(m.memoryCount)
    let weightings = bench.array(
      (0..<m.heads).flatMap { head in
        Plain.softmax((0..<m.slots).map { Double(($0 * 7 + head) % 5) }).map { Scalar($0) }
      })
    let old = State(
      memory: Plain.transposed(memory.doubles, m.width, m.slots).rows(of: m.width),
      weightings: weightings.doubles.rows(of: m.slots),
      reads: [[Double]](repeating: [], count: m.readHeads))
    let expected = stepped(m, parameters.doubles, old)
    let saved = bench.unwritten(m.savedCount)
    let (nextMemory, nextWeightings) = (bench.unwritten(m.memoryCount), bench.unwritten(m.weightingCount))
    let reads = bench.unwritten(m.readCount)
    m.withKernelSizes {
      table.memory_step(
        $0, parameters.pointer, memory.pointer, weightings.pointer, saved.pointer, nextMemory.pointer,
        nextWeightings.pointer, reads.pointer)
    }
    let found = Plain.transposed(nextMemory.doubles, m.width, m.slots)
    #expect(distance(found, expected.memory.flatMap(\.self)) < kernelTolerance)
    #expect(error(nextWeightings, expected.weightings.flatMap(\.self)) < kernelTolerance)
    #expect(error(reads, expected.reads.flatMap(\.self)) < kernelTolerance)
    #expect(bench.fencesStand)
  }

  private func distance(_ a: [Double], _ b: [Double]) -> Double {
    a.count == b.count
      ? zip(a, b).reduce(0) { worst, pair in
        let difference = abs(pair.0 - pair.1)
        return difference.isNaN ? .infinity : max(worst, difference)
      } : .infinity
  }

  /// Instruction sets differ in roundings only, gradients included; the kernels' own table is one of these.
  @Test(arguments: sizes) func instructionSetsAgreeOnGradients(_ m: MemorySizes) {
    var found: [[Double]] = []
    for name in ["base", "avx2", "avx512"] {
      guard let table = kernels(for: name) else { continue }
      let bench = Bench(seed: 3)
      let parameters = bench.random(m.parameterCount)
      let memory = bench.random(m.memoryCount)
      let weightings = bench.random(m.weightingCount, in: 0..<1)
      let saved = bench.unwritten(m.savedCount)
      let (nextMemory, nextWeightings) = (bench.unwritten(m.memoryCount), bench.unwritten(m.weightingCount))
      let reads = bench.unwritten(m.readCount)
      let (dMemory, dWeightings) = (bench.random(m.memoryCount), bench.random(m.weightingCount))
      let (dReads, dParameters) = (bench.random(m.readCount), bench.random(m.parameterCount))
      let (dOldMemory, dOldWeightings) = (bench.random(m.memoryCount), bench.random(m.weightingCount))
      m.withKernelSizes {
        table.memory_step(
          $0, parameters.pointer, memory.pointer, weightings.pointer, saved.pointer, nextMemory.pointer,
          nextWeightings.pointer, reads.pointer)
        table.memory_step_pullback(
          $0, parameters.pointer, memory.pointer, weightings.pointer, nextWeightings.pointer, saved.pointer,
          dMemory.pointer, dWeightings.pointer, dReads.pointer, dParameters.pointer, dOldMemory.pointer,
          dOldWeightings.pointer)
      }
      #expect(bench.fencesStand)
      found.append(dParameters.doubles + dOldMemory.doubles + dOldWeightings.doubles)
    }
    for other in found.dropFirst() {
      #expect(zip(found[0], other).allSatisfy { abs($0 - $1) < 10 * kernelTolerance * max(1, abs($0)) })
    }
  }

  /// Numbers at the ends of their range: nothing overflows, every weighting sums to one.
  @Test(arguments: [-1e4, -90, 90, 1e4] as [Scalar]) func extremesAreNumbers(_ extreme: Scalar) {
    let m = MemorySizes(slots: 16, width: 4)
    let bench = Bench()
    for fill in [0, 1e-6, 1] as [Scalar] {
      let parameters = bench.array((0..<m.parameterCount).map { $0 % 3 == 0 ? -extreme : extreme })
      var numbers = [Scalar](repeating: fill, count: m.memoryCount)
      for place in 0..<m.weightingCount { numbers.append(place % m.slots == 0 ? 1 : 0) }
      numbers += [Scalar](repeating: 0, count: m.readCount)
      let state = bench.array(numbers)
      let (saved, next) = (bench.unwritten(m.savedCount), bench.unwritten(m.stateCount))
      stepMemory(m, parameters: parameters, state: state, saved: saved, next: next)
      #expect(next.elements.allSatisfy { $0.isFinite })
      for row in MemoryParts(next, m).weightings.doubles.rows(of: m.slots) {
        #expect(abs(row.reduce(0, +) - 1) < 1e-5)
      }
      let (dParameters, dState) = (bench.array(parameters.elements), bench.array(state.elements))
      stepMemoryPullback(
        m, parameters: parameters, state: state, saved: saved, next: next, dNext: bench.random(m.stateCount),
        dParameters: dParameters, dState: dState)
      #expect(dParameters.elements.allSatisfy { $0.isFinite } && dState.elements.allSatisfy { $0.isFinite })
    }
    #expect(bench.fencesStand)
  }
}
