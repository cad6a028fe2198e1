import ArgumentParser
import SeqData
import SeqFiles
import SeqTensor
import SystemPackage

extension DataCommand.Generate {
  struct Babi: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "babi",
      abstract: "Make stories with questions of the twenty bAbI task families.",
      discussion: """
        Stories are played in a small world and told in words of our own, in the format of bAbI, with supporting \
        facts. The same seed makes the same stories; with another --vocabulary or --wording they are told in other \
        words, and with another --language in that language.

        held-out: words that --vocabulary training never has, verbs and an order of words that --wording training \
        never has. invented: nonsense, new in each story. A question without an answer has a "?" for it.

          seqkit data generate babi --task 1 --count 10
          seqkit data generate babi --task all --language zh --count 1000 \\
            --out stories.txt
          seqkit data generate babi --task 2 --facts 50 --distractors 0.5 \\
            --wording held-out --vocabulary invented
        """)

    enum Vocabulary: String, ExpressibleByArgument, CaseIterable {
      case training
      case heldOut = "held-out"
      case invented
    }

    enum Wording: String, ExpressibleByArgument, CaseIterable {
      case training
      case heldOut = "held-out"
    }

    @Option(help: ArgumentHelp("1 to 20, or all.", valueName: "n"))
    var task: String

    @Option(help: "The language of the stories.")
    var language = StoryLanguage.english

    @Option(help: ArgumentHelp("How many questions, of each task.", valueName: "n"))
    var count = 1000

    @Option(help: "Names, objects, places.")
    var vocabulary = Vocabulary.training

    @Option(help: "Verbs and order of words.")
    var wording = Wording.training

    @Option(
      help: ArgumentHelp(
        "Facts in a story, or a range such as 10-50. Default: as many as in bAbI.", valueName: "n"))
    var facts: String?

    @Option(help: ArgumentHelp("Questions in a story. Default: as many as in bAbI.", valueName: "n"))
    var questions: Int?

    @Option(
      help: ArgumentHelp("Share of facts about people and objects that no question is about.", valueName: "x")
    )
    var distractors = 0.0

    @Option(help: ArgumentHelp("Share of questions that the story does not answer.", valueName: "x"))
    var unanswerable = 0.0

    @Flag(
      help:
        "Facts of all kinds in tasks 1, 2, 3, 5, 6, 7 and 8, as somebody tells them who knows nothing of tasks."
    )
    var mixed = false

    @Option(
      help: ArgumentHelp("Where to write them; default: standard output.", valueName: "file"),
      completion: .file(extensions: ["txt"]))
    var out = "-"

    @OptionGroup var common: CommonOptions

    func validate() throws {
      if count < 1 || count > 100_000 {
        throw ValidationError("--count must lie between 1 and 100000, not \(count)")
      }
      if let questions, !(1...1000).contains(questions) {
        throw ValidationError("--questions must lie between 1 and 1000, not \(questions)")
      }
      if !(0..<1).contains(distractors) {
        throw ValidationError("--distractors must lie between 0 and below 1, not \(distractors)")
      }
      if !(0...1).contains(unanswerable) {
        throw ValidationError("--unanswerable must lie between 0 and 1, not \(unanswerable)")
      }
      let range = try factRange()
      if mixed, try !tasks().contains(where: StoryTask.mixable.contains) {
        throw ValidationError("--mixed goes with tasks 1, 2, 3, 5, 6, 7 and 8, not with \(task)")
      }
      for task in try tasks() {
        let limits = task.factLimits
        if let range, range.lowerBound < limits.lowerBound || range.upperBound > limits.upperBound {
          throw ValidationError(
            "--facts must lie between \(limits.lowerBound) and \(limits.upperBound) for task \(task.number), "
              + "not \(facts ?? "")")
        }
      }
    }

    private func tasks() throws -> [StoryTask] {
      if task == "all" { return StoryTask.allCases }
      guard let number = Int(task), let one = StoryTask(rawValue: number) else {
        throw ValidationError("--task must be a number from 1 to 20, or all, not '\(task)'")
      }
      return [one]
    }

    private func factRange() throws -> ClosedRange<Int>? {
      guard let facts else { return nil }
      let ends = facts.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard ends.count <= 2, let first = ends[0], let last = ends[ends.count - 1], 1 <= first, first <= last
      else {
        throw ValidationError("--facts must be a number, or a range such as 10-50, not '\(facts)'")
      }
      return first...last
    }

    func run() throws {
      let words: StoryVocabulary =
        switch vocabulary {
        case .training: .training
        case .heldOut: .heldOut
        case .invented: .invented
        }
      let facts = try factRange()
      let simulators = try tasks().map { task in
        StorySimulator(
          task: task, language: language, vocabulary: words,
          wording: wording == .training ? .training : .heldOut,
          length: .init(facts: facts, questions: questions), distractors: distractors,
          unanswerable: unanswerable, mixes: mixed, random: RandomSource(seed: common.seed))
      }
      func tooFew(_ task: StoryTask) -> Failure {
        Failure(
          .usage,
          "stories of task \(task.number) have not enough to ask for \(questions.map(grouped) ?? "so many") questions each",
          advice: "ask for fewer --questions, or for more --facts")
      }
      // Before the first line is written.
      for var simulator in simulators where simulator.next() == nil { throw tooFew(simulator.task) }
      var parts: [String] = []
      var storyCount = 0
      var progress = Progress("stories")
      for var simulator in simulators {
        let task = simulator.task
        var missing = count
        while missing > 0 {
          let stories = simulator.stories(questions: min(missing, 1000))
          guard stories.map(\.questions.count).reduce(0, +) == min(missing, 1000) else { throw tooFew(task) }
          missing -= min(missing, 1000)
          storyCount += stories.count
          if !common.quiet { progress.advance(by: stories.count) }
          let text =
            common.json
            ? stories.map { $0.json(of: task).line + "\n" }.joined() : BabiFile.text(of: stories)
          if out == "-" { try Output.write(text) } else { parts.append(text) }
        }
      }
      progress.finish()
      guard out != "-" else { return }
      try AtomicFile.write(parts.joined(), to: FilePath(out))
      if !common.quiet {
        let asked = count * (try tasks().count)
        let questions = "\(grouped(asked)) \(asked == 1 ? "question" : "questions")"
        let stories = "\(grouped(storyCount)) \(storyCount == 1 ? "story" : "stories")"
        Output.note("\(stories) with \(questions) written to \(out)\n")
      }
    }
  }
}

extension StoryLanguage: ExpressibleByArgument {}

extension Story {
  fileprivate func json(of task: StoryTask) -> JSON {
    [
      "version": 1, "type": "story", "task": .integer(task.number),
      "facts": .array(facts.map { .string($0.text) }),
      "questions": .array(
        questions.map { question in
          [
            "text": .string(question.text), "answer": .optional(question.answer),
            "support": .array(question.support.map(JSON.integer)), "facts": .integer(question.factCount),
          ]
        }),
    ]
  }
}
