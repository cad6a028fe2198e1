import SeqTensor

/// `out = a ⊙ mask`, the mask kept for the pullback: da += dout ⊙ mask.
///
/// The mask has 1/keep with probability keep, else 0. Where it is smaller than `a` it is repeated along leading axes.
private enum Dropout: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    let mask = out.saved
    let key =
      UInt64(UInt32(bitPattern: out.attributes[0])) << 32 | UInt64(UInt32(bitPattern: out.attributes[1]))
    let counter =
      UInt64(UInt32(bitPattern: out.attributes[2])) << 32 | UInt64(UInt32(bitPattern: out.attributes[3]))
    dropoutMask(key: key, counter: counter, keep: out.factor, into: mask)
    let a = tape[out.a].values
    eachRepeat(of: mask, in: a) { multiply(a[$0], mask, into: out.values[$0]) }
  }

  static func pullback(_ out: Node, on tape: Tape) {
    guard tape.wantsGradient(out.a) else { return }
    let da = tape.gradient(of: out.a)
    eachRepeat(of: out.saved, in: da) { multiplyAccumulate(out.outGradient[$0], out.saved, into: da[$0]) }
  }

  private static func eachRepeat(of mask: Scalars, in whole: Scalars, _ body: (Range<Int>) -> Void) {
    for start in stride(from: 0, to: whole.count, by: max(mask.count, 1)) { body(start..<start + mask.count) }
  }
}

/// Sets elements to zero with probability `rate` and multiplies the others by 1 / (1 − rate).
///
/// Srivastava et al. 2014, "Dropout", in the inverted form that leaves evaluation untouched.
/// - Parameters:
///   - a: [.., N].
///   - rate: 0 ..< 1; at 0 nothing is drawn and `a` itself is the result.
///   - sharedAlongTime: one mask for all indices of the first axis, as variational dropout wants it (Gal and
///     Ghahramani 2016, "A Theoretically Grounded Application of Dropout in Recurrent Neural Networks").
///   - random: moves on by as many draws as the mask has elements.
public func dropout(_ a: Variable, rate: Scalar, sharedAlongTime: Bool = false, random: inout RandomSource)
  -> Variable
{
  guard rate > 0 else { return a }
  guard rate < 1 else { fatalError("dropout: a rate of \(rate) leaves nothing; it must be below 1") }
  let count = sharedAlongTime ? a.shape.removing(axis: 0).count : a.shape.count
  let key = random.key
  let counter = random.counter
  random.skip(count)
  return a.tape.record(
    Dropout.self, a.shape, a,
    attributes: [
      Int32(truncatingIfNeeded: key >> 32), Int32(truncatingIfNeeded: key),
      Int32(truncatingIfNeeded: counter >> 32), Int32(truncatingIfNeeded: counter),
    ], factor: 1 - rate, saved: count)
}
