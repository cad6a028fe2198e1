import SeqAutodiff
import SeqData
import SeqLayers
import SeqModels
import SeqTensor
import SeqTraining

private let bits = 8
private let length = 20
private let control = 100
private let sizes = MemorySizes(slots: 128, width: 20)

/// `ntm_copy`: LSTM of 100, memory 128 x 20, one head of each kind, 41 steps of 9 channels; RMSProp with momentum, clipping.
func neuralTuringMachines() -> [Benchmark] {
  [1, 16].flatMap { batch in
    ["train", "forward"].map { mode in
      Benchmark(
        workload: "ntm_copy", config: "\(mode) b\(batch)", items: batch, unit: "sequences",
        gflop: (mode == "train" ? 3 : 1) * forwardGFLOP(batch)
      ) { options in
        let run = Run(batch, threads: options.threads)
        return mode == "train" ? { run.step() } : { run.forward() }
      }
    }
  }
}

private func forwardGFLOP(_ batch: Int) -> Double {
  let (rows, width) = (sizes.slots, sizes.width)
  let gates: Int = 8 * control * (bits + 1 + width + control)
  let heads: Int = 2 * control * sizes.parameterCount
  // Both keys' similarity, norms of rows, read, erase and add; about 20 a weight for softmax, shift and power.
  let address: Int = 13 * rows * width + 40 * rows
  let output: Int = 2 * length * (control + width) * bits
  let steps = 2 * length + 1
  return Double(batch * (steps * (gates + heads + address) + output)) / 1e9
}

/// A machine, its optimizer and random sequences of the copy task, by eights on a tape, as in training.
private final class Run {
  private let model: NeuralTuringMachineModel
  private let parameters: ParameterStore
  private let shards: [[TaskSequence]]
  private let batch: Int
  private let sharded: ShardedStep
  private let optimizer: Optimizer
  private let tapes: [Tape]
  private let threads: Int

  init(_ batch: Int, threads: Int) {
    let task = AlgorithmicTaskSettings(.copy)
    var configuration = NeuralTuringMachineConfiguration(
      inputSize: task.inputSize, outputSize: task.outputSize)
    configuration.controllerSize = control
    configuration.memory = sizes
    var scope = ParameterScope()
    model = NeuralTuringMachineModel(configuration, scope: &scope)
    parameters = scope.finish(random: RandomSource(seed: 1))
    var random = RandomSource(seed: 2)
    let sequences = (0..<batch).map { _ in task.sequence(task.content(length: length, random: &random)) }
    shards = stride(from: 0, to: batch, by: 8).map { Array(sequences[$0..<min($0 + 8, batch)]) }
    sharded = ShardedStep(parameters: parameters, shards: shards.count, threads: threads)
    optimizer = Optimizer(.rmsPropGraves(), for: parameters)
    tapes = shards.map { _ in Tape() }
    self.batch = batch
    self.threads = threads
  }

  /// Forward, backward, clip every gradient to 10, RMSProp; the loss.
  func step() -> Double {
    let (loss, gradients) = sharded(of: parameters, shards: shards.count) { shard, tape in
      model.cost(of: shards[shard], on: tape)
    }
    gradients.clip(to: 10, threads: 1)
    optimizer.update(parameters, with: gradients, rate: 1e-4, gradientScale: 1 / Scalar(batch))
    return loss
  }

  /// The sum of the losses.
  func forward() -> Double {
    var losses = [Double](repeating: 0, count: shards.count)
    losses.withUnsafeMutableBufferPointer { losses in
      nonisolated(unsafe) let (losses, tapes) = (losses, tapes)
      inParallel(losses.count, threads: threads) { shard in
        losses[shard] = tapes[shard].evaluate(with: parameters) {
          Double(model.cost(of: shards[shard], on: $0).item)
        }
      }
    }
    return losses.reduce(0, +)
  }
}
