import SeqTensor

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Random changes of pictures that leave their class as it is: turned, moved, slanted, zoomed and mirrored.
///
/// The ranges are Keras's; what comes from outside the picture is its nearest pixel.
public struct Augmentation: Sendable, Hashable, Codable {
  /// Degrees, to either side.
  public var rotation: Float = 0
  /// Shares of the width and the height, to either side.
  public var shiftX: Float = 0
  public var shiftY: Float = 0
  /// Degrees of a slant, to either side.
  public var shear: Float = 0
  /// Sizes from 1 − zoom to 1 + zoom, each direction by itself.
  public var zoom: Float = 0
  /// Whether half of the pictures are mirrored.
  public var flips = false

  public init() {}

  public var isNone: Bool { self == Augmentation() }

  /// Why pictures cannot be changed so; nil if they can.
  public var problem: String? {
    let limits: [(name: String, value: Float, most: Float)] = [
      ("rotation", rotation, 180), ("shiftX", shiftX, 1), ("shiftY", shiftY, 1), ("shear", shear, 90),
      ("zoom", zoom, 1),
    ]
    for (name, value, most) in limits where !(0...most).contains(value) {
      return "augmentation.\(name) must lie between 0 and \(Int(most)), not \(value)"
    }
    return nil
  }

  /// The textbook's for cats and dogs: Chollet 2018, listing 5.11.
  public static var textbook: Augmentation {
    var augmentation = Augmentation()
    augmentation.rotation = 40
    augmentation.shiftX = 0.2
    augmentation.shiftY = 0.2
    augmentation.shear = 0.2
    augmentation.zoom = 0.2
    augmentation.flips = true
    return augmentation
  }

  /// Writes a changed picture, bilinear, as numbers 0 to 255.
  ///
  /// - Parameters:
  ///   - from: height x width x channels.
  ///   - random: seven draws are spent, whatever the settings.
  package func apply(
    _ from: UnsafePointer<UInt8>, width: Int, height: Int, channels: Int, random: inout RandomSource,
    into to: UnsafeMutablePointer<Scalar>
  ) {
    func draw() -> Float { Float(random.uniform(in: -1..<1)) }
    let angle = draw() * rotation * .pi / 180
    let (moveX, moveY) = (draw() * shiftX * Float(width), draw() * shiftY * Float(height))
    let slant = draw() * shear * .pi / 180
    let (zoomX, zoomY) = (1 + draw() * zoom, 1 + draw() * zoom)
    let mirrored = flips && random.uniform() < 0.5
    // Where a pixel of the result comes from: about the centre, turned, slanted, zoomed, moved.
    let (c, s) = (cosf(angle), sinf(angle))
    let (a, b) = (c * zoomX, (-c * sinf(slant) - s * cosf(slant)) * zoomY)
    let (d, e) = (s * zoomX, (-s * sinf(slant) + c * cosf(slant)) * zoomY)
    let (centerX, centerY) = (Float(width - 1) / 2, Float(height - 1) / 2)
    for y in 0..<height {
      for x in 0..<width {
        let (u, v) = ((mirrored ? Float(width - 1 - x) : Float(x)) - centerX, Float(y) - centerY)
        let fromX = min(max(a * u + b * v + centerX + moveX, 0), Float(width - 1))
        let fromY = min(max(d * u + e * v + centerY + moveY, 0), Float(height - 1))
        let (x0, y0) = (Int(fromX), Int(fromY))
        let (x1, y1) = (min(x0 + 1, width - 1), min(y0 + 1, height - 1))
        let (partX, partY) = (fromX - Float(x0), fromY - Float(y0))
        for channel in 0..<channels {
          func at(_ x: Int, _ y: Int) -> Float { Float(from[(y * width + x) * channels + channel]) }
          let top = at(x0, y0) + partX * (at(x1, y0) - at(x0, y0))
          let bottom = at(x0, y1) + partX * (at(x1, y1) - at(x0, y1))
          to[(y * width + x) * channels + channel] = Scalar(top + partY * (bottom - top))
        }
      }
    }
  }
}
