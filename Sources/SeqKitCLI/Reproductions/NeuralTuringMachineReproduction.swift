import SeqData
import SeqFiles
import SeqKit
import SeqModels
import SeqTraining
import SystemPackage

/// One task of Graves et al. 2014, learned from several seeds: by the machine with an LSTM beside it and the published points,
/// or by a differentiable neural computer alone, whose rows stand beside the machine's.
///
/// Every seed is one job; jobs are spread over the threads and their results are kept in a file as they come in, so that an
/// interrupted run goes on. The LSTM has one seed, as many sequences and at most half an hour.
struct NeuralTuringMachineReproduction: Sendable {
  let task: AlgorithmicTask
  var isComputer = false
  let title: String
  let published: String
  let expectedTime: Duration
  /// Published: bits a sequence after so many thousand sequences.
  let points: [Points]

  struct Points: Sendable {
    let name: String
    let values: [(thousands: Double, bits: Double)]
  }

  var name: String { (isComputer ? "dnc-" : "ntm-") + task.rawValue }

  static let all: [NeuralTuringMachineReproduction] = [
    NeuralTuringMachineReproduction(
      task: .copy,
      title: "a Neural Turing Machine learns to copy, and copies longer sequences than it has seen",
      published: "solved after 10,000 sequences on 1 of 3 seeds (a replication, LSTM controller)",
      expectedTime: .seconds(6 * 60),
      points: [
        Points(name: "a replication, LSTM controller", values: [(10, 0)]),
        Points(name: "the same, feed-forward", values: [(5, 0)]),
      ]),
    NeuralTuringMachineReproduction(
      task: .repeatCopy, title: "the same, a given number of times",
      published: "solved, faster than by an LSTM (Graves 2014)",
      expectedTime: .seconds(40 * 60), points: []),
    NeuralTuringMachineReproduction(
      task: .associativeRecall, title: "the item after a given one",
      published: "near 0 bits after about 30,000 sequences (Graves 2014, section 4.3)",
      expectedTime: .seconds(20 * 60),
      points: [Points(name: "Graves 2014, feed-forward controller", values: [(30, 0)])]),
    NeuralTuringMachineReproduction(
      task: .ngrams, title: "the next bit, from counts",
      published: "a little ahead of the LSTM, never quite optimal (Graves 2014)",
      expectedTime: .seconds(10 * 60), points: []),
    NeuralTuringMachineReproduction(
      task: .sort, title: "numbers in order, the smallest first", published: "none",
      expectedTime: .seconds(40 * 60), points: []),
    NeuralTuringMachineReproduction(
      task: .prioritySort, title: "vectors in the order of their priorities",
      published: "far ahead of the LSTM (Graves 2014, section 4.5)", expectedTime: .seconds(60 * 60),
      points: []),
  ]

  /// The second machine on the same tasks.
  static let computers: [NeuralTuringMachineReproduction] = [
    NeuralTuringMachineReproduction(
      task: .copy, isComputer: true,
      title: "a differentiable neural computer learns to copy (Graves 2016)",
      published: "none; the Neural Turing Machine's are 'reproduce ntm-copy'",
      expectedTime: .seconds(10 * 60),
      points: []),
    NeuralTuringMachineReproduction(
      task: .associativeRecall, isComputer: true,
      title: "a differentiable neural computer: the item after a given one",
      published: "none; the Neural Turing Machine's are 'reproduce ntm-associative-recall'",
      expectedTime: .seconds(20 * 60),
      points: []),
  ]

  private enum Learner: String, Sendable, Codable { case machine, lstm }

  private struct Job: Sendable, Hashable {
    let learner: Learner
    let seed: UInt64
  }

  /// What one training came to.
  private struct Result: Sendable, Codable {
    let learner: Learner
    let seed: UInt64
    let sequences: Int
    /// Nil where the training ended in numbers that are none.
    let score: SequenceScore?
    let solvedAt: Int?
    let lengths: [Length]
    /// Mean bits a sequence while training, of every thousand.
    let curve: [Double]
    let seconds: Double

