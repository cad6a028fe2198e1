import Foundation
import SeqFiles
import SystemPackage
import TestSupport
import Testing

/// What each mode of `seqkit train transfer` changes of a pretrained network, read from the classifiers that it writes.
@Suite struct TransferModesTests {
  private let folder: TemporaryFolder
  private let base: String

  init() throws {
    folder = try TemporaryFolder()
    base = folder.file("base")
    try folder.bars("pets", each: 8)
    try train("base", ["--mode", "scratch"])
  }

  private func train(
    _ out: String, _ more: [String], images: String = "pets", network: String = "resnet20-cifar",
    size: String = "24", storage: String = "float32"
  ) throws {
    let run = try ProgramRun.seqkit(
      [
        "train", "transfer", "--images", folder.file(images), "--network", network, "--size", size,
        "--epochs", "1", "--batch", "4", "--no-runs", "--storage", storage, "--out", folder.file(out),
      ] + more)
    #expect(run.status == 0, "\(run.errors)")
  }

  private func tensors(_ name: String) throws -> [String: [Float]] {
    let file = try SafetensorsFile(contentsOf: FilePath(folder.file(name)))
    return Dictionary(uniqueKeysWithValues: file.entries.map { ($0.name, file.floats(of: $0)) })
  }

  /// Names of the tensors that are not those of the pretrained network: the new classifier's are among them.
  private func changed(_ name: String) throws -> Set<String> {
    let before = try tensors("base")
    return Set(try tensors(name).filter { before[$0.key] != $0.value }.keys)
  }

  @Test func fineTuningChangesWhatIsNamed() throws {
    try train("tuned", ["--mode", "finetune", "--unfreeze", "layer3.?", "--weights", base])
    let names = try changed("tuned")
    #expect(names.isSuperset(of: ["head.weight", "layer3.0.conv1.weight", "layer3.2.bn2.running_mean"]))
    #expect(names.allSatisfy { $0.hasPrefix("head.") || $0.hasPrefix("layer3.") }, "\(names)")
    let shown = try ProgramRun.seqkit("model", "show", folder.file("tuned")).output
    for line in [
      "total parameters          273,522", "trainable parameters      205,826",
      "not trainable parameters  67,696",
    ] {
      #expect(shown.contains("\n\(line)\n"), "\(shown)")
    }
  }

