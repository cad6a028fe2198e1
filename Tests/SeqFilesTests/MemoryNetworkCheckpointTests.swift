import Foundation
import SeqData
import SeqFiles
import SeqModels
import SeqTensor
import SeqTraining
import SystemPackage
import TestSupport
import Testing

@Suite struct MemoryNetworkCheckpointTests {
  private let questions: [StoryCodec.Question]
  private let configuration: EndToEndMemoryConfiguration

  init() throws {
    let lines = (0..<24).map { number in
      let place = ["hall", "yard", "attic"][number % 3]
      return "1 Ann went to the \(place).\n2 Bob went to the hall.\n3 Where is Ann?\t\(place)\t1\n"
    }
    let folder = try TemporaryFolder()
    let stories = try BabiFile.stories(of: folder.write(lines.joined(), to: "toy.txt"))
    let codec = try StoryCodec.learn(from: stories)
    questions = stories.flatMap(codec.encode)
    var configuration = EndToEndMemoryConfiguration(vocabularySize: codec.vocabulary.count)
    configuration.embeddingSize = 6
    configuration.sentenceLength = 6
    configuration.memorySize = 3
    self.configuration = configuration
  }

  private func trainings(_ change: (inout MemoryTrainingSettings) -> Void = { _ in })
    -> MemoryNetworkRestarts
  {
    var settings = MemoryTrainingSettings()
    (settings.epochs, settings.linearEpochs, settings.halvedEvery, settings.batchSize) = (5, 3, 2, 4)
    change(&settings)
    return MemoryNetworkRestarts(configuration, settings: settings, restarts: 3, questions: questions)
  }

  private func finish(_ trainings: MemoryNetworkRestarts) throws -> ([MemoryEpochReport], [Scalar]) {
    var reports: [MemoryEpochReport] = []
    while let report = try trainings.next() { reports.append(report) }
    let best = try #require(trainings.useBest())
    return (reports + [best], trainings.trainer.parameters.values.elements)
  }

  /// Stopped after any epoch, in the linear start, at the end of a restart or in a later one.
  @Test(arguments: [1, 3, 4, 7, 8, 9, 13, 16, 17, 22], [false, true])
  func aResumedTrainingEndsWithTheSameBits(epochs: Int, linearEndsByLoss: Bool) throws {
    let change: (inout MemoryTrainingSettings) -> Void = { $0.linearEndsByHeldOutLoss = linearEndsByLoss }
    let (reports, weights) = try finish(trainings(change))
    let folder = try TemporaryFolder()
    let path = FilePath(folder.file("c"))
    let stopped = trainings(change)
    var done = 0
    while done < epochs, try stopped.next() != nil { done += 1 }
    try MemoryNetworkCheckpoint.write(stopped, fingerprint: "f", to: path)
    let saved = try MemoryNetworkCheckpoint(contentsOf: path)
    #expect(saved.fingerprint == "f" && saved.progress == stopped.progress)
    let resumed = MemoryNetworkRestarts(
      saved.configuration, settings: saved.settings, restarts: saved.restarts, questions: questions)
    try saved.restore(resumed)
    let (rest, same) = try finish(resumed)
    #expect(rest == Array(reports.dropFirst(done)))
    #expect(same == weights)
  }

  @Test func theBestRestartIsTheOneWithTheLowestTrainingError() throws {
    let (reports, _) = try finish(trainings())
    let ends = reports.dropLast().filter { !$0.isLinear && $0.epoch == 5 }
    #expect(ends.count == 3)
    let best = ends.min { ($0.trainingError, $0.trainingLoss) < ($1.trainingError, $1.trainingLoss) }
    #expect(reports.last == best)
    #expect(Set(ends.map(\.trainingLoss)).count == 3, "every restart draws other weights")
  }

  /// The epochs of the best training, and those of the one under way, are kept for the learning curves.
  @Test func aResumedTrainingHasTheWholeHistory() throws {
    let whole = trainings()
    let (reports, _) = try finish(whole)
    let best = try #require(reports.last)
    let end = try #require(reports.firstIndex(of: best))
    #expect(whole.bestHistory == Array(reports[(end - 7)...end]), "three linear epochs and five")
    #expect(whole.history == Array(reports.dropLast().suffix(8)))
    let folder = try TemporaryFolder()
    let path = FilePath(folder.file("c"))
    let stopped = trainings()
    for _ in 0..<11 { _ = try stopped.next() }
    #expect(stopped.history == Array(reports[8..<11]) && stopped.bestHistory == Array(reports[0..<8]))
    try MemoryNetworkCheckpoint.write(stopped, fingerprint: "f", to: path)
    let resumed = trainings()
    try MemoryNetworkCheckpoint(contentsOf: path).restore(resumed)
    #expect(resumed.history == stopped.history && resumed.bestHistory == stopped.bestHistory)
    _ = try finish(resumed)
    #expect(resumed.bestHistory == whole.bestHistory)
  }

