import SeqAutodiff
import SeqLayers
import SeqTensor

/// What one step of the decoder hands to the next.
public struct DecoderState {
  /// One state a layer.
  public var layers: [RecurrentState]
  /// With input feeding the attentional vector of the step before, [B, A]; with additive attention there is none.
  public var feed: Variable?
}

/// Writes a target sentence, token by token.
///
/// With Luong's attention a step is
///
///     h_t = cells([e_t; a_{t−1}])        (without a_{t−1} if there is no input feeding)
///     c_t = attention read for h_t
///     a_t = tanh(W_c [c_t; h_t])
///     logits = W_out a_t + b             (W_out is the embedding if tied)
///
/// Bahdanau's reads for the state before the step, c_t from h_{t−1}, and feeds it to the cells: h_t = cells([e_t; c_t]).
/// Without attention a_t is h_t. e_t: [B, E]; h_t: [B, H]; c_t: [B, M]; a_t: [B, A]; logits: [B, V].
struct TargetDecoder: Sendable {
  let embedding: Embedding
  private let norm: LayerNorm?
  private let cells: [any RecurrentCell]
  private let attention: Attention?
  /// W_c, or a map from H to E where tied embeddings without attention need one.
  private let combine: Linear?
  private let projection: Linear?
  private let outputBias: Parameter?
  private let configuration: TranslationConfiguration

  init(_ configuration: TranslationConfiguration, memorySize: Int, scope: inout ParameterScope) {
    let (embedded, hidden) = (configuration.embeddingSize, configuration.hiddenSize)
    let vocabulary = configuration.targetVocabularySize
    self.configuration = configuration
    embedding = scope.nested("embedding") {
      Embedding(
        vocabularySize: vocabulary, size: embedded, deviation: 1 / Scalar(embedded).squareRoot(), scope: &$0)
    }
    norm =
      configuration.layerNormalization ? scope.nested("norm") { LayerNorm(size: embedded, scope: &$0) } : nil
    // A tied output layer scores vectors as wide as an embedding.
    let attentional = configuration.tiedEmbeddings ? embedded : hidden
    let fed: Int
    switch configuration.attention {
    case .none: fed = 0
    case .additive: fed = memorySize
    case .dot, .general, .concat: fed = configuration.inputFeeding ? attentional : 0
    }
    cells = scope.nested("rnn") { scope in
      (0..<configuration.decoderLayers).map { layer in
        configuration.cell.makeCell(
          inputSize: layer == 0 ? embedded + fed : hidden, hiddenSize: hidden, suffix: "_l\(layer)",
          scope: &scope)
      }
    }
    attention = scope.nested("attention") {
      Attention(
        configuration.attention, querySize: hidden, memorySize: memorySize, attentionSize: hidden, scope: &$0)
    }
    if configuration.attention != .none {
      combine = scope.nested("combine") {
        Linear(inputSize: memorySize + hidden, outputSize: attentional, bias: false, scope: &$0)
      }
    } else if attentional != hidden {
      combine = scope.nested("combine") {
        Linear(inputSize: hidden, outputSize: attentional, bias: false, scope: &$0)
      }
    } else {
      combine = nil
    }
    if configuration.tiedEmbeddings {
      projection = nil
      outputBias = scope.parameter("output.bias", [vocabulary], .zeros)
    } else {
      projection = scope.nested("output") { Linear(inputSize: hidden, outputSize: vocabulary, scope: &$0) }
      outputBias = nil
    }
  }

  /// The state before the first token, from one state a layer; the memory's width is that of the encoder's outputs.
  func initialState(_ layers: [RecurrentState], memory: Attention.Memory?) -> DecoderState {
    guard let hidden = layers.first?.hidden else { fatalError("TargetDecoder: there are no layers") }
    var feed: Variable?
    if let memory, let width = feedWidth(memory) { feed = hidden.tape.zeros([hidden.shape[0], width]) }
    return DecoderState(layers: layers, feed: feed)
  }

  private func feedWidth(_ memory: Attention.Memory) -> Int? {
    guard let attention, attention.kind != .additive, configuration.inputFeeding else { return nil }
    return configuration.tiedEmbeddings ? configuration.embeddingSize : configuration.hiddenSize
  }

  /// What attention reads from, made ready once a source; nil without attention.
  func memory(of outputs: Variable, lengths: [Int32]) -> Attention.Memory? {
    attention?.memory(of: outputs, lengths: lengths)
  }

  /// Masks that are the same at every step, for variational dropout.
  struct StepMasks {
    /// Of the embeddings, where these are not all there from the start.
    var embedded: Variable?
    var layers: [Variable] = []
    var attentional: Variable?
  }

  /// What the first cell reads of embeddings, of a whole target [T, B, E] or a single step [B, E].
  private func input(
    _ embedded: Variable, mask: Variable? = nil, regularization: inout Regularization
  ) -> Variable {
    let normalized = norm.map { $0(embedded) } ?? embedded
    if let mask { return normalized * mask }
    return regularization.drop(
      normalized, rate: configuration.dropout,
      sharedAlongTime: configuration.variationalDropout && embedded.shape.rank == 3)
  }

