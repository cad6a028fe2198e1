import GRDB

/// The tables, as <doc:Schema> describes them. A change is a new migration and a new `version`; old ones stay as they are.
enum Schema {
  /// `PRAGMA user_version` of a store whose migrations are all done.
  static let version = 1
  /// `PRAGMA application_id`: "Seqk", by which `file` and others know the format.
  static let application: Int32 = 0x5365_716b

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { db in
      try db.execute(sql: first)
      // Both are part of the file's first page, and so of the transaction.
      try db.execute(sql: "PRAGMA application_id = \(application); PRAGMA user_version = 1")
    }
    return migrator
  }

  /// What a file is, as far as its header and the names of its tables tell.
  enum State: Equatable {
    /// No table yet: a new file, or one whose first migration was cut short.
    case empty
    case store(version: Int)
    case foreign
  }

  static func state(of db: Database) throws -> State {
    let application = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
    if application == Self.application {
      return .store(version: try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0)
    }
    let others = "SELECT count(*) FROM sqlite_master WHERE tbl_name <> 'grdb_migrations'"
    return try application == 0 && Int.fetchOne(db, sql: others) == 0 ? .empty : .foreign
  }

  private static let first = """
    CREATE TABLE runs (
      run INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      kind TEXT NOT NULL,
      name TEXT NOT NULL,
      status TEXT NOT NULL
        CHECK (status IN ('running', 'finished', 'interrupted', 'diverged', 'failed')),
      started TEXT NOT NULL,
      updated TEXT NOT NULL,
      ended TEXT,
      seconds REAL NOT NULL DEFAULT 0,
      seed TEXT NOT NULL,
      code_version TEXT NOT NULL,
      command TEXT NOT NULL,
      configuration TEXT NOT NULL,
      processor TEXT NOT NULL,
      cores INTEGER NOT NULL,
      system TEXT NOT NULL,
      instruction_set TEXT NOT NULL,
      host TEXT NOT NULL,
      process INTEGER NOT NULL,
      process_start TEXT NOT NULL,
      checkpoint TEXT,
      fingerprint TEXT
    );
    CREATE INDEX runs_by_checkpoint ON runs (checkpoint);
    CREATE TABLE resumptions (
      run INTEGER NOT NULL REFERENCES runs (run) ON DELETE CASCADE,
      time TEXT NOT NULL,
      step INTEGER NOT NULL,
      code_version TEXT NOT NULL,
      host TEXT NOT NULL,
      command TEXT NOT NULL
    );
    CREATE INDEX resumptions_by_run ON resumptions (run);
    CREATE TABLE data (
      run INTEGER NOT NULL REFERENCES runs (run) ON DELETE CASCADE,
      role TEXT NOT NULL,
      path TEXT NOT NULL,
      sha256 TEXT,
      bytes INTEGER,
      PRIMARY KEY (run, role, path)
    ) WITHOUT ROWID;
    CREATE TABLE metrics (
      run INTEGER NOT NULL REFERENCES runs (run) ON DELETE CASCADE,
      name TEXT NOT NULL,
      step INTEGER NOT NULL,
      epoch INTEGER NOT NULL,
      value REAL,
      PRIMARY KEY (run, name, step)
    ) WITHOUT ROWID;
    CREATE TABLE checkpoints (
      run INTEGER NOT NULL REFERENCES runs (run) ON DELETE CASCADE,
      kind TEXT NOT NULL CHECK (kind IN ('checkpoint', 'model')),
      path TEXT NOT NULL,
      step INTEGER NOT NULL,
      sha256 TEXT NOT NULL,
      bytes INTEGER NOT NULL,
      time TEXT NOT NULL,
      PRIMARY KEY (run, kind, path, step)
    ) WITHOUT ROWID;
    CREATE INDEX checkpoints_by_digest ON checkpoints (sha256);
    CREATE TABLE samples (
      run INTEGER NOT NULL REFERENCES runs (run) ON DELETE CASCADE,
      step INTEGER NOT NULL,
      place INTEGER NOT NULL,
      epoch INTEGER NOT NULL,
      source TEXT NOT NULL,
      reference TEXT NOT NULL,
      hypothesis TEXT NOT NULL,
      PRIMARY KEY (run, step, place)
    ) WITHOUT ROWID;
    CREATE TABLE results (
      run INTEGER NOT NULL REFERENCES runs (run) ON DELETE CASCADE,
      name TEXT NOT NULL,
      metric TEXT NOT NULL,
      value REAL,
      published REAL,
      published_source TEXT,
      settings TEXT,
      PRIMARY KEY (run, name, metric)
    ) WITHOUT ROWID;
    """
}
