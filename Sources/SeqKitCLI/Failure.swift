import ArgumentParser
import SeqData
import SeqFiles
import SeqKit
import SeqRuns
import SeqTraining
import SystemPackage

/// Why the program cannot go on: words for people, and the status it ends with.
///
/// It is shown as one sentence, `seqkit: what, where; expected …, found …; what to do`, and further lines
/// (the usage, commands to copy) below it.
package struct Failure: Error, Sendable, Equatable {
  package var status: ExitStatus
  /// What is wrong, without a full stop: "a line without a tab".
  package var what: String
  /// Path, line, name.
  package var place: String?
  package var expected: String?
  package var found: String?
  /// What to do next, as an imperative.
  package var advice: String?
  /// Lines that follow the sentence as they are.
  package var details: [String]

  package init(
    _ status: ExitStatus, _ what: String, at place: String? = nil, expected: String? = nil,
    found: String? = nil, advice: String? = nil, details: [String] = []
  ) {
    self.status = status
    self.what = what
    self.place = place
    self.expected = expected
    self.found = found
    self.advice = advice
    self.details = details
  }

  /// The sentence and its further lines, for standard error.
  package var text: String {
    var sentence = "seqkit: \(what)"
    if let place { sentence += ", \(place)" }
    let comparison = [expected.map { "expected \($0)" }, found.map { "found \($0)" }].compactMap(\.self)
    if !comparison.isEmpty { sentence += "; " + comparison.joined(separator: ", ") }
    if let advice { sentence += "; \(advice)" }
    return ([sentence] + details).map { $0 + "\n" }.joined()
  }

  /// The same as one object, which `--json` puts on standard error.
  package var json: JSON {
    [
      "version": 1,
      "type": "error",
      "status": .integer(Int(status.rawValue)),
      "what": .string(what),
      "where": .optional(place),
      "expected": .optional(expected),
      "found": .optional(found),
      "advice": .optional(advice),
      "details": .array(details.map(JSON.string)),
    ]
  }
}

/// The reader of our output has gone away. The program ends without a word.
package struct ClosedPipe: Error {}

// MARK: - From any error to words and a status

extension Failure {
  /// The one place where an error of whatever kind becomes words and a status.
  package init(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as FileError: self.init(error)
    case let error as CorpusError: self.init(error)
    case let error as RunStoreError: self.init(error)
    case let error as SettingsError: self.init(error)
    case let error as TrainingDiverged:
      self.init(.diverged, error.description)
    case let code as Errno: self.init(.inputOutput, "\(code)")
    case is CancellationError: self = Interruption.failure
    default:
      self.init(
        .internalError, "an unexpected error", found: String(describing: error),
        advice: "this is a fault of seqkit: please report it with the command that you gave")
    }
  }

  /// What the library says of settings, with the flag that mends it where there is one.
  private init(_ error: SettingsError) {
    self.init(unfit: error.description)
    switch error.remedy {
    case .allowLongerPairs: advice = "give a larger --max-length, or cut longer tokens with --tokenizer"
    case .chooseByLoss: advice = "give --metric loss, or pairs to choose by with --held-out"
    case .giveNames: advice = "list the names and things of the stories in a file for --names"
    case nil: break
    }
  }

  /// What the library says of a text file.
  private init(_ error: CorpusError) {
    if let code = error.code {
      self.init(reading: error.path, code)
      place = error.place
    } else {
      self.init(
        error.isMissingCapability ? .missingCapability : .badData, error.what, at: error.place,
        expected: error.expected, found: error.found, advice: error.advice)
    }
  }

  /// What the library says of a model file.
  private init(_ error: FileError) {
    let status: ExitStatus =
      switch error.kind {
      case .noInput: .noInput
      case .badData: .badData
      case .cannotCreate: .cannotCreate
      case .inputOutput: .inputOutput
      }
    self.init(status, error.reason, at: error.path)
  }

  /// What the library says of a run store.
  private init(_ error: RunStoreError) {
    let status: ExitStatus =
      switch error.kind {
      case .noInput: .noInput
      case .newer, .foreign, .corrupt: .badData
      case .cannotCreate: .cannotCreate
      case .locked, .full, .inputOutput: .inputOutput
      }
    self.init(status, error.reason, at: error.path, advice: error.advice)
  }

  /// A usage error as swift-argument-parser words it, its suggestion included, with the usage below.
  package init(usage error: any Error) {
    let usage = SeqKitCommand.fullMessage(for: error).split(separator: "\n", omittingEmptySubsequences: false)
      .drop { !$0.hasPrefix("Usage:") && !$0.hasPrefix("Help:") }
    var message = SeqKitCommand.message(for: error)
    if message.hasSuffix(".") { message.removeLast() }
    self.init(.usage, message, details: usage.map(String.init))
    // No option has a blank in its name: it was meant as a text.
    if let option = message.firstMatch(of: /^Unknown option '([^']*)/)?.1, option.contains(" ") {
      advice = "put -- before a text that begins with a dash"
    }
  }

  /// Settings that flags and a configuration make together and that cannot be.
  init(unfit problem: String) {
    self.init(.usage, problem, advice: "change the flag or the configuration")
  }

  /// Opening or reading `path` failed.
  package init(reading path: String, _ code: Errno) {
    switch code {
    case .noSuchFileOrDirectory:
      self.init(.noInput, "no such file", at: path, advice: "check the path")
    case .notDirectory:
      self.init(.noInput, "a file where a folder is needed", at: path, advice: "name a folder")
    case .isDirectory:
      self.init(.noInput, "a folder where a file is needed", at: path, advice: "name a file in it")
    case .permissionDenied:
      self.init(.noInput, "the file may not be read", at: path, advice: "check its permissions")
    default:
      self.init(.inputOutput, "reading failed", at: path, found: "\(code)")
    }
  }

  /// Making or writing `path` failed.
  package init(writing path: String, _ code: Errno) {
    switch code {
    case .noSpace, .diskQuotaExceeded:
      self.init(.inputOutput, "no space left", at: path, advice: "make room or write elsewhere")
    case .ioError, .badFileDescriptor, .fileTooLarge:
      self.init(.inputOutput, "writing failed", at: path, found: "\(code)")
    case .noSuchFileOrDirectory where SystemCalls.isFolder(ofFile: path):
      // What the system's own folders, such as /proc, say of a new file.
      self.init(.cannotCreate, "the folder does not take files", at: path, advice: "write elsewhere")
    case .noSuchFileOrDirectory, .notDirectory:
      self.init(.cannotCreate, "the folder of the file does not exist", at: path, advice: "make it first")
    case .isDirectory:
      self.init(.cannotCreate, "a folder where a file is needed", at: path, advice: "name a file in it")
    case .permissionDenied, .readOnlyFileSystem:
      self.init(
        .cannotCreate, "the file may not be written", at: path, found: "\(code)", advice: "write elsewhere")
    default:
      self.init(.cannotCreate, "the file cannot be made", at: path, found: "\(code)")
    }
  }
}
