import ArgumentParser
import SeqData
import SeqKit
import SeqTraining

/// `seqkit evaluate ntm`: how well a machine does its task on fresh sequences, length by length.
struct EvaluateNTMCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ntm",
    abstract: "Cost and errors of a Neural Turing Machine, or a differentiable neural computer, by length.",
    discussion: """
      Random sequences, the same for the same seed, none of them of the training. The cost is in bits a sequence, as in the \
      paper's figures. --svg draws the share of wrong bits and of wrong sequences by length.

        seqkit evaluate ntm copy --lengths 20 50 120 --svg errors.svg
        seqkit evaluate ntm sort --model sort.safetensors --sequences 1000
      """)

  @OptionGroup var task: AlgorithmicTaskOptions

  @Option(
    name: .customLong("lengths"), parsing: .upToNextOption,
    help: ArgumentHelp(
      "Lengths of the sequences, such as 20 50 or 20,50, each scored by itself. Default: all that the machine learned from, "
        + "mixed.", valueName: "n"))
  var lengthArguments: [String] = []

  @Option(help: ArgumentHelp("How many sequences of each length.", valueName: "n")) var sequences = 100

  @Option(
    help: ArgumentHelp("A model file in place of the shipped machine.", valueName: "file"),
    completion: .file(extensions: ["safetensors"]))
  var model: String?

  @OptionGroup var picture: PictureOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    try picture.checkRoom(beside: ("--json", common.json))
    if !(1...1_000_000).contains(sequences) {
      throw ValidationError("--sequences must lie between 1 and 1,000,000, not \(sequences)")
    }
    _ = try lengths
    if task.length != nil { throw ValidationError("give --lengths, not --length") }
  }

  /// None for all that the machine learned from.
  private var lengths: [Int] {
    get throws {
      try listed(lengthArguments).map { part in
        guard let length = Int(part), (1...10_000).contains(length) else {
          throw ValidationError("--lengths must lie between 1 and 10,000, not \(part)")
        }
        return length
      }
    }
  }

  func run() async throws {
    let lengths = try lengths
    try picture.check(inputs: [model].compactMap(\.self))
    let machine = try task.machine(model)
    let wanted: [Int?] = lengths.isEmpty ? [nil] : lengths.map(Optional.some)
    for length in wanted {
      if let problem = machine.shortage(scoring: sequences, length: length, threads: common.threadCount) {
        throw Failure(
          .usage, problem,
          advice: "give smaller --lengths, fewer --slots, fewer --sequences or fewer --threads")
      }
    }
    var scores: [(length: Int?, score: SequenceScore)] = []
    var table = Table([
      .init("length"), .init("sequences", .right), .init("cost in bits", .right),
      .init("best possible", .right), .init("bits wrong", .right), .init("sequences wrong", .right),
    ])
    for length in wanted {
      let score: SequenceScore
      do throws(SettingsError) {
        score = try machine.score(
          sequences, length: length, seed: common.seed, threads: common.threadCount)
      } catch {
        throw Failure(.usage, error.description, advice: "change --lengths, or give more --slots")
      }
      scores.append((length, score))
      if common.json {
        try Output.writeLine([
          "version": 1, "type": "evaluation", "task": .string(task.task.rawValue),
          "length": length.map(JSON.integer) ?? .null, "sequences": .integer(score.sequences),
          "cost_bits": .number(score.bits), "optimal_cost_bits": .number(score.optimalBits),
          "wrong_bits": .number(score.bitErrors), "wrong_sequences": .number(score.sequenceErrors),
        ])
      } else {
        table.append([
          length.map(grouped) ?? "all", grouped(score.sequences), significant(score.bits),
          score.optimalBits > 0 ? fixed(score.optimalBits, 1) : "0", "\(fixed(100 * score.bitErrors, 3)) %",
          "\(fixed(100 * score.sequenceErrors, 1)) %",
        ])
      }
    }
    if let svg = picture.svg { try Output.write(errors(scores, of: machine.task).svg, toFile: svg) }
    if !common.json && !picture.isOnStandardOutput { try Output.write(table.rendered()) }
  }

  /// What goes wrong by length; all lengths that were learned, mixed, stand in their middle.
  private func errors(
    _ scores: [(length: Int?, score: SequenceScore)], of settings: AlgorithmicTaskSettings
  ) -> LinePlot {
    let (shortest, longest) = (settings.shortest, settings.longest)
    let points = scores.map { length, score in
      (x: length.map { Double($0) } ?? Double(shortest + longest) / 2, score: score)
    }.sorted { $0.x < $1.x }
    return LinePlot(
      title: "\(task.task.rawValue): errors by length, \(grouped(sequences)) sequences each",
      xName: scores.contains { $0.length == nil } ? "length, \(shortest) to \(longest) mixed" : "length",
      yName: "wrong, %",
      series: [
        .init("bits", points.map { (x: $0.x, y: 100 * $0.score.bitErrors) }),
        .init("sequences", points.map { (x: $0.x, y: 100 * $0.score.sequenceErrors) }),
      ])
  }
}
