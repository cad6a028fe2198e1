import Foundation
import SeqFiles
import SeqKit
import SeqTraining
import SystemPackage
import TestSupport
import Testing

/// The epochs that a training keeps for its learning curves, across checkpoints.
@Suite struct TrainingHistoryTests {
  private func training() throws -> TranslatorTraining {
    let settings = toySettings {
      $0.training.epochs = 3
      $0.training.metric = .bleu
    }
    return try TranslatorTraining(pairs: spellingPairs(100), settings: settings, threads: 1)
  }

  /// Until so many epochs are over.
  private func train(_ training: TranslatorTraining, epochs: Int = .max) throws -> [EpochReport] {
    var reports: [EpochReport] = []
    while reports.count < epochs, let event = try training.next() {
      if case .epoch(let report) = event { reports.append(report) }
    }
    return reports
  }

  @Test func historyHasWhatWasReported() throws {
    let training = try training()
    #expect(training.history.isEmpty)
    let reports = try train(training)
    let expected = reports.map {
      EpochScores(
        epoch: $0.epoch, trainingLoss: $0.trainingLoss, heldOutLoss: $0.heldOutLoss, bleu: $0.bleu)
    }
    #expect(training.history == expected && expected.map(\.epoch) == [1, 2, 3])
    #expect(expected.allSatisfy { $0.heldOutLoss != nil && $0.bleu != nil })
  }

  @Test func aResumedTrainingHasTheWholeHistory() throws {
    let folder = try TemporaryFolder()
    let path = FilePath(folder.file("checkpoint"))
    let whole = try training()
    _ = try train(whole)
    let first = try training()
    _ = try train(first, epochs: 2)
    try first.save(to: path)
    #expect(try TranslationCheckpoint(contentsOf: path).history == first.history)
    let second = try TranslatorTraining(resuming: path, pairs: spellingPairs(100), threads: 1)
    #expect(second.history == first.history && second.history.count == 2)
    _ = try train(second)
    #expect(second.history == whole.history)
  }

  /// What is recorded of an epoch does not depend on whether the task is cancelled while it is evaluated.
  @Test func aCancelledTaskEvaluatesToTheEnd() async throws {
    let folder = try TemporaryFolder()
    let checkpoint = folder.file("checkpoint")
    let whole = try training()
    let expected = try train(whole)
    let task = Task {
      let first = try self.training()
      while !Task.isCancelled { await Task.yield() }
      let reports = try self.train(first, epochs: 2)
      try first.save(to: FilePath(checkpoint))
      return reports
    }
    task.cancel()
    let reports = try await task.value
    #expect(reports.map(\.bleu) == expected.prefix(2).map(\.bleu))
    #expect(reports.map { $0.sample?.hypothesis } == expected.prefix(2).map { $0.sample?.hypothesis })
    #expect(reports.allSatisfy { $0.sample != nil })
    let second = try TranslatorTraining(
      resuming: FilePath(checkpoint), pairs: spellingPairs(100), threads: 1)
    _ = try train(second)
    try whole.save(to: FilePath(folder.file("whole")))
    try second.save(to: FilePath(folder.file("second")))
    #expect(folder.bytes("whole") == folder.bytes("second"))
  }

  /// As one that was written before the history was kept: the metadata has no such key.
  @Test func aCheckpointWithoutItIsRead() throws {
    let folder = try TemporaryFolder()
    let first = try training()
    _ = try train(first, epochs: 1)
    try first.save(to: FilePath(folder.file("checkpoint")))
    var bytes = Data(try #require(folder.bytes("checkpoint")))
    let key = try #require(bytes.range(of: Data("seqkit.history".utf8)))
    bytes.replaceSubrange(key, with: Data("seqkit.mystery".utf8))
    let old = try folder.write(bytes, to: "old")
    let second = try TranslatorTraining(resuming: FilePath(old), pairs: spellingPairs(100), threads: 1)
    #expect(second.history.isEmpty && second.progress == first.progress)
    _ = try train(second)
    #expect(second.history.map(\.epoch) == [2, 3])
  }

  /// JSON has no word for such a number, and a curve no place.
  @Test func aLossThatIsNoNumberIsLeftOut() {
    for loss in [Double.nan, .infinity] {
      #expect(EpochScores(epoch: 1, trainingLoss: 2, heldOutLoss: loss, bleu: nil).heldOutLoss == nil)
    }
    #expect(EpochScores(epoch: 1, trainingLoss: 2, heldOutLoss: 3, bleu: nil).heldOutLoss == 3)
  }
}
