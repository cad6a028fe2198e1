/// Rows under named columns, for the terminal or for a document.
package struct Table: Sendable {
  package struct Column: Sendable {
    package var title: String
    package var alignment: Alignment

    package init(_ title: String, _ alignment: Alignment = .left) {
      self.title = title
      self.alignment = alignment
    }
  }

  package enum Format: String, Sendable, CaseIterable { case table, markdown, csv, latex, json }

  package var columns: [Column]
  package private(set) var rows: [[String]] = []

  package init(_ columns: [Column]) { self.columns = columns }

  package mutating func append(_ row: [String]) {
    guard row.count == columns.count else {
      fatalError("a row of \(row.count) cells in a table of \(columns.count) columns")
    }
    rows.append(row)
  }

  /// The table as text that ends in a line end.
  package func rendered(_ format: Format = .table) -> String {
    switch format {
    case .table: plain
    case .markdown: markdown
    case .csv: csv
    case .latex: latex
    case .json: json
    }
  }

  private var titles: [String] { columns.map(\.title) }

  private var widths: [Int] {
    columns.indices.map { column in
      ([titles] + rows).map { displayWidth($0[column].printable) }.max() ?? 0
    }
  }

  /// Columns two spaces apart, nothing but text: a heading line, then the rows, no trailing spaces.
  private var plain: String {
    let widths = widths
    return ([titles] + rows).map { row in
      let cells = columns.indices.map { row[$0].printable.padded(to: widths[$0], columns[$0].alignment) }
      return cells.joined(separator: "  ").withoutTrailingSpaces + "\n"
    }.joined()
  }

  private var markdown: String {
    let rule = columns.map { column in
      switch column.alignment {
      case .left: "---"
      case .right: "---:"
      case .centre: ":---:"
      }
    }
    return ([titles, rule] + rows).enumerated().map { index, row in
      let cells = index == 1 ? row : row.map { $0.printable.replacing("|", with: "\\|") }
      return "| " + cells.joined(separator: " | ") + " |\n"
    }.joined()
  }

  /// RFC 4180, but for the line ends.
  private var csv: String {
    ([titles] + rows).map { row in
      row.map(\.csvField).joined(separator: ",") + "\n"
    }.joined()
  }

  private var latex: String {
    let places = columns.map { column in
      switch column.alignment {
      case .left: "l"
      case .right: "r"
      case .centre: "c"
      }
    }
    let body = ([titles] + rows).map { $0.map(\.escapedForLaTeX).joined(separator: " & ") + " \\\\\n" }
    return "\\begin{tabular}{\(places.joined())}\n\\hline\n\(body[0])\\hline\n"
      + body.dropFirst().joined() + "\\hline\n\\end{tabular}\n"
  }

  /// One object a line, named by the columns. Numbers are numbers; a column of them has null where there is none.
  private var json: String {
    rows.map { row in
      let cells = zip(columns, row).map { (name: $0.title, value: Self.value($1, in: $0)) }
      return JSON.object([(name: "version", value: 1)] + cells).line + "\n"
    }.joined()
  }

  private static func value(_ cell: String, in column: Column) -> JSON {
    guard column.alignment == .right else { return .string(cell) }
    if cell.isEmpty { return .null }
    let groups = cell.split(separator: ",", omittingEmptySubsequences: false)
    if groups.dropFirst().allSatisfy({ $0.count == 3 }), let integer = Int(groups.joined()) {
      return .integer(integer)
    }
    return Double(cell).map { $0.isFinite ? .number($0) : .string(cell) } ?? .string(cell)
  }
}

extension String {
  /// As a field of RFC 4180: in quotation marks where it has a comma, a quotation mark or a line end.
  var csvField: String {
    let needsQuotes = utf8.contains { [",", "\"", "\n", "\r"].contains(Unicode.Scalar($0)) }
    return needsQuotes ? "\"" + replacing("\"", with: "\"\"") + "\"" : self
  }

  fileprivate var escapedForLaTeX: String {
    var text = ""
    for character in self {
      switch character {
      case "&", "%", "$", "#", "_", "{", "}": text += "\\\(character)"
      case "\\": text += "\\textbackslash{}"
      case "~": text += "\\textasciitilde{}"
      case "^": text += "\\textasciicircum{}"
      default: text.append(character)
      }
    }
    return text
  }
}
