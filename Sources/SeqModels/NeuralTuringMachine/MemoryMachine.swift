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
}

/// What every step of a machine left behind.
public struct MemoryRun {
  /// hₜ: [B, H].
  public let hidden: [Variable]
  /// rₜ of all read heads side by side: [B, R W].
  public let reads: [Variable]
  /// The flat states from before the first step to after the last, where the run was fused; else none.
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

extension [Scalars] {
  /// One head's weighting at every step, [N] each, of those of all heads, [heads, N] each.
  func ofHead(_ number: Int, slots: Int) -> [[Scalar]] {
    map { $0[number * slots..<(number + 1) * slots].elements }
  }
}
