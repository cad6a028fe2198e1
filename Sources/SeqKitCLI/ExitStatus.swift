/// What the program ends with: the codes of `sysexits.h` where one fits, 128 plus the number after a signal.
///
/// A reader that closes the pipe early (`seqkit data | head -1`) has had what it wanted: that is `success`. The product of a
/// training is its model: it goes on without the reader, writes the model and ends with `inputOutput`.
package enum ExitStatus: Int32, Sendable, CaseIterable {
  case success = 0
  /// A flag, argument or command that does not exist or does not fit.
  case usage = 64
  /// Input that was found and read, and is not what it should be.
  case badData = 65
  /// Input that does not exist or may not be read.
  case noInput = 66
  /// Something that this build or this machine cannot do.
  case missingCapability = 69
  /// A fault of ours.
  case internalError = 70
  /// An output file that cannot be made.
  case cannotCreate = 73
  /// Reading or writing failed half-way: a full disk, a closed descriptor.
  case inputOutput = 74
  /// A training whose loss is no longer a number, or exploded; the last good checkpoint is kept.
  case diverged = 75
  /// SIGINT, after saving.
  case interrupted = 130
  /// SIGTERM, after saving.
  case terminated = 143

  /// A line for the help text.
  var meaning: String {
    switch self {
    case .success: "success"
    case .usage: "a flag, argument or command is wrong"
    case .badData: "the input is not what it should be"
    case .noInput: "the input does not exist or may not be read"
    case .missingCapability: "this build or machine cannot do that"
    case .internalError: "a fault of seqkit"
    case .cannotCreate: "an output file cannot be made"
    case .inputOutput: "reading or writing failed"
    case .diverged: "the training diverged; the last good checkpoint is kept"
    case .interrupted: "interrupted (SIGINT), after saving"
    case .terminated: "terminated (SIGTERM), after saving"
    }
  }
}
