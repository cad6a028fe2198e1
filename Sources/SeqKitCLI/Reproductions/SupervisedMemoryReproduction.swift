import SeqData
import SeqModels
import SeqTensor
import SeqTraining

/// Strongly supervised memory networks on the bAbI tasks, the plain machine, the one with adaptive memories and the one with
/// all three extensions, each task by itself, beside the published column.
///
/// Jobs, their file and the choice among restarts are as in `BabiReproduction`.
struct SupervisedMemoryReproduction: Sendable {
  let name = "memnn-1k"

  static let thousand = SupervisedMemoryReproduction()

  /// Which machine.
  private enum Machine: String, Sendable, Codable, CaseIterable {
    /// Two facts, one word, bags of words, one layer.
    case plain
    /// The same with adaptive memories: as many facts as it takes, answers of several words.
    case adaptive
    /// Adaptive memories, n-grams and two layers.
    case extended
  }

  private struct Job: Sendable, Hashable {
    let task: Int
    let machine: Machine
    let restart: Int
  }

  /// What one training came to.
  private struct Result: Sendable, Codable {
    let task: Int
    let machine: Machine
    let restart: Int
    /// Of all choices of the whole run; nil in files of earlier versions: 1.
    var seed: UInt64?
    /// What `--epochs` said.
    var limit: Int?
    /// Mean loss in the last epoch.
    let trainingLoss: Double
    /// From 0 to 1, after the last epoch.
    let training, test: SupervisedMemoryErrors
    let seconds: Double
    let epochs: Int
  }

  private struct Encoded: Sendable {
    let task: Int
    let codec: StoryCodec
    let training, test: [StoryCodec.Question]
  }

  func run(_ options: ReproduceOptions, _ folders: DataFolders) async throws {
    let common = options.common
    let tasks = try BabiTask.read(options, folders, trainingIn: "en")
    var jobs: [Job] = []
    for restart in 0..<options.restarts {
      for machine in Machine.allCases {
        jobs += tasks.map { Job(task: $0.number, machine: machine, restart: restart) }
      }
    }
    let file = ResultFile<Result>(path: "\(name).results.jsonl")
    // Results of another seed or of fewer epochs are not of this table.
    let finished = try file.results().filter {
      ($0.seed ?? 1) == common.seed && $0.limit == options.epochs
    }
    let done = Set(finished.map { Job(task: $0.task, machine: $0.machine, restart: $0.restart) })
    let open = jobs.filter { !done.contains($0) }
    if !common.quiet {
      let note = open.count < jobs.count ? "; \(jobs.count - open.count) are done, see \(file.path)" : ""
      let time = clockTime(.seconds(10 * open.count / common.threadCount))
      Output.note("\(jobs.count) trainings of \(tasks.count) tasks, about \(time) for the rest\(note)\n")
    }
    var sets: [Int: Encoded] = [:]
    for task in tasks { sets[task.number] = try encoded(task) }
    let known = sets
    let found = try file.collect(open, common, line: line) { job in
      guard let set = known[job.task] else { return nil }
      return try train(job, set, options)
    }
    try write(finished + found, tasks, options)
  }

  private func encoded(_ task: BabiTask) throws -> Encoded {
    let codec: StoryCodec
    do {
      codec = try StoryCodec.learn(from: task.training + task.test, splitsLists: true)
    } catch {
      throw Failure(.badData, error.description, at: "bAbI, task \(task.number)")
    }
    return Encoded(
      task: task.number, codec: codec, training: task.training.flatMap(codec.encode),
      test: task.test.flatMap(codec.encode))
  }

  private func configuration(_ machine: Machine, _ set: Encoded) -> SupervisedMemoryConfiguration {
    let sentences = set.training.flatMap { $0.facts + [$0.question] }
    let input = InputFeatureMap(
      sentences: sentences, words: set.training.flatMap(\.answerWords),
      order: machine == .extended ? 3 : 1,
      stopWords: StopWords.articles.words.compactMap { set.codec.vocabulary.id(of: $0) })
    var configuration = SupervisedMemoryConfiguration(
      vocabularySize: set.codec.vocabulary.count, input: input)
    let most = set.training.map(\.support.count).max() ?? 1
    switch machine {
    case .plain: configuration.support = .fixed(min(2, max(most, 1)))
    case .adaptive, .extended:
      let words = max(set.training.map(\.answerWords.count).max() ?? 1, 1)
      configuration.support = .adaptive(limit: 10)
      configuration.isTwoLayered = machine == .extended
      // The recurrent network, which could write lists as well, was worse at them on questions set aside.
      configuration.response = .words(limit: words + 1)
    }
    return configuration
  }

