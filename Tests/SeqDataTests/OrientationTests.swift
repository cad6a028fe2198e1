import FoundationEssentials
import SeqData
import Testing

/// JPEG pictures that say how they lie: an Exif segment is put into pictures that have none.
@Suite(.enabled(if: Picture.readsCompressed)) struct OrientationTests {
  private static let folder = #filePath.replacing("OrientationTests.swift", with: "Pictures/")

  private static func bytes(_ name: String) throws -> [UInt8] {
    try Array(Data(contentsOf: URL(filePath: folder + name)))
  }

  /// The parts of an Exif segment, each of which can be made wrong.
  struct Exif: Sendable {
    var isLittle = false
    var name: [UInt8] = [0x45, 0x78, 0x69, 0x66, 0, 0]
    /// nil for what the order of bytes says.
    var order: [UInt8]?
    var magic = 42
    /// Where the directory begins, from the order of bytes on.
    var directory = 8
    /// How many entries the directory says it has; nil for how many it has.
    var entryCount: Int?
    var tag = 0x0112
    var type = 3
    var count = 1
    var value = 6

    func number(_ value: Int, _ width: Int) -> [UInt8] {
      let big = (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * (width - 1 - $0))) }
      return isLittle ? big.reversed() : big
    }

    /// After another entry, whose text would lie beyond the end, and before a third one.
    var payload: [UInt8] {
      let ownOrder: [UInt8] = isLittle ? [0x49, 0x49] : [0x4d, 0x4d]
      let parts: [[UInt8]] = [
        name, order ?? ownOrder, number(magic, 2), number(directory, 4), number(entryCount ?? 3, 2),
        number(0x010f, 2), number(2, 2), number(900, 4), number(0xffff_fff0, 4),
        number(tag, 2), number(type, 2), number(count, 4), number(value, 2), [0, 0],
        number(0x011a, 2), number(5, 2), number(1, 4), number(0x7fff_ffff, 4),
        number(0, 4),
      ]
      return parts.flatMap { $0 }
    }
  }

  /// The picture with a segment of such contents first of all.
  private static func inserting(_ payload: [UInt8], into picture: [UInt8], marker: UInt8 = 0xe1) -> [UInt8] {
    let length = payload.count + 2
    let segment: [UInt8] = [0xff, marker, UInt8(length >> 8), UInt8(length & 0xff)]
    var result = picture
    result.insert(contentsOf: segment + payload, at: 2)
    return result
  }

  /// The upright picture of one that lies as the orientation says, by what each place of it is in the other.
  private static func upright(_ stored: Picture, _ orientation: Int) -> Picture {
    let (width, height, channels) = (stored.width, stored.height, stored.channels)
    let isTurned = orientation >= 5
    var pixels: [UInt8] = []
    for y in 0..<(isTurned ? width : height) {
      for x in 0..<(isTurned ? height : width) {
        let from: (x: Int, y: Int) =
          switch orientation {
          case 2: (width - 1 - x, y)
          case 3: (width - 1 - x, height - 1 - y)
          case 4: (x, height - 1 - y)
          case 5: (y, x)
          case 6: (y, height - 1 - x)
          case 7: (width - 1 - y, height - 1 - x)
          case 8: (width - 1 - y, x)
          default: (x, y)
          }
        let first = (from.y * width + from.x) * channels
        pixels += stored.pixels[first..<first + channels]
      }
    }
    return Picture(
      width: isTurned ? height : width, height: isTurned ? width : height, channels: channels, pixels: pixels)
  }

  @Test(arguments: 1...8, ["rgb.jpg", "progressive.jpg", "grey.jpg", "cmyk.jpg"])
  func picturesAreSetUpright(_ orientation: Int, _ name: String) throws {
    let bytes = try Self.bytes(name)
    let expected = Self.upright(try Picture(bytes, name: name), orientation)
    for isLittle in [false, true] {
      let payload = Exif(isLittle: isLittle, value: orientation).payload
      #expect(try Picture(Self.inserting(payload, into: bytes), name: name) == expected, "\(isLittle)")
    }
    #expect([expected.width, expected.height] == (orientation < 5 ? [10, 12] : [12, 10]))
  }

  /// A telephone held upright: its sensor's first row is the picture's right-hand side.
  @Test func theTopOfATelephonesPictureIsItsFirstColumn() throws {
    let bytes = try Self.bytes("rgb.jpg")
    let stored = try Picture(bytes, name: "rgb.jpg")
    let turned = try Picture(Self.inserting(Exif(value: 6).payload, into: bytes), name: "rgb.jpg")
    for x in 0..<12 {
      let first = (11 - x) * 10 * 3
      #expect(turned.pixels[3 * x..<3 * x + 3] == stored.pixels[first..<first + 3])
    }
  }

  /// Whatever is wrong with a segment, the picture is read and lies as it is stored.
  @Test(arguments: [false, true]) func malformedSegmentsAreLeftOut(isLittle: Bool) throws {
    let bytes = try Self.bytes("rgb.jpg")
    let stored = try Picture(bytes, name: "rgb.jpg")
    let exif = Exif(isLittle: isLittle)
    let good = exif.payload
    func expectStoredWith(_ payload: [UInt8], _ words: String) {
      let read = try? Picture(Self.inserting(payload, into: bytes), name: "x")
      #expect(read == stored, "\(words)")
    }
    func expectStored(_ words: String, _ change: (inout Exif) -> Void) {
      var changed = exif
      change(&changed)
      expectStoredWith(changed.payload, words)
    }
    for value in [0, 9, 0x0600, 0xffff] { expectStored("value \(value)") { $0.value = value } }
    for type in [0, 1, 2, 4, 0x0300, 0xffff] { expectStored("type \(type)") { $0.type = type } }
    for count in [0, 2, 0x0100_0000, 0xffff_ffff] { expectStored("count \(count)") { $0.count = count } }
    for count in [0, 1] { expectStored("\(count) entries") { $0.entryCount = count } }
    for place in [
      good.count - 6, good.count - 7, good.count, 0x0000_ffff, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe,
      0xffff_ffff,
    ] { expectStored("a directory at \(place)") { $0.directory = place } }
    for magic in [0, 43, 0x2a00] { expectStored("magic \(magic)") { $0.magic = magic } }
    let orders: [[UInt8]] = [[0x49, 0x4d], [0x4d, 0x49], [0, 0], [0x58, 0x58]]
    for order in orders { expectStored("order \(order)") { $0.order = order } }
    expectStored("the other order") { $0.order = isLittle ? [0x4d, 0x4d] : [0x49, 0x49] }
    expectStored("another name") { $0.name = Array("Exif__".utf8) }
    expectStored("another tag") { $0.tag = 0x0113 }
    expectStored("no entry but said to be many") {
      $0.tag = 0
      $0.entryCount = 0xffff
    }
    // Only the first directory counts: this one is empty and says that the second is the one with the tag.
    let first: [[UInt8]] = [Array(good[..<10]), exif.number(8, 4), exif.number(0, 2), exif.number(14, 4)]
    expectStoredWith(first.flatMap { $0 } + Array(good[14...]), "a second directory")
    expectStoredWith(Array("http://ns.adobe.com/xap/1.0/\0<x/>".utf8), "XMP")
    // Other segments, though they hold the same.
    for marker in [0xe2, 0xed, 0xfe] as [UInt8] {
      #expect(try Picture(Self.inserting(good, into: bytes, marker: marker), name: "x") == stored)
    }
  }

  @Test(arguments: [false, true]) func segmentsMayBeOddAndRight(isLittle: Bool) throws {
    let bytes = try Self.bytes("rgb.jpg")
    let turned = Self.upright(try Picture(bytes, name: "rgb.jpg"), 6)
    let good = Exif(isLittle: isLittle).payload
    // More entries are said to be there than are.
    let many = Exif(isLittle: isLittle, entryCount: 0xffff).payload
    #expect(try Picture(Self.inserting(many, into: bytes), name: "x") == turned)
    // The directory lies anywhere.
    var away = Exif(isLittle: isLittle, directory: 11).payload
    away.insert(contentsOf: [0xff, 0xff, 0xff], at: 14)
    #expect(try Picture(Self.inserting(away, into: bytes), name: "x") == turned)
    // Beside XMP, which has the same marker, in either order; of two Exif segments the first counts.
    let xmp = Array("http://ns.adobe.com/xap/1.0/\0<x/>".utf8)
    let upright = Exif(isLittle: isLittle, value: 1).payload
    for (first, then) in [(xmp, good), (good, xmp), (good, upright)] {
      let both = Self.inserting(first, into: Self.inserting(then, into: bytes))
      #expect(try Picture(both, name: "x") == turned)
    }
  }

  /// Cut anywhere, and with any byte turned over: upright, turned in some way, or as stored, never an error.
  @Test(arguments: [false, true]) func damagedSegmentsDamageNoPicture(isLittle: Bool) throws {
    let bytes = try Self.bytes("rgb.jpg")
    let stored = try Picture(bytes, name: "rgb.jpg")
    let good = Exif(isLittle: isLittle).payload
    // The tag's entry ends after name, header, number of entries and two entries.
    for length in 0...good.count {
      let cut = try Picture(Self.inserting(Array(good[..<length]), into: bytes), name: "x")
      #expect(cut == Self.upright(stored, length < 6 + 8 + 2 + 24 ? 1 : 6), "\(length) bytes")
    }
    let possible = Set((1...8).map { Self.upright(stored, $0) })
    for place in good.indices {
      for mask in [0xff, 0x01, 0x80, 0x0f] as [UInt8] {
        var damaged = good
        damaged[place] ^= mask
        let read = try Picture(Self.inserting(damaged, into: bytes), name: "x")
        #expect(possible.contains(read), "\(place)")
      }
    }
    // The file ends within the segment.
    let whole = Self.inserting(good, into: bytes)
    for length in 2..<4 + good.count {
      #expect(throws: CorpusError.self, "\(length) bytes") {
        _ = try Picture(Array(whole[..<length]), name: "x")
      }
    }
  }
}
