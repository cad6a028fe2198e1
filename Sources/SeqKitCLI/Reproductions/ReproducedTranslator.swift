import FoundationEssentials
import SeqData
import SeqFiles
import SeqKit
import SeqTraining
import SystemPackage

/// A translator that a reproduction trains: once, resumed where it was stopped, and kept in the working folder.
struct ReproducedTranslator {
  /// What its files are called: `NAME.safetensors` and `NAME.safetensors.checkpoint`.
  let name: String
  let pairs: [SentencePair]
  /// Where the pairs come from, for the record.
  var files: [(role: String, path: String)] = []
  /// To choose the best epoch by; nil sets some of the pairs aside.
  var validation: [SentencePair]?
  let settings: TranslatorSettings
  let card: ModelCard
  /// Seed of this training; nil for the command's.
  var seed: UInt64?

  var path: String { name + ".safetensors" }
  var isFinished: Bool { SystemCalls.exists(path) }

  /// The finished model: the one that lies there, or the one that this trains.
  ///
  /// - Parameter start: what to begin with in place of random weights.
  /// - Throws: if what lies there is of another seed or of more or fewer epochs, whose figures would not be those asked for.
  func trained(from start: Translator? = nil, _ options: ReproduceOptions) throws -> Translator {
    let common = options.common
    var settings = settings
    let seed = seed ?? common.seed
    settings.training.seed = seed
    if let epochs = options.epochs { settings.training.epochs = min(epochs, settings.training.epochs) }
    if isFinished {
      let stored = try ModelFile(contentsOf: FilePath(path)).training
      try Self.check(stored, in: path, against: settings.training)
      if !common.quiet { Output.note("using \(path); remove it to train it anew\n") }
      return try Translator(contentsOf: FilePath(path))
    }
    let checkpoint = path + ".checkpoint"
    let isStarted = SystemCalls.exists(checkpoint)
    if isStarted {
      let stored = try TranslationCheckpoint(contentsOf: FilePath(checkpoint)).settings
      try Self.check(stored, in: checkpoint, against: settings.training)
    }
    var recording = try options.runs.recording(kind: "translator", name: name, seed: seed, common)
    recording.add(files)
    recording.fingerprint = TranslationCheckpoint.fingerprint(of: pairs + (validation ?? []))
    let run = TrainingRun(
      checkpoint: checkpoint, common: common, recording: recording, reports: options.reports)
    if isStarted { run.say("going on from \(checkpoint); remove it to start anew") }
    let threads = common.threadCount
    let training = try run.start(resume: isStarted) {
      try TranslatorTraining(
        resuming: FilePath(checkpoint), pairs: pairs, validation: validation, threads: threads)
    } fresh: {
      if let start {
        return try TranslatorTraining(
          from: start, pairs: pairs, validation: validation, settings: settings, threads: threads)
      }
      return try TranslatorTraining(
        pairs: pairs, validation: validation, settings: settings, threads: threads)
    }
    try run.drive(training)
    // In full precision: what is shipped is written from this.
    try run.writeModel(of: training, to: path) {
      try training.saveModel(to: FilePath(path), card: card, storage: .float32)
    }
    SystemCalls.remove(FilePath(checkpoint))
    return try Translator(contentsOf: FilePath(path))
  }

  /// What of stored settings names the training, whichever version wrote the rest.
  private struct Stored: Decodable {
    struct Training: Decodable {
      let seed: UInt64
      let epochs: Int
    }

    let training: Training
  }

  /// - Parameter settings: as JSON; nil or of another form where nobody knows them.
  private static func check(
    _ settings: String?, in path: String, against wanted: TranslationTrainingSettings
  ) throws {
    guard let settings,
      let stored = try? JSONDecoder().decode(Stored.self, from: Data(settings.utf8)).training
    else { return }
    guard stored.seed == wanted.seed, stored.epochs == wanted.epochs else {
      throw Failure(
        .badData, "it is of a training of another seed or length", at: path,
        expected: "seed \(wanted.seed) and \(counted(wanted.epochs, "epoch"))",
        found: "seed \(stored.seed) and \(counted(stored.epochs, "epoch"))",
        advice: "give the same --seed and --epochs, or remove it to train anew")
    }
  }
}

extension ReproducedTranslator {
  /// The last of several, each of which starts from the best weights of the one before; the first from `--from` or at random.
  ///
  /// What comes after an unfinished phase waits; what comes before a finished one is not asked for.
  static func trained(_ phases: [ReproducedTranslator], _ options: ReproduceOptions) throws -> Translator {
    let last = phases[phases.count - 1]
    var start: Translator?
    if !last.isFinished {
      start =
        phases.count > 1
        ? try trained(phases.dropLast(), options) : try options.from.map(Translator.init(named:))
    }
    return try last.trained(from: start, options)
  }
}

extension DataFolders {
  /// The path of a data set's file, by the name that the catalogue gives it.
  func path(of name: String, in set: DataSet) throws -> String {
    guard let file = set.files.first(where: { $0.name == name }), let (path, _) = locate(file, of: set) else {
      throw Failure(
        .noInput, "the data set '\(set.name)' is not here",
        advice: "see 'seqkit data show \(set.name)'")
    }
    return path.string
  }
}
