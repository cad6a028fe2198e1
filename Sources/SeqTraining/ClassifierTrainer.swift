import SeqAutodiff
import SeqData
import SeqLayers
import SeqModels
import SeqTensor

/// Every choice of a classifier's training that is not one of its model.
public struct ClassifierTrainingSettings: Sendable, Hashable, Codable {
  public var seed: UInt64 = 1
  public var epochs = 100
  /// Examples in a batch; the loss is summed over what they ask.
  public var batchSize = 32
  /// Of Adam.
  public var learningRate: Scalar = 0.003
  /// The rate is halved after every so many epochs; nil for never.
  public var halvedEvery: Int? = 25
  /// Gradients are scaled down to this norm.
  public var clipNorm: Scalar = 40
  /// The share of the examples that is set aside.
  public var heldOut = 0.1
  /// Training ends after more than so many epochs without a better one; nil for never.
  public var patience: Int?

  public init() {}
}

/// How good a classifier is after an epoch.
public struct ClassifierEpochReport: Sendable, Hashable {
  /// From 1.
  public let epoch: Int
  public let learningRate: Scalar
  /// Mean loss in nats while training, and the share of wrong answers.
  public let trainingLoss, trainingError: Double
  /// The same for what was set aside; that of training where nothing was.
  public let heldOutLoss, heldOutError: Double
  /// Whether there was no better epoch before, by what was set aside: fewer wrong answers, or as many and a smaller loss.
  public let isBest: Bool
}

/// The loop for one classifier: shuffle, batch, loss and gradients, clip, step.
///
/// It runs on one thread, like `MemoryNetworkTrainer`. The same seed, settings and examples give the same bits.
public final class ClassifierTrainer<Model: ExampleClassifier> {
  public let model: Model
  public let parameters: ParameterStore
  public let settings: ClassifierTrainingSettings

  private let training, heldOut: [Model.Example]
  private let gradients: Gradients
  private let optimizer: Optimizer
  private let tape = Tape()
  private var epoch = 0
  private var best: (epoch: Int, error: Double, loss: Double, values: [[Scalar]])?

  /// A fresh model.
  public init(
    _ makeModel: (inout ParameterScope) -> Model, settings: ClassifierTrainingSettings,
    examples: [Model.Example]
  ) {
    self.settings = settings
    var scope = ParameterScope()
    model = makeModel(&scope)
    let random = RandomSource(seed: settings.seed)
    parameters = scope.finish(random: random.stream(named: "parameters"))
    gradients = Gradients(for: parameters)
    optimizer = Optimizer(.adam(), for: parameters)
    (training, heldOut) = examples.split(heldOut: settings.heldOut, random: random)
  }

  public var isFinished: Bool {
    if let best, let patience = settings.patience, epoch - best.epoch > patience { return true }
    return epoch >= settings.epochs
  }

  /// One pass over the training examples; nil when the training is over.
  ///
  /// - Throws: if the loss or a gradient is no number any more.
  public func next() throws(TrainingDiverged) -> ClassifierEpochReport? {
    guard !isFinished, !training.isEmpty else { return nil }
    let random = RandomSource(seed: settings.seed).stream(named: "epoch").stream(named: "\(epoch)")
    let halvings = settings.halvedEvery.map { epoch / max($0, 1) } ?? 0
    let rate = settings.learningRate / Scalar(1 << min(halvings, 30))
    var (loss, wrong, count) = (0.0, 0, 0)
    for (number, batch) in batches(random).enumerated() {
      var regularization = Regularization.training(random.stream(named: "dropout \(number)"))
      let value = tape.valueAndGradients(of: parameters, into: gradients) { tape in
        let (logits, answers) = model.scores(batch, on: tape, regularization: &regularization)
        wrong += wrongAnswers(logits, answers)
        count += answers.count
        return softmaxCrossEntropy(logits, targets: answers)
      }
      try optimizer.update(
        parameters, with: gradients, of: Double(value), rate: rate, clipNorm: settings.clipNorm)
      loss += Double(value)
    }
    epoch += 1
    let trained = (loss: loss / Double(max(count, 1)), error: Double(wrong) / Double(max(count, 1)))
    let held = heldOut.isEmpty ? trained : evaluate(heldOut)
    let isBest = best.map { (held.error, held.loss) < ($0.error, $0.loss) } ?? true
    if isBest {
      best = (epoch, held.error, held.loss, parameters.entries.map { parameters[$0.parameter] })
    }
    return ClassifierEpochReport(
      epoch: epoch, learningRate: rate, trainingLoss: trained.loss, trainingError: trained.error,
      heldOutLoss: held.loss, heldOutError: held.error, isBest: isBest)
  }

