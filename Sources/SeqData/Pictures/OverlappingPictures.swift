import SeqTensor

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Pictures of things on black, each laid over one of another class, on a canvas with a margin: for digits the test of
/// Sabour, Frosst and Hinton 2017, section 6 (MultiMNIST), drawn anew instead of stored.
///
/// Both are moved by up to the margin to either side; where both are bright, the sum is cut at white.
public struct OverlappingPictures: Sendable {
  public let pictures: PictureSet
  /// Pixels on each side, and how far a picture may move; the paper's is 4, which makes 36 x 36 of 28 x 28.
  public let margin: Int
  private let places: [[Int]]

  public var width: Int { pictures.width + 2 * margin }
  public var height: Int { pictures.height + 2 * margin }
  /// Numbers of a picture.
  public var size: Int { width * height * pictures.channels }

  /// - Throws: if there are no two classes with pictures.
  public init(_ set: PictureSet, margin: Int = 4) throws(CorpusError) {
    var places = [[Int]](repeating: [], count: set.classes.count)
    for (place, label) in set.labels.enumerated() { places[Int(label)].append(place) }
    guard places.count(where: { !$0.isEmpty }) > 1 else {
      throw CorpusError("pictures of one class cannot be told apart", set.classes.joined(separator: ", "))
    }
    pictures = set
    self.margin = margin
    self.places = places
  }

  /// Lays the picture `index` and another over each other. Writes numbers 0 to 1: both together, then each alone.
  ///
  /// - Returns: the classes, that of `index` first.
  package func draw(
    _ index: Int, random: inout RandomSource, both: UnsafeMutablePointer<Scalar>,
    first: UnsafeMutablePointer<Scalar>, second: UnsafeMutablePointer<Scalar>
  ) -> (Int32, Int32) {
    let label = pictures.labels[index]
    // Any picture of another class, all as likely.
    var left = random.below(pictures.count - places[Int(label)].count)
    var other = index
    for (number, own) in places.enumerated() where number != Int(label) {
      if left < own.count {
        other = own[left]
        break
      }
      left -= own.count
    }
    for (place, canvas) in [(index, first), (other, second)] {
      let (x, y) = (random.below(2 * margin + 1), random.below(2 * margin + 1))
      pictures.draw(place, movedBy: (x, y), onto: canvas, width: width, height: height)
    }
    for i in 0..<size { both[i] = min(first[i] + second[i], 1) }
    return (label, pictures.labels[other])
  }
}

extension PictureSet {
  /// Writes a picture onto a black canvas as numbers 0 to 1, so many pixels from the canvas's left and top; what lies
  /// outside is cut off.
  package func draw(
    _ index: Int, movedBy move: (x: Int, y: Int), onto canvas: UnsafeMutablePointer<Scalar>, width wide: Int,
    height high: Int
  ) {
    for i in 0..<wide * high * channels { canvas[i] = 0 }
    pixels.withUnsafeBufferPointer { pixels in
      let start = index * pictureSize
      for y in max(0, -move.y)..<max(max(0, -move.y), min(height, high - move.y)) {
        for x in max(0, -move.x)..<max(max(0, -move.x), min(width, wide - move.x)) {
          let from = start + (y * width + x) * channels
          let to = ((y + move.y) * wide + x + move.x) * channels
          for channel in 0..<channels { canvas[to + channel] = Scalar(pixels[from + channel]) / 255 }
        }
      }
    }
  }

  /// Every picture turned about its centre and moved, black where nothing was: what a network has not been trained on.
  ///
  /// - Parameters:
  ///   - rotation: degrees, to either side.
  ///   - shift: whole pixels, to either side.
  public func distorted(rotation: Float, shift: Int, random: RandomSource) -> PictureSet {
    var changed = [UInt8](repeating: 0, count: pixels.count)
    for index in 0..<count {
      var own = random.stream(named: "\(index)")
      let angle = rotation * Float(own.uniform(in: -1..<1)) * .pi / 180
      let (moveX, moveY) = (own.below(2 * shift + 1) - shift, own.below(2 * shift + 1) - shift)
      let (c, s) = (cosf(angle), sinf(angle))
      let (centerX, centerY) = (Float(width - 1) / 2, Float(height - 1) / 2)
      let start = index * pictureSize
      func at(_ x: Int, _ y: Int, _ channel: Int) -> Float {
        guard (0..<width).contains(x), (0..<height).contains(y) else { return 0 }
        return Float(pixels[start + (y * width + x) * channels + channel])
      }
      for y in 0..<height {
        for x in 0..<width {
          let (u, v) = (Float(x - moveX) - centerX, Float(y - moveY) - centerY)
          let (fromX, fromY) = (c * u - s * v + centerX, s * u + c * v + centerY)
          let (left, top) = (fromX.rounded(.down), fromY.rounded(.down))
          let (x0, y0) = (Int(left), Int(top))
          let (partX, partY) = (fromX - left, fromY - top)
          for channel in 0..<channels {
            let upper = (1 - partX) * at(x0, y0, channel) + partX * at(x0 + 1, y0, channel)
            let lower = (1 - partX) * at(x0, y0 + 1, channel) + partX * at(x0 + 1, y0 + 1, channel)
            changed[start + (y * width + x) * channels + channel] =
              UInt8(min(max(((1 - partY) * upper + partY * lower).rounded(), 0), 255))
          }
        }
      }
    }
    return PictureSet(
      classes: classes, width: width, height: height, channels: channels, pixels: changed, labels: labels)
  }
}
