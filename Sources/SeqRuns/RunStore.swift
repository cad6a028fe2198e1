import GRDB

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The trainings of a machine in one SQLite file, in write-ahead-log mode, so that several may record while others read.
///
/// It knows nothing of models: a run is a configuration, data, numbers by step, files and texts. The tables are
/// described in <doc:Schema>; any program that speaks SQL can read them. A connection is closed with its last use.
public final class RunStore: Sendable {
  public let path: String
  private let queue: DatabaseQueue
  private let isEmpty: Bool

  /// Opens a store to read it, or to prune it.
  ///
  /// - Throws: `noInput` where there is none, `newer`, `foreign`, `corrupt`, `locked`.
  public convenience init(reading path: String) throws(RunStoreError) {
    if let problem = Self.problem(reading: path) { throw problem }
    // Closing the last connection of a log that a killed training left tidies it up, where we may write.
    try self.init(path, isRecording: false, isReadOnly: access(path, W_OK) != 0)
  }

  /// Opens a store to record in it; makes the file, but not its folder, if there is none.
  ///
  /// - Throws: `cannotCreate`, `full`, `newer`, `foreign`, `corrupt`, `locked`.
  public convenience init(recordingIn path: String) throws(RunStoreError) {
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      throw RunStoreError(
        .cannotCreate, path, "the run store cannot be a folder or a device", advice: "name a file")
    }
    try self.init(path, isRecording: true, isReadOnly: false)
  }

  private init(_ path: String, isRecording: Bool, isReadOnly: Bool) throws(RunStoreError) {
    self.path = path
    do {
      let queue = try Self.opened(path, isReadOnly: isReadOnly)
      if isRecording { try Self.prepare(queue, path) }
      let state = try queue.read { try Schema.state(of: $0) }
      switch state {
      case .foreign: throw RunStoreError.foreign(path)
      case .store(let version) where version > Schema.version: throw Self.newer(path, version)
      case .store, .empty: break
      }
      self.queue = queue
      isEmpty = state == .empty
    } catch {
      throw RunStoreError(error, path)
    }
  }

  private static func opened(_ path: String, isReadOnly: Bool) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.readonly = isReadOnly
    configuration.busyMode = .timeout(busySeconds)
    configuration.prepareDatabase { db in
      // In write-ahead-log mode a lost computer may lose the last second, never the file; a lost process loses nothing.
      try db.execute(sql: "PRAGMA synchronous = NORMAL")
    }
    return try DatabaseQueue(path: path, configuration: configuration)
  }

  /// How long another writer is waited for: its transactions take milliseconds.
  private static let busySeconds = 2.0

  /// Brings a new or older file to this version. Files of others are left as they are, their journal mode included.
  private static func prepare(_ queue: DatabaseQueue, _ path: String) throws {
    let (state, mode) = try queue.read { db in
      (try Schema.state(of: db), try String.fetchOne(db, sql: "PRAGMA journal_mode"))
    }
    switch state {
    case .foreign: throw RunStoreError.foreign(path)
    case .store(let version) where version > Schema.version: throw newer(path, version)
    // Nothing to do, and no lock to wait for.
    case .store(Schema.version) where mode == "wal": return
    case .store, .empty: break
    }
    // Of several that make the same file at once one is first; SQLite does not wait for it by itself in every case.
    let start = ContinuousClock.now
    while true {
      do {
        try queue.writeWithoutTransaction { db in
          // Space that pruning frees can be given back; only a file without tables can be told so.
          try db.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
          let mode = try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL")
          if mode != "wal" { throw DatabaseError(resultCode: .SQLITE_BUSY) }
        }
        return try Schema.migrator.migrate(queue)
      } catch let error as DatabaseError
        where error.resultCode == .SQLITE_BUSY && ContinuousClock.now - start < .seconds(5)
      {
        usleep(50_000)
      }
    }
  }

  private static func newer(_ path: String, _ version: Int) -> RunStoreError {
    RunStoreError(
      .newer, path,
      "the run store is of version \(version), and this seqkit knows versions up to \(Schema.version)",
      advice: "use a newer seqkit or name another file")
  }

  private static func problem(reading path: String) -> RunStoreError? {
    var status = stat()
    if stat(path, &status) != 0 {
      return errno == EACCES
        ? RunStoreError(
          .noInput, path, "the run store may not be read", advice: "check the permissions of its folder")
        : RunStoreError(
          .noInput, path, "there is no run store", advice: "train something first, or name another file")
    }
    if status.st_mode & S_IFMT != S_IFREG {
      return RunStoreError(.noInput, path, "the run store is not a file", advice: "name a file")
    }
    if access(path, R_OK) != 0 {
      return RunStoreError(
        .noInput, path, "the run store may not be read", advice: "check its permissions")
    }
    return nil
  }

  // MARK: - For the other files of this target

  func read<Value>(none: Value, _ body: (Database) throws -> Value) throws(RunStoreError) -> Value {
    if isEmpty { return none }
    do { return try queue.read(body) } catch { throw RunStoreError(error, path) }
  }

  func write<Value>(_ body: (Database) throws -> Value) throws(RunStoreError) -> Value {
    do { return try queue.write(body) } catch { throw RunStoreError(error, path) }
  }

  func writeOutsideTransaction(_ body: (Database) throws -> Void) throws(RunStoreError) {
    do { try queue.writeWithoutTransaction(body) } catch { throw RunStoreError(error, path) }
  }
}

extension RunStore {
  /// Where the store is, unless it is named: `SEQKIT_RUNS`, else `$XDG_STATE_HOME/seqkit/runs.sqlite`, else
  /// `~/.local/state/seqkit/runs.sqlite`. nil where not even `HOME` is set.
  public static func standardPath(environment: (String) -> String?) -> String? {
    func value(_ name: String) -> String? { environment(name).flatMap { $0.isEmpty ? nil : $0 } }
    if let chosen = value("SEQKIT_RUNS") { return chosen }
    // A relative path there is to be ignored, says the XDG Base Directory Specification.
    if let state = value("XDG_STATE_HOME"), state.hasPrefix("/") { return state + "/seqkit/runs.sqlite" }
    return value("HOME").map { $0 + "/.local/state/seqkit/runs.sqlite" }
  }

  /// Makes the folders of a path that do not exist yet, for their owner alone.
  public static func makeFolder(of path: String) throws(RunStoreError) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: true).dropLast()
    var folder = path.hasPrefix("/") ? "" : "."
    for part in parts {
      folder += "/" + part
      if mkdir(folder, 0o700) == 0 { continue }
      // Looking whether it is there sets another number.
      let code = errno
      if code != EEXIST, access(folder, F_OK) != 0 {
        throw RunStoreError(
          code == ENOSPC ? .full : .cannotCreate, path, "the folder \(folder) cannot be made",
          advice: code == ENOSPC ? "make room or name a file on another disk" : "name another file")
      }
    }
  }

  /// What `PRAGMA integrity_check` and `PRAGMA foreign_key_check` find; nothing in a sound store.
  public func problems() throws(RunStoreError) -> [String] {
    try read(none: []) { db in
      let damage = try String.fetchAll(db, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
      let strays = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").map { "stray row: \($0)" }
      return damage + strays
    }
  }
}
