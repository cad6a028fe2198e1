import SeqData
import SeqFiles
import SeqModels
import SeqTensor
import SeqTraining
import SystemPackage

/// A new classifier on features that are worked out once: the base network runs over every picture a single time.
struct FeatureTraining {
  let contents: ImageModelFile.Contents
  let common: CommonOptions
  /// Where the features are kept for another training; nil: they last as long as this one.
  var cache: FeatureCache?
  /// What stands before the epoch lines.
  var title = ""
  /// What goes on after a stop: of this training itself nothing is kept.
  var resumption = "the same command begins anew"
  var picture = HistoryPicture.none
  var reports = TrainingReports()

  /// Trains the classifier and puts it into the network's parameters.
  func run(
    _ training: ImageSamples, _ validation: ImageSamples, _ settings: ImageTrainingSettings,
    recording: Recording = .none, recorded: (any Encodable)? = nil, fingerprint: String
  ) throws -> ImageTrainingProgress {
    let run = ImageRun(
      common: common, checkpoint: nil, configuration: contents.configuration, fingerprint: fingerprint,
      recording: recording, recorded: recorded, resumption: resumption, title: title, picture: picture,
      reports: reports)
    let (learned, held) = try vectors(training, validation)
    let head = FeatureHead(
      training: (learned, training.labels), validation: (held, validation.labels),
      outputs: contents.configuration.outputs, dropout: Scalar(contents.configuration.dropout),
      settings: settings, threads: common.threadCount)
    try run.drive(head.trainer, isResumed: false)
    head.install(into: contents.parameters)
    return head.trainer.progress
  }

  /// What the new classifier reads of every picture: worked out by the base network, or read from where it is kept.
  func vectors(_ training: ImageSamples, _ validation: ImageSamples) throws -> (
    training: [[Scalar]], validation: [[Scalar]]
  ) {
    Interruption.install()
    guard let cache else { return try described(training, validation) }
    return try cache.vectors(of: contents, common) { try described(training, validation) }
  }

  private func described(_ training: ImageSamples, _ validation: ImageSamples) throws -> (
    training: [[Scalar]], validation: [[Scalar]]
  ) {
    let run = ImageRun(
      common: common, checkpoint: nil, configuration: contents.configuration, fingerprint: "",
      resumption: resumption, title: title)
    run.sayDescribing(training.count + validation.count)
    let (learned, held) = (try describe(training, "training"), try describe(validation, "validation"))
    if Interruption.isRequested { throw run.interruption }
    return (learned, held)
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
      if !common.quiet { progress.advance(by: $0) }
    } isStopped: {
      Interruption.isRequested
    }
    progress.finish()
    guard let found else { fatalError("the network \(network.name) has no layer \(layer)") }
    return found
  }
}

/// Features of pictures in a file, which one training makes and others read: what `--features` names.
struct FeatureCache {
  let path: String
  /// The files of the pictures that are described.
  let training, validation: [PictureFolder.File]

  /// The vectors of both parts' pictures.
  ///
  /// - Parameter describe: works them out; called where there is no file yet.
  /// - Throws: if the file is of another network, other weights or other pictures.
  func vectors(
    of contents: ImageModelFile.Contents, _ common: CommonOptions,
    _ describe: () throws -> (training: [[Scalar]], validation: [[Scalar]])
  ) throws -> (training: [[Scalar]], validation: [[Scalar]]) {
    let origin = FeatureFile.Origin(contents, layer: contents.network.featureLayer, isAveraged: true)
    let files = training + validation
    let digests = try PictureFolder.File.digests(of: files, threads: common.threadCount)
    if SystemCalls.exists(path) {
      let kept = try FeatureFile(contentsOf: FilePath(path))
      try kept.check(origin)
      let found = digests.map { kept[$0] }
      let missing = zip(files, found).filter { $0.1 == nil }.map { $0.0.path }
      if let first = missing.first {
        throw Failure(
          .badData, "its features are of other pictures", at: path,
          expected: "those of \(grouped(files.count)) pictures",
          found: "\(grouped(files.count - missing.count)) of them, the first that is missing is \(first)",
          advice: "remove it or name another file with --features")
      }
      let vectors = found.compactMap(\.self)
      say("features of \(grouped(files.count)) pictures read from \(path)", common)
      return (Array(vectors[..<training.count]), Array(vectors[training.count...]))
    }
    let found = try describe()
    try FeatureFile.write(
      found.training + found.validation, of: digests, labels: files.map(\.label),
      classes: contents.configuration.classes, origin: origin, to: FilePath(path))
    say("features of \(grouped(files.count)) pictures kept in \(path)", common)
    return found
  }

  private func say(_ text: String, _ common: CommonOptions) {
    if !common.quiet { Output.note(text + "\n") }
  }
}
