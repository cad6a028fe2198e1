import SeqAutodiff
import SeqData
import SeqModels
import SeqTensor

extension SequencePredictor {
  /// The logits of what a sequence asks for, [steps, 1, Y].
  func logits(of sequence: TaskSequence, on tape: Tape) -> Variable {
    logits(tape.constant(sequence.inputs, [sequence.length, 1, sequence.inputSize]), at: sequence.steps)
  }

  /// What the bits of some sequences cost together, in nats: Σ over sequences, steps and bits.
  ///
  /// The sequences go through the machine side by side, so that a step's weights are read once for all of them. Shorter ones
  /// run on over empty inputs, which nothing that is asked for depends on.
  package func cost(of sequences: [TaskSequence], on tape: Tape) -> Variable {
    guard let first = sequences.first else { fatalError("cost: there are no sequences") }
    let (batch, size, outputs) = (sequences.count, first.inputSize, first.outputSize)
    let length = sequences.map(\.length).max() ?? 0
    let begin = sequences.map(\.steps.lowerBound).min() ?? 0
    let end = sequences.map(\.steps.upperBound).max() ?? 0
    var inputs = [Scalar](repeating: 0, count: length * batch * size)
    var (rows, targets) = ([Int32](), [Scalar]())
    for (column, sequence) in sequences.enumerated() {
      for t in 0..<sequence.length {
        let place = (t * batch + column) * size
        inputs.replaceSubrange(
          place..<place + size, with: sequence.inputs[t * size..<(t + 1) * size])
      }
      rows += sequence.steps.map { Int32(($0 - begin) * batch + column) }
      targets += sequence.targets
    }
    let all = logits(tape.constant(inputs, [length, batch, size]), at: begin..<end)
    let asked = all.reshaped(to: [(end - begin) * batch, outputs]).gather(
      rows: rows, leading: Shape(rows.count))
    return bernoulliCrossEntropy(asked, targets: tape.constant(targets, asked.shape))
  }
}
