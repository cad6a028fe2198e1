import ArgumentParser
import SeqFiles
import SeqKit
import SeqTensor
import SeqTraining
import SystemPackage

struct EvaluateTranslatorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "translator",
    abstract: "BLEU, chrF, TER and exact matches of a translator, or of finished translations.",
    discussion: """
      BLEU, chrF and TER are sacreBLEU's, and so are the signatures beside them. All translations of a source count as its \
      references. Exact match and token error rate say more of pronunciations and transliterations: how many answers are a \
      reference, and how many tokens (between white space; with --tokenizer zh and char characters) are to be inserted, \
      deleted or exchanged to reach the closest one. --svg draws BLEU and chrF by the length of the sources.

        seqkit evaluate translator --model en-fr --pairs test.tsv
        seqkit evaluate translator --model my.safetensors --source test.en \\
          --target test.de --show 10
        seqkit evaluate translator --model my.safetensors --pairs test.tsv \\
          --tokenizer zh --output out.txt
        seqkit evaluate translator --hypotheses out.txt --target test.zh \\
          --tokenizer zh
        seqkit evaluate translator --model g2p --pairs words.tsv  # phoneme errors
        seqkit evaluate translator --model new.safetensors --compare old.safetensors \\
          --pairs test.tsv
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
  @OptionGroup var picture: PictureOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if decoding.nBest != 1 { throw ValidationError("the best translation is scored: leave out --n-best") }
    if show < 0 { throw ValidationError("--show takes a number from 0 on") }
    try picture.checkRoom(beside: ("--show", show > 0), ("--json", common.json))
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
    let models = testSet.hypotheses == nil ? choice.names : []
    try StandardInput.checkOnce(testSet.files + models + [decoding.phraseTable].compactMap(\.self))
  }

  func run() async throws {
    let models = testSet.hypotheses == nil ? choice.names : []
    try picture.check(
      inputs: ShippedModels.files(among: models + [compare].compactMap(\.self)) + testSet.files
        + [decoding.phraseTable].compactMap(\.self), outputs: [output].compactMap(\.self))
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
    if let svg = picture.svg {
      let named = zip([name, compare ?? ""], compared).map { (name: $0, hypotheses: $1) }
      let plot = QualityByLength(segments).plot(
        title: "\(name): quality by length, \(grouped(segments.count)) sentences", named,
        references: references, scoring.values)
      try Output.write(plot.svg, toFile: svg)
      if picture.isOnStandardOutput { return }
    }
    if !common.json {
      for (segment, text) in zip(segments, systems[0]).prefix(show) {
        let source = segment.source.map { "source      \($0)\n" } ?? ""
        try Output.write("\(source)reference   \(segment.references[0])\ntranslation \(text)\n\n")
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
      testSet.announce(quiet: common.quiet)
      let (segments, systems) = try testSet.segments(for: [hypotheses, compare].compactMap(\.self))
      return (hypotheses, segments, systems)
    }
    if let output {
      try Output.check(output)
      let models = ShippedModels.files(among: choice.names + [compare].compactMap(\.self))
      try OutputCheck.spares(models + testSet.files + [decoding.phraseTable].compactMap(\.self), output)
    }
    let translators = try [choice.translator()] + (compare.map { [try Translator(named: $0)] } ?? [])
    testSet.announce(quiet: common.quiet)
    let segments = try testSet.segments()
    let sources = segments.compactMap(\.source)
    StandardInput.announce(
      StandardInput.phrases, among: [decoding.phraseTable].compactMap(\.self), quiet: common.quiet)
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
  options.search = .beam(width: beam)
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
