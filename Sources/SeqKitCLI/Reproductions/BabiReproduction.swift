import SeqData
import SeqModels
import SeqTensor
import SeqTraining

/// End-to-end memory networks on the bAbI tasks, each task by itself and all together, beside the published columns.
///
/// Every training of every restart is one job; the jobs are spread over the threads and their results are kept in a file as
/// they come in, so that an interrupted run goes on. Of the restarts the one with the lowest training error counts.
struct BabiReproduction: Sendable {
  let name: String
  /// "en" or "en-10k".
  private let folder: String
  private let columns: [(title: String, errors: [Double])]
  private let isLarge: Bool

  static let thousand = BabiReproduction(
    name: "babi-1k", folder: "en",
    columns: [
      ("MemN2N", BabiPublished.memN2NSingle), ("MemN2N joint", BabiPublished.memN2NJoint),
      ("strong MemNN", BabiPublished.strongMemNN), ("LSTM", BabiPublished.lstm),
    ], isLarge: false)
  static let tenThousand = BabiReproduction(
    name: "babi-10k", folder: "en-10k",
    columns: [("MemN2N", BabiPublished.memN2N10k), ("EntNet", BabiPublished.entNet10k)], isLarge: true)

  /// One training: of one task, or of all where `task` is 0.
  private struct Job: Sendable, Hashable {
    let task: Int
    let restart: Int
  }

  /// What one training came to.
  private struct Result: Sendable, Codable {
    let task: Int
    let restart: Int
    /// In the last epoch, from 0 to 1; of equals the smaller loss decides.
    let trainingError: Double
    let trainingLoss: Double
    /// Of every task it was trained on, from 0 to 1, by the task's number.
    let testErrors: [String: Double]
    let seconds: Double
    let epochs: Int
  }

  func run(_ options: ReproduceOptions, _ folders: DataFolders) async throws {
    let common = options.common
    let present = try BabiTask.read(options, folders, trainingIn: folder)
    let isComplete = options.tasks == nil
    var jobs: [Job] = []
    for restart in 0..<options.restarts {
      jobs += present.map { Job(task: $0.number, restart: restart) }
      if isComplete && !isLarge { jobs.append(Job(task: 0, restart: restart)) }
    }
    let file = ResultFile<Result>(path: "\(name).results.jsonl")
    let finished = try file.results()
    let done = Set(finished.map { Job(task: $0.task, restart: $0.restart) })
    let open = jobs.filter { !done.contains($0) }
    if !common.quiet {
      let note = open.count < jobs.count ? "; \(jobs.count - open.count) are done, see \(file.path)" : ""
      Output.note(
        "\(jobs.count) trainings of \(present.count) tasks, about \(clockTime(expected(open, common))) for the rest\(note)\n"
      )
    }
    let found = try train(open, present, file, options)
    try write(finished + found, present.map(\.number), options)
  }

  /// Rough times of a training, in seconds on one core.
  private func expected(_ jobs: [Job], _ common: CommonOptions) -> Duration {
    let seconds = jobs.reduce(0.0) { $0 + ($1.task == 0 ? 15 : isLarge ? 60 : 1) }
    return .seconds(seconds / Double(common.threadCount))
  }

  private func configuration(_ job: Job, _ set: Encoded) -> EndToEndMemoryConfiguration {
    var configuration = EndToEndMemoryConfiguration(vocabularySize: set.codec.vocabulary.count)
    configuration.sentenceLength =
      (set.training + set.test).map { $0.facts.map(\.count).reduce($0.question.count, max) }.max() ?? 1
    configuration.memorySize = min(50, (set.training + set.test).map(\.facts.count).max() ?? 50)
    if job.task == 0 { configuration.embeddingSize = 50 }
    if isLarge {
      configuration.embeddingSize = 100
      configuration.update = .relu
    }
    return configuration
  }

  private typealias Encoded = (
    task: Int, codec: StoryCodec, training: [StoryCodec.Question], test: [StoryCodec.Question]
  )

  private func train(
    _ jobs: [Job], _ tasks: [BabiTask], _ file: ResultFile<Result>, _ options: ReproduceOptions
  ) throws -> [Result] {
    func encoded(_ parts: [BabiTask], task: Int) throws -> Encoded {
      let codec: StoryCodec
      do { codec = try StoryCodec.learn(from: parts.flatMap { $0.training + $0.test }) } catch {
        throw Failure(.badData, error.description, at: "bAbI, task \(task)")
      }
      return (
        task, codec, parts.flatMap { $0.training.flatMap(codec.encode) },
        parts.flatMap { $0.test.flatMap(codec.encode) }
      )
    }
    var sets: [Int: Encoded] = [:]
    for task in tasks { sets[task.number] = try encoded([task], task: task.number) }
    var jointTests: [(task: Int, test: [StoryCodec.Question])] = []
    if jobs.contains(where: { $0.task == 0 }) {
      let joint = try encoded(tasks, task: 0)
      sets[0] = joint
      jointTests = tasks.map { ($0.number, $0.test.flatMap(joint.codec.encode)) }
    }
    let (allSets, allTests) = (sets, jointTests)
    // Long ones first, so that no thread is left alone with one at the end.
    let order = jobs.sorted {
      ($0.task == 0 ? 0 : 1, $0.restart, $0.task) < ($1.task == 0 ? 0 : 1, $1.restart, $1.task)
    }
    return try file.collect(order, options.common, line: line) { job in
      guard let set = allSets[job.task] else { return nil }
      return try train(job, set, job.task == 0 ? allTests : [(set.task, set.test)], options)
    }
  }

