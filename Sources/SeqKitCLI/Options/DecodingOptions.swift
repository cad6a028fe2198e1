import ArgumentParser
import SeqData
import SeqKit

/// How translations are looked for.
struct DecodingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Beam width; 1 is greedy decoding. (default: 5)", valueName: "n"))
  var beam: Int?

  @Option(
    help: ArgumentHelp(
      "Exponent of the length normalisation of scores, by which translations are ranked; 0 for none. (default: 1)",
      valueName: "alpha"))
  var lengthPenalty: Double?

  @Option(
    help: ArgumentHelp(
      "Weight of the coverage penalty: a translation that leaves source words unread ranks lower.",
      valueName: "beta"))
  var coveragePenalty = 0.0

  @Option(
    help: ArgumentHelp(
      "How many translations of each sentence to write, best first; with --sample, how many to draw. Where there are "
        + "fewer, as of an empty line, empty lines follow: there are always n.",
      valueName: "n"))
  var nBest = 1

  @Option(
    name: .customLong("no-repeat-ngram"),
    help: ArgumentHelp("No n pieces in a row twice in one translation; 0 for no such rule.", valueName: "n"))
  var noRepeatNGram = 0

  @Option(help: ArgumentHelp("The longest translation, in pieces.", valueName: "n"))
  var maxLength: Int?

  @Option(help: ArgumentHelp("The shortest translation, in pieces.", valueName: "n"))
  var minLength = 0

  @Option(
    help: ArgumentHelp(
      "The longest translation, in pieces for each piece of the source (10 more are free).",
      valueName: "r"))
  var lengthRatio = 2.0

  @Flag(help: "Draw translations at random instead of searching for the best; --seed says which.")
  var sample = false

  @Option(
    help: ArgumentHelp(
      "When sampling: under 1 the probable becomes more so, over 1 less. (default: 1)", valueName: "t"))
  var temperature: Double?

  @Option(
    help: ArgumentHelp(
      "When sampling: draw from the k most probable pieces; 0 for all. (default: 0)", valueName: "k"))
  var topK: Int?

  @Flag(
    inversion: .prefixedNo,
    help: "Whether a line of several sentences is translated sentence by sentence.")
  var splitSentences = true

  @Flag(
    inversion: .prefixedNo,
    help: "Whether addresses, long numbers and rare names that a translation lost are copied from the source."
  )
  var copyRare = true

  @Flag(
    inversion: .prefixedNo,
    help:
      "Whether full-width letters, curly quotes, repeated spaces and lines all in capitals are evened out first."
  )
  var evenSpelling = true

  @Flag(
    help: "Write the source word that was attended to in place of <unk>, for models of words or characters.")
  var replaceUnknown = false

  @Option(
    help: ArgumentHelp(
      "Phrases whose translation is given: source, tab, target on each line. Targets occur in the output where their "
        + "sources are read, up to 60 pieces of them. - for standard input.",
      valueName: "file"), completion: .file(extensions: ["tsv", "txt"]))
  var phraseTable: String?

  func validate() throws {
    if let beam { try Self.check(beam: beam) }
    if sample {
      if beam != nil || lengthPenalty != nil {
        throw ValidationError("--sample draws and does not search: leave out --beam and --length-penalty")
      }
      if phraseTable != nil { throw ValidationError("--sample and --phrase-table exclude each other") }
      if !(1...1000).contains(nBest) {
        throw ValidationError("--n-best must lie between 1 and 1000, not \(nBest)")
      }
    } else {
      if temperature != nil || topK != nil {
        throw ValidationError("--temperature and --top-k need --sample")
      }
      try Self.check(nBest: nBest, beam: width)
    }
    if let lengthPenalty, !(0...10).contains(lengthPenalty) {
      throw ValidationError("--length-penalty must lie between 0 and 10")
    }
    if !(0...10).contains(coveragePenalty) {
      throw ValidationError("--coverage-penalty must lie between 0 and 10")
    }
    if noRepeatNGram < 0 { throw ValidationError("--no-repeat-ngram takes a number from 0 on") }
    if let maxLength, maxLength < 1 { throw ValidationError("--max-length must be at least 1") }
    if minLength < 0 { throw ValidationError("--min-length takes a number from 0 on") }
    if let maxLength, minLength > maxLength {
      throw ValidationError("--min-length \(minLength) is more than --max-length \(maxLength)")
    }
    if !(0...1000).contains(lengthRatio) {
      throw ValidationError("--length-ratio must lie between 0 and 1000")
    }
    if let temperature, !(temperature >= 0.001 && temperature <= 1000) {
      throw ValidationError("--temperature must lie between 0.001 and 1000")
    }
    if let topK, topK < 0 { throw ValidationError("--top-k takes a number from 0 on") }
  }

  static func check(beam: Int) throws {
    if beam < 1 || beam > 1000 { throw ValidationError("--beam must lie between 1 and 1000, not \(beam)") }
  }

  static func check(nBest: Int, beam: Int) throws {
    if nBest < 1 || nBest > beam {
      throw ValidationError("--n-best must lie between 1 and the beam width \(beam), not \(nBest)")
    }
  }

  var width: Int { beam ?? 5 }

  /// Whether nothing was chosen, as it must be where there is nothing to look for.
  var isDefault: Bool {
    beam == nil && lengthPenalty == nil && coveragePenalty == 0 && nBest == 1 && noRepeatNGram == 0
      && maxLength == nil && minLength == 0 && lengthRatio == 2 && !sample && !replaceUnknown
      && phraseTable == nil && splitSentences && copyRare && evenSpelling
  }

  /// The library's options; reads the phrase table.
  func options(seed: UInt64) throws -> TranslationOptions {
    var options = TranslationOptions()
    if sample {
      options.search = .sampling(temperature: temperature ?? 1, topK: topK ?? 0)
    } else {
      // A beam of 1 is greedy decoding, with its score by the same exponent.
      options.search = .beam(width: width, lengthPenalty: lengthPenalty ?? 1)
    }
    options.nBest = nBest
    options.coveragePenalty = coveragePenalty
    options.blockedNGram = noRepeatNGram
    options.minimumLength = minLength
    options.maximumLength = maxLength
    options.lengthRatio = lengthRatio
    options.replacesUnknown = replaceUnknown
    options.splitsSentences = splitSentences
    options.copiesRare = copyRare
    options.evensSpelling = evenSpelling
    options.phraseTable = try phraseTable.map(PhraseTable.init(contentsOf:))
    options.seed = seed
    return options
  }
}
