import ArgumentParser
import SeqKit

/// What is shown of a translation besides its text.
struct PresentationOptions: ParsableArguments {
  @Flag(
    help: """
      Write the score before each translation, and a tab: log probability in nats, divided by ((5 + n) / 6)^alpha for \
      n pieces, the end marker counted (--length-penalty is alpha; with --sample it is not divided, nor is the part of \
      it that the targets of --phrase-table have), plus the coverage penalty.
      """)
  var scores = false

  @Flag(
    help:
      "Write each word's log probability in nats after a tab, as many numbers as the translation has words.")
  var wordScores = false

  @Flag(
    help: """
      Write word alignments after a tab, in Pharaoh form: for each word of the translation, source-target counted \
      from 0, with the source word that has the largest attention.
      """)
  var alignments = false

  @Flag(
    help: """
      Show which source pieces each target piece drew on, for every translation written. Rows sum to 1: the last \
      column, </s>, is the end of the source.
      """)
  var attention = false
}

extension PresentationOptions {
  /// Whether more is shown than the text.
  var isChosen: Bool { scores || wordScores || alignments || attention }

  /// The fields after the text, each after a tab.
  func columns(_ translation: Translation) -> String {
    var text = ""
    if wordScores { text += "\t" + translation.wordScores.map { fixed($0, 4) }.joined(separator: " ") }
    if alignments { text += "\t" + translation.alignment.map(\.description).joined(separator: " ") }
    return text
  }

  /// A line without a translation, with the tabs of the others.
  var emptyLine: String {
    String(repeating: "\t", count: [scores, wordScores, alignments].count { $0 })
  }

  /// The members of a translation's object that every kind of result has.
  func members(_ translation: Translation) -> [(name: String, value: JSON)] {
    func numbers(_ values: [Double]) -> JSON { .array(values.map(JSON.number)) }
    var members: [(name: String, value: JSON)] = [
      (name: "log_probability", value: .number(translation.logProbability)),
      (name: "tokens", value: .array(translation.tokens.map(JSON.string))),
      (name: "token_scores", value: numbers(translation.tokenScores)),
    ]
    if wordScores {
      members += [
        (name: "words", value: .array(translation.words.map(JSON.string))),
        (name: "word_scores", value: numbers(translation.wordScores)),
      ]
    }
    if alignments {
      members.append(
        (
          name: "alignment",
          value: .array(translation.alignment.map { [.integer($0.source), .integer($0.target)] })
        ))
    }
    if attention {
      let map = translation.attentionMap
      members += [
        (name: "source_tokens", value: .array(map.columns.map(JSON.string))),
        (name: "attention", value: .array(map.rows.map { .array($0.map { .number(Double($0)) }) })),
      ]
    }
    return members
  }
}
