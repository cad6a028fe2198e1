import GRDB

extension RunStore {
  /// All runs, the one that started last at the end.
  public func runs() throws(RunStoreError) -> [Run] {
    try read(none: []) { db in
      try Row.fetchAll(db, sql: "SELECT * FROM runs ORDER BY started, run").map { try Run($0) }
    }
  }

  /// Runs whose id begins so or whose name is this; for "last", the one that started last.
  public func runs(named name: String) throws(RunStoreError) -> [Run] {
    try read(none: []) { db in
      if name == "last" {
        return try Row.fetchAll(db, sql: "SELECT * FROM runs ORDER BY started DESC, run DESC LIMIT 1")
          .map { try Run($0) }
      }
      // Anything else is no beginning of an id, and SQLite takes a text to end at its first NUL.
      let isBeginning = name.utf8.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
      let beginning = isBeginning ? name.lowercased() : nil
      return try Row.fetchAll(
        db, sql: "SELECT * FROM runs WHERE substr(id, 1, length(?1)) = ?1 OR name = ?2 ORDER BY started, run",
        arguments: [beginning, name]
      ).map { try Run($0) }
    }
  }

  /// The configuration's leaves by their dotted names, in the order in which they stand.
  public func settings(of run: Run) throws(RunStoreError) -> [(name: String, value: String)] {
    let sql = """
      SELECT substr(fullkey, 3),
        CASE type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' WHEN 'null' THEN 'none'
          ELSE CAST(atom AS TEXT) END
      FROM json_tree(?) WHERE type NOT IN ('object', 'array') ORDER BY id
      """
    return try read(none: []) { db in
      guard try Bool.fetchOne(db, sql: "SELECT json_valid(?)", arguments: [run.configuration]) == true
      else { return [] }
      return try Row.fetchAll(db, sql: sql, arguments: [run.configuration]).map {
        (try $0.decode(atIndex: 0), try $0.decode(atIndex: 1))
      }
    }
  }

  public func resumptions(of run: Run) throws(RunStoreError) -> [RunResumption] {
    try rows(of: run, "SELECT time, step, code_version, host, command FROM resumptions", "rowid") {
      RunResumption(
        time: try $0.decode(atIndex: 0), step: try $0.decode(atIndex: 1),
        codeVersion: try $0.decode(atIndex: 2), host: try $0.decode(atIndex: 3),
        command: try $0.decode(atIndex: 4))
    }
  }

  public func data(of run: Run) throws(RunStoreError) -> [RunData] {
    try rows(of: run, "SELECT role, path, sha256, bytes FROM data", "role, path") {
      RunData(
        role: try $0.decode(atIndex: 0), path: try $0.decode(atIndex: 1), sha256: try $0.decode(atIndex: 2),
        bytes: try $0.decode(atIndex: 3))
    }
  }

  /// Every checkpoint and model that was written, in order; what stands at a path now is the last one with it.
  public func checkpoints(of run: Run) throws(RunStoreError) -> [RunCheckpoint] {
    try rows(of: run, "SELECT kind, path, step, sha256, bytes, time FROM checkpoints", "time, step") {
      let kind = RunCheckpoint.Kind(rawValue: try $0.decode(atIndex: 0))
      return RunCheckpoint(
        kind: kind ?? .checkpoint, path: try $0.decode(atIndex: 1), step: try $0.decode(atIndex: 2),
        sha256: try $0.decode(atIndex: 3), bytes: try $0.decode(atIndex: 4), time: try $0.decode(atIndex: 5))
    }
  }

  public func samples(of run: Run) throws(RunStoreError) -> [RunSample] {
    try rows(of: run, "SELECT step, epoch, source, reference, hypothesis FROM samples", "step, place") {
      RunSample(
        step: try $0.decode(atIndex: 0), epoch: try $0.decode(atIndex: 1), source: try $0.decode(atIndex: 2),
        reference: try $0.decode(atIndex: 3), hypothesis: try $0.decode(atIndex: 4))
    }
  }

