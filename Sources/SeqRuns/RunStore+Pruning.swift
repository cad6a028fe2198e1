import GRDB

/// Which runs to remove: those that meet everything that is set.
///
/// Runs at work are never among them. One that says so, but was begun on another machine or in another container, whose
/// processes cannot be seen from here, is among them only where `status` asks for running ones.
public struct RunPruning: Sendable, Hashable {
  /// The runs that started last stay.
  public var keep: Int?
  /// Runs that were at work within so many days stay.
  public var olderThanDays: Double?
  /// Only runs that stand so.
  public var status: RunStatus?

  public init(keep: Int? = nil, olderThanDays: Double? = nil, status: RunStatus? = nil) {
    self.keep = keep
    self.olderThanDays = olderThanDays
    self.status = status
  }
}

extension RunStore {
  /// The runs that `remove` would be given, the oldest first.
  public func runs(toPrune rule: RunPruning) throws(RunStoreError) -> [Run] {
    var runs = try runs()
    if let keep = rule.keep { runs.removeLast(min(max(keep, 0), runs.count)) }
    if let days = rule.olderThanDays {
      let old = try read(none: Set<String>()) { db in
        try Set(
          String.fetchAll(
            db, sql: "SELECT id FROM runs WHERE julianday(updated) < julianday('now') - ?",
            arguments: [days]))
      }
      runs.removeAll { !old.contains($0.id) }
    }
    if let status = rule.status { runs.removeAll { $0.status != status } }
    return runs.filter { $0.status != .running || (rule.status == .running && $0.isAlive == nil) }
  }

  /// Removes runs with all that was recorded of them, and gives their space back. Files that they wrote stay.
  ///
  /// A run that has been resumed since it was read stays too.
  ///
  /// - Returns: how many were removed.
  @discardableResult
  public func remove(_ runs: [Run]) throws(RunStoreError) -> Int {
    if runs.isEmpty { return 0 }
    let removed = try write { db in
      try runs.reduce(0) { count, run in
        try db.execute(
          sql: "DELETE FROM runs WHERE run = ? AND id = ? AND updated = ?",
          arguments: [run.row, run.id, run.updated])
        return count + db.changesCount
      }
    }
    // Nothing is lost if this fails; the space is used again by later runs.
    try? writeOutsideTransaction { _ = try Row.fetchAll($0, sql: "PRAGMA incremental_vacuum") }
    return removed
  }
}
