import SeqAutodiff
import SeqModels
import SeqTensor

/// A new classifier on features that were worked out once: logistic regression by the same loop as everything else.
///
/// Each feature is brought to mean 0 and deviation 1 over the training pictures; the finished weights absorb that.
public final class FeatureHead {
  public let trainer: ImageTrainer
  private let means, deviations: [Double]
  private let outputs: Int

  /// - Parameters:
  ///   - training: features [N] and class of every picture.
  ///   - dropout: share of features dropped while training.
  public init(
    training: (features: [[Scalar]], labels: [Int32]), validation: (features: [[Scalar]], labels: [Int32]),
    outputs: Int, dropout: Scalar, settings: ImageTrainingSettings, threads: Int
  ) {
    let size = training.features.first?.count ?? 0
    let count = Double(max(training.features.count, 1))
    var (means, deviations) = ([Double](repeating: 0, count: size), [Double](repeating: 0, count: size))
    for vector in training.features { for i in 0..<size { means[i] += Double(vector[i]) / count } }
    for vector in training.features {
      for i in 0..<size {
        let distance = Double(vector[i]) - means[i]
        deviations[i] += distance * distance / count
      }
    }
    // A feature that hardly moves must not become all noise.
    for i in 0..<size { deviations[i] = max(deviations[i].squareRoot(), 1e-3) }
    func samples(_ part: (features: [[Scalar]], labels: [Int32])) -> ImageSamples {
      var all: [Scalar] = []
      all.reserveCapacity(part.features.count * size)
      for vector in part.features {
        for i in 0..<size { all.append(Scalar((Double(vector[i]) - means[i]) / deviations[i])) }
      }
      return ImageSamples(vectors: all, labels: part.labels)
    }
    var builder = NetworkBuilder(vector: size)
    builder.head(outputs, dropout: dropout)
    let network = builder.network(name: "head")
    trainer = ImageTrainer(
      layers: network.layers,
      parameters: builder.finish(random: RandomSource(seed: settings.seed).stream(named: "head")),
      settings: settings, training: samples(training), validation: samples(validation), threads: threads)
    self.means = means
    self.deviations = deviations
    self.outputs = outputs
  }

  /// Puts the best epoch's weights into those of a network with such a classifier.
  public func install(into parameters: ParameterStore) {
    trainer.useBest()
    let own = trainer.parameters
    guard let ownWeight = own["head.weight"], let ownBias = own["head.bias"],
      let weight = parameters["head.weight"], let bias = parameters["head.bias"],
      weight.shape == ownWeight.shape
    else { fatalError("FeatureHead: the network's classifier is of another size") }
    // W (x − mean) / deviation + b = (W / deviation) x + (b − W mean / deviation)
    var (w, b) = (own[ownWeight], own[ownBias])
    let size = means.count
    for row in 0..<outputs {
      var shift = 0.0
      for i in 0..<size {
        let scaled = Double(w[row * size + i]) / deviations[i]
        w[row * size + i] = Scalar(scaled)
        shift += scaled * means[i]
      }
      b[row] -= Scalar(shift)
    }
    parameters[weight] = w
    parameters[bias] = b
  }
}
