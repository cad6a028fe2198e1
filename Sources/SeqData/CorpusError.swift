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
  /// What is there instead; nil where `what` says it.
  public let found: String?
  public let advice: String?
  /// What the system said, where it refused; nil where the contents are wrong.
  public let code: Errno?
  /// Whether the file may be sound, and only this build cannot read its kind.
  public let isMissingCapability: Bool
  /// How many files beside this one cannot be read, whatever is wrong with each.
  public internal(set) var more = 0

  init(
    _ what: String, _ path: String, line: Int? = nil, expected: String? = nil, found: String? = nil,
    advice: String? = nil, isMissingCapability: Bool = false
  ) {
    self.what = what
    self.path = path
    self.line = line
    self.expected = expected
    self.found = found
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
    found = nil
    advice = nil
    self.code = code
    isMissingCapability = false
  }

  /// The same, where so many more files cannot be read.
  package func and(_ more: Int) -> CorpusError {
    var error = self
    error.more += more
    return error
  }

  /// The path, the line if one is to blame, and how many more files: "cats/1.jpg and 3 more".
  package var place: String {
    (line.map { "\(path), line \($0)" } ?? path) + (more > 0 ? " and \(more) more" : "")
  }

  public var description: String {
    let comparison = [expected.map { "expected \($0)" }, found.map { "found \($0)" }].compactMap(\.self)
    let parts = ["\(place): \(what)", comparison.joined(separator: ", "), advice ?? ""]
    return parts.filter { !$0.isEmpty }.joined(separator: "; ")
  }
}
