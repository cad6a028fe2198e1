import FoundationEssentials
import SeqData
import SeqTensor
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Pictures changed by known amounts, small enough to work out by hand, and the ranges of what is drawn.
@Suite struct AugmentationTests {
  /// A picture of one or more channels, changed.
  private func changed(
    _ pixels: [UInt8], width: Int, channels: Int = 1, fill: Augmentation.Fill = .nearest,
    by setting: (inout Augmentation.Change) -> Void
  ) -> [Scalar] {
    var change = Augmentation.Change()
    setting(&change)
    let height = pixels.count / width / channels
    var result = [Scalar](repeating: -1, count: pixels.count)
    result.withUnsafeMutableBufferPointer { to in
      pixels.withUnsafeBufferPointer { from in
        guard let from = from.baseAddress, let to = to.baseAddress else { return }
        change.apply(from, width: width, height: height, channels: channels, fill: fill, into: to)
      }
    }
    return result
  }

  /// Sines and cosines of right angles are not quite 0 and 1.
  private func isNear(_ found: [Scalar], _ expected: [Scalar]) -> Bool {
    found.count == expected.count && zip(found, expected).allSatisfy { abs($0 - $1) < 1e-3 }
  }

  /// A picture changed at random.
  private func drawn(
    _ augmentation: Augmentation, _ pixels: [UInt8], width: Int, channels: Int, random: inout RandomSource
  ) -> [Scalar] {
    let height = pixels.count / width / channels
    var result = [Scalar](repeating: -1, count: pixels.count)
    result.withUnsafeMutableBufferPointer { to in
      pixels.withUnsafeBufferPointer { from in
        guard let from = from.baseAddress, let to = to.baseAddress else { return }
        augmentation.apply(
          from, width: width, height: height, channels: channels, random: &random, into: to)
      }
    }
    return result
  }

  // MARK: - What a change does

  @Test(arguments: Augmentation.Fill.allCases) func noChangeLeavesEveryPixel(_ fill: Augmentation.Fill) {
    let pixels: [UInt8] = [1, 2, 3, 4, 5, 6]
    #expect(changed(pixels, width: 3, fill: fill) { _ in } == [1, 2, 3, 4, 5, 6])
    #expect(changed(pixels, width: 2, fill: fill) { _ in } == [1, 2, 3, 4, 5, 6])
    #expect(changed([9, 8, 7], width: 1, channels: 3, fill: fill) { _ in } == [9, 8, 7])
  }

  @Test(arguments: Augmentation.Fill.allCases) func aFlipMirrors(_ fill: Augmentation.Fill) {
    let pixels: [UInt8] = [1, 2, 3, 4, 5, 6]
    #expect(changed(pixels, width: 3, fill: fill) { $0.isMirrored = true } == [3, 2, 1, 6, 5, 4])
    // The channels of a pixel stay in their order.
    let coloured = changed(pixels, width: 2, channels: 3, fill: fill) { $0.isMirrored = true }
    #expect(coloured == [4, 5, 6, 1, 2, 3])
  }

  @Test func aShiftMoves() {
    let pixels: [UInt8] = [1, 2, 3, 4, 5, 6]
    #expect(changed(pixels, width: 3) { $0.moveX = 1 } == [2, 3, 3, 5, 6, 6])
    #expect(changed(pixels, width: 3) { $0.moveX = -1 } == [1, 1, 2, 4, 4, 5])
    #expect(changed(pixels, width: 3) { $0.moveX = 0.5 } == [1.5, 2.5, 3, 4.5, 5.5, 6])
    #expect(changed(pixels, width: 3) { $0.moveY = 1 } == [4, 5, 6, 4, 5, 6])
    #expect(changed(pixels, width: 3) { $0.moveY = -0.5 } == [1, 2, 3, 2.5, 3.5, 4.5])
    // Mirrored first, then moved.
    let both = changed([1, 2, 3], width: 3) {
      $0.isMirrored = true
      $0.moveX = 1
    }
    #expect(both == [3, 3, 2])
  }

