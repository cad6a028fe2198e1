import Foundation
import GRDB
import SeqRuns
import TestSupport
import Testing

/// A store as others see it: plain SQL, beside ours.
private func database(_ path: String) throws -> DatabaseQueue {
  var configuration = Configuration()
  configuration.foreignKeysEnabled = false
  configuration.allowsUnsafeTransactions = true
  return try DatabaseQueue(path: path, configuration: configuration)
}

private func description(
  _ name: String = "numbers", checkpoint: String? = nil, fingerprint: String? = nil
) -> RunDescription {
  RunDescription(
    kind: "translator", name: name, seed: .max, codeVersion: "1.0+abc", command: "seqkit train translator",
    configuration: #"{"model": {"cell": "lstm", "hiddenSize": 16, "tied": true}, "note": null, "rate": 0.5}"#,
    instructionSet: "avx2",
    data: [
      RunData(role: "pairs", path: "/data/pairs.tsv", sha256: String(repeating: "a", count: 64), bytes: 12),
      RunData(role: "target", path: "standard input"),
    ], checkpoint: checkpoint, fingerprint: fingerprint)
}

/// Records a whole small run.
@discardableResult
private func record(
  in path: String, _ run: RunDescription = description(), steps: ClosedRange<Int> = 1...3,
  resumedAt: Int? = nil, digest: String? = nil, end: RunStatus? = .finished, offset: Double = 0
) throws -> String {
  let recorder = RunRecorder(try RunStore(recordingIn: path)) { Issue.record("\($0)") }
  try recorder.begin(run, resumedAt: resumedAt, digest: digest)
  for step in steps { recorder.record("loss", Double(step) + offset, step: step, epoch: 1) }
  recorder.record(
    sample: RunSample(
      step: steps.upperBound, epoch: 1, source: "a\u{0}b\n牛奶", reference: "'); DROP TABLE runs; --",
      hypothesis: ""))
  recorder.record(
    checkpoint: RunCheckpoint(
      kind: .checkpoint, path: run.checkpoint ?? "/c", step: steps.upperBound,
      sha256: "digest \(steps.upperBound)", bytes: 7))
  let id = try #require(recorder.id)
  if let end { recorder.end(end) } else { recorder.flush() }
  return id
}

