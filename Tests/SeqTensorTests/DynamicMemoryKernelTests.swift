import SeqTensor
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The step of a differentiable neural computer's memory against the paper's equations in plain loops, on every instruction set
/// of this processor.
@Suite struct DynamicMemoryKernelTests {
  private struct State {
    /// [N][W], then [N], [R][N], [N][N], [R][W].
    var memory: [[Double]]
    var usage, precedence, write: [Double]
    var weightings, links, reads: [[Double]]
  }

  /// Graves et al. 2016, Methods, for one machine; the order of the interface is the paper's.
  private func stepped(_ m: DynamicMemorySizes, _ interface: [Double], _ old: State) -> State {
    var first = 0
    func next(_ count: Int) -> [Double] {
      defer { first += count }
      return Array(interface[first..<first + count])
    }
    func oneplus(_ x: Double) -> Double { 1 + Plain.softplus(x) }
    let (slots, heads) = (0..<m.slots, 0..<m.readHeads)
    let readKeys = heads.map { _ in next(m.width) }
    let readStrengths = next(m.readHeads).map(oneplus)
    let (writeKey, writeStrength) = (next(m.width), oneplus(next(1)[0]))
    let (erase, write) = (next(m.width).map(Plain.sigmoid), next(m.width))
    let free = next(m.readHeads).map(Plain.sigmoid)
    let (allocationGate, writeGate) = (Plain.sigmoid(next(1)[0]), Plain.sigmoid(next(1)[0]))
    let modes = heads.map { _ in Plain.softmax(next(3)) }
    func content(_ memory: [[Double]], _ key: [Double], _ strength: Double) -> [Double] {
      func norm(_ x: [Double]) -> Double { (Plain.dot(x, x) + 1e-12).squareRoot() }
      return Plain.softmax(
        memory.map { strength * Plain.dot($0, key) / (norm($0) * norm(key) + 1e-3) })
    }

    var new = old
    new.usage = slots.map { i in
      let retention = heads.reduce(1) { $0 * (1 - free[$1] * old.weightings[$1][i]) }
      return (old.usage[i] + old.write[i] - old.usage[i] * old.write[i]) * retention
    }
    let order = slots.sorted { (new.usage[$0], $0) < (new.usage[$1], $1) }
    var (allocation, product) = ([Double](repeating: 0, count: m.slots), 1.0)
    for slot in order {
      allocation[slot] = (1 - new.usage[slot]) * product
      product *= new.usage[slot]
    }
    let like = content(old.memory, writeKey, writeStrength)
    new.write = slots.map {
      writeGate * (allocationGate * allocation[$0] + (1 - allocationGate) * like[$0])
    }
    new.memory = slots.map { i in
      (0..<m.width).map { old.memory[i][$0] * (1 - new.write[i] * erase[$0]) + new.write[i] * write[$0] }
    }
    new.links = slots.map { i in
      slots.map { j in
        i == j
          ? 0
          : (1 - new.write[i] - new.write[j]) * old.links[i][j] + new.write[i] * old.precedence[j]
      }
    }
    let left = 1 - new.write.reduce(0, +)
    new.precedence = slots.map { left * old.precedence[$0] + new.write[$0] }
    for head in heads {
      let last = old.weightings[head]
      let like = content(new.memory, readKeys[head], readStrengths[head])
      new.weightings[head] = slots.map { i in
        let backward = slots.reduce(0) { $0 + new.links[$1][i] * last[$1] }
        let forward = slots.reduce(0) { $0 + new.links[i][$1] * last[$1] }
        return modes[head][0] * backward + modes[head][1] * like[i] + modes[head][2] * forward
      }
      new.reads[head] = (0..<m.width).map { j in
        slots.reduce(0) { $0 + new.memory[$1][j] * new.weightings[head][$1] }
      }
    }
    return new
  }

  static let sizes = [
    DynamicMemorySizes(slots: 64, width: 20), DynamicMemorySizes(slots: 1, width: 3),
    DynamicMemorySizes(slots: 2, width: 1, readHeads: 2),
    DynamicMemorySizes(slots: 19, width: 5, readHeads: 4), DynamicMemorySizes(slots: 150, width: 3),
    DynamicMemorySizes(slots: 33, width: 7, readHeads: 3),
  ]

  /// A state such as a machine comes to: fractions, weightings that sum to at most one.
  private func state(_ m: DynamicMemorySizes, _ bench: Bench) -> Scalars {
    var numbers = bench.random(m.memoryCount, in: -1..<1).elements
    let each = Scalar(m.slots)
    numbers += bench.random(m.slots, in: 0..<1).elements
    numbers += bench.random((2 + m.readHeads) * m.slots, in: 0..<1).elements.map { $0 / each }
    for i in 0..<m.slots {
      numbers += bench.random(m.slots, in: 0..<1).elements.enumerated().map { i == $0 ? 0 : $1 / each }
    }
    return bench.array(numbers)
  }

  private func plain(_ state: Scalars, _ m: DynamicMemorySizes) -> State {
    let parts = DynamicMemoryParts(state, m)
    return State(
      memory: Plain.transposed(parts.memory.doubles, m.width, m.slots).rows(of: m.width),
      usage: parts.usage.doubles, precedence: parts.precedence.doubles, write: parts.write.doubles,
      weightings: parts.reads.doubles.rows(of: m.slots), links: parts.links.doubles.rows(of: m.slots),
      reads: [[Double]](repeating: [], count: m.readHeads))
  }

