import ArgumentParser
import SeqData
import SeqKit
import SeqLayers
import SeqModels
import SeqTensor

/// Flags that decide the model and how text is cut; those not given leave the settings as they are.
struct ModelFlags: ParsableArguments {
  // Help names the defaults of the standard preset as they are in the code.
  private static let standard = TranslatorSettings()

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
  @Option(
    help: ArgumentHelp(
      "Words or characters that occur less often in training are <unk>; of byte pairs such characters are read byte by "
        + "byte. Default: \(standard.minimumCount).", valueName: "n"))
  var minimumCount: Int?
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
    help: "Whether the encoder reads in both directions. Default: \(yesOrNo(standard.model.isBidirectional))."
  )
  var bidirectional: Bool?
  @Option(help: "How the decoder scores what it looks at. Default: \(standard.model.attention.rawValue).")
  var attention: AttentionKind?
  @Flag(
    inversion: .prefixedNo,
    help:
      "Whether the attentional vector is fed to the next step. Default: \(yesOrNo(standard.model.inputFeeding))."
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
      "Whether the target embedding is also the output layer. Default: \(yesOrNo(standard.model.tiedEmbeddings))."
  )
  var tied: Bool?
  @Flag(
    inversion: .prefixedNo,
    help: "Whether embeddings are normalised. Default: \(yesOrNo(standard.model.layerNormalization)).")
  var layerNorm: Bool?
  @Option(help: ArgumentHelp("Dropout rate. Default: \(standard.model.dropout).", valueName: "rate"))
  var dropout: Double?
  @Flag(
    inversion: .prefixedNo,
    help: "Whether dropout keeps one mask a sentence. Default: \(yesOrNo(standard.model.variationalDropout))."
  )
  var variational: Bool?
  @Flag(
    inversion: .prefixedNo,
    help:
      "Whether sources are also learned typed carelessly, and with other names and numbers. Default: \(yesOrNo(standard.variants != nil))."
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
      ("vocabulary", vocabulary != nil), ("minimum-count", minimumCount != nil), ("cell", cell != nil),
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
    set(minimumCount, \.minimumCount)
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