@Suite struct RunStoreTests {
  @Test func whatIsRecordedIsRead() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("runs.sqlite")
    do {
      let recorder = RunRecorder(try RunStore(recordingIn: path)) { Issue.record("\($0)") }
      try recorder.begin(description())
      recorder.record("loss", .nan, step: 1, epoch: 1)
      recorder.record("loss", 1e300, step: 2, epoch: 1)
      recorder.record("loss", -.infinity, step: 3, epoch: 2)
      for hypothesis in ["one", "two"] {
        recorder.record(
          sample: RunSample(step: 3, epoch: 2, source: "s", reference: "r", hypothesis: hypothesis))
      }
      recorder.end(.diverged)
      // A table's rows come after the training's end.
      recorder.record(
        result: RunResult(
          name: "task", metric: "BLEU", value: 40.5, published: 41, publishedSource: "paper", settings: "13a")
      )
    }
    let store = try RunStore(reading: path)
    let run = try #require(try store.runs().first)
    #expect(run.id.count == 8 && run.status == .diverged && run.seed == "18446744073709551615")
    #expect(run.machine.cores >= 1 && run.machine.instructionSet == "avx2" && !run.machine.system.isEmpty)
    #expect(run.ended != nil && run.seconds >= 0)
    #expect(try store.data(of: run) == description().data)
    let points = try store.points(of: run, metric: "loss")
    #expect(points.map(\.value) == [nil, 1e300, -.infinity] && points.map(\.epoch) == [1, 1, 2])
    #expect(try store.samples(of: run).map(\.hypothesis) == ["one", "two"])
    #expect(try store.results(of: run).first?.published == 41)
    #expect(
      try store.settings(of: run).map { "\($0.name)=\($0.value)" } == [
        "model.cell=lstm", "model.hiddenSize=16", "model.tied=true", "note=none", "rate=0.5",
      ])
    #expect(try store.problems().isEmpty)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).contains("runs.sqlite"))
  }

  @Test func theFileSaysWhatItIsAndClosesWithoutLitter() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("runs.sqlite")
    try record(in: path)
    let (mode, application, version) = try database(path).read { db in
      (
        try String.fetchOne(db, sql: "PRAGMA journal_mode"),
        try Int.fetchOne(db, sql: "PRAGMA application_id"), try Int.fetchOne(db, sql: "PRAGMA user_version")
      )
    }
    #expect(mode == "wal" && application == 0x5365_716b && version == 1)
    _ = try RunStore(reading: path).runs()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["runs.sqlite"])
  }

  /// Every example of the schema's documentation is SQL that runs and finds something or nothing without an error.
  @Test func theDocumentedQueriesRun() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("runs.sqlite")
    try record(in: path)
    let page = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/SeqRuns/Documentation.docc/Schema.md").standardized
    let text = try String(contentsOf: page, encoding: .utf8)
    let queries = text.components(separatedBy: "```sql\n").dropFirst().map {
      $0.components(separatedBy: "```")[0]
    }
    #expect(queries.count >= 5)
    try database(path).read { db in
      for query in queries { _ = try Row.fetchAll(db, sql: query) }
      // And it names every table and column that there is.
      for table in try String.fetchAll(db, sql: "SELECT name FROM sqlite_master WHERE type = 'table'") {
        #expect(text.contains(table), "\(table)")
        if table == "grdb_migrations" { continue }
        for column in try db.columns(in: table) {
          #expect(text.contains("`\(column.name)`"), "\(table).\(column.name)")
        }
      }
    }
  }

  @Test func whereTheStoreIs() {
    func path(_ variables: [String: String]) -> String? { RunStore.standardPath { variables[$0] } }
    #expect(path(["SEQKIT_RUNS": "r", "XDG_STATE_HOME": "/s", "HOME": "/h"]) == "r")
    #expect(path(["XDG_STATE_HOME": "/s", "HOME": "/h"]) == "/s/seqkit/runs.sqlite")
    #expect(path(["XDG_STATE_HOME": "relative", "HOME": "/h"]) == "/h/.local/state/seqkit/runs.sqlite")
    #expect(path(["SEQKIT_RUNS": "", "HOME": "/h"]) == "/h/.local/state/seqkit/runs.sqlite")
    #expect(path([:]) == nil)
  }

  /// A full disk is told from whatever else keeps a folder from being made.
  @Test(.enabled(if: SmallDisk.isPossible, "a small file system cannot be mounted here"))
  func thereIsNoRoomForItsFolder() throws {
    // Further options may follow the size: this one leaves no room for a folder beside its own.
    let small = try SmallDisk(size: "4k,nr_inodes=1")
    let full = #expect(throws: RunStoreError.self) {
      try RunStore.makeFolder(of: small.path + "/state/runs.sqlite")
    }
    #expect(full?.kind == .full)
    let folder = try TemporaryFolder()
    try folder.write("no folder", to: "state")
    let other = #expect(throws: RunStoreError.self) {
      try RunStore.makeFolder(of: folder.file("state/seqkit/runs.sqlite"))
    }
    #expect(other?.kind == .cannotCreate)
  }

  @Test func namesOfRuns() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("runs.sqlite")
    let ids = try (0..<20).map { _ in
      usleep(2000)
      return try record(in: path)
    }
    let store = try RunStore(reading: path)
    #expect(try store.runs().map(\.id) == ids && Set(ids).count == 20)
    #expect(try store.runs(named: "last").map(\.id) == [ids[19]])
    #expect(try store.runs(named: ids[4].uppercased()).map(\.id) == [ids[4]])
    #expect(try store.runs(named: "").count == 20)
    for name in ["x", "%", "_", "' OR 1 --", "\u{0}", "é"] { #expect(try store.runs(named: name).isEmpty) }
    // By its own name, whole and as it is written; one of hexadecimal digits too.
    #expect(try store.runs(named: "numbers").map(\.id) == ids)
    for name in ["number", "Numbers"] { #expect(try store.runs(named: name).isEmpty) }
    let named = try record(in: path, description("d1 é"))
    #expect(try store.runs(named: "d1 é").map(\.id) == [named])
    let short = try record(in: path, description("d1"))
    #expect(try store.runs(named: "d1").map(\.id).contains(short))
  }
}

