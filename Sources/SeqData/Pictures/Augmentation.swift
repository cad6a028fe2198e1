import SeqTensor

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Random changes of pictures that leave their class as it is: turned, moved, slanted, zoomed and mirrored.
///
/// The ranges and fill modes are Keras's.
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
  /// What comes from outside the picture.
  public var fill = Fill.nearest

  public init() {}

  private enum CodingKeys: String, CodingKey { case rotation, shiftX, shiftY, shear, zoom, flips, fill }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    rotation = try values.decode(Float.self, forKey: .rotation)
    shiftX = try values.decode(Float.self, forKey: .shiftX)
    shiftY = try values.decode(Float.self, forKey: .shiftY)
    shear = try values.decode(Float.self, forKey: .shear)
    zoom = try values.decode(Float.self, forKey: .zoom)
    flips = try values.decode(Bool.self, forKey: .flips)
    // Not in files from before there was a choice.
    fill = try values.decodeIfPresent(Fill.self, forKey: .fill) ?? .nearest
  }

  /// Whether pictures stay as they are; then nothing is filled either.
  public var isNone: Bool {
    var unfilled = self
    unfilled.fill = .nearest
    return unfilled == Augmentation()
  }

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

  /// Writes a picture changed at random, bilinear, as numbers 0 to 255.
  ///
  /// - Parameters:
  ///   - from: height x width x channels.
  ///   - random: as many draws are spent as by `change`.
  package func apply(
    _ from: UnsafePointer<UInt8>, width: Int, height: Int, channels: Int, random: inout RandomSource,
    into to: UnsafeMutablePointer<Scalar>
  ) {
    change(width: width, height: height, random: &random)
      .apply(from, width: width, height: height, channels: channels, fill: fill, into: to)
  }

  /// Draws how one picture is changed. Seven draws are spent, six without `flips`.
  package func change(width: Int, height: Int, random: inout RandomSource) -> Change {
    func draw() -> Float { Float(random.uniform(in: -1..<1)) }
    var change = Change()
    change.angle = draw() * rotation * .pi / 180
    change.moveX = draw() * shiftX * Float(width)
    change.moveY = draw() * shiftY * Float(height)
    change.slant = draw() * shear * .pi / 180
    change.zoomX = 1 + draw() * zoom
    change.zoomY = 1 + draw() * zoom
    change.isMirrored = flips && random.uniform() < 0.5
    return change
  }
}

extension Augmentation {
  /// What stands outside a picture, as in Keras.
  public enum Fill: String, Sendable, Hashable, Codable, CaseIterable {
    /// The border's pixel: aaaa|abcd|dddd.
    case nearest
    /// The picture mirrored at its border: dcba|abcd|dcba.
    case reflect
    /// The picture again: abcd|abcd|abcd.
    case wrap
    /// Black: 0000|abcd|0000.
    case constant

    /// Which of `count` pixels in a line stands at any place; nil for black.
    package func source(of place: Int, count: Int) -> Int? {
      if (0..<count).contains(place) { return place }
      func within(_ period: Int) -> Int {
        let rest = place % period
        return rest < 0 ? rest + period : rest
      }
      switch self {
      case .nearest: return place < 0 ? 0 : count - 1
      case .reflect:
        let inPair = within(2 * count)
        return min(inPair, 2 * count - 1 - inPair)
      case .wrap: return within(count)
      case .constant: return nil
      }
    }
  }

  /// Where the pixels of a changed picture come from: seen from the centre, mirrored, zoomed, slanted, turned, moved.
  package struct Change: Sendable {
    /// Radians that the place a pixel comes from is turned by, x towards y.
    package var angle: Float = 0
    /// Pixels that it is moved by.
    package var moveX: Float = 0
    package var moveY: Float = 0
    /// Radians of a slant: a row comes from sin(slant) times its distance below the centre further left.
    package var slant: Float = 0
    /// What its distance from the centre is multiplied by: above 1 the picture shrinks.
    package var zoomX: Float = 1
    package var zoomY: Float = 1
    package var isMirrored = false

    package init() {}

    /// Writes the changed picture, bilinear, as numbers 0 to 255.
    ///
    /// - Parameter from: height x width x channels.
    package func apply(
      _ from: UnsafePointer<UInt8>, width: Int, height: Int, channels: Int, fill: Fill,
      into to: UnsafeMutablePointer<Scalar>
    ) {
      let (c, s) = (cosf(angle), sinf(angle))
      let (a, b) = (c * zoomX, (-c * sinf(slant) - s * cosf(slant)) * zoomY)
      let (d, e) = (s * zoomX, (-s * sinf(slant) + c * cosf(slant)) * zoomY)
      let (centerX, centerY) = (Float(width - 1) / 2, Float(height - 1) / 2)
      for y in 0..<height {
        for x in 0..<width {
          let (u, v) = ((isMirrored ? Float(width - 1 - x) : Float(x)) - centerX, Float(y) - centerY)
          let fromX = a * u + b * v + centerX + moveX
          let fromY = d * u + e * v + centerY + moveY
          let (left, top) = (fromX.rounded(.down), fromY.rounded(.down))
          let (partX, partY) = (fromX - left, fromY - top)
          // Of the four neighbours each is filled by itself where it lies outside.
          let x0 = fill.source(of: Int(left), count: width)
          let x1 = fill.source(of: Int(left) + 1, count: width)
          let y0 = fill.source(of: Int(top), count: height)
          let y1 = fill.source(of: Int(top) + 1, count: height)
          for channel in 0..<channels {
            func at(_ x: Int?, _ y: Int?) -> Float {
              guard let x, let y else { return 0 }
              return Float(from[(y * width + x) * channels + channel])
            }
            let above = at(x0, y0) + partX * (at(x1, y0) - at(x0, y0))
            let below = at(x0, y1) + partX * (at(x1, y1) - at(x0, y1))
            to[(y * width + x) * channels + channel] = Scalar(above + partY * (below - above))
          }
        }
      }
    }
  }
}
