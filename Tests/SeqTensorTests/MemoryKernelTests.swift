import SeqTensor
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Kernels of memory networks: bags of words, reading from stories, cells of entities.
@Suite struct MemoryKernelTests {
  private static let sentences: [[Int]] = [[1, 3, 1, 4], [], [0], [2, 2, 4, 1, 0, 3, 3]]

  /// The weight of word j of J in column k of d, all from 1: twice (1 − j/J) − (k/d) (1 − 2j/J); 1 where J is 0.
  private func weight(_ j: Int, of length: Int, _ slope: Double) -> Double {
    if length == 0 { return 1 }
    let share = Double(j) / Double(length)
    return 2 * ((1 - share) - slope * (1 - 2 * share))
  }

  @Test(arguments: [1, 3, 16, 20, 33, 80], [0, 7]) func bags(columns: Int, sentenceLength: Int) {
    let bench = Bench()
    let table = bench.random(5 * columns)
    let slope = bench.array((0..<columns).map { Scalar($0 % 10 + 1) / 10 })
    var starts = [0]
    for sentence in Self.sentences { starts.append(starts[starts.count - 1] + sentence.count) }
    let (ids, ends) = (bench.integers(Self.sentences.flatMap(\.self)), bench.integers(starts))
    let out = bench.random(4 * columns)
    let (dOut, dTable) = (bench.random(4 * columns), bench.random(5 * columns))
    var (expected, expectedTable) = (out.doubles, dTable.doubles)
    for (row, sentence) in Self.sentences.enumerated() {
      for (place, id) in sentence.enumerated() {
        for c in 0..<columns {
          let weight = weight(place + 1, of: sentenceLength, Double(slope[c]))
          expected[row * columns + c] += weight * Double(table[id * columns + c])
          expectedTable[id * columns + c] += weight * Double(dOut[row * columns + c])
        }
      }
    }
    embedBags(
      table, ids: ids, starts: ends, slope: slope, sentenceLength: sentenceLength, columns: columns, into: out
    )
    embedBagsPullback(
      dOut, ids: ids, starts: ends, slope: slope, sentenceLength: sentenceLength, columns: columns,
      into: dTable)
    #expect(error(out, expected) < kernelTolerance)
    #expect(error(dTable, expectedTable) < kernelTolerance)
    #expect(bench.fencesStand)
  }

  /// Stories of 3, 0 and 5 facts, with 4 slots at least; keys and values share columns.
  @Test(arguments: [1, 4, 16, 20, 37], [false, true]) func stories(size: Int, isLinear: Bool) {
    let bench = Bench()
    let width = 2 * size + 1
    let starts = [0, 3, 3, 8]
    let columns = MemoryColumns(keys: 0, values: size / 2, size: size)
    let (query, memory) = (bench.random(3 * size), bench.random(8 * width))
    let (weights, context) = (bench.unwritten(8), bench.unwritten(3 * size))
    readStories(
      query: query, memory: memory, columns: columns, width: width, starts: bench.integers(starts), slots: 4,
      isLinear: isLinear, weights: weights, context: context)
    var expected: [Double] = []
    var read: [Double] = []
    for story in 0..<3 {
      let facts = starts[story]..<starts[story + 1]
      let q = query[story * size..<(story + 1) * size].doubles
      let scores = facts.map { Plain.dot(q, memory[$0 * width..<$0 * width + size].doubles) }
      let empty = Double(max(4 - facts.count, 0))
      let total = scores.reduce(empty) { $0 + exp($1) }
      let shares = isLinear ? scores : scores.map { exp($0) / total }
      expected += shares
      read += (0..<size).map { k in
        zip(facts, shares).reduce(0) { $0 + $1.1 * Double(memory[$1.0 * width + size / 2 + k]) }
      }
    }
    #expect(error(weights, expected) < kernelTolerance)
    #expect(error(context, read) < kernelTolerance)
    #expect(bench.fencesStand)
  }

  @Test func largeScoresDoNotOverflow() {
    let bench = Bench()
    let (weights, context) = (bench.unwritten(2), bench.unwritten(1))
    for (scores, slots) in [([1000, 999], 2), ([-1000, -1001], 2), ([-1000, -1000], 5)] as [([Scalar], Int)] {
      readStories(
        query: bench.array([1]), memory: bench.array(scores),
        columns: MemoryColumns(keys: 0, values: 0, size: 1),
        width: 1, starts: bench.integers([0, 2]), slots: slots, isLinear: false, weights: weights,
        context: context)
      let sum = Double(weights[0] + weights[1])
      #expect(slots > 2 ? sum < 1e-6 : abs(sum - 1) < 1e-6)
    }
  }

  @Test(arguments: [1, 4, 17, 64]) func entities(size: Int) {
    let bench = Bench()
    let (stories, cells) = (2, 3)
    let rows = stories * cells
    let s = bench.random(stories * size, in: -0.5..<0.5)
    let (w, h, candidate) = (bench.random(rows * size), bench.random(rows * size), bench.random(rows * size))
    let (gates, inverses, next) = (bench.unwritten(rows), bench.unwritten(rows), bench.unwritten(rows * size))
    updateEntities(
      s: s, w: w, h: h, candidate: candidate, gates: gates, inverseNorms: inverses, next: next, cells: cells,
      size: size)
    for row in 0..<rows {
      let part = row * size..<(row + 1) * size
      let fact = s[row / cells * size..<(row / cells + 1) * size].doubles
      let gate = Plain.sigmoid(Plain.dot(fact, h[part].doubles) + Plain.dot(fact, w[part].doubles))
      let raw = zip(h[part].doubles, candidate[part].doubles).map { $0 + gate * $1 }
      // A small number keeps an empty cell from a division by zero.
      let norm = (Plain.dot(raw, raw) + 1e-12).squareRoot()
      #expect(error(Double(gates[row]), gate) < kernelTolerance)
      #expect(error(next[part], raw.map { $0 / norm }) < 10 * kernelTolerance, "a norm near 0 magnifies")
    }
    #expect(bench.fencesStand)
  }
}
