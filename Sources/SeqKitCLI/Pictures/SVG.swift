/// A picture as a stand-alone SVG 1.1 document: well-formed whatever the texts hold, with a title and a
/// description for those who cannot see it, no script and no reference to anything outside.
package struct SVG: Sendable {
  package let width: Double
  package let height: Double
  package let title: String
  package let description: String
  private var elements = ""

  package init(width: Double, height: Double, title: String, description: String) {
    self.width = width
    self.height = height
    self.title = title
    self.description = description
  }

  package mutating func text(
    _ content: String, x: Double, y: Double, _ attributes: KeyValuePairs<String, String> = [:]
  ) {
    elements += "<text x=\"\(fixed(x, 1))\" y=\"\(fixed(y, 1))\"\(Self.list(attributes))>"
    elements += "\(Self.escaped(content))</text>\n"
  }

  package mutating func rectangle(
    x: Double, y: Double, width: Double, height: Double, _ attributes: KeyValuePairs<String, String> = [:],
    tooltip: String? = nil
  ) {
    elements += "<rect x=\"\(fixed(x, 1))\" y=\"\(fixed(y, 1))\" width=\"\(fixed(width, 1))\""
    elements += " height=\"\(fixed(height, 1))\"\(Self.list(attributes))"
    elements += tooltip.map { "><title>\(Self.escaped($0))</title></rect>\n" } ?? "/>\n"
  }

  package mutating func line(
    from: (x: Double, y: Double), to: (x: Double, y: Double),
    _ attributes: KeyValuePairs<String, String> = [:]
  ) {
    elements += "<line x1=\"\(fixed(from.x, 1))\" y1=\"\(fixed(from.y, 1))\""
    elements += " x2=\"\(fixed(to.x, 1))\" y2=\"\(fixed(to.y, 1))\"\(Self.list(attributes))/>\n"
  }

  package mutating func polyline(
    _ points: [(x: Double, y: Double)], _ attributes: KeyValuePairs<String, String> = [:]
  ) {
    let list = points.map { "\(fixed($0.x, 1)),\(fixed($0.y, 1))" }.joined(separator: " ")
    elements += "<polyline points=\"\(list)\" fill=\"none\"\(Self.list(attributes))/>\n"
  }

  package mutating func circle(
    x: Double, y: Double, radius: Double, _ attributes: KeyValuePairs<String, String> = [:],
    tooltip: String? = nil
  ) {
    elements += "<circle cx=\"\(fixed(x, 1))\" cy=\"\(fixed(y, 1))\" r=\"\(fixed(radius, 1))\""
    elements += Self.list(attributes)
    elements += tooltip.map { "><title>\(Self.escaped($0))</title></circle>\n" } ?? "/>\n"
  }

  package var document: String {
    let (w, h) = (fixed(width.rounded(.up), 0), fixed(height.rounded(.up), 0))
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <svg xmlns="http://www.w3.org/2000/svg" width="\(w)" height="\(h)" viewBox="0 0 \(w) \(h)" \
      role="img" aria-labelledby="title description" font-family="sans-serif" font-size="13">
      <title id="title">\(Self.escaped(title))</title>
      <desc id="description">\(Self.escaped(description))</desc>
      <rect width="100%" height="100%" fill="#fff"/>
      \(elements)</svg>

      """
  }

  /// A text between tags or in an attribute; characters that XML 1.0 does not allow become U+FFFD.
  package static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "\t", "\n", "\r", " "..."\u{d7ff}", "\u{e000}"..."\u{fffd}", "\u{10000}"..."\u{10ffff}":
        escaped.unicodeScalars.append(scalar)
      default: escaped += "\u{fffd}"
      }
    }
    return escaped
  }

  /// About how wide a text is at 13 pixels; the picture cannot measure the reader's font.
  package static func textWidth(_ text: String) -> Double { 7.2 * Double(displayWidth(text)) }

  /// White to dark blue for 0 to 1, each step darker than the one before.
  package static func ramp(_ weight: Double) -> String {
    let stops: [(Double, Double, Double)] = [
      (255, 255, 255), (198, 219, 239), (107, 174, 214), (33, 113, 181), (8, 48, 107),
    ]
    let place = min(1, max(0, weight)) * Double(stops.count - 1)
    let low = min(Int(place), stops.count - 2)
    let share = place - Double(low)
    func mixed(_ from: Double, _ to: Double) -> String { fixed(from + share * (to - from), 0) }
    let (from, to) = (stops[low], stops[low + 1])
    return "rgb(\(mixed(from.0, to.0)),\(mixed(from.1, to.1)),\(mixed(from.2, to.2)))"
  }

  /// Colours for lines that are told apart by the colour-blind as well (Okabe and Ito, 2008).
  package static let lineColours = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000",
  ]

  private static func list(_ attributes: KeyValuePairs<String, String>) -> String {
    attributes.map { " \($0.key)=\"\(escaped($0.value))\"" }.joined()
  }
}
