import SeqData
import SeqModels
import SeqTraining

/// End-to-end memory networks on the bAbI tasks, each task by itself and all together, with an LSTM and a classifier of
/// n-grams, beside the published columns.
///
/// Every training of every restart is one job; the jobs are spread over the threads and their results are kept in a file as
/// they come in, so that an interrupted run goes on. Of the restarts the one with the lowest training error counts.
struct BabiReproduction: Sendable {
  let name: String
  /// "en" or "en-10k".
  private let folder: String
  private var isLarge: Bool { folder == "en-10k" }
  private let machine: BabiMachine
  /// Trained once a task, each with a column of its own.
  private let others: [(title: String, machine: BabiMachine)]
  private let hasJoint: Bool
  private let published: [(title: String, errors: [Double])]

  static let thousand = BabiReproduction(
    name: "babi-1k", folder: "en", machine: .memN2N,
    others: [
      ("ours BoW", .bagOfWords), ("ours LSTM", .lstm), ("ours n-grams", .nGrams),
    ], hasJoint: true,
    published: [
      ("MemN2N", BabiPublished.memN2NSingle), ("MemN2N joint", BabiPublished.memN2NJoint),
      ("MemN2N BoW", BabiPublished.memN2NBagOfWords), ("LSTM", BabiPublished.lstm),
      ("n-grams", BabiPublished.nGrams), ("strong MemNN", BabiPublished.strongMemNN),
    ])
  static let tenThousand = BabiReproduction(
    name: "babi-10k", folder: "en-10k", machine: .reluMemN2N, others: [], hasJoint: false,
    published: [("MemN2N", BabiPublished.memN2N10k), ("EntNet", BabiPublished.entNet10k)])

  func run(_ options: ReproduceOptions, _ folders: DataFolders) async throws {
    let simulated = try simulatedTasks(options, folders)
    var others = options
    others.tasks = options.tasks?.filter { number in !simulated.contains { $0.number == number } }
    let tasks = try BabiTask.read(others, folders, trainingIn: folder)
    var jobs: [BabiJob] = []
    for restart in 0..<options.restarts {
      for (machine, tasks) in [(machine, tasks), (Self.simulated, simulated)] {
        jobs += tasks.map {
          BabiJob(machine: machine.name, task: $0.number, isLarge: isLarge, restart: restart)
        }
      }
      if hasJoint && options.tasks == nil {
        jobs.append(BabiJob(machine: machine.name, task: 0, restart: restart))
      }
    }
    for other in self.others {
      // The bag of words is a memory network and depends on its start as one; the others are trained once.
      let restarts = other.machine.name == BabiMachine.bagOfWords.name ? options.restarts : 1
      for restart in 0..<restarts {
        jobs += tasks.map { BabiJob(machine: other.machine.name, task: $0.number, restart: restart) }
      }
    }
    if !options.common.quiet { try tell(tasks + simulated) }
    let results = try BabiResult.collect(
      jobs, [machine, Self.simulated] + self.others.map(\.machine),
      in: ResultFile(path: "\(name).results.jsonl"), options
    ) { task, _ in
      try BabiSet(task == 0 ? tasks : (tasks + simulated).filter { $0.number == task }, as: task)
    }
    try write(
      BabiResults(results, restarts: options.restarts), tasks.map(\.number), simulated.map(\.number), options)
  }

  /// What is trained on stories of our own where a file is missing.
  private static let simulated = BabiMachine.relu("simulated-few-words")

  /// Task 3 with 10,000 questions of the simulator where its file is not here, as in the data set that the catalogue names.
  private func simulatedTasks(_ options: ReproduceOptions, _ folders: DataFolders) throws -> [BabiTask] {
    guard isLarge, options.tasks?.contains(3) ?? true else { return [] }
    var third = options
    third.tasks = [3]
    let isHere = try !BabiTask.read(third, folders, trainingIn: folder, leavingOutMissing: true).isEmpty
    return isHere ? [] : [BabiTask.simulated(.threeFacts, questions: 10_000, seed: options.common.seed)]
  }

  /// Every value of the protocol, on standard error.
  private func tell(_ tasks: [BabiTask]) throws {
    guard let first = tasks.first else { return }
    for (what, task) in [("each task alone", first.number)] + (hasJoint ? [("all together", 0)] : []) {
      let chosen = machine.memorySettings(try BabiSet([first], as: task))
      guard case (var model, let settings)? = chosen else { continue }
      // A task whose stories are shorter has fewer slots.
      model.memorySize = 50
      let other = machine.otherLinearEpochs.map { "; every other restart has a linear start of \($0) epochs" }
      Output.note("\(what): \(settings.protocolText(model))\(other ?? "")\n")
    }
  }

  // MARK: - The table

