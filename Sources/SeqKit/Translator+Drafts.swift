import SeqData
import SeqModels
import SeqTensor
import Synchronization

/// A text on its way through the translator.
struct Draft: Sendable {
  let reading: TextCodec.Reading
  let sentence: SearchSentence
  /// The translation, where it is given and only to be scored.
  let given: String?
  /// The ids of `given`.
  let givenIDs: [Int32]
  /// How many partial translations a search for it keeps.
  let rows: Int
  /// Phrases of which the vocabulary lacks some words, and their tokens, to be written where an id is `<unk>`.
  private let partlyUnknown: [(ids: [Int32], tokens: [String])]
  /// Targets of which the vocabulary lacks every word: each is written as one `<unk>`.
  private let unknown: [String]

  /// - Parameters:
  ///   - number: of the text.
  ///   - part: of its sentence, from 0.
  init(
    _ text: String, number: Int, sentence part: Int, _ translator: Translator, _ options: TranslationOptions
  ) {
    let text = text.trimmed
    reading = translator.source.read(text, limit: Translator.longestSource)
    given = options.phraseTable?[text]?.trimmed
    givenIDs = given.map { translator.target.read($0, limit: Translator.longestSource).ids } ?? []
    var sentence = SearchSentence(reading.ids)
    sentence.random = RandomSource(seed: options.seed).stream(
      named: "line \(number)" + (part == 0 ? "" : ", sentence \(part)"))
    var partlyUnknown: [(ids: [Int32], tokens: [String])] = []
    var unknown: [String] = []
    var required = 0
    // When sampling nothing makes a translation have a phrase.
    if given == nil, !options.search.isSampling, let table = options.phraseTable {
      // From left to right: a word that occurs twice is looked for behind what came before it.
      var read = 0
      for (source, target) in table.phrases(in: text) {
        let pieces = translator.source.encode(source)
        let place = pieces.isEmpty ? nil : reading.ids[read...].firstRange(of: pieces)
        read = place?.upperBound ?? read
        var ids = translator.target.encode(target)
        let isUnknown = !ids.isEmpty && ids.allSatisfy { $0 == Marker.unknown }
        if isUnknown { ids = [Marker.unknown] }
        if ids.isEmpty || (isUnknown && unknown.contains(target)) { continue }
        required += ids.count
        if required > Translator.mostRequiredTokens { break }
        sentence.phrases.append(ids)
        sentence.phraseSources.append(place)
        if isUnknown {
          unknown.append(target)
        } else if ids.contains(Marker.unknown) {
          partlyUnknown.append((ids, translator.target.tokens(of: target)))
        }
      }
    }
    self.sentence = sentence
    self.partlyUnknown = partlyUnknown
    self.unknown = unknown
    let kept =
      switch options.search {
      case .greedy: 1
      case .beam(let width, _): max(width, 1)
      case .sampling: max(options.nBest, 1)
      }
    rows = kept * (sentence.phrases.reduce(0) { $0 + $1.count } + 1)
  }

  /// A pair to be scored.
  init(_ pair: SentencePair, _ translator: Translator) {
    reading = translator.source.read(pair.source.trimmed, limit: Translator.longestSource)
    sentence = SearchSentence(reading.ids)
    given = pair.target.trimmed
    givenIDs = translator.target.read(pair.target.trimmed, limit: Translator.longestSource).ids
    (partlyUnknown, unknown) = ([], [])
    rows = 1
  }

  /// The text of a hypothesis: its tokens, but for what is written in place of an `<unk>`.
  func text(_ hypothesis: Hypothesis, _ translator: Translator, _ options: TranslationOptions) -> WordedText {
    var surfaces: [Int: String] = [:]
    // The longest first: others may stand within it, and have places of their own.
    for (ids, tokens) in partlyUnknown.sorted(by: { $0.ids.count > $1.ids.count }) {
      let unknown = ids.indices.filter { ids[$0] == Marker.unknown }
      let start = hypothesis.ids.indices.first { start in
        hypothesis.ids[start...].starts(with: ids) && unknown.allSatisfy { surfaces[start + $0] == nil }
      }
      guard let start else { continue }
      for offset in unknown { surfaces[start + offset] = tokens[offset] }
    }
    let places = hypothesis.ids.indices.filter { hypothesis.ids[$0] == Marker.unknown && surfaces[$0] == nil }
    let words = places.map { source(of: $0, hypothesis) }
    // Required targets go to where they were read from, else to what is left for them.
    var missing = unknown
    for (place, word) in zip(places, words) {
      if let target = word.flatMap({ options.phraseTable?[$0] }), let index = missing.firstIndex(of: target) {
        surfaces[place] = missing.remove(at: index)
      }
    }
    for (place, word) in zip(places, words) where surfaces[place] == nil {
      if !missing.isEmpty {
        surfaces[place] = missing.removeFirst()
      } else if let word {
        surfaces[place] = options.phraseTable?[word] ?? (options.replacesUnknown ? word : nil)
      }
    }
    return translator.target.write(hypothesis.ids, replacing: surfaces)
  }

