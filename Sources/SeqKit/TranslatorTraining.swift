import FoundationEssentials
import SeqAutodiff
import SeqData
import SeqFiles
import SeqLayers
import SeqModels
import SeqTensor
import SeqTraining
import SystemPackage

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Every choice of a translator's training: text, model and optimisation. Encoded as JSON it is the configuration that
/// `--config` reads and that is kept in checkpoints and models.
public struct TranslatorSettings: Sendable, Hashable, Codable {
  /// How sources are cut into tokens, and targets where `targetTokenizer` is nil.
  public var tokenizer = TokenizerKind.bytePair
  /// How targets are cut, where not as the sources are; nil for the same.
  public var targetTokenizer: TokenizerKind?
  /// The largest vocabulary on either side.
  public var vocabularySize = 6000
  /// What occurs less often is not in the vocabulary, or in the alphabet of byte pairs.
  public var minimumCount = 2
  /// What of the spelling of sources is evened out before they are cut.
  public var normalization = Normalization.typographic
  /// The same for targets, where not as for sources; nil for the same.
  public var targetNormalization: Normalization?
  /// With which probability each merge of byte pairs is passed over, drawn anew every epoch, so that words are also seen
  /// in other pieces (Provilkov et al. 2020, "BPE-Dropout"; 0.1 there). Training only.
  public var bpeDropout = 0.0
  /// How many sources are set aside to choose the best model by; fewer where their pairs would be more than a tenth of all.
  public var heldOut = 1000
  /// Careless typing, other names and numbers, drawn anew every epoch; nil trains on the pairs as they are.
  public var variants: PairVariants? = PairVariants()
  /// The vocabulary sizes in it are filled in once the vocabularies are learned.
  public var model = TranslationConfiguration(sourceVocabularySize: 0, targetVocabularySize: 0)
  /// Everything that concerns the optimisation.
  public var training = TranslationTrainingSettings()

  public init() {
    model.embeddingSize = 256
    model.hiddenSize = 320
    model.tiedEmbeddings = true
    model.dropout = 0.2
  }

  /// Why there can be no such training, whatever the pairs; nil if there can. The sizes of the vocabularies are not asked for:
  /// they follow from the pairs.
  public var problem: String? {
    for (name, value, range) in [
      ("vocabularySize", vocabularySize, 1...1_000_000), ("minimumCount", minimumCount, 0...1_000_000_000),
      ("heldOut", heldOut, 0...100_000_000),
    ] where !range.contains(value) {
      return "\(name) must lie between \(range.lowerBound) and \(range.upperBound), not \(value)"
    }
    if !(0..<1).contains(bpeDropout) { return "bpeDropout must be at least 0 and below 1, not \(bpeDropout)" }
    if let variants, ![variants.careless, variants.exchanged].allSatisfy((0...1).contains) {
      return
        "the shares of variants must lie between 0 and 1, not \(variants.careless) and \(variants.exchanged)"
    }
    var model = model
    (model.sourceVocabularySize, model.targetVocabularySize) = (1, 1)
    return training.problem ?? model.problem
  }

  /// The machine of a textbook chapter: words, two stacked LSTM layers on each side, the encoder's last state as thought
  /// vector, projection to V logits, plain cross-entropy.
  public static var chapter: TranslatorSettings {
    var settings = TranslatorSettings()
    settings.tokenizer = .word
    settings.variants = nil
    settings.model.embeddingSize = 256
    settings.model.hiddenSize = 256
    settings.model.isBidirectional = false
    settings.model.attention = .none
    settings.model.inputFeeding = false
    settings.model.tiedEmbeddings = false
    settings.model.dropout = 0
    settings.training.labelSmoothing = 0
    return settings
  }
}

/// What happened last in a training.
public enum TrainingEvent: Sendable {
  /// One update of the weights.
  case updated(UpdateReport)
  /// The end of an epoch, evaluated on the held-out pairs.
  case epoch(EpochReport)
}

