import SeqAutodiff
import SeqLayers
import SeqTensor

/// A memory network that reads facts one after another until it knows the answer, over names that it never saw.
///
/// The four parts of Weston et al. 2015, "Memory Networks", each learned, with the supporting facts shown while training:
///
/// - I, `ReaderFeatures`: a mention of a name is the bag of the closed words around it.
/// - G, `MentionMemory`: facts in order, with a list of each name's mentions.
/// - O: x_{e,t} = Σ E[features of mention t of name e], h_{e,·} = BiGRU(x_{e,·}) along the mentions of each name of the question
///   and of the facts read before; the score of fact i is s(i) = w · tanh(W Σ_{mentions in i} h), and to stop is one more
///   choice, as in the adaptive memories of Weston et al. 2015 (arXiv:1502.05698). The next hop is read with marks at
///   what was chosen: before it, after it, itself.
/// - R: a name of the facts read, scored from its mentions in them, or a closed word, scored from all of them; again until
///   the stop.
///
/// What recurrence adds to the paper: along a name's mentions the network sees which move is the last one and whether a
/// thing that was picked up was put down, where the paper compares facts two by two.
public struct ReaderNetwork: Sendable {
  public let configuration: ReaderConfiguration
  private let features: ReaderFeatures
  private let table: Parameter
  private let along: RecurrentNetwork
  private let hopHead, answerHead: Head

  /// Scores of candidates, and of fixed choices from everything that was read.
  fileprivate struct Head: Sendable {
    let hidden, score: Linear
    let chosen, question, fixed: Linear

    init(_ configuration: ReaderConfiguration, fixedChoices: Int, scope: inout ParameterScope) {
      let (d, h) = (configuration.embeddingSize, 2 * configuration.hiddenSize)
      hidden = scope.nested("hidden") { Linear(inputSize: h, outputSize: h, scope: &$0) }
      score = scope.nested("score") { Linear(inputSize: h, outputSize: 1, scope: &$0) }
      chosen = scope.nested("chosen") { Linear(inputSize: h, outputSize: h, scope: &$0) }
      question = scope.nested("question") { Linear(inputSize: d, outputSize: h, bias: false, scope: &$0) }
      fixed = scope.nested("fixed") { Linear(inputSize: h, outputSize: fixedChoices, scope: &$0) }
    }
  }

  /// Declares the parameters. The configuration must have no `problem`.
  public init(_ configuration: ReaderConfiguration, scope: inout ParameterScope) {
    if let problem = configuration.problem { fatalError("ReaderNetwork: \(problem)") }
    self.configuration = configuration
    features = ReaderFeatures(configuration)
    let rows = features.total
    table = scope.parameter("features.weight", [rows, configuration.embeddingSize], .normal(deviation: 0.1))
    along = scope.nested("mentions") {
      RecurrentNetwork(
        .gru, inputSize: configuration.embeddingSize, hiddenSize: configuration.hiddenSize,
        bidirectional: true,
        scope: &$0)
    }
    hopHead = scope.nested("hop") { Head(configuration, fixedChoices: 1, scope: &$0) }
    answerHead = scope.nested("answer") {
      Head(configuration, fixedChoices: 2 + configuration.answers.count, scope: &$0)
    }
  }

  /// The fixed choices of a decision, which come before those of its step.
  public func fixedChoices(_ decision: ReaderStep.Decision) -> [ReaderChoice] {
    decision == .hop ? [.stop] : [.stop, .unknown] + configuration.answers.map { .word($0) }
  }

