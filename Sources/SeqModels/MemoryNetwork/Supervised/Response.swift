import SeqAutodiff
import SeqLayers
import SeqTensor

/// R of a memory network as a ranker of words.
///
///     r = argmax over w of s_R([q, m_o1, m_o2, …], w)
///
/// With several words each later one is ranked given those before it, [q, m_o1, …, w₁], until "nothing more" is the best.
///
/// Weston, Chopra and Bordes 2015, "Memory Networks", equation 4; several words: Weston et al. 2015 (arXiv:1502.05698),
/// section 4.
public struct WordResponse: Sendable {
  /// How many places in the order of choice have a dictionary of their own; the words said so far have one more. With one for
  /// all facts, as the paper has it, nothing tells where somebody was first from where they went then.
  private static let placesToldApart = 2

  private let scorer: FeatureScorer
  /// The words that are ranked, and the place of each by its id; -1 for what is no candidate.
  private let words: [Int32]
  private let places: [Int32]
  private let input: InputFeatureMap
  /// The most words; nil where there is always one.
  private let limit: Int?

  init(_ configuration: SupervisedMemoryConfiguration, limit: Int?, scope: inout ParameterScope) {
    input = configuration.input
    self.limit = limit
    words = input.features.filter { $0.count == 1 }.map { $0[0] }.sorted()
    var places = [Int32](repeating: -1, count: configuration.vocabularySize)
    for (place, word) in words.enumerated() { places[Int(word)] = Int32(place) }
    self.places = places
    scorer = FeatureScorer(
      featureCount: input.count + 1, size: configuration.embeddingSize, chosenCount: Self.placesToldApart + 1,
      isTwoLayered: configuration.isTwoLayered, scope: &scope)
  }

  private func features(of word: Int32) -> [Int32] { input.feature(of: word).map { [$0] } ?? [] }

  /// E of all words, and of "nothing more" behind them: [W + 1, d].
  private func candidates(on tape: Tape, noise: inout FeatureNoise) -> Variable {
    let all = words.map(features) + [[Int32(scorer.featureCount - 1)]]
    return scorer(all.map { scorer.places($0, as: .candidate) }, on: tape, noise: &noise)
  }

  private func query(
    _ item: SupportedStories.Item, _ chosen: some Sequence<Int>, _ said: some Sequence<Int32>,
    _ stories: SupportedStories
  ) -> [Int32] {
    var places = scorer.places(stories.features[Int(item.question)], as: .question)
    for (place, fact) in chosen.enumerated() {
      places += scorer.places(
        stories.features[Int(item.facts[fact])], as: .chosen(min(place, Self.placesToldApart - 1)))
    }
    for word in said { places += scorer.places(features(of: word), as: .chosen(Self.placesToldApart)) }
    return places
  }

  /// The margin ranking loss of every word after the right ones before it, against every other word: equation 6, last sum.
  func loss(
    _ stories: SupportedStories, _ indices: some Sequence<Int>, support: SupportCount, margin: Scalar,
    on tape: Tape, noise: inout FeatureNoise
  ) -> Variable {
    let columns = Int32(words.count + 1)
    var queries: [[Int32]] = []
    var (right, wrong): ([Int32], [Int32]) = ([], [])
    for index in indices {
      let item = stories.items[index]
      let answer = item.answer.prefix(limit ?? 1)
      let isEnded = limit.map { answer.count < $0 } ?? false
      for place in 0..<answer.count + (isEnded ? 1 : 0) {
        // A word that no input has cannot be learned.
        let target = place < answer.count ? places[Int(answer[place])] : columns - 1
        guard target >= 0 else { break }
        let row = Int32(queries.count)
        queries.append(query(item, item.support.prefix(support.limit), answer.prefix(place), stories))
        for other in 0..<columns - (limit == nil ? 1 : 0) where other != target {
          right.append(row * columns + target)
          wrong.append(row * columns + other)
        }
      }
    }
    guard !right.isEmpty else { return tape.zeros([1]).sum() }
    let x = scorer(queries, on: tape, noise: &noise)  // [S, d]
    var none = FeatureNoise.none
    let scores = matrixProduct(x, candidates(on: tape, noise: &none).transposed)  // [S, W + 1]
    return marginRankingLoss(scores, right: right, wrong: wrong, margin: margin)
  }

