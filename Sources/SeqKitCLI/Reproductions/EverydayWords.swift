import CCorpora
import SeqData

/// Words that people try a translator with, each alone: our own list, as the sentences have few of them.
///
/// corpora/everyday-words.tsv, compiled in, so that the program can be moved and still has it.
package enum EverydayWords {
  package static let french = pairs(1)
  package static let german = pairs(2)

  /// - Parameter column: 1 for French, 2 for German; English is 0.
  private static func pairs(_ column: Int) -> [SentencePair] {
    let file = seqkit_corpus_everyday_words()
    let bytes = UnsafeBufferPointer(start: file.start, count: file.count)
    return bytes.split(separator: UInt8(ascii: "\n")).map { line in
      let columns = line.split(separator: UInt8(ascii: "\t")).map { String(decoding: $0, as: UTF8.self) }
      return SentencePair(source: columns[0], target: columns[column])
    }
  }
}
