import ArgumentParser
import SeqRuns

extension RunsCommand {
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List every run, the latest at the end (the default).")

    @OptionGroup var store: RunStoreOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
      let store = try store.open()
      let runs = try store.runs()
      if common.json {
        for run in runs { try Output.writeLine(.object(run.members)) }
        return
      }
      try Output.write(try store.table(of: runs).rendered())
      if !common.quiet {
        Output.note(
          "\(runs.isEmpty ? "No run" : runs.count == 1 ? "1 run" : grouped(runs.count) + " runs") in \(store.path)\n"
        )
      }
    }
  }
}
