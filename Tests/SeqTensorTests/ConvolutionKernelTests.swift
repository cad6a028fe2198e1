import SeqTensor
import TestSupport
import Testing

/// Convolution by patches and without them, and its gradients, against the definition's loops.
@Suite struct ConvolutionKernelTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var batch = 2
    let height, width, channels, filters: Int
    let window: Window
    var groups = 1
    var testDescription: String {
      "\(batch)x\(height)x\(width)x\(channels) to \(filters), \(window.height)x\(window.width), stride "
        + "\(window.strideRows), dilation \(window.dilationRows), \(window.padding), \(groups) groups"
    }
  }

  static let cases: [Case] = [
    Case(
      height: 1, width: 1, channels: 1, filters: 2, window: Window(1, padding: .each(rows: 1, columns: 1))),
    Case(height: 9, width: 7, channels: 16, filters: 16, window: Window(3, padding: .same)),
    Case(batch: 5, height: 6, width: 5, channels: 17, filters: 33, window: Window(3, 2)),
    Case(
      height: 8, width: 9, channels: 18, filters: 6,
      window: Window(5, stride: 2, padding: .each(rows: 2, columns: 1))),
    Case(
      height: 12, width: 11, channels: 33, filters: 20, window: Window(3, stride: 3, padding: .tensorFlowSame)
    ),
    Case(height: 11, width: 10, channels: 16, filters: 7, window: Window(3, dilation: 2, padding: .same)),
    Case(height: 13, width: 12, channels: 17, filters: 5, window: Window(3, 4, stride: 2, dilation: 3)),
    Case(height: 13, width: 13, channels: 19, filters: 9, window: Window(2, stride: 4, dilation: 2)),
    // a kernel smaller than its stride, whose gradient leaves places out
    Case(height: 7, width: 8, channels: 20, filters: 32, window: Window(1, stride: 2)),
    Case(
      height: 4, width: 3, channels: 16, filters: 3, window: Window(4, 3, padding: .each(rows: 3, columns: 2))
    ),
    // half a register of filters, rows longer than a strip, neighbours that lie apart
    Case(height: 28, width: 28, channels: 1, filters: 6, window: Window(5, padding: .same)),
    Case(height: 14, width: 37, channels: 6, filters: 8, window: Window(5)),
    Case(height: 9, width: 41, channels: 3, filters: 11, window: Window(3, stride: 2)),
    // bands of a large picture, rows longer than a part
    Case(batch: 1, height: 40, width: 31, channels: 16, filters: 17, window: Window(3, padding: .same)),
    Case(batch: 1, height: 3, width: 450, channels: 1, filters: 2, window: Window(3, padding: .same)),
    // several blocks of taps, and of channels
    Case(height: 5, width: 4, channels: 130, filters: 12, window: Window(3, padding: .same)),
    Case(batch: 1, height: 3, width: 3, channels: 600, filters: 4, window: Window(2)),
    Case(
      height: 6, width: 6, channels: 8, filters: 12, window: Window(3, stride: 2, padding: .same), groups: 4),
    // every channel by itself: fewer than a vector, no multiple of one, several; four places at once, and the borders
    Case(height: 7, width: 9, channels: 3, filters: 3, window: Window(3, padding: .same), groups: 3),
    Case(
      height: 9, width: 11, channels: 37, filters: 37, window: Window(5, stride: 2, padding: .same),
      groups: 37),
    Case(
      height: 6, width: 13, channels: 160, filters: 160, window: Window(3, dilation: 2, padding: .same),
      groups: 160),
    Case(height: 4, width: 4, channels: 16, filters: 16, window: Window(4, 2), groups: 16),
  ]

  /// Calls `body` with each pair of a place of the picture and one of the output that a tap connects.
  private func each(
    _ window: PlacedWindow, _ body: (_ tap: Int, _ input: Int, _ output: Int) -> Void
  ) {
    let w = window.window
    for y in 0..<window.outHeight {
      for x in 0..<window.outWidth {
        for i in 0..<w.height {
          for j in 0..<w.width {
            let row = y * w.strideRows + i * w.dilationRows - window.padTop
            let column = x * w.strideColumns + j * w.dilationColumns - window.padLeft
            guard 0..<window.height ~= row, 0..<window.width ~= column else { continue }
            body(i * w.width + j, row * window.width + column, y * window.outWidth + x)
          }
        }
      }
    }
  }

  @Test(arguments: cases, [false, true])
  func agreesWithTheDefinition(_ shape: Case, isDirect: Bool) throws {
    // Groups always go by patches.
    if isDirect && shape.groups > 1 { return }
    let window = try #require(
      shape.window.placed(height: shape.height, width: shape.width, channels: shape.channels))
    let (channels, outputs) = (shape.channels / shape.groups, shape.filters / shape.groups)
    let taps = shape.window.height * shape.window.width
    let bench = Bench()
    let pictures = bench.random(shape.batch * window.inputCount)
    let weight = bench.random(shape.filters * channels * taps)
    let bias = bench.random(shape.filters)
    let dOut = bench.random(shape.batch * window.positions * shape.filters)
    let filters = PackedFilters(
      filters: shape.filters, channels: channels, height: shape.window.height, width: shape.window.width,
      groups: shape.groups, isDirect: isDirect)
    filters.pack(weight, threads: 2)

    // The definition, in double precision.
    let (x, w, dy) = (pictures.doubles, weight.doubles, dOut.doubles)
    var out = [Double](repeating: 0, count: dOut.count)
    var (dx, dw) = ([Double](repeating: 0, count: x.count), [Double](repeating: 0, count: w.count))
    for place in out.indices { out[place] = bias.doubles[place % shape.filters] }
    for picture in 0..<shape.batch {
      each(window) { tap, input, output in
        for filter in 0..<shape.filters {
          let to = (picture * window.positions + output) * shape.filters + filter
          for channel in 0..<channels {
            let from =
              picture * window.inputCount + input * shape.channels + filter / outputs * channels + channel
            let number = (filter * channels + channel) * taps + tap
            out[to] += w[number] * x[from]
            dx[from] += w[number] * dy[to]
            dw[number] += x[from] * dy[to]
          }
        }
      }
    }
    let tolerance = kernelTolerance * 8

    var earlier: [[Scalar]] = []
    for threads in 1...2 {
      let found = bench.unwritten(out.count)
      convolve(pictures, window, filters: filters, bias: bias, bounds: .none, into: found, threads: threads)
      #expect(error(found, out) < tolerance)
      let rectified = bench.unwritten(out.count)
      convolve(
        pictures, window, filters: filters, bias: bias, bounds: .relu, into: rectified, threads: threads)
      #expect(rectified.elements == found.elements.map { max($0, 0) })

      let fresh = bench.unwritten(x.count)
      let added = bench.array(Array(repeating: 3, count: x.count))
      let dWeight = bench.array(Array(repeating: 2, count: w.count))
      if filters.isDepthwise {
        fresh.fill(with: 0)
        depthwisePullback(
          pictures, dOut, window, filters: filters, dPictures: fresh, dWeight: nil, threads: threads,
          scratch: { bench.unwritten($0) })
        depthwisePullback(
          pictures, dOut, window, filters: filters, dPictures: added, dWeight: dWeight, threads: threads,
          scratch: { bench.unwritten($0) })
      } else {
        convolutionInputPullback(
          dOut, window, filters: filters, dPictures: fresh, adds: false, threads: threads)
        convolutionInputPullback(
          dOut, window, filters: filters, dPictures: added, adds: true, threads: threads)
        convolutionWeightPullback(
          pictures, dOut, window, filters: filters, dWeight: dWeight, threads: threads,
          scratch: { bench.unwritten($0) })
      }
      #expect(error(fresh, dx) < tolerance)
      #expect(error(added, dx.map { $0 + 3 }) < tolerance)
      #expect(error(dWeight, dw.map { $0 + 2 }) < tolerance)
      let all = [found, fresh, added, dWeight].map(\.elements)
      if threads == 1 { earlier = all } else { #expect(all == earlier, "threads change nothing") }
    }
    #expect(bench.fencesStand)
  }

  @Test func onlyFewFiltersGoWithoutPatches() throws {
    let window = try #require(Window(3, padding: .same).placed(height: 32, width: 32, channels: 16))
    #expect(window.suitsDirect(filters: 128, groups: 1))
    #expect(!window.suitsDirect(filters: 129, groups: 1))
    #expect(!window.suitsDirect(filters: 16, groups: 2))
    let pointwise = try #require(Window(1).placed(height: 32, width: 32, channels: 16))
    #expect(!pointwise.suitsDirect(filters: 16, groups: 1))
    let vast = try #require(
      Window(3, dilation: 200, padding: .same).placed(height: 500, width: 500, channels: 512))
    #expect(!vast.suitsDirect(filters: 16, groups: 1), "a window's reach must fit into a thread's memory")
  }
}