  private func write(
    _ results: BabiResults, _ tasks: [Int], _ simulated: [Int], _ options: ReproduceOptions
  ) throws {
    let joint = hasJoint && options.tasks == nil
    let ours = (joint ? ["ours joint"] : []) + others.map(\.title)
    var table = Table(
      [.init("task"), .init("ours", .right), .init("median", .right), .init("spread", .right)]
        + (ours + published.map(\.title)).map { .init($0, .right) })
    var columns: [[Double]] = []
    var scores: [ReproducedScore?] = []
    let how = "best of \(options.restarts) by training error"
    func note(_ column: Int, _ value: Double?) -> String {
      while columns.count <= column { columns.append([]) }
      guard let value else { return "" }
      columns[column].append(value)
      return fixed(value, 1)
    }
    for task in tasks {
      let alone = results.outcome(machine.name, trainedOn: task, isLarge: isLarge, scoredOn: task)
      let median = alone.map { $0.all.median }
      let spread = alone.map { "\(fixed($0.all.first ?? 0, 1))-\(fixed($0.all.last ?? 0, 1))" }
      var values: [Double?] = []
      if joint { values.append(results.outcome(machine.name, trainedOn: 0, scoredOn: task)?.chosen) }
      values += others.map { results.outcome($0.machine.name, trainedOn: task, scoredOn: task)?.chosen }
      values += published.map { $0.errors[task - 1] }
      let title = "\(task) \(BabiPublished.names[task - 1])"
      scores.append(
        ReproducedScore.percent(
          "test error", of: title, alone?.chosen, how: how,
          published: published.first.map { (value: $0.errors[task - 1], source: $0.title) }))
      scores += zip(ours, values).map { ReproducedScore.percent("test error", of: "\(title), \($0)", $1) }
      table.append(
        [title, note(0, alone?.chosen), note(1, median), spread ?? ""]
          + values.enumerated().map { note($0.offset + 2, $0.element) })
    }
    func summary(_ title: String, _ value: ([Double]) -> String) {
      let cells = columns.map { $0.isEmpty ? "" : value($0) }
      table.append([title] + cells.prefix(2) + [""] + cells.dropFirst(2))
    }
    // Without a task of bAbI's own, as of --tasks 3 with 10,000 questions, there is nothing to sum up.
    if !tasks.isEmpty {
      summary("mean") { fixed($0.mean, 2) }
      summary("failed (over 5 %)") { "\($0.count { $0 > 5 })" }
      // The columns of ours; the median of the restarts is the second.
      let places = [0] + Array(2..<2 + ours.count)
      for (place, title) in zip(places, [""] + ours.map { ", \($0)" }) where !columns[place].isEmpty {
        scores.append(
          ReproducedScore.percent(
            "test error", of: "mean of \(columns[place].count) tasks\(title)", columns[place].mean))
      }
    }
    for task in simulated {
      let found = results.outcome(Self.simulated.name, trainedOn: task, isLarge: isLarge, scoredOn: task)
      scores.append(
        ReproducedScore.percent(
          "test error", of: "\(task) \(BabiPublished.names[task - 1]), simulated", found?.chosen, how: how))
      let cells = found.map {
        [
          fixed($0.chosen, 1), fixed($0.all.median, 1),
          "\(fixed($0.all.first ?? 0, 1))-\(fixed($0.all.last ?? 0, 1))",
        ]
      }
      table.append(
        ["\(task) \(BabiPublished.names[task - 1]), simulated"] + (cells ?? ["", "", ""])
          + (0..<table.columns.count - 4).map { _ in "" })
    }
    try options.record(scores, of: name)
    if options.format == .table && !options.common.json {
      let which = tasks.count == 20 ? "all 20 tasks" : "the \(tasks.count) tasks present or asked for"
      let means = tasks.isEmpty ? "" : ", over \(which), published means too"
      try Output.writeLine(
        "test error in %\(means); best of \(options.restarts) by training error, median and spread of all")
    }
    try Output.write(table.rendered(options.common.json ? .json : options.format))
  }
}

extension [Double] {
  var mean: Double { reduce(0, +) / Double(count) }

  /// Of numbers in ascending order; of an even count the mean of the two in the middle.
  var median: Double {
    isEmpty ? .nan : (self[(count - 1) / 2] + self[count / 2]) / 2
  }
}

extension MemoryTrainingSettings {
  /// Every value of a training on one line.
  func protocolText(_ model: EndToEndMemoryConfiguration) -> String {
    let start =
      linearEpochs == 0
      ? "no linear start"
      : "linear start of \(linearEndsByHeldOutLoss ? "at most " : "")\(linearEpochs) epochs"
        + (linearEndsByHeldOutLoss ? " while the held-out loss falls" : "")
    return
      "\(model.hops == 1 ? "1 hop" : "\(model.hops) hops"), "
      + "\(model.tying == .none ? "no" : model.tying.rawValue) tying, \(model.encoding.rawValue) encoding, "
      + "\(model.update.rawValue) between hops, d = \(model.embeddingSize), the last \(model.memorySize) facts"
      + "\(model.usesTime ? ", temporal encoding with \(fixed(100 * timeNoise, 0)) % noise" : ""); "
      + "weights N(0, \(fixed(Double(EndToEndMemoryNetwork.initialDeviation), 1))), batch \(batchSize), "
      + "rate \(learningRate) halved every \(halvedEvery) of \(epochs) epochs, \(start), "
      + "no momentum, gradient norm at most \(fixed(Double(clipNorm), 0)), loss summed over the batch, "
      + "\(fixed(100 * heldOut, 0)) % of the questions held out, no null word (nothing is padded)"
  }
}
