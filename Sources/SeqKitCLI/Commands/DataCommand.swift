import ArgumentParser
import SeqData
import SeqFiles
import SeqTensor
import SystemPackage

/// `seqkit data`: what to train on, where to get it, whether it arrived.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "List the data sets that seqkit knows, and check those you have.",
    discussion: """
      A data set is a folder of its name in $SEQKIT_DATA or, where that is not set or lacks it, in \
      ~/.local/share/seqkit. seqkit itself never touches the network: it prints the lines that fetch a data \
      set, and reads the public archives as they unpack.

        seqkit data
        seqkit data show tatoeba
        seqkit data verify tatoeba/fra-eng.tsv
        seqkit data generate verb-final --out pairs.tsv
        seqkit data generate babi --task all --out stories.txt
      """,
    subcommands: [List.self, Show.self, Verify.self, Generate.self],
    defaultSubcommand: List.self)
}

extension DataCommand {
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List every data set: what for, size, licence, whether it is here (the default).")

    @OptionGroup var common: CommonOptions

    func run() throws {
      let folders = DataFolders()
      if common.json {
        for set in DataCatalogue.all { try Output.writeLine(set.json(in: folders)) }
        return
      }
      var table = Table([
        .init("name"), .init("here"), .init("size", .right), .init("what for"), .init("licence"),
      ])
      for set in DataCatalogue.all {
        let missing = DataRequirement(set).missing(in: folders).count
        let here = missing == 0 ? "yes" : missing == set.files.count ? "no" : "partly"
        // The licence in brief: what stands before the first remark.
        let licence = set.licence.split(whereSeparator: { "(;,:".contains($0) })[0]
        table.append([
          set.name, here, byteSize(set.size), set.purpose, String(String(licence).withoutTrailingSpaces),
        ])
      }
      try Output.write(table.rendered())
      if !common.quiet {
        Output.note(
          "Looked in \(folders.roots.map(\.string).joined(separator: " and ")). "
            + "'seqkit data show NAME' says how to get one.\n")
      }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show one data set: source, licence, how to fetch it, every file with its SHA-256.")

    @Argument(
      help: ArgumentHelp("Its name, as in the list.", valueName: "name"),
      completion: .list(DataCatalogue.all.map(\.name)))
    var name: String

    @OptionGroup var common: CommonOptions

    func run() throws {
      let set = try DataCatalogue.named(name)
      let folders = DataFolders()
      if common.json { return try Output.writeLine(set.json(in: folders)) }
      let requirement = DataRequirement(set)
      var text = """
        \(set.name): \(set.title)

        for      \(set.purpose)
        size     \(byteSize(set.size))
        licence  \(set.licence)
        made by  \(set.credit)
        from     \(set.homepage)
        folder   \(folders.roots.map { $0.appending(set.name).string }.joined(separator: ", or "))

        To fetch it:

        \(requirement.fetchLines(for: set.files, into: folders).map { "  " + $0 }.joined(separator: "\n"))


        """
      if let note = set.note { text += note + "\n\n" }
      var table = Table([.init("file"), .init("here"), .init("bytes", .right), .init("SHA-256")])
      for file in set.files {
        let place = folders.locate(file, of: set)
        for (index, form) in file.forms.enumerated() {
          let here = place.map { $0.forms.contains(form) ? "yes" : "" } ?? "no"
          let name = form.count.map { "\(form.path)/ (\($0) files)" } ?? form.path
          table.append([index == 0 ? name : "  or " + name, here, grouped(form.size), form.digest])
        }
      }
      text += table.rendered()
      if set.files.contains(where: { $0.forms[0].count != nil }) {
        text += "The SHA-256 of a folder is that of its sorted list of \"sha256  name\" lines.\n"
      }
      try Output.write(text)
    }
  }

  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Compare a data set with the SHA-256 of each file.",
      discussion: """
        Ends with 0 where every file is as recorded, with 65 where one differs, with 66 where one is missing.

          seqkit data verify multi30k
          seqkit data verify tatoeba/fra-eng.tsv
          seqkit data verify babi/en
        """)

    @Argument(
      help: ArgumentHelp(
        "A data set, or NAME/PATH for one file or folder of it. Default: every data set of which something "
          + "is here.",
        valueName: "name"),
      completion: .list(DataCatalogue.all.map(\.name)))
    var names: [String] = []

    @OptionGroup var common: CommonOptions

    func run() throws {
      let folders = DataFolders()
      var requirements: [DataRequirement] = []
      for name in names { requirements.append(try DataRequirement(parsing: name)) }
      if names.isEmpty {
        requirements = DataCatalogue.all.map { DataRequirement($0) }.filter {
          $0.missing(in: folders).count < $0.files.count
        }
        if requirements.isEmpty {
          throw Failure(
            .noInput, "no data set is here",
            at: "looked in " + folders.roots.map(\.string).joined(separator: " and "),
            advice: "see 'seqkit data'")
        }
      }

      var different: [String] = []
      for requirement in requirements {
        for file in requirement.files {
          let state = try folders.check(file, of: requirement.dataSet)
          if case .different(let path, _, _) = state { different.append(path.string) }
          try report(state, file, of: requirement.dataSet)
        }
      }
      if !different.isEmpty {
        throw Failure(
          .badData,
          "\(different.count == 1 ? "a file differs" : "\(different.count) files differ") from the record",
          at: different.joined(separator: ", "), advice: "fetch \(different.count == 1 ? "it" : "them") again"
        )
      }
      for requirement in requirements { try requirement.require(in: folders) }
    }

    private func report(_ state: DataState, _ file: DataFile, of set: DataSet) throws {
      if common.json {
        var place: String?
        var (word, found): (String, String?) = ("ok", nil)
        switch state {
        case .asRecorded(let path): place = path.string
        case .different(let path, _, let digest): (place, word, found) = (path.string, "differs", digest)
        case .missing: word = "missing"
        }
        return try Output.writeLine([
          "version": 1, "type": "data-file", "set": .string(set.name), "file": .string(file.name),
          "state": .string(word), "path": .optional(place), "found": .optional(found),
        ])
      }
      switch state {
      case .asRecorded(let path): if !common.quiet { try Output.writeLine("ok       \(path)") }
      case .different(let path, let expected, let found):
        try Output.writeLine("differs  \(path)\n         expected \(expected)\n         found    \(found)")
      case .missing: try Output.writeLine("missing  \(set.name)/\(file.name)")
      }
    }
  }
}

