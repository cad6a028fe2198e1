import ArgumentParser
import SeqRuns

extension RunsCommand {
  struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show the settings in which runs differ, and their metrics side by side.")

    @Argument(help: ArgumentHelp("Two runs or more.", valueName: "run")) var runs: [String]
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
        // In one row whatever plays a role: the store does not keep the order of its files.
        let roles = Dictionary(grouping: try store.data(of: run), by: \.role)
        for (role, files) in roles.sorted(by: { $0.key < $1.key }) {
          let digests = files.map { $0.sha256 ?? "a stream" }.sorted()
          settings[index].append(("data: " + role, digests.joined(separator: ", ")))
        }
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
        table.append([row.name] + row.values.map { $0.replacing(/[0-9a-f]{64}/) { $0.output.prefix(12) } })
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
}