  /// Lower layers at lower rates: at a rate of 0 only what batches are like is still gathered.
  @Test func layersHaveRatesOfTheirOwn() throws {
    let tune = ["--mode", "finetune", "--weights", base]
    try train("even", tune)
    try train("falling", tune + ["--layer-rate", "0.385"])
    try train("still", tune + ["--base-rate", "0"])
    let (before, even, falling) = try (tensors("base"), tensors("even"), tensors("falling"))
    func moved(_ after: [String: [Float]], _ name: String) throws -> Float {
      let (old, new) = (try #require(before[name]), try #require(after[name]))
      return zip(old, new).map { abs($0 - $1) }.max() ?? 0
    }
    for name in ["conv1.weight", "layer1.0.conv1.weight", "layer2.0.conv1.weight"] {
      #expect(try moved(falling, name) < 0.01 * moved(even, name), "\(name)")
    }
    // The one right below the classifier has the whole of the base rate.
    let last = "layer3.2.conv2.weight"
    #expect(try moved(falling, last) > 0.5 * moved(even, last))
    let weights = try changed("still").filter { !$0.contains("running_") }
    #expect(weights == ["head.weight", "head.bias"])
  }

  /// Frozen layers stay as they are, whatever is done to the pictures, which the new classifier learns from.
  @Test func frozenLayersStayAsTheyAre() throws {
    let frozen = ["--mode", "frozen", "--weights", base]
    try train("features", ["--mode", "features", "--weights", base])
    try train("plain", frozen)
    try train("augmented", frozen + ["--augment"])
    for name in ["features", "plain", "augmented"] {
      #expect(try changed(name) == ["head.weight", "head.bias"], "\(name)")
    }
    #expect(try tensors("plain")["head.weight"] != tensors("augmented")["head.weight"])
  }

  /// The report names layers as a training does.
  @Test func theReportTakesTheSamePatterns() throws {
    func report(_ pattern: String) throws -> ProgramRun {
      try ProgramRun.seqkit(
        "transfer", "report", "--images", folder.file("pets"), "--network", "resnet20-cifar", "--size", "24",
        "--weights", base, "--epochs", "1", "--batch", "4", "--no-runs", "--checkpoint",
        folder.file("report"), "--unfreeze", pattern)
    }
    for pattern in ["layer3", "layer3.?", "*.bias"] {
      let run = try report(pattern)
      #expect(run.status == 0 && run.output.contains("finetune"), "\(pattern): \(run.errors)")
    }
    // No layer is called so, though names of some begin so: nothing below the classifier would be trained.
    let prefix = try report("layer")
    #expect(prefix.status == 64 && prefix.errors.contains("no layer is called 'layer'"), "\(prefix.errors)")
  }

  /// A small AlexNet of our own, whose dense layers have the paper's names too.
  @Test func fc7OfAlexNetHas4096Numbers() throws {
    try train(
      "alexnet", ["--mode", "scratch", "--per-class", "2"], network: "alexnet", size: "64", storage: "int8")
    let features = [
      "transfer", "features", "--images", folder.file("pets"), "--model", folder.file("alexnet"), "--layer",
      "fc7", "--out",
    ]
    let table = try ProgramRun.seqkit(features + ["-"])
    #expect(table.status == 0, "\(table.errors)")
    let rows = table.output.split(separator: "\n").map { $0.split(separator: ",") }
    #expect(rows.count == 16)
    // Path and class stand before the numbers.
    #expect(rows.allSatisfy { $0.count == 2 + 4096 })
    let kept = try ProgramRun.seqkit(features + [folder.file("fc7.safetensors")])
    #expect(kept.errors.contains("16 vectors of 4,096 numbers"), "\(kept.errors)")
    let file = try SafetensorsFile(contentsOf: FilePath(folder.file("fc7.safetensors")))
    #expect(file["features"]?.shape == [16, 4096])
  }

  /// Of seven classes: the shares that the answers themselves give.
  @Test func topOneAndTopFiveAreThoseOfTheAnswers() throws {
    try folder.bars("seven", each: 4, classes: ["a", "b", "c", "d", "e", "f", "g"])
    let images = folder.file("seven")
    try train("letters", ["--mode", "scratch"], images: "seven")
    let files = try ["a", "b", "c", "d", "e", "f", "g"].flatMap { name in
      try FileManager.default.contentsOfDirectory(atPath: "\(images)/\(name)").sorted().map {
        "\(images)/\(name)/\($0)"
      }
    }
    let answers = try ProgramRun.seqkit(
      ["transfer", "predict", "--model", folder.file("letters"), "--top", "5"] + files)
    #expect(answers.status == 0, "\(answers.errors)")
    var (first, five) = (0, 0)
    for line in answers.output.split(separator: "\n") {
      let fields = line.split(separator: "\t")
      #expect(fields.count == 6, "\(line)")
      let own = fields[0].split(separator: "/").dropLast().last
      let named = fields.dropFirst().map { $0.split(separator: " ")[0] }
      if named.first == own { first += 1 }
      if named.contains(where: { $0 == own }) { five += 1 }
    }
    let evaluate = ["evaluate", "transfer", "--model", folder.file("letters"), "--images", images]
    let scores = try ProgramRun.seqkit(evaluate + ["--json"])
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(scores.output.utf8)) as? [String: Any])
    #expect(object["top_1"] as? Double == Double(first) / 28)
    #expect(object["top_5"] as? Double == Double(five) / 28)
    let table = try ProgramRun.seqkit(evaluate).output
    let top5 = String(format: "top 5     %.2f %%", 100 * Double(five) / 28)
    #expect(table.contains(top5), "\(table)")
  }
}
