import ArgumentParser
import SeqRuns

extension RunsCommand {
  struct Plot: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Draw metrics of runs by update, in the terminal and as SVG.",
      discussion: """
        The metrics of a translator: loss, gradient_norm, learning_rate, tokens_per_second by update; training_loss, \
        held_out_loss, perplexity, bleu by epoch. 'runs show' lists those of a run.

          seqkit runs plot last
          seqkit runs plot 3f9 a07 --metric held-out-loss --svg loss.svg
        """)

    @Argument(help: ArgumentHelp("The runs.", valueName: "run")) var runs: [String] = ["last"]
    @Option(
      help: ArgumentHelp(
        "What to draw; may be given several times. Default: loss, or what the run has in its place.",
        valueName: "name"))
    var metric: [String] = []
    @OptionGroup var picture: PictureOptions
    @OptionGroup var store: RunStoreOptions
    @OptionGroup var common: CommonOptions

    func validate() throws { try picture.checkRoom(beside: ("--json", common.json)) }

    func run() throws {
      let store = try store.open()
      let asked = metric.map { $0.lowercased().replacing("-", with: "_").replacing(" ", with: "_") }
      let chosen = try runs.map { name in
        let run = try store.run(named: name)
        return (run: run, metrics: asked.isEmpty ? [try store.lossName(of: run)] : asked)
      }
      var metrics: [String] = []
      for metric in chosen.flatMap(\.metrics) where !metrics.contains(metric) { metrics.append(metric) }
      var series: [LinePlot.Series] = []
      for (run, own) in chosen {
        for metric in own {
          let points = try store.points(of: run, metric: metric)
          if points.isEmpty { throw try missing(metric, in: run, store) }
          let title = metrics.count > 1 ? "\(run.id) \(run.name), \(metric)" : "\(run.id) \(run.name)"
          series.append(
            LinePlot.Series(
              title, points.compactMap { point in point.value.map { (Double(point.step), $0) } }))
          if common.json {
            try Output.writeLine([
              "version": 1, "type": "curve", "run": .string(run.id), "metric": .string(metric),
              "points": .array(points.map(\.json)),
            ])
          }
        }
      }
      let names = metrics.map { $0.replacing("_", with: " ") }.joined(separator: ", ")
      let plot = LinePlot(title: names, xName: "update", yName: names, series: series)
      if let file = picture.svg {
        try picture.check(inputs: [store.path])
        try Output.write(plot.svg, toFile: file)
      }
      if !common.json && !picture.isOnStandardOutput {
        try Output.write(plot.rendered(for: .standardOutput))
      }
    }

    private func missing(_ metric: String, in run: Run, _ store: RunStore) throws -> Failure {
      let names = try store.metrics(of: run).map(\.name)
      return Failure(
        .usage, "run \(run.id) has no metric '\(metric)'",
        expected: names.isEmpty ? nil : "one of " + names.joined(separator: ", "),
        found: names.isEmpty ? "none at all" : nil,
        advice: nearest(to: metric, among: names).map { "did you mean '\($0)'?" })
    }
  }
}
