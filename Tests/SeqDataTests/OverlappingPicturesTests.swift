import SeqData
import SeqTensor
import Testing

@Suite struct OverlappingPicturesTests {
  /// Grey pictures of 3 x 4 whose pixels say which picture they are; two of each class.
  private static let set: PictureSet = {
    var pixels: [UInt8] = []
    for picture in 0..<6 { for place in 0..<12 { pixels.append(UInt8(40 + 30 * picture + place)) } }
    return PictureSet(
      classes: ["a", "b", "c"], width: 3, height: 4, channels: 1, pixels: pixels, labels: [0, 1, 2, 0, 1, 2])
  }()

  private func draw(_ pairs: OverlappingPictures, _ index: Int, seed: UInt64) -> (
    both: [Scalar], first: [Scalar], second: [Scalar], labels: (Int32, Int32)
  ) {
    var random = RandomSource(seed: seed)
    // Both together, the first, the second.
    var canvases = [Scalar](repeating: -1, count: 3 * pairs.size)
    var labels: (Int32, Int32) = (0, 0)
    canvases.withUnsafeMutableBufferPointer { canvases in
      guard let start = canvases.baseAddress else { return }
      labels = pairs.draw(
        index, random: &random, both: start, first: start + pairs.size, second: start + 2 * pairs.size)
    }
    let parts = (0..<3).map { Array(canvases[$0 * pairs.size..<($0 + 1) * pairs.size]) }
    return (parts[0], parts[1], parts[2], labels)
  }

  @Test func pairsAreOfTwoClassesAndAddUp() throws {
    let pairs = try OverlappingPictures(Self.set, margin: 2)
    #expect((pairs.width, pairs.height) == (7, 8))
    var partners = Set<Int32>()
    var sums = Set<Scalar>()
    for seed in 1...200 as ClosedRange<UInt64> {
      let found = draw(pairs, 1, seed: seed)
      #expect(found.labels.0 == 1 && found.labels.1 != 1)
      partners.insert(found.labels.1)
      for i in found.both.indices {
        #expect(found.both[i] == min(found.first[i] + found.second[i], 1))
      }
      // Nothing is cut off within the margin: all twelve pixels are there, whole.
      var expected: Scalar = 0
      for place in 0..<12 { expected += Scalar(70 + place) / 255 }
      #expect(abs(found.first.reduce(0, +) - expected) < 1e-5)
      #expect(found.second.count { $0 > 0 } == 12)
      sums.insert(found.second.max() ?? 0)
    }
    #expect(partners == [0, 2])
    // Each of the four pictures of other classes is drawn.
    #expect(sums.count == 4)
    #expect(draw(pairs, 1, seed: 7).both == draw(pairs, 1, seed: 7).both)
  }

  @Test func oneClassMakesNoPairs() {
    let same = PictureSet(
      classes: ["a", "b"], width: 1, height: 1, channels: 1, pixels: [1, 2], labels: [1, 1])
    #expect(throws: CorpusError.self) { try OverlappingPictures(same) }
  }

  @Test func movesBeyondTheEdgeAreCutOff() {
    var canvas = [Scalar](repeating: -1, count: 12)
    canvas.withUnsafeMutableBufferPointer { canvas in
      guard let start = canvas.baseAddress else { return }
      Self.set.draw(0, movedBy: (-1, 2), onto: start, width: 3, height: 4)
    }
    // Rows 0 and 1 of the picture, columns 1 and 2, two rows lower and one column to the left.
    let expected: [Scalar] = [0, 0, 0, 0, 0, 0, 41, 42, 0, 44, 45, 0]
    #expect(canvas == expected.map { $0 / 255 })
  }

  @Test func distortionsTurnAndMove() {
    let random = RandomSource(seed: 3)
    let same = Self.set.distorted(rotation: 0, shift: 0, random: random)
    #expect(same.pixels == Self.set.pixels && same.labels == Self.set.labels)
    // A bright square turned about its centre stays where it is, and its corners lose light.
    var square = [UInt8](repeating: 0, count: 81)
    for y in 2..<7 { for x in 2..<7 { square[y * 9 + x] = 200 } }
    let set = PictureSet(
      classes: ["a", "b"], width: 9, height: 9, channels: 1, pixels: square + square, labels: [0, 1])
    let turned = set.distorted(rotation: 45, shift: 0, random: random)
    #expect(turned.pixels != set.pixels)
    for picture in 0..<2 { #expect(turned.pixels[picture * 81 + 40] == 200) }
    let moved = set.distorted(rotation: 0, shift: 2, random: random)
    for picture in 0..<2 {
      let own = moved.pixels[picture * 81..<(picture + 1) * 81]
      #expect(own.count { $0 == 200 } == 25)
    }
    #expect(moved.pixels == set.distorted(rotation: 0, shift: 2, random: random).pixels)
  }
}
