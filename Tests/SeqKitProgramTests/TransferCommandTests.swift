import Foundation
import TestSupport
import Testing

/// `seqkit train transfer`, `transfer`, `evaluate transfer` and `model show NETWORK`, run as a program.
@Suite struct TransferCommandTests {
  @Test func learnsPredictsAndScores() throws {
    let folder = try TemporaryFolder()
    try folder.bars("all", each: 30)
    let all = folder.file("all")
    let split = folder.file("split")
    let drawn = try ProgramRun.seqkit(
      [
        "transfer", "split", all, "--train", "16", "--validation", "6", "--test", "8", "--seed", "42",
        "--out", split,
      ])
    #expect(drawn.status == 0, "\(drawn.errors)")
    func files(_ name: String) throws -> Set<String> {
      Set(try FileManager.default.contentsOfDirectory(atPath: split + "/" + name))
    }
    let parts = try ["train", "validation", "test"].map { try files($0 + "/lying") }
    #expect(parts.map(\.count) == [16, 6, 8])
    #expect(parts[0].union(parts[1]).union(parts[2]).count == 30)
    #expect(
      try ProgramRun.seqkit(["transfer", "split", all, "--train", "1", "--validation", "1", "--out", split])
        .status == 73)

    let model = folder.file("bars.safetensors")
    let curves = folder.file("curves.svg")
    let run = try ProgramRun.smallPictureTraining(split, out: model, epochs: 8, ["--svg", curves])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.isEmpty)
    for words in ["Epoch 1/8", "loss: ", "acc: ", "val_loss: ", "val_acc: ", "best validation accuracy"] {
      #expect(run.errors.contains(words), "\(words)")
    }
    let picture = try String(contentsOfFile: curves, encoding: .utf8)
    #expect(picture.contains("accuracy") && picture.contains("loss") && picture.contains("validation"))
    #expect(picture.components(separatedBy: "<circle").count == 1 + 4 * 8, "a point an epoch and curve")

    let scores = try ProgramRun.seqkit(
      ["evaluate", "transfer", "--model", model, "--images", split + "/test", "--json"])
    #expect(scores.status == 0, "\(scores.errors)")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(scores.output.utf8)) as? [String: Any])
    #expect(object["accuracy"] as? Double ?? 0 >= 0.9)
    #expect(object["pictures"] as? Int == 16)
    let confusions = try ProgramRun.seqkit(
      ["evaluate", "transfer", "--model", model, "--images", split + "/test", "--svg", "-"])
    #expect(confusions.status == 0 && confusions.output.hasPrefix("<?xml"), "\(confusions.errors)")
    #expect(confusions.output.contains("true class") && confusions.output.hasSuffix("</svg>\n"))
    let table = try ProgramRun.seqkit(["evaluate", "transfer", "--model", model, "--images", split + "/test"])
    for words in ["accuracy", "precision", "recall", "F1", "ROC area", "true class by rows"] {
      #expect(table.output.contains(words), "\(words)")
    }
    let one = split + "/test/standing/" + (try #require(try files("test/standing").sorted().first))
    let prediction = try ProgramRun.seqkit(["transfer", "predict", "--model", model, one])
    #expect(prediction.status == 0 && prediction.output.hasPrefix(one + "\tstanding "))
    let shown = try ProgramRun.seqkit(["model", "show", model])
    #expect(shown.output.contains("image classifier") && shown.output.contains("trainable parameters"))

    let vectors = folder.file("features.csv")
    let features = try ProgramRun.seqkit(
      ["transfer", "features", "--images", split + "/test", "--model", model, "--out", vectors])
    #expect(features.status == 0, "\(features.errors)")
    let rows = try String(contentsOfFile: vectors, encoding: .utf8).split(separator: "\n")
    #expect(rows.count == 16)
    #expect(rows.allSatisfy { $0.split(separator: ",").count == 2 + 64 })
    let unknown = try ProgramRun.seqkit(
      [
        "transfer", "features", "--images", split + "/test", "--model", model, "--layer", "avgpol", "--out",
        vectors,
      ])
    #expect(unknown.status == 64 && unknown.errors.contains("did you mean 'avgpool'?"))

    // What was trained is a start for another training.
    let tuned = try ProgramRun.seqkit(
      [
        "train", "transfer", "--images", split, "--mode", "features", "--network", "resnet20-cifar", "--size",
        "24",
        "--weights", model, "--epochs", "5", "--no-runs", "--quiet", "--out", folder.file("head.safetensors"),
      ])
    #expect(tuned.status == 0 && tuned.errors.isEmpty, "\(tuned.errors)")
  }

  @Test func badInputIsSaid() throws {
    let folder = try TemporaryFolder()
    try folder.bars("good", each: 4)
    func train(_ images: String, _ more: [String] = []) throws -> ProgramRun {
      try ProgramRun.smallPictureTraining(images, out: folder.file("m"), more)
    }
    func trainGood(_ flags: [String]) throws -> ProgramRun {
      try ProgramRun.seqkit(
        ["train", "transfer", "--images", folder.file("good"), "--epochs", "1", "--out", folder.file("m")]
          + flags)
    }
    func expect(_ run: ProgramRun, _ status: Int32, _ words: String, line: Int = #line) {
      #expect(run.status == status && run.errors.contains(words), "line \(line): \(run.status) \(run.errors)")
    }
    expect(try train(folder.file("nowhere")), 66, "no such file")
    try FileManager.default.createDirectory(atPath: folder.file("empty"), withIntermediateDirectories: true)
    expect(try train(folder.file("empty")), 65, "no pictures")
    try folder.bars("single", each: 3, classes: ["alone"])
    expect(try train(folder.file("single")), 65, "only one class")
    try folder.bars("few", each: 1)
    expect(try train(folder.file("few")), 65, "only 1 picture")
    try folder.write("this is text", to: "good/lying/text.jpg")
    expect(try train(folder.file("good")), 65, "good/lying/text.jpg")
    let skipped = try train(folder.file("good"), ["--skip-damaged"])
    #expect(skipped.status == 0 && skipped.errors.contains("left out: "))
    let weights = try folder.write("no weights", to: "weights.safetensors")
    let pretrained = ["--mode", "features", "--network", "squeezenet", "--weights", weights, "--no-runs"]
    expect(try trainGood(pretrained), 65, "not a whole safetensors file")
    expect(try trainGood(["--mode", "features", "--network", "vgg16"]), 64, "--weights")
    expect(try trainGood(["--mode", "scratch", "--network", "vgg17"]), 64, "vgg17")
    expect(
      try trainGood(["--mode", "scratch", "--network", "alexnet", "--size", "9", "--no-runs"]), 64,
      "larger than")
    expect(try train(folder.file("good"), ["--batch", "0"]), 64, "--batch")
    expect(try train(folder.file("good"), ["--dropout", "0.5"]), 64, "--dropout")
    let split = ["transfer", "split", folder.file("good"), "--validation", "1"]
    expect(
      try ProgramRun.seqkit(split + ["--train", "1", "--out", folder.file("good/new/inside")]), 64,
      "lies in the one that is divided")
    expect(
      try ProgramRun.seqkit(split + ["--train", "9223372036854775807", "--out", folder.file("y")]), 64,
      "--train")
  }

  /// What in a folder is no picture of a class is counted in one line.
  @Test func whatIsLeftOutIsSaid() throws {
    let folder = try TemporaryFolder()
    try folder.bars("pets", each: 4)
    for name in ["lying/a.webp", "lying/b.webp", "standing/c.gif", "loose.ppm", "empty/.hidden"] {
      try folder.write("x", to: "pets/" + name)
    }
    let run = try ProgramRun.seqkit(
      "transfer", "split", folder.file("pets"), "--train", "2", "--validation", "1", "--out",
      folder.file("parts"))
    #expect(run.status == 0, "\(run.errors)")
    #expect(
      run.errors.hasPrefix(
        "left out in \(folder.file("pets")): 1 .gif, 2 .webp, 1 folder without pictures (empty), "
          + "1 picture beside the classes' folders\n"), "\(run.errors)")
    // Who has given --skip-damaged is not told to.
    try folder.write("P3 1 1 255 1 2 3\n", to: "pets/lying/plain.ppm")
    let (pets, out) = (folder.file("pets"), folder.file("m"))
    let plain = try ProgramRun.smallPictureTraining(pets, out: out)
    #expect(
      plain.status == 65 && plain.errors.contains("P6") && plain.errors.contains("give --skip-damaged"),
      "\(plain.errors)")
    let skipped = try ProgramRun.smallPictureTraining(pets, out: out, ["--skip-damaged"])
    #expect(skipped.status == 0 && skipped.errors.contains("plain.ppm: a plain PPM"), "\(skipped.errors)")
    #expect(!skipped.errors.contains("give --skip-damaged"), "\(skipped.errors)")
  }

  /// Ctrl-C while pictures are run through a network that is held fast: with a word, and on record as what it was.
  @Test func aDescriptionCanBeStopped() throws {
    let folder = try TemporaryFolder()
    try folder.bars("pets", each: 12)
    let base = folder.file("base.safetensors")
    let made = try ProgramRun.smallPictureTraining(folder.file("pets"), out: base)
    #expect(made.status == 0, "\(made.errors)")
    let store = folder.file("runs.sqlite")
    for (mode, words) in [("features", "nothing of it is kept"), ("frozen", "saved to ")] {
      // Large pictures take long enough.
      let run = try ProgramRun.seqkit(
        [
          "train", "transfer", "--images", folder.file("pets"), "--mode", mode, "--network", "resnet20-cifar",
          "--size", "200", "--weights", base, "--threads", "1", "--runs", store, "--out", folder.file("m"),
        ], signal: (number: SIGINT, whenErrorsContain: "24 pictures are described"))
      #expect(run.status == 130 && run.errors.contains("interrupted; " + words), "\(mode): \(run.errors)")
    }
    let shown = try ProgramRun.seqkit("runs", "show", "--runs", store, "--json")
    #expect(shown.output.contains("\"status\": \"interrupted\""), "\(shown.output)")
  }

  /// Network, mode and sizes are on record, and the classifier among what was written.
  @Test func theRecordSaysWhatWasTrained() throws {
    let folder = try TemporaryFolder()
    try folder.bars("pets", each: 6)
    let store = folder.file("runs.sqlite")
    for (out, perClass) in [("a.safetensors", "4"), ("b.safetensors", "5")] {
      let run = try ProgramRun.seqkit([
        "train", "transfer", "--images", folder.file("pets"), "--mode", "scratch", "--network",
        "ResNet20_CIFAR",
        "--size", "24", "--per-class", perClass, "--epochs", "1", "--runs", store, "--out", folder.file(out),
      ])
      #expect(run.status == 0, "\(run.errors)")
    }
    let shown = try ProgramRun.seqkit("runs", "show", "last", "--runs", store).output
    for words in ["network", "resnet20-cifar", "mode", "scratch", "heldOut", "dropout", "b.safetensors"] {
      #expect(shown.contains(words), "\(words): \(shown)")
    }
    let ids = try ProgramRun.seqkit("runs", "--runs", store).output.split(separator: "\n").dropFirst()
      .compactMap { $0.split(separator: " ").first.map(String.init) }
    let compared = try ProgramRun.seqkit(["runs", "compare"] + ids + ["--runs", store]).output
    #expect(compared.contains("perClass") && !compared.contains("network"), "\(compared)")
    // An explosion is no classifier.
    let exploded = try ProgramRun.smallPictureTraining(
      folder.file("pets"), out: folder.file("c.safetensors"), epochs: 3, ["--learning-rate", "1e30"])
    #expect(exploded.status == 75 && folder.bytes("c.safetensors") == nil, "\(exploded.errors)")
  }

  /// A set of pictures is on record by what is in its files, not by how it is divided or where it lies.
  @Test func theRecordSaysWhichPictures() throws {
    let folder = try TemporaryFolder()
    try folder.bars("pets", each: 4)
    try folder.bars("other/pets", each: 4)
    let store = folder.file("runs.sqlite")
    func record(_ images: String, _ more: [String] = []) throws -> [[String: Any]] {
      let run = try ProgramRun.seqkit(
        [
          "train", "transfer", "--images", folder.file(images), "--mode", "scratch", "--network",
          "resnet20-cifar", "--size", "24", "--epochs", "1", "--threads", "2", "--runs", store, "--out",
          folder.file("m"),
        ] + more)
      #expect(run.status == 0, "\(run.errors)")
      let shown = try ProgramRun.seqkit("runs", "show", "last", "--runs", store, "--json").output
      let object = try JSONSerialization.jsonObject(with: Data(shown.utf8)) as? [String: Any]
      return try #require(object?["data"] as? [[String: Any]])
    }
    func digest(_ data: [[String: Any]], _ role: String = "pictures") throws -> String {
      try #require(data.first { $0["role"] as? String == role }?["sha256"] as? String)
    }
    let first = try record("pets")
    #expect(first.count == 1 && (first[0]["path"] as? String)?.hasSuffix("/pets") == true, "\(first)")
    let size = try #require(folder.bytes("pets/lying/0.ppm")).count
    #expect(first[0]["bytes"] as? Int == 8 * size)
    let whole = try digest(first)
    #expect(whole.count == 64)
    #expect(try digest(record("pets/", ["--seed", "7"])) == whole)
    let both = try record("other/pets", ["--validation", folder.file("pets")])
    #expect(try digest(both) == whole && digest(both, "validation pictures") == whole)
    var bytes = try #require(folder.bytes("pets/lying/0.ppm"))
    bytes[bytes.count - 1] ^= 1
    try folder.write(bytes, to: "pets/lying/0.ppm")
    #expect(try digest(record("pets")) != whole)
  }

  @Test func networksAreSummedUpWithoutWeights() throws {
    let run = try ProgramRun.seqkit(["model", "show", "vgg16"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("total parameters          138,357,544"))
    #expect(run.output.contains("\nnot trainable parameters  0\n"), "\(run.output)")
    // Layer, kind, output, parameters and how many rows of the picture one place sees.
    let rows = run.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
    #expect(rows.first == "layer kind output parameters sees")
    #expect(rows.contains("features.28 convolution 3x3 + ReLU 14 x 14 x 512 2,359,808 196"))
    #expect(rows.contains("features.30 maximum of 2x2 7 x 7 x 512 212"))
    #expect(rows.contains("classifier.6 dense 1000 4,097,000 all"))
    let other = try ProgramRun.seqkit(["model", "show", "VGG-16"])
    #expect(other.output == run.output)
    let tensors = try ProgramRun.seqkit(["model", "show", "lenet-5", "--tensors"]).output
    #expect(tensors.contains("conv1.weight") && tensors.contains("[120, 400]"), "\(tensors)")
    let capsules = try ProgramRun.seqkit(["model", "show", "CapsNet", "--tensors"]).output
    for words in ["8,215,568", "routing by agreement, 3 rounds", "decoder.2", "[1152, 8, 160]"] {
      #expect(capsules.contains(words), "\(words): \(capsules)")
    }
    for (name, advice) in [
      ("vgg", "did you mean vgg16, vgg19?"), ("LeNet", "did you mean lenet-5, lenet-5-paper?"),
      ("sqeezenet", "did you mean squeezenet?"), ("zebra", "name one of these"), ("__", "name one of these"),
    ] {
      let unknown = try ProgramRun.seqkit(["model", "show", name])
      #expect(unknown.status == 66 && unknown.errors.contains(advice), "\(unknown.errors)")
      #expect(unknown.errors.contains("capsnet\nshipped models: en-fr, "), "\(unknown.errors)")
    }
    let json = try ProgramRun.seqkit(["model", "show", "resnet50", "--json"])
    #expect(json.output.contains("\"trainable\": 25557032") || json.output.contains("\"trainable\":25557032"))
  }

  /// Scratch, features and fine tuning on the same pictures: table, picture, JSON, and the same again after a stop.
  @Test func reportsWhatTransferBrings() throws {
    let folder = try TemporaryFolder()
    try folder.bars("pictures", each: 20)
    try folder.bars("others", each: 30)
    let base = folder.file("base.safetensors")
    let made = try ProgramRun.smallPictureTraining(folder.file("others"), out: base, epochs: 4, ["--quiet"])
    #expect(made.status == 0, "\(made.errors)")
    let flags = [
      "transfer", "report", "--images", folder.file("pictures"), "--network", "resnet20-cifar", "--size",
      "24",
      "--weights", base, "--epochs", "3", "--batch", "8", "--no-runs", "--checkpoint", folder.file("report"),
    ]
    let picture = folder.file("report.svg")
    let run = try ProgramRun.seqkit(flags + ["--threads", "2", "--svg", picture])
    #expect(run.status == 0, "\(run.errors)")
    for words in ["scratch", "features", "finetune", "asymptote", "transfer was "] {
      #expect(run.output.contains(words), "\(words)")
    }
    for words in ["scratch  Epoch 1/3", "finetune  Epoch 3/3"] { #expect(run.errors.contains(words)) }
    #expect(try String(contentsOfFile: picture, encoding: .utf8).contains("finetune"))
    #expect(folder.bytes("report-scratch.checkpoint") == nil)

    let stopped = try ProgramRun.seqkit(
      flags + ["--json"], signal: (number: SIGINT, whenErrorsContain: "finetune  Epoch 1/3"))
    #expect(stopped.status == 130 && stopped.output.isEmpty, "\(stopped.errors)")
    let resumed = try ProgramRun.seqkit(flags + ["--json", "--resume"])
    #expect(resumed.status == 0 && !resumed.errors.contains("scratch  Epoch"), "\(resumed.errors)")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(resumed.output.utf8)) as? [String: Any])
    #expect(object["type"] as? String == "transfer_report")
    let trainings = try #require(object["trainings"] as? [[String: Any]])
    #expect(trainings.map { $0["training"] as? String } == ["scratch", "features", "finetune"])
    #expect(trainings.allSatisfy { ($0["val_acc"] as? [Double])?.count == 3 })
    let again = try ProgramRun.seqkit(flags + ["--json", "--threads", "1", "--quiet"])
    #expect(again.output == resumed.output && again.errors.isEmpty)

    // As in training, a pattern names whole layers, and what a name begins with is none.
    for stranger in ["layer9", "layer"] {
      let other = try ProgramRun.seqkit(flags + ["--unfreeze", "layer?", "--unfreeze", stranger])
      #expect(
        other.status == 64 && other.errors.contains("no layer is called '\(stranger)'"), "\(other.errors)")
    }
  }

  /// Pictures that do not fit into the memory allowed are read again and again; the classifier is the same.
  @Test func picturesThatStayInTheirFilesTrainTheSame() throws {
    let folder = try TemporaryFolder()
    try folder.bars("pictures", each: 12)
    func train(_ out: String, _ more: [String]) throws -> Data {
      let run = try ProgramRun.smallPictureTraining(
        folder.file("pictures"), out: folder.file(out), epochs: 2, ["--augment"] + more)
      #expect(run.status == 0, "\(run.errors)")
      return try Data(contentsOf: URL(filePath: folder.file(out))).suffix(500_000)
    }
    #expect(try train("memory", []) == train("files", ["--picture-memory", "0"]))
  }
}
