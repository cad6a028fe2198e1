import SeqKit

extension MemoryTable {
  /// The table; its last row is the next free slot, if there is one.
  package var table: Table {
    var table = Table(
      [.init("slot", .right)] + words.map { .init($0, .right) } + [.init("text")])
    for (slot, text) in memory.slots.enumerated() {
      table.append(["\(slot + 1)"] + row(of: text).map { "\($0)" } + [text])
    }
    if memory.slots.count != memory.capacity {
      table.append(["\(memory.slots.count + 1)"] + words.map { _ in "" } + ["(empty)"])
    }
    return table
  }

  package func rendered(_ format: Table.Format = .table) -> String { table.rendered(format) }
}
