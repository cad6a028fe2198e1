import SeqAutodiff
import SeqData
import SeqFiles
import SeqModels
import SeqTensor
import SeqTraining
import SystemPackage

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A Neural Turing Machine, or its successor, the differentiable neural computer, that has learned a task: a sequence in, an
/// answer and the trace of its tape out.
///
///     let machine = try NeuralTuringMachine(contentsOf: "copy.safetensors")
///     let trace = try machine.run("""
///       10110010
///       00101101
///       """)
///     print(trace.bits, trace.wrongBitCount)
public struct NeuralTuringMachine: Sendable {
  /// What the model is, and how it was trained.
  public let card: ModelCard
  /// What it learned, and from which lengths.
  public let task: AlgorithmicTaskSettings
  package let model: any MemoryMachine
  package let parameters: ParameterStore

  /// Reads a model file.
  ///
  /// - Throws: a `FileError` that says what is wrong with the file and where.
  public init(contentsOf path: FilePath) throws(FileError) { try self.init(ModelFile(contentsOf: path)) }

  package init(_ file: ModelFile) throws(FileError) {
    let loaded = try NeuralTuringMachineFile.load(from: file)
    self.init(card: file.card, model: loaded.model, parameters: loaded.parameters, task: loaded.task)
  }

  package init(
    card: ModelCard, model: any MemoryMachine, parameters: ParameterStore,
    task: AlgorithmicTaskSettings
  ) {
    self.card = card
    self.model = model
    self.parameters = parameters
    self.task = task
  }

  /// N, the slots of its memory.
  public var slots: Int { model.slots }

  /// The same machine with another number of slots: what it learned does not depend on it.
  ///
  /// - Throws: if there can be no memory of that size.
  public func withSlots(_ slots: Int) throws(SettingsError) -> NeuralTuringMachine {
    if let problem = model.problem(withSlots: slots) { throw SettingsError(problem) }
    return NeuralTuringMachine(card: card, model: model.withSlots(slots), parameters: parameters, task: task)
  }

  /// Runs the machine over a content of its task.
  ///
  /// - Throws: what does not fit the task, the machine's memory or the computer's, and what to do.
  public func run(_ content: TaskContent) throws(SettingsError) -> TapeTrace {
    if let problem = task.problem(of: content) { throw SettingsError(problem) }
    if task.needsSlotForEachVector && content.vectors.count > slots {
      throw SettingsError(
        "\(content.vectors.count) vectors do not fit in a memory of \(slots == 1 ? "1 slot" : "\(slots) slots")"
      )
    }
    if let problem = shortage(running: content) { throw SettingsError(problem) }
    let sequence = task.sequence(content)
    return Tape().evaluate(with: parameters) { tape in
      let run = model.watchedRun(
        tape.constant(sequence.inputs, [sequence.length, 1, sequence.inputSize]), at: sequence.steps)
      let targets = tape.constant(sequence.targets, run.logits.shape)
      func floats(_ rows: [[Scalar]]) -> [[Float]] { rows.map { row in row.map { Float($0) } } }
      return TapeTrace(
        inputs: rows(sequence.inputs, sequence.inputSize), steps: sequence.steps,
        targets: rows(sequence.targets, sequence.outputSize),
        outputs: rows(sigmoid(run.logits).elements, sequence.outputSize),
        readWeightings: run.readWeightings.map(floats), writeWeightings: run.writeWeightings.map(floats),
        usage: floats(run.usage),
        cost: Double(bernoulliCrossEntropy(run.logits, targets: targets).item) / M_LN2,
        optimalCost: task.optimalBits(content))
    }
  }

