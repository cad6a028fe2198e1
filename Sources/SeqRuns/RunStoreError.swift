import GRDB

/// What went wrong with a run store, where, and what to do about it.
public struct RunStoreError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The classes that a program tells apart.
  public enum Kind: String, Sendable, Hashable {
    /// There is no such file, or it may not be read.
    case noInput
    /// Another process is writing to it, and went on doing so for as long as we waited.
    case locked
    /// A newer seqkit wrote it.
    case newer
    /// It is a database or a file of another kind.
    case foreign
    /// It is damaged.
    case corrupt
    /// It cannot be made or may not be written.
    case cannotCreate
    /// The disk it lies on is full.
    case full
    /// Reading or writing failed.
    case inputOutput
  }

  public let kind: Kind
  public let path: String
  /// What is wrong, without a full stop.
  public let reason: String
  /// What to do next, as an imperative.
  public let advice: String

  public init(_ kind: Kind, _ path: String, _ reason: String, advice: String) {
    self.kind = kind
    self.path = path
    self.reason = reason
    self.advice = advice
  }

  public var description: String { "\(reason), \(path); \(advice)" }

  /// Whether the same may succeed a little later.
  public var isTransient: Bool { kind == .locked || kind == .full }
}

extension RunStoreError {
  static func locked(_ path: String) -> RunStoreError {
    RunStoreError(
      .locked, path, "the run store is locked by another process",
      advice: "close the program that has it open for writing, then try again")
  }

  static func foreign(_ path: String) -> RunStoreError {
    RunStoreError(
      .foreign, path, "the file is not a run store of seqkit",
      advice: "name another file; this one is left as it is")
  }

  /// Whatever GRDB throws.
  init(_ error: any Error, _ path: String) {
    switch error {
    case let error as RunStoreError: self = error
    case let error as DatabaseError:
      switch error.resultCode {
      case .SQLITE_BUSY, .SQLITE_LOCKED: self = .locked(path)
      case .SQLITE_NOTADB: self = .foreign(path)
      case .SQLITE_FULL:
        self.init(
          .full, path, "no space left for the run store", advice: "make room or name a file on another disk")
      case .SQLITE_CANTOPEN:
        self.init(
          .cannotCreate, path, "the run store cannot be opened",
          advice: "check that its folder exists and may be written")
      case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
        self.init(
          .cannotCreate, path, "the run store may not be written",
          advice: "check the permissions of the file and its folder")
      case .SQLITE_CORRUPT:
        self.init(
          .corrupt, path, "the run store is damaged",
          advice: "save what can be read with 'sqlite3 FILE .recover', and move the file away")
      case .SQLITE_IOERR:
        self.init(
          .inputOutput, path, "reading or writing the run store failed (\(error.extendedResultCode))",
          advice: "check the disk")
      default:
        self.init(
          .corrupt, path,
          "the run store does not hold what it should (\(error.message ?? "\(error.resultCode)"))",
          advice: "move the file away")
      }
    default:
      // GRDB's decoding errors: a value of another type than the schema says.
      self.init(
        .corrupt, path, "the run store does not hold what it should", advice: "move the file away")
    }
  }
}
