import SeqData
import SeqFiles
import SeqKit
import SeqRuns
import SeqTensor
import SeqTraining
import SystemPackage

/// Trains one of the shipped translators from the sentence pairs of Tatoeba, and scores it on sentences set aside first.
///
/// In two cycles, each a cosine from its own rate to zero: the first from random weights with large batches, the second
/// from where the first ended, with batches of half the size and less dropout. The first alone leaves a model that is
/// no better on what it was trained on than on what it never saw.
struct TranslateReproduction: Sendable {
  let file: String
  let model: String
  let targetLanguage: String

  /// The model from English to French.
  static let french = TranslateReproduction(file: "fra-eng.tsv", model: "en-fr", targetLanguage: "French")
  /// The model from English to German.
  static let german = TranslateReproduction(file: "deu-eng.tsv", model: "en-de", targetLanguage: "German")

  /// What both cycles have in common.
  private var settings: TranslatorSettings {
    var settings = TranslatorSettings()
    settings.vocabularySize = 5500
    settings.model.hiddenSize = 384
    return settings
  }

  var firstCycle: TranslatorSettings {
    var settings = settings
    settings.model.dropout = 0.2
    settings.training.epochs = 12
    settings.training.batchTokens = 3000
    settings.training.schedule = .cosine(warmup: 400, total: 0)
    return settings
  }

  var secondCycle: TranslatorSettings {
    var settings = settings
    settings.model.dropout = 0.1
    settings.training.epochs = 16
    settings.training.batchTokens = 1500
    settings.training.learningRate = 0.0007
    return settings
  }

  func run(_ options: ReproduceOptions, _ folders: DataFolders) async throws {
    let common = options.common
    guard let data = DataCatalogue.tatoeba.files.first(where: { $0.name == file }),
      let (path, _) = folders.locate(data, of: DataCatalogue.tatoeba)
    else {
      throw Failure(.noInput, "the data set 'tatoeba' is not here", advice: "see 'seqkit data show tatoeba'")
    }
    let pairs = try Corpus.pairs(of: path.string)
    let (rest, test) = pairs.split(heldOut: 1500, random: RandomSource(seed: 1).stream(named: "test"))
    let start = try options.from.map(Translator.init(named:)) ?? firstCycle(of: rest, path.string, options)
    let (run, training) = try train("\(model).safetensors.checkpoint", on: rest, path.string, options) {
      try TranslatorTraining(from: start, pairs: rest, settings: secondCycle, threads: common.threadCount)
    }

    // Scored as it is shipped: with int8 weights, read back from its file. The card then gets the scores.
    let out = "\(model).safetensors"
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
    for (metric, value, signature) in [
      ("BLEU", scores.bleu.score, scores.bleu.signature), ("chrF", scores.chrF.score, scores.chrF.signature),
    ] {
      run.recording.recorder.record(
        result: RunResult(
          name: "\(model), \(grouped.count) unseen sources", metric: metric, value: value, settings: signature
        ))
    }
    if common.json {
      try Output.writeLine(scores.json(model: model, sentences: grouped.count))
    } else {
      try Output.write(scores.text(sentences: grouped.count))
    }
    run.say("model written to \(out); the program ships it as Sources/CPretrained/\(out)")
  }

  /// The model that the first cycle ends with, kept beside its checkpoint so that it is made once.
  private func firstCycle(of pairs: [SentencePair], _ data: String, _ options: ReproduceOptions) throws
    -> Translator
  {
    let common = options.common
    let out = "\(model).first.safetensors"
    if !SystemCalls.exists(out) {
      let (_, training) = try train(out + ".checkpoint", on: pairs, data, options) {
        try TranslatorTraining(pairs: pairs, settings: firstCycle, threads: common.threadCount)
      }
      try training.saveModel(to: FilePath(out), card: card(scores: []), storage: .float32)
    }
    return try Translator(contentsOf: FilePath(out))
  }

  private func train(
    _ checkpoint: String, on pairs: [SentencePair], _ data: String, _ options: ReproduceOptions,
    fresh: () throws -> TranslatorTraining
  ) throws -> (TrainingRun, TranslatorTraining) {
    let common = options.common
    var recording = try options.runs.recording(
      kind: "translator", name: "reproduce translate-\(model.suffix(2))", seed: settings.training.seed, common
    )
    recording.add([("pairs", data)])
    recording.fingerprint = TranslationCheckpoint.fingerprint(of: pairs)
    let run = TrainingRun(checkpoint: checkpoint, common: common, recording: recording)
    let isStarted = SystemCalls.exists(checkpoint)
    if isStarted { run.say("going on from \(checkpoint); remove it to start anew") }
    let training = try run.start(resume: isStarted) {
      try TranslatorTraining(resuming: FilePath(checkpoint), pairs: pairs, threads: common.threadCount)
    } fresh: {
      try fresh()
    }
    try run.drive(training)
    return (run, training)
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
