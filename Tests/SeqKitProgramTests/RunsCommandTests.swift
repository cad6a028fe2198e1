import Foundation
import GRDB
import SeqRuns
import TestSupport
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif
#if canImport(Glibc)
  import Glibc
#endif

/// What the trainings of these tests have in common: numbers and their names, a model of some thousand weights.
struct TinyTraining {
  let folder: TemporaryFolder
  let pairs: String
  var store: String { folder.file("runs.sqlite") }

  init() throws {
    folder = try TemporaryFolder()
    let corpus = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../corpora/numbers.tsv").standardized
    let lines = try String(contentsOf: corpus, encoding: .utf8).split(separator: "\n").prefix(300)
    pairs = try folder.write(lines.joined(separator: "\n") + "\n", to: "pairs.tsv")
  }

  /// - Parameter epochs: of some thirty updates each.
  func arguments(_ out: String = "m", epochs: Int, _ more: [String] = []) -> [String] {
    [
      "train", "translator", "--pairs", pairs, "--out", folder.file(out), "--epochs", "\(epochs)", "--hidden",
      "16", "--embedding", "16", "--layers", "1", "--dropout", "0", "--no-variants", "--vocabulary", "100",
      "--batch-tokens", "300", "--schedule", "constant", "--threads", "1",
    ] + more
  }

  func train(_ out: String = "m", epochs: Int = 2, _ more: [String] = []) throws -> ProgramRun {
    try ProgramRun.seqkit(arguments(out, epochs: epochs, ["--runs", store] + more))
  }

  func runs(_ arguments: String...) throws -> ProgramRun {
    try ProgramRun.seqkit(["runs"] + arguments + ["--runs", store])
  }

  func object(_ text: some StringProtocol) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }
}

/// `seqkit runs`, and what trainings leave for it, run as a program.
@Suite struct RunsCommandTests {
  @Test func aTrainingIsRecordedInFull() throws {
    let tiny = try TinyTraining()
    let trained = try tiny.train(epochs: 2, ["--save-every", "7", "--metric", "bleu", "--seed", "5"])
    #expect(trained.status == 0 && trained.errors.contains("recorded as run "), "\(trained.errors)")
    let run = try tiny.object(try tiny.runs("export").output)
    #expect(run["status"] as? String == "finished" && run["seed"] as? String == "5")
    #expect((run["code_version"] as? String)?.contains("+") == true)
    #expect((run["command"] as? String)?.hasPrefix("seqkit train translator --pairs ") == true)
    let data = try #require((run["data"] as? [[String: Any]])?.first)
    #expect(
      data["bytes"] as? Int == tiny.folder.bytes("pairs.tsv")?.count && data["role"] as? String == "pairs")

    let metrics = try #require(run["metrics"] as? [[String: Any]])
    let counts = Dictionary(
      uniqueKeysWithValues: metrics.map { ($0["name"] as? String ?? "", $0["count"] as? Int ?? 0) })
    let updates = try #require(counts["loss"])
    #expect(updates > 40)
    for name in ["gradient_norm", "learning_rate", "tokens_per_second"] {
      #expect(counts[name] == updates, "\(name)")
    }
    for name in ["training_loss", "held_out_loss", "perplexity", "bleu"] {
      #expect(counts[name] == 2, "\(name)")
    }
    // Every seventh update, the end of each epoch, and the model.
    let files = try #require(run["checkpoints"] as? [[String: Any]])
    let steps = Set(stride(from: 7, through: updates, by: 7)).union([updates / 2, updates])
    #expect(files.filter { $0["kind"] as? String == "checkpoint" }.count == steps.count)
    for name in ["m", "m.checkpoint"] {
      let digest = try sha256(tiny.folder.file(name))
      let last = files.last { ($0["path"] as? String)?.hasSuffix("/" + name) == true }
      #expect(last?["sha256"] as? String == digest, "\(name)")
    }
    #expect((run["samples"] as? [[String: Any]])?.count == 2)
    #expect((run["settings"] as? [String: Any])?["model.hiddenSize"] as? String == "16")

