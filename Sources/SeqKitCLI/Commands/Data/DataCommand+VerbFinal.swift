import ArgumentParser
import SeqData
import SeqFiles
import SeqTensor
import SystemPackage

extension DataCommand.Generate {
  struct VerbFinal: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verb-final",
      abstract: "Make the sentence pairs of a synthetic language.",
      discussion: """
        English sentences, and their translation into an invented language with the verb at the end. With --svo the \
        same words in the order of English. The same seed makes the same sentences for both.

          seqkit data generate verb-final --out verb-final.tsv
          seqkit data generate verb-final --svo --out control.tsv
        """)

    @Option(help: ArgumentHelp("How many pairs; no two have the same source.", valueName: "n"))
    var count = 5000

    @Flag(help: "The control: the same words, but subject, verb, object, as in English.")
    var svo = false

    @Option(
      help: ArgumentHelp("Where to write them; default: standard output.", valueName: "file"),
      completion: .file(extensions: ["tsv"]))
    var out = "-"

    @OptionGroup var common: CommonOptions

    func validate() throws {
      if count < 1 || count > 1_000_000 {
        throw ValidationError("--count must lie between 1 and 1000000, not \(count)")
      }
    }

    func run() throws {
      let pairs = VerbFinalLanguage.pairs(
        count: count, order: svo ? .subjectVerbObject : .verbFinal, random: RandomSource(seed: common.seed))
      let lines = pairs.map { pair in
        common.json
          ? JSON.object([
            ("version", 1), ("type", "pair"), ("source", .string(pair.source)),
            ("target", .string(pair.target)),
          ]).line + "\n" : "\(pair.source)\t\(pair.target)\n"
      }
      if out == "-" {
        try Output.write(lines.joined())
      } else {
        try AtomicFile.write(lines.joined(), to: FilePath(out))
        if !common.quiet { Output.note("\(grouped(pairs.count)) pairs written to \(out)\n") }
      }
    }
  }
}