/// How good a model is after an epoch.
public struct EpochReport: Sendable {
  /// From 1.
  public let epoch: Int
  /// Mean loss on the training data, with smoothing and dropout, in nats a token.
  public let trainingLoss: Double
  /// Mean loss on the held-out pairs, in nats a token; nil where there are none.
  public let heldOutLoss: Double?
  /// BLEU of greedy translations of held-out sources, if that is what the model is chosen by: cased words (13a), or characters
  /// where targets are written without spaces.
  public let bleu: Double?
  /// Whether there was no better epoch before, by `TranslationTrainingSettings.metric`.
  public let isBest: Bool
  /// A held-out source, a reference, and how it is translated now.
  public let sample: (source: String, reference: String, hypothesis: String)?

  /// The exponential of the held-out loss, or of the training loss where no pairs are held out.
  public var perplexity: Double { exp(heldOutLoss ?? trainingLoss) }
}

/// The training of a translator as a sequence of events.
///
///     let training = try TranslatorTraining(pairs: pairs, settings: TranslatorSettings(), threads: 2)
///     while let event = try training.next() { … }
///     try training.saveModel(to: "model.safetensors", card: card)
///
/// Whoever pulls the events decides when to save and when to stop; nothing runs between two calls of `next`.
public final class TranslatorTraining {
  /// As they were given, with all filled in that the data decide.
  public let settings: TranslatorSettings
  /// The vocabularies, learned from the pairs or taken from a model.
  public let source, target: TextCodec
  private let trainer: TranslationTrainer
  private let threads: Int
  private let trainingPairs: [SentencePair]
  private let heldOutPairs: [SentencePair]
  private let heldOut: [EncodedPair]
  /// What of the pairs that are not held out is not learned from.
  public let leftOut: LeftOutPairs
  private let fingerprint: String
  private let memory = Arena()
  private let best: Scalars
  /// Every finished epoch, those before a resumption included.
  public private(set) var history: [EpochScores] = []
  /// The card of the model that this training began with, for `ModelCard.begun(with:)`; nil if it began with random weights.
  public private(set) var start: ModelCard?

  /// Learns the vocabularies and makes a fresh model.
  ///
  /// - Parameter validation: pairs to choose the best model by; nil sets some of `pairs` aside.
  /// - Throws: `SettingsError` if there are too few pairs, all of them are too long, or the settings cannot be.
  public convenience init(
    pairs: [SentencePair], validation: [SentencePair]? = nil, settings: TranslatorSettings, threads: Int
  ) throws(SettingsError) {
    if let problem = settings.problem { throw SettingsError(problem) }
    let parts = TrainingPairs(pairs, validation: validation, settings: settings)
    try parts.check(settings)
    func learn(_ kind: TokenizerKind, _ normalization: Normalization, _ texts: [String]) -> TextCodec {
      TextCodec.learn(
        kind, from: texts, size: settings.vocabularySize, minimumCount: settings.minimumCount,
        normalization: normalization)
    }
    let source = learn(settings.tokenizer, settings.normalization, parts.training.map(\.source))
    let target = learn(
      settings.targetTokenizer ?? settings.tokenizer, settings.targetNormalization ?? settings.normalization,
      parts.training.map(\.target))
    var settings = settings
    settings.model.sourceVocabularySize = source.vocabulary.count
    settings.model.targetVocabularySize = target.vocabulary.count
    settings.training = settings.training.resolved(
      tokens: parts.tokens(source, target, maximumLength: settings.training.maximumLength))
    var scope = ParameterScope()
    let model = TranslationModel(settings.model, scope: &scope)
    let parameters = scope.finish(
      random: RandomSource(seed: settings.training.seed).stream(named: "parameters"))
    self.init(
      parts, settings, source, target, model, parameters,
      fingerprint: TranslationCheckpoint.fingerprint(of: pairs + (validation ?? [])), threads: threads)
    try leftOut.check(among: trainingPairs.count, settings)
  }

