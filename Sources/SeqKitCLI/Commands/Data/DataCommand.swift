import ArgumentParser

/// `seqkit data`: what to train on, where to get it, whether it arrived.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "List the data sets that seqkit knows, and check those you have.",
    discussion: """
      A data set is a folder of its name in $SEQKIT_DATA or, where that is not set or lacks it, in \
      ~/.local/share/seqkit. seqkit itself never touches the network: it prints the lines that fetch a data \
      set, and reads the public archives as they unpack.

        seqkit data
        seqkit data show tatoeba
        seqkit data verify tatoeba/fra-eng.tsv
        seqkit data generate verb-final --out pairs.tsv
        seqkit data generate babi --task all --out stories.txt
      """,
    subcommands: [List.self, Show.self, Verify.self, Generate.self],
    defaultSubcommand: List.self)
}
