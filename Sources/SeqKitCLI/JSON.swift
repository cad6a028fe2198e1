import SeqFiles

/// A JSON value (RFC 8259) whose objects keep the order they were written in.
///
/// Only for writing results: one object a line, each with a `version`, so that a reader can tell when its
/// meaning changes.
package enum JSON: Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  /// A number that is not finite is written as `null`: JSON has no word for it.
  case number(Double)
  case string(String)
  case array([JSON])
  case object([(name: String, value: JSON)])

  package static func optional(_ text: String?) -> JSON { text.map(JSON.string) ?? .null }

  /// The value on one line, without a line end.
  package var line: String {
    var text = ""
    write(to: &text)
    return text
  }

  private func write(to text: inout String) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .number(let value): text += value.isFinite ? "\(value)" : "null"
    case .string(let value): text += Self.quoted(value)
    case .array(let values):
      text += "["
      for (index, value) in values.enumerated() {
        if index > 0 { text += ", " }
        value.write(to: &text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (index, member) in members.enumerated() {
        if index > 0 { text += ", " }
        text += Self.quoted(member.name)
        text += ": "
        member.value.write(to: &text)
      }
      text += "}"
    }
  }

  /// Line ends of Unicode are escaped too: a value stays on its line for whoever cuts lines at these.
  private static func quoted(_ text: String) -> String {
    text.jsonString(escaping: ["\u{7f}", "\u{2028}", "\u{2029}"])
  }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(integerLiteral value: Int) { self = .integer(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(arrayLiteral elements: JSON...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(elements.map { (name: $0.0, value: $0.1) })
  }
}
