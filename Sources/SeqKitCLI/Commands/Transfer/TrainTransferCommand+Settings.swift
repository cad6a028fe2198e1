import ArgumentParser
import SeqData
import SeqModels
import SeqTensor
import SeqTraining

extension TrainTransferCommand {
  /// The settings that hold: the mode's, what the configuration says, flags, the later before the former.
  func settings() throws -> TransferSettings {
    var settings = TransferSettings(network, mode)
    settings.training.epochs = mode == .frozen ? 10 : mode == .finetune ? 5 : 30
    if mode == .frozen || mode == .features { settings.training.unfrozen = ["head."] }
    if mode == .finetune { settings.training.baseRateFactor = 0.1 }
    try config.lay(over: &settings, quiet: common.quiet)
    for (what, given, found) in [
      ("network", network.rawValue, settings.network.rawValue),
      ("mode", mode.rawValue, settings.mode.rawValue),
    ] where given != found {
      throw Failure(
        .badData, "the configuration is of another \(what)", at: config.file, expected: given, found: found,
        advice: "give --\(what) \(found) or another configuration")
    }
    func set<Value>(_ value: Value?, _ path: WritableKeyPath<TransferSettings, Value>) {
      if let value { settings[keyPath: path] = value }
    }
    set(common.givenSeed, \.training.seed)
    set(epochs, \.training.epochs)
    set(batch, \.training.batchSize)
    set(learningRate.map { Scalar($0) }, \.training.learningRate)
    set(baseRate.map { Scalar($0) }, \.training.baseRateFactor)
    set(layerRate.map { Scalar($0) }, \.training.layerRateFactor)
    set(preprocessing.map { $0 }, \.preprocessing)
    // The fill mode is no matter of how much pictures are changed: the configuration's stays.
    let chosenFill = fill ?? settings.training.augmentation.fill
    set(augment.map { $0 ? .textbook : Augmentation() }, \.training.augmentation)
    settings.training.augmentation.fill = chosenFill
    if !unfreeze.isEmpty { settings.training.unfrozen = unfreeze + ["head."] }
    set(size.map { $0 }, \.size)
    set(dropout.map { Float($0) }, \.dropout)
    set(heldOut, \.heldOut)
    set(perClass.map { $0 }, \.perClass)
    if let problem = settings.problem {
      throw Failure(unfit: problem)
    }
    if let fill, fill != .nearest, settings.training.augmentation.isNone {
      throw Failure(
        .usage, "--fill \(fill.rawValue) belongs to pictures that are changed at random",
        advice: "give --augment, or a configuration that augments")
    }
    if mode == .features || features != nil, !settings.training.augmentation.isNone {
      throw Failure(
        .usage, "features are worked out once, so pictures cannot be changed at random",
        advice: "give --mode frozen\(features == nil ? "" : " without --features"), or no --augment")
    }
    return settings
  }
}
