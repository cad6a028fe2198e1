import ArgumentParser
import SeqData
import SeqFiles
import SeqKit
import SeqKitPretrained
import SeqTensor

/// `seqkit ntm`: a machine that has learned an algorithm at work, or learning it.
struct NeuralTuringMachineCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ntm",
    abstract:
      "Run a Neural Turing Machine or a differentiable neural computer and see its tape, or watch it learn.",
    discussion: """
      Without --train the shipped machine of the task runs on a random sequence or on one that you give: bit \
      vectors, one a line. Shown are input, target, output, wrong bits, and where the heads wrote and read.

        seqkit ntm copy --length 60
        seqkit ntm copy --sequence bits.txt --svg tape.svg
        seqkit ntm recall --seed 3
        seqkit ntm copy --train --out copy.safetensors
        seqkit ntm copy --train --machine dnc --out copy.safetensors
        seqkit ntm copy --model copy.safetensors --length 200 --slots 256
      """)

  @OptionGroup var task: AlgorithmicTaskOptions

  @Option(
    help: ArgumentHelp(
      "The sequence: a file with one bit vector a line, - for standard input. Priority sort has a priority after "
        + "each vector.", valueName: "file"), completion: .file())
  var sequence: String?

  @Option(help: ArgumentHelp("Repeat copy: how many times.", valueName: "n")) var repeats: Int?

  @Option(
    help: ArgumentHelp("Associative recall: which item of --sequence is asked for, from 1.", valueName: "n"))
  var query: Int?

  @Option(
    help: ArgumentHelp("A model file in place of the shipped machine.", valueName: "file"),
    completion: .file(extensions: ["safetensors"]))
  var model: String?

  @OptionGroup var picture: PictureOptions

  @Flag(help: "Learn the task from scratch; the same as 'seqkit train ntm'.") var train = false
  @OptionGroup(title: "Training") var training: MachineTrainingOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if let repeats, !(1...1000).contains(repeats) {
      throw ValidationError("--repeats must lie between 1 and 1,000, not \(repeats)")
    }
    if let query, query < 1 { throw ValidationError("--query counts from 1, not from \(query)") }
    try picture.checkRoom(beside: ("--json", common.json))
    try StandardInput.checkOnce([model, sequence].compactMap(\.self))
    if train {
      for (name, isGiven) in [
        ("model", model != nil), ("sequence", sequence != nil), ("repeats", repeats != nil),
        ("query", query != nil),
      ] where isGiven {
        throw ValidationError("--\(name) does not go with --train")
      }
    } else {
      if let flag = training.given { throw ValidationError("--\(flag) goes with --train only") }
      if sequence != nil && task.length != nil {
        throw ValidationError("--sequence and --length exclude each other")
      }
    }
  }

  func run() async throws {
    if train {
      return try MachineTraining(
        task: task, options: training, common: common, picture: picture
      ).run()
    }
    try picture.check(inputs: [model, sequence].compactMap(\.self))
    let machine = try task.machine(model)
    let content = try content(for: machine.task)
    if let problem = machine.shortage(
      running: content, shownBytes: TapeReport.bytesOfNumber(of: machine, common, svg: picture.svg))
    {
      var remedies = ["fewer --slots", sequence == nil ? "a smaller --length" : "a shorter --sequence"]
      if repeats != nil { remedies.append("fewer --repeats") }
      throw Failure(.usage, problem, advice: "give " + remedies.joined(separator: " or "))
    }
    let trace: TapeTrace
    do throws(SettingsError) {
      trace = try machine.run(content)
    } catch {
      throw Failure(
        sequence == nil ? .usage : .badData, error.description, at: sequence,
        advice: machine.slots < content.vectors.count ? "give --slots \(content.vectors.count) or more" : nil)
    }
    try TapeReport(trace: trace, machine: machine).write(common, svg: picture.svg)
  }

  /// What is given, or something random.
  private func content(for settings: AlgorithmicTaskSettings) throws -> TaskContent {
    if repeats != nil && task.task != .repeatCopy {
      throw Failure(.usage, "--repeats belongs to repeat-copy", advice: "leave it out")
    }
    if query != nil && (task.task != .associativeRecall || sequence == nil) {
      throw Failure(.usage, "--query belongs to a recall of --sequence", advice: "leave it out")
    }
    if let sequence {
      StandardInput.announce("bit vectors, one a line", among: [sequence], quiet: common.quiet)
      let text = try Self.text(of: sequence)
      do throws(SettingsError) {
        return try TaskContent(text: text, task: settings, repeats: repeats ?? 2, query: query)
      } catch {
        throw Failure(
          .badData, error.description, at: StandardInput.name(of: sequence),
          expected:
            "one bit vector a line, such as \(String(repeating: "10", count: settings.bits).prefix(settings.bits))",
          advice: "mend the sequence")
      }
    }
    let length = task.length ?? settings.longest
    var wanted = settings
    wanted.shortest = min(wanted.shortest, length)
    wanted.longest = max(wanted.longest, length)
    if let problem = wanted.problem { throw Failure(.usage, problem, advice: "change --length") }
    var random = RandomSource(seed: common.seed).stream(named: "sequence")
    var content = settings.content(length: length, random: &random)
    if let repeats { content.repeats = repeats }
    return content
  }

  private static func text(of path: String) throws -> String {
    var lines = try LineReader(path, longestLine: 1 << 16)
    var text = ""
    while let line = try lines.next() {
      text += line + "\n"
      if lines.count > 10_000 {
        throw Failure(
          .badData, "the sequence is too long", at: lines.name, expected: "10,000 lines at most",
          advice: "give a shorter one")
      }
    }
    return text
  }
}