  @Test(arguments: Augmentation.Fill.allCases) func aRotationTurns(_ fill: Augmentation.Fill) {
    let half = changed([1, 2, 3, 4, 5, 6], width: 3, fill: fill) { $0.angle = .pi }
    #expect(isNear(half, [6, 5, 4, 3, 2, 1]), "\(half)")
    let quarter = changed([1, 2, 3, 4, 5, 6, 7, 8, 9], width: 3, fill: fill) { $0.angle = .pi / 2 }
    #expect(isNear(quarter, [3, 6, 9, 2, 5, 8, 1, 4, 7]), "\(quarter)")
    let other = changed([1, 2, 3, 4, 5, 6, 7, 8, 9], width: 3, fill: fill) { $0.angle = -.pi / 2 }
    #expect(isNear(other, [7, 4, 1, 8, 5, 2, 9, 6, 3]), "\(other)")
  }

  @Test func aZoomChangesTheDistanceFromTheCentre() {
    let row: [UInt8] = [0, 10, 20, 30]
    #expect(changed(row, width: 4) { $0.zoomX = 0.5 } == [7.5, 12.5, 17.5, 22.5])
    #expect(changed(row, width: 1) { $0.zoomY = 0.5 } == [7.5, 12.5, 17.5, 22.5])
    // The other direction stays.
    #expect(changed(row, width: 4) { $0.zoomY = 0.5 } == [0, 10, 20, 30])
    // From the places -1.5, 0.5, 2.5 and 4.5.
    let shrunk: [(Augmentation.Fill, [Scalar])] = [
      (.nearest, [0, 5, 25, 30]), (.reflect, [5, 5, 25, 25]), (.wrap, [25, 5, 25, 5]),
      (.constant, [0, 5, 25, 0]),
    ]
    for (fill, expected) in shrunk {
      #expect(changed(row, width: 4, fill: fill) { $0.zoomX = 2 } == expected, "\(fill)")
      #expect(changed(row, width: 1, fill: fill) { $0.zoomY = 2 } == expected, "\(fill)")
    }
  }

  /// Rows that are alike, so that it does not matter how high a slanted row comes from.
  @Test func shearMovesRowsByTheirDistanceFromTheCentre() {
    let row: [UInt8] = [0, 10, 20, 30, 40]
    let three = changed(row + row + row, width: 5) { $0.slant = .pi / 6 }
    #expect(isNear(three, [5, 15, 25, 35, 40, 0, 10, 20, 30, 40, 0, 5, 15, 25, 35]), "\(three)")
    let five = changed(row + row + row + row + row, width: 5) { $0.slant = -.pi / 6 }
    #expect(isNear(Array(five.prefix(5)), [0, 0, 10, 20, 30]), "\(five)")
    #expect(isNear(Array(five.suffix(5)), [10, 20, 30, 40, 40]), "\(five)")
    // A slanted row comes from cos(slant) times its distance.
    let column = changed([0, 100, 200], width: 1) { $0.slant = .pi / 3 }
    #expect(isNear(column, [50, 100, 150]), "\(column)")
  }

  // MARK: - Beyond the border

