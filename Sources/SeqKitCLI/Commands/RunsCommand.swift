import ArgumentParser
import SeqRuns
import SystemPackage

/// `seqkit runs`: the trainings on record.
struct RunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs", abstract: "List, show, compare, plot, export and prune the trainings on record.",
    discussion: """
      Every training is recorded in one SQLite file: configuration, digests of the data, seed, version, machine, \
      metrics by step, checkpoints, samples, results. A run is named by its id, by the beginning of it, or by 'last'.

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

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show all that is known of one run.")

    @Argument(help: ArgumentHelp("Its id, the beginning of it, or last.", valueName: "id")) var name = "last"
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

  struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show the settings in which runs differ, and their metrics side by side.")

    @Argument(help: ArgumentHelp("Two runs or more.", valueName: "id")) var runs: [String]
    @OptionGroup var store: RunStoreOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
      if runs.count < 2 { throw ValidationError("name two runs or more to compare") }
    }

    func run() throws {
      let store = try store.open()
      let runs = try runs.map { try store.run(named: $0) }
      var settings = try runs.map { run in
        [("seed", run.seed), ("version", run.codeVersion), ("instructions", run.machine.instructionSet)]
          + (try store.settings(of: run).filter { $0.name != "training.seed" })
      }
      for (index, run) in runs.enumerated() {
        settings[index] += try store.data(of: run).map { ("data: " + $0.role, $0.sha256 ?? "a stream") }
      }
      let different = merged(settings).filter { row in row.values.contains { $0 != row.values[0] } }
      let metrics = merged(try runs.map { try store.metrics(of: $0).map { ($0.name, $0.last) } })
      let results = merged(
        try runs.map {
          try store.results(of: $0).map { ("\($0.name): \($0.metric)", Double?.some($0.value)) }
        })

      if common.json {
        func list(_ rows: [(name: String, values: [JSON])]) -> JSON {
          .array(rows.map { ["name": .string($0.name), "values": .array($0.values)] })
        }
        func numbers(_ rows: [(name: String, values: [Double??])]) -> JSON {
          list(rows.map { ($0.name, $0.values.map { ($0 ?? nil).map(JSON.number) ?? .null }) })
        }
        return try Output.writeLine([
          "version": 1, "type": "comparison", "runs": .array(runs.map { .string($0.id) }),
          "settings": list(different.map { ($0.name, $0.values.map(JSON.optional)) }),
          "metrics": numbers(metrics), "results": numbers(results),
        ])
      }
      var text = table("run", runs, [("name", runs.map(\.name)), ("status", runs.map(\.status.rawValue))])
        .rendered()
      text += "\n"
      text +=
        different.isEmpty
        ? "settings and data do not differ\n"
        : table("differs", runs, different.map { ($0.name, $0.values.map { $0 ?? "" }) }).rendered()
      for (title, rows) in [("last value", metrics), ("result", results)] where !rows.isEmpty {
        let cells = rows.map { row in (row.name, row.values.map { ($0 ?? nil).map(significant) ?? "" }) }
        text += "\n" + table(title, runs, cells, .right).rendered()
      }
      try Output.write(text)
    }

    private func table(
      _ title: String, _ runs: [Run], _ rows: [(name: String, values: [String])],
      _ alignment: Alignment = .left
    ) -> Table {
      var table = Table([.init(title)] + runs.map { .init($0.id, alignment) })
      for row in rows {
        // Digests differ in their first digits if at all.
        table.append([row.name] + row.values.map { $0.count == 64 ? String($0.prefix(12)) : $0 })
      }
      return table
    }

    /// Lists of named values side by side, in the order in which names first occur.
    private func merged<Value>(_ lists: [[(String, Value)]]) -> [(name: String, values: [Value?])] {
      var names: [String] = []
      for (name, _) in lists.joined() where !names.contains(name) { names.append(name) }
      return names.map { name in (name, lists.map { $0.first { $0.0 == name }?.1 }) }
    }
  }

  struct Plot: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Draw metrics of runs by update, in the terminal and as SVG.",
      discussion: """
        The metrics of a translator: loss, gradient_norm, learning_rate, tokens_per_second by update; training_loss, \
        held_out_loss, perplexity, bleu by epoch. 'runs show' lists those of a run.

          seqkit runs plot last
          seqkit runs plot 3f9 a07 --metric held-out-loss --svg loss.svg
        """)

    @Argument(help: ArgumentHelp("The runs.", valueName: "id")) var runs: [String] = ["last"]
    @Option(
      help: ArgumentHelp(
        "What to draw; may be given several times. Default: loss, or what the run has in its place.",
        valueName: "name"))
    var metric: [String] = []
    @OptionGroup var picture: PictureOptions
    @OptionGroup var store: RunStoreOptions
    @OptionGroup var common: CommonOptions

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
        try OutputCheck.spares([store.path], file)
        try Output.write(plot.svg, toFile: file)
      }
      if !common.json && picture.svg != "-" {
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

  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write one run out: all of it as JSON, or its metrics as CSV.")

    enum Format: String, ExpressibleByArgument, CaseIterable { case json, csv }

    @Argument(help: ArgumentHelp("Its id, the beginning of it, or last.", valueName: "id")) var name = "last"
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

extension RunStore {
  /// The one run that a name means.
  fileprivate func run(named name: String) throws -> Run {
    let found = name.isEmpty ? [] : try runs(named: name)
    if found.count == 1 { return found[0] }
    if found.isEmpty {
      throw name == "last"
        ? Failure(.noInput, "no run is recorded", at: path, advice: "train something first")
        : Failure(.usage, "no run '\(name)'", at: path, advice: "see 'seqkit runs list'")
    }
    throw Failure(
      .usage, "'\(name)' is the beginning of \(found.count) runs", at: path,
      expected: "one of " + found.map(\.id).joined(separator: ", "), advice: "give one more digit")
  }

  /// The metric that says how well a run learns: its loss, or what its kind of training has in its place.
  fileprivate func lossName(of run: Run) throws -> String {
    try ["loss", "bits_per_sequence", "training_loss"].first { try lastPoint(of: run, metric: $0) != nil }
      ?? "loss"
  }

  fileprivate func table(of runs: [Run]) throws -> Table {
    var table = Table([
      .init("run"), .init("name"), .init("kind"), .init("status"), .init("started (UTC)"),
      .init("time", .right),
      .init("updates", .right), .init("loss", .right), .init("BLEU", .right),
    ])
    for run in runs {
      let name = try lossName(of: run)
      let loss = try lastPoint(of: run, metric: name)
      let heldOut = try lastPoint(of: run, metric: "held_out_loss")
      let unit = name == "bits_per_sequence" ? " bits" : ""
      let bleu = try lastPoint(of: run, metric: "bleu")?.value
      table.append([
        run.id, run.name, run.kind, run.status.rawValue, run.started.readable,
        clockTime(.seconds(run.seconds)), loss.map { grouped($0.step) } ?? "",
        (heldOut ?? loss)?.value.map { fixed($0, 3) + unit } ?? "", bleu.map { fixed($0, 1) } ?? "",
      ])
    }
    return table
  }

  /// All that is on record of a run; of metrics a few figures, or every point.
  fileprivate func object(of run: Run, withPoints: Bool) throws -> JSON {
    var members = run.members
    func number(_ value: Double?) -> JSON { value.map(JSON.number) ?? .null }
    members += [
      (
        "resumptions",
        .array(
          try resumptions(of: run).map {
            [
              "time": .string($0.time), "step": .integer($0.step), "code_version": .string($0.codeVersion),
              "host": .string($0.host), "command": .string($0.command),
            ]
          })
      ),
      (
        "data",
        .array(
          try data(of: run).map {
            [
              "role": .string($0.role), "path": .string($0.path), "sha256": .optional($0.sha256),
              "bytes": $0.bytes.map(JSON.integer) ?? .null,
            ]
          })
      ),
      ("settings", .object(try settings(of: run).map { ($0.name, .string($0.value)) })),
      (
        "metrics",
        .array(
          try metrics(of: run).map { metric in
            let figures: [(name: String, value: JSON)] = [
              ("name", .string(metric.name)), ("count", .integer(metric.count)),
              ("first", number(metric.first)), ("last", number(metric.last)), ("least", number(metric.least)),
              ("most", number(metric.most)), ("last_step", .integer(metric.lastStep)),
            ]
            guard withPoints else { return .object(figures) }
            let points = try points(of: run, metric: metric.name).map(\.json)
            return .object(figures + [("points", .array(points))])
          })
      ),
      (
        "checkpoints",
        .array(
          try checkpoints(of: run).map {
            [
              "kind": .string($0.kind.rawValue), "path": .string($0.path), "step": .integer($0.step),
              "sha256": .string($0.sha256), "bytes": .integer($0.bytes), "time": .string($0.time),
            ]
          })
      ),
      (
        "samples",
        .array(
          try samples(of: run).map {
            [
              "step": .integer($0.step), "epoch": .integer($0.epoch), "source": .string($0.source),
              "reference": .string($0.reference), "hypothesis": .string($0.hypothesis),
            ]
          })
      ),
      (
        "results",
        .array(
          try results(of: run).map {
            [
              "name": .string($0.name), "metric": .string($0.metric), "value": .number($0.value),
              "published": number($0.published), "published_source": .optional($0.publishedSource),
              "settings": .optional($0.settings),
            ]
          })
      ),
    ]
    return .object(members)
  }
}

extension Run {
  /// What the table `runs` has of it.
  fileprivate var members: [(name: String, value: JSON)] {
    [
      ("version", 1), ("type", "run"), ("id", .string(id)), ("kind", .string(kind)), ("name", .string(name)),
      ("status", .string(status.rawValue)), ("started", .string(started)), ("updated", .string(updated)),
      ("ended", .optional(ended)), ("seconds", .number(seconds)), ("seed", .string(seed)),
      ("code_version", .string(codeVersion)), ("command", .string(command)),
      ("processor", .string(machine.processor)), ("cores", .integer(machine.cores)),
      ("system", .string(machine.system)), ("instruction_set", .string(machine.instructionSet)),
      ("host", .string(machine.host)), ("checkpoint", .optional(checkpoint)),
      ("fingerprint", .optional(fingerprint)),
    ]
  }
}

extension MetricPoint {
  /// `[step, epoch, value]`.
  fileprivate var json: JSON { [.integer(step), .integer(epoch), value.map(JSON.number) ?? .null] }
}

extension [RunCheckpoint] {
  /// What was written last at each path.
  fileprivate var latest: [RunCheckpoint] {
    enumerated().filter { index, file in !self[(index + 1)...].contains { $0.path == file.path } }.map(
      \.element)
  }
}

extension String {
  /// A time of the store for people: "2026-01-31 17:05:09".
  fileprivate var readable: String { String(prefix(19)).replacing("T", with: " ") }
}
