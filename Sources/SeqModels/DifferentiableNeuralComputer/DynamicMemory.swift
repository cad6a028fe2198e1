import SeqAutodiff
import SeqTensor

// The memory of a differentiable neural computer as the paper writes it, operation by operation: Graves et al. 2016, "Hybrid
// computing using a neural network with dynamic external memory", Methods. B computers; N slots of W numbers; R heads that
// read. `Variable.steppingDynamicMemory` is the same in one operation.

/// ξₜ: what the controller tells the memory, with the functions that bring each number into its range ("Controller network"
/// and "Interface parameters").
struct InterfaceParameters {
  /// kʳ: what each head looks for, any numbers, [B, W] each.
  let readKeys: [Variable]
  /// βʳ: how much better the best match is to be, oneplus(x) = 1 + log(1 + eˣ), [B, 1] each.
  let readStrengths: [Variable]
  /// kʷ: where like things are to be written, [B, W].
  let writeKey: Variable
  /// βʷ: oneplus, [B, 1].
  let writeStrength: Variable
  /// e: what is erased, sigmoid, [B, W].
  let erase: Variable
  /// v: what is written, any numbers, [B, W].
  let write: Variable
  /// f: whether each head frees what it has just read, sigmoid, [B, 1] each.
  let freeGates: [Variable]
  /// gᵃ: how far allocation decides where to write, and not content, sigmoid, [B, 1].
  let allocationGate: Variable
  /// gʷ: whether anything is written, sigmoid, [B, 1].
  let writeGate: Variable
  /// π: whether each head goes back, by content, or on in the order of writing, softmax, [B, 3] each.
  let readModes: [Variable]

  /// - Parameter raw: the controller's numbers before their functions, [B, W R + 3 W + 5 R + 3], in the paper's order.
  init(_ raw: Variable, _ sizes: DynamicMemorySizes) {
    var first = 0
    func next(_ count: Int) -> Variable {
      defer { first += count }
      return raw[columns: first..<first + count]
    }
    func oneplus(_ x: Variable) -> Variable { softplus(x) + 1 }
    let (width, heads) = (sizes.width, 0..<sizes.readHeads)
    readKeys = heads.map { _ in next(width) }
    readStrengths = heads.map { _ in oneplus(next(1)) }
    writeKey = next(width)
    writeStrength = oneplus(next(1))
    erase = sigmoid(next(width))
    write = next(width)
    freeGates = heads.map { _ in sigmoid(next(1)) }
    allocationGate = sigmoid(next(1))
    writeGate = sigmoid(next(1))
    readModes = heads.map { _ in softmax(next(3)) }
  }
}

/// The equations that the Neural Turing Machine does not have.
package enum DynamicMemory {
  /// "Dynamic memory allocation": ψ = Πᵢ (1 − fⁱ wʳⁱₜ₋₁), how much of each slot the free gates leave in use, [B, N].
  package static func retention(freeGates: [Variable], reads: [Variable]) -> Variable {
    let kept = zip(freeGates, reads).map { gate, weighting in 1 - gate * weighting }
    guard let first = kept.first else { fatalError("retention: there are no heads") }
    return kept.dropFirst().reduce(first) { $0 * $1 }
  }

  /// uₜ = (uₜ₋₁ + wʷₜ₋₁ − uₜ₋₁ wʷₜ₋₁) ψₜ, from 0 for a free slot to 1 for one in use, [B, N].
  package static func usage(_ usage: Variable, written: Variable, retention: Variable) -> Variable {
    (usage + written - usage * written) * retention
  }

  /// a[φⱼ] = (1 − u[φⱼ]) Πᵢ₍ᵢ﹤ⱼ₎ u[φᵢ], φ being the slots by usage, the least used first, of equals the first one: where there is
  /// room, [B, N].
  ///
  /// The order jumps and has no gradient; it counts as constant.
  package static func allocation(usage: Variable) -> Variable {
    let (batch, slots) = (usage.shape[0], usage.shape[1])
    return concatenatedRows(
      (0..<batch).map { row in
        let usage = usage[rows: row..<row + 1]
        let values = usage.elements
        let order = (0..<slots).sorted { (values[$0], $0) < (values[$1], $1) }
        var room = [Variable?](repeating: nil, count: slots)
        var product: Variable?
        for slot in order {
          let used = usage[columns: slot..<slot + 1]
          room[slot] = product.map { (1 - used) * $0 } ?? 1 - used
          product = product.map { $0 * used } ?? used
        }
        return concatenated(room.compactMap { $0 })
      })
  }

  /// "Temporal memory linkage": Lₜ[i, j] = (1 − wʷ[i] − wʷ[j]) Lₜ₋₁[i, j] + wʷ[i] pₜ₋₁[j], and nothing links a slot with itself:
  /// how far i was written right after j, [B, N, N].
  package static func linked(_ links: Variable, writing weighting: Variable, precedence: Variable) -> Variable
  {
    let (batch, slots) = (weighting.shape[0], weighting.shape[1])
    let (to, from) = (
      weighting.reshaped(to: [batch, slots, 1]), weighting.reshaped(to: [batch, 1, slots])
    )
    let all = (1 - to - from) * links + to * precedence.reshaped(to: [batch, 1, slots])
    let others = (0..<slots * slots).map { Scalar($0 / slots == $0 % slots ? 0 : 1) }
    return all * links.tape.constant(others, [slots, slots])
  }

  /// pₜ = (1 − Σᵢ wʷ[i]) pₜ₋₁ + wʷ: which slot was written last, [B, N].
  package static func precedence(_ precedence: Variable, writing weighting: Variable) -> Variable {
    (1 - weighting.sum(along: 1).reshaped(to: [weighting.shape[0], 1])) * precedence + weighting
  }
}

