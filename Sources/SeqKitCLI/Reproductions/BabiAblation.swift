import SeqData
import SeqTraining

/// What each part of an end-to-end memory network brings on the tasks that it is weak at, and what lifts them: gated hops and
/// recurrent entity networks, with 1,000 and with 10,000 questions a task.
struct BabiAblation: Sendable {
  static let name = "babi-ablation"

  /// Those that the published memory networks leave above 5 %, or nearly so.
  static let weakTasks = [2, 3, 5, 7, 16, 17, 18, 19]

  private struct Variant: Sendable {
    let title: String
    let machine: BabiMachine
    /// Whether it is trained on 10,000 questions too.
    var isLarge = false

    static let all: [Variant] = [
      Variant(title: "MemN2N", machine: .memN2N, isLarge: true),
      Variant(title: "1 hop", machine: .memory("1-hop") { model, _ in model.hops = 1 }),
      Variant(title: "2 hops", machine: .memory("2-hops") { model, _ in model.hops = 2 }),
      Variant(title: "bags of words", machine: .memory("bags") { model, _ in model.encoding = .bagOfWords }),
      Variant(
        title: "no linear start",
        machine: .memory("no-linear-start") { _, settings in settings.linearEpochs = 0 }),
      Variant(title: "no noise", machine: .memory("no-noise") { _, settings in settings.timeNoise = 0 }),
      Variant(title: "layer-wise", machine: .memory("layer-wise") { model, _ in model.tying = .layerWise }),
      Variant(
        title: "relu, d = 100",
        machine: .memory("relu") { model, _ in
          model.embeddingSize = 100
          model.update = .relu
        }, isLarge: true),
      Variant(
        title: "gated hops, d = 100",
        machine: .memory("gated") { model, _ in
          model.embeddingSize = 100
          model.update = .gated
        }, isLarge: true),
      Variant(title: "EntNet", machine: .entities, isLarge: true),
    ]
  }

  static func run(_ options: ReproduceOptions, _ folders: DataFolders) async throws {
    var options = options
    options.restarts = min(options.restarts, 3)
    var chosen = options
    chosen.tasks = options.tasks ?? weakTasks
    let small = try BabiTask.read(chosen, folders, trainingIn: "en")
    // Where the larger files are not here, their rows are left out.
    let large = try BabiTask.read(
      chosen, folders, trainingIn: "en-10k", leavingOutMissing: true)
    var jobs: [BabiJob] = []
    for (tasks, isLarge) in [(small, false), (large, true)] {
      for variant in Variant.all where variant.isLarge || !isLarge {
        for restart in 0..<options.restarts {
          jobs += tasks.map {
            BabiJob(machine: variant.machine.name, task: $0.number, isLarge: isLarge, restart: restart)
          }
        }
      }
    }
    let results = try BabiResult.collect(
      jobs, Variant.all.map(\.machine), in: ResultFile(path: "\(name).results.jsonl"), options
    ) { task, isLarge in try BabiSet((isLarge ? large : small).filter { $0.number == task }, as: task) }
    try write(
      BabiResults(results, restarts: options.restarts), [(small, false), (large, true)], options)
  }

  private static func write(
    _ results: BabiResults, _ sizes: [(tasks: [BabiTask], isLarge: Bool)], _ options: ReproduceOptions
  ) throws {
    var table = Table(
      [.init("questions", .right), .init("task")] + Variant.all.map { .init($0.title, .right) })
    var scores: [ReproducedScore?] = []
    for (tasks, isLarge) in sizes where !tasks.isEmpty {
      var columns = Variant.all.map { _ in [Double]() }
      let size = isLarge ? "10,000" : "1,000"
      for task in tasks {
        let cells = Variant.all.enumerated().map { place, variant in
          guard
            let found = results.outcome(
              variant.machine.name, trainedOn: task.number, isLarge: isLarge, scoredOn: task.number)
          else { return "" }
          columns[place].append(found.chosen)
          scores.append(
            ReproducedScore.percent(
              "test error", of: "\(size) questions, \(task.number) \(task.name), \(variant.title)",
              found.chosen))
          return fixed(found.chosen, 1)
        }
        table.append([size, "\(task.number) \(task.name)"] + cells)
      }
      table.append(
        [size, "mean"]
          + columns.map { $0.isEmpty ? "" : fixed($0.mean, 2) })
      for (variant, errors) in zip(Variant.all, columns) where !errors.isEmpty {
        scores.append(
          ReproducedScore.percent(
            "test error", of: "\(size) questions, mean of \(errors.count) tasks, \(variant.title)",
            errors.mean))
      }
    }
    try options.record(scores, of: name)
    if options.format == .table && !options.common.json {
      try Output.writeLine(
        "test error in %, each task alone; best of \(options.restarts), memory networks by training error, EntNet by "
          + "held-out error; MemN2N: 3 hops, adjacent, position encoding, linear start, noise, d = 20")
    }
    try Output.write(table.rendered(options.common.json ? .json : options.format))
  }
}
