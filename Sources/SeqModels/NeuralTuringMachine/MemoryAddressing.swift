import SeqAutodiff
import SeqTensor

// The memory of a Neural Turing Machine as the paper writes it, operation by operation: Graves, Wayne and Danihelka 2014,
// section 3. B machines; N slots of W numbers (the paper's M). `Variable.steppingMemory` is the same in one operation.

/// What one head is told by the controller: section 3.3, with the functions that bring each number into its range.
struct HeadParameters {
  /// kₜ: what to look for, tanh, [B, W].
  let key: Variable
  /// βₜ: how much better the best match is to be, 1 + softplus, [B, 1].
  let strength: Variable
  /// gₜ: how far content decides and not the last weighting, sigmoid, [B, 1].
  let gate: Variable
  /// sₜ: how likely each move is, from −R to R, softmax, [B, 2R + 1].
  let shift: Variable
  /// γₜ: how sharp the result is to be, 1 + softplus, [B, 1].
  let sharpening: Variable

  /// - Parameter raw: the controller's numbers before their functions, [B, W + 3 + (2R + 1)].
  init(_ raw: Variable, _ sizes: MemorySizes) {
    let (width, shifts) = (sizes.width, sizes.shifts)
    key = tanh(raw[columns: 0..<width])
    let beta = softplus(raw[columns: width..<width + 1])
    strength = sizes.strengthFromOne ? beta + 1 : beta
    gate = sigmoid(raw[columns: width + 1..<width + 2])
    shift = softmax(raw[columns: width + 2..<width + 2 + shifts])
    sharpening = softplus(raw[columns: width + 2 + shifts..<width + 3 + shifts]) + 1
  }
}

/// Equations 5 and 6: `wᶜ(i) = softmaxᵢ(β K[k, M(i)])`, K the cosine, [B, N].
///
/// The cosine is smooth: u · v / (‖u‖ ‖v‖ + 10⁻³), so that an empty slot resembles nothing instead of having no cosine. A
/// norm is √(u · u + 10⁻¹²), which has a slope at zero.
func contentWeighting(key: Variable, strength: Variable, memory: Variable) -> Variable {
  let (batch, slots, width) = (memory.shape[0], memory.shape[1], memory.shape[2])
  let dot = batchedMatrixProduct(memory, key.reshaped(to: [batch, width, 1])).reshaped(to: [batch, slots])
  let norms = squareRoot((memory * memory).sum(along: 2) + 1e-12)
  let keyNorm = squareRoot((key * key).sum(along: 1) + 1e-12).reshaped(to: [batch, 1])
  return softmax(strength * (dot / (norms * keyNorm + 1e-3)))
}

/// Equation 7: `wᵍ = g wᶜ + (1 − g) wₜ₋₁`, [B, N].
func interpolated(content: Variable, previous: Variable, gate: Variable) -> Variable {
  gate * content + (1 - gate) * previous
}

/// Equation 8: `w̃(i) = Σⱼ wᵍ(j) s(i − j)`, around the circle of the slots, [B, N].
func shifted(_ weighting: Variable, by shift: Variable) -> Variable {
  let (slots, shifts) = (weighting.shape[1], shift.shape[1])
  var sum: Variable?
  for column in 0..<shifts {
    let move = ((column - shifts / 2) % slots + slots) % slots
    let moved =
      move == 0
      ? weighting
      : concatenated([
        weighting[columns: slots - move..<slots], weighting[columns: 0..<slots - move],
      ])
    let share = shift[columns: column..<column + 1] * moved
    sum = sum.map { $0 + share } ?? share
  }
  guard let sum else { fatalError("shifted: there are no shifts") }
  return sum
}

/// Equation 9: `w(i) = w̃(i)^γ / Σⱼ w̃(j)^γ`, as the softmax of γ log w̃, which neither overflows nor loses the smallest
/// weights; 10⁻¹⁶ more than w̃ has a logarithm where w̃ is 0. [B, N].
func sharpened(_ weighting: Variable, by sharpening: Variable) -> Variable {
  softmax(sharpening * log(weighting + 1e-16))
}

/// The memories of B machines and their heads, apart from each other.
struct MemoryState {
  /// Mₜ: [B, N, W].
  var memory: Variable
  /// wₜ of every head, the reading ones first: [B, N] each.
  var weightings: [Variable]
  /// rₜ of every read head: [B, W] each.
  var reads: [Variable]

  /// One time step.
  ///
  /// - Parameter parameters: of all heads, before their functions, [B, P], in the order of `MemorySizes`.
  func stepped(_ sizes: MemorySizes, parameters: Variable) -> MemoryState {
    let (batch, slots, width) = (memory.shape[0], memory.shape[1], memory.shape[2])
    var next = self
    next.weightings = weightings.enumerated().map { head, previous in
      let first = head * sizes.addressCount
      let raw = parameters[columns: first..<first + sizes.addressCount]
      let head = HeadParameters(raw, sizes)
      let content = contentWeighting(key: head.key, strength: head.strength, memory: memory)
      let gated = interpolated(content: content, previous: previous, gate: head.gate)
      return sharpened(shifted(gated, by: head.shift), by: head.sharpening)
    }
    // (2): rₜ = Σᵢ wₜ(i) Mₜ₋₁(i)
    next.reads = next.weightings.prefix(sizes.readHeads).map { weighting in
      batchedMatrixProduct(weighting.reshaped(to: [batch, 1, slots]), memory).reshaped(to: [batch, width])
    }
    let written = next.weightings.suffix(sizes.writeHeads).map { $0.reshaped(to: [batch, slots, 1]) }
    func vectors(_ kind: Int, _ head: Int) -> Variable {
      let first = sizes.heads * sizes.addressCount + (kind * sizes.writeHeads + head) * width
      return parameters[columns: first..<first + width].reshaped(to: [batch, 1, width])
    }
    // (3): M̃ₜ(i) = Mₜ₋₁(i) (1 − wₜ(i) eₜ), by every head
    for (head, weighting) in written.enumerated() {
      next.memory = next.memory * (1 - weighting * sigmoid(vectors(0, head)))
    }
    // (4): Mₜ(i) = M̃ₜ(i) + wₜ(i) aₜ
    for (head, weighting) in written.enumerated() {
      next.memory = next.memory + weighting * tanh(vectors(1, head))
    }
    return next
  }
}
