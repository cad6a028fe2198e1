import SeqAutodiff
import SeqData
import SeqModels
import SeqTensor

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How good a predictor is on fresh sequences.
public struct SequenceScore: Sendable, Hashable, Codable {
  public var sequences = 0
  /// Mean cost, in bits a sequence.
  public var bits = 0.0
  /// Mean of the least possible cost.
  public var optimalBits = 0.0
  /// The share of bits that are said wrong, from 0 to 1.
  public var bitErrors = 0.0
  /// The share of sequences in which a bit is wrong, from 0 to 1.
  public var sequenceErrors = 0.0

  public init() {}

  /// So many sequences are run one after another, on a thread's own memory.
  package static let partLength = 50
}

/// How good a predictor is on some contents.
public func evaluate(
  _ predictor: any SequencePredictor, _ parameters: ParameterStore, _ task: AlgorithmicTaskSettings,
  on contents: [TaskContent], threads: Int = 1
) -> SequenceScore {
  // Parts do not depend on the number of threads, so that their sums do not either.
  let parts = chunks(of: contents.count, length: SequenceScore.partLength)
  var scores = [SequenceScore](repeating: SequenceScore(), count: parts.count)
  scores.withUnsafeMutableBufferPointer { scores in
    nonisolated(unsafe) let scores = scores
    inParallel(parts.count, threads: threads) { part in
      let tape = Tape()
      for content in contents[parts[part]] {
        let sequence = task.sequence(content)
        tape.evaluate(with: parameters) { tape in
          let logits = predictor.logits(of: sequence, on: tape)
          let targets = tape.constant(sequence.targets, logits.shape)
          let wrong = zip(logits.elements, sequence.targets).count { ($0 > 0) != ($1 > 0.5) }
          scores[part].bits += Double(bernoulliCrossEntropy(logits, targets: targets).item) / M_LN2
          scores[part].optimalBits += task.optimalBits(content)
          scores[part].bitErrors += Double(wrong) / Double(sequence.targets.count)
          scores[part].sequenceErrors += wrong > 0 ? 1 : 0
        }
      }
    }
  }
  var total = SequenceScore()
  let share = 1 / Double(max(contents.count, 1))
  total.sequences = contents.count
  for score in scores {
    total.bits += score.bits * share
    total.optimalBits += score.optimalBits * share
    total.bitErrors += score.bitErrors * share
    total.sequenceErrors += score.sequenceErrors * share
  }
  return total
}

extension AlgorithmicTaskSettings {
  /// Fresh contents, the same for the same seed, none of them a training's: all of one length, or of all lengths where it is
  /// nil.
  public func freshContents(_ count: Int, length: Int? = nil, seed: UInt64) -> [TaskContent] {
    var random = RandomSource(seed: seed).stream(named: "evaluation").stream(
      named: length.map { "\($0)" } ?? "all")
    return (0..<count).map { _ in
      length.map { content(length: $0, random: &random) } ?? content(random: &random)
    }
  }

  /// Whether a task counts as learned with such a score.
  ///
  /// Copying and repeating under 0.05 bits a sequence, recall under 0.1; n-grams within 2 bits of the best possible; sorting
  /// with at least 95 % of the sequences right to the last bit.
  public func isSolved(by score: SequenceScore) -> Bool {
    switch task {
    case .copy, .repeatCopy: score.bits < 0.05
    case .associativeRecall: score.bits < 0.1
    case .ngrams: score.bits < score.optimalBits + 2
    case .sort, .prioritySort: score.sequenceErrors <= 0.05
    }
  }
}