    struct Length: Sendable, Codable {
      let length: Int
      let score: SequenceScore
    }
  }

  func run(_ options: ReproduceOptions, _ folders: DataFolders) async throws {
    let common = options.common
    let task = AlgorithmicTaskSettings(self.task)
    var settings = isComputer ? SequenceTrainingSettings.computer(task) : .standard(task)
    // A pass is a thousand sequences here.
    if let epochs = options.epochs { settings.sequences = min(settings.sequences, 1000 * epochs) }
    var jobs = (0..<options.seeds).map { Job(learner: .machine, seed: common.seed &+ UInt64($0)) }
    if !isComputer { jobs.append(Job(learner: .lstm, seed: common.seed)) }
    let file = ResultFile<Result>(path: "\(name).results.jsonl")
    // Those of shorter or longer trainings are other figures.
    let wanted = settings
    let finished = try file.results().filter { $0.sequences == wanted.sequences }
    let done = Set(finished.map { Job(learner: $0.learner, seed: $0.seed) })
    let open = jobs.filter { !done.contains($0) }
    if !common.quiet {
      let note = open.count < jobs.count ? "; \(jobs.count - open.count) are done, see \(file.path)" : ""
      Output.note(
        "\(jobs.count) trainings of \(grouped(wanted.sequences)) sequences, \(open.count) to go\(note)\n")
    }
    let found = try file.collect(open, common, line: line) { try train($0, wanted) }
    let results = (finished + found).filter { result in
      jobs.contains(Job(learner: result.learner, seed: result.seed))
    }
    try write(results, wanted, options)
  }

  /// - Returns: nil if the user wants to stop.
  private func train(_ job: Job, _ standard: SequenceTrainingSettings) throws -> Result? {
    var settings = standard
    settings.seed = job.seed
    let task = settings.task
    let learner: SequenceLearner =
      switch job.learner {
      case .machine where isComputer: .computer(SequenceLearner.standardComputer(task))
      case .machine: .machine(SequenceLearner.standardMachine(task))
      case .lstm: .lstm(.init(inputSize: task.inputSize, outputSize: task.outputSize))
      }
    let clock = ContinuousClock()
    let begin = clock.now
    let training = try NeuralTuringMachineTraining(learner, settings: settings)
    var curve: [Double] = []
    var (bits, count) = (0.0, 0)
    var isWhole = true
    do throws(TrainingDiverged) {
      while let report = try training.next() {
        bits += report.bits
        count += 1
        if count == 10 || training.isFinished {
          curve.append(bits / Double(count))
          (bits, count) = (0, 0)
        }
        if Interruption.isRequested { return nil }
        if job.learner == .lstm, clock.now - begin > .seconds(30 * 60) { break }
      }
    } catch {
      isWhole = false
    }
    let verdict = isWhole ? training.verdict() : nil
    return Result(
      learner: job.learner, seed: job.seed, sequences: settings.sequences, score: verdict?.score,
      solvedAt: verdict?.solvedAt,
      lengths: verdict?.lengths.map { .init(length: $0.length, score: $0.score) } ?? [], curve: curve,
      seconds: (clock.now - begin).seconds)
  }

  @Sendable private func line(of result: Result) -> String {
    let what = result.learner == .lstm ? "LSTM" : "machine, seed \(result.seed)"
    guard let score = result.score else { return "\(what): diverged" }
    return "\(what): \(result.solvedAt.map { "solved at sequence \(grouped($0))" } ?? "not solved"), "
      + "\(fixed(score.bits, 3)) bits a sequence, \(fixed(result.seconds, 1)) s"
  }

  // MARK: - Table and picture

