import ArgumentParser
import SeqData
import SeqFiles
import SeqKit
import SeqKitPretrained
import SeqLayers
import SeqModels
import SeqTensor
import SeqTraining
import SystemPackage

/// `seqkit train`: learns a model from your own data.
struct TrainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train a model on your own data.",
    subcommands: [
      TrainTranslatorCommand.self, TrainQACommand.self, TrainMemoryCommand.self, TrainMachineCommand.self,
      TrainTransferCommand.self,
    ])
}

struct TrainTranslatorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "translator",
    abstract: "Train a translator on sentence pairs.",
    discussion: """
      Anything with a source and a target: languages, spelling and pronunciation, a script and its \
      transliteration. Ctrl-C saves a checkpoint and ends with 130; --resume goes on from it, to the same model \
      as if it had never stopped.

        seqkit train translator --pairs pairs.tsv --out my.safetensors
        seqkit train translator --pairs words.tsv --tokenizer character --out g2p.safetensors
        seqkit train translator --pairs pairs.tsv --preset chapter --attention general --out chapter.safetensors
        seqkit train translator --pairs pairs.tsv --out my.safetensors --resume
        seqkit train translator --pairs pairs.tsv --from en-fr --learning-rate 0.0003 --out my.safetensors
      """)

  enum Preset: String, ExpressibleByArgument, CaseIterable {
    /// The defaults.
    case standard
    /// The textbook machine.
    case chapter
  }

  @OptionGroup var pairs: PairOptions

  @Option(help: ArgumentHelp("Where to write the model.", valueName: "file"), completion: .file())
  var out: String

  @Option(
    help:
      "chapter is the textbook's encoder-decoder: words, two LSTM layers a side, no attention. The defaults that the flags name are standard's."
  )
  var preset = Preset.standard

  @OptionGroup var config: ConfigOptions
  @OptionGroup var checkpoints: CheckpointOptions

  @Option(
    help: ArgumentHelp(
      "Also save the checkpoint after every so many updates; it is saved after every epoch and every ten minutes.",
      valueName: "n"))
  var saveEvery: Int?

  @Option(
    help: ArgumentHelp(
      "Start from a model's vocabularies, sizes and weights: a file or a shipped model's name.",
      valueName: "model"),
    completion: .file())
  var from: String?

  @Option(help: "How the model's weights are stored: float32, float16 or int8.")
  var storage = WeightStorage.float16

  @OptionGroup(title: "Model and text") var model: ModelFlags
  @OptionGroup(title: "Optimisation") var optimisation: OptimisationFlags
  @OptionGroup(title: "Record") var runs: RunOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if let saveEvery, saveEvery < 1 {
      throw ValidationError("--save-every must be at least 1, not \(saveEvery)")
    }
    guard from != nil, let flag = model.structural else { return }
    throw ValidationError("--\(flag) is decided by the model that --from names; leave it out")
  }

  func run() async throws {
    var settings = preset == .chapter ? TranslatorSettings.chapter : TranslatorSettings()
    try config.lay(over: &settings)
    if let seed = common.givenSeed { settings.training.seed = seed }
    model.apply(to: &settings)
    try optimisation.apply(to: &settings)
    if let problem = settings.problem {
      throw Failure(unfit: problem)
    }
    if config.printConfig {
      if !common.quiet {
        Output.note(
          "where epochs, batchTokens, total or a vocabulary's size is 0, it follows from the data\n")
      }
      return try config.show(settings)
    }
    let start = ShippedModels.files(among: [from].compactMap(\.self))
    try checkpoints.check(for: out, inputs: pairs.files.map(\.path) + start + config.files)

    var recording = try runs.recording(
      kind: "translator", name: FilePath(out).stem ?? out, seed: settings.training.seed, common)
    let sentences = try pairs.read()
    recording.add(pairs.files + (from.map { [("start", $0)] } ?? []))
    recording.fingerprint = TranslationCheckpoint.fingerprint(of: sentences)
    let run = TrainingRun(
      checkpoint: checkpoints.path(for: out), common: common, saveEvery: saveEvery,
      recording: recording)
    let card = ModelCard(
      name: FilePath(out).stem ?? out, summary: "a translator trained with seqkit",
      data: "\(sentences.count) sentence pairs", command: Recording.modelCommand,
      writtenBy: "seqkit \(SeqKitVersion.current)")
    let epochs = optimisation.epochs
    let training = try run.start(resume: checkpoints.resume) {
      let resumed = try TranslatorTraining(
        resuming: FilePath(run.checkpoint), pairs: sentences, epochs: epochs, threads: common.threadCount)
      try checkNothingChanges(resumed.settings)
      return resumed
    } fresh: {
      guard let from else {
        return try TranslatorTraining(pairs: sentences, settings: settings, threads: common.threadCount)
      }
      return try TranslatorTraining(
        from: Translator(named: from), pairs: sentences, settings: settings, threads: common.threadCount)
    }
    try run.drive(training)
    try run.writeModel(of: training, to: out) {
      try training.saveModel(to: FilePath(out), card: card, storage: storage)
    }
    run.say("model written to \(out); try: seqkit translate --model \(out) \"…\"")
  }
}

