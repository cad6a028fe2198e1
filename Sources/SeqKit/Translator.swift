import SeqAutodiff
import SeqData
import SeqFiles
import SeqModels
import SystemPackage

/// A trained encoder-decoder: text in, text out.
///
///     let translator = try Translator(contentsOf: "model.safetensors")
///     print(try translator.translate("Where is the station?").text)
///
/// It can be used from many tasks at once: the weights are shared and never change, everything else belongs to
/// the call. It prints nothing, and it changes two things in its host: OpenBLAS's number of threads, which it
/// sets to one, because work is split over sentences and not within products; and on Linux it asks for the registers of
/// the processor's tile unit (AMX) where there is one, which makes what a signal saves 8 KiB larger: signal stacks
/// (`sigaltstack`) that are too small for that are refused from then on. So does whatever else computes here; the
/// environment variable `SEQKIT_ISA=avx512` leaves it unasked.
public struct Translator: Sendable {
  /// What the model is, where it comes from, and under what licence; of an ensemble the first member's.
  public let card: ModelCard
  package let ensemble: Ensemble
  package let source, target: TextCodec
  /// The settings it was trained with as JSON, kept for the record; nil where nobody knows them, and of an ensemble.
  let training: String?
  let standIns: StandIns
  let workspaces = Workspaces()
  /// Whether a translation is given up when the surrounding task is cancelled.
  var isCancellable = true

  package init(
    card: ModelCard, model: TranslationModel, parameters: ParameterStore, source: TextCodec,
    target: TextCodec, training: String? = nil
  ) {
    self.init(
      card: card, members: [.init(model, parameters)], source: source, target: target, training: training)
  }

  init(
    card: ModelCard, members: [Ensemble.Member], source: TextCodec, target: TextCodec, training: String?
  ) {
    self.card = card
    self.source = source
    self.target = target
    self.training = training
    standIns = StandIns(source: source, target: target)
    var ensemble = Ensemble(members)
    let shape = target.wordShape
    ensemble.wordShape = WordShape(begins: shape.begins, ends: shape.ends)
    self.ensemble = ensemble
  }

  /// Reads a model file.
  ///
  /// - Throws: a `FileError` that says what is wrong with the file and where.
  public init(contentsOf path: FilePath) throws(FileError) {
    try self.init(ModelFile(contentsOf: path))
  }

  package init(_ file: ModelFile) throws(FileError) {
    let loaded = try TranslationModelFile.load(from: file)
    self.init(
      card: file.card, model: loaded.model, parameters: loaded.parameters, source: loaded.source,
      target: loaded.target, training: loaded.training)
  }

  /// The model; of an ensemble the first.
  package var model: TranslationModel { ensemble.members[0].model }
  package var parameters: ParameterStore { ensemble.members[0].parameters }

  var isOneModel: Bool { ensemble.members.count == 1 }

  /// Whether translations carry attention weights.
  public var hasAttention: Bool { ensemble.hasAttention }

  /// The longest source that is translated, in tokens; what lies beyond is left out.
  public static var longestSource: Int { 1000 }

  /// Whether a text is so long, with no end of a sentence to part it at, that some of it is left out.
  public func leavesOut(of text: String, options: TranslationOptions = TranslationOptions()) -> Bool {
    text.utf8.count > Self.longestSource && TranslationPlan([text], self, options).leavesOut(self)
  }

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
  ///   - threads: over how many threads the texts, or the large products of one text alone, are spread.
  /// - Returns: for each text its translations, best first, at least one.
  /// - Throws: `CancellationError` if the surrounding task is cancelled; nothing else.
  public func translations(
    of texts: [String], search: Search = .beam(), nBest count: Int = 1, threads: Int = 1
  ) throws -> [[Translation]] {
    var options = TranslationOptions()
    options.search = search
    options.nBest = count
    return try translations(of: texts, options: options, threads: threads)
  }

  /// Translates several texts at once, with every choice.
  ///
  /// - Parameters:
  ///   - number: of the first text, when sampling the name of its stream of draws: a file gives the same in one part
  ///     as in several.
  ///   - threads: over how many threads the texts are spread; they change the time and no bit of the result.
  /// - Returns: for each text its translations, best first, at least one.
  /// - Throws: `CancellationError` if the surrounding task is cancelled; nothing else.
  public func translations(
    of texts: [String], options: TranslationOptions, numberedFrom number: Int = 1, threads: Int = 1
  ) throws -> [[Translation]] {
    var plan = TranslationPlan(texts, self, options)
    var found = try searched(plan.parts, options: options, numberedFrom: number, threads: threads)
    let words = plan.bareWords(found, self)
    if !words.isEmpty {
      let better = try searched(words.map(\.part), options: options, numberedFrom: number, threads: threads)
      plan.replace(&found, by: better, of: words)
    }
    for attempt in 0..<TranslationPlan.attempts {
      let again = plan.retries(of: found, attempt: attempt, self)
      if again.isEmpty { break }
      let better = try searched(again.map(\.part), options: options, numberedFrom: number, threads: threads)
      plan.replace(&found, by: better, of: again, self)
    }
    return plan.whole(found)
  }

  /// Translates parts of texts as they are.
  private func searched(
    _ parts: [TranslationPlan.Part], options: TranslationOptions, numberedFrom number: Int, threads: Int
  ) throws -> [[Translation]] {
    let drafts = parts.map { Draft($0.text, number: number + $0.owner, sentence: $0.sentence, self, options) }
    let searchOptions = options.searchOptions
    return try inBatches(drafts, threads: threads) { batch, workspace, isCancelled throws(SearchCancelled) in
      let found = try ensemble.translate(
        batch.map(\.sentence), options: searchOptions, in: workspace, isCancelled: isCancelled)
      return zip(batch, found).map { draft, found in
        found.map { translation($0, of: draft, text: draft.text($0, self, options)) }
      }
    } given: { batch, workspace, isCancelled throws(SearchCancelled) in
      try scored(batch, in: workspace, isCancelled).map { [$0] }
    }
  }

  func translation(_ hypothesis: Hypothesis, of draft: Draft, text: WordedText) -> Translation {
    let length = draft.reading.ids.count
    return Translation(
      score: hypothesis.score, logProbability: hypothesis.logProbability,
      tokens: target.pieces(hypothesis.ids),
      sourceTokens: source.pieces(draft.reading.ids),
      // Without the end markers.
      attention: hypothesis.attention.prefix(hypothesis.ids.count).map {
        $0.prefix(length).map { Float($0) }
      },
      tokenScores: hypothesis.tokenLogProbabilities.map { Double($0) }, target: text,
      source: draft.reading.worded)
  }
}
