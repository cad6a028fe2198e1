import SeqData
import SeqKit
import SystemPackage
import TestSupport
import Testing

/// Which of its pairs a translator learns from, and what is said where none is left.
@Suite struct LeftOutPairsTests {
  /// Six sources of two to four words, and as many of seven.
  private static let pairs =
    (2..<8).map { SentencePair(source: words($0 % 3 + 2, $0), target: "x y") }
    + (2..<8).map { SentencePair(source: words(7, $0), target: "x y") }

  private static func words(_ count: Int, _ seed: Int) -> String {
    (0..<count).map { ["ba", "ke", "li", "mo", "nu"][$0 * seed % 5] }.joined(separator: " ")
  }

  private func settings(maximumLength: Int, _ change: (inout TranslatorSettings) -> Void = { _ in })
    -> TranslatorSettings
  {
    toySettings {
      $0.heldOut = 0
      $0.training.maximumLength = maximumLength
      $0.training.epochs = 1
      change(&$0)
    }
  }

  @Test(arguments: [1, 2]) func longPairsAreCounted(_ threads: Int) throws {
    let training = try TranslatorTraining(
      pairs: Self.pairs, settings: settings(maximumLength: 4), threads: threads)
    #expect(training.leftOut.tooLong == 6 && training.leftOut.empty == 0)
    #expect(training.trainingPairCount == 6)
    let all = try TranslatorTraining(
      pairs: Self.pairs, settings: settings(maximumLength: 7), threads: threads)
    #expect(all.leftOut.count == 0 && all.trainingPairCount == 12)
  }

  /// They are held out, but no loss is worked out on them.
  @Test func longPairsThatAreHeldOutAreCounted() throws {
    let held = [2, 3, 9].map { SentencePair(source: Self.words($0, 3), target: "x") }
    let training = try TranslatorTraining(
      pairs: Self.pairs, validation: held, settings: settings(maximumLength: 4), threads: 1)
    #expect(training.heldOutPairCount == 3 && training.heldOutTooLong == 1)
  }

  /// Where all of them are too long there is no held-out loss, but BLEU, and the best model is chosen by that.
  @Test func longPairsThatAreHeldOutAreTranslated() throws {
    let held = [SentencePair(source: Self.words(9, 3), target: "x y")]
    let training = try TranslatorTraining(
      pairs: Self.pairs, validation: held,
      settings: settings(maximumLength: 4) {
        $0.training.metric = .bleu
        $0.training.epochs = 2
      }, threads: 1)
    var reports: [EpochReport] = []
    while let event = try training.next() { if case .epoch(let report) = event { reports.append(report) } }
    #expect(reports.count == 2 && reports.allSatisfy { $0.heldOutLoss == nil && $0.bleu != nil })
  }

  /// Nothing to learn from is an error, and no training that is over before it has begun.
  @Test func whereAllAreTooLongThereIsNoTraining() throws {
    #expect {
      try TranslatorTraining(pairs: Self.pairs, settings: settings(maximumLength: 1), threads: 1)
    } throws: {
      let error = $0 as? SettingsError
      return error?.remedy == .allowLongerPairs && error?.description.contains("more than 1 token") == true
    }
    // A warm start cuts by the model's own vocabularies, and is checked as well.
    let folder = try TemporaryFolder()
    let first = try TranslatorTraining(pairs: Self.pairs, settings: settings(maximumLength: 7), threads: 1)
    try first.saveModel(to: FilePath(folder.file("m")), card: toyCard)
    let model = try Translator(contentsOf: FilePath(folder.file("m")))
    #expect {
      try TranslatorTraining(
        from: model, pairs: Self.pairs, settings: settings(maximumLength: 1), threads: 1)
    } throws: { ($0 as? SettingsError)?.remedy == .allowLongerPairs }
  }

  /// Half of the target's words are there once.
  @Test func rareWordsAreUnknownButToBytePairs() throws {
    let pairs = (0..<10).map { SentencePair(source: "ba ke", target: "x rare\($0)") }
    func shares(_ kind: TokenizerKind, minimumCount: Int) throws -> [Double] {
      let shares = try TranslatorTraining(
        pairs: pairs,
        settings: settings(maximumLength: 60) {
          $0.tokenizer = kind
          $0.targetTokenizer = nil
          $0.minimumCount = minimumCount
        }, threads: 1
      ).unknownShares
      return [shares.source, shares.target]
    }
    #expect(try shares(.word, minimumCount: 2) == [0, 0.5])
    #expect(try shares(.word, minimumCount: 1) == [0, 0])
    #expect(try shares(.bytePair, minimumCount: 2) == [0, 0])
  }

  /// A source is held out with all its translations, and a tenth of the pairs at most.
  @Test func translationsOfOneSourceCountEach() throws {
    let pairs = (0..<100).map { SentencePair(source: "a \($0 % 10)", target: "b \($0)") }
    let training = try TranslatorTraining(pairs: pairs, settings: toySettings(), threads: 1)
    #expect(training.heldOutPairCount == 10 && training.trainingPairCount == 90)
  }

  @Test func copiesOfOnePairAreAllLearnedFrom() throws {
    let copies = [SentencePair](repeating: SentencePair(source: "a b", target: "c d"), count: 50)
    let training = try TranslatorTraining(pairs: copies, settings: toySettings(), threads: 1)
    #expect(training.heldOutPairCount == 0 && training.trainingPairCount == 50)
  }

  @Test func bleuNeedsHeldOutPairs() {
    #expect {
      try TranslatorTraining(
        pairs: Self.pairs, settings: settings(maximumLength: 7) { $0.training.metric = .bleu }, threads: 1)
    } throws: { ($0 as? SettingsError)?.remedy == .chooseByLoss }
  }
}
