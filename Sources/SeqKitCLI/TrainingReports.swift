import Synchronization

/// What a training says of itself on standard output, line by line.
///
/// Its product is the model and not these lines. Where their reader goes away, or the disk behind them is full, the training
/// goes on without them, and `finish` ends the program with an error once the model is written.
final class TrainingReports: Sendable {
  /// Why no more lines are written.
  private let failure = Mutex<Failure?>(nil)

  func write(_ line: JSON) { write(line.line, isJSON: true) }

  func write(_ line: String) { write(line, isJSON: false) }

  private func write(_ line: String, isJSON: Bool) {
    failure.withLock { failure in
      guard failure == nil else { return }
      do {
        try Output.writeLine(line)
      } catch {
        let lost =
          error is ClosedPipe ? Failure(.inputOutput, "standard output was closed") : Failure(error)
        failure = lost
        let goesOn = "the training goes on without it"
        let warning: JSON = [
          "version": 1, "type": "warning", "what": .string(lost.what), "where": .optional(lost.place),
          "advice": .string(goesOn),
        ]
        let place = lost.place.map { ", " + $0 } ?? ""
        Output.note(isJSON ? warning.line + "\n" : "seqkit: \(lost.what)\(place); \(goesOn)\n")
      }
    }
  }

  /// To be called once all is written that the training made.
  ///
  /// - Parameter product: the file or folder with it; nil where none was asked for.
  /// - Throws: why lines are missing on standard output.
  func finish(_ product: String?) throws {
    guard var failure = self.failure.withLock({ $0 }) else { return }
    if let product { failure.advice = "saved to \(product)" }
    throw failure
  }
}

/// The last line of a training with `--json`: what it made and how good that is.
struct TrainingResult {
  /// The file that was written.
  let model: String
  /// What `best` is a value of, by the name that it has in the lines before.
  let metric: String
  /// Of the epoch whose weights are the model.
  let best: Double?
  /// That epoch, from 1.
  let epoch: Int?
  /// The run in the store; nil where the training is not recorded.
  let run: String?

  var json: JSON {
    [
      "version": 1, "type": "result", "model": .string(model), "metric": .string(metric),
      "best_value": best.map(JSON.number) ?? .null, "best_epoch": epoch.map(JSON.integer) ?? .null,
      "run": .optional(run),
    ]
  }
}
