import SeqAutodiff
import SeqTensor

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension TranslationModel {
  /// Translates a batch of sources.
  ///
  /// - Parameters:
  ///   - sources: token ids in reading order, each ended by the end marker; none may be empty.
  ///   - count: how many translations of each are wanted, at most the beam's width.
  ///   - threads: over how many threads large products are cut; they change the time and no bit of the result. Many
  ///     sentences are better spread over threads by calls of their own.
  ///   - isCancelled: asked once a step.
  /// - Returns: for each source its translations, best first; always at least one.
  /// - Throws: `SearchCancelled` as soon as `isCancelled` says so.
  public func translate(
    _ sources: [[Int32]], with parameters: ParameterStore, method: SearchMethod, nBest count: Int = 1,
    limits: SearchLimits = SearchLimits(), threads: Int = 1, isCancelled: () -> Bool = { false }
  ) throws(SearchCancelled) -> [[Hypothesis]] {
    var options = SearchOptions(method)
    options.nBest = count
    options.limits = limits
    let batch = SearchBatch(
      sources: sources, sentences: sources.map { SearchSentence(Array($0.dropLast())) })
    let workspace = SearchWorkspace()
    workspace.threads = threads
    return try batch.search(options, in: workspace, isCancelled) { sources in
      [
        SearchReader(
          self, parameters, sources: sources, places: sources.map { Array($0.indices) },
          tapes: workspace.tapes(ofMember: 0))
      ]
    }
  }
}

/// Sources that are searched together. `sources`: ended by the end marker, as attention is shown over them.
struct SearchBatch {
  let sources: [[Int32]]
  let sentences: [SearchSentence]
  /// For phrases that must occur as whole words.
  var wordShape = WordShape()

  /// Makes the search that the options ask for, and finishes it.
  ///
  /// - Parameter readers: each model's part in the search of so many sources, called where there is something to read.
  func search(
    _ options: SearchOptions, in workspace: SearchWorkspace, _ isCancelled: () -> Bool,
    readers: (_ sources: [[Int32]]) -> [SearchReader]
  ) throws(SearchCancelled) -> [[Hypothesis]] {
    guard !sources.isEmpty else { return [] }
    let hasPhrases = sentences.contains { !$0.phrases.isEmpty }
    let beam: BeamOrder
    switch options.method {
    case .greedy where !hasPhrases:
      return try finish(options, in: workspace, readers(sources), GreedyOrder(lengthPenalty: 1), isCancelled)
    case .sampling(let temperature, let topK):
      let order = SamplingOrder(
        temperature: temperature, topK: topK, count: options.nBest, random: sentences.map(\.random))
      return try finish(options, in: workspace, readers(sources), order, isCancelled)
    case .greedy: beam = BeamOrder(width: 1, lengthPenalty: 1, count: 1)
    case .beam(let width, let lengthPenalty):
      beam = BeamOrder(width: width, lengthPenalty: lengthPenalty, count: options.nBest)
    }
    guard hasPhrases else { return try finish(options, in: workspace, readers(sources), beam, isCancelled) }
    let order = GridBeamOrder(beam: beam, sentences: sentences, wordShape: wordShape)
    var found = try finish(options, in: workspace, readers(sources), order, isCancelled)
    // A phrase that has no place where it belongs may stand anywhere.
    let lacking = found.indices.filter { source in
      order.isPlacing(source) && found[source].count { $0.isFinished } < order.count
    }
    let rest = SearchBatch(
      sources: lacking.map { sources[$0] }, sentences: lacking.map { sentences[$0].withPhrasesAnywhere },
      wordShape: wordShape)
    let again = try rest.search(options, in: workspace, isCancelled, readers: readers)
    for (source, others) in zip(lacking, again) {
      let placed = found[source].filter(\.isFinished)
      let known = Set(placed.map(\.ids))
      found[source] = Array((placed + others.filter { !known.contains($0.ids) }).prefix(order.count))
    }
    return found
  }

