import ArgumentParser

/// `seqkit reproduce`: published figures and the shipped models, one command each.
struct ReproduceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reproduce",
    abstract: "Make a published result or a shipped model again; without a name, list them.",
    discussion: """
      Needs its data first: where they are missing, the lines that fetch them are printed and the status \
      is 66. See 'seqkit data'.

        seqkit reproduce
        seqkit reproduce translate-fr
      """)

  @Argument(
    help: ArgumentHelp("What to reproduce; without it, the list.", valueName: "name"),
    completion: .list(Reproduction.all.map(\.name)))
  var name: String?

  @Option(
    help: ArgumentHelp(
      "Where models are trained, start from this one in place of random weights: a file or a shipped model's name.",
      valueName: "model"),
    completion: .file())
  var from: String?

  @Option(
    help: ArgumentHelp(
      "At most so many epochs a training, of a Neural Turing Machine so many thousand sequences, for a first look; the "
        + "figures are then not those of the table.",
      valueName: "n"))
  var epochs: Int?

  func validate() throws {
    if let epochs, epochs < 1 { throw ValidationError("--epochs must be at least 1, not \(epochs)") }
    if seeds < 1 { throw ValidationError("--seeds must be at least 1, not \(seeds)") }
    if restarts < 1 { throw ValidationError("--restarts must be at least 1, not \(restarts)") }
  }

  @Option(
    help: ArgumentHelp("Of bAbI only these tasks, such as 1,2,15.", valueName: "numbers"),
    transform: Self.taskNumbers)
  var tasks: [Int]?

  @Option(
    help: ArgumentHelp("How often each memory network is trained from other random weights.", valueName: "n"))
  var restarts = 10

  @Option(help: ArgumentHelp("From how many seeds each Neural Turing Machine is trained.", valueName: "n"))
  var seeds = 10

  @Option(
    help: ArgumentHelp(
      "Of cats-dogs and capsnet-mnist only these rows, such as features,finetune.", valueName: "names"),
    transform: { $0.split(separator: ",").map(String.init) })
  var rows: [String] = []

  @Option(help: "table, markdown, csv, latex or json: how tables of tasks are written.")
  var format = Table.Format.table

  private static func taskNumbers(_ text: String) throws -> [Int] {
    try text.split(separator: ",").map { part in
      guard let task = Int(part), (1...20).contains(task) else {
        throw ValidationError("--tasks takes numbers from 1 to 20 with commas between, not '\(part)'")
      }
      return task
    }
  }

  @OptionGroup var runs: RunOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let folders = DataFolders()
    guard let name else { return try list(in: folders) }
    let reproduction = try Reproduction.named(name)
    for requirement in reproduction.needs { try requirement.require(in: folders) }
    do {
      try await reproduction.run(
        ReproduceOptions(
          common: common, runs: runs, from: from, epochs: epochs, rows: rows, tasks: tasks,
          restarts: restarts, seeds: seeds, format: format),
        folders)
    } catch var failure as Failure where [.interrupted, .terminated].contains(failure.status) {
      // What a training says of --resume holds for 'train'.
      failure.advice = "what was saved stays; go on with the same command"
      throw failure
    }
  }

  private func list(in folders: DataFolders) throws {
    if common.json {
      for item in Reproduction.all { try Output.writeLine(item.json(in: folders)) }
      return
    }
    var table = Table([
      .init("name"), .init("what"), .init("data"), .init("here"), .init("time, 2 cores", .right),
      .init("published"),
    ])
    for item in Reproduction.all {
      table.append([
        item.name, item.title, item.dataNames.joined(separator: ", "),
        yesOrNo(item.isReady(in: folders)),
        clockTime(item.expectedTime), item.published,
      ])
    }
    try Output.write(table.rendered())
  }
}

extension Reproduction {
  /// One file with its set, of several the set alone: 'data show' has the rest.
  fileprivate var dataNames: [String] {
    needs.map { need in
      need.names.count == 1 ? "\(need.dataSet.name)/\(need.names[0])" : need.dataSet.name
    }
  }

  fileprivate func isReady(in folders: DataFolders) -> Bool {
    needs.allSatisfy { $0.missing(in: folders).isEmpty }
  }

  fileprivate func json(in folders: DataFolders) -> JSON {
    [
      "version": 1, "type": "reproduction", "name": .string(name), "title": .string(title),
      "data": .array(dataNames.map(JSON.string)), "here": .bool(isReady(in: folders)),
      "seconds": .number(expectedTime.seconds), "published": .string(published),
    ]
  }
}

extension Table.Format: ExpressibleByArgument {}
