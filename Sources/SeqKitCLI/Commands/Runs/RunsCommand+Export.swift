import ArgumentParser
import SeqRuns

extension RunsCommand {
  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write one run out: all of it as JSON, or its metrics as CSV.")

    enum Format: String, ExpressibleByArgument, CaseIterable { case json, csv }

    @Argument(help: ArgumentHelp("Its id, the beginning of it, its name, or last.", valueName: "run"))
    var name = "last"
    @Option(help: "json or csv.") var format = Format.json
    @Option(help: ArgumentHelp("Where to; - for standard output.", valueName: "file"), completion: .file())
    var out = "-"
    @OptionGroup var store: RunStoreOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
      let store = try store.open()
      try OutputCheck.spares([store.path], out)
      let run = try store.run(named: name)
      switch format {
      case .json: try Output.write(try store.object(of: run, withPoints: true).line + "\n", toFile: out)
      case .csv:
        var table = Table([.init("metric"), .init("update"), .init("epoch"), .init("value")])
        for metric in try store.metrics(of: run) {
          for point in try store.points(of: run, metric: metric.name) {
            table.append([metric.name, "\(point.step)", "\(point.epoch)", point.value.map { "\($0)" } ?? ""])
          }
        }
        try Output.write(table.rendered(.csv), toFile: out)
      }
    }
  }
}
