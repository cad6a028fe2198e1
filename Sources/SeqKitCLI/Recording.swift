import FoundationEssentials
import SeqKit
import SeqRuns
import SeqTensor
import SeqTraining
import SystemPackage

/// What a command tells the run store of its training.
struct Recording {
  let recorder: RunRecorder
  /// Whether the user named the store: then a training that cannot be recorded does not begin.
  let isRequired: Bool
  let isJSON: Bool
  let kind: String
  let name: String
  let seed: UInt64
  var data: [RunData] = []
  /// Something that changes with the training data.
  var fingerprint: String?

  /// Nothing is recorded.
  static var none: Recording {
    Recording(
      recorder: RunRecorder(nil), isRequired: false, isJSON: false, kind: "", name: "", seed: 0)
  }

  /// Adds files that the training reads, with their digests. What is no file, such as a pipe, has been read by now and
  /// has none.
  mutating func add(_ files: [(role: String, path: String)]) {
    guard recorder.willRecord else { return }
    for (role, path) in files {
      if path != "-", SystemCalls.isRegularFile(path) {
        let sum = try? SHA256.digest(ofFile: FilePath(path))
        data.append(
          RunData(role: role, path: SystemCalls.absolute(path), sha256: sum?.digest, bytes: sum?.bytes))
      } else {
        data.append(RunData(role: role, path: path == "-" ? "standard input" : path))
      }
    }
  }

  /// Opens the run.
  ///
  /// - Throws: what is wrong with a store that the user named.
  func begin(_ training: TranslatorTraining, checkpoint: String, isResumed: Bool) throws {
    try begin(
      settings: training.settings, checkpoint: checkpoint,
      resumedAt: isResumed ? training.progress.update : nil)
  }

