import SeqFiles
import SystemPackage

extension TranslatorTraining {
  /// The training as an asynchronous sequence, which a cancelled task saves and ends.
  ///
  ///     for try await event in training.events(savingTo: "model.checkpoint") { … }
  ///
  /// When the surrounding task is cancelled a checkpoint is written and `CancellationError` thrown;
  /// `TranslatorTraining(resuming:pairs:threads:)` goes on from there.
  public struct Events: AsyncSequence, AsyncIteratorProtocol {
    fileprivate let training: TranslatorTraining
    fileprivate let checkpoint: FilePath

    public func makeAsyncIterator() -> Events { self }

    /// - Throws: `CancellationError` after saving, `FileError` if saving fails, `TrainingDiverged`.
    public func next() async throws -> TrainingEvent? {
      // Between two updates others of the same executor get their turn.
      await Task.yield()
      if Task.isCancelled {
        try training.save(to: checkpoint)
        throw CancellationError()
      }
      return try training.next()
    }
  }

  /// - Parameter checkpoint: where a cancelled training is saved.
  public func events(savingTo checkpoint: FilePath) -> Events {
    Events(training: self, checkpoint: checkpoint)
  }
}
