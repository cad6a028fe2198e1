import SeqAutodiff
import SeqLayers
import SeqTensor

/// A batch of sentence pairs as a model takes it.
public struct TranslationBatch: Sendable {
  /// Source ids [S, B], each sentence ended by the marker that switches from reading to writing.
  public let source: TokenBatch
  /// `<s> y₁ … yₙ`: [T, B].
  public let input: TokenBatch
  /// `y₁ … yₙ </s>`: [T, B], what is to be predicted at each step.
  public let target: TokenBatch

  public init(source: TokenBatch, input: TokenBatch, target: TokenBatch) {
    guard source.batchSize == input.batchSize, input.lengths == target.lengths else {
      shapeFailure(
        "TranslationBatch", [source.time, source.batchSize], [input.time, input.batchSize],
        [target.time, target.batchSize], because: "the numbers of sentences or the target lengths differ")
    }
    self.source = source
    self.input = input
    self.target = target
  }
}

/// An encoder-decoder: reads a sentence of token ids and writes one.
///
/// Sutskever, Vinyals and Le 2014, "Sequence to Sequence Learning with Neural Networks"; with attention Luong et
/// al. 2015 and Bahdanau et al. 2015. The parameters are in a `ParameterStore`; a model is their names and the
/// equations. Encoder and decoder names: `encoder.rnn.weight_ih_l0`, `decoder.attention.score.weight`, …
public struct TranslationModel: Sendable {
  public let configuration: TranslationConfiguration
  private let encoder: SourceEncoder
  private let bridge: Bridge
  private let decoder: TargetDecoder

  /// Declares the parameters. The configuration must have no `problem`.
  public init(_ configuration: TranslationConfiguration, scope: inout ParameterScope) {
    if let problem = configuration.problem { fatalError("TranslationModel: \(problem)") }
    self.configuration = configuration
    let encoder = scope.nested("encoder") { SourceEncoder(configuration, scope: &$0) }
    self.encoder = encoder
    bridge = scope.nested("bridge") { Bridge(configuration, scope: &$0) }
    decoder = scope.nested("decoder") {
      TargetDecoder(configuration, memorySize: encoder.outputSize, scope: &$0)
    }
  }

  /// A source that has been read, ready to be translated.
  public struct Encoded {
    /// What attention reads from, [S, B, M]; nil without attention.
    public let memory: Attention.Memory?
    /// The state before the first token.
    public let state: DecoderState
  }

  /// Reads a batch of sources [S, B].
  public func encode(_ source: TokenBatch, on tape: Tape, regularization: inout Regularization) -> Encoded {
    let (outputs, states) = encoder(source, on: tape, regularization: &regularization)
    let memory = decoder.memory(of: outputs, lengths: source.lengths)
    return Encoded(memory: memory, state: decoder.initialState(bridge(states), memory: memory))
  }

  /// One step of writing: logits [B, V] of the token that follows `ids` [B], and attention weights [B, S].
  public func step(_ ids: [Int32], _ state: DecoderState, memory: Attention.Memory?, on tape: Tape)
    -> (logits: Variable, weights: Variable?, state: DecoderState)
  {
    decoder.step(ids, state, memory: memory, on: tape)
  }

  /// The cross-entropy of the targets given the sources with teacher forcing, summed over tokens, in nats.
  public func loss(
    _ batch: TranslationBatch, labelSmoothing: Scalar = 0, on tape: Tape, regularization: inout Regularization
  ) -> Variable {
    let encoded = encode(batch.source, on: tape, regularization: &regularization)
    let attentional = decoder.teacherForced(
      batch.input, encoded.state, memory: encoded.memory, on: tape, regularization: &regularization)
    // Only what is not padding is projected to the vocabulary, most of a step's work.
    let size = batch.target.batchSize
    var rows: [Int32] = []
    var targets: [Int32] = []
    for t in 0..<batch.target.time {
      for column in 0..<size where Int(batch.target.lengths[column]) > t {
        rows.append(Int32(t * size + column))
        targets.append(batch.target.ids[t * size + column])
      }
    }
    let kept = attentional.reshaped(to: [batch.target.time * size, attentional.shape.columns])
      .gather(rows: rows, leading: [rows.count])
    return softmaxCrossEntropy(decoder.logits(of: kept), targets: targets, labelSmoothing: labelSmoothing)
  }
}
