import SeqAutodiff
import SeqTensor

/// The gradients of one step, worked out in shards: a tape and a block of gradients each, one meeting at the end.
///
/// The number of shards is a setting of the training, not the number of threads: shards are added in their
/// order, so that any number of threads gives the same bits.
public final class ShardedStep {
  private struct Shard {
    let tape = Tape()
    let gradients: Gradients
  }

  private let shards: [Shard]
  private let threads: Int

  public init(parameters: ParameterStore, shards count: Int, threads: Int) {
    guard count > 0 else { fatalError("ShardedStep: 1 shard or more is needed, not \(count)") }
    shards = (0..<count).map { _ in Shard(gradients: Gradients(for: parameters)) }
    self.threads = threads
  }

  /// The sum of the shards' losses and of their gradients.
  ///
  /// - Parameters:
  ///   - count: how many shards this step has, at most as many as were made; small batches may have fewer.
  ///   - loss: one number from the tape and number of its shard. Called from several threads at once.
  /// - Returns: the loss, and the gradients, valid until the next call.
  public func callAsFunction(
    of parameters: ParameterStore, shards count: Int, _ loss: (_ shard: Int, _ tape: Tape) -> Variable
  ) -> (loss: Double, gradients: Gradients) {
    guard count > 0, count <= shards.count else {
      fatalError("ShardedStep: 1 to \(shards.count) shards are there, not \(count)")
    }
    var losses = [Double](repeating: 0, count: count)
    losses.withUnsafeMutableBufferPointer { losses in
      nonisolated(unsafe) let losses = losses
      inParallel(count, threads: threads) { index in
        // Threads for which there is no shard help with large products.
        shards[index].tape.threads = max(threads / count, 1)
        losses[index] = Double(
          shards[index].tape.valueAndGradients(of: parameters, into: shards[index].gradients) {
            loss(index, $0)
          })
      }
    }
    for other in shards[1..<count] { shards[0].gradients.add(other.gradients, threads: threads) }
    return (losses.reduce(0, +), shards[0].gradients)
  }
}
