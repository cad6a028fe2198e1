import CPictures

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A picture of 8 bits a channel: rows from the top, channels last, 1 (grey) or 3 (red, green, blue).
public struct Picture: Sendable, Hashable {
  public let width, height, channels: Int
  public internal(set) var pixels: [UInt8]

  public init(width: Int, height: Int, channels: Int, pixels: [UInt8]) {
    guard pixels.count == width * height * channels, channels == 1 || channels == 3 else {
      fatalError("a picture of \(width) x \(height) x \(channels) has not \(pixels.count) numbers")
    }
    self.width = width
    self.height = height
    self.channels = channels
    self.pixels = pixels
  }

  /// Whether this build reads JPEG and PNG: the package trait `Pictures`.
  public static var readsCompressed: Bool { seqkit_reads_pictures() != 0 }

  /// The largest picture that is read, in pixels: 200 million.
  public static let mostPixels = 200_000_000

  /// The longest side that is read, in pixels: as long as a JPEG's can be. What a resizing needs grows with it.
  public static let longestSide = 65_535

  /// The kinds of files that are read, by the end of their names.
  public static let fileEndings = ["jpg", "jpeg", "png", "ppm", "pgm"]

  /// Reads a JPEG, PNG, PPM or PGM file, or standard input where the path is `-`; a JPEG is set upright as its Exif
  /// orientation says.
  ///
  /// - Throws: if there is no such file, if it is no picture whatever its name says, if it is damaged, too large, or of a
  ///   kind that this build does not read.
  public init(contentsOf path: String) throws(CorpusError) {
    try self.init(WholeFile.bytes(of: path), name: WholeFile.name(of: path))
  }

  /// - Parameter name: for messages.
  public init(_ bytes: [UInt8], name: String) throws(CorpusError) {
    if bytes.starts(with: [0xff, 0xd8, 0xff]) {
      self = try Self.decoded(bytes, name, "JPEG", seqkit_decode_jpeg)
    } else if bytes.starts(with: [0x89, 0x50, 0x4e, 0x47]) {
      self = try Self.decoded(bytes, name, "PNG", seqkit_decode_png)
    } else if bytes.starts(with: "P6".utf8) || bytes.starts(with: "P5".utf8) {
      try self.init(netpbm: bytes, name: name)
    } else if bytes.starts(with: "P3".utf8) || bytes.starts(with: "P2".utf8) {
      throw CorpusError(
        "a plain PPM or PGM picture, written in digits, is not read", name,
        expected: "a binary one (P6 or P5)", advice: "convert it or give --skip-damaged")
    } else {
      throw CorpusError(
        bytes.isEmpty ? "the file is empty" : "this is no picture, whatever its name says", name,
        expected: "a JPEG, PNG, PPM or PGM file", advice: "remove it or give --skip-damaged")
    }
  }

  private static func decoded(
    _ bytes: [UInt8], _ name: String, _ kind: String,
    _ decode: (UnsafePointer<UInt8>, Int, Int, UnsafeMutablePointer<seqkit_picture>) -> Int32
  ) throws(CorpusError) -> Picture {
    var found = seqkit_picture()
    let status = bytes.withUnsafeBufferPointer { buffer -> Int32 in
      guard let start = buffer.baseAddress else { return Int32(SEQKIT_PICTURE_DAMAGED) }
      return decode(start, buffer.count, mostPixels, &found)
    }
    if status == Int32(SEQKIT_PICTURE_UNAVAILABLE) {
      throw CorpusError(
        "this build does not read \(kind) pictures", name, expected: "PPM, PGM or IDX files",
        advice: "build it with the package trait Pictures", isMissingCapability: true)
    }
    guard status == Int32(SEQKIT_PICTURE_OK), let pixels = found.pixels else {
      let words = withUnsafeBytes(of: &found.message) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      throw CorpusError(
        "this \(kind) picture is damaged: \(words)", name, advice: "remove it or give --skip-damaged")
    }
    defer { free(pixels) }
    let (width, height, channels) = (Int(found.width), Int(found.height), Int(found.channels))
    try checkSides(width, height, name)
    return Picture(
      width: width, height: height, channels: channels,
      pixels: Array(UnsafeBufferPointer(start: pixels, count: width * height * channels)))
  }

  private static func checkSides(_ width: Int, _ height: Int, _ name: String) throws(CorpusError) {
    if max(width, height) > longestSide {
      throw CorpusError(
        "this picture is too large: \(width) x \(height)", name,
        expected: "sides of at most \(longestSide) pixels",
        advice: "make it smaller, remove it or give --skip-damaged")
    }
  }

  /// The picture as a binary PPM or PGM file.
  public var netpbm: [UInt8] {
    Array("P\(channels == 3 ? 6 : 5) \(width) \(height) 255\n".utf8) + pixels
  }

  /// Binary PPM (P6) and PGM (P5), with up to 16 bits a channel, of which 8 are kept.
  private init(netpbm bytes: [UInt8], name: String) throws(CorpusError) {
    func bad(_ what: String) -> CorpusError {
      CorpusError(
        "this PPM or PGM picture is damaged: \(what)", name, advice: "remove it or give --skip-damaged")
    }
    var place = 2
    func number() throws(CorpusError) -> Int {
      // White space and comments may stand before each number.
      while place < bytes.count, bytes[place] == 0x23 || bytes[place] <= 0x20 {
        if bytes[place] == 0x23 { while place < bytes.count, bytes[place] != 0x0a { place += 1 } }
        if place < bytes.count { place += 1 }
      }
      var value = 0
      let start = place
      while place < bytes.count, (0x30...0x39).contains(bytes[place]), place - start < 10 {
        value = value * 10 + Int(bytes[place] - 0x30)
        place += 1
      }
      guard place > start else { throw bad("its header has not three numbers") }
      return value
    }
    let (width, height, largest) = (try number(), try number(), try number())
    place += 1
    let channels = bytes[1] == 0x36 ? 3 : 1
    guard width > 0, height > 0, (1...65_535).contains(largest), width <= Self.mostPixels / height else {
      throw bad("its size is given as \(width) x \(height), its largest value as \(largest)")
    }
    try Self.checkSides(width, height, name)
    let count = width * height * channels
    // Numbers over 255 take two bytes, the higher first.
    let isWide = largest > 255
    guard bytes.count - place >= (isWide ? 2 * count : count) else {
      throw bad("its data end before the picture does")
    }
    var pixels = Array(bytes[place..<place + count])
    if largest != 255 {
      for i in 0..<count {
        var value = Int(pixels[i])
        if isWide { value = Int(bytes[place + 2 * i]) * 256 + Int(bytes[place + 2 * i + 1]) }
        pixels[i] = UInt8(min((value * 255 + largest / 2) / largest, 255))
      }
    }
    self.init(width: width, height: height, channels: channels, pixels: pixels)
  }

  /// The same picture with 1 or 3 channels: grey repeated, or colours weighted as in ITU-R BT.601.
  public func with(channels wanted: Int) -> Picture {
    if wanted == channels { return self }
    if channels == 1 {
      return Picture(width: width, height: height, channels: 3, pixels: pixels.flatMap { [$0, $0, $0] })
    }
    let grey = (0..<width * height).map { place -> UInt8 in
      let (r, g, b) = (Int(pixels[3 * place]), Int(pixels[3 * place + 1]), Int(pixels[3 * place + 2]))
      return UInt8((299 * r + 587 * g + 114 * b + 500) / 1000)
    }
    return Picture(width: width, height: height, channels: 1, pixels: grey)
  }
}
