import SeqTensor

/// Memory for `x Wᵀ + bias` of a sequence, or of as much of it as is needed at a time. a: x, b: W, c: the bias.
private enum ProjectionMemory: Operation {
  static func forward(_ out: Node, on tape: Tape) {}
  // Its parts have handed their gradients on.
  static func pullback(_ out: Node, on tape: Tape) {}
}

/// `out = x Wᵀ + bias` of some steps, in memory that was set aside: a, from an offset on. b: W, c: x of these steps, d: the bias.
private enum ProjectSteps: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    Project.multiply(out, x: out.c, addedTo: .row(tape[out.d].values), on: tape)
  }

  static func pullback(_ out: Node, on tape: Tape) {
    if tape.wantsGradient(out.d) { columnSums(of: out.outGradient, addingTo: tape.gradient(of: out.d)) }
    Project.pull(out, x: out.c, on: tape)
  }
}

/// `W x + b` for all steps of a sequence, [T, B, N], worked out for some steps at a time when the first of them is asked for.
///
/// So much as makes a fast product: what a step then reads is still in the cache, both on the way forward and on the way back,
/// where its gradient takes its place.
public struct ProjectedSequence {
  /// T.
  public let count: Int
  private let inputs: (x: Variable, weight: Variable, bias: Variable)?
  private let memory: Variable
  private var steps = 0..<0
  private var projected: Variable
  private var last: (step: Int, isAscending: Bool?)?

  /// One that has been worked out already. projected: [T, B, N].
  public init(_ projected: Variable) {
    guard projected.shape.rank == 3 else {
      shapeFailure("ProjectedSequence", projected.shape, because: "[T, B, N] is needed")
    }
    count = projected.shape[0]
    inputs = nil
    memory = projected
    self.projected = projected
    steps = 0..<count
  }

  /// x: [T, B, K], weight: the parameter W [N, M], of which the first K columns are used, bias: [N].
  package init(_ x: Variable, by weight: Variable, bias: Variable) {
    x.checkProjection(weight, bias: bias, 0)
    let shape = x.shape
    guard shape.rank == 3 else { shapeFailure("ProjectedSequence", shape, because: "[T, B, K] is needed") }
    count = shape[0]
    inputs = (x, weight, bias)
    let parts = Self.parts(of: shape)
    let most = x.tape.wantsGradients ? count : (count + parts - 1) / parts
    memory = x.tape.record(
      ProjectionMemory.self, [most, shape[1], weight.shape[0]], x, weight, bias, givesWay: true)
    projected = memory
  }

  /// Of step t, [B, N], to be read by the next operations alone. Steps are asked for in order, up or down, each once; any other
  /// order is the programmer's error and stops the program, as the memory of earlier steps may hold others by then.
  public subscript(t: Int) -> Variable {
    mutating get {
      guard (0..<count).contains(t) else {
        shapeFailure("[\(t)]", [count], because: "the sequence has no such step")
      }
      guard let inputs else { return projected[t] }
      if let last, last.step == t || last.isAscending == !(t > last.step) {
        fatalError(
          "ProjectedSequence: step \(t) after step \(last.step): steps are taken in order, each once")
      }
      last = (t, last.map { t > $0.step })
      if !steps.contains(t) {
        let shape = inputs.x.shape
        let parts = Self.parts(of: shape)
        let part = ((t + 1) * parts - 1) / count
        steps = count * part / parts..<count * (part + 1) / parts
        let columns = memory.shape.columns
        projected = memory.tape.recordInPlace(
          ProjectSteps.self, [steps.count, shape[1], columns], in: memory,
          offset: memory.tape.wantsGradients ? steps.lowerBound * shape[1] * columns : 0, inputs.weight,
          inputs.x[rows: steps], inputs.bias)
      }
      return projected[t - steps.lowerBound]
    }
  }

  private static func parts(of shape: Shape) -> Int {
    if shape[1] < fewestSequences || shape.columns < fewestColumns { return 1 }
    return max(min(shape[0], shape[0] * shape[1] / rows), 1)
  }

  /// Of a product, so that it is fast and its result stays in the second-level cache.
  private static let rows = 32
  /// With fewer, what a step reads is small beside the weights of its state, which are to stay in the cache: those of the inputs
  /// are read once, before.
  private static let fewestSequences = 16
  /// With fewer, a product is soon done, and there would be more of them than it is worth.
  private static let fewestColumns = 64
}
