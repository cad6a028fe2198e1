import FoundationEssentials
import SeqAutodiff
import SeqLayers
import SeqTensor
import SeqTraining
import TestSupport
import Testing

/// Three updates from (1, −2, 0.5) at rate 0.1 with fixed gradients. The numbers are PyTorch 2.13's in double precision:
///
///     w = torch.nn.Parameter(torch.tensor([1.0, -2.0, 0.5])); o = torch.optim.Adam([w], lr=0.1)
///     for g in gradients: w.grad = torch.tensor(g); o.step()
///
/// and for Graves's rule, which PyTorch does not have, his equations 38 to 41 written out in Python.
struct OptimizerNumbers: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let kind: OptimizerKind
  let weights: [Scalar]

  init(_ name: String, _ kind: OptimizerKind, _ weights: [Scalar]) {
    testDescription = name
    self.kind = kind
    self.weights = weights
  }
}

let optimizerNumbers = [
  OptimizerNumbers("SGD", .sgd(), [0.83, -2.12, 0.535]),
  OptimizerNumbers("SGD with momentum", .sgd(momentum: 0.9), [0.7715, -2.129, 0.48325]),
  OptimizerNumbers(
    "SGD with weight decay", .sgd(weightDecay: 0.01), [0.827072949, -2.114005898, 0.5335614745]),
  OptimizerNumbers(
    "SGD with momentum and weight decay", .sgd(momentum: 0.9, weightDecay: 0.01),
    [0.766054749, -2.117969498, 0.4805523745]),
  OptimizerNumbers("Adagrad", .adagrad(), [0.85824411066, -1.998351427169, 0.456194265739]),
  OptimizerNumbers("RMSProp", .rmsProp(), [-0.41671561048, -1.984944261158, 0.061448640601]),
  OptimizerNumbers(
    "Graves's RMSProp", .rmsPropGraves(), [-0.223950768524, -1.567211148356, -0.632715257356]),
  OptimizerNumbers("Adam", .adam(), [0.815943208288, -1.97049199649, 0.344855523581]),
  OptimizerNumbers("AdamW", .adam(weightDecay: 0.01), [0.813165257087, -1.964661284136, 0.343646780589]),
]

@Suite struct OptimizerTests {
  private static let gradients: [[Scalar]] = [[0.5, -1, 0.25], [-0.3, 2, 0.1], [1.5, 0.2, -0.7]]

  /// A parameter, and a model whose gradient is whatever it is multiplied by.
  private func make() -> (ParameterStore, Parameter) {
    var scope = ParameterScope()
    let w = scope.parameter("w", [3], .zeros)
    let parameters = scope.finishEmpty()
    parameters[w] = [1, -2, 0.5]
    return (parameters, w)
  }

