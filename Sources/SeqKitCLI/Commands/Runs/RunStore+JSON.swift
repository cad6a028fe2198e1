import SeqRuns

extension RunStore {
  /// All that is on record of a run; of metrics a few figures, or every point.
  func object(of run: Run, withPoints: Bool) throws -> JSON {
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
  var members: [(name: String, value: JSON)] {
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
  var json: JSON { [.integer(step), .integer(epoch), value.map(JSON.number) ?? .null] }
}
