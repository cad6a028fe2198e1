import SeqAutodiff
import SeqData
import SeqTensor

/// A training of pictures that goes from update to update, can be saved between any two of them, and goes on from there to
/// the same bits.
public protocol PictureTraining: AnyObject {
  var parameters: ParameterStore { get }
  var settings: ImageTrainingSettings { get }
  var progress: ImageTrainingProgress { get }
  /// The weights of the best epoch so far; nil before the first epoch ends.
  var bestValues: [Scalar]? { get }
  /// Pictures that `prepare` has to work through before the first update.
  var unpreparedCount: Int { get }

  /// - Parameters:
  ///   - didRun: told after each batch how many pictures it had.
  ///   - isStopped: asked before each batch; a preparation that is stopped leaves all as it was.
  /// - Throws: if a picture cannot be read any more.
  func prepare(didRun: (Int) -> Void, isStopped: () -> Bool) throws(CorpusError)

  /// One update, or the end of an epoch; nil when the training is over.
  ///
  /// - Throws: if the loss explodes or a gradient is no number any more, or a picture cannot be read any more.
  func next() throws -> ImageEvent?
}

/// What files need of a training besides.
package protocol RestorableTraining: PictureTraining {
  var optimizer: Optimizer { get }
  /// Puts back what a checkpoint kept; the parameters and moments have been put back already.
  func restore(_ progress: ImageTrainingProgress, bestValues: [Scalar]?)
}

extension PictureTraining {
  public var unpreparedCount: Int { 0 }
  public func prepare(didRun: (Int) -> Void, isStopped: () -> Bool) {}
}