    let shown = try tiny.runs("show", "last").output
    for words in ["finished", "processor", "pairs.tsv", "model.hiddenSize", "gradient_norm", "hypothesis"] {
      #expect(shown.contains(words), "\(words)")
    }
    let csv = try tiny.runs("export", "--format", "csv").output.split(separator: "\n")
    #expect(csv[0] == "metric,update,epoch,value" && csv.count == 1 + 4 * updates + 8)
    #expect(try tiny.runs("list").output.contains("  m     translator  finished  "))
  }

  /// By coreutils, not by the code under test.
  private func sha256(_ path: String) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/sha256sum")
    process.arguments = [path]
    process.standardOutput = pipe
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return String(text.prefix(64))
  }

  @Test func runsAreComparedPlottedAndPruned() throws {
    let tiny = try TinyTraining()
    #expect(try tiny.train("a").status == 0)
    #expect(try tiny.train("b", ["--cell", "gru", "--learning-rate", "0.01"]).status == 0)
    let ids = try tiny.runs("list", "--json").output.split(separator: "\n").map {
      try #require(try tiny.object($0)["id"] as? String)
    }
    #expect(ids.count == 2)
    let compared = try tiny.runs("compare", ids[0], ids[1])
    #expect(compared.output.contains("model.cell  ") && compared.output.contains("held_out_loss"))
    #expect(!compared.output.contains("hiddenSize"), "that does not differ")
    let object = try tiny.object(try tiny.runs("compare", ids[0], ids[1], "--json").output)
    let settings = try #require(object["settings"] as? [[String: Any]])
    #expect(settings.map { $0["name"] as? String } == ["model.cell", "training.learningRate"])
    #expect(settings[0]["values"] as? [String] == ["lstm", "gru"])

    let svg = tiny.folder.file("loss.svg")
    for metric in ["loss", "gradient-norm", "learning rate", "held_out_loss"] {
      let plot = try tiny.runs("plot", ids[0], ids[1], "--metric", metric, "--svg", svg)
      #expect(plot.status == 0 && plot.output.contains(ids[1] + " b"), "\(plot.errors)")
      let picture = try String(contentsOfFile: svg, encoding: .utf8)
      #expect(
        picture.contains("<polyline") && picture.contains(ids[0])
          && XMLParser(data: Data(picture.utf8)).parse())
    }
    #expect(try tiny.runs("plot", "--svg", "-").output.hasPrefix("<?xml"))
    let unknown = try tiny.runs("plot", "last", "--metric", "los")
    #expect(unknown.status == 64 && unknown.errors.contains("did you mean 'loss'?"))

    let asked = try tiny.runs("prune", "--keep", "1")
    #expect(asked.status == 0 && asked.output.contains(ids[0]) && asked.errors.contains("--force"))
    #expect(try tiny.runs("list", "--json").output.split(separator: "\n").count == 2)
    for (answer, left) in [("n\n", 2), ("yes\n", 1)] {
      let run = try ProgramRun.seqkit(
        ["runs", "prune", "--keep", "1", "--runs", tiny.store], input: answer, to: .terminal)
      #expect(run.output.contains("Remove this run? [y/N]"), "\(run.output)")
      #expect(try tiny.runs("list", "--json").output.split(separator: "\n").count == left, "\(answer)")
    }
    #expect(try tiny.runs("prune", "--status", "finished", "--force").errors == "1 removed.\n")
    #expect(tiny.folder.bytes("a") != nil && tiny.folder.bytes("b.checkpoint") != nil, "models stay")
    let none = try tiny.runs("show")
    #expect(none.status == 66 && none.errors.contains("no run is recorded"))
  }

  @Test func namesThatMeanNoRunOrMany() throws {
    let tiny = try TinyTraining()
    #expect(try tiny.train(epochs: 1).status == 0)
    let run = try tiny.runs("show", "zz")
    #expect(run.status == 64 && run.errors.contains("no run 'zz'") && run.errors.contains("runs list"))
    #expect(try tiny.runs("show", "").status == 64)
    #expect(try tiny.runs("compare", "last").status == 64)
    try DatabaseQueue(path: tiny.store).write { db in
      let columns = try db.columns(in: "runs").map(\.name).filter { $0 != "run" && $0 != "id" }
      let list = columns.joined(separator: ", ")
      try db.execute(sql: "UPDATE runs SET id = 'aaaa0001'")
      try db.execute(sql: "INSERT INTO runs (id, \(list)) SELECT 'aaaa0002', \(list) FROM runs")
      // What a stranger writes there is shown, not obeyed.
      try db.execute(sql: "UPDATE runs SET name = char(27) || '[2J<b>' WHERE id = 'aaaa0002'")
    }
    let many = try tiny.runs("show", "aaaa")
    #expect(many.status == 64 && many.errors.contains("expected one of aaaa0001, aaaa0002"))
    for arguments in [["list"], ["show", "aaaa0002"], ["compare", "aaaa0001", "aaaa0002"]] {
      let run = try ProgramRun.seqkit(["runs"] + arguments + ["--runs", tiny.store])
      #expect(run.status == 0 && !run.output.contains("\u{1b}"), "\(arguments)")
    }
  }

  /// A run's own name will do where no other has it; if several have, they are named.
  @Test func runsByTheirOwnNames() throws {
    let tiny = try TinyTraining()
    for name in ["first", "second"] { #expect(try tiny.train(name, epochs: 1).status == 0) }
    let ids = try tiny.runs("list", "--json").output.split(separator: "\n").map {
      try #require(try tiny.object($0)["id"] as? String)
    }
    for (name, id) in zip(["first", "second"], ids) {
      #expect(try tiny.object(tiny.runs("show", name, "--json").output)["id"] as? String == id)
      #expect(try tiny.object(tiny.runs("export", name).output)["id"] as? String == id)
    }
    let compared = try tiny.object(tiny.runs("compare", "first", "second", "--json").output)
    #expect(compared["runs"] as? [String] == ids)
    #expect(try tiny.runs("plot", "second").output.contains(ids[1] + " second"))
    #expect(try tiny.train("first", epochs: 1).status == 0)
    let many = try tiny.runs("show", "first")
    #expect(many.status == 64 && many.errors.contains("'first' means 2 runs"), "\(many.errors)")
    #expect(many.errors.contains("expected one of \(ids[0]), "), "\(many.errors)")
  }

  @Test func whereTrainingsAreRecorded() throws {
    let tiny = try TinyTraining()
    let arguments = tiny.arguments(epochs: 1)
    let home = tiny.folder.file("home")
    try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
    let standard = home + "/.local/state/seqkit/runs.sqlite"
    func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    #expect(try ProgramRun.seqkit(arguments + ["--no-runs"], environment: ["HOME": home]).status == 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: home).isEmpty)
    // Doing never writes it.
    let model = tiny.folder.file("m")
    for doing in [
      ["translate", "--model", model, "one"], ["model", "show", model], ["data"], ["reproduce"],
      ["evaluate", "translator", "--model", model, "--pairs", tiny.pairs, "--beam", "1"],
    ] { #expect(try ProgramRun.seqkit(doing, environment: ["HOME": home]).status == 0, "\(doing)") }
    #expect(try FileManager.default.contentsOfDirectory(atPath: home).isEmpty)
    let none = try ProgramRun.seqkit(["runs"], environment: ["HOME": home])
    #expect(none.status == 66 && none.errors.contains("there is no run store, \(standard)"), "\(none.errors)")

    #expect(try ProgramRun.seqkit(arguments, environment: ["HOME": home]).status == 0)
    #expect(isThere(standard))
    let state = tiny.folder.file("state")
    #expect(
      try ProgramRun.seqkit(arguments, environment: ["HOME": home, "XDG_STATE_HOME": state]).status == 0)
    #expect(isThere(state + "/seqkit/runs.sqlite"))
    let chosen = tiny.folder.file("chosen.sqlite")
    let variables = ["HOME": home, "XDG_STATE_HOME": state, "SEQKIT_RUNS": chosen]
    #expect(try ProgramRun.seqkit(arguments, environment: variables).status == 0)
    #expect(
      try ProgramRun.seqkit(["runs", "--json"], environment: variables).output.contains("\"finished\""))
    #expect(try ProgramRun.seqkit(arguments + ["--runs", tiny.store], environment: variables).status == 0)
    #expect(isThere(tiny.store))
    #expect(
      try ProgramRun.seqkit(["runs", "--json"], environment: variables).output.split(separator: "\n").count
        == 1)
  }

  /// A store that cannot be: fatal before the training where it was named, else a word and a whole training.
  @Test func aStoreThatCannotBeNeverHarmsATraining() throws {
    let tiny = try TinyTraining()
    let text = try tiny.folder.write("not a database, but somebody's text\n", to: "text")
    for (store, status) in [
      (text, 65), (tiny.folder.file("none/runs"), 73), (tiny.folder.path, 73), ("/dev/full", 73),
    ] {
      let arguments = tiny.arguments(epochs: 1)
      let refused = try ProgramRun.seqkit(arguments + ["--runs", store])
      #expect(refused.status == status && tiny.folder.bytes("m") == nil, "\(store): \(refused.errors)")
      let warned = try ProgramRun.seqkit(arguments, environment: ["SEQKIT_RUNS": store])
      #expect(warned.status == 0 && tiny.folder.bytes("m") != nil, "\(store): \(warned.errors)")
      #expect(
        warned.errors.components(separatedBy: "seqkit: the training is not recorded: ").count == 2,
        "said once: \(warned.errors)")
      for file in ["m", "m.checkpoint"] { try FileManager.default.removeItem(atPath: tiny.folder.file(file)) }
    }
    #expect(tiny.folder.bytes("text") == Array("not a database, but somebody's text\n".utf8))
    let json = try ProgramRun.seqkit(
      tiny.arguments(epochs: 1, ["--json", "--quiet"]), environment: ["SEQKIT_RUNS": text])
    #expect(json.errors.hasPrefix("{\"version\": 1, \"type\": \"warning\", ") && json.status == 0)
    for command in [["list"], ["show"], ["export"], ["prune", "--keep", "0", "--force"]] {
      let run = try ProgramRun.seqkit(["runs"] + command + ["--runs", text])
      #expect(run.status == 65 && run.errors.contains("not a run store"), "\(run.errors)")
    }
    #expect(try ProgramRun.seqkit(tiny.arguments(epochs: 1, ["--runs", "x", "--no-runs"])).status == 64)
    #expect(try ProgramRun.seqkit(tiny.arguments(epochs: 1, ["--save-every", "0"])).status == 64)
  }

  @Test func aLockedStore() throws {
    let tiny = try TinyTraining()
    #expect(try tiny.train("whole", epochs: 1).status == 0)
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    let other = try DatabaseQueue(path: tiny.store, configuration: configuration)
    try other.inDatabase { try $0.execute(sql: "BEGIN IMMEDIATE") }
    let refused = try tiny.train("m", epochs: 1)
    #expect(refused.status == 74 && refused.errors.contains("locked by another process"), "\(refused.errors)")
    let warned = try ProgramRun.seqkit(tiny.arguments(epochs: 1), environment: ["SEQKIT_RUNS": tiny.store])
    #expect(warned.status == 0 && warned.errors.contains("not recorded"), "\(warned.errors)")
    #expect(
      tiny.folder.bytes("m.checkpoint") == tiny.folder.bytes("whole.checkpoint"),
      "the same model, recorded or not")
    #expect(try tiny.runs("list").status == 0, "reading goes on")
    #expect(try tiny.runs("prune", "--keep", "0", "--force").status == 74)
    try other.inDatabase { try $0.execute(sql: "ROLLBACK") }
  }

  /// A disk that fills up while a training is recorded on it.
  @Test(.enabled(if: SmallDisk.isPossible, "a small file system cannot be mounted here"))
  func aFullDisk() throws {
    let tiny = try TinyTraining()
    let small = try SmallDisk(size: "300k")
    let disk = small.path
    let store = disk + "/runs.sqlite"
    let run = try ProgramRun.seqkit(tiny.arguments(epochs: 40, ["--runs", store]))
    #expect(run.status == 0 && tiny.folder.bytes("m") != nil, "\(run.errors.suffix(300))")
    let whole = try ProgramRun.seqkit(tiny.arguments("whole", epochs: 40, ["--no-runs"]))
    #expect(whole.status == 0 && tiny.folder.bytes("m.checkpoint") == tiny.folder.bytes("whole.checkpoint"))
    #expect(run.errors.components(separatedBy: "no space left for the run store").count == 2, "said once")
    // What was recorded before is there, and the file is sound.
    #expect(try RunStore(reading: store).problems().isEmpty)
    #expect(try ProgramRun.seqkit(["runs", "show", "--runs", store]).status == 0)
    // No room even to begin.
    try? Data(count: 1 << 20).write(to: URL(filePath: disk + "/ballast"))
    let filler = open(disk + "/ballast", O_WRONLY | O_CREAT | O_APPEND, 0o600)
    var block = [UInt8](repeating: 1, count: 4096)
    while write(filler, &block, block.count) > 0 {}
    close(filler)
    let refused = try ProgramRun.seqkit(tiny.arguments(epochs: 1, ["--runs", disk + "/other.sqlite"]))
    #expect([73, 74].contains(refused.status), "\(refused.errors)")
  }

  @Test func statusSaysHowATrainingEnded() throws {
    let tiny = try TinyTraining()
    func status() throws -> String? {
      try tiny.object(try tiny.runs("show", "--json").output)["status"] as? String
    }
    let diverged = try tiny.train("d", ["--optimizer", "sgd", "--clip-norm", "0", "--learning-rate", "1e30"])
    #expect(try diverged.status == 75 && status() == "diverged")

    let arguments = tiny.arguments(epochs: 200, ["--runs", tiny.store])
    let stopped = try ProgramRun.seqkit(arguments, signal: (SIGINT, "epoch 3 "))
    #expect(try stopped.status == 130 && status() == "interrupted")
    let resumed = try ProgramRun.seqkit(
      tiny.arguments(epochs: 5, ["--runs", tiny.store, "--resume"]))
    #expect(resumed.status == 0, "\(resumed.errors)")
    let run = try tiny.object(try tiny.runs("export").output)
    #expect(run["status"] as? String == "finished")
    #expect(try tiny.runs("list", "--json").output.split(separator: "\n").count == 2, "one run, resumed")
    #expect((run["resumptions"] as? [[String: Any]])?.count == 1)
    let loss = (run["metrics"] as? [[String: Any]])?.first { $0["name"] as? String == "loss" }
    let steps = (loss?["points"] as? [[Any]])?.compactMap { $0[0] as? Int }
    #expect(steps == Array(1...(steps?.count ?? 1)), "each step once")

    let killed = try ProgramRun.seqkit(
      tiny.arguments("k", epochs: 200, ["--runs", tiny.store]), signal: (SIGKILL, "epoch 2 "))
    #expect(try killed.status == 128 + SIGKILL && status() == "lost")
    #expect(try tiny.runs("prune", "--status", "lost", "--force").errors == "1 removed.\n")
  }

  /// What has no loss is drawn and listed by what it has in its place.
  @Test func aMachinesBitsStandForItsLoss() throws {
    let tiny = try TinyTraining()
    let trained = try ProgramRun.seqkit(
      "train", "ntm", "copy", "--length", "2", "--hidden", "8", "--sequences", "200", "--quiet", "--runs",
      tiny.store)
    #expect(trained.status == 0, "\(trained.errors)")
    let plot = try tiny.runs("plot", "last")
    #expect(plot.status == 0 && plot.output.contains("bits per sequence"), "\(plot.errors)")
    #expect(try tiny.runs("list").output.contains(" bits"))
    #expect(try tiny.runs("plot", "last", "--metric", "loss").status == 64)
  }

  /// A stream can be read once: it is recorded as one, and not waited for a second time.
  @Test func streamsAreRecordedAsSuch() throws {
    let tiny = try TinyTraining()
    let text = try String(contentsOfFile: tiny.pairs, encoding: .utf8)
    var arguments = tiny.arguments(epochs: 1, ["--runs", tiny.store])
    arguments[3] = "-"
    #expect(try ProgramRun.seqkit(arguments, input: text).status == 0)
    let run = try tiny.object(try tiny.runs("show", "--json").output)
    let data = try #require((run["data"] as? [[String: Any]])?.first)
    #expect(data["path"] as? String == "standard input" && data["sha256"] is NSNull)
  }
}
