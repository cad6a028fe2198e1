import SystemPackage

/// What is wrong with a text file, where, and what to do about it.
public struct CorpusError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Without a full stop: "a line without a tab".
  public let what: String
  /// The file's path, or "standard input"; of two files that do not fit together both.
  public let path: String
  /// From 1; nil where no single line is to blame.
  public let line: Int?
  public let expected: String?
  public let advice: String?
  /// What the system said, where it refused; nil where the contents are wrong.
  public let code: Errno?
  /// Whether the file may be sound, and only this build cannot read its kind.
  public let isMissingCapability: Bool

  init(
    _ what: String, _ path: String, line: Int? = nil, expected: String? = nil, advice: String? = nil,
    isMissingCapability: Bool = false
  ) {
    self.what = what
    self.path = path
    self.line = line
    self.expected = expected
    self.advice = advice
    code = nil
    self.isMissingCapability = isMissingCapability
  }

  init(reading path: String, _ error: any Error) {
    // swift-system throws nothing else.
    let code = error as? Errno ?? .ioError
    what = "it cannot be read: \(code)"
    self.path = path
    line = nil
    expected = nil
    advice = nil
    self.code = code
    isMissingCapability = false
  }

  public var description: String {
    let place = line.map { "\(path), line \($0)" } ?? path
    return ["\(place): \(what)", expected.map { "expected \($0)" }, advice].compactMap(\.self).joined(
      separator: "; ")
  }
}
