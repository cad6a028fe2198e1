import Foundation
import SeqFiles
import SeqKit
import SystemPackage
import TestSupport
import Testing

/// `seqkit qa` with the shipped reader, run as a program.
@Suite struct QACommandTests {
  private static let milk = """
    1 Joe went to the kitchen.
    2 Fred went to the kitchen.
    3 Joe picked up the milk.
    4 Joe went to the office.
    5 Joe left the milk.
    6 Joe went to the bathroom.

    """

  @Test func oneLineForEachQuestion() throws {
    let folder = try TemporaryFolder()
    let story = try folder.write(Self.milk, to: "facts.txt")
    let run = try ProgramRun.seqkit(
      "qa", "--story", story, "--question", "Where is the milk?", "--question", "Where is Fred?")
    #expect(run.status == 0 && run.output == "office\nkitchen\n" && run.errors.isEmpty, "\(run.errors)")
    // The same from standard input.
    #expect(
      try ProgramRun.seqkit(["qa", "--story", story], input: "Where is the milk?\n").output == "office\n")
    #expect(
      try ProgramRun.seqkit(["qa"], input: Self.milk + "Where is Joe?\nJoe went to the garden\nWhere is Joe？")
        .output
        == "bathroom\ngarden\n")
    // The format of bAbI with its answers; 1 begins a new story.
    let two = Self.milk + "7 Where is the milk?\toffice\t5 4\n1 Mary went to the hall.\n2 Where is Joe?\n"
    #expect(try ProgramRun.seqkit(["qa", "--story", "-"], input: two).output == "office\nI don't know\n")
  }

  @Test func severalSentencesOnALine() throws {
    func answers(_ input: String) throws -> String { try ProgramRun.seqkit(["qa"], input: input).output }
    #expect(try answers("Mary went to the kitchen. Tom went to the garden.\nWhere is Mary?\n") == "kitchen\n")
    #expect(try answers("小明拿起了牛奶。小明去了办公室。牛奶在哪里？") == "办公室\n")
    // Without its mark, and as logs have it.
    #expect(try answers("[2024-01-02 10:32:11] Fred went to the hall\nwhere is fred\n") == "hall\n")
    #expect(try answers("10:32 Mary went to the canteen at 11:02.\nWhere is Mary?\n") == "canteen\n")
  }

  /// Flags mean what they mean in other commands, and options that nothing here depends on are taken.
  @Test func flagsAreThoseOfOtherCommands() throws {
    let run = try ProgramRun.seqkit("help", "qa")
    for words in ["-q, --quiet", "-v, --verbose", "--question"] {
      #expect(run.output.contains(words), "\(run.output)")
    }
    #expect(!run.output.contains("--seed") && !run.output.contains("--threads"))
    let both = try ProgramRun.seqkit(["qa", "-q", "-v"], input: "Where is Joe?\n")
    #expect(both.status == 64 && both.errors.contains("exclude each other"))
    let answer = try ProgramRun.seqkit(
      ["qa", "-q", "--threads", "1", "--seed", "2"], input: "Joe went to the hall.\nWhere is Joe?\n")
    #expect(answer.output == "hall\n" && answer.errors.isEmpty)
  }

  @Test func chineseIsAnswered() throws {
    let story = "乔去了厨房\n弗雷德去了厨房\n乔拿起牛奶\n乔去了办公室\n乔离开了牛奶\n乔去洗手间\n牛奶现在在哪里？\n小红在哪里？\n"
    let run = try ProgramRun.seqkit(["qa"], input: story)
    #expect(run.output == "办公室\n不知道\n")
  }

  @Test func explanationsAndJSON() throws {
    let folder = try TemporaryFolder()
    let story = try folder.write(Self.milk, to: "facts.txt")
    let run = try ProgramRun.seqkit("qa", "--story", story, "--question", "Where is the milk?", "--explain")
    let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines[0] == "office" && lines[1].hasPrefix("  confidence "))
    #expect(lines[2] == "  5  Joe left the milk." && lines[3] == "  4  Joe went to the office.")
    // The table of the textbook: facts 3 and 5 are the same bag of words.
    let rows = lines.filter { $0.contains("the milk.") && $0.contains("1") && $0.contains("  0") }
    #expect(rows.count >= 2 && run.output.contains("hop"), "\(run.output)")
    let json = try ProgramRun.seqkit(
      "qa", "--story", story, "--question", "Where is the milk?", "--question", "Where is Zoe?", "--json")
    let objects = json.output.split(separator: "\n").map(String.init)
    #expect(
      objects.count == 2 && objects[0].contains("\"answer\": \"office\"")
        && objects[0].contains("\"fact\": 5"))
    #expect(objects[1].contains("\"answer\": null") && objects[1].contains("'Zoe'"))
  }

  @Test func picturesAreNumbered() throws {
    let folder = try TemporaryFolder()
    let story = try folder.write(Self.milk, to: "facts.txt")
    let run = try ProgramRun.seqkit(
      "qa", "--story", story, "--question", "Where is the milk?", "--question", "Where is Zoe?", "--svg",
      folder.path + "/a.svg")
    #expect(run.status == 0)
    for name in ["a.svg", "a-2.svg"] {
      #expect(folder.bytes(name).map { String(decoding: $0, as: UTF8.self) }?.contains("</svg>") == true)
    }
  }

  @Test func notKnowingIsAnAnswer() throws {
    let folder = try TemporaryFolder()
    let story = try folder.write(Self.milk, to: "facts.txt")
    let run = try ProgramRun.seqkit("qa", "--story", story, "--question", "Where is the cake?")
    #expect(run.status == 0 && run.output == "I don't know\n")
    let strict = try ProgramRun.seqkit(
      "qa", "--story", story, "--question", "Where is the cake?", "--require-answer")
    #expect(strict.status == 65 && strict.output == "I don't know\n" && strict.errors.contains("no answer"))
    #expect(
      try ProgramRun.seqkit("qa", "--story", story, "--question", "Where is the milk?", "--threshold", "1")
        .output
        == "I don't know\n")
  }

  @Test func aConversation() throws {
    let typed =
      "Joe went to the \u{1b}[Dkitchen.\nJoe went to the garden.\nWhere is Joe?\u{1b}[A\n:undo\nWhere is Joe?\n"
      + "\u{1b}[A:facts\n:nonsense\n:help\n\u{4}"
    let run = try ProgramRun.seqkit(["qa"], input: typed, to: .terminal)
    #expect(run.status == 0)
    for part in [
      "garden", "confidence", "forgotten: Joe went to the garden.", "1  Joe went to the kitchen.",
      "no command ':nonsense'", "rlwrap seqkit qa",
    ] {
      #expect(run.output.contains(part), "\(part)")
    }
  }

  // MARK: Bad input

  @Test func badInputIsNamed() throws {
    let folder = try TemporaryFolder()
    func expect(_ arguments: [String], input: String = "", _ status: Int32, _ words: String) throws {
      let run = try ProgramRun.seqkit(["qa"] + arguments, input: input)
      #expect(run.status == status, "\(arguments): \(run.status) \(run.errors)")
      #expect(run.errors.contains(words) && run.errors.hasPrefix("seqkit: "), "\(run.errors)")
    }
    try expect(["--story", "/no/such"], 66, "no such file")
    try expect(["--story", "/tmp"], 66, "folder")
    try expect([], input: "", 65, "nothing is asked")
    try expect([], input: Self.milk, 65, "nothing is asked")
    try expect(["--story", try folder.write(Self.milk, to: "s")], input: "", 65, "nothing is asked")
    try expect(["--model", "/no/such", "--question", "Where?"], 66, "no such file")
    try expect(
      ["--model", try folder.write("no model", to: "text"), "--question", "Where?"], 65, "safetensors")
    try expect(["--threshold", "2", "--question", "Where?"], 64, "--threshold")
    try expect(["--question", " "], 64, "--question")
    let run = try ProgramRun.seqkit(
      ["qa"], input: Array("Joe went to the kitchen.\nWhere is Joe?\n".utf8) + [0xc3, 0x28, 0x0a])
    #expect(run.status == 65 && run.errors.contains("line 3") && run.output == "kitchen\n")
  }

  @Test func aModelOfAnotherKind() throws {
    let folder = try TemporaryFolder()
    let model = folder.path + "/translator.safetensors"
    _ = try ProgramRun.seqkit("model", "average", "en-fr", "--storage", "int8", "--out", model)
    let run = try ProgramRun.seqkit("qa", "--model", model, "--question", "Where is Joe?")
    #expect(run.status == 65 && run.errors.contains("kind translator"))
    // Shipped ones likewise.
    let shipped = try ProgramRun.seqkit("qa", "--model", "en-fr", "--question", "Where is Joe?")
    #expect(shipped.status == 65 && shipped.errors.contains("kind translator"))
    let reader = try ProgramRun.seqkit("translate", "--model", "stories", "hello")
    #expect(reader.status == 65 && reader.errors.contains("kind reader"))
  }

  @Test func oddStories() throws {
    let folder = try TemporaryFolder()
    func answer(_ story: String, _ question: String) throws -> String {
      let run = try ProgramRun.seqkit(
        "qa", "--story", folder.write(story, to: "story"), "--question", question)
      #expect(run.status == 0, "\(run.errors)")
      return run.output
    }
    #expect(try answer("", "Where is Joe?") == "I don't know\n")
    // A question before any fact.
    #expect(
      try answer("Where is Joe?\nJoe went to the kitchen.", "Where is Joe?") == "I don't know\nkitchen\n")
    // A fact of a thousand words, mixed languages, a contradiction: the later fact counts.
    let long = (0..<1000).map { "word\($0)" }.joined(separator: " ")
    #expect(try answer("\(long)\nJoe went to the kitchen.\n\(long)", "Where is Joe?") == "kitchen\n")
    #expect(try answer("乔去了厨房。\nJoe went to the kitchen.", "Where is Joe?") == "kitchen\n")
    #expect(try answer("Joe is in the kitchen.\nJoe is in the garden.", "Where is Joe?") == "garden\n")
    #expect(
      try answer("Joe went to the kitchen.\r\nMary went to the hall.\r\n", "Where is Mary?") == "hall\n")
    #expect(try answer("\u{feff}Joe went to the kitchen.", "Where is Joe?") == "kitchen\n")
  }

  @Test func aHundredThousandFacts() throws {
    let folder = try TemporaryFolder()
    let people = ["Joe", "Fred", "Mary", "Anna"]
    let places = ["kitchen", "garden", "hall", "office", "attic"]
    var story = ""
    for number in 0..<100_000 {
      story += "\(people[number % 4]) went to the \(places[(number * 7 + number / 4) % 5]).\n"
    }
    story += "Zoe went to the cellar.\n"
    let run = try ProgramRun.seqkit(
      "qa", "--story", folder.write(story, to: "long"), "--question", "Where is Joe?", "--question",
      "Where is Zoe?")
    let last = 99_996
    #expect(run.output == "\(places[(last * 7 + last / 4) % 5])\ncellar\n", "\(run.errors)")
  }

  /// Several files are compared with each other, one alone by how much was told.
  @Test func rightAnswersAreDrawn() throws {
    let folder = try TemporaryFolder()
    var files: [String] = []
    for task in ["1", "2"] {
      files.append(folder.file("qa\(task).txt"))
      let made = try ProgramRun.seqkit(
        "data", "generate", "babi", "--task", task, "--count", "60", "--unanswerable", "0.2", "--out",
        files[files.count - 1])
      #expect(made.status == 0, "\(made.errors)")
    }
    let (svg, plain) = (folder.file("a.svg"), try ProgramRun.seqkit(["evaluate", "qa", "--stories"] + files))
    let both = try ProgramRun.seqkit(["evaluate", "qa", "--stories"] + files + ["--svg", svg])
    #expect(both.status == 0 && both.output == plain.output, "\(both.errors)")
    let picture = try String(contentsOfFile: svg, encoding: .utf8)
    // As in the table: right and evidence of each file.
    let rows = plain.output.split(separator: "\n").dropFirst().map {
      $0.split(separator: " ").map(String.init)
    }
    #expect(rows.count == 2)
    for (name, row) in zip(["qa1.txt", "qa2.txt"], rows) {
      #expect(row[0].hasSuffix("/" + name))
      #expect(picture.contains("<title>\(name), right, %: \(row[2]) %</title>"), "\(row): \(picture)")
      #expect(picture.contains("<title>\(name), evidence, %: \(row[3]) %</title>"), "\(row): \(picture)")
    }
    let one = try ProgramRun.seqkit("evaluate", "qa", "--stories", files[0], "--svg", "-")
    #expect(one.status == 0 && one.output.contains(" facts told<"), "\(one.errors)")
    #expect(one.output.contains("stories: 60 questions of qa1.txt"), "\(one.output)")
  }

  /// Wrong answers are results too: before the table, and objects where a program reads.
  @Test func wrongAnswersAreShown() throws {
    let folder = try TemporaryFolder()
    let lines = ["1 Ann went to the hall.", "2 Where is Ann?\tyard\t1", "3 Where is Ann?\thall\t1"]
    let stories = try folder.write(lines.joined(separator: "\n") + "\n", to: "s.txt")
    let command = ["evaluate", "qa", "--stories", stories]
    let run = try ProgramRun.seqkit(command + ["--show", "5"])
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    let table = try ProgramRun.seqkit(command).output
    #expect(run.output == "\(stories), line 2: Where is Ann?  right yard, found hall from [1]\n" + table)
    let json = try ProgramRun.seqkit(command + ["--show", "5", "--json"]).output
    let objects = try json.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(objects.map { $0["type"] as? String } == ["answer", "evaluation"])
    #expect(objects[0]["expected"] as? String == "yard" && objects[0]["answer"] as? String == "hall")
    #expect(objects[0]["line"] as? Int == 2 && objects[0]["evidence"] as? [Int] == [1])
    for flags in [["--format", "csv"], ["--svg", "-"]] {
      let refused = try ProgramRun.seqkit(command + ["--show", "1"] + flags)
      #expect(refused.status == 64 && refused.errors.contains("--show"), "\(refused.errors)")
    }
  }

  @Test func trainingAndEvaluating() throws {
    let folder = try TemporaryFolder()
    let stories = try ProgramRun.seqkit(
      "data", "generate", "babi", "--task", "1", "--count", "400", "--out", folder.path + "/one.txt")
    #expect(stories.status == 0, "\(stories.errors)")
    let model = folder.path + "/one.safetensors"
    let run = try ProgramRun.seqkit(
      "train", "qa", "--stories", folder.path + "/one.txt", "--out", model, "--epochs", "10", "--no-runs")
    #expect(run.status == 0 && run.errors.contains("held-out questions right"), "\(run.errors)")
    #expect(!run.errors.contains("left out"))
    let chinese = try ProgramRun.seqkit(
      "data", "generate", "babi", "--task", "2", "--language", "zh", "--count", "200", "--out",
      folder.path + "/two.txt")
    #expect(chinese.status == 0)
    let less = try ProgramRun.seqkit(
      "train", "qa", "--stories", folder.path + "/two.txt", "--out", folder.path + "/two.safetensors",
      "--epochs", "1", "--no-runs")
    #expect(less.errors.contains("of 180 questions are left out") && less.errors.contains("--names"))
    let score = try ProgramRun.seqkit(
      "evaluate", "qa", "--model", model, "--stories", folder.path + "/one.txt", "--json")
    #expect(
      score.output.contains("\"accuracy\": 1.0") || score.output.contains("\"accuracy\": 0.9"),
      "\(score.output)")
    #expect(try ProgramRun.seqkit("model", "show", model).output.contains("reader"))
    let bad = try ProgramRun.seqkit(
      "train", "qa", "--stories", folder.write("1 Joe left.\n2 Where is Joe?\there\n", to: "bad"), "--out",
      model, "--no-runs")
    #expect(bad.status == 65 && bad.errors.contains("supporting"), "\(bad.errors)")
    #expect(!bad.errors.contains("--names"), "\(bad.errors)")
  }

  /// The file's choices and the flags over them, in the model as well as in the checkpoint.
  @Test func whatHeldIsWrittenIntoModelAndCheckpoint() throws {
    let folder = try TemporaryFolder()
    let story = try folder.write("1 Ann went to the hall.\n2 Where is Ann?\thall\t1\n", to: "story")
    let config = try folder.write(
      #"{"embeddingSize": 6, "hiddenSize": 9, "training": {"epochs": 7, "learningRate": 0.015625}}"#,
      to: "c.json")
    let run = try ProgramRun.seqkit(
      "train", "qa", "--stories", story, "--config", config, "--epochs", "1", "--hidden", "3", "--seed", "5",
      "--out", folder.file("m"), "--no-runs", "--quiet")
    #expect(run.status == 0, "\(run.errors)")
    let inModel = try ModelFile(contentsOf: FilePath(folder.file("m")))
      .decode(StoryReaderSettings.self, "training")
    #expect(inModel.embeddingSize == 6 && inModel.training.learningRate == 0.015625, "the file's")
    #expect(inModel.hiddenSize == 3 && inModel.training.epochs == 1 && inModel.training.seed == 5)
    let text = try ReaderCheckpoint(contentsOf: FilePath(folder.file("m.checkpoint"))).settings
    #expect(try JSONDecoder().decode(StoryReaderSettings.self, from: Data(text.utf8)) == inModel)
  }

  /// Two things that are asked for do not show that any may be: the flag that says so is named, and helps.
  @Test func namesThatStoriesDoNotShowAreAskedFor() throws {
    let folder = try TemporaryFolder()
    let story = """
      1 Mary went to the kitchen.
      2 Mary picked up the key.
      3 Who has the key?\tMary\t2
      1 John went to the hall.
      2 John took the ball.
      3 Who has the ball?\tJohn\t2

      """
    let train = [
      "train", "qa", "--stories", try folder.write(story + story, to: "stories"), "--out", folder.file("m"),
      "--epochs", "1", "--no-runs",
    ]
    let unnamed = try ProgramRun.seqkit(train)
    #expect(unnamed.status == 65 && unnamed.errors.contains("in a file for --names"), "\(unnamed.errors)")
    let named = try ProgramRun.seqkit(train + ["--names", folder.write("key\nball\n", to: "names")])
    #expect(named.status == 0 && folder.bytes("m") != nil, "\(named.errors)")
  }
}
