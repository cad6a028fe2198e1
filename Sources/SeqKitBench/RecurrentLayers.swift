import SeqAutodiff
import SeqLayers
import SeqTensor

/// `rnn_layers`: whole layers, forward, and forward with the gradients of all weights and of the input.
func recurrentLayers() -> [Benchmark] {
  let shapes = [(64, 35, 200, 200, 2), (32, 50, 512, 512, 1), (1, 100, 256, 256, 1), (20, 35, 650, 650, 2)]
  let kinds: [(String, CellKind, Int)] = [("rnn", .rnn, 1), ("lstm", .lstm, 4), ("gru", .gru, 3)]
  return kinds.flatMap { name, kind, gates in
    shapes.flatMap { batch, time, input, hidden, layers in
      ["forward", "train"].map { mode in
        let gflop = recurrentGFLOP(
          gates: gates, batch: batch, time: time, input: input, hidden: hidden, layers: layers)
        return Benchmark(
          workload: "rnn_layers",
          config: "\(name) b\(batch) t\(time) i\(input) h\(hidden) l\(layers) \(mode)",
          items: batch * time, unit: "steps", gflop: mode == "train" ? 3 * gflop : gflop
        ) { options in
          let shards = max(min(options.threads, batch), 1)
          var scope = ParameterScope()
          let network = RecurrentNetwork(
            kind, inputSize: input, hiddenSize: hidden, layers: layers, scope: &scope)
          // The input is declared as a parameter, so that its gradient is worked out too.
          let inputs = (0..<shards).map { shard in
            scope.parameter(
              "input\(shard)", [time, batch * (shard + 1) / shards - batch * shard / shards, input],
              .normal(deviation: 1))
          }
          let parameters = scope.finish(random: RandomSource(seed: 1))
          let tapes = (0..<shards).map { _ in Tape() }
          for tape in tapes { tape.threads = max(options.threads / shards, 1) }
          let gradients = (0..<shards).map { _ in Gradients(for: parameters) }
          var random = RandomSource(seed: 2)
          let weights = inputs.map { parameter in
            Tensor(
              [time, parameter.shape[1], hidden],
              (0..<time * parameter.shape[1] * hidden).map { _ in random.normal() })
          }
          return {
            var sums = [Double](repeating: 0, count: shards)
            sums.withUnsafeMutableBufferPointer { sums in
              nonisolated(unsafe) let (sums, tapes) = (sums, tapes)
              inParallel(shards, threads: options.threads) { shard in
                var none = Regularization.none
                if mode == "forward" {
                  sums[shard] = tapes[shard].evaluate(with: parameters) { tape in
                    let outputs = network(tape[inputs[shard]], regularization: &none).outputs
                    return Double(outputs[time - 1].scalars[0])
                  }
                } else {
                  sums[shard] = Double(
                    tapes[shard].valueAndGradients(of: parameters, into: gradients[shard]) { tape in
                      let outputs = network(tape[inputs[shard]], regularization: &none).outputs
                      return (outputs * tape.constant(weights[shard])).sum()
                    })
                }
              }
            }
            if mode == "train" {
              for other in gradients.dropFirst() { gradients[0].add(other, threads: options.threads) }
            }
            return sums.reduce(0, +)
          }
        }
      }
    }
  }
}
