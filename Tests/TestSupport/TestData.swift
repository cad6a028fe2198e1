#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Real data sets for tests that need them: `$SEQKIT_DATA`, else `../shared/data` beside the package.
public enum TestData {
  private static let root: String? = {
    if let chosen = getenv("SEQKIT_DATA"), chosen.pointee != 0 { return String(cString: chosen) }
    var folder = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    folder.removeLast(3)  // Tests/TestSupport/TestData.swift
    let path = folder.joined(separator: "/") + "/../shared/data"
    return access(path, R_OK) == 0 ? path : nil
  }()

  /// Where a file lies; nil where there are no data, so that its tests are skipped: `.enabled(if: TestData.has("…"))`.
  public static func path(_ name: String) -> String? {
    guard let root else { return nil }
    let path = root + "/" + name
    return access(path, R_OK) == 0 ? path : nil
  }

  public static func has(_ name: String) -> Bool { path(name) != nil }

  /// A text file's lines.
  public static func lines(_ name: String) -> [String] {
    guard let path = path(name), let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    var lines: [String] = []
    var buffer: UnsafeMutablePointer<CChar>?
    var capacity = 0
    while getline(&buffer, &capacity, file) > 0, let start = buffer {
      var line = String(cString: start)
      if line.last?.isNewline == true { line.removeLast() }
      lines.append(line)
    }
    free(buffer)
    return lines
  }
}
