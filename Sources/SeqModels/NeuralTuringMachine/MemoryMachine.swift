import SeqAutodiff
import SeqTensor

/// What reads a sequence and says bits at some of its steps.
public protocol SequencePredictor: Sendable {
  /// The logits of the outputs at `steps`, [steps, B, Y]. inputs: [T, B, X].
  func logits(_ inputs: Variable, at steps: Range<Int>) -> Variable
}

/// A predictor with a memory of slots that its heads address: a Neural Turing Machine or a differentiable neural computer.
///
/// Its parameters do not depend on the number of slots.
public protocol MemoryMachine: SequencePredictor {
  /// N.
  var slots: Int { get }
  /// Why there can be no such machine with so many slots; nil if there can.
  func problem(withSlots slots: Int) -> String?
  /// The same machine with another number of slots, over the same parameters. There must be no `problem(withSlots:)`.
  func withSlots(_ slots: Int) -> Self
  /// A run of one sequence with all that the heads did. inputs: [T, 1, X].
  func watchedRun(_ inputs: Variable, at steps: Range<Int>) -> WatchedRun
  /// How many numbers of every step are in a `WatchedRun`, logits apart.
  var watchedCount: Int { get }
  /// About how many bytes a run of one sequence without gradients takes at most, logits included: those it begins with, and
  /// those of every step.
  var runBytes: (start: Int, step: Int) { get }
}

/// - Parameters:
///   - start: how many numbers a run begins with.
///   - inputs, hidden, reads, outputs: X, H, R W and Y.
func machineBytes(start: Int, inputs: Int, hidden: Int, reads: Int, outputs: Int) -> (start: Int, step: Int) {
  // Inputs, gates, h and c, reads and outputs, once more where they are put together, each at the start of a cache line.
  let step = inputs + 8 * hidden + 3 * reads + 4 * outputs + 128
  // A tape's memory grows to up to twice what is in it; that of its nodes, a dozen a step, is copied then.
  let number = 2 * MemoryLayout<Scalar>.stride
  return (number * start, number * step + 3 * 12 * MemoryLayout<Node>.stride)
}

/// What every step of a machine left behind.
public struct MemoryRun {
  /// hₜ: [B, H].
  public let hidden: [Variable]
  /// rₜ of all read heads side by side: [B, R W].
  public let reads: [Variable]
  /// The flat states from before the first step to after the last, where the run was fused and kept them; else none.
  package let states: [Variable]
}

/// What a machine said and where its heads stood.
public struct WatchedRun {
  /// [steps, 1, Y].
  public let logits: Variable
  /// For every head, every step and every slot.
  public let readWeightings, writeWeightings: [[[Scalar]]]
  /// How much each slot was in use after every step, where the machine keeps account of it; else empty.
  public let usage: [[Scalar]]
}

extension Scalars {
  /// One head's weighting, [N], of those of all heads, [heads, N].
  func ofHead(_ number: Int, slots: Int) -> [Scalar] {
    self[number * slots..<(number + 1) * slots].elements
  }
}
