import SeqAutodiff
import SeqData
import SeqFiles
import SeqKit
import SeqKitPretrained
import SeqModels
import SeqTensor
import SeqTraining
import SystemPackage
import TestSupport
import Testing

@Suite struct NeuralTuringMachineTrainingTests {
  private func training(
    sequences: Int = 600, batch: Int = 1, threads: Int = 1, seed: UInt64 = 1
  ) throws -> NeuralTuringMachineTraining {
    var task = AlgorithmicTaskSettings(.copy)
    task.bits = 2
    task.longest = 3
    var settings = SequenceTrainingSettings.standard(task)
    settings.sequences = sequences
    settings.batchSize = batch
    settings.seed = seed
    // The paper's rule at a high rate: so small a task is learned in seconds.
    settings.optimizer = .rmsPropGraves()
    (settings.learningRate, settings.clipValue, settings.clipNorm) = (2e-3, 10, 0)
    return try NeuralTuringMachineTraining(Self.machine(task), settings: settings, threads: threads)
  }

  private static func machine(_ task: AlgorithmicTaskSettings) -> SequenceLearner {
    var configuration = NeuralTuringMachineConfiguration(
      inputSize: task.inputSize, outputSize: task.outputSize)
    configuration.memory = MemorySizes(slots: 8, width: 6)
    configuration.controllerSize = 24
    return .machine(configuration)
  }

  private func weights(_ training: NeuralTuringMachineTraining) throws -> [Scalar] {
    let machine = try #require(training.machine())
    return machine.parameters.entries.flatMap { machine.parameters[$0.parameter] }
  }

  /// From nothing to no wrong bit in a few thousand small sequences.
  @Test func learnsToCopy() throws {
    let training = try training(sequences: 6000)
    var first: Double?
    while let report = try training.next(500) { first = first ?? report.bits }
    let verdict = training.verdict()
    let begin = try #require(first)
    #expect(begin > 2, "it began knowing nothing")
    #expect(verdict.isSolved && verdict.score.bits < 0.05, "\(verdict.score)")
    let solvedAt = try #require(training.progress.solvedAt)
    #expect(solvedAt < 6000)
    let machine = try #require(training.machine())
    let trace = try machine.run("10\n11\n01\n")
    #expect(trace.bits == [[1, 0], [1, 1], [0, 1]] && trace.wrongBitCount == 0)
    #expect(trace.inputs.count == 7 && trace.steps == 4..<7)
    for weighting in trace.readWeightings + trace.writeWeightings {
      #expect(weighting.count == 7 && weighting.allSatisfy { abs($0.reduce(0, +) - 1) < 1e-4 })
    }
    // With other slots it is the same machine.
    #expect(try machine.withSlots(5).run("10\n11\n01\n").bits == trace.bits)
    #expect(throws: SettingsError.self) { _ = try machine.withSlots(0) }
    #expect(throws: SettingsError.self) { _ = try machine.withSlots(2).run("10\n11\n01\n") }
    for length in [Int.min, -1, 0] {
      #expect(throws: SettingsError.self) { _ = try machine.score(1, length: length) }
    }
    #expect(throws: SettingsError.self) { _ = try machine.score(-1) }
  }

  /// 2n sequences, and n, saved, loaded, n more: the same bits.
  @Test func resumesExactly() throws {
    let folder = try TemporaryFolder()
    let path = FilePath(folder.file("checkpoint"))
    let whole = try training()
    while try whole.next(100) != nil {}
    let half = try training()
    for _ in 0..<3 { _ = try half.next(100) }
    try half.save(to: path)
    let resumed = try NeuralTuringMachineTraining(resuming: path)
    #expect(resumed.progress == half.progress && resumed.settings == half.settings)
    while try resumed.next(100) != nil {}
    #expect(try weights(resumed) == weights(whole))
    #expect(resumed.progress == whole.progress)
  }

