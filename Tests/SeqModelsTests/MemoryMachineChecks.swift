import SeqAutodiff
import SeqModels
import SeqTensor
import TestSupport
import Testing

// What both machines with a memory are asked, of three inputs and two outputs.

/// Inputs [T, B, 3], always the same ones.
func machineInputs(_ tape: Tape, time: Int, batch: Int) -> Variable {
  var random = RandomSource(seed: 5)
  return tape.constant((0..<time * batch * 3).map { _ in random.uniform(in: -1..<1) }, [time, batch, 3])
}

/// Some outputs, and the gradients of a weighted sum of them.
func outputsAndGradients(_ parameters: ParameterStore, of body: (Tape) -> Variable) -> (
  outputs: [Scalar], gradients: [Scalar]
) {
  let gradients = Gradients(for: parameters)
  _ = Tape().valueAndGradients(of: parameters, into: gradients) { tape in
    let output = body(tape)
    let weights = (0..<output.shape.count).map { Scalar($0 % 5) / 2 - 1 }
    return (output * tape.constant(weights, output.shape)).sum()
  }
  let outputs = Tape().evaluate(with: parameters) { body($0).elements }
  return (outputs, parameters.entries.flatMap { gradients[$0.parameter] })
}

/// What a batch of two makes of its sequences is what each of them makes alone.
func expectABatchEqualsOneByOne(_ model: some SequencePredictor, _ parameters: ParameterStore) {
  let both = Tape().evaluate(with: parameters) { tape in
    model.logits(machineInputs(tape, time: 6, batch: 2), at: 2..<6).elements
  }
  for row in 0..<2 {
    let alone = Tape().evaluate(with: parameters) { tape in
      let all = machineInputs(tape, time: 6, batch: 2)
      let one = all.swappingFirstAxes()[rows: row..<row + 1].swappingFirstAxes()
      return model.logits(1 * one, at: 2..<6).elements
    }
    let expected = (0..<4).flatMap { step in (0..<2).map { both[(step * 2 + row) * 2 + $0] } }
    #expect(distance(alone, expected) < 1e-6, "sequence \(row)")
  }
}
