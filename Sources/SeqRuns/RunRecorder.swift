import GRDB

/// Records one training while it runs, and never harms it.
///
///     let recorder = RunRecorder(try RunStore(recordingIn: path)) { print($0) }
///     try recorder.begin(RunDescription(kind: "translator", name: "numbers", seed: 1, codeVersion: "1.0"))
///     recorder.record("loss", 2.5, step: 1, epoch: 1)
///     recorder.end(.finished)
///
/// What is recorded is kept in memory and written about once a second in one transaction. From `begin` on nothing throws:
/// the first error is handed to `onFailure`, once. After one that may pass (a locked file, a full disk) what was recorded is
/// kept and written later; after any other the training is no longer recorded. It stays in one task.
public final class RunRecorder {
  private var store: RunStore?
  private var row: Int64?
  private let onFailure: (RunStoreError) -> Void

  private enum Entry {
    case metric(name: String, value: Double, step: Int, epoch: Int)
    case sample(RunSample, place: Int)
    case checkpoint(RunCheckpoint)
    case result(RunResult)
    case data(RunData)
    case end(RunStatus)
  }
  private var pending: [Entry] = []
  /// The place of the next sample, and its step.
  private var samples = (step: -1, count: 0)

  private let clock = ContinuousClock()
  private var lastWrite: ContinuousClock.Instant
  private var nextWrite: ContinuousClock.Instant
  private var hasFailed = false

  private static let interval = Duration.seconds(1)
  /// After an error that may pass: waiting for a lock takes up to two seconds, which shall be little of the whole.
  private static let retryInterval = Duration.seconds(60)
  /// So much is written at once, interval or not; a thousand times that is given up.
  private static let batch = 2000

  /// - Parameter store: nil records nothing.
  public init(_ store: RunStore?, onFailure: @escaping (RunStoreError) -> Void = { _ in }) {
    self.store = store
    self.onFailure = onFailure
    lastWrite = clock.now
    nextWrite = clock.now
  }

  /// The run's id; nil where nothing is recorded.
  public private(set) var id: String?

  /// Whether there is a store that has not failed.
  public var willRecord: Bool { store != nil }

  /// Whether a run is open in it.
  public var isRecording: Bool { store != nil && row != nil }

  /// Opens a new run, or, for a training that goes on from a checkpoint, the run that wrote it: what that run recorded
  /// after the step is removed, since it will be recorded again.
  ///
  /// The run is found by the checkpoint's path and digest, else by its path and the fingerprint of the data.
  ///
  /// - Parameters:
  ///   - step: updates made before; 0 for a new training.
  ///   - digest: SHA-256 of the checkpoint that the training goes on from.
  /// - Throws: what is wrong with the store. Nothing is recorded then.
  public func begin(_ run: RunDescription, resumedAt step: Int? = nil, digest: String? = nil)
    throws(RunStoreError)
  {
    guard let store else { return }
    lastWrite = clock.now
    do {
      let opened = try store.write { db in
        let found = try step.flatMap { _ in try Self.earlier(run, digest: digest, db) }
        let row = try found.map { try Self.reopen($0, run, at: step ?? 0, db) } ?? Self.insert(run, db)
        for item in run.data { try Self.write(.data(item), of: row, db) }
        let id = try String.fetchOne(db, sql: "SELECT id FROM runs WHERE run = ?", arguments: [row])
        return (row, id)
      }
      (row, id) = opened
    } catch {
      self.store = nil
      throw error
    }
  }

  public func record(_ metric: String, _ value: Double, step: Int, epoch: Int) {
    add(.metric(name: metric, value: value, step: step, epoch: epoch))
  }

  public func record(sample: RunSample) {
    samples = sample.step == samples.step ? (sample.step, samples.count + 1) : (sample.step, 0)
    add(.sample(sample, place: samples.count))
  }

  /// A file that was written whole; at once in the store, so that a killed training is found by it.
  public func record(checkpoint: RunCheckpoint) {
    add(.checkpoint(checkpoint))
    flush()
  }

  /// A row of a table of results, also after the end.
  public func record(result: RunResult) {
    add(.result(result))
    flush()
  }

  /// How the training ended.
  public func end(_ status: RunStatus) {
    add(.end(status))
    nextWrite = clock.now
    flush()
  }

  /// Writes what is pending.
  ///
  /// Called before a checkpoint is saved: then the store has all that the checkpoint's training has done.
  public func flush() {
    guard let store, let row, !pending.isEmpty else { return }
    let now = clock.now
    if now < nextWrite { return }
    let elapsed = lastWrite.duration(to: now)
    let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
    do {
      try store.write { db in
        try db.execute(
          sql: "UPDATE runs SET updated = \(Self.now), seconds = seconds + ? WHERE run = ?",
          arguments: [seconds, row])
        for entry in pending { try Self.write(entry, of: row, db) }
      }
      pending.removeAll(keepingCapacity: true)
      lastWrite = now
    } catch {
      if !hasFailed { onFailure(error) }
      hasFailed = true
      if error.isTransient && pending.count < Self.batch * 1000 {
        nextWrite = clock.now + Self.retryInterval
      } else {
        stop()
      }
    }
  }

  private func add(_ entry: Entry) {
    guard isRecording else { return }
    pending.append(entry)
    if pending.count >= Self.batch || lastWrite.duration(to: clock.now) > Self.interval { flush() }
  }

