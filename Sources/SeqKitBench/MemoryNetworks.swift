import SeqAutodiff
import SeqLayers
import SeqModels
import SeqTensor
import SeqTraining

private let facts = 50
private let words = 7
private let hops = 3
private let batchSize = 32
private let questions = 1000

/// `memn2n`: 3 hops, adjacent tying, position and time encoding; 50 sentences of 7 words, none of them padding.
func memoryNetworks() -> [Benchmark] {
  [20, 50].flatMap { size in
    [40, 180].flatMap { vocabulary in
      let name = "d\(size) v\(vocabulary)"
      func benchmark(
        _ config: String, items: Int, passes: Double, _ prepare: @escaping (Options) -> () -> Double
      ) -> Benchmark {
        Benchmark(
          workload: "memn2n", config: config, items: items, unit: "questions",
          gflop: passes * forwardGFLOP(items, vocabulary, size), prepare: prepare)
      }
      return [
        benchmark("train \(name) b\(batchSize)", items: batchSize, passes: 3) { options in
          let run = Run(size, vocabulary, threads: options.threads)
          let batch = run.batch(0..<batchSize)
          return { run.step(batch) }
        },
        // The peer draws an order and gathers its batches within the epoch; so does this.
        benchmark("epoch1k \(name) b\(batchSize)", items: questions, passes: 3) { options in
          let run = Run(size, vocabulary, threads: options.threads)
          var random = RandomSource(seed: 2)
          return {
            var order = Array(0..<questions)
            random.shuffle(&order)
            return chunks(of: questions, length: batchSize).reduce(0) { $0 + run.step(run.batch(order[$1])) }
          }
        },
        benchmark("answer \(name) b1", items: 1, passes: 1) { options in
          let run = Run(size, vocabulary, threads: options.threads)
          return { Double(run.answers(run.batch(0..<1))) }
        },
        benchmark("answer \(name) b\(batchSize)", items: batchSize, passes: 1) { options in
          let run = Run(size, vocabulary, threads: options.threads)
          return { Double(run.answers(run.batch(0..<batchSize))) }
        },
      ]
    }
  }
}

private func forwardGFLOP(_ batch: Int, _ vocabulary: Int, _ size: Int) -> Double {
  let encode: Int = (hops + 1) * (2 * facts * words * size + facts * size) + 2 * words * size
  let read: Int = hops * (4 * facts * size + 3 * facts)
  let score: Int = 2 * size * vocabulary
  return Double(batch * (encode + read + score)) / 1e9
}

/// A network, its optimizer and questions over random words.
private final class Run {
  private let model: EndToEndMemoryNetwork
  private let parameters: ParameterStore
  private let items: [StoryBatch.Item]
  private let sharded: ShardedStep
  private let shards: Int
  private let optimizer: Optimizer
  private let tape = Tape()

  init(_ size: Int, _ vocabulary: Int, threads: Int) {
    var configuration = EndToEndMemoryConfiguration(vocabularySize: vocabulary)
    configuration.embeddingSize = size
    configuration.hops = hops
    configuration.memorySize = facts
    configuration.sentenceLength = words
    var scope = ParameterScope()
    model = EndToEndMemoryNetwork(configuration, scope: &scope)
    parameters = scope.finish(random: RandomSource(seed: 1))
    var random = RandomSource(seed: 1).stream(named: "words")
    func sentence() -> [Int32] { (0..<words).map { _ in Int32(random.below(vocabulary)) } }
    items = (0..<questions).map { _ in
      StoryBatch.Item(
        facts: (0..<facts).map { _ in sentence() }, question: sentence(),
        answer: Int32(random.below(vocabulary)))
    }
    shards = threads
    sharded = ShardedStep(parameters: parameters, shards: shards, threads: threads)
    optimizer = Optimizer(.sgd(), for: parameters)
  }

  func batch(_ members: some Collection<Int>) -> [StoryBatch] {
    let members = Array(members)
    let parts = min(shards, members.count)
    return (0..<parts).map { part in
      StoryBatch(
        stride(from: part, to: members.count, by: parts).map { items[members[$0]] }, memorySize: facts)
    }
  }

  /// Forward, backward, clip to norm 40, gradient descent; the loss.
  func step(_ batch: [StoryBatch]) -> Double {
    let (loss, gradients) = sharded(of: parameters, shards: batch.count) { shard, tape in
      model.loss(batch[shard], on: tape)
    }
    let norm = gradients.norm(threads: 1)
    optimizer.update(
      parameters, with: gradients, rate: 0.01, gradientScale: norm > 40 ? Scalar(40 / norm) : 1)
    return loss
  }

  /// The sum of the numbers of the best answers.
  func answers(_ batch: [StoryBatch]) -> Int {
    batch.reduce(0) { total, part in
      tape.evaluate(with: parameters) { tape in
        let logits = model(part, on: tape).logits
        let (scores, columns) = (logits.scalars, logits.shape.columns)
        return (0..<part.count).reduce(total) { total, row in
          var best = 0
          for id in 1..<columns
          where scores[row * columns + id] > scores[row * columns + best] { best = id }
          return total + best
        }
      }
    }
  }
}
