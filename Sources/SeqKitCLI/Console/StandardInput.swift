import ArgumentParser

/// Standard input, which `-` names among the files that a command reads.
enum StandardInput {
  // What several commands read, as `announce` says it.
  static let phrases = "phrases (source, tab, target on each line)"
  static let stories = "stories with questions, in the format of bAbI"

  /// Says what is about to be read and how it ends, where a person sits at it who would wait for the program else.
  ///
  /// - Parameters:
  ///   - what: what follows "reading": "sentences, one a line".
  ///   - paths: the files that are about to be read.
  static func announce(_ what: String, among paths: [String] = ["-"], quiet: Bool) {
    guard !quiet, paths.contains("-"), Terminal.standardInput.isInteractive else { return }
    Output.note("reading \(what) from the terminal; end with Ctrl-D on a line of its own\n")
  }

  /// What a file is called in messages.
  static func name(of path: String) -> String { path == "-" ? "standard input" : path }

  /// Throws where a folder is to be read from it.
  ///
  /// - Parameter folders: what is given for folders; nil for none.
  static func checkNoFolder(_ folders: String?...) throws {
    if folders.contains("-") {
      throw ValidationError("a folder of pictures cannot come from standard input, -: name one")
    }
  }

  /// Throws where a person sits at it and it is to give what nobody types.
  ///
  /// - Parameter what: "model".
  static func checkNotTyped(_ what: String) throws {
    guard Terminal.standardInput.isInteractive else { return }
    throw Failure(
      .usage, "a \(what) cannot be typed", at: "standard input", expected: "a \(what) file",
      advice: "name the file, or give it by < FILE")
  }

  /// Throws where it is to give more than one of the inputs: it can be read once.
  static func checkOnce(_ paths: [String]) throws {
    if paths.count(where: { $0 == "-" }) > 1 {
      throw ValidationError("standard input, -, can be only one of the inputs")
    }
  }
}