  /// The same for a training of any kind.
  ///
  /// - Parameters:
  ///   - checkpoint: where it is saved; nil where it is not.
  ///   - step: updates made before, for a training that goes on from the checkpoint.
  func begin(settings: some Encodable, checkpoint: String? = nil, resumedAt step: Int? = nil) throws {
    guard recorder.willRecord else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let configuration = (try? encoder.encode(settings)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    let run = RunDescription(
      kind: kind, name: name, seed: seed, codeVersion: Self.codeVersion, command: Self.command,
      configuration: configuration, instructionSet: instructionSet, data: data,
      checkpoint: checkpoint.map(SystemCalls.absolute), fingerprint: fingerprint)
    let digest = step.flatMap { _ in checkpoint.flatMap { try? SHA256.digest(ofFile: FilePath($0)).digest } }
    do {
      try recorder.begin(run, resumedAt: step, digest: digest)
    } catch {
      if isRequired { throw error }
      Self.warn("the training is not recorded", error, asJSON: isJSON)
    }
    // A training that was killed between saving and recording left this one out.
    if let step, let checkpoint { wrote(.checkpoint, checkpoint, step: step) }
  }

  func record(_ report: UpdateReport, after time: Duration) {
    let (step, epoch) = (report.update, report.epoch + 1)
    recorder.record("loss", report.loss, step: step, epoch: epoch)
    recorder.record("gradient_norm", report.gradientNorm, step: step, epoch: epoch)
    recorder.record("learning_rate", Double(report.learningRate), step: step, epoch: epoch)
    recorder.record(
      "tokens_per_second", Double(report.targetTokens) / max(time.seconds, 1e-9), step: step, epoch: epoch)
  }

  func record(_ report: EpochReport, step: Int) {
    recorder.record("training_loss", report.trainingLoss, step: step, epoch: report.epoch)
    if let loss = report.heldOutLoss {
      recorder.record("held_out_loss", loss, step: step, epoch: report.epoch)
    }
    recorder.record("perplexity", report.perplexity, step: step, epoch: report.epoch)
    if let bleu = report.bleu { recorder.record("bleu", bleu, step: step, epoch: report.epoch) }
    if let sample = report.sample {
      recorder.record(
        sample: RunSample(
          step: step, epoch: report.epoch, source: sample.source, reference: sample.reference,
          hypothesis: sample.hypothesis))
    }
  }

  /// A file has been written.
  func wrote(_ kind: RunCheckpoint.Kind, _ path: String, step: Int) {
    guard recorder.isRecording, let (digest, bytes) = try? SHA256.digest(ofFile: FilePath(path)) else {
      return
    }
    recorder.record(
      checkpoint: RunCheckpoint(
        kind: kind, path: SystemCalls.absolute(path), step: step, sha256: digest, bytes: bytes))
  }

  /// Runs a training to its end, or to what ends it before, and records which it was.
  ///
  /// - Returns: what it came to.
  @discardableResult
  func following<Result>(_ training: () throws -> Result) throws -> Result {
    do {
      let result = try training()
      recorder.end(.finished)
      return result
    } catch {
      ended(by: error)
      throw error
    }
  }

  /// Writes what a training made, and records it.
  func writeModel(_ path: String, step: Int, _ write: () throws -> Void) throws {
    do {
      try write()
      wrote(.model, path, step: step)
    } catch {
      ended(by: error)
      throw error
    }
  }

  func ended(by error: any Error) {
    let status: RunStatus =
      switch error {
      case is TrainingDiverged: .diverged
      case is ClosedPipe, is CancellationError: .interrupted
      case let failure as Failure where [.interrupted, .terminated].contains(failure.status): .interrupted
      default: .failed
      }
    recorder.end(status)
  }

  /// Says what is wrong with the store to somebody whose training goes on nevertheless.
  static func warn(_ what: String, _ error: RunStoreError, asJSON: Bool) {
    let object: JSON = [
      "version": 1, "type": "warning", "what": .string("\(what): \(error.reason)"),
      "where": .string(error.path),
      "advice": .string(error.advice),
    ]
    Output.note(asJSON ? object.line + "\n" : "seqkit: \(what): \(error)\n")
  }

  /// The version, and by the first digits of its SHA-256 which build of it: between two releases there are many.
  private static var codeVersion: String {
    let build = try? SHA256.digest(ofFile: "/proc/self/exe").digest.prefix(12)
    return SeqKitVersion.current + (build.map { "+" + $0 } ?? "")
  }

  /// The command line, quoted so that a shell reads it again.
  private static var command: String { quoted(CommandLine.arguments.dropFirst()) }

  /// A command to copy that reads the model at `path`, in which a leading dash would be taken for a flag's.
  ///
  /// - Parameter words: of the command, up to the path.
  static func suggestion(_ words: String..., reading path: String) -> String {
    quoted(words + [path.hasPrefix("-") ? "./" + path : path])
  }

  /// The same for a model's card: the command that makes the model again, without what changes nothing in it, so that a
  /// model has the same bytes wherever it is made, on any number of threads, and stopped or not.
  static var modelCommand: String {
    func fileName(_ path: String) -> String { FilePath(path).lastComponent?.string ?? path }
    var words: [String] = []
    var arguments = CommandLine.arguments.dropFirst()
    while let word = arguments.popFirst() {
      let name = word.prefix { $0 != "=" }
      if ["--resume", "--quiet", "-q", "--verbose", "-v", "--json", "--no-runs"].contains(word) { continue }
      if ["--threads", "--runs", "--checkpoint", "--save-every", "--svg", "--picture-memory"].contains(name) {
        if name == word { arguments = arguments.dropFirst() }
        continue
      }
      if name == "--out", name != word {
        words.append("--out=" + fileName(String(word.dropFirst("--out=".count))))
        continue
      }
      words.append(word)
      if name == "--out", let path = arguments.popFirst() { words.append(fileName(path)) }
    }
    return quoted(words)
  }

  private static func quoted(_ arguments: some Sequence<String>) -> String {
    (["seqkit"] + arguments).map { word in
      let isPlain =
        !word.isEmpty
        && word.utf8.allSatisfy { byte in
          Unicode.Scalar(byte).properties.isAlphabetic && byte < 128
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "-_./=,+:@%".utf8.contains(byte)
        }
      return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }.joined(separator: " ")
  }
}
