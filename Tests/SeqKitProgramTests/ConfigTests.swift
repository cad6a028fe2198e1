import Foundation
import TestSupport
import Testing

/// `--config` and `--print-config` of the trainings beside the translator's: what is printed can be read again, a file
/// changes what it names, and flags override it.
@Suite struct ConfigTests {
  private static let story = "1 Ann went to the hall.\n2 Where is Ann?\thall\t1\n"

  struct Case: Sendable, CustomStringConvertible {
    let name: String
    let arguments: [String]
    /// What the file says, how it shows, a flag against it, and how that shows.
    let file, shown: String
    let flag: [String]
    let overridden: String
    /// A file with what cannot be, and what is said of it.
    let bad, said: String
    var description: String { name }
  }

  static let cases = [
    Case(
      name: "translator", arguments: ["train", "translator", "--out", "m", "--pairs", "x"],
      file: #"{"model": {"hiddenSize": 48}, "training": {"epochs": 7, "seed": 5}}"#,
      shown: "\"hiddenSize\" : 48",
      flag: ["--hidden", "50", "--seed", "6"], overridden: "\"hiddenSize\" : 50",
      bad: #"{"training": {"shards": 0}}"#, said: "shards"),
    Case(
      name: "memory", arguments: ["train", "memory", "--out", "m", "--stories", "STORY"],
      file: #"{"model": {"hops": 2}, "training": {"epochs": 7, "seed": 5}}"#, shown: "\"hops\" : 2",
      flag: ["--hops", "1", "--seed", "6"], overridden: "\"hops\" : 1",
      bad: #"{"training": {"batchSize": 0}}"#, said: "batchSize"),
    Case(
      name: "qa", arguments: ["train", "qa", "--out", "m", "--stories", "STORY"],
      file: #"{"hiddenSize": 12, "training": {"epochs": 7, "seed": 5}}"#, shown: "\"hiddenSize\" : 12",
      flag: ["--hidden", "13", "--seed", "6"], overridden: "\"hiddenSize\" : 13",
      bad: #"{"training": {"shards": 0}}"#, said: "shards"),
    Case(
      name: "ntm", arguments: ["train", "ntm", "copy"],
      file:
        #"{"learner": {"machine": {"controllerSize": 31}}, "training": {"sequences": 7, "seed": 5, "task": {"bits": 3}}}"#,
      shown: "\"controllerSize\" : 31", flag: ["--hidden", "32", "--seed", "6"],
      overridden: "\"controllerSize\" : 32", bad: #"{"training": {"batchSize": 0}}"#, said: "batch"),
    Case(
      name: "transfer",
      arguments: [
        "train", "transfer", "--images", "x", "--network", "basic", "--out", "m", "--mode", "scratch",
      ],
      file: #"{"size": 40, "training": {"epochs": 7, "seed": 5}}"#, shown: "\"size\" : 40",
      flag: ["--size", "50", "--seed", "6"], overridden: "\"size\" : 50",
      bad: #"{"training": {"learningRate": 0}}"#, said: "learningRate"),
  ]

  @Test(arguments: cases) func filesAreReadMergedAndOverridden(_ test: Case) throws {
    let folder = try TemporaryFolder()
    let story = try folder.write(Self.story, to: "story.txt")
    func run(_ flags: [String]) throws -> ProgramRun {
      try ProgramRun.seqkit(test.arguments.map { $0 == "STORY" ? story : $0 } + ["--print-config"] + flags)
    }
    let printed = try run([])
    let quiet = try run(["-q"])
    #expect(printed.status == 0 && quiet.errors.isEmpty, "\(quiet.errors)")
    // The translator's note of what follows from the data.
    #expect(printed.errors.isEmpty == (test.name != "translator"), "\(printed.errors)")
    #expect(try run(["--config", folder.write(printed.output, to: "whole.json")]).output == printed.output)

    let file = try folder.write(test.file, to: "part.json")
    let merged = try run(["--config", file])
    #expect(merged.output.contains(test.shown) && !printed.output.contains(test.shown), "\(merged.errors)")
    #expect(merged.output.contains("\"seed\" : 5"))
    let overridden = try run(["--config", file] + test.flag)
    #expect(overridden.output.contains(test.overridden) && overridden.output.contains("\"seed\" : 6"))

    let unknown = try run(["--config", folder.write(#"{"training": {"epohcs": 1}}"#, to: "unknown.json")])
    #expect(unknown.status == 65 && unknown.errors.contains("training.epohcs"), "\(unknown.errors)")
    let bad = try run(["--config", folder.write(test.bad, to: "bad.json")])
    #expect(bad.status == 64 && bad.errors.contains(test.said), "\(bad.status) \(bad.errors)")
    #expect(try run(["--config", "nowhere.json"]).status == 66)
  }

  static let onOneLine = cases.filter { $0.name != "transfer" }

  /// On one line with a version, as every other result, and read again like the other form.
  @Test(arguments: onOneLine) func settingsAreAnObjectALine(_ test: Case) throws {
    let folder = try TemporaryFolder()
    let story = try folder.write(Self.story, to: "story.txt")
    func run(_ flags: [String]) throws -> ProgramRun {
      try ProgramRun.seqkit(test.arguments.map { $0 == "STORY" ? story : $0 } + ["--print-config"] + flags)
    }
    let line = try run(["--json"] + test.flag)
    #expect(line.status == 0 && line.output.split(separator: "\n").count == 1, "\(line.errors)")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(line.output.utf8)) as? [String: Any])
    #expect(object["version"] as? Int == 1 && object["type"] as? String == "settings")
    let settings = try #require(object["settings"] as? [String: Any])
    #expect((settings["training"] as? [String: Any])?["seed"] as? Int == 6)
    let back = try run(["--config", folder.write(line.output, to: "line.json")])
    #expect(try back.output == run(test.flag).output, "\(back.errors)")
  }

  /// What a training reads and writes need not be named to see its settings; what it reads decides sizes at most, which are 0
  /// then, and read back so.
  @Test(arguments: ["translator", "qa", "memory", "transfer --mode scratch --network basic"])
  func filesNeedNotBeNamed(_ training: String) throws {
    let folder = try TemporaryFolder()
    let train = ["train"] + training.split(separator: " ").map(String.init)
    let printed = try ProgramRun.seqkit(train + ["--print-config"])
    #expect(printed.status == 0 && printed.output.hasPrefix("{"), "\(printed.errors)")
    let config = try folder.write(printed.output, to: "c.json")
    let back = try ProgramRun.seqkit(train + ["--print-config", "--config", config])
    #expect(back.output == printed.output, "\(back.errors)")
    guard training == "memory" else { return }
    let stories = ["--stories", try folder.write(Self.story, to: "story.txt")]
    let fitted = try ProgramRun.seqkit(train + stories + ["--print-config", "--config", config])
    for size in ["memorySize", "sentenceLength", "vocabularySize"] {
      #expect(printed.output.contains("\"\(size)\" : 0") && !fitted.output.contains("\"\(size)\" : 0"))
    }
    #expect(try ProgramRun.seqkit(train + stories + ["--print-config"]).output == fitted.output)
  }

  /// The same words as without --print-config, of what decides the settings; a misspelt flag is named.
  @Test func whatIsNeededIsNamed() throws {
    for (arguments, said) in [
      ("transfer --print-config", "Missing expected argument '--network <network>'"),
      ("transfer --print-config --network basic", "--mode features needs --weights"),
      ("qa --print-config --storys facts.txt", "Unknown option '--storys'. Did you mean '--stories'?"),
      ("translator --print-config --ouut m", "Unknown option '--ouut'. Did you mean '--out'?"),
      ("translator --out m", "give --pairs FILE, or --source FILE and --target FILE"),
      ("translator --out m --pairz a", "Unknown option '--pairz'. Did you mean '--pairs'?"),
      ("translator --pairs a", "Missing expected argument '--out <file>'"),
      ("qa --out m", "Missing expected argument '--stories <file> ...'"),
      ("memory --out m", "Missing expected argument '--stories <file> ...'"),
    ] {
      let run = try ProgramRun.seqkit(["train"] + arguments.split(separator: " ").map(String.init))
      #expect(run.status == 64 && run.errors.hasPrefix("seqkit: \(said)"), "\(arguments): \(run.errors)")
    }
  }

  /// Which key is missing or wrong, what it needs and what it has; FILE stands for the file's path.
  static let misfits: [(String, String)] = [
    (
      #"{"training": {"optimizer": {"sgd": {}}}}"#,
      "the configuration lacks a key, FILE, training.optimizer.sgd.momentum; expected one of sgd (momentum, "
        + "weightDecay), adagrad (epsilon), rmsProp (decay, epsilon), rmsPropGraves (decay, epsilon, momentum), "
        + "adam (beta1, beta2, epsilon, weightDecay), each with its keys; see --print-config for its form\n"
    ),
    (
      #"{"training": {"optimizer": {"sdg": {"momentum": 0}}}}"#,
      "a value in the configuration does not fit, FILE, training.optimizer; expected one of sgd (momentum, "
    ),
    (#"{"training": {"optimizer": "adam"}}"#, "FILE, training.optimizer; expected one of sgd (momentum, "),
    (
      #"{"training": {"schedule": {"linear": {}}}}"#,
      "FILE, training.schedule; expected one of constant, halving (every, start), inverseSquareRoot (warmup), "
    ),
    (
      #"{"training": {"optimizer": {"adam": {"beta1": "x"}}}}"#,
      #"FILE, training.optimizer.adam.beta1; expected a number, found "x"; "#
    ),
    (#"{"training": {"epochs": "many"}}"#, #"training.epochs; expected a whole number, found "many"; "#),
    (#"{"training": {"epochs": null}}"#, "training.epochs; expected a whole number, found null; "),
    // The decoder does not say where such a number stands.
    (#"{"training": {"seed": 3, "epochs": 1.5}}"#, "FILE, training.epochs; found 1.5; "),
    (#"{"model": {"isBidirectional": 1}}"#, "model.isBidirectional; expected true or false, found 1; "),
    (#"{"model": {"cell": "lsmt"}}"#, #"model.cell; found "lsmt"; "#),
    (#"{"model": 3}"#, "FILE, model; expected an object, found 3; "),
    ("[1]", "FILE; expected an object, found [1]; "),
  ]

  @Test(arguments: misfits) func whatDoesNotFitIsNamed(_ text: String, _ said: String) throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(text, to: "c.json")
    let run = try ProgramRun.seqkit(
      "train", "translator", "--pairs", "x", "--out", "y", "--print-config", "--config", file)
    #expect(run.status == 65 && run.output.isEmpty, "\(run.output)")
    #expect(run.errors.contains(said.replacing("FILE", with: file)), "\(text): \(run.errors)")
  }

  /// A seed may be any number of 64 bits, and is read back as it was printed.
  @Test(arguments: ["0", "9223372036854775807", "9223372036854775809", "18446744073709551615"])
  func seedsComeBackWhole(_ seed: String) throws {
    let folder = try TemporaryFolder()
    let arguments = ["train", "ntm", "copy", "--print-config"]
    let printed = try ProgramRun.seqkit(arguments + ["--seed", seed])
    #expect(printed.output.contains("\"seed\" : \(seed)"), "\(printed.output)")
    let file = try folder.write(printed.output, to: "c.json")
    let back = try ProgramRun.seqkit(arguments + ["--config", file])
    #expect(back.output == printed.output, "\(back.errors)")
    let larger = try folder.write(#"{"training": {"seed": 18446744073709551616}}"#, to: "larger.json")
    #expect(try ProgramRun.seqkit(arguments + ["--config", larger]).status == 65)
  }

  /// A network's configuration belongs to it and to its mode.
  @Test func aNetworksConfigurationIsNotAnothers() throws {
    let folder = try TemporaryFolder()
    func run(_ mode: String, _ file: String) throws -> ProgramRun {
      try ProgramRun.seqkit(
        "train", "transfer", "--images", "x", "--network", "basic", "--mode", mode, "--weights", "w", "--out",
        "m", "--print-config", "--config", file)
    }
    let file = try folder.write(#"{"mode": "frozen", "network": "basic"}"#, to: "c.json")
    #expect(try run("frozen", file).output.contains("\"network\" : \"basic\""))
    let other = try run("finetune", file)
    #expect(other.status == 65 && other.errors.contains("another mode"), "\(other.errors)")
    let network = try run("frozen", folder.write(#"{"network": "vgg16"}"#, to: "n.json"))
    #expect(network.status == 65 && network.errors.contains("another network"), "\(network.errors)")
    let zoom = #"{"training": {"augmentation": {"rotation": 40, "zoom": 1e38}}}"#
    let wild = try run("frozen", folder.write(zoom, to: "z.json"))
    #expect(wild.status == 64 && wild.errors.contains("augmentation.zoom"), "\(wild.errors)")
  }

  /// The fill mode by flag and by file; it belongs to pictures that are changed.
  @Test func picturesAreFilledAsTheFlagOrTheFileSays() throws {
    let folder = try TemporaryFolder()
    func run(_ more: [String]) throws -> ProgramRun {
      try ProgramRun.seqkit(
        [
          "train", "transfer", "--images", "x", "--network", "basic", "--mode", "scratch", "--out", "m",
          "--print-config",
        ] + more)
    }
    let changed = try folder.write(
      #"{"training": {"augmentation": {"fill": "reflect", "zoom": 0.1}}}"#, to: "changed.json")
    let unchanged = try folder.write(#"{"training": {"epochs": 2}}"#, to: "unchanged.json")
    for (flags, fill) in [
      ([], "nearest"), (["--augment"], "nearest"), (["--fill", "nearest"], "nearest"),
      (["--augment", "--fill", "wrap"], "wrap"), (["--config", changed], "reflect"),
      (["--config", changed, "--fill", "constant"], "constant"),
      (["--config", changed, "--fill", "nearest"], "nearest"),
      (["--config", changed, "--augment"], "reflect"),
    ] as [([String], String)] {
      let shown = try run(flags)
      #expect(shown.output.contains("\"fill\" : \"\(fill)\""), "\(flags): \(shown.output)\(shown.errors)")
    }
    for flags in [
      [], ["--no-augment"], ["--config", unchanged], ["--config", changed, "--no-augment"],
    ] as [[String]] {
      let refused = try run(flags + ["--fill", "wrap"])
      #expect(refused.status == 64 && refused.errors.contains("--fill wrap"), "\(flags): \(refused.errors)")
    }
    #expect(try run(["--augment", "--fill", "mirror"]).status == 64)
    let wrong = try run([
      "--config", folder.write(#"{"training": {"augmentation": {"fill": "mirror"}}}"#, to: "wrong.json"),
    ])
    #expect(wrong.status == 65 && wrong.errors.contains("training.augmentation.fill"), "\(wrong.errors)")
  }

  /// A machine's settings as they were written before its kind led to them at once.
  @Test func olderConfigurationsOfMachinesAreRead() throws {
    let folder = try TemporaryFolder()
    func printed(_ learner: String) throws -> String {
      let file = try folder.write(#"{"learner": \#(learner)}"#, to: "c.json")
      let run = try ProgramRun.seqkit("train", "ntm", "copy", "--print-config", "--config", file)
      #expect(run.status == 0 && !run.output.contains("\"machine\" : {\n      \"_0\""), "\(run.errors)")
      return run.output
    }
    let new = try printed(#"{"machine": {"controllerSize": 31}}"#)
    #expect(new.contains("\"controllerSize\" : 31"))
    #expect(try printed(#"{"machine": {"_0": {"controllerSize": 31}}}"#) == new)
    let lstm = #"{"hiddenSize": 9, "inputSize": 9, "layers": 2, "outputSize": 8}"#
    #expect(try printed(#"{"lstm": {"_0": \#(lstm)}}"#) == printed(#"{"lstm": \#(lstm)}"#))
  }

  /// The task of a machine decides its widths, and with its lengths what is standard.
  @Test func aMachinesTaskDecidesWhatFitsIt() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(#"{"training": {"task": {"bits": 3, "longest": 8}}}"#, to: "c.json")
    let run = try ProgramRun.seqkit("train", "ntm", "copy", "--print-config", "--config", file)
    for words in ["\"inputSize\" : 4", "\"outputSize\" : 3", "\"trainingSlots\" : 14"] {
      #expect(run.output.contains(words), "\(words): \(run.output)")
    }
    let other = try ProgramRun.seqkit(
      "train", "ntm", "copy", "--config",
      folder.write(#"{"training": {"task": {"task": "sort"}}}"#, to: "sort.json"))
    #expect(other.status == 65 && other.errors.contains("another task"), "\(other.errors)")
  }
}
