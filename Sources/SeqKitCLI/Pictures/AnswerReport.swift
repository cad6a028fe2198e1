import SeqData
import SeqKit

/// An answer for people and for programs.
struct AnswerReport {
  let question: String
  let answer: Answer
  let reader: StoryReader

  /// Whether the question is in Chinese, and so the answer.
  private var isChinese: Bool { question.unicodeScalars.contains { $0.properties.isIdeographic } }

  /// The answer alone.
  var line: String { answer.text?.printable ?? (isChinese ? "不知道" : "I don't know") }

  /// Why there is no answer; nil where there is one.
  var reason: String? {
    switch answer.reason {
    case .noFacts: "nothing has been told yet"
    case .notInStory(let words):
      words.isEmpty
        ? "no name in the question is in the story"
        : "the story does not tell of " + words.map { "'\($0.printable)'" }.joined(separator: ", ")
    case .doesNotFollow: "the facts do not say, or it is no question that the model was trained on"
    case .unsure(let text):
      "too uncertain (\(fixed(answer.confidence, 2)), below \(fixed(reader.threshold, 2))): perhaps \(text.printable)"
    case nil: nil
    }
  }

  /// Confidence and the facts, indented.
  var evidence: String {
    var text = reason.map { "  \($0)\n" } ?? "  confidence \(fixed(answer.confidence, 2))\n"
    guard reason == nil else { return text }
    let width = answer.evidence.map { "\($0.number)".count }.max() ?? 0
    for fact in answer.evidence {
      text += "  " + "\(fact.number)".padded(to: width, .right) + "  \(fact.fact.printable)\n"
    }
    return text
  }

  /// The same with the memory as a table and the weights of every hop.
  func explanation(for terminal: Terminal) -> String {
    var text = evidence
    text += "\n  memory, a bag of words each (I), in slots (G):\n" + indented(memoryTable)
    guard !answer.evidence.isEmpty else { return text }
    var hops = Table([.init("hop", .right), .init("weight", .right), .init("fact", .right), .init("text")])
    for (hop, fact) in answer.evidence.enumerated() {
      for (rank, weight) in fact.weights.enumerated() {
        hops.append([
          rank == 0 ? "\(hop + 1)" : "", fixed(weight.weight, 3), "\(weight.fact)",
          reader.facts[weight.fact - 1].clipped(to: 60, mark: "…"),
        ])
      }
    }
    text += "\n  facts as they were chosen (O):\n" + indented(hops.rendered())
    return text + "\n"
  }

  private var memoryTable: String {
    let shown = reader.facts.suffix(Self.longestTable)
    let stopWords: StopWords = isChinese ? .chinese + .chineseVerbs : .english + .englishVerbs
    // Chinese has no blanks: the names are what a sentence is cut by.
    let names = isChinese ? reader.names.filter { name in shown.contains { $0.contains(name) } } : nil
    let table = MemoryTable(Array(shown), words: names, stopWords: stopWords).rendered()
    return shown.count < reader.facts.count
      ? "(the last \(shown.count) of \(reader.facts.count) facts)\n" + table : table
  }

  private static let longestTable = 12

  private func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "  " + $0 }
      .joined(separator: "\n")
  }

  /// Hops by facts. Of a long story only the facts that were looked at are columns.
  var heatMap: HeatMap {
    let looked = Set(answer.evidence.flatMap { $0.weights.map(\.fact) })
    let columns = reader.facts.count <= 60 ? Array(1...max(reader.facts.count, 1)) : looked.sorted()
    let rows = answer.evidence.indices.map { "hop \($0 + 1)" }
    return HeatMap(
      title: "\(question) → \(line)", rowName: "hop", rows: rows.isEmpty ? ["no hop"] : rows,
      columnName: "fact",
      columns: columns.map { number in
        reader.facts.indices.contains(number - 1) ? "\(number) \(reader.facts[number - 1])" : "-"
      },
      weights: rows.isEmpty
        ? [columns.map { _ in 0 }]
        : answer.evidence.map { hop in
          columns.map { number in Float(hop.weights.first { $0.fact == number }?.weight ?? 0) }
        })
  }

  var json: JSON {
    [
      "version": 1, "type": "answer", "question": .string(question), "answer": .optional(answer.text),
      "words": .array(answer.words.map(JSON.string)), "confidence": .number(answer.confidence),
      "evidence": .array(
        answer.evidence.map { fact in
          [
            "fact": .integer(fact.number), "text": .string(fact.fact),
            "weights": .array(fact.weights.map { [.integer($0.fact), .number($0.weight)] }),
          ]
        }),
      "reason": .optional(reason),
    ]
  }
}