  /// As checkpoints and models from before the weight decay have it.
  @Test func rulesOfEarlierFilesAreRead() throws {
    let found = try JSONDecoder().decode(
      OptimizerKind.self, from: Data(#"{"sgd": {"momentum": 0.5}}"#.utf8))
    #expect(found == .sgd(momentum: 0.5))
    #expect(try JSONDecoder().decode(OptimizerKind.self, from: JSONEncoder().encode(found)) == found)
  }

  @Test(arguments: optimizerNumbers)
  func threeUpdatesEqualPyTorch(_ numbers: OptimizerNumbers) {
    let (parameters, w) = make()
    let gradients = Gradients(for: parameters)
    let optimizer = Optimizer(numbers.kind, for: parameters)
    for g in Self.gradients {
      _ = Tape().valueAndGradients(of: parameters, into: gradients) { ($0[w] * $0.constant(g, [3])).sum() }
      optimizer.update(parameters, with: gradients, rate: 0.1)
    }
    #expect(distance(parameters[w], numbers.weights) < (isDouble ? 1e-8 : 2e-6))
    #expect(optimizer.updates == 3)
  }

  /// Scaling by the optimizer is scaling the gradients.
  @Test(arguments: optimizerNumbers)
  func gradientScaleScalesGradients(_ numbers: OptimizerNumbers) {
    var results: [[Scalar]] = []
    for scale in [Scalar(1), 0.25] {
      let (parameters, w) = make()
      let gradients = Gradients(for: parameters)
      let optimizer = Optimizer(numbers.kind, for: parameters)
      for g in Self.gradients {
        _ = Tape().valueAndGradients(of: parameters, into: gradients) {
          ($0[w] * $0.constant(g.map { $0 * 0.25 / scale }, [3])).sum()
        }
        optimizer.update(parameters, with: gradients, rate: 0.1, gradientScale: scale)
      }
      results.append(parameters[w])
    }
    #expect(distance(results[0], results[1]) < 1e-6)
  }

  /// All of them find the bottom of Σ (w − t)².
  @Test(arguments: optimizerNumbers)
  func quadraticIsSolved(_ numbers: OptimizerNumbers) {
    let (parameters, w) = make()
    let target: [Scalar] = [0.3, -0.4, 0.1]
    let gradients = Gradients(for: parameters)
    let optimizer = Optimizer(numbers.kind, for: parameters)
    for step in 0..<3000 {
      _ = Tape().valueAndGradients(of: parameters, into: gradients) { tape in
        let d = tape[w] - tape.constant(target, [3])
        return (d * d).sum()
      }
      // Adagrad slows down by itself, the others have to be slowed down.
      let rate = if case .adagrad = numbers.kind { Scalar(0.5) } else { 0.05 / (1 + Scalar(step) / 50) }
      optimizer.update(parameters, with: gradients, rate: rate)
    }
    #expect(distance(parameters[w], target) < 0.02)
  }

  /// Without an epsilon a weight that has had no gradient yet would be moved by 0 / 0.
  @Test func anEpsilonOfZeroIsRefused() {
    for kind: OptimizerKind in [
      .adagrad(epsilon: 0), .rmsProp(epsilon: 0), .rmsPropGraves(epsilon: 0), .adam(epsilon: 0),
    ] {
      #expect(kind.problem?.contains("epsilon") == true, "\(kind)")
    }
    #expect(OptimizerKind.adam(weightDecay: -1).problem?.contains("weight decay") == true)
    #expect(OptimizerKind.sgd(weightDecay: .infinity).problem?.contains("weight decay") == true)
    #expect(optimizerNumbers.allSatisfy { $0.kind.problem == nil })
  }

  @Test func normAndClippingAndThreads() {
    var scope = ParameterScope()
    let w = scope.parameter("w", [200_000], .normal(deviation: 1))
    let parameters = scope.finish(random: RandomSource(seed: 3))
    let gradients = Gradients(for: parameters)
    _ = Tape().valueAndGradients(of: parameters, into: gradients) { ($0[w] * $0[w]).sum() }
    #expect(gradients.norm(threads: 1) == gradients.norm(threads: 2))
    let expected = parameters[w].reduce(0.0) { $0 + 4 * Double($1) * Double($1) }.squareRoot()
    #expect(abs(gradients.norm(threads: 1) - expected) < 1e-3 * expected)
    gradients.clip(to: 0.5, threads: 2)
    #expect(
      gradients[w].allSatisfy { abs($0) <= 0.5 } && gradients[w].contains(0.5) && gradients[w].contains(-0.5))
  }
}

@Suite struct ScheduleTests {
  @Test func factors() {
    func factors(_ schedule: Schedule, _ updates: [Int]) -> [Scalar] {
      updates.map { schedule.factor(update: $0, epoch: 0, reductions: 0, share: 0.9) }
    }
    #expect(factors(.constant, [1, 1000]) == [1, 1])
    let halving = Schedule.halving(start: 2, every: 2)
    #expect(
      (0..<7).map { halving.factor(update: 1, epoch: $0, reductions: 0, share: 0) } == [
        1, 1, 0.5, 0.5, 0.25, 0.25, 0.125,
      ])
    #expect(factors(.inverseSquareRoot(warmup: 100), [50, 100, 400]) == [0.5, 1, 0.5])
    let cosine = factors(.cosine(warmup: 10, total: 110), [5, 10, 60, 110, 500])
    #expect(distance(cosine, [0.5, 1, 0.5, 0, 0]) < 1e-6)
    let whole = Schedule.cosine(warmup: 10, total: 0)
    let shares: [Scalar] = [0.01, 0.5, 1]
    let ends = zip([5, 700, 999], shares).map {
      whole.factor(update: $0, epoch: 0, reductions: 0, share: $1)
    }
    #expect(distance(ends, [0.5, 0.5, 0]) < 1e-6)
    let plateau = Schedule.reduceOnPlateau(factor: 0.5, patience: 1)
    #expect((0..<3).map { plateau.factor(update: 1, epoch: 9, reductions: $0, share: 0) } == [1, 0.5, 0.25])
  }

  @Test func watchTakesOnlyANumberForTheBest() {
    var watch = MetricWatch(goal: .smaller)
    #expect(!watch.improves(.nan) && !watch.improves(.infinity) && watch.stale == 2)
    #expect(watch.improves(3) && watch.stale == 0)
    #expect(!watch.improves(3) && !watch.improves(.nan) && watch.stale == 2)
    #expect(watch.improves(2.5) && watch.best == 2.5)
    var larger = MetricWatch(goal: .larger)
    #expect(larger.improves(1) && !larger.improves(0.5) && larger.improves(2) && !larger.improves(.infinity))
  }
}
