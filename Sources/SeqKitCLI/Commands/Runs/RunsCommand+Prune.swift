import ArgumentParser
import SeqRuns

extension RunsCommand {
  struct Prune: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Remove runs from the record; models and checkpoints stay.",
      discussion: """
        Says which runs it would remove, and removes them with --force or, at a terminal, after a yes. A run has to \
        meet every condition that is given. Runs at work stay.

          seqkit runs prune --status lost
          seqkit runs prune --keep 100 --older-than 30 --force
        """)

    @Option(help: ArgumentHelp("Keep the latest runs, so many.", valueName: "n")) var keep: Int?
    @Option(
      name: .customLong("older-than"),
      help: ArgumentHelp("Only runs in which nothing was recorded for so many days.", valueName: "days"))
    var days: Double?
    @Option(
      help: "Only runs that are finished, interrupted, diverged, failed, lost, or running out of sight.")
    var status: RunStatus?
    @Flag(help: "Do not ask.") var force = false
    @OptionGroup var store: RunStoreOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
      if keep == nil && days == nil && status == nil {
        throw ValidationError("say which runs: --keep, --older-than or --status")
      }
      if let keep, keep < 0 { throw ValidationError("--keep must not be \(keep)") }
      if let days, !(days >= 0 && days < 1e6) { throw ValidationError("--older-than must not be \(days)") }
    }

    func run() throws {
      let store = try store.open()
      let runs = try store.runs(toPrune: RunPruning(keep: keep, olderThanDays: days, status: status))
      if !common.json && !runs.isEmpty { try Output.write(try store.table(of: runs).rendered()) }
      let isAgreed = !runs.isEmpty && (force || isAsked(runs.count))
      let removed = isAgreed ? try store.remove(runs) : 0
      if common.json {
        for run in runs {
          try Output.writeLine([
            "version": 1, "type": "pruned", "run": .string(run.id), "removed": .bool(isAgreed),
          ])
        }
      }
      if common.quiet { return }
      Output.note(
        runs.isEmpty
          ? "No run meets that.\n"
          : isAgreed
            ? "\(grouped(removed)) removed.\n" : "\(grouped(runs.count)) would be removed; give --force.\n")
    }

    /// Whether a person at the terminal says yes.
    private func isAsked(_ count: Int) -> Bool {
      guard Terminal.standardInput.isInteractive, Terminal.standardError.isInteractive else { return false }
      Output.note("Remove \(count == 1 ? "this run" : "these \(grouped(count)) runs")? [y/N] ")
      return ["y", "yes"].contains(readLine()?.lowercased() ?? "")
    }
  }
}

extension RunStatus: ExpressibleByArgument {}
