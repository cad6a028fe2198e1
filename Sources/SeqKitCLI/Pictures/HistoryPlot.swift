/// The curves of a training by epoch, in panels side by side: its loss, and what else was measured.
package struct HistoryPlot: Sendable {
  package struct Curve: Sendable {
    let name: String
    let points: [(epoch: Int, value: Double)]

    /// The curve goes on without points that are not numbers.
    package init(_ name: String, _ points: [(epoch: Int, value: Double)]) {
      self.name = name
      self.points = points.filter { abs($0.value) < LinePlot.limit }
    }
  }

  package struct Panel: Sendable {
    let name: String
    let curves: [Curve]

    /// - Parameter name: what is measured, with its unit if it has one.
    package init(_ name: String, _ curves: [Curve]) {
      self.name = name
      self.curves = curves.filter { !$0.points.isEmpty }
    }
  }

  package let title: String
  package let panels: [Panel]

  package init(title: String, panels: [Panel]) {
    self.title = title
    self.panels = panels
  }

  /// The size of a panel, and the space between two.
  private static let width = 360.0
  private static let height = 240.0
  private static let gap = 100.0

  package var svg: String {
    // A curve has the same colour in every panel.
    var names: [String] = []
    for curve in panels.flatMap(\.curves) where !names.contains(curve.name) { names.append(curve.name) }
    var picture = SVG(
      width: max(Double(panels.count) * (Self.width + Self.gap), 40 + SVG.textWidth(title) * 1.25),
      height: Self.height + 130, title: title,
      description: "\(panels.map(\.name).joined(separator: "; ")) by epoch: \(names.joined(separator: ", "))."
    )
    picture.text(title, x: 20, y: 28, ["font-size": "16", "font-weight": "bold"])
    for (number, panel) in panels.enumerated() {
      panel.draw(
        on: &picture, left: 60 + Double(number) * (Self.width + Self.gap), width: Self.width,
        height: Self.height, names)
    }
    return picture.document
  }
}

extension HistoryPlot.Panel {
  /// - Parameter names: of the curves of all panels, in the order of their colours.
  fileprivate func draw(
    on picture: inout SVG, left: Double, width: Double, height: Double, _ names: [String]
  ) {
    let top = 70.0
    let points = curves.flatMap(\.points)
    let x = Axis(across: points.map { Double($0.epoch) })
    let y = Axis(over: points.map(\.value))
    func place(_ point: (epoch: Int, value: Double)) -> (x: Double, y: Double) {
      (left + width * x.share(of: Double(point.epoch)), top + height * (1 - y.share(of: point.value)))
    }
    picture.text(name, x: left, y: top - 14, ["font-weight": "bold"])
    for tick in y.ticks {
      let across = top + height * (1 - y.share(of: tick))
      picture.line(from: (left, across), to: (left + width, across), ["stroke": "#ddd"])
      picture.text(y.label(tick), x: left - 8, y: across + 4.5, ["text-anchor": "end"])
    }
    for tick in x.ticks {
      picture.text(
        x.label(tick), x: left + width * x.share(of: tick), y: top + height + 20, ["text-anchor": "middle"])
    }
    picture.text(
      "epoch", x: left + width / 2, y: top + height + 42, ["text-anchor": "middle", "fill": "#555"])
    var start = left + max(90, 24 + SVG.textWidth(name))
    for curve in curves {
      let colour = SVG.lineColours[(names.firstIndex(of: curve.name) ?? 0) % SVG.lineColours.count]
      picture.polyline(curve.points.map(place), ["stroke": colour, "stroke-width": "2"])
      if curve.points.count <= LinePlot.mostMarked {
        for point in curve.points {
          let at = place(point)
          picture.circle(
            x: at.x, y: at.y, radius: 2.5, ["fill": colour],
            tooltip: "\(curve.name), epoch \(point.epoch): \(fixed(point.value, 4))")
        }
      }
      picture.line(
        from: (start, top - 18), to: (start + 18, top - 18), ["stroke": colour, "stroke-width": "3"])
      picture.text(curve.name, x: start + 24, y: top - 14)
      start += 40 + SVG.textWidth(curve.name)
    }
  }
}
