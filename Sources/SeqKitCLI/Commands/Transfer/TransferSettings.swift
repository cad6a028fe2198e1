import SeqModels
import SeqTraining

/// Everything that decides what `seqkit train transfer` makes, but pictures and weights.
struct TransferSettings: Sendable, Hashable, Codable {
  let network: NetworkKind
  let mode: TrainTransferCommand.Mode
  /// Height and width that pictures are brought to; nil for the network's own.
  var size: Int?
  /// How pixels become numbers; nil for the network's own way.
  var preprocessing: PicturePreprocessing.Preset?
  /// Share of features dropped before the new classifier.
  var dropout: Float = 0
  /// Share of each class set aside where there is no validation folder.
  var heldOut = 0.2
  /// The most training pictures of a class; nil for all.
  var perClass: Int?
  var training: ImageTrainingSettings

  init(_ network: NetworkKind, _ mode: TrainTransferCommand.Mode) {
    self.network = network
    self.mode = mode
    training = ImageTrainingSettings()
    training.batchSize = 30
  }

  /// Why there can be no such training; nil if there can.
  var problem: String? {
    for (name, value) in [("size", size), ("perClass", perClass)] {
      if let value, value < 1 { return "\(name) must be at least 1, not \(value)" }
    }
    if !(0..<1).contains(dropout) { return "dropout must lie in 0 ..< 1, not \(dropout)" }
    if mode == .scratch, dropout > 0 { return "dropout belongs to a new classifier, and scratch has none" }
    if !(heldOut > 0 && heldOut < 1) { return "heldOut must lie between 0 and 1, not \(heldOut)" }
    return training.problem
  }
}
