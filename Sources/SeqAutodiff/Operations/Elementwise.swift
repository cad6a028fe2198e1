import SeqTensor

/// A function of every element by itself: all that one such operation adds is these two lines.
package protocol ElementwiseFunction {
  /// `y = f(x)`.
  static func apply(_ x: Scalars, into y: Scalars)
  /// `dx = f′(x) ⊙ dy`, or adds it, from whichever of x and y is cheaper.
  static func pullback(x: Scalars, y: Scalars, dy: Scalars, into dx: Scalars, adds: Bool)
}

/// `out = f(a)`, element by element. da += f′(a) ⊙ dout.
private enum Elementwise<Function: ElementwiseFunction>: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    let (x, y) = (tape[out.a].values, out.values)
    inParts(of: y.count, on: tape) { Function.apply(x[$0], into: y[$0]) }
  }

  static func pullback(_ out: Node, on tape: Tape) {
    guard tape.wantsGradient(out.a) else { return }
    let (x, y, dy, da) = (tape[out.a].values, out.values, out.outGradient, tape.claimGradient(of: out.a))
    inParts(of: y.count, on: tape) { part in
      Function.pullback(
        x: x[part], y: y[part], dy: dy[part], into: da.scalars[part], adds: da.holdsShare)
    }
  }
}

/// Calls `body` with the whole where the tape has one thread or there is little, else with parts. A part is a multiple of every
/// register's length, so that no element is worked out in another way than it would be in the whole.
func inParts(of count: Int, on tape: Tape, _ body: (Range<Int>) -> Void) {
  let length = 1 << 14
  guard tape.threads > 1, count > 2 * length else { return body(0..<count) }
  let parts = chunks(of: count, length: length)
  inParallel(parts.count, threads: tape.threads) { body(parts[$0]) }
}

extension Variable {
  func mapped<Function: ElementwiseFunction>(_: Function.Type) -> Variable {
    tape.record(Elementwise<Function>.self, shape, self)
  }
}

/// tanh′ = 1 − tanh².
private enum Tanh: ElementwiseFunction {
  static func apply(_ x: Scalars, into y: Scalars) { tanh(x, into: y) }
  static func pullback(x: Scalars, y: Scalars, dy: Scalars, into dx: Scalars, adds: Bool) {
    tanhPullback(y, dy, into: dx, adds: adds)
  }
}

/// The hyperbolic tangent of every element; the shape stays.
public func tanh(_ a: Variable) -> Variable { a.mapped(Tanh.self) }

/// σ′ = σ (1 − σ).
private enum Sigmoid: ElementwiseFunction {
  static func apply(_ x: Scalars, into y: Scalars) { sigmoid(x, into: y) }
  static func pullback(x: Scalars, y: Scalars, dy: Scalars, into dx: Scalars, adds: Bool) {
    sigmoidPullback(y, dy, into: dx, adds: adds)
  }
}

/// The logistic function σ(a) = 1 / (1 + exp(−a)) of every element; the shape stays.
public func sigmoid(_ a: Variable) -> Variable { a.mapped(Sigmoid.self) }

/// relu′ is 1 where the input is positive, else 0; at the kink itself 0.
private enum Relu: ElementwiseFunction {
  static func apply(_ x: Scalars, into y: Scalars) { relu(x, into: y) }
  static func pullback(x: Scalars, y: Scalars, dy: Scalars, into dx: Scalars, adds: Bool) {
    reluPullback(y, dy, into: dx, adds: adds)
  }
}

/// max(0, a) of every element; the shape stays.
public func relu(_ a: Variable) -> Variable { a.mapped(Relu.self) }

/// softplus′ = σ.
private enum Softplus: ElementwiseFunction {
  static func apply(_ x: Scalars, into y: Scalars) { softplus(x, into: y) }
  static func pullback(x: Scalars, y: Scalars, dy: Scalars, into dx: Scalars, adds: Bool) {
    softplusPullback(x, dy, into: dx, adds: adds)
  }
}

/// log(1 + exp(a)) of every element, without overflow; the shape stays.
public func softplus(_ a: Variable) -> Variable { a.mapped(Softplus.self) }

/// exp′ = exp.
private enum Exp: ElementwiseFunction {
  static func apply(_ x: Scalars, into y: Scalars) { exp(x, into: y) }
  static func pullback(x: Scalars, y: Scalars, dy: Scalars, into dx: Scalars, adds: Bool) {
    if adds { multiplyAccumulate(y, dy, into: dx) } else { multiply(y, dy, into: dx) }
  }
}

/// The exponential of every element; the shape stays.
public func exp(_ a: Variable) -> Variable { a.mapped(Exp.self) }

/// log′ = 1 / x.
private enum Log: ElementwiseFunction {
  static func apply(_ x: Scalars, into y: Scalars) { log(x, into: y) }
  static func pullback(x: Scalars, y: Scalars, dy: Scalars, into dx: Scalars, adds: Bool) {
    for i in dx.indices { dx[i] = (adds ? dx[i] : 0) + dy[i] / x[i] }
  }
}

/// The natural logarithm of every element; the shape stays.
public func log(_ a: Variable) -> Variable { a.mapped(Log.self) }

/// (√x)′ = 1 / 2√x.
private enum SquareRoot: ElementwiseFunction {
  static func apply(_ x: Scalars, into y: Scalars) { squareRoot(x, into: y) }
  static func pullback(x: Scalars, y: Scalars, dy: Scalars, into dx: Scalars, adds: Bool) {
    for i in dx.indices { dx[i] = (adds ? dx[i] : 0) + dy[i] / (2 * y[i]) }
  }
}

/// The square root of every element; the shape stays.
public func squareRoot(_ a: Variable) -> Variable { a.mapped(SquareRoot.self) }
