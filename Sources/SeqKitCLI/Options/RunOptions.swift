import ArgumentParser
import SeqKit
import SeqRuns

/// Where a training is recorded.
struct RunOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Run store to record the training in. Default: $SEQKIT_RUNS, else $XDG_STATE_HOME/seqkit/runs.sqlite, else "
        + "~/.local/state/seqkit/runs.sqlite.",
      valueName: "file"),
    completion: .file(extensions: ["sqlite"]))
  var runs: String?

  @Flag(help: "Do not record the training.")
  var noRuns = false

  func validate() throws {
    if runs == "-" { throw ValidationError("a run store is a file and no stream: name one with --runs") }
    if runs != nil && noRuns { throw ValidationError("--runs and --no-runs exclude each other") }
  }

  /// Opens the store.
  ///
  /// - Throws: what is wrong with a store that was named with `--runs`. Without that flag it is said, and the
  ///   training is not recorded.
  func recording(kind: String, name: String, seed: UInt64, _ common: CommonOptions) throws -> Recording {
    var store: RunStore?
    if !noRuns {
      do {
        store = try RunStore(recordingIn: try path())
      } catch {
        if runs != nil { throw error }
        Recording.warn("the training is not recorded", error, asJSON: common.json)
      }
    }
    let isJSON = common.json
    let recorder = RunRecorder(store) { error in
      Recording.warn(
        error.isTransient
          ? "what the training does is recorded later, if the run store allows"
          : "the training is no longer recorded",
        error, asJSON: isJSON)
    }
    return Recording(
      recorder: recorder, isRequired: runs != nil, isJSON: isJSON, kind: kind, name: name, seed: seed)
  }

  private func path() throws(RunStoreError) -> String {
    if let runs { return runs }
    guard let path = RunStore.standardPath(environment: environmentVariable) else {
      throw RunStoreError(
        .cannotCreate, "HOME", "there is no place for a run store, since the variable is not set",
        advice: "name a file with --runs, or give --no-runs")
    }
    if environmentVariable("SEQKIT_RUNS")?.isEmpty ?? true { try RunStore.makeFolder(of: path) }
    return path
  }
}

/// Which store the commands of `seqkit runs` read.
struct RunStoreOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The run store. Default: $SEQKIT_RUNS, else $XDG_STATE_HOME/seqkit/runs.sqlite, else "
        + "~/.local/state/seqkit/runs.sqlite.",
      valueName: "file"),
    completion: .file(extensions: ["sqlite"]))
  var runs: String?

  func open() throws -> RunStore {
    guard let path = runs ?? RunStore.standardPath(environment: environmentVariable) else {
      throw Failure(.noInput, "there is no run store: HOME is not set", advice: "name a file with --runs")
    }
    return try RunStore(reading: path)
  }
}
