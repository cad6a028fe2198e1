import SeqTensor
import SeqTraining
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// BLEU and chrF against sacreBLEU's figures for random test sets; `Metrics/reference.py` says how they were made.
@Suite struct MetricsTests {
  private static let words = [
    "the", "cat", "Cat", "sat", "on", "a", "mat", "dog", "don't", "l'eau", "état", "Straße", "1,000.5",
    "3.14", "10-12",
    "1990s", ".", ",", "!", "?", ";", ":", "-", "--", "(b)", "[x]", "&quot;", "&amp;", "a/b", "U.S.", "e.g.,",
    "$5", "50%",
    "...", "你好", "世界，", "。", "猫", "\u{a0}", "x_y", "@", "#1", "~", "{}", "\"q\"", "'", "naïve", "e\u{301}",
  ]

  /// Knuth's linear congruential generator: the same few lines in any language.
  private struct Generator {
    var state: UInt64 = 2026

    mutating func below(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }

    mutating func sentence() -> [String] { (0..<below(12)).map { _ in words[below(words.count)] } }

    mutating func testSet() -> (hypotheses: [String], references: [[String]]) {
      var hypotheses: [String] = []
      var references: [[String]] = []
      for _ in 0..<1 + below(4) {
        let first = sentence()
        let segment = [first] + (0..<below(3)).map { _ in sentence() }
        var hypothesis: [String] = []
        for word in first {
          let choice = below(8)
          if choice == 0 { continue }
          hypothesis.append(choice == 1 ? words[below(words.count)] : word)
          if choice == 2 { hypothesis.append(word) }
        }
        hypotheses.append(hypothesis.joined(separator: " "))
        references.append(segment.map { $0.joined(separator: " ") })
      }
      return (hypotheses, references)
    }
  }

  private func referenceFigures() throws -> [[Double]] {
    let path = #filePath.replacing("MetricsTests.swift", with: "Metrics/reference.tsv")
    let file = try #require(fopen(path, "r"))
    defer { fclose(file) }
    var rows: [[Double]] = []
    var buffer = [CChar](repeating: 0, count: 256)
    while fgets(&buffer, 256, file) != nil {
      let text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      rows.append(text.split(whereSeparator: \.isWhitespace).compactMap { Double($0) })
    }
    return rows
  }

  @Test func equalSacreBLEU() throws {
    let figures = try referenceFigures()
    #expect(figures.count == 1200)
    var random = Generator()
    var worst = 0.0
    for (number, expected) in figures.enumerated() {
      let (hypotheses, references) = random.testSet()
      let found = [BLEU.Tokenizer.v13a, .character, .none].map {
        BLEU.corpus(hypotheses: hypotheses, references: references, tokenizer: $0).score
      }
      let all = found + [ChrF.corpus(hypotheses: hypotheses, references: references).score]
      for (a, b) in zip(all, expected) { worst = max(worst, abs(a - b)) }
      if zip(all, expected).contains(where: { abs($0 - $1) > 1e-4 }) {
        Issue.record("set \(number), \(hypotheses), \(references): \(all), not \(expected)")
        break
      }
    }
    #expect(worst < 1e-9, "the sums are the same, only rounding may differ")
  }

  @Test func plainCases() {
    let perfect = BLEU.corpus(
      hypotheses: ["The cat sat on the mat."], references: [["The cat sat on the mat."]])
    #expect(abs(perfect.score - 100) < 1e-9 && perfect.brevityPenalty == 1)
    #expect(perfect.signature == "nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0")
    #expect(BLEU.corpus(hypotheses: [""], references: [["a b c"]]).score == 0)
    #expect(BLEU.corpus(hypotheses: ["x y z"], references: [["a b c"]]).score == 0)
    #expect(abs(ChrF.corpus(hypotheses: ["猫坐"], references: [["猫坐"]]).score - 100) < 1e-9)
    let two = BLEU.corpus(hypotheses: ["a", "b"], references: [["a"], ["b", "c"]])
    #expect(two.signature.hasPrefix("nrefs:var|"))
  }
}
