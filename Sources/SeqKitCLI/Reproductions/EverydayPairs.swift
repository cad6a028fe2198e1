import CCorpora
import SeqData
import SeqTensor

/// Words alone, phrases that people try a translator with, and sentences with words that are seldom met: our own lists, as
/// the collections have few of them.
///
/// corpora/everyday-words.tsv, everyday-phrases.tsv and everyday-sentences.tsv, compiled in, so that the program can be moved
/// and still has them.
package struct EverydayPairs: Sendable {
  package let words, phrases, sentences: [SentencePair]
  private let connected: ConnectedPairs

  /// English and French.
  package static let french = EverydayPairs(column: 1, connected: .french)
  /// English and German.
  package static let german = EverydayPairs(column: 2, connected: .german)

  private init(column: Int, connected: ConnectedPairs) {
    self.connected = connected
    words = Self.pairs(seqkit_corpus_everyday_words(), column: column)
    phrases = Self.pairs(seqkit_corpus_everyday_phrases(), column: column)
    sentences = Self.pairs(seqkit_corpus_everyday_sentences(), column: column)
  }

  /// - Parameter column: of the target; English is 0.
  static func pairs(_ file: seqkit_corpus, column: Int) -> [SentencePair] {
    let bytes = UnsafeBufferPointer(start: file.start, count: file.count)
    return bytes.split(separator: UInt8(ascii: "\n")).map { line in
      let columns = line.split(separator: UInt8(ascii: "\t")).map { String(decoding: $0, as: UTF8.self) }
      return SentencePair(source: columns[0], target: columns[column])
    }
  }

  /// What an epoch has of them, where a sentence of the collection is met once: phrases eight times; words, one of them as it
  /// would begin a sentence, and sentences three times, as a word is not learned from one; and 6,000 of the collection's
  /// sentences once more, behind a connective.
  ///
  /// - Parameters:
  ///   - sentences: those that are learned.
  ///   - held: pairs to score or choose by, whose sources are left out however they are typed.
  package func lessons(
    beside sentences: [SentencePair], without held: [SentencePair], random: RandomSource
  ) -> [SentencePair] {
    let held = Set(held.map(\.plainSource))
    let lists = [
      (words, 2), (words.map(\.capitalized), 1), (phrases, 8), (self.sentences, 3),
      (connected.lessons(from: sentences, count: 6000, random: random), 1),
    ]
    return lists.flatMap { pairs, times in
      repeatElement(pairs.filter { !held.contains($0.plainSource) }, count: times).flatMap(\.self)
    }
  }
}

extension SentencePair {
  /// As it would begin a sentence, on both sides.
  fileprivate var capitalized: SentencePair {
    func capitalized(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
    return SentencePair(source: capitalized(source), target: capitalized(target))
  }

  /// The source in small letters, without marks and white space.
  fileprivate var plainSource: String { source.lowercased().filter { $0.isLetter || $0.isNumber } }
}