@Suite struct ResumingTests {
  private let checkpoint = "/somewhere/m.checkpoint"

  /// A resumed training goes on in its run, and no step has two values.
  @Test func theRunOfTheCheckpointIsFoundByItsDigest() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("runs.sqlite")
    let run = description(checkpoint: checkpoint, fingerprint: "f")
    let first = try record(in: path, run, steps: 1...5, end: .interrupted)
    // A later run on the same path that never came to a checkpoint of its own.
    let other = RunRecorder(try RunStore(recordingIn: path))
    try other.begin(run)
    other.end(.interrupted)
    let again = try record(
      in: path, run, steps: 4...6, resumedAt: 3, digest: "digest 5", end: .finished, offset: 0.5)
    #expect(again == first)
    let store = try RunStore(reading: path)
    #expect(try store.runs().count == 2)
    let found = try #require(try store.runs(named: first).first)
    #expect(try store.samples(of: found).map(\.source) == ["a\u{fffd}b\n牛奶"])
    #expect(try store.points(of: found, metric: "loss").map(\.value) == [1, 2, 3, 4.5, 5.5, 6.5])
    #expect(try store.resumptions(of: found).map(\.step) == [3] && found.status == .finished)
    #expect(try store.checkpoints(of: found).map(\.step) == [6], "step 5 was after what it resumed from")
    #expect(try store.data(of: found).count == 2)
  }

  @Test func elseByItsPathAndData() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("runs.sqlite")
    let run = description(checkpoint: checkpoint, fingerprint: "f")
    let first = try record(in: path, run, end: .interrupted)
    #expect(try record(in: path, run, resumedAt: 2, digest: "unknown") == first)
    // Other data, another path, or a training that begins anew: another run.
    let others = [
      try record(in: path, description(checkpoint: checkpoint, fingerprint: "g"), resumedAt: 2, digest: "?"),
      try record(in: path, description(checkpoint: "/else", fingerprint: "f"), resumedAt: 2, digest: "?"),
      try record(in: path, description(fingerprint: "f"), resumedAt: 2), try record(in: path, run),
    ]
    #expect(Set(others + [first]).count == 5)
  }

  /// Who records is told by number, start and boot: a number alone is given out again.
  @Test func aKilledRunIsLostAndCanBeResumed() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("runs.sqlite")
    let run = description(checkpoint: checkpoint, fingerprint: "f")
    let id = try record(in: path, run, end: nil)
    func status() throws -> RunStatus? { try RunStore(reading: path).runs().first?.status }
    #expect(try status() == .running)
    // The same number with another start: as if it had been given to another process.
    try database(path).write { try $0.execute(sql: "UPDATE runs SET process_start = process_start || '1'") }
    #expect(try status() == .lost)
    try database(path).write { try $0.execute(sql: "UPDATE runs SET host = 'elsewhere'") }
    #expect(try status() == .running, "nobody here can know")
    #expect(try record(in: path, run, resumedAt: 3, digest: "digest 3") == id)
    #expect(try status() == .finished)
  }

  /// Of another process that is at work: a second training on its checkpoint gets a run of its own.
  @Test func aRunAtWorkIsLeftAlone() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("runs.sqlite")
    let run = description(checkpoint: checkpoint, fingerprint: "f")
    let id = try record(in: path, run, end: nil)
    let sleeper = try Process.run(URL(filePath: "/bin/sleep"), arguments: ["60"])
    // It inherits a mask that holds back milder signals, and whoever reads these tests' output waits for it.
    defer { kill(sleeper.processIdentifier, SIGKILL) }
    let number = Int(sleeper.processIdentifier)
    let fields = try String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8).split(separator: " ")
    try database(path).write { db in
      let own = try #require(try String.fetchOne(db, sql: "SELECT process_start FROM runs")).split(
        separator: " ")
      try db.execute(
        sql: "UPDATE runs SET process = ?, process_start = ?",
        arguments: [number, "\(own[0]) \(own[1]) \(fields[21])"])
    }
    #expect(try RunStore(reading: path).runs().first?.status == .running)
    #expect(try record(in: path, run, resumedAt: 3, digest: "digest 3") != id)
    #expect(try RunStore(reading: path).runs(toPrune: RunPruning(keep: 0)).allSatisfy { $0.id != id })
  }
}

