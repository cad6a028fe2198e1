import ArgumentParser

/// Settings from a file, the same for every training.
struct ConfigOptions: ParsableArguments {
  @Option(
    name: .customLong("config"),
    help: ArgumentHelp("Settings as JSON, whole or in part; flags override them.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var file: String?

  @Flag(help: "Print the settings that would be used, as JSON, and end.")
  var printConfig = false

  /// Lays what the file says, if one was named, over `settings`.
  ///
  /// - Throws: a `Failure` that names the first key that does not exist or fit.
  func lay<Settings: Codable>(over settings: inout Settings) throws {
    if let file { settings = try SettingsFile.read(file, over: settings) }
  }

  /// The file, for the check that nothing is written over it.
  var files: [String] { [file].compactMap(\.self) }

  func show(_ settings: some Encodable) throws { try Output.write(SettingsFile.text(of: settings) + "\n") }
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
}
