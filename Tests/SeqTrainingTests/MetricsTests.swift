import SeqTensor
import SeqTraining
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// BLEU, chrF and TER against sacreBLEU's figures for random test sets; `Metrics/reference.py` says how they were made.
@Suite struct MetricsTests {
  private static let words = [
    "the", "cat", "Cat", "sat", "on", "a", "mat", "dog", "don't", "l'eau", "état", "Straße", "1,000.5",
    "3.14", "10-12", "1990s", ".", ",", "!", "?", ";", ":", "-", "--", "(b)", "[x]", "&quot;", "&amp;", "a/b",
    "U.S.", "e.g.,", "$5", "50%", "...", "你好", "世界，", "。", "猫", "\u{a0}", "x_y", "@", "#1", "~", "{}",
    "\"q\"", "'", "naïve", "e\u{301}", "é", "nai\u{308}ve", "ΟΔΟΣ", "ΣΑΣ.", "İx", "我爱北京天安门", "「引」", "（上）",
    "！？", "“他说”", "——", "…", "３．５", "ＡＢＣ", "𠀀", "〇", "かな", "カナ", "㈱", "①", "the dog's", "-\n", "\n",
    "<skipped>", "&lt;b&gt;", "&amp;quot;", "\u{1f}", "€9", "½", "\u{1f642}", "no-\n", "\r\n", "x\u{3000}y",
    "\u{2028}", "a", "a", "b", "b", "c", "的", "的", "了", "了",
  ]
  private static let glue = [" ", " ", " ", " ", " ", "", "  ", "\u{3000}"]

  /// Knuth's linear congruential generator: the same few lines in any language.
  private struct Generator {
    var state: UInt64 = 2026

    mutating func below(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }

    mutating func sentence() -> [String] {
      let length = below(30) == 0 ? below(90) : below(12)
      let isCommon = below(3) == 0  // from the last few words alone, for ties
      return (0..<length).map { _ in isCommon ? words[words.count - 1 - below(9)] : words[below(words.count)]
      }
    }

    /// A hypothesis: words left out, exchanged and doubled, and a piece moved.
    mutating func worse(_ sentence: [String]) -> [String] {
      var result: [String] = []
      for word in sentence {
        let choice = below(8)
        if choice == 0 { continue }
        result.append(choice == 1 ? words[below(words.count)] : word)
        if choice == 2 { result.append(word) }
      }
      for _ in 0..<below(3) {
        let start = below(result.count + 1)
        let piece = result[start...].prefix(below(5))
        result.removeSubrange(piece.indices)
        result.insert(contentsOf: piece, at: below(result.count + 1))
      }
      return result
    }

    mutating func text(_ words: [String]) -> String {
      var joined = ""
      for word in words { joined += word + glue[below(glue.count)] }
      return joined
    }

    mutating func testSet() -> (hypotheses: [String], references: [[String]]) {
      var hypotheses: [String] = []
      var references: [[String]] = []
      for _ in 0..<1 + below(4) {
        let first = sentence()
        let segment = [first] + (0..<below(3)).map { _ in sentence() }
        let kind = below(20)
        let hypothesis = kind == 0 ? [] : kind == 1 ? sentence() : worse(first)
        hypotheses.append(text(hypothesis))
        references.append(segment.map { text($0) })
      }
      return (hypotheses, references)
    }
  }

  private func referenceFigures() throws -> [[Double]] {
    let path = #filePath.replacing("MetricsTests.swift", with: "Metrics/reference.tsv")
    let file = try #require(fopen(path, "r"))
    defer { fclose(file) }
    var rows: [[Double]] = []
    var buffer = [CChar](repeating: 0, count: 1024)
    while fgets(&buffer, 1024, file) != nil {
      let text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      rows.append(text.split(whereSeparator: \.isWhitespace).compactMap { Double($0) })
    }
    return rows
  }

