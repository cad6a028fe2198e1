import SeqTraining
import Testing

/// Start, slope and asymptote of histories worked out by hand, and what two asymptotes say of transfer.
@Suite struct LearningCurveTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Validation accuracies, one an epoch.
    let accuracies: [Double?]
    let start: Double
    let slope: Double?
    let asymptote, best: Double
    let bestEpoch: Int
  }

  static let cases = [
    Case(
      testDescription: "one epoch", accuracies: [0.4], start: 0.4, slope: nil, asymptote: 0.4, best: 0.4,
      bestEpoch: 1),
    // A quarter of three epochs is none: at least one counts.
    Case(
      testDescription: "downhill", accuracies: [0.9, 0.5, 0.4], start: 0.9, slope: nil, asymptote: 0.4,
      best: 0.9, bestEpoch: 1),
    // 0.6 gained in two epochs, and lost again in the last.
    Case(
      testDescription: "up and down", accuracies: [0.2, 0.5, 0.8, 0.6], start: 0.2, slope: 0.3,
      asymptote: 0.6, best: 0.8, bestEpoch: 3),
    // Of equals the first.
    Case(
      testDescription: "level", accuracies: [0.5, 0.7, 0.7, 0.7], start: 0.5, slope: 0.2, asymptote: 0.7,
      best: 0.7, bestEpoch: 2),
    // Eight epochs from 0.1 to 0.9; the last three of twelve are 0.6, 0.8 and 0.7.
    Case(
      testDescription: "twelve epochs",
      accuracies: [0.1, 0.3, 0.2, 0.4, 0.5, 0.6, 0.5, 0.8, 0.9, 0.6, 0.8, 0.7], start: 0.1, slope: 0.1,
      asymptote: 0.7, best: 0.9, bestEpoch: 9),
  ]

  private func curve(_ accuracies: [Double?]) -> LearningCurve? {
    LearningCurve(
      accuracies.enumerated().map { number, accuracy in
        ImageEpochReport(
          epoch: number + 1, loss: 1, accuracy: 1, validationLoss: nil, validationAccuracy: accuracy,
          isBest: false)
      })
  }

  @Test(arguments: cases) func curvesAreThoseByHand(_ test: Case) throws {
    let found = try #require(curve(test.accuracies))
    #expect(found.start == test.start)
    #expect((found.slope == nil) == (test.slope == nil))
    #expect(abs((found.slope ?? 0) - (test.slope ?? 0)) < 1e-12)
    #expect(abs(found.asymptote - test.asymptote) < 1e-12)
    #expect(found.best == test.best && found.bestEpoch == test.bestEpoch)
  }

  @Test func withoutValidationThereIsNoCurve() {
    #expect(curve([]) == nil && curve([nil, nil]) == nil)
  }

  /// Where it ends alone decides, whatever it began with and touched once.
  @Test func transferIsJudgedByTheAsymptote() throws {
    let scratch = try #require(curve([0.3, 0.6, 0.5]))
    let histories: [[Double?]] = [[0.8, 0.9, 0.4], [0.1, 0.2, 0.7], [0.9, 0.5]]
    let verdicts = histories.compactMap { curve($0)?.transfer(over: scratch).rawValue }
    #expect(verdicts == ["negative", "positive", "none"])
  }
}
