import SeqFiles
import SeqLayers
import SeqModels

/// Tensors that another program wrote, such as a hub's weights: how many numbers they hold, and which networks they fit.
struct WeightsSummary {
  private let file: SafetensorsFile
  private let networks: [String]
  /// Numbers that training changes, and those that batch normalisation gathers; its counters are neither.
  private let parameters, statistics: Int

  init(_ file: SafetensorsFile) {
    self.file = file
    networks = ImageModelFile.networks(fitting: file).map(\.rawValue)
    let counted = file.entries.filter { !$0.name.hasSuffix("num_batches_tracked") }
    statistics = counted.filter { BatchNorm.isStatistic($0.name) }.reduce(0) { $0 + $1.count }
    parameters = counted.reduce(0) { $0 + $1.count } - statistics
  }

  func write(asJSON: Bool) throws {
    let metadata = file.metadata.sorted { $0.key < $1.key }
    if asJSON {
      return try Output.writeLine([
        "version": 1, "type": "weights", "parameters": .integer(parameters),
        "statistics": .integer(statistics), "networks": .array(networks.map(JSON.string)),
        "metadata": .object(metadata.map { (name: $0.key, value: .string($0.value)) }),
        "tensors": file.json,
      ])
    }
    var rows: [(String, String)] = [
      ("what", "tensors of another program, without a card of seqkit's"),
      ("tensors", grouped(file.entries.count)), ("parameters", grouped(parameters)),
    ]
    if statistics > 0 { rows.append(("statistics", grouped(statistics))) }
    rows.append(
      (
        "fits",
        networks.isEmpty
          ? "no --network by its names and shapes; 'seqkit model show NETWORK --tensors' lists those of one"
          : "--network " + networks.joined(separator: ", ")
      ))
    // What others note there may be long.
    rows += metadata.map { ($0.key, $0.value.clipped(to: 80, mark: "…")) }
    let width = rows.map { displayWidth($0.0.printable) }.max() ?? 0
    for (name, value) in rows {
      try Output.writeLine(name.printable.padded(to: width) + "  " + value.printable)
    }
    try Output.write("\n" + file.table.rendered())
  }
}

extension SafetensorsFile {
  /// Every tensor with its shape and type.
  var table: Table {
    var table = Table([.init("tensor"), .init("shape"), .init("type")])
    for entry in entries { table.append([entry.name, "\(entry.shape)", entry.type.rawValue]) }
    return table
  }

  /// The same as an array of objects.
  var json: JSON {
    .array(
      entries.map {
        [
          "name": .string($0.name), "shape": .array($0.shape.map(JSON.integer)),
          "type": .string($0.type.rawValue),
        ]
      })
  }
}
