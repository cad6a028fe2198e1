import SeqTensor

/// `out = a ‖a‖² / (1 + ‖a‖²) / ‖a‖` over the last axis. With out = f(‖a‖²) a: da += f dout + 2 f′ (a · dout) a.
private enum Squash: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    squash(tape[out.a].values, size: out.shape.columns, into: out.values, threads: tape.threads)
  }

  static func pullback(_ out: Node, on tape: Tape) {
    guard tape.wantsGradient(out.a) else { return }
    squashPullback(
      tape[out.a].values, out.outGradient, size: out.shape.columns, into: tape.gradient(of: out.a),
      threads: tape.threads)
  }
}

/// Short vectors almost to 0, long ones almost to length 1: Sabour, Frosst and Hinton 2017, equation 1. a: [.., D].
public func squash(_ a: Variable) -> Variable { a.tape.record(Squash.self, a.shape, a) }

/// Routing by agreement: Sabour, Frosst and Hinton 2017, procedure 1.
///
///     b_ij = 0; each round: c_i = softmax over j of b_i, s_j = Σ c_ij û_j|i, v_j = squash(s_j), b_ij += û_j|i · v_j
///
/// a: û [N, B, J, D]; out: v of the last round [B, J, D]. The attribute is the number of rounds. Saved: c of the last round
/// [B, N, J], then s [B, J, D]. The shares are taken as constant, as in the authors' own code: dû_j|i += c_ij ds_j.
private enum RouteCapsules: Operation {
  static func forward(_ out: Node, on tape: Tape) {
    let sizes = sizes(of: out, on: tape)
    let shares = sizes.batch * sizes.primaries * sizes.classes
    routeCapsules(
      tape[out.a].values, sizes, rounds: Int(out.attributes[0]), shares: out.saved[0..<shares],
      sums: out.saved[shares..<out.saved.count], logits: tape.scratch(shares), into: out.values,
      threads: tape.threads)
  }

  static func pullback(_ out: Node, on tape: Tape) {
    guard tape.wantsGradient(out.a) else { return }
    let sizes = sizes(of: out, on: tape)
    let shares = sizes.batch * sizes.primaries * sizes.classes
    let da = tape.claimGradient(of: out.a)
    routeCapsulesPullback(
      sizes, shares: out.saved[0..<shares], sums: out.saved[shares..<out.saved.count],
      dCapsules: out.outGradient, dSums: tape.scratch(out.shape.count), into: da.scalars, adds: da.holdsShare,
      threads: tape.threads)
  }

  private static func sizes(of out: Node, on tape: Tape) -> RoutingSizes {
    let shape = tape[out.a].shape
    return RoutingSizes(primaries: shape[0], batch: shape[1], classes: shape[2], size: shape[3])
  }
}

/// The capsules that predictions agree on, by so many rounds of routing.
///
/// - Parameter predictions: û, [N, B, J, D]: of N primary capsules, for each of B pictures and J parents.
/// - Returns: v, [B, J, D].
public func routedByAgreement(_ predictions: Variable, rounds: Int) -> Variable {
  let shape = predictions.shape
  guard shape.rank == 4, rounds > 0 else {
    shapeFailure("routedByAgreement", shape, because: "[N, B, J, D] and at least one round are needed")
  }
  return predictions.tape.record(
    RouteCapsules.self, [shape[1], shape[2], shape[3]], predictions,
    attributes: [Int32(rounds), 0, 0, 0], saved: shape[1] * shape[2] * (shape[0] + shape[3]))
}