  /// Score and signature in the order of the reference's columns.
  private static func scores(_ hypotheses: [String], _ references: [[String]]) -> [(Double, String)] {
    func bleu(_ tokenizer: BLEU.Tokenizer, lowercase: Bool = false) -> (Double, String) {
      let score = BLEU.corpus(
        hypotheses: hypotheses, references: references, tokenizer: tokenizer, lowercase: lowercase)
      return (score.score, score.signature)
    }
    func chrF(_ wordOrder: Int, lowercase: Bool = false) -> (Double, String) {
      let score = ChrF.corpus(
        hypotheses: hypotheses, references: references, wordOrder: wordOrder, lowercase: lowercase)
      return (score.score, score.signature)
    }
    func ter(_ options: TER.Options) -> (Double, String) {
      let score = TER.corpus(hypotheses: hypotheses, references: references, options: options)
      return (score.score, score.signature)
    }
    let sentence = BLEU.sentence(hypotheses[0], references: references[0])
    return [
      bleu(.v13a), bleu(.character), bleu(.none), bleu(.chinese), bleu(.international),
      bleu(.v13a, lowercase: true), bleu(.chinese, lowercase: true), (sentence.score, sentence.signature),
      chrF(0), chrF(2), chrF(2, lowercase: true), ter(TER.Options()),
      ter(TER.Options(isCased: true, isNormalized: true, splitsIdeographs: true)),
    ]
  }

  /// As sacreBLEU printed them for the last of the test sets.
  private static let signatures = [
    "nrefs:var|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0",
    "nrefs:var|case:mixed|eff:no|tok:char|smooth:exp|version:2.6.0",
    "nrefs:var|case:mixed|eff:no|tok:none|smooth:exp|version:2.6.0",
    "nrefs:var|case:mixed|eff:no|tok:zh|smooth:exp|version:2.6.0",
    "nrefs:var|case:mixed|eff:no|tok:intl|smooth:exp|version:2.6.0",
    "nrefs:var|case:lc|eff:no|tok:13a|smooth:exp|version:2.6.0",
    "nrefs:var|case:lc|eff:no|tok:zh|smooth:exp|version:2.6.0",
    "nrefs:3|case:mixed|eff:yes|tok:13a|smooth:exp|version:2.6.0",
    "nrefs:var|case:mixed|eff:yes|nc:6|nw:0|space:no|version:2.6.0",
    "nrefs:var|case:mixed|eff:yes|nc:6|nw:2|space:no|version:2.6.0",
    "nrefs:var|case:lc|eff:yes|nc:6|nw:2|space:no|version:2.6.0",
    "nrefs:var|case:lc|tok:tercom|norm:no|punct:yes|asian:no|version:2.6.0",
    "nrefs:var|case:mixed|tok:tercom|norm:yes|punct:yes|asian:yes|version:2.6.0",
  ]

