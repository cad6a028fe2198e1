import ArgumentParser
import SeqData
import SeqFiles
import SeqKit
import SeqKitPretrained
import SystemPackage

/// `seqkit qa`: answers over a story, from a file, a stream or a conversation.
struct QACommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "qa",
    abstract: "Answer questions about a story, and say from which facts.",
    discussion: """
      A story is facts; a sentence that ends in ? or ？, or begins or asks as a question does, is one about what was told \
      before it. Names, things and places may be any; the verbs are those of going and being there, taking, bringing, \
      putting somewhere and handing on, in English or Chinese. He, she and it are who and what the sentence before was \
      about. A line may have several sentences, and a time or a number before them, as logs and bAbI have; the number 1 \
      begins a new story. Where the facts do not say, the answer is "I don't know".

      The first line is the answer alone; on a terminal, or with --explain, the facts it was read from follow, indented. \
      In a pipe there is one line for each question. Without a question in the story or in --question, they are read \
      from standard input. Without anything, on a terminal, it is a conversation: :help lists what else you can say.

        seqkit qa --story facts.txt --question "Where is the milk?"
        echo "Where is the milk?" | seqkit qa --story facts.txt
        seqkit qa --story facts.txt --explain --svg reading.svg
        seqkit qa --story - --json < story-with-questions.txt
        seqkit qa
      """)

  @Option(
    help: ArgumentHelp("The facts, one a line; - for standard input.", valueName: "file"), completion: .file()
  )
  var story: String?

  @Option(help: ArgumentHelp("What to ask at the end; may be given again.", valueName: "question"))
  var question: [String] = []

  @OptionGroup var choice: ReaderChoice

  @Flag(help: "Also show the memory as a table of words, and how each fact was chosen.")
  var explain = false

  @Option(
    help: ArgumentHelp(
      "Draw the weights of every hop over the facts: of the first question in this file, of the second in FILE-2 …",
      valueName: "file"),
    completion: .file())
  var svg: String?

  @Flag(help: "End with status 65 if a question has no answer.")
  var requireAnswer = false

  // Not the options of all commands: nothing is drawn at random or takes threads.
  @Flag(help: "Write results as JSON: one object a line, each with a version.")
  var json = false

  @Flag(name: .shortAndLong, help: "Say nothing but results and errors.")
  var quiet = false

  @Flag(
    name: .shortAndLong,
    help: "Say more on standard error: at the end the time, memory and kernels that it took.")
  var verbose = false

  @OptionGroup(visibility: .hidden) var unused: UnusedOptions

  func validate() throws {
    if quiet && verbose { throw ValidationError("--quiet and --verbose exclude each other") }
    if svg == "-" { throw ValidationError("--svg may draw several pictures: name a file") }
    for text in question where text.allSatisfy(\.isWhitespace) {
      throw ValidationError("--question must say something")
    }
    try StandardInput.checkOnce([choice.model, story ?? (question.isEmpty ? "-" : "")])
  }

  /// What is read, which no picture may destroy; a story without a question waits for some on standard input.
  var inputs: [String] { [story, "-"].compactMap(\.self) + ShippedModels.files(among: [choice.model]) }

  func run() async throws {
    if let svg {
      try Output.check(svg)
      try OutputCheck.spares(inputs, svg)
    }
    var session = QASession(reader: try choice.reader(), command: self)
    if story == nil, question.isEmpty, Terminal.standardInput.isInteractive {
      return try session.converse()
    }
    if let path = story ?? (question.isEmpty ? "-" : nil) { try session.read(path) }
    for text in question { try session.ask(text) }
    // A story without a question waits for some.
    if session.asked == 0, let story, story != "-" {
      if Terminal.standardInput.isInteractive { return try session.converse() }
      try session.read("-")
    }
    guard session.asked > 0 else {
      throw Failure(
        .badData, "nothing is asked", at: story ?? "standard input",
        expected: "a sentence that ends in ? or ？, or --question", advice: "ask: --question \"Where is …?\"")
    }
    if requireAnswer, session.unanswered > 0 {
      throw Failure(
        .badData, "\(session.unanswered) of \(session.asked) questions have no answer", at: story,
        advice: "without --require-answer that is no failure")
    }
  }
}

/// What other commands take and this one has no use for: a script may give it to all of them.
struct UnusedOptions: ParsableArguments {
  @Option var seed: UInt64?
  @Option var threads: Int?
}

/// Which reader answers.
struct ReaderChoice: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("A shipped reader's name or a model file.", valueName: "name|file"),
    completion: .file())
  var model = PretrainedReader.stories.rawValue

  @Option(
    help: ArgumentHelp(
      "Below this confidence the answer is \"I don't know\". Default: what the model was calibrated to.",
      valueName: "0…1"))
  var threshold: Double?

  func validate() throws {
    if let threshold, !(0...1).contains(threshold) {
      throw ValidationError("--threshold must lie between 0 and 1, not \(threshold)")
    }
  }

  func reader() throws -> StoryReader {
    var reader = try StoryReader(named: model)
    if let threshold { reader.threshold = threshold }
    return reader
  }
}

extension StoryReader {
  /// A shipped model by its name, or a model file by its path.
  init(named name: String) throws { try self.init(ShippedModels.open(name)) }
}
