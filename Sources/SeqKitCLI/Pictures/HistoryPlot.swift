import SeqTraining

/// A training's curves in two panels: accuracy and loss by epoch, of training and validation pictures.
enum HistoryPlot {
  static func svg(_ history: [ImageEpochReport], title: String) -> String {
    let (width, height) = (360.0, 240.0)
    var picture = SVG(
      width: 2 * width + 200, height: height + 130, title: title,
      description: "Accuracy and loss by epoch, of training and validation pictures.")
    picture.text(title, x: 20, y: 28, ["font-size": "16", "font-weight": "bold"])
    panel(
      &picture, "accuracy", left: 60, width, height, history.map { ($0.epoch, $0.accuracy) },
      history.compactMap { report in report.validationAccuracy.map { (report.epoch, $0) } })
    panel(
      &picture, "loss", left: 160 + width, width, height, history.map { ($0.epoch, $0.loss) },
      history.compactMap { report in report.validationLoss.map { (report.epoch, $0) } })
    return picture.document
  }

  private static func panel(
    _ picture: inout SVG, _ name: String, left: Double, _ width: Double, _ height: Double,
    _ training: [(epoch: Int, value: Double)], _ validation: [(epoch: Int, value: Double)]
  ) {
    let top = 70.0
    let x = Axis(over: training.map { Double($0.epoch) })
    let y = Axis(over: (training + validation).map(\.value))
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
    let curves: [(name: String, points: [(epoch: Int, value: Double)])] = [
      ("training", training), ("validation", validation),
    ]
    for (number, series) in curves.enumerated() where !series.points.isEmpty {
      let colour = SVG.lineColours[number]
      picture.polyline(series.points.map(place), ["stroke": colour, "stroke-width": "2"])
      for point in series.points {
        let at = place(point)
        picture.circle(
          x: at.x, y: at.y, radius: 2.5, ["fill": colour],
          tooltip: "\(series.name), epoch \(point.epoch): \(fixed(point.value, 4))")
      }
      let start = left + 90 + 110 * Double(number)
      picture.line(
        from: (start, top - 18), to: (start + 18, top - 18), ["stroke": colour, "stroke-width": "3"])
      picture.text(series.name, x: start + 24, y: top - 14)
    }
  }
}
