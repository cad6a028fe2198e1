import SeqData
import SeqTraining

/// A differentiable neural computer on tasks 1 and 2 of bAbI, each alone with 10,000 questions, read word by word.
///
/// The published figures are of all 20 tasks together. Results are kept in a file as they come in, so that an interrupted run
/// goes on with the tasks that are left.
enum ComputerBabiReproduction {
  static let name = "dnc-babi"
  static let tasks = [1, 2]
  /// Graves et al. 2016, extended data table 2: mean and deviation of the test errors of 20 computers in per cent.
  static let published: [Int: (mean: Double, deviation: Double)] = [1: (9.0, 12.6), 2: (39.2, 20.5)]

  static func run(_ options: ReproduceOptions, _ folders: DataFolders) async throws {
    var options = options
    options.tasks = options.tasks ?? tasks
    options.restarts = 1
    let read = try BabiTask.read(options, folders, trainingIn: "en-10k")
    let machine = BabiMachine.computer
    let jobs = read.map { BabiJob(machine: machine.name, task: $0.number, isLarge: true, restart: 0) }
    let results = BabiResults(
      try BabiResult.collect(jobs, [machine], in: ResultFile(path: "\(name).results.jsonl"), options) {
        task, _ in
        try BabiSet(read.filter { $0.number == task }, as: task)
      }, restarts: 1)
    var table = Table([.init("task"), .init("ours", .right), .init("published, all tasks together", .right)])
    var scores: [ReproducedScore?] = []
    for task in read {
      let error = results.outcome(
        machine.name, trainedOn: task.number, isLarge: true, scoredOn: task.number)?.chosen
      let theirs = published[task.number]
      table.append([
        "\(task.number) \(task.name)", error.map { fixed($0, 1) } ?? "",
        theirs.map { "\(fixed($0.mean, 1)) ± \(fixed($0.deviation, 1))" } ?? "",
      ])
      scores.append(
        ReproducedScore.percent(
          "test error", of: "\(task.number) \(task.name)", error,
          published: theirs.map {
            (value: $0.mean, source: "Graves et al. 2016, mean of 20, all tasks together")
          }))
    }
    try options.record(scores, of: name)
    if options.format == .table && !options.common.json {
      try Output.writeLine(
        "test error in % of one computer a task, by the epoch that did best on stories set aside")
    }
    try Output.write(table.rendered(options.common.json ? .json : options.format))
  }
}
