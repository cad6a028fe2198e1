import SeqAutodiff
import SeqData
import SeqTensor

/// Pictures of things on black that a capsule network learns from, numbers between 0 and 1.
public enum DigitSamples: Sendable {
  /// One thing on each picture, moved in training by up to so many pixels to either side.
  case single(PictureSet, shift: Int)
  /// Two things over each other. In training each picture is laid over another one in every epoch.
  case overlapping(OverlappingPictures)

  /// How many pictures an epoch has.
  public var count: Int {
    switch self {
    case .single(let set, _): set.count
    case .overlapping(let pairs): pairs.pictures.count
    }
  }

  /// Some pictures on a tape, and what is on them: the class of each thing, and what it looks like alone.
  struct Batch {
    /// [B, height, width, C].
    let pictures: Variable
    let things: [(labels: [Int32], pictures: Variable)]
  }

  /// - Parameters:
  ///   - random: where draws come from; each picture has a stream of its own, so that threads change nothing.
  ///   - isTraining: whether single pictures are moved.
  func batch(_ indices: ArraySlice<Int>, random: RandomSource, isTraining: Bool, on tape: Tape) -> Batch {
    let places = Array(indices)
    switch self {
    case .single(let set, let shift):
      let values = tape.scratch(places.count * set.pictureSize)
      inParallel(places.count, threads: tape.threads) { row in
        var own = random.stream(named: "\(places[row])")
        let move =
          isTraining && shift > 0
          ? (own.below(2 * shift + 1) - shift, own.below(2 * shift + 1) - shift) : (0, 0)
        set.draw(
          places[row], movedBy: move, onto: values.pointer + row * set.pictureSize, width: set.width,
          height: set.height)
      }
      let pictures = tape.constant(values, [places.count, set.height, set.width, set.channels])
      return Batch(pictures: pictures, things: [(places.map { set.labels[$0] }, pictures)])
    case .overlapping(let pairs):
      let shape: Shape = [places.count, pairs.height, pairs.width, pairs.pictures.channels]
      let canvases = (0..<3).map { _ in tape.scratch(shape.count) }
      var labels = [(Int32, Int32)](repeating: (0, 0), count: places.count)
      labels.withUnsafeMutableBufferPointer { labels in
        nonisolated(unsafe) let labels = labels
        inParallel(places.count, threads: tape.threads) { row in
          var own = random.stream(named: "\(places[row])")
          let start = row * pairs.size
          labels[row] = pairs.draw(
            places[row], random: &own, both: canvases[0].pointer + start, first: canvases[1].pointer + start,
            second: canvases[2].pointer + start)
        }
      }
      return Batch(
        pictures: tape.constant(canvases[0], shape),
        things: [
          (labels.map(\.0), tape.constant(canvases[1], shape)),
          (labels.map(\.1), tape.constant(canvases[2], shape)),
        ])
    }
  }
}
