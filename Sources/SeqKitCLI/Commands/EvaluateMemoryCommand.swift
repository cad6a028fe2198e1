import ArgumentParser
import SeqAutodiff
import SeqData
import SeqFiles
import SeqKit
import SeqModels
import SeqTensor

/// `seqkit evaluate memory`: how many questions an end-to-end memory network gets right, and what it reads for them.
struct EvaluateMemoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "memory",
    abstract: "Errors of an end-to-end memory network, and its attention hop by hop.",
    discussion: """
        seqkit evaluate memory --model m.safetensors --stories qa2_test.txt
        seqkit evaluate memory --model m.safetensors --stories qa2_test.txt --show 3
        seqkit evaluate memory --model m.safetensors --stories corpora/milk.en.txt \\
          --show 1 --svg hops.svg
      """)

  @Option(
    help: ArgumentHelp("The model, as 'seqkit train memory' writes it.", valueName: "file"),
    completion: .file())
  var model: String

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Stories in the format of bAbI; - for standard input.", valueName: "file"),
    completion: .file(extensions: ["txt"]))
  var stories: [String]

  @Option(
    help: ArgumentHelp(
      "Also write the first n questions, with the weight of each fact in each hop.", valueName: "n"))
  var show = 0

  @Option(
    help: ArgumentHelp(
      "Also draw the weights of the first question as SVG; - for standard output.", valueName: "file"),
    completion: .file(extensions: ["svg"]))
  var svg: String?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if show < 0 { throw ValidationError("--show takes a number from 0 on") }
    if stories.isEmpty { throw ValidationError("--stories takes at least one file") }
    try StandardInput.checkOnce(stories + [model])
    if svg == "-" && (show > 0 || common.json) {
      throw ValidationError("--svg - leaves no room for --show or --json on standard output: name a file")
    }
  }

  func run() async throws {
    if let svg {
      try Output.check(svg)
      try OutputCheck.spares(stories + [model], svg)
    }
    let contents = try MemoryNetworkModelFile.load(from: ModelFile(at: model))
    let codec = contents.codec
    StandardInput.announce(StandardInput.stories, among: stories, quiet: common.quiet)
    let read = try stories.flatMap { try BabiFile.stories(of: $0) }
    let (unknown, count) = codec.unknownWords(in: read)
    if !unknown.isEmpty, !common.quiet {
      Output.note(
        "\(grouped(unknown.count)) of \(grouped(count)) words are unknown to the model: "
          + unknown.prefix(10).map(\.printable).joined(separator: ", ") + (unknown.count > 10 ? " …\n" : "\n")
      )
    }
    let questions = read.flatMap(codec.encode)
    let answers = contents.model.answers(
      questions.map { StoryBatch.Item(facts: $0.facts, question: $0.question, answer: $0.answer) },
      with: contents.parameters)
    let told = read.flatMap { story in story.questions.map { (story: story, question: $0) } }
    let shown = zip(told, answers).prefix(max(show, svg == nil ? 0 : 1)).map { told, answer in
      Evidence(
        facts: told.story.facts.prefix(told.question.factCount).map(\.text), question: told.question.text,
        expected: told.question.answer?.lowercased(), answer: codec.vocabulary[answer.word],
        probability: Double(answer.probability), attention: answer.attention)
    }
    if let svg, let first = shown.first { try Output.write(first.picture.svg, toFile: svg) }
    if svg == "-" { return }
    for evidence in shown.prefix(show) {
      if common.json { try Output.writeLine(evidence.json) } else { try Output.write(evidence.text + "\n") }
    }
    let known = zip(questions, answers).filter { $0.0.answer >= 0 }
    let wrong = known.count { $0.0.answer != $0.1.word }
    let error = Double(wrong) / Double(max(known.count, 1))
    if common.json {
      try Output.writeLine([
        "version": 1, "type": "evaluation", "questions": .integer(known.count), "wrong": .integer(wrong),
        "error": known.isEmpty ? .null : .number(error),
      ])
    } else {
      try Output.writeLine(
        known.isEmpty
          ? "no question has an answer to compare with"
          : "error \(fixed(100 * error, 1)) %: \(grouped(wrong)) of \(grouped(known.count)) questions wrong")
    }
  }
}

/// An answer and the weight of each fact in each hop, for people.
private struct Evidence {
  let facts: [String]
  let question: String
  let expected: String?
  let answer: String
  let probability: Double
  /// [K][facts].
  let attention: [[Scalar]]

  var text: String {
    let verdict =
      expected.map { $0 == answer ? ", right" : ", expected \($0)" } ?? ""
    var table = Table(
      [.init("fact", .right)] + attention.indices.map { .init("hop \($0 + 1)", .right) } + [.init("text")])
    for (place, fact) in facts.enumerated() {
      table.append(["\(place + 1)"] + attention.map { fixed(Double($0[place]), 2) } + [fact])
    }
    return
      "question  \(question.printable)\nanswer    \(answer.printable) (\(fixed(probability, 2)))\(verdict)\n"
      + table.rendered()
  }

  var json: JSON {
    [
      "version": 1, "type": "answer", "question": .string(question), "answer": .string(answer),
      "probability": .number(probability), "expected": .optional(expected),
      "facts": .array(facts.map(JSON.string)),
      "attention": .array(attention.map { .array($0.map { .number(Double($0)) }) }),
    ]
  }

  var picture: HeatMap {
    HeatMap(
      title: "\(question) \(answer)", rowName: "fact", rows: facts, columnName: "hop",
      columns: attention.indices.map { "\($0 + 1)" },
      weights: facts.indices.map { fact in attention.map { Float($0[fact]) } })
  }
}
