import ArgumentParser
import SeqData
import SeqFiles
import SeqKit
import SeqTensor
import SeqTraining
import SystemPackage

/// `seqkit evaluate`: scores of a model on data with known answers.
struct EvaluateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Score a model on data with known answers.",
    subcommands: [
      EvaluateTranslatorCommand.self, EvaluateQACommand.self, EvaluateMemoryCommand.self,
      EvaluateTransferCommand.self,
    ])
}

struct EvaluateTranslatorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "translator",
    abstract: "BLEU, chrF and TER of a translator, or of finished translations.",
    discussion: """
      The figures are sacreBLEU's, and so are the signatures beside them. All translations of a source count as its \
      references.

        seqkit evaluate translator --model en-fr --pairs test.tsv
        seqkit evaluate translator --model my.safetensors --source test.en --target test.de --show 10
        seqkit evaluate translator --model my.safetensors --pairs test.tsv --tokenizer zh --output out.txt
        seqkit evaluate translator --hypotheses out.txt --target test.zh --tokenizer zh
        seqkit evaluate translator --model new.safetensors --compare old.safetensors --pairs test.tsv
      """)

  @OptionGroup var choice: TranslatorChoice
  @OptionGroup var testSet: TestSetOptions
  @OptionGroup var scoring: ScoringOptions

  @Option(
    help: ArgumentHelp(
      "Another model (with --hypotheses another file of translations) to compare with, by paired bootstrap "
        + "resampling: 1,000 test sets drawn from this one.",
      valueName: "name|file"))
  var compare: String?

  @Option(
    help: ArgumentHelp(
      "Also write the translations to a file: a line for each distinct source, in order.", valueName: "file"),
    completion: .file())
  var output: String?

  @Option(
    help: ArgumentHelp("Also write the first n sources with a reference and the translation.", valueName: "n")
  )
  var show = 0

  @OptionGroup(title: "Search options") var decoding: DecodingOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if decoding.nBest != 1 { throw ValidationError("the best translation is scored: leave out --n-best") }
    if show < 0 { throw ValidationError("--show takes a number from 0 on") }
    if output == "-" { throw ValidationError("standard output has the scores: name a file for --output") }
    if testSet.hypotheses != nil {
      if choice.model != nil || choice.to != nil {
        throw ValidationError("--hypotheses are finished translations: leave out --model and --to")
      }
      if output != nil { throw ValidationError("--hypotheses and --output exclude each other") }
      if !decoding.isDefault {
        throw ValidationError("--hypotheses are finished translations: leave out what is said of decoding")
      }
    }
    if compare == "-" { throw ValidationError("--compare takes a name or a file") }
  }

  func run() async throws {
    let (name, segments, systems) = try translated()
    let references = segments.map { $0.references.map(scoring.read) }
    if !common.quiet {
      if testSet.hypotheses == nil, choice.model == nil { Output.note("scoring the shipped model \(name)\n") }
      if scoring.tokenizer == .v13a, segments.contains(where: { $0.references.contains(where: \.isChinese) })
      {
        Output.note("Chinese has no spaces between words: --tokenizer zh counts its characters\n")
      }
    }
    let compared = systems.map { $0.map(scoring.read) }
    if !common.json {
      for (segment, text) in zip(segments, systems[0]).prefix(show) {
        let source = segment.source.map { "source     \($0)\n" } ?? ""
        try Output.write("\(source)reference  \(segment.references[0])\ntranslation \(text)\n\n")
      }
    }
    let scores = TranslationScores(hypotheses: compared[0], references: references, scoring.values)
    var comparison: TranslationComparison?
    if let compare {
      comparison = TranslationComparison(
        compared[0], with: compared[1], named: compare, references: references, scoring.values,
        random: RandomSource(seed: common.seed).stream(named: "bootstrap"))
    }
    if common.json {
      try Output.writeLine(scores.json(model: name, sentences: segments.count, comparison: comparison))
    } else {
      try Output.write(scores.text(sentences: segments.count))
      if let comparison { try Output.write("\n" + comparison.text) }
    }
  }

  /// The name of what is scored, the test set, and its translations by one system or two.
  private func translated() throws -> (
    name: String, segments: [TestSetOptions.Segment], systems: [[String]]
  ) {
    if let hypotheses = testSet.hypotheses {
      let (segments, systems) = try testSet.segments(for: [hypotheses, compare].compactMap(\.self))
      return (hypotheses, segments, systems)
    }
    if let output {
      try Output.check(output)
      let models = ShippedModels.files(among: choice.names + [compare].compactMap(\.self))
      try OutputCheck.spares(models + testSet.files, output)
    }
    let translators = try [choice.translator()] + (compare.map { [try Translator(named: $0)] } ?? [])
    let segments = try testSet.segments()
    let sources = segments.compactMap(\.source)
    let options = try decoding.options(seed: common.seed)
    let systems = try translators.map { try translations(of: sources, $0, options, common) }
    if let output {
      // A translation is one line whatever the model wrote.
      let lines = systems[0].map { String($0.map { $0.isNewline ? " " : $0 }) + "\n" }
      try AtomicFile.write(lines.joined(), to: FilePath(output))
    }
    return (choice.name, segments, systems)
  }
}

