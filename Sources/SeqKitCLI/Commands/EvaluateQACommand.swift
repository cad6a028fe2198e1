import ArgumentParser
import SeqData
import SeqKit
import SystemPackage

/// `seqkit evaluate qa`: how many questions of stories a reader answers right, and from the right facts.
struct EvaluateQACommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "qa",
    abstract: "Score a reader on stories in the format of bAbI.",
    discussion: """
      An answer is right if every word of it is; where the story has none (?), "I don't know" is right. Evidence is right if \
      the facts were chosen that the story names, in their order. --svg draws both by file; of one file alone by how many \
      facts were told before the question.

        seqkit evaluate qa --stories qa1_test.txt qa2_test.txt
        seqkit evaluate qa --stories my-test.txt --model my.safetensors \\
          --svg right.svg
        seqkit evaluate qa --stories my-test.txt --show 10
        seqkit data generate babi --task 1 --wording held-out \\
          | seqkit evaluate qa --stories -
      """)

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Files with stories; - for standard input.", valueName: "file"), completion: .file())
  var stories: [String]

  @OptionGroup var choice: ReaderChoice

  @Option(help: ArgumentHelp("Also write the first n wrong answers.", valueName: "n")) var show = 0

  @Option(help: "table, markdown, csv, latex or json.") var format = Table.Format.table

  @OptionGroup var picture: PictureOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if show < 0 { throw ValidationError("--show takes a number from 0 on") }
    try picture.checkRoom(beside: ("--show", show > 0), ("--json", common.json))
    if show > 0, format != .table, !common.json {
      throw ValidationError(
        "--show writes lines that are no part of a table in \(format); use --json for programs")
    }
    try StandardInput.checkOnce(stories + [choice.model])
  }

  /// A question by how many facts were told before it, and whether it was answered right.
  private typealias Asked = (facts: Int, score: ReaderScore)

  func run() async throws {
    try picture.check(inputs: stories + ShippedModels.files(among: [choice.model]))
    let reader = try choice.reader()
    var table = Table([
      .init("stories"), .init("questions", .right), .init("right, %", .right), .init("evidence, %", .right),
      .init("unanswered", .right), .init("false answers", .right),
    ])
    var files: [[Asked]] = []
    var lines: [String] = []
    var progress = Progress("stories")
    for path in stories {
      StandardInput.announce(StandardInput.stories, among: [path], quiet: common.quiet)
      var asked: [Asked] = []
      var wrong: [(question: Story.Question, answer: Answer)] = []
      var shown = 0
      for story in try BabiFile.stories(of: path) {
        reader.answers(to: story) { question, answer in
          let score = ReaderScore(answer, to: question)
          asked.append((question.factCount, score))
          if score.right == 0, shown < show {
            shown += 1
            wrong.append((question, answer))
          }
        }
        if !common.quiet { progress.advance(by: 1) }
      }
      files.append(asked)
      for (question, answer) in wrong {
        if common.json {
          try Output.writeLine([
            "version": 1, "type": "answer", "stories": .string(path), "line": .integer(question.line),
            "question": .string(question.text), "expected": .optional(question.answer),
            "answer": .optional(answer.text), "evidence": .array(answer.evidence.map { .integer($0.number) }),
          ])
        } else {
          lines.append(
            "\(path), line \(question.line): \(question.text.printable)  right \(question.answer ?? "?"), "
              + "found \(answer.text ?? "?") from \(answer.evidence.map(\.number))")
        }
      }
      let score = Self.sum(asked)
      if common.json {
        try Output.writeLine([
          "version": 1, "type": "evaluation", "stories": .string(path),
          "questions": .integer(score.questions),
          "right": .integer(score.right), "accuracy": .number(score.accuracy),
          "evidence": .number(score.evidence), "unanswered": .integer(score.unanswered),
          "unanswerable": .integer(score.unanswerable), "false_answers": .integer(score.falseAnswers),
        ])
      }
      // In a table for people alone are thousands set apart.
      func count(_ number: Int) -> String { format == .table ? grouped(number) : "\(number)" }
      table.append([
        path, count(score.questions), fixed(100 * score.accuracy, 1),
        score.supported > 0 ? fixed(100 * score.evidence, 1) : "", count(score.unanswered),
        "\(count(score.falseAnswers)) of \(count(score.unanswerable))",
      ])
    }
    progress.finish()
    for line in lines { try Output.writeLine(line) }
    if let svg = picture.svg { try Output.write(bars(files).svg, toFile: svg) }
    if !common.json && !picture.isOnStandardOutput { try Output.write(table.rendered(format)) }
  }

  private static func sum(_ asked: [Asked]) -> ReaderScore {
    asked.reduce(into: ReaderScore()) { $0 += $1.score }
  }

  /// What the files are called in the picture: their paths only where several have the same name.
  private var names: [String] {
    let names = stories.map { FilePath($0).lastComponent?.string ?? $0 }
    return (Set(names).count == names.count ? names : stories).map(StandardInput.name(of:))
  }

  /// Right answers and right evidence by file, or of one file by the number of facts told.
  private func bars(_ files: [[Asked]]) -> BarPlot {
    func group(_ name: String, _ asked: [Asked]) -> BarPlot.Group {
      let score = Self.sum(asked)
      return BarPlot.Group(
        name,
        [score.questions > 0 ? score.accuracy : nil, score.supported > 0 ? score.evidence : nil])
    }
    let groups: [BarPlot.Group]
    if files.count == 1 {
      groups = LengthGroups(evenly: files[0].map(\.facts)).groups.map { told in
        let (first, last) = (told.range.lowerBound, told.range.upperBound)
        return group(
          first == last ? "\(first) facts told" : "\(first) to \(last) facts told",
          told.members.map { files[0][$0] })
      }
    } else {
      groups = zip(names, files).map { group($0, $1) }
    }
    let count = files.reduce(0) { $0 + $1.count }
    let subject = files.count == 1 ? names[0] : "\(files.count) files of stories"
    return BarPlot(
      title: "\(choice.model): \(grouped(count)) questions of \(subject)",
      measures: ["right, %", "evidence, %"], groups: groups)
  }
}