  /// How good the machine is on fresh random sequences, none of them of its training.
  ///
  /// - Parameters:
  ///   - count: how many sequences.
  ///   - length: vectors, items of a recall or bits of n-grams; nil: all lengths that it learned from.
  ///   - seed: the same seed draws the same sequences.
  /// - Throws: if there can be no such sequence, or it fits neither the slots nor the computer's memory.
  public func score(_ count: Int, length: Int? = nil, seed: UInt64 = 1, threads: Int = 1)
    throws(SettingsError) -> SequenceScore
  {
    if count < 0 { throw SettingsError("a number of sequences of at least 0 is needed, not \(count)") }
    if let length, length < 1 { throw SettingsError("a sequence has a length of 1 or more, not \(length)") }
    if let problem = shortage(scoring: count, length: length, threads: threads) {
      throw SettingsError(problem)
    }
    let contents = task.freshContents(count, length: length, seed: seed)
    for content in contents {
      if let problem = task.problem(of: content) { throw SettingsError(problem) }
    }
    let most = contents.map(\.vectors.count).max() ?? 0
    if task.needsSlotForEachVector && most > slots {
      throw SettingsError(
        "\(most) vectors do not fit in a memory of \(slots == 1 ? "1 slot" : "\(slots) slots")")
    }
    return evaluate(model, parameters, task, on: contents, threads: threads)
  }

  /// Runs the machine over a sequence written as text: see `TaskContent.init(text:task:repeats:query:)`.
  ///
  /// - Throws: what is wrong with the text, or does not fit the task or the memory.
  public func run(_ text: String) throws(SettingsError) -> TapeTrace {
    try run(TaskContent(text: text, task: task))
  }
}

// What it takes of the computer's memory.
extension NeuralTuringMachine {
  /// Why the computer has too little memory for a run with its trace; nil if it has enough.
  ///
  /// - Parameter shownBytes: what showing a number of the trace takes.
  package func shortage(running content: TaskContent, shownBytes: Double = 0) -> String? {
    let steps = task.mostSteps(vectors: Double(content.vectors.count), repeats: Double(content.repeats))
    // The trace as the run notes it, and as it is handed out.
    let each = Double(MemoryLayout<Scalar>.stride + MemoryLayout<Float>.stride) + shownBytes
    let traced = steps * (each * Double(model.watchedCount) + shownBytes * channels)
    return shortage(for: "a run", steps: steps, bytes: runBytes(steps) + traced)
  }

  /// Why the computer has too little memory for a score; nil if it has enough.
  package func shortage(scoring count: Int, length: Int?, threads: Int) -> String? {
    let itemLength = task.task == .associativeRecall ? Double(task.itemLength) : 1
    let vectors = Double(length ?? task.longest) * itemLength
    let steps = task.mostSteps(vectors: vectors, repeats: Double(task.mostRepeats))
    // All sequences are drawn first: arrays of bits. A thread runs one of its part at a time.
    let drawn = Double(count) * (vectors * (64 + Double(task.bits * MemoryLayout<Scalar>.stride)) + 256)
    let parts = (Double(count) / Double(SequenceScore.partLength)).rounded(.up)
    return shortage(
      for: count == 1 ? "a score" : "a score of \(count) sequences", steps: steps,
      bytes: drawn + min(Double(max(threads, 1)), parts) * runBytes(steps))
  }

  /// Numbers of a step that go in and come out.
  private var channels: Double { Double(task.inputSize + task.outputSize) }

  /// A sequence laid out, with the arrays that it is made of, and the machine's run over it.
  private func runBytes(_ steps: Double) -> Double {
    let run = model.runBytes
    let laidOut = 16 * Double(MemoryLayout<Scalar>.stride) * channels + 512
    return Double(run.start) + steps * (Double(run.step) + laidOut)
  }

  private func shortage(for what: String, steps: Double, bytes: Double) -> String? {
    let wanted = Int(min(bytes, 0x1p60))
    let there = obtainable(wanted)
    guard there < wanted else { return nil }
    return
      "\(what) over \(Int(min(steps, 0x1p60))) steps with \(slots == 1 ? "1 slot" : "\(slots) slots") takes up to "
      + "\(wanted >> 20) MB of the computer's memory, which has about \(there >> 20) MB to give"
  }
}

