import FoundationEssentials
import SeqData
import SeqFiles
import SeqTensor
import Synchronization
import SystemPackage

/// One task of bAbI with its stories.
struct BabiTask: Sendable {
  /// From 1 to 20.
  let number: Int
  let training, test: [Story]

  /// The tasks that are asked for and here; a task asked for that is not here is an error.
  ///
  /// - Parameters:
  ///   - folder: "en" or "en-10k", for the training stories; the test stories are always those of "en".
  ///   - leavingOutMissing: then it is none.
  static func read(
    _ options: ReproduceOptions, _ folders: DataFolders, trainingIn folder: String,
    leavingOutMissing: Bool = false
  ) throws -> [BabiTask] {
    let files = DataCatalogue.babi.files
    func path(_ task: Int, in folder: String, _ split: String) -> String? {
      files.first { $0.name.hasPrefix("\(folder)/qa\(task)_") && $0.name.hasSuffix("_\(split).txt") }
        .flatMap { folders.locate($0, of: DataCatalogue.babi) }?.0.string
    }
    var found: [BabiTask] = []
    for task in options.tasks ?? Array(1...20) {
      if let training = path(task, in: folder, "train"), let test = path(task, in: "en", "test") {
        found.append(
          BabiTask(
            number: task, training: try BabiFile.stories(of: training), test: try BabiFile.stories(of: test)))
      } else if options.tasks != nil && !leavingOutMissing {
        throw Failure(
          .noInput, "task \(task) of bAbI is not here in \(folder)/", advice: "see 'seqkit data show babi'")
      }
    }
    return found
  }

  /// A task as our simulator tells it with as few words as bAbI has, with 1,000 questions to test on.
  static func simulated(_ task: StoryTask, questions: Int, seed: UInt64) -> BabiTask {
    func stories(_ part: String, _ count: Int) -> [Story] {
      var simulator = StorySimulator(
        task: task, vocabulary: .words(.englishFew), random: RandomSource(seed: seed).stream(named: part))
      return simulator.stories(questions: count)
    }
    return BabiTask(
      number: task.number, training: stories("training", questions), test: stories("test", 1000))
  }

  /// Its name in the paper.
  var name: String { BabiPublished.names[number - 1] }
}

/// Results of trainings, one JSON object a line, in a file of the working folder, so that an interrupted run goes on.
package struct ResultFile<Result: Codable & Sendable>: Sendable {
  package let path: String

  package init(path: String) { self.path = path }

  /// What is in it; nothing if there is no file.
  package func results() throws -> [Result] {
    guard SystemCalls.exists(path) else { return [] }
    var lines = try LineReader(path)
    var found: [Result] = []
    while let line = try lines.next() {
      guard let result = try? JSONDecoder().decode(Result.self, from: Data(line.utf8)) else {
        // The last line of a run that was killed while it wrote.
        if !lines.hasLine { break }
        throw Failure(
          .badData, "no result of a training", at: "\(path), line \(lines.count)",
          advice: "remove the line or the file; what is missing is trained again")
      }
      found.append(result)
    }
    return found
  }

  /// Works on the jobs in their order, on several threads, and keeps every result as it comes in.
  ///
  /// - Parameters:
  ///   - line: what is said of a result on standard error.
  ///   - body: one training; nil if the user wants to stop.
  /// - Throws: the first error of a job, or the interruption.
  func collect<Job: Sendable>(
    _ jobs: [Job], _ common: CommonOptions, line: @Sendable (Result) -> String,
    _ body: @Sendable (Job) throws -> Result?
  ) throws -> [Result] {
    let found = Mutex<[Result]>([])
    let failure = Mutex<(any Error)?>(nil)
    let next = Atomic(0)
    Interruption.install()
    inParallel(common.threadCount, threads: common.threadCount) { _ in
      while true {
        let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard number < jobs.count, failure.withLock({ $0 == nil }) else { return }
        do {
          guard let result = try body(jobs[number]) else { return }
          try found.withLock { found in
            found.append(result)
            try append(result)
            if !common.quiet { Output.note("\(found.count) of \(jobs.count)  \(line(result))\n") }
          }
        } catch {
          failure.withLock { $0 = error }
        }
      }
    }
    if let error = failure.withLock({ $0 }) { throw error }
    if Interruption.isRequested {
      var failure = Interruption.failure
      failure.advice = "what is finished is in \(path); the same command in the same folder goes on"
      throw failure
    }
    return found.withLock { $0 }
  }

  /// Ends the last line, or takes it away where a run was killed while it wrote it: what is added next begins a line.
  private func mendEnd() throws {
    guard SystemCalls.exists(path) else { return }
    var bytes = try SystemCalls.bytes(of: path)
    guard let last = bytes.last, last != UInt8(ascii: "\n") else { return }
    let start = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    if (try? JSONDecoder().decode(Result.self, from: Data(bytes[start...]))) != nil {
      bytes.append(UInt8(ascii: "\n"))
    } else {
      bytes.removeSubrange(start...)
    }
    try AtomicFile.write(String(decoding: bytes, as: UTF8.self), to: FilePath(path))
  }

  package func append(_ result: Result) throws {
    try mendEnd()
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    try Output.append(String(decoding: try encoder.encode(result), as: UTF8.self) + "\n", toFile: path)
  }
}
