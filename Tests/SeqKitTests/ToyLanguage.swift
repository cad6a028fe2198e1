import SeqData
import SeqFiles
import SeqKit
import SeqModels
import SeqTensor
import SeqTraining
import SystemPackage
import TestSupport

/// A language that we make: words of one letter, spelled out backwards.
func spellingPairs(_ count: Int) -> [SentencePair] {
  let words = ["a": "alpha", "b": "beta", "c": "gamma", "d": "delta", "e": "epsilon"]
  var random = RandomSource(seed: 11)
  return (0..<count).map { _ in
    let letters = (0..<2 + random.below(3)).map { _ in ["a", "b", "c", "d", "e"][random.below(5)] }
    return SentencePair(
      source: letters.joined(separator: " "),
      target: letters.reversed().compactMap { words[$0] }.joined(separator: " "))
  }
}

func toySettings(_ change: (inout TranslatorSettings) -> Void = { _ in }) -> TranslatorSettings {
  var settings = TranslatorSettings()
  settings.tokenizer = .word
  settings.variants = nil
  settings.minimumCount = 1
  settings.heldOut = 20
  settings.model.embeddingSize = 16
  settings.model.hiddenSize = 32
  settings.model.encoderLayers = 1
  settings.model.decoderLayers = 1
  settings.model.dropout = 0.1
  settings.training.epochs = 14
  settings.training.batchTokens = 300
  settings.training.learningRate = 0.01
  settings.training.labelSmoothing = 0
  settings.training.schedule = .constant
  change(&settings)
  return settings
}

let toyCard = ModelCard(name: "toy", summary: "spells backwards")

extension TranslatorTraining {
  /// The translator as it stands: written to a file and read from it.
  func translator(storage: WeightStorage = .float32) throws -> Translator {
    let folder = try TemporaryFolder()
    let path = FilePath(folder.file("model"))
    try saveModel(to: path, card: toyCard, storage: storage)
    return try Translator(contentsOf: path)
  }
}