  /// Starts from a finished model instead of random weights: more passes over its sentences, or fine tuning on others.
  ///
  /// The vocabularies and sizes are the model's, whatever `settings` say of them; dropout and everything that concerns
  /// the optimisation are those of `settings`, and the optimizer begins anew.
  ///
  /// - Throws: `SettingsError` if there are too few pairs or the settings cannot be.
  public convenience init(
    from translator: Translator, pairs: [SentencePair], validation: [SentencePair]? = nil,
    settings: TranslatorSettings, threads: Int
  ) throws(SettingsError) {
    guard translator.isOneModel else {
      throw SettingsError("training can begin with one model, not with an ensemble")
    }
    var settings = settings
    let (dropout, isVariational) = (settings.model.dropout, settings.model.variationalDropout)
    settings.model = translator.model.configuration
    settings.model.dropout = dropout
    settings.model.variationalDropout = isVariational
    if let problem = settings.problem { throw SettingsError(problem) }
    let parts = TrainingPairs(pairs, validation: validation, settings: settings)
    try parts.check(settings)
    settings.training = settings.training.resolved(
      tokens: parts.tokens(
        translator.source, translator.target, maximumLength: settings.training.maximumLength))
    var scope = ParameterScope()
    let model = TranslationModel(settings.model, scope: &scope)
    let parameters = scope.finishEmpty()
    parameters.values.assign(translator.parameters.values)
    self.init(
      parts, settings, translator.source, translator.target, model, parameters,
      fingerprint: TranslationCheckpoint.fingerprint(of: pairs + (validation ?? [])), threads: threads)
    try leftOut.check(among: trainingPairs.count, settings)
    start = translator.card
  }

  /// Goes on where a checkpoint was written: same pairs, same bits as if it had never stopped.
  ///
  /// - Parameter epochs: more or fewer epochs than the checkpoint's settings say; nil keeps them.
  /// - Throws: `FileError` if the checkpoint is damaged or `pairs` are not the ones it was trained on.
  public convenience init(
    resuming path: FilePath, pairs: [SentencePair], validation: [SentencePair]? = nil, epochs: Int? = nil,
    threads: Int
  ) throws(FileError) {
    let checkpoint = try TranslationCheckpoint(contentsOf: path)
    let fingerprint = TranslationCheckpoint.fingerprint(of: pairs + (validation ?? []))
    guard fingerprint == checkpoint.dataFingerprint else {
      throw FileError(
        .badData, path.string,
        "it was trained on other sentences (\(checkpoint.dataFingerprint); given are \(fingerprint)); resume with the "
          + "same file")
    }
    var settings: TranslatorSettings
    let source: TextCodec
    let target: TextCodec
    do {
      settings = try JSONDecoder().decode(TranslatorSettings.self, from: Data(checkpoint.settings.utf8))
      source = try TextCodec(checkpoint.source)
      target = try TextCodec(checkpoint.target)
    } catch {
      throw FileError(.badData, path.string, "its settings or vocabularies cannot be read")
    }
    if let epochs { settings.training.epochs = epochs }
    if let problem = settings.problem {
      throw FileError(.badData, path.string, "its settings cannot be: \(problem)")
    }
    guard source.vocabulary.count == settings.model.sourceVocabularySize,
      target.vocabulary.count == settings.model.targetVocabularySize
    else {
      throw FileError(.badData, path.string, "its vocabularies are not of the sizes that its settings say")
    }
    var scope = ParameterScope()
    let model = TranslationModel(settings.model, scope: &scope)
    // Before anything as large as the settings say is asked of the system.
    try checkpoint.check(parameterCount: scope.count)
    self.init(
      TrainingPairs(pairs, validation: validation, settings: settings), settings, source, target, model,
      scope.finishEmpty(), fingerprint: fingerprint, threads: threads)
    try checkpoint.restore(trainer, best: best)
    history = checkpoint.history
    start = checkpoint.start
  }

