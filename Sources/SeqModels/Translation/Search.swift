import SeqAutodiff
import SeqLayers
import SeqTensor

/// How a translation is looked for.
public enum SearchMethod: Sendable, Hashable {
  /// The most probable token at every step.
  case greedy
  /// The best `width` partial translations at every step, finished ones compared by length-normalised score:
  /// log p / ((5 + length) / 6)^α (Wu et al. 2016, equation 14; α is `lengthPenalty`, 0 compares log p itself).
  case beam(width: Int, lengthPenalty: Double = 1)
}

/// How long a translation may be, in tokens without the end marker.
public struct SearchLimits: Sendable, Hashable {
  /// The end marker is barred before so many tokens.
  public var minimumLength = 0
  /// At most `perSourceToken` times the source's length plus `constant`.
  public var perSourceToken = 2.0
  public var constant = 10

  public init() {}

  /// Exactly so many tokens, for measurements.
  public init(exactly length: Int) {
    minimumLength = length
    perSourceToken = 0
    constant = length
  }

  func maximumLength(ofSource length: Int) -> Int { max(Int(perSourceToken * Double(length)) + constant, 1) }
}

/// One translation found by a search.
public struct Hypothesis: Sendable, Hashable {
  /// Target ids, without the end marker.
  public let ids: [Int32]
  /// log p(target | source) in nats, the end marker included.
  public let logProbability: Double
  /// What hypotheses are ranked by: log p, normalised by length if the search does so.
  public let score: Double
  /// log p of each token in nats; one more than `ids` if the end marker was reached.
  public let tokenLogProbabilities: [Scalar]
  /// Attention weights: for each entry of `tokenLogProbabilities` one number a source token; empty without attention.
  public let attention: [[Scalar]]
  /// Whether the end marker was reached within the limits.
  public let isFinished: Bool
}

/// Ids that every vocabulary gives the same meaning.
package enum Marker {
  package static let padding: Int32 = 0
  package static let unknown: Int32 = 1
  package static let start: Int32 = 2
  package static let end: Int32 = 3
}

/// Work that was stopped because nobody wants its result any more.
public struct SearchCancelled: Error {}

extension TranslationModel {
  /// Translates a batch of sources.
  ///
  /// - Parameters:
  ///   - sources: token ids in reading order, each ended by the end marker; none may be empty.
  ///   - count: how many translations of each are wanted, at most the beam's width.
  ///   - isCancelled: asked once a step.
  /// - Returns: for each source its translations, best first; always at least one.
  /// - Throws: `SearchCancelled` as soon as `isCancelled` says so.
  public func translate(
    _ sources: [[Int32]], with parameters: ParameterStore, method: SearchMethod, nBest count: Int = 1,
    limits: SearchLimits = SearchLimits(), isCancelled: () -> Bool = { false }
  ) throws(SearchCancelled) -> [[Hypothesis]] {
    guard !sources.isEmpty else { return [] }
    switch method {
    case .greedy:
      var run = SearchRun(
        model: self, parameters: parameters, sources: sources, limits: limits, order: GreedyOrder())
      return try run.finish(isCancelled)
    case .beam(let width, let lengthPenalty):
      var run = SearchRun(
        model: self, parameters: parameters, sources: sources, limits: limits,
        order: BeamOrder(width: width, lengthPenalty: lengthPenalty, count: count))
      return try run.finish(isCancelled)
    }
  }
}

/// The state of one search over a batch: what has been written so far, and what to write next.
///
/// Each step computes on a tape of its own, to which the surviving rows of the step before are copied, so that
/// two tapes in turn serve any length.
private struct SearchRun<Order: SearchOrder> {
  private let model: TranslationModel
  private let parameters: ParameterStore
  private let order: Order
  private let limits: SearchLimits
  private let sources: [[Int32]]
  private let encoded: TranslationModel.Encoded
  private let encodingTape = Tape()
  private let memoryTape = Tape()
  private let stepTapes = [Tape(), Tape()]

  /// Everything ever written: a token and what came before it.
  private var trail: [Written] = []
  private var done: [[Finished]]

  init(
    model: TranslationModel, parameters: ParameterStore, sources: [[Int32]], limits: SearchLimits,
    order: Order
  ) {
    self.model = model
    self.parameters = parameters
    self.order = order
    self.limits = limits
    self.sources = sources
    done = Array(repeating: [], count: sources.count)
    var none = Regularization.none
    encodingTape.begin(with: parameters)
    encoded = model.encode(TokenBatch(sources), on: encodingTape, regularization: &none)
  }

  mutating func finish(_ isCancelled: () -> Bool) throws(SearchCancelled) -> [[Hypothesis]] {
    var live = sources.indices.map { Live(source: $0, last: -1, logProbability: 0, row: $0) }
    var state = encoded.state
    var memory = encoded.memory
    var rowSources = Array(sources.indices)
    var length = 0
    while !live.isEmpty {
      if isCancelled() { throw SearchCancelled() }
      let tape = stepTapes[length % 2]
      tape.begin(with: parameters)
      let wanted = live.map(\.source)
      if wanted != rowSources {
        memory = encoded.memory.map { regathered($0, wanted) }
        rowSources = wanted
      }
      state = gathered(state, live.map { Int32($0.row) }, to: tape)
      let ids = live.map { $0.last < 0 ? Marker.start : trail[$0.last].id }
      let step = model.step(ids, state, memory: memory.map { $0.lent(to: tape) }, on: tape)
      state = step.state
      let survivors = extend(live, step.logits, step.weights, length: length)
      length += 1
      live = survivors
    }
    return sources.indices.map { results(of: $0) }
  }

