import SeqAutodiff
import SeqLayers
import SeqModels
import SeqTensor
import SeqTraining

private let vocabulary = 8000
private let embedding = 256
private let time = 15

/// The peers' model: two layers a side, Luong's general score, input feeding, one projection for all steps.
private func configuration(hidden: Int, bidirectional: Bool, attention: Bool) -> TranslationConfiguration {
  var configuration = TranslationConfiguration(
    sourceVocabularySize: vocabulary, targetVocabularySize: vocabulary)
  configuration.embeddingSize = embedding
  configuration.hiddenSize = hidden
  configuration.isBidirectional = bidirectional
  configuration.attention = attention ? .general : .none
  return configuration
}

private func makeModel(_ configuration: TranslationConfiguration) -> (TranslationModel, ParameterStore) {
  var scope = ParameterScope()
  let model = TranslationModel(configuration, scope: &scope)
  return (model, scope.finish(random: RandomSource(seed: 1)))
}

private func randomSentences(_ count: Int, _ random: inout RandomSource) -> [[Int32]] {
  (0..<count).map { _ in (0..<time).map { _ in Int32(3 + random.below(vocabulary - 3)) } }
}

private func forwardGFLOP(rows: Int, batch: Int, hidden: Int, bidirectional: Bool, attention: Bool) -> Double
{
  var total =
    bidirectional
    ? recurrentGFLOP(
      gates: 4, batch: batch, time: time, input: embedding, hidden: hidden / 2, layers: 2, directions: 2)
    : recurrentGFLOP(gates: 4, batch: batch, time: time, input: embedding, hidden: hidden, layers: 2)
  total += recurrentGFLOP(
    gates: 4, batch: rows, time: time, input: embedding + (attention ? hidden : 0), hidden: hidden, layers: 2)
  if attention {
    total += 2e-9 * Double(batch * time * hidden * hidden)
    total += 4e-9 * Double(rows * time * time * hidden + rows * time * hidden * hidden)
  }
  return total + 2e-9 * Double(rows * time * hidden * vocabulary)
}

/// `seq2seq_train`: forward, backward, clip to norm 5, Adam; batch 64, 15 source and 15 target tokens, no padding.
func translationTraining() -> [Benchmark] {
  let configs = [
    ("attention", 256, false), ("attention", 256, true), ("attention", 512, false), ("attention", 512, true),
    ("plain", 256, false), ("plain", 512, false),
  ]
  return configs.map { kind, hidden, bidirectional in
    Benchmark(
      workload: "seq2seq_train", config: "\(kind) \(bidirectional ? "bi" : "uni") h\(hidden)",
      items: 64 * time,
      unit: "target tokens",
      gflop: 3
        * forwardGFLOP(
          rows: 64, batch: 64, hidden: hidden, bidirectional: bidirectional, attention: kind == "attention")
    ) { options in
      let (model, parameters) = makeModel(
        configuration(hidden: hidden, bidirectional: bidirectional, attention: kind == "attention"))
      var random = RandomSource(seed: 2)
      let shards = (0..<options.threads).map { shard in
        let count = 64 * (shard + 1) / options.threads - 64 * shard / options.threads
        let target = TokenBatch(randomSentences(count, &random))
        return TranslationBatch(
          source: TokenBatch(randomSentences(count, &random)), input: target, target: target)
      }
      let step = ShardedStep(parameters: parameters, shards: shards.count, threads: options.threads)
      let optimizer = Optimizer(.adam(), for: parameters)
      return {
        let (loss, gradients) = step(of: parameters, shards: shards.count) { shard, tape in
          var none = Regularization.none
          return model.loss(shards[shard], on: tape, regularization: &none) / Scalar(64 * time)
        }
        let norm = gradients.norm(threads: options.threads)
        optimizer.update(
          parameters, with: gradients, rate: 0.001, gradientScale: norm > 5 ? Scalar(5 / norm) : 1,
          threads: options.threads)
        return loss
      }
    }
  }
}

extension ParameterStore {
  /// The same model as an int8 file would have it.
  fileprivate func keepAsInt8() {
    keep(
      entries.map { _, parameter in
        guard parameter.shape.rank == 2 else { return nil }
        let (values, columns) = (self[parameter], parameter.shape.columns)
        let scales = stride(from: 0, to: values.count, by: columns).map { start in
          values[start..<start + columns].reduce(0) { max($0, abs($1)) } / 127
        }
        let numbers = values.enumerated().map { place, value in
          let scale = scales[place / columns]
          return Int8(scale > 0 ? (value / scale).rounded() : 0)
        }
        return numbers.withUnsafeBufferPointer {
          guard let first = $0.baseAddress else { return nil }
          return Int8Matrix(
            rows: scales.count, columns: columns, numbers: first, isKept: false, scales: scales)
        }
      })
  }
}

/// `translate_decode`: greedy and beam 5, batch 1 and 32, exactly 15 target tokens of 15 source tokens, with the weights of a
/// model in full precision and, of one sentence, with those of an int8 file.
func translationDecoding() -> [Benchmark] {
  let weights = [(1, ""), (1, " int8"), (32, "")]
  return [(256, false), (512, false), (512, true)].flatMap { hidden, bidirectional in
    weights.flatMap { batch, storage in
      [("greedy", 1, SearchMethod.greedy), ("beam5", 5, .beam(width: 5, lengthPenalty: 0))].map {
        name, beam, method in
        Benchmark(
          workload: "translate_decode",
          config: "\(name) b\(batch) \(bidirectional ? "bi" : "uni") h\(hidden)\(storage)",
          items: batch, unit: "sentences",
          gflop: forwardGFLOP(
            rows: batch * beam, batch: batch, hidden: hidden, bidirectional: bidirectional, attention: true)
        ) { options in
          let (model, parameters) = makeModel(
            configuration(hidden: hidden, bidirectional: bidirectional, attention: true))
          if !storage.isEmpty { parameters.keepAsInt8() }
          var random = RandomSource(seed: 2)
          let sentences = randomSentences(batch, &random)
          let shards = min(options.threads, batch)
          let parts = (0..<shards).map {
            sentences[batch * $0 / shards..<batch * ($0 + 1) / shards].map { $0 }
          }
          return {
            var sums = [Double](repeating: 0, count: shards)
            sums.withUnsafeMutableBufferPointer { sums in
              nonisolated(unsafe) let sums = sums
              inParallel(shards, threads: options.threads) { shard in
                let found = try? model.translate(
                  parts[shard], with: parameters, method: method, limits: SearchLimits(exactly: time),
                  threads: options.threads / shards)
                sums[shard] = found?.first?.first?.logProbability ?? .nan
              }
            }
            return sums.reduce(0, +)
          }
        }
      }
    }
  }
}
