import SeqData
import SeqTensor

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Swift compares strings by canonical equivalence; what a tokenizer must give back is the bytes.
func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

/// Merges and tokens as bytes, for the same reason.
func bytes(_ stored: TextCodec.Stored) -> [[UInt8]] { (stored.tokens + ["\n"] + stored.merges).map(bytes) }

enum Samples {
  /// A small corpus with letters, apostrophes, digits, punctuation, several scripts.
  static let corpus = [
    "Tom doesn't know where the station is.", "Where is the station?", "The station is near the old bridge.",
    "I've known her since 1998, and she's 25 now.", "They paid 120 dollars; that's too much!",
    "L'école est fermée aujourd'hui.", "Où est la gare ?", "J'ai payé 120 euros.", "Qu’est-ce que c’est ?",
    "Ich weiß nicht, wo der Bahnhof ist.", "Der Bahnhof ist in der Nähe der alten Brücke.",
    "车站在哪里？", "我不知道车站在哪里。", "駅はどこですか。", "Где находится вокзал?",
  ]

  /// Texts that trip tokenizers.
  static let awkward = [
    "", " ", "  ", "   ", "a", " a", "a ", " a ", "  two  spaces  ", "\t", "a\tb", "\n", "\n\n", "a\nb\n",
    "\r\n",
    "line one\r\nline two\r\n", "\r", "\u{0}", "a\u{0}b", "\u{7F}", "\u{A0}", "10\u{A0}000\u{202F}%",
    "\u{3000}",
    "\u{2028}\u{2029}", "\u{2581}", "\u{2581}\u{2581}", " \u{2581} ", "a\u{2581}b", "\u{2581}a", "a\u{2581}",
    "👩‍👩‍👧‍👦", "👍🏽 ok 🇫🇷🇩🇪", "❤️", "e\u{301}", "\u{E9}", "e\u{301}\u{E9}e\u{301}", "\u{301}", " \u{301}\u{302}",
    "Å\u{212B}A\u{30A}", "한국어 \u{1112}\u{1161}\u{11AB}", "<unk>", "<s> </s> <pad>", "<0x41>", "<0x0A>",
    "don't",
    "'", "''", "'a'", "rock 'n' roll", "l’été", "a'", "1", "12", "1234567890", "3.14", "a1b2", "٣٤", "²½Ⅷ",
    "مرحبا بالعالم", "\u{202E}abc\u{202C}", "\u{FEFF}bom", "bom\u{FEFF}", "\u{FFFD}", "\u{FFFF}",
    "\u{10FFFF}",
    "𝒳𝓎 𠀀𪜶", "你好，世界！", "ひらがなカタカナー", "zero\u{200B}width", "soft\u{AD}hyphen",
  ]

  /// A text of random scalars, as many from each plane, a third of them spaces and plain letters.
  static func text(length: Int, _ random: inout RandomSource) -> String {
    var scalars = String.UnicodeScalarView()
    while scalars.count < length {
      let value =
        switch random.below(6) {
        case 0: 0x20
        case 1: 0x61 + random.below(26)
        case 2: random.below(0x800)
        case 3: random.below(0x10000)
        default: random.below(17) << 16 + random.below(0x10000)
        }
      // Surrogates are no scalars.
      if let scalar = Unicode.Scalar(UInt32(value)) { scalars.append(scalar) }
    }
    return String(scalars)
  }

  /// Small words over a small alphabet, so that merges abound.
  static func words(_ count: Int, letters: Int, _ random: inout RandomSource) -> [String] {
    (0..<count).map { _ in
      var word = String.UnicodeScalarView()
      for _ in 0..<1 + random.below(9) {
        // The smaller of two draws: some letters are frequent, as in a language.
        word.append(Unicode.Scalar(UInt8(0x61 + min(random.below(letters), random.below(letters)))))
      }
      return String(word)
    }
  }

  /// A data file in `$SEQKIT_DATA` or in `shared/data` beside the package; nil where there is none.
  static func dataFile(_ name: String) -> String? {
    var root = #filePath[...]
    for _ in 0..<4 { root = root[..<(root.lastIndex(of: "/") ?? root.startIndex)] }
    let folders = [ProcessInfo.processInfo.environment["SEQKIT_DATA"], root + "/shared/data"].compactMap(
      \.self)
    return folders.map { $0 + "/" + name }.first { FileManager.default.fileExists(atPath: $0) }
  }

  /// Where the sentences of Tatoeba are, if they are.
  static let tatoeba = dataFile("tatoeba/fra-eng.tsv")

  /// The first pairs of a file of "source TAB target" lines.
  static func pairs(_ path: String, first count: Int) -> [SentencePair] {
    guard let data = FileManager.default.contents(atPath: path) else { return [] }
    return data.split(separator: 0x0A).prefix(count).compactMap { line in
      let columns = line.split(separator: 0x09, maxSplits: 2).map { String(decoding: $0, as: UTF8.self) }
      return columns.count < 2 ? nil : SentencePair(source: columns[0], target: columns[1])
    }
  }
}
