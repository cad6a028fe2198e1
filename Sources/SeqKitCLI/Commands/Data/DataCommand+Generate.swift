import ArgumentParser

extension DataCommand {
  struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make data: sentence pairs of a synthetic language, or stories with questions.",
      discussion: """
          seqkit data generate verb-final --out pairs.tsv
          seqkit data generate babi --task 2 --count 1000 --out stories.txt
        """,
      subcommands: [VerbFinal.self, Babi.self])

    func run() throws { throw ValidationError("say what to generate: verb-final or babi") }
  }
}
