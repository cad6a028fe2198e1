import SeqKit

/// A machine's tape over time, as in figures 4 and 6 of Graves et al. 2014: inputs, what was asked and said, and where the
/// heads looked and wrote. A column a time step, a row a channel or slot.
package struct TapePicture: Sendable {
  /// One part of the picture. Cells are 0 … 1; nil where there is nothing, below 0 for a wrong bit.
  struct Panel: Sendable {
    let name: String
    /// Rows by time steps.
    let rows: [[Float?]]
    /// What a row is, where it is worth saying.
    let labels: [String]
    /// Drawn as errors are.
    var isAlarming = false
  }

  package let title: String
  let panels: [Panel]
  private let time: Int

  /// - Parameters:
  ///   - slotRows: at most so many rows for the slots of a head; each then shows the strongest of several.
  ///   - isBrief: leaves out inputs and targets and marks wrong bits among the outputs, for a picture that is drawn again
  ///     and again.
  package init(_ trace: TapeTrace, title: String, slotRows: Int = 32, isBrief: Bool = false) {
    self.title = title
    time = trace.inputs.count
    let none = [Float?](repeating: nil, count: time)
    func channels(_ columns: [[Float]], at steps: Range<Int>) -> [[Float?]] {
      (0..<(columns.first?.count ?? 0)).map { channel in
        var row = none
        for (step, column) in zip(steps, columns) { row[step] = min(1, abs(column[channel])) }
        return row
      }
    }
    func panel(_ name: String, _ rows: [[Float?]], isAlarming: Bool = false) -> Panel {
      Panel(name: name, rows: rows, labels: rows.map { _ in "" }, isAlarming: isAlarming)
    }
    var panels: [Panel] = []
    if !isBrief {
      panels.append(panel("input", channels(trace.inputs, at: 0..<time)))
      panels.append(panel("target", channels(trace.targets, at: trace.steps)))
    }
    var outputs = channels(trace.outputs, at: trace.steps)
    if isBrief {
      for (step, wrong) in zip(trace.steps, trace.errors) {
        for (channel, isWrong) in wrong.enumerated() where isWrong { outputs[channel][step] = -1 }
      }
    }
    panels.append(panel("output", outputs))
    if trace.wrongBitCount > 0 && !isBrief {
      let errors = trace.errors.map { $0.map { $0 ? Float(1) : 0 } }
      panels.append(panel("wrong", channels(errors, at: trace.steps), isAlarming: true))
    }
    for (kind, heads) in [("write", trace.writeWeightings), ("read", trace.readWeightings)] {
      for (number, head) in heads.enumerated() {
        panels.append(
          Self.slots(heads.count == 1 ? kind : "\(kind) \(number + 1)", head, most: slotRows))
      }
    }
    if !trace.usage.isEmpty && !isBrief { panels.append(Self.slots("usage", trace.usage, most: slotRows)) }
    self.panels = panels
  }

  /// The slots that a head ever stands at, or that are ever in use.
  private static func slots(_ name: String, _ weightings: [[Float]], most: Int) -> Panel {
    let count = weightings.first?.count ?? 0
    var used = (0..<count).filter { slot in weightings.contains { $0[slot] >= 0.05 } }
    // One that stands everywhere a little has all of them.
    if used.isEmpty { used = Array(0..<count) }
    let each = max((used.count + most - 1) / max(most, 1), 1)
    var rows: [[Float?]] = []
    var labels: [String] = []
    for first in stride(from: 0, to: used.count, by: each) {
      let group = used[first..<min(first + each, used.count)]
      rows.append(weightings.map { weights in group.map { weights[$0] }.max() ?? 0 })
      labels.append("\(used[first])")
    }
    return Panel(name: name, rows: rows, labels: labels)
  }
}

// MARK: - In the terminal

extension TapePicture {
  /// The picture as lines of text, one character a cell, cut into parts below one another where it is too wide.
  package func rendered(for terminal: Terminal) -> String {
    let margin = 12
    let width = max(terminal.width - margin - 1, 10)
    var text = title.isEmpty ? "" : title.printable + "\n"
    for start in stride(from: 0, to: max(time, 1), by: width) {
      let steps = start..<min(start + width, time)
      if start > 0 { text += "from step \(start)\n" }
      for panel in panels {
        for (number, row) in panel.rows.enumerated() {
          let name = number == 0 ? panel.name : ""
          let label = name.padded(to: 8) + panel.labels[number].padded(to: 3, .right) + " "
          let cells = steps.map { cell(row[$0], panel.isAlarming, terminal) }.joined()
          text += (label + cells).withoutTrailingSpaces + "\n"
        }
      }
    }
    return text
  }

  private func cell(_ weight: Float?, _ isAlarming: Bool, _ terminal: Terminal) -> String {
    guard let weight else { return " " }
    if isAlarming || weight < 0 { return weight != 0 ? terminal.coloured("X", foreground: 196) : " " }
    if terminal.usesColour {
      let level = min(HeatMap.palette.count - 1, Int(weight * Float(HeatMap.palette.count)))
      return terminal.coloured(" ", background: HeatMap.palette[max(level, 0)])
    }
    let level = weight < 0.05 ? 0 : min(4, 1 + Int(weight * 4))
    if terminal.usesUnicode { return level == 0 ? "·" : String(HeatMap.shades[level]) }
    return weight < 0.05 ? "." : "\(min(9, Int((weight * 10).rounded())))"
  }
}

// MARK: - As SVG

extension TapePicture {
  /// The picture as a stand-alone document.
  package var svg: String {
    let size = max(3, min(12, 900 / Double(max(time, 1))))
    let (left, gap) = (90.0, 14.0)
    let rows = panels.reduce(0) { $0 + $1.rows.count }
    let (width, height) = (size * Double(time), size * Double(rows) + gap * Double(panels.count))
    var picture = SVG(
      width: max(left + width + 20, 40 + SVG.textWidth(title) * 1.25), height: height + 84, title: title,
      description: "Over \(time) time steps, left to right: "
        + panels.map { "\($0.name) (\($0.rows.count) rows)" }.joined(separator: ", ")
        + "; from 0 (white) to 1 (dark blue), wrong bits red.")
    picture.text(title, x: 20, y: 28, ["font-size": "16", "font-weight": "bold"])
    var top = 48.0
    for panel in panels {
      picture.text(panel.name, x: left - 34, y: top + 11, ["text-anchor": "end"])
      for (number, row) in panel.rows.enumerated() {
        let y = top + size * Double(number)
        if number % max(1, Int(14 / size) + 1) == 0, !panel.labels[number].isEmpty {
          picture.text(
            panel.labels[number], x: left - 6, y: y + 8,
            ["text-anchor": "end", "font-size": "9", "fill": "#555"])
        }
        // White cells are the background.
        for (step, weight) in row.enumerated() {
          guard let weight, weight >= 0.01 else { continue }
          picture.rectangle(
            x: left + size * Double(step), y: y, width: size, height: size,
            ["fill": panel.isAlarming ? "#d00" : SVG.ramp(Double(weight))])
        }
      }
      let inner = size * Double(panel.rows.count)
      picture.rectangle(
        x: left, y: top, width: width, height: inner, ["fill": "none", "stroke": "#999"])
      top += inner + gap
    }
    picture.text(
      "time step, 0 to \(max(time - 1, 0))", x: left + width / 2, y: top + 10,
      ["text-anchor": "middle", "fill": "#555"])
    return picture.document
  }
}
