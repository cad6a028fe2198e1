import SeqData

/// One training of the tables over bAbI.
struct BabiJob: Sendable, Hashable {
  /// The name of a `BabiMachine`.
  let machine: String
  /// 0 for all tasks together.
  let task: Int
  /// Whether it is trained on 10,000 questions a task.
  var isLarge = false
  let restart: Int
}

/// What one training came to, as it is kept in a file.
struct BabiResult: Sendable, Codable {
  /// Nil in files of earlier versions: memory networks.
  var machine: String?
  var isLarge: Bool?
  let task: Int
  let restart: Int
  /// Of all choices of the whole run; nil in files of earlier versions: 1.
  var seed: UInt64?
  /// What `--epochs` said.
  var limit: Int?
  let trainingError, trainingLoss: Double
  var heldOutError: Double?
  var heldOutLoss: Double?
  let testErrors: [String: Double]
  let seconds: Double
  let epochs: Int

  init(_ job: BabiJob, _ outcome: BabiOutcome, seed: UInt64, limit: Int?, seconds: Double) {
    machine = job.machine
    isLarge = job.isLarge
    task = job.task
    restart = job.restart
    self.seed = seed
    self.limit = limit
    trainingError = outcome.trainingError
    trainingLoss = outcome.trainingLoss
    heldOutError = outcome.heldOutError
    heldOutLoss = outcome.heldOutLoss
    testErrors = outcome.testErrors
    self.seconds = seconds
    epochs = outcome.epochs
  }

  var job: BabiJob {
    BabiJob(machine: machine ?? "memn2n", task: task, isLarge: isLarge ?? false, restart: restart)
  }

  /// What the best of several restarts has least of: errors in what was set aside where the training chose by it, else in
  /// training; of equals the smaller loss decides. Never in the test.
  fileprivate var choice: (Double, Double) { (heldOutError ?? trainingError, heldOutLoss ?? trainingLoss) }

  /// What is said of it while others go on.
  var line: String {
    let test = testErrors.keys.sorted().compactMap { testErrors[$0] }.reduce(0, +)
    let what = task == 0 ? "all tasks together" : "task \(task), \(BabiPublished.names[task - 1])"
    let size = job.isLarge ? " 10k" : ""
    return
      "\(job.machine)\(size), \(what), restart \(restart + 1): training error \(fixed(100 * trainingError, 1)) %, "
      + "test error \(fixed(100 * test / Double(max(testErrors.count, 1)), 1)) %, \(epochs) epochs in "
      + "\(fixed(seconds, 1)) s"
  }
}

/// The results of a run, and what a table takes from them.
struct BabiResults: Sendable {
  private let byJob: [BabiJob: BabiResult]
  private let restarts: Int

  init(_ results: [BabiResult], restarts: Int) {
    byJob = Dictionary(results.map { ($0.job, $0) }) { _, last in last }
    self.restarts = restarts
  }

  /// The error in per cent of the restart that counts, and of all restarts in ascending order.
  ///
  /// - Parameter scored: the task it is scored on.
  func outcome(
    _ machine: String, trainedOn task: Int, isLarge: Bool = false, scoredOn scored: Int
  ) -> (chosen: Double, all: [Double])? {
    let found = (0..<restarts).compactMap {
      byJob[BabiJob(machine: machine, task: task, isLarge: isLarge, restart: $0)]
    }
    guard let best = found.min(by: { $0.choice < $1.choice }), let error = best.testErrors["\(scored)"] else {
      return nil
    }
    return (100 * error, found.compactMap { $0.testErrors["\(scored)"] }.map { 100 * $0 }.sorted())
  }
}

extension BabiResult {
  /// Does the jobs that the file has no result of, several at a time, and adds each result to it as it comes in.
  ///
  /// - Parameters:
  ///   - machines: by the jobs' names.
  ///   - set: what a job learns from; asked once for each task and size.
  /// - Returns: the results of all jobs.
  static func collect(
    _ jobs: [BabiJob], _ machines: [BabiMachine], in file: ResultFile<BabiResult>,
    _ options: ReproduceOptions, _ set: (_ task: Int, _ isLarge: Bool) throws -> BabiSet
  ) throws -> [BabiResult] {
    let common = options.common
    let wanted = Set(jobs)
    // Results of another seed or of fewer epochs are not of this table.
    let finished = try file.results().filter {
      ($0.seed ?? 1) == common.seed && $0.limit == options.epochs && wanted.contains($0.job)
    }
    let done = Set(finished.map(\.job))
    let open = jobs.filter { !done.contains($0) }
    let byName = Dictionary(machines.map { ($0.name, $0) }) { first, _ in first }
    if !common.quiet {
      let seconds = open.reduce(0.0) {
        $0 + (byName[$1.machine]?.expectedSeconds(task: $1.task, isLarge: $1.isLarge) ?? 0)
      }
      let time = clockTime(.seconds(seconds / Double(common.threadCount)))
      let note = open.count < jobs.count ? "; \(jobs.count - open.count) are done, see \(file.path)" : ""
      Output.note("\(jobs.count) trainings, about \(time) for the rest\(note)\n")
    }
    var sets: [[Int]: BabiSet] = [:]
    for job in open where sets[[job.task, job.isLarge ? 1 : 0]] == nil {
      sets[[job.task, job.isLarge ? 1 : 0]] = try set(job.task, job.isLarge)
    }
    let known = sets
    // Long ones first, so that no thread is left alone with one at the end.
    let order = open.filter { $0.task == 0 } + open.filter { $0.task != 0 }
    return try finished
      + file.collect(order, common, line: \.line) { job in
        guard let set = known[[job.task, job.isLarge ? 1 : 0]], let machine = byName[job.machine] else {
          return nil
        }
        return try train(job, machine, set, options)
      }
  }

  /// - Returns: nil if the user wants to stop.
  private static func train(
    _ job: BabiJob, _ machine: BabiMachine, _ set: BabiSet, _ options: ReproduceOptions
  ) throws -> BabiResult? {
    let common = options.common
    let clock = ContinuousClock()
    let begin = clock.now
    let seed = common.seed &+ UInt64(job.restart) &* 1000 &+ UInt64(job.task)
    var say: (@Sendable (String) -> Void)?
    if common.verbose {
      let what = "\(job.machine), task \(job.task), restart \(job.restart + 1)"
      say = { Output.note("\(what)  \($0)\n") }
    }
    let outcome = try machine.train(
      set, seed: seed, restart: job.restart, limit: options.epochs, say: say)
    return outcome.map {
      BabiResult(
        job, $0, seed: common.seed, limit: options.epochs, seconds: (clock.now - begin).seconds)
    }
  }
}
