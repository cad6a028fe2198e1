import ArgumentParser

/// For commands that have a picture to draw.
struct PictureOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Also write the picture as SVG; - for standard output.", valueName: "file"),
    completion: .file(extensions: ["svg"]))
  var svg: String?

  /// Whether standard output has the picture, beside which nothing else has room there.
  var isOnStandardOutput: Bool { svg == "-" }

  /// Throws where standard output is to have the picture and something else as well.
  ///
  /// - Parameter flags: what asks for something else, such as "--json", and whether it was given.
  func checkRoom(beside flags: (flag: String, isGiven: Bool)...) throws {
    guard isOnStandardOutput, let other = flags.first(where: \.isGiven) else { return }
    throw ValidationError(
      "--svg - leaves no room for \(other.flag) on standard output: name a file")
  }

  /// Throws where it is plain that the picture cannot be written, before the work that it is to show.
  ///
  /// - Parameters:
  ///   - inputs: what the command reads, which it must not destroy.
  ///   - outputs: what else it writes, which is not to be lost under the picture.
  func check(inputs: [String], outputs: [String] = []) throws {
    guard let svg, !isOnStandardOutput else { return }
    if SystemCalls.exists(svg), !SystemCalls.isRegularFile(svg) {
      // A device or a pipe takes a picture as well.
      try Output.check(svg)
    } else {
      try OutputCheck.canWrite(svg, inputs: inputs)
    }
    let place = SystemCalls.absolute(svg)
    if outputs.contains(where: { SystemCalls.absolute($0) == place }) {
      throw Failure(
        .usage, "the picture and another output are the same file", at: svg,
        advice: "name another with --svg")
    }
  }
}