  func finish<Order: SearchOrder>(
    _ options: SearchOptions, in workspace: SearchWorkspace, _ readers: [SearchReader], _ order: Order,
    _ isCancelled: () -> Bool
  ) throws(SearchCancelled) -> [[Hypothesis]] {
    var run = SearchRun(
      sources: sources, readers: readers, options: options, order: order, mixture: workspace.mixture)
    return try run.finish(isCancelled)
  }
}

/// The state of one search over a batch: what has been written so far, and what to write next.
private struct SearchRun<Order: SearchOrder> {
  private let order: Order
  private let options: SearchOptions
  private let sources: [[Int32]]
  private var readers: [SearchReader]
  private let mixture: Mixture

  private let trail = Trail()
  private var done: [[Finished]]

  init(sources: [[Int32]], readers: [SearchReader], options: SearchOptions, order: Order, mixture: Mixture) {
    self.mixture = mixture
    self.order = order
    self.options = options
    self.sources = sources
    self.readers = readers
    done = Array(repeating: [], count: sources.count)
  }

  mutating func finish(_ isCancelled: () -> Bool) throws(SearchCancelled) -> [[Hypothesis]] {
    var live = sources.indices.flatMap { source in
      (0..<order.startingRows).map {
        Live(source: source, last: -1, logProbability: 0, row: source, draw: $0)
      }
    }
    var length = 0
    while !live.isEmpty {
      if isCancelled() { throw SearchCancelled() }
      let ids = live.map { $0.last < 0 ? Marker.start : trail.written[$0.last].id }
      let rows = live.map { Int32($0.row) }
      let wanted = live.map(\.source)
      var steps: [(logProbabilities: Variable, weights: Variable?)] = []
      for index in readers.indices {
        steps.append(readers[index].step(ids, from: rows, of: wanted, number: length))
      }
      live = extend(live, steps, length: length)
      length += 1
    }
    return sources.indices.map { results(of: $0) }
  }

  /// Chooses how each source's translations go on, and sets aside those that end here.
  private mutating func extend(
    _ live: [Live], _ steps: [(logProbabilities: Variable, weights: Variable?)], length: Int
  ) -> [Live] {
    let step = SearchStep(
      logProbabilities: mixture.mean(steps.map(\.logProbabilities)),
      columns: steps[0].logProbabilities.shape.columns, live: live, number: length, trail: trail,
      sources: sources, readers: readers, weights: steps.map(\.weights))
    var next: [Live] = []
    var first = 0
    while first < live.count {
      let source = live[first].source
      var end = first
      while end < live.count && live[end].source == source { end += 1 }
      let rows = first..<end
      first = end
      let longest = options.limits.maximumLength(
        ofSource: sources[source].count, required: order.requiredTokens(of: source))
      // What is as long as may be can only end.
      let isLongest = length >= longest
      bar(rows, of: step)
      let candidates = order.best(step, rows: rows)
      // Only where every token is barred or a weight is not finite is there no way to go on.
      if candidates.isEmpty {
        cutOff(live[rows], of: source)
        continue
      }
      var ranks = [Int](repeating: 0, count: order.banks(of: source))
      var kept = ranks
      var survivors: [Live] = []
      var ended: Set<Int> = []
      for candidate in candidates {
        let parent = live[candidate.row]
        let isEnd = candidate.id == Marker.end
        // An end that ranks behind a full beam would be better continued otherwise.
        let isWanted = isEnd ? ranks[candidate.bank] < order.width : kept[candidate.bank] < order.width
        ranks[candidate.bank] += 1
        guard isWanted, isEnd || !isLongest else { continue }
        trail.written.append(
          Written(
            id: candidate.id, previous: parent.last,
            logProbability: Scalar(candidate.logProbability - parent.logProbability),
            attention: step.attention(row: candidate.row)))
        if isEnd {
          ended.insert(candidate.row)
          done[source].append(
            Finished(
              last: trail.written.count - 1, logProbability: candidate.logProbability,
              required: candidate.required, bank: candidate.bank, ended: true,
              score: order.score(
                candidate.logProbability, required: candidate.required, length: length + 1)))
        } else {
          kept[candidate.bank] += 1
          survivors.append(
            Live(
              source: source, last: trail.written.count - 1, logProbability: candidate.logProbability,
              row: candidate.row, draw: parent.draw, bank: candidate.bank, required: candidate.required,
              requiredTokens: candidate.requiredTokens))
        }
      }
      if isLongest {
        cutOff(rows.filter { !ended.contains($0) }.map { live[$0] }, of: source)
      } else if !order.isOver(source, done: done[source], live: survivors, length: length + 1) {
        next += survivors
      }
    }
    return next
  }

