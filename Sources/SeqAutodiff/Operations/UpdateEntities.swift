import SeqTensor

/// One fact read by every cell of a recurrent entity network.
///
///     g  = σ(s · h + s · w)            Henaff et al. 2017, equation 2
///     h' = (h + g h̃) / ‖h + g h̃‖       equations 4 and 5
///
/// a: facts s [B, d], b: keys w [B J, d], c: states h [B J, d], d: candidates h̃ [B J, d]; out: h' [B J, d].
/// Saved: g, then 1 / norm, [B J] each.
private enum UpdateEntities: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    let rows = out.shape[0]
    updateEntities(
      s: tape[out.a].values, w: tape[out.b].values, h: tape[out.c].values, candidate: tape[out.d].values,
      gates: out.saved[0..<rows], inverseNorms: out.saved[rows..<2 * rows], next: out.values,
      cells: rows / tape[out.a].shape[0], size: out.shape[1])
  }

  static func pullback(_ out: Node, on tape: Tape) {
    let rows = out.shape[0]
    updateEntitiesPullback(
      s: tape[out.a].values, w: tape[out.b].values, h: tape[out.c].values, candidate: tape[out.d].values,
      gates: out.saved[0..<rows], inverseNorms: out.saved[rows..<2 * rows], next: out.values,
      dNext: out.outGradient, dS: tape.gradient(of: out.a), dW: tape.gradient(of: out.b),
      dH: tape.gradient(of: out.c), dCandidate: tape.gradient(of: out.d), cells: rows / tape[out.a].shape[0],
      size: out.shape[1])
  }
}

/// The states of all cells after a fact: [B J, d].
///
/// facts: [B, d], one a story; keys, states and candidates: [B J, d], the J cells of a story one after another.
public func updatedEntities(facts: Variable, keys: Variable, states: Variable, candidates: Variable)
  -> Variable
{
  let (s, h) = (facts.shape, states.shape)
  guard s.rank == 2, h.rank == 2, s[1] == h[1], s[0] > 0, h[0] % s[0] == 0, keys.shape == h,
    candidates.shape == h
  else {
    shapeFailure(
      "updatedEntities", s, keys.shape, h, candidates.shape,
      because: "[B, d] and three of [B J, d] are needed")
  }
  return states.tape.record(
    UpdateEntities.self, h, facts, keys, states, candidates, saved: 2 * h[0])
}

/// `out = a` above 0, `slope ⊙ a` below, the slopes learned: He et al. 2015, "Delving Deep into Rectifiers", equation 1.
///
/// a: [.., C], b: slopes [C]. da += dout or slope dout; dslope += Σ over rows of dout a where a < 0.
private enum PReLU: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    prelu(tape[out.a].values, slope: tape[out.b].values, into: out.values)
  }

  static func pullback(_ out: Node, on tape: Tape) {
    preluPullback(
      tape[out.a].values, slope: tape[out.b].values, out.outGradient, into: tape.gradient(of: out.a),
      slope: tape.gradient(of: out.b))
  }
}

/// a above 0, slope ⊙ a below. a: [.., C], slope: [C].
public func prelu(_ a: Variable, slope: Variable) -> Variable {
  guard slope.shape.rank == 1, slope.shape[0] == a.shape.columns else {
    shapeFailure("prelu", a.shape, slope.shape, because: "there is not one slope a column")
  }
  return a.tape.record(PReLU.self, a.shape, a, slope)
}