  /// The log-probabilities of what can be decided in each step, on the tape.
  ///
  /// - Parameter steps: each with something to read.
  /// - Returns: for hops and for answers the steps they belong to, their choices, and the log-probabilities [steps, columns],
  ///   −∞ beyond a step's last choice.
  func decisions(_ steps: [ReaderStep], on tape: Tape)
    -> [(steps: [Int], choices: [[ReaderChoice]], logProbabilities: Variable)]
  {
    let batch = ReaderBatch(steps, features, chainLimit: configuration.chainLimit)
    let (time, chains, d) = (batch.time, batch.chainCount, configuration.embeddingSize)
    let table = tape[table]
    let names = embeddedBags(table, batch.names, period: d, sentenceLength: nil)
    let mentions = embeddedBags(table, batch.mentions, period: d, sentenceLength: nil)
      .reshaped(to: [time, chains, d])
    var none = Regularization.none
    let outputs = along(
      mentions + names, lengths: tape.integers(batch.lengths), regularization: &none
    ).outputs.reshaped(to: [time * chains, along.outputSize])
    var found: [(steps: [Int], choices: [[ReaderChoice]], logProbabilities: Variable)] = []
    for (group, head, decision) in [
      (batch.hops, hopHead, ReaderStep.Decision.hop), (batch.answers, answerHead, .answer),
    ] where !group.steps.isEmpty {
      let fixed = fixedChoices(decision)
      let scores = head(group, outputs, table)
      let lengths = group.choices.map { Int32(fixed.count + $0.count) }
      found.append((group.steps, group.choices.map { fixed + $0 }, logSoftmax(scores, lengths: lengths)))
    }
    return found
  }

  /// The loss of the right decisions in nats, summed.
  ///
  /// - Parameter targets: for each step one of its choices.
  /// - Returns: the loss, and how many steps were decided right.
  public func loss(_ steps: [ReaderStep], targets: [ReaderChoice], on tape: Tape) -> (
    loss: Variable, right: Int
  ) {
    var (total, right): (Variable?, Int) = (nil, 0)
    for (numbers, choices, logProbabilities) in decisions(steps, on: tape) {
      let columns = logProbabilities.shape.columns
      let values = logProbabilities.scalars
      var places: [Int32] = []
      for (row, number) in numbers.enumerated() {
        guard let target = choices[row].firstIndex(of: targets[number]) else {
          fatalError("ReaderNetwork: \(targets[number]) cannot be chosen in step \(number)")
        }
        let place = row * columns + target
        places.append(Int32(place))
        if !(0..<choices[row].count).contains(where: {
          $0 != target && values[row * columns + $0] >= values[place]
        }) {
          right += 1
        }
      }
      let chosen = logProbabilities.reshaped(to: [numbers.count * columns, 1])
        .gather(rows: places, leading: [places.count]).sum()
      total = total.map { $0 + chosen } ?? chosen
    }
    guard let total else { fatalError("ReaderNetwork: there are no steps") }
    return (-total, right)
  }

  /// What can be chosen in a step, with probabilities that sum to 1, in the order of the choices.
  public func probabilities(of step: ReaderStep, on tape: Tape) -> [(
    choice: ReaderChoice, probability: Scalar
  )] {
    guard let found = decisions([step], on: tape).first else { return [] }
    let values = exp(found.logProbabilities).elements
    return zip(found.choices[0], values).map { ($0, $1) }
  }

  /// Whether a step's right decision is among its choices: a fact may lie beyond the mentions that are read.
  public func offers(_ choice: ReaderChoice, in step: ReaderStep) -> Bool {
    switch choice {
    case .stop, .unknown: true
    case .word(let word): configuration.answers.contains(word)
    case .name(let name):
      step.chosen.contains { fact in step.memory.facts[fact].mentions.contains { $0.name == name } }
    case .fact(let fact):
      !step.chosen.contains(fact)
        && step.names.contains { name in
          step.memory.chain(of: name, within: step.factCount, limit: configuration.chainLimit)
            .contains { $0.fact == fact }
        }
    }
  }
}

extension ReaderNetwork.Head {
  /// The scores [steps, fixed + width].
  fileprivate func callAsFunction(_ group: ReaderBatch.Group, _ outputs: Variable, _ table: Variable)
    -> Variable
  {
    let (h, d) = (outputs.shape.columns, table.shape.columns)
    let candidates = embeddedBags(outputs, group.candidates, period: h, sentenceLength: nil)
    let free = score(tanh(hidden(candidates))).reshaped(to: [group.steps.count, group.width])
    let read = embeddedBags(outputs, group.chosen, period: h, sentenceLength: nil)
    let asked = embeddedBags(table, group.questions, period: d, sentenceLength: nil)
    return concatenated([fixed(tanh(chosen(read) + question(asked))), free])
  }
}
