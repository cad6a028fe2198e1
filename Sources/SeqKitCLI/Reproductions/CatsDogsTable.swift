import SeqTraining

/// What one training of the textbook's example came to.
package struct CatsDogsResult: Codable, Sendable {
  package let row: String
  package let history: [ImageEpochReport]
  /// Accuracy on the validation pictures after the best epoch, and on the test pictures by its weights.
  package let best, test: Double
  package let seconds: Double
  /// Nil in the files of a time when there was but one.
  package let seed: UInt64?

  package init(
    row: String, history: [ImageEpochReport], best: Double, test: Double, seconds: Double, seed: UInt64?
  ) {
    (self.row, self.history, self.best, self.test) = (row, history, best, test)
    (self.seconds, self.seed) = (seconds, seed)
  }

  /// The first epoch that was the best, from 1.
  var bestEpoch: Int { history.first { $0.validationAccuracy == best }?.epoch ?? 1 }
}

/// The rows that are finished: where each training started, how fast it rose, its best epoch and its last.
package struct CatsDogsTable: Sendable {
  private let rows: [(row: CatsDogsRow, result: CatsDogsResult)]

  /// - Parameters:
  ///   - results: in the order in which they came; of several trainings of a row the last one counts, of those with as many
  ///     epochs as are asked for if there are such.
  ///   - most: the most epochs that are asked for.
  package init(_ results: [CatsDogsResult], atMost most: Int? = nil) {
    rows = CatsDogsRow.all.compactMap { row in
      let own = results.filter { $0.row == row.name && !$0.history.isEmpty }
      let whole = own.last { $0.history.count == row.epochs(atMost: most) }
      return (whole ?? own.last).map { (row: row, result: $0) }
    }
  }

  /// Accuracies are in percent.
  package var table: Table {
    var table = Table([
      .init("row"), .init("what"), .init("epochs", .right), .init("first", .right),
      .init("points an epoch", .right), .init("best", .right), .init("best epoch", .right),
      .init("last", .right), .init("training", .right), .init("test", .right), .init("published", .right),
    ])
    func percent(_ share: Double?) -> String { share.map { fixed(100 * $0, 1) } ?? "" }
    for (row, result) in rows {
      let (first, last) = (result.history.first?.validationAccuracy, result.history.last)
      let rise = first.flatMap { first in
        result.bestEpoch > 1 ? 100 * (result.best - first) / Double(result.bestEpoch - 1) : nil
      }
      table.append([
        row.name, row.title, "\(result.history.count)", percent(first), rise.map { fixed($0, 2) } ?? "",
        percent(result.best), "\(result.bestEpoch)", percent(last?.validationAccuracy),
        percent(last?.accuracy), percent(result.test), row.published,
      ])
    }
    return table
  }

  /// The same for the record: of a row its best epoch, beside what is published of it.
  var scores: [ReproducedScore?] {
    rows.flatMap { row, result -> [ReproducedScore?] in
      // "90 (VGG-16)".
      let published = row.published.split(separator: " ", maxSplits: 1)
      let theirs = published.first.flatMap { Double($0) }.map { value in
        (value: value, source: (["the book"] + published.dropFirst().map(String.init)).joined(separator: " "))
      }
      let how = "best of \(counted(result.history.count, "epoch"))"
      return [
        ReproducedScore.percent(
          "validation accuracy", of: row.title, 100 * result.best, how: how, published: theirs),
        ReproducedScore.percent("test accuracy", of: row.title, 100 * result.test, how: how),
      ]
    }
  }

  /// Keras's last line in the book.
  private static let published = ImageEpochReport(
    epoch: 30, loss: 0.0147, accuracy: 0.9967, validationLoss: 2.4963, validationAccuracy: 0.7220,
    isBest: false)

  /// What stands below the table, a line each.
  package var remarks: [String] {
    var lines = [
      "accuracy in % of the validation pictures: after the first epoch, gained an epoch up to the best one, of the best",
      "one, its number, and of the last; then of the training pictures in the last epoch, and of the test pictures by the",
      "weights of the best",
    ]
    func best(fromScratch: Bool) -> Double? {
      rows.filter { ($0.row.mode == .scratch) == fromScratch }.map { $0.result.best }.max()
    }
    if let scratch = best(fromScratch: true), let transferred = best(fromScratch: false) {
      lines.append(
        "transfer was \(transferred > scratch ? "positive" : "negative"): \(fixed(100 * transferred, 1)) % with "
          + "pretrained weights, \(fixed(100 * scratch, 1)) % from scratch")
    }
    if let basic = rows.first(where: { $0.row.name == "basic" })?.result.history {
      let ours = basic.count > 1 ? [basic.first, basic.last].compactMap(\.self) : basic
      lines += ours.map { "basic, ours        " + $0.line(of: basic.count) }
      lines.append("basic, the book's  " + Self.published.line(of: Self.published.epoch))
    }
    return lines
  }
}
