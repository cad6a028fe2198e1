import SeqData
import SeqTensor
import SeqTraining

/// The pairs of a translator's training: those to learn from and those that the best model is chosen by.
struct TrainingPairs {
  let training, heldOut: [SentencePair]

  /// - Parameter validation: pairs to choose the best model by; nil sets some of `pairs` aside.
  init(_ pairs: [SentencePair], validation: [SentencePair]?, settings: TranslatorSettings) {
    if let validation {
      (training, heldOut) = (pairs, validation)
    } else {
      // A small file gives a tenth of itself at most, however many translations a source has.
      let most = pairs.count / 10
      (training, heldOut) = pairs.split(
        heldOut: min(settings.heldOut, most), atMost: most,
        random: RandomSource(seed: settings.training.seed).stream(named: "held out"))
    }
  }

  /// - Throws: if there is nothing to learn from, or nothing to choose the best model by as the settings want it chosen.
  func check(_ settings: TranslatorSettings) throws(SettingsError) {
    if training.isEmpty { throw SettingsError("there are no sentence pairs to train on") }
    if settings.training.metric == .bleu && heldOut.isEmpty {
      throw SettingsError(
        "the best model cannot be chosen by BLEU, because no pairs are held out", remedy: .chooseByLoss)
    }
  }

  /// About how many source and target tokens an epoch has, markers included.
  func tokens(_ source: TextCodec, _ target: TextCodec, maximumLength: Int) -> Int {
    // Every so many pairs tell how long the others are.
    let step = max(training.count / 2000, 1)
    let sample = stride(from: 0, to: training.count, by: step).map { training[$0] }
    let tokens = sample.reduce(0) { sum, pair in
      let encoded = EncodedPair(source: source.encode(pair.source), target: target.encode(pair.target))
      guard encoded.fits(within: maximumLength) else { return sum }
      return sum + encoded.source.count + encoded.target.count + 2
    }
    return tokens * training.count / sample.count
  }
}

/// Pairs that a translator's training leaves out.
public struct LeftOutPairs: Sendable, Hashable {
  /// Pairs with a side of more tokens than `TranslationTrainingSettings.maximumLength`.
  public private(set) var tooLong = 0
  /// Pairs with a side of which nothing is left when it is cut into tokens.
  public private(set) var empty = 0

  public var count: Int { tooLong + empty }

  /// Counts them as they are cut without dropout, which makes more tokens of some, and others in every epoch.
  init(
    among pairs: [SentencePair], _ source: TextCodec, _ target: TextCodec, maximumLength: Int, threads: Int
  ) {
    let parts = chunks(of: pairs.count, length: 4096)
    var counts = [(tooLong: Int, empty: Int)](repeating: (0, 0), count: parts.count)
    counts.withUnsafeMutableBufferPointer { counts in
      nonisolated(unsafe) let counts = counts
      inParallel(parts.count, threads: threads) { part in
        for index in parts[part] {
          let pair = EncodedPair(
            source: source.encode(pairs[index].source), target: target.encode(pairs[index].target))
          if pair.fits(within: maximumLength) { continue }
          if pair.source.isEmpty || pair.target.isEmpty {
            counts[part].empty += 1
          } else {
            counts[part].tooLong += 1
          }
        }
      }
    }
    tooLong = counts.reduce(0) { $0 + $1.tooLong }
    empty = counts.reduce(0) { $0 + $1.empty }
  }

  /// - Throws: if nothing is left of so many pairs.
  func check(among count: Int, _ settings: TranslatorSettings) throws(SettingsError) {
    guard self.count == count else { return }
    var reasons: [String] = []
    if tooLong > 0 {
      reasons.append("\(tooLong) have a side of more than \(settings.training.maximumLength) tokens")
    }
    if empty > 0 { reasons.append("\(empty) have a side without tokens") }
    throw SettingsError(
      "of \(count) sentence pairs none is left to train on: " + reasons.joined(separator: ", "),
      remedy: tooLong > 0 ? .allowLongerPairs : nil)
  }
}

/// Settings that cannot be, or do not fit the data.
public struct SettingsError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What to choose otherwise.
  public enum Remedy: Sendable, Hashable {
    /// A larger `TranslationTrainingSettings.maximumLength`.
    case allowLongerPairs
    /// `TranslationTrainingSettings.metric` of the loss, or pairs that are held out.
    case chooseByLoss
    /// The names of a reader's stories, which the stories alone do not show to be such.
    case giveNames
  }

  public let description: String
  /// Nil where the description says all.
  public let remedy: Remedy?

  public init(_ description: String, remedy: Remedy? = nil) {
    self.description = description
    self.remedy = remedy
  }
}