  private func write(
    _ results: [Result], _ settings: SequenceTrainingSettings, _ options: ReproduceOptions
  ) throws {
    let lengths = results.first { !$0.lengths.isEmpty }?.lengths.map(\.length) ?? []
    // What it costs to go on beyond the trained lengths: half as far again, in recall two and a half times as far.
    let times = task == .associativeRecall ? 2.5 : 1.5
    let beyond = lengths.first { $0 == Int((times * Double(settings.task.longest)).rounded()) }
    var table = Table(
      [
        .init("learner"), .init("seed", .right), .init("solved at", .right), .init("bits/sequence", .right),
        .init("best possible", .right), .init("wrong bits %", .right), .init("wrong sequences %", .right),
      ] + lengths.map { .init("% at \($0)", .right) }
        + (beyond.map { [.init("bits at \($0)", .right)] } ?? []) + [.init("seconds", .right)])
    let ordered = results.sorted {
      ($0.learner == .lstm ? 1 : 0, $0.seed) < ($1.learner == .lstm ? 1 : 0, $1.seed)
    }
    for result in ordered {
      var row = [result.learner == .lstm ? "LSTM" : "machine", "\(result.seed)"]
      if let score = result.score {
        row.append(result.solvedAt.map(grouped) ?? "no")
        row += [fixed(score.bits, 4), fixed(score.optimalBits, 2)]
        row += [fixed(100 * score.bitErrors, 3), fixed(100 * score.sequenceErrors, 2)]
      } else {
        row += ["diverged", "", "", "", ""]
      }
      for length in lengths {
        let found = result.lengths.first { $0.length == length }
        row.append(found.map { fixed(100 * $0.score.bitErrors, 2) } ?? "")
      }
      if let beyond {
        let found = result.lengths.first { $0.length == beyond }
        row.append(found.map { fixed($0.score.bits, 2) } ?? "")
      }
      row.append(fixed(result.seconds, 1))
      table.append(row)
    }
    let machines = ordered.filter { $0.learner == .machine }
    let solved = machines.count { $0.solvedAt != nil }
    let diverged = machines.count { $0.score == nil }
    var scores: [ReproducedScore?] = [
      ReproducedScore(
        subject: counted(machines.count, "seed"), metric: "solved", value: Double(solved),
        signature: "within \(grouped(settings.sequences)) sequences")
    ]
    for result in ordered {
      guard let score = result.score else { continue }
      let who = (result.learner == .lstm ? "LSTM" : "machine") + ", seed \(result.seed)"
      scores.append(ReproducedScore(subject: who, metric: "bits a sequence", value: score.bits))
      scores.append(ReproducedScore.percent("wrong bits", of: who, 100 * score.bitErrors))
      scores.append(ReproducedScore.percent("wrong sequences", of: who, 100 * score.sequenceErrors))
    }
    try options.record(scores, of: name)
    // Files first: the reader of the table may have gone.
    let path = "\(name).svg"
    try Output.write(plot(ordered).svg, toFile: path)
    if !options.common.quiet { Output.note("learning curves in \(path)\n") }
    if options.format == .table && !options.common.json {
      try Output.writeLine("\(task.rawValue); published: \(published)")
      try Output.write(table.rendered())
      try Output.writeLine(
        "solved on \(solved) of \(machines.count) seeds within \(grouped(settings.sequences)) sequences; "
          + "\(diverged) diverged")
    } else {
      try Output.write(table.rendered(options.common.json ? .json : options.format))
    }
  }

  private func plot(_ results: [Result]) -> LinePlot {
    func curve(_ result: Result) -> [(x: Double, y: Double)] {
      result.curve.enumerated().map { (Double($0 + 1), $1) }
    }
    var series = points.map { points in
      LinePlot.Series(points.name, points.values.map { ($0.thousands, $0.bits) }, markersOnly: true)
    }
    series += results.map { result in
      LinePlot.Series(result.learner == .lstm ? "LSTM" : "machine, seed \(result.seed)", curve(result))
    }
    return LinePlot(
      title: "\(task.rawValue): cost while learning", xName: "thousands of sequences",
      yName: "bits a sequence", series: series)
  }
}
