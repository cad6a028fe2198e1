import ArgumentParser
import SeqData
import SeqKit

/// `seqkit evaluate qa`: how many questions of stories a reader answers right, and from the right facts.
struct EvaluateQACommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "qa",
    abstract: "Score a reader on stories in the format of bAbI.",
    discussion: """
      An answer is right if every word of it is; where the story has none (?), "I don't know" is right. Evidence is right if \
      the facts were chosen that the story names, in their order.

        seqkit evaluate qa --stories qa1_test.txt qa2_test.txt
        seqkit data generate babi --task 1 --wording held-out | seqkit evaluate qa --stories -
      """)

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Files with stories; - for standard input.", valueName: "file"), completion: .file())
  var stories: [String]

  @OptionGroup var choice: ReaderChoice

  @Option(help: ArgumentHelp("Also write the first n wrong answers.", valueName: "n")) var show = 0

  @Option(help: "table, markdown, csv, latex or json.") var format = Table.Format.table

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if show < 0 { throw ValidationError("--show takes a number from 0 on") }
    try StandardInput.checkOnce(stories + [choice.model])
  }

  func run() async throws {
    let reader = try choice.reader()
    var table = Table([
      .init("stories"), .init("questions", .right), .init("right, %", .right), .init("evidence, %", .right),
      .init("unanswered", .right), .init("false answers", .right),
    ])
    var progress = Progress("stories")
    for path in stories {
      StandardInput.announce(StandardInput.stories, among: [path], quiet: common.quiet)
      var score = ReaderScore()
      var shown = 0
      for story in try BabiFile.stories(of: path) {
        if shown < show {
          reader.answers(to: story) { question, answer in
            let expected = (question.answer ?? "").lowercased()
            if shown < show, answer.words.joined(separator: ",").lowercased() != expected {
              shown += 1
              Output.note(
                "\(path), line \(question.line): \(question.text.printable)  right \(question.answer ?? "?"), "
                  + "found \(answer.text ?? "?") from \(answer.evidence.map(\.number))\n")
            }
          }
        }
        score += reader.score(story)
        if !common.quiet { progress.advance(by: 1) }
      }
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
    if !common.json { try Output.write(table.rendered(format)) }
  }
}
