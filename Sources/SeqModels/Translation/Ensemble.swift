import SeqAutodiff
import SeqTensor

/// Models that translate together: at every step the mean of their probabilities decides,
///
///     p(yₜ | y₁ … yₜ₋₁, x) = 1/M Σₘ pₘ(yₜ | y₁ … yₜ₋₁, x)
///
/// with equal weights. Attention is the mean over those members that have any. The members must share both
/// vocabularies; sizes, cells and the order in which the source is read may differ. An ensemble of one is a model.
public struct Ensemble: Sendable {
  /// A model and its parameters.
  public struct Member: Sendable {
    public let model: TranslationModel
    public let parameters: ParameterStore

    public init(_ model: TranslationModel, _ parameters: ParameterStore) {
      self.model = model
      self.parameters = parameters
    }
  }

  /// In no order that matters.
  public let members: [Member]
  /// For phrases that must occur, as whole words.
  public var wordShape = WordShape()

  /// - Parameter members: at least one, all with as many source and as many target tokens.
  public init(_ members: [Member]) {
    guard let first = members.first?.model.configuration,
      members.allSatisfy({
        $0.model.configuration.sourceVocabularySize == first.sourceVocabularySize
          && $0.model.configuration.targetVocabularySize == first.targetVocabularySize
      })
    else {
      let sizes = members.map {
        ($0.model.configuration.sourceVocabularySize, $0.model.configuration.targetVocabularySize)
      }
      fatalError("an ensemble has 1 model or more, of the same source and target vocabularies, not \(sizes)")
    }
    self.members = members
  }

  /// Whether any member has attention.
  public var hasAttention: Bool { members.contains { $0.model.configuration.attention != .none } }

  /// Translates a batch of sentences.
  ///
  /// Attention is over the source's tokens from left to right, its end marker last, in whatever order it is read.
  ///
  /// - Parameter isCancelled: asked once a step.
  /// - Returns: for each sentence its translations, best first; always at least one.
  /// - Throws: `SearchCancelled` as soon as `isCancelled` says so.
  public func translate(
    _ sentences: [SearchSentence], options: SearchOptions = SearchOptions(),
    isCancelled: () -> Bool = { false }
  ) throws(SearchCancelled) -> [[Hypothesis]] {
    try translate(sentences, options: options, in: SearchWorkspace(), isCancelled: isCancelled)
  }

  /// The same in memory that is kept.
  package func translate(
    _ sentences: [SearchSentence], options: SearchOptions, in workspace: SearchWorkspace,
    isCancelled: () -> Bool
  ) throws(SearchCancelled) -> [[Hypothesis]] {
    let sources = sentences.map { $0.source + [Marker.end] }
    let batch = SearchBatch(sources: sources, sentences: sentences, wordShape: wordShape)
    return try batch.search(options, in: workspace, isCancelled) { readers(of: $0, workspace) }
  }

  /// What the models think of given translations (forced decoding): log p of each token, and attention.
  ///
  /// - Parameter targets: one a sentence, without markers; may be empty.
  /// - Returns: for each sentence the target as a hypothesis, its score log p(target | source).
  /// - Throws: `SearchCancelled` as soon as `isCancelled` says so.
  public func score(
    _ sentences: [SearchSentence], targets: [[Int32]], isCancelled: () -> Bool = { false }
  ) throws(SearchCancelled) -> [Hypothesis] {
    try score(sentences, targets: targets, in: SearchWorkspace(), isCancelled: isCancelled)
  }

  /// The same in memory that is kept.
  package func score(
    _ sentences: [SearchSentence], targets: [[Int32]], in workspace: SearchWorkspace,
    isCancelled: () -> Bool
  ) throws(SearchCancelled) -> [Hypothesis] {
    guard sentences.count == targets.count else {
      fatalError("scoring: \(sentences.count) sentences and \(targets.count) targets; one each is needed")
    }
    guard !sentences.isEmpty else { return [] }
    let sources = sentences.map { $0.source + [Marker.end] }
    var options = SearchOptions(.greedy)
    options.limits = SearchLimits(exactly: (targets.map(\.count).max() ?? 0) + 1)
    options.limits.minimumLength = 0
    let batch = SearchBatch(sources: sources, sentences: sentences)
    let found = try batch.finish(
      options, in: workspace, readers(of: sources, workspace), ForcedOrder(targets: targets), isCancelled)
    return found.map { $0[0] }
  }

  private func readers(of sources: [[Int32]], _ workspace: SearchWorkspace) -> [SearchReader] {
    members.enumerated().map { number, member in
      let order = member.model.configuration.sourceOrder
      return SearchReader(
        member.model, member.parameters, sources: sources,
        places: sources.map { order.places(ofSource: $0.count) }, tapes: workspace.tapes(ofMember: number))
    }
  }
}

/// The mean of several models' probabilities, in logarithms.
final class Mixture {
  private let arena = Arena()

  /// log(1/M Σₘ exp xₘ) by elements, the largest taken out first so that nothing underflows; of one x that x itself.
  func mean(_ logProbabilities: [Variable]) -> Scalars {
    let all = logProbabilities.map(\.scalars)
    guard all.count > 1 else { return all[0] }
    arena.reset()
    let count = all[0].count
    let (top, total, part) = (arena.allocate(count), arena.allocateZeros(count), arena.allocate(count))
    top.assign(all[0])
    for other in all.dropFirst() { for place in 0..<count { top[place] = max(top[place], other[place]) } }
    for each in all {
      subtract(each, top, into: part)
      exp(part, into: part)
      accumulate(part, into: total)
    }
    scale(total, by: 1 / Scalar(all.count), into: total)
    log(total, into: total)
    accumulate(total, into: top)
    return top
  }
}