extension AlgorithmicTaskOptions {
  /// The machine in a model file, or the shipped one, with as many slots as are asked for.
  ///
  /// - Throws: where other vectors are asked for than it learned.
  func machine(_ model: String?) throws -> NeuralTuringMachine {
    let machine = try learnedMachine(model)
    if let bits, bits != machine.task.bits {
      throw Failure(
        .usage, "the machine learned vectors of \(machine.task.bits) bits, not of \(bits)",
        advice:
          "leave --bits out, or learn them: seqkit ntm \(task.rawValue) --train --bits \(bits) --out FILE"
      )
    }
    guard let slots else { return machine }
    do throws(SettingsError) {
      return try machine.withSlots(slots)
    } catch {
      throw Failure(.usage, error.description, advice: "change --slots")
    }
  }

  private func learnedMachine(_ model: String?) throws -> NeuralTuringMachine {
    guard let model else { return try NeuralTuringMachine(PretrainedMachine(task: task)) }
    let machine = try NeuralTuringMachine(ModelFile(at: model))
    guard machine.task.task == task else {
      throw Failure(
        .badData, "the machine has learned another task", at: model, expected: task.rawValue,
        found: machine.task.task.rawValue, advice: "name that task: \(machine.task.task.rawValue)")
    }
    return machine
  }
}

/// What is shown of a run.
struct TapeReport {
  let trace: TapeTrace
  let machine: NeuralTuringMachine

  private var task: String { machine.task.task.rawValue }

  private var title: String { "\(task), \(trace.inputs.count) steps" }

  /// About how many bytes are in use at most for every number of the trace when it is shown: a JSON value and its digits, or the
  /// cells of a picture, which has at most 32 rows of them for the slots of a head.
  static func bytesOfNumber(of machine: NeuralTuringMachine, _ common: CommonOptions, svg: String?)
    -> Double
  {
    let isJSON = common.json && svg != "-"
    return (isJSON ? 128 : 0) + (svg != nil || !isJSON ? 320 * min(32 / Double(machine.slots), 1) : 0)
  }

  func draw(toFile path: String) throws {
    try Output.write(TapePicture(trace, title: title).svg, toFile: path)
  }

  func write(_ common: CommonOptions, svg: String?) throws {
    if let svg { try draw(toFile: svg) }
    if svg == "-" { return }
    if common.json { return try Output.writeLine(json) }
    try Output.write(TapePicture(trace, title: title).rendered(for: .standardOutput))
    try Output.writeLine(summary)
  }

  var summary: String {
    let (wrong, all) = (trace.wrongBitCount, trace.targetBitCount)
    var text =
      wrong == 0 ? "all \(grouped(all)) bits right" : "\(grouped(wrong)) of \(grouped(all)) bits wrong"
    text += ", cost \(significant(trace.cost)) bits"
    if trace.optimalCost > 0 { text += " (best possible \(fixed(trace.optimalCost, 1)))" }
    return text
  }

  private var json: JSON {
    func matrix(_ rows: [[Float]]) -> JSON { .array(rows.map { .array($0.map { .number(Double($0)) }) }) }
    return [
      "version": 1, "type": "tape", "task": .string(task), "slots": .integer(machine.slots),
      "inputs": matrix(trace.inputs), "first_output_step": .integer(trace.steps.lowerBound),
      "targets": matrix(trace.targets), "outputs": matrix(trace.outputs),
      "wrong_bits": .integer(trace.wrongBitCount), "target_bits": .integer(trace.targetBitCount),
      "cost_bits": .number(trace.cost), "optimal_cost_bits": .number(trace.optimalCost),
      "read_weightings": .array(trace.readWeightings.map(matrix)),
      "write_weightings": .array(trace.writeWeightings.map(matrix)), "usage": matrix(trace.usage),
    ]
  }
}
