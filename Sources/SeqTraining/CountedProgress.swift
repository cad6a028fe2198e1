/// Where a training stands, as a checkpoint keeps it.
package protocol CountedProgress {
  /// All that it has counted: epochs, batches, updates, whatever is counted on from there.
  var counts: [Int] { get }
}

extension TrainingProgress: CountedProgress {
  package var counts: [Int] {
    [epoch, batch, update, epochTokens, reductions, watch.stale, bestEpoch, averaged]
  }
}

extension MemoryRestartProgress: CountedProgress {
  package var counts: [Int] { [restart, training.epoch, training.linearEpoch] }
}

extension SequenceProgress: CountedProgress {
  package var counts: [Int] { [sequences, updates, longest, solvedAt ?? 0, solutionAt ?? 0, leftOut ?? 0] }
}

extension ImageTrainingProgress: CountedProgress {
  package var counts: [Int] { [epoch, batch, right, seen, updates] }
}
