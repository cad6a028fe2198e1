/// Which part of a picture each place of an adaptive pooling covers, as in PyTorch: of n places down, place y covers the rows
/// ⌊y · height / n⌋ ..< ⌈(y + 1) · height / n⌉, and columns likewise.
///
/// Parts may differ by a row and share one with their neighbours; none of the picture is left out.
package struct AdaptiveWindows: Sendable, Hashable {
  package let height, width, channels, outHeight, outWidth: Int

  /// - Parameters:
  ///   - pictures: [B, height, width, C].
  ///   - out: [B, outHeight, outWidth, C].
  package init(_ pictures: Shape, _ out: Shape) {
    (height, width, channels) = (pictures[1], pictures[2], pictures[3])
    (outHeight, outWidth) = (out[1], out[2])
  }

  package func rows(of y: Int) -> Range<Int> { Self.part(y, of: outHeight, size: height) }
  package func columns(of x: Int) -> Range<Int> { Self.part(x, of: outWidth, size: width) }

  /// Rows and columns of the largest part.
  package var largest: (rows: Int, columns: Int) {
    (
      (0..<outHeight).map { rows(of: $0).count }.max() ?? 0,
      (0..<outWidth).map { columns(of: $0).count }.max() ?? 0
    )
  }

  fileprivate var inputCount: Int { height * width * channels }

  private static func part(_ place: Int, of count: Int, size: Int) -> Range<Int> {
    place * size / count..<((place + 1) * size + count - 1) / count
  }
}

/// The mean of every part, channel by channel. pictures: [B, height, width, C], out: [B, outHeight, outWidth, C].
package func adaptiveAveragePool(
  _ pictures: Scalars, _ windows: AdaptiveWindows, into out: Scalars, threads: Int
) {
  let (channels, outHeight, outWidth) = (windows.channels, windows.outHeight, windows.outWidth)
  inParallel(pictures.count / windows.inputCount * outHeight, threads: threads) { line in
    let (picture, y) = line.quotientAndRemainder(dividingBy: outHeight)
    let image = pictures.pointer + picture * windows.inputCount
    let rows = windows.rows(of: y)
    for x in 0..<outWidth {
      let columns = windows.columns(of: x)
      let to = out.pointer + (line * outWidth + x) * channels
      for channel in 0..<channels { to[channel] = 0 }
      for row in rows {
        for column in columns {
          let from = image + (row * windows.width + column) * channels
          for channel in 0..<channels { to[channel] += from[channel] }
        }
      }
      let share = 1 / Scalar(rows.count * columns.count)
      for channel in 0..<channels { to[channel] *= share }
    }
  }
}

/// Adds every part's share of the gradient. dOut: [B, outHeight, outWidth, C], dPictures: [B, height, width, C].
package func adaptiveAveragePoolPullback(
  _ dOut: Scalars, _ windows: AdaptiveWindows, into dPictures: Scalars, threads: Int
) {
  let (channels, outHeight, outWidth) = (windows.channels, windows.outHeight, windows.outWidth)
  // Parts share places, so that a picture is one task's.
  inParallel(dPictures.count / windows.inputCount, threads: threads) { picture in
    let image = dPictures.pointer + picture * windows.inputCount
    for y in 0..<outHeight {
      let rows = windows.rows(of: y)
      for x in 0..<outWidth {
        let columns = windows.columns(of: x)
        let from = dOut.pointer + ((picture * outHeight + y) * outWidth + x) * channels
        let share = 1 / Scalar(rows.count * columns.count)
        for row in rows {
          for column in columns {
            let to = image + (row * windows.width + column) * channels
            for channel in 0..<channels { to[channel] += share * from[channel] }
          }
        }
      }
    }
  }
}
