import SeqData
import SeqModels

// Forced decoding: what the model thinks of a given translation.
extension Translator {
  /// Scores a given translation: `score` and `logProbability` are log p(target | source) in nats, with the share of
  /// each token, and attention as if the model had written it.
  ///
  /// What the target's vocabulary lacks is scored as `<unk>`. An empty target is the end marker alone. What lies beyond
  /// `longestSource` tokens of either side is left out.
  ///
  /// - Throws: `CancellationError` if the surrounding task is cancelled; nothing else.
  public func score(_ source: String, target: String) throws -> Translation {
    try scores(of: [SentencePair(source: source, target: target)])[0]
  }

  /// Scores several given translations at once.
  ///
  /// - Parameter threads: over how many threads the pairs are spread; they change the time and no bit of the result.
  /// - Throws: `CancellationError` if the surrounding task is cancelled; nothing else.
  public func scores(of pairs: [SentencePair], threads: Int = 1) throws -> [Translation] {
    try inBatches(pairs.map { Draft($0, self) }, threads: threads) { _, _, _ in
      []
    } given: { batch, workspace, isCancelled throws(SearchCancelled) in
      try scored(batch, in: workspace, isCancelled).map { [$0] }
    }.map { $0[0] }
  }

  func scored(
    _ batch: [Draft], in workspace: SearchWorkspace, _ isCancelled: () -> Bool
  ) throws(SearchCancelled) -> [Translation] {
    let found = try ensemble.score(
      batch.map(\.sentence), targets: batch.map(\.givenIDs), in: workspace, isCancelled: isCancelled)
    return zip(batch, found).map { draft, hypothesis in
      translation(hypothesis, of: draft, text: asGiven(draft.given ?? ""))
    }
  }

  /// A given text as it is, which the model reads evened out, with the words that its tokens are of.
  private func asGiven(_ text: String) -> WordedText {
    let read = target.read(text).worded
    let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    return WordedText(
      text: text, words: words.count == read.words.count ? words : read.words, tokenWords: read.tokenWords)
  }
}
