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
  /// The tokens of each of the sentence's phrases, to be written where one of its ids is `<unk>`.
  private let phraseTokens: [[String]]

  init(_ text: String, number: Int, _ translator: Translator, _ options: TranslationOptions) {
    let text = text.trimmed
    reading = translator.source.read(text, limit: Translator.longestSource)
    given = options.phraseTable?[text]?.trimmed
    givenIDs = given.map(translator.target.encode) ?? []
    var sentence = SearchSentence(reading.ids)
    sentence.random = RandomSource(seed: options.seed).stream(named: "line \(number)")
    var phraseTokens: [[String]] = []
    if given == nil, let table = options.phraseTable {
      for target in table.targets(in: text) {
        let ids = translator.target.encode(target)
        if ids.isEmpty || sentence.phrases.contains(ids) { continue }
        sentence.phrases.append(ids)
        phraseTokens.append(translator.target.tokens(of: target))
      }
    }
    self.sentence = sentence
    self.phraseTokens = phraseTokens
  }

  /// A pair to be scored.
  init(_ pair: SentencePair, _ translator: Translator) {
    reading = translator.source.read(pair.source.trimmed, limit: Translator.longestSource)
    sentence = SearchSentence(reading.ids)
    given = pair.target.trimmed
    givenIDs = translator.target.encode(pair.target.trimmed)
    phraseTokens = []
  }

  /// The text of a hypothesis: its tokens, but for what is written in place of an `<unk>`.
  func text(_ hypothesis: Hypothesis, _ translator: Translator, _ options: TranslationOptions) -> WordedText {
    var surfaces: [Int: String] = [:]
    for (phrase, tokens) in zip(sentence.phrases, phraseTokens) where phrase.contains(Marker.unknown) {
      let start = hypothesis.ids.indices.first { hypothesis.ids[$0...].starts(with: phrase) }
      for (offset, token) in tokens.enumerated() where phrase[offset] == Marker.unknown {
        if let start { surfaces[start + offset] = token }
      }
    }
    if options.replacesUnknown || options.phraseTable != nil {
      for (place, id) in hypothesis.ids.enumerated() where id == Marker.unknown && surfaces[place] == nil {
        guard place < hypothesis.attention.count,
          let aligned = largest(hypothesis.attention[place].prefix(reading.ids.count).map { Float($0) })
        else { continue }
        let word = reading.surfaces[aligned]
        surfaces[place] = options.phraseTable?[word] ?? (options.replacesUnknown ? word : nil)
      }
    }
    return translator.target.write(hypothesis.ids, replacing: surfaces)
  }
}

extension Translator {
  /// What a batch may hold: so many source tokens with padding, which bounds its memory, and so many sentences.
  private static var batchTokens: Int { 1024 }
  private static var batchSentences: Int { 32 }

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
    let isCancelled = Task.isCancelled
    found.withUnsafeMutableBufferPointer { found in
      cancelled.withUnsafeMutableBufferPointer { cancelled in
        // Each batch has places of its own.
        nonisolated(unsafe) let (found, cancelled) = (found, cancelled)
        inParallel(batches.count, threads: threads) { number in
          let batch = batches[number].map { drafts[$0] }
          let stops = { isCancelled || Task.isCancelled }
          let workspace = workspaces.take()
          defer { workspaces.give(back: workspace) }
          do throws(SearchCancelled) {
            let answer = batch[0].given == nil ? search : given
            let results = try answer(batch, workspace, stops)
            for (place, result) in zip(batches[number], results) { found[place] = result }
          } catch {
            cancelled[number] = true
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
    for member in sorted {
      // The first of a batch is its longest.
      if let batch = batches.last, batch.count < most,
        drafts[batch[0]].length * (batch.count + 1) <= Self.batchTokens
      {
        batches[batches.count - 1].append(member)
      } else {
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
