import SeqAutodiff
import SeqLayers
import SeqTensor

/// Which class a set of features belongs to: a linear classifier (softmax regression).
///
///     y = softmax(Wᵀ Φ(x) + b)
///
/// Φ(x): 0 or 1 for each of F features, given by the numbers of those that are there; W: `weight` [F, C], b: [C], both zero at
/// first. Its loss is convex: there is one answer to a training set, whatever the start.
public struct BagClassifier: ExampleClassifier {
  /// F and C.
  public let featureCount, classCount: Int
  private let weight, bias: Parameter

  /// The features that are there, each once, and the class.
  public struct Example: Sendable, Hashable {
    /// Numbers in 0 ..< F.
    public var features: [Int32]
    /// The class, in 0 ..< C.
    public var label: Int32

    public init(features: [Int32], label: Int32) {
      self.features = features
      self.label = label
    }
  }

  /// Declares the parameters. There must be at least one feature and one class.
  public init(featureCount: Int, classCount: Int, scope: inout ParameterScope) {
    guard featureCount > 0, classCount > 0 else {
      fatalError(
        "BagClassifier: 1 or more of each are needed, not \(featureCount) features and \(classCount) classes")
    }
    self.featureCount = featureCount
    self.classCount = classCount
    weight = scope.parameter("weight", [featureCount, classCount], .zeros)
    bias = scope.parameter("bias", [classCount], .zeros)
  }

  public func scores(_ examples: [Example], on tape: Tape, regularization: inout Regularization) -> (
    logits: Variable, answers: [Int32]
  ) {
    let sums = embeddedBags(
      tape[weight], WordBags(examples.map(\.features)), period: classCount, sentenceLength: nil)
    return (sums.addingInPlace(bias: tape[bias]), examples.map(\.label))
  }

  public static func length(of example: Example) -> Int { example.features.count }
}
