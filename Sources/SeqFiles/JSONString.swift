extension String {
  /// The text as a string of JSON (RFC 8259), in quotation marks.
  ///
  /// - Parameter others: what is written as `\uXXXX` besides control characters, for which JSON asks; up to U+FFFF.
  package func jsonString(escaping others: Set<Unicode.Scalar> = []) -> String {
    var text = "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.value < 0x20 || others.contains(scalar):
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}
