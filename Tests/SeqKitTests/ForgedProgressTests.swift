import SeqData
import SeqFiles
import SeqKit
import SeqModels
import SeqTensor
import SeqTraining
import SystemPackage
import TestSupport
import Testing

/// Checkpoints that are sound but for a count that no training comes to: going on from there would overflow.
@Suite struct ForgedProgressTests {
  private static let counts = ["-1", "\(Int.min)", "\(Int.max)"]

  /// Twelve stories of a question each.
  private static let stories = (0..<12).map { number in
    let place = ["hall", "yard", "attic"][number % 3]
    var story = Story()
    story.facts = [
      .init(text: "Ann went to the \(place).", line: 1), .init(text: "Bob went to the hall.", line: 2),
    ]
    story.questions = [.init(text: "Where is Ann?", answer: place, support: [0], factCount: 2, line: 3)]
    return story
  }

  /// Whether each forged count is refused, and the file as it was written is not.
  private func check(_ name: String, of checkpoint: [UInt8], _ read: (FilePath) throws -> Void) throws {
    let folder = try TemporaryFolder()
    try read(FilePath(folder.write(checkpoint, to: "sound")))
    for count in Self.counts {
      let bytes = try #require(forged(checkpoint, "\"\(name)\":\(count)", in: "progress"), "\(name)")
      let path = try folder.write(bytes, to: "forged")
      let error = #expect(throws: FileError.self, "\(name) \(count)") { try read(FilePath(path)) }
      #expect(error?.kind == .badData && error?.reason.contains("a count of \(count)") == true)
    }
  }

  /// What a training writes.
  private func checkpoint(_ write: (FilePath) throws -> Void) throws -> [UInt8] {
    let folder = try TemporaryFolder()
    try write(FilePath(folder.file("checkpoint")))
    return try #require(folder.bytes("checkpoint"))
  }

  @Test func ofATranslator() throws {
    let pairs = spellingPairs(60)
    let training = try TranslatorTraining(pairs: pairs, settings: toySettings(), threads: 1)
    let bytes = try checkpoint(training.save)
    for name in ["averaged", "batch", "bestEpoch", "epoch", "epochTokens", "reductions", "update", "stale"] {
      try check(name, of: bytes) { _ = try TranslatorTraining(resuming: $0, pairs: pairs, threads: 1) }
    }
  }

  @Test func ofAReader() throws {
    func training() throws -> StoryReaderTraining {
      var settings = StoryReaderSettings()
      (settings.embeddingSize, settings.hiddenSize) = (8, 4)
      return try StoryReaderTraining(stories: Self.stories, settings: settings, threads: 1)
    }
    let bytes = try checkpoint(training().save)
    for name in ["epoch", "updates"] { try check(name, of: bytes) { try training().restore(from: $0) } }
  }

  @Test func ofAMachine() throws {
    let task = AlgorithmicTaskSettings(.copy)
    var machine = SequenceLearner.standardMachine(task)
    (machine.controllerSize, machine.memory) = (4, MemorySizes(slots: 5, width: 3))
    let training = try NeuralTuringMachineTraining(
      .machine(machine), settings: SequenceTrainingSettings(task: task))
    let bytes = try checkpoint(training.save)
    for name in ["sequences", "updates", "longest"] {
      try check(name, of: bytes) { _ = try NeuralTuringMachineTraining(resuming: $0) }
    }
  }

  @Test func ofAMemoryNetwork() throws {
    let codec = try StoryCodec.learn(from: Self.stories)
    var configuration = EndToEndMemoryConfiguration(vocabularySize: codec.vocabulary.count)
    (configuration.embeddingSize, configuration.sentenceLength, configuration.memorySize) = (6, 6, 3)
    let trainings = MemoryNetworkRestarts(
      configuration, settings: MemoryTrainingSettings(), restarts: 2,
      questions: Self.stories.flatMap(codec.encode))
    let bytes = try checkpoint { try MemoryNetworkCheckpoint.write(trainings, fingerprint: "f", to: $0) }
    for name in ["restart", "epoch", "linearEpoch"] {
      try check(name, of: bytes) { _ = try MemoryNetworkCheckpoint(contentsOf: $0) }
    }
  }

  /// JSON has no word for such a number: it is said, and there is no file.
  @Test(arguments: [Double.nan, .infinity]) func aNumberThatIsNotFiniteIsNotWritten(_ number: Double) throws {
    let folder = try TemporaryFolder()
    let (parameters, _) = declared([[2, 3]])
    let error = #expect(throws: FileError.self) {
      try ModelFile.write(
        kind: "none", card: ModelCard(name: "c", summary: "s"), parts: [("loss", number)],
        parameters: parameters, storage: .float32, to: FilePath(folder.file("m")))
    }
    #expect(error?.kind == .badData && error?.reason.contains("its loss has a number") == true)
    #expect(folder.bytes("m") == nil)
  }
}
