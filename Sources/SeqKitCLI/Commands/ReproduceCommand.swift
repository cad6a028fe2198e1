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
      "At most so many epochs a training, of a Neural Turing Machine so many thousand sequences, for a first look; of "
        + "reader, lenet-mnist, capsnet-mnist and resnet20-cifar10 exactly so many, which may be more than the table's. The "
        + "figures are then not those of the table.",
      valueName: "n"))
  var epochs: Int?

  mutating func validate() throws {
    takeNameFromLists()
    _ = try tasks
    if let epochs, epochs < 1 { throw ValidationError("--epochs must be at least 1, not \(epochs)") }
    if seeds < 1 { throw ValidationError("--seeds must be at least 1, not \(seeds)") }
    if restarts < 1 { throw ValidationError("--restarts must be at least 1, not \(restarts)") }
  }

  @Option(
    name: .customLong("tasks"), parsing: .upToNextOption,
    help: ArgumentHelp("Of bAbI only these tasks, such as 1,2,15 or 1 2 15.", valueName: "numbers"))
  var taskArguments: [String] = []

  @Option(
    help: ArgumentHelp("How often each memory network is trained from other random weights.", valueName: "n"))
  var restarts = 10

  @Option(help: ArgumentHelp("From how many seeds each Neural Turing Machine is trained.", valueName: "n"))
  var seeds = 10

  @Option(
    name: .customLong("rows"), parsing: .upToNextOption,
    help: ArgumentHelp(
      "Of cats-dogs and capsnet-mnist only these rows, such as features,finetune or features finetune.",
      valueName: "names"))
  var rowArguments: [String] = []

  @Option(help: "table, markdown, csv, latex or json: how tables of tasks are written.")
  var format = Table.Format.table

  /// The name may stand last, where it is read as one more task or row.
  private mutating func takeNameFromLists() {
    func isName(_ word: String?) -> Bool { word.map { (try? Reproduction.named($0)) != nil } ?? false }
    guard name == nil else { return }
    if isName(taskArguments.last) {
      name = taskArguments.removeLast()
    } else if isName(rowArguments.last) {
      name = rowArguments.removeLast()
    }
  }

  /// Nil for all.
  fileprivate var tasks: [Int]? {
    get throws {
      if taskArguments.isEmpty { return nil }
      var found: [Int] = []
      for part in listed(taskArguments) {
        guard let task = Int(part), (1...20).contains(task) else {
          throw ValidationError("--tasks takes numbers from 1 to 20, not '\(part)'")
        }
        // Trained and counted once, however often it is named.
        if !found.contains(task) { found.append(task) }
      }
      return found
    }
  }

  @OptionGroup var runs: RunOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let folders = DataFolders()
    guard let name else { return try list(in: folders) }
    let reproduction = try Reproduction.named(name)
    for requirement in reproduction.needs { try requirement.require(in: folders) }
    let options = ReproduceOptions(
      common: common, runs: runs, from: from, epochs: epochs, rows: listed(rowArguments), tasks: try tasks,
      restarts: restarts, seeds: seeds, format: format)
    do {
      do {
        try await reproduction.run(options, folders)
      } catch is ClosedPipe {
        // As of every training: who has been told that it goes on without its reader is told how it ended.
        try options.reports.finish("this folder")
        throw ClosedPipe()
      }
      try options.reports.finish("this folder")
    } catch var failure as Failure where [.interrupted, .terminated].contains(failure.status) {
      // What a training says of --resume holds for 'train'.
      failure.advice = "what was saved lies in this folder; go on with the same command in it"
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

/// What the words after `reproduce` ask for: its name, nil for the list; tasks of bAbI, nil for all; rows, none for all.
package func reproduction(askedBy words: [String]) throws -> (name: String?, tasks: [Int]?, rows: [String]) {
  let command = try ReproduceCommand.parse(words)
  return (command.name, try command.tasks, listed(command.rowArguments))
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
