import SeqData
import SeqModels
import SeqTraining

/// Everything that decides what `seqkit train memory` makes.
struct MemoryNetworkSettings: Sendable, Hashable, Codable {
  var model: EndToEndMemoryConfiguration
  var training: MemoryTrainingSettings

  init(model: EndToEndMemoryConfiguration, training: MemoryTrainingSettings) {
    self.model = model
    self.training = training
  }

  init(_ preset: TrainMemoryCommand.Preset, _ questions: [StoryCodec.Question], vocabularySize: Int) {
    model =
      preset == .textbook ? .chapter(vocabularySize: vocabularySize) : .init(vocabularySize: vocabularySize)
    model.sentenceLength = max(
      questions.map { $0.facts.map(\.count).reduce($0.question.count, max) }.max() ?? 1, 1)
    model.memorySize = min(50, max(questions.map(\.facts.count).max() ?? 1, 1))
    switch preset {
    case .standard: training = MemoryTrainingSettings()
    case .paper: training = .paper
    case .joint:
      training = .joint
      model.embeddingSize = 50
    case .textbook:
      training = MemoryTrainingSettings()
      training.linearEpochs = 0
    }
  }
}