  /// Puts the parameters back to what they were after the best epoch.
  public func restoreBest() {
    guard let best else { return }
    for (entry, values) in zip(parameters.entries, best.values) { parameters[entry.parameter] = values }
  }

  /// Mean loss in nats and the share of wrong answers over other examples.
  public func evaluate(_ examples: [Model.Example]) -> (loss: Double, error: Double) {
    var (loss, wrong, count) = (0.0, 0, 0)
    let sorted = examples.indices.sorted {
      (Model.length(of: examples[$0]), $0) < (Model.length(of: examples[$1]), $1)
    }
    for range in chunks(of: sorted.count, length: 64) {
      var regularization = Regularization.none
      loss += tape.evaluate(with: parameters) { tape in
        let (logits, answers) = model.scores(
          sorted[range].map { examples[$0] }, on: tape, regularization: &regularization)
        wrong += wrongAnswers(logits, answers)
        count += answers.count
        return Double(softmaxCrossEntropy(logits, targets: answers).item)
      }
    }
    return (loss / Double(max(count, 1)), Double(wrong) / Double(max(count, 1)))
  }

  /// The training examples in a new order, in batches of like length: shuffled, sorted within pools of 16 batches, and the
  /// batches shuffled again.
  private func batches(_ random: RandomSource) -> [[Model.Example]] {
    var order = Array(training.indices)
    var draw = random.stream(named: "order")
    draw.shuffle(&order)
    var found: [[Model.Example]] = []
    for pool in chunks(of: order.count, length: 16 * max(settings.batchSize, 1)) {
      let sorted = order[pool].sorted {
        (Model.length(of: training[$0]), $0) < (Model.length(of: training[$1]), $1)
      }
      for range in chunks(of: sorted.count, length: max(settings.batchSize, 1)) {
        found.append(sorted[range].map { training[$0] })
      }
    }
    draw.shuffle(&found)
    return found
  }
}

/// How many rows of scores do not have the right class as the one best.
func wrongAnswers(_ logits: Variable, _ answers: [Int32]) -> Int {
  let columns = logits.shape.columns
  let scores = logits.scalars
  return answers.indices.count { row in
    // Where no answer is known, none is wrong.
    if answers[row] < 0 { return false }
    let right = scores[row * columns + Int(answers[row])]
    // A tie is no answer.
    return (0..<columns).contains { $0 != Int(answers[row]) && !(scores[row * columns + $0] < right) }
  }
}

extension StoryComputer.Example {
  /// A story word by word: each fact with an end mark after it, each question where it was asked with the marker of its
  /// answer after it.
  public init(_ story: Story, codec: StoryCodec) {
    self.init()
    var told = 0
    func tell(upTo count: Int, _ example: inout Self) {
      for fact in story.facts[told..<max(count, told)] {
        example.tell(codec.encode(fact.text) + [Vocabulary.end])
      }
      told = max(count, told)
    }
    for (question, encoded) in zip(story.questions, codec.encode(story)) {
      tell(upTo: question.factCount, &self)
      self.tell(encoded.question)
      ask(Vocabulary.start, for: encoded.answer)
    }
  }
}

extension EntityStoryBatch.Story {
  /// A story for a network whose keys are free.
  public init(_ story: Story, codec: StoryCodec) {
    self.init(
      facts: story.facts.map { codec.encode($0.text) },
      questions: zip(story.questions, codec.encode(story)).map { question, encoded in
        .init(words: encoded.question, answer: encoded.answer, factCount: question.factCount)
      })
  }
}
