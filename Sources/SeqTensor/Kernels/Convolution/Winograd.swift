internal import CKernels

// 3x3 convolutions by Winograd's minimal filtering F(2x2, 3x3) (Lavin and Gray 2016, section 4.1): 16 products for the four
// results of a 2x2 tile in place of 36. Used where no gradients are wanted; the result differs from the plain sum's by
// rounding alone.

/// A convolution's filters [O, C, 3, 3] as G g Gᵀ: 16 packed matrices [C, O].
package final class WinogradFilters: @unchecked Sendable {
  package let filters, channels: Int
  private let planeSize: Int
  private let memory: UnsafeMutablePointer<Scalar>

  package init(filters: Int, channels: Int) {
    self.filters = filters
    self.channels = channels
    planeSize = channels * kernels.padded(filters)
    memory = UnsafeMutableRawPointer.allocate(
      byteCount: 16 * planeSize * MemoryLayout<Scalar>.stride, alignment: 64
    ).bindMemory(to: Scalar.self, capacity: 16 * planeSize)
  }

  deinit { UnsafeMutableRawPointer(memory).deallocate() }

  /// Takes the values of `weight` [O, C, 3, 3] anew.
  package func pack(_ weight: Scalars) {
    let size = filters * channels
    guard weight.count == 9 * size else {
      shapeFailure(
        "packing filters", [weight.count], [filters, channels, 3, 3],
        because: "the numbers of elements differ")
    }
    let planes = UnsafeMutablePointer<Scalar>.allocate(capacity: 16 * size)
    defer { planes.deallocate() }
    kernels.winograd_filters(filters, channels, weight.pointer, planes)
    for plane in 0..<16 {
      kernels.pack(channels, filters, planes + plane * size, filters, 1, memory + plane * planeSize)
    }
  }

  func plane(_ number: Int) -> UnsafePointer<Scalar> { UnsafePointer(memory + number * planeSize) }
}

extension PlacedWindow {
  /// Whether `convolve(_:_:filters:bias:bounds:into:threads:)` may take `WinogradFilters`: with fewer channels than 32 the
  /// plain products are as fast.
  package func suitsWinograd(filters: Int, groups: Int) -> Bool {
    window == Window(3, padding: window.padding) && groups == 1 && channels >= 32 && filters >= 32
      && channels % 16 == 0 && filters % 16 == 0 && channels + filters <= 4096
  }

  fileprivate var tiles: Int { (outHeight + 1) / 2 * ((outWidth + 1) / 2) }
}

/// Tiles at once: as many as keep their planes in the second-level cache, but enough for each number of the filters to be
/// used often once it is there.
private func tilesAtOnce(_ channels: Int, _ filters: Int) -> Int {
  min(
    max((1 << 18) / (16 * (channels + filters)), 39),
    ThreadWorkspace.planes.count / (16 * (channels + filters)), 208)
}

/// `out = bounded(pictures ∗ filters + bias)`. pictures: [B, height, width, C], out: [B, outHeight, outWidth, O].
package func convolve(
  _ pictures: Scalars, _ window: PlacedWindow, filters: WinogradFilters, bias: Scalars?, bounds: Bounds,
  into out: Scalars, threads: Int
) {
  let batch = pictures.count / max(window.inputCount, 1)
  let total = batch * window.tiles
  let (channels, outputs) = (filters.channels, filters.filters)
  func transform(_ tiles: Range<Int>, of all: Int, into planes: UnsafeMutablePointer<Scalar>) {
    var cWindow = window.cWindow
    var place = planes
    eachPicture(of: tiles, size: window.tiles) { picture, first, count in
      kernels.winograd_input(
        &cWindow, pictures.pointer + picture * window.inputCount, first, count, all * channels, place)
      place += count * channels
    }
  }
  func multiply(
    _ plane: Int, _ count: Int, _ planes: UnsafeMutablePointer<Scalar>,
    _ products: UnsafeMutablePointer<Scalar>
  ) {
    multiplyPacked(
      count, outputs, channels, planes + plane * count * channels, channels, 1, filters.plane(plane),
      products + plane * count * outputs, outputs, adding: false)
  }
  func finish(_ tiles: Range<Int>, of all: Int, from products: UnsafeMutablePointer<Scalar>) {
    var cWindow = window.cWindow
    var place = products
    eachPicture(of: tiles, size: window.tiles) { picture, first, count in
      kernels.winograd_output(
        &cWindow, window.outHeight, outputs, first, count, all * outputs, place, bias?.pointer, bounds.low,
        bounds.high, out.pointer + picture * window.positions * outputs)
      place += count * outputs
    }
  }
  let most = ThreadWorkspace.planes.count / (16 * (channels + outputs))
  if total <= min(208, most) {
    // One piece: tasks have tiles to transform, then planes to multiply, then tiles again.
    let planes = ThreadWorkspace.planes.ofThisThread
    let products = planes + 16 * total * channels
    let parts = chunks(of: total, length: max(1, (total + 7) / 8))
    inParallel(parts.count, threads: threads) {
      transform(parts[$0], of: total, into: planes + parts[$0].lowerBound * channels)
    }
    inParallel(16, threads: threads) { multiply($0, total, planes, products) }
    inParallel(parts.count, threads: threads) {
      finish(parts[$0], of: total, from: products + parts[$0].lowerBound * outputs)
    }
    return
  }
  let parts = chunks(of: total, length: tilesAtOnce(channels, outputs))
  inParallel(parts.count, threads: threads) { part in
    let tiles = parts[part]
    let planes = ThreadWorkspace.planes.ofThisThread
    let products = planes + 16 * tiles.count * channels
    transform(tiles, of: tiles.count, into: planes)
    for plane in 0..<16 { multiply(plane, tiles.count, planes, products) }
    finish(tiles, of: tiles.count, from: products)
  }
}
