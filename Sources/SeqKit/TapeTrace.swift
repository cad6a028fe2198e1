/// What a Neural Turing Machine did with one sequence, step by step: the tape laid open.
public struct TapeTrace: Sendable, Hashable {
  /// What it was given: a row of numbers for every step.
  public let inputs: [[Float]]
  /// At which steps something was asked of it.
  public let steps: Range<Int>
  /// What was asked at each of these, zeros and ones.
  public let targets: [[Float]]
  /// The probability of a 1 that it said, at each of these and for each bit.
  public let outputs: [[Float]]
  /// For every read head and every step how much it looked at each slot; a row sums to 1.
  public let readWeightings: [[[Float]]]
  /// For every write head and every step how much it wrote at each slot.
  public let writeWeightings: [[[Float]]]
  /// For every step how much each slot was in use, 0 to 1, of a machine that keeps account of it: a differentiable neural
  /// computer; else empty.
  public let usage: [[Float]]
  /// The cost of the sequence in bits, and the least that any predictor can expect.
  public let cost, optimalCost: Double

  /// What it said, bit for bit: 1 where the probability is above ½.
  public var bits: [[Int]] { outputs.map { $0.map { $0 > 0.5 ? 1 : 0 } } }

  /// Where it was wrong.
  public var errors: [[Bool]] {
    zip(bits, targets).map { said, asked in zip(said, asked).map { ($0 == 1) != ($1 > 0.5) } }
  }

  /// How many bits it said wrong, of `targetBitCount`.
  public var wrongBitCount: Int { errors.reduce(0) { $0 + $1.count { $0 } } }
  /// How many bits were asked of it.
  public var targetBitCount: Int { targets.reduce(0) { $0 + $1.count } }
}