  /// As in checkpoints that were written before the history was kept.
  @Test func progressWithoutAHistoryIsRead() throws {
    let text = #"{"restart": 1, "training": {"epoch": 2, "linearEpoch": 3}}"#
    let progress = try JSONDecoder().decode(MemoryRestartProgress.self, from: Data(text.utf8))
    #expect(progress.restart == 1 && progress.training.epoch == 2)
    #expect(progress.bestHistory == nil && progress.training.history == nil)
  }

  @Test func whatDoesNotFitIsSaid() throws {
    let folder = try TemporaryFolder()
    let path = FilePath(folder.file("c"))
    let trainings = trainings()
    _ = try trainings.next()
    try MemoryNetworkCheckpoint.write(trainings, fingerprint: "f", to: path)
    let saved = try MemoryNetworkCheckpoint(contentsOf: path)
    var other = configuration
    other.embeddingSize = 7
    #expect(throws: FileError.self) {
      try saved.restore(
        MemoryNetworkRestarts(other, settings: saved.settings, restarts: 3, questions: questions))
    }
    let whole = try #require(folder.bytes("c"))
    for length in [0, 7, whole.count / 2, whole.count - 1] {
      let cut = try folder.write(Array(whole.prefix(length)), to: "cut")
      #expect(throws: FileError.self) { try MemoryNetworkCheckpoint(contentsOf: FilePath(cut)) }
    }
    try ModelFile.write(
      kind: "memory network checkpoint", card: ModelCard(name: "c", summary: "s"),
      parts: [
        ("configuration", configuration), ("settings", saved.settings), ("restarts", 1), ("data", "f"),
        ("progress", MemoryRestartProgress()),
      ], parameters: trainings.trainer.parameters, storage: .float32, to: path)
    #expect(throws: FileError.self) { try MemoryNetworkCheckpoint(contentsOf: path) }
  }

  /// A configuration can ask for more memory than there is, and for fewer words than the stories have.
  @Test(arguments: [
    "\"vocabularySize\":1000000", "\"vocabularySize\":2", "\"embeddingSize\":16384", "\"hops\":64",
    "\"memorySize\":4",
  ]) func aNetworkOfAnotherSizeIsRefused(change: String) throws {
    let folder = try TemporaryFolder()
    try MemoryNetworkCheckpoint.write(trainings(), fingerprint: "f", to: FilePath(folder.file("c")))
    let sound = try #require(folder.bytes("c"))
    let bytes = try #require(forged(sound, change, in: "configuration"))
    let path = try folder.write(bytes, to: "forged")
    let error = #expect(throws: FileError.self) { try MemoryNetworkCheckpoint(contentsOf: FilePath(path)) }
    #expect(error?.kind == .badData && error?.reason.contains("block parameters") == true)
  }

  /// Updates are counted from the beginning of a training, not from where it went on.
  @Test func aResumedTrainingDivergesAtTheSameUpdate() throws {
    let folder = try TemporaryFolder()
    let path = FilePath(folder.file("c"))
    let whole = trainings()
    for _ in 0..<4 { _ = try whole.next() }
    try MemoryNetworkCheckpoint.write(whole, fingerprint: "f", to: path)
    let resumed = trainings()
    try MemoryNetworkCheckpoint(contentsOf: path).restore(resumed)
    func divergence(of trainings: MemoryNetworkRestarts) -> Int? {
      let parameters = trainings.trainer.parameters
      for (_, parameter) in parameters.entries {
        parameters[parameter] = parameters[parameter].map { _ in Scalar.nan }
      }
      let error = #expect(throws: TrainingDiverged.self) { try trainings.next() }
      return error?.update
    }
    let update = try #require(divergence(of: whole))
    // Most of 24 questions, by fours, four times.
    #expect(update > 16)
    #expect(divergence(of: resumed) == update)
  }

  @Test func settingsThatCannotBeAreNamed() {
    func problem(_ change: (inout MemoryTrainingSettings) -> Void) -> String? {
      var settings = MemoryTrainingSettings()
      change(&settings)
      return settings.problem
    }
    #expect(problem { _ in } == nil && MemoryTrainingSettings.paper.problem == nil)
    #expect(problem { $0.epochs = 0 }?.contains("epochs") == true)
    #expect(problem { $0.batchSize = 0 }?.contains("batchSize") == true)
    #expect(problem { $0.linearEpochs = -1 }?.contains("linearEpochs") == true)
    #expect(problem { $0.timeNoise = 1 }?.contains("timeNoise") == true)
    #expect(problem { $0.heldOut = -0.1 }?.contains("heldOut") == true)
    #expect(problem { $0.learningRate = .nan }?.contains("learningRate") == true)
  }
}
