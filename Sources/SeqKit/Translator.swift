import SeqAutodiff
import SeqData
import SeqFiles
import SeqModels
import SeqTensor
import SystemPackage

/// How to look for a translation.
public enum Search: Sendable, Hashable {
  /// The most probable token at every step: fastest.
  case greedy
  /// The best `width` partial translations at every step; longer ones are not at a disadvantage
  /// (`lengthPenalty` is the exponent α of Wu et al. 2016, equation 14).
  case beam(width: Int = 5, lengthPenalty: Double = 1)

  package var method: SearchMethod {
    switch self {
    case .greedy: .greedy
    case .beam(let width, let lengthPenalty): .beam(width: max(width, 1), lengthPenalty: lengthPenalty)
    }
  }
}

/// A translated text.
public struct Translation: Sendable, Hashable {
  public let text: String
  /// log p(text | source) in nats; with beam search divided by the length penalty.
  public let score: Double
  /// The pieces that `text` was written in, the end marker not among them.
  public let tokens: [String]
  /// The pieces that the source was read in.
  public let sourceTokens: [String]
  /// How much each piece drew on each source piece: one row a token, one column a source token; rows sum to at most 1,
  /// the rest went to the end marker. Empty for a model without attention.
  public let attention: [[Float]]
  /// log p of each token in nats.
  public let tokenScores: [Double]

  package init(
    text: String, score: Double, tokens: [String], sourceTokens: [String], attention: [[Float]],
    tokenScores: [Double]
  ) {
    self.text = text
    self.score = score
    self.tokens = tokens
    self.sourceTokens = sourceTokens
    self.attention = attention
    self.tokenScores = tokenScores
  }
}

/// A trained encoder-decoder: text in, text out.
///
///     let translator = try Translator(contentsOf: "model.safetensors")
///     print(try translator.translate("Where is the station?").text)
///
/// It can be used from many tasks at once: the weights are shared and never change, everything else belongs to
/// the call. It prints nothing, and the one thing it changes in its host is OpenBLAS's number of threads, which it
/// sets to one, because work is split over sentences and not within products.
public struct Translator: Sendable {
  /// What the model is, where it comes from, and under what licence.
  public let card: ModelCard
  package let model: TranslationModel
  package let parameters: ParameterStore
  package let source, target: TextCodec

  package init(
    card: ModelCard, model: TranslationModel, parameters: ParameterStore, source: TextCodec, target: TextCodec
  ) {
    self.card = card
    self.model = model
    self.parameters = parameters
    self.source = source
    self.target = target
  }

  /// Reads a model file.
  ///
  /// - Throws: a `FileError` that says what is wrong with the file and where.
  public init(contentsOf path: FilePath) throws(FileError) {
    try self.init(ModelFile(contentsOf: path))
  }

  /// A model that somebody else keeps in memory for as long as the process lives, such as one compiled in.
  package init(pretrained bytes: UnsafeRawBufferPointer, name: String) throws(FileError) {
    try self.init(ModelFile(bytes: bytes, name: name))
  }

  package init(_ file: ModelFile) throws(FileError) {
    let loaded = try TranslationModelFile.load(from: file)
    self.init(
      card: file.card, model: loaded.model, parameters: loaded.parameters, source: loaded.source,
      target: loaded.target)
  }

  /// Whether translations carry attention weights.
  public var hasAttention: Bool { model.configuration.attention != .none }

  /// The longest source that is translated, in tokens; what lies beyond is left out.
  public static var longestSource: Int { 1000 }

  /// Translates one text. An empty one, or one of white space only, gives an empty translation.
  ///
  /// - Throws: `CancellationError` if the surrounding task is cancelled; nothing else.
  public func translate(_ text: String, search: Search = .beam()) throws -> Translation {
    try translations(of: [text], search: search)[0][0]
  }

  /// Translates several texts at once, which is faster than one after another.
  ///
  /// - Parameters:
  ///   - count: how many translations of each are wanted, at most the beam's width.
  ///   - threads: over how many threads the texts are spread.
  /// - Returns: for each text its translations, best first, at least one.
  /// - Throws: `CancellationError` if the surrounding task is cancelled; nothing else.
  public func translations(
    of texts: [String], search: Search = .beam(), nBest count: Int = 1, threads: Int = 1
  )
    throws -> [[Translation]]
  {
    let encoded = texts.map { Array(source.encode($0.trimmed).prefix(Self.longestSource)) }
    // Sentences of like length together, so that a batch is not as slow as its longest member.
    let order = encoded.indices.filter { !encoded[$0].isEmpty }
      .sorted { (encoded[$0].count, $0) < (encoded[$1].count, $1) }
    let batches = chunks(
      of: order.count, length: max(min(32, (order.count + threads - 1) / max(threads, 1)), 1))
    var found = [[Translation]](repeating: [], count: texts.count)
    var cancelled = [Bool](repeating: false, count: batches.count)
    let isCancelled = Task.isCancelled
    found.withUnsafeMutableBufferPointer { found in
      cancelled.withUnsafeMutableBufferPointer { cancelled in
        nonisolated(unsafe) let (found, cancelled) = (found, cancelled)
        inParallel(batches.count, threads: threads) { number in
          let members = order[batches[number]]
          let sources = members.map { model.configuration.sourceOrder.arranged(encoded[$0]) }
          do throws(SearchCancelled) {
            let results = try model.translate(
              sources, with: parameters, method: search.method, nBest: count,
              isCancelled: { isCancelled || Task.isCancelled })
            for (member, hypotheses) in zip(members, results) {
              found[member] = hypotheses.map { translation($0, of: encoded[member]) }
            }
          } catch {
            cancelled[number] = true
          }
        }
      }
    }
    if cancelled.contains(true) { throw CancellationError() }
    let empty = Translation(text: "", score: 0, tokens: [], sourceTokens: [], attention: [], tokenScores: [])
    return found.map { $0.isEmpty ? [empty] : $0 }
  }

  private func translation(_ hypothesis: Hypothesis, of ids: [Int32]) -> Translation {
    let length = ids.count
    let attention = hypothesis.attention.prefix(hypothesis.ids.count).map { row in
      inReadingOrder(row, length: length)
    }
    return Translation(
      text: target.decode(hypothesis.ids), score: hypothesis.score, tokens: target.pieces(hypothesis.ids),
      sourceTokens: source.pieces(ids), attention: attention,
      tokenScores: hypothesis.tokenLogProbabilities.map { Double($0) })
  }

  /// Weights over what the encoder read, as weights over the text's tokens from left to right.
  private func inReadingOrder(_ row: [Scalar], length: Int) -> [Float] {
    switch model.configuration.sourceOrder {
    case .forward: (0..<length).map { Float(row[$0]) }
    case .reversed: (0..<length).map { Float(row[length - 1 - $0]) }
    case .twice: (0..<length).map { Float(row[$0] + row[$0 + length]) }
    }
  }
}

extension String {
  fileprivate var trimmed: String {
    var part = Substring(self)
    while let first = part.first, first.isWhitespace { part.removeFirst() }
    while let last = part.last, last.isWhitespace { part.removeLast() }
    return String(part)
  }
}
