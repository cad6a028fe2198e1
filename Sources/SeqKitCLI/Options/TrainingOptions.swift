import ArgumentParser

/// Settings from a file, the same for every training.
struct ConfigOptions: ParsableArguments {
  @Option(
    name: .customLong("config"),
    help: ArgumentHelp(
      "Settings as JSON, whole or in part; flags override them. - for standard input.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var file: String?

  @Flag(
    help: """
      Print the settings that would be used, as JSON, with --json on one line, and end. Files to read and to write need \
      not be named for this.
      """)
  var printConfig = false

  /// Lays what the file says, if one was named, over `settings`.
  ///
  /// - Parameter quiet: whether nothing is said where it is to be typed.
  /// - Throws: a `Failure` that names the first key that does not exist or fit.
  func lay<Settings: Codable>(over settings: inout Settings, quiet: Bool = false) throws {
    if let file { settings = try SettingsFile.read(file, over: settings, quiet: quiet) }
  }

  /// Stands for a file that was not named, and need not be where only the settings are printed.
  static let noFile = ""

  /// The file, for the check that nothing is written over it.
  var files: [String] { [file].compactMap(\.self) }

  func show(_ settings: some Encodable, asJSON: Bool = false) throws {
    let text = try asJSON ? SettingsFile.line(of: settings) : SettingsFile.text(of: settings)
    try Output.write(text + "\n")
  }
}

/// Where a training that was stopped goes on.
struct CheckpointOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Where to keep what --resume needs. Default: the model's name and .checkpoint.", valueName: "file"),
    completion: .file())
  var checkpoint: String?

  @Flag(help: "Go on from the checkpoint.")
  var resume = false

  func path(for model: String) -> String { checkpoint ?? model + ".checkpoint" }

  /// Asks before hours of work go into it whether model and checkpoint can be written, and nothing is lost by it.
  ///
  /// - Parameter inputs: what the command reads, which it must not destroy.
  func check(for model: String, inputs: [String]) throws {
    let path = path(for: model)
    for file in [model, path] { try OutputCheck.canWrite(file, inputs: inputs) }
    try Self.check(path, of: model, resume: resume)
  }

  /// An interrupted training is not lost by forgetting `--resume`: its checkpoint is newer than the model, if there is one.
  static func check(_ path: String, of model: String?, resume: Bool) throws {
    guard model.map(SystemCalls.absolute) != SystemCalls.absolute(path) else {
      throw Failure(
        .usage, "model and checkpoint are the same file", at: path, advice: "name another with --checkpoint")
    }
    if resume && !SystemCalls.exists(path) {
      throw Failure(
        .noInput, "there is no checkpoint to go on from", at: path,
        advice: "train without --resume first, or name it with --checkpoint")
    }
    guard !resume, let model, SystemCalls.isNewer(path, than: model) else { return }
    throw wouldBeOverwritten(path)
  }

  /// What is said of the checkpoint of an interrupted training where another is begun without `--resume`.
  static func wouldBeOverwritten(_ path: String) -> Failure {
    Failure(
      .cannotCreate, "a training's checkpoint is here and would be overwritten", at: path,
      expected: "--resume to go on from it",
      advice: "to start anew remove it, or name another with --checkpoint")
  }

  /// Throws where flags or a configuration ask for other settings than a checkpoint's: these hold.
  ///
  /// - Parameters:
  ///   - settings: the checkpoint's.
  ///   - asked: the same with what flags and configuration say laid over them, but for what may change.
  ///   - exception: the flag of what may change, as it is told: "--epochs".
  static func check<Settings: Equatable>(
    _ settings: Settings, against asked: Settings, but exception: String? = nil
  ) throws {
    guard asked != settings else { return }
    throw Failure(
      .usage, "other settings are asked for than the checkpoint's, which hold with --resume",
      expected: exception.map { "the same, or \($0) alone" } ?? "the same",
      advice: "leave out what changes them, or train anew without --resume")
  }

  /// Says which finished model a new training replaces once it has ended: only an unfinished one is guarded.
  static func announceReplacement(of model: String?, resume: Bool, quiet: Bool) {
    guard !resume, !quiet, let model, let time = SystemCalls.lastChange(ofFile: model) else { return }
    Output.note("replaces the model of \(time), \(model), once it has ended\n")
  }
}
