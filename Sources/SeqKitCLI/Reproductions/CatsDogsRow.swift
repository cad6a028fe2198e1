import SeqModels
import SeqTensor
import SeqTraining

/// One training of the textbook's example of few pictures: a network, and how it is trained.
package struct CatsDogsRow: Sendable {
  package let name, title: String
  /// Validation accuracy in percent, and where it is from.
  package let published: String
  package let network: NetworkKind
  /// A file of the data set `weights`; nil: from scratch.
  private(set) var weights: String?
  private(set) var mode = TrainTransferCommand.Mode.scratch
  private var augments = false
  private var epochs = 30
  private var rate: Scalar = 0.001
  /// Whether the rate falls to nothing by the last epoch, along half a cosine: then the last epochs are the best ones,
  /// where with a constant rate they swing by 2 points.
  private var decays = false
  private var unfrozen: [String] = []
  /// The row whose classifier this one starts from.
  private(set) var start: String?

  /// Its network, for classes in the order of their labels.
  package func configuration(classes: [String]) -> ImageModelConfiguration {
    ImageModelConfiguration(network: network, classes: classes, isTransfer: weights != nil)
  }

  /// - Parameter most: the most epochs, for a first look; nil for as many as the table's.
  package func epochs(atMost most: Int?) -> Int { most.map { min($0, epochs) } ?? epochs }

  /// Everything that decides its training, but pictures and weights.
  package func settings(seed: UInt64, atMost most: Int? = nil) -> ImageTrainingSettings {
    var settings = ImageTrainingSettings()
    settings.seed = seed
    settings.epochs = epochs(atMost: most)
    settings.batchSize = 30
    settings.learningRate = rate
    if decays { settings.schedule = .cosine(warmup: 100, total: 0) }
    if augments { settings.augmentation = .textbook }
    // Keras's RMSprop: decay 0.9, ε 1e-7.
    if mode == .scratch { settings.optimizer = .rmsProp(decay: 0.9, epsilon: 1e-7) }
    if mode == .frozen { settings.unfrozen = ["head."] }
    if mode == .finetune {
      settings.unfrozen = unfrozen + ["head."]
      settings.baseRateFactor = 0.1
    }
    return settings
  }
}

extension CatsDogsRow {
  private static let lite = "efficientnet_lite0_f16.safetensors"

  /// In the order in which they are trained: what others start from first, and what takes long last.
  package static let all = [
    CatsDogsRow(
      name: "features", title: "EfficientNet-Lite0, frozen features", published: "90 (VGG-16)",
      network: .efficientnetLite0, weights: lite, mode: .features),
    CatsDogsRow(
      name: "squeezenet", title: "SqueezeNet, frozen features", published: "90 (VGG-16)",
      network: .squeezenet, weights: "squeezenet_v1.0_dc.safetensors", mode: .features),
    CatsDogsRow(
      name: "finetune", title: "EfficientNet-Lite0, last block tuned", published: "96.1 (VGG-16)",
      network: .efficientnetLite0, weights: lite, mode: .finetune, epochs: 5, rate: 0.001,
      unfrozen: ["_blocks.15", "_conv_head", "_bn1"], start: "features"),
    CatsDogsRow(
      name: "augmented-features", title: "EfficientNet-Lite0, frozen, augmentation",
      published: "96 (VGG-16)", network: .efficientnetLite0, weights: lite, mode: .frozen, augments: true,
      epochs: 5, start: "features"),
    CatsDogsRow(
      name: "basic", title: "three convolutions from scratch", published: "72.2", network: .basic),
    CatsDogsRow(
      name: "dropout", title: "fourth convolution, dropout", published: "78", network: .basicDropout,
      decays: true),
    CatsDogsRow(
      name: "augmentation", title: "the same with augmentation", published: "82", network: .basicDropout,
      augments: true, epochs: 100, decays: true),
  ]

  /// The rows of these names; of no names all.
  static func chosen(_ names: [String]) throws -> [CatsDogsRow] {
    if names.isEmpty { return all }
    return try names.map { name in
      guard let row = all.first(where: { $0.name == name }) else {
        throw Failure(
          .usage, "no row '\(name)'", expected: "some of " + all.map(\.name).joined(separator: ", "))
      }
      return row
    }
  }
}
