import SeqTensor

/// An array on a tape: what equations are written with.
///
/// A handle of two words, free to copy. It lives as long as the tape's current step: using it after
/// the next one has begun is a bug, which debug builds catch. The operators are in `Operations/`.
public struct Variable {
  /// Without reference counting, which would cost more than a small operation itself.
  public unowned(unsafe) let tape: Tape
  package let place: Int32
  private let step: Int32

  package init(tape: Tape, index: Int32) {
    self.tape = tape
    place = index
    step = tape.step
  }

  /// Where on its tape.
  package var index: Int32 {
    assert(step == tape.step, "the variable belongs to an earlier step of its tape")
    return place
  }

  public var shape: Shape { tape.unread(index).shape }

  /// A copy of the elements in row-major order.
  public var elements: [Scalar] { tape[index].values.elements }

  /// A copy as a value that outlives the step.
  public var tensor: Tensor { Tensor(shape, elements) }

  /// The one element of a scalar, or of any array with one element.
  public var item: Scalar {
    guard shape.count == 1 else { shapeFailure("item", shape, because: "there is not exactly one element") }
    return tape[index].values[0]
  }

  /// The values themselves, valid until the tape's next step.
  package var scalars: Scalars { tape[index].values }
}

@available(*, unavailable, message: "a variable stays in the task of its tape")
extension Variable: Sendable {}