  /// What is unlearned after it was solved is not what the training gives, and the verdict does not contradict what was seen.
  @Test func solutionsAreKept() throws {
    let folder = try TemporaryFolder()
    let training = try training(sequences: 6000)
    while try training.next(500) != nil {}
    let solvedAt = try #require(training.progress.solvedAt)
    let store = try #require(training.machine()).parameters
    for (_, parameter) in store.entries { store[parameter] = store[parameter].map { _ in 0 } }
    let last = training.verdict()
    #expect(!last.isSolved && last.solvedAt == nil && last.solutionAt == nil, "\(last.score)")
    let path = FilePath(folder.file("before"))
    try training.save(to: path)
    training.chooseWeights()
    let chosen = training.verdict()
    #expect(chosen.isSolved && chosen.solvedAt == solvedAt, "\(chosen.score)")
    let solutionAt = try #require(chosen.solutionAt)
    #expect(solutionAt == training.weightsAt && (solvedAt...6000).contains(solutionAt))
    #expect(try weights(training).contains { $0 != 0 })
    // A checkpoint that is written now is the same: it goes on from the last weights, to the same choice.
    try training.save(to: FilePath(folder.file("after")))
    #expect(folder.bytes("after") == folder.bytes("before"))
    let resumed = try NeuralTuringMachineTraining(resuming: path)
    #expect(try resumed.weightsAt == 6000 && weights(resumed).allSatisfy { $0 == 0 })
    resumed.chooseWeights()
    #expect(try weights(resumed) == weights(training) && resumed.verdict().score == chosen.score)
  }

  /// Where the last weights solve the task they are what the training gives.
  @Test func lastWeightsComeFirst() throws {
    let training = try training(sequences: 6000)
    while try training.next(500) != nil {}
    let last = try weights(training)
    training.chooseWeights()
    #expect(training.verdict().isSolved && training.verdict().solutionAt == nil)
    #expect(try weights(training) == last && training.weightsAt == 6000)
  }

  /// Batches need not come to the very number after which n-grams are tried.
  @Test func nGramsAreTriedWhateverTheBatch() throws {
    var task = AlgorithmicTaskSettings(.ngrams)
    // A single bit costs one, so that this is solved from the start.
    (task.context, task.shortest, task.longest) = (1, 2, 2)
    var settings = SequenceTrainingSettings.standard(task)
    settings.sequences = 5200
    settings.batchSize = 16
    let training = try NeuralTuringMachineTraining(Self.machine(task), settings: settings)
    while try training.next(100) != nil {}
    #expect(training.progress.solvedAt == 45 * 7 * 16)
  }

  /// A longer training is what it would have been from the start, or it is refused.
  @Test func trainingsAreLengthened() throws {
    let whole = try training()
    while try whole.next(100) != nil {}
    let short = try training(sequences: 400)
    for _ in 0..<2 { _ = try short.next(100) }
    try short.lengthen(to: 400)
    #expect(throws: SettingsError.self) { try short.lengthen(to: 399) }
    try short.lengthen(to: 600)
    while try short.next(100) != nil {}
    #expect(try weights(short) == weights(whole) && short.settings == whole.settings)
    // The rate has fallen by now.
    #expect(throws: SettingsError.self) { try short.lengthen(to: 10_000) }
  }

  @Test func threadsDoNotMatter() throws {
    let all = try [1, 2, 3].map { threads in
      let training = try training(sequences: 90, batch: 4, threads: threads)
      while try training.next(10) != nil {}
      return try weights(training)
    }
    #expect(all[0] == all[1] && all[0] == all[2])
    #expect(try weights(training(seed: 2)) != weights(training(seed: 1)))
  }