  /// Sets translations aside as they are, without an end.
  private mutating func cutOff(_ live: some Sequence<Live>, of source: Int) {
    for live in live {
      done[source].append(
        Finished(
          last: live.last, logProbability: live.logProbability, required: live.required, bank: live.bank,
          ended: false, score: 0))
    }
  }

  /// Makes what may not be written impossible: −∞.
  private func bar(_ rows: Range<Int>, of step: SearchStep) {
    let mayEnd = step.number >= options.limits.minimumLength
    for row in rows {
      let scores = step.logProbabilities[row * step.columns..<(row + 1) * step.columns]
      scores[Int(Marker.padding)] = -.infinity
      scores[Int(Marker.start)] = -.infinity
      if !mayEnd { scores[Int(Marker.end)] = -.infinity }
      if options.blockedNGram > 0 {
        let history = step.history(of: step.live[row])
        let required = order.requiredNext(after: history, of: step.live[row].source)
        for id in repeats(in: history, of: options.blockedNGram) where !required.contains(id) {
          scores[Int(id)] = -.infinity
        }
      }
    }
  }

  private func results(of source: Int) -> [Hypothesis] {
    let all = done[source].map { finished in
      var steps: [Written] = []
      var place = finished.last
      while place >= 0 {
        steps.append(trail.written[place])
        place = trail.written[place].previous
      }
      steps.reverse()
      let attention = steps.first?.attention.isEmpty ?? true ? [] : steps.map(\.attention)
      let hypothesis = Hypothesis(
        ids: steps.map(\.id).filter { $0 != Marker.end }, logProbability: finished.logProbability,
        score: order.score(finished.logProbability, required: finished.required, length: steps.count)
          + options.coveragePenalty * coverage(attention),
        tokenLogProbabilities: steps.map(\.logProbability), attention: attention, isFinished: finished.ended)
      return (hypothesis, bank: finished.bank)
    }
    // Those that ended come before those that were cut off, of which the ones with more of what must occur come
    // first; ties keep the order in which they were found.
    let ranked = all.enumerated().sorted { a, b in
      let ((x, xBank), (y, yBank)) = (a.element, b.element)
      if x.isFinished != y.isFinished { return x.isFinished }
      if !x.isFinished && xBank != yBank { return xBank > yBank }
      if x.score != y.score { return x.score > y.score }
      return a.offset < b.offset
    }
    return ranked.prefix(order.count).map(\.element.0)
  }
}

/// Σᵢ log(min(Σⱼ pᵢⱼ, 1)) over the source's tokens i without its end marker (Wu et al. 2016, equation 14, without β).
///
/// - Parameter attention: a row for each token j, a column for each source token, the end marker last.
func coverage(_ attention: [[Scalar]]) -> Double {
  guard let first = attention.first else { return 0 }
  var total = 0.0
  for place in first.indices.dropLast() {
    let read = attention.reduce(0.0) { $0 + Double($1[place]) }
    // A weight can be so small that it is stored as zero; the penalty stays finite.
    total += log(min(max(read, Double(Scalar.leastNormalMagnitude)), 1))
  }
  return total
}

/// The tokens that would end an n-gram which has occurred already.
func repeats(in history: [Int32], of n: Int) -> [Int32] {
  guard history.count >= n else { return [] }
  let latest = history.suffix(n - 1)
  return (0...history.count - n).compactMap { start in
    history[start..<start + n - 1].elementsEqual(latest) ? history[start + n - 1] : nil
  }
}
