import SeqModels

/// A picture network as Keras sums one up: its layers with what they give, their parameters, and how many rows of the
/// picture one element sees.
struct NetworkSummary {
  let network: ImageNetwork

  func write(asJSON: Bool) throws {
    let layers = network.flattened
    if asJSON {
      for layer in layers {
        try Output.writeLine([
          "version": 1, "type": "layer", "name": .string(layer.name), "kind": .string(layer.layer.summary),
          "output": .string(layer.output.description),
          "parameters": .integer(layer.trainable + layer.statistics),
          "receptive_field": layer.receptiveField.map(JSON.integer) ?? .null,
        ])
      }
      return try Output.writeLine([
        "version": 1, "type": "network", "name": .string(network.name),
        "input": .string(network.input.description),
        "total": .integer(network.trainable + network.statistics), "trainable": .integer(network.trainable),
        "not_trainable": .integer(network.statistics),
      ])
    }
    var table = Table([
      .init("layer"), .init("kind"), .init("output", .right), .init("parameters", .right),
      .init("sees", .right),
    ])
    table.append(["input", "", network.input.description, "", ""])
    for layer in layers {
      let count = layer.trainable + layer.statistics
      table.append([
        layer.name, layer.layer.summary, layer.output.description, count > 0 ? grouped(count) : "",
        layer.receptiveField.map { "\($0)" } ?? "all",
      ])
    }
    try Output.write(table.rendered())
    try Output.writeLine("")
    try Output.writeLine("total parameters          \(grouped(network.trainable + network.statistics))")
    try Output.writeLine("trainable parameters      \(grouped(network.trainable))")
    try Output.writeLine("not trainable parameters  \(grouped(network.statistics))")
  }
}
