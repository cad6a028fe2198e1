import SeqTraining

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension HistoryPlot {
  /// A classifier of pictures: accuracy and loss.
  static func panels(of history: [ImageEpochReport]) -> [Panel] {
    [
      Panel(
        "accuracy",
        [
          Curve("training", history.map { ($0.epoch, $0.accuracy) }),
          Curve(
            "validation",
            history.compactMap { report in report.validationAccuracy.map { (report.epoch, $0) } }),
        ]),
      Panel(
        "loss",
        [
          Curve("training", history.map { ($0.epoch, $0.loss) }),
          Curve(
            "validation", history.compactMap { report in report.validationLoss.map { (report.epoch, $0) } }),
        ]),
    ]
  }

  /// A translator: loss, perplexity, and BLEU where the model is chosen by it.
  static func panels(of history: [EpochScores]) -> [Panel] {
    let training = history.map { (epoch: $0.epoch, value: $0.trainingLoss) }
    let heldOut = history.compactMap { scores in
      scores.heldOutLoss.map { (epoch: scores.epoch, value: $0) }
    }
    // As in the lines of the training: that of training only where no pairs are held out.
    let perplexity =
      heldOut.isEmpty
      ? Curve("training", training.map { ($0.epoch, exp($0.value)) })
      : Curve("held out", heldOut.map { ($0.epoch, exp($0.value)) })
    var panels = [
      Panel("loss, nats a token", [Curve("training", training), Curve("held out", heldOut)]),
      Panel("perplexity", [perplexity]),
    ]
    let bleu = history.compactMap { scores in scores.bleu.map { (epoch: scores.epoch, value: $0) } }
    if !bleu.isEmpty { panels.append(Panel("BLEU", [Curve("held out", bleu)])) }
    return panels
  }

  /// A reader of stories: its decisions, of which the answers are made.
  static func panels(of history: [ReaderEpochReport]) -> [Panel] {
    [
      Panel(
        "decisions right, %", [Curve("training", history.map { ($0.epoch, 100 * $0.accuracy) })]),
      Panel("loss, nats a decision", [Curve("training", history.map { ($0.epoch, $0.loss) })]),
    ]
  }

  /// A memory network: wrong answers and loss. The epochs of the linear start come first and are counted with the others.
  static func panels(of history: [MemoryEpochReport]) -> [Panel] {
    func curve(_ name: String, _ value: (MemoryEpochReport) -> Double) -> Curve {
      Curve(name, history.enumerated().map { ($0.offset + 1, value($0.element)) })
    }
    var errors = [curve("training") { 100 * $0.trainingError }]
    var losses = [curve("training") { $0.trainingLoss }]
    // Where no questions are held out, reports repeat the figures of training.
    if history.contains(where: { $0.heldOutLoss != $0.trainingLoss }) {
      errors.append(curve("held out") { 100 * $0.heldOutError })
      losses.append(curve("held out") { $0.heldOutLoss })
    }
    return [Panel("questions wrong, %", errors), Panel("loss, nats a question", losses)]
  }
}