/// The memories of B computers.
struct DynamicMemoryState {
  /// Mₜ: [B, N, W].
  var memory: Variable
  /// uₜ, pₜ and wʷₜ: [B, N].
  var usage, precedence, write: Variable
  /// wʳₜ of every head: [B, N] each.
  var weightings: [Variable]
  /// Lₜ: [B, N, N].
  var links: Variable
  /// rₜ of every head: [B, W] each.
  var reads: [Variable]

  /// Nothing written, nothing in use.
  init(_ sizes: DynamicMemorySizes, batch: Int, on tape: Tape) {
    let (slots, width) = (sizes.slots, sizes.width)
    memory = tape.zeros([batch, slots, width])
    (usage, precedence, write) = (
      tape.zeros([batch, slots]), tape.zeros([batch, slots]), tape.zeros([batch, slots])
    )
    weightings = (0..<sizes.readHeads).map { _ in tape.zeros([batch, slots]) }
    links = tape.zeros([batch, slots, slots])
    reads = (0..<sizes.readHeads).map { _ in tape.zeros([batch, width]) }
  }

  /// One time step.
  ///
  /// - Parameter interface: ξₜ before its functions, [B, W R + 3 W + 5 R + 3].
  func stepped(_ sizes: DynamicMemorySizes, interface raw: Variable) -> DynamicMemoryState {
    let (batch, slots, width) = (memory.shape[0], memory.shape[1], memory.shape[2])
    let interface = InterfaceParameters(raw, sizes)
    var next = self
    next.usage = DynamicMemory.usage(
      usage, written: write,
      retention: DynamicMemory.retention(freeGates: interface.freeGates, reads: weightings))
    // wʷ = gʷ (gᵃ a + (1 − gᵃ) cʷ), cʷ = C(Mₜ₋₁, kʷ, βʷ)
    let content = contentWeighting(
      key: interface.writeKey, strength: interface.writeStrength, memory: memory)
    let gate = interface.allocationGate
    next.write =
      interface.writeGate * (gate * DynamicMemory.allocation(usage: next.usage) + (1 - gate) * content)
    // Mₜ = Mₜ₋₁ (E − wʷ eᵀ) + wʷ vᵀ
    let written = next.write.reshaped(to: [batch, slots, 1])
    func row(_ x: Variable) -> Variable { x.reshaped(to: [batch, 1, width]) }
    next.memory = memory * (1 - written * row(interface.erase)) + written * row(interface.write)
    next.links = DynamicMemory.linked(links, writing: next.write, precedence: precedence)
    next.precedence = DynamicMemory.precedence(precedence, writing: next.write)
    for head in 0..<sizes.readHeads {
      // f = Lₜ wʳₜ₋₁, b = Lₜᵀ wʳₜ₋₁, c = C(Mₜ, kʳ, βʳ)
      let last = weightings[head]
      let forward = batchedMatrixProduct(next.links, last.reshaped(to: [batch, slots, 1]))
        .reshaped(to: [batch, slots])
      let backward = batchedMatrixProduct(last.reshaped(to: [batch, 1, slots]), next.links)
        .reshaped(to: [batch, slots])
      let content = contentWeighting(
        key: interface.readKeys[head], strength: interface.readStrengths[head], memory: next.memory)
      // wʳ = π[1] b + π[2] c + π[3] f
      let modes = interface.readModes[head]
      next.weightings[head] =
        modes[columns: 0..<1] * backward + modes[columns: 1..<2] * content + modes[columns: 2..<3] * forward
      // r = Mₜᵀ wʳ
      next.reads[head] = batchedMatrixProduct(
        next.weightings[head].reshaped(to: [batch, 1, slots]), next.memory
      ).reshaped(to: [batch, width])
    }
    return next
  }
}