extension TrainTranslatorCommand {
  /// A checkpoint's settings hold, but for the number of epochs: flags may repeat them, and not ask for others.
  private func checkNothingChanges(_ settings: TranslatorSettings) throws {
    var asked = settings
    try config.lay(over: &asked)
    if let seed = common.givenSeed { asked.training.seed = seed }
    model.apply(to: &asked)
    try optimisation.apply(to: &asked)
    // What was left open has been chosen since.
    asked.training.epochs = settings.training.epochs
    asked.training.schedule = settings.training.schedule
    if asked.training.batchTokens == 0 { asked.training.batchTokens = settings.training.batchTokens }
    asked.model.sourceVocabularySize = settings.model.sourceVocabularySize
    asked.model.targetVocabularySize = settings.model.targetVocabularySize
    guard asked == settings else {
      throw Failure(
        .usage, "other settings are asked for than the checkpoint's, which hold with --resume",
        expected: "the same, or --epochs alone",
        advice: "leave out what changes them, or train anew without --resume")
    }
  }
}

/// Flags that decide the model and how text is cut; those not given leave the settings as they are.
struct ModelFlags: ParsableArguments {
  // Help names the defaults of the standard preset as they are in the code.
  private static let standard = TranslatorSettings()
  private static func word(_ isOn: Bool) -> String { isOn ? "yes" : "no" }

  @Option(help: "How text is cut into tokens. Default: \(standard.tokenizer.rawValue).")
  var tokenizer: TokenizerKind?
  @Option(help: "The same for targets alone; default: as sources.") var targetTokenizer: TokenizerKind?
  @Option(
    help: "What of a source's spelling is evened out. Default: \(standard.normalization.rawValue).")
  var normalization: Normalization?
  @Option(help: "The same for targets alone; default: as sources.") var targetNormalization: Normalization?
  @Option(
    help: ArgumentHelp(
      "Largest vocabulary on either side. Default: \(standard.vocabularySize).", valueName: "n"))
  var vocabulary: Int?
  @Option(help: "Cell of the recurrent layers. Default: \(standard.model.cell.rawValue).") var cell: CellKind?
  @Option(
    help: ArgumentHelp("Size of the hidden state. Default: \(standard.model.hiddenSize).", valueName: "n"))
  var hidden: Int?
  @Option(
    help: ArgumentHelp("Size of the embeddings. Default: \(standard.model.embeddingSize).", valueName: "n"))
  var embedding: Int?
  @Option(
    help: ArgumentHelp("Layers on each side. Default: \(standard.model.encoderLayers).", valueName: "n"))
  var layers: Int?
  @Flag(
    inversion: .prefixedNo,
    help: "Whether the encoder reads in both directions. Default: \(word(standard.model.isBidirectional)).")
  var bidirectional: Bool?
  @Option(help: "How the decoder scores what it looks at. Default: \(standard.model.attention.rawValue).")
  var attention: AttentionKind?
  @Flag(
    inversion: .prefixedNo,
    help:
      "Whether the attentional vector is fed to the next step. Default: \(word(standard.model.inputFeeding))."
  )
  var inputFeeding: Bool?
  @Option(
    help:
      "How the encoder's last state becomes the decoder's first. Default: \(standard.model.bridge.rawValue).")
  var bridge: BridgeKind?
  @Option(help: "How the source is read. Default: \(standard.model.sourceOrder.rawValue).")
  var sourceOrder: SourceOrder?
  @Flag(
    inversion: .prefixedNo,
    help:
      "Whether the target embedding is also the output layer. Default: \(word(standard.model.tiedEmbeddings))."
  )
  var tied: Bool?
  @Flag(
    inversion: .prefixedNo,
    help: "Whether embeddings are normalised. Default: \(word(standard.model.layerNormalization)).")
  var layerNorm: Bool?
  @Option(help: ArgumentHelp("Dropout rate. Default: \(standard.model.dropout).", valueName: "rate"))
  var dropout: Double?
  @Flag(
    inversion: .prefixedNo,
    help: "Whether dropout keeps one mask a sentence. Default: \(word(standard.model.variationalDropout)).")
  var variational: Bool?
  @Flag(
    inversion: .prefixedNo,
    help:
      "Whether sources are also learned typed carelessly, and with other names and numbers. Default: \(word(standard.variants != nil))."
  )
  var variants: Bool?
  @Option(
    help: ArgumentHelp(
      "Probability that a merge of byte pairs is passed over, so that words are seen in other pieces too. Default: \(fixed(standard.bpeDropout, 1)).",
      valueName: "rate"))
  var bpeDropout: Double?

