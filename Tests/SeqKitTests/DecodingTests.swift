import SeqData
import SeqFiles
import SeqKit
import SystemPackage
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A language whose letters turn into words and whose rare words, seen once each, are unknown on both sides.
private func pairsWithRareWords(_ count: Int) -> [SentencePair] {
  let words = ["a": "alpha", "b": "beta", "c": "gamma", "d": "delta", "e": "epsilon"]
  return spellingPairs(count).enumerated().map { number, pair in
    let letters = pair.source.split(separator: " ").map(String.init)
    let place = number % (letters.count + 1)
    var source = letters
    var target = letters.map { words[$0] ?? "" }
    source.insert("rare\(number)", at: place)
    target.insert("selten\(number)", at: place)
    return SentencePair(source: source.joined(separator: " "), target: target.joined(separator: " "))
  }
}

/// Models that are trained once for all tests of this file, in a few seconds each.
private enum Toys {
  static let plain = trained(pairsWithRareWords(800), seed: 1)
  static let other = trained(pairsWithRareWords(800), seed: 2)
  static let without = trained(pairsWithRareWords(100), seed: 1) {
    $0.model.attention = .none
    $0.training.epochs = 1
  }
  static let letters = trained(pairsWithRareWords(100), seed: 1) {
    $0.tokenizer = .character
    $0.training.epochs = 1
  }
  static let pieces = trained(spellingPairs(600), seed: 1) { $0.tokenizer = .bytePair }

  private static func trained(
    _ pairs: [SentencePair], seed: UInt64, _ change: (inout TranslatorSettings) -> Void = { _ in }
  ) -> (whole: Translator, int8: Translator)? {
    let settings = toySettings {
      $0.minimumCount = 2
      $0.training.seed = seed
      $0.training.epochs = 12
      change(&$0)
    }
    guard let training = try? TranslatorTraining(pairs: pairs, settings: settings, threads: 2) else {
      return nil
    }
    do {
      while try training.next() != nil {}
      return (try training.translator(), try training.translator(storage: .int8))
    } catch {
      return nil
    }
  }

  static func translator(_ toy: (whole: Translator, int8: Translator)?) throws -> Translator {
    try #require(toy).whole
  }
}

@Suite struct DecodingTests {
  private func options(_ change: (inout TranslationOptions) -> Void) -> TranslationOptions {
    var options = TranslationOptions()
    change(&options)
    return options
  }

  private let texts = spellingPairs(60).map(\.source)

  // MARK: Scores

  @Test func scoresBelongToWords() throws {
    for translator in [try Toys.translator(Toys.plain), try Toys.translator(Toys.pieces)] {
      for found in try translator.translations(of: texts).map({ $0[0] }) {
        #expect(found.words == found.text.split(separator: " ").map(String.init))
        #expect(found.wordScores.count == found.words.count && found.wordScores.allSatisfy { $0 < 0 })
        let end = found.tokenScores.count > found.tokens.count ? found.tokenScores[found.tokens.count] : 0
        #expect(abs(found.wordScores.reduce(0, +) + end - found.logProbability) < 1e-4)
        #expect(found.tokenWords.count == found.tokens.count)
        #expect(found.sourceTokenWords.count == found.sourceTokens.count)
      }
    }
  }

  @Test func givenTranslationsAreScoredAsTheSearchScoresItsOwn() throws {
    let translator = try Toys.translator(Toys.pieces)
    let found = try translator.translations(of: texts, search: .beam(width: 4, lengthPenalty: 0)).map {
      $0[0]
    }
    let pairs = zip(texts, found).map { SentencePair(source: $0, target: $1.text) }
    let scored = try translator.scores(of: pairs, threads: 2)
    for (found, scored) in zip(found, scored) {
      #expect(abs(found.logProbability - scored.logProbability) < 1e-4)
      #expect(found.text == scored.text && found.tokens == scored.tokens && found.words == scored.words)
      #expect(found.alignment == scored.alignment)
    }
    let wrong = try translator.score("a b", target: "gamma gamma gamma")
    #expect(wrong.logProbability < -5 && wrong.score == wrong.logProbability)
    // Whatever is given has a score.
    for (source, target) in [("", ""), ("", "alpha"), ("a", ""), ("👩‍👩‍👧‍👦", "\u{0}"), (" ", " \n ")] {
      let scored = try translator.score(source, target: target)
      #expect(scored.logProbability.isFinite && scored.tokenScores.count == scored.tokens.count + 1)
    }
    let long = try translator.score("a b", target: String(repeating: "alpha ", count: 3000))
    #expect(long.tokens.count == Translator.longestSource)
  }

