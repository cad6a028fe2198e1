import SeqTensor

/// `out = a s^−β`, s = k + α / size Σ a² over the `size` channels around. b: α, β and k; attribute: the size.
///
/// saved: s and s^−β of every element.
private enum ResponseNormalization: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    let (scales, powers) = parts(of: out)
    let settings = tape[out.b].values
    responseNormalization(
      tape[out.a].values, columns: out.shape.columns, size: Int(out.attributes[0]), alpha: settings[0],
      beta: settings[1], k: settings[2], scales: scales, powers: powers, into: out.values,
      threads: tape.threads)
  }

  static func pullback(_ out: Node, on tape: Tape) {
    guard tape.wantsGradient(out.a) else { return }
    let (scales, powers) = parts(of: out)
    let settings = tape[out.b].values
    responseNormalizationPullback(
      tape[out.a].values, out.values, columns: out.shape.columns, size: Int(out.attributes[0]),
      alpha: settings[0], beta: settings[1], scales: scales, powers: powers, dy: out.outGradient,
      dx: tape.gradient(of: out.a), threads: tape.threads)
  }

  private static func parts(of out: Node) -> (scales: Scalars, powers: Scalars) {
    let count = out.values.count
    return (out.saved[0..<count], out.saved[count..<2 * count])
  }
}

/// Local response normalisation over channels. a: [.., C]; the shape stays.
///
/// Krizhevsky, Sutskever and Hinton 2012, section 3.3, in PyTorch's form: α is divided by `size`.
public func localResponseNormalization(
  _ a: Variable, size: Int = 5, alpha: Scalar = 1e-4, beta: Scalar = 0.75, k: Scalar = 1
) -> Variable {
  guard size > 0 else { fatalError("localResponseNormalization: a size of \(size) leaves no channel") }
  let settings = a.tape.constant([alpha, beta, k], [3])
  return a.tape.record(
    ResponseNormalization.self, a.shape, a, settings, attributes: [Int32(size), 0, 0, 0],
    saved: 2 * a.shape.count)
}

/// `out = min(max(a, 0), 6)`; da += dout where it lies strictly between.
private enum Relu6: ElementwiseFunction {
  static func apply(_ x: Scalars, into y: Scalars) { clamp(x, to: .relu6, into: y) }
  static func pullback(x: Scalars, y: Scalars, dy: Scalars, into dx: Scalars, adds: Bool) {
    for i in dx.indices { dx[i] = (adds ? dx[i] : 0) + (y[i] > 0 && y[i] < 6 ? dy[i] : 0) }
  }
}

/// ReLU6 of every element; the shape stays. Howard et al. 2017, "MobileNets".
public func relu6(_ a: Variable) -> Variable { a.mapped(Relu6.self) }
