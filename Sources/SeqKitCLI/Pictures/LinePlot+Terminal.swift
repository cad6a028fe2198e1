extension LinePlot {
  /// Colours of the 256-colour palette near those of the SVG picture.
  private static let palette = [33, 208, 36, 176, 214, 117, 250]
  /// What curves are drawn with where colours cannot tell them apart.
  private static let marks = ["*", "o", "+", "x", "#", "@", "%"]

  /// The picture as lines of text that end in a line end.
  ///
  /// Braille dots, eight a character, where the locale has them and the curves are told apart by colour or there is
  /// only one; else a mark a character and curve.
  package func rendered(for terminal: Terminal) -> String {
    let points = series.flatMap(\.points)
    let x = Axis(across: points.map(\.x))
    let y = Axis(over: points.map(\.y))
    let margin = y.ticks.map { displayWidth(y.label($0)) }.max() ?? 0
    let (columns, rows) = (max(10, min(terminal.width, 100) - margin - 2), 16)
    let isFine = terminal.usesUnicode && (terminal.usesColour || series.count < 2)

    var canvas = Canvas(columns: columns, rows: rows, isFine: isFine)
    for (index, series) in series.enumerated() {
      let places = series.points.map { canvas.place(x.share(of: $0.x), y.share(of: $0.y)) }
      for (place, next) in zip(places, series.isMarkersOnly ? places : Array(places.dropFirst())) {
        canvas.draw(from: place, to: next, index)
      }
      if let last = places.last { canvas.draw(from: last, to: last, index) }
    }

    var labels = [String](repeating: "", count: rows)
    for tick in y.ticks {
      labels[rows - 1 - Int((y.share(of: tick) * Double(rows - 1)).rounded())] = y.label(tick)
    }
    let (tee, side, corner, floor) = terminal.usesUnicode ? ("┤", "│", "└", "─") : ("+", "|", "+", "-")
    var text = title.isEmpty ? "" : title.printable + "\n"
    for row in 0..<rows {
      let cells = (0..<columns).map { cell(canvas, row, $0, terminal) }.joined()
      let edge = labels[row].isEmpty ? side : tee
      text += (labels[row].padded(to: margin, .right) + " " + edge + cells).withoutTrailingSpaces + "\n"
    }
    text += "".padded(to: margin + 1) + corner + String(repeating: floor, count: columns) + "\n"
    text += xLabels(x, columns: columns, indent: margin + 2) + "\n"
    text += "".padded(to: margin + 2) + "\(yName.printable) by \(xName.printable)\n"
    for (index, series) in series.enumerated() where !series.name.isEmpty {
      let line = isFine ? "━━" : Self.marks[index % Self.marks.count]
      let colour = Self.palette[index % Self.palette.count]
      text += "".padded(to: margin + 2) + terminal.coloured(line, foreground: colour)
      text += " " + series.name.printable + "\n"
    }
    return text
  }

  private func cell(_ canvas: Canvas, _ row: Int, _ column: Int, _ terminal: Terminal) -> String {
    let cell = canvas.cells[row * canvas.columns + column]
    guard cell.dots != 0 else { return " " }
    let mark =
      canvas.isFine
      ? Unicode.Scalar(0x2800 + UInt32(cell.dots)).map { String($0) } ?? " "
      : Self.marks[cell.series % Self.marks.count]
    return terminal.coloured(mark, foreground: Self.palette[cell.series % Self.palette.count])
  }

  /// The ticks' labels under their places, as many as fit without touching.
  private func xLabels(_ x: Axis, columns: Int, indent: Int) -> String {
    var line = "".padded(to: indent)
    for tick in x.ticks {
      let label = x.label(tick)
      let centre = indent + Int((x.share(of: tick) * Double(columns - 1)).rounded())
      let start = min(max(indent, centre - label.count / 2), indent + columns - label.count)
      if line.count > indent, start < line.count + 2 { continue }
      line = line.padded(to: start) + label
    }
    return line
  }
}

/// Characters of a picture, each of one dot or of two by four.
private struct Canvas {
  struct Cell {
    /// Braille's numbering of its dots (Unicode block 2800).
    var dots: UInt8 = 0
    /// The curve drawn last.
    var series = 0
  }

  let columns, rows: Int
  let isFine: Bool
  private(set) var cells: [Cell]

  init(columns: Int, rows: Int, isFine: Bool) {
    self.columns = columns
    self.rows = rows
    self.isFine = isFine
    cells = [Cell](repeating: Cell(), count: columns * rows)
  }

  private var width: Int { isFine ? 2 * columns : columns }
  private var height: Int { isFine ? 4 * rows : rows }

  /// The dot at shares of the width, from the left, and of the height, from below.
  func place(_ x: Double, _ y: Double) -> (x: Int, y: Int) {
    (Int((x * Double(width - 1)).rounded()), Int(((1 - y) * Double(height - 1)).rounded()))
  }

  mutating func draw(from start: (x: Int, y: Int), to end: (x: Int, y: Int), _ series: Int) {
    let steps = max(abs(end.x - start.x), abs(end.y - start.y), 1)
    for step in 0...steps {
      let share = Double(step) / Double(steps)
      set(
        start.x + Int((share * Double(end.x - start.x)).rounded()),
        start.y + Int((share * Double(end.y - start.y)).rounded()), series)
    }
  }

  private mutating func set(_ x: Int, _ y: Int, _ series: Int) {
    guard (0..<width).contains(x), (0..<height).contains(y) else { return }
    let index = isFine ? y / 4 * columns + x / 2 : y * columns + x
    let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
    cells[index].dots |= isFine ? bits[y % 4][x % 2] : 1
    cells[index].series = series
  }
}