@Suite struct PruningTests {
  @Test func whatMeetsEveryConditionGoes() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("runs.sqlite")
    let ids = try (0..<6).map { number in
      usleep(2000)
      return try record(in: path, steps: 1...2000, end: number == 1 ? .failed : .finished)
    }
    try database(path).write {
      try $0.execute(sql: "UPDATE runs SET updated = '2020-01-01T00:00:00.000Z' WHERE run <= 3")
    }
    let size = try #require(folder.bytes("runs.sqlite")).count
    func found(_ rule: RunPruning) throws -> [String] {
      try RunStore(reading: path).runs(toPrune: rule).map(\.id)
    }
    #expect(try found(RunPruning(keep: 2)) == Array(ids[..<4]))
    #expect(try found(RunPruning(olderThanDays: 30)) == Array(ids[..<3]))
    #expect(try found(RunPruning(keep: 4, olderThanDays: 30)) == Array(ids[..<2]))
    #expect(try found(RunPruning(status: .failed)) == [ids[1]])
    #expect(try found(RunPruning(keep: 99)).isEmpty && found(RunPruning(status: .running)).isEmpty)

    #expect(
      try RunStore(reading: path).remove(RunStore(reading: path).runs(toPrune: RunPruning(keep: 1))) == 5)
    #expect(try RunStore(reading: path).runs().map(\.id) == [ids[5]])
    #expect(try RunStore(reading: path).problems().isEmpty)
    for table in ["metrics", "samples", "checkpoints", "data"] {
      let left = try database(path).read {
        try Int.fetchOne($0, sql: "SELECT count(DISTINCT run) FROM \(table)")
      }
      #expect(left == 1, "\(table)")
    }
    #expect(try #require(folder.bytes("runs.sqlite")).count < size / 2, "the space is given back")
  }
}

