#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A number with a fixed count of decimals, independent of the locale: `fixed(2.5, 2)` is "2.50".
package func fixed(_ value: Double, _ decimals: Int) -> String {
  guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
  var scale = 1.0
  for _ in 0..<decimals { scale *= 10 }
  let digits = String(Int64((abs(value) * scale).rounded()))
  let sign = value < 0 && digits.contains { $0 != "0" } ? "-" : ""
  guard decimals > 0 else { return sign + digits }
  let filled = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
  return sign + filled.dropLast(decimals) + "." + filled.suffix(decimals)
}

/// A number with four significant digits: "2.345", "0.0007000", "12346", "2.116e-09".
package func significant(_ value: Double) -> String {
  guard value.isFinite, value != 0 else { return value == 0 ? "0" : "\(value)" }
  // Of the rounded number: 0.00999999, a single precision's 0.01, has the magnitude of 0.01.
  let magnitude = Int((log10(abs(value)) + log10(1.00005)).rounded(.down))
  return (-6..<15).contains(magnitude) ? fixed(value, max(0, 3 - magnitude)) : scientific(value, magnitude)
}

/// A number as one digit, three decimals and a power of ten of two digits or more.
private func scientific(_ value: Double, _ magnitude: Int) -> String {
  // Two powers, since one may be beyond what a `Double` holds.
  let half = magnitude / 2
  let mantissa = fixed(value / pow(10, Double(half)) / pow(10, Double(magnitude - half)), 3)
  if mantissa.hasSuffix("10.000") { return scientific(value, magnitude + 1) }
  let digits = String(magnitude.magnitude)
  return mantissa + (magnitude < 0 ? "e-" : "e+") + (digits.count < 2 ? "0" : "") + digits
}

/// A whole number with a comma before every third digit: "113,438".
package func grouped(_ value: Int) -> String {
  let digits = Array(String(value.magnitude))
  var text = value < 0 ? "-" : ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
    text.append(digit)
  }
  return text
}

/// A count with what is counted, in the plural where it is not one: "1 pair", "2,000 pairs".
package func counted(_ count: Int, _ noun: String) -> String {
  "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")"
}

/// "yes" or "no".
func yesOrNo(_ isTrue: Bool) -> String { isTrue ? "yes" : "no" }

/// A count of bytes in powers of a thousand: "11.5 MB".
package func byteSize(_ count: Int) -> String {
  switch count {
  case ..<1000: "\(count) B"
  case ..<1_000_000: "\(fixed(Double(count) / 1e3, 1)) kB"
  case ..<1_000_000_000: "\(fixed(Double(count) / 1e6, 1)) MB"
  default: "\(fixed(Double(count) / 1e9, 1)) GB"
  }
}

/// A time for people: "0:07", "12:30", "3:05:00".
package func clockTime(_ duration: Duration) -> String {
  let seconds = Int(max(0, duration.components.seconds))
  func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
  let tail = "\(two(seconds % 60))"
  return seconds < 3600
    ? "\(seconds / 60):\(tail)" : "\(seconds / 3600):\(two(seconds / 60 % 60)):\(tail)"
}

extension Duration {
  package var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
