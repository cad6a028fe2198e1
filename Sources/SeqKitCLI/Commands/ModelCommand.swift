import ArgumentParser
import SeqFiles
import SeqKit
import SeqKitPretrained
import SeqModels
import SeqTraining
import SystemPackage

/// `seqkit model`: what a model file is and holds.
struct ModelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model",
    abstract: "Show a model's card and contents, list the shipped ones, average several.",
    subcommands: [ShowModelCommand.self, ListModelsCommand.self, AverageModelsCommand.self])
}

struct ShowModelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print a model's card: what it does, its data, licence and scores.",
    discussion: """
        seqkit model show en-fr
        seqkit model show my.safetensors --tensors
        seqkit model show vgg16                 # a picture network's layers
        seqkit model show resnet18.safetensors  # a hub's weights, and what they fit
        seqkit model show - < my.safetensors
      """)

  @Argument(
    help: ArgumentHelp(
      "A shipped model's name, a model file, a hub's weights, or a picture network's name; how it is written does not "
        + "matter: VGG-16. - for standard input.",
      valueName: "name|file"))
  var model: String

  @Flag(help: "Also list every tensor with its shape and type.")
  var tensors = false

  @OptionGroup var common: CommonOptions

  func run() async throws {
    if let kind = NetworkKind(rawValue: model) { return try show(NetworkSummary(kind)) }
    let file: ModelFile
    if let shipped = ShippedModels.file(named: model) {
      file = try shipped()
    } else if ShippedModels.isPath(model) {
      let tensors = try SafetensorsFile(at: model)
      guard ModelFile.isOne(tensors) else { return try WeightsSummary(tensors).write(asJSON: common.json) }
      file = try ModelFile(tensors)
    } else if let shipped = ShippedModels.all.first(where: { $0.name.asName == model.asName }) {
      file = try shipped.open()
    } else {
      return try showNetwork()
    }
    let weights = file.tensors.entries.filter { !$0.name.hasSuffix(".scale") }.reduce(0) { $0 + $1.count }
    if common.json { return try Output.writeLine(json(file, weights)) }
    let card = file.card
    var rows: [(String, String)] = [("name", card.name), ("kind", file.kind), ("what", card.summary)]
    if let languages = card.languages { rows.append(("languages", languages)) }
    rows += card.scores.map { ($0.name, $0.value) }
    rows += [
      ("weights", grouped(weights)), ("data", card.data), ("licence", card.licence),
      ("attribution", card.attribution), ("trained with", card.command), ("written by", card.writtenBy),
    ]
    let width = rows.map { displayWidth($0.0) }.max() ?? 0
    for (name, value) in rows where !value.isEmpty {
      try Output.writeLine(name.padded(to: width) + "  " + value.printable)
    }
    if file.kind == ImageModelFile.kind {
      try Output.writeLine("")
      try NetworkSummary(
        ImageModelFile.load(from: file), trainedBy: try? file.decode(ImageTrainingSettings.self, "training")
      ).write(asJSON: false)
    }
    if tensors { try Output.write("\n" + file.tensors.table.rendered()) }
  }

  private func show(_ summary: NetworkSummary) throws {
    try summary.write(asJSON: common.json)
    if tensors { try summary.writeTensors(asJSON: common.json) }
  }

  /// The network whose name is written another way, such as VGG-16 for vgg16, or that of capsules.
  ///
  /// - Throws: what names there are.
  private func showNetwork() throws {
    if let kind = NetworkKind(argument: model) { return try show(NetworkSummary(kind)) }
    if model.asName == NetworkSummary.capsuleName {
      return try show(NetworkSummary(CapsuleConfiguration()))
    }
    let networks = NetworkKind.allCases.map(\.rawValue) + [NetworkSummary.capsuleName]
    let shipped = ShippedModels.all.map(\.name)
    let names = networks + shipped
    // The beginning of some names, or one with a few letters wrong.
    let alike = model.asName.isEmpty ? [] : names.filter { $0.asName.hasPrefix(model.asName) }
    let near = alike.isEmpty ? [nearest(to: model.lowercased(), among: names)].compactMap(\.self) : alike
    throw Failure(
      .noInput, "no network, shipped model or file of that name", at: model,
      advice: near.isEmpty
        ? "name one of these or a file" : "did you mean \(near.joined(separator: ", "))?",
      details: [
        "networks: " + networks.joined(separator: ", "), "shipped models: " + shipped.joined(separator: ", "),
      ])
  }

  private func json(_ file: ModelFile, _ weights: Int) -> JSON {
    let card = file.card
    return [
      "version": 1, "type": "model", "name": .string(card.name), "kind": .string(file.kind),
      "summary": .string(card.summary), "source_language": .optional(card.sourceLanguage),
      "target_language": .optional(card.targetLanguage), "weights": .integer(weights),
      "data": .string(card.data),
      "licence": .string(card.licence), "attribution": .string(card.attribution),
      "command": .string(card.command),
      "scores": .object(card.scores.map { (name: $0.name, value: .string($0.value)) }),
      "tensors": file.tensors.json,
    ]
  }
}

struct ListModelsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "List the shipped models.")

  @OptionGroup var common: CommonOptions

  func run() async throws {
    var table = Table([.init("name"), .init("kind"), .init("what"), .init("licence")])
    for (name, open) in ShippedModels.all {
      let file = try open()
      if common.json {
        try Output.writeLine([
          "version": 1, "type": "model", "name": .string(name), "kind": .string(file.kind),
          "summary": .string(file.card.summary), "licence": .string(file.card.licence),
        ])
      } else {
        table.append([name, file.kind, file.card.summary, file.card.licence])
      }
    }
    if !common.json { try Output.write(table.rendered()) }
  }
}

struct AverageModelsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "average",
    abstract: "Write the mean of several translators, or one with its weights stored otherwise.",
    discussion: """
      Models that one training left at different times, or that began with the same model, are often better \
      averaged than any of them alone. A single one is just stored anew.

        seqkit model average a.safetensors b.safetensors --out mean.safetensors
        seqkit model average big.safetensors --storage int8 --out small.safetensors
      """)

  @Argument(help: ArgumentHelp("Model files, or names of shipped models.", valueName: "model"))
  var models: [String]

  @Option(help: ArgumentHelp("Where to write the model.", valueName: "file"), completion: .file())
  var out: String

  @Option(help: "How the weights are stored: float32, float16 or int8.")
  var storage = WeightStorage.float16

  @OptionGroup var common: CommonOptions

  func validate() throws { try StandardInput.checkOnce(models) }

  func run() async throws {
    try OutputCheck.canWrite(out, inputs: ShippedModels.files(among: models))
    let translators = try models.map(Translator.init(named:))
    let mean: Translator
    do {
      mean = try Translator(averageOf: translators)
    } catch {
      throw Failure(.badData, error.description, at: models.joined(separator: ", "))
    }
    var card = mean.card
    card.name = FilePath(out).stem ?? out
    card.writtenBy = "seqkit \(SeqKitVersion.current)"
    // The scores were the models' own.
    if models.count > 1 {
      card.scores = []
      card.summary += ", the mean of \(models.count) models"
    }
    try mean.save(to: FilePath(out), card: card, storage: storage)
    if !common.quiet { Output.note("model written to \(out)\n") }
  }
}