  /// The source word with the largest attention of a token; nil without attention.
  private func source(of place: Int, _ hypothesis: Hypothesis) -> String? {
    guard place < hypothesis.attention.count else { return nil }
    return largest(hypothesis.attention[place].prefix(reading.ids.count).map { Float($0) }).map {
      reading.surfaces[$0]
    }
  }
}

extension Translator {
  /// What a batch may hold, which bounds its memory: so many tokens with padding, so many sentences, and so many
  /// partial translations. One sentence may always be a batch.
  private static var batchTokens: Int { 1024 }
  private static var batchSentences: Int { 32 }
  private static var batchRows: Int { 320 }
  /// So many tokens of phrases are seen to in one sentence. Each has a beam of its own, and which of them a
  /// translation has is looked up at every step: time grows with the square of this number and more.
  static var mostRequiredTokens: Int { 60 }

  /// Translates or scores a batch in a workspace.
  typealias Answering =
    (_ batch: [Draft], _ workspace: SearchWorkspace, _ isCancelled: () -> Bool) throws(SearchCancelled)
    -> [[Translation]]

  /// Spreads texts over batches of like length and threads. How they are spread does not depend on the threads.
  ///
  /// - Parameters:
  ///   - search: finds translations.
  ///   - given: scores those that are given.
  func inBatches(
    _ drafts: [Draft], threads: Int,
    search: Answering,
    given: Answering
  ) throws -> [[Translation]] {
    let searched = drafts.indices.filter { drafts[$0].given == nil && !drafts[$0].reading.ids.isEmpty }
    let scored = drafts.indices.filter { drafts[$0].given != nil }
    let batches = (batches(of: searched, drafts) + batches(of: scored, drafts)).sorted { a, b in
      // The longest first, so that no thread waits long for the last.
      (drafts[a[0]].length * a.count, b[0]) > (drafts[b[0]].length * b.count, a[0])
    }
    var found = [[Translation]](repeating: [.empty], count: drafts.count)
    var cancelled = [Bool](repeating: false, count: batches.count)
    withUnsafeCurrentTask { task in
      found.withUnsafeMutableBufferPointer { found in
        cancelled.withUnsafeMutableBufferPointer { cancelled in
          // Each batch has places of its own. The threads that help are in no task, and ask after the caller's, which lasts
          // longer than they work.
          nonisolated(unsafe) let (found, cancelled) = (found, cancelled)
          nonisolated(unsafe) let task = isCancellable ? task : nil
          inParallel(batches.count, threads: threads) { number in
            let batch = batches[number].map { drafts[$0] }
            let workspace = workspaces.take()
            workspace.threads = max(threads / batches.count, 1)
            defer { workspaces.give(back: workspace) }
            do throws(SearchCancelled) {
              let answer = batch[0].given == nil ? search : given
              let results = try answer(batch, workspace) { task?.isCancelled ?? false }
              for (place, result) in zip(batches[number], results) { found[place] = result }
            } catch {
              cancelled[number] = true
            }
          }
        }
      }
    }
    if cancelled.contains(true) { throw CancellationError() }
    return found
  }

  /// Texts of like length together, so that a batch is not as slow as its longest member. A few texts are still
  /// several batches, for as many threads.
  private func batches(of members: [Int], _ drafts: [Draft]) -> [[Int]] {
    let sorted = members.sorted { a, b in
      let (x, y) = (drafts[a].length, drafts[b].length)
      return x != y ? x > y : a < b
    }
    let most = min(max((sorted.count + 3) / 4, 1), Self.batchSentences)
    var batches: [[Int]] = []
    var rows = 0
    for member in sorted {
      rows = max(rows, drafts[member].rows)
      // The first of a batch is its longest.
      if let batch = batches.last, batch.count < most, (batch.count + 1) * rows <= Self.batchRows,
        (batch.count + 1) * drafts[batch[0]].length <= Self.batchTokens
      {
        batches[batches.count - 1].append(member)
      } else {
        rows = drafts[member].rows
        batches.append([member])
      }
    }
    return batches
  }
}

/// Workspaces between two batches, so that memory is asked of the system once a thread and not once a batch.
final class Workspaces: Sendable {
  private let idle = Mutex<[SearchWorkspace]>([])

  func take() -> SearchWorkspace { idle.withLock { $0.popLast() } ?? SearchWorkspace() }

  /// A translator keeps no more than a few, however many tasks used it at once.
  func give(back workspace: SearchWorkspace) {
    idle.withLock { if $0.count < 8 { $0.append(workspace) } }
  }
}

extension Draft {
  /// In tokens, of whichever side is longer where both are given.
  fileprivate var length: Int { max(reading.ids.count, givenIDs.count) + 1 }
}

extension String {
  var trimmed: String {
    var part = Substring(self)
    while let first = part.first, first.isWhitespace { part.removeFirst() }
    while let last = part.last, last.isWhitespace { part.removeLast() }
    return String(part)
  }
}
