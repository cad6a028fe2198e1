/// A line on standard error that says how far some work is: amount, rate, time left.
///
/// It is drawn only where a person sits, only for work of more than two seconds, ten times a second at most,
/// and wiped at the end. A pipe or a file never sees it.
package struct Progress: ~Copyable {
  package let unit: String
  package let total: Int?
  private let terminal: Terminal
  private let begin: ContinuousClock.Instant
  private var lastDrawn: ContinuousClock.Instant?
  private var done = 0

  /// - Parameters:
  ///   - unit: in the plural, "sentences".
  ///   - total: how many there will be, where that is known.
  package init(_ unit: String, of total: Int? = nil, on terminal: Terminal = .standardError) {
    self.unit = unit
    self.total = total
    self.terminal = terminal
    begin = .now
  }

  package mutating func advance(by count: Int = 1) {
    done += count
    guard terminal.movesCursor else { return }
    let now = ContinuousClock.now
    if now - begin < .seconds(2) { return }
    if let lastDrawn, now - lastDrawn < .milliseconds(100) { return }
    lastDrawn = now
    let line = Self.line(unit, done: done, of: total, after: now - begin, unicode: terminal.usesUnicode)
    Output.note("\r" + line.clipped(to: terminal.width - 1, mark: "~") + "\u{1b}[K")
  }

  /// Wipes the line.
  package consuming func finish() {
    if lastDrawn != nil { Output.note("\r\u{1b}[K") }
  }

  /// What the line says.
  package static func line(
    _ unit: String, done: Int, of total: Int?, after elapsed: Duration, unicode: Bool
  ) -> String {
    let rate = Double(done) / max(elapsed.seconds, 1e-9)
    let speed = "\(fixed(rate, rate < 10 ? 1 : 0))/s"
    guard let total, total > 0 else { return "\(grouped(done)) \(unit)  \(speed)  \(clockTime(elapsed))" }
    let share = min(1, Double(done) / Double(total))
    let filled = Int(share * 20)
    let (full, empty) = unicode ? ("█", "░") : ("#", "-")
    let bar = String(repeating: full, count: filled) + String(repeating: empty, count: 20 - filled)
    let left = rate > 0 ? clockTime(.seconds(Double(max(0, total - done)) / rate)) : "?"
    return "\(bar) \(grouped(done)) of \(grouped(total)) \(unit)  \(speed)  \(left) left"
  }
}
