import FoundationEssentials
import SeqData
import SeqModels
import SeqTensor
import SeqTraining
import Synchronization

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

  private static let all = 1...20

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
    let present = try tasks(options, folders)
    let data = try present.map { (task: $0.task, questions: try questions($0, folders)) }
    let isComplete = options.tasks == nil
    var jobs: [Job] = []
    for restart in 0..<options.restarts {
      jobs += present.map { Job(task: $0.task, restart: restart) }
      if isComplete && !isLarge { jobs.append(Job(task: 0, restart: restart)) }
    }
    let file = "\(name).results.jsonl"
    let finished = try results(in: file)
    let done = Set(finished.map { Job(task: $0.task, restart: $0.restart) })
    let open = jobs.filter { !done.contains($0) }
    if !common.quiet {
      let note = open.count < jobs.count ? "; \(jobs.count - open.count) are done, see \(file)" : ""
      Output.note(
        "\(jobs.count) trainings of \(present.count) tasks, about \(clockTime(expected(open, common))) for the rest\(note)\n"
      )
    }
    let found = try train(open, data, file, options)
    try write(finished + found, present.map(\.task), options)
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
    _ jobs: [Job], _ data: [(task: Int, questions: (training: [Story], test: [Story]))], _ file: String,
    _ options: ReproduceOptions
  ) throws -> [Result] {
    func encoded(_ parts: [(training: [Story], test: [Story])], task: Int) throws -> Encoded {
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
    for part in data { sets[part.task] = try encoded([part.questions], task: part.task) }
    var jointTests: [(task: Int, test: [StoryCodec.Question])] = []
    if jobs.contains(where: { $0.task == 0 }) {
      let joint = try encoded(data.map(\.questions), task: 0)
      sets[0] = joint
      jointTests = data.map { ($0.task, $0.questions.test.flatMap(joint.codec.encode)) }
    }
    let (allSets, allTests) = (sets, jointTests)
    let found = Mutex<[Result]>([])
    let failure = Mutex<(any Error)?>(nil)
    let next = Atomic(0)
    Interruption.install()
    // Long ones first, so that no thread is left alone with one at the end.
    let order = jobs.sorted {
      ($0.task == 0 ? 0 : 1, $0.restart, $0.task) < ($1.task == 0 ? 0 : 1, $1.restart, $1.task)
    }
    inParallel(options.common.threadCount, threads: options.common.threadCount) { _ in
      while true {
        let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard number < order.count, failure.withLock({ $0 == nil }), let set = allSets[order[number].task]
        else { return }
        do {
          guard
            let result = try train(
              order[number], set, order[number].task == 0 ? allTests : [(set.task, set.test)], options)
          else { return }
          try found.withLock { found in
            found.append(result)
            try append(result, to: file)
            if !options.common.quiet {
              Output.note("\(found.count) of \(order.count)  \(line(of: result))\n")
            }
          }
        } catch {
          failure.withLock { $0 = error }
        }
      }
    }
    if let error = failure.withLock({ $0 }) { throw error }
    if Interruption.isRequested {
      var failure = Interruption.failure
      failure.advice = "what is finished is in \(file); the same command goes on"
      throw failure
    }
    return found.withLock { $0 }
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

  private func line(of result: Result) -> String {
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

  // MARK: - Files

  private typealias TaskFiles = (task: Int, training: String, test: String)

  /// The tasks that are asked for and here; a task asked for that is not here is an error.
  private func tasks(_ options: ReproduceOptions, _ folders: DataFolders) throws -> [TaskFiles] {
    let files = DataCatalogue.babi.files
    func file(_ task: Int, in folder: String, _ split: String) -> DataFile? {
      files.first { $0.name.hasPrefix("\(folder)/qa\(task)_") && $0.name.hasSuffix("_\(split).txt") }
    }
    var found: [TaskFiles] = []
    for task in options.tasks ?? Array(Self.all) {
      if let training = file(task, in: folder, "train"), let test = file(task, in: "en", "test"),
        let (trainingPath, _) = folders.locate(training, of: DataCatalogue.babi),
        let (testPath, _) = folders.locate(test, of: DataCatalogue.babi)
      {
        found.append((task, trainingPath.string, testPath.string))
      } else if options.tasks != nil {
        throw Failure(
          .noInput, "task \(task) of bAbI is not here in \(folder)/", advice: "see 'seqkit data show babi'")
      }
    }
    return found
  }

  private func questions(_ files: TaskFiles, _ folders: DataFolders) throws -> (
    training: [Story], test: [Story]
  ) {
    (try BabiFile.stories(of: files.training), try BabiFile.stories(of: files.test))
  }

  private func results(in file: String) throws -> [Result] {
    guard SystemCalls.exists(file) else { return [] }
    var lines = try LineReader(file)
    var found: [Result] = []
    while let line = try lines.next() {
      guard let result = try? JSONDecoder().decode(Result.self, from: Data(line.utf8)) else {
        // The last line of a run that was killed while it wrote.
        if !lines.hasLine { break }
        throw Failure(
          .badData, "no result of a training", at: "\(file), line \(lines.count)",
          advice: "remove the line or the file; what is missing is trained again")
      }
      found.append(result)
    }
    return found
  }

  private func append(_ result: Result, to file: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let line = String(decoding: try encoder.encode(result), as: UTF8.self) + "\n"
    try Output.append(line, toFile: file)
  }
}
