import SeqTensor
import TestSupport
import Testing

/// Mean pooling and its gradient against the definition's loops, by channels that fill no register, one, or more.
@Suite struct PoolingKernelTests {
  static let windows = [
    Window(2, stride: 2), Window(3, stride: 2, padding: .each(rows: 1, columns: 1), roundsUp: true),
    Window(2, 3, stride: 1), Window(2, stride: 3),
  ]

  @Test(arguments: windows, [1, 3, 6, 16, 37])
  func meansAgreeWithTheDefinition(_ shape: Window, channels: Int) throws {
    for (height, width) in [(7, 12), (6, 12), (4, 3)] {
      let window = try #require(shape.placed(height: height, width: width, channels: channels))
      for countsPadding in [false, true] {
        let bench = Bench()
        let batch = 2
        let pictures = bench.random(batch * window.inputCount)
        let dOut = bench.random(batch * window.positions * channels)
        let (x, dy) = (pictures.doubles, dOut.doubles)
        var y = [Double](repeating: 0, count: dy.count)
        var dx = [Double](repeating: 0, count: x.count)
        for place in 0..<batch * window.positions {
          let (picture, position) = place.quotientAndRemainder(dividingBy: window.positions)
          let top = position / window.outWidth * shape.strideRows - window.padTop
          let left = position % window.outWidth * shape.strideColumns - window.padLeft
          let (rows, columns) = (top..<top + shape.height, left..<left + shape.width)
          let counted =
            countsPadding
            ? (rows.clamped(to: -window.padTop..<height + window.padBottom).count)
              * columns.clamped(to: -window.padLeft..<width + window.padRight).count
            : rows.clamped(to: 0..<height).count * columns.clamped(to: 0..<width).count
          for row in rows.clamped(to: 0..<height) {
            for column in columns.clamped(to: 0..<width) {
              for channel in 0..<channels {
                let from = picture * window.inputCount + (row * width + column) * channels + channel
                y[place * channels + channel] += x[from] / Double(counted)
                dx[from] += dy[place * channels + channel] / Double(counted)
              }
            }
          }
        }
        for threads in 1...2 {
          let found = bench.unwritten(y.count)
          averagePool(pictures, window, countsPadding: countsPadding, into: found, threads: threads)
          #expect(error(found, y) < kernelTolerance)
          let fresh = bench.unwritten(x.count)
          averagePoolPullback(
            dOut, window, countsPadding: countsPadding, dPictures: fresh, holdsShare: false, threads: threads)
          #expect(error(fresh, dx) < kernelTolerance)
          let added = bench.array(Array(repeating: 3, count: x.count))
          averagePoolPullback(
            dOut, window, countsPadding: countsPadding, dPictures: added, holdsShare: true, threads: threads)
          #expect(error(added, dx.map { $0 + 3 }) < kernelTolerance)
        }
        #expect(bench.fencesStand)
      }
    }
  }

  /// Means of uneven parts, of more parts than places too.
  @Test(arguments: [(14, 14, 4, 4), (7, 6, 3, 4), (6, 5, 6, 5), (2, 3, 5, 4), (9, 8, 1, 1)], [1, 3, 16, 37])
  func meansOfPartsAgreeWithTheDefinition(_ sizes: (Int, Int, Int, Int), channels: Int) {
    let (height, width, rows, columns) = sizes
    let (bench, batch) = (Bench(), 2)
    let windows = AdaptiveWindows([batch, height, width, channels], [batch, rows, columns, channels])
    let pictures = bench.random(batch * height * width * channels)
    let dOut = bench.random(batch * rows * columns * channels)
    let (x, dy) = (pictures.doubles, dOut.doubles)
    var y = [Double](repeating: 0, count: dy.count)
    var dx = [Double](repeating: 0, count: x.count)
    // Part i of n holds every place that lies in i / n ..< (i + 1) / n of the size, if only partly.
    func part(_ i: Int, _ n: Int, _ size: Int) -> [Int] {
      (0..<size).filter { ($0 + 1) * n > i * size && $0 * n < (i + 1) * size }
    }
    for place in 0..<batch * rows * columns {
      let (picture, position) = place.quotientAndRemainder(dividingBy: rows * columns)
      let down = part(position / columns, rows, height)
      let across = part(position % columns, columns, width)
      for row in down {
        for column in across {
          for channel in 0..<channels {
            let from = ((picture * height + row) * width + column) * channels + channel
            y[place * channels + channel] += x[from] / Double(down.count * across.count)
            dx[from] += dy[place * channels + channel] / Double(down.count * across.count)
          }
        }
      }
    }
    for threads in 1...2 {
      let found = bench.unwritten(y.count)
      adaptiveAveragePool(pictures, windows, into: found, threads: threads)
      #expect(error(found, y) < kernelTolerance)
      let added = bench.array(Array(repeating: 3, count: x.count))
      adaptiveAveragePoolPullback(dOut, windows, into: added, threads: threads)
      #expect(error(added, dx.map { $0 + 3 }) < kernelTolerance)
    }
    #expect(bench.fencesStand)
  }
}
