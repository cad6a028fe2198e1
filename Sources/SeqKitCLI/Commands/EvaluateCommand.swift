import ArgumentParser
import SeqData
import SeqKit
import SeqTraining
import SystemPackage

/// `seqkit evaluate`: scores of a model on data with known answers.
struct EvaluateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Score a model on data with known answers.",
    subcommands: [EvaluateTranslatorCommand.self])
}

struct EvaluateTranslatorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "translator",
    abstract: "BLEU and chrF of a translator on sentence pairs.",
    discussion: """
      All translations of a source count as its references. BLEU is sacreBLEU's: cased, 13a tokens.

        seqkit evaluate translator --model en-fr --pairs test.tsv
        seqkit evaluate translator --model my.safetensors --source test.en --target test.de --show 10
      """)

  @OptionGroup var choice: TranslatorChoice
  @OptionGroup var pairs: PairOptions

  @Option(help: ArgumentHelp("Beam width; 1 is greedy decoding.", valueName: "n"))
  var beam = 5

  @Option(
    help: ArgumentHelp("Also write the first n sources with a reference and the translation.", valueName: "n")
  )
  var show = 0

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if beam < 1 || beam > 1000 { throw ValidationError("--beam must lie between 1 and 1000, not \(beam)") }
    if show < 0 { throw ValidationError("--show takes a number from 0 on") }
  }

  func run() async throws {
    let translator = try choice.translator()
    let grouped = try pairs.read().referencesBySource
    let found = try translations(of: grouped.map(\.source), translator, beam: beam, common)
    for (entry, text) in zip(grouped, found).prefix(show) where !common.json {
      try Output.write(
        "source     \(entry.source)\nreference  \(entry.references[0])\ntranslation \(text)\n\n")
    }
    let scores = TranslationScores(hypotheses: found, references: grouped.map(\.references))
    if common.json {
      try Output.writeLine(scores.json(model: choice.name, sentences: grouped.count))
    } else {
      try Output.write(scores.text(sentences: grouped.count))
    }
  }
}

/// Translates many sentences with a progress line.
func translations(of sources: [String], _ translator: Translator, beam: Int, _ common: CommonOptions) throws
  -> [String]
{
  var progress = Progress("sentences", of: sources.count)
  var found: [String] = []
  for start in stride(from: 0, to: sources.count, by: 256) {
    let part = Array(sources[start..<min(start + 256, sources.count)])
    found += try translator.translations(
      of: part, search: beam == 1 ? .greedy : .beam(width: beam), threads: common.threadCount
    ).map { $0[0].text }
    if !common.quiet { progress.advance(by: part.count) }
  }
  progress.finish()
  return found
}

/// BLEU and chrF of one test set.
struct TranslationScores {
  let bleu: BLEU.Score
  let chrF: ChrF.Score

  init(hypotheses: [String], references: [[String]]) {
    bleu = BLEU.corpus(hypotheses: hypotheses, references: references)
    chrF = ChrF.corpus(hypotheses: hypotheses, references: references)
  }

  func text(sentences: Int) -> String {
    """
    sentences  \(grouped(sentences))
    BLEU       \(fixed(bleu.score, 2))  (\(bleu.precisions.map { fixed($0, 1) }.joined(separator: "/")), \
    brevity penalty \(fixed(bleu.brevityPenalty, 3)))
    chrF       \(fixed(chrF.score, 2))
    signatures \(bleu.signature)
               \(chrF.signature)

    """
  }

  func json(model: String, sentences: Int) -> JSON {
    [
      "version": 1, "type": "scores", "model": .string(model), "sentences": .integer(sentences),
      "bleu": .number(bleu.score), "bleu_signature": .string(bleu.signature), "chrf": .number(chrF.score),
      "chrf_signature": .string(chrF.signature),
    ]
  }
}