  // MARK: Alignments and unknown words

  @Test func alignmentsFollowTheAttention() throws {
    let translator = try Toys.translator(Toys.plain)
    var right = 0
    let held = pairsWithRareWords(900).suffix(60)
    for (pair, found) in zip(held, try translator.translations(of: held.map(\.source)).map { $0[0] }) {
      #expect(found.alignment.map(\.target) == Array(found.words.indices))
      let count = pair.source.split(separator: " ").count
      #expect(found.alignment.allSatisfy { (0..<count).contains($0.source) })
      if found.alignment.map(\.description) == (0..<count).map({ "\($0)-\($0)" }) { right += 1 }
    }
    // The language keeps the order of its words; a transposed or reversed alignment gives none.
    #expect(right >= 40, "\(right) of 60")
    #expect(try Toys.translator(Toys.without).translate("a b").alignment.isEmpty)
  }

  @Test func piecesAreAlignedAsWords() throws {
    let translator = try Toys.translator(Toys.pieces)
    let found = try translator.translate("a  b c d")
    #expect(found.sourceWords == ["a", "b", "c", "d"])
    #expect(found.alignment.map(\.target) == Array(found.words.indices))
    #expect(found.alignment.allSatisfy { (0..<4).contains($0.source) })
  }

  @Test func unknownWordsAreReplacedByWhatTheyWereReadFrom() throws {
    let translator = try Toys.translator(Toys.plain)
    #expect(try translator.translate("a neverseen b").text == "alpha <unk> beta")
    let replacing = options { $0.replacesUnknown = true }
    let found = try translator.translations(
      of: ["a neverseen b", "Überraschung c d", "a b new"], options: replacing, threads: 2
    ).map { $0[0].text }
    #expect(found == ["alpha neverseen beta", "Überraschung gamma delta", "alpha beta new"])
    var table = PhraseTable()
    table["neverseen"] = "nie gesehen"
    // The table comes first, whatever becomes of other unknown words.
    let both = options {
      $0.replacesUnknown = true
      $0.phraseTable = table
    }
    let withTable = try translator.translations(of: ["a neverseen b", "a other b"], options: both).map {
      $0[0]
    }
    #expect(withTable.map(\.text) == ["alpha nie gesehen beta", "alpha other beta"])
    #expect(withTable[0].words.count == 4 && withTable[0].wordScores.count == 4)
    #expect(withTable[0].alignment.map(\.description) == ["0-0", "1-1", "1-2", "2-3"])
    table["other"] = "anders"
    let two = options { $0.phraseTable = table }
    let written = try translator.translations(of: ["other a neverseen", "a b"], options: two).map {
      $0[0].text
    }
    #expect(written[0].contains("nie gesehen") && written[0].contains("anders"), "\(written)")
    for translator in [try Toys.translator(Toys.without), try Toys.translator(Toys.letters)] {
      for text in ["a neverseen b", "", "ÄÖÜ", "你好"] {
        _ = try translator.translations(of: [text], options: both)
      }
    }
  }

  // MARK: Phrase table