  func validate() throws {
    if let bpeDropout, !(0..<1).contains(bpeDropout) {
      throw ValidationError("--bpe-dropout must lie between 0 and 1, not \(bpeDropout)")
    }
  }

  /// The first flag given that decides vocabularies or sizes; all but dropout and variants do.
  var structural: String? {
    let flags: [(name: String, isGiven: Bool)] = [
      ("tokenizer", tokenizer != nil), ("target-tokenizer", targetTokenizer != nil),
      ("normalization", normalization != nil), ("target-normalization", targetNormalization != nil),
      ("vocabulary", vocabulary != nil), ("cell", cell != nil),
      ("hidden", hidden != nil), ("embedding", embedding != nil), ("layers", layers != nil),
      ("bidirectional", bidirectional != nil), ("attention", attention != nil),
      ("input-feeding", inputFeeding != nil), ("bridge", bridge != nil),
      ("source-order", sourceOrder != nil), ("tied", tied != nil), ("layer-norm", layerNorm != nil),
    ]
    return flags.first { $0.isGiven }?.name
  }

  func apply(to settings: inout TranslatorSettings) {
    func set<Value>(_ value: Value?, _ path: WritableKeyPath<TranslatorSettings, Value>) {
      if let value { settings[keyPath: path] = value }
    }
    set(tokenizer, \.tokenizer)
    if let targetTokenizer { settings.targetTokenizer = targetTokenizer }
    set(normalization, \.normalization)
    if let targetNormalization { settings.targetNormalization = targetNormalization }
    set(bpeDropout, \.bpeDropout)
    set(vocabulary, \.vocabularySize)
    set(cell, \.model.cell)
    set(hidden, \.model.hiddenSize)
    set(embedding, \.model.embeddingSize)
    set(layers, \.model.encoderLayers)
    set(layers, \.model.decoderLayers)
    set(bidirectional, \.model.isBidirectional)
    set(attention, \.model.attention)
    set(inputFeeding, \.model.inputFeeding)
    set(bridge, \.model.bridge)
    set(sourceOrder, \.model.sourceOrder)
    set(tied, \.model.tiedEmbeddings)
    set(layerNorm, \.model.layerNormalization)
    set(dropout.map { Scalar($0) }, \.model.dropout)
    set(variational, \.model.variationalDropout)
    if let variants { settings.variants = variants ? settings.variants ?? PairVariants() : nil }
  }
}

/// Flags that decide the optimisation; those not given leave the settings as they are.
struct OptimisationFlags: ParsableArguments {
  enum Rule: String, ExpressibleByArgument, CaseIterable {
    case sgd, momentum, adagrad, rmsprop
    case rmspropGraves = "rmsprop-graves"
    case adam, adamw
  }
  enum Plan: String, ExpressibleByArgument, CaseIterable {
    case cosine, constant, halving
    case inverseSquareRoot = "inverse-sqrt"
    case plateau
  }

  private static let standard = TranslationTrainingSettings()

  @Option(help: ArgumentHelp("Passes over the data. Default: by its size, 10 to 60.", valueName: "n"))
  var epochs: Int?
  @Option(
    help: ArgumentHelp(
      "Padded tokens in a batch, source and target together. Default: by the size of the data.",
      valueName: "n"))
  var batchTokens: Int?
  @Option(help: "Rule by which gradients change the weights. Default: adam.") var optimizer: Rule?
  @Option(help: ArgumentHelp("Learning rate. Default: \(standard.learningRate).", valueName: "rate"))
  var learningRate: Double?
  @Option(help: "How the learning rate goes on. Default: cosine, after 200 updates of rise.")
  var schedule: Plan?
  @Option(
    help: ArgumentHelp(
      "Largest gradient norm; 0 for no limit. Default: \(standard.clipNorm).", valueName: "norm"))
  var clipNorm: Double?
  @Option(
    help: ArgumentHelp(
      "Largest single gradient; 0 for no limit. Default: \(standard.clipValue).", valueName: "value"))
  var clipValue: Double?
  @Option(
    help: ArgumentHelp(
      "Share of probability spread over all tokens. Default: \(standard.labelSmoothing).", valueName: "share")
  )
  var labelSmoothing: Double?
  @Option(
    help: ArgumentHelp(
      "Probability, at the end, that the decoder learns from its own last token (scheduled sampling). Default: \(standard.scheduledSampling).",
      valueName: "rate"))
  var scheduledSampling: Double?
  @Option(
    help: ArgumentHelp(
      "Evaluate and keep a mean of the weights: none, epochs:N from epoch N on, or exponential:DECAY. Default: none.",
      valueName: "how"))
  var averaging: Averaging?
  @Option(
    help: ArgumentHelp(
      "Stop after so many epochs without a better one. Default: \(standard.patience), never.", valueName: "n")
  )
  var patience: Int?
  @Option(
    help: ArgumentHelp(
      "Sources set aside to choose the best model by, at most a tenth. Default: \(grouped(TranslatorSettings().heldOut)).",
      valueName: "n"))
  var heldOut: Int?
  @Option(help: "What the best model is chosen by. Default: \(standard.metric.rawValue).")
  var metric: TranslationTrainingSettings.Metric?

