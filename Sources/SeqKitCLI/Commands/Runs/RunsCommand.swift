import ArgumentParser

/// `seqkit runs`: the trainings on record.
struct RunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs", abstract: "List, show, compare, plot, export and prune the trainings on record.",
    discussion: """
      Every training is recorded in one SQLite file: configuration, digests of the data, seed, version, machine, \
      metrics by step, checkpoints, samples, results. A run is named by its id, by the beginning of it, by its own \
      name where no other has it, or by 'last'.

        seqkit runs
        seqkit runs show last
        seqkit runs compare 3f9 a07
        seqkit runs plot last --metric held_out_loss --svg loss.svg
        seqkit runs export last --format csv --out metrics.csv
        seqkit runs prune --older-than 90
      """,
    subcommands: [List.self, Show.self, Compare.self, Plot.self, Export.self, Prune.self],
    defaultSubcommand: List.self)
}