  private init(
    _ pairs: TrainingPairs, _ settings: TranslatorSettings, _ source: TextCodec, _ target: TextCodec,
    _ model: TranslationModel, _ parameters: ParameterStore, fingerprint: String, threads: Int
  ) {
    self.settings = settings
    self.source = source
    self.target = target
    self.threads = threads
    self.fingerprint = fingerprint
    trainingPairs = pairs.training
    heldOutPairs = pairs.heldOut
    leftOut = LeftOutPairs(
      among: pairs.training, source, target, maximumLength: settings.training.maximumLength, threads: threads)
    heldOut = pairs.heldOut.map {
      EncodedPair(source: source.encode($0.source), target: target.encode($0.target))
    }
    .filter { max($0.source.count, $0.target.count) <= settings.training.maximumLength }
    trainer = TranslationTrainer(
      model: model, parameters: parameters, settings: settings.training, threads: threads)
    best = memory.allocateZeros(parameters.count)
    best.assign(parameters.values)
  }

  /// How many weights the model has.
  public var parameterCount: Int { trainer.parameters.count }
  /// How many pairs are learned from.
  public var trainingPairCount: Int { trainingPairs.count - leftOut.count }
  /// About which share of the source and target tokens that are learned from the vocabularies lack, so that the model sees and
  /// writes `<unk>` for them: words or characters that are there less than `TranslatorSettings.minimumCount` times, or beyond
  /// `TranslatorSettings.vocabularySize`. Byte pairs lack none.
  public var unknownShares: (source: Double, target: Double) {
    // Every so many pairs tell how the others are.
    let step = max(trainingPairs.count / 2000, 1)
    let sample = stride(from: 0, to: trainingPairs.count, by: step).map { trainingPairs[$0] }
    return (source.unknownShare(of: sample.map(\.source)), target.unknownShare(of: sample.map(\.target)))
  }
  /// How many pairs are set aside to choose the best model by.
  public var heldOutPairCount: Int { heldOutPairs.count }
  /// How many of those the held-out loss leaves out, because a side has more tokens than the most that are learned from.
  public var heldOutTooLong: Int { heldOutPairs.count - heldOut.count }
  /// Where the training stands.
  public var progress: TrainingProgress { trainer.progress }

  /// Makes one update, or closes an epoch with its evaluation, and says which; nil when the training is over.
  ///
  /// - Throws: if the loss of a batch or of the held-out pairs explodes, or a loss or gradient is no number any more.
  public func next() throws(TrainingDiverged) -> TrainingEvent? {
    if trainer.isFinished { return nil }
    if !trainer.hasEpoch { trainer.begin(encodedEpoch()) }
    if trainer.isFinished { return nil }
    if !trainer.isAtEndOfEpoch { return .updated(try trainer.update()) }
    trainer.finishEpoch()
    let progress = trainer.progress
    let trainingLoss = progress.epochLoss / Double(max(progress.epochTokens, 1))
    let heldOutLoss = heldOut.isEmpty ? nil : trainer.meanLoss(of: heldOut)
    // What the last update did shows here first.
    if let heldOutLoss, !(heldOutLoss < TranslationTrainer.mostLoss) {
      throw TrainingDiverged(update: progress.update, loss: heldOutLoss, gradientNorm: trainer.lastNorm)
    }
    // Pairs that are too long for the loss are translated all the same.
    let bleu = settings.training.metric == .bleu && !heldOutPairs.isEmpty ? heldOutBLEU() : nil
    let isBest = trainer.endEpoch(metric: bleu ?? heldOutLoss ?? trainingLoss)
    if isBest { best.assign(trainer.evaluated.values) }
    history.append(
      EpochScores(
        epoch: trainer.progress.epoch, trainingLoss: trainingLoss, heldOutLoss: heldOutLoss, bleu: bleu))
    return .epoch(
      EpochReport(
        epoch: trainer.progress.epoch,
        trainingLoss: trainingLoss, heldOutLoss: heldOutLoss, bleu: bleu, isBest: isBest,
        sample: sample(trainer.progress.epoch)))
  }

