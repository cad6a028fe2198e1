import ArgumentParser
import SeqRuns

extension RunsCommand {
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show all that is known of one run.")

    @Argument(help: ArgumentHelp("Its id, the beginning of it, its name, or last.", valueName: "run"))
    var name = "last"
    @OptionGroup var store: RunStoreOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
      let store = try store.open()
      let run = try store.run(named: name)
      if common.json { return try Output.writeLine(try store.object(of: run, withPoints: false)) }
      try Output.write(try text(of: run, in: store))
    }

    private func text(of run: Run, in store: RunStore) throws -> String {
      var rows = [
        ("run", run.id), ("name", run.name), ("kind", run.kind), ("status", run.status.rawValue),
        ("started", run.started.readable), ("ended", run.ended?.readable ?? ""),
        ("training time", clockTime(.seconds(run.seconds))), ("seed", run.seed), ("version", run.codeVersion),
        ("command", run.command), ("processor", "\(run.machine.processor), \(run.machine.cores) cores"),
        ("instructions", run.machine.instructionSet), ("system", run.machine.system),
        ("host", run.machine.host),
        ("checkpoint", run.checkpoint ?? ""), ("data mark", run.fingerprint ?? ""),
      ]
      if run.status == .lost { rows[3].1 += ": its process \(run.process) is gone" }
      let width = rows.map { displayWidth($0.0) }.max() ?? 0
      var text = rows.filter { !$0.1.isEmpty }.map { $0.0.padded(to: width) + "  " + $0.1.printable + "\n" }
        .joined()
      func add(_ titles: [Table.Column], _ rows: [[String]]) {
        if rows.isEmpty { return }
        var table = Table(titles)
        for row in rows { table.append(row) }
        text += "\n" + table.rendered()
      }
      add(
        [.init("resumed"), .init("at update", .right), .init("version"), .init("host")],
        try store.resumptions(of: run).map { [$0.time.readable, grouped($0.step), $0.codeVersion, $0.host] })
      add(
        [.init("data"), .init("path"), .init("bytes", .right), .init("SHA-256")],
        try store.data(of: run).map {
          [$0.role, $0.path, $0.bytes.map(grouped) ?? "", $0.sha256 ?? "none: a stream"]
        })
      add([.init("setting"), .init("value")], try store.settings(of: run).map { [$0.name, $0.value] })
      add(
        [
          .init("metric"), .init("values", .right), .init("first", .right), .init("last", .right),
          .init("least", .right), .init("most", .right), .init("last update", .right),
        ],
        try store.metrics(of: run).map { metric in
          [metric.name, grouped(metric.count)]
            + [metric.first, metric.last, metric.least, metric.most].map { $0.map(significant) ?? "none" }
            + [grouped(metric.lastStep)]
        })
      add(
        [
          .init("written"), .init("path"), .init("at update", .right), .init("bytes", .right),
          .init("SHA-256"),
        ],
        try store.checkpoints(of: run).latest.map {
          [$0.kind.rawValue, $0.path, grouped($0.step), grouped($0.bytes), $0.sha256]
        })
      add(
        [
          .init("result"), .init("metric"), .init("value", .right), .init("published", .right),
          .init("source"),
          .init("settings"),
        ],
        try store.results(of: run).map {
          [
            $0.name, $0.metric, significant($0.value), $0.published.map(significant) ?? "",
            $0.publishedSource ?? "", $0.settings ?? "",
          ]
        })
      if let sample = try store.samples(of: run).last {
        text += "\nsample of epoch \(sample.epoch)\n"
        text += "  source      \(sample.source.printable)\n  reference   \(sample.reference.printable)\n"
        text += "  hypothesis  \(sample.hypothesis.printable)\n"
      }
      return text
    }
  }
}

extension [RunCheckpoint] {
  /// What was written last at each path.
  fileprivate var latest: [RunCheckpoint] {
    enumerated().filter { index, file in !self[(index + 1)...].contains { $0.path == file.path } }.map(
      \.element)
  }
}
