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
          "version": 1, "type": "layer", "name": .string(layer.name), "kind": .string(layer.layer.kind),
          "output": .string(layer.output.description), "parameters": .integer(layer.trainable + layer.statistics),
          "receptive_field": layer.receptiveField.map(JSON.integer) ?? .null,
        ])
      }
      return try Output.writeLine([
        "version": 1, "type": "network", "name": .string(network.name), "input": .string(network.input.description),
        "total": .integer(network.trainable + network.statistics), "trainable": .integer(network.trainable),
        "not_trainable": .integer(network.statistics),
      ])
    }
    var table = Table([
      .init("layer"), .init("kind"), .init("output", .right), .init("parameters", .right), .init("sees", .right),
    ])
    table.append(["input", "", network.input.description, "", ""])
    for layer in layers {
      let count = layer.trainable + layer.statistics
      table.append([
        layer.name, layer.layer.kind, layer.output.description, count > 0 ? grouped(count) : "",
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

extension ImageLayer {
  /// In a few words.
  fileprivate var kind: String {
    switch self {
    case .convolution(let layer, let rectifier):
      let window = layer.window
      var words = "convolution \(window.height)x\(window.width)"
      if window.strideRows > 1 { words += " / \(window.strideRows)" }
      if layer.groups > 1 { words += ", \(layer.groups) groups" }
      return words + rectifier.words
    case .batchNorm(_, let rectifier): return "batch normalisation" + rectifier.words
    case .maximumPool(let window): return "maximum of \(window.height)x\(window.width)"
    case .averagePool(let window, _): return "mean of \(window.height)x\(window.width)"
    case .globalAverage: return "mean of all places"
    case .flatten: return "flattened"
    case .linear: return "dense"
    case .activation(.relu): return "ReLU"
    case .activation(.relu6): return "ReLU6"
    case .activation(.tanh): return "tanh"
    case .activation(.sigmoid): return "sigmoid"
    case .dropout(let rate): return "dropout \(rate)"
    case .responseNorm: return "response normalisation"
    case .branches: return "joined"
    case .residual(_, _, let rectifier): return "sum" + rectifier.words
    case .auxiliary: return "auxiliary classifier"
    }
  }
}