  @Test(arguments: [Search.greedy, .beam(width: 1), .beam(width: 4)])
  func phrasesOverride(_ search: Search) throws {
    var table = PhraseTable()
    table["b"] = "gamma"
    table["d e"] = "alpha alpha delta"
    table["c"] = "<b>Gamma!</b>"
    table["a b c"] = "whole"
    let options = options {
      $0.search = search
      $0.phraseTable = table
    }
    for translator in [try Toys.translator(Toys.plain), try Toys.translator(Toys.pieces)] {
      let found = try translator.translations(
        of: ["a b", "d e a", "a b d e", " a b  c ", "e c e", "e a"], options: options, threads: 2
      ).map { $0[0].text }
      func occurs(_ phrase: String, _ text: String) -> Bool { " \(text) ".contains(" \(phrase) ") }
      #expect(occurs("gamma", found[0]), "\(found)")
      #expect(occurs("alpha alpha delta", found[1]), "\(found)")
      #expect(occurs("gamma", found[2]) && occurs("alpha alpha delta", found[2]), "\(found)")
      #expect(found[3] == "whole", "a phrase that is the text is its translation")
      // What the vocabulary lacks is written all the same.
      #expect(found[4].contains("Gamma") && !found[4].contains("<unk>"), "\(found)")
      #expect(try found[5] == translator.translate("e a", search: search).text)
    }
  }

  /// The language keeps the order of its words, so it is known where a phrase belongs: in the place of its word.
  @Test func phrasesStandWhereTheirWordsAreRead() throws {
    let words = ["a": "alpha", "b": "beta", "c": "gamma", "d": "delta", "e": "epsilon"]
    var table = PhraseTable()
    table["b"] = "epsilon alpha"
    let others = ["a", "c", "d", "e"]
    // In each of three places.
    let sources = (0..<48).map { number in
      var letters = [others[number % 4], others[number / 4 % 4]]
      letters.insert("b", at: number / 16)
      return letters
    }
    let translator = try Toys.translator(Toys.plain)
    // A wider beam also finds ways to write the phrase of itself, which may be anywhere.
    let options = options {
      $0.phraseTable = table
      $0.search = .beam(width: 1)
    }
    let found = try translator.translations(of: sources.map { $0.joined(separator: " ") }, options: options)
    let right = zip(sources, found).count { letters, found in
      let before = letters.prefix { $0 != "b" }.compactMap { words[$0] }
      return found[0].words.starts(with: before + ["epsilon", "alpha"])
    }
    #expect(right >= 30, "\(right) of 48")
  }

  /// A phrase that is found twice occurs twice, and one whose target stands within another's besides it.
  @Test(arguments: [Search.greedy, .beam(width: 4)])
  func phrasesOccurAsOftenAsTheyAreFound(_ search: Search) throws {
    var table = PhraseTable()
    table["b"] = "epsilon"
    table["b c"] = "epsilon delta"
    table["d"] = "gamma Neu"
    table["a d"] = "gamma Alt"
    let options = options {
      $0.search = search
      $0.phraseTable = table
    }
    let found = try Toys.translator(Toys.plain).translations(
      of: ["b a b", "b a b c", "d c d", "d c a d"], options: options
    ).map { $0[0].words }
    #expect(found[0].count { $0 == "epsilon" } >= 2, "\(found[0])")
    #expect(found[1].count { $0 == "epsilon" } >= 2, "\(found[1])")
    #expect(found[1].indices.contains { found[1][$0...].starts(with: ["epsilon", "delta"]) }, "\(found[1])")
    // The vocabulary lacks what the targets end with.
    #expect(found[2].count { $0 == "Neu" } >= 2, "\(found[2])")
    #expect(found[3].contains("Neu") && found[3].contains("Alt"), "\(found[3])")
  }

  @Test func manyPhrasesAreBounded() throws {
    var table = PhraseTable()
    let targets = ["alpha", "beta", "gamma", "delta", "epsilon"].map { word in
      Array(repeating: word, count: 25).joined(separator: " ")
    }
    for (letter, target) in zip(["a", "b", "c", "d", "e"], targets) { table[letter] = target }
    let options = options { $0.phraseTable = table }
    let found = try Toys.translator(Toys.plain).translations(of: ["a b c d e"], options: options)[0][0]
    #expect(found.text.contains(targets[0]) && found.text.contains(targets[1]), "\(found.text)")
    #expect(!found.text.contains(targets[2]), "25 pieces more than are seen to")
  }

  // MARK: Sampling

