import Foundation
import SeqData
import SeqFiles
import SeqKit
import SeqLayers
import SeqModels
import SeqTensor
import SeqTraining
import Synchronization
import SystemPackage
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Trained once for all tests of this file, in a second or two.
private let toy: Translator? = {
  guard let training = try? TranslatorTraining(pairs: spellingPairs(600), settings: toySettings(), threads: 2)
  else {
    return nil
  }
  do { while try training.next() != nil {} } catch { return nil }
  return try? training.translator(storage: .int8)
}()

@Suite struct TranslatorTests {
  private func translator() throws -> Translator { try #require(toy) }

  @Test func learnsAToyLanguage() throws {
    let translator = try translator()
    let pairs = spellingPairs(900).suffix(200)
    let found = try translator.translations(of: pairs.map(\.source), threads: 2).map { $0[0].text }
    let right = zip(found, pairs).filter { $0 == $1.target }.count
    // 600 sentences suffice for nearly all; a broken gradient gives none.
    #expect(right >= 180, "\(right) of 200")
    #expect(translator.card == toyCard)
  }

  @Test func attentionAndScoresBelongToTheTokens() throws {
    let translation = try translator().translate("a b c")
    #expect(translation.sourceTokens == ["a", "b", "c"])
    #expect(translation.attention.count == translation.tokens.count)
    #expect(translation.attention.allSatisfy { $0.count == 3 && $0.reduce(0, +) <= 1.0001 })
    let map = translation.attentionMap
    #expect(map.columns == ["a", "b", "c", "</s>"])
    #expect(map.rows.map { Array($0.dropLast()) } == translation.attention)
    #expect(map.rows.allSatisfy { row in abs(row.reduce(0, +) - 1) < 1e-4 && row.allSatisfy { $0 >= 0 } })
    #expect(translation.tokenScores.count == translation.tokens.count + 1)
    #expect(translation.tokenScores.allSatisfy { $0 <= 0 })
    #expect(translation.score <= 0)
  }

  @Test func oddTextsGiveTextsAndNeverTrap() throws {
    let translator = try translator()
    #expect(try translator.translate("").text == "")
    #expect(try translator.translate(" \t\u{3000}\n").text == "")
    let odd = [
      "👩‍👩‍👧‍👦 🏳️‍🌈", "你好，世界！", "e\u{301}", String(repeating: "a ", count: 1000), "zzz yyy", "\u{0}\u{1}", "🫠",
    ]
    for text in odd {
      for search in [Search.greedy, .beam(width: 2)] {
        #expect(try translator.translate(text, search: search).text.utf8.count < 100_000)
      }
    }
    #expect(
      try translator.translate("a b", search: .beam(width: 0)).text
        == translator.translate("a b", search: .greedy).text)
  }

  /// Eight tasks at once give what one gives.
  @Test func manyTasksShareATranslator() async throws {
    let translator = try translator()
    let texts = spellingPairs(40).map(\.source)
    let alone = try texts.map { try translator.translate($0).text }
    let together = try await withThrowingTaskGroup(of: (Int, [String]).self) { group in
      for task in 0..<8 {
        group.addTask { (task, try texts.map { try translator.translate($0).text }) }
      }
      var all: [[String]] = []
      for try await (_, found) in group { all.append(found) }
      return all
    }
    #expect(together.count == 8 && together.allSatisfy { $0 == alone })
    #expect(try translator.translations(of: texts, threads: 2).map { $0[0].text } == alone)
  }