  /// - Returns: nil if the user wants to stop.
  private func train(
    _ job: Job, _ set: Encoded, _ tests: [(task: Int, test: [StoryCodec.Question])],
    _ options: ReproduceOptions
  ) throws -> Result? {
    var settings = job.task == 0 ? MemoryTrainingSettings.joint : MemoryTrainingSettings()
    settings.seed = options.common.seed &+ UInt64(job.restart) &* 1000 &+ UInt64(job.task)
    if let epochs = options.epochs { settings.epochs = min(settings.epochs, epochs) }
    let clock = ContinuousClock()
    let begin = clock.now
    let trainer = MemoryNetworkTrainer(
      configuration(job, set), settings: settings, questions: set.training)
    var last: MemoryEpochReport?
    var epochs = 0
    while let report = try trainer.next() {
      if Interruption.isRequested { return nil }
      last = report
      epochs += 1
    }
    guard let last else { return nil }
    var errors: [String: Double] = [:]
    for (task, test) in tests { errors["\(task)"] = trainer.evaluate(test).error }
    return Result(
      task: job.task, restart: job.restart, trainingError: last.trainingError,
      trainingLoss: last.trainingLoss,
      testErrors: errors, seconds: (clock.now - begin).seconds, epochs: epochs)
  }

  @Sendable private func line(of result: Result) -> String {
    let test = result.testErrors.values.sorted().reduce(0, +) / Double(max(result.testErrors.count, 1))
    let what =
      result.task == 0 ? "all tasks together" : "task \(result.task), \(BabiPublished.names[result.task - 1])"
    return
      "\(what), restart \(result.restart + 1): training error \(fixed(100 * result.trainingError, 1)) %, "
      + "test error \(fixed(100 * test, 1)) %, \(result.epochs) epochs in \(fixed(result.seconds, 1)) s"
  }

  // MARK: - The table

  private func write(_ results: [Result], _ tasks: [Int], _ options: ReproduceOptions) throws {
    /// The restart that counts, and the test errors of all restarts.
    func outcome(_ training: Int, _ task: Int) -> (chosen: Double, all: [Double])? {
      let restarts = results.filter { $0.task == training && $0.restart < options.restarts }
      guard
        let best = restarts.min(by: {
          ($0.trainingError, $0.trainingLoss) < ($1.trainingError, $1.trainingLoss)
        }), let error = best.testErrors["\(task)"]
      else { return nil }
      return (100 * error, restarts.compactMap { $0.testErrors["\(task)"] }.map { 100 * $0 }.sorted())
    }
    let hasJoint = results.contains { $0.task == 0 }
    var table = Table(
      [.init("task"), .init("ours", .right), .init("median", .right), .init("spread", .right)]
        + (hasJoint ? [.init("ours joint", .right)] : [])
        + columns.map { .init($0.title, .right) })
    var sums: [String: [Double]] = [:]
    for task in tasks {
      var row = ["\(task) \(BabiPublished.names[task - 1])"]
      if let (chosen, all) = outcome(task, task) {
        let (low, high) = (all.first ?? chosen, all.last ?? chosen)
        row += [fixed(chosen, 1), fixed(all[all.count / 2], 1), "\(fixed(low, 1))-\(fixed(high, 1))"]
        sums["ours", default: []].append(chosen)
      } else {
        row += ["", "", ""]
      }
      if hasJoint {
        let chosen = outcome(0, task)?.chosen
        row.append(chosen.map { fixed($0, 1) } ?? "")
        if let chosen { sums["ours joint", default: []].append(chosen) }
      }
      for column in columns {
        row.append(fixed(column.errors[task - 1], 1))
        sums[column.title, default: []].append(column.errors[task - 1])
      }
      table.append(row)
    }
    func summary(_ title: String, _ value: ([Double]) -> String) {
      func cell(_ name: String) -> String { sums[name].map(value) ?? "" }
      table.append(
        [title, cell("ours"), "", ""] + (hasJoint ? [cell("ours joint")] : [])
          + columns.map { cell($0.title) })
    }
    summary("mean") { fixed($0.reduce(0, +) / Double($0.count), 2) }
    summary("failed (over 5 %)") { "\($0.count { $0 > 5 })" }
    if options.format == .table {
      try Output.writeLine(
        "test error in %, over \(tasks.count == 20 ? "all 20 tasks" : "the \(tasks.count) tasks present or asked for"); "
          + "best of \(options.restarts) by training error, median and spread of all")
    }
    try Output.write(table.rendered(options.common.json ? .json : options.format))
  }
}