  /// One step from the first cell's projected input. Returns a_t, the weights [B, S] if there is attention, and the state.
  private func step(
    _ projected: Variable, _ state: DecoderState, memory: Attention.Memory?, masks: StepMasks?,
    regularization: inout Regularization
  ) -> (attentional: Variable, weights: Variable?, state: DecoderState) {
    var next = state
    var weights: Variable?
    var context: Variable?
    var feed = state.feed
    let top = state.layers.count - 1
    if let attention, attention.kind == .additive, let memory {
      let read = attention.read(memory, for: state.layers[top].hidden)
      (context, weights) = (read.context, read.weights)
      feed = read.context
    }
    next.layers[0] = cells[0].step(projected, feed: feed, state.layers[0], active: nil)
    for layer in 1..<max(cells.count, 1) {
      let below = drop(next.layers[layer - 1].hidden, mask: masks?.layers[layer - 1], &regularization)
      next.layers[layer] = cells[layer].step(
        cells[layer].project(below), feed: nil, state.layers[layer], active: nil)
    }
    let hidden = next.layers[top].hidden
    if let attention, attention.kind != .additive, let memory {
      let read = attention.read(memory, for: hidden)
      (context, weights) = (read.context, read.weights)
    }
    var attentional = hidden
    if let combine { attentional = tanh(combine(context.map { concatenated([$0, hidden]) } ?? hidden)) }
    if state.feed != nil { next.feed = attentional }
    attentional = drop(attentional, mask: masks?.attentional, &regularization)
    return (attentional, weights, next)
  }

  private func drop(_ a: Variable, mask: Variable?, _ regularization: inout Regularization) -> Variable {
    if let mask { return a * mask }
    return regularization.drop(a, rate: configuration.dropout)
  }

  /// One step of decoding: logits [B, V] for the token after `ids` [B].
  func step(_ ids: [Int32], _ state: DecoderState, memory: Attention.Memory?, on tape: Tape)
    -> (logits: Variable, weights: Variable?, state: DecoderState)
  {
    var none = Regularization.none
    let projected = cells[0].project(input(embedding(ids, on: tape), regularization: &none))
    let (attentional, weights, next) = step(
      projected, state, memory: memory, masks: nil, regularization: &none)
    return (logits(of: attentional), weights, next)
  }

  /// a_t for every step of a given target (teacher forcing): [T, B, A]. tokens: ids [T, B], `<s>` first.
  ///
  /// With scheduled sampling some of the given tokens are exchanged for what the decoder found most probable the step
  /// before; no gradient flows through that choice, as in the paper.
  func teacherForced(
    _ tokens: TokenBatch, _ initial: DecoderState, memory: Attention.Memory?, on tape: Tape,
    regularization: inout Regularization
  ) -> Variable {
    let samples = regularization.random != nil && regularization.scheduledSampling > 0
    var all =
      samples
      ? nil : cells[0].projections(of: input(embedding(tokens, on: tape), regularization: &regularization))
    let masks = stepMasks(batchSize: tokens.batchSize, samples: samples, on: tape, &regularization)
    var state = initial
    var attentional: [Variable] = []
    for t in 0..<tokens.time {
      let projected: Variable
      if let known = all?[t] {
        projected = known
      } else {
        var ids = Array(tokens.ids[t * tokens.batchSize..<(t + 1) * tokens.batchSize])
        if let last = attentional.last { exchange(&ids, forBestAfter: last, &regularization) }
        projected = cells[0].project(
          input(embedding(ids, on: tape), mask: masks?.embedded, regularization: &regularization))
      }
      let step = step(projected, state, memory: memory, masks: masks, regularization: &regularization)
      attentional.append(step.attentional)
      state = step.state
    }
    return stacked(attentional)
  }

  /// Scheduled sampling: some ids give way to those of the highest logits that follow from `attentional` [B, A].
  private func exchange(
    _ ids: inout [Int32], forBestAfter attentional: Variable, _ regularization: inout Regularization
  ) {
    let chosen = ids.indices.filter { _ in regularization.samplesOwnToken() }
    if chosen.isEmpty { return }
    // Nothing is computed from these logits that has a gradient, so that the pass back leaves them out.
    let logits = logits(of: attentional)
    let columns = logits.shape.columns
    for row in chosen {
      let scores = logits.scalars[row * columns..<(row + 1) * columns]
      var best = 0
      for id in 1..<columns where scores[id] > scores[best] { best = id }
      ids[row] = Int32(best)
    }
  }

  private func stepMasks(
    batchSize: Int, samples: Bool, on tape: Tape, _ regularization: inout Regularization
  ) -> StepMasks? {
    guard configuration.variationalDropout, configuration.dropout > 0, regularization.random != nil else {
      return nil
    }
    let rate = configuration.dropout
    let width = configuration.tiedEmbeddings ? configuration.embeddingSize : configuration.hiddenSize
    return StepMasks(
      embedded: samples
        ? regularization.drop(tape.filled(1, [batchSize, configuration.embeddingSize]), rate: rate) : nil,
      layers: cells.dropLast().map {
        regularization.drop(tape.filled(1, [batchSize, $0.hiddenSize]), rate: rate)
      },
      attentional: regularization.drop(tape.filled(1, [batchSize, width]), rate: rate))
  }

  /// Scores of every target token, [.., V], from attentional vectors [.., A].
  func logits(of attentional: Variable) -> Variable {
    let tape = attentional.tape
    if let projection { return projection(attentional) }
    return attentional.projected(by: tape[embedding.weight], bias: outputBias.map { tape[$0] })
  }
}
