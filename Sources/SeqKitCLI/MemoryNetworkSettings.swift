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

  /// A preset. Sizes that follow from the stories are 0 until `fit(to:vocabularySize:)`.
  init(_ preset: TrainMemoryCommand.Preset) {
    model = preset == .textbook ? .chapter(vocabularySize: 0) : .init(vocabularySize: 0)
    model.sentenceLength = 0
    model.memorySize = 0
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

  /// Makes the sizes that are 0 as large as the questions and their facts need them; the number of words is always theirs.
  mutating func fit(to questions: [StoryCodec.Question], vocabularySize: Int) {
    model.vocabularySize = vocabularySize
    if model.sentenceLength == 0 {
      model.sentenceLength = max(
        questions.map { $0.facts.map(\.count).reduce($0.question.count, max) }.max() ?? 1, 1)
    }
    if model.memorySize == 0 { model.memorySize = min(50, max(questions.map(\.facts.count).max() ?? 1, 1)) }
  }

  /// Why there can be no such training; nil if there can.
  var problem: String? { model.problem ?? training.problem }
}