  private func stop() {
    store = nil
    row = nil
    id = nil
    pending = []
  }

  // MARK: - SQL

  /// Now, as ISO 8601 in UTC with milliseconds.
  private static let now = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"

  private static func earlier(_ run: RunDescription, digest: String?, _ db: Database) throws -> Int64? {
    guard let checkpoint = run.checkpoint else { return nil }
    let byDigest = """
      SELECT runs.* FROM runs JOIN checkpoints USING (run)
      WHERE checkpoints.path = ? AND checkpoints.sha256 = ? ORDER BY runs.run DESC LIMIT 1
      """
    let byData = "SELECT * FROM runs WHERE checkpoint = ? AND fingerprint IS ? ORDER BY run DESC LIMIT 1"
    let found =
      try Row.fetchOne(db, sql: byDigest, arguments: [checkpoint, digest])
      ?? Row.fetchOne(db, sql: byData, arguments: [checkpoint, run.fingerprint])
    guard let earlier = try found.map({ try Run($0) }), earlier.kind == run.kind else { return nil }
    // Two at once on one checkpoint: they shall not write over each other here as well.
    let process = RunProcess.current.process
    return earlier.isAlive == true && earlier.process != process ? nil : earlier.row
  }

  private static func insert(_ run: RunDescription, _ db: Database) throws -> Int64 {
    let machine = Machine.current(instructionSet: run.instructionSet)
    let process = RunProcess.current
    let statement = """
      INSERT INTO runs (id, kind, name, status, started, updated, seed, code_version, command, configuration, processor,
        cores, system, instruction_set, host, process, process_start, checkpoint, fingerprint)
      VALUES (lower(hex(randomblob(4))), ?, ?, 'running', \(now), \(now), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """
    var attempt = 0
    while true {
      do {
        try db.execute(
          sql: statement,
          arguments: [
            run.kind, run.name, String(run.seed), run.codeVersion, run.command, run.configuration,
            machine.processor, machine.cores, machine.system, machine.instructionSet, machine.host,
            process.process, process.start, run.checkpoint, run.fingerprint,
          ])
        return db.lastInsertedRowID
      } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_CONSTRAINT_UNIQUE {
        // An id that is taken: one in four thousand million for each run there is.
        attempt += 1
        if attempt == 5 { throw error }
      }
    }
  }

  private static func reopen(_ row: Int64, _ run: RunDescription, at step: Int, _ db: Database) throws
    -> Int64
  {
    let machine = Machine.current(instructionSet: run.instructionSet)
    let process = RunProcess.current
    for table in ["metrics", "samples", "checkpoints"] {
      try db.execute(sql: "DELETE FROM \(table) WHERE run = ? AND step > ?", arguments: [row, step])
    }
    try db.execute(
      sql: """
        UPDATE runs SET status = 'running', ended = NULL, updated = \(now), configuration = ?, host = ?, process = ?,
          process_start = ? WHERE run = ?
        """, arguments: [run.configuration, machine.host, process.process, process.start, row])
    try db.execute(
      sql: """
        INSERT INTO resumptions (run, time, step, code_version, host, command) VALUES (?, \(now), ?, ?, ?, ?)
        """, arguments: [row, step, run.codeVersion, machine.host, run.command])
    return row
  }

  /// A text from a corpus or a model: SQLite's tools end one at its first NUL.
  private static func text(_ text: String) -> String { text.replacing("\u{0}", with: "\u{fffd}") }

  private static func write(_ entry: Entry, of row: Int64, _ db: Database) throws {
    func execute(_ sql: String, _ arguments: StatementArguments) throws {
      // The same few statements a thousand times each: compiled once.
      try db.cachedStatement(sql: sql).execute(arguments: arguments)
    }
    switch entry {
    case .metric(let name, let value, let step, let epoch):
      try execute(
        "INSERT OR REPLACE INTO metrics (run, name, step, epoch, value) VALUES (?, ?, ?, ?, ?)",
        [row, name, step, epoch, value])
    case .sample(let sample, let place):
      try execute(
        """
        INSERT OR REPLACE INTO samples (run, step, place, epoch, source, reference, hypothesis)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
        [
          row, sample.step, place, sample.epoch, text(sample.source), text(sample.reference),
          text(sample.hypothesis),
        ])
    case .checkpoint(let file):
      try execute(
        """
        INSERT OR REPLACE INTO checkpoints (run, kind, path, step, sha256, bytes, time)
        VALUES (?, ?, ?, ?, ?, ?, \(now))
        """, [row, file.kind.rawValue, file.path, file.step, file.sha256, file.bytes])
    case .result(let result):
      try execute(
        """
        INSERT OR REPLACE INTO results (run, name, metric, value, published, published_source, settings)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
        [
          row, result.name, result.metric, result.value, result.published, result.publishedSource,
          result.settings,
        ])
    case .data(let data):
      try execute(
        "INSERT OR REPLACE INTO data (run, role, path, sha256, bytes) VALUES (?, ?, ?, ?, ?)",
        [row, data.role, data.path, data.sha256, data.bytes])
    case .end(let status):
      try execute(
        "UPDATE runs SET status = ?, ended = \(now) WHERE run = ?", [status.rawValue, row])
    }
  }
}
