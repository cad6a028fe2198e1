import SeqAutodiff
import SeqData
import SeqModels
import SeqTensor

/// What a picture classifier learns from: pictures, or vectors that describe pictures, with one class each.
public struct ImageSamples: Sendable {
  enum Source: Sendable {
    case pictures(PictureSource, PicturePreprocessing)
    /// [count, size]
    case vectors([Scalar], size: Int)
    /// What the first layers of a network made of pictures: maps of one shape, one after another.
    case maps([Scalar], shape: Shape)
  }

  let source: Source
  public let labels: [Int32]
  public var count: Int { labels.count }

  public init(_ set: PictureSet, preprocessing: PicturePreprocessing) {
    self.init(.memory(set), preprocessing: preprocessing)
  }

  public init(_ pictures: PictureSource, preprocessing: PicturePreprocessing) {
    source = .pictures(pictures, preprocessing)
    labels = pictures.labels
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
  /// - Parameters:
  ///   - augmentation: with where its draws come from; each picture has a stream of its own, so that threads change
  ///     nothing.
  ///   - next: what will be asked for after this, to be decoded meanwhile where pictures lie in files.
  /// - Throws: if a picture's file cannot be read any more.
  func batch(
    _ indices: ArraySlice<Int>, augmentation: (settings: Augmentation, random: RandomSource)? = nil,
    next: ArraySlice<Int>? = nil, on tape: Tape
  ) throws(CorpusError) -> Variable {
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
    case .pictures(.memory(let set), let preprocessing):
      let places = Array(indices)
      return set.pixels.withUnsafeBufferPointer {
        prepared(
          $0, rows: places, places: places, (set.width, set.height, set.channels), preprocessing,
          augmentation,
          on: tape)
      }
    case .pictures(.files(let stream), let preprocessing):
      let places = Array(indices)
      let pixels = try stream.pixels(of: places, next: next.map { Array($0) }, threads: tape.threads)
      return pixels.withUnsafeBufferPointer {
        prepared(
          $0, rows: Array(places.indices), places: places, (stream.width, stream.height, stream.channels),
          preprocessing, augmentation, on: tape)
      }
    }
  }

  /// Pictures changed at random and brought to a network's numbers.
  ///
  /// - Parameters:
  ///   - rows: where among the pixels each picture of the batch lies.
  ///   - places: which pictures they are, by which they are changed.
  private func prepared(
    _ pixels: UnsafeBufferPointer<UInt8>, rows: [Int], places: [Int],
    _ extents: (width: Int, height: Int, channels: Int), _ preprocessing: PicturePreprocessing,
    _ augmentation: (settings: Augmentation, random: RandomSource)?, on tape: Tape
  ) -> Variable {
    let (width, height, channels) = extents
    let size = width * height * channels
    let values = tape.scratch(rows.count * size)
    let isTurned = preprocessing.order == .bgr && channels == 3
    let mean = preprocessing.mean.map { Scalar($0) }
    let factor = preprocessing.deviation.map { 1 / Scalar($0) }
    if let start = pixels.baseAddress {
      nonisolated(unsafe) let all = start
      inParallel(rows.count, threads: tape.threads) { number in
        let from = all + rows[number] * size
        let to = values[number * size..<(number + 1) * size]
        if let augmentation, !augmentation.settings.isNone {
          var random = augmentation.random.stream(named: "\(places[number])")
          augmentation.settings.apply(
            from, width: width, height: height, channels: channels, random: &random, into: to.pointer)
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
    return tape.constant(values, [rows.count, height, width, channels])
  }
}
