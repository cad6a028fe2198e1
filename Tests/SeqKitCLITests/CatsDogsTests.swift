import SeqKitCLI
import SeqModels
import SeqTensor
import SeqTraining
import TestSupport
import Testing

/// The settings of `seqkit reproduce cats-dogs`, and its table of finished rows.
@Suite struct CatsDogsTests {
  private func row(_ name: String) throws -> CatsDogsRow {
    try #require(CatsDogsRow.all.first { $0.name == name })
  }

  /// The book's network, line by line: pictures of 150 x 150 with pixels / 255, one sigmoid for the second class.
  @Test func theBasicNetworkIsTheBooks() throws {
    let configuration = try row("basic").configuration(classes: ["cats", "dogs"])
    #expect(configuration.network == .basic && !configuration.isTransfer && configuration.dropout == 0)
    #expect(
      configuration.height == 150 && configuration.width == 150 && configuration.channels == 3
        && configuration.outputs == 1)
    #expect(configuration.preprocessing == .unit)
    #expect(configuration.preprocessing.mean == [0, 0, 0])
    #expect(configuration.preprocessing.deviation == [255, 255, 255])
    let builder = configuration.declared()
    let network = configuration.network(builder)
    #expect(network.trainable == 19_024_513 && network.statistics == 0)
    #expect(network.layers.map(\.trainable).filter { $0 > 0 } == [448, 9_280, 73_856, 18_940_416, 513])
    #expect(network.layers.allSatisfy { if case .dropout = $0.layer { false } else { true } })
  }

  /// Uniform in ±√(6 / (fan-in + fan-out)), biases 0.
  @Test func itsWeightsAreGlorots() throws {
    let builder = try row("basic").configuration(classes: ["cats", "dogs"]).declared()
    let parameters = builder.finish(random: RandomSource(seed: 1))
    for (name, fanIn, fanOut) in [
      ("conv1", 27, 144), ("conv2", 144, 576), ("conv3", 576, 1152), ("dense1", 36_992, 512),
      ("dense2", 512, 1),
    ] {
      let weight = try #require(parameters["\(name).weight"])
      let bias = try #require(parameters["\(name).bias"])
      let bound = (6 / Scalar(fanIn + fanOut)).squareRoot()
      let drawn = parameters[weight].prefix(5000)
      #expect(drawn.allSatisfy { abs($0) <= bound }, "\(name)")
      #expect(drawn.contains { $0 > 0.95 * bound } && drawn.contains { $0 < -0.95 * bound }, "\(name)")
      // The variance of such numbers is bound² / 3.
      let squares = drawn.reduce(0) { $0 + $1 * $1 } / Scalar(drawn.count)
      #expect(abs(squares / (bound * bound / 3) - 1) < 0.15, "\(name): \(squares)")
      #expect(parameters[bias].allSatisfy { $0 == 0 }, "\(name)")
    }
  }

  @Test func theBasicTrainingIsTheBooks() throws {
    let basic = try row("basic")
    let settings = basic.settings(seed: 3)
    #expect(settings.seed == 3 && settings.epochs == 30 && settings.batchSize == 30)
    #expect(settings.optimizer == .rmsProp(decay: 0.9, epsilon: 1e-7))
    #expect(settings.learningRate == 0.001 && settings.schedule == .constant)
    #expect(settings.augmentation.isNone && settings.labelSmoothing == 0)
    #expect(settings.unfrozen == nil && settings.baseRateFactor == 1 && settings.layerRateFactor == nil)
    #expect(basic.published == "72.2")
    #expect(basic.settings(seed: 3, atMost: 2).epochs == 2 && basic.epochs(atMost: 200) == 30)
  }

  /// What each further row adds.
  @Test func theOtherRowsAddOneThingEach() throws {
    let (dropout, augmentation) = (try row("dropout"), try row("augmentation"))
    #expect(dropout.network == .basicDropout && augmentation.network == .basicDropout)
    #expect(dropout.settings(seed: 1).augmentation.isNone)
    #expect(augmentation.settings(seed: 1).augmentation == .textbook)
    let features = try row("augmented-features")
    #expect(features.configuration(classes: ["cats", "dogs"]).isTransfer)
    #expect(features.settings(seed: 1).unfrozen == ["head."])
    let tuned = try row("finetune").settings(seed: 1)
    #expect(tuned.baseRateFactor == 0.1 && tuned.unfrozen?.contains("_blocks.15") == true)
    #expect(Set(CatsDogsRow.all.map(\.name)).count == CatsDogsRow.all.count)
  }

  private func result(_ row: String, _ accuracies: [Double], test: Double) -> CatsDogsResult {
    var (history, best) = ([ImageEpochReport](), 0.0)
    for (number, accuracy) in accuracies.enumerated() {
      history.append(
        ImageEpochReport(
          epoch: number + 1, loss: 0.5 / Double(number + 1), accuracy: 0.9, validationLoss: 0.25,
          validationAccuracy: accuracy, isBest: accuracy > best))
      best = max(best, accuracy)
    }
    return CatsDogsResult(row: row, history: history, best: best, test: test, seconds: 1, seed: 1)
  }

  /// First, best and last epoch and the test score stand in every row; beside the basic network's lines the book's.
  @Test func everyRowHasItsFigures() {
    let basic = [0.6] + Array(repeating: 0.65, count: 28) + [0.64]
    let table = CatsDogsTable([
      result("basic", [0.55], test: 0.5), result("basic", basic, test: 0.625),
      result("features", [0.98, 0.97, 0.985, 0.983], test: 0.974),
    ])
    let rendered = table.table
    func cells(_ row: String) -> [String: String] {
      guard let cells = rendered.rows.first(where: { $0[0] == row }) else { return [:] }
      return Dictionary(uniqueKeysWithValues: zip(rendered.columns.map(\.title), cells))
    }
    #expect(rendered.rows.map { $0[0] } == ["features", "basic"])
    let expected = [
      "epochs": "30", "first": "60.0", "points an epoch": "5.00", "best": "65.0", "best epoch": "2",
      "last": "64.0", "training": "90.0", "test": "62.5", "published": "72.2",
    ]
    for (column, value) in expected { #expect(cells("basic")[column] == value, "\(column)") }
    #expect(cells("features")["best epoch"] == "3" && cells("features")["test"] == "97.4")
    let remarks = table.remarks.joined(separator: "\n")
    for line in [
      "basic, ours        Epoch 1/30  loss: 0.5000 - acc: 0.9000 - val_loss: 0.2500 - val_acc: 0.6000",
      "basic, ours        Epoch 30/30  loss: 0.0167 - acc: 0.9000 - val_loss: 0.2500 - val_acc: 0.6400",
      "basic, the book's  Epoch 30/30  loss: 0.0147 - acc: 0.9967 - val_loss: 2.4963 - val_acc: 0.7220",
      "transfer was positive: 98.5 % with pretrained weights, 65.0 % from scratch",
    ] {
      #expect(remarks.contains(line), "\(remarks)")
    }
  }

  /// Of two trainings of a row that with as many epochs as are asked for counts, whichever came last.
  @Test func theTrainingThatIsAskedForIsShown() {
    let results = [
      result("dropout", Array(repeating: 0.7, count: 30), test: 0.7), result("dropout", [0.5], test: 0.5),
    ]
    #expect(CatsDogsTable(results).table.rows[0][2] == "30")
    #expect(CatsDogsTable(results, atMost: 1).table.rows[0][2] == "1")
    #expect(CatsDogsTable(results, atMost: 5).table.rows[0][2] == "1")
  }
}
