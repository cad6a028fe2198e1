import SeqData

extension String {
  /// A line from a terminal without what arrows and other keys send where nothing edits the line: control sequences (ECMA-48,
  /// section 5.4) and characters. Tabs stay.
  package var withoutControls: String {
    var text = String.UnicodeScalarView()
    var rest = unicodeScalars[...]
    while let scalar = rest.popFirst() {
      if scalar == "\u{1b}" || scalar == "\u{9b}" {
        rest = Self.afterSequence(rest, isIntroduced: scalar == "\u{9b}")
      } else if scalar == "\t" || scalar.properties.generalCategory != .control {
        text.append(scalar)
      }
    }
    return String(text)
  }

  /// What follows the sequence that an escape character has begun; all of it where that is no sequence.
  ///
  /// - Parameter isIntroduced: whether the bracket that begins one is no longer to come.
  private static func afterSequence(_ text: Substring.UnicodeScalarView, isIntroduced: Bool)
    -> Substring.UnicodeScalarView
  {
    var rest = text
    if !isIntroduced {
      let first = rest.popFirst()
      // F1 to F4 and, with some terminals, arrows are O and a letter.
      if first == "O", let key = rest.popFirst(), "ABCDFHPQRS".unicodeScalars.contains(key) { return rest }
      guard first == "[" else { return text }
    }
    // Parameters and intermediate characters, and one that ends them.
    rest = rest.drop { (" "..."?").contains($0) }
    if let last = rest.first, ("@"..."~").contains(last) { rest.removeFirst() }
    return rest
  }
}

extension LineReader {
  /// The next line of a conversation, without control characters; nil at the end.
  ///
  /// A slip of the keyboard, such as a byte that is no text, loses nothing of what was said before: it is told, and the next line
  /// is read as usual.
  mutating func typed(prompt: String) throws -> String? {
    while true {
      Output.note(prompt)
      do throws(CorpusError) {
        return try next()?.withoutControls
      } catch {
        guard error.code == nil else { throw error }
        Output.note(Failure(error).text)
      }
    }
  }
}