  @Test func cancelledTaskStops() async throws {
    let translator = try translator()
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      return try translator.translate("a b c")
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  /// The threads that help are no tasks; they stop all the same.
  @Test func aTaskIsCancelledWhileItTranslates() async throws {
    let translator = try translator()
    let texts = (0..<4000).map { _ in String(repeating: "a b c d e ", count: 90) }
    let begun = Atomic(false)
    let task = Task {
      begun.store(true, ordering: .releasing)
      return try translator.translations(of: texts, search: .beam(width: 8), threads: 2).count
    }
    // On a thread of its own: tasks may all be waiting for their turn.
    Thread.detachNewThread {
      while !begun.load(ordering: .acquiring) { usleep(1000) }
      usleep(20_000)
      task.cancel()
    }
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  /// To the last bit, in whatever company, padded or not.
  @Test(arguments: [Search.greedy, .beam(width: 5)])
  func companyDoesNotMatter(_ search: Search) throws {
    let translator = try translator()
    let texts = spellingPairs(60).enumerated().map { number, pair in
      number.isMultiple(of: 3) ? pair.source + " e d c b a b" : pair.source
    }
    let together = try translator.translations(of: texts, search: search)
    for (text, found) in zip(texts, together) {
      #expect(try translator.translations(of: [text], search: search)[0] == found, "\(text)")
    }
  }

  @Test func anEnsembleIsNoOneModel() throws {
    let folder = try TemporaryFolder()
    let ensemble = try Translator(ensembleOf: [translator(), translator()])
    #expect(throws: FileError.self) { try ensemble.save(to: FilePath(folder.file("m")), card: toyCard) }
    #expect(folder.bytes("m") == nil)
    #expect(throws: SettingsError.self) { try Translator(averageOf: [translator(), ensemble]) }
    #expect(throws: SettingsError.self) {
      try TranslatorTraining(from: ensemble, pairs: spellingPairs(50), settings: toySettings(), threads: 1)
    }
  }

  @Test func whatIsTooLongIsKnown() throws {
    let translator = try translator()
    #expect(!translator.leavesOut(of: String(repeating: "a ", count: 1000)))
    #expect(translator.leavesOut(of: String(repeating: "a ", count: 1001)))
  }

  @Test func nBestIsSortedAndDistinct() throws {
    let found = try translator().translations(of: ["a b"], search: .beam(width: 4), nBest: 4)[0]
    #expect(found.count == 4)
    #expect(Set(found.map(\.tokens)).count == 4)
  }
}

@Suite struct TrainingTests {
  private func bits(_ training: TranslatorTraining, _ folder: TemporaryFolder, _ name: String) throws
    -> [UInt8]
  {
    try training.save(to: FilePath(folder.file(name)))
    return try #require(folder.bytes(name))
  }

  /// With everything that draws at random or keeps a state of its own.
  private func regularized(_ averaging: Averaging) -> TranslatorSettings {
    var settings = settings()
    settings.tokenizer = .bytePair
    settings.targetTokenizer = .character
    settings.vocabularySize = 320
    settings.bpeDropout = 0.3
    settings.training.scheduledSampling = 0.5
    settings.training.averaging = averaging
    return settings
  }

  private func settings() -> TranslatorSettings {
    toySettings {
      $0.variants = PairVariants()
      $0.training.epochs = 3
      $0.training.schedule = .cosine(warmup: 5, total: 60)
    }
  }

  /// Stopped anywhere, within an epoch or at its end, and resumed: the same bits as without a stop.
  @Test(arguments: [1, 7, 20])
  func resumedEqualsUninterrupted(_ stop: Int) throws {
    let folder = try TemporaryFolder()
    let pairs = spellingPairs(300)
    let whole = try TranslatorTraining(pairs: pairs, settings: settings(), threads: 1)
    while try whole.next() != nil {}
    let first = try TranslatorTraining(pairs: pairs, settings: settings(), threads: 1)
    for _ in 0..<stop { _ = try first.next() }
    try first.save(to: FilePath(folder.file("checkpoint")))
    let second = try TranslatorTraining(
      resuming: FilePath(folder.file("checkpoint")), pairs: pairs, threads: 1)
    #expect(second.progress == first.progress)
    while try second.next() != nil {}
    #expect(try bits(whole, folder, "whole") == bits(second, folder, "second"))
  }

  @Test(arguments: [Averaging.exponential(decay: 0.9), .epochs(first: 2)], [2, 31])
  func regularizedResumesToTheSameBits(_ averaging: Averaging, _ stop: Int) throws {
    let folder = try TemporaryFolder()
    let pairs = spellingPairs(200)
    let (settings, validation) = (regularized(averaging), Array(spellingPairs(230).suffix(30)))
    let whole = try TranslatorTraining(pairs: pairs, validation: validation, settings: settings, threads: 2)
    #expect(whole.heldOutPairCount == 30 && whole.trainingPairCount == 200)
    while try whole.next() != nil {}
    let first = try TranslatorTraining(pairs: pairs, validation: validation, settings: settings, threads: 1)
    for _ in 0..<stop { _ = try first.next() }
    try first.save(to: FilePath(folder.file("checkpoint")))
    let second = try TranslatorTraining(
      resuming: FilePath(folder.file("checkpoint")), pairs: pairs, validation: validation, threads: 1)
    while try second.next() != nil {}
    #expect(try bits(whole, folder, "whole") == bits(second, folder, "second"))
    #expect(throws: FileError.self, "another validation set is other data") {
      try TranslatorTraining(resuming: FilePath(folder.file("checkpoint")), pairs: pairs, threads: 1)
    }
  }

