import SeqAutodiff
import SeqLayers
import SeqTensor

extension EndToEndMemoryNetwork {
  /// An answer and what it was read from.
  public struct Answer: Sendable, Hashable {
    /// The id of the best word.
    public var word: Int32
    /// â of that word.
    public var probability: Scalar
    /// p of each hop over all facts of the story, 0 for those that were forgotten: [K][facts]. A hop's weights sum to 1, or to
    /// less by the share of empty slots.
    public var attention: [[Scalar]]
  }

  /// The most probable answers to some questions. The answers that the items hold are not looked at.
  public func answers(
    _ items: [StoryBatch.Item], with parameters: ParameterStore, on tape: Tape = Tape()
  ) -> [Answer] {
    var found: [Answer] = []
    for range in chunks(of: items.count, length: 256) {
      let part = items[range]
      let batch = StoryBatch(part, memorySize: configuration.memorySize)
      found += tape.evaluate(with: parameters) { tape in
        let reading = self(batch, on: tape)
        let probabilities = softmax(reading.logits)
        let (values, columns) = (probabilities.scalars, probabilities.shape.columns)
        let weights = reading.attention.map(\.elements)
        return part.enumerated().map { row, item in
          var best = 0
          for column in 0..<columns where values[row * columns + column] > values[row * columns + best] {
            best = column
          }
          let kept = Int(batch.starts[row])..<Int(batch.starts[row + 1])
          let forgotten = [Scalar](repeating: 0, count: item.facts.count - kept.count)
          return Answer(
            word: Int32(best), probability: values[row * columns + best],
            attention: weights.map { forgotten + $0[kept] })
        }
      }
    }
    return found
  }
}