extension DataCommand {
  struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make data: sentence pairs of a synthetic language, or stories with questions.",
      discussion: """
          seqkit data generate verb-final --out pairs.tsv
          seqkit data generate babi --task 2 --count 1000 --out stories.txt
        """,
      subcommands: [VerbFinal.self, Babi.self])

    func run() throws { throw ValidationError("say what to generate: verb-final or babi") }
  }
}

extension DataCommand.Generate {
  struct VerbFinal: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verb-final",
      abstract: "Make the sentence pairs of a synthetic language.",
      discussion: """
        English sentences, and their translation into an invented language with the verb at the end. With --svo the \
        same words in the order of English. The same seed makes the same sentences for both.

          seqkit data generate verb-final --out verb-final.tsv
          seqkit data generate verb-final --svo --out control.tsv
        """)

    @Option(help: ArgumentHelp("How many pairs; no two have the same source.", valueName: "n"))
    var count = 5000

    @Flag(help: "The control: the same words, but subject, verb, object, as in English.")
    var svo = false

    @Option(
      help: ArgumentHelp("Where to write them; default: standard output.", valueName: "file"),
      completion: .file(extensions: ["tsv"]))
    var out = "-"

    @OptionGroup var common: CommonOptions

    func validate() throws {
      if count < 1 || count > 1_000_000 {
        throw ValidationError("--count must lie between 1 and 1000000, not \(count)")
      }
    }

    func run() throws {
      let pairs = VerbFinalLanguage.pairs(
        count: count, order: svo ? .subjectVerbObject : .verbFinal, random: RandomSource(seed: common.seed))
      let lines = pairs.map { pair in
        common.json
          ? JSON.object([
            ("version", 1), ("type", "pair"), ("source", .string(pair.source)),
            ("target", .string(pair.target)),
          ]).line + "\n" : "\(pair.source)\t\(pair.target)\n"
      }
      if out == "-" {
        try Output.write(lines.joined())
      } else {
        try AtomicFile.write(lines.joined(), to: FilePath(out))
        if !common.quiet { Output.note("\(grouped(pairs.count)) pairs written to \(out)\n") }
      }
    }
  }

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
          seqkit data generate babi --task all --language zh --count 1000 --out stories.txt
          seqkit data generate babi --task 2 --facts 50 --distractors 0.5 --wording held-out --vocabulary invented
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

extension DataSet {
  /// Everything on record, and where each file lies.
  func json(in folders: DataFolders) -> JSON {
    [
      "version": 1, "type": "data-set", "name": .string(name), "title": .string(title),
      "purpose": .string(purpose), "licence": .string(licence), "credit": .string(credit),
      "homepage": .string(homepage), "note": .optional(note), "bytes": .integer(size),
      "folders": .array(folders.roots.map { .string($0.appending(name).string) }),
      "fetch": .array(DataRequirement(self).fetchLines(for: files, into: folders).map(JSON.string)),
      "files": .array(
        files.map { file in
          [
            "name": .string(file.name),
            "path": .optional(folders.locate(file, of: self)?.path.string),
            "forms": .array(
              file.forms.map { form in
                [
                  "path": .string(form.path), "bytes": .integer(form.size), "sha256": .string(form.digest),
                  "files": form.count.map(JSON.integer) ?? 1,
                ]
              }),
          ]
        }),
    ]
  }
}
