/// Shares as bars from 0 to 100 %, a group of them for each of several things, each with its number.
///
/// The bars lie, so that names have room.
package struct BarPlot: Sendable {
  package struct Group: Sendable {
    let name: String
    /// From 0 to 1, one a measure; nil where there is nothing to take a share of.
    let shares: [Double?]

    package init(_ name: String, _ shares: [Double?]) {
      self.name = name
      self.shares = shares.map { share in share.flatMap { $0.isFinite ? min(1, max(0, $0)) : nil } }
    }
  }

  package let title: String
  package let measures: [String]
  package let groups: [Group]

  package init(title: String, measures: [String], groups: [Group]) {
    guard groups.allSatisfy({ $0.shares.count == measures.count }) else {
      fatalError("bars of \(measures.count) measures over \(groups.map(\.shares.count)) shares")
    }
    self.title = title
    self.measures = measures
    self.groups = groups
  }

  package var svg: String {
    let (bar, gap, inner, top) = (16.0, 12.0, 420.0, 76.0)
    let names = groups.map { $0.name.printable.clipped(to: 40, mark: "…") }
    let left = 36 + (names.map(SVG.textWidth).max() ?? 0)
    let rows = Double(groups.count) * (bar * Double(measures.count) + gap)
    let legend = measures.reduce(0) { $0 + 40 + SVG.textWidth($1) }
    var picture = SVG(
      width: max(left + max(inner + 70, legend), 40 + SVG.textWidth(title) * 1.25), height: top + rows + 40,
      title: title,
      description: "\(measures.joined(separator: ", ")), in percent, of \(names.joined(separator: ", ")).")
    picture.text(title, x: 20, y: 28, ["font-size": "16", "font-weight": "bold"])
    var start = left
    for (number, measure) in measures.enumerated() {
      picture.rectangle(x: start, y: 46, width: 12, height: 12, ["fill": Self.colour(number)])
      picture.text(measure, x: start + 18, y: 57)
      start += 40 + SVG.textWidth(measure)
    }
    for percent in stride(from: 0, through: 100, by: 20) {
      let across = left + inner * Double(percent) / 100
      picture.line(from: (across, top), to: (across, top + rows), ["stroke": "#ddd"])
      picture.text(
        "\(percent) %", x: across, y: top + rows + 20, ["text-anchor": "middle", "fill": "#555"])
    }
    var y = top + gap / 2
    for (name, group) in zip(names, groups) {
      let middle = y + bar * Double(measures.count) / 2
      picture.text(name, x: left - 10, y: middle + 4.5, ["text-anchor": "end"])
      for (number, share) in group.shares.enumerated() {
        let length = inner * (share ?? 0)
        let value = share.map { fixed(100 * $0, 1) } ?? "none"
        picture.rectangle(
          x: left, y: y + 1, width: length, height: bar - 2, ["fill": Self.colour(number)],
          tooltip: "\(name), \(measures[number]): \(value)\(share == nil ? "" : " %")")
        picture.text(value, x: left + length + 6, y: y + bar - 4, ["font-size": "11"])
        y += bar
      }
      y += gap
    }
    return picture.document
  }

  private static func colour(_ number: Int) -> String { SVG.lineColours[number % SVG.lineColours.count] }
}
