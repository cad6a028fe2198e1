/// A matrix of weights in 0 ... 1 with a label at each row and column: attention over a sentence, a memory's
/// read weighting over time.
///
/// For attention the rows are the target's tokens and the columns the source's, so that each row sums to one,
/// as in the figures of Bahdanau et al. (2015).
package struct HeatMap: Sendable {
  package var title: String
  /// What the rows and the columns are, for the axes: "target", "source".
  package var rowName: String
  package var columnName: String
  package let rowLabels: [String]
  package let columnLabels: [String]
  /// Rows by columns. What is not a number is drawn as 0.
  package let weights: [[Float]]

  package init(
    title: String, rowName: String, rows: [String], columnName: String, columns: [String], weights: [[Float]]
  ) {
    guard weights.count == rows.count, weights.allSatisfy({ $0.count == columns.count }) else {
      fatalError(
        "a heat map of \(rows.count) x \(columns.count) labels over \(weights.map(\.count)) weights")
    }
    self.title = title
    self.rowName = rowName
    self.columnName = columnName
    rowLabels = rows
    columnLabels = columns
    self.weights = weights.map { $0.map { $0.isFinite ? min(1, max(0, $0)) : 0 } }
  }
}

// MARK: - In the terminal

extension HeatMap {
  /// The map as lines of text, in panels below one another where it is too wide.
  ///
  /// Colours where the terminal has them, else block shades, else (no UTF-8) digits: tenths, "." for under
  /// a twentieth.
  package func rendered(for terminal: Terminal) -> String {
    let mark: Character = terminal.usesUnicode ? "…" : "~"
    let rowLabels = rowLabels.map { $0.printable.clipped(to: max(8, terminal.width / 3), mark: mark) }
    let columnLabels = columnLabels.map { $0.printable.clipped(to: 10, mark: mark) }
    let margin = rowLabels.map(displayWidth).max() ?? 0
    let widths = columnLabels.map { max(2, displayWidth($0)) }

    var text = ""
    for panel in panels(widths: widths, space: terminal.width - margin) {
      if !text.isEmpty { text += "\n" }
      let heading = panel.map { " " + columnLabels[$0].padded(to: widths[$0], .centre) }
      text += ("".padded(to: margin) + heading.joined()).withoutTrailingSpaces + "\n"
      for (label, row) in zip(rowLabels, weights) {
        let cells = panel.map { " " + cell(row[$0], width: widths[$0], terminal) }
        text += (label.padded(to: margin, .right) + cells.joined()).withoutTrailingSpaces + "\n"
      }
    }
    return text + legend(terminal)
  }

  /// The columns that fit beside each other, panel by panel; at least one in each.
  private func panels(widths: [Int], space: Int) -> [Range<Int>] {
    var panels: [Range<Int>] = []
    var first = 0
    var used = 0
    for (column, width) in widths.enumerated() {
      if column > first, used + 1 + width > space {
        panels.append(first..<column)
        (first, used) = (column, 0)
      }
      used += 1 + width
    }
    return panels + [first..<widths.count]
  }

  private func cell(_ weight: Float, width: Int, _ terminal: Terminal) -> String {
    if terminal.usesColour {
      let level = min(Self.palette.count - 1, Int(weight * Float(Self.palette.count)))
      return terminal.coloured(String(repeating: " ", count: width), background: Self.palette[level])
    }
    if terminal.usesUnicode {
      // Blank under a twentieth, so that no weight worth seeing is invisible; then quarters.
      let level = weight < 0.05 ? 0 : min(4, 1 + Int(weight * 4))
      return String(repeating: Self.shades[level], count: width)
    }
    let digit = weight < 0.05 ? "." : "\(min(9, Int((weight * 10).rounded())))"
    return digit.padded(to: width, .centre)
  }

  private func legend(_ terminal: Terminal) -> String {
    let scale: String
    if terminal.usesColour {
      scale = "0 " + Self.palette.map { terminal.coloured(" ", background: $0) }.joined() + " 1"
    } else if terminal.usesUnicode {
      scale = "quarters " + String(Self.shades.dropFirst()) + "; blank under 0.05"
    } else {
      scale = "tenths; . under 0.05"
    }
    return "\(rowName) by \(columnName), \(scale)\n"
  }

  static let shades: [Character] = [" ", "░", "▒", "▓", "█"]

  /// Dark blue to light yellow in the 256-colour palette, each step lighter than the one before, so that the
  /// order survives colour blindness and grey screens.
  static let palette = [233, 17, 18, 19, 25, 31, 37, 43, 79, 120, 156, 192, 229]
}

// MARK: - As SVG

extension HeatMap {
  /// The map as a stand-alone picture: one square a weight, its number as a tooltip.
  package var svg: String {
    let size = 28.0
    let rowLabels = rowLabels.map { $0.printable.clipped(to: 40, mark: "…") }
    let columnLabels = columnLabels.map { $0.printable.clipped(to: 40, mark: "…") }
    // Column labels stand at 60 degrees: this much of their length goes up, that much to the right.
    let longest = columnLabels.map(SVG.textWidth).max() ?? 0
    let (up, right) = (longest * 0.87, longest * 0.5)
    let left = 44 + (rowLabels.map(SVG.textWidth).max() ?? 0)
    let top = 76 + up
    let inner = (width: size * Double(columnLabels.count), height: size * Double(rowLabels.count))
    var picture = SVG(
      width: max(left + inner.width + max(right, 20) + 20, 40 + SVG.textWidth(title) * 1.25, left + 160),
      height: top + inner.height + 70, title: title,
      description: "Weights of \(rowLabels.count) rows (\(rowName)) over \(columnLabels.count) columns "
        + "(\(columnName)), from 0 (white) to 1 (dark blue).")
    picture.text(title, x: 20, y: 28, ["font-size": "16", "font-weight": "bold"])
    picture.text(columnName, x: left + inner.width / 2, y: 50, ["text-anchor": "middle", "fill": "#555"])
    picture.text(
      rowName, x: 18, y: top + inner.height / 2,
      [
        "text-anchor": "middle", "fill": "#555",
        "transform": "rotate(-90 18 \(fixed(top + inner.height / 2, 1)))",
      ])

    for (column, label) in columnLabels.enumerated() {
      let x = left + size * (Double(column) + 0.6)
      picture.text(label, x: x, y: top - 6, ["transform": "rotate(-60 \(fixed(x, 1)) \(fixed(top - 6, 1)))"])
    }
    for (row, label) in rowLabels.enumerated() {
      let y = top + size * Double(row)
      picture.text(label, x: left - 8, y: y + size / 2 + 4.5, ["text-anchor": "end"])
      for (column, weight) in weights[row].enumerated() {
        picture.rectangle(
          x: left + size * Double(column), y: y, width: size, height: size,
          ["fill": SVG.ramp(Double(weight)), "stroke": "#ddd"],
          tooltip: "\(label), \(columnLabels[column]): \(fixed(Double(weight), 3))")
      }
    }

    let legend = top + inner.height + 24
    for step in 0..<10 {
      picture.rectangle(
        x: left + 14 + 10 * Double(step), y: legend, width: 10, height: 12,
        ["fill": SVG.ramp((Double(step) + 0.5) / 10)])
    }
    picture.text("0", x: left, y: legend + 11, ["fill": "#555"])
    picture.text("1", x: left + 120, y: legend + 11, ["fill": "#555"])
    return picture.document
  }
}