  @Test func equalSacreBLEU() throws {
    let figures = try referenceFigures()
    #expect(figures.count == 1200)
    var random = Generator()
    var worst = 0.0
    var signatures: [String] = []
    for (number, expected) in figures.enumerated() {
      let (hypotheses, references) = random.testSet()
      let scores = Self.scores(hypotheses, references)
      #expect(scores.count == expected.count)
      for ((score, signature), expected) in zip(scores, expected) {
        worst = max(worst, abs(score - expected))
        // Asked so that no number is none that is near.
        if !(abs(score - expected) <= 1e-4) {
          Issue.record(
            "set \(number), \(hypotheses), \(references), \(signature): \(score), not \(expected)")
          return
        }
      }
      signatures = scores.map(\.1)
    }
    #expect(worst < 1e-9, "the sums are the same, only rounding may differ")
    #expect(signatures == Self.signatures)
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

  @Test func editsAndMoves() {
    func edits(_ hypothesis: String, _ references: String...) -> Int {
      TER.corpus(hypotheses: [hypothesis], references: [references]).edits
    }
    #expect(edits("a b c d", "a b c d") == 0)
    #expect(edits("c d a b", "a b c d") == 1, "one run moved")
    #expect(edits("A B x", "a b c d") == 2)
    #expect(edits("", "a b") == 2 && edits("a b", "") == 2 && edits("", "") == 0)
    #expect(edits("a b", "x y z", "a c") == 1, "the closest reference counts")
    let two = TER.corpus(hypotheses: ["a b"], references: [["x y z", "a c"]])
    #expect(two.referenceLength == 2.5 && two.score == 40)
  }

  @Test func longTextsAreScored() {
    // Beyond every limit of Tercom: beam, distance and length of a move, number of candidates.
    let long = (0..<3000).map { "w\($0 % 40)" }
    let text = long.joined(separator: " ")
    let turned = (long[1500...] + long[..<1500]).joined(separator: " ")
    let score = TER.corpus(hypotheses: [turned, "w1", text], references: [[text], [text], ["w1"]])
    #expect(score.edits >= 2999 * 2 && score.score.isFinite)
    #expect(BLEU.corpus(hypotheses: [turned], references: [[text]]).score > 99)
    #expect(ChrF.corpus(hypotheses: [turned], references: [[text]], wordOrder: 2).score > 99)
  }

  @Test func errorRates() {
    let none = ErrorRate.corpus(hypotheses: [[Int]](), references: [])
    #expect(none.words == 0 && none.tokens == 0)
    let hypotheses = [["K", "AE", "T"], ["D", "AO"], [], ["T", "AH", "M"]]
    let references = [
      [["K", "AA", "T"], ["K", "AE", "T"]], [["D", "AO", "G"], ["D", "AA", "G", "Z"]], [["AH"]],
      [["T", "AA", "M", "Z"]],
    ]
    let score = ErrorRate.corpus(hypotheses: hypotheses, references: references)
    #expect(score.wrongWords == 3 && score.words == 75)
    #expect(score.edits == 0 + 1 + 1 + 2 && score.referenceLength == 3 + 3 + 1 + 4)
    #expect(score.tokens == 100 * 4 / 11.0)
    #expect(ErrorRate.distance(Array("kitten"), Array("sitting")) == 3)
    #expect(ErrorRate.distance(Array("abc"), []) == 3 && ErrorRate.distance([], Array("abc")) == 3)
  }

  /// Distances against the definition, by recursion.
  @Test func editDistanceIsTheLeast() {
    func least(_ a: ArraySlice<Int>, _ b: ArraySlice<Int>) -> Int {
      guard let first = a.first, let second = b.first else { return a.count + b.count }
      if first == second { return least(a.dropFirst(), b.dropFirst()) }
      return 1
        + min(
          least(a.dropFirst(), b.dropFirst()), least(a.dropFirst(), b), least(a, b.dropFirst()))
    }
    var random = Generator()
    for _ in 0..<300 {
      let (a, b) = (
        (0..<random.below(6)).map { _ in random.below(3) }, (0..<random.below(6)).map { _ in random.below(3) }
      )
      #expect(ErrorRate.distance(a, b) == least(a[...], b[...]), "\(a), \(b)")
    }
  }

  @Test func bootstrap() {
    var random = Generator()
    var (hypotheses, worse, references): ([String], [String], [[String]]) = ([], [], [])
    for _ in 0..<200 {
      let sentence = ["the"] + random.sentence() + ["dog"]
      references.append([sentence.joined(separator: " ")])
      hypotheses.append(random.worse(sentence).joined(separator: " "))
      worse.append(random.worse(random.worse(sentence)).joined(separator: " "))
    }
    let first = BLEU.statistics(hypotheses: hypotheses, references: references)
    let second = BLEU.statistics(hypotheses: worse, references: references)
    let source = RandomSource(seed: 4)
    let result = PairedBootstrap(first, second, random: source)
    #expect(result == PairedBootstrap(first, second, random: source))
    let expected =
      BLEU.corpus(hypotheses: hypotheses, references: references).score
      - BLEU.corpus(hypotheses: worse, references: references).score
    #expect(result.difference == expected && result.difference > 5)
    #expect(result.interval.contains(result.difference) && result.interval.lowerBound > 0)
    #expect(result.pValue < 0.01 && result.firstIsGreater > 0.99)
    let turned = PairedBootstrap(second, first, random: source)
    #expect(turned.difference == -result.difference && turned.pValue == result.pValue)
    #expect(abs(turned.firstIsGreater + result.firstIsGreater - 1) < 1e-12)
    // A system against itself, and one that is as good on another half of the segments.
    let same = PairedBootstrap(first, first, random: source)
    #expect(same.difference == 0 && same.pValue == 1 && same.firstIsGreater == 0.5 && same.interval == 0...0)
    let mixed = (0..<200).map { $0 % 2 == 0 ? first[$0] : second[$0] }
    let other = (0..<200).map { $0 % 2 == 1 ? first[$0] : second[$0] }
    #expect(PairedBootstrap(mixed, other, random: source).pValue > 0.05)
    let chrF = PairedBootstrap(
      ChrF.statistics(hypotheses: hypotheses, references: references, wordOrder: 2),
      ChrF.statistics(hypotheses: worse, references: references, wordOrder: 2), random: source)
    #expect(chrF.pValue < 0.01 && chrF.difference > 5)
    let ter = PairedBootstrap(
      TER.statistics(hypotheses: hypotheses, references: references),
      TER.statistics(hypotheses: worse, references: references), random: source)
    #expect(ter.pValue < 0.01 && ter.difference < -5 && ter.firstIsGreater < 0.01)
  }
}
