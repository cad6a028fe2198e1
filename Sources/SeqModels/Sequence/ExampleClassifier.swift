import SeqAutodiff
import SeqLayers
import SeqTensor

/// A network whose scores over classes are learned from examples.
///
/// Most examples ask for one class; a story with several questions asks for as many.
public protocol ExampleClassifier: Sendable {
  associatedtype Example: Sendable

  /// The scores of all classes for all that the examples ask, in order, [N, C], and the right classes, [N].
  func scores(_ examples: [Example], on tape: Tape, regularization: inout Regularization) -> (
    logits: Variable, answers: [Int32]
  )

  /// How long an example is: those of like length are put into one batch, so that little is padded.
  static func length(of example: Example) -> Int
}