  public func results(of run: Run) throws(RunStoreError) -> [RunResult] {
    try rows(
      of: run, "SELECT name, metric, value, published, published_source, settings FROM results",
      "name, metric"
    ) {
      RunResult(
        name: try $0.decode(atIndex: 0), metric: try $0.decode(atIndex: 1),
        value: try $0.decode(Double?.self, atIndex: 2) ?? .nan, published: try $0.decode(atIndex: 3),
        publishedSource: try $0.decode(atIndex: 4), settings: try $0.decode(atIndex: 5))
    }
  }

  public func metrics(of run: Run) throws(RunStoreError) -> [MetricSummary] {
    let sql = """
      SELECT name, count(*), max(step), min(value), max(value),
        (SELECT value FROM metrics AS m WHERE m.run = metrics.run AND m.name = metrics.name
          ORDER BY step LIMIT 1),
        (SELECT value FROM metrics AS m WHERE m.run = metrics.run AND m.name = metrics.name
          ORDER BY step DESC LIMIT 1)
      FROM metrics
      """
    return try rows(of: run, sql, "name", groupedBy: "name") {
      MetricSummary(
        name: try $0.decode(atIndex: 0), count: try $0.decode(atIndex: 1),
        lastStep: try $0.decode(atIndex: 2),
        first: try $0.decode(atIndex: 5), last: try $0.decode(atIndex: 6), least: try $0.decode(atIndex: 3),
        most: try $0.decode(atIndex: 4))
    }
  }

  /// A metric by step.
  public func points(of run: Run, metric: String) throws(RunStoreError) -> [MetricPoint] {
    try read(none: []) { db in
      try Row.fetchAll(
        db, sql: "SELECT step, epoch, value FROM metrics WHERE run = ? AND name = ? ORDER BY step",
        arguments: [run.row, metric]
      ).map {
        MetricPoint(
          step: try $0.decode(atIndex: 0), epoch: try $0.decode(atIndex: 1), value: try $0.decode(atIndex: 2))
      }
    }
  }

  /// The last value of a metric.
  public func lastPoint(of run: Run, metric: String) throws(RunStoreError) -> MetricPoint? {
    try read(none: nil) { db in
      try Row.fetchOne(
        db,
        sql: "SELECT step, epoch, value FROM metrics WHERE run = ? AND name = ? ORDER BY step DESC LIMIT 1",
        arguments: [run.row, metric]
      ).map {
        MetricPoint(
          step: try $0.decode(atIndex: 0), epoch: try $0.decode(atIndex: 1), value: try $0.decode(atIndex: 2))
      }
    }
  }

  private func rows<Value>(
    of run: Run, _ select: String, _ order: String, groupedBy group: String? = nil,
    _ make: (Row) throws -> Value
  ) throws(RunStoreError) -> [Value] {
    let grouping = group.map { " GROUP BY \($0)" } ?? ""
    return try read(none: []) { db in
      try Row.fetchAll(
        db, sql: "\(select) WHERE run = ?\(grouping) ORDER BY \(order)", arguments: [run.row]
      ).map(make)
    }
  }
}

extension Run {
  init(_ row: Row) throws {
    func value<Value: DatabaseValueConvertible>(_ column: String) throws -> Value {
      try row.decode(Value.self, forColumn: column)
    }
    self.row = try value("run")
    id = try value("id")
    kind = try value("kind")
    name = try value("name")
    started = try value("started")
    updated = try value("updated")
    ended = try row.decode(String?.self, forColumn: "ended")
    seconds = try value("seconds")
    seed = try value("seed")
    codeVersion = try value("code_version")
    command = try value("command")
    configuration = try value("configuration")
    machine = Machine(
      processor: try value("processor"), cores: try value("cores"), system: try value("system"),
      instructionSet: try value("instruction_set"), host: try value("host"))
    process = try value("process")
    checkpoint = try row.decode(String?.self, forColumn: "checkpoint")
    fingerprint = try row.decode(String?.self, forColumn: "fingerprint")
    let stored = RunStatus(rawValue: try value("status")) ?? .failed
    let recorder = RunProcess(process: process, start: try value("process_start"))
    isAlive = stored == .running ? recorder.isAlive(on: machine.host) : false
    status = stored == .running && isAlive == false ? .lost : stored
  }
}
