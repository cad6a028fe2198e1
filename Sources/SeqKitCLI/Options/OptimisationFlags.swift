import ArgumentParser
import SeqKit
import SeqTensor
import SeqTraining

/// Flags that decide the optimisation; those not given leave the settings as they are.
struct OptimisationFlags: ParsableArguments {
  enum Rule: String, ExpressibleByArgument, CaseIterable {
    case sgd, momentum, adagrad, rmsprop
    case rmspropGraves = "rmsprop-graves"
    case adam, adamw
  }
  enum Plan: String, ExpressibleByArgument, CaseIterable {
    case cosine, constant, halving
    case inverseSquareRoot = "inverse-sqrt"
    case plateau
  }

  private static let standard = TranslationTrainingSettings()

  @Option(
    help: ArgumentHelp(
      "Passes over the data. Default: by its size, 10 to 60; up to 500 where there are few words.",
      valueName: "n"))
  var epochs: Int?
  @Option(
    help: ArgumentHelp(
      "Pairs with a longer side, in tokens, are left out. Default: \(standard.maximumLength).",
      valueName: "n"))
  var maxLength: Int?
  @Option(
    help: ArgumentHelp(
      "Padded tokens in a batch, source and target together. Default: by the size of the data.",
      valueName: "n"))
  var batchTokens: Int?
  @Option(help: "Rule by which gradients change the weights. Default: adam.") var optimizer: Rule?
  @Option(help: ArgumentHelp("Learning rate. Default: \(standard.learningRate).", valueName: "rate"))
  var learningRate: Double?
  @Option(help: "How the learning rate goes on. Default: cosine, after 200 updates of rise.")
  var schedule: Plan?
  @Option(
    help: ArgumentHelp(
      "Largest gradient norm; 0 for no limit. Default: \(standard.clipNorm).", valueName: "norm"))
  var clipNorm: Double?
  @Option(
    help: ArgumentHelp(
      "Largest single gradient; 0 for no limit. Default: \(standard.clipValue).", valueName: "value"))
  var clipValue: Double?
  @Option(
    help: ArgumentHelp(
      "Share of probability spread over all tokens. Default: \(standard.labelSmoothing).", valueName: "share")
  )
  var labelSmoothing: Double?
  @Option(
    help: ArgumentHelp(
      "Probability, at the end, that the decoder learns from its own last token (scheduled sampling). Default: \(standard.scheduledSampling).",
      valueName: "rate"))
  var scheduledSampling: Double?
  @Option(
    help: ArgumentHelp(
      "Evaluate and keep a mean of the weights: none, epochs:N from epoch N on, or exponential:DECAY. Default: none.",
      valueName: "how"))
  var averaging: Averaging?
  @Option(
    help: ArgumentHelp(
      "Stop after so many epochs without a better one. Default: \(standard.patience), never.", valueName: "n")
  )
  var patience: Int?
  @Option(
    help: ArgumentHelp(
      "Sources set aside to choose the best model by, at most a tenth. Default: \(grouped(TranslatorSettings().heldOut)).",
      valueName: "n"))
  var heldOut: Int?
  @Option(help: "What the best model is chosen by. Default: \(standard.metric.rawValue).")
  var metric: TranslationTrainingSettings.Metric?

  func validate() throws {
    func check(_ name: String, _ value: Int?, _ range: ClosedRange<Int>) throws {
      if let value, !range.contains(value) {
        throw ValidationError(
          "--\(name) must lie between \(range.lowerBound) and \(range.upperBound), not \(value)")
      }
    }
    try check("epochs", epochs, 1...100_000)
    try check("max-length", maxLength, 1...100_000)
    try check("batch-tokens", batchTokens, 1...10_000_000)
    try check("patience", patience, 0...100_000)
    try check("held-out", heldOut, 0...100_000_000)
    if let learningRate, !(learningRate > 0 && learningRate.isFinite) {
      throw ValidationError("--learning-rate must be above 0, not \(learningRate)")
    }
    for (name, value) in [
      ("clip-norm", clipNorm), ("clip-value", clipValue), ("label-smoothing", labelSmoothing),
      ("scheduled-sampling", scheduledSampling),
    ] {
      if let value, !(value >= 0 && value.isFinite) {
        throw ValidationError("--\(name) must be at least 0, not \(value)")
      }
    }
    if let labelSmoothing, labelSmoothing >= 1 { throw ValidationError("--label-smoothing must be below 1") }
    if let scheduledSampling, scheduledSampling > 1 {
      throw ValidationError("--scheduled-sampling must be at most 1")
    }
  }

  func apply(to settings: inout TranslatorSettings) throws {
    func set<Value>(_ value: Value?, _ path: WritableKeyPath<TranslationTrainingSettings, Value>) {
      if let value { settings.training[keyPath: path] = value }
    }
    set(epochs, \.epochs)
    set(maxLength, \.maximumLength)
    set(batchTokens, \.batchTokens)
    set(
      optimizer.map { rule in
        switch rule {
        case .sgd: .sgd()
        case .momentum: .sgd(momentum: 0.9)
        case .adagrad: .adagrad()
        case .rmsprop: .rmsProp()
        case .rmspropGraves: .rmsPropGraves()
        case .adam: .adam()
        case .adamw: .adam(weightDecay: 0.01)
        }
      }, \.optimizer)
    set(learningRate.map { Scalar($0) }, \.learningRate)
    set(
      schedule.map { plan in
        switch plan {
        case .cosine: .cosine(warmup: 200, total: 0)
        case .constant: .constant
        case .halving: .halving(start: max(settings.training.epochs / 2, 5), every: 1)
        case .inverseSquareRoot: .inverseSquareRoot(warmup: 1000)
        case .plateau: .reduceOnPlateau(factor: 0.5, patience: 1)
        }
      }, \.schedule)
    set(clipNorm.map { Scalar($0) }, \.clipNorm)
    set(clipValue.map { Scalar($0) }, \.clipValue)
    set(labelSmoothing.map { Scalar($0) }, \.labelSmoothing)
    set(scheduledSampling.map { Scalar($0) }, \.scheduledSampling)
    set(averaging, \.averaging)
    set(patience, \.patience)
    set(metric, \.metric)
    if let heldOut { settings.heldOut = heldOut }
  }
}
