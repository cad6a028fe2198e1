import SeqModels
import SeqTraining

extension NetworkKind {
  /// Checks what is named by `--unfreeze`, in every command that fine tunes.
  ///
  /// - Parameter names: of all parameters of the network with its new classifier.
  /// - Throws: where a pattern fits none of them, the first such.
  func checkUnfrozen(_ patterns: [String], among names: [String]) throws {
    let stranger = patterns.first { pattern in
      !names.contains { ParameterPattern(pattern).matches($0) }
    }
    guard let stranger else { return }
    throw Failure(
      .usage, "no layer is called '\(stranger)'", advice: "see 'seqkit model show \(rawValue)'")
  }
}