  @Test func drawsDependOnSeedAndNumberAlone() throws {
    let translator = try Toys.translator(Toys.plain)
    let sampling = options {
      $0.search = .sampling(temperature: 1.5)
      $0.seed = 3
      $0.nBest = 2
    }
    let whole = try translator.translations(of: texts, options: sampling, threads: 1).map { $0.map(\.text) }
    #expect(
      try translator.translations(of: texts, options: sampling, threads: 3).map { $0.map(\.text) } == whole)
    let head = try translator.translations(of: Array(texts[..<7]), options: sampling)
    let tail = try translator.translations(of: Array(texts[7...]), options: sampling, numberedFrom: 8)
    #expect((head + tail).map { $0.map(\.text) } == whole)
    var other = sampling
    other.seed = 4
    #expect(try translator.translations(of: texts, options: other).map { $0.map(\.text) } != whole)
    // The same text on two lines is drawn twice.
    let twice = try translator.translations(
      of: Array(repeating: "a b c d", count: 20), options: sampling
    ).map { $0[0].text }
    #expect(Set(twice).count > 1)
  }

  // MARK: Threads and batches

  @Test func threadsDoNotChangeABit() throws {
    let translator = try Toys.translator(Toys.plain)
    for count in [1, 2, 5, 33, 60] {
      let one = try translator.translations(of: Array(texts[..<count]), nBest: 3, threads: 1)
      let many = try translator.translations(of: Array(texts[..<count]), nBest: 3, threads: 4)
      #expect(one == many)
    }
  }

  // MARK: Ensembles

  @Test func anEnsembleOfOneModelIsTheModel() throws {
    let model = try Toys.translator(Toys.plain)
    let ensemble = try Translator(ensembleOf: [model, model])
    let (alone, together) = (try model.translations(of: texts), try ensemble.translations(of: texts))
    for (alone, together) in zip(alone, together) {
      #expect(alone[0].text == together[0].text && abs(alone[0].score - together[0].score) < 1e-4)
    }
    #expect(try Translator(ensembleOf: [model]).translations(of: texts) == alone)
  }

  /// Two trainings of one language: their mean is no worse than the worse of them.
  @Test func differentModelsTranslateTogether() throws {
    let (a, b) = (try Toys.translator(Toys.plain), try Toys.translator(Toys.other))
    let pairs = pairsWithRareWords(1000).suffix(150).map { pair in
      SentencePair(
        source: pair.source,
        target: pair.target.split(separator: " ").map { $0.hasPrefix("selten") ? "<unk>" : String($0) }
          .joined(separator: " "))
    }
    func right(_ translator: Translator) throws -> Int {
      zip(try translator.translations(of: pairs.map(\.source)), pairs).filter { $0[0].text == $1.target }
        .count
    }
    let (ofA, ofB, ofBoth) = (try right(a), try right(b), try right(Translator(ensembleOf: [a, b])))
    #expect(ofBoth >= min(ofA, ofB) && ofBoth > 100, "\(ofA), \(ofB), together \(ofBoth)")
  }

  @Test func otherVocabulariesAreNamed() throws {
    let plain = try Toys.translator(Toys.plain)
    func difference(_ other: Translator) -> String? {
      do throws(EnsembleError) {
        _ = try Translator(ensembleOf: [plain, other])
        return nil
      } catch {
        return error.description
      }
    }
    #expect(difference(try Toys.translator(Toys.pieces))?.contains("tokenizers are word and bpe") == true)
    let training = try TranslatorTraining(
      pairs: spellingPairs(40).map { SentencePair(source: $0.source, target: $0.target + " x y z") },
      settings: toySettings(), threads: 1)
    let words = try #require(difference(try training.translator()))
    #expect(words.contains("side token") || words.contains("tokens"), "\(words)")
  }

  // MARK: int8

  /// Weights in a quarter of the space translate nearly all sentences as the whole ones do.
  @Test func int8DecodesWell() throws {
    let (whole, small) = try #require(Toys.plain)
    let same = zip(try whole.translations(of: texts), try small.translations(of: texts)).filter {
      $0[0].text == $1[0].text && abs($0[0].score - $1[0].score) < 0.2
    }.count
    #expect(same >= 54, "\(same) of 60")
  }
}