  /// A mean of all epochs is not what the last update left, and learns all the same.
  @Test func averagedWeightsAreEvaluated() throws {
    func losses(_ averaging: Averaging) throws -> [Double] {
      let settings = toySettings {
        $0.training.epochs = 6
        $0.training.averaging = averaging
      }
      let training = try TranslatorTraining(pairs: spellingPairs(300), settings: settings, threads: 2)
      var losses: [Double] = []
      while let event = try training.next() {
        if case .epoch(let report) = event { losses.append(try #require(report.heldOutLoss)) }
      }
      return losses
    }
    let (plain, late, exponential) = try (
      losses(.none), losses(.epochs(first: 5)), losses(.exponential(decay: 0.9))
    )
    #expect(plain.prefix(5) == late.prefix(5), "the mean of one epoch is that epoch")
    #expect(plain[5] != late[5])
    #expect(zip(plain, exponential).allSatisfy { $0 != $1 } && exponential[5] < 0.7 * exponential[0])
  }

  @Test func threadsDoNotChangeABit() throws {
    let folder = try TemporaryFolder()
    var results: [[UInt8]] = []
    for threads in [1, 2, 3] {
      let training = try TranslatorTraining(pairs: spellingPairs(200), settings: settings(), threads: threads)
      while try training.next() != nil {}
      results.append(try bits(training, folder, "\(threads)"))
    }
    #expect(results[0] == results[1] && results[0] == results[2])
  }

  @Test func otherSeedOtherModel() throws {
    let folder = try TemporaryFolder()
    var results: [[UInt8]] = []
    for seed in [1, 2] as [UInt64] {
      var settings = settings()
      settings.training.seed = seed
      let training = try TranslatorTraining(pairs: spellingPairs(100), settings: settings, threads: 1)
      _ = try training.next()
      results.append(try bits(training, folder, "\(seed)"))
    }
    #expect(results[0] != results[1])
  }

  @Test func otherDataOrADamagedCheckpointIsRefused() throws {
    let folder = try TemporaryFolder()
    let pairs = spellingPairs(100)
    let training = try TranslatorTraining(pairs: pairs, settings: settings(), threads: 1)
    let whole = try bits(training, folder, "checkpoint")
    #expect {
      try TranslatorTraining(
        resuming: FilePath(folder.file("checkpoint")), pairs: spellingPairs(99), threads: 1)
    } throws: { ($0 as? FileError)?.reason.contains("other sentences") == true }
    for count in [0, 7, 100, whole.count / 2, whole.count - 1] {
      let path = try folder.write(Array(whole[..<count]), to: "cut")
      #expect { try TranslatorTraining(resuming: FilePath(path), pairs: pairs, threads: 1) } throws: {
        ($0 as? FileError)?.kind == .badData
      }
    }
    #expect { try TranslatorTraining(resuming: "/nowhere/at/all", pairs: pairs, threads: 1) } throws: {
      ($0 as? FileError)?.kind == .noInput
    }
  }

  @Test func explodingTrainingIsNoticed() throws {
    let settings = toySettings {
      $0.training.learningRate = 1e30
      $0.training.clipNorm = 0
      $0.training.optimizer = .sgd()
    }
    let training = try TranslatorTraining(pairs: spellingPairs(100), settings: settings, threads: 1)
    #expect(throws: TrainingDiverged.self) { while try training.next() != nil {} }
  }

  /// Nothing is learned after the last update: what it did shows in the held-out pairs alone.
  @Test func anExplosionInTheOnlyUpdateIsNoticed() throws {
    let settings = toySettings {
      $0.training.epochs = 1
      $0.training.batchTokens = 100_000
      $0.training.learningRate = .greatestFiniteMagnitude / 8
      $0.training.clipNorm = 0
    }
    let training = try TranslatorTraining(pairs: spellingPairs(100), settings: settings, threads: 1)
    let error = #expect(throws: TrainingDiverged.self) { while try training.next() != nil {} }
    #expect(error?.update == 1 && error?.gradientNorm.isFinite == true, "\(String(describing: error))")
    #expect(training.progress.bestEpoch == 0 && training.history.isEmpty)
  }

  @Test func impossibleSettingsAreNamed() {
    #expect(throws: SettingsError.self) {
      try TranslatorTraining(pairs: [], settings: toySettings(), threads: 1)
    }
    #expect {
      try TranslatorTraining(
        pairs: spellingPairs(50), settings: toySettings { $0.model.hiddenSize = 33 }, threads: 1)
    } throws: { ($0 as? SettingsError)?.description.contains("odd") == true }
    #expect {
      try TranslatorTraining(
        pairs: spellingPairs(50), settings: toySettings { $0.bpeDropout = 1 }, threads: 1)
    } throws: { ($0 as? SettingsError)?.description.contains("bpeDropout") == true }
  }

  typealias Change = @Sendable (inout TranslatorSettings) -> Void

  static let impossible: [(String, Change)] = [
    ("shards", { $0.training.shards = 0 }), ("epochs", { $0.training.epochs = 1 << 62 }),
    ("batchTokens", { $0.training.batchTokens = -5 }), ("maximumLength", { $0.training.maximumLength = 0 }),
    ("patience", { $0.training.patience = -1 }), ("learningRate", { $0.training.learningRate = -1 }),
    ("clipNorm", { $0.training.clipNorm = .nan }), ("labelSmoothing", { $0.training.labelSmoothing = 1 }),
    ("scheduledSampling", { $0.training.scheduledSampling = 2 }),
    ("decay", { $0.training.optimizer = .rmsProp(decay: 1) }),
    ("epsilon", { $0.training.optimizer = .adagrad(epsilon: -.infinity) }),
    ("updates", { $0.training.schedule = .cosine(warmup: .max, total: 0) }),
    ("factor", { $0.training.schedule = .reduceOnPlateau(factor: 3, patience: 1) }),
    ("epoch 1", { $0.training.averaging = .epochs(first: 0) }),
    ("decay", { $0.training.averaging = .exponential(decay: 1) }),
    ("heldOut", { $0.heldOut = -1 }), ("vocabularySize", { $0.vocabularySize = .min }),
    ("minimumCount", { $0.minimumCount = -1 }), ("variants", { $0.variants?.careless = 7 }),
    ("hidden size", { $0.model.hiddenSize = 0 }),
  ]

  /// Whatever a configuration file may say is refused by name, wherever a training begins.
  @Test(arguments: impossible) func settingsThatCannotBeAreRefused(_ name: String, _ change: Change) throws {
    var settings = toySettings()
    settings.variants = PairVariants()
    #expect(settings.problem == nil)
    change(&settings)
    #expect(settings.problem?.contains(name) == true, "\(settings.problem ?? "nothing")")
    #expect(throws: SettingsError.self) {
      try TranslatorTraining(pairs: spellingPairs(50), settings: settings, threads: 1)
    }
  }

  /// Sound by its format and its data, and not by what it says of the training.
  @Test func aForgedCheckpointIsRefused() throws {
    let folder = try TemporaryFolder()
    let pairs = spellingPairs(100)
    let training = try TranslatorTraining(pairs: pairs, settings: settings(), threads: 1)
    let whole = try bits(training, folder, "checkpoint")
    let length = whole[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = String(decoding: whole[8..<8 + length], as: UTF8.self)
    for (old, new) in [
      (#"shards\\\":2"#, #"shards\\\":0"#), (#"hiddenSize\\\":32"#, #"hiddenSize\\\":16384"#),
      (#"\"batch\":0"#, #"\"batch\":-1"#), (#"targetVocabularySize\\\":9"#, #"targetVocabularySize\\\":8"#),
    ] {
      #expect(header.contains(old), "\(old)")
      let forged = Array(header.replacing(old, with: new).utf8)
      let size = (0..<8).map { UInt8(truncatingIfNeeded: forged.count >> (8 * $0)) }
      let path = try folder.write(size + forged + whole[(8 + length)...], to: "forged")
      #expect { try TranslatorTraining(resuming: FilePath(path), pairs: pairs, threads: 1) } throws: {
        ($0 as? FileError)?.kind == .badData
      }
    }
  }

  /// A cut by characters, so that a Chinese sentence is no single word that is right or wrong.
  @Test func theMetricCountsChineseCharacters() throws {
    let signs = ["a": "一", "b": "二", "c": "三", "d": "四", "e": "五"]
    let pairs = spellingPairs(200).map { pair in
      SentencePair(
        source: pair.source, target: pair.source.compactMap { signs[String($0)] }.joined() + "月明星稀")
    }
    let settings = toySettings {
      $0.targetTokenizer = .character
      $0.training.epochs = 3
      $0.training.metric = .bleu
    }
    let training = try TranslatorTraining(pairs: pairs, settings: settings, threads: 2)
    var scores: [Double] = []
    while let event = try training.next() {
      if case .epoch(let report) = event { scores.append(report.bleu ?? -1) }
    }
    #expect(scores.count == 3 && scores.allSatisfy { $0 > 1 } && scores[2] > 10, "\(scores)")
  }

  /// The first losses of one fixed training: a change of any equation, draw or order changes them.
  @Test(.enabled(if: !isDouble)) func firstLossesAreTheRecordedOnes() throws {
    let training = try TranslatorTraining(pairs: spellingPairs(300), settings: settings(), threads: 1)
    var losses: [Double] = []
    while losses.count < 10, let event = try training.next() {
      if case .updated(let report) = event { losses.append(report.loss) }
    }
    let recorded = [
      2.1913022, 2.1862292, 2.1520871, 2.1216385, 2.0774642, 2.0117846, 1.9228871, 1.8677750, 1.7262122,
      1.9275339,
    ]
    // Other instruction sets round otherwise; ten updates do not let that grow beyond this.
    #expect(zip(losses, recorded).allSatisfy { abs($0 - $1) < 1e-4 } && losses.count == recorded.count)
  }

  @Test func earlyStoppingAndPlateau() throws {
    let settings = toySettings {
      $0.training.epochs = 1000
      $0.training.patience = 2
      $0.training.learningRate = 0
      $0.training.schedule = .reduceOnPlateau(factor: 0.5, patience: 1)
    }
    let training = try TranslatorTraining(pairs: spellingPairs(100), settings: settings, threads: 1)
    while try training.next() != nil {}
    #expect(training.progress.epoch == 3, "one epoch sets the best, two do not better it")
    #expect(training.progress.reductions == 2 && training.progress.bestEpoch == 1)
  }

  @Test(arguments: [CellKind.gru, .rnn], [AttentionKind.none, .additive])
  func everyMachineLearns(_ cell: CellKind, _ attention: AttentionKind) throws {
    let settings = toySettings {
      $0.model.cell = cell
      $0.model.attention = attention
      $0.training.epochs = 10
      $0.training.metric = .bleu
    }
    let training = try TranslatorTraining(pairs: spellingPairs(300), settings: settings, threads: 2)
    var reports: [EpochReport] = []
    while let event = try training.next() { if case .epoch(let report) = event { reports.append(report) } }
    #expect(reports.count == 10)
    #expect(try #require(reports[9].heldOutLoss) < 0.7 * #require(reports[0].heldOutLoss))
    #expect(reports.allSatisfy { $0.bleu != nil && $0.sample != nil })
  }

  /// A cancelled task saves what `resuming` goes on from.
  @Test func cancelledEventsAreSaved() async throws {
    let folder = try TemporaryFolder()
    let path = folder.file("checkpoint")
    let settings = settings()
    let task = Task {
      let training = try TranslatorTraining(pairs: spellingPairs(200), settings: settings, threads: 1)
      var updates = 0
      for try await event in training.events(savingTo: FilePath(path)) {
        if case .updated = event { updates += 1 }
        if updates == 3 { withUnsafeCurrentTask { $0?.cancel() } }
      }
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    let resumed = try TranslatorTraining(resuming: FilePath(path), pairs: spellingPairs(200), threads: 1)
    #expect(resumed.progress.update == 3)
  }
}