  @Test func everyFillHasItsOrder() {
    func line(_ fill: Augmentation.Fill) -> [Int?] { (-6..<10).map { fill.source(of: $0, count: 4) } }
    #expect(line(.nearest) == [0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 3, 3, 3, 3, 3, 3])
    #expect(line(.reflect) == [2, 3, 3, 2, 1, 0, 0, 1, 2, 3, 3, 2, 1, 0, 0, 1])
    #expect(line(.wrap) == [2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1])
    #expect(
      line(.constant)
        == [nil, nil, nil, nil, nil, nil, 0, 1, 2, 3, nil, nil, nil, nil, nil, nil])
    for fill in [Augmentation.Fill.nearest, .reflect, .wrap] {
      #expect((-5..<6).allSatisfy { fill.source(of: $0, count: 1) == 0 }, "\(fill)")
    }
  }

  @Test func everyFillIsSeenInAPicture() {
    let row: [UInt8] = [1, 2, 3, 4]
    let moved: [(fill: Augmentation.Fill, by: Float, expected: [Scalar])] = [
      (.nearest, 6, [4, 4, 4, 4]), (.nearest, -2, [1, 1, 1, 2]),
      (.reflect, 2, [3, 4, 4, 3]), (.reflect, -6, [3, 4, 4, 3]), (.reflect, 6, [2, 1, 1, 2]),
      (.wrap, 1, [2, 3, 4, 1]), (.wrap, -6, [3, 4, 1, 2]), (.wrap, 9, [2, 3, 4, 1]),
      (.constant, 1, [2, 3, 4, 0]), (.constant, -3, [0, 0, 0, 1]), (.constant, 5, [0, 0, 0, 0]),
    ]
    for (fill, by, expected) in moved {
      #expect(changed(row, width: 4, fill: fill) { $0.moveX = by } == expected, "\(fill), \(by)")
      #expect(changed(row, width: 1, fill: fill) { $0.moveY = by } == expected, "\(fill), \(by)")
    }
  }

  /// Between the last pixel and what comes after it.
  @Test func neighboursOutsideAreFilledToo() {
    let halves: [(fill: Augmentation.Fill, after: Scalar, before: Scalar)] = [
      (.nearest, 4, 1), (.reflect, 4, 1), (.wrap, 2.5, 2.5), (.constant, 2, 0.5),
    ]
    for (fill, after, before) in halves {
      let row: [UInt8] = [1, 2, 3, 4]
      #expect(changed(row, width: 4, fill: fill) { $0.moveX = 0.5 } == [1.5, 2.5, 3.5, after], "\(fill)")
      #expect(changed(row, width: 4, fill: fill) { $0.moveX = -0.5 } == [before, 1.5, 2.5, 3.5], "\(fill)")
    }
    let corner = changed([100, 100, 100, 100], width: 2, fill: .constant) {
      $0.moveX = 0.5
      $0.moveY = 0.5
    }
    #expect(corner == [100, 50, 50, 25])
  }

  /// Filled with the nearest pixel, a picture is to the bit what places moved into the picture give: pictures have been
  /// changed so since before there was a choice.
  @Test func nearestIsThePlaceMovedIntoThePicture() {
    var augmentation = Augmentation.textbook
    augmentation.rotation = 180
    augmentation.shear = 60
    augmentation.shiftX = 0.7
    augmentation.zoom = 0.9
    let pixels = (0..<105).map { UInt8($0 * 89 % 256) }
    for seed in 0..<200 {
      var random = RandomSource(seed: UInt64(seed))
      var same = random
      let found = drawn(augmentation, pixels, width: 7, channels: 3, random: &random)
      let change = augmentation.change(width: 7, height: 5, random: &same)
      #expect(random.counter == 7 && same.counter == 7)
      #expect(found == moved(pixels, width: 7, height: 5, channels: 3, by: change), "seed \(seed)")
    }
  }

  private func moved(
    _ pixels: [UInt8], width: Int, height: Int, channels: Int, by change: Augmentation.Change
  ) -> [Scalar] {
    let (c, s, slant) = (cosf(change.angle), sinf(change.angle), change.slant)
    let (a, b) = (c * change.zoomX, (-c * sinf(slant) - s * cosf(slant)) * change.zoomY)
    let (d, e) = (s * change.zoomX, (-s * sinf(slant) + c * cosf(slant)) * change.zoomY)
    let (centerX, centerY) = (Float(width - 1) / 2, Float(height - 1) / 2)
    var result: [Scalar] = []
    for y in 0..<height {
      for x in 0..<width {
        let u = Float(change.isMirrored ? width - 1 - x : x) - centerX
        let v = Float(y) - centerY
        let fromX = min(max(a * u + b * v + centerX + change.moveX, 0), Float(width - 1))
        let fromY = min(max(d * u + e * v + centerY + change.moveY, 0), Float(height - 1))
        let (x0, y0) = (Int(fromX), Int(fromY))
        let (x1, y1) = (min(x0 + 1, width - 1), min(y0 + 1, height - 1))
        let (partX, partY) = (fromX - Float(x0), fromY - Float(y0))
        for channel in 0..<channels {
          func at(_ x: Int, _ y: Int) -> Float { Float(pixels[(y * width + x) * channels + channel]) }
          let above = at(x0, y0) + partX * (at(x1, y0) - at(x0, y0))
          let below = at(x0, y1) + partX * (at(x1, y1) - at(x0, y1))
          result.append(Scalar(above + partY * (below - above)))
        }
      }
    }
    return result
  }

  // MARK: - What is drawn

  @Test func rangesAreKeptTo() throws {
    var augmentation = Augmentation()
    augmentation.rotation = 30
    augmentation.shiftX = 0.25
    augmentation.shiftY = 0.5
    augmentation.shear = 10
    augmentation.zoom = 0.2
    augmentation.flips = true
    let changes = (0..<3000).map { seed -> Augmentation.Change in
      var random = RandomSource(seed: UInt64(seed))
      return augmentation.change(width: 40, height: 20, random: &random)
    }
    let ranges: [(numbers: [Float], lowest: Float, highest: Float)] = [
      (changes.map(\.angle), -.pi / 6, .pi / 6), (changes.map(\.moveX), -10, 10),
      (changes.map(\.moveY), -10, 10), (changes.map(\.slant), -.pi / 18, .pi / 18),
      (changes.map(\.zoomX), 0.8, 1.2), (changes.map(\.zoomY), 0.8, 1.2),
    ]
    // Never beyond, and nearly as far as may be to either side.
    for (numbers, lowest, highest) in ranges {
      let (least, most) = (try #require(numbers.min()), try #require(numbers.max()))
      let slack = (highest - lowest) / 100
      #expect(least >= lowest - 1e-6 && least < lowest + slack, "\(lowest)")
      #expect(most <= highest + 1e-6 && most > highest - slack, "\(highest)")
    }
    let mirrored = changes.count { $0.isMirrored }
    #expect((1350...1650).contains(mirrored))
  }

  @Test func nothingAskedForChangesNothing() {
    for seed in 0..<50 {
      var random = RandomSource(seed: UInt64(seed))
      let pixels = (0..<24).map { UInt8($0 * 10) }
      let found = drawn(Augmentation(), pixels, width: 4, channels: 2, random: &random)
      #expect(found == pixels.map { Scalar($0) })
      #expect(random.counter == 6)
    }
  }

  @Test(arguments: Augmentation.Fill.allCases) func whatIsDrawnIsWhatIsDone(_ fill: Augmentation.Fill) {
    var augmentation = Augmentation.textbook
    augmentation.fill = fill
    let pixels = (0..<60).map { UInt8($0 * 4) }
    for seed in 0..<50 {
      var random = RandomSource(seed: UInt64(seed))
      var same = random
      let found = drawn(augmentation, pixels, width: 5, channels: 3, random: &random)
      let change = augmentation.change(width: 5, height: 4, random: &same)
      let expected = changed(pixels, width: 5, channels: 3, fill: fill) { $0 = change }
      #expect(found == expected)
    }
  }

  // MARK: - Settings

  @Test func aFillAloneChangesNothing() {
    for fill in Augmentation.Fill.allCases {
      var augmentation = Augmentation()
      augmentation.fill = fill
      #expect(augmentation.isNone)
      augmentation.flips = true
      #expect(!augmentation.isNone)
    }
    #expect(Augmentation.textbook.fill == .nearest)
  }

  @Test func settingsWithoutAFillAreRead() throws {
    func decoded(_ json: String) throws -> Augmentation {
      try JSONDecoder().decode(Augmentation.self, from: Data(json.utf8))
    }
    let old = #"{"rotation":40,"shiftX":0.2,"shiftY":0.2,"shear":0.2,"zoom":0.2,"flips":true"#
    #expect(try decoded(old + "}") == .textbook)
    for fill in Augmentation.Fill.allCases {
      var augmentation = Augmentation.textbook
      augmentation.fill = fill
      #expect(try decoded(old + #","fill":"\#(fill.rawValue)"}"#) == augmentation)
      let stored = try JSONEncoder().encode(augmentation)
      #expect(try JSONDecoder().decode(Augmentation.self, from: stored) == augmentation)
    }
    #expect(throws: DecodingError.self) { try decoded(old + #","fill":"mirror"}"#) }
    #expect(throws: DecodingError.self) { try decoded(#"{"fill":"wrap"}"#) }
  }
}