  func validate() throws {
    func check(_ name: String, _ value: Int?, _ range: ClosedRange<Int>) throws {
      if let value, !range.contains(value) {
        throw ValidationError(
          "--\(name) must lie between \(range.lowerBound) and \(range.upperBound), not \(value)")
      }
    }
    try check("epochs", epochs, 1...100_000)
    try check("batch-tokens", batchTokens, 1...10_000_000)
    try check("patience", patience, 0...100_000)
    try check("held-out", heldOut, 0...100_000_000)
    for (name, value) in [
      ("learning-rate", learningRate), ("clip-norm", clipNorm), ("clip-value", clipValue),
      ("label-smoothing", labelSmoothing), ("scheduled-sampling", scheduledSampling),
    ] {
      if let value, !(value >= 0 && value.isFinite) {
        throw ValidationError("--\(name) must not be \(value)")
      }
    }
    if let labelSmoothing, labelSmoothing >= 1 { throw ValidationError("--label-smoothing must be below 1") }
    if let scheduledSampling, scheduledSampling > 1 {
      throw ValidationError("--scheduled-sampling must be at most 1")
    }
  }

  func apply(to settings: inout TranslatorSettings) throws {
    func set<Value>(_ value: Value?, _ path: WritableKeyPath<TranslationTrainingSettings, Value>) {
      if let value { settings.training[keyPath: path] = value }
    }
    set(epochs, \.epochs)
    set(batchTokens, \.batchTokens)
    set(
      optimizer.map { rule in
        switch rule {
        case .sgd: .sgd()
        case .momentum: .sgd(momentum: 0.9)
        case .adagrad: .adagrad()
        case .rmsprop: .rmsProp()
        case .rmspropGraves: .rmsPropGraves()
        case .adam: .adam()
        case .adamw: .adam(weightDecay: 0.01)
        }
      }, \.optimizer)
    set(learningRate.map { Scalar($0) }, \.learningRate)
    set(
      schedule.map { plan in
        switch plan {
        case .cosine: .cosine(warmup: 200, total: 0)
        case .constant: .constant
        case .halving: .halving(start: max(settings.training.epochs / 2, 5), every: 1)
        case .inverseSquareRoot: .inverseSquareRoot(warmup: 1000)
        case .plateau: .reduceOnPlateau(factor: 0.5, patience: 1)
        }
      }, \.schedule)
    set(clipNorm.map { Scalar($0) }, \.clipNorm)
    set(clipValue.map { Scalar($0) }, \.clipValue)
    set(labelSmoothing.map { Scalar($0) }, \.labelSmoothing)
    set(scheduledSampling.map { Scalar($0) }, \.scheduledSampling)
    set(averaging, \.averaging)
    set(patience, \.patience)
    set(metric, \.metric)
    if let heldOut { settings.heldOut = heldOut }
  }
}

extension Averaging: ExpressibleByArgument {
  public init?(argument: String) {
    let parts = argument.split(separator: ":").map(String.init)
    switch (parts.first, parts.count) {
    case ("none", 1): self = .none
    case ("epochs", 2):
      guard let first = Int(parts[1]), first > 0 else { return nil }
      self = .epochs(first: first)
    case ("exponential", 2):
      guard let decay = Double(parts[1]), (0..<1).contains(decay) else { return nil }
      self = .exponential(decay: Scalar(decay))
    default: return nil
    }
  }
}
extension Normalization: ExpressibleByArgument {}
extension TokenizerKind: ExpressibleByArgument {}
extension CellKind: ExpressibleByArgument {}
extension AttentionKind: ExpressibleByArgument {}
extension BridgeKind: ExpressibleByArgument {}
extension SourceOrder: ExpressibleByArgument {}
extension WeightStorage: ExpressibleByArgument {}
extension TranslationTrainingSettings.Metric: ExpressibleByArgument {}

extension Translator {
  /// A shipped model by its name, or a model file by its path.
  init(named name: String) throws { try self.init(ShippedModels.open(name)) }
}
