import SeqAutodiff
import SeqData
import SeqModels
import SeqTensor

/// What a picture classifier learns from: pictures, or vectors that describe pictures, with one class each.
public struct ImageSamples: Sendable {
  enum Source: Sendable {
    case pictures(PictureSet, PicturePreprocessing)
    /// [count, size]
    case vectors([Scalar], size: Int)
    /// What the first layers of a network made of pictures: maps of one shape, one after another.
    case maps([Scalar], shape: Shape)
  }

  let source: Source
  public let labels: [Int32]
  public var count: Int { labels.count }

  public init(_ set: PictureSet, preprocessing: PicturePreprocessing) {
    source = .pictures(set, preprocessing)
    labels = set.labels
  }

  /// - Parameter vectors: [count, size] in row-major order.
  public init(vectors: [Scalar], labels: [Int32]) {
    let size = vectors.count / max(labels.count, 1)
    guard size * labels.count == vectors.count else {
      fatalError("\(vectors.count) numbers are no vectors for \(labels.count) labels")
    }
    source = .vectors(vectors, size: size)
    self.labels = labels
  }

  init(maps: [Scalar], shape: Shape, labels: [Int32]) {
    source = .maps(maps, shape: shape)
    self.labels = labels
  }

  /// Some samples as a network's input, [B, height, width, C] or [B, N].
  ///
  /// - Parameter augmentation: with where its draws come from; each picture has a stream of its own, so that threads change
  ///   nothing.
  func batch(
    _ indices: ArraySlice<Int>, augmentation: (settings: Augmentation, random: RandomSource)? = nil,
    on tape: Tape
  ) -> Variable {
    switch source {
    case .vectors(let vectors, let size):
      var chosen: [Scalar] = []
      chosen.reserveCapacity(indices.count * size)
      for index in indices { chosen += vectors[index * size..<(index + 1) * size] }
      return tape.constant(chosen, [indices.count, size])
    case .maps(let maps, let shape):
      let size = shape.count
      let values = tape.scratch(indices.count * size)
      maps.withUnsafeBufferPointer { maps in
        for (row, index) in indices.enumerated() {
          for i in 0..<size { values[row * size + i] = maps[index * size + i] }
        }
      }
      return tape.constant(values, Shape(extents: [indices.count] + shape.array))
    case .pictures(let set, let preprocessing):
      let values = tape.scratch(indices.count * set.pictureSize)
      let channels = set.channels
      let isTurned = preprocessing.order == .bgr && channels == 3
      let mean = preprocessing.mean.map { Scalar($0) }
      let factor = preprocessing.deviation.map { 1 / Scalar($0) }
      let size = set.pictureSize
      let places = Array(indices)
      set.pixels.withUnsafeBufferPointer { pixels in
        guard let start = pixels.baseAddress else { return }
        nonisolated(unsafe) let all = start
        inParallel(places.count, threads: tape.threads) { number in
          let from = all + places[number] * size
          let to = values[number * size..<(number + 1) * size]
          if let augmentation, !augmentation.settings.isNone {
            var random = augmentation.random.stream(named: "\(places[number])")
            augmentation.settings.apply(
              from, width: set.width, height: set.height, channels: channels, random: &random,
              into: to.pointer)
          } else {
            for i in 0..<size { to[i] = Scalar(from[i]) }
          }
          for first in stride(from: 0, to: size, by: channels) {
            if isTurned { (to[first], to[first + 2]) = (to[first + 2], to[first]) }
            for channel in 0..<channels {
              to[first + channel] = (to[first + channel] - mean[channel]) * factor[channel]
            }
          }
        }
      }
      return tape.constant(values, [indices.count, set.height, set.width, channels])
    }
  }
}
