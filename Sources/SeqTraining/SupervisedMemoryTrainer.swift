import SeqAutodiff
import SeqData
import SeqLayers
import SeqModels
import SeqTensor

/// Every choice of a supervised memory network's training that is not one of its model.
///
/// The papers train by stochastic gradient descent on sampled negatives. Stories are short, so every candidate is a negative
/// here, and Adam needs no rate of its own for each task.
public struct SupervisedMemoryTrainingSettings: Sendable, Hashable, Codable {
  public var seed: UInt64 = 1
  public var epochs = 60
  public var batchSize = 32
  /// Of Adam; it falls linearly to nothing over the training. The loss is a mean over a batch.
  public var learningRate: Scalar = 0.01
  /// γ, by which the right choice is to win.
  public var margin: Scalar = 0.1
  /// Of all weights, decoupled from the gradient; as a share of the rate.
  public var weightDecay: Scalar = 0
  /// How likely a feature is left out while training.
  public var featureNoise: Scalar = 0
  /// Gradients are scaled down to this norm.
  public var clipNorm: Scalar = 40
  /// The share of the training questions that is set aside.
  public var heldOut = 0.0

  public init() {}
}

/// How many questions a supervised memory network gets wrong, from 0 to 1.
public struct SupervisedMemoryErrors: Sendable, Hashable, Codable {
  /// Answers that are not the right one, word for word.
  public var answer: Double
  /// Questions whose chosen facts are not the supporting ones, in order.
  public var evidence: Double
}

/// How a supervised memory network does after an epoch.
public struct SupervisedMemoryEpochReport: Sendable, Hashable {
  /// From 1.
  public let epoch: Int
  public let learningRate: Scalar
  /// Mean loss of a question while training.
  public let trainingLoss: Double
}

/// The loop for one supervised memory network: shuffle, batch, loss and gradients, clip, step.
///
/// It runs on one thread, like `MemoryNetworkTrainer`. The same seed, settings and questions give the same bits.
public final class SupervisedMemoryTrainer {
  public let model: SupervisedMemoryNetwork
  public let parameters: ParameterStore
  public let settings: SupervisedMemoryTrainingSettings
  /// The questions that it learns from, and those set aside.
  public let training, heldOut: SupportedStories

  private let gradients: Gradients
  private let optimizer: Optimizer
  private let tape = Tape()
  private var epoch = 0

  /// A fresh network. The configuration must have no `problem`.
  public init(
    _ configuration: SupervisedMemoryConfiguration, settings: SupervisedMemoryTrainingSettings,
    questions: [StoryCodec.Question]
  ) {
    self.settings = settings
    var scope = ParameterScope()
    model = SupervisedMemoryNetwork(configuration, scope: &scope)
    let random = RandomSource(seed: settings.seed)
    parameters = scope.finish(random: random.stream(named: "parameters"))
    gradients = Gradients(for: parameters)
    optimizer = Optimizer(.adam(weightDecay: settings.weightDecay), for: parameters)
    let parts = questions.map { SupportedQuestion($0) }.split(heldOut: settings.heldOut, random: random)
    training = SupportedStories(parts.training, input: configuration.input)
    heldOut = SupportedStories(parts.heldOut, input: configuration.input)
  }

  public var isFinished: Bool { epoch >= settings.epochs }

  /// One pass over the training questions; nil when the training is over.
  ///
  /// - Throws: if the loss or a gradient is no number any more.
  public func next() throws(TrainingDiverged) -> SupervisedMemoryEpochReport? {
    guard !isFinished, training.count > 0 else { return nil }
    var order = Array(0..<training.count)
    var draw = RandomSource(seed: settings.seed).stream(named: "epoch").stream(named: "\(epoch)")
    draw.shuffle(&order)
    var noise = FeatureNoise(rate: settings.featureNoise, random: draw.stream(named: "noise"))
    let batches = chunks(of: order.count, length: settings.batchSize)
    let total = Scalar(max(batches.count * settings.epochs, 1))
    let first = settings.learningRate * (1 - Scalar(optimizer.updates) / total)
    var loss = 0.0
    for range in batches {
      let batch = Array(order[range])
      let value = tape.valueAndGradients(of: parameters, into: gradients) { tape in
        model.loss(training, batch, margin: settings.margin, on: tape, noise: &noise)
          / Scalar(batch.count)
      }
      let rate = settings.learningRate * (1 - Scalar(optimizer.updates) / total)
      try optimizer.update(
        parameters, with: gradients, of: Double(value), rate: rate, clipNorm: settings.clipNorm)
      loss += Double(value) * Double(batch.count)
    }
    epoch += 1
    return SupervisedMemoryEpochReport(
      epoch: epoch, learningRate: first, trainingLoss: loss / Double(training.count))
  }

  /// The share of wrong answers and of wrong evidence.
  public func evaluate(_ questions: [StoryCodec.Question]) -> SupervisedMemoryErrors {
    evaluate(SupportedStories(questions.map { SupportedQuestion($0) }, input: model.configuration.input))
  }

  public func evaluate(_ stories: SupportedStories) -> SupervisedMemoryErrors {
    var errors = SupervisedMemoryErrors(answer: 0, evidence: 0)
    guard stories.count > 0 else { return errors }
    for range in chunks(of: stories.count, length: 256) {
      let answers = model.answers(stories, Array(range), with: parameters, on: tape)
      for (index, answer) in zip(range, answers) {
        if answer.words != stories.answer(to: index) { errors.answer += 1 / Double(stories.count) }
        if answer.evidence != stories.support(of: index) { errors.evidence += 1 / Double(stories.count) }
      }
    }
    return errors
  }
}

extension SupportedQuestion {
  public init(_ question: StoryCodec.Question) {
    self.init(
      facts: question.facts, question: question.question, support: question.support,
      answer: question.answerWords)
  }
}