  /// The answer to each question, in word ids, from the facts that were chosen for it.
  func answers(
    _ stories: SupportedStories, _ indices: [Int], chosen: [[Int]], with parameters: ParameterStore,
    on tape: Tape
  ) -> [[Int32]] {
    var said: [[Int32]] = indices.map { _ in [] }
    var open = Array(indices.indices)
    for place in 0..<(limit ?? 1) where !open.isEmpty {
      tape.evaluate(with: parameters) { tape in
        let queries = open.map { query(stories.items[indices[$0]], chosen[$0], said[$0], stories) }
        var noise = FeatureNoise.none
        let x = scorer(queries, on: tape, noise: &noise)
        let scores = matrixProduct(x, candidates(on: tape, noise: &noise).transposed).scalars
        let columns = words.count + 1
        var rest: [Int] = []
        for (row, question) in open.enumerated() {
          // There is always a first word.
          let end = limit == nil || place == 0 ? columns - 1 : columns
          var best = 0
          for column in 0..<end where scores[row * columns + column] > scores[row * columns + best] {
            best = column
          }
          if best == columns - 1 { continue }
          said[question].append(words[best])
          rest.append(question)
        }
        open = rest
      }
    }
    return said
  }
}

/// R of a memory network as a recurrent network: it reads the question and the chosen facts, word by word, and then writes
/// the answer, word by word, until it writes the end marker.
///
/// Weston, Chopra and Bordes 2015, "Memory Networks", section 3.1: "the R component be an RNN conditioned on the output
/// of O", which reads [x, o₁, o₂, …, r].
public struct PhraseResponse: Sendable {
  private let embedding: Embedding
  private let reader, writer: any RecurrentCell
  private let output: Linear
  private let limit: Int

  init(
    _ configuration: SupervisedMemoryConfiguration, cell: CellKind, size: Int, limit: Int,
    scope: inout ParameterScope
  ) {
    self.limit = limit
    embedding = scope.nested("embedding") {
      Embedding(
        vocabularySize: configuration.vocabularySize, size: configuration.embeddingSize, deviation: 0.1,
        scope: &$0)
    }
    let width = configuration.embeddingSize
    reader = scope.nested("reader") {
      cell.makeCell(inputSize: width, hiddenSize: size, suffix: "_l0", scope: &$0)
    }
    writer = scope.nested("writer") {
      cell.makeCell(inputSize: width, hiddenSize: size, suffix: "_l0", scope: &$0)
    }
    output = scope.nested("output") {
      Linear(inputSize: size, outputSize: configuration.vocabularySize, scope: &$0)
    }
  }

  /// The state after reading.
  private func read(
    _ stories: SupportedStories, _ indices: [Int], chosen: [[Int]], on tape: Tape,
    dropping rate: Scalar = 0, random: inout RandomSource
  ) -> RecurrentState {
    let texts = zip(indices, chosen).map { index, chosen in
      let item = stories.items[index]
      // Marked off from one another, and never empty.
      return chosen.reduce(into: stories.words[Int(item.question)] + [Marker.end]) {
        $0 += stories.words[Int(item.facts[$1])] + [Marker.end]
      }
    }
    let batch = TokenBatch(texts)
    let words = dropout(embedding(batch, on: tape), rate: rate, random: &random)
    return reader.unroll(words, lengths: tape.integers(batch.lengths)).state
  }

  /// The cross-entropy of the answers' words and their ends after the right facts, in nats, summed.
  func loss(
    _ stories: SupportedStories, _ indices: [Int], support: SupportCount, on tape: Tape,
    noise: inout FeatureNoise
  ) -> Variable {
    let chosen = indices.map { Array(stories.items[$0].support.prefix(support.limit)) }
    let answers = indices.map { Array(stories.items[$0].answer.prefix(limit)) }
    let inputs = TokenBatch(answers.map { [Marker.start] + $0 })
    let targets = TokenBatch(
      answers.map { $0 + ($0.count < limit ? [Marker.end] : [-1]) }, padding: -1)
    let state = read(
      stories, indices, chosen: chosen, on: tape, dropping: noise.rate, random: &noise.random)
    let written = writer.unroll(
      embedding(inputs, on: tape), lengths: tape.integers(inputs.lengths), initial: state)
    return softmaxCrossEntropy(output(written.outputs), targets: targets.ids)
  }

  /// The answer to each question, in word ids: the most probable word at every step.
  func answers(
    _ stories: SupportedStories, _ indices: [Int], chosen: [[Int]], with parameters: ParameterStore,
    on tape: Tape
  ) -> [[Int32]] {
    guard !indices.isEmpty else { return [] }
    return tape.evaluate(with: parameters) { tape in
      var said: [[Int32]] = indices.map { _ in [] }
      var isOpen = indices.map { _ in true }
      var last = indices.map { _ in Marker.start }
      var noise = FeatureNoise.none
      var state = read(stories, indices, chosen: chosen, on: tape, random: &noise.random)
      for _ in 0..<limit where isOpen.contains(true) {
        state = writer(embedding(last, on: tape), state)
        let logits = output(state.hidden)
        let (scores, columns) = (logits.scalars, logits.shape.columns)
        for row in indices.indices where isOpen[row] {
          var best = 0
          for column in 0..<columns where scores[row * columns + column] > scores[row * columns + best] {
            best = column
          }
          last[row] = Int32(best)
          isOpen[row] = last[row] != Marker.end
          if isOpen[row] { said[row].append(last[row]) }
        }
      }
      return said
    }
  }
}
