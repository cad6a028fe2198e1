import SeqAutodiff
import SeqTensor

/// How a pass through a model treats its dropout: drawn while training, absent otherwise.
///
/// Handed down by the caller, so that a model has no hidden switch between training and evaluation.
public struct Regularization {
  /// Where the masks come from; nil outside training.
  public var random: RandomSource?
  /// With which probability a decoder is given the token that it finds most probable itself, in place of the right one
  /// (Bengio et al. 2015, "Scheduled Sampling for Sequence Prediction with Recurrent Neural Networks").
  public var scheduledSampling: Scalar = 0

  /// Everything kept: evaluation and decoding.
  public static var none: Regularization { Regularization(random: nil) }

  /// Masks from a stream of their own.
  public static func training(_ random: RandomSource, scheduledSampling: Scalar = 0) -> Regularization {
    Regularization(random: random, scheduledSampling: scheduledSampling)
  }

  /// Whether a decoder's next token is to be its own.
  public mutating func samplesOwnToken() -> Bool {
    guard scheduledSampling > 0, var source = random else { return false }
    defer { random = source }
    return source.uniform() < scheduledSampling
  }

  /// Drops elements of `a` at `rate` while training. Shapes and `sharedAlongTime` as in `dropout(_:rate:…)`.
  public mutating func drop(_ a: Variable, rate: Scalar, sharedAlongTime: Bool = false) -> Variable {
    guard var source = random else { return a }
    defer { random = source }
    return dropout(a, rate: rate, sharedAlongTime: sharedAlongTime, random: &source)
  }
}
