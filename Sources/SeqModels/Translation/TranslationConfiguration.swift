import SeqLayers
import SeqTensor

/// In which order, and how often, the encoder reads the source.
public enum SourceOrder: String, Sendable, Hashable, Codable, CaseIterable {
  case forward
  /// Back to front, which brings the beginnings together (Sutskever et al. 2014, section 3.3).
  case reversed
  /// Twice in a row, which helps a decoder without attention (Zaremba and Sutskever 2014).
  case twice
}

/// How the encoder's last states become the decoder's first ones.
public enum BridgeKind: String, Sendable, Hashable, Codable, CaseIterable {
  /// Handed over as they are; the sizes must agree.
  case copy
  /// One affine map a layer, tanh for the hidden state.
  case dense
}

/// The sizes and choices of an encoder-decoder, everything that decides its parameters.
public struct TranslationConfiguration: Sendable, Hashable, Codable {
  /// V of the source, markers included.
  public var sourceVocabularySize: Int
  /// V of the target, markers included.
  public var targetVocabularySize: Int
  /// What the layers on both sides are made of.
  public var cell: CellKind = .lstm
  /// E, on both sides.
  public var embeddingSize = 256
  /// H of the decoder. A bidirectional encoder has H/2 a direction, so that its outputs are as wide.
  public var hiddenSize = 256
  /// How many layers lie over one another on each side.
  public var encoderLayers = 2
  public var decoderLayers = 2
  /// Whether the encoder reads in both directions.
  public var isBidirectional = true
  /// How the decoder scores the places of the source.
  public var attention = AttentionKind.general
  /// Whether the attentional vector of a step is part of the input of the next (Luong et al. 2015, section 3.3).
  public var inputFeeding = true
  /// How the encoder's last states become the decoder's first ones.
  public var bridge = BridgeKind.copy
  /// How the encoder reads the source.
  public var sourceOrder = SourceOrder.forward
  /// Whether the target's embedding is also the output projection (Press and Wolf 2017).
  public var tiedEmbeddings = false
  /// Whether embeddings are normalised before they enter the first layers.
  public var layerNormalization = false
  /// Dropout of embeddings, between layers and of the attentional vector.
  public var dropout: Scalar = 0
  /// Whether dropout keeps one mask for all time steps.
  public var variationalDropout = false

  public init(sourceVocabularySize: Int, targetVocabularySize: Int) {
    self.sourceVocabularySize = sourceVocabularySize
    self.targetVocabularySize = targetVocabularySize
  }

  /// What is wrong with the sizes, or nil: to be asked before a model is made from somebody's file or flags.
  public var problem: String? {
    let sizes = [
      ("source vocabulary", sourceVocabularySize, 1_000_000, "1,000,000"),
      ("target vocabulary", targetVocabularySize, 1_000_000, "1,000,000"),
      ("embedding size", embeddingSize, 16_384, "16,384"), ("hidden size", hiddenSize, 16_384, "16,384"),
      ("encoder layers", encoderLayers, 64, "64"), ("decoder layers", decoderLayers, 64, "64"),
    ]
    for (name, size, most, words) in sizes where !(1...most).contains(size) {
      return "\(name) is \(size); it must lie between 1 and \(words)"
    }
    if isBidirectional && hiddenSize % 2 != 0 {
      return "hidden size \(hiddenSize) is odd; a bidirectional encoder needs half of it a direction"
    }
    if bridge == .copy && encoderLayers != decoderLayers {
      return "\(encoderLayers) encoder and \(decoderLayers) decoder layers; bridge copy needs as many, "
        + "bridge dense does not"
    }
    if !(dropout >= 0 && dropout < 1) { return "dropout is \(dropout); it must lie in 0 ..< 1" }
    return nil
  }
}
