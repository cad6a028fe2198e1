#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Curves over a common axis: loss, BLEU or accuracy by epoch, quality by sentence length.
package struct LinePlot: Sendable {
  package struct Series: Sendable {
    package var name: String
    package var points: [(x: Double, y: Double)]
    /// Points alone, as for published figures behind our own curve.
    package var isMarkersOnly: Bool

    package init(_ name: String, _ points: [(x: Double, y: Double)], markersOnly: Bool = false) {
      self.name = name
      self.points = points
      isMarkersOnly = markersOnly
    }
  }

  package var title: String
  package var xName: String
  package var yName: String
  package var series: [Series]

  package init(title: String, xName: String, yName: String, series: [Series]) {
    self.title = title
    self.xName = xName
    self.yName = yName
    // Points that are not numbers leave a gap no reader can see; the curve goes on without them.
    self.series = series.map { series in
      var series = series
      series.points.removeAll { !(abs($0.x) < Self.limit && abs($0.y) < Self.limit) }
      return series
    }
  }

  /// Beyond this, differences of numbers are no numbers any more.
  static let limit = 1e100
  /// A curve of more points has no marks on them.
  static let mostMarked = 60

  package var svg: String {
    let (left, top, inner) = (70.0, 50.0, (width: 520.0, height: 300.0))
    let legendWidth = 40 + (series.map { SVG.textWidth($0.name) }.max() ?? 0)
    let points = series.flatMap(\.points)
    let x = Axis(across: points.map(\.x))
    let y = Axis(over: points.map(\.y))
    func place(_ point: (x: Double, y: Double)) -> (x: Double, y: Double) {
      (left + inner.width * x.share(of: point.x), top + inner.height * (1 - y.share(of: point.y)))
    }

    var picture = SVG(
      width: max(left + inner.width + 20 + legendWidth, 40 + SVG.textWidth(title) * 1.25),
      height: top + inner.height + 60, title: title,
      description: "\(yName) over \(xName): " + series.map(\.name).joined(separator: ", ") + ".")
    picture.text(title, x: 20, y: 28, ["font-size": "16", "font-weight": "bold"])
    for tick in y.ticks {
      let height = place((x.low, tick)).y
      picture.line(from: (left, height), to: (left + inner.width, height), ["stroke": "#ddd"])
      picture.text(y.label(tick), x: left - 8, y: height + 4.5, ["text-anchor": "end"])
    }
    for tick in x.ticks {
      let across = place((tick, y.low)).x
      picture.line(
        from: (across, top + inner.height), to: (across, top + inner.height + 5), ["stroke": "#555"])
      picture.text(x.label(tick), x: across, y: top + inner.height + 20, ["text-anchor": "middle"])
    }
    picture.line(
      from: (left, top + inner.height), to: (left + inner.width, top + inner.height), ["stroke": "#555"])
    picture.text(
      xName, x: left + inner.width / 2, y: top + inner.height + 44, ["text-anchor": "middle", "fill": "#555"])
    let middle = top + inner.height / 2
    picture.text(
      yName, x: 18, y: middle,
      ["text-anchor": "middle", "fill": "#555", "transform": "rotate(-90 18 \(fixed(middle, 1)))"])

    for (index, series) in series.map(\.thinned).enumerated() {
      let colour = SVG.lineColours[index % SVG.lineColours.count]
      let places = series.points.map(place)
      if !series.isMarkersOnly { picture.polyline(places, ["stroke": colour, "stroke-width": "2"]) }
      if series.isMarkersOnly || places.count <= Self.mostMarked {
        for (place, point) in zip(places, series.points) {
          picture.circle(
            x: place.x, y: place.y, radius: series.isMarkersOnly ? 4 : 2.5, ["fill": colour],
            tooltip: "\(series.name): \(x.label(point.x)), \(fixed(point.y, 4))")
        }
      }
      let row = top + 12 + 20 * Double(index)
      let start = left + inner.width + 20
      if series.isMarkersOnly {
        picture.circle(x: start + 9, y: row, radius: 4, ["fill": colour])
      } else {
        picture.line(from: (start, row), to: (start + 18, row), ["stroke": colour, "stroke-width": "3"])
      }
      picture.text(series.name, x: start + 24, y: row + 4.5)
    }
    return picture.document
  }
}

extension LinePlot.Series {
  /// The same curve to the eye in at most a thousand points: of each stretch its lowest and its highest.
  fileprivate var thinned: LinePlot.Series {
    let parts = 500
    if isMarkersOnly || points.count <= 2 * parts { return self }
    var series = self
    series.points = (0..<parts).flatMap { part in
      let range = points.count * part / parts..<points.count * (part + 1) / parts
      let lowest = range.min { points[$0].y < points[$1].y } ?? range.lowerBound
      let highest = range.max { points[$0].y < points[$1].y } ?? range.lowerBound
      let places = lowest == highest ? [lowest] : [min(lowest, highest), max(lowest, highest)]
      return places.map { points[$0] }
    }
    return series
  }
}

/// A range in round steps of 1, 2 or 5 times a power of ten.
struct Axis {
  let low: Double
  let high: Double
  let step: Double

  /// - Parameter leastStep: what a step is at least.
  init(over values: [Double], leastStep: Double = 0) {
    var (least, most) = (values.min() ?? 0, values.max() ?? 1)
    if most - least < 1e-12 * max(1, abs(most)) { (least, most) = (least - 0.5, most + 0.5) }
    let rough = (most - least) / 5
    let power = pow(10, log10(rough).rounded(.down))
    step = max(power * ([1, 2, 5].first { $0 * power >= rough } ?? 10), leastStep)
    low = (least / step).rounded(.down) * step
    high = (most / step).rounded(.up) * step
  }

  /// A horizontal axis. What is counted, such as epochs and updates, is all whole and has nothing between 1 and 2.
  init(across values: [Double]) {
    self.init(over: values, leastStep: values.allSatisfy { $0 == $0.rounded() } ? 1 : 0)
  }

  var ticks: [Double] { (0...Int(((high - low) / step).rounded())).map { low + Double($0) * step } }

  func share(of value: Double) -> Double { (value - low) / (high - low) }

  /// As many decimals as the step has.
  func label(_ value: Double) -> String {
    if abs(value) >= 1e9 { return "\(value)" }
    return fixed(value, step >= 1 ? 0 : min(9, Int(-log10(step).rounded(.down))))
  }
}
