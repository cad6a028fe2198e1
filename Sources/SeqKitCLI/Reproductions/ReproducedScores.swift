import SeqRuns

/// One figure of ours, beside what others published.
struct ReproducedScore: Sendable {
  /// What was scored: "test_2016_flickr, lower-cased".
  let subject: String
  /// "BLEU", "word error rate (%)".
  let metric: String
  let value: Double
  /// How exactly it was counted; a signature of sacreBLEU where there is one.
  var signature = ""
  var published: [Published] = []

  struct Published: Sendable {
    let value: Double
    /// Whose, and how it differs from ours.
    let source: String
  }
}

extension ReproducedScore {
  /// A figure in per cent of a row; nil where the row has none.
  ///
  /// - Parameters:
  ///   - how: what belongs to the figure, such as how one of several trainings was chosen.
  ///   - published: what others have, and whose it is.
  static func percent(
    _ metric: String, of subject: String, _ value: Double?, how: String = "",
    published: (value: Double, source: String)? = nil
  ) -> ReproducedScore? {
    value.map {
      ReproducedScore(
        subject: subject, metric: metric + ", %", value: $0, signature: how,
        published: published.map { [Published(value: $0.value, source: $0.source)] } ?? [])
    }
  }
}

/// The table that a reproduction ends with, shown and put on record as a run of its own.
struct ReproducedScores: Sendable {
  let name: String
  let scores: [ReproducedScore]

  func write(_ options: ReproduceOptions) throws {
    try options.record(scores, of: name)
    let common = options.common
    if common.json || options.format == .json {
      for score in scores { try Output.writeLine(score.json(of: name)) }
      return
    }
    var table = Table([
      .init("scored"), .init("metric"), .init("ours", .right), .init("published", .right), .init("by"),
    ])
    for score in scores {
      let ours = fixed(score.value, 2)
      guard let first = score.published.first else {
        table.append([score.subject, score.metric, ours, "", ""])
        continue
      }
      table.append([score.subject, score.metric, ours, fixed(first.value, 1), first.source])
      for other in score.published.dropFirst() {
        table.append(["", "", "", fixed(other.value, 1), other.source])
      }
    }
    try Output.write(table.rendered(options.format))
    guard options.format == .table else { return }
    for signature in Set(scores.map(\.signature)).sorted() where !signature.isEmpty {
      try Output.writeLine("signature  " + signature)
    }
  }
}

extension ReproduceOptions {
  /// Puts what a reproduction came to on record, as a run of its own: before its table is shown, whose reader may have gone.
  ///
  /// - Parameter scores: nil for a row that has no figure.
  func record(_ scores: [ReproducedScore?], of name: String) throws {
    let recording = try runs.recording(kind: "reproduction", name: name, seed: common.seed, common)
    try recording.begin(settings: ["epochs": epochs])
    for score in scores.compactMap(\.self) {
      let published = score.published.first
      recording.recorder.record(
        result: RunResult(
          name: score.subject, metric: score.metric, value: score.value, published: published?.value,
          publishedSource: published?.source, settings: score.signature))
    }
    recording.recorder.end(.finished)
  }
}

extension ReproducedScore {
  fileprivate func json(of name: String) -> JSON {
    [
      "version": 1, "type": "reproduced_score", "name": .string(name), "scored": .string(subject),
      "metric": .string(metric), "value": .number(value), "signature": .string(signature),
      "published": .array(
        published.map { ["value": .number($0.value), "source": .string($0.source)] }),
    ]
  }
}