/// Translates many sentences by beam search, 1 for greedy decoding, with a progress line.
func translations(of sources: [String], _ translator: Translator, beam: Int, _ common: CommonOptions) throws
  -> [String]
{
  var options = TranslationOptions()
  options.search = beam == 1 ? .greedy : .beam(width: beam)
  return try translations(of: sources, translator, options, common)
}

/// Translates many sentences with a progress line.
func translations(
  of sources: [String], _ translator: Translator, _ options: TranslationOptions, _ common: CommonOptions
) throws -> [String] {
  var progress = Progress("sentences", of: sources.count)
  var found: [String] = []
  for start in stride(from: 0, to: sources.count, by: 256) {
    let part = Array(sources[start..<min(start + 256, sources.count)])
    found += try translator.translations(
      of: part, options: options, numberedFrom: start + 1, threads: common.threadCount
    ).map { $0[0].text }
    if !common.quiet { progress.advance(by: part.count) }
  }
  progress.finish()
  return found
}

/// How translations are scored: what counts as the same word.
struct TranslationScoring {
  var tokenizer = BLEU.Tokenizer.v13a
  var lowercase = false

  /// Where words are not what stands between spaces, ideographs are TER's words.
  var ter: TER.Options {
    let isChinese = tokenizer == .chinese || tokenizer == .character
    return TER.Options(isNormalized: isChinese, splitsIdeographs: isChinese)
  }
}

/// BLEU, chrF, chrF++ and TER of one test set.
struct TranslationScores {
  let bleu: BLEU.Score
  let chrF: ChrF.Score
  let chrFPlusPlus: ChrF.Score
  let ter: TER.Score

  init(hypotheses: [String], references: [[String]], _ scoring: TranslationScoring = TranslationScoring()) {
    bleu = BLEU.corpus(
      hypotheses: hypotheses, references: references, tokenizer: scoring.tokenizer,
      lowercase: scoring.lowercase)
    chrF = ChrF.corpus(hypotheses: hypotheses, references: references, lowercase: scoring.lowercase)
    chrFPlusPlus = ChrF.corpus(
      hypotheses: hypotheses, references: references, wordOrder: 2, lowercase: scoring.lowercase)
    ter = TER.corpus(hypotheses: hypotheses, references: references, options: scoring.ter)
  }

  func text(sentences: Int) -> String {
    var table = Table([.init("metric"), .init("score", .right), .init("signature")])
    table.append(["BLEU", fixed(bleu.score, 2), bleu.signature])
    table.append(["chrF", fixed(chrF.score, 2), chrF.signature])
    table.append(["chrF++", fixed(chrFPlusPlus.score, 2), chrFPlusPlus.signature])
    table.append(["TER", fixed(ter.score, 2), ter.signature])
    return table.rendered() + """
      \(grouped(sentences)) sentences; precisions of 1- to 4-grams \
      \(bleu.precisions.map { fixed($0, 1) }.joined(separator: "/")), \
      brevity penalty \(fixed(bleu.brevityPenalty, 3)); TER is better the lower it is

      """
  }