/// Whatever the file is, an error says so, nothing traps, and nothing of others is changed.
@Suite struct HarmTests {
  @Test func filesOfOthersAreLeftAsTheyAre() throws {
    let folder = try TemporaryFolder()
    try DatabaseQueue(path: folder.file("other.sqlite")).write {
      try $0.execute(sql: "CREATE TABLE runs (a); INSERT INTO runs VALUES (1)")
    }
    try folder.write("source\ttarget\n", to: "text")
    try folder.write([UInt8](repeating: 0, count: 5000), to: "zeros")
    let names = ["other.sqlite", "text", "zeros"]
    for name in names {
      let before = folder.bytes(name)
      for open in waysToOpen {
        let error = #expect(throws: RunStoreError.self) { _ = try open(folder.file(name)) }
        #expect(error?.kind == .foreign, "\(name): \(String(describing: error))")
      }
      #expect(folder.bytes(name) == before, "\(name)")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == names)
  }

  @Test func missingFilesAndFolders() throws {
    let folder = try TemporaryFolder()
    func kind(_ open: (String) throws -> RunStore, _ path: String) -> RunStoreError.Kind? {
      do {
        _ = try open(path)
        return nil
      } catch { return (error as? RunStoreError)?.kind }
    }
    #expect(kind(waysToOpen[0], folder.file("none")) == .noInput)
    #expect(kind(waysToOpen[0], folder.path) == .noInput)
    #expect(kind(waysToOpen[1], folder.path) == .cannotCreate)
    #expect(kind(waysToOpen[1], folder.file("none/runs")) == .cannotCreate)
    #expect(kind(waysToOpen[1], "/dev/null") == .cannotCreate)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    // An empty file, as mktemp makes it, is a store to be.
    let empty = try folder.write("", to: "empty")
    #expect(try RunStore(reading: empty).runs().isEmpty)
    try record(in: empty)
    #expect(try RunStore(reading: empty).runs().count == 1)
  }

  @Test func aNewerStoreIsNotTouched() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("runs.sqlite")
    try record(in: path)
    try database(path).write { try $0.execute(sql: "PRAGMA user_version = 7") }
    let before = folder.bytes("runs.sqlite")
    for open in waysToOpen {
      let error = #expect(throws: RunStoreError.self) { _ = try open(path) }
      #expect(error?.kind == .newer && error?.reason.contains("version 7") == true)
    }
    #expect(folder.bytes("runs.sqlite") == before)
  }

