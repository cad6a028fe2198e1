import SeqFiles
import SeqModels
import SeqTensor
import SeqTraining

/// A new classifier on features that are worked out once: the base network runs over every picture a single time.
struct FeatureTraining {
  let contents: ImageModelFile.Contents
  let common: CommonOptions
  /// What stands before the epoch lines.
  var title = ""
  /// What goes on after a stop: of this training itself nothing is kept.
  var resumption = "the same command begins anew"
  var picture = HistoryPicture.none

  /// Trains the classifier and puts it into the network's parameters.
  func run(
    _ training: ImageSamples, _ validation: ImageSamples, _ settings: ImageTrainingSettings,
    recording: Recording = .none, recorded: (any Encodable)? = nil, fingerprint: String
  ) throws -> ImageTrainingProgress {
    let run = ImageRun(
      common: common, checkpoint: nil, configuration: contents.configuration, fingerprint: fingerprint,
      recording: recording, recorded: recorded, resumption: resumption, title: title, picture: picture)
    Interruption.install()
    run.sayDescribing(training.count + validation.count)
    let (learned, held) = (try describe(training, "training"), try describe(validation, "validation"))
    if Interruption.isRequested { throw run.interruption }
    let head = FeatureHead(
      training: (learned, training.labels), validation: (held, validation.labels),
      outputs: contents.configuration.outputs, dropout: Scalar(contents.configuration.dropout),
      settings: settings, threads: common.threadCount)
    try run.drive(head.trainer, isResumed: false)
    head.install(into: contents.parameters)
    return head.trainer.progress
  }

  private func describe(_ samples: ImageSamples, _ what: String) throws -> [[Scalar]] {
    let network = contents.network
    var progress = Progress("\(what) pictures described", of: samples.count)
    let inference = ImageInference(
      network: network, parameters: contents.parameters, threads: common.threadCount)
    // What the classifier reads: the layer before it.
    let layers = network.layers.map(\.name)
    let layer = layers.contains("head_pool") ? "head_pool" : network.featureLayer
    let found = try inference.features(samples, layer: layer) {
      progress.advance(by: $0)
    } isStopped: {
      Interruption.isRequested
    }
    progress.finish()
    guard let found else { fatalError("the network \(network.name) has no layer \(layer)") }
    return found
  }
}
