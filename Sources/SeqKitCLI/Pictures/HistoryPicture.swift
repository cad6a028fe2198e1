import SeqFiles
import SystemPackage

/// Where the curves of a training are drawn: in a file anew after every epoch, or on standard output at the end.
struct HistoryPicture: Sendable {
  /// A file, or - for standard output; nil draws nothing.
  var path: String?
  var title = ""

  static let none = HistoryPicture()

  /// Draws the curves so far. Whoever looks at the file finds a whole picture at any moment.
  ///
  /// A stream has one picture, the last. That a file cannot be written now is no reason to end a training: it is tried again
  /// at the end, and said then.
  func redraw(_ panels: @autoclosure () -> [HistoryPlot.Panel]) {
    guard let path, isFile(path) else { return }
    try? AtomicFile.write(HistoryPlot(title: title, panels: panels()).svg, to: FilePath(path))
  }

  /// Draws all curves at the end.
  func draw(_ panels: @autoclosure () -> [HistoryPlot.Panel]) throws {
    guard let path else { return }
    let picture = HistoryPlot(title: title, panels: panels()).svg
    if isFile(path) {
      try AtomicFile.write(picture, to: FilePath(path))
    } else {
      try Output.write(picture, toFile: path)
    }
  }

  /// Whether it is a file or will be one, and not a stream or a device.
  private func isFile(_ path: String) -> Bool {
    path != "-" && (!SystemCalls.exists(path) || SystemCalls.isRegularFile(path))
  }
}