  /// A creation that was cut short between its transactions is taken up again.
  @Test func aHalfMadeStoreIsCompleted() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("runs.sqlite")
    try database(path).write {
      try $0.execute(sql: "CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)")
    }
    #expect(try RunStore(reading: path).runs().isEmpty)
    try record(in: path)
    #expect(try RunStore(reading: path).runs().count == 1)
  }

  /// Values of other types than the schema says, as any SQL user can write them.
  @Test func wrongTypesAreErrors() throws {
    for (change, isRead) in [
      ("UPDATE runs SET seconds = 'long'", false), ("UPDATE runs SET cores = x'ff'", false),
      ("UPDATE runs SET configuration = 'not JSON'", true), ("UPDATE runs SET seed = 7", true),
      ("UPDATE metrics SET value = 'much'", false), ("UPDATE samples SET epoch = 'first'", false),
      ("UPDATE checkpoints SET bytes = 1e300", false), ("UPDATE runs SET started = x'00ff'", false),
    ] {
      let folder = try TemporaryFolder()
      let path = folder.file("runs.sqlite")
      try record(in: path)
      try database(path).write { try $0.execute(sql: change) }
      let store = try RunStore(reading: path)
      do {
        _ = try readAll(store)
        #expect(isRead, "\(change)")
      } catch let error as RunStoreError {
        #expect(!isRead && error.kind == .corrupt, "\(change): \(error)")
      }
    }
  }

  /// Bytes overwritten anywhere: every command gets an answer or a `RunStoreError`.
  @Test(arguments: 0..<60) func damagedFilesAreErrors(_ seed: Int) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("runs.sqlite")
    for _ in 0..<3 { try record(in: path, steps: 1...200) }
    var bytes = try #require(folder.bytes("runs.sqlite"))
    // A linear congruential generator will do to spread the damage (Knuth's MMIX).
    var state = UInt64(seed)
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    if seed % 6 == 0 {
      bytes.removeLast(random(bytes.count))
    } else {
      for _ in 0..<(1 + seed % 5 * 40) { bytes[random(bytes.count)] = UInt8(random(256)) }
    }
    try folder.write(bytes, to: "runs.sqlite")
    for work in [
      { _ = try readAll(RunStore(reading: path)) }, { _ = try RunStore(reading: path).problems() },
      {
        // A recorder on such a file: begins or refuses, and then throws no more.
        let recorder = RunRecorder(try RunStore(recordingIn: path))
        try recorder.begin(description(checkpoint: "/c"), resumedAt: 2, digest: "digest 200")
        for step in 1...3000 { recorder.record("loss", 1, step: step, epoch: 1) }
        recorder.end(.finished)
      },
    ] as [() throws -> Void] {
      do { try work() } catch { #expect(error is RunStoreError, "\(error)") }
    }
  }

  @Test func aLockedStoreDelaysRecordingAndNoMore() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("runs.sqlite")
    var errors: [RunStoreError] = []
    let recorder = RunRecorder(try RunStore(recordingIn: path)) { errors.append($0) }
    try recorder.begin(description())
    let other = try database(path)
    try other.inDatabase { try $0.execute(sql: "BEGIN IMMEDIATE") }
    let begin = ContinuousClock.now
    for step in 1...10_000 { recorder.record("loss", 1, step: step, epoch: 1) }
    recorder.flush()
    #expect(ContinuousClock.now - begin < .seconds(10), "it waits once, not for every batch")
    #expect(errors.map(\.kind) == [.locked], "said once")
    // Readers are not kept out by a writer.
    #expect(try RunStore(reading: path).runs().count == 1)
    // A second training that begins meanwhile is told at once.
    let second = RunRecorder(try RunStore(recordingIn: path))
    let error = #expect(throws: RunStoreError.self) { try second.begin(description()) }
    #expect(error?.kind == .locked && !second.isRecording)
    try other.inDatabase { try $0.execute(sql: "ROLLBACK") }
    recorder.end(.finished)
    let store = try RunStore(reading: path)
    let run = try #require(try store.runs().first)
    #expect(try store.points(of: run, metric: "loss").count == 10_000 && run.status == .finished)
    #expect(errors.count == 1)
  }

  /// A run that somebody deletes while it is recorded: said once, and the training goes on.
  @Test func aDeletedRunEndsTheRecording() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("runs.sqlite")
    var errors: [RunStoreError] = []
    let recorder = RunRecorder(try RunStore(recordingIn: path)) { errors.append($0) }
    try recorder.begin(description())
    // With foreign keys, which go with the run.
    try DatabaseQueue(path: path).write { try $0.execute(sql: "DELETE FROM runs") }
    for step in 1...5000 { recorder.record("loss", 1, step: step, epoch: 1) }
    recorder.end(.finished)
    #expect(errors.count == 1 && !recorder.isRecording && recorder.id == nil)
    #expect(try RunStore(reading: path).problems().isEmpty)
  }

  /// Eight trainings that begin at the same moment, on a file that none of them finds.
  @Test func manyBeginAtOnce() async throws {
    let folder = try TemporaryFolder()
    let path = folder.file("runs.sqlite")
    try await withThrowingTaskGroup { group in
      for _ in 0..<8 { group.addTask { _ = try record(in: path, steps: 1...500) } }
      try await group.waitForAll()
    }
    let store = try RunStore(reading: path)
    #expect(try store.runs().count == 8 && store.problems().isEmpty)
    for run in try store.runs() { #expect(try store.points(of: run, metric: "loss").count == 500) }
  }
}

/// To read, and to record.
private let waysToOpen: [@Sendable (String) throws -> RunStore] = [
  { try RunStore(reading: $0) }, { try RunStore(recordingIn: $0) },
]

private func readAll(_ store: RunStore) throws -> Int {
  try store.runs().reduce(0) { sum, run in
    let parts = [
      try store.settings(of: run).count, try store.data(of: run).count, try store.samples(of: run).count,
      try store.checkpoints(of: run).count, try store.results(of: run).count,
      try store.metrics(of: run).count,
      try store.resumptions(of: run).count, try store.points(of: run, metric: "loss").count,
    ]
    return sum + parts.reduce(0, +)
  }
}
