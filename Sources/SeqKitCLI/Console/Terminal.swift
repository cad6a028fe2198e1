#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a descriptor can show.
package struct Terminal: Sendable, Equatable {
  /// Whether a person sits behind it, and not a file or a pipe.
  package var isInteractive: Bool
  /// Whether it understands escape sequences at all (`TERM` is neither unset nor `dumb`).
  package var movesCursor: Bool
  package var usesColour: Bool
  /// Whether the locale is a UTF-8 one; if not, pictures are drawn in ASCII.
  package var usesUnicode: Bool
  /// In columns.
  package var width: Int

  /// - Parameters:
  ///   - windowWidth: what the terminal itself says, if anything.
  ///   - environment: looks up a variable of the environment.
  package init(isInteractive: Bool, windowWidth: Int? = nil, environment: (String) -> String?) {
    func value(_ name: String) -> String? { environment(name).flatMap { $0.isEmpty ? nil : $0 } }
    let kind = value("TERM")
    // The first of these that is set decides, as in setlocale(3).
    let locale = (value("LC_ALL") ?? value("LC_CTYPE") ?? value("LANG") ?? "C").lowercased()
    self.isInteractive = isInteractive
    movesCursor = isInteractive && kind != nil && kind != "dumb"
    usesColour = movesCursor && value("NO_COLOR") == nil
    usesUnicode = locale.contains("utf-8") || locale.contains("utf8")
    width = value("COLUMNS").flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } ?? windowWidth ?? 80
  }

  private init(descriptor: Int32) {
    var size = winsize()
    let known = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    self.init(
      isInteractive: isatty(descriptor) == 1, windowWidth: known ? Int(size.ws_col) : nil,
      environment: environmentVariable)
  }

  package static var standardInput: Terminal { Terminal(descriptor: 0) }
  package static var standardOutput: Terminal { Terminal(descriptor: 1) }
  package static var standardError: Terminal { Terminal(descriptor: 2) }

  /// The text in a colour of the 256-colour palette.
  package func coloured(_ text: String, foreground: Int) -> String {
    usesColour ? "\u{1b}[38;5;\(foreground)m\(text)\u{1b}[0m" : text
  }

  /// The text on a background of the 256-colour palette.
  package func coloured(_ text: String, background: Int) -> String {
    usesColour ? "\u{1b}[48;5;\(background)m\(text)\u{1b}[0m" : text
  }
}

/// A variable of the environment; nil where it is unset or not UTF-8.
package func environmentVariable(_ name: String) -> String? {
  getenv(name).flatMap { String(validatingCString: $0) }
}