  func json(model: String, sentences: Int, comparison: TranslationComparison? = nil) -> JSON {
    var members: [(name: String, value: JSON)] = [
      ("version", 1), ("type", "scores"), ("model", .string(model)), ("sentences", .integer(sentences)),
      ("bleu", .number(bleu.score)), ("bleu_signature", .string(bleu.signature)),
      ("precisions", .array(bleu.precisions.map(JSON.number))),
      ("brevity_penalty", .number(bleu.brevityPenalty)),
      ("hypothesis_length", .integer(bleu.hypothesisLength)),
      ("reference_length", .integer(bleu.referenceLength)),
      ("chrf", .number(chrF.score)), ("chrf_signature", .string(chrF.signature)),
      ("chrf++", .number(chrFPlusPlus.score)), ("chrf++_signature", .string(chrFPlusPlus.signature)),
      ("ter", .number(ter.score)), ("ter_signature", .string(ter.signature)),
    ]
    if let comparison { members.append(("comparison", comparison.json)) }
    return .object(members)
  }
}

/// Two systems on one test set: their difference in each metric, and whether it could be chance.
struct TranslationComparison {
  let name: String
  let other: TranslationScores
  let metrics: [(name: String, other: Double, bootstrap: PairedBootstrap)]

  init(
    _ hypotheses: [String], with others: [String], named name: String, references: [[String]],
    _ scoring: TranslationScoring, random: RandomSource
  ) {
    self.name = name
    let other = TranslationScores(hypotheses: others, references: references, scoring)
    self.other = other
    // Every metric draws the same test sets.
    func bootstrap<Statistics: MetricStatistics>(_ statistics: ([String]) -> [Statistics]) -> PairedBootstrap
    {
      PairedBootstrap(statistics(hypotheses), statistics(others), random: random)
    }
    metrics = [
      (
        "BLEU", other.bleu.score,
        bootstrap {
          BLEU.statistics(
            hypotheses: $0, references: references, tokenizer: scoring.tokenizer,
            lowercase: scoring.lowercase)
        }
      ),
      (
        "chrF", other.chrF.score,
        bootstrap {
          ChrF.statistics(hypotheses: $0, references: references, lowercase: scoring.lowercase)
        }
      ),
      (
        "chrF++", other.chrFPlusPlus.score,
        bootstrap {
          ChrF.statistics(
            hypotheses: $0, references: references, wordOrder: 2, lowercase: scoring.lowercase)
        }
      ),
      (
        "TER", other.ter.score,
        bootstrap { TER.statistics(hypotheses: $0, references: references, options: scoring.ter) }
      ),
    ]
  }

  var text: String {
    var table = Table([
      .init("metric"), .init("other", .right), .init("difference", .right), .init("95 % interval"),
      .init("p", .right),
    ])
    for (name, other, bootstrap) in metrics {
      let interval = bootstrap.interval
      table.append([
        name, fixed(other, 2), signed(bootstrap.difference),
        "\(signed(interval.lowerBound)) to \(signed(interval.upperBound))", fixed(bootstrap.pValue, 4),
      ])
    }
    let samples = metrics.first.map { grouped($0.bootstrap.samples) } ?? "0"
    return table.rendered()
      + "other is \(name); p is the chance of such a difference between equals (\(samples) paired bootstrap samples)\n"
  }

  private func signed(_ value: Double) -> String { (value >= 0.005 ? "+" : "") + fixed(value, 2) }

  var json: JSON {
    [
      "with": .string(name),
      "metrics": .array(
        metrics.map { name, other, bootstrap in
          [
            "metric": .string(name), "other": .number(other), "difference": .number(bootstrap.difference),
            "interval": [.number(bootstrap.interval.lowerBound), .number(bootstrap.interval.upperBound)],
            "p": .number(bootstrap.pValue), "first_is_greater": .number(bootstrap.firstIsGreater),
            "samples": .integer(bootstrap.samples),
          ]
        }),
    ]
  }
}