  /// The pairs of this epoch: their variants are drawn from the epoch's own stream, so that a resumed run finds the same.
  private func encodedEpoch() -> [EncodedPair] {
    var pairs = trainingPairs
    if let variants = settings.variants {
      let random = RandomSource(seed: settings.training.seed).stream(named: "variants")
      pairs = variants.applied(to: pairs, random: random.stream(named: "epoch \(trainer.progress.epoch)"))
    }
    let pieces = RandomSource(seed: settings.training.seed).stream(named: "pieces")
      .stream(named: "epoch \(trainer.progress.epoch)")
    var encoded = [EncodedPair](repeating: EncodedPair(source: [], target: []), count: pairs.count)
    let parts = chunks(of: pairs.count, length: 4096)
    encoded.withUnsafeMutableBufferPointer { encoded in
      nonisolated(unsafe) let encoded = encoded
      inParallel(parts.count, threads: threads) { part in
        for index in parts[part] {
          // A stream a pair: how the pairs are spread over threads does not matter.
          var random = settings.bpeDropout > 0 ? pieces.stream(named: "\(index)") : pieces
          encoded[index] = EncodedPair(
            source: source.encode(pairs[index].source, dropout: settings.bpeDropout, random: &random),
            target: target.encode(pairs[index].target, dropout: settings.bpeDropout, random: &random))
        }
      }
    }
    return encoded
  }

  /// Translates with the weights that are evaluated. In a cancelled task too, or what is recorded of the epoch and taken for
  /// the best would depend on when it was cancelled.
  private func translations(of sources: [String]) -> [Translation] {
    var translator = Translator(
      card: ModelCard(name: "", summary: ""), model: trainer.model, parameters: trainer.evaluated,
      source: source, target: target)
    translator.isCancellable = false
    do {
      return try translator.translations(of: sources, search: .greedy, threads: threads).map { $0[0] }
    } catch {
      fatalError("TranslatorTraining: an evaluation was interrupted: \(error)")
    }
  }

  private func sample(_ epoch: Int) -> (source: String, reference: String, hypothesis: String)? {
    guard !heldOutPairs.isEmpty else { return nil }
    var random = RandomSource(seed: settings.training.seed).stream(named: "sample \(epoch)")
    let pair = heldOutPairs[random.below(heldOutPairs.count)]
    return (pair.source, pair.target, translations(of: [pair.source])[0].text)
  }

  private func heldOutBLEU() -> Double {
    let grouped = heldOutPairs.referencesBySource
    return BLEU.corpus(
      hypotheses: translations(of: grouped.map(\.source)).map(\.text), references: grouped.map(\.references),
      tokenizer: heldOutPairs.contains(where: \.target.isChinese) ? .chinese : .v13a
    ).score
  }

  /// Writes a checkpoint from which `init(resuming:…)` goes on.
  ///
  /// - Throws: a `FileError` if the file cannot be written; what was there before is then unchanged.
  public func save(to path: FilePath) throws(FileError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let text = (try? encoder.encode(settings)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    try TranslationCheckpoint.write(
      trainer, best: best, settings: text, source: source, target: target, history: history, start: start,
      dataFingerprint: fingerprint, to: path)
  }

  /// Writes the best model so far.
  ///
  /// - Throws: a `FileError` if the file cannot be written, or a weight is not finite; what was there before is then unchanged.
  public func saveModel(to path: FilePath, card: ModelCard, storage: WeightStorage = .float16)
    throws(FileError)
  {
    var scope = ParameterScope()
    let model = TranslationModel(settings.model, scope: &scope)
    let parameters = scope.finishEmpty()
    parameters.values.assign(best)
    try TranslationModelFile.write(
      .init(model: model, parameters: parameters, source: source, target: target), card: card,
      training: settings,
      storage: storage, to: path)
  }
}