/// How many of so many bytes the system would give now: no more than there are, and than a limit on the process leaves.
private func obtainable(_ bytes: Int) -> Int {
  let (pages, size) = (sysconf(Int32(_SC_PHYS_PAGES)), sysconf(Int32(_SC_PAGESIZE)))
  var most = pages > 0 && size > 0 ? min(bytes, pages * size) : bytes
  let less = max(most / 64, 1)
  // Only asking tells what a limit leaves. What nobody writes to takes no memory.
  while most > 0 {
    let start = mmap(nil, most, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    if let start, start != MAP_FAILED {
      munmap(start, most)
      return most
    }
    most -= less
  }
  return 0
}

private func rows(_ elements: [Scalar], _ columns: Int) -> [[Float]] {
  stride(from: 0, to: elements.count, by: columns).map { elements[$0..<$0 + columns].map { Float($0) } }
}

extension AlgorithmicTaskSettings {
  /// Whether the task cannot be done with fewer slots than vectors. N-grams are counts, and an item may share a slot.
  public var needsSlotForEachVector: Bool {
    switch task {
    case .copy, .repeatCopy, .sort, .prioritySort: true
    case .associativeRecall, .ngrams: false
    }
  }
}

extension AlgorithmicTaskSettings {
  /// How many steps a sequence of so many vectors has at most, before it is laid out.
  package func mostSteps(vectors: Double, repeats: Double) -> Double {
    switch task {
    case .copy, .sort, .prioritySort: 2 * vectors + 1
    case .repeatCopy: (repeats + 1) * vectors + 2
    case .associativeRecall: vectors + vectors / Double(itemLength) + Double(2 * itemLength + 2)
    case .ngrams: vectors
    }
  }
}

extension TaskContent {
  /// A sequence as text: one bit vector a line, such as 10110010; blank lines do not count.
  ///
  /// Priority sort has a priority after each vector, with a space between. N-grams are bits on any number of lines.
  ///
  /// - Parameters:
  ///   - repeats: of repeat copy.
  ///   - query: of associative recall, the number of the item that is asked for, from 1; the one before the last if nil.
  /// - Throws: what is wrong with the text, with the number of the line.
  public init(text: String, task: AlgorithmicTaskSettings, repeats: Int = 1, query: Int? = nil)
    throws(SettingsError)
  {
    self.init(vectors: [])
    self.repeats = repeats
    var number = 0
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      number += 1
      let words = line.split(whereSeparator: \.isWhitespace)
      guard let word = words.first else { continue }
      let fields = task.task == .prioritySort ? 2 : 1
      guard words.count == fields else {
        throw SettingsError(
          "line \(number) of the sequence has \(words.count) fields; "
            + (fields == 2 ? "a bit vector and its priority are needed" : "one bit vector is needed"))
      }
      guard word.utf8.allSatisfy({ $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: "1") }) else {
        throw SettingsError(
          "line \(number) of the sequence is no bit vector: it has more than zeros and ones")
      }
      let bits = word.utf8.map { Scalar($0 - UInt8(ascii: "0")) }
      if task.task == .ngrams {
        vectors += bits.map { [$0] }
        continue
      }
      guard bits.count == task.bits else {
        throw SettingsError(
          "line \(number) of the sequence has \(bits.count) bits; the machine learned vectors of \(task.bits)"
        )
      }
      vectors.append(bits)
      if fields == 2 {
        guard let priority = Scalar(String(words[1])), (-1...1).contains(priority) else {
          throw SettingsError("line \(number) of the sequence has no priority between -1 and 1")
        }
        priorities.append(priority)
      }
    }
    if task.task == .associativeRecall {
      self.query = query.map { $0 - 1 } ?? max(vectors.count / task.itemLength - 2, 0)
    }
    if let problem = task.problem(of: self) { throw SettingsError(problem) }
    if vectors.count > 10_000 { throw SettingsError("a sequence has at most 10,000 vectors") }
  }
}