  /// Chooses how each source's translations go on, and sets aside those that end here.
  private mutating func extend(_ live: [Live], _ logits: Variable, _ weights: Variable?, length: Int)
    -> [Live]
  {
    let columns = logits.shape.columns
    let scores = logSoftmax(logits).scalars
    var next: [Live] = []
    var first = 0
    while first < live.count {
      let source = live[first].source
      var end = first
      while end < live.count && live[end].source == source { end += 1 }
      let mayEnd = length >= limits.minimumLength
      let mustEnd = length >= limits.maximumLength(ofSource: sources[source].count)
      if mustEnd {
        for row in first..<end {
          done[source].append(
            Finished(last: live[row].last, logProbability: live[row].logProbability, ended: false))
        }
        first = end
        continue
      }
      let candidates = order.best(
        scores, columns: columns, rows: first..<end, live: live, mayEnd: mayEnd)
      var survivors: [Live] = []
      for (rank, candidate) in candidates.enumerated() {
        let parent = live[candidate.row]
        let gained = candidate.logProbability - parent.logProbability
        if candidate.id == Marker.end {
          // An end that ranks behind a full beam would be better continued otherwise.
          if rank < order.width {
            trail.append(written(candidate, parent, gained, weights, source))
            done[source].append(
              Finished(last: trail.count - 1, logProbability: candidate.logProbability, ended: true))
          }
        } else if survivors.count < order.width {
          trail.append(written(candidate, parent, gained, weights, source))
          survivors.append(
            Live(
              source: source, last: trail.count - 1, logProbability: candidate.logProbability,
              row: candidate.row))
        }
      }
      if done[source].count < order.width { next += survivors }
      first = end
    }
    return next
  }

  private func written(
    _ candidate: Candidate, _ parent: Live, _ gained: Double, _ weights: Variable?, _ source: Int
  ) -> Written {
    var attention: [Scalar] = []
    if let weights {
      let width = weights.shape.columns
      attention =
        weights.scalars[candidate.row * width..<candidate.row * width + sources[source].count].elements
    }
    return Written(
      id: candidate.id, previous: parent.last, logProbability: Scalar(gained), attention: attention)
  }

  private func results(of source: Int) -> [Hypothesis] {
    let all = done[source].map { finished in
      var steps: [Written] = []
      var place = finished.last
      while place >= 0 {
        steps.append(trail[place])
        place = trail[place].previous
      }
      steps.reverse()
      let ids = steps.map(\.id).filter { $0 != Marker.end }
      return Hypothesis(
        ids: ids, logProbability: finished.logProbability,
        score: order.score(finished.logProbability, length: steps.count),
        tokenLogProbabilities: steps.map(\.logProbability),
        attention: steps.first?.attention.isEmpty ?? true ? [] : steps.map(\.attention),
        isFinished: finished.ended)
    }
    // Those that ended come before those that were cut off; ties keep the order in which they were found.
    let ranked = all.enumerated().sorted { a, b in
      if a.element.isFinished != b.element.isFinished { return a.element.isFinished }
      if a.element.score != b.element.score { return a.element.score > b.element.score }
      return a.offset < b.offset
    }
    return ranked.prefix(order.count).map(\.element)
  }

  /// The memory with one column for each live row.
  private func regathered(_ memory: Attention.Memory, _ rows: [Int]) -> Attention.Memory {
    memoryTape.begin(with: parameters)
    let columns = rows.map(Int32.init)
    let values = memoryTape.constant(columnsOf: memory.values, columns)
    let isShared = memory.values.index == memory.keys.index
    let keys = isShared ? values : memoryTape.constant(columnsOf: memory.keys, columns)
    return Attention.Memory(values: values, keys: keys, lengths: rows.map { memory.rowLengths[$0] })
  }

  private func gathered(_ state: DecoderState, _ rows: [Int32], to tape: Tape) -> DecoderState {
    DecoderState(
      layers: state.layers.map { layer in
        RecurrentState(
          hidden: tape.constant(rowsOf: layer.hidden, rows),
          cell: layer.cell.map { tape.constant(rowsOf: $0, rows) })
      },
      feed: state.feed.map { tape.constant(rowsOf: $0, rows) })
  }
}

/// A translation that is still being written.
struct Live {
  /// Which source of the batch.
  let source: Int
  /// Its last token's place in the trail; -1 before the first.
  let last: Int
  let logProbability: Double
  /// Its row in the step that wrote the last token.
  let row: Int
}

/// One way to go on.
struct Candidate {
  let row: Int
  let id: Int32
  let logProbability: Double
}

private struct Written {
  let id: Int32
  let previous: Int
  let logProbability: Scalar
  let attention: [Scalar]
}

private struct Finished {
  let last: Int
  let logProbability: Double
  let ended: Bool
}

/// What distinguishes one search from another: which continuations it keeps and how it ranks the results.
protocol SearchOrder {
  /// How many translations of a source are kept at each step.
  var width: Int { get }
  /// How many are wanted at the end.
  var count: Int { get }

  /// The best continuations of one source's live rows, best first.
  func best(_ logProbabilities: Scalars, columns: Int, rows: Range<Int>, live: [Live], mayEnd: Bool)
    -> [Candidate]

  /// What finished translations are compared by.
  func score(_ logProbability: Double, length: Int) -> Double
}

/// Whether a token may be written at all.
@inline(__always)
func isBarred(_ id: Int, mayEnd: Bool) -> Bool {
  id == Marker.padding || id == Marker.start || (id == Marker.end && !mayEnd)
}