  @Test(arguments: sizes, ["base", "avx2", "avx512"])
  func agreesWithTheEquations(_ m: DynamicMemorySizes, instructionSet: String) {
    guard let table = kernels(for: instructionSet) else { return }
    let bench = Bench()
    let (interface, old) = (bench.random(m.interfaceCount), state(m, bench))
    let expected = stepped(m, interface.doubles, plain(old, m))
    let (saved, next) = (bench.unwritten(m.savedCount), bench.unwritten(m.rowCount))
    let reads = bench.unwritten(m.readCount)
    m.withKernelSizes {
      table.dynamic_memory_step(
        $0, interface.pointer, old.pointer, saved.pointer, next.pointer, reads.pointer)
    }
    let found = plain(next, m)
    func check(_ name: String, _ found: [Double], _ expected: [Double]) {
      #expect(found.count == expected.count)
      let worst = zip(found, expected).map { abs($0 - $1) }.reduce(0) { $1.isNaN ? .infinity : max($0, $1) }
      #expect(worst < kernelTolerance, "\(name): \(worst)")
    }
    check("memory", found.memory.flatMap(\.self), expected.memory.flatMap(\.self))
    check("usage", found.usage, expected.usage)
    check("write", found.write, expected.write)
    check("links", found.links.flatMap(\.self), expected.links.flatMap(\.self))
    check("precedence", found.precedence, expected.precedence)
    check("weightings", found.weightings.flatMap(\.self), expected.weightings.flatMap(\.self))
    check("reads", reads.doubles, expected.reads.flatMap(\.self))
    #expect(bench.fencesStand)
  }

  /// Instruction sets differ in roundings only, gradients included; the kernels' own table is one of these.
  @Test(arguments: sizes) func instructionSetsAgreeOnGradients(_ m: DynamicMemorySizes) {
    var found: [[Double]] = []
    for name in ["base", "avx2", "avx512"] {
      guard let table = kernels(for: name) else { continue }
      let bench = Bench(seed: 3)
      let (interface, old) = (bench.random(m.interfaceCount), state(m, bench))
      let (saved, next) = (bench.unwritten(m.savedCount), bench.unwritten(m.rowCount))
      let reads = bench.unwritten(m.readCount)
      let (dNext, dReads) = (bench.random(m.rowCount), bench.random(m.readCount))
      let (dInterface, dOld) = (bench.random(m.interfaceCount), bench.random(m.rowCount))
      m.withKernelSizes {
        table.dynamic_memory_step(
          $0, interface.pointer, old.pointer, saved.pointer, next.pointer, reads.pointer)
        table.dynamic_memory_step_pullback(
          $0, interface.pointer, old.pointer, next.pointer, saved.pointer, dNext.pointer, dReads.pointer,
          dInterface.pointer, dOld.pointer)
      }
      #expect(bench.fencesStand)
      found.append(dInterface.doubles + dOld.doubles)
    }
    for other in found.dropFirst() {
      #expect(zip(found[0], other).allSatisfy { abs($0 - $1) < 10 * kernelTolerance * max(1, abs($0)) })
    }
  }

  /// Slots that are free, in use or half in use, gates open, shut or between: numbers everywhere, gradients too.
  @Test(arguments: [0, 1e-7, 0.5, 1 - 1e-6, 1] as [Scalar], [-1e4, -90, 0, 90, 1e4] as [Scalar])
  func extremesAreNumbers(_ usage: Scalar, _ extreme: Scalar) {
    let m = DynamicMemorySizes(slots: 16, width: 4, readHeads: 2)
    for sharp in [0, 1] as [Scalar] {
      let bench = Bench()
      let interface = bench.array((0..<m.interfaceCount).map { $0 % 3 == 0 ? -extreme : extreme })
      let state = bench.array([Scalar](repeating: 0, count: m.stateCount))
      let parts = DynamicMemoryParts(state, m)
      parts.usage.fill(with: usage)
      // Every weighting at one slot, or nowhere.
      parts.write[3] = sharp
      parts.precedence[3] = sharp
      parts.reads[5] = sharp
      parts.reads[m.slots + 3] = sharp
      parts.links[3 * m.slots + 5] = sharp
      let (saved, next) = (bench.unwritten(m.savedCount), bench.unwritten(m.stateCount))
      stepDynamicMemory(m, interface: interface, state: state, saved: saved, next: next)
      #expect(next.elements.allSatisfy { $0.isFinite })
      let after = DynamicMemoryParts(next, m)
      #expect(after.usage.elements.allSatisfy { $0 >= 0 && $0 <= 1 })
      for weighting in [after.write.elements] + after.reads.elements.rows(of: m.slots) {
        #expect(weighting.allSatisfy { $0 >= 0 } && weighting.reduce(0, +) < 1 + 1e-5)
      }
      let (dInterface, dState) = (bench.array(interface.elements), bench.array(state.elements))
      stepDynamicMemoryPullback(
        m, interface: interface, state: state, saved: saved, next: next, dNext: bench.random(m.stateCount),
        dInterface: dInterface, dState: dState)
      #expect(dInterface.elements.allSatisfy { $0.isFinite } && dState.elements.allSatisfy { $0.isFinite })
      #expect(bench.fencesStand)
    }
  }

  /// Where training has gone astray usages are no numbers and have no order: nothing is written beside its place.
  @Test func noNumbersDoNoHarm() {
    let m = DynamicMemorySizes(slots: 9, width: 3)
    let bench = Bench()
    let (interface, state) = (bench.random(m.interfaceCount), bench.unwritten(m.stateCount))
    let (saved, next) = (bench.unwritten(m.savedCount), bench.unwritten(m.stateCount))
    stepDynamicMemory(m, interface: interface, state: state, saved: saved, next: next)
    stepDynamicMemoryPullback(
      m, interface: interface, state: state, saved: saved, next: next, dNext: bench.random(m.stateCount),
      dInterface: bench.random(m.interfaceCount), dState: bench.random(m.stateCount))
    #expect(bench.fencesStand)
  }
}
