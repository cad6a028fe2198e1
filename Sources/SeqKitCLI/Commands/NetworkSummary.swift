import SeqFiles
import SeqLayers
import SeqModels
import SeqTensor
import SeqTraining

/// A picture network as Keras sums one up: its layers with what they give, their parameters, and how many rows of the
/// picture one element sees.
struct NetworkSummary {
  private struct Row {
    var name, kind, output: String
    var parameters: Int
    /// How many rows of the picture an element sees; nil for all.
    var sees: Int?

    init(name: String, kind: String, output: String, parameters: Int, sees: Int? = nil) {
      (self.name, self.kind, self.output) = (name, kind, output)
      (self.parameters, self.sees) = (parameters, sees)
    }

    init(_ layer: NamedLayer) {
      self.init(
        name: layer.name, kind: layer.layer.summary, output: layer.output.description,
        parameters: layer.trainable + layer.statistics, sees: layer.receptiveField)
    }
  }

  private let name, input: String
  private let layers: [Row]
  /// Scalars that training changes, and those that it holds fast or only gathers.
  private let trainable, fixed: Int
  /// The weights as they are declared, where there is no file of them.
  private let declared: [(name: String, shape: Shape)]

  init(_ kind: NetworkKind) {
    let builder = kind.declared()
    self.init(network: kind.network(builder), declared: builder.declarations)
  }

  init(network: ImageNetwork, declared: [(name: String, shape: Shape)] = []) {
    self.declared = declared
    (name, input) = (network.name, network.input.description)
    layers = network.flattened.map(Row.init)
    (trainable, fixed) = (network.trainable, network.statistics)
  }

  /// A classifier, of which its training may have changed a part only.
  init(_ classifier: ImageModelFile.Contents, trainedBy settings: ImageTrainingSettings?) {
    declared = []
    let network = classifier.network
    (name, input) = (network.name, network.input.description)
    layers = network.flattened.map(Row.init)
    let trained = classifier.parameters.entries.filter { name, _ in
      !BatchNorm.isStatistic(name) && settings?.trains(name) ?? true
    }
    trainable = trained.reduce(0) { $0 + $1.parameter.shape.count }
    fixed = network.trainable + network.statistics - trainable
  }

  /// A capsule network, whose first two layers are those of its plain twin.
  init(_ capsules: CapsuleConfiguration) {
    var scope = ParameterScope()
    _ = CapsuleNetwork(capsules, scope: &scope)
    let declared = scope.declarations
    self.declared = declared
    func count(_ prefix: String) -> Int {
      declared.filter { $0.name.hasPrefix(prefix) }.reduce(0) { $0 + $1.shape.count }
    }
    let twin = capsules.plainTwin().network(name: Self.capsuleName)
    let sizes = capsules.decoderSizes + [capsules.height * capsules.width * capsules.channels]
    let rounds = capsules.rounds == 1 ? "1 round" : "\(capsules.rounds) rounds"
    name = twin.name
    input = twin.input.description
    layers =
      twin.flattened.prefix(2).map(Row.init)
      + [
        Row(
          name: "capsules", kind: "squashed", output: "\(capsules.primaryCount) x \(capsules.primarySize)",
          parameters: 0, sees: twin.flattened[1].receptiveField),
        Row(
          name: "transformations", kind: "routing by agreement, \(rounds)",
          output: "\(capsules.classes) x \(capsules.classSize)", parameters: count("transformations")),
      ]
      + sizes.enumerated().map { number, size in
        Row(
          name: "decoder.\(number)", kind: "dense + " + (number + 1 < sizes.count ? "ReLU" : "sigmoid"),
          output: "\(size)", parameters: count("decoder.\(number)."))
      }
    (trainable, fixed) = (scope.count, 0)
  }

  static let capsuleName = "capsnet"

  func writeTensors(asJSON: Bool) throws {
    if asJSON {
      for (name, shape) in declared {
        try Output.writeLine([
          "version": 1, "type": "tensor", "name": .string(name),
          "shape": .array(shape.array.map(JSON.integer)),
        ])
      }
      return
    }
    var table = Table([.init("tensor"), .init("shape")])
    for (name, shape) in declared { table.append([name, "\(shape.array)"]) }
    try Output.write("\n" + table.rendered())
  }

  func write(asJSON: Bool) throws {
    if asJSON {
      for layer in layers {
        try Output.writeLine([
          "version": 1, "type": "layer", "name": .string(layer.name), "kind": .string(layer.kind),
          "output": .string(layer.output), "parameters": .integer(layer.parameters),
          "receptive_field": layer.sees.map(JSON.integer) ?? .null,
        ])
      }
      return try Output.writeLine([
        "version": 1, "type": "network", "name": .string(name), "input": .string(input),
        "total": .integer(trainable + fixed), "trainable": .integer(trainable),
        "not_trainable": .integer(fixed),
      ])
    }
    var table = Table([
      .init("layer"), .init("kind"), .init("output", .right), .init("parameters", .right),
      .init("sees", .right),
    ])
    table.append(["input", "", input, "", ""])
    for layer in layers {
      table.append([
        layer.name, layer.kind, layer.output, layer.parameters > 0 ? grouped(layer.parameters) : "",
        layer.sees.map { "\($0)" } ?? "all",
      ])
    }
    try Output.write(table.rendered())
    try Output.writeLine("")
    try Output.writeLine("total parameters          \(grouped(trainable + fixed))")
    try Output.writeLine("trainable parameters      \(grouped(trainable))")
    try Output.writeLine("not trainable parameters  \(grouped(fixed))")
  }
}