  @Test func damagedCheckpointsAreRefused() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("checkpoint")
    let half = try training()
    _ = try half.next(100)
    try half.save(to: FilePath(path))
    let bytes = try #require(folder.bytes("checkpoint"))
    for count in [0, 7, 20, bytes.count / 2, bytes.count - 1] {
      try folder.write(Array(bytes.prefix(count)), to: "cut")
      #expect(throws: FileError.self) {
        _ = try NeuralTuringMachineTraining(resuming: FilePath(folder.file("cut")))
      }
    }
    // A model is no checkpoint, nor a checkpoint a model.
    try half.saveModel(to: FilePath(folder.file("model")), card: ModelCard(name: "m", summary: ""))
    #expect(throws: FileError.self) {
      _ = try NeuralTuringMachineTraining(resuming: FilePath(folder.file("model")))
    }
    #expect(throws: FileError.self) { _ = try NeuralTuringMachine(contentsOf: FilePath(path)) }
  }

  @Test func savedMachinesAreTheSame() throws {
    let folder = try TemporaryFolder()
    let path = FilePath(folder.file("model"))
    let training = try training(sequences: 100)
    while try training.next(100) != nil {}
    try training.saveModel(
      to: path, card: ModelCard(name: "m", summary: "s"), storage: .float32)
    let (loaded, original) = (try NeuralTuringMachine(contentsOf: path), try #require(training.machine()))
    let text = "10\n01\n"
    let (found, expected) = (try loaded.run(text), try original.run(text))
    // In double precision the file keeps single.
    #expect(isDouble || found == expected)
    #expect(loaded.task == original.task && loaded.card.name == "m")
  }

  private func computer(sequences: Int) throws -> NeuralTuringMachineTraining {
    var task = AlgorithmicTaskSettings(.copy)
    task.bits = 2
    task.longest = 3
    var configuration = SequenceLearner.standardComputer(task)
    configuration.memory = DynamicMemorySizes(slots: 6, width: 5)
    configuration.controllerSize = 24
    var settings = SequenceTrainingSettings.computer(task)
    // On so small a task Graves' RMSProp is the faster rule: 3,800 sequences.
    settings.optimizer = .rmsPropGraves()
    settings.sequences = sequences
    settings.learningRate = 2e-3
    return try NeuralTuringMachineTraining(.computer(configuration), settings: settings)
  }

  /// The second machine on the same task, by the same loop.
  @Test func aComputerLearnsToCopy() throws {
    let training = try computer(sequences: 8000)
    while try training.next(500) != nil {}
    let verdict = training.verdict()
    #expect(verdict.isSolved, "\(verdict.score)")
    let trace = try #require(training.machine()).run("10\n11\n01\n")
    #expect(trace.bits == [[1, 0], [1, 1], [0, 1]] && trace.wrongBitCount == 0)
    #expect(trace.usage.count == 7 && trace.usage[0].allSatisfy { $0 == 0 })
    #expect(trace.usage.allSatisfy { $0.count == 6 && $0.allSatisfy { $0 >= 0 && $0 <= 1 } })
    #expect(trace.writeWeightings.count == 1 && trace.readWeightings.count == 1)
    let more = try #require(training.machine()).withSlots(12)
    #expect(try more.run("10\n11\n01\n").bits == trace.bits && more.slots == 12)
    #expect(throws: SettingsError.self) { _ = try more.withSlots(5000) }
  }

  /// A computer's file holds it, a checkpoint goes on to the same bits, and neither is taken for a Neural Turing Machine's.
  @Test func computersAreSavedAndResumed() throws {
    let folder = try TemporaryFolder()
    let (path, checkpoint) = (FilePath(folder.file("model")), FilePath(folder.file("checkpoint")))
    let whole = try computer(sequences: 200)
    while try whole.next(100) != nil {}
    let half = try computer(sequences: 200)
    _ = try half.next(100)
    try half.save(to: checkpoint)
    let resumed = try NeuralTuringMachineTraining(resuming: checkpoint)
    while try resumed.next(100) != nil {}
    #expect(try weights(resumed) == weights(whole))
    try whole.saveModel(to: path, card: ModelCard(name: "m", summary: "s"), storage: .float32)
    let loaded = try NeuralTuringMachine(contentsOf: path)
    let (found, expected) = (try loaded.run("10\n01\n"), try #require(whole.machine()).run("10\n01\n"))
    #expect(isDouble || found == expected)
  }

  /// Every third bit set.
  private func inputs(_ tape: Tape, steps: Int) -> Variable {
    tape.constant((0..<steps * 3).map { $0 % 7 % 3 == 0 ? 1 : 0 }, [steps, 1, 3])
  }

  /// Without gradients a run keeps neither what a pullback wants nor memories that no step reads any more: of twenty times the
  /// steps it takes at most twice the memory.
  @Test func runsTakeLittleMemoryByStep() throws {
    for (training, slots) in [(try training(sequences: 10), 20_000), (try computer(sequences: 10), 300)] {
      let machine = try #require(training.machine()).withSlots(slots)
      func chunks(_ steps: Int, of run: (Variable) -> Variable) -> Int {
        let tape = Tape()
        tape.evaluate(with: machine.parameters) { _ = run(inputs($0, steps: steps)).elements }
        return tape.systemAllocations
      }
      let logits = [10, 200].map { steps in
        chunks(steps) { machine.model.logits($0, at: 0..<steps) }
      }
      let traced = [10, 200].map { steps in
        chunks(steps) { machine.model.watchedRun($0, at: 0..<steps).logits }
      }
      #expect(logits[1] <= logits[0] + 1 && traced[1] <= traced[0] + 1, "\(logits), \(traced)")
    }
  }

  /// What a run says, and where its heads stand, is the same to the bit whether everything is kept or not.
  @Test func whatIsKeptDoesNotMatter() throws {
    for training in [try training(sequences: 10), try computer(sequences: 10)] {
      let machine = try #require(training.machine())
      var kept: (logits: [Scalar], weightings: [[[Scalar]]], usage: [[Scalar]]) = ([], [], [])
      let gradients = Gradients(for: machine.parameters)
      _ = Tape().valueAndGradients(of: machine.parameters, into: gradients) { tape in
        let run = machine.model.watchedRun(inputs(tape, steps: 30), at: 4..<30)
        kept = (run.logits.elements, run.readWeightings + run.writeWeightings, run.usage)
        return run.logits.sum()
      }
      #expect(kept.weightings.count == 2 && kept.weightings.allSatisfy { $0.count == 30 })
      Tape().evaluate(with: machine.parameters) { tape in
        let run = machine.model.watchedRun(inputs(tape, steps: 30), at: 4..<30)
        #expect(run.logits.elements == kept.logits && run.usage == kept.usage)
        #expect(run.readWeightings + run.writeWeightings == kept.weightings)
        #expect(machine.model.logits(inputs(tape, steps: 30), at: 4..<30).elements == kept.logits)
      }
    }
  }

  /// The steps that memory is reckoned for are those of the longest sequence, or few more.
  @Test(arguments: AlgorithmicTask.allCases) func stepsAreReckonedBeforehand(_ task: AlgorithmicTask) {
    let settings = AlgorithmicTaskSettings(task)
    for content in settings.freshContents(20, seed: 3) {
      let steps = Double(settings.sequence(content).length)
      let most = settings.mostSteps(
        vectors: Double(content.vectors.count), repeats: Double(content.repeats))
      #expect(most >= steps && most <= 1.2 * steps + 1, "\(most) for \(steps)")
    }
  }

  /// What no computer has room for is refused before anything is made of it.
  @Test func tooMuchMemoryIsRefused() throws {
    let training = try training(sequences: 10)
    let machine = try #require(training.machine())
    for (count, length) in [(Int.max, 3), (1, Int.max), (Int.max, Int.max)] {
      #expect(throws: SettingsError.self) { _ = try machine.withSlots(65_536).score(count, length: length) }
    }
    var content = TaskContent(vectors: [[1, 0]])
    content.repeats = .max
    #expect(machine.shortage(running: content) == nil, "a copy is not repeated")
    content.vectors = [[1, 0], [0, 1]]
    let shortage = machine.shortage(running: content, shownBytes: 0x1p60)
    #expect(shortage?.contains("a run over 5 steps with 8 slots takes up to ") == true)
  }

  /// What a file says of a computer is checked before anything is made of it.
  @Test(arguments: [
    #""slots":0"#, #""slots":5000"#, #""slots":9223372036854775807"#, #""width":-1"#, #""width":9999999"#,
    #""readHeads":0"#, #""readHeads":65"#, #""controllerSize":0"#, #""controllerSize":60000"#,
    #""outputSize":3"#, #""controller":"gru""#,
  ]) func hostileComputersAreRefused(_ change: String) throws {
    let folder = try TemporaryFolder()
    let training = try computer(sequences: 10)
    _ = try training.next(10)
    let path = folder.file("model")
    try training.saveModel(to: FilePath(path), card: ModelCard(name: "m", summary: "s"))
    try forge(change, in: folder)
    #expect(throws: FileError.self) {
      _ = try NeuralTuringMachine(contentsOf: FilePath(folder.file("hostile")))
    }
    try training.save(to: FilePath(path))
    try forge(change, in: folder)
    #expect(throws: FileError.self) {
      _ = try NeuralTuringMachineTraining(resuming: FilePath(folder.file("hostile")))
    }
  }

  /// Writes "hostile": "model" with another value under a name.
  private func forge(_ change: String, in folder: TemporaryFolder) throws {
    let model = try #require(folder.bytes("model"))
    let hostile = try #require(forged(model, change))
    try folder.write(hostile, to: "hostile")
  }

  @Test(arguments: PretrainedMachine.allCases) func shippedMachinesDoTheirTask(_ shipped: PretrainedMachine)
    throws
  {
    let machine = try NeuralTuringMachine(shipped)
    #expect("ntm-" + machine.task.task.rawValue == shipped.rawValue)
    var (wrong, bits, wrongBits) = (0, 0, 0)
    for content in machine.task.freshContents(20, seed: 77) {
      let trace = try machine.run(content)
      wrong += trace.wrongBitCount > 0 ? 1 : 0
      wrongBits += trace.wrongBitCount
      bits += trace.targetBitCount
    }
    switch machine.task.task {
    // The next bit can only be guessed at: the best possible guess is wrong at 23 in 100.
    case .ngrams: #expect(Double(wrongBits) < 0.3 * Double(bits), "\(wrongBits) of \(bits)")
    case .prioritySort: #expect(Double(wrongBits) < 0.2 * Double(bits), "\(wrongBits) of \(bits)")
    default: #expect(wrong <= 2, "\(wrong) of 20 sequences are not right")
    }
  }
}
