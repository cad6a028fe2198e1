import ArgumentParser
import SeqData
import SeqFiles
import SeqModels
import SeqTensor
import SeqTraining

/// `seqkit evaluate transfer`: scores of a picture classifier on pictures with known classes.
struct EvaluateTransferCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "transfer",
    abstract:
      "Score a picture classifier: accuracy, precision, recall, F1, confusions, area under the ROC curve.",
    discussion: """
      Of a folder that comes in parts (train, validation and test folders, MNIST's or CIFAR's files) the test pictures \
      are scored, or those for validation where there are none; a line says which.

        seqkit evaluate transfer --model pets.safetensors --images pets-split/test
        seqkit evaluate transfer --model pets.safetensors --images pets-split \\
          --svg confusions.svg
      """)

  @OptionGroup var classifier: ClassifierOption
  @Option(
    help: ArgumentHelp("A folder of pictures with the classifier's classes.", valueName: "folder"),
    completion: .directory)
  var images: String
  @OptionGroup var reading: FolderReading
  @OptionGroup var picture: PictureOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    try StandardInput.checkNoFolder(images)
    try picture.checkRoom(beside: ("--json", common.json))
  }

  func run() async throws {
    try picture.check(inputs: [classifier.model])
    let (contents, inference) = try classifier.open(threads: common.threadCount)
    let classes = contents.configuration.classes
    let folder = try PictureFolder.opened(
      images, classes: classes, firstOf: [.test, .validation, .training], use: "scored", common)
    if let svg = picture.svg { try OutputCheck.spares(folder.filePaths, svg) }
    let samples = ImageSamples(
      try reading.open(folder, for: contents.configuration, common).source,
      preprocessing: contents.configuration.preprocessing)
    var progress = Progress("pictures", of: samples.count)
    let probabilities = try inference.probabilities(samples) { progress.advance(by: $0) }
    progress.finish()
    let scores = ClassificationScores(
      probabilities: probabilities.map { $0.map { Double($0) } }, labels: samples.labels.map(Int.init),
      classes: classes.count)
    if let svg = picture.svg {
      try Output.write(confusions(scores, classes).svg, toFile: svg)
      if picture.isOnStandardOutput { return }
    }
    if common.json { return try Output.writeLine(json(scores, classes)) }
    try Output.writeLine("pictures  \(grouped(scores.count))")
    try Output.writeLine("top 1     \(fixed(100 * scores.accuracy, 2)) % (accuracy)")
    if classes.count > 5 { try Output.writeLine("top 5     \(fixed(100 * scores.topAccuracy(5), 2)) %") }
    try Output.writeLine("")
    var table = Table([
      .init("class"), .init("pictures", .right), .init("precision", .right), .init("recall", .right),
      .init("F1", .right),
      .init("ROC area", .right),
    ])
    for (number, name) in classes.enumerated() {
      let own = scores.ofClass(number)
      table.append([
        name, grouped(own.support), fixed(own.precision, 4), fixed(own.recall, 4), fixed(own.f1, 4),
        own.rocArea.map { fixed($0, 4) } ?? "",
      ])
    }
    try Output.write(table.rendered())
    guard classes.count <= 20 else {
      if !common.quiet {
        Output.note("of more than 20 classes the confusion matrix is printed by --json only\n")
      }
      return
    }
    try Output.writeLine("\ntrue class by rows, answer by columns")
    var confusions = Table([.init("")] + classes.map { .init($0, .right) })
    for (number, name) in classes.enumerated() {
      confusions.append([name] + scores.confusion[number].map(grouped))
    }
    try Output.write(confusions.rendered())
  }

  /// How the pictures of each class were answered, as shares of its pictures.
  private func confusions(_ scores: ClassificationScores, _ classes: [String]) -> HeatMap {
    HeatMap(
      title: "\(grouped(scores.count)) pictures, \(fixed(100 * scores.accuracy, 2)) % right",
      rowName: "true class", rows: classes, columnName: "answer", columns: classes,
      weights: scores.confusion.map { row in
        let sum = Float(row.reduce(0, +))
        return row.map { sum > 0 ? Float($0) / sum : 0 }
      })
  }

  private func json(_ scores: ClassificationScores, _ classes: [String]) -> JSON {
    [
      "version": 1, "type": "evaluation", "pictures": .integer(scores.count),
      "accuracy": .number(scores.accuracy),
      "top_1": .number(scores.accuracy), "top_5": .number(scores.topAccuracy(5)),
      "classes": .array(
        classes.enumerated().map { number, name in
          let own = scores.ofClass(number)
          return [
            "class": .string(name), "pictures": .integer(own.support), "precision": .number(own.precision),
            "recall": .number(own.recall), "f1": .number(own.f1),
            "roc_area": own.rocArea.map(JSON.number) ?? .null,
          ]
        }),
      "confusion": .array(scores.confusion.map { .array($0.map(JSON.integer)) }),
    ]
  }
}
