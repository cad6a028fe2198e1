internal import CKernels

// Pooling of channel-last pictures [B, height, width, C]: every channel by itself. A task has whole rows of the output,
// or on the way back whole pictures, to itself.

/// Calls `body` with every row of the output: its picture and its number.
private func eachRow(
  _ window: PlacedWindow, batch: Int, threads: Int, _ body: (_ picture: Int, _ row: Int) -> Void
) {
  let length = max(1, 16384 / max(window.outWidth * window.channels, 1))
  let parts = chunks(of: batch * window.outHeight, length: length)
  inParallel(parts.count, threads: threads) { part in
    for row in parts[part] { body(row / window.outHeight, row % window.outHeight) }
  }
}

/// Calls `body` with every picture: its number, its gradient, and whether that is to be added to. Where windows overlap or leave
/// places out it is, and zeros stand there unless the gradient holds a share already.
private func eachGradient(
  of dPictures: Scalars, _ window: PlacedWindow, holdsShare: Bool, threads: Int,
  _ body: (_ picture: Int, _ gradient: Scalars, _ adds: Bool) -> Void
) {
  let adds = holdsShare || !window.tiles
  inParallel(dPictures.count / window.inputCount, threads: threads) { picture in
    let gradient = dPictures[picture * window.inputCount..<(picture + 1) * window.inputCount]
    if !holdsShare && adds { gradient.fill(with: 0) }
    body(picture, gradient, adds)
  }
}

/// The largest element of every window. pictures: [B, height, width, C], out: [B, outHeight, outWidth, C].
package func maximumPool(_ pictures: Scalars, _ window: PlacedWindow, into out: Scalars, threads: Int) {
  let row = window.outWidth * window.channels
  eachRow(window, batch: pictures.count / window.inputCount, threads: threads) { picture, y in
    var cWindow = window.cWindow
    kernels.maximum_pool_row(
      &cWindow, pictures.pointer + picture * window.inputCount, y,
      out.pointer + (picture * window.outHeight + y) * row)
  }
}

/// The gradient of the first of the largest elements of every window, in the order of rows.
///
/// - Parameters:
///   - holdsShare: whether dPictures holds a share already.
///   - scratch: [B, C].
package func maximumPoolPullback(
  _ pictures: Scalars, _ out: Scalars, _ dOut: Scalars, _ window: PlacedWindow, dPictures: Scalars,
  holdsShare: Bool, scratch: Scalars, threads: Int
) {
  let row = window.outWidth * window.channels
  eachGradient(of: dPictures, window, holdsShare: holdsShare, threads: threads) { picture, gradient, adds in
    var cWindow = window.cWindow
    for y in 0..<window.outHeight {
      let place = (picture * window.outHeight + y) * row
      kernels.maximum_pool_row_pullback(
        &cWindow, pictures.pointer + picture * window.inputCount, adds ? 1 : 0, y, out.pointer + place,
        dOut.pointer + place, scratch.pointer + picture * window.channels, gradient.pointer)
    }
  }
}

/// The mean of every window, which has no dilation.
///
/// - Parameter countsPadding: whether places of the padding count as zeros, as PyTorch's default has it.
package func averagePool(
  _ pictures: Scalars, _ window: PlacedWindow, countsPadding: Bool, into out: Scalars, threads: Int
) {
  let row = window.outWidth * window.channels
  eachRow(window, batch: pictures.count / window.inputCount, threads: threads) { picture, y in
    var cWindow = window.cWindow
    kernels.average_pool_row(
      &cWindow, countsPadding ? 1 : 0, pictures.pointer + picture * window.inputCount, y,
      out.pointer + (picture * window.outHeight + y) * row)
  }
}

/// Every window's share of the gradient.
///
/// - Parameter holdsShare: whether dPictures holds a share already.
package func averagePoolPullback(
  _ dOut: Scalars, _ window: PlacedWindow, countsPadding: Bool, dPictures: Scalars, holdsShare: Bool,
  threads: Int
) {
  let row = window.outWidth * window.channels
  eachGradient(of: dPictures, window, holdsShare: holdsShare, threads: threads) { picture, gradient, adds in
    var cWindow = window.cWindow
    for y in 0..<window.outHeight {
      kernels.average_pool_row_pullback(
        &cWindow, countsPadding ? 1 : 0, adds ? 1 : 0, y,
        dOut.pointer + (picture * window.outHeight + y) * row, gradient.pointer)
    }
  }
}

extension PlacedWindow {
  /// Whether every place of the picture is in one window and no window reaches beyond it.
  fileprivate var tiles: Bool {
    window.height == window.strideRows && window.width == window.strideColumns && window.dilationRows == 1
      && window.dilationColumns == 1 && padTop == 0 && padLeft == 0
      && outHeight * window.height == height && outWidth * window.width == width
  }
}

/// From channels last to channels first. x: [B, places, C], y: [B, C, places].
package func channelsFirst(_ x: Scalars, batch: Int, channels: Int, into y: Scalars, threads: Int) {
  let places = x.count / max(batch * channels, 1)
  inParallel(batch, threads: threads) { picture in
    let start = picture * places * channels
    let (from, to) = (x.pointer + start, y.pointer + start)
    // Tiles of 16 channels, so that both sides stay in the first-level cache.
    for first in stride(from: 0, to: channels, by: 16) {
      for place in 0..<places {
        for channel in first..<min(first + 16, channels) {
          to[channel * places + place] = from[place * channels + channel]
        }
      }
    }
  }
}

/// Adds what arrived in the turned order. dy: [B, C, places], dx: [B, places, C].
package func channelsFirstPullback(_ dy: Scalars, batch: Int, channels: Int, into dx: Scalars, threads: Int) {
  let places = dx.count / max(batch * channels, 1)
  inParallel(batch, threads: threads) { picture in
    let start = picture * places * channels
    let (from, to) = (dy.pointer + start, dx.pointer + start)
    for first in stride(from: 0, to: channels, by: 16) {
      for place in 0..<places {
        for channel in first..<min(first + 16, channels) {
          to[place * channels + channel] += from[channel * places + place]
        }
      }
    }
  }
}
