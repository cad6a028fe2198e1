import SeqData
import SeqFiles
import SeqKit
import SeqTensor
import SeqTraining
import SystemPackage

/// Trains one of the shipped translators from the sentence pairs of Tatoeba, and scores it on sentences set aside first.
struct TranslateReproduction: Sendable {
  let file: String
  let model: String
  let targetLanguage: String

  let epochs: Int
  let batchTokens: Int
  let dropout: Scalar
  /// The cosine ends after so many updates an epoch.
  let updatesPerEpoch: Int

  /// The model from English to French.
  static let french = TranslateReproduction(
    file: "fra-eng.tsv", model: "en-fr", targetLanguage: "French", epochs: 12, batchTokens: 3000,
    dropout: 0.2,
    updatesPerEpoch: 1035)
  /// The model from English to German, with smaller batches and less dropout: twice the updates an epoch.
  static let german = TranslateReproduction(
    file: "deu-eng.tsv", model: "en-de", targetLanguage: "German", epochs: 10, batchTokens: 1500,
    dropout: 0.1,
    updatesPerEpoch: 2080)

  /// What the shipped model was trained with.
  var settings: TranslatorSettings {
    var settings = TranslatorSettings()
    settings.vocabularySize = 5500
    settings.model.hiddenSize = 384
    settings.model.dropout = dropout
    settings.training.epochs = epochs
    settings.training.batchTokens = batchTokens
    settings.training.schedule = .cosine(warmup: 400, total: epochs * updatesPerEpoch)
    return settings
  }

  func run(_ common: CommonOptions, _ folders: DataFolders) async throws {
    guard let data = DataCatalogue.tatoeba.files.first(where: { $0.name == file }),
      let (path, _) = folders.locate(data, of: DataCatalogue.tatoeba)
    else {
      throw Failure(.noInput, "the data set 'tatoeba' is not here", advice: "see 'seqkit data show tatoeba'")
    }
    let pairs = try Corpus.pairs(of: path.string)
    let (rest, test) = pairs.split(heldOut: 1500, random: RandomSource(seed: 1).stream(named: "test"))
    let out = "\(model).safetensors"
    let run = TrainingRun(out: out, checkpoint: out + ".checkpoint", storage: .int8, common: common)
    let isStarted = SystemCalls.exists(run.checkpoint)
    if isStarted { run.say("going on from \(run.checkpoint); remove it to start anew") }
    let training = try run.start(resume: isStarted) {
      try TranslatorTraining(resuming: FilePath(run.checkpoint), pairs: rest, threads: common.threadCount)
    } fresh: {
      try TranslatorTraining(pairs: rest, settings: settings, threads: common.threadCount)
    }
    try run.drive(training)

    // Scored as it is shipped: with int8 weights, read back from its file. The card then gets the scores.
    try training.saveModel(to: FilePath(out), card: card(scores: []), storage: .int8)
    let translator = try Translator(contentsOf: FilePath(out))
    let grouped = test.referencesBySource
    run.say("scoring on \(grouped.count) sources that were set aside")
    let found = try translations(of: grouped.map(\.source), translator, beam: 5, common)
    let scores = TranslationScores(
      hypotheses: found,
      references: grouped.map { $0.references.map(Normalization.typographic.applied) })
    try training.saveModel(
      to: FilePath(out),
      card: card(scores: [
        .init(
          name: "BLEU",
          value:
            "\(fixed(scores.bleu.score, 1)) (\(scores.bleu.signature)) on \(grouped.count) unseen sources"),
        .init(name: "chrF", value: "\(fixed(scores.chrF.score, 1)) (\(scores.chrF.signature))"),
      ]), storage: .int8)
    if common.json {
      try Output.writeLine(scores.json(model: model, sentences: grouped.count))
    } else {
      try Output.write(scores.text(sentences: grouped.count))
    }
    run.say("model written to \(out); the program ships it as Sources/CPretrained/\(out)")
  }

  private func card(scores: [ModelCard.Score]) -> ModelCard {
    ModelCard(
      name: model, summary: "everyday sentences from English to \(targetLanguage)", sourceLanguage: "English",
      targetLanguage: targetLanguage,
      data: "Tatoeba sentence pairs in the selection of ManyThings.org (\(file))",
      licence: "CC BY 2.0 for the data; the model likewise",
      attribution: "Tatoeba project, tatoeba.org, by way of www.manythings.org/anki",
      command: "seqkit reproduce translate-\(model.suffix(2))", scores: scores,
      writtenBy: "seqkit \(SeqKitVersion.current)")
  }
}