  /// - Returns: nil if the user wants to stop.
  private func train(_ job: Job, _ set: Encoded, _ options: ReproduceOptions) throws -> Result? {
    var settings = SupervisedMemoryTrainingSettings()
    settings.seed = options.common.seed &+ UInt64(job.restart) &* 1000 &+ UInt64(job.task)
    if job.machine == .extended { settings.featureNoise = 0.1 }
    if let epochs = options.epochs { settings.epochs = min(settings.epochs, epochs) }
    let clock = ContinuousClock()
    let begin = clock.now
    let trainer = SupervisedMemoryTrainer(
      configuration(job.machine, set), settings: settings, questions: set.training)
    var last: SupervisedMemoryEpochReport?
    while let report = try trainer.next() {
      if Interruption.isRequested { return nil }
      last = report
    }
    guard let last else { return nil }
    return Result(
      task: job.task, machine: job.machine, restart: job.restart, seed: options.common.seed,
      limit: options.epochs, trainingLoss: last.trainingLoss, training: trainer.evaluate(trainer.training),
      test: trainer.evaluate(set.test),
      seconds: (clock.now - begin).seconds, epochs: last.epoch)
  }

  @Sendable private func line(of result: Result) -> String {
    "task \(result.task), \(BabiPublished.names[result.task - 1]), \(result.machine.rawValue), "
      + "restart \(result.restart + 1): training error \(fixed(100 * result.training.answer, 1)) %, "
      + "test error \(fixed(100 * result.test.answer, 1)) %, of evidence \(fixed(100 * result.test.evidence, 1)) %, "
      + "loss \(fixed(result.trainingLoss, 4)), \(result.epochs) epochs in \(fixed(result.seconds, 1)) s"
  }

  // MARK: - The table

  private func write(_ results: [Result], _ tasks: [BabiTask], _ options: ReproduceOptions) throws {
    /// The restart that counts, and the test errors of all restarts in order.
    func outcome(_ task: Int, _ machine: Machine) -> (chosen: SupervisedMemoryErrors, all: [Double])? {
      let restarts = results.filter {
        $0.task == task && $0.machine == machine && $0.restart < options.restarts
      }
      let best = restarts.min {
        ($0.training.answer, $0.trainingLoss) < ($1.training.answer, $1.trainingLoss)
      }
      return best.map { ($0.test, restarts.map { 100 * $0.test.answer }.sorted()) }
    }
    var table = Table([
      .init("task"), .init("plain", .right), .init("adaptive", .right), .init("extended", .right),
      .init("spread", .right),
      .init("evidence", .right), .init("strong MemNN", .right),
    ])
    var sums: [[Double]] = [[], [], [], [], []]
    var scores: [ReproducedScore?] = []
    func keep(_ title: String, _ machine: Machine, _ error: Double?, beside published: Double) {
      scores.append(
        ReproducedScore.percent(
          "test error", of: "\(title), \(machine.rawValue)", error,
          how: "best of \(options.restarts) by training error",
          published: machine == .extended ? (value: published, source: "strong MemNN") : nil))
    }
    for task in tasks {
      var row = ["\(task.number) \(task.name)"]
      let (plain, adaptive) = (outcome(task.number, .plain), outcome(task.number, .adaptive))
      let extended = outcome(task.number, .extended)
      let published = BabiPublished.strongMemNN[task.number - 1]
      let errors = [plain, adaptive, extended].map { $0?.chosen.answer }.map { $0.map { 100 * $0 } }
      let evidence = extended.map { 100 * $0.chosen.evidence }
      row += errors.map { $0.map { fixed($0, 1) } ?? "" }
      row.append(extended.map { "\(fixed($0.all.first ?? 0, 1))-\(fixed($0.all.last ?? 0, 1))" } ?? "")
      row += [evidence.map { fixed($0, 1) } ?? "", fixed(published, 1)]
      table.append(row)
      for (machine, error) in zip(Machine.allCases, errors) {
        keep(row[0], machine, error, beside: published)
      }
      scores.append(ReproducedScore.percent("wrong evidence", of: "\(row[0]), extended", evidence))
      for (place, value) in (errors + [evidence, published]).enumerated() {
        if let value { sums[place].append(value) }
      }
    }
    func summary(_ title: String, _ value: ([Double]) -> String) {
      let cells = sums.map { $0.isEmpty ? "" : value($0) }
      table.append([title, cells[0], cells[1], cells[2], "", cells[3], cells[4]])
    }
    summary("mean") { fixed($0.mean, 2) }
    summary("failed (over 5 %)") { "\($0.count { $0 > 5 })" }
    for (machine, errors) in zip(Machine.allCases, sums) where !errors.isEmpty {
      keep("mean of \(errors.count) tasks", machine, errors.mean, beside: sums[4].mean)
    }
    try options.record(scores, of: name)
    if options.format == .table && !options.common.json {
      try Output.writeLine(
        "test error in %, over \(tasks.count == 20 ? "all 20 tasks" : "the \(tasks.count) tasks present or asked for"); "
          + "best of \(options.restarts) by training error, spread of all; evidence: chosen facts that are not the given ones"
      )
    }
    try Output.write(table.rendered(options.common.json ? .json : options.format))
  }
}
