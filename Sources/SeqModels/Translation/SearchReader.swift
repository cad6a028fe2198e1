import SeqAutodiff
import SeqLayers
import SeqTensor

/// The memory that a search computes in, kept from batch to batch: for each model of an ensemble four tapes.
///
/// It may go from task to task; that one search at a time uses it is up to its owner, hence unchecked.
package final class SearchWorkspace: @unchecked Sendable {
  private var readers: [ReaderTapes] = []
  /// Over how many threads a step's large products are cut, which pays for one sentence alone; they change no bit.
  package var threads = 1
  /// Where several models' probabilities are averaged.
  let mixture = Mixture()

  package init() {}

  func tapes(ofMember number: Int) -> ReaderTapes {
    while readers.count <= number { readers.append(ReaderTapes()) }
    readers[number].use(threads)
    return readers[number]
  }
}

/// Each step computes on a tape of its own, to which the surviving rows of the step before are copied, so that two tapes
/// in turn serve any length.
final class ReaderTapes {
  let encoding = Tape()
  let memory = Tape()
  let steps = [Tape(), Tape()]

  func use(_ threads: Int) { for tape in [encoding, memory] + steps { tape.threads = threads } }
}

/// One model's part in a search: what it has read of a batch, and the state that it writes from.
struct SearchReader {
  private let parameters: ParameterStore
  private let model: TranslationModel
  private let encoded: TranslationModel.Encoded
  private let tapes: ReaderTapes
  private var state: DecoderState
  private var memory: Attention.Memory?
  private var rowSources: [Int]
  /// For each source, which of its tokens stands at each place that the encoder reads.
  private let places: [[Int]]

  /// Reads a batch of sources, each ended by the end marker, in the order of `places`.
  init(
    _ model: TranslationModel, _ parameters: ParameterStore, sources: [[Int32]], places: [[Int]],
    tapes: ReaderTapes
  ) {
    self.model = model
    self.parameters = parameters
    self.places = places
    self.tapes = tapes
    tapes.encoding.begin(with: parameters)
    // A translation does not depend on what is translated beside it; and every step wants what is packed again.
    tapes.encoding.rowsStandAlone = true
    tapes.encoding.reusesWeights = true
    var none = Regularization.none
    let arranged = zip(sources, places).map { source, places in places.map { source[$0] } }
    encoded = model.encode(TokenBatch(arranged), on: tapes.encoding, regularization: &none)
    state = encoded.state
    memory = encoded.memory
    rowSources = Array(sources.indices)
  }

  /// log p of every token after `ids`, [R, V], and the weights [R, S] if there is attention.
  ///
  /// - Parameters:
  ///   - rows: from which row of the step before each row of this one goes on.
  ///   - sources: which source each row translates.
  ///   - number: of the step, from 0.
  mutating func step(_ ids: [Int32], from rows: [Int32], of sources: [Int], number: Int)
    -> (logProbabilities: Variable, weights: Variable?)
  {
    let tape = tapes.steps[number % 2]
    tape.begin(with: parameters)
    tape.rowsStandAlone = true
    tape.reusesWeights = true
    if sources != rowSources {
      memory = encoded.memory.map { regathered($0, sources) }
      rowSources = sources
    }
    let step = model.step(
      ids, gathered(state, rows, to: tape), memory: memory.map { $0.lent(to: tape) }, on: tape)
    state = step.state
    return (logSoftmax(step.logits), step.weights)
  }

  /// One row's weights as weights over the source's tokens from left to right, the end marker last.
  func attention(_ weights: Variable, row: Int, of source: Int, count: Int) -> [Scalar] {
    let first = row * weights.shape.columns
    var attention = [Scalar](repeating: 0, count: count)
    for (place, token) in places[source].enumerated() { attention[token] += weights.scalars[first + place] }
    return attention
  }

  /// The memory with one column for each live row.
  private func regathered(_ memory: Attention.Memory, _ rows: [Int]) -> Attention.Memory {
    tapes.memory.begin(with: parameters)
    let columns = rows.map(Int32.init)
    let values = tapes.memory.constant(columnsOf: memory.values, columns)
    let isShared = memory.values.index == memory.keys.index
    let keys = isShared ? values : tapes.memory.constant(columnsOf: memory.keys, columns)
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

extension SourceOrder {
  /// Which token of a source of `length` tokens, the end marker its last, stands at each place that is read.
  package func places(ofSource length: Int) -> [Int] {
    let text = 0..<max(length - 1, 0)
    return switch self {
    case .forward: Array(0..<length)
    case .reversed: text.reversed() + [length - 1]
    case .twice: Array(text) + Array(0..<length)
    }
  }
}
