import SeqAutodiff
import SeqLayers
import SeqModels
import SeqTensor
import SeqTraining

/// `cnn`: picture networks in the shapes of the peer script.
func convolutionalNetworks() -> [Benchmark] {
  [
    training(
      "catsdogs train b30", .basic, size: 150, channels: 3, batch: 30, outputs: 1, .rmsProp(), rate: 1e-4,
      forwardGFLOP: 9.5),
    inference("catsdogs forward b30", .basic, size: 150, batch: 30, forwardGFLOP: 9.5),
    inference(
      "vgg16features forward b8 150", .vgg16, size: 150, batch: 8, endsAt: "features.30", forwardGFLOP: 105.9),
    inference(
      "vgg16features forward b1 224", .vgg16, size: 224, batch: 1, endsAt: "features.30", forwardGFLOP: 30.7),
    inference("resnet18 forward b1 224", .resnet18, size: 224, batch: 1, forwardGFLOP: 3.63),
    training(
      "lenet5 train b128", .lenet5, size: 28, channels: 1, batch: 128, outputs: 10, .sgd(), rate: 0.01,
      forwardGFLOP: 0.107),
    capsules,
    // Shapes that the peer script does not have.
    training(
      "resnet20 train b128", .resnet20, size: 32, channels: 3, batch: 128, outputs: 10, .adam(), rate: 0.001,
      forwardGFLOP: 10.4),
    inference("efficientnet-lite0 forward b16", .efficientnetLite0, size: 224, batch: 16, forwardGFLOP: 12.3),
  ]
}

private func pictures(_ batch: Int, _ size: Int, _ channels: Int) -> Tensor {
  var random = RandomSource(seed: 2)
  let shape: Shape = [batch, size, size, channels]
  return Tensor(shape, (0..<shape.count).map { _ in random.uniform() })
}

/// Forward, backward and the optimizer's pass.
private func training(
  _ config: String, _ kind: NetworkKind, size: Int, channels: Int, batch: Int, outputs: Int,
  _ optimizer: OptimizerKind, rate: Scalar, forwardGFLOP: Double
) -> Benchmark {
  Benchmark(
    workload: "cnn", config: config, items: batch, unit: "images", gflop: 3 * forwardGFLOP
  ) { options in
    let builder = kind.declared(input: (size, size, channels), outputs: outputs)
    let network = kind.network(builder)
    let parameters = builder.finish(random: RandomSource(seed: 1))
    let gradients = Gradients(for: parameters)
    let rule = Optimizer(optimizer, for: parameters)
    let input = pictures(batch, size, channels)
    let tape = Tape()
    tape.threads = options.threads
    return {
      let loss = tape.valueAndGradients(of: parameters, into: gradients) { tape in
        var pass = ImagePass.training(RandomSource(seed: 3))
        let logits = network(tape.constant(input), &pass)
        let loss =
          outputs == 1
          ? bernoulliCrossEntropy(
            logits, targets: tape.constant((0..<batch).map { Scalar($0 % 2) }, logits.shape))
          : softmaxCrossEntropy(logits, targets: (0..<batch).map { Int32($0 % outputs) })
        return loss / Scalar(batch)
      }
      rule.update(parameters, with: gradients, rate: rate, threads: options.threads)
      return Double(loss)
    }
  }
}

/// The whole step of a capsule network: margin loss, reconstruction, Adam.
private var capsules: Benchmark {
  // Three times forward, less the gradient of the pictures.
  Benchmark(workload: "cnn", config: "capsnet train b32", items: 32, unit: "images", gflop: 38.5) { options in
    var scope = ParameterScope()
    let network = CapsuleNetwork(CapsuleConfiguration(), scope: &scope)
    let parameters = scope.finish(random: RandomSource(seed: 1))
    let gradients = Gradients(for: parameters)
    let rule = Optimizer(.adam(), for: parameters)
    let input = pictures(32, 28, 1)
    let labels = (0..<32).map { Int32($0 % 10) }
    let tape = Tape()
    tape.threads = options.threads
    return {
      let loss = tape.valueAndGradients(of: parameters, into: gradients) { tape in
        network.loss(tape.constant(input), labels: labels)
      }
      rule.update(parameters, with: gradients, rate: 0.001, threads: options.threads)
      return Double(loss)
    }
  }
}

/// The logits, or the map of the layer `endsAt`.
private func inference(
  _ config: String, _ kind: NetworkKind, size: Int, batch: Int, endsAt: String? = nil, forwardGFLOP: Double
) -> Benchmark {
  Benchmark(
    workload: "cnn", config: config, items: batch, unit: "images", gflop: forwardGFLOP
  ) { options in
    let builder = kind.declared(input: (size, size, 3))
    // Batch normalisation folded, as in all evaluation.
    let (network, parameters) = kind.network(builder).folded(builder.finish(random: RandomSource(seed: 1)))
    let end =
      endsAt.flatMap { name in network.layers.firstIndex { $0.name == name } } ?? network.layers.count - 1
    let layers = Array(network.layers[...end])
    let input = pictures(batch, size, 3)
    let tape = Tape()
    tape.threads = options.threads
    return {
      tape.evaluate(with: parameters) { tape in
        var pass = ImagePass.inference
        return Double(pass.run(layers, on: tape.constant(input)).elements[0])
      }
    }
  }
}
